"""Finding fields and methods, and whether a type has the methods that an interface asks for."""

from typing import Final, final

from goescape.types.env import Cause, Env
from goescape.types.identity import identical, type_set
from goescape.types.named import (
    as_named,
    fold,
    has_ptr_recv,
    is_exported,
    is_valid,
    lookup_method,
    method,
    same_pkg,
    unalias,
    under,
)
from goescape.types.predicates import is_interface, is_type_param
from goescape.types.types import (
    Func,
    Interface,
    Named,
    Object,
    Package,
    Pointer,
    Struct,
    Type,
)
from goescape.types.typeset import find_method, lookup_in_type_set
from goescape.types.typestring import func_string, type_string


def deref(t: Type) -> tuple[Type, bool]:
    """The type that a pointer type (not one with a name) points to, and whether it is one."""
    u = unalias(t)
    if isinstance(u, Pointer):
        return u.elem, True
    return t, False


def deref_struct_ptr(t: Type) -> Type:
    """The struct type that ``t`` (with or without name) points to, else ``t``."""
    u = under(t)
    if isinstance(u, Pointer) and isinstance(under(u.elem), Struct):
        return u.elem
    return t


def field_path(t: Type, index: list[int]) -> str:
    """The names of the fields on a path, with dots."""
    names: list[str] = []
    for i in index:
        u = under(deref_struct_ptr(t))
        if not isinstance(u, Struct):
            break
        f = u.fields[i]
        names.append(f.name)
        t = f.type()
    return ".".join(names)


@final
class Embedded:
    """A type found at some depth: ``index`` is the path to it, ``multiples`` that it is there several times."""

    __slots__ = ("typ", "index", "indirect", "multiples")

    def __init__(self, typ: Type, index: list[int], indirect: bool, multiples: bool) -> None:
        self.typ = typ
        self.index = index
        self.indirect = indirect
        self.multiples = multiples


def lookup_field_or_method(
    t: Type, addressable: bool, pkg: Package | None, name: str, fold_case: bool
) -> tuple[Object | None, list[int] | None, bool]:
    """The field or method that ``name``, used in ``pkg``, means for a value of type ``t``.

    The result is the Var or Func, the path to it (indices of fields, the last one that of the field, declared method or
    interface method) and whether there is a pointer on it. If there is none, it is None with: the path to an
    ambiguous entry, or None; and true if a method was not found because it needs a pointer receiver.
    With ``fold_case``, capitalization and packages do not matter.

    A method's signature may not be set up yet: use Object.type().
    """
    n = as_named(t)
    if n is not None:
        # A named pointer type has no methods, but its base type's fields.
        p = under(n)
        if isinstance(p, Pointer):
            obj, index, indirect = lookup_impl(p, False, pkg, name, fold_case)
            if isinstance(obj, Func):
                return None, None, False
            return obj, index, indirect
    return lookup_impl(t, addressable, pkg, name, fold_case)


