"""Which bodies of imported functions a package passes on to its importers (spec: noder/linker.go).

A package that calls a function of a package that it does not import itself can inline it only if the body is in the
export data that it reads. That has the bodies of the package's own functions, and of others that it inlined
somewhere, as far as they can be reached from exported names.
"""

from typing import final

from goescape.inline.expand import Inline
from goescape.ir.node import Func, Name
from goescape.syntax import nodes as syn
from goescape.syntax.walk import descendants
from goescape.types.named import is_exported, num_methods, unalias, under
from goescape.types.types import (
    Alias,
    Array,
    Chan,
    Interface,
    Map,
    Named,
    Object,
    Package,
    Pointer,
    Selection,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeName,
    Union,
    Var,
)
from goescape.types.types import Func as FuncObject
from goescape.types.typeset import interface_methods


@final
class Exports:
    """``bodies``: what was found. ``pkgs``: packages whose types can lead to one of the functions inlined."""

    __slots__ = ("pkg", "inlined", "pkgs", "bodies", "objects", "types", "todo")

    def __init__(self, pkg: Package, inlined: set[Func]) -> None:
        self.pkg = pkg
        self.inlined = inlined
        self.bodies: set[Func] = set()
        self.objects: set[Object] = set()
        self.types: set[Type] = set()
        self.todo: list[Object] = []
        self.pkgs: set[str] = {pkg.path}
        for fn in inlined:
            self.pkgs.add(fn.pkg)

    def find(self) -> set[Func]:
        for name, obj in self.pkg.scope.elems.items():
            if is_exported(name):
                self._add(obj)
        while self.todo:
            self._object(self.todo.pop())
        return self.bodies

    def _add(self, obj: Object) -> None:
        if obj not in self.objects:
            self.objects.add(obj)
            self.todo.append(obj)

    def _object(self, obj: Object) -> None:
        if isinstance(obj, FuncObject):
            self._func(obj.origin)
        elif isinstance(obj, (TypeName, Var)):
            self._type(obj.type())

    def _func(self, obj: FuncObject) -> None:
        sig = obj.signature()
        self._type(sig)
        if sig.recv is not None:
            self._type(sig.recv.type())
        if not sig.tparams and not sig.rparams:
            n = obj.ir
            fn = n.func if isinstance(n, Name) else None
            if fn is None or not isinstance(fn.inl, Inline):
                return
            if obj.pkg is not self.pkg:
                if fn not in self.inlined:
                    return
                self.bodies.add(fn)
        decl = obj.decl.fdecl if obj.decl is not None else None
        if decl is not None and decl.body is not None:
            self._body(decl.body)

    def _body(self, body: syn.BlockStmt) -> None:
        for n in descendants(body):
            if isinstance(n, syn.Name):
                if isinstance(n.obj, Object):
                    self._mention(n.obj)
            elif isinstance(n, syn.SelectorExpr):
                sel = n.selection
                if isinstance(sel, Selection):
                    self._mention(sel.obj)
                elif isinstance(n.sel.obj, Object):
                    self._mention(n.sel.obj)
            if isinstance(n, syn.Expr) and isinstance(n.typ, Type):
                self._type(n.typ)

    def _mention(self, obj: Object) -> None:
        if isinstance(obj, FuncObject):
            self._add(obj.origin)
        elif isinstance(obj, (TypeName, Var)):
            self._add(obj)

    # ------------------------------------------------------------------------------------------------ types

    def _type(self, t: Type | None) -> None:
        todo: list[Type] = [] if t is None else [t]
        while todo:
            u = todo.pop()
            if u in self.types:
                continue
            self.types.add(u)
            self._parts(u, todo)

    def _parts(self, t: Type, todo: list[Type]) -> None:
        if isinstance(t, Named):
            todo += t.targs
            orig = t.orig
            if orig is not t:
                todo.append(orig)
                return
            pkg = orig.obj.pkg
            if pkg is None or pkg.path not in self.pkgs:
                return
            todo.append(under(orig))
            num_methods(orig)
            for m in orig.methods:
                self._add(m)
        elif isinstance(t, Alias):
            todo.append(unalias(t))
        elif isinstance(t, (Pointer, Slice, Array, Chan)):
            todo.append(t.elem)
        elif isinstance(t, Map):
            todo += [t.key, t.elem]
        elif isinstance(t, Struct):
            todo += [f.type() for f in t.fields]
        elif isinstance(t, Tuple):
            todo += [v.type() for v in t.vars]
        elif isinstance(t, Signature):
            todo += [t.params, t.results]
        elif isinstance(t, Interface):
            todo += [m.type() for m in interface_methods(t)]
        elif isinstance(t, Union):
            for term in t.terms:
                if term.typ is not None:
                    todo.append(term.typ)
