"""Inlined calls in package-level initialisers (spec: staticinit/sched.go, staticAssignInlinedCall).

    var ErrX = errors.New("x")      // → &errorString{"x"}, which the linker can lay out

That works where the inlined body is a single return statement and the arguments can be put in the parameters' places.
"""

from typing import Final, final

from goescape.ir.expr import AddStringExpr, BasicLit, ConvExpr, InlinedCallExpr
from goescape.ir.node import ClosureExpr, Editor, Name, Node
from goescape.ir.ops import (
    OAS2,
    OCONV,
    OGOTO,
    OINLMARK,
    OLITERAL,
    OMAKECHAN,
    OMAKEMAP,
    OMAKESLICE,
    OMAKESLICECOPY,
    OMAPLIT,
    ONEW,
    ONIL,
    ONONAME,
    OPTRLIT,
    OSLICELIT,
    OSTR2BYTES,
    OSTR2RUNES,
    OTYPE,
)
from goescape.ir.sizes import Sizes
from goescape.ir.stmt import AssignListStmt, BlockStmt, BranchStmt, Decl, LabelStmt
from goescape.ir.types import TINT, TINT8, TINT16, TINT32, TINT64, Type
from goescape.ir.util import is_blank
from goescape.ir.visit import Finder, Walker, deep_copy
from goescape.lower.effects import any_side_effects, is_side_effect

_NOT_REPEATABLE: Final = frozenset(
    [
        OMAKECHAN, OMAKEMAP, OMAKESLICE, OMAKESLICECOPY, OMAPLIT, ONEW, OPTRLIT, OSLICELIT, OSTR2BYTES, OSTR2RUNES,
    ]
)  # fmt: skip


@final
class _Unrepeatable(Finder):
    __slots__ = ()

    def found_at(self, n: Node) -> bool:
        return is_side_effect(n) or n.op in _NOT_REPEATABLE


@final
class _Uses(Walker):
    """How often each parameter is used; whether a literal captures something."""

    __slots__ = ("count", "captures")

    def __init__(self, params: list[Node]) -> None:
        self.count: dict[Node, int] = {}
        self.captures: bool = False
        for p in params:
            self.count[p] = 0

    def pre(self, n: Node) -> None:
        if isinstance(n, Name):
            c = self.count.get(n)
            if c is not None:
                self.count[n] = c + 1
        elif isinstance(n, ClosureExpr) and n.func.is_closure():
            self.captures = True


@final
class _Subst(Editor):
    """A copy of an expression with arguments for parameters."""

    __slots__ = ("args", "sizes", "valid")

    def __init__(self, args: dict[Node, Node], sizes: Sizes) -> None:
        self.args = args
        self.sizes = sizes
        self.valid: bool = True

    def edit(self, n: Node) -> Node:
        if isinstance(n, Name):
            v = self.args.get(n)
            return n if v is None else deep_copy(v)
        if n.op == ONONAME or n.op == OLITERAL or n.op == ONIL or n.op == OTYPE:
            return n
        c = n.copy()
        c.edit_children(self)
        if isinstance(c, ConvExpr) and c.op == OCONV and c.x.op == OLITERAL:
            t = self._truncate(c.x, c.type())
            if t is not None:
                return t
            self.valid = False
        elif isinstance(c, AddStringExpr):
            return _add_strings(c)
        return c

    def _truncate(self, x: Node, t: Type) -> Node | None:
        if not isinstance(x, BasicLit):
            return None
        val = x.val
        xt = x.type()
        if xt.kind != t.kind:
            if not xt.is_integer() or not t.is_integer() or not isinstance(val, int):
                return None
            bits = self.sizes.width(t) * 8
            val &= (1 << bits) - 1
            if t.kind in (TINT8, TINT16, TINT32, TINT64, TINT) and val >= 1 << (bits - 1):
                val -= 1 << bits
        c = BasicLit(x.pos, val)
        c.typ = t
        return c


def _add_strings(n: AddStringExpr) -> Node:
    """Adjacent constants joined."""
    out: list[Node] = []
    for x in n.list:
        if out and isinstance(x, BasicLit) and isinstance(x.val, str):
            last = out[-1]
            if isinstance(last, BasicLit) and isinstance(last.val, str):
                c = BasicLit(last.pos, last.val + x.val)
                c.typ = last.typ
                out[-1] = c
                continue
        out.append(x)
    if len(out) == len(n.list):
        return n
    if len(out) == 1 and isinstance(out[0], BasicLit):
        c = BasicLit(n.pos, out[0].val)
        c.typ = n.typ
        return c
    n.list = out
    return n


def call_value(call: InlinedCallExpr, sizes: Sizes) -> Node | None:
    """The result of an inlined call as an expression, if the body is as simple as that."""
    init = call.init
    if len(init) != 2 or init[1].op != OINLMARK or len(call.body) != 2:
        return None
    params = init[0]
    block = call.body[0]
    label = call.body[1]
    if not isinstance(params, AssignListStmt) or params.op != OAS2:
        return None
    if not isinstance(block, BlockStmt) or not isinstance(label, LabelStmt) or len(block.list) != 3:
        return None
    d, s, goto = block.list
    if not isinstance(d, Decl) or not isinstance(s, AssignListStmt) or s.op != OAS2:
        return None
    if not isinstance(goto, BranchStmt) or goto.op != OGOTO or goto.label is not label.label:
        return None
    if len(s.lhs) != 1 or s.lhs[0] is not d.x:
        return None
    for v in params.lhs:
        if isinstance(v, Name) and v.addrtaken():
            return None
    for r in params.rhs:
        if any_side_effects(r):
            return None
    uses = _Uses(params.lhs)
    uses.visit(s.rhs[0])
    if uses.captures:
        return None
    args: dict[Node, Node] = {}
    for i, v in enumerate(params.lhs):
        if uses.count.get(v, 0) > 1:
            f = _Unrepeatable()
            f.visit(params.rhs[i])
            if f.found:
                return None
        if not is_blank(v):
            args[v] = params.rhs[i]
    e = _Subst(args, sizes)
    n = e.edit(s.rhs[0])
    return n if e.valid else None

