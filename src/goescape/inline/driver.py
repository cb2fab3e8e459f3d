"""Devirtualization and inlining in turns, to a fixed point (spec: inline/interleaved).

Calls are put in parentheses first, so that each can be replaced where it stands while the tree around it changes.
What is inlined brings new calls, which are looked at in batches: how often a literal is called must be known before
the first of its calls is inlined.
"""

from typing import final

from goescape.inline.cost import is_big_func
from goescape.inline.decide import Inliner
from goescape.inline.devirtualize import Devirtualizer
from goescape.ir.expr import BinaryExpr, CallExpr, LogicalExpr, ParenExpr
from goescape.ir.node import Editor, Func, Node
from goescape.ir.scc import BottomUp
from goescape.ir.staticval import Reassigned
from goescape.ir.stmt import TailCallStmt
from goescape.lower.build import lower_func
from goescape.lower.unit import FuncSource, Unit


@final
class CallSites(Editor):
    """The calls of one function: each in a ParenExpr, with the function that it was found to call."""

    __slots__ = ("fn", "big", "parens", "known", "resolved", "use_counts")

    def __init__(self, fn: Func, big: bool, use_counts: dict[Func, int]) -> None:
        self.fn = fn
        self.big = big
        self.parens: list[ParenExpr] = []
        self.known: set[ParenExpr] = set()
        self.resolved: list[Func | None] = []
        self.use_counts = use_counts

    def edit(self, n: Node) -> Node:
        if isinstance(n, ParenExpr):
            if n in self.known:
                return n
            n = n.x
        if isinstance(n, CallExpr):
            n.edit_children(self)
            p = ParenExpr(n.pos, n)
            p.typ = n.typ
            self.known.add(p)
            self.parens.append(p)
            return p
        if isinstance(n, TailCallStmt):
            if isinstance(n.call, CallExpr):
                n.call.no_inline = True
            n.call.edit_children(self)
            return n
        if isinstance(n, (BinaryExpr, LogicalExpr)):
            self._spine(n)
        else:
            n.edit_children(self)
        return n

    def _spine(self, n: Node) -> None:
        chain: list[Node] = []
        while isinstance(n, (BinaryExpr, LogicalExpr)):
            if n.init:
                self.edit_list(n.init)
            chain.append(n)
            n = n.x
        n = self.edit(n)
        for i in range(len(chain) - 1, -1, -1):
            c = chain[i]
            if isinstance(c, BinaryExpr):
                c.x = n
                c.y = self.edit(c.y)
            elif isinstance(c, LogicalExpr):
                c.x = n
                c.y = self.edit(c.y)
            n = c


@final
class _Unparen(Editor):
    __slots__ = ()

    def edit(self, n: Node) -> Node:
        while isinstance(n, ParenExpr):
            n = n.x
        if isinstance(n, (BinaryExpr, LogicalExpr)):
            top = n
            while True:
                if n.init:
                    self.edit_list(n.init)
                n.y = self.edit(n.y)
                x = n.x
                while isinstance(x, ParenExpr):
                    x = x.x
                n.x = x
                if not isinstance(x, (BinaryExpr, LogicalExpr)):
                    n.x = self.edit(x)
                    return top
                n = x
        n.edit_children(self)
        return n


