"""Expressions: from the typed syntax tree to nodes, operands in the order in which gc's noder writes them.

The order counts: it decides the order of closure variables and temporaries, and of the types whose method
wrappers are asked for (``unit.typ`` notes them).
"""

from typing import Final

from goescape.ir.expr import (
    BasicLit,
    CallExpr,
    CompLitExpr,
    ConvExpr,
    DynamicType,
    DynamicTypeAssertExpr,
    SelectorExpr,
    TypeAssertExpr,
    TypeExpr,
)
from goescape.ir.node import NAME_HIDDEN_USE, Node
from goescape.ir.ops import (
    OADD,
    OAND,
    OANDAND,
    OANDNOT,
    OARRAYLIT,
    OBITNOT,
    OCONVIFACE,
    OCONVNOP,
    ODIV,
    ODOTTYPE,
    ODYNAMICDOTTYPE,
    OEQ,
    OGE,
    OGT,
    OLE,
    OLITERAL,
    OLSH,
    OLT,
    OMETHEXPR,
    OMOD,
    OMUL,
    ONE,
    ONEG,
    ONOT,
    OOR,
    OOROR,
    OPLUS,
    ORECV,
    ORSH,
    OSTRUCTLIT,
    OSUB,
    OXOR,
)
from goescape.ir.types import TARRAY, TBOOL, TINTER, TSTRING, Type
from goescape.lower.build_call import CurryBody, MethodExprBody
from goescape.lower.build_stmt import StmtBuilder
from goescape.lower.constval import convert_value, fix_value
from goescape.lower.identity import (
    has_nil,
    has_shape,
    identical_strict,
    is_complex,
    is_float,
)
from goescape.lower.rangefunc import RUNTIME_HELPERS
from goescape.lower.typed import (
    denoted_name,
    field_type,
    ideal_type,
    is_global,
    is_ptr_to,
    is_tuple,
    is_type_param,
    is_untyped_type,
    is_value,
    map_type,
    maybe_type,
    operand_type,
    type_of,
)
from goescape.lower.words import ITAB, RTYPE, plain_type
from goescape.syntax import nodes as syn
from goescape.types.identity import identical as identical_types
from goescape.types.named import under
from goescape.types.operand import BUILTIN_MODE
from goescape.types.predicates import default_type
from goescape.types.types import FIELD_VAL, METHOD_EXPR, METHOD_VAL, Interface, Nil, Object, Selection, Var
from goescape.types.types import Func as FuncObject
from goescape.types.types import Type as Type2
from goescape.types.typeset import is_empty_interface

# By syntax.nodes' operators, NO_OP to SHR.
NONE: Final = -1
BINARY_OPS: Final = [
    NONE, NONE, NONE, NONE, NONE, OOROR, OANDAND, OEQ, ONE, OLT, OLE, OGT, OGE, OADD, OSUB, OOR, OXOR, OMUL, ODIV,
    OMOD, OAND, OANDNOT, OLSH, ORSH,
]  # fmt: skip


