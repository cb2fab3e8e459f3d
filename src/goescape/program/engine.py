"""Analysis of packages: those named in full, functions of others when a fact about them is asked for."""

from typing import final

from goescape.base.pos import BASE_SHIFT, XPOS_COL_MAX, PosTable
from goescape.base.text import to_unicode
from goescape.escape.batch import analyze_funcs
from goescape.escape.context import EscapeContext, Facts
from goescape.escape.graph import FUNC_UNKNOWN
from goescape.escape.records import Verdict
from goescape.inline.decide import Inliner, Others
from goescape.inline.devirtualize import Devirtualizer, devirtualize_func, devirtualize_package
from goescape.inline.driver import Driver
from goescape.inline.expand import Inline
from goescape.ir.fmt import Printer
from goescape.ir.node import FUNC_PREPARED, Func, Name
from goescape.ir.scc import mentioned_funcs
from goescape.ir.util import func_name
from goescape.lower.abiwrappers import make_abi_wrappers
from goescape.lower.bloop import keep_alive_in_loops
from goescape.lower.build import build_unit, lower_func
from goescape.lower.deadlocals import remove_dead_locals
from goescape.lower.descriptors import Descriptors
from goescape.lower.loopvar import distinct_loop_vars
from goescape.lower.notes import TypeNotes
from goescape.lower.staticinit import schedule_init
from goescape.lower.unit import FuncSource, Unit
from goescape.lower.wrappers import WrapperInliner, make_wrappers
from goescape.lower.writing import BodyExports
from goescape.program.bodies import Bodies, Inlining, declared_root
from goescape.program.effects import Assembly, EffectFinder, Recorded, record
from goescape.program.extents import set_extents
from goescape.program.session import LoadedPackage, Session
from goescape.program.sites import Ask, SiteBuilder, Told, declared_in, source_name
from goescape.result import Message
from goescape.result.sites import Compiled, PackageSites, Parameter
from goescape.syntax.nodes import FuncDecl
from goescape.target.intrinsics import intrinsics
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


def is_runtime(path: str) -> bool:
    """The runtime is not looked into: most of it is about itself."""
    return path == "runtime" or path.startswith(("internal/runtime/", "runtime/internal/"))


def forget_bodies(lp: LoadedPackage) -> None:
    """Let a package's functions (instances are each unit's own) be lowered again; how they are inlined is kept."""
    for file in lp.syntax:
        for decl in file.decls:
            obj = decl.name.obj if isinstance(decl, FuncDecl) else None
            name = obj.ir if isinstance(obj, FuncObject) else None
            if isinstance(name, Name) and name.func is not None:
                name.func.forget_body()


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
        return self.engine.bodies.is_available(unit, fn, pos)


@final
class SilentInlining(Inlining):
    """Inlining in packages that are not listed as a whole."""

    __slots__ = ("engine",)

    def __init__(self, engine: "Engine") -> None:
        self.engine = engine

    def func(self, obj: FuncObject) -> Func | None:
        name = obj.ir
        if isinstance(name, Name):
            return name.func
        lp = self.engine.session.by_pkg.get(obj.pkg) if obj.pkg is not None else None
        return None if lp is None else self.engine.session.unit_of(lp).func_name(obj).func

    def is_inlinable(self, fn: Func) -> bool:
        inl = fn.inl
        return isinstance(inl, Inline) or self.engine.others.inline_info(fn) is not None

    def inlined_into(self, fn: Func) -> set[Func]:
        src = fn.origin
        assert isinstance(src, FuncSource)
        unit = self.engine.home(src)
        if unit is None or not self.engine.inlines(unit):
            return set()
        self.engine.prepare_inlining(unit, fn)
        return self.engine.inlined_into[fn]

    def surely_inlines(self, fn: Func, callee: Func) -> bool:
        inlined = self.engine.inlined_into.get(fn)
        if inlined is not None:
            return callee in inlined
        src = fn.origin
        assert isinstance(src, FuncSource)
        unit = self.engine.home(src)
        if unit is None or not self.engine.inlines(unit):
            return False
        self.engine.others.lower(unit, fn)
        inliner = self.engine.lazy_driver(unit).inliner
        return any([inliner.will_inline(f, callee) for f in with_literals(fn)])

    def instances_in(self, fn: Func) -> list[Func]:
        src = fn.origin
        assert isinstance(src, FuncSource)
        unit = self.engine.home(src)
        found: list[Func] = []
        if unit is not None:
            self.engine.others.lower(unit, fn)
        for f in with_literals(fn):
            for g in mentioned_funcs(f):
                if isinstance(g.origin, FuncSource) and g.origin.d is not None:
                    found.append(g)
        return found

    def inlined_by(self, lp: LoadedPackage) -> set[Func]:
        return self.engine.inline_silently(lp)