@final
class Driver:
    """Inlining in one unit."""

    __slots__ = ("unit", "inliner", "devirtualizer")

    def __init__(self, unit: Unit, inliner: Inliner, devirtualizer: Devirtualizer) -> None:
        self.unit = unit
        self.inliner = inliner
        self.devirtualizer = devirtualizer

    # ------------------------------------------------------------------------------------- whole packages

    def package(self) -> None:
        funcs = self.unit.funcs[:]
        self.inliner.can_inline_funcs(funcs)
        self.functions(funcs)

    def functions(self, funcs: list[Func]) -> None:
        use_counts: dict[Func, int] = {}
        states: dict[Func, CallSites] = {}
        for fn in funcs:
            s = self._start(fn, use_counts)
            states[fn] = s
            for i in range(len(s.parens)):
                self._resolve(s, i)
        _Expand(self, states).visit_funcs(funcs)
        for fn in funcs:
            if states[fn].parens:
                fn.edit_children(_Unparen())
        self.inliner.reassigned = Reassigned()  # trees change from now on

    def wrapper(self, fn: Func) -> None:
        """One function that was made after inlining."""
        d = self.devirtualizer
        saved = d.new_state()
        s = self._start(fn, {})
        again = True
        while again:
            again = False
            i = 0
            while i < len(s.parens):
                if self._edit(s, i):
                    again = True
                i += 1
        if s.parens:
            fn.edit_children(_Unparen())
        d.state = saved
        self.inliner.reassigned = Reassigned()

    def _start(self, fn: Func, use_counts: dict[Func, int]) -> CallSites:
        big = is_big_func(fn)
        if big and self.inliner.m > 1:
            name = self.inliner.printer.sym(fn.nname.sym)
            self.inliner.log.emit(fn.pos, f"function {name} considered 'big'; reducing max cost of inlinees")
        s = CallSites(fn, big, use_counts)
        fn.edit_children(s)
        return s

    # ---------------------------------------------------------------------------------------- single calls

    def _resolve(self, s: CallSites, i: int) -> int:
        """Find out what call i may call; how often that is called so far (-1: the call is gone, 0: unknown)."""
        known: Func | None = None
        if i < len(s.resolved):
            known = s.resolved[i]
            if known is not None:
                return s.use_counts[known]
        call = s.parens[i].x
        if not isinstance(call, CallExpr):
            return -1
        self.devirtualizer.static_call(s.fn, call)
        callee = self.inliner.call_target(s.fn, call)
        if callee is None:
            return 0
        while len(s.resolved) <= i:
            s.resolved.append(None)
        s.resolved[i] = callee
        n = s.use_counts.get(callee, 0) + 1
        s.use_counts[callee] = n
        return n

    def _edit(self, s: CallSites, i: int) -> bool:
        """Inline call i if that can be done; what comes with it is marked."""
        paren = s.parens[i]
        call = paren.x
        if not isinstance(call, CallExpr):
            return False
        count = self._resolve(s, i)
        if count <= 0:
            return False
        callee = s.resolved[i]
        assert callee is not None
        inlined = self.inliner.try_inline(s.fn, call, s.big, count == 1 and callee.closure_parent is not None)
        if inlined is None:
            return False
        self._read_pending()
        paren.x = inlined
        inlined.edit_children(s)
        self.devirtualizer.state.inlined_call(s.fn, call, inlined)
        return True

    def expand(self, fns: list[Func], states: dict[Func, CallSites]) -> None:
        """Inline calls of one component of the call graph until nothing changes."""
        again = True
        while again:
            again = False
            for fn in fns:
                s = states.get(fn)
                if s is None:
                    continue
                start = 0
                end = len(s.parens)
                while True:
                    for i in range(start, end):
                        if self._edit(s, i):
                            again = True
                    start = end
                    end = len(s.parens)
                    if start == end:
                        break
                    for i in range(start, end):
                        self._resolve(s, i)

    def _read_pending(self) -> None:
        """Instances that an inlined body mentions for the first time: only what they cost is of interest."""
        unit = self.unit
        if not unit.full:
            return
        self._read_bodies(unit)
        if self.inliner.m > 1:
            unit.settle_new_uses()
        if unit.imprecise:
            if self.inliner.m > 0:
                for pos in unit.imprecise:
                    self.inliner.log.emit(pos, "imprecise interface call")
            unit.imprecise = []

    def _read_bodies(self, unit: Unit) -> None:
        fns: list[Func] = []
        while unit.todo_dicts or unit.todo:
            if unit.todo_dicts:
                unit.read_dict()
                continue
            fn = unit.todo.pop()
            fn.escstate = None
            lower_func(unit, fn)
            src = fn.origin
            if isinstance(src, FuncSource) and src.d is not None:
                fns.append(fn)
        if not fns:
            return
        m = self.inliner.m
        self.inliner.m = 0
        self.inliner.can_inline_funcs(fns)
        self.inliner.m = m
        for fn in fns:
            fn.body = []
            fn.has_body = False


@final
class _Expand(BottomUp):
    __slots__ = ("driver", "states")

    def __init__(self, driver: Driver, states: dict[Func, CallSites]) -> None:
        super().__init__()
        self.driver = driver
        self.states = states

    def is_local(self, fn: Func) -> bool:
        return fn in self.states

    def analyze(self, fns: list[Func], recursive: bool) -> None:
        self.driver.expand(fns, self.states)
