"""Small questions about nodes, names and functions."""

from typing import Final

from goescape.ir.expr import (
    BasicLit,
    BinaryExpr,
    CompLitExpr,
    ConvExpr,
    IndexExpr,
    InlinedCallExpr,
    KeyExpr,
    ParenExpr,
    SelectorExpr,
    StarExpr,
    StructKeyExpr,
    UnaryExpr,
)
from goescape.ir.linkname import path_to_prefix as path_to_prefix
from goescape.ir.node import PFUNC, ClosureExpr, Func, Name, Node
from goescape.ir.ops import (
    OADD,
    OAND,
    OANDNOT,
    OARRAYLIT,
    OBITNOT,
    OCLOSURE,
    OCONV,
    OCONVNOP,
    ODEREF,
    ODIV,
    ODOT,
    ODOTMETH,
    ODOTPTR,
    OINDEX,
    OINDEXMAP,
    OLINKSYMOFFSET,
    OLITERAL,
    OLSH,
    OMETHEXPR,
    OMETHVALUE,
    OMOD,
    OMUL,
    ONAME,
    ONEG,
    ONIL,
    ONOT,
    OOR,
    OPAREN,
    OPLUS,
    ORSH,
    OSTRUCTLIT,
    OSUB,
    OTYPE,
    OXOR,
)
from goescape.ir.sizes import resolved
from goescape.ir.types import (
    TARRAY,
    TBOOL,
    TCOMPLEX64,
    TCOMPLEX128,
    TFLOAT32,
    TFLOAT64,
    TIDEAL,
    TINT8,
    TSTRING,
    TUINTPTR,
    Field,
    Sym,
    Type,
    identical,
)
from goescape.syntax.nodes import EQL
from goescape.types.constant import compare, sign
from goescape.types.values import ComplexVal

# ------------------------------------------------------------------------------------------------------ names


def func_name(fn: Func | None) -> str:
    """Name without package: ``F``, ``(*T).M``, ``F.func1``."""
    if fn is None:
        return "<nil>"
    return fn.nname.sym.name


def pkg_func_name(fn: Func | None) -> str:
    if fn is None:
        return "<nil>"
    s = fn.nname.sym
    if s.pkg is None:
        return "<nil>." + s.name
    return s.pkg.path + "." + s.name


def link_func_name(fn: Func | None) -> str:
    if fn is None:
        return "<nil>"
    s = fn.nname.sym
    return (path_to_prefix(s.pkg.path) if s.pkg is not None else "") + "." + s.name


def split_vargen_suffix(name: str) -> str:
    """The name of a local type without its ``·N``."""
    i = len(name)
    while i > 0 and "0" <= name[i - 1] <= "9":
        i -= 1
    if i >= 2 and name[i - 2 : i] == "\xc2\xb7":
        return name[: i - 2]
    return name


def is_blank(n: Node | None) -> bool:
    return isinstance(n, Name) and n.sym.name == "_"


def node_sym(n: Node) -> Sym | None:
    if isinstance(n, Name):
        return n.sym
    if isinstance(n, SelectorExpr):
        return n.sel
    if isinstance(n, StructKeyExpr):
        return n.field.sym
    if isinstance(n, Func):
        return n.nname.sym
    return None


def has_unique_pos(n: Node) -> bool:
    """Whether the node's position is its own (a name's is its declaration's)."""
    op = n.op
    if op == ONAME:
        return False
    if (op == OLITERAL or op == ONIL or op == OTYPE) and node_sym(n) is not None:
        return False
    return n.pos != 0


def contains_closure(f: Func | None, c: Func | None) -> bool:
    """Whether c is a literal somewhere inside f."""
    if f is c or c is None or c.oclosure is None:
        return False
    p = c.closure_parent
    while p is not None:
        if p is f:
            return True
        p = p.closure_parent
    return False


def method_expr_name(n: Node) -> Name | None:
    """The function that a method selector, method value or method expression refers to, if it is static."""
    assert isinstance(n, SelectorExpr)
    if n.selection is None:
        return None
    m = n.selection.nname
    if isinstance(m, Name):
        return m
    return None


