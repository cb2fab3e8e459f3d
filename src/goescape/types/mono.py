"""Instantiation that never ends: ``func f[T any]() { f[*T]() }`` would need infinitely many instances.

A graph has a vertex for each type parameter (and each type declared inside a generic function), and an edge where
one flows into another by instantiation: weight 0 as it is, 1 as a part of a larger type. A cycle of positive weight
has no fixed point.
"""

from typing import final

from goescape.syntax.nodes import Expr
from goescape.syntax.positions import start_pos
from goescape.types.context import Context
from goescape.types.env import ErrorDesc
from goescape.types.identity import type_set
from goescape.types.named import is_alias_name, unalias
from goescape.types.types import (
    Array,
    Chan,
    Interface,
    Map,
    Named,
    Package,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeName,
    TypeParam,
)
from goescape.types.typestring import Qualifier, type_string


@final
class Vertex:
    __slots__ = ("weight", "pre", "len", "obj")

    def __init__(self, obj: TypeName) -> None:
        self.weight: int = 0  # of the heaviest known path here
        self.pre: int = 0  # last edge on that path
        self.len: int = 0  # its length
        self.obj = obj


@final
class Edge:
    __slots__ = ("dst", "src", "weight", "pos", "typ")

    def __init__(self, dst: int, src: int, weight: int, pos: int, typ: Type) -> None:
        self.dst = dst
        self.src = src
        self.weight = weight
        self.pos = pos
        self.typ = typ


@final
class MonoGraph:
    __slots__ = ("pkg", "context", "vertices", "edges", "canon", "index")

    def __init__(self, pkg: Package, context: Context) -> None:
        self.pkg = pkg
        self.context = context
        self.vertices: list[Vertex] = []
        self.edges: list[Edge] = []
        self.canon: dict[TypeParam, TypeParam] = {}  # a receiver's type parameter -> that of the type
        self.index: dict[TypeName, int] = {}  # of the vertex; -1: needs none

    def find_loop(self, qf: Qualifier) -> ErrorDesc | None:
        """Longest paths after Bellman and Ford, until nothing changes or a path is longer than there are vertices."""
        again = True
        while again:
            again = False
            i = -1
            for edge in self.edges:
                i += 1
                src = self.vertices[edge.src]
                dst = self.vertices[edge.dst]
                w = src.weight + edge.weight
                if w <= dst.weight:
                    continue
                dst.pre = i
                dst.len = src.len + 1
                if dst.len == len(self.vertices):
                    return self.loop_error(edge.dst, qf)
                dst.weight = w
                again = True
        return None

    def loop_error(self, v: int, qf: Qualifier) -> ErrorDesc:
        stack: list[int] = []
        seen: set[int] = set()
        while v not in seen:
            stack.append(v)
            seen.add(v)
            v = self.edges[self.vertices[v].pre].src
        while stack[0] != v:
            del stack[0]
        err = ErrorDesc(0)
        err.add(self.vertices[v].obj.pos, "instantiation cycle:")
        for u in stack:
            edge = self.edges[self.vertices[u].pre]
            obj = self.vertices[edge.dst].obj
            how = "implicitly parameterized by" if isinstance(obj.typ, Named) else "instantiated as"
            err.add(edge.pos, f"{obj.name} {how} {type_string(edge.typ, qf)}")
        return err

    def record_instance(self, pos: int, tparams: list[TypeParam], targs: list[Type], xlist: list[Expr]) -> None:
        for i in range(len(tparams)):
            p = pos
            if i < len(xlist):
                p = start_pos(xlist[i])
            # A cycle stays within one package.
            if tparams[i].obj.pkg is self.pkg:
                self.walk(p, tparams[i], targs[i], targs[i])

    def walk(self, pos: int, tpar: TypeParam, targ: Type, typ: Type) -> None:
        """Add edges to tpar, instantiated with targ, from everything in typ, which is a part of targ."""
        typ = unalias(typ)
        if isinstance(typ, TypeParam):
            self.flow(pos, tpar, targ, typ, self.tparam_vertex(typ))
        elif isinstance(typ, Named):
            src = self.local_vertex(typ.orig)
            if src >= 0:
                self.flow(pos, tpar, targ, typ, src)
            for t in typ.targs:
                self.walk(pos, tpar, targ, t)
        elif isinstance(typ, (Array, Slice, Pointer, Chan)):
            self.walk(pos, tpar, targ, typ.elem)
        elif isinstance(typ, Map):
            self.walk(pos, tpar, targ, typ.key)
            self.walk(pos, tpar, targ, typ.elem)
        elif isinstance(typ, Interface):
            for m in type_set(typ).methods:
                self.walk(pos, tpar, targ, m.type())
        elif isinstance(typ, Signature):
            self.walk_tuple(pos, tpar, targ, typ.params)
            self.walk_tuple(pos, tpar, targ, typ.results)
        elif isinstance(typ, Struct):
            for f in typ.fields:
                self.walk(pos, tpar, targ, f.type())

    def walk_tuple(self, pos: int, tpar: TypeParam, targ: Type, tup: Tuple) -> None:
        for v in tup.vars:
            self.walk(pos, tpar, targ, v.type())

    def flow(self, pos: int, tpar: TypeParam, targ: Type, typ: Type, src: int) -> None:
        weight = 0 if typ is unalias(targ) else 1
        self.edges.append(Edge(self.tparam_vertex(tpar), src, weight, pos, targ))

    def local_vertex(self, named: Named) -> int:
        """The vertex of a type declared where type parameters are in scope, -1 for others."""
        obj = named.obj
        if obj.pkg is not self.pkg:
            return -1
        root = self.pkg.scope
        if obj.parent is root:
            return -1
        if obj in self.index:
            return self.index[obj]
        idx = -1
        scope = obj.parent
        while scope is not None and scope is not root:
            for elem in scope.elems.values():
                if isinstance(elem, TypeName) and not is_alias_name(elem) and elem.pos < obj.pos:
                    t = elem.typ
                    if isinstance(t, TypeParam):
                        if idx < 0:
                            idx = len(self.vertices)
                            self.vertices.append(Vertex(obj))
                        self.edges.append(Edge(idx, self.tparam_vertex(t), 1, obj.pos, t))
            scope = scope.parent
        self.index[obj] = idx
        return idx

    def tparam_vertex(self, tpar: TypeParam) -> int:
        tpar = self.context.canon.get(tpar, tpar)  # in the method of an instance
        tpar = self.canon.get(tpar, tpar)
        obj = tpar.obj
        idx = self.index.get(obj)
        if idx is None:
            idx = len(self.vertices)
            self.vertices.append(Vertex(obj))
            self.index[obj] = idx
        return idx
