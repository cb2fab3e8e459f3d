"""Run ``go build -gcflags=-m`` and keep what it prints.

The go command caches a package's output as it was printed first, with paths relative to the working directory of
that time and into the Go tree of that time. A flag without effect that names both (``-I``) makes the cache tell them
apart; the dependencies that are not named by the user share one cache.
"""

import hashlib
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from typing import Final

from goescape.gc.toolchain import Toolchain, cache_dir

_NOISE: Final = re.compile(r"^[^ ]*: (?:index bounds|slice bounds|skip |live at)[^\n]*\n", re.M)


class GcOptions:
    """What to ask of the compiler. ``cache`` "" means the private cache; ``jobs`` 1 prints packages in order.

    ``level`` 0: no messages. ``more``: flags of the compiler as they are.
    """

    def __init__(
        self,
        *,
        level: int = 1,
        inline: bool = False,
        tests: bool = False,
        tags: str = "",
        jobs: int = 0,
        cwd: str = "",
        env: Mapping[str, str] | None = None,
        cache: str = "",
        more: str = "",
    ) -> None:
        self.level = level
        self.inline = inline
        self.tests = tests
        self.tags = tags
        self.jobs = jobs
        self.cwd = cwd or os.getcwd()
        self.env = env
        self.cache = cache
        self.more = more


class GcRun:
    """``text`` is all that was printed (packages as blocks under ``# path``), ``status`` the exit code."""

    def __init__(self, text: str, status: int, cwd: str) -> None:
        self.text = text
        self.status = status
        self.cwd = cwd


def gcflags(toolchain: Toolchain, options: GcOptions) -> str:
    key = hashlib.sha256(f"{options.cwd}\0{toolchain.goroot}".encode()).hexdigest()[:16]
    flags = [] if options.level == 0 else ["-m" if options.level == 1 else f"-m={options.level}"]
    flags += [] if options.inline else ["-l"]
    flags += [options.more] if options.more else []
    return f"-gcflags={' '.join([*flags, f'-I=cwd-{key}'])}"


def environment(toolchain: Toolchain, options: GcOptions) -> dict[str, str]:
    """The user's environment without cgo, with our cache and exactly this toolchain."""
    env = dict(os.environ if options.env is None else options.env)
    env["GOCACHE"] = options.cache or cache_dir(toolchain.release)
    env["CGO_ENABLED"] = "0"
    env["GOTOOLCHAIN"] = "local"
    env["GOPROXY"] = env.get("GOPROXY") or "off"
    env["PWD"] = options.cwd
    env.setdefault("HOME", tempfile.gettempdir())
    return env


def run_gc(toolchain: Toolchain, patterns: Sequence[str], options: GcOptions) -> GcRun:
    """Compile the packages and return what the compiler printed. Nothing is written but the cache."""
    command = [toolchain.command]
    if options.tests:
        command += ["list", "-test", "-export", "-e=false", "-f", ""]
    else:
        command += ["build", "-o", os.devnull]
    command += ["-pgo=off", gcflags(toolchain, options)]
    if options.tags:
        command += ["-tags", options.tags]
    if options.jobs:
        command += ["-p", str(options.jobs)]
    command += patterns
    done = subprocess.run(
        command,
        cwd=options.cwd,
        env=environment(toolchain, options),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    # latin-1 as the sources are read: a column is a byte offset and text compares byte for byte.
    return GcRun(done.stderr.decode("utf-8", "surrogateescape"), done.returncode, options.cwd)


def without_noise(text: str) -> str:
    """Drop the lines of the back end (bounds checks, liveness), which are no matter of escape analysis."""
    return _NOISE.sub("", text)
