"""Places on the command line: ``FILE:LINE[:COLUMN]``, with paths of this system or ``file:`` URIs."""

import os
import re
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from goescape.cli.errors import UsageError
from goescape.result.sites import Place

# The drive of C:\a.go:12 has a colon as well. The last colon may come from a copied message of the compiler.
_PLACE: Final = re.compile(r"^(?P<file>.+\.go):(?P<line>\d+)(?::(?P<col>\d+))?:?$", re.S)
_GO_FILE: Final = re.compile(r"\.go(:|$)")
_DRIVE: Final = re.compile(r"^/[A-Za-z]:")


class Paths(Protocol):
    """What is needed of ``os.path``; tests pass ``ntpath``."""

    sep: str

    def join(self, path: str, other: str, /) -> str: ...
    def normpath(self, path: str) -> str: ...
    def dirname(self, path: str, /) -> str: ...
    def isabs(self, path: str, /) -> bool: ...
    def relpath(self, path: str, start: str | None) -> str: ...


def parse_place(subject: str, cwd: str, paths: Paths = os.path) -> Place | None:
    """The place that is meant, with an absolute path and column 0 for none; None if it looks like a name.

    Raises:
        UsageError: it names a Go file, but no line.
    """
    match = _PLACE.match(subject)
    if match is None:
        if _GO_FILE.search(subject):
            raise UsageError(f"{subject}: a place is FILE:LINE or FILE:LINE:COLUMN")
        return None
    file = _local_path(match["file"], paths)
    return Place(paths.normpath(paths.join(cwd, file)), int(match["line"]), int(match["col"] or 0))


def _local_path(file: str, paths: Paths) -> str:
    """``file:///C:/a%20b.go`` → ``C:\\a b.go``; what is no URI stays. Raises UsageError for a URI that is none."""
    if not file.lower().startswith("file:"):
        return file
    try:
        uri = urlsplit(file)
    except ValueError as err:
        raise UsageError(f"{file}: {err}") from err
    path = unquote(uri.path)
    if paths.sep == "/":
        return path
    if _DRIVE.match(path):
        path = path[1:]
    elif uri.netloc not in ("", "localhost"):
        path = f"//{uri.netloc}{path}"  # a share
    return path.replace("/", paths.sep)


def package_pattern(file: str, cwd: str, paths: Paths = os.path) -> str:
    """The pattern of the package that a file belongs to, relative where that is possible."""
    folder = paths.dirname(file)
    try:
        relative = paths.relpath(folder, cwd)
    except ValueError:  # another drive
        return folder
    if relative == ".":
        return relative
    relative = relative.replace(paths.sep, "/")
    return relative if relative.startswith("../") or relative == ".." else f"./{relative}"
