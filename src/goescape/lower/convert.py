"""Conversions: what untyped operands become, which operator an assignment or conversion takes."""

from typing import Final

from goescape.ir.expr import BasicLit, BinaryExpr, CompLitExpr, ConvExpr, KeyExpr, LogicalExpr, NilExpr, UnaryExpr
from goescape.ir.node import Node
from goescape.ir.ops import (
    OADD,
    OAND,
    OANDAND,
    OANDNOT,
    OBITNOT,
    OBYTES2STR,
    OCOMPLEX,
    OCONV,
    OCONVIFACE,
    OCONVNOP,
    ODIV,
    OIMAG,
    OLITERAL,
    OLSH,
    OMOD,
    OMUL,
    ONEG,
    ONOT,
    OOR,
    OOROR,
    OPLUS,
    OREAL,
    ORSH,
    ORUNES2STR,
    ORUNESTR,
    OSLICE2ARR,
    OSLICE2ARRPTR,
    OSLICELIT,
    OSTR2BYTES,
    OSTR2RUNES,
    OSUB,
    OXOR,
    is_cmp,
)
from goescape.ir.types import (
    CBOTH,
    TBLANK,
    TBOOL,
    TCHAN,
    TCOMPLEX64,
    TCOMPLEX128,
    TFLOAT32,
    TFLOAT64,
    TFUNC,
    TINT32,
    TINTER,
    TMAP,
    TNIL,
    TPTR,
    TSLICE,
    TSTRING,
    TUINT8,
    TUINTPTR,
    TUNSAFEPTR,
    Type,
)
from goescape.lower.base import LowererBase
from goescape.lower.constval import convert_value
from goescape.lower.identity import (
    elem,
    has_nil,
    has_shape,
    identical,
    identical_ignore_tags,
    is_complex,
    is_float,
    is_untyped,
    ok_for_const,
    simple_kind,
    underlying,
)

NO_CONVERSION: Final = -1


