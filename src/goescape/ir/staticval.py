"""Where a value comes from, as far as that is plain to see (spec: ir/expr.go StaticValue, ir/reassignment.go)."""

from typing import final

from goescape.ir.expr import ConvExpr, InlinedCallExpr, ParenExpr
from goescape.ir.node import PAUTO, PPARAM, Func, Name, Node, Visitor
from goescape.ir.ops import OAS, OAS2, OCONVNOP, ONIL
from goescape.ir.sizes import resolved
from goescape.ir.stmt import AssignListStmt, AssignOpStmt, AssignStmt, RangeStmt
from goescape.ir.types import TFUNC
from goescape.ir.util import is_blank, outer_name, single_result
from goescape.ir.visit import BodyWalker


def definition_rhs(n: Name) -> Node | None:
    """What a local variable is given where it is defined, if that is an assignment of values."""
    if n.cls != PAUTO or n.defn is None:
        return None
    d = n.defn
    if isinstance(d, AssignStmt):
        return d.y if d.op == OAS else None
    if isinstance(d, AssignListStmt) and d.op == OAS2:
        for i, lhs in enumerate(d.lhs):
            if lhs is n:
                return d.rhs[i]
    return None


def _peel(n: Node) -> Node | None:
    """Through one conversion that changes nothing, inlined call or parenthesis; None if it is none."""
    if isinstance(n, ConvExpr):
        return n.x if n.op == OCONVNOP else None
    if isinstance(n, InlinedCallExpr):
        return single_result(n)
    if isinstance(n, ParenExpr):
        return n.x
    return None


def static_value(n: Node, memo: "Reassigned") -> Node:
    """The earliest expression that always has the same value as n, maybe of a function around this one."""
    while True:
        p = _peel(n)
        if p is None:
            if not isinstance(n, Name):
                return n
            c = n.canonical()
            p = definition_rhs(c)
            if p is None or memo.contains(c):
                return n
        n = p


@final
class Reassigned(BodyWalker):
    """Which local variables may be assigned other than by their definition.

    One walk answers for all variables that a function has; another is needed for those that it gets later. Answers
    are kept: a body that takes the place of a call assigns the same variables that were there before as the callee.
    """

    __slots__ = ("names",)

    def __init__(self) -> None:
        self.names: dict[Name, bool] = {}

    def contains(self, name: Name) -> bool:
        fn = name.curfn
        if fn is None or name.addrtaken():
            return True
        known = self.names.get(name)
        if known is None:
            self.names[name] = False
            for n in fn.dcl:
                if n not in self.names:
                    self.names[n] = False
            self.visit_list(fn.body)
            known = self.names[name]
        return known

    def pre(self, n: Node) -> None:
        if isinstance(n, AssignStmt):
            self._assigned(n.x, n)
        elif isinstance(n, AssignListStmt):
            for p in n.lhs:
                self._assigned(p, n)
        elif isinstance(n, AssignOpStmt):
            self._assigned(n.x, None)
        elif isinstance(n, RangeStmt):
            self._assigned(n.key, None)
            self._assigned(n.value, None)

    def _assigned(self, lhs: Node | None, stmt: Node | None) -> None:
        name = outer_name(lhs)
        if name is not None and name.curfn is not None and (stmt is None or name.defn is not stmt):
            self.names[name] = True


@final
class _FindLocals(BodyWalker):
    __slots__ = ("oracle",)

    def __init__(self, oracle: "ReassignOracle") -> None:
        self.oracle = oracle

    def pre(self, n: Node) -> None:
        if not isinstance(n, Name) or n.cls != PAUTO or n.addrtaken():
            return
        is_func = n.typ is not None and resolved(n.typ).kind == TFUNC
        if n.defn is None:
            if is_func:
                self.oracle.func_assigns[n] = []
            return
        self.oracle.single_def[n] = n.defn
        if is_func and isinstance(n.defn, AssignStmt):
            self.oracle.func_assigns[n] = []


@final
class _Prune(BodyWalker):
    __slots__ = ("oracle",)

    def __init__(self, oracle: "ReassignOracle") -> None:
        self.oracle = oracle

    def pre(self, n: Node) -> None:
        if isinstance(n, AssignStmt):
            self.assigned(n.x, n)
        elif isinstance(n, AssignListStmt):
            for p in n.lhs:
                self.assigned(p, n)
        elif isinstance(n, AssignOpStmt):
            self.assigned(n.x, n)
        elif isinstance(n, RangeStmt):
            self.assigned(n.key, n)
            self.assigned(n.value, n)

    def assigned(self, lhs: Node | None, stmt: Node) -> None:
        name = outer_name(lhs)
        if name is None:
            return
        defs = self.oracle.single_def
        d = defs.get(name)
        if d is not None and (name.cls == PPARAM or (name.cls == PAUTO and d is not stmt)):
            del defs[name]
        fa = self.oracle.func_assigns
        known = fa.get(name)
        if known is not None:
            if not isinstance(stmt, AssignStmt):
                del fa[name]
            elif not _assigns_nil(stmt):
                known.append(stmt)


def _assigns_nil(s: AssignStmt) -> bool:
    y = s.y
    while isinstance(y, ConvExpr) and y.op == OCONVNOP:
        y = y.x
    return y is None or y.op == ONIL


@final
class ReassignOracle:
    """Answers for all variables of a function (and of the literals in it), from two walks.

    single_def: variables never assigned again, with what defines them (a parameter: the function). func_assigns:
    all assignments to local variables of function type. A snapshot: later changes of the tree are not seen.
    """

    __slots__ = ("fn", "single_def", "func_assigns")

    def __init__(self, fn: Func) -> None:
        self.fn = fn
        self.single_def: dict[Name, Node] = {}
        self.func_assigns: dict[Name, list[AssignStmt]] = {}
        for p in fn.dcl:
            if p.cls != PPARAM:
                break
            if not is_blank(p):
                self.single_def[p] = fn
        self._walk(_FindLocals(self))
        self._walk(_Prune(self))

    def _walk(self, v: Visitor) -> None:
        v.visit_list(self.fn.body)

    def static_value(self, n: Node) -> Node:
        """As :func:`static_value`."""
        while True:
            p = _peel(n)
            if p is None:
                if not isinstance(n, Name):
                    return n
                c = n.canonical()
                p = definition_rhs(c)
                if p is None or c not in self.single_def:
                    return n
            n = p

    def reassigned(self, name: Name) -> bool:
        return name not in self.single_def

    def func_assignments(self, name: Name) -> list[AssignStmt]:
        """All assignments of values other than nil; empty if there are none or not all are known."""
        return self.func_assigns.get(name.canonical(), [])