def lookup_impl(
    t: Type, addressable: bool, pkg: Package | None, name: str, fold_case: bool
) -> tuple[Object | None, list[int] | None, bool]:
    """Like lookup_field_or_method, but without finding fields through named pointer types."""
    if name == "_":
        return None, None, False
    start, is_ptr = deref(t)
    if is_ptr and isinstance(under(start), Interface):
        return None, None, False  # a pointer to an interface has no methods
    # The type itself, as in the loop below: most look-ups end here.
    any_pkg = fold_case or is_exported(name)
    seen: list[Named] = []
    named = as_named(start)
    if named is not None:
        i = lookup_method(named, pkg, name, fold_case)
        if i >= 0:
            m = method(named, i)
            if not is_ptr and not addressable and has_ptr_recv(m):
                return None, None, True
            return m, [i], is_ptr
        seen.append(named)
    u = under(start)
    current: list[Embedded] = []
    if isinstance(u, Struct):
        i = find_field(u, pkg, name, fold_case, any_pkg)
        if i >= 0:
            return u.fields[i], [i], is_ptr
        if i == -2:
            return None, [], False
        current = embedded_in(u, [], is_ptr, False)
    elif isinstance(u, Interface):
        tset = type_set(u)
        i = lookup_in_type_set(tset, pkg, name, fold_case)
        if i >= 0:
            return tset.methods[i], [i], is_ptr
    while current:
        current = consolidate(current)
        nxt: list[Embedded] = []
        obj: Object | None = None
        index: list[int] = []
        indirect = False
        for e in current:
            typ = e.typ
            named = as_named(typ)
            if named is not None:
                if seen_before(seen, named):
                    continue  # shadowed by the same type at a lower depth
                seen.append(named)
                i = lookup_method(named, pkg, name, fold_case)
                if i >= 0:
                    index = e.index + [i]
                    if obj is not None or e.multiples:
                        return None, index, False
                    obj = method(named, i)
                    indirect = e.indirect
                    continue
            u = under(typ)
            if isinstance(u, Struct):
                i = find_field(u, pkg, name, fold_case, any_pkg)
                if i != -1:
                    index = e.index + [i]
                    if obj is not None or e.multiples or i < 0:
                        return None, index, False
                    obj = u.fields[i]
                    indirect = e.indirect
                elif obj is None:
                    # Only of interest if nothing is found at this depth.
                    nxt.extend(embedded_in(u, e.index, e.indirect, e.multiples))
            elif isinstance(u, Interface):
                tset = type_set(u)
                i = lookup_in_type_set(tset, pkg, name, fold_case)
                if i >= 0:
                    index = e.index + [i]
                    if obj is not None or e.multiples:
                        return None, index, False
                    obj = tset.methods[i]
                    indirect = e.indirect
        if obj is not None:
            if isinstance(obj, Func) and not indirect and not addressable and has_ptr_recv(obj):
                return None, None, True
            return obj, index, indirect
        current = nxt
    return None, None, False


def find_field(t: Struct, pkg: Package | None, name: str, fold_case: bool, any_pkg: bool) -> int:
    """The index of the field, or -1; -2 if capitalization does not matter and there are several.

    ``any_pkg``: packages do not matter.
    """
    i = 0
    if fold_case:
        found = -1
        folded = fold(name)
        for f in t.fields:
            if fold(f.name) == folded:
                if found >= 0:
                    return -2
                found = i
            i += 1
        return found
    for f in t.fields:
        if f.name == name and (any_pkg or same_pkg(f.pkg, pkg)):
            return i
        i += 1
    return -1


def embedded_in(t: Struct, index: list[int], indirect: bool, multiples: bool) -> list[Embedded]:
    out: list[Embedded] = []
    i = 0
    for f in t.fields:
        if f.embedded:
            ft, ptr = deref(f.type())
            out.append(Embedded(ft, index + [i], indirect or ptr, multiples))
        i += 1
    return out


def seen_before(seen: list[Named], n: Named) -> bool:
    for s in seen:
        if s is n or (s.orig is n.orig and identical(s, n)):
            return True
    return False


def consolidate(items: list[Embedded]) -> list[Embedded]:
    """Keep one of several entries of the same type, marked."""
    if len(items) <= 1:
        return items
    out: list[Embedded] = []
    for e in items:
        found = False
        for o in out:
            if identical(o.typ, e.typ):
                o.multiples = True
                found = True
                break
        if not found:
            out.append(e)
    return out


# ------------------------------------------------------------------------------------------ missing methods

OK: Final = 0
NOT_FOUND: Final = 1
WRONG_NAME: Final = 2
UNEXPORTED: Final = 3
WRONG_SIG: Final = 4
AMBIG_SEL: Final = 5
PTR_RECV: Final = 6
FIELD: Final = 7


class Comparator:
    """Abstract. When the types of a method and of the method asked for are the same."""

    __slots__ = ()

    def equivalent(self, x: Type, y: Type) -> bool:
        raise NotImplementedError


@final
class Missing:
    """``method`` is None if nothing is missing; with ``wrong_type`` it is there, but with another type or receiver."""

    __slots__ = ("method", "wrong_type")

    def __init__(self, method: Func | None, wrong_type: bool) -> None:
        self.method = method
        self.wrong_type = wrong_type


