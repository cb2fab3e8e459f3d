"""What of a body is known not to run: constant conditions, statements after a return.

Conditions are simplified in place, as gc does: what was decided is dropped from the tree.
"""

from goescape.lower.typed import is_builtin
from goescape.syntax import nodes as syn


class Cond:
    """A condition: ``static`` > 0 always true, < 0 always false, 0 not known; ``expr`` as simplified."""

    __slots__ = ("expr", "static")

    def __init__(self, expr: syn.Expr) -> None:
        self.expr = expr
        self.static = 0
        if expr.val is not None:
            self.static = 1 if expr.val is True else -1
        elif isinstance(expr, syn.Operation):
            self._operation(expr)

    def _operation(self, e: syn.Operation) -> None:
        if e.op == syn.NOT:
            c = Cond(e.x)
            e.x = c.expr
            self.static = c.static
        elif (e.op == syn.ANDAND or e.op == syn.OROR) and e.y is not None:
            x = Cond(e.x)
            e.x = x.expr
            decided = -1 if e.op == syn.ANDAND else 1
            if x.static == decided:
                self.expr = e.x
                self.static = x.static
                return
            y = Cond(e.y)
            e.y = y.expr
            if x.static == -decided or y.static == decided:
                if e.x.val is not None:
                    self.expr = e.y
                self.static = y.static


def last_non_empty(stmts: list[syn.Stmt]) -> syn.Stmt | None:
    for i in range(len(stmts) - 1, -1, -1):
        if not isinstance(stmts[i], syn.EmptyStmt):
            return stmts[i]
    return None


def has_fallthrough(stmts: list[syn.Stmt]) -> bool:
    s = last_non_empty(stmts)
    while isinstance(s, syn.LabeledStmt):
        s = s.stmt
    return isinstance(s, syn.BranchStmt) and s.tok == syn.FALLTHROUGH


def terminates(s: syn.Stmt | None) -> bool:
    """Whether what follows the statement is not reached from it (a simple approximation, gc's)."""
    if isinstance(s, syn.BranchStmt):
        return s.tok == syn.GOTO
    if isinstance(s, syn.ReturnStmt):
        return True
    if isinstance(s, syn.ExprStmt):
        call = syn.unparen(s.x)
        return isinstance(call, syn.CallExpr) and is_builtin(call.fun, "panic")
    if isinstance(s, syn.IfStmt):
        c = Cond(s.cond)
        s.cond = c.expr
        return (c.static < 0 or terminates(s.then)) and (c.static > 0 or terminates(s.els))
    if isinstance(s, syn.BlockStmt):
        return terminates(last_non_empty(s.list))
    return False
