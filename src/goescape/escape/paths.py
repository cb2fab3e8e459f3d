"""Shortest flows: how a value comes to what outlives it, in as few steps as possible.

The solver walks from a root against the edges and counts dereferences. Here the question is asked from the other
end: from a location along the edges. A walk of the solver reaches location l with d(l) dereferences, where
d(root) = 0 and d(src) = max(d(dst), 0) + derefs for an edge dst ← src. So if d(src) must not be greater than b,
then d(dst) must not be greater than b - derefs, and there is no way along the edge if that is negative. A value's
address reaches the root if b = -1 holds for its location, its value if b = 0, and so on.

Breadth first: the first location that outlives the value ends the shortest flow.
"""

from typing import Final, final

from goescape.escape.branches import NO_BRANCH, Branches
from goescape.escape.graph import ESCAPES, Batch, Edge, Location
from goescape.escape.records import (
    SINK_HEAP,
    SINK_LOOP,
    SINK_OUTER,
    SINK_RESULT,
    SINK_STORAGE,
    Flow,
    Operation,
    Step,
)
from goescape.escape.solve import Solver
from goescape.ir.expr import CallExpr
from goescape.ir.node import Func, Name, Node
from goescape.ir.ops import OCALLFUNC
from goescape.ir.util import static_callee_name

_MAX_BOUND: Final = 8  # dereferences beyond this are taken as this many: flows that deep do not occur

# What is searched: a result's number, or
_HEAP_LEAK: Final = -1  # the heap, from a parameter's value
_ANY: Final = -2  # whatever outlives a location, from its address


@final
class Link:
    """An edge, seen from its source."""

    __slots__ = ("dst", "edge")

    def __init__(self, dst: Location, edge: Edge) -> None:
        self.dst = dst
        self.edge = edge


@final
class _Visit:
    """A location that was reached, and from where. ``bound``: the dereferences allowed at it."""

    __slots__ = ("loc", "bound", "link", "before")

    def __init__(self, loc: Location, bound: int, link: Link | None, before: "_Visit | None") -> None:
        self.loc = loc
        self.bound = bound
        self.link = link
        self.before = before


