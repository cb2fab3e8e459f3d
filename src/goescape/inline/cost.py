"""What a function costs when it is inlined, or why it cannot be (spec: inline/inl.go, CanInline and hairyVisitor).

The price is counted on the nodes of the body as lowered, before anything was inlined into it: one for each, with
exceptions. A call costs 57 more, or what the callee costs if that will be inlined in turn.
"""

from typing import Final, final

from goescape.ir.expr import (
    AddrExpr,
    BasicLit,
    BinaryExpr,
    CallExpr,
    ConvExpr,
    LogicalExpr,
    SelectorExpr,
    SliceExpr,
    StarExpr,
    UnaryExpr,
)
from goescape.ir.node import (
    NAME_IS_CLOSURE_VAR,
    PAUTOHEAP,
    PFUNC,
    PPARAM,
    Func,
    Name,
    Node,
    Visitor,
)
from goescape.ir.ops import (
    OADDR,
    OAS2,
    OBLOCK,
    OCALL,
    OCALLFUNC,
    OCALLINTER,
    OCLOSURE,
    OCONVIFACE,
    OCONVNOP,
    ODEFER,
    ODEREF,
    ODOT,
    ODOTPTR,
    OFALL,
    OGO,
    OIF,
    OLEN,
    OMETHEXPR,
    OMETHVALUE,
    OPANIC,
    ORECOVER,
    OSLICE,
    OSLICE3,
    OSLICE3ARR,
    OSLICEARR,
    OSLICELIT,
    OSLICESTR,
    OTAILCALL,
    OTYPE,
    OTYPESW,
)
from goescape.ir.stmt import AssignListStmt, IfStmt, ReturnStmt, TypeSwitchGuard
from goescape.ir.util import is_int_value, method_expr_name
from goescape.ir.visit import Finder, Walker
from goescape.syntax.pragmas import (
    CGO_UNSAFE_ARGS,
    NOINLINE,
    UINTPTR_ESCAPES,
    UINTPTR_KEEP_ALIVE,
    YESWRITEBARRIERREC,
)

MAX_BUDGET: Final = 80
CALL_COST: Final = 57
PARAM_CALL_COST: Final = 17
PANIC_COST: Final = 1
CLOSURE_COST: Final = 15
BIG_FUNCTION_NODES: Final = 5000
BIG_FUNCTION_MAX_COST: Final = 20
CLOSURE_CALLED_ONCE_COST: Final = 10 * MAX_BUDGET

_CHEAP_BINARY: Final = frozenset(
    [
        "littleEndian.Uint64", "littleEndian.Uint32", "littleEndian.Uint16",
        "bigEndian.Uint64", "bigEndian.Uint32", "bigEndian.Uint16",
        "littleEndian.PutUint64", "littleEndian.PutUint32", "littleEndian.PutUint16",
        "bigEndian.PutUint64", "bigEndian.PutUint32", "bigEndian.PutUint16",
        "littleEndian.AppendUint64", "littleEndian.AppendUint32", "littleEndian.AppendUint16",
        "bigEndian.AppendUint64", "bigEndian.AppendUint32", "bigEndian.AppendUint16",
    ]
)  # fmt: skip
_CHEAP_BYTEORDER: Final = frozenset(
    [
        "LEUint64", "LEUint32", "LEUint16", "BEUint64", "BEUint32", "BEUint16",
        "LEPutUint64", "LEPutUint32", "LEPutUint16", "BEPutUint64", "BEPutUint32", "BEPutUint16",
        "LEAppendUint64", "LEAppendUint32", "LEAppendUint16", "BEAppendUint64", "BEAppendUint32", "BEAppendUint16",
    ]
)  # fmt: skip


class Prices:
    """What the price of a call depends on; implemented by ``inline.decide``."""

    __slots__ = ("merge_loads", "intrinsics")

    def __init__(self, merge_loads: bool, intrinsics: frozenset[str]) -> None:
        self.merge_loads = merge_loads  # the architecture can load words from any address
        self.intrinsics = intrinsics

    def cost_of_inlined(self, caller: Func, call: CallExpr, big: bool) -> int:
        """Cost of the callee if this call would be inlined, else -1."""
        raise NotImplementedError

    def zero_offset(self, dot: SelectorExpr) -> bool:
        """Whether the selected field is at offset 0."""
        raise NotImplementedError


