"""A session: the packages of one run, loaded when something in them is named.

It is the importer of every package's checker, the host of every unit, and the source of facts about functions of
packages that are only called into.
"""

from typing import final

from goescape.base.errors import ErrorList
from goescape.base.pos import PosTable
from goescape.base.text import from_os
from goescape.ir.sizes import Sizes as IRSizes
from goescape.ir.types import TypeTable
from goescape.load.errors import LoadError
from goescape.load.loader import Loader
from goescape.load.package import PackageFiles
from goescape.lower.abiwrappers import Conventions
from goescape.lower.typemap import TypeMap
from goescape.lower.unit import Unit, UnitHost
from goescape.lower.writing import BodyExports
from goescape.syntax.nodes import File, FuncDecl
from goescape.syntax.parser import parse_body, parse_file
from goescape.syntax.pragmas import pragma_context
from goescape.target.platform import Target
from goescape.types.checker import Checker
from goescape.types.checker_base import BodyParser
from goescape.types.sizes import sizes_for
from goescape.types.subst import Context
from goescape.types.types import Func as FuncObject
from goescape.types.types import Importer, Package, Resolver
from goescape.types.universe import UNSAFE


@final
class LoadedPackage(BodyParser):
    """A package with its parsed files and its checker. ``unit`` is made when a function of it is lowered."""

    __slots__ = ("files", "pkg", "syntax", "errors", "checker", "unit", "table", "done")

    def __init__(self, files: PackageFiles, pkg: Package, table: PosTable) -> None:
        self.files = files
        self.pkg = pkg
        self.table = table
        self.syntax: list[File] = []
        self.errors = ErrorList(table)
        self.checker: Checker | None = None
        self.unit: Unit | None = None
        self.done: bool = False

    def parse_body(self, decl: FuncDecl) -> None:
        parse_body(decl, self.table, self.errors)


@final
class FirstUse(Resolver):
    """Stands for the checker of a package in which nothing has been looked up yet."""

    __slots__ = ("session", "package")

    def __init__(self, session: "Session", package: LoadedPackage) -> None:
        self.session = session
        self.package = package

    def load(self, pkg: Package) -> None:
        self.session.parse(self.package)


@final
class SessionHost(UnitHost):
    """What units ask of the session. ``exports``: the engine, which knows what can be inlined."""

    __slots__ = ("session", "exports")

    def __init__(self, session: "Session") -> None:
        self.session = session
        self.exports: BodyExports | None = None

    def exports_body(self, obj: FuncObject) -> bool:
        return self.exports is not None and self.exports.exports_body(obj)

    def find_package(self, path: str) -> Package | None:
        return self.session.package_of(self.session.loader.find(path, None))

    def language_version(self, pos: int) -> int:
        return self.session.language_version(pos)

    def report(self, pos: int, msg: str) -> None:
        self.session.late_errors.add(pos, msg)


