"""Which functions can be inlined, and which calls are (spec: inline/inl.go).

A package's own functions are looked at callees first. Of a function of another package its own package knows
(``Others``); nothing is known yet about one of this package that calls back into the one at hand.
"""

from typing import final

from goescape.base.pos import BASE_SHIFT, PosTable
from goescape.inline.cost import (
    BIG_FUNCTION_MAX_COST,
    CLOSURE_CALLED_ONCE_COST,
    MAX_BUDGET,
    HairyVisitor,
    Prices,
    can_delay_results,
    impossible,
    is_big_func,
    is_intrinsic_call,
)
from goescape.inline.expand import Inline, expand_call, has_inline_body
from goescape.ir.expr import CallExpr, InlinedCallExpr, SelectorExpr
from goescape.ir.fmt import Printer
from goescape.ir.log import Log
from goescape.ir.node import (
    FUNC_INLINABILITY_CHECKED,
    PFUNC,
    ClosureExpr,
    Func,
    Name,
    Node,
)
from goescape.ir.ops import OCALLFUNC, ODOTPTR, OMETHEXPR
from goescape.ir.scc import BottomUp
from goescape.ir.sizes import resolved
from goescape.ir.staticval import Reassigned, static_value
from goescape.ir.types import identical
from goescape.ir.util import func_name, method_expr_name, static_callee_name
from goescape.ir.visit import Walker
from goescape.lower.inlined import trim_inline_hash
from goescape.lower.unit import Unit


class Others:
    """What other packages know about their functions; implemented by ``program``."""

    __slots__ = ()

    def is_own(self, unit: Unit, fn: Func) -> bool:
        """Whether the function is compiled in this unit."""
        raise NotImplementedError

    def lower(self, unit: Unit, fn: Func) -> None:
        """Lower a function of a unit that is not listed as a whole."""
        raise NotImplementedError

    def inline_info(self, fn: Func) -> Inline | None:
        """How a function of another package can be inlined."""
        raise NotImplementedError

    def is_available(self, unit: Unit, fn: Func, caller: Func, pos: int) -> bool:
        """Whether the unit can read the body: it imports its package, or a package that has inlined it.

        The call is in ``caller`` at ``pos``.
        """
        raise NotImplementedError


