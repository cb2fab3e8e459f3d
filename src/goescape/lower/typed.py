"""Questions about the typed syntax tree: what the checker wrote onto it."""

from goescape.syntax import nodes as syn
from goescape.types.constant import sign
from goescape.types.identity import identical, type_set
from goescape.types.named import unalias, under
from goescape.types.operand import BUILTIN_MODE, TYPEXPR
from goescape.types.predicates import common_under
from goescape.types.types import (
    BOOL,
    INT,
    INT32,
    IS_STRING,
    IS_UNTYPED,
    STRING,
    UINT,
    UNTYPED_BOOL,
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    UNTYPED_INT,
    UNTYPED_RUNE,
    UNTYPED_STRING,
    Array,
    Basic,
    Builtin,
    Chan,
    Interface,
    Map,
    Nil,
    Object,
    PkgName,
    Pointer,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
)
from goescape.types.universe import TYP, UNIVERSE_RUNE


def maybe_type(e: syn.Expr) -> Type | None:
    t = e.typ
    if isinstance(e, syn.Name) and e.inst is not None:
        t = e.inst
    return t if isinstance(t, Type) else None


def type_of(e: syn.Expr) -> Type:
    t = maybe_type(e)
    assert t is not None, "expression without type"
    return t


def is_type_expr(e: syn.Expr) -> bool:
    return e.mode == TYPEXPR


def is_value(e: syn.Expr) -> bool:
    return e.mode > TYPEXPR


def is_tuple(t: Type) -> bool:
    return isinstance(t, Tuple)


def is_untyped_type(t: Type) -> bool:
    return isinstance(t, Basic) and t.info & IS_UNTYPED != 0


def is_type_param(t: Type) -> bool:
    return isinstance(unalias(t), TypeParam)


def is_interface_type(t: Type) -> bool:
    """An interface that is no type parameter."""
    return not is_type_param(t) and isinstance(under(t), Interface)


def is_pkg_qualified(e: syn.SelectorExpr) -> bool:
    return isinstance(e.x, syn.Name) and isinstance(e.x.obj, PkgName)


def denoted_name(e: syn.Expr) -> syn.Name | None:
    """The name that refers to an object if that is all that ``e`` is, qualified or instantiated perhaps."""
    if isinstance(e, syn.IndexExpr):
        if not isinstance(e.index, syn.ListExpr) and is_value(e.index):
            return None
        e = e.x
    if isinstance(e, syn.SelectorExpr):
        if not is_pkg_qualified(e):
            return None
        return e.sel
    return e if isinstance(e, syn.Name) else None


def denoted_object(e: syn.Expr) -> Object | None:
    name = denoted_name(e)
    if name is None:
        return None
    obj = name.obj
    return obj if isinstance(obj, Object) else None


def is_nil_expr(e: syn.Expr) -> bool:
    e = syn.unparen(e)
    return isinstance(e, syn.Name) and isinstance(e.obj, Nil)


def is_builtin(e: syn.Expr, name: str) -> bool:
    e = syn.unparen(e)
    return isinstance(e, syn.Name) and e.value == name and isinstance(e.obj, Builtin) and e.mode == BUILTIN_MODE


def is_global(obj: Object) -> bool:
    return obj.pkg is not None and obj.parent is obj.pkg.scope


def deref_type(t: Type) -> Type:
    u = under(t)
    return u.elem if isinstance(u, Pointer) else t


def is_ptr_to(p: Type, t: Type) -> bool:
    p = unalias(p)
    return isinstance(p, Pointer) and identical(p.elem, t)


def field_type(t: Type, index: int) -> Type:
    """Type of a field of a struct or pointer to struct."""
    s = under(deref_type(t))
    assert isinstance(s, Struct)
    return s.fields[index].type()


def map_type(t: Type) -> Map | None:
    u = common_under(t)
    return u if isinstance(u, Map) else None


def chan_type(t: Type) -> Chan:
    u = common_under(t)
    assert isinstance(u, Chan)
    return u


def slice_elem(t: Type) -> Type:
    u = common_under(t)
    assert isinstance(u, Slice)
    return u.elem


def ideal_type(t: Type, val: object) -> Type:
    """A type for a constant that the checker left untyped."""
    t = unalias(t)
    if not isinstance(t, Basic) or t.info & IS_UNTYPED == 0:
        return t
    k = t.bkind
    if k == UNTYPED_INT or k == UNTYPED_FLOAT or k == UNTYPED_COMPLEX:
        negative = val is not None and sign(val) < 0
        return TYP[INT if negative else UINT]
    if k == UNTYPED_BOOL:
        return TYP[BOOL]
    if k == UNTYPED_STRING:
        return TYP[STRING]
    if k == UNTYPED_RUNE:
        return TYP[INT32]
    return t


def has_methods_of(x: Type, y: Type) -> bool:
    """Whether interface ``x`` has all methods of interface ``y``."""
    ux = under(x)
    uy = under(y)
    assert isinstance(ux, Interface) and isinstance(uy, Interface)
    have = type_set(ux).methods
    for m in type_set(uy).methods:
        found = False
        for f in have:
            if f.name == m.name and (m.exported() or f.pkg is m.pkg):
                found = True
                break
        if not found:
            return False
    return True


def operand_type(x: Type, y: Type) -> Type:
    """The type that both operands of a correct binary operation are converted to."""
    if x is y or identical(x, y):
        return y
    if is_interface_type(x):
        if is_interface_type(y) and has_methods_of(x, y):
            return y
        return x
    if not is_interface_type(y):
        cx = under(x)
        cy = under(y)
        if isinstance(cx, Chan) and isinstance(cy, Chan) and cx.dir != cy.dir and cx.dir != syn.BOTH_DIR:
            return x
    return y


def assignable_case(case: Type, tag: Type) -> bool:
    """Whether a case's value can be converted to the type of the switch's tag; both are comparable."""
    if identical(case, tag):
        return True
    if is_interface_type(tag):
        return not is_interface_type(case) or has_methods_of(case, tag)
    return not is_interface_type(case) and not (is_type_param(case) or is_type_param(tag))


def type_expr_end_pos(e: syn.Expr) -> int:
    """Where gc says that a type expression in a type switch's case ends."""
    while True:
        nxt: syn.Expr | None = None
        if isinstance(e, syn.SelectorExpr):
            return e.x.pos
        if isinstance(e, syn.ParenExpr) or isinstance(e, syn.Operation):
            nxt = e.x
        elif isinstance(e, (syn.ArrayType, syn.ChanType, syn.DotsType, syn.SliceType)):
            nxt = e.elem
        elif isinstance(e, syn.MapType):
            nxt = e.value
        elif isinstance(e, syn.InterfaceType):
            nxt = e.methods[-1].typ if e.methods else None
        elif isinstance(e, syn.FuncType):
            if e.results:
                nxt = e.results[-1].typ
            elif e.params:
                nxt = e.params[-1].typ
        elif isinstance(e, syn.IndexExpr):
            nxt = syn.unpack_list(e.index)[-1]
        if nxt is None:
            return e.pos
        e = nxt


def range_type(x: Type, index: int) -> Type:
    """Type of the key (index 0) or element (1) of a range loop over ``x``."""
    u = common_under(x)
    if isinstance(u, Pointer):
        u = under(u.elem)
    if isinstance(u, Basic):
        if u.info & IS_STRING:
            return UNIVERSE_RUNE if index else TYP[INT]
        return x
    if isinstance(u, Map):
        return u.elem if index else u.key
    if isinstance(u, Chan):
        return u.elem
    assert isinstance(u, Array) or isinstance(u, Slice)
    return u.elem if index else TYP[INT]
