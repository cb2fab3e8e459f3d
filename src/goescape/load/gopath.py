"""GOPATH mode (GO111MODULE=off): packages below $GOPATH/src, with vendor directories."""

import os

from goescape.load.context import BuildContext
from goescape.load.files import FileReader
from goescape.load.resolve import Importer, Location, Resolver, is_local_import, relative_to

_ILLEGAL = "!\"#$%&'()*,:;<=>?[\\]^{|}`\ufffd"


class GopathResolver(Resolver):
    def __init__(self, context: BuildContext, reader: FileReader, cwd: str) -> None:
        super().__init__(context, reader, cwd)
        self._module_paths: dict[str, str] = {}

    def resolve(self, path: str, importer: Importer | None) -> Location:
        if is_local_import(path) or os.path.isabs(path):
            base = importer.dir if importer is not None else self.cwd
            return self._outside(os.path.normpath(os.path.join(base, path)))
        if path.startswith("/"):
            return Location(path, error=f'import "{path}": cannot import absolute path')
        tried_vendor: list[str] = []
        if importer is not None and importer.root:
            vendored = self._vendored(path, importer, tried_vendor)
            if vendored is not None:
                return vendored
            path = self._module_import_path(path, importer)
        return self._plain(path, tried_vendor)

    def resolve_dir(self, directory: str) -> Location:
        """A package named by its directory: in GOROOT or GOPATH it gets its import path."""
        for root in (self.context.goroot, *self.context.gopath):
            sub = relative_to(directory, os.path.join(root, "src"))
            if sub and sub != "." and not _in_testdata(sub):
                found = self._plain(sub, [])
                if not found.error and os.path.normpath(found.dir) == os.path.normpath(directory):
                    return found
        return self._outside(directory)

    def _outside(self, directory: str) -> Location:
        """A package named by a path of its own: it gets a pseudo import path."""
        location = Location(dir_to_import_path(directory), directory)
        if not self.reader.is_dir(directory):
            location.error = f'cannot find package "." in:\n\t{directory}'
            location.dir = ""
        return location

    def _plain(self, path: str, tried_vendor: list[str]) -> Location:
        """GOROOT first, then each GOPATH entry."""
        directory = os.path.join(self.context.goroot_src, path)
        if self.reader.is_dir(directory):
            return self.in_goroot(path, directory)
        tried = []
        for root in self.context.gopath:
            directory = os.path.join(root, "src", path)
            if self.reader.is_dir(directory):
                location = Location(path, directory)
                location.root = root
                return location
            tried.append(directory)
        return Location(path, error=self._not_found(path, tried_vendor, tried))

    def _not_found(self, path: str, tried_vendor: list[str], tried: list[str]) -> str:
        lines = []
        note = " (vendor tree)"
        for directory in tried_vendor:
            lines.append(f"\t{directory}{note}")
            note = ""
        lines.append(f"\t{os.path.join(self.context.goroot_src, path)} (from $GOROOT)")
        note = " (from $GOPATH)"
        for directory in tried:
            lines.append(f"\t{directory}{note}")
            note = ""
        if not tried:
            lines.append("\t($GOPATH not set. For more details see: 'go help gopath')")
        return f'cannot find package "{path}" in any of:\n' + "\n".join(lines)

    def _vendored(self, path: str, importer: Importer, tried: list[str]) -> Location | None:
        """The innermost vendor/path above the importer that holds Go files."""
        src = os.path.join(importer.root, "src")
        sub = relative_to(importer.dir, src)
        if not sub:
            return None
        sub = "" if sub == "." else sub
        while True:
            vendor = os.path.join(src, sub, "vendor") if sub else os.path.join(src, "vendor")
            if self.reader.is_dir(vendor):
                directory = os.path.join(vendor, path)
                if self.reader.is_dir(directory) and self.reader.has_go_files(directory):
                    import_path = f"{sub}/vendor/{path}" if sub else f"vendor/{path}"
                    if importer.root == self.context.goroot:
                        return self.in_goroot(import_path, directory)
                    location = Location(import_path, directory)
                    location.root = importer.root
                    return location
                tried.append(directory)
            if not sub:
                return None
            sub = sub.rpartition("/")[0]

    def _module_import_path(self, path: str, importer: Importer) -> str:
        """Code with a go.mod may import x/y/v2/z although GOPATH has it as x/y/z ("minimal module awareness")."""
        if _last_version_element(path) is None or not self._in_module_tree(importer):
            return path
        if not self._plain(path, []).error:
            return path
        limit = len(path)
        while limit > 0:
            span = _last_version_element(path[:limit])
            if span is None:
                return path
            start, end = span
            parent = self._plain(path[:start], [])
            if not parent.error:
                module_path = self._go_mod_path(parent.dir)
                if module_path:
                    return path[:start] + path[end:] if module_path == path[:end] else path
            limit = start
        return path

    def _in_module_tree(self, importer: Importer) -> bool:
        directory = importer.dir
        src = os.path.join(importer.root, "src")
        while directory.startswith(src):
            if self._go_mod_path(directory):
                return True
            directory = os.path.dirname(directory)
        return False

    def _go_mod_path(self, directory: str) -> str:
        found = self._module_paths.get(directory)
        if found is None:
            found = self._module_paths[directory] = self._read_module_path(directory)
        return found

    def _read_module_path(self, directory: str) -> str:
        try:
            text = self.reader.read_all(os.path.join(directory, "go.mod"))
        except OSError:
            return ""
        for line in text.split("\n"):
            if line.startswith("module "):
                return line[len("module ") :].strip().strip('"')
        return ""


def dir_to_import_path(directory: str) -> str:
    """The pseudo import path ``_/home/x`` of a directory outside GOPATH."""
    mapped = "".join("_" if not c.isprintable() or c.isspace() or c in _ILLEGAL else c for c in directory)
    return "_/" + mapped.strip("/")


def _in_testdata(sub: str) -> bool:
    return "testdata" in sub.split("/")


def _last_version_element(path: str) -> tuple[int, int] | None:
    """Where the last ``/vN`` element with N > 1 begins and ends."""
    end = len(path)
    while True:
        start = path.rfind("/", 0, end)
        if start < 0:
            return None
        element = path[start + 1 : end]
        if len(element) >= 2 and element[0] == "v" and element[1:].isdigit() and element[1] != "0" and element != "v1":
            return start, end
        end = start
