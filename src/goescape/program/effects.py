"""What compiled functions do that may take memory: what they make, what they call, maps that they write to.

Control that always goes on to a panic is marked. In a list of statements that is all from the last statement that may
leave the list (return, break, goto, …) to one that panics:

    if n < 0 {
        text := fmt.Sprint(n)     // on the way to a panic
        panic(text)
    }
"""

from typing import Literal, final

from goescape.base.text import to_unicode
from goescape.escape.graph import Oracles
from goescape.escape.records import Verdict as FoundVerdict
from goescape.inline.cost import is_intrinsic_call
from goescape.ir.expr import CallExpr, IndexExpr, InlinedCallExpr
from goescape.ir.node import ESC_NEVER, PPARAM, Func, Name, Node, Visitor
from goescape.ir.ops import (
    OADD,
    OBREAK,
    OCALLFUNC,
    OCALLINTER,
    OCONTINUE,
    OGO,
    OGOTO,
    OINDEXMAP,
    OPANIC,
    ORETURN,
    OTAILCALL,
)
from goescape.ir.sizes import resolved
from goescape.ir.staticval import ReassignOracle
from goescape.ir.stmt import (
    AssignListStmt,
    AssignOpStmt,
    AssignStmt,
    BlockStmt,
    BranchStmt,
    Decl,
    ForStmt,
    GoDeferStmt,
    IfStmt,
    RangeStmt,
    SelectStmt,
    SwitchStmt,
)
from goescape.ir.types import TFUNC, TSTRING
from goescape.ir.util import func_name, is_zero, static_callee_name
from goescape.ir.visit import Walker
from goescape.program.sites import SiteBuilder, place_of
from goescape.result.sites import Compiled, Effect, FunctionArgument, Site, Verdict

What = Literal[
    "call", "interface call", "value call", "allocation", "map write", "concatenation", "go", "defer in loop"
]
Body = Literal["go", "assembly", "instruction", "none"]

class Assembly:
    """Knows which functions are written in assembly; implemented by the engine."""

    __slots__ = ()

    def defines(self, fn: Func) -> bool:
        raise NotImplementedError


@final
class _Leaving(Visitor):
    """Looks for jumps out of a statement. Within a loop or switch, break and continue without a label stay inside; an
    inlined body is not left but at its end."""

    __slots__ = ("found", "loops", "breakable")

    def __init__(self) -> None:
        self.found: bool = False
        self.loops: int = 0
        self.breakable: int = 0

    def visit(self, n: Node) -> None:
        if self.found or isinstance(n, InlinedCallExpr):
            return
        if isinstance(n, BranchStmt):
            self.branch(n)
            return
        if n.op == ORETURN or n.op == OTAILCALL:
            self.found = True
            return
        loop = isinstance(n, ForStmt) or isinstance(n, RangeStmt)
        breakable = loop or isinstance(n, SwitchStmt) or isinstance(n, SelectStmt)
        self.loops += loop
        self.breakable += breakable
        n.do_children(self)
        self.loops -= loop
        self.breakable -= breakable

    def branch(self, n: BranchStmt) -> None:
        if n.label is not None or n.op == OGOTO:
            self.found = True
        elif n.op == OCONTINUE:
            self.found = self.loops == 0
        elif n.op == OBREAK:
            self.found = self.breakable == 0


def may_leave(n: Node) -> bool:
    """Whether control may leave a statement otherwise than at its end."""
    finder = _Leaving()
    finder.visit(n)
    return finder.found


def always_panics(n: Node) -> bool:
    if n.op == OPANIC:
        return True
    if isinstance(n, BlockStmt):
        return list_panics(n.list)
    if isinstance(n, InlinedCallExpr):
        return list_panics(n.body)
    if isinstance(n, IfStmt):
        return list_panics(n.body) and list_panics(n.els)
    return False


def list_panics(nodes: list[Node]) -> bool:
    for n in nodes:
        if always_panics(n):
            return True
        if may_leave(n):
            return False
    return False


