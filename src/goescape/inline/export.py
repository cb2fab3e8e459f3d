"""Which bodies of imported functions a package passes on to its importers (spec: noder/linker.go).

A package that calls a function of a package that it does not import itself can inline it only if the body is in the
export data that it reads. That has the bodies of the package's own functions, and of others that it inlined
somewhere, as far as they can be reached from exported names.
"""

from typing import final

from goescape.ir.node import Func
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


class ReadBodies:
    """Which bodies of functions that are not generic a package passes on if they are reached."""

    __slots__ = ()

    def find(self, obj: FuncObject) -> Func | None:
        """The function if its body is passed on: it can be inlined, and is the package's own or was inlined there."""
        raise NotImplementedError


@final
class Exports:
    """``bodies``: of functions, what was found. The walk ends early when it has found ``goal``.

    ``came_from``: by object, the object that mentions it.
    """

    __slots__ = ("read", "goal", "bodies", "came_from", "here", "types", "todo", "todo_funcs")

    def __init__(self, read: ReadBodies, goal: Func | None) -> None:
        self.read = read
        self.goal = goal
        self.bodies: set[Func] = set()
        self.came_from: dict[Object, Object | None] = {}
        self.here: Object | None = None
        self.types: set[Type] = set()
        self.todo: list[Object] = []
        self.todo_funcs: list[FuncObject] = []

    def walk_package(self, pkg: Package) -> None:
        for name, obj in pkg.scope.elems.items():
            if is_exported(name):
                self._add(obj)
        while self.goal is None or self.goal not in self.bodies:
            if self.todo:
                self._object(self.todo.pop())
            elif self.todo_funcs:
                self._func_body(self.todo_funcs.pop())
            else:
                return

    def _add(self, obj: Object) -> None:
        if obj not in self.came_from:
            self.came_from[obj] = self.here
            self.todo.append(obj)

    def path_to(self, obj: Object) -> list[FuncObject]:
        """The functions by whose bodies or types an object was found, itself first."""
        path: list[FuncObject] = []
        at: Object | None = obj
        while at is not None:
            if isinstance(at, FuncObject):
                path.append(at.origin)
            at = self.came_from.get(at)
        return path

    def _object(self, obj: Object) -> None:
        self.here = obj
        if isinstance(obj, FuncObject):
            self._func(obj.origin)
        elif isinstance(obj, (TypeName, Var)):
            self._type(obj.type())

    def _func(self, obj: FuncObject) -> None:
        sig = obj.signature()
        self._type(sig)
        if sig.recv is not None:
            self._type(sig.recv.type())
        if self.goal is not None and obj is self.goal.nname.origin:
            self._func_body(obj)
        else:
            self.todo_funcs.append(obj)

    def _func_body(self, obj: FuncObject) -> None:
        self.here = obj
        decl = obj.decl.fdecl if obj.decl is not None else None
        if decl is None or (decl.body is None and decl.lazy_body is None):
            return  # of an interface, or in assembly
        sig = obj.signature()
        if not sig.tparams and not sig.rparams:
            fn = self.read.find(obj)
            if fn is None:
                return
            self.bodies.add(fn)
        assert obj.pkg is not None and obj.pkg.resolver is not None
        obj.pkg.resolver.check_body(obj)
        if decl.body is not None:
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
