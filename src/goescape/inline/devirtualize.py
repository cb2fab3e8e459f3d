"""Static devirtualization: ``x.M()`` through an interface, where all that x can hold has one concrete type.

Before (``var w io.Writer = buf``): ``w.Write(p)`` calls through the interface. After: ``w.(*bytes.Buffer).Write(p)``,
a call of a known function. gc does this where it inlines, with -l too (spec: cmd/compile/internal/devirtualize and
the first pass of inline/interleaved; profiles are not followed).

Assignments are collected by function when first asked for. An assignment is the assigned node, or a type where the
flow is not followed (elements of ranged-over values, results of calls); an interface type means "unknown".
"""

from typing import Final, final

from goescape.ir.expr import CallExpr, ConvExpr, InlinedCallExpr, ParenExpr, SelectorExpr, TypeAssertExpr
from goescape.ir.fmt import Printer
from goescape.ir.log import Log
from goescape.ir.node import PAUTO, ClosureExpr, Func, Name, Node
from goescape.ir.ops import (
    OAS2,
    OAS2DOTTYPE,
    OAS2FUNC,
    OCALLFUNC,
    OCALLINTER,
    OCONVIFACE,
    OCONVNOP,
    ODOTMETH,
    ODOTTYPE,
    ONAME,
    ONIL,
)
from goescape.ir.scc import BottomUp
from goescape.ir.sizes import resolved
from goescape.ir.stmt import AssignListStmt, AssignStmt, RangeStmt, SwitchStmt, TypeSwitchGuard
from goescape.ir.types import TARRAY, TCHAN, TINTER, TMAP, TPTR, TSLICE, Type
from goescape.ir.util import is_blank, outer_value, single_result
from goescape.ir.visit import Walker
from goescape.lower.build_call import CallBuilder
from goescape.lower.dotpath import receiver_base_type
from goescape.lower.identity import identical
from goescape.lower.unit import Unit

# Answers of concrete_type besides a type.
_UNKNOWN: Final = 0
_KNOWN: Final = 1
_NOTHING: Final = 2  # only nil, or only itself


@final
class _Assignment:
    """One of: a node; a type (concrete, or None for an interface)."""

    __slots__ = ("node", "typ")

    def __init__(self, node: Node | None, typ: Type | None) -> None:
        self.node = node
        self.typ = typ


@final
class _Ref:
    """An assignment of the index'th result of a call."""

    __slots__ = ("assignment", "index")

    def __init__(self, assignment: _Assignment, index: int) -> None:
        self.assignment = assignment
        self.index = index


@final
class _Collector(Walker):
    """Collects assignments to local variables of interface type, in a function and the literals in it."""

    __slots__ = ("state",)

    def __init__(self, state: "State") -> None:
        self.state = state

    def _assign_node(self, lhs: Node | None, rhs: Node) -> None:
        if rhs.op != ONIL:
            self._assign(lhs, _Assignment(rhs, None))

    def _assign_type(self, lhs: Node | None, t: Type | None) -> None:
        if t is not None and resolved(t).kind == TINTER:
            t = None
        self._assign(lhs, _Assignment(None, t))

    def _assign_result(self, lhs: Node | None, t: Type, call: CallExpr, index: int) -> None:
        """The result of a call: more will be known if it gets inlined."""
        if resolved(t).kind != TINTER:
            self._assign_type(lhs, t)
            return
        a = _Assignment(None, None)
        if self._assign(lhs, a):
            self.state.calls.setdefault(call, []).append(_Ref(a, index))

    def _assign(self, lhs: Node | None, a: _Assignment) -> bool:
        if not isinstance(lhs, Name) or lhs.op != ONAME or is_blank(lhs):
            return False
        n = outer_value(lhs)
        if not isinstance(n, Name) or n.curfn is None or n.typ is None or resolved(n.typ).kind != TINTER:
            return False
        n = n.canonical()
        if n.cls != PAUTO:
            return False
        known = self.state.assignments.get(n)
        if known is None:
            self.state.assignments[n] = [a]
        else:
            known.append(a)
        return True

    def pre(self, n: Node) -> None:
        if isinstance(n, AssignStmt):
            if n.y is not None:
                self._assign_single(n, n.y)
        elif isinstance(n, AssignListStmt):
            self._assign_list(n)
        elif isinstance(n, RangeStmt):
            self._range(n)
        elif isinstance(n, SwitchStmt):
            if isinstance(n.tag, TypeSwitchGuard):
                for c in n.cases:
                    if c.var is not None:
                        self._assign_node(c.var, n.tag.x)
        elif isinstance(n, ClosureExpr):
            if n.func not in self.state.analyzed:
                self.state.analyzed.add(n.func)
                self.visit_list(n.func.body)

    def _assign_single(self, n: AssignStmt, rhs: Node) -> None:
        while isinstance(rhs, ParenExpr):
            rhs = rhs.x
        if isinstance(rhs, CallExpr) and rhs.fun is not None:
            self._assign_result(n.x, resolved(rhs.fun.type()).results[0].typ, rhs, 0)
        else:
            self._assign_node(n.x, rhs)

    def _assign_list(self, n: AssignListStmt) -> None:
        op = n.op
        if op == OAS2:
            for i, lhs in enumerate(n.lhs):
                self._assign_node(lhs, n.rhs[i])
        elif op == OAS2DOTTYPE:
            self._assign_node(n.lhs[0], n.rhs[0])
            self._assign_type(n.lhs[1], None)
        elif op == OAS2FUNC:
            rhs = n.rhs[0]
            while isinstance(rhs, ParenExpr):
                rhs = rhs.x
            if isinstance(rhs, CallExpr):
                assert rhs.fun is not None
                results = resolved(rhs.fun.type()).results
                for i, lhs in enumerate(n.lhs):
                    self._assign_result(lhs, results[i].typ, rhs, i)
            elif isinstance(rhs, InlinedCallExpr):
                for i, lhs in enumerate(n.lhs):
                    self._assign_node(lhs, rhs.return_vars[i])
        else:
            self._assign_type(n.lhs[0], n.rhs[0].typ)
            self._assign_type(n.lhs[1], None)

    def _range(self, n: RangeStmt) -> None:
        t = resolved(n.x.type())
        if t.kind == TPTR and t.elem is not None and resolved(t.elem).kind == TARRAY:
            t = t.elem
        if t.kind == TARRAY or t.kind == TSLICE:
            self._assign_type(n.key, None)
            self._assign_type(n.value, t.elem)
        elif t.kind == TCHAN:
            self._assign_type(n.key, t.elem)
        elif t.kind == TMAP:
            self._assign_type(n.key, t.key)
            self._assign_type(n.value, t.elem)
        else:
            self._assign_type(n.key, None)
            self._assign_type(n.value, None)