@final
class Paths:
    """Flows of one batch, after it was solved."""

    __slots__ = ("b", "solver", "links", "branches")

    def __init__(self, b: Batch) -> None:
        self.b = b
        self.solver = Solver(b)
        self.branches = Branches()
        self.links: dict[Location, list[Link]] = {}
        for dst in b.all_locs:
            self._connect(dst)
        self._connect(b.heap_loc)
        for src, at_once in b.at_once.items():
            self.links[src] = [Link(e.dst, e.edge) for e in at_once] + self.links.get(src, [])

    def _connect(self, dst: Location) -> None:
        for edge in dst.edges:
            self.links.setdefault(edge.src, []).append(Link(dst, edge))

    def to_heap(self, loc: Location) -> Flow | None:
        """Why a location is on the heap: its address reaches what outlives it."""
        flow = self._search(loc, -1, _ANY, NO_BRANCH)
        if flow is not None:
            flow.branch = self._only_branch(loc, flow)
        return flow

    def _only_branch(self, loc: Location, flow: Flow) -> Node | None:
        """The smallest branch without which the value would stay on the stack, if it is made before it."""
        operations = flow.steps[-1].operations
        if not operations or loc.n is None or loc.curfn is None:
            return None
        branches = self.branches
        home = branches.of_value(loc.n, loc.curfn)
        branch = branches.of_operation(operations[-1].where)
        if home == NO_BRANCH or not branches.inside(branch, home):
            return None
        while branch != home:
            if self._search(loc, -1, _ANY, branch) is None:
                return branches.first[branch]
            branch = branches.parent[branch]
        return None

    def leak_to_heap(self, loc: Location, derefs: int) -> Flow | None:
        """How a parameter's value, dereferenced so often, comes to the heap."""
        return self._search(loc, derefs, _HEAP_LEAK, NO_BRANCH)

    def leak_to_result(self, loc: Location, derefs: int, result: int) -> Flow | None:
        return self._search(loc, derefs, result, NO_BRANCH)

    def _search(self, start: Location, bound: int, wanted: int, without: int) -> Flow | None:
        """``without``: a branch that is taken not to be there."""
        queue = [_Visit(start, bound, None, None)]
        best: dict[Location, int] = {start: bound}
        head = 0
        while head < len(queue):
            at = queue[head]
            head += 1
            if at.link is not None:
                sink = self._sink(start, at.loc, wanted)
                if sink:
                    return self._flow(at, sink)
            for link in self.links.get(at.loc, []):
                bound = at.bound - link.edge.derefs
                if bound > _MAX_BOUND:
                    bound = _MAX_BOUND
                if bound >= 0 and bound > best.get(link.dst, -1):
                    if without != NO_BRANCH and self._happens_in(link.edge, without):
                        continue
                    best[link.dst] = bound
                    queue.append(_Visit(link.dst, bound, link, at))
        return None

    def _happens_in(self, edge: Edge, branch: int) -> bool:
        note = edge.notes
        while note is not None:
            if self.branches.inside(self.branches.of_operation(note.where), branch):
                return True
            note = note.next
        return False

    def _sink(self, start: Location, root: Location, wanted: int) -> int:
        """What kind of end ``root`` is for what starts in ``start``; 0: none."""
        b = self.b
        own_result = root.param_out and root.curfn is start.curfn and not root.attrs & ESCAPES
        if wanted >= 0:
            return SINK_RESULT if own_result and root.result_index == wanted + 1 else 0
        if root is b.heap_loc:
            return SINK_HEAP
        if wanted == _HEAP_LEAK and own_result:
            return 0
        if not self.solver.outlives(root, start):
            return 0
        if root.attrs & ESCAPES:
            return SINK_STORAGE
        if root.param_out and root.curfn is start.curfn:
            return SINK_RESULT
        if root.curfn is start.curfn:
            return SINK_LOOP
        return SINK_RESULT if root.param_out else SINK_OUTER

    def _flow(self, at: _Visit, sink: int) -> Flow:
        end = at.loc
        steps: list[Step] = []
        visit: _Visit | None = at
        while visit is not None and visit.link is not None and visit.before is not None:
            edge = visit.link.edge
            dst = visit.loc
            operations = self._operations(edge)
            steps.append(Step(dst.n, dst.curfn, edge.derefs, edge.src.n, operations, dst is self.b.heap_loc))
            visit = visit.before
        steps.reverse()
        return Flow(_joined(steps), sink, end.n, end.curfn)

    def _operations(self, edge: Edge) -> list[Operation]:
        out: list[Operation] = []
        note = edge.notes
        while note is not None:
            out.append(Operation(note.where, note.why, note.arg, self._callee(note.where, edge.src.curfn)))
            note = note.next
        return out

    def _callee(self, where: Node, fn: Func | None) -> Name | None:
        """The one function that a call calls, if that is known."""
        if not isinstance(where, CallExpr) or where.op != OCALLFUNC or where.fun is None:
            return None
        callee = static_callee_name(where.fun)
        if callee is None and fn is not None:
            callee = static_callee_name(self.b.oracles.get(fn).static_value(where.fun))
        return callee


def _joined(steps: list[Step]) -> list[Step]:
    """A step out of a temporary, in which nothing happens, belongs to the step into it."""
    out: list[Step] = []
    for step in steps:
        last = out[-1] if out else None
        if last is not None and step.src is None and not step.operations and step.derefs >= 0:
            last.dst, last.dst_fn, last.to_heap = step.dst, step.dst_fn, step.to_heap
            last.derefs += step.derefs
        else:
            out.append(step)
    return out
