"""Analysis of packages: those named in full, functions of others when a fact about them is asked for."""

from typing import final

from goescape.base.pos import BASE_SHIFT, XPOS_COL_MAX, PosTable
from goescape.base.text import to_unicode
from goescape.escape.batch import analyze_funcs
from goescape.escape.context import EscapeContext, Facts
from goescape.escape.graph import FUNC_UNKNOWN
from goescape.inline.decide import Inliner, Others
from goescape.inline.devirtualize import Devirtualizer, devirtualize_func, devirtualize_package
from goescape.inline.driver import Driver
from goescape.inline.expand import Inline
from goescape.inline.export import Exports
from goescape.ir.fmt import Printer
from goescape.ir.node import FUNC_PREPARED, Func, Name
from goescape.lower.bloop import keep_alive_in_loops
from goescape.lower.build import build_unit, lower_func
from goescape.lower.deadlocals import remove_dead_locals
from goescape.lower.descriptors import Descriptors
from goescape.lower.loopvar import distinct_loop_vars
from goescape.lower.staticinit import schedule_init
from goescape.lower.unit import FuncSource, Unit
from goescape.lower.wrappers import WrapperInliner, make_wrappers
from goescape.program.session import LoadedPackage, Session
from goescape.program.sites import Ask, SiteBuilder, Told, source_name
from goescape.result import Message
from goescape.result.sites import PackageSites, Parameter
from goescape.syntax.nodes import FuncDecl, SelectorExpr
from goescape.syntax.walk import descendants
from goescape.target.intrinsics import intrinsics
from goescape.types.named import is_exported
from goescape.types.types import Func as FuncObject
from goescape.types.types import Package


def format_position(table: PosTable, pos: int) -> str:
    if pos == 0:
        return "<unknown line number>"
    return make_message(table, pos, "").position()


def make_message(table: PosTable, pos: int, text: str) -> Message:
    """A message at a position, as line directives have it."""
    pos = table.outermost(pos)
    base = table.bases[pos >> BASE_SHIFT]
    if pos == 0:
        return Message("", 0, 0, text)
    if pos >> BASE_SHIFT == 1:
        return Message(base.filename, 1, 0, text)
    col = table.rel_col(pos)
    return Message(base.filename, table.rel_line(pos), col if col < XPOS_COL_MAX else 0, text)


def with_literals(fn: Func) -> list[Func]:
    """The function and the literals in it, as they were made."""
    out = [fn]
    for f in fn.closures:
        out += with_literals(f)
    return out


def mentions(decl: FuncDecl, name: str) -> bool:
    """Whether a function's body has a selector of that name."""
    lazy = decl.lazy_body
    if lazy is not None:
        return f".{name}(" in lazy.file.source[lazy.offset : lazy.end]
    if decl.body is not None:
        for n in descendants(decl.body):
            if isinstance(n, SelectorExpr) and n.sel.value == name:
                return True
    return False


@final
class Sink(EscapeContext):
    """Collects the messages of one package."""

    __slots__ = ("messages", "positions")

    def set_up(self, positions: PosTable) -> None:
        self.positions = positions
        self.messages: list[Message] = []

    def emit(self, pos: int, text: str) -> None:
        if self.m > 0:
            self.messages.append(make_message(self.positions, pos, to_unicode(text)))

    def printed(self, text: str, at: int) -> str:
        text = to_unicode(text)
        return text if at < 0 else text + format_position(self.positions, at)

    def emit_printed(self, pos: int, lines: list[str]) -> None:
        if self.m > 0:
            first = make_message(self.positions, pos, "")
            for text in lines:
                self.messages.append(Message(first.file, first.line, first.col, text))


@final
class UnitFacts(Facts):
    """Facts for the analysis of one unit: bodies of its own functions, tags of others'."""

    __slots__ = ("engine", "unit", "full")

    def __init__(self, engine: "Engine", unit: Unit, full: bool) -> None:
        self.engine = engine
        self.unit = unit
        self.full = full

    def is_local(self, fn: Func) -> bool:
        if self.full:
            return fn.pkg == self.unit.pkg.path and fn.lowered and fn.nname.defn is not None
        src = fn.origin
        if isinstance(src, FuncSource):
            own = src.unit is self.unit if src.d is not None else src.obj.pkg is self.unit.pkg
            if own:
                self.engine.prepare(self.unit, fn)
            return own
        return fn.lowered and fn.pkg == self.unit.pkg.path

    def prepare(self, fn: Func) -> None:
        if not self.full:
            self.engine.prepare(self.unit, fn)

    def tags(self, fn: Func) -> list[str] | None:
        return self.engine.tags(fn)


