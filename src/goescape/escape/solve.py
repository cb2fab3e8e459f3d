"""Solving the graph: which locations' addresses reach what outlives them, with how many dereferences.

From every location a walk against the edges finds the minimal dereferences to each location that flows to it
(Bellman-Ford; counts are bounded below by 0 between steps, so there are no endless negative cycles). A location
is walked again when it starts to escape or to persist.
"""

from collections import deque
from typing import final

from goescape.escape.graph import ALL_ATTRS, CALLS, ESCAPES, FUNC_TAGGED, MUTATES, PERSISTS, Batch, Location
from goescape.ir.node import FUNC_CLOSURE_RESULTS_LOST, PPARAMOUT, ClosureExpr
from goescape.ir.util import contains_closure, func_name


@final
class Solver:
    __slots__ = ("b", "todo")

    def __init__(self, b: Batch) -> None:
        self.b = b
        self.todo: deque[Location] = deque()

    def enqueue(self, loc: Location) -> None:
        if not loc.queued_all:
            loc.queued_all = True
            if loc.attrs & ESCAPES:
                self.todo.appendleft(loc)
            else:
                self.todo.append(loc)

    def walk_all(self) -> None:
        b = self.b
        todo = self.todo
        for loc in b.all_locs:
            loc.queued_all = True
            todo.appendleft(loc)
        for loc in (b.mutator_loc, b.callee_loc, b.heap_loc):
            loc.queued_all = True
            todo.appendleft(loc)
        walkgen = 0
        while todo:
            root = todo.popleft()
            root.queued_all = False
            walkgen += 1
            self.walk_one(root, walkgen)

    def _lose_results(self, clo: ClosureExpr) -> None:
        """A literal is called by someone unknown: its results may flow anywhere."""
        fn = clo.func
        if not 0 < fn.esc < FUNC_TAGGED or fn.fflags & FUNC_CLOSURE_RESULTS_LOST:
            return
        fn.fflags |= FUNC_CLOSURE_RESULTS_LOST
        for n in fn.dcl:
            if n.cls == PPARAMOUT:
                self.enqueue(self.b.old_loc(n))

    def walk_one(self, root: Location, walkgen: int) -> None:
        root.walkgen = walkgen
        root.derefs = 0
        root.dst = None
        root_attrs = root.attrs
        if root_attrs & CALLS:
            n = root.n
            if isinstance(n, ClosureExpr):
                self._lose_results(n)
        if not root.edges and not root.param:
            return  # nothing flows here, and a location does not outlive itself

        todo: list[Location] = [root]
        head = 0
        while head < len(todo):
            loc = todo[head]
            head += 1
            loc.queued_one = 0
            derefs = loc.derefs
            new_attrs = 0
            if derefs < 0:
                # The location's address flows to root; addresses of what flows to it do not.
                derefs = 0
                if self.outlives(root, loc):
                    if self.b.ctx.m >= 2 and not loc.attrs & ESCAPES:
                        self._explain_escape(root, loc)
                    new_attrs = ALL_ATTRS
                elif root.attrs & PERSISTS:
                    new_attrs = PERSISTS
            if derefs == 0:
                new_attrs |= root.attrs & (MUTATES | CALLS)
            if loc.param:
                self._param(root, loc, derefs)
            if new_attrs & ~loc.attrs:
                loc.attrs |= new_attrs
                self.enqueue(loc)
                if loc.attrs & ESCAPES:
                    continue
            i = 0
            for edge in loc.edges:
                src = edge.src
                if not src.attrs & ESCAPES:
                    d = derefs + edge.derefs
                    if src.walkgen != walkgen or src.derefs > d:
                        src.walkgen = walkgen
                        src.derefs = d
                        src.dst = loc
                        src.dst_edge = i
                        if src.queued_one != walkgen:
                            src.queued_one = walkgen
                            todo.append(src)
                i += 1

    def _param(self, root: Location, loc: Location, derefs: int) -> None:
        """A parameter's value flows to root: part of its tag."""
        b = self.b
        if self.outlives(root, loc):
            if b.ctx.m >= 2 and not loc.attrs & ESCAPES:
                n = loc.n
                assert n is not None
                p = b.ctx.printer
                b.explain(
                    n.pos,
                    f"parameter {p.node(n)} leaks to {b.explain_loc(root)} for {func_name(loc.curfn)}"
                    f" with derefs={derefs}:",
                )
                self._explain_path(root, loc)
            loc.leak_to(root, derefs)
        attrs = root.attrs
        if attrs & MUTATES:
            loc.leaks().add_mutator(derefs)
        if attrs & CALLS:
            loc.leaks().add_callee(derefs)

    def _explain_escape(self, root: Location, loc: Location) -> None:
        n = loc.n
        if n is not None:
            self.b.emit_escapes(loc, n)
            self._explain_path(root, loc)

    def _explain_path(self, root: Location, src: Location) -> None:
        """How src flows to root, edge by edge."""
        b = self.b
        assert src.n is not None
        pos = src.n.pos
        visited: set[Location] = set()
        while True:
            if src in visited:
                b.explain(pos, "  warning: truncated explanation due to assignment cycle; see golang.org/issue/35518")
                break
            visited.add(src)
            dst = src.dst
            assert dst is not None
            edge = dst.edges[src.dst_edge]
            assert edge.src is src
            b.explain_edge(pos, dst, edge)
            if dst is root:
                break
            src = dst

    def outlives(self, loc: Location, other: Location) -> bool:
        """Whether what is stored in loc may live longer than other on the stack would."""
        if loc.attrs & ESCAPES:
            return True
        b = self.b
        if loc is b.mutator_loc or loc is b.callee_loc:
            return False
        fn = loc.curfn
        if loc.param_out:
            # Callers may keep results for ever. But a literal whose calls are all known may return what belongs
            # to the function around it:
            #
            #	var u int
            #	fn := func() *int { return &u }()
            if fn is not None and contains_closure(other.curfn, fn) and not fn.fflags & FUNC_CLOSURE_RESULTS_LOST:
                return False
            return True
        # Declared outside of a loop that other is in:
        #
        #	var p *int
        #	for {
        #		p = new(int)
        #	}
        if fn is other.curfn and loc.loop_depth < other.loop_depth:
            return True
        # Other is in a literal inside the function that loc belongs to.
        return contains_closure(fn, other.curfn)
