"""From import paths to directories: what all resolvers share, and the standard library."""

import os

from goescape.load.context import BuildContext
from goescape.load.files import FileReader
from goescape.target.limits import GO_VERSION


class Location:
    """Where a package is. ``error`` is the go command's sentence if it is nowhere (``dir`` is empty then).

    ``module`` is the module's path, ``go_version`` the language version its files are compiled at (``go1.21``).
    """

    __slots__ = ("import_path", "dir", "root", "module", "module_dir", "go_version", "is_std", "error")

    def __init__(self, import_path: str, directory: str = "", *, error: str = "") -> None:
        self.import_path = import_path
        self.dir = directory
        self.root = ""
        self.module = ""
        self.module_dir = ""
        self.go_version = GO_VERSION
        self.is_std = False
        self.error = error


class Importer:
    """What resolution needs to know about the package that imports."""

    __slots__ = ("import_path", "dir", "root", "is_std")

    def __init__(self, import_path: str, directory: str, root: str, is_std: bool) -> None:
        self.import_path = import_path
        self.dir = directory
        self.root = root
        self.is_std = is_std


class Resolver:
    """Base of GOPATH mode and module mode."""

    def __init__(self, context: BuildContext, reader: FileReader, cwd: str) -> None:
        self.context = context
        self.reader = reader
        self.cwd = cwd

    def resolve(self, path: str, importer: Importer | None) -> Location:
        """Find the package that path means in a file of importer (None: on the command line)."""
        raise NotImplementedError

    def std_location(self, path: str) -> Location | None:
        """The standard library's package with this resolved path, if there is one."""
        directory = os.path.join(self.context.goroot_src, path)
        if not self.reader.has_go_files(directory):
            return None
        return self.in_goroot(path, directory)

    def in_goroot(self, path: str, directory: str) -> Location:
        location = Location(path, directory)
        location.root = self.context.goroot
        location.is_std = is_std_path(path)
        return location


def is_std_path(path: str) -> bool:
    """Whether path may belong to the standard library: no dot in its first element."""
    return "." not in path.partition("/")[0]


def is_local_import(path: str) -> bool:
    return path in (".", "..") or path.startswith(("./", "../"))


def has_path_prefix(path: str, prefix: str) -> bool:
    """Whether prefix is made of the first elements of path."""
    if prefix.endswith("/"):
        return path.startswith(prefix)
    return path == prefix or prefix == "" or path.startswith(prefix + "/")


def relative_to(path: str, directory: str, sep: str = os.sep) -> str:
    """path relative to directory, with slashes (``.`` if equal), empty if it is not below; links are tried too."""
    for one in (path, os.path.realpath(path)):
        for other in (directory, os.path.realpath(directory)):
            if one == other:
                return "."
            if one.startswith(other.rstrip(sep) + sep):
                return with_slashes(one[len(other.rstrip(sep)) + 1 :], sep)
    return ""


def with_slashes(path: str, sep: str = os.sep) -> str:
    """As import paths and patterns are written: no backslashes, where these separate folders."""
    return path if sep == "/" else path.replace(sep, "/")


def std_vendored(goroot_src: str, importer_path: str, path: str) -> str:
    """What an import written in the standard library means: golang.org/x/... is vendored there."""
    if is_std_path(path):
        return path
    vendored = f"cmd/vendor/{path}" if has_path_prefix(importer_path, "cmd") else f"vendor/{path}"
    return vendored if os.path.isdir(os.path.join(goroot_src, vendored)) else path
