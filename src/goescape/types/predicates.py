"""Simple questions to types. ``is_x`` does not look inside type parameters, ``all_x`` asks all types of their sets."""

from typing import final

from goescape.syntax.nodes import BOTH_DIR
from goescape.types.identity import comparable_type, has_specific, identical, type_set
from goescape.types.identity import identical_ignore_tags as identical_ignore_tags
from goescape.types.named import as_named as as_named
from goescape.types.named import is_generic as is_generic
from goescape.types.named import is_valid as is_valid
from goescape.types.named import safe_under, tparam_iface, unalias, under
from goescape.types.named import same_pkg as same_pkg
from goescape.types.types import (
    BOOL,
    COMPLEX128,
    FLOAT64,
    INT,
    INT32,
    IS_BOOLEAN,
    IS_COMPLEX,
    IS_CONST_TYPE,
    IS_FLOAT,
    IS_INTEGER,
    IS_NUMERIC,
    IS_ORDERED,
    IS_STRING,
    IS_UNSIGNED,
    IS_UNTYPED,
    STRING,
    UINT8,
    UINTPTR,
    UNSAFE_POINTER,
    UNTYPED_BOOL,
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    UNTYPED_INT,
    UNTYPED_RUNE,
    UNTYPED_STRING,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Term,
    Type,
    TypeParam,
)
from goescape.types.typestring import Qualifier, type_string
from goescape.types.universe import TYP, UNIVERSE_RUNE


def is_basic(t: Type, info: int) -> bool:
    """Whether the underlying type is a basic type with one of the properties ``info`` (IS_ constants)."""
    u = under(t)
    return isinstance(u, Basic) and u.info & info != 0


def is_boolean(t: Type) -> bool:
    return is_basic(t, IS_BOOLEAN)


def is_integer(t: Type) -> bool:
    return is_basic(t, IS_INTEGER)


def is_unsigned(t: Type) -> bool:
    return is_basic(t, IS_UNSIGNED)


def is_float(t: Type) -> bool:
    return is_basic(t, IS_FLOAT)


def is_complex(t: Type) -> bool:
    return is_basic(t, IS_COMPLEX)


def is_numeric(t: Type) -> bool:
    return is_basic(t, IS_NUMERIC)


def is_string(t: Type) -> bool:
    return is_basic(t, IS_STRING)


def is_integer_or_float(t: Type) -> bool:
    return is_basic(t, IS_INTEGER | IS_FLOAT)


def is_const_type(t: Type) -> bool:
    return is_basic(t, IS_CONST_TYPE)


def all_basic(t: Type, info: int) -> bool:
    u = unalias(t)
    if not isinstance(u, TypeParam):
        return is_basic(u, info)
    terms = specific_terms(u)
    if not terms:
        return False
    for term in terms:
        assert term.typ is not None
        if not is_basic(term.typ, info):
            return False
    return True


def all_boolean(t: Type) -> bool:
    return all_basic(t, IS_BOOLEAN)


def all_integer(t: Type) -> bool:
    return all_basic(t, IS_INTEGER)


def all_unsigned(t: Type) -> bool:
    return all_basic(t, IS_UNSIGNED)


def all_numeric(t: Type) -> bool:
    return all_basic(t, IS_NUMERIC)


def all_string(t: Type) -> bool:
    return all_basic(t, IS_STRING)


def all_ordered(t: Type) -> bool:
    return all_basic(t, IS_ORDERED)


def all_numeric_or_string(t: Type) -> bool:
    return all_basic(t, IS_NUMERIC | IS_STRING)


def has_name(t: Type) -> bool:
    """Whether the type has a name: predeclared and defined types, type parameters."""
    u = unalias(t)
    return isinstance(u, (Basic, Named, TypeParam))


def is_type_lit(t: Type) -> bool:
    """Whether it is no defined type or type parameter; basic types count as literals."""
    u = unalias(t)
    return not isinstance(u, (Named, TypeParam))


def is_typed(t: Type) -> bool:
    return not isinstance(t, Basic) or t.info & IS_UNTYPED == 0


def is_untyped(t: Type) -> bool:
    return isinstance(t, Basic) and t.info & IS_UNTYPED != 0


def is_untyped_numeric(t: Type) -> bool:
    return isinstance(t, Basic) and t.info & IS_UNTYPED != 0 and t.info & IS_NUMERIC != 0


def is_interface(t: Type) -> bool:
    """Also of type parameters, whose underlying type is their constraint."""
    return isinstance(under(t), Interface)


def is_type_param(t: Type) -> bool:
    return isinstance(unalias(t), TypeParam)


def is_non_type_param_interface(t: Type) -> bool:
    return not is_type_param(t) and is_interface(t)


def has_empty_type_set(t: Type) -> bool:
    """Whether it is a type parameter that no type satisfies, as far as is known yet."""
    u = unalias(t)
    if isinstance(u, TypeParam) and u.bound is not None:
        iface = safe_under(u.bound)
        return isinstance(iface, Interface) and iface.tset is not None and len(iface.tset.terms) == 0
    return False


def comparable(t: Type) -> bool:
    """Whether values of the type can be compared (which may panic for interfaces)."""
    return comparable_type(t, True, None)


