"""Unification: finding types for type parameters that make two types the same.

Types unify exactly if they are (or can be made) identical. Otherwise, "inexactly", a defined type and a type literal
unify if the underlying types do, the direction of channels does not matter, and the other type of an interface must
have its methods. In an assignment (ASSIGN) that holds at the top only: what the types consist of must unify exactly.
"""

from typing import Final, final

from goescape.syntax.nodes import BOTH_DIR
from goescape.types.identity import (
    Comparer,
    IfacePair,
    identical,
    identical_origin,
    on_stack,
    same_method_name,
    tag,
    type_set,
)
from goescape.types.lookup import Comparator, lookup_field_or_method
from goescape.types.named import as_named, obj_id, same_id, unalias, under
from goescape.types.predicates import common_under, is_interface, is_type_lit, is_type_param
from goescape.types.types import (
    Array,
    Basic,
    Chan,
    Func,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
)

DEPTH_LIMIT: Final = 50

# Modes, bits.
INEXACT: Final = 0
ASSIGN: Final = 1
EXACT: Final = 2


@final
class Handle:
    """The type inferred for a type parameter, shared by those that were found to be the same."""

    __slots__ = ("typ",)

    def __init__(self, typ: Type | None) -> None:
        self.typ = typ


def as_interface(t: Type) -> Interface | None:
    """The interface under a type that is no type parameter."""
    u = unalias(t)
    if not isinstance(u, TypeParam):
        i = under(u)
        if isinstance(i, Interface):
            return i
    return None


def same(x: Type, y: Type) -> bool:
    return x is y or unalias(x) is unalias(y)