@final
class State:
    """What is known about interface variables of a package."""

    __slots__ = ("assignments", "analyzed", "calls", "found")

    def __init__(self) -> None:
        self.calls: dict[CallExpr, list[_Ref]] = {}  # assignments of their results
        self.assignments: dict[Name, list[_Assignment]] = {}
        self.analyzed: set[Func] = set()
        self.found: Type | None = None  # second result of concrete_type

    def assigned(self, n: Name) -> list[_Assignment]:
        fn = n.curfn
        assert fn is not None
        if fn not in self.analyzed:
            self.analyzed.add(fn)
            _Collector(self).visit_list(fn.body)
        return self.assignments.get(n, [])

    def inlined_call(self, fn: Func, call: CallExpr, inlined: InlinedCallExpr) -> None:
        """A call in ``fn`` was inlined: follow what its results are."""
        if fn not in self.analyzed:
            return
        c = _Collector(self)
        c.visit_list(inlined.init)
        c.visit_list(inlined.body)
        for ref in self.calls.pop(call, []):
            ref.assignment.node = inlined.return_vars[ref.index]

    def concrete_type(self, n: Node) -> Type | None:
        """The only type that the interface n can hold, or None."""
        if self._concrete(n, set()) == _KNOWN:
            return self.found
        return None

    def _concrete(self, n: Node, seen: set[Name]) -> int:
        while True:
            if resolved(n.type()).kind != TINTER:
                self.found = n.typ
                return _KNOWN
            if isinstance(n, ConvExpr) and (n.op == OCONVNOP or n.op == OCONVIFACE):
                n = n.x
            elif isinstance(n, InlinedCallExpr):
                n = single_result(n)
            elif isinstance(n, ParenExpr):
                n = n.x
            elif isinstance(n, TypeAssertExpr):
                n = n.x
            else:
                break
        if not isinstance(n, Name) or n.op != ONAME:
            return _UNKNOWN
        name = n.canonical()
        if name.cls != PAUTO or name.addrtaken() or name.curfn is None:
            return _UNKNOWN
        if name in seen:
            return _NOTHING
        seen.add(name)
        typ: Type | None = None
        for a in self.assigned(name):
            t = a.typ
            if a.node is not None:
                r = self._concrete(a.node, seen)
                if r == _NOTHING:
                    continue
                if r == _UNKNOWN:
                    return _UNKNOWN
                t = self.found
            if t is None or (typ is not None and typ is not t):
                return _UNKNOWN
            typ = t
        if typ is None:
            return _NOTHING
        self.found = typ
        return _KNOWN


def implements(unit: Unit, t: Type, iface: Type) -> bool:
    """Whether the concrete type has all of the interface's methods."""
    base = receiver_base_type(t)
    if base is None:
        return not resolved(iface).fields
    is_ptr = resolved(t).kind == TPTR
    methods = unit.method_sets.all(base)
    i = 0
    for want in resolved(iface).fields:
        while i < len(methods) and methods[i].sym is not want.sym:
            i += 1
        if i == len(methods):
            return False
        m = methods[i]
        if not identical(m.typ, want.typ):
            return False
        recv = m.typ.recv
        if not is_ptr and recv is not None and resolved(recv.typ).kind == TPTR and m.promoted != 2:
            return False
    return True