def on_the_way(nodes: list[Node]) -> list[bool]:
    """Of each statement, whether it is on the way to a panic; empty if none is."""
    out: list[bool] = []
    for i, n in enumerate(nodes):
        if always_panics(n):
            if not out:
                out = [False] * len(nodes)
            at = i
            out[at] = True
            while at > 0 and not out[at - 1] and not may_leave(nodes[at - 1]):
                at -= 1
                out[at] = True
    return out


@final
class Recorded:
    """A verdict that was taken into the records."""

    __slots__ = ("node", "site", "verdict")

    def __init__(self, node: Node, site: Site, verdict: Verdict) -> None:
        self.node = node
        self.site = site
        self.verdict = verdict


def record(builder: SiteBuilder, verdicts: list[FoundVerdict]) -> dict[Func, list[Recorded]]:
    """Take verdicts into the records; by the function that they are about."""
    out: dict[Func, list[Recorded]] = {}
    for v in verdicts:
        made = builder.verdict(v)
        if made is not None and v.fn is not None:
            out.setdefault(v.fn, []).append(Recorded(v.node, made[0], made[1]))
    return out


@final
class EffectFinder(Walker):
    """Walks one function after the other. ``out``: the function at hand. ``called``: its callees with a body, those
    that it calls on the way to a panic only in ``called_for_panic``."""

    __slots__ = (
        "builder", "oracles", "ro", "out", "called", "called_for_panic", "panics", "panicking", "intrinsics",
        "assembly", "params",
    )  # fmt: skip

    def __init__(self, builder: SiteBuilder, intrinsics: frozenset[str], assembly: Assembly) -> None:
        self.builder = builder
        self.intrinsics = intrinsics
        self.assembly = assembly
        self.oracles = Oracles()
        self.ro: ReassignOracle | None = None
        self.out = Compiled("", "")
        self.called: list[Func] = []
        self.called_for_panic: list[Func] = []
        self.panics: bool = False
        self.params: list[Name] = []
        self.panicking: set[Node] = set()

    def function(self, fn: Func, sites: list[Recorded]) -> Compiled:
        """``sites``: those of the function."""
        self.ro = self.oracles.get(fn)
        self.out = Compiled(self.builder.import_path(fn), to_unicode(func_name(fn)))
        self.params = [name for name in fn.dcl if name.cls == PPARAM]
        self.called = []
        self.called_for_panic = []
        self.panicking = set()
        self.visit_list(fn.body)
        for recorded in sites:
            self.allocation(recorded)
        return self.out

    # ------------------------------------------------------------------------------------------------- panics

    def visit_list(self, nodes: list[Node]) -> None:
        ways = [] if self.panics else on_the_way(nodes)
        if not ways:
            for n in nodes:
                self.visit(n)
            return
        for i, n in enumerate(nodes):
            self.panics = ways[i]
            self.visit(n)
        self.panics = False

    # ---------------------------------------------------------------------------------------------- statements

    def pre(self, n: Node) -> None:
        if self.panics:
            self.panicking.add(n)
            if isinstance(n, Decl):
                self.panicking.add(n.x)
        if isinstance(n, CallExpr):
            if n.op == OCALLFUNC or n.op == OCALLINTER:
                self.call(n)
        elif isinstance(n, AssignStmt):
            self.assigned_to(n.x)
        elif isinstance(n, AssignOpStmt):
            self.assigned_to(n.x)
            if n.as_op == OADD and resolved(n.x.type()).kind == TSTRING:  # gc says nothing of it
                self.add("concatenation", n, self.builder.value(n.x))
        elif isinstance(n, AssignListStmt):
            for x in n.lhs:
                self.assigned_to(x)
        elif isinstance(n, RangeStmt):
            self.assigned_to(n.key)
            self.assigned_to(n.value)
        elif isinstance(n, GoDeferStmt):
            if n.op == OGO:
                self.add("go", n, "")
            elif n.esc != ESC_NEVER:
                self.add("defer in loop", n, "")

    def assigned_to(self, x: Node | None) -> None:
        if isinstance(x, IndexExpr) and x.op == OINDEXMAP:
            self.add("map write", x, self.builder.value(x.x))

    def allocation(self, r: Recorded) -> None:
        """Only what may take memory is kept."""
        if r.verdict.allocates != "never":
            number = self.builder.number(r.site)
            panics = r.node in self.panicking
            self.out.effects.append(Effect("allocation", r.site.place, "", r.verdict.calls, "go", number, panics))

    # -------------------------------------------------------------------------------------------------- calls

    def call(self, n: CallExpr) -> None:
        if n.op == OCALLINTER:
            self.add("interface call", n, self.builder.value(n.fun))
            return
        instruction = is_intrinsic_call(n, self.intrinsics)
        names = self.callees(n)
        for name in names:
            fn = name.func
            body: Body = "none"
            if instruction:
                body = "instruction"
            elif fn is not None:
                body = self.body(fn)
                if body == "go":
                    (self.called_for_panic if self.panics else self.called).append(fn)
            self.add("call", n, self.qualified(name), body)
            self.out.effects[-1].functions = self.given(n)
        if not names:
            self.add("value call", n, self.builder.value(n.fun))
            assert n.fun is not None
            self.out.effects[-1].param = self.parameter(n.fun)

    def given(self, n: CallExpr) -> list[FunctionArgument]:
        """The functions that a call passes."""
        assert self.ro is not None
        out: list[FunctionArgument] = []
        for i, arg in enumerate(n.args):
            if arg.typ is None or resolved(arg.typ).kind != TFUNC:
                continue
            name = static_callee_name(self.ro.static_value(arg))
            if name is not None:
                if name.func is not None and self.body(name.func) == "go":
                    (self.called_for_panic if self.panics else self.called).append(name.func)
                out.append(FunctionArgument(i, self.qualified(name)))
            else:
                param = self.parameter(arg)
                if param >= 0:
                    out.append(FunctionArgument(i, "", param))
        return out

    def parameter(self, n: Node) -> int:
        """The number of the parameter that is surely meant, else -1."""
        assert self.ro is not None
        value = self.ro.static_value(n)
        if isinstance(value, Name) and not self.ro.reassigned(value):
            for i, param in enumerate(self.params):
                if param is value:
                    return i
        return -1

    def body(self, fn: Func) -> Body:
        if fn.has_body or fn.body or fn.oclosure is not None:
            return "go"
        return "assembly" if self.assembly.defines(fn) else "none"

    def callees(self, n: CallExpr) -> list[Name]:
        """All functions that the call may call; empty if they are not known."""
        assert n.fun is not None and self.ro is not None
        name = static_callee_name(n.fun)
        if name is None:
            value = self.ro.static_value(n.fun)
            name = static_callee_name(value)
            if name is None:
                return self.assigned(value) if isinstance(value, Name) else []
        return [name]

    def assigned(self, variable: Name) -> list[Name]:
        """The functions that a variable may hold, if all are known."""
        assert self.ro is not None
        out: list[Name] = []
        for s in self.ro.func_assignments(variable.canonical()):
            assert s.y is not None
            if is_zero(s.y):
                continue  # calling nil panics
            name = static_callee_name(s.y)
            if name is None:
                return []
            out.append(name)
        return out

    def qualified(self, name: Name) -> str:
        fn = name.func
        if fn is not None:
            return f"{self.builder.import_path(fn)}.{to_unicode(func_name(fn))}"
        pkg = "" if name.sym.pkg is None else name.sym.pkg.path
        return f"{'runtime' if pkg == 'go.runtime' else pkg}.{to_unicode(name.sym.name)}"

    def add(self, what: What, n: Node, callee: str, body: Body = "go") -> None:
        builder = self.builder
        calls = builder.calls(n.pos)
        self.out.effects.append(Effect(what, place_of(builder.table, n.pos), callee, calls, body, -1, self.panics))
