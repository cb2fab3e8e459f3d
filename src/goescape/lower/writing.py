"""In which order gc writes a package's declarations to its export data (spec: noder/writer.go).

Declarations are written when they are mentioned first: the names of the package in alphabetical order, and in the
midst of a declaration those that it mentions. So the methods of a generic type are written while the first mention of
one of its instances is being written; when they mention the same instance, it is written a second time.

    func F(x G[int]) {}              F … G[int] … G … method M … G[int] (again) … end of G, of G[int], of F
    func (g G[T]) M() { F(nil) }
"""

from typing import final

from goescape.ir.types import Type as IRType
from goescape.lower.typemap import TypeMap, signature_of
from goescape.syntax import nodes as syn
from goescape.syntax.walk import children
from goescape.types.named import num_methods, unalias, under
from goescape.types.operand import BUILTIN_MODE, NO_VALUE, TYPEXPR
from goescape.types.types import (
    Alias,
    Array,
    Basic,
    Chan,
    Const,
    Interface,
    Map,
    Named,
    Object,
    Package,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeName,
    TypeParam,
    Var,
)
from goescape.types.types import Func as FuncObject


def parts_of(t: Type) -> list[Type]:
    """The types that a type is written with, in gc's order."""
    if isinstance(t, Named):
        return t.targs[:]
    if isinstance(t, Alias):
        return [unalias(t)]
    if isinstance(t, (Pointer, Slice, Array, Chan)):
        return [t.elem]
    if isinstance(t, Map):
        return [t.key, t.elem]
    if isinstance(t, Struct):
        return [f.type() for f in t.fields]
    if isinstance(t, Tuple):
        return [v.type() for v in t.vars]
    if isinstance(t, Signature):
        return [t.params, t.results]
    if isinstance(t, Interface):
        return [m.type() for m in t.methods]
    return []


@final
class WritingOrder:
    """``begun``: when the writing of a declaration began; ``spans``: by instance, when it was written first."""

    __slots__ = ("pkg", "types", "time", "begun", "spans", "written")

    def __init__(self, pkg: Package, types: TypeMap) -> None:
        self.pkg = pkg
        self.types = types
        self.time: int = 0
        self.begun: dict[Object, int] = {}
        self.spans: dict[int, tuple[int, int]] = {}
        self.written: set[Type] = set()

    def write_package(self) -> None:
        for name in sorted(self.pkg.scope.elems):
            obj = self.pkg.lookup(name)
            if obj is not None:
                self._object(obj)

    def is_within(self, t: IRType, owner: Object) -> bool:
        """Whether a declaration was written while the instance was written first."""
        span = self.spans.get(t.id)
        at = self.begun.get(owner)
        return span is not None and at is not None and span[0] <= at < span[1]

    # ------------------------------------------------------------------------------------------- declarations

    def _object(self, obj: Object) -> None:
        if obj.pkg is not self.pkg or obj in self.begun:
            return
        self.begun[obj] = self.time
        self.time += 1
        if isinstance(obj, FuncObject):
            sig = signature_of(obj)
            if sig.recv is not None:
                self._type(sig.recv.type())
            self._func(obj, sig)
        elif isinstance(obj, TypeName):
            self._type_name(obj)
        elif isinstance(obj, (Var, Const)):
            self._type(obj.type())

    def _func(self, obj: FuncObject, sig: Signature) -> None:
        self._type(sig.params)
        self._type(sig.results)
        decl = obj.decl.fdecl if obj.decl is not None else None
        if decl is None or (decl.body is None and decl.lazy_body is None):
            return
        assert self.pkg.resolver is not None
        self.pkg.resolver.check_body(obj)
        if decl.body is not None:
            self._node(decl.body)
        for p in sig.tparams:
            self._type(p.bound)

    def _type_name(self, obj: TypeName) -> None:
        t = obj.type()
        if not isinstance(t, Named):
            self._type(unalias(t))
            return
        self._type(under(t))
        num_methods(t)
        for m in t.methods:
            sig = signature_of(m)
            if sig.tparams:
                self._object(m)
            else:
                if sig.recv is not None:
                    self._type(sig.recv.type())
                self._func(m, sig)
        for p in t.tparams:
            self._type(p.bound)

    # -------------------------------------------------------------------------------------------------- types

    def _type(self, t: Type | None) -> None:
        if t is None or isinstance(t, (Basic, TypeParam)) or t in self.written:
            return
        began = self.time
        if isinstance(t, Alias):
            self._object(t.obj)
            self._type(unalias(t))
        elif isinstance(t, Interface):
            for m in t.methods:
                self._type(m.type())
            for e in t.embeddeds:
                self._type(e)
        else:
            for part in parts_of(t):
                self._type(part)
        if isinstance(t, Named):
            self._object(t.orig.obj)
            if t.targs and self.time > began and not self.types.derived(t):
                key = self.types.typ(t, None).id
                if key not in self.spans:
                    self.spans[key] = (began, self.time)
        self.written.add(t)

    # ------------------------------------------------------------------------------------------------- bodies

    def _node(self, n: syn.Node) -> None:
        """A statement or expression: the type of an expression comes before its parts."""
        if isinstance(n, syn.TypeDecl):
            return  # written where it is mentioned
        if isinstance(n, syn.Expr) and n.mode != BUILTIN_MODE and n.mode != NO_VALUE:
            t = n.typ
            if isinstance(t, Type) and not isinstance(t, Tuple):
                self._type(t)
            if n.mode == TYPEXPR or n.val is not None:
                return
        if isinstance(n, syn.Name):
            if n.targs is not None:
                for a in n.targs:
                    if isinstance(a, Type):
                        self._type(a)
            obj = n.obj
            if isinstance(obj, FuncObject):
                self._object(obj.origin)
            elif isinstance(obj, Var):
                if obj.pkg is not None and obj.pkg.lookup(obj.name) is obj:
                    self._object(obj)
                else:
                    self._type(obj.type())
            return
        for child in children(n):
            self._node(child)
