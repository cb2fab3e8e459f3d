"""Under the names: aliases, defined types and their instances, underlying types, methods as declared."""

from goescape.base.text import is_exported as is_exported
from goescape.types.types import (
    Alias,
    Basic,
    Func,
    Interface,
    Named,
    Object,
    Package,
    Pointer,
    Signature,
    Type,
    TypeName,
    TypeParam,
)
from goescape.types.universe import EMPTY_INTERFACE, TYP_INVALID, UNIVERSE_BYTE, UNIVERSE_RUNE, UNSAFE


def unalias(t: Type) -> Type:
    """The first type along a chain of aliases that is none; invalid for an alias that is not set up yet."""
    if isinstance(t, Alias):
        if t.actual is not None:
            return t.actual
        u: Type = t
        while isinstance(u, Alias):
            if u.rhs is None:
                return TYP_INVALID
            u = u.rhs
        t.actual = u
        return u
    return t


def is_valid(t: Type) -> bool:
    if isinstance(t, Basic):
        return t is not TYP_INVALID
    if isinstance(t, Alias):
        if t.rhs is None:
            return True  # not set up yet
        return unalias(t) is not TYP_INVALID
    return True


def as_named(t: Type) -> Named | None:
    """The type as a Named if it is one (or an alias of one)."""
    u = unalias(t)
    return u if isinstance(u, Named) else None


def under(t: Type) -> Type:
    """The underlying type: never Named, TypeParam or Alias. That of a type parameter is its constraint interface."""
    if isinstance(t, Named):
        u = t.under
        return u if u is not None else resolve_underlying(t)
    if isinstance(t, Alias):
        return under(unalias(t))
    if isinstance(t, TypeParam):
        return tparam_iface(t)
    return t


def unpack(n: Named) -> None:
    """Make sure that the right-hand side, type parameters and methods of a named type are there."""
    if n.orig is not n:
        if n.state == 0:
            unpack(n.orig)
            assert n.ctxt is not None
            n.ctxt.expand(n)
    elif n.rhs is None and n.obj.typ is None:
        n.obj.type()


def resolve_underlying(n: Named) -> Type:
    """Follow the right-hand sides to a type that has no name, and remember it for all types on the way.

    Direct cycles have been broken before, by making a type on them invalid. A type whose declaration is still
    being read has no right-hand side yet: it counts as invalid, which is not remembered.
    """
    path: list[Named] = []
    t: Type = n
    while True:
        if isinstance(t, Alias):
            t = unalias(t)
        elif isinstance(t, Named):
            if t.under is not None:
                t = t.under
                break
            if t in path:
                return TYP_INVALID
            path.append(t)
            unpack(t)
            if t.rhs is None:
                return TYP_INVALID
            t = t.rhs
        else:
            if isinstance(t, TypeParam):
                t = tparam_iface(t)
            break
    for p in path:
        if p.under is None:
            p.under = t
    return t


def safe_under(t: Type) -> Type | None:
    """Like :func:`under`, but without expanding instances: None if it is not known yet."""
    n = as_named(t)
    if n is not None:
        return n.under
    return under(t)


def tparam_iface(t: TypeParam) -> Interface:
    """The constraint interface; a constraint that is none is wrapped into an implicit one."""
    bound = t.bound
    if bound is None:
        return EMPTY_INTERFACE
    u = under(bound)
    if isinstance(u, Interface):
        if isinstance(unalias(bound), TypeParam):
            return EMPTY_INTERFACE  # reported where it is declared
        return u
    if u is TYP_INVALID:
        return EMPTY_INTERFACE
    iface = Interface([], [bound])
    iface.implicit = True
    iface.complete = True
    t.bound = iface
    return iface


def type_params(n: Named) -> list[TypeParam]:
    """Those of the generic type that ``n`` is or is an instance of."""
    if n.orig.rhs is None:
        unpack(n.orig)
    return n.orig.tparams


