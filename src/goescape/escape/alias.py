"""Appends to slices that nothing else refers to (spec: cmd/compile/internal/escape/alias.go).

Only GOEXPERIMENT=runtimefreegc uses the answer; it is reported with -d=escapealias. A slice is a candidate from its
declaration on (``var s []T``); any use that is not understood ends that. An append ``s = append(s, ...)`` inside a
loop that does not contain the declaration is decided when the outermost such loop was seen in full.
"""

from typing import final

from goescape.ir.expr import CallExpr, UnaryExpr
from goescape.ir.node import PAUTO, ClosureExpr, Func, Name, Node, Visitor
from goescape.ir.ops import OAPPEND, OAS2, OCAP, OGOTO, OLABEL, OLEN, OMAKESLICE, ONAME, OSLICELIT
from goescape.ir.sizes import resolved
from goescape.ir.stmt import AssignListStmt, AssignStmt, Decl, ForStmt, RangeStmt
from goescape.ir.types import TSLICE


@final
class _Candidate:
    __slots__ = ("name", "call")

    def __init__(self, name: Name, call: CallExpr) -> None:
        self.name = name
        self.call = call


@final
class _Analysis(Visitor):
    """``slices``: candidates with the loop depth of their declaration; ``loops``: for each loop around, appends."""

    __slots__ = ("slices", "loops", "unaliased")

    def __init__(self) -> None:
        self.slices: dict[Name, int] = {}
        self.loops: list[list[_Candidate]] = []
        self.unaliased: list[CallExpr] = []

    def visit(self, n: Node) -> None:
        if isinstance(n, Name):
            self.slices.pop(n, None)
        elif isinstance(n, Decl):
            x = n.x
            if x.cls == PAUTO and resolved(x.type()).kind == TSLICE:
                self.slices[x] = len(self.loops)
        elif isinstance(n, AssignStmt):
            self.visit_list(n.init)
            self._assign(n.x, n.y)
        elif isinstance(n, AssignListStmt) and n.op == OAS2:
            self.visit_list(n.init)
            for i, lhs in enumerate(n.lhs):
                self._assign(lhs, n.rhs[i])
        elif isinstance(n, ForStmt):
            self.visit_list(n.init)
            self.loops.append([])
            if n.cond is not None:
                self.visit(n.cond)
            self.visit_list(n.body)
            if n.post is not None:
                self.visit(n.post)
            self._end_loop()
        elif isinstance(n, RangeStmt):
            self.visit_list(n.init)
            self.visit(n.x)
            self.loops.append([])
            if n.key is not None:
                self.visit(n.key)
            if n.value is not None:
                self.visit(n.value)
            self.visit_list(n.body)
            self._end_loop()
        elif isinstance(n, UnaryExpr) and (n.op == OLEN or n.op == OCAP) and n.x.op == ONAME:
            self.visit_list(n.init)
        elif isinstance(n, ClosureExpr):
            self.slices.clear()
            n.do_children(self)
        elif n.op == OLABEL or n.op == OGOTO:
            self.slices.clear()
        else:
            n.do_children(self)

    def _end_loop(self) -> None:
        appends = self.loops.pop()
        for a in appends:
            if self.slices.get(a.name, -1) == len(self.loops):
                self.unaliased.append(a.call)

    def _assign(self, dst: Node | None, src: Node | None) -> None:
        if isinstance(dst, Name) and dst.op == ONAME and dst.typ is not None and resolved(dst.typ).kind == TSLICE:
            if src is None:
                return  # the zero value
            if (src.op == OMAKESLICE or src.op == OSLICELIT) and dst.cls == PAUTO:
                self.visit(src)
                return
            if isinstance(src, CallExpr) and src.op == OAPPEND and src.args[0] is dst:
                for arg in src.args[1:]:
                    self.visit(arg)
                depth = self.slices.get(dst, -1)
                if depth == len(self.loops):
                    self.unaliased.append(src)
                elif depth >= 0:
                    self.loops[depth].append(_Candidate(dst, src))
                return
        if dst is not None:
            self.visit(dst)
        if src is not None:
            self.visit(src)


def unaliased_appends(fn: Func) -> list[CallExpr]:
    """The appends of a function whose slice has no alias, in the order in which that is known."""
    a = _Analysis()
    a.visit_list(fn.body)
    for call in a.unaliased:
        call.append_no_alias = True
    return a.unaliased
