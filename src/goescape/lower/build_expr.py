"""Expressions from operands that are done: operator by operator, as gc's typecheck leaves them."""

from goescape.ir.expr import (
    AddrExpr,
    AddStringExpr,
    BasicLit,
    BinaryExpr,
    CompLitExpr,
    ConvExpr,
    IndexExpr,
    KeyExpr,
    LogicalExpr,
    MakeExpr,
    SelectorExpr,
    SliceExpr,
    StarExpr,
    StructKeyExpr,
    UnaryExpr,
)
from goescape.ir.node import Node
from goescape.ir.ops import (
    OADD,
    OADDSTR,
    OARRAYLIT,
    OCONV,
    ODOT,
    ODOTINTER,
    ODOTMETH,
    ODOTPTR,
    OINDEX,
    OINDEXMAP,
    OLITERAL,
    OLSH,
    OMAKECHAN,
    OMAKEMAP,
    OMAKESLICE,
    OMAPLIT,
    OMETHVALUE,
    ORSH,
    OSLICE,
    OSLICE3,
    OSLICE3ARR,
    OSLICEARR,
    OSLICELIT,
    OSLICESTR,
    OSTRUCTLIT,
    OXDOT,
    is_cmp,
)
from goescape.ir.sizes import resolved
from goescape.ir.types import TARRAY, TBLANK, TCHAN, TIDEAL, TINTER, TMAP, TPTR, TSLICE, TSTRING, TSTRUCT, Sym, Type
from goescape.ir.util import has_unique_pos
from goescape.lower.constval import to_int
from goescape.lower.convert import NO_CONVERSION, ConvLowerer
from goescape.lower.dotpath import DotPath, lookdot1, new_method_type, receiver_base_type
from goescape.lower.identity import elem, identical


