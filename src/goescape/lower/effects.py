"""Which operations may have an effect besides their value (spec: staticinit, isSideEffect)."""

from typing import Final, final

from goescape.ir.expr import BinaryExpr, MakeExpr
from goescape.ir.node import Node
from goescape.ir.ops import (
    OADD,
    OADDR,
    OADDSTR,
    OAND,
    OANDAND,
    OANDNOT,
    OARRAYLIT,
    OBITNOT,
    OBYTES2STR,
    OCAP,
    OCOMPLEX,
    OCOMPLIT,
    OCONV,
    OCONVIFACE,
    OCONVNOP,
    ODIV,
    ODOT,
    OEQ,
    OGE,
    OGT,
    OIMAG,
    OKEY,
    OLE,
    OLEN,
    OLITERAL,
    OLSH,
    OLT,
    OMAKECHAN,
    OMAKEMAP,
    OMAPLIT,
    OMOD,
    OMUL,
    ONAME,
    ONE,
    ONEG,
    ONEW,
    ONIL,
    ONONAME,
    ONOT,
    OOR,
    OOROR,
    OPAREN,
    OPLUS,
    OPTRLIT,
    OREAL,
    ORSH,
    ORUNES2STR,
    ORUNESTR,
    OSLICELIT,
    OSTR2BYTES,
    OSTR2RUNES,
    OSTRUCTKEY,
    OSTRUCTLIT,
    OSUB,
    OTYPE,
    OXOR,
)
from goescape.ir.util import is_zero
from goescape.ir.visit import Finder

_NO_SIDE_EFFECT: Final = frozenset(
    [
        ONAME, ONONAME, OTYPE, OLITERAL, ONIL, OADD, OSUB, OOR, OXOR, OADDSTR, OADDR, OANDAND, OBYTES2STR, ORUNES2STR,
        OSTR2BYTES, OSTR2RUNES, OCAP, OCOMPLIT, OMAPLIT, OSTRUCTLIT, OARRAYLIT, OSLICELIT, OPTRLIT, OCONV, OCONVIFACE,
        OCONVNOP, ODOT, OEQ, ONE, OLT, OLE, OGT, OGE, OKEY, OSTRUCTKEY, OLEN, OMUL, OLSH, ORSH, OAND, OANDNOT, ONEW,
        ONOT, OBITNOT, OPLUS, ONEG, OOROR, OPAREN, ORUNESTR, OREAL, OIMAG, OCOMPLEX,
    ]
)  # fmt: skip


def is_side_effect(n: Node) -> bool:
    """Whether the operation itself (not its operands) may have an effect."""
    if n.op in _NO_SIDE_EFFECT:
        return False
    if isinstance(n, BinaryExpr) and (n.op == ODIV or n.op == OMOD):
        return n.y.op != OLITERAL or is_zero(n.y)
    if isinstance(n, MakeExpr) and (n.op == OMAKECHAN or n.op == OMAKEMAP):
        return n.len is None or n.len.op != OLITERAL or not is_zero(n.len)
    return True


@final
class _SideEffects(Finder):
    __slots__ = ()

    def found_at(self, n: Node) -> bool:
        return is_side_effect(n)


def any_side_effects(n: Node) -> bool:
    f = _SideEffects()
    f.visit(n)
    return f.found