class ConvLowerer(LowererBase):
    __slots__ = ()

    # ------------------------------------------------------------------------------------ untyped operands

    def default_type(self, t: Type) -> Type:
        if not is_untyped(t) or t.kind == TNIL or t.sym is None:
            return t
        name = t.sym.name
        if name == "untyped bool":
            return self.basic("bool")
        if name == "untyped string":
            return self.basic("string")
        if name == "untyped int":
            return self.basic("int")
        if name == "untyped rune":
            return self.basic("rune")
        if name == "untyped float":
            return self.basic("float64")
        return self.basic("complex128")

    def default_lit(self, n: Node, t: Type | None) -> Node:
        """An untyped operand with type ``t`` (None: its default type). A typed one stays as it is."""
        nt = n.typ
        if nt is None or not is_untyped(nt):
            return n
        return self._convlit(n, t, nt)

    def _convlit(self, n: Node, t: Type | None, nt: Type) -> Node:
        if nt.kind == TNIL:
            if t is None or not has_nil(t):
                return n
            return NilExpr(n.pos, t)
        if t is None or not ok_for_const(t):
            t = self.default_type(nt)
        op = n.op
        if op == OLITERAL:
            assert isinstance(n, BasicLit)
            c = BasicLit(n.pos, convert_value(n.val, t))
            c.typ = t
            return c
        if isinstance(n, UnaryExpr):
            if op in (OPLUS, ONEG, OBITNOT, ONOT):
                n.x = self.default_lit(n.x, t)
            elif op == OREAL or op == OIMAG:
                n.x = self.default_lit(n.x, self.basic("complex64" if t.kind == TFLOAT32 else "complex128"))
        elif isinstance(n, LogicalExpr):
            self._convlit_logical(n, t)
        elif isinstance(n, BinaryExpr):
            if op == OCOMPLEX:
                ft = self.basic("float32" if t.kind == TCOMPLEX64 else "float64")
                n.x = self.default_lit(n.x, ft)
                n.y = self.default_lit(n.y, ft)
            elif op == OLSH or op == ORSH:
                n.x = self.default_lit(n.x, t)
                t = n.x.type()
            elif not is_cmp(op):
                assert op in (OADD, OSUB, OMUL, ODIV, OMOD, OOR, OXOR, OAND, OANDNOT)
                n.x = self.default_lit(n.x, t)
                n.y = self.default_lit(n.y, t)
        n.typ = t
        return n

    def _convlit_logical(self, n: LogicalExpr, t: Type) -> None:
        """Chains of && and || are long on the left only."""
        while True:
            assert n.op == OANDAND or n.op == OOROR
            n.y = self.default_lit(n.y, t)
            x = n.x
            if isinstance(x, LogicalExpr) and x.typ is not None and is_untyped(x.typ):
                x.typ = t
                n = x
                continue
            n.x = self.default_lit(x, t)
            return

    def default_lit2(self, a: Node, b: Node, force: bool) -> tuple[Node, Node]:
        lt = a.type()
        rt = b.type()
        lu = is_untyped(lt)
        ru = is_untyped(rt)
        if not lu and not ru:
            return a, b
        if lt.kind != TINTER and rt.kind != TINTER:
            if (lt.kind == TBOOL) != (rt.kind == TBOOL) or (lt.kind == TSTRING) != (rt.kind == TSTRING):
                return a, b
        if not lu:
            return a, self.default_lit(b, lt)
        if not ru:
            return self.default_lit(a, rt), b
        if not force or lt.kind == TNIL or rt.kind == TNIL:
            return a, b
        t = self.default_type(self._mix_untyped(lt, rt))
        return self.default_lit(a, t), self.default_lit(b, t)

    def _mix_untyped(self, a: Type, b: Type) -> Type:
        if a is b or a.sym is None or b.sym is None:
            return a
        return b if _untyped_rank(b.sym.name) > _untyped_rank(a.sym.name) else a

    # ------------------------------------------------------------------------------------------- operators

    def assign_op(self, src: Type, dst: Type) -> int:
        """Operator of the conversion that assigning needs; NO_CONVERSION if it is not assignable.

        The program is known to be correct, so a type that is assigned to an interface implements it.
        """
        if src is dst or identical(src, dst):
            return OCONVNOP
        if identical(underlying(src), underlying(dst)):
            if src.kind == TINTER and not src.fields:
                return OCONVNOP
            if (src.sym is None or dst.sym is None) and src.kind != TINTER:
                return OCONVNOP
            if src.is_shape or dst.is_shape:
                return OCONVNOP
        if dst.kind == TINTER and src.kind != TNIL:
            if src.kind == TINTER and not has_shape(src) and not _has_methods(src, dst):
                return NO_CONVERSION
            return OCONVIFACE
        if src.kind == TINTER and dst.kind != TBLANK:
            return NO_CONVERSION
        if src.kind == TCHAN and src.dir == CBOTH and dst.kind == TCHAN:
            if identical(src.elem, dst.elem) and (src.sym is None or dst.sym is None):
                return OCONVNOP
        if src.kind == TNIL and dst.kind in (TPTR, TFUNC, TMAP, TCHAN, TINTER, TSLICE):
            return OCONVNOP
        if dst.kind == TBLANK:
            return OCONVNOP
        return NO_CONVERSION

    def convert_op(self, const: bool, src: Type, dst: Type) -> int:
        """Operator of an explicit conversion."""
        if src is dst:
            return OCONVNOP
        op = self.assign_op(src, dst)
        if op != NO_CONVERSION:
            return op
        if src.kind == TINTER or dst.kind == TINTER:
            return NO_CONVERSION
        if identical_ignore_tags(underlying(src), underlying(dst)):
            return OCONVNOP
        sk = src.kind
        dk = dst.kind
        if sk == TPTR and dk == TPTR and src.sym is None and dst.sym is None:
            if identical_ignore_tags(underlying(elem(src)), underlying(elem(dst))):
                return OCONVNOP
        src_int = src.is_integer()
        src_num = src_int or is_float(src)
        if src_num and (dst.is_integer() or is_float(dst)) or is_complex(src) and is_complex(dst):
            p = self.table.ptr_size
            return OCONVNOP if simple_kind(sk, p) == simple_kind(dk, p) else OCONV
        if const and (src_num or is_complex(src)) and (dst.is_integer() or is_float(dst) or is_complex(dst)):
            return OCONV
        if src_int and dk == TSTRING:
            return ORUNESTR
        if sk == TSLICE and dk == TSTRING:
            k = elem(src).kind
            if k == TUINT8:
                return OBYTES2STR
            if k == TINT32:
                return ORUNES2STR
        if sk == TSTRING and dk == TSLICE:
            k = elem(dst).kind
            if k == TUINT8:
                return OSTR2BYTES
            if k == TINT32:
                return OSTR2RUNES
        if (sk == TPTR or sk == TUINTPTR) and dk == TUNSAFEPTR:
            return OCONVNOP
        if sk == TUNSAFEPTR and (dk == TPTR or dk == TUINTPTR):
            return OCONVNOP
        if sk == TSLICE:
            if dst.is_array() and identical(src.elem, dst.elem):
                return OSLICE2ARR
            if dk == TPTR and elem(dst).is_array() and identical(src.elem, elem(dst).elem):
                return OSLICE2ARRPTR
        return NO_CONVERSION

    # ----------------------------------------------------------------------------------------- conversions

    def convert(self, n: ConvExpr) -> Node:
        """Decide the operator of a conversion (OCONV with its type set)."""
        t = n.type()
        x = self._explicit_lit(n.x, t)
        n.x = x
        xt = x.type()
        op = self.convert_op(x.op == OLITERAL, xt, t)
        assert op != NO_CONVERSION, "cannot convert"
        n.op = op
        if op == OCONVNOP:
            if xt.kind == t.kind and xt.kind in (TFLOAT32, TFLOAT64, TCOMPLEX64, TCOMPLEX128):
                n.op = OCONV  # rounds
        elif op == OSTR2RUNES:
            if x.op == OLITERAL:
                return self._string_to_runes(n)
        elif op == OBYTES2STR:
            e = elem(xt)
            if e is not self.basic("byte") and e is not self.basic("uint8"):
                n.x = self.conv_nop(x.pos, self.table.new_slice(self.basic("byte")), x)
        elif op == ORUNES2STR:
            e = elem(xt)
            if e is not self.basic("rune") and e is not self.basic("int32"):
                n.x = self.conv_nop(x.pos, self.table.new_slice(self.basic("rune")), x)
        return n

    def _explicit_lit(self, n: Node, t: Type) -> Node:
        nt = n.typ
        if nt is None or not is_untyped(nt):
            return n
        if isinstance(n, BasicLit) and t.kind == TSTRING and isinstance(n.val, int) and not isinstance(n.val, bool):
            return self._convlit(n, self.default_type(nt), nt)
        return self._convlit(n, t, nt)

    def _string_to_runes(self, n: ConvExpr) -> Node:
        x = n.x
        assert isinstance(x, BasicLit) and isinstance(x.val, str)
        elems: list[Node] = []
        rune = elem(n.type())
        for i, r in enumerate(decode_runes(x.val)):
            v = BasicLit(n.pos, r)
            v.typ = rune
            elems.append(KeyExpr(n.pos, self.new_int(n.pos, i), v))
        lit = CompLitExpr(n.pos, OSLICELIT, elems)
        lit.typ = n.typ
        lit.len = len(elems)
        return lit

    def assign_conv(self, n: Node, t: Type, pos: int) -> Node:
        """``n`` as a value of type ``t``: with an implicit conversion at ``pos`` if it has another type."""
        n = self.default_lit(n, t)
        if t.kind == TBLANK:
            return n
        nt = n.type()
        if nt is t or identical(nt, t):
            return n
        op = self.assign_op(nt, t)
        assert op != NO_CONVERSION, "not assignable"
        c = ConvExpr(pos, op, n)
        c.typ = t
        c.implicit = True
        return c