class ExprBuilder(ConvLowerer):
    __slots__ = ()

    # ------------------------------------------------------------------------------------------- operators

    def build_binary(self, pos: int, op: int, x: Node, y: Node) -> Node:
        """Arithmetic, shifts and comparisons; a concatenation of strings becomes one OADDSTR."""
        if op == OLSH or op == ORSH:
            n = BinaryExpr(pos, op, x, self.default_lit(y, self.basic("uint")))
            n.typ = self._shift_type(x, n.y)
            return n
        x, y, t = self.arith(pos, op, x, y)
        if is_cmp(op):
            x, y = self.default_lit2(x, y, True)
            n = BinaryExpr(pos, op, x, y)
            n.typ = self.basic("untyped bool")
            return n
        if op == OADD and t.kind == TSTRING:
            if isinstance(x, AddStringExpr) and x.op == OADDSTR:
                add = x
                add.pos = pos
            else:
                add = AddStringExpr(pos, [x])
            if isinstance(y, AddStringExpr) and y.op == OADDSTR:
                add.list += y.list
                y.list = []
            else:
                add.list.append(y)
            add.typ = t
            return add
        n = BinaryExpr(pos, op, x, y)
        n.typ = t
        return n

    def _shift_type(self, x: Node, y: Node) -> Type:
        t = x.type()
        if t.kind == TIDEAL and y.op == OLITERAL:
            return self.basic("untyped int")
        return t

    def build_logical(self, pos: int, op: int, x: Node, y: Node) -> Node:
        x, y, t = self.arith(pos, op, x, y)
        n = LogicalExpr(pos, op, x, y)
        n.typ = t
        return n

    def arith(self, pos: int, op: int, a: Node, b: Node) -> tuple[Node, Node, Type]:
        """The operands with one type, and that type."""
        a, b = self.default_lit2(a, b, False)
        lt = a.type()
        rt = b.type()
        t = rt if lt.kind == TIDEAL else lt
        if is_cmp(op) and t.kind != TIDEAL and not identical(lt, rt):
            converted = False
            if rt.kind != TBLANK:
                aop = self.assign_op(lt, rt)
                if aop != NO_CONVERSION:
                    if (rt.kind == TINTER) == (lt.kind == TINTER) or self.unit.size_of(lt) >= 1 << 16:
                        c = ConvExpr(pos, aop, a)
                        c.typ = rt
                        a = c
                    t = rt
                    converted = True
            if not converted and lt.kind != TBLANK:
                aop = self.assign_op(rt, lt)
                if aop != NO_CONVERSION:
                    if (rt.kind == TINTER) == (lt.kind == TINTER) or self.unit.size_of(rt) >= 1 << 16:
                        c = ConvExpr(pos, aop, b)
                        c.typ = lt
                        b = c
                    t = lt
        if t.kind != TIDEAL and not identical(a.type(), b.type()):
            a, b = self.default_lit2(a, b, True)
        return a, b, t

    def build_unary(self, pos: int, op: int, x: Node) -> Node:
        """ONOT, ONEG, OPLUS, OBITNOT."""
        n = UnaryExpr(pos, op, x)
        n.typ = x.typ
        return n

    def build_recv(self, pos: int, op: int, x: Node) -> Node:
        n = UnaryExpr(pos, op, x)
        n.typ = elem(x.type())
        return n

    def build_star(self, pos: int, x: Node) -> StarExpr:
        return self.deref(pos, x)

    # ------------------------------------------------------------------------------------------- selection

    def dot(self, pos: int, op: int, x: Node, sel: Sym, callee: bool) -> SelectorExpr:
        """``x.sel``, going through embedded fields where necessary.

        A method becomes ODOTMETH or ODOTINTER if it is the callee of a call, else a method value.
        """
        assert op == OXDOT
        p = DotPath(self.unit, sel, x.type())
        if p.found:
            for i in range(len(p.path) - 1, -1, -1):
                x = self._implicit_field(pos, x, p.path[i].sym)
        n = SelectorExpr(pos, ODOT, x, sel)
        self._finish_dot(n, callee)
        return n

    def _implicit_field(self, pos: int, x: Node, sel: Sym | None) -> Node:
        assert sel is not None
        n = SelectorExpr(pos, ODOT, x, sel)
        n.implicit = True
        self._finish_dot(n, False)
        return n

    def _finish_dot(self, n: SelectorExpr, callee: bool) -> None:
        t = n.x.type()
        if t.kind == TPTR and elem(t).kind != TINTER:
            t = elem(t)
            n.op = ODOTPTR
        self._lookdot(n, t)
        if (n.op == ODOTINTER or n.op == ODOTMETH) and not callee:
            n.op = OMETHVALUE
            n.typ = new_method_type(self.table, n.type(), None)

    def _lookdot(self, n: SelectorExpr, t: Type) -> None:
        """Find what ``n.sel`` is in ``t``, and adjust the operand of a method to its receiver."""
        f1 = lookdot1(n.sel, t.fields) if t.kind == TSTRUCT or t.kind == TINTER else None
        if f1 is not None:
            n.selection = f1
            n.typ = resolved(f1.typ)
            if t.kind == TINTER:
                if n.x.type().kind == TPTR:
                    n.x = self.implicit_deref(n.pos, n.x)
                n.op = ODOTINTER
            return
        xt = n.x.type()
        base = receiver_base_type(t)
        f2 = lookdot1(n.sel, self.unit.declared_methods(base)) if base is not None else None
        assert f2 is not None and f2.typ.recv is not None, f"no field or method {n.sel.name}"
        rcvr = resolved(f2.typ.recv.typ)
        if not identical(rcvr, xt):
            if rcvr.kind == TPTR and identical(elem(rcvr), xt):
                n.x = self.implicit_addr(n.pos, n.x)
            else:
                assert xt.kind == TPTR and identical(elem(xt), rcvr), "method mismatch"
                n.x = self.implicit_deref(n.pos, n.x)
        n.selection = f2
        n.typ = f2.typ
        n.op = ODOTMETH

    def xdot_field(self, pos: int, x: Node, sel: Sym) -> Node:
        return self.dot(pos, OXDOT, x, sel, False)

    def xdot_method(self, pos: int, x: Node, sel: Sym, callee: bool) -> SelectorExpr:
        return self.dot(pos, OXDOT, x, sel, callee)

    def dot_field(self, pos: int, x: Node, index: int) -> SelectorExpr:
        """Selection of the index'th field of a struct or pointer to struct."""
        op = ODOT
        t = x.type()
        if t.kind == TPTR:
            op = ODOTPTR
            t = elem(t)
        f = resolved(t).fields[index]
        assert f.sym is not None
        n = SelectorExpr(pos, op, x, f.sym)
        n.selection = f
        n.typ = resolved(f.typ)
        return n

    # ------------------------------------------------------------------------------------- index and slice

    def implicit_star(self, pos: int, x: Node) -> Node:
        """Dereference a pointer to an array."""
        t = x.type()
        if t.kind == TPTR and elem(t).kind == TARRAY:
            return self.implicit_deref(pos, x)
        return x

    def index_lit(self, n: Node | None) -> Node | None:
        if n is not None and n.type().kind == TIDEAL:
            return self.default_lit(n, self.basic("int"))
        return n

    def build_index(self, pos: int, x: Node, index: Node) -> IndexExpr:
        x = self.implicit_star(pos, self.default_lit(x, None))
        t = x.type()
        if t.kind == TMAP:
            assert t.key is not None and t.elem is not None
            n = IndexExpr(pos, OINDEXMAP, x, self.assign_conv(index, t.key, pos))
            n.typ = elem(t)
            return n
        i = self.index_lit(index)
        assert i is not None
        n = IndexExpr(pos, OINDEX, x, i)
        n.typ = self.basic("byte") if t.kind == TSTRING else elem(t)
        return n

    def build_slice(self, pos: int, x: Node, lo: Node | None, hi: Node | None, max: Node | None) -> SliceExpr:
        x = self.default_lit(x, None)
        op = OSLICE if max is None else OSLICE3
        t = x.type()
        if t.kind == TARRAY:
            x = self.implicit_addr(pos, x)
            t = x.type()
        st = t
        if t.kind == TSTRING:
            op = OSLICESTR
        elif t.kind == TPTR:
            st = self.table.new_slice(elem(elem(t)))
            op = OSLICEARR if max is None else OSLICE3ARR
        n = SliceExpr(pos, op, x, self.index_lit(lo), self.index_lit(hi), self.index_lit(max))
        n.typ = st
        return n

    # ---------------------------------------------------------------------------------------------- address

    def build_addr(self, pos: int, x: Node) -> AddrExpr:
        return self.addr(pos, x)

    # ------------------------------------------------------------------------------------ composite literals

    def build_lit(self, pos: int, t: Type, elems: list[Node], implicit: bool) -> CompLitExpr:
        """A composite literal from elements (KeyExpr, StructKeyExpr or values)."""
        k = t.kind
        n = CompLitExpr(pos, OSTRUCTLIT, elems)
        n.typ = t
        n.implicit = implicit
        if k == TARRAY or k == TSLICE:
            length = self._lit_elems(elem(t), elems, pos)
            if k == TARRAY:
                n.op = OARRAYLIT
            else:
                n.op = OSLICELIT
                n.len = length
        elif k == TMAP:
            assert t.key is not None
            n.op = OMAPLIT
            for e in elems:
                assert isinstance(e, KeyExpr)
                e.key = self.assign_conv(e.key, resolved(t.key), e.pos)
                e.value = self.assign_conv(e.value, elem(t), e.pos)
        else:
            assert k == TSTRUCT
            for e in elems:
                assert isinstance(e, StructKeyExpr)
                e.value = self.assign_conv(e.value, resolved(e.field.typ), e.pos)
        return n

    def _lit_elems(self, et: Type, elems: list[Node], pos: int) -> int:
        key = 0
        length = 0
        for i, e in enumerate(elems):
            if isinstance(e, KeyExpr):
                key = index_const(e.key)
                e.value = self.assign_conv(e.value, et, e.pos)
            else:
                if has_unique_pos(e):
                    pos = e.pos
                elems[i] = self.assign_conv(e, et, pos)
            key += 1
            if key > length:
                length = key
        return length

    def build_make(self, pos: int, t: Type, args: list[Node]) -> MakeExpr:
        k = t.kind
        cap: Node | None = None
        length: Node | None = None
        if args:
            length = self.default_lit(args[0], self.basic("int"))
        if k == TSLICE:
            if len(args) > 1:
                cap = self.default_lit(args[1], self.basic("int"))
            n = MakeExpr(pos, OMAKESLICE, length, cap)
        else:
            if length is None:
                length = self.new_int(pos, 0, "untyped int")  # untyped: not printed
                length.typ = self.basic("untyped int")
            assert k == TMAP or k == TCHAN
            n = MakeExpr(pos, OMAKEMAP if k == TMAP else OMAKECHAN, length, None)
        n.typ = t
        return n

    # ----------------------------------------------------------------------------------------- conversions

    def build_conv(self, pos: int, t: Type, x: Node, implicit: bool) -> Node:
        c = ConvExpr(pos, OCONV, x)
        c.typ = t
        c.implicit = implicit
        return self.convert(c)


def index_const(n: Node) -> int:
    assert isinstance(n, BasicLit)
    v = to_int(n.val)
    assert isinstance(v, int)
    return v