def static_callee_name(n: Node) -> Name | None:
    op = n.op
    if op == ONAME:
        assert isinstance(n, Name)
        if n.cls == PFUNC:
            return n
        return None
    if op == OMETHEXPR:
        return method_expr_name(n)
    if op == OCLOSURE:
        assert isinstance(n, ClosureExpr)
        return n.func.nname
    return None


def recv_params(t: Type) -> list[Field]:
    """A signature's receiver, if any, and parameters."""
    if t.recv is not None:
        return [t.recv] + t.params
    return t.params


# -------------------------------------------------------------------------------------------------- constants


def is_int_value(v: object) -> bool:
    return isinstance(v, int) and not isinstance(v, bool)


def is_small_int_const(n: Node) -> bool:
    """Whether it is an integer literal that fits in 32 bits."""
    if not isinstance(n, BasicLit):
        return False
    v = n.val
    return isinstance(v, int) and not isinstance(v, bool) and -(1 << 31) <= v < (1 << 31)


def int_val(n: Node) -> int:
    assert isinstance(n, BasicLit)
    v = n.val
    assert isinstance(v, int)
    return v


def valid_type_for_const(t: Type, v: object) -> bool:
    """Whether a constant of that kind can have that type."""
    k = resolved(t).kind
    if isinstance(v, bool):
        return k == TBOOL
    if isinstance(v, str):
        return k == TSTRING
    if isinstance(v, int):
        return TINT8 <= k <= TUINTPTR or (k == TIDEAL and t.sym is not None and t.sym.name in _IDEAL_INTS)
    if k == TFLOAT32 or k == TFLOAT64:
        return not isinstance(v, ComplexVal)
    if k == TCOMPLEX64 or k == TCOMPLEX128:
        return isinstance(v, ComplexVal)
    return k == TIDEAL


_IDEAL_INTS: Final = ("untyped int", "untyped rune")


def is_zero_value(v: object) -> bool:
    """Whether a constant is its type's zero value."""
    if isinstance(v, str):
        return v == ""
    if isinstance(v, int):  # bool too
        return v == 0
    return sign(v) == 0


def is_nil(n: Node | None) -> bool:
    return n is not None and n.op == ONIL


def is_const_node(n: Node) -> bool:
    return n.op == OLITERAL


def is_zero(n: Node) -> bool:
    """Whether the expression is obviously its type's zero value."""
    op = n.op
    if op == ONIL:
        return True
    if isinstance(n, BasicLit):
        return is_zero_value(n.val)
    if op == OLITERAL:
        return isinstance(n, Name) and is_zero_value(n.val)
    if op == OARRAYLIT:
        assert isinstance(n, CompLitExpr)
        for e in n.list:
            if isinstance(e, KeyExpr):
                e = e.value
            if not is_zero(e):
                return False
        return True
    if op == OSTRUCTLIT:
        assert isinstance(n, CompLitExpr)
        for e in n.list:
            assert isinstance(e, StructKeyExpr)
            if not is_zero(e.value):
                return False
        return True
    return False


# ------------------------------------------------------------------------------------------------ expressions


def outer_value(n: Node) -> Node:
    """The variable (or dereference) that n is a part of."""
    while True:
        op = n.op
        if op == ODOT:
            assert isinstance(n, SelectorExpr)
            n = n.x
        elif op == OPAREN:
            assert isinstance(n, ParenExpr)
            n = n.x
        elif op == OCONVNOP:
            assert isinstance(n, ConvExpr)
            n = n.x
        elif op == OINDEX:
            assert isinstance(n, IndexExpr)
            if resolved(n.x.type()).kind != TARRAY:
                return n
            n = n.x
        else:
            return n


def outer_name(n: Node | None) -> Name | None:
    """The (canonical) variable that n is a part of."""
    if n is None:
        return None
    o = outer_value(n)
    if isinstance(o, Name):
        return o.canonical()
    return None