@final
class _Calls(Walker):
    """Interface calls of a body, operands before what they are operands of."""

    __slots__ = ("calls",)

    def __init__(self) -> None:
        self.calls: list[CallExpr] = []

    def pre(self, n: Node) -> None:
        return

    def visit(self, n: Node) -> None:
        if isinstance(n, CallExpr):
            n.do_children(self)
            if n.op == OCALLINTER:
                self.calls.append(n)
        else:
            super().visit(n)


@final
class Devirtualizer:
    """Rewrites interface calls of one package's functions. ``m``: messages to ``log`` if > 0."""

    __slots__ = ("unit", "printer", "log", "m", "state", "again")

    def __init__(self, unit: Unit, printer: Printer, log: Log, m: int) -> None:
        self.unit = unit
        self.printer = printer
        self.log = log
        self.m = m
        self.state = State()
        self.again: bool = False  # something would be said again in gc's second pass

    def new_state(self) -> State:
        """Forget what is known; the answer is what was."""
        old = self.state
        self.state = State()
        return old

    def func(self, fn: Func) -> None:
        calls = _Calls()
        calls.visit_list(fn.body)
        for call in calls.calls:
            self.static_call(fn, call)

    def static_call(self, fn: Func, call: CallExpr) -> None:
        if call.go_defer or call.op != OCALLINTER:
            return
        sel = call.fun
        assert isinstance(sel, SelectorExpr)
        typ = self.state.concrete_type(sel.x)
        if typ is None or not implements(self.unit, typ, sel.x.type()) or typ.is_shape:
            return
        p = self.printer
        if typ.has_shape:
            self.again = True
            self._say(call.pos, f"cannot devirtualize {p.node(call)}: shaped receiver {p.typ(typ)}")
            return
        if sel.x.type().has_shape:
            self.again = True
            self._say(call.pos, f"cannot devirtualize {p.node(call)}: shaped interface {p.typ(sel.x.typ)}")
            return
        dt = TypeAssertExpr(call.pos, ODOTTYPE, sel.x)
        dt.typ = typ
        dt.use_nil_panic = True
        builder = CallBuilder(self.unit, None, fn, None)
        x = builder.xdot_method(sel.pos, dt, sel.sel, True)
        if x.op == ODOTMETH:
            self._say(call.pos, f"devirtualizing {p.node(sel)} to {p.typ(typ)}")
        else:
            self._say(call.pos, f"partially devirtualizing {p.node(sel)} to {p.typ(typ)}")
        call.fun = x
        results = resolved(x.type()).results
        if len(results) == 1:
            call.typ = results[0].typ
        elif results:
            call.typ = self.unit.table.new_results(results)
        if x.op == ODOTMETH:
            assert x.selection is not None and x.selection.sym is not None
            call.fun = self.unit.new_method_expr(x.pos, x.x.type(), x.selection.sym)
            call.args = [x.x, *call.args]
            call.op = OCALLFUNC

    def _say(self, pos: int, text: str) -> None:
        if self.m:
            self.log.emit(pos, text)


@final
class _SecondPass(BottomUp):
    """gc looks at every call once more when it goes over the call graph to inline."""

    __slots__ = ("d", "funcs")

    def __init__(self, d: Devirtualizer, funcs: list[Func]) -> None:
        super().__init__()
        self.d = d
        self.funcs: set[Func] = set(funcs)

    def is_local(self, fn: Func) -> bool:
        return fn in self.funcs

    def analyze(self, fns: list[Func], recursive: bool) -> None:
        for fn in fns:
            self.d.func(fn)


def devirtualize_package(funcs: list[Func], unit: Unit, printer: Printer, log: Log, m: int) -> None:
    """All functions of a package, in gc's order, literals among them."""
    d = Devirtualizer(unit, printer, log, m)
    for fn in funcs:
        d.func(fn)
    if d.again:
        _SecondPass(d, funcs).visit_funcs(funcs)


def devirtualize_func(fn: Func, unit: Unit, printer: Printer, log: Log) -> None:
    """One function of a package that is not listed, with the literals in it; silently."""
    d = Devirtualizer(unit, printer, log, 0)
    todo = [fn]
    while todo:
        f = todo.pop()
        d.func(f)
        lits = _Literals()
        lits.visit_list(f.body)
        todo += lits.funcs


@final
class _Literals(Walker):
    __slots__ = ("funcs",)

    def __init__(self) -> None:
        self.funcs: list[Func] = []

    def pre(self, n: Node) -> None:
        if isinstance(n, ClosureExpr):
            self.funcs.append(n.func)