@final
class Session(Importer):
    """``packages`` by id (a test variant is a package of its own), ``by_pkg`` by the checker's package."""

    __slots__ = (
        "loader", "target", "table", "types", "context", "sizes", "packages", "by_pkg", "host", "late_errors",
        "versions", "ir_sizes",
    )  # fmt: skip

    def __init__(self, loader: Loader, target: Target) -> None:
        self.loader = loader
        self.target = target
        self.table = PosTable()
        self.types = TypeMap(TypeTable(target.ptr_size, target.reg_size))
        self.context = Context()
        self.sizes = sizes_for(target.goarch)
        self.ir_sizes = IRSizes(target.ptr_size, target.reg_size, target.max_width)
        self.packages: dict[str, LoadedPackage] = {}
        self.by_pkg: dict[Package, LoadedPackage] = {}
        self.host = SessionHost(self)
        self.late_errors = ErrorList(self.table)
        self.versions: dict[int, int] = {}  # language version by base of the file

    # --------------------------------------------------------------------------------------------- loading

    def import_package(self, path: str, importer: Package) -> Package | None:
        if path == "unsafe":
            return UNSAFE
        files = self.loader.find(path, self.by_pkg[importer].files)
        if files.errors:
            return None
        return self.package_of(files)

    def imports_of(self, pkg: Package) -> list[Package]:
        lp = self.by_pkg.get(pkg)
        if lp is None:
            return []
        paths = [path for path in lp.files.imports if path not in ("C", "unsafe")]
        return [self.package_of(self.loader.find(path, lp.files)) for path in paths]

    def package_of(self, files: PackageFiles) -> Package:
        return self.known(files).pkg

    def known(self, files: PackageFiles) -> LoadedPackage:
        """A package whose files are parsed when something in it is looked up: most that are imported never are."""
        lp = self.packages.get(files.id)
        if lp is None:
            path = "main" if files.name == "main" else files.import_path
            lp = LoadedPackage(files, Package(path, from_os(files.name)), self.table)
            lp.pkg.loaded = False
            lp.pkg.resolver = FirstUse(self, lp)
            self.packages[files.id] = lp
            self.by_pkg[lp.pkg] = lp
        return lp

    def load(self, files: PackageFiles) -> LoadedPackage:
        """The package with its objects collected; function bodies are parsed when asked for."""
        lp = self.known(files)
        if not lp.pkg.loaded:
            self.parse(lp)
        return lp

    def load_in_full(self, files: PackageFiles) -> LoadedPackage:
        """The package with all bodies parsed: errors of syntax come before all others."""
        lp = self.known(files)
        if not lp.pkg.loaded:
            self.parse(lp, False)
        return lp

    def parse(self, lp: LoadedPackage, skip_bodies: bool = True) -> None:
        files = lp.files
        lp.pkg.loaded = True
        context = pragma_context(files.import_path, files.is_std, self.target.goos, self.target.goarch)
        for name in files.go_files:
            try:
                source = self.loader.read_source(name)
            except LoadError as err:
                lp.errors.add(0, str(err))
                continue
            file = parse_file(source, name, name, self.table, lp.errors, skip_bodies, True, context)
            if file.pkg_name is not None:  # otherwise there is nothing of it but an error
                lp.syntax.append(file)
        version = language_number(files.go_version)
        for file in lp.syntax:
            self.versions[file.base] = language_number(file.go_version) or version
        if not skip_bodies and lp.errors.syntax_errors:
            return
        lp.checker = Checker(lp.pkg, lp.syntax, self, self.table, lp.errors, lp, self.context, self.sizes, version)

    def conventions(self, lp: LoadedPackage) -> Conventions:
        """How a package's functions are called."""
        abis = self.loader.symbol_abis(lp.files)
        return Conventions(lp.pkg.path, abis.defs, abis.refs, lp.syntax)

    def language_version(self, pos: int) -> int:
        base = pos >> 40
        v = self.versions.get(base)
        if v is None:  # a line directive's base: the file is the same
            path = self.table.bases[base].path
            v = 0
            for b, n in self.versions.items():
                if self.table.bases[b].path == path:
                    v = n
            self.versions[base] = v
        return v

    def unit_of(self, lp: LoadedPackage) -> Unit:
        if lp.unit is None:
            lp.unit = Unit(lp.pkg, self.types, self.ir_sizes, self.host, False)
        return lp.unit

    # ----------------------------------------------------------------------------------------------- order

    def in_dependency_order(self, packages: list[PackageFiles]) -> list[PackageFiles]:
        """The packages named, each after those of them that it imports, directly or not."""
        wanted = {p.id for p in packages}
        ordered: list[PackageFiles] = []
        seen: set[str] = set()
        for root in packages:
            stack: list[tuple[PackageFiles, list[str]]] = []
            if root.id not in seen:
                seen.add(root.id)
                stack.append((root, list(root.imports)))
            while stack:
                p, rest = stack[-1]
                if not rest:
                    stack.pop()
                    if p.id in wanted:
                        ordered.append(p)
                    continue
                path = rest.pop(0)
                if path in ("C", "unsafe"):
                    continue
                q = self.loader.find(path, p)
                if q.id not in seen:
                    seen.add(q.id)
                    stack.append((q, list(q.imports)))
        return ordered


def language_number(version: str) -> int:
    """N of "go1.N" (a patch number is dropped), 0 for anything else."""
    parts = version.removeprefix("go").split(".")
    if len(parts) >= 2 and parts[0] == "1":
        digits = ""
        for c in parts[1]:
            if not c.isdigit():
                break
            digits += c
        return int(digits or "0")
    return 0