def _untyped_rank(name: str) -> int:
    if name == "untyped int":
        return 0
    if name == "untyped rune":
        return 1
    if name == "untyped float":
        return 2
    return 3


def _has_methods(src: Type, dst: Type) -> bool:
    """Whether interface ``src`` has all methods of interface ``dst`` (both sorted)."""
    i = 0
    n = len(src.fields)
    for m in dst.fields:
        while i < n and src.fields[i].sym is not m.sym:
            i += 1
        if i == n:
            return False
    return True


def decode_runes(s: str) -> list[int]:
    """The code points of a string of bytes; U+FFFD for each byte that is not UTF-8."""
    out: list[int] = []
    i = 0
    n = len(s)
    while i < n:
        c = ord(s[i])
        if c < 0x80:
            out.append(c)
            i += 1
            continue
        size = 2 if 0xC2 <= c < 0xE0 else 3 if 0xE0 <= c < 0xF0 else 4 if 0xF0 <= c < 0xF5 else 1
        r = -1
        if size > 1 and i + size <= n:
            try:
                r = ord(s[i : i + size].encode("latin-1").decode("utf-8"))
            except UnicodeDecodeError:
                r = -1
        if r < 0:
            out.append(0xFFFD)
            i += 1
        else:
            out.append(r)
            i += size
    return out
