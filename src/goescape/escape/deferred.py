"""Asking for callees' tags only if a parameter's value can get there.

When a function is analysed silently, for its tags, most calls do not matter: what they are passed was made by the
function itself. Such an argument flows to a location of its own at first. Then, from the parameters along the
edges, the locations are found that parameters' values can reach. A call among them has its callee's tags looked up,
which makes more edges, until nothing new is reached. What is never reached cannot change a tag:

- a walk that records a leak ends at a parameter, so all its locations are reached from it;
- a location that starts to escape because of a call matters if a parameter flows into it, and then the parameter
  reaches the call too (addresses count as edges here);
- a function literal that is called by someone unknown loses track of its results: these count as flowing into it.
"""

from goescape.escape.graph import Batch, Location
from goescape.ir.node import PPARAMOUT, ClosureExpr


def resolve_deferred(b: Batch) -> None:
    todo: list[Location] = []
    for loc in b.all_locs:
        for edge in loc.edges:
            _connect(edge.src, loc)
        n = loc.n
        if isinstance(n, ClosureExpr):
            for r in n.func.dcl:
                if r.cls == PPARAMOUT and isinstance(r.opt, Location):
                    _connect(r.opt, loc)
        elif loc.param:
            todo.append(loc)
    reached: set[Location] = set(todo)
    while todo:
        loc = todo.pop()
        if loc.waiting is not None:
            for k in b.resolve(loc):
                if k.dst is not b.blank_loc:
                    _connect(loc, k.dst)
        if loc.out is not None:
            for dst in loc.out:
                if dst not in reached:
                    reached.add(dst)
                    todo.append(dst)
            loc.out = None


def _connect(src: Location, dst: Location) -> None:
    if src.out is None:
        src.out = [dst]
    else:
        src.out.append(dst)
