"""The order in which package variables are initialised."""

import heapq
from typing import final

from goescape.types.checker_base import CheckerBase, ErrorParts
from goescape.types.types import Const, DeclInfo, Func, Initializer, Object, Var


def order_of(obj: Object) -> int:
    return obj.order


@final
class InitGraph:
    """Dependencies among a package's constants and variables, directly or through functions.

    What a function needs is computed once for each strongly connected component of functions (after Tarjan), as
    a bit set of constants and variables.
    """

    __slots__ = ("objs", "nodes", "bit", "reach", "index", "low", "stack", "on_stack", "counter")

    def __init__(self, objs: list[Object]) -> None:
        self.objs = objs
        self.nodes: list[Object] = []  # constants and variables
        self.bit: dict[Object, int] = {}  # node -> its index
        for obj in objs:
            if isinstance(obj, (Const, Var)):
                self.bit[obj] = len(self.nodes)
                self.nodes.append(obj)
        self.reach: dict[Object, int] = {}  # function -> bits of the nodes it needs
        self.index: dict[Object, int] = {}
        self.low: dict[Object, int] = {}
        self.stack: list[Object] = []
        self.on_stack: set[Object] = set()
        self.counter: int = 0

    def needs(self, obj: Object) -> int:
        """The nodes that a constant's or variable's declaration needs, as bits."""
        bits = 0
        if obj.decl is None:
            return 0
        for dep in obj.decl.deps:
            if isinstance(dep, Func):
                if dep not in self.index:
                    self.visit(dep)
                bits |= self.reach.get(dep, 0)
            else:
                i = self.bit.get(dep)
                if i is not None:
                    bits |= 1 << i
        return bits

    def visit(self, root: Func) -> None:
        work: list[Object] = [root]
        todo: list[list[Object]] = [self.enter(root)]
        while work:
            f = work[-1]
            if todo[-1]:
                dep = todo[-1].pop()
                if dep not in self.index:
                    work.append(dep)
                    todo.append(self.enter(dep))
                elif dep in self.on_stack:
                    if self.index[dep] < self.low[f]:
                        self.low[f] = self.index[dep]
                else:
                    self.reach[f] |= self.reach[dep]
                continue
            work.pop()
            todo.pop()
            if work:
                parent = work[-1]
                if self.low[f] < self.low[parent]:
                    self.low[parent] = self.low[f]
                self.reach[parent] |= self.reach[f]
            if self.low[f] == self.index[f]:
                bits = self.reach[f]
                while True:
                    g = self.stack.pop()
                    self.on_stack.discard(g)
                    self.reach[g] = bits
                    if g is f:
                        break

    def enter(self, f: Object) -> list[Object]:
        self.index[f] = self.counter
        self.low[f] = self.counter
        self.counter += 1
        self.stack.append(f)
        self.on_stack.add(f)
        funcs: list[Object] = []
        bits = 0
        if f.decl is not None:
            for dep in f.decl.deps:
                if isinstance(dep, Func):
                    funcs.append(dep)
                else:
                    i = self.bit.get(dep)
                    if i is not None:
                        bits |= 1 << i
        self.reach[f] = bits
        return funcs


def init_order(check: CheckerBase) -> list[Initializer]:
    """Sort the initialisations by dependency, then source order; report cycles."""
    graph = InitGraph(check.obj_list)
    nodes = graph.nodes
    preds: list[list[int]] = [[] for _ in nodes]
    n_deps: list[int] = []
    heap: list[tuple[bool, int, int, int]] = []
    for i in range(len(nodes)):
        bits = graph.needs(nodes[i])
        count = 0
        while bits:
            low = bits & -bits
            preds[low.bit_length() - 1].append(i)
            bits ^= low
            count += 1
        n_deps.append(count)
        heap.append((not isinstance(nodes[i], Const), count, nodes[i].order, i))
    heapq.heapify(heap)

    order: list[Initializer] = []
    done = [False] * len(nodes)
    emitted: set[DeclInfo] = set()
    while heap:
        _, count, _, i = heapq.heappop(heap)
        if done[i] or count != n_deps[i]:
            continue
        done[i] = True
        obj = nodes[i]
        if count > 0:
            cycle = find_path(obj, obj)
            # Without one, the cycle is further on, and reported there.
            if cycle:
                report_cycle(check, cycle)
        for p in preds[i]:
            n_deps[p] -= 1
            if not done[p]:
                heapq.heappush(heap, (not isinstance(nodes[p], Const), n_deps[p], nodes[p].order, p))
        d = obj.decl
        if not isinstance(obj, Var) or d is None or d.init is None or d in emitted:
            continue
        emitted.add(d)
        order.append(Initializer(d.lhs if d.lhs else [obj], d.init))
    return order


def sorted_deps(obj: Object) -> list[Object]:
    if obj.decl is None:
        return []
    deps: list[Object] = [dep for dep in obj.decl.deps if isinstance(dep, (Const, Var, Func))]
    deps.sort(key=order_of)
    return deps


def find_path(start: Object, to: Object) -> list[Object]:
    """The objects on a path of dependencies from start to ``to``, backwards, without start; empty if there is none."""
    seen: set[Object] = {start}
    path: list[Object] = [start]
    todo: list[list[Object]] = [sorted_deps(start)]
    pos: list[int] = [0]
    while path:
        if pos[-1] >= len(todo[-1]):
            path.pop()
            todo.pop()
            pos.pop()
            continue
        dep = todo[-1][pos[-1]]
        pos[-1] += 1
        if dep is to:
            return [dep] + path[:0:-1]
        if dep not in seen:
            seen.add(dep)
            path.append(dep)
            todo.append(sorted_deps(dep))
            pos.append(0)
    return []


def report_cycle(check: CheckerBase, cycle: list[Object]) -> None:
    obj = cycle[0]
    if len(cycle) == 1:
        check.error(obj, f"initialization cycle: {obj.name} refers to itself")
        return
    err = ErrorParts()
    err.add(obj.pos, f"initialization cycle for {obj.name}")
    for j in range(len(cycle) - 1, -1, -1):
        nxt = cycle[j]
        err.add(obj.pos, f"{obj.name} refers to {nxt.name}")
        obj = nxt
    check.report(err)
