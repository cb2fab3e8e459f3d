"""Constants in the place of variables that always have the same value.

``n := 10; make([]int, n)`` has a known size then, and an interface made of such a variable needs no allocation.
"""

from goescape.escape.call import temp_at
from goescape.escape.graph import Batch
from goescape.ir.expr import BasicLit, CompLitExpr, ConvExpr, MakeExpr, UnaryExpr
from goescape.ir.node import Func, Node
from goescape.ir.ops import OCONVIFACE, OLEN, OLITERAL, OMAKESLICE, OSLICELIT
from goescape.ir.sizes import resolved
from goescape.ir.stmt import AssignStmt, Decl
from goescape.ir.types import TINTER
from goescape.ir.util import valid_type_for_const


def rewrite_with_literals(b: Batch, n: Node, fn: Func) -> None:
    op = n.op
    if op == OMAKESLICE:
        assert isinstance(n, MakeExpr)
        _rewrite_make(b, n, fn)
    elif op == OCONVIFACE:
        assert isinstance(n, ConvExpr)
        _rewrite_conv(b, n, fn)


def _keep_effects(n: Node, x: Node, fn: Func) -> None:
    """Evaluate x before n, into a temporary that nobody reads."""
    tmp = temp_at(fn, n.pos, x.type())
    stmts: list[Node] = [Decl(n.pos, tmp), AssignStmt(n.pos, tmp, x)]
    n.init = n.init + stmts


def _literal(pos: int, val: object, like: Node) -> BasicLit:
    lit = BasicLit(pos, val)
    lit.typ = like.typ
    return lit


def _rewrite_make(b: Batch, n: MakeExpr, fn: Func) -> None:
    r = n.len if n.cap is None else n.cap
    assert r is not None
    if r.op == OLITERAL:
        return
    ro = b.oracles.get(fn)
    s = ro.static_value(r)
    if isinstance(s, BasicLit):
        v = s.val
        assert isinstance(v, int)
        if v < 0:
            return
        new = _literal(n.pos, v, r)
    elif s.op == OLEN:
        assert isinstance(s, UnaryExpr)
        x = ro.static_value(s.x)
        if x.op != OSLICELIT:
            return
        assert isinstance(x, CompLitExpr)
        new = _literal(n.pos, x.len, r)
        new.typ = b.ctx.table.basic["int"]
    else:
        return
    _keep_effects(n, r, fn)
    if n.cap is None:
        n.len = new
    else:
        n.cap = new


def _rewrite_conv(b: Batch, n: ConvExpr, fn: Func) -> None:
    if n.x.op == OLITERAL or resolved(n.x.type()).kind == TINTER:
        return
    v = b.oracles.get(fn).static_value(n.x)
    if isinstance(v, BasicLit) and valid_type_for_const(n.x.type(), v.val):
        new = _literal(n.pos, v.val, n.x)
        _keep_effects(n, n.x, fn)
        n.x = new