@final
class OtherPackages(Others):
    """What units know of each other's functions."""

    __slots__ = ("engine",)

    def __init__(self, engine: "Engine") -> None:
        self.engine = engine

    def is_own(self, unit: Unit, fn: Func) -> bool:
        src = fn.origin
        if isinstance(src, FuncSource):
            return src.unit is unit if src.d is not None else src.obj.pkg is unit.pkg
        return True

    def lower(self, unit: Unit, fn: Func) -> None:
        if not fn.lowered:
            lower_func(unit, fn)

    def inline_info(self, fn: Func) -> Inline | None:
        src = fn.origin
        if not isinstance(src, FuncSource):
            return None
        unit = self.engine.home(src)
        if unit is None or not fn.has_body or not self.engine.inlines(unit):
            return None
        self.engine.lazy_driver(unit).inliner.ensure(fn)
        return fn.inl if isinstance(fn.inl, Inline) else None

    def is_available(self, unit: Unit, fn: Func, caller: Func, pos: int) -> bool:
        src = fn.origin
        if not isinstance(src, FuncSource) or src.d is not None or src.obj.pkg is unit.pkg:
            return True
        for p in unit.pkg.imports:
            if p is src.obj.pkg:
                return True
        known = True
        for p in unit.pkg.imports:
            inlined = self.engine.inlined.get(p)
            if inlined is None:
                known = known and p.path == "unsafe"
            elif fn in inlined and fn in self.engine.exported_bodies(p):
                return True
        return not known and self._is_likely(unit, src.obj, caller, pos)

    def _is_likely(self, unit: Unit, callee: FuncObject, caller: Func, pos: int) -> bool:
        """A guess, where imported packages were not compiled as a whole.

        Only generic bodies of other packages make it doubtful: these packages need not have inlined the callee
        themselves. They have if another, ordinary function of theirs calls it; methods come with their types.
        """
        table = self.engine.session.table
        i = table.call_index(pos)
        fn = caller
        if i >= 0:
            c = table.calls[i].callee
            assert isinstance(c, Func)
            fn = c
        while fn.closure_parent is not None:
            fn = fn.closure_parent
        src = fn.origin
        if not isinstance(src, FuncSource) or src.d is None or src.obj.pkg is unit.pkg or src.obj.pkg is None:
            return True
        if callee.is_method or callee.pkg is src.obj.pkg:
            return True
        if self.engine.calls_by_name(src.obj.pkg, callee.name, False):
            return True
        for p in unit.pkg.imports:
            if p not in self.engine.inlined and p.path != "unsafe":
                if p.lookup("_") is None and callee.pkg in p.imports:
                    if self.engine.calls_by_name(p, callee.name, True):
                        return True
        return False


@final
class Wrappers(WrapperInliner):
    __slots__ = ("driver",)

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    def inlinable(self, fn: Func, wrapper: Func) -> bool:
        return self.driver.inliner.inlinable(fn, wrapper, wrapper.pos) is not None

    def expand(self, fn: Func) -> None:
        self.driver.wrapper(fn)


