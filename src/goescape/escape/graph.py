"""The graph of locations: what values are stored in, and which assignments connect them.

A location stands for a variable or for an expression that allocates. An edge ``dst ← src`` with ``derefs`` stands
for an assignment: -1 for ``dst = &src``, 0 for ``dst = src``, 1 for ``dst = *src`` and so on. Parts of a variable
(fields, elements of an array) are not told apart. A hole is the place that an expression's value goes to: a
location and the dereferences (or address-of) that were met on the way down the expression.
"""

from typing import Final, final

from goescape.escape.context import EscapeContext
from goescape.escape.leaks import LEAK_CALLEE, LEAK_HEAP, LEAK_MUTATOR, LEAK_RESULT0, Leaks, parse_leaks
from goescape.ir.node import FUNC_PACKAGE_INIT, PPARAM, PPARAMOUT, ClosureExpr, Func, Name, Node
from goescape.ir.staticval import ReassignOracle
from goescape.ir.types import Sym
from goescape.ir.util import func_name
from goescape.target.limits import NUM_ESC_RESULTS

# Location.attrs
ESCAPES: Final = 1  # must be on the heap
PERSISTS: Final = 2  # outlives the statement: storage cannot be reused at once
MUTATES: Final = 4  # memory reachable from here may be written
CALLS: Final = 8  # closures reachable from here may be called, results unknown
ALL_ATTRS: Final = ESCAPES | PERSISTS | MUTATES | CALLS

# Func.esc while the analysis is at work
UNKNOWN_POSITION: Final = "<unknown line number>: "

FUNC_UNKNOWN: Final = 0
FUNC_PLANNED: Final = 1
FUNC_STARTED: Final = 2
FUNC_TAGGED: Final = 3

# Escape.labels
LABEL_LOOPING: Final = 1
LABEL_NONLOOPING: Final = 2


@final
class Note:
    """Why a value flows: kept only if somebody wants to be told.

    arg: which argument of a call, what an assignment stores into. quiet: gc does not mention it.
    """

    __slots__ = ("next", "where", "why", "arg", "quiet")

    def __init__(self, next: "Note | None", where: Node, why: str) -> None:
        self.next = next
        self.where = where
        self.why = why
        self.arg: Node | None = None
        self.quiet: bool = False


@final
class Location:
    """``n`` None: a temporary that does not exist in the program.

    result_index: 1 + i for the i'th result. derefs, walkgen, dst, dst_edge, queued: the walk's (see solve).
    """

    __slots__ = (
        "n", "curfn", "edges", "loop_depth", "result_index", "derefs", "walkgen", "dst", "dst_edge",
        "queued_all", "queued_one", "attrs", "param_esc", "captured", "reassigned", "addrtaken", "param",
        "param_out", "out", "waiting",
        "holes",
    )  # fmt: skip

    def __init__(self, n: Node | None, curfn: Func | None, loop_depth: int) -> None:
        self.n = n
        self.curfn = curfn
        self.edges: list[Edge] = []
        self.loop_depth = loop_depth
        self.result_index: int = 0
        self.derefs: int = 0
        self.walkgen: int = 0
        self.dst: Location | None = None
        self.dst_edge: int = 0
        self.queued_all: bool = False
        self.queued_one: int = 0
        self.attrs: int = 0
        self.param_esc: Leaks | None = None
        self.captured: bool = False
        self.reassigned: bool = False
        self.addrtaken: bool = False
        self.param: bool = False
        self.param_out: bool = False
        self.out: list[Location] | None = None  # see deferred
        self.waiting: Deferred | None = None
        self.holes: list[Hole] | None = None  # where an argument flows, once it no longer waits
        if isinstance(n, Name):
            self.param = n.cls == PPARAM
            self.param_out = n.cls == PPARAMOUT

    def escapes(self) -> bool:
        return self.attrs & ESCAPES != 0

    def unlink(self) -> None:
        """Take the cycles of the graph apart."""
        self.edges = []
        self.dst = None
        self.out = None
        self.waiting = None
        self.holes = None

    def as_hole(self) -> "Hole":
        return Hole(self, 0, None, False)

    def leaks(self) -> Leaks:
        p = self.param_esc
        if p is None:
            p = Leaks()
            self.param_esc = p
        return p

    def leak_to(self, sink: "Location", derefs: int) -> None:
        """Record that this parameter flows to sink, which outlives it."""
        if sink.param_out and not sink.escapes() and sink.curfn is self.curfn:
            i = sink.result_index - 1
            if i < NUM_ESC_RESULTS:
                self.leaks().add_result(i, derefs)
                return
        self.leaks().add_heap(derefs)