def impossible(fn: Func, has_inline_body: bool) -> str:
    """Why the function can never be inlined, "" if nothing forbids it (gc's InlineImpossible)."""
    p = fn.pragma
    if p & NOINLINE:
        return "marked go:noinline"
    if p & CGO_UNSAFE_ARGS:
        return "marked go:cgo_unsafe_args"
    if p & UINTPTR_KEEP_ALIVE:
        return "marked as having a keep-alive uintptr argument"
    if p & UINTPTR_ESCAPES:
        return "marked as having an escaping uintptr argument"
    if p & YESWRITEBARRIERREC:
        return "marked go:yeswritebarrierrec"
    if not fn.body and not has_inline_body:
        return "no function body"
    return ""


def is_intrinsic_call(call: CallExpr, intrinsics: frozenset[str]) -> bool:
    f = call.fun
    name: Name | None = None
    if isinstance(f, Name):
        name = f
    elif f is not None and f.op == OMETHEXPR:
        name = method_expr_name(f)
        if name is None or name.func is None:
            return False
    if name is None or name.sym.pkg is None:
        return False
    path = name.sym.pkg.path
    if path == "go.runtime":  # calls that the compiler makes
        path = "runtime"
    return f"{path}.{name.sym.name}" in intrinsics


def _paired_values(n: AssignListStmt) -> int:
    """Nodes that ``a, b = f()`` has more than in the source: it goes by way of temporaries."""
    if n.op == OAS2 and n.rhs:
        init = n.rhs[0].init
        if len(init) == 1 and isinstance(init[0], AssignListStmt):
            return 4 * len(n.lhs) + 1
    return 0


@final
class _Big(Finder):
    __slots__ = ("budget",)

    def __init__(self) -> None:
        super().__init__()
        self.budget: int = BIG_FUNCTION_NODES - 1  # the function itself counts

    def found_at(self, n: Node) -> bool:
        if isinstance(n, AssignListStmt):
            self.budget += _paired_values(n)
        elif isinstance(n, TypeSwitchGuard) and n.tag is not None:
            self.budget -= 1
        self.budget -= 1
        return self.budget <= 0


def is_big_func(fn: Func) -> bool:
    v = _Big()
    v.visit_list(fn.body)
    return v.found


@final
class _CountReturns(Walker):
    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count: int = 0

    def pre(self, n: Node) -> None:
        if isinstance(n, ReturnStmt):
            self.count += 1 if n.results else 2


def can_delay_results(fn: Func) -> bool:
    """Whether result variables need no declaration before the (only) return statement."""
    v = _CountReturns()
    v.visit_list(fn.body)
    if v.count != 1:
        return False
    for r in fn.ftype().results:
        if r.sym is not None and not r.sym.is_blank():
            return False
    return True


def const_bool(n: Node) -> int:
    """1 for true, 0 for false, -1 for what is no constant."""
    if isinstance(n, BasicLit) and isinstance(n.val, bool):
        return 1 if n.val else 0
    return -1