def missing_method(
    env: Env | None, v: Type, t: Type, static: bool, comparator: Comparator | None, cause: Cause | None
) -> Missing:
    """A method of the interface type ``t`` that ``v`` has not, if any.

    If ``v`` is an interface and ``static`` is not set, only methods that both have are looked at. Signatures must be
    identical, or whatever the comparator says.
    """
    iface = under(t)
    assert isinstance(iface, Interface)
    methods = type_set(iface).methods
    if not methods:
        return Missing(None, False)
    state = OK
    m = methods[0]
    f: Func | None = None
    vu = under(v)
    if isinstance(vu, Interface):
        vset = type_set(vu)
        for m in methods:
            i = find_method(vset.methods, m.pkg, m.name, False)
            if i < 0:
                f = None
                if not static:
                    continue
                state = NOT_FOUND
                break
            f = vset.methods[i]
            if not same_signature(f, m, comparator):
                state = WRONG_SIG
                break
    else:
        for m in methods:
            obj, index, indirect = lookup_impl(v, False, m.pkg, m.name, False)
            if obj is None:
                f = None
                if index is not None:
                    state = AMBIG_SEL
                elif indirect:
                    state = PTR_RECV
                else:
                    state = NOT_FOUND
                    obj, _, _ = lookup_impl(v, False, m.pkg, m.name, True)
                    if isinstance(obj, Func):
                        f = obj
                        state = UNEXPORTED if f.name == m.name else WRONG_NAME
                break
            if not isinstance(obj, Func):
                f = None
                state = FIELD
                break
            f = obj
            if not same_signature(f, m, comparator):
                state = WRONG_SIG
                break
    if state == OK:
        return Missing(None, False)
    if cause is not None:
        cause.text = missing_cause(env, state, v, t, m, f)
    return Missing(m, state == WRONG_SIG or state == PTR_RECV)


def same_signature(f: Func, m: Func, comparator: Comparator | None) -> bool:
    if comparator is None:
        return identical(f.type(), m.type())
    return comparator.equivalent(f.type(), m.type())


def missing_cause(env: Env | None, state: int, v: Type, t: Type, m: Func, f: Func | None) -> str:
    if state == NOT_FOUND:
        if is_interface_ptr(v):
            return "(" + interface_ptr_error(env, v) + ")"
        if is_interface_ptr(t):
            return "(" + interface_ptr_error(env, t) + ")"
        return f"(missing method {m.name})"
    if state == UNEXPORTED:
        return f"(unexported method {m.name})"
    if state == AMBIG_SEL:
        return f"(ambiguous selector {type_string(v, env)}.{m.name})"
    if state == PTR_RECV:
        return f"(method {m.name} has pointer receiver)"
    if state == FIELD:
        return f"({type_string(v, env)}.{m.name} is a field, not a method)"
    assert f is not None
    have = func_string(f, env, False)
    want = func_string(m, env, False)
    if state == WRONG_NAME:
        return f"(missing method {m.name})\n\t\thave {have}\n\t\twant {want}"
    if have == want:
        # Say which packages the types are of.
        have = func_string(f, env, True)
        want = func_string(m, env, True)
    if have == want:
        return f"(wrong type for method {m.name})"
    return f"(wrong type for method {m.name})\n\t\thave {have}\n\t\twant {want}"


def has_all_methods(
    env: Env | None, v: Type, t: Type, static: bool, comparator: Comparator | None, cause: Cause | None
) -> bool:
    """Whether nothing is missing; also if ``v`` is invalid or embeds something invalid that may have the method."""
    if not is_valid(v):
        return True
    if missing_method(env, v, t, static, comparator, cause).method is None:
        return True
    return has_invalid_embedded_fields(v, set())


def has_invalid_embedded_fields(t: Type, seen: set[Type]) -> bool:
    s = under(deref_struct_ptr(t))
    if isinstance(s, Struct) and s not in seen:
        seen.add(s)
        for f in s.fields:
            if f.embedded:
                ft = f.type()
                if not is_valid(ft) or has_invalid_embedded_fields(ft, seen):
                    return True
    return False


def is_interface_ptr(t: Type) -> bool:
    u = under(t)
    return isinstance(u, Pointer) and is_interface(u.elem)


def interface_ptr_error(env: Env | None, t: Type) -> str:
    p = under(t)
    assert isinstance(p, Pointer)
    if is_type_param(p.elem):
        return f"type {type_string(t, env)} is pointer to type parameter, not type parameter"
    return f"type {type_string(t, env)} is pointer to interface, not interface"


def assertable_to(env: Env | None, v: Type, t: Type, cause: Cause | None) -> bool:
    """Whether a value of the interface type ``v`` can have the dynamic type ``t``."""
    if is_interface(t):
        return True
    return has_all_methods(env, t, v, False, None, cause)
