"""Analysis of packages: those named in full, functions of others when a fact about them is asked for."""

from typing import final

from goescape.base.pos import BASE_SHIFT, XPOS_COL_MAX, PosTable
from goescape.base.text import to_unicode
from goescape.escape.batch import analyze_funcs
from goescape.escape.context import EscapeContext, Facts
from goescape.inline.devirtualize import devirtualize_func, devirtualize_package
from goescape.ir.fmt import Printer
from goescape.ir.node import Func, Name
from goescape.lower.bloop import keep_alive_in_loops
from goescape.lower.build import build_unit, lower_func
from goescape.lower.deadlocals import remove_dead_locals
from goescape.lower.loopvar import distinct_loop_vars
from goescape.lower.staticinit import schedule_init
from goescape.lower.unit import FuncSource, Unit
from goescape.lower.wrappers import make_wrappers
from goescape.program.session import LoadedPackage, Session
from goescape.result import Message


def format_position(table: PosTable, pos: int) -> str:
    if pos == 0:
        return "<unknown line number>"
    return make_message(table, pos, "").position()


def make_message(table: PosTable, pos: int, text: str) -> Message:
    """A message at a position, as line directives have it."""
    base = table.bases[pos >> BASE_SHIFT]
    if pos == 0:
        return Message("", 0, 0, text)
    if pos >> BASE_SHIFT == 1:
        return Message(base.filename, 1, 0, text)
    col = table.rel_col(pos)
    return Message(base.filename, table.rel_line(pos), col if col < XPOS_COL_MAX else 0, text)


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

    def emit_at(self, pos: int, text: str, at: int) -> None:
        if self.m > 0:
            text = to_unicode(text) + format_position(self.positions, at)
            self.messages.append(make_message(self.positions, pos, text))


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
class Engine:
    """``level``: 1 for -m, 2 for -m=2."""

    __slots__ = ("session", "level")

    def __init__(self, session: Session, level: int) -> None:
        self.session = session
        self.level = level

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
        build_unit(unit)
        for pos in unit.imprecise:
            sink.emit(pos, "imprecise interface call")
        for imported in lp.pkg.imports:
            if imported.path == "testing":
                keep_alive: Name = unit.lookup_runtime("KeepAlive")
                keep_alive_in_loops(unit.funcs, table, unit.ipkg, keep_alive, sink)
                break
        devirtualize_package(unit.funcs, unit, sink.printer, sink, self.level)
        make_wrappers(unit)
        for fn in unit.funcs:
            distinct_loop_vars(fn, table, unit.ipkg)
        if unit.init is not None:
            schedule_init(unit.init, unit.ipkg, table, self.session.ir_sizes)
        remove_dead_locals(unit.funcs, table, unit.blank)
        analyze_funcs(unit.funcs, sink)
        return sink.messages

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
