"""A package's files: reading one directory under a build configuration, as go/build's Import does."""

import os
from collections.abc import Iterable

from goescape.load.constraint import ConstraintError, TagSet, file_name_matches, header_matches
from goescape.load.errors import AT_IMPORT, FULL_PATH, IN_PACKAGE, OWN_PLACE, LoadDiagnostic
from goescape.load.files import DirEntry, FileReader, os_error_text
from goescape.load.header import BadHeader, Header, NeedMoreText, comment_end, read_header
from goescape.target.limits import GO_VERSION

# Extensions of non-Go files that go/build considers part of a package.
_ASM = (".s",)
_CGO_ASM = (".S", ".sx")  # only with cgo
_FOREIGN = ".c .cc .cpp .cxx .m .h .hh .hpp .hxx .f .F .for .f90 .swig .swigcxx .syso".split()
_HEADERS = (".h", ".hh", ".hpp", ".hxx")
_BOM = "\xef\xbb\xbf"

Position = tuple[str, int, int]
"""File (absolute), line, column (bytes), both 1-based."""

Imports = dict[str, list[Position]]
"""Import path as written → where it is imported."""


class PackageFiles:
    """A Go package as found on disk: names and files, nothing parsed beyond imports.

    ``errors`` are problems of this package itself: it cannot be analysed. ``broken`` says that, or that a package
    it needs has errors (set by :meth:`goescape.load.loader.Loader.check`).
    """

    def __init__(self, import_path: str, directory: str) -> None:
        self.import_path = import_path
        self.name = ""
        self.dir = directory
        self.go_files: list[str] = []
        self.test_go_files: list[str] = []
        self.xtest_go_files: list[str] = []
        self.cgo_files: list[str] = []  # import "C", hence left out
        self.ignored_go_files: list[str] = []
        self.imports: Imports = {}
        self.test_imports: Imports = {}
        self.xtest_imports: Imports = {}
        self.import_map: dict[str, str] = {}  # as written → resolved, where they differ
        self.go_version = GO_VERSION
        self.is_std = False
        self.module_path = ""
        self.module_dir = ""
        self.root = ""  # GOROOT or GOPATH entry it was found in
        self.asm_files: list[str] = []
        self.has_foreign = False  # any non-Go file that the go command would compile
        self.for_test = ""  # import path of the package under test, for test variants
        self.is_cmdline_files = False
        self.local = False  # named by a path outside GOPATH and modules
        self.is_literal = False  # named on the command line without wildcards
        self.errors: list[LoadDiagnostic] = []
        self.broken = False

    @property
    def id(self) -> str:
        """Unique among loaded packages: ``p``, ``p [p.test]``, ``p_test [p.test]``. What ``#`` headers show."""
        return f"{self.import_path} [{self.for_test}.test]" if self.for_test else self.import_path

    @property
    def complete(self) -> bool:
        """Whether gc gets -complete: functions without body are errors then."""
        return not self.has_foreign and not (self.is_std and self.import_path in _STD_WITH_FORWARD_DECLARATIONS)

    def all_import_paths(self) -> list[str]:
        """Imported packages (resolved), sorted by their path as written; not "C"."""
        return [self.import_map.get(path, path) for path in sorted(self.imports) if path != "C"]

    def __repr__(self) -> str:
        return f"PackageFiles({self.id!r})"


# gc.go: these have functions that runtime supplies.
_STD_WITH_FORWARD_DECLARATIONS = frozenset(
    "bytes internal/poll net os runtime/metrics runtime/pprof runtime/trace sync syscall time".split()
)


class NoGoFiles(Exception):
    """A directory without a Go file for this configuration; says which kinds it has instead."""


def read_package(
    reader: FileReader,
    tags: TagSet,
    directory: str,
    names: Iterable[str] | None = None,
) -> PackageFiles:
    """Read one directory; problems go to ``errors`` (positions absolute). Its import path is left empty.

    names: only these files, whatever their build constraints say (files named on the command line).
    """
    package = PackageFiles("", directory)
    if names is None:
        try:
            entries = reader.list_dir(directory)
        except OSError as error:
            package.errors.append(LoadDiagnostic(f"open {directory}: {os_error_text(error)}", kind=AT_IMPORT))
            return package
    else:
        entries = [DirEntry(name, False, False) for name in names]
    _Scan(reader, tags, package, use_all=names is not None).run(entries)
    return package


class DirectoryReader:
    """Packages by directory, each read once."""

    def __init__(self, reader: FileReader, tags: TagSet) -> None:
        self.reader = reader
        self.tags = tags
        self._packages: dict[str, PackageFiles] = {}

    def read(self, directory: str) -> PackageFiles:
        """The shared reading of a directory: not to be changed."""
        package = self._packages.get(directory)
        if package is None:
            package = self._packages[directory] = read_package(self.reader, self.tags, directory)
        return package

    def take(self, directory: str) -> PackageFiles:
        """A reading of a directory for the caller to fill in."""
        package = self.read(directory)
        if package.import_path:  # taken already, under another path
            return read_package(self.reader, self.tags, directory)
        return package