def is_generic(t: Type) -> bool:
    """Whether the type is generic and not instantiated."""
    if isinstance(t, Alias) and t.tparams and not t.targs:
        return True
    n = as_named(t)
    return n is not None and n.orig is n and len(type_params(n)) > 0


def is_instance(n: Named) -> bool:
    return n.orig is not n


def type_obj(n: Named) -> TypeName:
    """The declared type name, also of an instance (whose own ``obj`` says where it is instantiated)."""
    return n.orig.obj


# ----------------------------------------------------------------------------------------------- methods


def num_methods(n: Named) -> int:
    """The number of methods declared with the type."""
    unpack(n.orig)
    return len(n.orig.methods)


def method(n: Named, i: int) -> Func:
    """The i'th declared method; of an instance, with the receiver's type parameters replaced."""
    o = n.orig
    if o is n:
        return n.methods[i]
    while len(n.inst_methods) < len(o.methods):
        n.inst_methods.append(None)
    m = n.inst_methods[i]
    if m is None:
        assert n.ctxt is not None
        m = n.ctxt.expand_method(n, i)
        n.inst_methods[i] = m
    return m


def method_index(n: Named, name: str, fold_case: bool) -> int:
    """The index among the methods declared with the (origin) type, -1 if there is none of that name."""
    if name == "_":
        return -1
    i = 0
    if fold_case:
        folded = fold(name)
        for m in n.methods:
            if fold(m.name) == folded:
                return i
            i += 1
        return -1
    for m in n.methods:
        if m.name == name:
            return i
        i += 1
    return -1


def lookup_method(n: Named, pkg: Package | None, name: str, fold_case: bool) -> int:
    """The index of the method that ``name`` means in ``pkg``, or -1. See :func:`method`."""
    unpack(n.orig)
    if fold_case or is_exported(name) or same_pkg(n.orig.obj.pkg, pkg):
        return method_index(n.orig, name, fold_case)
    return -1


def has_ptr_recv(f: Func) -> bool:
    """Whether the method's receiver is of the form ``*T``. The signature need not be set up yet."""
    sig = f.typ
    if isinstance(sig, Signature) and sig.recv is not None and sig.recv.typ is not None:
        return isinstance(unalias(sig.recv.typ), Pointer)
    return f.ptr_recv


# ------------------------------------------------------------------------------------------------- names


def fold(name: str) -> str:
    """A key under which names are equal that differ in case only."""
    if name.isascii():
        return name.lower()
    return name.encode("latin-1").decode("utf-8", "replace").casefold()


def same_pkg(a: Package | None, b: Package | None) -> bool:
    if a is b:
        return True
    if a is None or b is None:
        return False
    return a.path == b.path


def same_id(obj: Object, pkg: Package | None, name: str, fold_case: bool) -> bool:
    """Whether ``name``, used in ``pkg``, means the field or method ``obj``: unexported names are a package's own."""
    if obj.name == name:
        return fold_case or is_exported(name) or same_pkg(obj.pkg, pkg)
    return fold_case and fold(obj.name) == fold(name)


def obj_id(obj: Object) -> str:
    """A string that is equal for names that are the same field or method name."""
    name = obj.name
    if is_exported(name):
        return name
    path = "_"
    if obj.pkg is not None and obj.pkg.path != "":
        path = obj.pkg.path
    return path + "." + name


def is_alias_name(obj: TypeName) -> bool:
    """Whether the type name is another name for a type."""
    t = obj.typ
    if t is None:
        return False
    if isinstance(t, Basic):
        if obj.pkg is UNSAFE:
            return False
        return obj.pkg is not None or t.name != obj.name or t is UNIVERSE_BYTE or t is UNIVERSE_RUNE
    if isinstance(t, Named):
        return obj is not t.obj
    if isinstance(t, TypeParam):
        return obj is not t.obj
    return True