@final
class Engine:
    """``level``: 1 for -m, 2 for -m=2. ``inline``: the packages ``named`` are compiled with inlining, as others are."""

    __slots__ = (
        "session", "level", "inline", "named", "others", "drivers", "intrinsics", "inlined", "exports", "mentions",
        "collect", "records", "told", "prepared",
    )  # fmt: skip

    def __init__(self, session: Session, level: int, inline: bool = False) -> None:
        self.session = session
        self.level = level
        self.inline = inline
        self.collect: bool = False  # keep records of named packages
        self.records: PackageSites | None = None  # of the package that was analysed last
        self.prepared: dict[Unit, list[Func]] = {}  # functions of packages not named that were looked at
        self.told: dict[tuple[str, str, int], Told] = {}  # parameters by package, function and number
        self.named: set[Package] = set()
        self.others = OtherPackages(self)
        self.drivers: dict[Unit, Driver] = {}
        self.inlined: dict[Package, set[Func]] = {}  # what packages (that were compiled as a whole) inlined
        self.exports: dict[Package, set[Func]] = {}
        self.mentions: dict[tuple[Package, str, bool], bool] = {}
        self.intrinsics: frozenset[str] = intrinsics(session.target)

    # -------------------------------------------------------------------------------------------- inlining

    def inlines(self, unit: Unit) -> bool:
        """Whether a package is compiled with inlining: -l is for those only that the user names."""
        return self.inline or unit.pkg not in self.named

    def home(self, src: FuncSource) -> Unit | None:
        """The unit that a function is compiled in; None if its package is not known."""
        if src.unit is not None:
            return src.unit
        if src.obj.pkg is None:
            return None
        lp = self.session.by_pkg.get(src.obj.pkg)
        return None if lp is None else self.session.unit_of(lp)

    def exported_bodies(self, pkg: Package) -> set[Func]:
        """Functions of other packages whose bodies a package that was compiled as a whole passes on."""
        found = self.exports.get(pkg)
        if found is None:
            found = Exports(pkg, self.inlined[pkg]).find()
            self.exports[pkg] = found
        return found

    def calls_by_name(self, pkg: Package, name: str, inlinable: bool) -> bool:
        """Whether a function of the package that is not generic mentions ``x.name``.

        ``inlinable``: one that importers can inline.
        """
        known = self.mentions.get((pkg, name, inlinable))
        if known is not None:
            return known
        found = False
        for file in pkg.files:
            for decl in file.decls:
                if isinstance(decl, FuncDecl) and not decl.tparams and not found:
                    obj = decl.name.obj
                    generic = isinstance(obj, FuncObject) and bool(obj.signature().rparams)
                    found = not generic and mentions(decl, name)
                    if found and inlinable:
                        found = isinstance(obj, FuncObject) and self._passes_on(pkg, obj)
        self.mentions[(pkg, name, inlinable)] = found
        return found

    def _passes_on(self, pkg: Package, obj: FuncObject) -> bool:
        lp = self.session.by_pkg.get(pkg)
        if lp is None or not (obj.is_method or is_exported(obj.name)):
            return False
        fn = self.session.unit_of(lp).func_name(obj).func
        return fn is not None and self.others.inline_info(fn) is not None

    def lazy_driver(self, unit: Unit) -> Driver:
        """The (silent) driver of a unit that is not listed as a whole."""
        driver = self.drivers.get(unit)
        if driver is None:
            driver = self.make_driver(unit, self.make_sink(unit, 0, UnitFacts(self, unit, False)))
            self.drivers[unit] = driver
        return driver

    def make_driver(self, unit: Unit, sink: Sink) -> Driver:
        merge = self.session.target.can_merge_loads
        inliner = Inliner(unit, self.session.table, sink.printer, sink, sink.m, self.others, merge, self.intrinsics)
        return Driver(unit, inliner, Devirtualizer(unit, sink.printer, sink, sink.m))

    def prepare_inlining(self, unit: Unit, fn: Func) -> None:
        """All that comes before escape analysis, for one function and its literals, with inlining."""
        if fn.fflags & FUNC_PREPARED:
            return
        fn.fflags |= FUNC_PREPARED
        if self.collect:
            self.prepared.setdefault(unit, []).append(fn)
        driver = self.lazy_driver(unit)
        driver.inliner.ensure(fn)
        group = with_literals(fn)
        for f in group:
            driver.inliner.can_inline(f)
        driver.functions(group)
        table = self.session.types.table
        group = with_literals(fn)
        for f in group:
            distinct_loop_vars(f, table, unit.ipkg)
        remove_dead_locals(group, table, unit.blank)

    # ------------------------------------------------------------------------------------- single functions

    def tags(self, fn: Func) -> list[str] | None:
        """What a function of any package does with its parameters; computes it where nobody has yet."""
        tags = fn.tags  # a local: compiled code would go on to believe that fn.tags is None
        if tags is not None:
            return tags
        src = fn.origin
        if not isinstance(src, FuncSource):
            return None
        unit = src.unit
        if unit is None:
            assert src.obj.pkg is not None
            lp = self.session.by_pkg.get(src.obj.pkg)
            if lp is None:
                return None
            unit = self.session.unit_of(lp)
        self.analyze_lazily(unit, fn)
        return fn.tags

    def analyze_lazily(self, unit: Unit, fn: Func) -> None:
        sink = self.make_sink(unit, 0, UnitFacts(self, unit, False))
        analyze_funcs([fn], sink)

    def prepare(self, unit: Unit, fn: Func) -> None:
        """Lower a function and do to it all that comes before escape analysis."""
        if self.inlines(unit):
            self.prepare_inlining(unit, fn)
            return
        if fn.lowered:
            return
        n = len(unit.funcs)
        lower_func(unit, fn)
        funcs = [fn, *unit.funcs[n:]]
        sink = self.make_sink(unit, 0, UnitFacts(self, unit, False))
        devirtualize_func(fn, unit, sink.printer, sink)
        table = self.session.types.table
        for f in funcs:
            distinct_loop_vars(f, table, unit.ipkg)
        remove_dead_locals([fn, *unit.funcs[n:]], table, unit.blank)

    def make_sink(self, unit: Unit, level: int, facts: UnitFacts) -> Sink:
        printer = Printer(self.session.types.table, unit.ipkg)
        sink = Sink(printer, self.session.types.table, self.session.ir_sizes, facts, level)
        sink.set_up(self.session.table)
        return sink

    # --------------------------------------------------------------------------------------- whole packages

    def analyze_package(self, lp: LoadedPackage) -> list[Message]:
        """All that gc prints for a package, which has been checked without errors."""
        unit = Unit(lp.pkg, self.session.types, self.session.ir_sizes, self.session.host, True)
        lp.unit = unit
        messages = self.run(lp, unit)
        self.release(lp)
        return messages

    def run(self, lp: LoadedPackage, unit: Unit) -> list[Message]:
        """All phases from lowering on, in gc's order."""
        sink = self.make_sink(unit, self.level, UnitFacts(self, unit, True))
        table = self.session.types.table
        unit.iface_tail_calls = self.session.target.goarch != "wasm"
        if self.level > 1:
            unit.itabs = Descriptors(unit, self.session.target.can_merge_loads)
        build_unit(unit)
        for pos in unit.imprecise:
            sink.emit(pos, "imprecise interface call")
        unit.imprecise = []
        for imported in lp.pkg.imports:
            if imported.path == "testing":
                keep_alive: Name = unit.lookup_runtime("KeepAlive")
                keep_alive_in_loops(unit.funcs, table, unit.ipkg, keep_alive, sink)
                break
        if self.inline:
            driver = self.make_driver(unit, sink)
            driver.package()
            make_wrappers(unit, Wrappers(driver))
            unit.settle_dicts()
            self.inlined[lp.pkg] = unit.inlined
        else:
            devirtualize_package(unit.funcs, unit, sink.printer, sink, self.level)
            make_wrappers(unit, None)
        for fn in unit.funcs:
            distinct_loop_vars(fn, table, unit.ipkg)
        if unit.init is not None:
            schedule_init(unit.init, unit.ipkg, table, self.session.ir_sizes, unit.itabs)
        remove_dead_locals(unit.funcs, table, unit.blank)
        sink.collect = sink.collect or self.collect
        analyze_funcs(unit.funcs, sink)
        if self.collect:
            self.records = self.make_records(lp, unit, sink)
        return sink.messages

    # --------------------------------------------------------------------------------------------- records

    def make_records(self, lp: LoadedPackage, unit: Unit, sink: Sink) -> PackageSites:
        builder = SiteBuilder(self.session.table, sink.printer, self.session.ir_sizes, lp.pkg.path)
        for verdict in sink.verdicts:
            builder.verdict(verdict)
        asked = builder.asked
        self.tell(builder, sink)
        sites = PackageSites(lp.files.import_path, lp.files.dir, builder.sites, builder.parameters)
        sites.callees = self.follow(asked)
        for fn in unit.funcs:
            function = builder.function(fn)
            if function is not None:
                sites.functions.append(function)
        return sites

    def follow(self, asked: list[Ask]) -> list[Parameter]:
        """The parameters that flows end in, and those that the flows of these end in."""
        out: list[Parameter] = []
        seen: set[tuple[str, str, int]] = set()
        todo = asked[:]
        while todo:
            ask = todo.pop()
            key = (ask.fn.pkg, source_name(ask.fn), ask.index)
            if key in seen:
                continue
            seen.add(key)
            if key not in self.told:
                self.explain(ask.fn)
            told = self.told.get(key)
            if told is not None:
                out.append(told.record)
                todo += told.asked
        return out

    def explain(self, fn: Func) -> None:
        """Analyse a package that was not named once more, as far as it is known, this time with flows.

        All of it at once: functions that call one another are explained by what one of them does in the end.
        """
        src = fn.origin
        unit = self.home(src) if isinstance(src, FuncSource) else None
        if unit is None:
            return
        funcs = self.prepared.pop(unit, [])
        group: list[Func] = []
        for f in funcs:
            group += with_literals(f)
        tags = [f.tags for f in group]
        for f in group:
            f.esc = FUNC_UNKNOWN
            f.tags = None
        sink = self.make_sink(unit, 0, UnitFacts(self, unit, False))
        sink.collect = True
        analyze_funcs([f for i, f in enumerate(group) if tags[i] is not None and f.oclosure is None], sink)
        for i, f in enumerate(group):
            f.tags = tags[i]
        self.tell(SiteBuilder(self.session.table, sink.printer, self.session.ir_sizes, unit.pkg.path), sink)

    def tell(self, builder: SiteBuilder, sink: Sink) -> None:
        for parameter in sink.parameters:
            told = builder.parameter(parameter)
            if told is not None:
                p = told.record
                self.told.setdefault((p.package, p.function, p.index), told)

    def release(self, lp: LoadedPackage) -> None:
        """Forget the bodies of a package that is done; tags stay."""
        unit = lp.unit
        assert unit is not None
        for fn in unit.funcs:
            fn.body = []
            fn.dcl = []
            fn.closures = []
            fn.closure_vars = []
            fn.escstate = None
        unit.funcs = []
        unit.instances = {}
        unit.inst_methods = {}
        unit.need_types = []
        unit.have_types = []
        lp.unit = None
        lp.done = True