def is_no_go(package: PackageFiles) -> bool:
    """Whether go/build would report "no Go files"."""
    return not (package.errors or package.go_files or package.test_go_files or package.xtest_go_files)


def no_go_message(package: PackageFiles) -> str:
    if package.ignored_go_files:
        return f"build constraints exclude all Go files in {package.dir}"
    if package.test_go_files or package.xtest_go_files:
        return f"no non-test Go files in {package.dir}"
    return f"no Go files in {package.dir}"


def no_go_error(package: PackageFiles) -> LoadDiagnostic:
    return LoadDiagnostic(no_go_message(package), kind=IN_PACKAGE)


class _Scan:
    def __init__(self, reader: FileReader, tags: TagSet, package: PackageFiles, use_all: bool) -> None:
        self.reader = reader
        self.tags = tags
        self.package = package
        self.use_all = use_all
        self.first_file = ""

    def run(self, entries: list[DirEntry]) -> None:
        directory = self.package.dir
        for entry in entries:
            name = entry.name
            dot = name.rfind(".")
            extension = name[dot:] if dot >= 0 else ""
            if entry.is_dir or name.startswith(("_", ".")):
                continue
            is_go = extension == ".go"
            if not is_go and extension not in _ASM and extension not in _CGO_ASM and extension not in _FOREIGN:
                continue
            path = os.path.join(directory, name)
            if entry.is_link and self.reader.is_dir(path):
                continue
            if not self.use_all and not file_name_matches(name, self.tags):
                if is_go:
                    self.package.ignored_go_files.append(path)
            elif is_go:
                self.go_file(path, name)
            else:
                self.other_file(path, name, extension)

    def bad_file(self, msg: str, path: str = "", line: int = 0, col: int = 0, kind: int = AT_IMPORT) -> None:
        """Only the first problem of a package is reported."""
        if not self.package.errors:
            self.package.errors.append(LoadDiagnostic(msg, path, line, col, kind))

    def other_file(self, path: str, name: str, extension: str) -> None:
        if extension in _CGO_ASM:
            return
        if extension != ".syso":
            try:
                text, complete = self.reader.read_head(path)
                if not complete:
                    text = self.reader.read_all(path)
                if not header_matches(text[: comment_end(text)], self.tags):
                    return
            except (OSError, ConstraintError):
                return
        if extension in _ASM:
            self.package.asm_files.append(path)
        if extension not in _HEADERS:
            self.package.has_foreign = True

    def go_file(self, path: str, name: str) -> None:
        package = self.package
        try:
            text, complete = self.reader.read_head(path)
            try:
                text = text.removeprefix(_BOM)
                header = read_go_header(text, complete)
            except NeedMoreText:
                text = self.reader.read_all(path).removeprefix(_BOM)
                header = read_go_header(text, True)
            if header is None:
                self.bad_file(f"read {path}: unexpected NUL in input")
                return
        except OSError as error:
            self.bad_file(f"open {path}: {os_error_text(error)}")
            return
        try:
            if not header_matches(text[: header.comment_end], self.tags) and not self.use_all:
                package.ignored_go_files.append(path)
                return
        except ConstraintError as error:
            self.bad_file(f"{name}: {_constraint_text(error)}")
            return
        if header.error is not None:
            line, col, msg = header.error
            self.bad_file(msg, path, line, col, FULL_PATH if header.invalid_import else OWN_PLACE)
        self.add_go_file(path, name, header)

    def add_go_file(self, path: str, name: str, header: Header) -> None:
        package = self.package
        package_name = header.name
        if package_name == "documentation" and header.error is None:
            package.ignored_go_files.append(path)
            return
        is_test = name.endswith("_test.go")
        is_xtest = is_test and package_name.endswith("_test") and package.name != package_name
        if is_xtest:
            package_name = package_name.removesuffix("_test")
        if not package.name:
            package.name = package_name
            self.first_file = name
        elif package_name != package.name:
            self.bad_file(
                f"found packages {package.name} ({self.first_file}) and {package_name} ({name}) in {package.dir}"
            )
        specs = header.imports if header.error is None else []
        if any(spec.path == "C" for spec in specs):
            if is_test:
                self.bad_file(f"use of cgo in test {name} not supported")
            else:
                package.cgo_files.append(path)
                package.ignored_go_files.append(path)
                return
        if is_xtest:
            files, imports = package.xtest_go_files, package.xtest_imports
        elif is_test:
            files, imports = package.test_go_files, package.test_imports
        else:
            files, imports = package.go_files, package.imports
        files.append(path)
        for spec in specs:
            imports.setdefault(spec.path, []).append((path, spec.line, spec.col))


def _constraint_text(error: ConstraintError) -> str:
    text = str(error)
    return text if text.startswith("multiple ") else "parsing //go:build line: " + text


def read_go_header(text: str, complete: bool) -> Header | None:
    """The head of a Go file; None if it holds a NUL byte. Raises NeedMoreText if text is not all and too short."""
    try:
        return read_header(text, complete)
    except BadHeader:
        if not complete:
            raise NeedMoreText from None
    from goescape.load.header_errors import NulInInput, explain  # only broken files need it

    try:
        header = explain(text)
    except NulInInput:
        return None
    header.comment_end = comment_end(text)
    return header
