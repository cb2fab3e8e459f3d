"""Run the command line, in a process of its own or in this one."""

import os
import subprocess
import sys
from pathlib import Path


class Result:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err


def goescape(*args: str, cwd: Path | str = ".", env: dict[str, str] | None = None, timeout: float = 600) -> Result:
    """``python -m goescape`` in a process of its own."""
    environ = {**os.environ, "PWD": str(cwd), **(env or {})}
    if str(cwd) == ".":
        environ.pop("PWD")
    done = subprocess.run(
        [sys.executable, "-m", "goescape", *args],
        cwd=cwd,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=timeout,
    )
    return Result(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))
