"""Whether a type implements an interface, or satisfies a constraint."""

from goescape.types.context import make_subst_map
from goescape.types.env import GO1_20, Cause, Env
from goescape.types.identity import comparable_type, has_specific, identical, subset_of, term_includes, type_set
from goescape.types.lookup import has_all_methods, interface_ptr_error, is_interface_ptr
from goescape.types.named import is_valid, under
from goescape.types.predicates import is_interface
from goescape.types.types import Interface, Pointer, Term, Type, TypeParam, Union
from goescape.types.typeset import is_all_set, is_comparable_interface, is_empty_set, terms_string
from goescape.types.typestring import type_string


def validate_targ_len(env: Env, pos: int, name: str, want: int, got: int) -> bool:
    """Report a wrong number of type arguments."""
    if got == want:
        return True
    qual = "not enough" if got < want else "too many"
    env.error_at(pos, 0, f"{qual} type arguments for type {name}: have {got}, want {want}")
    return False


def verify(env: Env, pos: int, tparams: list[TypeParam], targs: list[Type]) -> tuple[int, str]:
    """The index of the first type argument that does not satisfy its constraint, and why; or -1."""
    smap = make_subst_map(tparams, targs)
    i = 0
    for p in tparams:
        under(p)  # a constraint that is no interface is wrapped into one
        if p.bound is not None:
            bound = env.context.subst(pos, p.bound, smap)
            cause = Cause()
            if not implements(env, targs[i], bound, True, cause):
                return i, cause.text
        i += 1
    return -1, ""


def implements(env: Env | None, v: Type, t: Type, constraint: bool, cause: Cause | None) -> bool:
    """Whether ``v`` implements the interface ``t``, or satisfies it as a constraint."""
    vu = under(v)
    tu = under(t)
    if not is_valid(vu) or not is_valid(tu):
        return True
    if isinstance(vu, Pointer) and not is_valid(under(vu.elem)):
        return True
    verb = "satisfy" if constraint else "implement"
    if not isinstance(tu, Interface):
        if cause is not None:
            if is_interface_ptr(tu):
                detail = interface_ptr_error(env, t)
            else:
                detail = f"{type_string(t, env)} is not an interface"
            cause.text = f"{type_string(v, env)} does not {verb} {type_string(t, env)} ({detail})"
        return False
    tset = type_set(tu)
    if is_all_set(tset):
        return True
    if isinstance(vu, Interface) and is_empty_set(type_set(vu)):
        return True
    if is_empty_set(tset):
        if cause is not None:
            cause.text = f"cannot {verb} {type_string(t, env)} (empty type set)"
        return False
    if not has_all_methods(env, v, t, True, None, cause):
        if cause is not None:
            cause.text = f"{type_string(v, env)} does not {verb} {type_string(t, env)} {cause.text}"
        return False
    if not has_specific(tset.terms):
        return check_comparability(env, v, tu, verb, constraint, cause)
    if isinstance(vu, Interface):
        if not subset_of(type_set(vu).terms, tset.terms):
            if cause is not None:
                cause.text = f"{type_string(v, env)} does not {verb} {type_string(t, env)}"
            return False
        return check_comparability(env, v, tu, verb, constraint, cause)
    alt: Type | None = None
    for term in tset.terms:
        if term_includes(term, v):
            return check_comparability(env, v, tu, verb, constraint, cause)
        assert term.typ is not None
        if alt is None and not term.tilde and identical(term.typ, under(term.typ)):
            # Would it do with a tilde?
            if term_includes(Term(True, term.typ), v):
                alt = term.typ
    if cause is not None:
        vs = type_string(v, env)
        ts = type_string(t, env)
        if alt is not None:
            detail = f"possibly missing ~ for {type_string(alt, env)} in {ts}"
        elif mentions(tu, v):
            detail = f"{ts} mentions {vs}, but {vs} is not in the type set of {ts}"
        else:
            detail = f"{vs} missing in {terms_string(tset.terms, None)}"
        cause.text = f"{vs} does not {verb} {ts} ({detail})"
    return False


def check_comparability(
    env: Env | None, v: Type, ti: Interface, verb: str, constraint: bool, cause: Cause | None
) -> bool:
    """If the interface is comparable, the type must be strictly so; for constraints, as the spec has it will do."""
    if not is_comparable_interface(ti):
        return True
    if comparable_type(v, False, None):
        return True
    if constraint and comparable_type(v, True, None):
        if env is None or env.allow_version(GO1_20):
            return True
        if cause is not None:
            cause.text = f"{type_string(v, env)} to {verb} comparable requires go1.20 or later"
        return False
    if cause is not None:
        cause.text = f"{type_string(v, env)} does not {verb} comparable"
    return False


def mentions(t: Type, typ: Type) -> bool:
    """Whether ``typ`` stands in an element or term of the constraint ``t``."""
    if isinstance(t, Interface):
        for e in t.embeddeds:
            if mentions(e, typ):
                return True
        return False
    if isinstance(t, Union):
        for term in t.terms:
            if term.typ is not None and mentions(term.typ, typ):
                return True
        return False
    return identical(t, typ)


def new_assertable_to(env: Env | None, v: Type, t: Type, cause: Cause | None) -> bool:
    """Like lookup.assertable_to, also for interfaces that are allowed as constraints only."""
    if is_interface(t):
        return True
    return implements(env, t, v, False, cause)
