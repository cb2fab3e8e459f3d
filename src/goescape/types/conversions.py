"""Which values can be assigned or converted to which types."""

from goescape.syntax.nodes import BOTH_DIR
from goescape.types.env import GO1_17, GO1_20, Cause, Env
from goescape.types.identity import identical, identical_ignore_tags, type_set
from goescape.types.instantiate import implements
from goescape.types.lookup import is_interface_ptr
from goescape.types.named import is_valid, unalias, under
from goescape.types.operand import Operand
from goescape.types.predicates import (
    has_name,
    is_bytes_or_runes,
    is_complex,
    is_integer,
    is_integer_or_float,
    is_pointer,
    is_string,
    is_type_param,
    is_uintptr,
    is_unsafe_pointer,
    is_untyped,
    specific_terms,
)
from goescape.types.types import Array, Chan, Interface, Pointer, Slice, Type, TypeParam


def add_cause(cause: Cause | None, msg: str) -> None:
    """Put a message before the cause found so far."""
    if cause is not None:
        cause.text = msg + "\n\t" + cause.text if cause.text else msg


def assignable_to(env: Env, x: Operand, typ: Type, cause: Cause | None) -> bool:
    """Whether the operand can be assigned to a variable of type ``typ``."""
    if not x.is_valid() or not is_valid(typ):
        return True
    v = unalias(x.typ)
    t = unalias(typ)
    if identical(v, t):
        return True
    vu = under(v)
    tu = under(t)
    if is_untyped(vu):
        if isinstance(t, TypeParam):
            # It must be representable in each type of the type set.
            terms = specific_terms(t)
            for term in terms:
                assert term.typ is not None
                new, _, _ = env.implicit_type_and_value(x, term.typ)
                if new is None:
                    return False
            return len(terms) > 0
        new, _, _ = env.implicit_type_and_value(x, t)
        return new is not None
    v_param = isinstance(v, TypeParam)
    t_param = isinstance(t, TypeParam)
    if not v_param and not t_param and (not has_name(v) or not has_name(t)) and identical(vu, tu):
        return True
    if (isinstance(tu, Interface) and not t_param) or is_interface_ptr(tu):
        if isinstance(vu, Interface):
            type_set(vu)  # of two interfaces that embed each other, V's comes first
        if implements(env, v, t, False, cause):
            return True
        if not v_param:
            return False
        if cause is not None:
            cause.text = ""
    if isinstance(vu, Interface) and not v_param:
        if implements(env, t, v, False, None):
            if cause is not None:
                cause.text = "need type assertion"
            return False
    if isinstance(vu, Chan) and vu.dir == BOTH_DIR and isinstance(tu, Chan) and identical(vu.elem, tu.elem):
        return not has_name(v) or not has_name(t)
    if isinstance(t, TypeParam) and not has_name(v):
        # Assignable to each type of T's type set.
        terms = specific_terms(t)
        for term in terms:
            assert term.typ is not None
            if not assignable_to(env, x, term.typ, cause):
                add_cause(cause, f"cannot assign {env.ts(x.typ)} to {env.ts(term.typ)} (in {env.ts(t)})")
                return False
        return len(terms) > 0
    if isinstance(v, TypeParam) and not has_name(t):
        # A value of each type of V's type set is assignable.
        terms = specific_terms(v)
        y = x.copy()
        for term in terms:
            assert term.typ is not None
            y.typ = term.typ
            if not assignable_to(env, y, t, cause):
                add_cause(cause, f"cannot assign {env.ts(term.typ)} (in {env.ts(v)}) to {env.ts(typ)}")
                return False
        return len(terms) > 0
    return False


def convertible_to(env: Env, x: Operand, typ: Type, cause: Cause | None) -> bool:
    """Whether the (not constant) operand can be converted to type ``typ``."""
    if assignable_to(env, x, typ, cause):
        return True
    v = unalias(x.typ)
    t = unalias(typ)
    vu = under(v)
    tu = under(t)
    v_param = isinstance(v, TypeParam)
    t_param = isinstance(t, TypeParam)
    if not v_param and not t_param and identical_ignore_tags(vu, tu):
        return True
    if isinstance(v, Pointer) and isinstance(t, Pointer):
        if (
            identical_ignore_tags(under(v.elem), under(t.elem))
            and not is_type_param(v.elem)
            and not is_type_param(t.elem)
        ):
            return True
    if is_integer_or_float(vu) and is_integer_or_float(tu):
        return True
    if is_complex(vu) and is_complex(tu):
        return True
    if is_string(tu) and (is_integer(vu) or is_bytes_or_runes(vu)):
        return True
    if is_string(vu) and is_bytes_or_runes(tu):
        return True
    if is_unsafe_pointer(tu) and (is_pointer(vu) or is_uintptr(vu)):
        return True
    if is_unsafe_pointer(vu) and (is_pointer(tu) or is_uintptr(tu)):
        return True
    if isinstance(vu, Slice):
        if isinstance(tu, Array) and identical(vu.elem, tu.elem):
            if env.allow_version(GO1_20):
                return True
            if cause is not None:
                cause.text = "conversion of slice to array requires go1.20 or later"
            return False
        if isinstance(tu, Pointer):
            a = under(tu.elem)
            if isinstance(a, Array) and identical(vu.elem, a.elem):
                if env.allow_version(GO1_17):
                    return True
                if cause is not None:
                    cause.text = "conversion of slice to array pointer requires go1.17 or later"
                return False
    if isinstance(v, TypeParam):
        return _convertible_from_param(env, x, v, t, typ, cause)
    if isinstance(t, TypeParam):
        terms = specific_terms(t)
        for term in terms:
            assert term.typ is not None
            if not convertible_to(env, x, term.typ, cause):
                add_cause(cause, f"cannot convert {env.ts(x.typ)} to type {env.ts(term.typ)} (in {env.ts(t)})")
                return False
        return len(terms) > 0
    return False


def _convertible_from_param(env: Env, x: Operand, v: TypeParam, t: Type, typ: Type, cause: Cause | None) -> bool:
    """A value of each type of V's type set must be convertible, to each type of T's if that is a parameter too."""
    vterms = specific_terms(v)
    y = x.copy()
    for vterm in vterms:
        assert vterm.typ is not None
        y.typ = vterm.typ
        if not isinstance(t, TypeParam):
            if not convertible_to(env, y, t, cause):
                add_cause(cause, f"cannot convert {env.ts(vterm.typ)} (in {env.ts(v)}) to type {env.ts(typ)}")
                return False
            continue
        tterms = specific_terms(t)
        if not tterms:
            return False
        for tterm in tterms:
            assert tterm.typ is not None
            if not convertible_to(env, y, tterm.typ, cause):
                add_cause(
                    cause,
                    f"cannot convert {env.ts(vterm.typ)} (in {env.ts(v)}) to type"
                    f" {env.ts(tterm.typ)} (in {env.ts(t)})",
                )
                return False
    return len(vterms) > 0