@final
class Unifier:
    """``interfaces``: methods that types share with interfaces are used (go1.21)."""

    __slots__ = ("handles", "depth", "interfaces")

    def __init__(self, tparams: list[TypeParam], targs: list[Type | None], interfaces: bool) -> None:
        self.handles: dict[TypeParam, Handle] = {}
        self.depth: int = 0
        self.interfaces = interfaces
        i = 0
        for p in tparams:
            self.handles[p] = Handle(targs[i] if i < len(targs) else None)
            i += 1

    def at(self, p: TypeParam) -> Type | None:
        return self.handles[p].typ

    def set(self, p: TypeParam, t: Type) -> None:
        self.handles[p].typ = t

    def unknowns(self) -> int:
        n = 0
        for h in self.handles.values():
            if h.typ is None:
                n += 1
        return n

    def inferred(self, tparams: list[TypeParam]) -> list[Type | None]:
        return [self.handles[p].typ for p in tparams]

    def bound(self, t: Type) -> TypeParam | None:
        """The type as a type parameter that is to be inferred."""
        u = unalias(t)
        return u if isinstance(u, TypeParam) and u in self.handles else None

    def join(self, x: TypeParam, y: TypeParam) -> bool:
        """Make two type parameters stand for the same type; not possible if both have one already."""
        hx = self.handles[x]
        hy = self.handles[y]
        if hx is hy:
            return True
        if hx.typ is not None and hy.typ is not None:
            return False
        if hx.typ is not None:
            self._replace(hy, hx)
        else:
            self._replace(hx, hy)
        return True

    def _replace(self, old: Handle, new: Handle) -> None:
        for p, h in self.handles.items():
            if h is old:
                self.handles[p] = new

    def unify(self, x: Type, y: Type, mode: int) -> bool:
        return self.nify(x, y, mode, None)

    def nify(self, x: Type, y: Type, mode: int, p: IfacePair | None) -> bool:
        if same(x, y):
            return True
        if self.depth >= DEPTH_LIMIT:
            return False
        self.depth += 1
        result = self._nify(x, y, mode, p)
        self.depth -= 1
        return result

    def _nify(self, x: Type, y: Type, mode: int, p: IfacePair | None) -> bool:
        # If one of them is a defined type, it is in y; if one is to be inferred, in x.
        if as_named(x) is not None or self.bound(y) is not None:
            x, y = y, x
        ny = as_named(y)
        if mode & EXACT == 0 and ny is not None and is_type_lit(x) and not (self.interfaces and is_interface(x)):
            y = under(ny)
            if same(x, y):
                return True
        px = self.bound(x)
        if px is not None:
            py = self.bound(y)
            if py is None:
                return self._infer(px, y, mode, p)
            if self.join(px, py):
                return True
            tx = self.at(px)
            ty = self.at(py)
            assert tx is not None and ty is not None
            return self.nify(tx, ty, mode, p)
        if self.interfaces and mode & EXACT == 0:
            xi = as_interface(x)
            yi = as_interface(y)
            if xi is not None and yi is not None:
                return self._interfaces(xi, yi, p)
            if yi is not None:
                return self._implements(yi, x, p)
            if xi is not None:
                return self._implements(xi, y, p)
        # A type parameter here is not to be inferred. If there is one, it is in x.
        if is_type_param(y):
            x, y = y, x
        emode = mode
        if mode & ASSIGN != 0:
            emode |= EXACT
        ux = unalias(x)
        if isinstance(ux, TypeParam):
            # What it stands for has the common underlying type of its constraint, if there is one.
            cx = common_under(ux)
            return cx is not None and self.nify(cx, y, ASSIGN, p)
        return self._structure(ux, unalias(y), mode, emode, p)

    def _infer(self, px: TypeParam, y: Type, mode: int, p: IfacePair | None) -> bool:
        """Unify a type parameter to be inferred with a type that is none."""
        x = self.at(px)
        if x is None:
            self.set(px, y)
            return True
        if not self.nify(x, y, mode, p):
            return False
        xi = as_interface(x)
        yi = as_interface(y)
        xn = as_named(x) is not None
        yn = as_named(y) is not None
        if xi is not None and yi is not None:
            # It is not known which name would be right, nor which method set.
            if xn and yn:
                return identical(x, y)
            if len(type_set(xi).methods) != len(type_set(yi).methods):
                return False
        elif xi is not None or yi is not None:
            return False  # either would do: the result would depend on the order
        if mode & EXACT == 0 and not xn:
            # A defined type wins, and a directed channel: values of the other type are assignable to it.
            if yn:
                self.set(px, y)
            else:
                yc = under(y)
                if isinstance(yc, Chan) and yc.dir != BOTH_DIR:
                    self.set(px, y)
        return True

    def _interfaces(self, x: Interface, y: Interface, p: IfacePair | None) -> bool:
        """Inexactly, the methods of one must be among those of the other."""
        xset = type_set(x)
        yset = type_set(y)
        if xset.comparable != yset.comparable or not Comparer(False, False).terms_equal(xset.terms, yset.terms):
            return False
        if on_stack(x, y, p):
            return True
        few = xset.methods
        many = yset.methods
        if len(few) > len(many):
            few, many = many, few
        by_id: dict[str, Func] = {}
        for m in many:
            by_id[obj_id(m)] = m
        for m in few:
            other = by_id.get(obj_id(m))
            # The stack is not passed on, nor is this pair.
            if other is None or not self.nify(m.type(), other.type(), EXACT, None):
                return False
        return True

    def _implements(self, xi: Interface, y: Type, p: IfacePair | None) -> bool:
        """``y`` must have the methods of the interface. A generic method is never one of them."""
        for xm in type_set(xi).methods:
            obj, _, _ = lookup_field_or_method(y, False, xm.pkg, xm.name, False)
            if not isinstance(obj, Func):
                return False
            if obj.signature().tparams or not self.nify(xm.type(), obj.type(), EXACT, p):
                return False
        return True

    def _structure(self, x: Type, y: Type, mode: int, emode: int, p: IfacePair | None) -> bool:
        # One case for each kind of type; none of them is a type parameter.
        if isinstance(x, Basic):
            return isinstance(y, Basic) and x.bkind == y.bkind
        if isinstance(x, Array):
            return (
                isinstance(y, Array)
                and (x.len < 0 or y.len < 0 or x.len == y.len)
                and self.nify(x.elem, y.elem, emode, p)
            )
        if isinstance(x, Slice):
            return isinstance(y, Slice) and self.nify(x.elem, y.elem, emode, p)
        if isinstance(x, Pointer):
            return isinstance(y, Pointer) and self.nify(x.elem, y.elem, emode, p)
        if isinstance(x, Struct):
            return isinstance(y, Struct) and self._struct(x, y, emode, p)
        if isinstance(x, Tuple):
            return isinstance(y, Tuple) and self._tuple(x, y, mode, p)
        if isinstance(x, Signature):
            return (
                isinstance(y, Signature)
                and x.variadic == y.variadic
                and self._tuple(x.params, y.params, emode, p)
                and self._tuple(x.results, y.results, emode, p)
            )
        if isinstance(x, Interface):
            return isinstance(y, Interface) and self._interface_exact(x, y, p)
        if isinstance(x, Map):
            return (
                isinstance(y, Map)
                and self.nify(x.key, y.key, emode, p)
                and self.nify(x.elem, y.elem, emode, p)
            )
        if isinstance(x, Chan):
            return (
                isinstance(y, Chan)
                and (mode & EXACT == 0 or x.dir == y.dir)
                and self.nify(x.elem, y.elem, emode, p)
            )
        if isinstance(x, Named):
            return isinstance(y, Named) and self._named(x, y, mode, p)
        return False

    def _named(self, x: Named, y: Named, mode: int, p: IfacePair | None) -> bool:
        """Arguments come first, so that they are inferred even if the types do not match."""
        if len(x.targs) != len(y.targs):
            return False
        i = 0
        for t in x.targs:
            if not self.nify(t, y.targs[i], mode, p):
                return False
            i += 1
        return identical_origin(x, y)

    def _struct(self, x: Struct, y: Struct, emode: int, p: IfacePair | None) -> bool:
        if len(x.fields) != len(y.fields):
            return False
        i = 0
        for f in x.fields:
            g = y.fields[i]
            if (
                f.embedded != g.embedded
                or tag(x, i) != tag(y, i)
                or not same_id(f, g.pkg, g.name, False)
                or not self.nify(f.type(), g.type(), emode, p)
            ):
                return False
            i += 1
        return True

    def _tuple(self, x: Tuple, y: Tuple, mode: int, p: IfacePair | None) -> bool:
        if len(x.vars) != len(y.vars):
            return False
        i = 0
        for v in x.vars:
            if not self.nify(v.type(), y.vars[i].type(), mode, p):
                return False
            i += 1
        return True

    def _interface_exact(self, x: Interface, y: Interface, p: IfacePair | None) -> bool:
        xset = type_set(x)
        yset = type_set(y)
        if xset.comparable != yset.comparable or len(xset.methods) != len(yset.methods):
            return False
        if not Comparer(False, False).terms_equal(xset.terms, yset.terms):
            return False
        if on_stack(x, y, p):
            return True
        q = IfacePair(x, y, p)
        i = 0
        for f in xset.methods:
            g = yset.methods[i]
            if not same_method_name(f, g) or not self.nify(f.type(), g.type(), EXACT, q):
                return False
            i += 1
        return True


@final
class UnifyingComparator(Comparator):
    """Methods are the same if their signatures unify."""

    __slots__ = ("u",)

    def __init__(self, u: Unifier) -> None:
        self.u = u

    def equivalent(self, x: Type, y: Type) -> bool:
        return self.u.unify(x, y, EXACT)