@final
class InlinableBodies(BodyExports):
    __slots__ = ("inlining",)

    def __init__(self, inlining: Inlining) -> None:
        self.inlining = inlining

    def exports_body(self, obj: FuncObject) -> bool:
        fn = self.inlining.func(obj)
        return fn is not None and self.inlining.is_inlinable(fn)


@final
class Wrappers(WrapperInliner):
    """``expands`` is false where the package is compiled without inlining, though others are not."""

    __slots__ = ("driver", "expands")

    def __init__(self, driver: Driver, expands: bool) -> None:
        self.driver = driver
        self.expands = expands

    def inlinable(self, fn: Func, wrapper: Func) -> bool:
        return self.driver.inliner.inlinable(fn, wrapper, wrapper.pos) is not None

    def expand(self, fn: Func) -> None:
        if self.expands:
            self.driver.wrapper(fn)


@final
class AssemblyOf(Assembly):
    """Asks the assembly files of packages of the standard library: those are known to take no memory."""

    __slots__ = ("engine", "known")

    def __init__(self, engine: "Engine") -> None:
        self.engine = engine
        self.known: dict[Unit, set[str]] = {}

    def defines(self, fn: Func) -> bool:
        src = fn.origin
        unit = self.engine.home(src) if isinstance(src, FuncSource) else None
        if unit is None:
            return False
        names = self.known.get(unit)
        if names is None:
            files = self.engine.session.by_pkg[unit.pkg].files
            names = set(self.engine.session.loader.symbol_abis(files).defs) if files.is_std else set()
            self.known[unit] = names
        return f".{func_name(fn)}" in names


@final
class Outside:
    """What was looked at in a package that is not named."""

    __slots__ = ("builder", "finder", "records")

    def __init__(self, builder: SiteBuilder, finder: EffectFinder, records: PackageSites) -> None:
        self.builder = builder
        self.finder = finder
        self.records = records