def is_addressable(n: Node) -> bool:
    while True:
        op = n.op
        if op == OINDEX:
            assert isinstance(n, IndexExpr)
            k = resolved(n.x.type()).kind
            if k == TARRAY:
                n = n.x
                continue
            return k != TSTRING
        if op == ODOT:
            assert isinstance(n, SelectorExpr)
            n = n.x
            continue
        if op == ONAME:
            assert isinstance(n, Name)
            return n.cls != PFUNC
        return op == ODEREF or op == ODOTPTR or op == OLINKSYMOFFSET


def uses(n: Node, v: Name) -> bool:
    return n is v


def single_result(n: InlinedCallExpr) -> Node:
    """The value of an inlined call with one result."""
    assert len(n.return_vars) == 1
    r = n.return_vars[0]
    if n.reshape or (not n.type().has_shape and r.type().has_shape):
        c = ConvExpr(n.pos, OCONVNOP, r)
        c.typ = n.typ
        return c
    return r


def same_safe_expr(a: Node, b: Node) -> bool:
    """Whether both are the same expression, without side effects and safe to evaluate once."""
    while True:
        while a.op == OCONVNOP:
            assert isinstance(a, ConvExpr)
            a = a.x
        while b.op == OCONVNOP:
            assert isinstance(b, ConvExpr)
            b = b.x
        op = a.op
        if op != b.op or not identical(a.typ, b.typ):
            return False
        if op == ONAME:
            return a is b
        if op == ODOT or op == ODOTPTR:
            assert isinstance(a, SelectorExpr) and isinstance(b, SelectorExpr)
            if a.sel is not b.sel:
                return False
            a = a.x
            b = b.x
            continue
        if op == ODEREF:
            assert isinstance(a, StarExpr) and isinstance(b, StarExpr)
            a = a.x
            b = b.x
            continue
        if op == ONOT or op == OBITNOT or op == OPLUS or op == ONEG:
            assert isinstance(a, UnaryExpr) and isinstance(b, UnaryExpr)
            a = a.x
            b = b.x
            continue
        if op == OCONV:
            assert isinstance(a, ConvExpr) and isinstance(b, ConvExpr)
            k = resolved(a.type()).kind
            if not (TINT8 <= k <= TUINTPTR or TCOMPLEX64 <= k <= TBOOL):
                return False
            a = a.x
            b = b.x
            continue
        if op == OINDEX or op == OINDEXMAP:
            assert isinstance(a, IndexExpr) and isinstance(b, IndexExpr)
            if not same_safe_expr(a.index, b.index):
                return False
            a = a.x
            b = b.x
            continue
        if is_arith(op):
            assert isinstance(a, BinaryExpr) and isinstance(b, BinaryExpr)
            if not same_safe_expr(a.y, b.y):
                return False
            a = a.x
            b = b.x
            continue
        if op == OLITERAL:
            return same_value(literal_value(a), literal_value(b))
        return op == ONIL


def literal_value(n: Node) -> object:
    if isinstance(n, BasicLit):
        return n.val
    assert isinstance(n, Name)
    return n.val


def same_value(a: object, b: object) -> bool:
    if isinstance(a, (int, str)) or isinstance(b, (int, str)):
        return a == b
    return compare(a, EQL, b)


def is_arith(op: int) -> bool:
    return (
        op == OADD
        or op == OSUB
        or op == OOR
        or op == OXOR
        or op == OMUL
        or op == OLSH
        or op == ORSH
        or op == OAND
        or op == OANDNOT
        or op == ODIV
        or op == OMOD
    )


def is_method_selector(op: int) -> bool:
    return op == ODOTMETH or op == OMETHEXPR or op == OMETHVALUE


def is_reflect_header_data(n: Node) -> bool:
    """Whether it is ``p.Data`` of a reflect.SliceHeader or reflect.StringHeader."""
    if not isinstance(n, SelectorExpr) or (n.op != ODOT and n.op != ODOTPTR):
        return False
    if n.sel.name != "Data" or n.type().kind != TUINTPTR:
        return False
    t = n.x.type()
    if n.op == ODOTPTR:
        if t.elem is None:
            return False
        t = t.elem
    s = t.sym
    if s is None or s.pkg is None or s.pkg.path != "reflect":
        return False
    return s.name == "SliceHeader" or s.name == "StringHeader"
