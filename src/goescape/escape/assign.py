"""Assignments: what is on the left becomes holes, what is on the right flows into them."""

from goescape.escape.graph import EscapeBase, Hole
from goescape.escape.utils import is_self_assign
from goescape.ir.expr import IndexExpr, SelectorExpr, StarExpr
from goescape.ir.node import PEXTERN, Name, Node
from goescape.ir.ops import OAS, ODEREF, ODOT, ODOTPTR, OINDEX, OINDEXMAP, OLINKSYMOFFSET, ONAME, ORANGE
from goescape.ir.sizes import resolved
from goescape.ir.stmt import AssignStmt
from goescape.ir.types import TARRAY
from goescape.ir.util import is_blank, is_reflect_header_data


class AssignWalker(EscapeBase):
    __slots__ = ()

    def addr(self, n: Node | None) -> Hole:
        """The hole that stands for storing into an addressable expression."""
        if n is None or is_blank(n):
            return self.b.discard_hole
        while True:
            op = n.op
            if op == ONAME:
                assert isinstance(n, Name)
                if n.cls == PEXTERN:
                    return self.b.heap_hole
                return self.old_loc(n).as_hole()
            if op == ODOT:
                assert isinstance(n, SelectorExpr)
                n = n.x
                continue
            if op == OINDEX:
                assert isinstance(n, IndexExpr)
                self.discard(n.index)
                if resolved(n.x.type()).kind == TARRAY:
                    n = n.x
                    continue
                self.mutate(n.x)
            elif op == ODEREF:
                assert isinstance(n, StarExpr)
                self.mutate(n.x)
            elif op == ODOTPTR:
                assert isinstance(n, SelectorExpr)
                self.mutate(n.x)
            elif op == OINDEXMAP:
                assert isinstance(n, IndexExpr)
                self.discard(n.x)
                self.assign_heap(n.index, "key of map put", n)
            else:
                assert op == OLINKSYMOFFSET, op
            return self.b.heap_hole

    def mutate(self, n: Node) -> None:
        self.expr(self.b.mutator_hole, n)

    def addrs(self, nodes: list[Node]) -> list[Hole]:
        return [self.addr(n) for n in nodes]

    def assign_heap(self, src: Node, why: str, where: Node) -> None:
        self.expr(self.note(self.b.heap_hole, where, why), src)

    def assign_one(self, dst: Node | None, src: Node | None, why: str, where: Node) -> None:
        k = self.addr(dst)
        self._assign(k, dst, src, why, where)
        self.mark_reassigned(k, where)

    def assign_list(self, dsts: list[Node], srcs: list[Node], why: str, where: Node) -> None:
        """``dsts... = srcs...``; srcs may be fewer (zero values, or one call for all)."""
        ks = self.addrs(dsts)
        n = len(srcs)
        for i, k in enumerate(ks):
            self._assign(k, dsts[i], srcs[i] if i < n else None, why, where)
        for k in ks:
            self.mark_reassigned(k, where)

    def _assign(self, k: Hole, dst: Node | None, src: Node | None, why: str, where: Node) -> None:
        if dst is not None:
            if dst.op == ODOTPTR and is_reflect_header_data(dst):
                # Stores a pointer in the guise of a uintptr.
                if src is not None:
                    self.unsafe_value(self.note(self.b.heap_hole, where, why), src)
                return
            if src is not None and is_self_assign(dst, src):
                ctx = self.ctx
                if ctx.m:
                    p = ctx.printer
                    ctx.emit(where.pos, f"{p.func(self.curfn)} ignoring self-assignment in {p.node(where)}")
                k = self.b.discard_hole
        if src is not None:
            self.expr(self.stored(k, where, why, dst, False), src)

    def mark_reassigned(self, k: Hole, where: Node) -> None:
        """The location was assigned, other than by the statement that defines it."""
        if isinstance(where, AssignStmt) and where.op == OAS and where.y is None:
            dst = where.x
            if isinstance(dst, Name) and dst.op == ONAME and dst.defn is None:
                return  # var x T: its initialisation
        loc = k.dst
        n = loc.n
        if isinstance(n, Name) and n.defn is where and where.op != ORANGE:
            return  # a range statement assigns once for each iteration
        loc.reassigned = True
