"""The command line in this process: what a campaign of many small inputs needs."""

import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

from goescape.cli.main import main
from support.run import Result


@contextlib.contextmanager
def folder(path: Path) -> Iterator[None]:
    before, pwd = os.getcwd(), os.environ.get("PWD")
    os.chdir(path)
    os.environ["PWD"] = str(path)
    try:
        yield
    finally:
        os.chdir(before)
        if pwd is not None:
            os.environ["PWD"] = pwd


def run(args: list[str], cwd: Path) -> Result:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="surrogateescape")
    err = io.StringIO()
    with folder(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(args)
    out.flush()
    return Result(code, out.buffer.getvalue().decode("utf-8", "replace"), err.getvalue())  # type: ignore[attr-defined]