@final
class Inliner(Prices):
    """Decides for one unit. ``m``: messages to ``log`` as with -m (1) or -m=2."""

    __slots__ = ("unit", "table", "printer", "log", "m", "others", "active", "reassigned")

    def __init__(
        self,
        unit: Unit,
        table: PosTable,
        printer: Printer,
        log: Log,
        m: int,
        others: Others,
        merge_loads: bool,
        intrinsics: frozenset[str],
    ) -> None:
        super().__init__(merge_loads, intrinsics)
        self.unit = unit
        self.table = table
        self.printer = printer
        self.log = log
        self.m = m
        self.others = others
        self.active: set[Func] = set()
        self.reassigned = Reassigned()

    # ------------------------------------------------------------------------------------------- functions

    def can_inline_funcs(self, funcs: list[Func]) -> None:
        _CanInline(self, funcs).visit_funcs(funcs)

    def can_inline(self, fn: Func) -> None:
        """Decide whether the function can be inlined; if so, it gets an Inline."""
        reason = impossible(fn, False)
        if not reason:
            if fn.fflags & FUNC_INLINABILITY_CHECKED:
                return
            reason = self._check(fn)
            fn.fflags |= FUNC_INLINABILITY_CHECKED
        if reason and self.m > 1:
            self.log.emit(fn.pos, f"cannot inline {self.printer.sym(fn.nname.sym)}: {reason}")

    def _check(self, fn: Func) -> str:
        budget = MAX_BUDGET
        if fn.closure_parent is not None:
            budget = max(budget, CLOSURE_CALLED_ONCE_COST)
        v = HairyVisitor(fn, self, budget, self.m > 1)
        if v.too_hairy():
            return v.reason
        cost = budget - v.budget
        fn.inl = Inline(cost, can_delay_results(fn))
        if self.m > 0:
            name = trim_inline_hash(self.printer.sym(fn.nname.sym))
            if self.m > 1:
                typ = self.printer.typ(fn.ftype())
                text = f"can inline {name} with cost {cost} as: {typ} {{ {self.printer.nodes(fn.body)} }}"
                self.log.emit(fn.pos, text)
            else:
                self.log.emit(fn.pos, f"can inline {name}")
        return ""

    def info(self, fn: Func) -> Inline | None:
        """How a callee can be inlined, as far as that is known now; None if it cannot."""
        inl = fn.inl
        if inl is None and not fn.fflags & FUNC_INLINABILITY_CHECKED:
            if not self.others.is_own(self.unit, fn):
                inl = self.others.inline_info(fn)
            elif not self.unit.full and fn.oclosure is None and fn not in self.active:
                self.ensure(fn)
                inl = fn.inl
        if not isinstance(inl, Inline):
            return None
        return inl

    def ensure(self, fn: Func) -> None:
        """Decide about a function of a unit that is not listed as a whole."""
        if fn.fflags & FUNC_INLINABILITY_CHECKED or fn in self.active:
            return
        self.others.lower(self.unit, fn)
        self.active.add(fn)
        self.can_inline(fn)
        fn.fflags |= FUNC_INLINABILITY_CHECKED
        self.active.discard(fn)

    # ----------------------------------------------------------------------------------------------- calls

    def might_inline(self, call: CallExpr) -> bool:
        """gc's inlineCallCheck: nothing plain forbids to inline the call."""
        if call.op != OCALLFUNC or call.go_defer or call.no_inline:
            return False
        assert call.fun is not None
        name = static_callee_name(call.fun)
        if name is not None and name.sym.pkg is not None and name.sym.pkg.path == "internal/abi":
            if name.sym.name.startswith("EscapeNonString["):
                return False
        return not is_intrinsic_call(call, self.intrinsics)

    def callee(self, caller: Func, fun: Node, resolve_only: bool) -> Func | None:
        """The function that is called, if that is known statically (gc's inlCallee)."""
        fun = static_value(fun, self.reassigned)
        if isinstance(fun, Name):
            return fun.func if fun.cls == PFUNC else None
        if isinstance(fun, SelectorExpr):
            if fun.op != OMETHEXPR:
                return None
            m = method_expr_name(fun)
            if m is None:
                return None
            recv = m.type().recv
            if recv is None or not identical(recv.typ, fun.x.typ):
                return None
            return m.func
        if isinstance(fun, ClosureExpr):
            c = fun.func
            if c.closure_vars:
                outer = c.closure_vars[0].outer
                if outer is not None and outer.curfn is not caller:
                    return None
            if not resolve_only:
                self.can_inline(c)
            return c
        return None

    def call_target(self, caller: Func, call: CallExpr) -> Func | None:
        if not self.might_inline(call):
            return None
        assert call.fun is not None
        return self.callee(caller, call.fun, True)

    def inlinable(self, fn: Func, caller: Func, pos: int) -> Inline | None:
        info = self.info(fn)
        if info is None or not has_inline_body(fn) or not self.others.is_available(self.unit, fn, caller, pos):
            return None
        return info

    def cost_of_inlined(self, caller: Func, call: CallExpr, big: bool) -> int:
        assert call.fun is not None
        fn = self.callee(caller, call.fun, False)
        if fn is None:
            return -1
        info = self.inlinable(fn, caller, call.pos)
        if info is None or not self._can_inline_call(caller, call, fn, info, big, False, False):
            return -1
        return info.cost

    def will_inline(self, caller: Func, callee: Func) -> bool:
        """Whether a call of ``callee`` stands in the body, and will be inlined."""
        calls = _Calls()
        calls.visit_list(caller.body)
        for call in calls.found:
            assert call.fun is not None
            if self.might_inline(call) and self.callee(caller, call.fun, True) is callee:
                if self.cost_of_inlined(caller, call, is_big_func(caller)) >= 0:
                    return True
        return False

    def try_inline(self, caller: Func, call: CallExpr, big: bool, called_once: bool) -> InlinedCallExpr | None:
        if not self.might_inline(call):
            return None
        assert call.fun is not None
        fn = self.callee(caller, call.fun, False)
        if fn is None:
            return None
        info = self.inlinable(fn, caller, call.pos)
        if info is None or not self._can_inline_call(caller, call, fn, info, big, called_once, True):
            return None
        if self.m > 0:
            name = trim_inline_hash(self.printer.sym(fn.nname.sym))
            self.log.emit(call.pos, f"inlining call to {name}")
        self.unit.inlined.add(fn)
        return expand_call(self.unit, self.table, caller, call, fn, info)

    def _can_inline_call(
        self, caller: Func, call: CallExpr, fn: Func, info: Inline, big: bool, called_once: bool, told: bool
    ) -> bool:
        max_cost = BIG_FUNCTION_MAX_COST if big else MAX_BUDGET
        if fn.closure_parent is not None:
            max_cost *= 2
            if called_once:
                max_cost = max(max_cost, CLOSURE_CALLED_ONCE_COST)
        if info.cost > max_cost:
            return False
        return not self._in_cycle(caller, call, fn, told)

    def _in_cycle(self, caller: Func, call: CallExpr, fn: Func, told: bool) -> bool:
        """Whether the call stands (directly or not) in what was inlined for itself, or for another call of ``fn``."""
        table = self.table
        parent = table.call_index(call.pos)
        if parent < 0:
            return False
        here = self._plain(call.pos)
        i = parent
        while i >= 0:
            c = table.calls[i]
            if self._plain(c.pos) == here:
                return True
            i = c.parent
        i = parent
        while i >= 0:
            c = table.calls[i]
            outer = c.callee
            if isinstance(outer, Func) and outer.nname.sym is fn.nname.sym:
                if told and self.m > 1:
                    callee = self.printer.sym(fn.nname.sym)
                    text = f"cannot inline {callee} into {func_name(caller)}: repeated recursive cycle"
                    self.log.emit(call.pos, text)
                return True
            i = c.parent
        return False

    def _plain(self, pos: int) -> int:
        """The position without what was inlined where."""
        b = self.table.bases[pos >> BASE_SHIFT]
        if b.call < 0:
            return pos
        return pos + ((b.orig - (pos >> BASE_SHIFT)) << BASE_SHIFT)

    def zero_offset(self, dot: SelectorExpr) -> bool:
        f = dot.selection
        if f is None:
            return False
        t = resolved(dot.x.type())
        if dot.op == ODOTPTR and t.elem is not None:
            t = resolved(t.elem)
        return self.unit.offset_of(t, f) == 0


@final
class _Calls(Walker):
    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: list[CallExpr] = []

    def pre(self, n: Node) -> None:
        if isinstance(n, CallExpr) and n.op == OCALLFUNC:
            self.found.append(n)


@final
class _CanInline(BottomUp):
    __slots__ = ("inliner", "funcs")

    def __init__(self, inliner: Inliner, funcs: list[Func]) -> None:
        super().__init__()
        self.inliner = inliner
        self.funcs: set[Func] = set(funcs)

    def is_local(self, fn: Func) -> bool:
        return fn in self.funcs or fn.oclosure is not None

    def analyze(self, fns: list[Func], recursive: bool) -> None:
        for fn in fns:
            self.inliner.can_inline(fn)