@final
class HairyVisitor(Visitor):
    """Counts down from ``budget``; stops with a ``reason``. ``all``: goes on when the budget is spent."""

    __slots__ = ("fn", "prices", "budget", "max_budget", "all", "big", "stop", "reason")

    def __init__(self, fn: Func, prices: Prices, budget: int, count_all: bool) -> None:
        self.fn = fn
        self.prices = prices
        self.budget = budget
        self.max_budget = budget
        self.all = count_all
        self.big: bool = is_big_func(fn)
        self.stop: bool = False
        self.reason: str = ""

    def too_hairy(self) -> bool:
        self.visit_list(self.fn.body)
        if self.stop:
            return True
        if self.budget < 0:
            self.reason = (
                f"function too complex: cost {self.max_budget - self.budget} exceeds budget {self.max_budget}"
            )
            return True
        return False

    def visit_list(self, nodes: list[Node]) -> None:
        for n in nodes:
            if self.stop:
                return
            self.visit(n)

    def visit(self, n: Node) -> None:
        if self.stop or not self._node(n):
            return
        if isinstance(n, (BinaryExpr, LogicalExpr)):
            self._spine(n)
        else:
            n.do_children(self)

    def _spine(self, n: Node) -> None:
        right: list[Node] = []
        while isinstance(n, (BinaryExpr, LogicalExpr)):
            if n.init:
                self.visit_list(n.init)
            right.append(n.y)
            n = n.x
            if isinstance(n, (BinaryExpr, LogicalExpr)) and (self.stop or not self._node(n)):
                return
        self.visit(n)
        for i in range(len(right) - 1, -1, -1):
            self.visit(right[i])

    def _fail(self, reason: str) -> bool:
        self.reason = reason
        self.stop = True
        return False

    def _node(self, n: Node) -> bool:
        """Charge for one node; whether to go on to its children."""
        op = n.op
        if op == OCALLFUNC:
            assert isinstance(n, CallExpr)
            if not self._call(n):
                return False
        elif op == OCALLINTER or op == OCALL:
            self.budget -= CALL_COST
        elif op == OPANIC:
            assert isinstance(n, UnaryExpr)
            x = n.x
            if isinstance(x, ConvExpr) and x.op == OCONVIFACE and x.implicit:
                self.budget += 1
            self.budget -= PANIC_COST
        elif op == ORECOVER:
            return self._fail("call to recover")
        elif op == OCLOSURE:
            self.budget -= CLOSURE_COST
        elif op == OGO:
            return self._fail("unhandled op GO")
        elif op == ODEFER:
            return self._fail("unhandled op DEFER")
        elif op == OTAILCALL:
            return self._fail("unhandled op TAILCALL")
        elif op == OADDR:
            assert isinstance(n, AddrExpr)
            dot = n.x
            if isinstance(dot, SelectorExpr) and (dot.op == ODOT or dot.op == ODOTPTR):
                if isinstance(dot.x, Name) and self.prices.zero_offset(dot):
                    self.budget += 2
        elif op == ODEREF:
            assert isinstance(n, StarExpr)
            ptr = n.x
            while isinstance(ptr, ConvExpr) and ptr.op == OCONVNOP:
                ptr = ptr.x
            if ptr.op == OADDR:
                self.budget += 1
        elif op == OCONVNOP:
            self.budget += 1
        elif op == OFALL or op == OTYPE:
            return False
        elif op == OIF:
            assert isinstance(n, IfStmt)
            c = const_bool(n.cond)
            if c >= 0:
                self.visit_list(n.init)
                self.visit_list(n.body if c == 1 else n.els)
                return False
        elif op == OBLOCK:
            self.budget += 1
        elif op == OTYPESW:
            assert isinstance(n, TypeSwitchGuard)
            if n.tag is not None:
                self.budget -= 1  # it is a node to gc
        elif op == OMETHVALUE or op == OSLICELIT:
            self.budget -= 1
        elif op == OMETHEXPR:
            self.budget += 1
        elif op == OAS2:
            assert isinstance(n, AssignListStmt)
            self.budget += _paired_values(n)
        elif op == OSLICE or op == OSLICEARR or op == OSLICESTR or op == OSLICE3 or op == OSLICE3ARR:
            assert isinstance(n, SliceExpr)
            low = n.low
            if isinstance(low, BasicLit) and is_int_value(low.val) and low.val == 0:
                self.budget += 1
            high = n.high
            if isinstance(high, UnaryExpr) and high.op == OLEN and high.x is n.x:
                self.budget += 2
        self.budget -= 1
        if self.budget < 0 and not self.all:
            return self._fail("too expensive")
        return True

    def _call(self, n: CallExpr) -> bool:
        """Charge for a call, the node itself left out. False: the visit is over, or the node costs nothing."""
        fun = n.fun
        cheap = False
        extra = CALL_COST
        if isinstance(fun, Name):
            if fun.cls == PFUNC:
                pkg = fun.sym.pkg
                path = pkg.path if pkg is not None else ""
                name = fun.sym.name
                if path == "internal/abi":
                    cheap = name == "NoEscape" or name.startswith("EscapeNonString[")
                elif path == "internal/runtime/sys":
                    if name == "GetCallerPC" or name == "GetCallerSP":
                        return self._fail("call to " + name)
                elif path == "internal/byteorder":
                    cheap = self.prices.merge_loads and name in _CHEAP_BYTEORDER
                elif path == "go.runtime":  # called by the rewriting of loops over functions
                    if name == "panicrangestate":
                        cheap = True
                    elif name == "deferrangefunc":
                        return self._fail("defer call in range func")
            elif fun.cls == PPARAM or (fun.cls == PAUTOHEAP and fun.nflags & NAME_IS_CLOSURE_VAR):
                extra = PARAM_CALL_COST
        elif fun is not None and fun.op == OMETHEXPR:
            meth = method_expr_name(fun)
            if meth is not None and meth.func is not None and meth.sym.pkg is not None:
                path = meth.sym.pkg.path
                if path == "runtime" and meth.sym.name == "heapBits.nextArena":
                    cheap = True
                elif path == "encoding/binary" and self.prices.merge_loads and meth.sym.name in _CHEAP_BINARY:
                    cheap = True
        if cheap or is_intrinsic_call(n, self.prices.intrinsics):
            return True
        cost = self.prices.cost_of_inlined(self.fn, n, self.big)
        if cost >= 0:
            self.budget -= cost
            return True
        self.budget -= extra
        return True