class ExprLowerer(StmtBuilder):
    __slots__ = ()

    # ---------------------------------------------------------------------------------------- declared above

    def lower_call(self, e: syn.CallExpr) -> Node:
        raise NotImplementedError

    def comp_lit(self, e: syn.CompositeLit) -> Node:
        raise NotImplementedError

    def func_lit(self, e: syn.FuncLit) -> Node:
        raise NotImplementedError

    # --------------------------------------------------------------------------------------------- dispatch

    def expr(self, e: syn.Expr) -> Node:
        e = syn.unparen(e)
        t = maybe_type(e)
        name = denoted_name(e)
        obj: Object | None = None
        if name is not None and isinstance(name.obj, Object):
            obj = name.obj
        if isinstance(obj, FuncObject) and obj.pkg is RUNTIME_HELPERS:
            return self.unit.runtime_builtin(obj.name)
        reshape: Type | None = None
        if t is not None:
            if e.val is not None:
                return self._const(e, t)
            if isinstance(obj, Nil):
                return self.zero(self.pos(e.pos), self.typ(t))
            if e.mode != BUILTIN_MODE and not is_tuple(t) and not is_untyped_type(t):
                reshape = self.typ(t)
        if obj is not None and name is not None:
            n = self._object(e, name, obj)
        else:
            n = self._operation(e)
        return n if reshape is None else self._reshape(n, reshape)

    def opt_expr(self, e: syn.Expr | None) -> Node | None:
        return None if e is None else self.expr(e)

    def exprs(self, es: list[syn.Expr]) -> list[Node]:
        out: list[Node] = []
        for e in es:
            out.append(self.expr(e))
        return out

    def _reshape(self, n: Node, t: Type) -> Node:
        """The same value with another type of the same shape."""
        nt = n.type()
        if nt is t or identical_strict(nt, t):
            return n
        if nt is self.basic("untyped bool") and t.kind == TBOOL:
            return n
        n.typ = t
        if isinstance(n, CallExpr):
            n.reshape = True
        return n

    def _object(self, e: syn.Expr, name: syn.Name, obj: Object) -> Node:
        if name.targs:
            assert isinstance(obj, FuncObject)
            pos = self.pos(e.pos)
            wrapper, base, dict_ptr = self.unit.func_inst(self.d, obj, targs_of(name), self, pos)
            if wrapper is not None:
                return wrapper
            assert dict_ptr is not None
            return self.curry(pos, False, base, dict_ptr, None)
        if isinstance(obj, FuncObject):
            return self.unit.func_name(obj)
        assert isinstance(obj, Var)
        if is_global(obj):
            return self.unit.global_name(obj)
        return self.use_local(self.pos(e.pos), obj)

    def _operation(self, e: syn.Expr) -> Node:
        if isinstance(e, syn.CallExpr):
            return self.lower_call(e)
        if isinstance(e, syn.SelectorExpr):
            return self._selector(e)
        if isinstance(e, syn.Operation):
            if e.y is None:
                return self._unary(e)
            return self._binary(e)
        if isinstance(e, syn.IndexExpr):
            return self._index(e)
        if isinstance(e, syn.CompositeLit):
            return self.comp_lit(e)
        if isinstance(e, syn.FuncLit):
            return self.func_lit(e)
        if isinstance(e, syn.SliceExpr):
            x = self.expr(e.x)
            pos = self.pos(e.pos)
            lo = self.opt_expr(e.lo)
            hi = self.opt_expr(e.hi)
            return self.build_slice(pos, x, lo, hi, self.opt_expr(e.max))
        assert isinstance(e, syn.AssertExpr), "unexpected expression"
        return self._assert(e)

    # ------------------------------------------------------------------------------------------ constants

    def _const(self, e: syn.Expr, t: Type2) -> Node:
        it = self.typ(ideal_type(t, e.val))
        n = BasicLit(self.pos(e.pos), fix_value(e.val, it))
        n.typ = it
        return n

    def zero(self, pos: int, t: Type) -> Node:
        """ir.NewZero."""
        if has_nil(t):
            return self.nil(pos, t)
        if t.kind == TARRAY or t.is_struct():
            lit = CompLitExpr(pos, OARRAYLIT if t.kind == TARRAY else OSTRUCTLIT, [])
            lit.typ = t
            return lit
        val: object = 0
        if t.kind == TBOOL:
            val = False
        elif t.kind == TSTRING:
            val = ""
        elif is_float(t) or is_complex(t):
            val = fix_value(0, t)
        n = BasicLit(pos, val)
        n.typ = t
        return n

    # ------------------------------------------------------------------------------------------ operations

    def _unary(self, e: syn.Operation) -> Node:
        op = e.op
        pos = self.pos(e.pos)
        x = self.expr(e.x)
        if op == syn.AND:
            return self.addr(pos, x)
        if op == syn.MUL:
            return self.deref(pos, x)
        if op == syn.RECV:
            return self.build_recv(pos, ORECV, self.default_lit(x, None))
        if op == syn.NOT:
            return self.build_unary(pos, ONOT, x)
        if op == syn.SUB:
            return self.build_unary(pos, ONEG, x)
        if op == syn.ADD:
            return self.build_unary(pos, OPLUS, x)
        assert op == syn.XOR
        return self.build_unary(pos, OBITNOT, x)

    def _operand_type(self, e: syn.Operation) -> Type2 | None:
        if e.op == syn.SHL or e.op == syn.SHR:
            return None
        assert e.y is not None
        return operand_type(type_of(e.x), type_of(e.y))

    def _binary(self, e: syn.Operation) -> Node:
        """The operation and those that are its leftmost operand, in a loop."""
        chain: list[syn.Operation] = [e]
        types: list[Type2 | None] = [self._operand_type(e)]
        convs: list[Type | None] = []  # what chain[i].x is converted to
        shapes: list[Type | None] = []  # the IR type of chain[i+1]
        while True:
            t = types[-1]
            left = syn.unparen(e.x)
            if not isinstance(left, syn.Operation) or left.y is None or left.val is not None:
                break
            lt = type_of(left)
            src = type_of(e.x)
            if t is not None and not identical_types(src, t):
                convs.append(self.typ(t))
                self.conv_rtti(src, t)
            else:
                convs.append(None)
            shapes.append(None if is_untyped_type(lt) else self.typ(lt))
            e = left
            chain.append(e)
            types.append(self._operand_type(e))
        i = len(chain) - 1
        n = self.implicit_conv(types[i], e.x)
        while True:
            e = chain[i]
            n = self._binary_op(e, n, types[i])
            if i == 0:
                return n
            i -= 1
            shape = shapes[i]
            if shape is not None:
                n = self._reshape(n, shape)
            conv = convs[i]
            if conv is not None:
                t = types[i]
                assert t is not None
                n = self._converted(n, conv, self.pos(chain[i].x.pos), True, is_type_param(t), False)

    def _binary_op(self, e: syn.Operation, x: Node, common: Type2 | None) -> Node:
        assert e.y is not None
        op = BINARY_OPS[e.op]
        pos = self.pos(e.pos)
        y = self.implicit_conv(common, e.y)
        if op == OANDAND or op == OOROR:
            return self.build_logical(pos, op, x, y)
        return self.build_binary(pos, op, x, y)

    def _index(self, e: syn.IndexExpr) -> Node:
        x = e.x
        if isinstance(x, syn.SelectorExpr):
            sel = x.selection
            if isinstance(sel, Selection):
                if sel.skind == METHOD_VAL:
                    return self._method_value(x, sel)
                if sel.skind == METHOD_EXPR:
                    return self._method_expr(x, sel)
        assert is_value(e.index)
        m = map_type(type_of(x))
        xn = self.expr(x)
        pos = self.pos(e.pos)
        index = self.implicit_conv(m.key if m is not None else None, e.index)
        n = self.build_index(pos, xn, index)
        if m is not None:
            self.note_rtype(type_of(x))
        return n

    # ------------------------------------------------------------------------------------------ conversions

    def note_rtype(self, t: Type2) -> None:
        t = default_type(t)
        self.unit.typ(t, self.d)
        self.need_rtype(t)
        if self.site is not None and self.unit.derived(t):
            self.use_dict()

    def conv_rtti(self, src: Type2, dst: Type2) -> None:
        src = default_type(src)
        dst = default_type(dst)
        typ = self.unit.typ(src, self.d)
        iface = self.unit.typ(dst, self.d)
        self.need_itab(src, dst)
        itabs = self.unit.itabs
        if itabs is not None and not (self.unit.derived(src) or self.unit.derived(dst)):
            itabs.need_itab(typ, iface)
        if self.site is not None and (self.unit.derived(src) or self.unit.derived(dst)):
            self._use_conv_words(src, dst)

    def use_dict(self) -> None:
        if self.dict_param is not None:
            self.dict_param.nflags |= NAME_HIDDEN_USE

    def _use_conv_words(self, src: Type2, dst: Type2) -> None:
        """A conversion to an interface takes words from the dictionary where types depend on it."""
        t = self.typ(dst)
        if t.kind != TINTER:
            return
        if self.typ(src).kind == TINTER:
            if t.fields and self.unit.derived(dst):
                self.use_dict()
        elif t.fields or self.unit.derived(src):
            self.use_dict()

    def implicit_conv(self, dst: Type2 | None, e: syn.Expr) -> Node:
        return self.convert_expr(dst, e, True)

    def convert_expr(self, dst: Type2 | None, e: syn.Expr, implicit: bool) -> Node:
        """``e`` converted to ``dst``; nothing to do if that is implicit and the types are the same."""
        if dst is None:
            return self.expr(e)
        src = type_of(e)
        same = src is dst or identical_types(src, dst)
        if implicit and same:
            return self.expr(e)
        t = self.typ(dst)
        self.conv_rtti(src, dst)
        x = self.expr(e)
        return self._converted(x, t, self.pos(e.pos), implicit, is_type_param(dst), same)

    def _converted(self, x: Node, t: Type, pos: int, implicit: bool, type_param: bool, same: bool) -> Node:
        if type_param and isinstance(x, BasicLit) and x.op == OLITERAL:
            v = convert_value(x.val, t)
            if v is not None:
                lit = BasicLit(x.pos, v)
                lit.typ = t
                c = self.conv_nop(pos, t, lit)  # not a constant any more
                c.implicit = True
                return c
        n = self.build_conv(pos, t, self.default_lit(x, t), implicit)
        if not same and isinstance(n, ConvExpr) and n.op == OCONVNOP and t.kind == TINTER and t.fields:
            if has_shape(t) or has_shape(n.x.type()):
                n.op = OCONVIFACE
        return n

    # ----------------------------------------------------------------------------------------------- types

    def type_operand(self, iface: Type2 | None, e: syn.Expr) -> Node:
        """A type as operand: OTYPE, or ODYNAMICTYPE if it takes a dictionary to know it at run time."""
        pos = self.pos(e.pos)
        t2 = type_of(e)
        t = self.typ(t2)
        derived = self.unit.derived(t2)
        if iface is not None and not _empty(iface):
            self.conv_rtti(t2, iface)
            needs_itab = t.kind != TINTER
            if not derived and not (needs_itab and self.unit.derived(iface)):
                return TypeExpr(0, t)
            if needs_itab:
                return DynamicType(pos, t, None, self.rtti_word(pos, (ITAB, plain_type(t2), plain_type(iface))))
        else:
            self.need_rtype(t2)
            if not derived:
                return TypeExpr(0, t)
        return DynamicType(pos, t, self.rtti_word(pos, (RTYPE, plain_type(t2))), None)

    def _assert(self, e: syn.AssertExpr) -> Node:
        iface = type_of(e.x)
        x = self.expr(e.x)
        pos = self.pos(e.pos)
        to = self.type_operand(iface, e.type_expr)
        if isinstance(to, DynamicType):
            src = self.rtype(pos, iface)
            self.note_rtype(iface)
            d = DynamicTypeAssertExpr(pos, ODYNAMICDOTTYPE, x, src, to.rtype, to.itab)
            d.typ = to.typ
            return d
        self.note_rtype(iface)
        n = TypeAssertExpr(pos, ODOTTYPE, self.default_lit(x, None))
        n.typ = to.typ
        return n

    # ------------------------------------------------------------------------------------------- selectors

    def _selector(self, e: syn.SelectorExpr) -> Node:
        sel = e.selection
        assert isinstance(sel, Selection)
        if sel.skind == FIELD_VAL:
            x = self.expr(e.x)
            return self.xdot_field(self.pos(e.pos), x, self.unit.selector_sym(sel.obj))
        if sel.skind == METHOD_VAL:
            return self._method_value(e, sel)
        return self._method_expr(e, sel)

    def recv_expr(self, e: syn.SelectorExpr, sel: Selection) -> tuple[Node, Type2]:
        """The receiver operand of a method selection as the method wants it, and its type."""
        x = self.expr(e.x)
        pos = self.pos(e.pos)
        t = type_of(e.x)
        implicits = sel.index[:-1]
        for ix in implicits:
            t = field_type(t, ix)
        recv = method_recv(sel)
        if is_ptr_to(t, recv):
            return self.adjust_recv(pos, x, implicits, True, False), recv
        if is_ptr_to(recv, t):
            return self.adjust_recv(pos, x, implicits, False, True), recv
        return self.adjust_recv(pos, x, implicits, False, False), t

    def method(self, e: syn.SelectorExpr, recv: Type2, sel: Selection) -> tuple[Node | None, Node, Node | None]:
        assert isinstance(sel.obj, FuncObject)
        return self.unit.method_expr(self.d, recv, sel.obj, targs_of(e.sel), self, self.pos(e.pos))

    def _method_value(self, e: syn.SelectorExpr, sel: Selection) -> Node:
        recv, t = self.recv_expr(e, sel)
        pos = self.pos(e.pos)
        wrapper, base, dict_ptr = self.method(e, t, sel)
        if isinstance(wrapper, SelectorExpr) and wrapper.op == OMETHEXPR:
            if has_shape(recv.type()):
                recv = self.conv_nop(recv.pos, wrapper.type().params[0].typ, recv)
            n = self.xdot_method(pos, recv, wrapper.sel, False)
            assert n.selection is not None
            self.unit.note_method_value(n.x.type(), n.selection, self.imported_body())
            return n
        return self.curry(pos, True, base, recv, dict_ptr)

    def _method_expr(self, e: syn.SelectorExpr, sel: Selection) -> Node:
        t = type_of(e.x)
        irecv = self.typ(t)
        implicits = sel.index[:-1]
        for ix in implicits:
            t = field_type(t, ix)
        recv = method_recv(sel)
        deref = is_ptr_to(t, recv)
        addr = not deref and is_ptr_to(recv, t)
        if deref or addr:
            t = recv
        pos = self.pos(e.pos)
        wrapper, base, dict_ptr = self.method(e, t, sel)
        if wrapper is not None and not implicits and not deref and not addr:
            return wrapper
        if isinstance(wrapper, SelectorExpr) and wrapper.op == OMETHEXPR and not has_shape(irecv):
            return self.unit.new_method_expr(pos, irecv, wrapper.sel)
        return self._wrap_method_expr(pos, irecv, MethodExprBody(implicits, deref, addr), base, dict_ptr)

    def _wrap_method_expr(
        self, pos: int, recv: Type, body: MethodExprBody, method: Node, dict_ptr: Node | None
    ) -> Node:
        """A function literal that takes ``recv`` as first argument and calls the method."""
        captured = [method]
        params, results = self.synthetic_sig(method.type())
        params[0].typ = recv
        if dict_ptr is not None:
            captured.append(dict_ptr)
            del params[1]
        t = self.table.new_func(None, params, results, method.type().variadic)
        return self.synthetic_closure(pos, t, False, captured, body)

    def curry(self, pos: int, iface_check: bool, fun: Node, arg0: Node, arg1: Node | None) -> Node:
        """A function literal that calls ``fun`` with these arguments and then its own."""
        captured = [fun, arg0]
        if arg1 is not None:
            captured.append(arg1)
        params, results = self.synthetic_sig(fun.type())
        t = self.table.new_func(None, params[len(captured) - 1 :], results, fun.type().variadic)
        return self.synthetic_closure(pos, t, iface_check, captured, CurryBody())


def _empty(iface: Type2) -> bool:
    u = under(iface)
    assert isinstance(u, Interface)
    return is_empty_interface(u)


def method_recv(sel: Selection) -> Type2:
    assert isinstance(sel.obj, FuncObject)
    recv = sel.obj.signature().recv
    assert recv is not None
    return recv.type()


def targs_of(name: syn.Name) -> list[Type2]:
    out: list[Type2] = []
    if name.targs is not None:
        for t in name.targs:
            assert isinstance(t, Type2)
            out.append(t)
    return out