@final
class Edge:
    __slots__ = ("src", "derefs", "notes", "lines")

    def __init__(self, src: Location, derefs: int, notes: Note | None) -> None:
        self.src = src
        self.derefs = derefs
        self.notes = notes
        self.lines: list[str] | None = None  # what explanations say about it


@final
class EdgeTo:
    """An edge and where it leads, for a location that escaped at once: it is not part of the graph."""

    __slots__ = ("dst", "edge")

    def __init__(self, dst: Location, edge: Edge) -> None:
        self.dst = dst
        self.edge = edge


@final
class Hole:
    """Immutable. ``addrtaken``: the innermost operation takes the address, whether it is stored or not."""

    __slots__ = ("dst", "derefs", "notes", "addrtaken")

    def __init__(self, dst: Location, derefs: int, notes: Note | None, addrtaken: bool) -> None:
        self.dst = dst
        self.derefs = derefs
        self.notes = notes
        self.addrtaken = addrtaken

    def shift(self, delta: int) -> "Hole":
        d = self.derefs + delta
        assert d >= -1
        return Hole(self.dst, d, self.notes, delta < 0)


@final
class SpilledClosure:
    """A function literal and the hole that stands for storing into its record."""

    __slots__ = ("k", "clo")

    def __init__(self, k: Hole, clo: ClosureExpr) -> None:
        self.k = k
        self.clo = clo


@final
class Deferred:
    """An argument of a call whose callee's tags were not asked for yet: it flows to a location. See ``deferred``."""

    __slots__ = ("fn", "index", "ks")

    def __init__(self, fn: Func, index: int, ks: list[Hole] | None) -> None:
        self.fn = fn
        self.index = index
        self.ks = ks


@final
class Oracles:
    """ReassignOracles of a package's functions, made when first asked for; a literal uses its function's."""

    __slots__ = ("by_func",)

    def __init__(self) -> None:
        self.by_func: dict[Func, ReassignOracle] = {}

    def get(self, fn: Func) -> ReassignOracle:
        ro = self.by_func.get(fn)
        if ro is not None:
            return ro
        f = fn
        while f.closure_parent is not None and not f.closure_parent.fflags & FUNC_PACKAGE_INIT:
            f = f.closure_parent
        if f is not fn:
            ro = self.by_func.get(f)
        if ro is None:
            ro = ReassignOracle(f)
            self.by_func[f] = ro
        self.by_func[fn] = ro
        return ro


