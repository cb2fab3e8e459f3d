"""In which order gc writes a package's declarations to its export data (spec: noder/writer.go).

Declarations are written when they are mentioned first: the names of the package in alphabetical order, and in the
midst of a declaration those that it mentions. So the methods of a generic type are written while the first mention of
one of its instances is being written; when they mention the same instance, it is written a second time, and so on:
each time it makes an entry. What is written goes through a linker (noder/linker.go), which copies entries, and makes
second ones in the same way, in an order of its own. It takes along what a package needs of others.

    func F(x G[int]) {}              F … G[int] … G … method M … G[int] (again) … end of G, of G[int], of F
    func (g G[T]) M() { F(nil) }
"""

from typing import final

from goescape.base.text import is_exported
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


class BodyExports:
    """Which functions a package passes on with their bodies; implemented by ``program``."""

    __slots__ = ()

    def exports_body(self, obj: FuncObject) -> bool:
        """``obj``: a function that is not generic."""
        raise NotImplementedError


@final
class WritingOrder:
    """``begun``: when the writing of a declaration began. Each writing of a type makes an entry, numbered from 1.

    ``entries``: by package and instance (and what it is a copy of) the entry that was finished last, which later
    mentions refer to; ``written``: the same of type literals. ``mentions``: by declaration and type, the entry that
    its first mention refers to; ``body_mentions``: the first in its body. ``parts``: the types that an entry is made
    of, with their entries. ``spans``: of instances, the time in which they were written first and the entry that was
    finished in it; ``last``: the final one.

    ``source`` None: as gc's writer does it, with all declarations and bodies; else as its linker copies that to the
    export data, with what can be reached from exported names. ``along``: the packages whose declarations are copied
    along.
    """

    __slots__ = (
        "pkg", "along", "types", "exports", "source", "time", "begun", "entries", "written", "spans", "last",
        "mentions", "body_mentions", "in_body", "parts", "met", "owner", "count",
    )  # fmt: skip

    def __init__(
        self,
        pkg: Package,
        along: set[Package],
        types: TypeMap,
        exports: BodyExports | None,
        source: "WritingOrder | None",
    ) -> None:
        self.pkg = pkg
        self.along = along
        self.types = types
        self.exports = exports
        self.source = source
        self.time: int = 0
        self.begun: dict[Object, int] = {}
        self.entries: dict[tuple[Package, int, int], int] = {}
        self.written: dict[tuple[Package, Type], int] = {}
        self.spans: dict[tuple[Package, int], tuple[int, int, int]] = {}
        self.last: dict[tuple[Package, int], int] = {}
        self.mentions: dict[tuple[Object, int], int] = {}
        self.body_mentions: dict[tuple[Object, int], int] = {}
        self.in_body: bool = False
        self.parts: dict[int, list[tuple[int, int]]] = {}
        self.met: list[tuple[int, int]] = []  # parts of the entry that is being written
        self.owner: Object | None = None
        self.count: int = 0

    def write_package(self) -> None:
        for name in sorted(self.pkg.scope.elems):
            obj = self.pkg.lookup(name)
            if obj is not None and (self.exports is None or is_exported(name)):
                self._object(obj)

    def entry(self, t: IRType, owner: Object, body: bool) -> int:
        """Which entry of an instance a declaration, or a function's ``body``, refers to; 0 if none is known."""
        known = self.body_mentions.get((owner, t.id)) if body else None
        if known is None:
            known = self.mentions.get((owner, t.id))
        if known is not None:
            return known
        at = self.begun.get(owner)
        if at is None or owner.pkg is None:
            return 0
        key = (owner.pkg, t.id)
        span = self.spans.get(key)
        if span is not None and span[0] <= at < span[1]:
            return span[2]
        return self.last.get(key, 0)

    def _copied(self, owner: Object, n: int) -> int:
        """The writer's entry that the linker copies."""
        if self.source is None or owner.pkg is not self.source.pkg:
            return 0
        return self.source.mentions.get((owner, n), 0)

    # ------------------------------------------------------------------------------------------- declarations

    def _object(self, obj: Object) -> None:
        if obj.pkg is None or obj in self.begun or (obj.pkg is not self.pkg and obj.pkg not in self.along):
            return
        self.begun[obj] = self.time
        self.time += 1
        owner, met, in_body = self.owner, self.met, self.in_body
        self.owner = obj
        self.met = []
        self.in_body = False
        if isinstance(obj, FuncObject):
            sig = signature_of(obj)
            self._signature(sig)
            if self.exports is not None:
                self._bounds(sig.tparams)
            self._body(obj, sig)
            if self.exports is None:
                self._bounds(sig.tparams)
        elif isinstance(obj, TypeName):
            self._type_name(obj)
        elif isinstance(obj, (Var, Const)):
            self._type(obj.type())
        self.owner, self.met, self.in_body = owner, met, in_body

    def _signature(self, sig: Signature) -> None:
        if sig.recv is not None:
            self._type(sig.recv.type())
        self._type(sig.params)
        self._type(sig.results)

    def _bounds(self, tparams: list[TypeParam]) -> None:
        for p in tparams:
            self._type(p.bound)

    def _body(self, obj: FuncObject, sig: Signature) -> None:
        decl = obj.decl.fdecl if obj.decl is not None else None
        if decl is None or (decl.body is None and decl.lazy_body is None):
            return
        if self.exports is not None and not sig.tparams and not sig.rparams:
            if obj.pkg is not self.pkg or not self.exports.exports_body(obj):
                return
        assert obj.pkg is not None and obj.pkg.resolver is not None
        obj.pkg.resolver.check_body(obj)
        if decl.body is not None:
            self.in_body = True
            self._node(decl.body)
            self.in_body = False

    def _type_name(self, obj: TypeName) -> None:
        t = obj.type()
        if not isinstance(t, Named):
            self._type(unalias(t))
            return
        self._type(under(t))
        num_methods(t)
        methods = [m for m in t.methods if not signature_of(m).tparams]
        for m in methods:
            self._signature(signature_of(m))
            if self.exports is None:
                self._body(m, signature_of(m))
        for m in t.methods:
            if signature_of(m).tparams:
                self._object(m)
        self._bounds(t.tparams)
        if self.exports is not None:
            for m in methods:
                self._body(m, signature_of(m))

    # -------------------------------------------------------------------------------------------------- types

    def _type(self, t: Type | None) -> None:
        if t is None or isinstance(t, (Basic, TypeParam)):
            return
        if isinstance(t, Named) and t.targs:
            self._instance(t)
            return
        assert self.owner is not None and self.owner.pkg is not None
        key = (self.owner.pkg, t)
        entry = self.written.get(key, 0)
        if entry:
            self._mention(0, entry)
            return
        met, entry = self._begin(0)
        if isinstance(t, Alias):
            self._object(t.obj)
            self._type(unalias(t))
        elif isinstance(t, Interface):
            for m in t.methods:
                self._type(m.type())
            for e in t.embeddeds:
                self._type(e)
        elif isinstance(t, Named):
            self._object(t.orig.obj)
        else:
            for part in parts_of(t):
                self._type(part)
        self.written[key] = entry
        self._end(met, 0, entry)

    def _instance(self, t: Named) -> None:
        if self.types.derived(t):
            self._parts_of_instance(t)
            return
        owner = self.owner
        assert owner is not None and owner.pkg is not None
        n = self.types.typ(t, None).id
        key = (owner.pkg, n, self._copied(owner, n))
        entry = self.entries.get(key, 0)
        if entry:
            self._mention(n, entry)
            return
        met, entry = self._begin(n)
        began = self.time
        self._parts_of_instance(t)
        first = self.spans.get((owner.pkg, n))
        self.spans[(owner.pkg, n)] = (began, self.time, entry if first is None else first[2])
        self.entries[key] = entry
        self.last[(owner.pkg, n)] = entry
        self._end(met, n, entry)

    def _begin(self, n: int) -> tuple[list[tuple[int, int]], int]:
        """A new entry."""
        self.count += 1
        if n:
            assert self.owner is not None
            self._refer(n, self.count)
        met = self.met
        self.met = []
        return met, self.count

    def _end(self, met: list[tuple[int, int]], n: int, entry: int) -> None:
        self.parts[entry] = self.met
        if n:
            met.append((n, entry))
        met += self.met
        self.met = met

    def _refer(self, n: int, entry: int) -> None:
        assert self.owner is not None
        self.mentions.setdefault((self.owner, n), entry)
        if self.in_body:
            self.body_mentions.setdefault((self.owner, n), entry)

    def _mention(self, n: int, entry: int) -> None:
        """An entry that is complete, and with it what it is made of."""
        assert self.owner is not None
        if n:
            self._refer(n, entry)
            self.met.append((n, entry))
        for part in self.parts[entry]:
            self._refer(part[0], part[1])
            self.met.append(part)

    def _parts_of_instance(self, t: Named) -> None:
        if self.exports is not None:
            self._object(t.orig.obj)
        for a in t.targs:
            self._type(a)
        self._object(t.orig.obj)

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
