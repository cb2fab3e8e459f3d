"""The type checker of one package: what others call.

>>> check = Checker(pkg, files, importer, table, errors, parser, context, sizes, 27)  # collects only
>>> check.resolve(obj)          # or obj.type()
>>> check.check_body(fn)        # parse and check one function's body
>>> check.check_all()           # everything, with all errors
"""

from typing import final

from goescape.base.errors import ErrorList
from goescape.base.pos import PosTable
from goescape.syntax.nodes import Expr, File, TypeDecl
from goescape.types.checker_base import BodyParser
from goescape.types.collect import CollectChecker
from goescape.types.context import Context
from goescape.types.ifacecycle import InterfaceCycles
from goescape.types.initorder import init_order
from goescape.types.mono import MonoGraph
from goescape.types.sizes import Sizes
from goescape.types.types import (
    Func,
    Importer,
    Interface,
    Object,
    Package,
    Resolver,
    Type,
    TypeName,
    TypeParam,
    Var,
)


@final
class PackageResolver(Resolver):
    __slots__ = ("check",)

    def __init__(self, check: "Checker") -> None:
        self.check = check

    def resolve(self, obj: Object) -> None:
        self.check.resolve(obj)

    def check_body(self, fn: Func) -> None:
        self.check.check_body(fn)

    def load(self, pkg: Package) -> None:
        pass


@final
class Checker(CollectChecker):
    """``context`` is shared by all packages of a program. ``go_version`` is N of the language version go1.N."""

    __slots__ = ("mono",)

    def __init__(
        self,
        pkg: Package,
        files: list[File],
        importer: Importer | None,
        table: PosTable,
        errors: ErrorList,
        body_parser: BodyParser | None,
        context: Context,
        sizes: Sizes,
        go_version: int,
    ) -> None:
        super().__init__(pkg, files, importer, table, errors, body_parser, context, sizes)
        self.go_version = go_version
        self.mono = MonoGraph(pkg, context)
        pkg.resolver = PackageResolver(self)
        pkg.go_version = f"go1.{go_version}" if go_version > 0 else ""
        self.init_files()
        self.collect_objects()
        self.direct_cycles()
        pkg.loaded = True

    def resolve(self, obj: Object) -> None:
        """Check the declaration of a package-level object or method, so that it has a type."""
        if obj.typ is None or obj.color > 1:
            self.depth += 1
            self.obj_decl(obj)
            self.leave()

    def leave(self) -> None:
        """Run the delayed actions when nothing of the package is in the middle of being checked."""
        if self.depth == 1:
            self.process_delayed(0)
        self.depth -= 1

    def check_body(self, fn: Func) -> None:
        """Check a declared function's body, and parse it first where that has not happened."""
        d = fn.decl
        if d is None or d.checked_body:
            return
        self.depth += 1
        self.obj_decl(fn)
        self.body(fn)
        self.leave()

    def check_init(self, obj: Var) -> None:
        """Check a package variable's declaration including its initialisation."""
        d = obj.decl
        if d is None or d.checked_body:
            return
        self.depth += 1
        self.obj_decl(obj)
        if not d.checked_body:
            self.init_decl(obj, d)
        self.leave()

    def check_all(self) -> None:
        """Check the whole package, and set its init_order."""
        self.eager = True
        self.depth += 1
        self.package_objects()
        self.process_delayed(0)
        for obj in self.obj_list:
            d = obj.decl
            assert d is not None
            if isinstance(obj, Func):
                self.body(obj)
            elif isinstance(obj, Var) and not d.checked_body:
                self.init_decl(obj, d)
        self.process_delayed(0)
        self.depth -= 1
        self.pkg.init_order = init_order(self)
        if self.report_unused_imports:
            self.unused_imports()
        if not self.first_err:
            err = self.mono.find_loop(self)
            if err is not None:
                self.report(err)
        if not self.first_err:
            self.interface_cycles()
        self.pkg.complete = True

    def interface_cycles(self) -> None:
        finder = InterfaceCycles()
        done = 0
        for pos, end, iface in sorted(self.iface_lits, key=interface_pos):
            if pos < done:
                continue  # inside of the one before
            done = end
            if finder.has_cycle(iface):
                self.error(
                    pos,
                    "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)",
                )
                finder.forget()

    def package_objects(self) -> None:
        """Types first, aliases after the others, then everything else: that way cycles make least trouble."""
        aliases: list[Object] = []
        others: list[Object] = []
        for obj in self.obj_list:
            if isinstance(obj, TypeName):
                assert obj.decl is not None
                tdecl = obj.decl.tdecl
                if isinstance(tdecl, TypeDecl) and tdecl.alias:
                    aliases.append(obj)
                else:
                    self.obj_decl(obj)
            else:
                others.append(obj)
        for obj in aliases:
            self.obj_decl(obj)
        for obj in others:
            self.obj_decl(obj)

    def record_mono_instance(self, pos: int, tparams: list[TypeParam], targs: list[Type], xlist: list[Expr]) -> None:
        self.mono.record_instance(pos, tparams, targs, xlist)

    def record_mono_canon(self, mpar: TypeParam, tpar: TypeParam) -> None:
        self.mono.canon[mpar] = tpar


def interface_pos(lit: tuple[int, int, Interface]) -> int:
    return lit[0]