@final
class Batch:
    """State shared by functions that are analysed at once."""

    __slots__ = (
        "ctx", "all_locs", "closures", "oracles", "heap_loc", "mutator_loc", "callee_loc", "blank_loc",
        "heap_hole", "mutator_hole", "callee_hole", "discard_hole", "discard_addr_hole", "want_notes",
        "n_deferred", "lazy", "at_once",
    )  # fmt: skip

    def __init__(self, ctx: EscapeContext, oracles: Oracles) -> None:
        self.ctx = ctx
        self.oracles = oracles
        self.all_locs: list[Location] = []
        self.closures: list[SpilledClosure] = []
        self.heap_loc = Location(None, None, 0)
        self.heap_loc.attrs = ALL_ATTRS
        self.mutator_loc = Location(None, None, 0)
        self.mutator_loc.attrs = MUTATES
        self.callee_loc = Location(None, None, 0)
        self.callee_loc.attrs = CALLS
        self.blank_loc = Location(None, None, 0)
        self.heap_hole = self.heap_loc.as_hole()
        self.mutator_hole = self.mutator_loc.as_hole()
        self.callee_hole = self.callee_loc.as_hole()
        self.discard_hole = self.blank_loc.as_hole()
        self.discard_addr_hole = Hole(self.blank_loc, 0, None, True)
        self.want_notes: bool = ctx.m >= 2 or ctx.collect
        self.lazy: bool = ctx.m == 0 and not ctx.collect and not ctx.eager  # only tags are wanted
        self.n_deferred: int = 0
        self.at_once: dict[Location, list[EdgeTo]] = {}  # kept for records only

    def flow(self, k: Hole, src: Location) -> None:
        """Let the value of src flow into the hole."""
        if k.addrtaken:
            src.addrtaken = True
        dst = k.dst
        if dst is self.blank_loc:
            return
        if dst is src and k.derefs >= 0:
            return
        if k.derefs < 0 and dst.attrs & ESCAPES:
            if self.want_notes:
                n = src.n
                assert n is not None
                edge = Edge(src, k.derefs, k.notes)
                if self.ctx.m >= 2:
                    self.emit_escapes(src, n)
                    self.explain_edge(n.pos, dst, edge)
                if self.ctx.collect:
                    self.at_once.setdefault(src, []).append(EdgeTo(dst, edge))
            src.attrs |= ALL_ATTRS
            return
        dst.edges.append(Edge(src, k.derefs, k.notes))

    def emit_escapes(self, loc: Location, n: Node) -> None:
        self.explain(n.pos, f"{self.ctx.printer.node(n)} escapes to heap in {func_name(loc.curfn)}:")

    def explain(self, pos: int, text: str) -> None:
        """Print a line of an explanation; unlike a message it says so if the position is unknown."""
        self.ctx.emit(pos, text if pos else UNKNOWN_POSITION + text)

    def old_loc(self, n: Name) -> Location:
        loc = n.canonical().opt
        assert isinstance(loc, Location), n.sym.name
        return loc

    def resolve(self, loc: Location) -> list[Hole]:
        """Look up the tags that an argument in ``loc`` waits for; where it flows."""
        d = loc.waiting
        assert d is not None
        loc.waiting = None
        tags = self.ctx.facts.tags(d.fn)
        holes = self.tag_holes("" if tags is None or d.index >= len(tags) else tags[d.index], d.ks)
        for k in holes:
            self.flow(k, loc)
        loc.holes = holes
        return holes

    def is_discarded(self, k: Hole) -> bool:
        """Whether values in the hole are dropped for certain, as gc sees it."""
        while True:
            loc = k.dst
            if loc.waiting is not None:
                self.resolve(loc)
            if loc.holes is None:
                return loc is self.blank_loc
            if not loc.holes:
                return True
            if len(loc.holes) > 1:
                return False
            k = loc.holes[0]

    def tag_holes(self, tag: str, ks: list[Hole] | None) -> list[Hole]:
        """Where a tag says that an argument flows; ks are the holes of the call's results."""
        if not tag:
            return [self.heap_hole]
        leaks = parse_leaks(tag)
        holes: list[Hole] = []
        if leaks.derefs[LEAK_HEAP]:
            holes.append(self.heap_hole.shift(leaks.heap()))
        if leaks.derefs[LEAK_MUTATOR]:
            holes.append(self.mutator_hole.shift(leaks.mutator()))
        if leaks.derefs[LEAK_CALLEE]:
            holes.append(self.callee_hole.shift(leaks.callee()))
        if ks is not None:
            for r in range(NUM_ESC_RESULTS):
                x = leaks.derefs[LEAK_RESULT0 + r]
                if x:
                    holes.append(ks[r].shift(x - 1))
        return holes

    # ------------------------------------------------------------------------------------------ explanations

    def explain_edge(self, pos: int, dst: Location, edge: Edge) -> None:
        """Print why something flows to dst, as lines at ``pos``."""
        lines = edge.lines
        if lines is None:
            lines = self.flow_lines(dst, edge)
            edge.lines = lines
        if not pos:
            lines = [UNKNOWN_POSITION + line for line in lines]
        self.ctx.emit_printed(pos, lines)

    def flow_lines(self, dst: Location, edge: Edge) -> list[str]:
        ctx = self.ctx
        ops = "&" if edge.derefs < 0 else "*" * edge.derefs
        flow = f"  flow: {self.explain_loc(dst)} \xe2\x86\x90 {ops}{self.explain_loc(edge.src)}:"
        lines = [ctx.printed(flow, -1)]
        note = edge.notes
        while note is not None:
            if not note.quiet:
                lines.append(ctx.printed(f"    from {ctx.printer.node(note.where)} ({note.why}) at ", note.where.pos))
            note = note.next
        return lines

    def explain_loc(self, loc: Location) -> str:
        if loc is self.heap_loc:
            return "{heap}"
        n = loc.n
        if n is None:
            return "{temp}"
        if isinstance(n, Name):
            return self.ctx.printer.node(n)
        return "{storage for " + self.ctx.printer.node(n) + "}"


