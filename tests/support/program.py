"""Type-check pieces of Go text."""

from goescape.base.errors import ErrorList
from goescape.base.pos import PosTable
from goescape.syntax.nodes import File, FuncDecl
from goescape.syntax.parser import parse_body, parse_file
from goescape.types.checker import Checker
from goescape.types.checker_base import BodyParser
from goescape.types.context import Context
from goescape.types.sizes import sizes_for
from goescape.types.types import Importer, Object, Package, Type
from goescape.types.universe import UNSAFE


class Bodies(BodyParser):
    def __init__(self, table: PosTable, errors: ErrorList) -> None:
        self.table = table
        self.errors = errors

    def parse_body(self, decl: FuncDecl) -> None:
        parse_body(decl, self.table, self.errors)


class Program(Importer):
    """Packages given as text, by path."""

    def __init__(self, arch: str = "amd64") -> None:
        self.table = PosTable()
        self.context = Context()
        self.sizes = sizes_for(arch)
        self.packages: dict[str, Package] = {"unsafe": UNSAFE}
        self.checkers: dict[str, Checker] = {}
        self.errors: dict[str, ErrorList] = {}
        self.files: dict[str, File] = {}

    def import_package(self, path: str, importer: Package) -> Package | None:
        return self.packages.get(path)

    def add(self, source: str, path: str = "p", version: int = 27, lazy: bool = False) -> Package:
        """Collect a package. With ``lazy``, its bodies are parsed when they are checked."""
        errors = ErrorList(self.table, 0)
        text = source.encode().decode("latin-1")
        file = parse_file(text, path + ".go", path + ".go", self.table, errors, lazy)
        assert not errors.items, errors.items[0].msg
        assert file.pkg_name is not None
        pkg = Package(path, file.pkg_name.value)
        self.packages[path] = pkg
        self.errors[path] = errors
        self.files[path] = file
        self.checkers[path] = Checker(
            pkg, [file], self, self.table, errors, Bodies(self.table, errors), self.context, self.sizes, version
        )
        return pkg

    def check(self, source: str, path: str = "p", version: int = 27) -> list[str]:
        """All errors of a package, as ``line: text``."""
        self.add(source, path, version)
        self.checkers[path].check_all()
        return [f"{d.pos >> 16 & 0xFFFFFF}: {d.msg}" for d in self.errors[path].items]

    def obj(self, name: str, path: str = "p") -> Object:
        obj = self.packages[path].scope.lookup(name)
        assert obj is not None
        return obj

    def typ(self, name: str, path: str = "p") -> Type:
        return self.obj(name, path).type()