def incomparable_cause(t: Type, dynamic: bool, qf: Qualifier | None) -> str:
    """Why a type for which comparable_type is false is not comparable; may be ""."""
    u = under(t)
    if isinstance(u, Struct):
        for f in u.fields:
            if f.typ is not None and not comparable_type(f.typ, dynamic, {t}):
                return f"struct containing {type_string(f.typ, qf)} cannot be compared"
    elif isinstance(u, Array):
        return f"{type_string(t, qf)} cannot be compared"
    elif isinstance(u, Interface):
        return "incomparable types in type set" if type_set(u).terms else "empty type set"
    return ""


def has_nil(t: Type) -> bool:
    """Whether nil is a value of the type."""
    u = under(t)
    if isinstance(u, Basic):
        return u.bkind == UNSAFE_POINTER
    if isinstance(u, (Slice, Pointer, Signature, Map, Chan)):
        return True
    if isinstance(u, Interface):
        if not is_type_param(t):
            return True
        for item in typeset(t):
            if item.under is None or not has_nil(item.under):
                return False
        return True
    return False


def default_type(t: Type) -> Type:
    """The type that an untyped value gets where nothing else says; any other type itself."""
    if isinstance(t, Basic) and t.info & IS_UNTYPED != 0:
        k = t.bkind
        if k == UNTYPED_BOOL:
            return TYP[BOOL]
        if k == UNTYPED_INT:
            return TYP[INT]
        if k == UNTYPED_RUNE:
            return UNIVERSE_RUNE
        if k == UNTYPED_FLOAT:
            return TYP[FLOAT64]
        if k == UNTYPED_COMPLEX:
            return TYP[COMPLEX128]
        if k == UNTYPED_STRING:
            return TYP[STRING]
    return t


def max_type(x: Type, y: Type) -> Type | None:
    """Of two untyped numeric types the one that the other converts to; None for others that differ."""
    if x is y:
        return x
    if is_untyped_numeric(x) and is_untyped_numeric(y):
        assert isinstance(x, Basic) and isinstance(y, Basic)
        return x if x.bkind > y.bkind else y
    return None


def is_uintptr(t: Type) -> bool:
    u = under(t)
    return isinstance(u, Basic) and u.bkind == UINTPTR


def is_unsafe_pointer(t: Type) -> bool:
    u = under(t)
    return isinstance(u, Basic) and u.bkind == UNSAFE_POINTER


def is_pointer(t: Type) -> bool:
    return isinstance(under(t), Pointer)


def is_bytes_or_runes(t: Type) -> bool:
    u = under(t)
    if isinstance(u, Slice):
        e = under(u.elem)
        return isinstance(e, Basic) and (e.bkind == UINT8 or e.bkind == INT32)
    return False


# --------------------------------------------------------------------------- the types a type stands for


def specific_terms(t: TypeParam) -> list[Term]:
    """The terms of the constraint; none if it does not limit the types (or allows no types at all)."""
    terms = type_set(tparam_iface(t)).terms
    return terms if has_specific(terms) else []


@final
class TypeAndUnder:
    """A type of a type set with its underlying type, both None if the set is not limited to some types."""

    __slots__ = ("typ", "under")

    def __init__(self, typ: Type | None, under: Type | None) -> None:
        self.typ = typ
        self.under = under


def typeset(t: Type) -> list[TypeAndUnder]:
    """The types of a type parameter's type set, or the type itself. Never empty."""
    u = unalias(t)
    if not isinstance(u, TypeParam):
        return [TypeAndUnder(t, under(u))]
    terms = specific_terms(u)
    if not terms:
        return [TypeAndUnder(None, None)]
    items: list[TypeAndUnder] = []
    for term in terms:
        assert term.typ is not None
        items.append(TypeAndUnder(term.typ, under(term.typ)))
    return items


def common_under(t: Type) -> Type | None:
    """The underlying type that all types of ``t``'s type set have in common, if there is one.

    Channel types have one in common if their element types are identical and their directions do not conflict:
    the most restricted of them.
    """
    u = unalias(t)
    if not isinstance(u, TypeParam):
        return under(u)
    return common_under_of(typeset(u), None).under


@final
class CommonUnder:
    """``under`` is None if there is no common underlying type; ``cause`` says why then."""

    __slots__ = ("under", "cause")

    def __init__(self, under: Type | None, cause: str) -> None:
        self.under = under
        self.cause = cause


def common_under_cause(t: Type, qf: Qualifier | None) -> CommonUnder:
    """Like common_under, with the reason if there is none."""
    u = unalias(t)
    if not isinstance(u, TypeParam):
        return CommonUnder(under(u), "")
    return common_under_of(typeset(u), qf)


def common_under_of(items: list[TypeAndUnder], qf: Qualifier | None) -> CommonUnder:
    ct: Type | None = None
    cu: Type | None = None
    for item in items:
        t = item.typ
        u = item.under
        if u is None:
            return CommonUnder(None, "no specific type")
        if cu is None:
            ct = t
            cu = u
        elif isinstance(cu, Chan) and isinstance(u, Chan):
            if not identical(cu.elem, u.elem):
                return CommonUnder(
                    None, f"channels {type_string(ct, qf)} and {type_string(t, qf)} have different element types"
                )
            if cu.dir == u.dir:
                continue
            if cu.dir == BOTH_DIR:
                ct = t
                cu = u
            elif u.dir != BOTH_DIR:
                return CommonUnder(
                    None, f"channels {type_string(ct, qf)} and {type_string(t, qf)} have conflicting directions"
                )
        elif not identical(cu, u):
            return CommonUnder(
                None, f"{type_string(ct, qf)} and {type_string(t, qf)} have different underlying types"
            )
    return CommonUnder(cu, "")