class EscapeBase:
    """Walks one function's body and adds to the graph. The classes below it are split by concern.

    loop_depth counts loops, and labels with a ``goto`` back to them, around the statement at hand.
    """

    __slots__ = ("b", "ctx", "curfn", "labels", "loop_depth", "want_notes")

    def __init__(self, b: Batch, curfn: Func) -> None:
        self.b = b
        self.ctx = b.ctx
        self.curfn = curfn
        self.labels: dict[Sym, int] = {}
        self.loop_depth: int = 1
        self.want_notes: bool = b.want_notes

    # Defined by the classes below.

    def expr(self, k: Hole, n: Node | None) -> None:
        raise NotImplementedError

    def discard(self, n: Node | None) -> None:
        raise NotImplementedError

    def spill(self, k: Hole, n: Node) -> Hole:
        raise NotImplementedError

    def unsafe_value(self, k: Hole, n: Node) -> None:
        raise NotImplementedError

    def call(self, ks: list[Hole] | None, n: Node) -> None:
        raise NotImplementedError

    def tag_hole(self, ks: list[Hole] | None, fn: Name | None, idx: int) -> Hole:
        raise NotImplementedError

    def stmts(self, nodes: list[Node]) -> None:
        raise NotImplementedError

    def walk_func(self, fn: Func) -> None:
        raise NotImplementedError

    # ------------------------------------------------------------------------------------------------- holes

    def note(self, k: Hole, where: Node, why: str) -> Hole:
        if not self.want_notes:
            return k
        return Hole(k.dst, k.derefs, Note(k.notes, where, why), k.addrtaken)

    def stored(self, k: Hole, where: Node, why: str, dst: Node | None, quiet: bool) -> Hole:
        """A note for an assignment to ``dst``."""
        if not self.want_notes:
            return k
        note = Note(k.notes, where, why)
        note.arg = dst
        note.quiet = quiet
        return Hole(k.dst, k.derefs, note, k.addrtaken)

    def deref(self, k: Hole, where: Node, why: str) -> Hole:
        notes = Note(k.notes, where, why) if self.want_notes else None
        return Hole(k.dst, k.derefs + 1, notes, False)

    def addr_of(self, k: Hole, where: Node, why: str) -> Hole:
        assert k.derefs >= 0
        notes = Note(k.notes, where, why) if self.want_notes else None
        return Hole(k.dst, k.derefs - 1, notes, True)

    def flow(self, k: Hole, src: Location) -> None:
        self.b.flow(k, src)

    def old_loc(self, n: Name) -> Location:
        return self.b.old_loc(n)

    def new_loc(self, n: Node | None, persists: bool) -> Location:
        loc = Location(n, self.curfn, self.loop_depth)
        if persists:
            loc.attrs = PERSISTS
        self.b.all_locs.append(loc)
        if isinstance(n, Name):
            assert n.opt is None, n.sym.name
            n.opt = loc
        return loc

    def tee_hole(self, ks: list[Hole]) -> Hole:
        """A hole that flows into all of them (none of which takes an address)."""
        if not ks:
            return self.b.discard_hole
        if len(ks) == 1:
            return ks[0]
        loc = self.new_loc(None, False)
        for k in ks:
            assert k.derefs >= 0
            self.b.flow(k, loc)
        return loc.as_hole()

    def later(self, k: Hole) -> Hole:
        """A hole that flows into k, but some time later: temporaries must live until then."""
        loc = self.new_loc(None, True)
        self.b.flow(k, loc)
        return loc.as_hole()