@final
class Engine:
    """``level``: 1 for -m, 2 for -m=2. ``inline``: the packages ``named`` are compiled with inlining, as others are."""

    __slots__ = (
        "session", "level", "inline", "named", "others", "drivers", "intrinsics", "bodies", "inlined_into",
        "collect", "effects", "records", "told", "prepared", "roots", "follow_all", "through_panics", "called", "kept",
        "looked_at", "outside", "assembly",
    )  # fmt: skip

    def __init__(self, session: Session, level: int, inline: bool = False) -> None:
        self.session = session
        self.level = level
        self.inline = inline
        self.collect: bool = False  # keep records of named packages
        self.effects: bool = False  # with what functions do besides what sites tell
        self.records: PackageSites | None = None  # of the package that was analysed last
        self.prepared: dict[Unit, list[Func]] = {}  # functions of packages not named that were looked at
        self.told: dict[tuple[str, str, int], Told] = {}  # parameters by package, function and number
        self.roots: dict[str, set[str]] = {}  # functions, by package, whose callees anywhere are to be recorded
        self.follow_all: bool = False  # also of functions that take memory themselves
        self.through_panics: bool = False  # also those that are called on the way to a panic
        self.called: dict[Func, list[Func]] = {}  # of functions in named packages, with roots
        self.kept: dict[Func, list[Verdict]] = {}  # of other packages' functions, with roots
        self.looked_at: set[Func] = set()
        self.outside: dict[Unit, Outside] = {}
        self.assembly = AssemblyOf(self)
        self.named: set[Package] = set()
        self.others = OtherPackages(self)
        self.drivers: dict[Unit, Driver] = {}
        self.bodies = Bodies(session, SilentInlining(self))
        session.host.exports = InlinableBodies(self.bodies.inlining)
        self.inlined_into: dict[Func, set[Func]] = {}  # of functions that were prepared by themselves
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
        self.others.lower(unit, fn)
        saved = unit.inlined
        unit.inlined = set()
        self.inlined_into[fn] = unit.inlined
        group = with_literals(fn)
        for f in group:
            driver.inliner.can_inline(f)
        state = driver.devirtualizer.new_state()
        driver.functions(group)
        unit.inlined = saved
        driver.devirtualizer.state = state
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
        sink.collect = bool(self.roots)
        analyze_funcs([fn], sink)
        self.keep(sink)

    def keep(self, sink: Sink) -> None:
        for verdict in sink.verdicts:
            if verdict.fn is not None:
                self.kept.setdefault(verdict.fn, []).append(verdict)

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
        if self.level > 1:
            unit.itabs = Descriptors(unit, self.session.target.can_merge_loads)
        self.build(unit, sink)
        if self.inline:
            self.inline_package(unit, sink)
            self.bodies.inlined[lp.pkg] = unit.inlined
        else:
            self.bodies.inlined[lp.pkg] = set()
            devirtualize_package(unit.funcs, unit, sink.printer, sink, self.level)
            # What can be inlined is no tail call, even if it is not inlined: it matters to explanations only.
            make_wrappers(unit, Wrappers(self.make_driver(unit, sink), False) if self.level > 1 else None)
        for fn in unit.funcs:
            distinct_loop_vars(fn, table, unit.ipkg)
        if unit.init is not None:
            schedule_init(unit.init, unit.ipkg, table, self.session.ir_sizes, unit.itabs)
        target = self.session.target
        if self.level > 1 and target.has_reg_abi:
            make_abi_wrappers(unit, self.session.conventions(lp), target.goarch == "amd64")
        remove_dead_locals(unit.funcs, table, unit.blank)
        sink.collect = sink.collect or self.collect
        analyze_funcs(unit.funcs, sink)
        if self.collect:
            self.records = self.make_records(lp, unit, sink)
        return sink.messages

    def build(self, unit: Unit, sink: Sink) -> None:
        """List and lower everything."""
        unit.iface_tail_calls = self.session.target.goarch != "wasm"
        build_unit(unit)
        for pos in unit.imprecise:
            sink.emit(pos, "imprecise interface call")
        unit.imprecise = []
        for imported in unit.pkg.imports:
            if imported.path == "testing":
                keep_alive: Name = unit.lookup_runtime("KeepAlive")
                keep_alive_in_loops(unit.funcs, self.session.types.table, unit.ipkg, keep_alive, sink, self.level)
                break

    def inline_package(self, unit: Unit, sink: Sink) -> None:
        driver = self.make_driver(unit, sink)
        driver.package()
        make_wrappers(unit, Wrappers(driver, True))
        unit.settle_dicts()

    def inline_silently(self, lp: LoadedPackage) -> set[Func]:
        """What a package inlines that is not analysed as a whole; all else about it is forgotten again."""
        checker = self.session.load(lp.files).checker
        if checker is None or (lp.pkg in self.named and not self.inline):
            return set()
        checker.check_all()
        if lp.errors:
            return set()
        single = lp.unit
        unit = Unit(lp.pkg, self.session.types, self.session.ir_sizes, self.session.host, True)
        lp.unit = unit
        forget_bodies(lp)
        sink = self.make_sink(unit, 0, UnitFacts(self, unit, True))
        self.build(unit, sink)
        self.inline_package(unit, sink)
        forget_bodies(lp)
        lp.unit = single
        return unit.inlined

    # --------------------------------------------------------------------------------------------- records

    def make_records(self, lp: LoadedPackage, unit: Unit, sink: Sink) -> PackageSites:
        path = lp.files.import_path
        builder = SiteBuilder(self.session.table, sink.printer, self.session.ir_sizes, lp.pkg.path, path)
        recorded = record(builder, sink.verdicts)
        compiled = self.find_effects(unit, builder, recorded) if self.effects else []
        set_extents(builder.sites, path, lp.syntax, self.session.table)
        asked = builder.asked
        self.tell(builder, sink)
        sites = PackageSites(path, lp.files.dir, builder.sites, builder.parameters, compiled=compiled)
        sites.callees = self.follow(asked)
        for fn in unit.funcs:
            function = builder.function(fn)
            if function is not None:
                sites.functions.append(function)
        if self.roots:
            names = self.roots.get(path, set())
            self.look_at([fn for fn in unit.funcs if source_name(fn) in names and declared_in(fn) == lp.pkg.path])
        return sites

    def find_effects(self, unit: Unit, builder: SiteBuilder, recorded: dict[Func, list[Recorded]]) -> list[Compiled]:
        finder = EffectFinder(builder, self.intrinsics, self.assembly)
        out: list[Compiled] = []
        for fn in unit.funcs:
            out.append(finder.function(fn, recorded.get(fn, [])))
            if self.roots:
                self.called[fn] = self.callees(finder)
        return out

    def callees(self, finder: EffectFinder) -> list[Func]:
        return finder.called + finder.called_for_panic if self.through_panics else finder.called

    def look_at(self, roots: list[Func]) -> None:
        """Record what the functions that these call do, in packages that are not named, and what they call."""
        todo = roots[:]
        while todo:
            fn = todo.pop()
            if fn in self.looked_at:
                continue
            self.looked_at.add(fn)
            called = self.called.get(fn)
            todo += self.look_outside(fn) if called is None else called

    def look_outside(self, fn: Func) -> list[Func]:
        """What the function calls. Nothing if it takes memory itself: then that is the answer."""
        outer = declared_root(fn)
        src = outer.origin
        unit = self.home(src) if isinstance(src, FuncSource) else None
        if unit is None or unit.pkg in self.named or is_runtime(unit.pkg.path) or self.tags(outer) is None:
            return []
        outside = self.outside.get(unit)
        if outside is None:
            path = unit.pkg.path
            printer = Printer(self.session.types.table, unit.ipkg)
            builder = SiteBuilder(self.session.table, printer, self.session.ir_sizes, path, path)
            records = PackageSites(path, self.session.by_pkg[unit.pkg].files.dir, builder.sites)
            outside = Outside(builder, EffectFinder(builder, self.intrinsics, self.assembly), records)
            self.outside[unit] = outside
        recorded = record(outside.builder, self.kept.pop(fn, []))
        compiled = outside.finder.function(fn, recorded.get(fn, []))
        outside.records.compiled.append(compiled)
        if not self.follow_all:
            for effect in compiled.effects:
                if effect.what == "allocation" and not effect.panics:
                    compiled.followed = False
                    return []
        return self.callees(outside.finder)

    def follow(self, asked: list[Ask]) -> list[Parameter]:
        """The parameters that flows end in, and those that the flows of these end in."""
        out: list[Parameter] = []
        seen: set[tuple[str, str, int]] = set()
        todo = asked[:]
        while todo:
            ask = todo.pop()
            key = (declared_in(ask.fn), source_name(ask.fn), ask.index)
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
        path = unit.pkg.path
        self.tell(SiteBuilder(self.session.table, sink.printer, self.session.ir_sizes, path, path), sink)

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
            fn.forget_body()
        unit.funcs = []
        unit.instances = {}
        unit.inst_methods = {}
        unit.notes = TypeNotes(unit)
        lp.unit = None
        lp.done = True
