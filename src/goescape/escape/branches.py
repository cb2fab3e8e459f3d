"""Which branch of an if, switch or select a node is in: a value may be on the heap because of what one branch does.

    x := 1                      the function's body: branch 0
    if debug {
        last = &x               branch 1, inside of branch 0
    }

Function literals belong to the branch that they stand in.
"""

from typing import Final, final

from goescape.ir.node import (
    NAME_AUTO_TEMP,
    NAME_IS_CLOSURE_VAR,
    PPARAM,
    PPARAMOUT,
    ClosureExpr,
    Func,
    Name,
    Node,
    Visitor,
)
from goescape.ir.ops import ONEW, OPTRLIT
from goescape.ir.stmt import CaseClause, CommClause, Decl, IfStmt

NO_BRANCH: Final = -1


@final
class Branches(Visitor):
    """``parent`` and ``first`` (a branch's first statement) by branch; functions are looked at when asked for."""

    __slots__ = ("parent", "first", "_of", "_declared", "_at", "_known")

    def __init__(self) -> None:
        self.parent: list[int] = []
        self.first: list[Node | None] = []
        self._of: dict[Node, int] = {}
        self._declared: dict[Name, int] = {}
        self._known: dict[Func, int] = {}
        self._at: int = NO_BRANCH

    def of_value(self, n: Node, fn: Func) -> int:
        """Where a variable is declared, or a pointer's target made; NO_BRANCH for other values."""
        body = self._body(fn)
        if isinstance(n, Name):
            if n.cls == PPARAM or n.cls == PPARAMOUT:
                return body
            return NO_BRANCH if n.nflags & NAME_AUTO_TEMP else self._declared.get(n, NO_BRANCH)
        return self._of.get(n, NO_BRANCH) if n.op == ONEW or n.op == OPTRLIT else NO_BRANCH

    def of_operation(self, n: Node) -> int:
        """The branch of a node of a function that was asked for."""
        if isinstance(n, Name) and n.nflags & NAME_IS_CLOSURE_VAR and n.curfn is not None:
            literal = n.curfn.oclosure
            return NO_BRANCH if literal is None else self._of.get(literal, NO_BRANCH)
        return self._of.get(n, NO_BRANCH)

    def inside(self, branch: int, other: int) -> bool:
        """Whether ``branch`` is ``other`` or in it."""
        while branch > other:  # branches are numbered from the outside in
            branch = self.parent[branch]
        return branch == other and branch != NO_BRANCH

    def _body(self, fn: Func) -> int:
        known = self._known.get(fn)
        if known is None:
            outer = fn
            while outer.oclosure is not None and outer.closure_parent is not None:
                outer = outer.closure_parent
            if outer not in self._known:
                self._branch(outer.body, outer)
            known = self._known.get(fn, NO_BRANCH)
            self._known[fn] = known
        return known

    def _branch(self, body: list[Node], fn: Func | None) -> None:
        saved = self._at
        self._at = len(self.parent)
        if fn is not None:
            self._known[fn] = self._at
        self.parent.append(saved)
        self.first.append(body[0] if body else None)
        self.visit_list(body)
        self._at = saved

    def visit(self, n: Node) -> None:
        if isinstance(n, Name):
            return
        self._of[n] = self._at
        if isinstance(n, IfStmt):
            self.visit_list(n.init)
            self.visit(n.cond)
            self._branch(n.body, None)
            self._branch(n.els, None)
        elif isinstance(n, CaseClause):
            self.visit_list(n.init)
            self.visit_list(n.list)
            if n.var is not None:
                self._declared[n.var] = len(self.parent)
            self._branch(n.body, None)
        elif isinstance(n, CommClause):
            self._branch(n.body if n.comm is None else [n.comm, *n.body], None)
        else:
            if isinstance(n, Decl):
                self._declared[n.x] = self._at
            elif isinstance(n, ClosureExpr) and n.func not in self._known:
                self._known[n.func] = self._at
                self.visit_list(n.func.body)
            n.do_children(self)
