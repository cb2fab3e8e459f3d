"""Functions in an order in which callees come before callers (spec: cmd/compile/internal/ir/scc.go).

Strongly connected components of the "mentions" graph, after Tarjan, with two additions: a literal that captures
something is never the root of a component, so it falls into the component of the function around it; and every
function counts as two nodes, so that a component tells whether it is recursive. The search keeps its own stack:
call graphs are deep.
"""

from typing import Final, final

from mypy_extensions import mypyc_attr

from goescape.ir.expr import SelectorExpr
from goescape.ir.node import FUNC_HAS_LABELS, FUNC_LABELS_KNOWN, PFUNC, ClosureExpr, Func, Name, Node
from goescape.ir.ops import ODOTMETH, OLABEL, OMETHEXPR, OMETHVALUE
from goescape.ir.visit import Walker

_DONE: Final = 1 << 60


@final
class _Mentions(Walker):
    """The functions that a body mentions, in order of first mention."""

    __slots__ = ("funcs", "seen", "labels")

    def __init__(self) -> None:
        self.funcs: list[Func] = []
        self.seen: set[Func] = set()
        self.labels: bool = False

    def add(self, fn: Func | None) -> None:
        if fn is not None and fn not in self.seen:
            self.seen.add(fn)
            self.funcs.append(fn)

    def pre(self, n: Node) -> None:
        if isinstance(n, Name):
            if n.cls == PFUNC:
                self.add(n.func)
        elif isinstance(n, SelectorExpr):
            if n.op == ODOTMETH or n.op == OMETHVALUE or n.op == OMETHEXPR:
                if n.selection is not None:
                    m = n.selection.nname
                    if isinstance(m, Name):
                        self.add(m.func)
        elif isinstance(n, ClosureExpr):
            self.add(n.func)
        elif n.op == OLABEL:
            self.labels = True


def mentioned_funcs(fn: Func) -> list[Func]:
    m = _Mentions()
    m.visit_list(fn.body)
    fn.fflags |= FUNC_LABELS_KNOWN | FUNC_HAS_LABELS if m.labels else FUNC_LABELS_KNOWN
    return m.funcs


@final
class _Frame:
    __slots__ = ("fn", "id", "low", "funcs", "next")

    def __init__(self, fn: Func, id: int, low: int, funcs: list[Func]) -> None:
        self.fn = fn
        self.id = id
        self.low = low
        self.funcs = funcs
        self.next: int = 0


@mypyc_attr(allow_interpreted_subclasses=True)
class BottomUp:
    """Subclasses define what is analysed here (``is_local``) and what to do with a component (``analyze``)."""

    __slots__ = ("gen", "node_id", "stack")

    def __init__(self) -> None:
        self.gen: int = 0
        self.node_id: dict[Func, int] = {}
        self.stack: list[Func] = []

    def is_local(self, fn: Func) -> bool:
        """Whether the body of a mentioned function belongs to what is being analysed (and is there now)."""
        raise NotImplementedError

    def enter(self, fn: Func) -> None:
        """Called before a body is looked at."""
        return

    def analyze(self, fns: list[Func], recursive: bool) -> None:
        """``recursive`` False: one function and its literals, that does not call itself."""
        raise NotImplementedError

    def visit_funcs(self, funcs: list[Func]) -> None:
        for fn in funcs:
            if not fn.is_closure() and fn not in self.node_id:
                self._visit(fn)

    def _push(self, fn: Func) -> _Frame:
        self.enter(fn)
        self.gen += 1
        id = self.gen
        self.node_id[fn] = id
        self.gen += 1
        self.stack.append(fn)
        return _Frame(fn, id, self.gen, mentioned_funcs(fn))

    def _visit(self, root: Func) -> None:
        frames = [self._push(root)]
        while frames:
            fr = frames[-1]
            if fr.next < len(fr.funcs):
                callee = fr.funcs[fr.next]
                fr.next += 1
                id = self.node_id.get(callee, 0)
                if id > 0:
                    if id < fr.low:
                        fr.low = id
                elif self.is_local(callee):
                    frames.append(self._push(callee))
                continue
            frames.pop()
            if (fr.low == fr.id or fr.low == fr.id + 1) and not fr.fn.is_closure():
                self._component(fr)
            if frames and fr.low < frames[-1].low:
                frames[-1].low = fr.low

    def _component(self, fr: _Frame) -> None:
        i = len(self.stack) - 1
        while True:
            x = self.stack[i]
            self.node_id[x] = _DONE
            if x is fr.fn:
                break
            i -= 1
        block = self.stack[i:]
        del self.stack[i:]
        self.analyze(block, fr.low == fr.id)
