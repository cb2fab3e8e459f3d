"""Backing stores of appends (spec: cmd/compile/internal/slice).

A slice that is only appended to, indexed, measured and in the end returned (or assigned away once) may start in a
stack buffer: it is moved to the heap just before that one place. Says nothing; it changes the verdict of the
appends. Runs after escape analysis of the whole package.
"""

from typing import final

from goescape.escape.context import EscapeContext
from goescape.escape.leaks import parse_leaks
from goescape.ir.expr import AddrExpr, CallExpr, IndexExpr, SelectorExpr, SliceExpr, UnaryExpr
from goescape.ir.node import ESC_NONE, PPARAMOUT, ClosureExpr, Func, Name, Node
from goescape.ir.ops import (
    OAPPEND,
    OAS2,
    OCALLFUNC,
    OCAP,
    ODOT,
    OINDEX,
    OLEN,
    ONAME,
    ONIL,
    OSLICE,
    OSLICELIT,
)
from goescape.ir.sizes import resolved
from goescape.ir.staticval import Reassigned, static_value
from goescape.ir.stmt import AssignListStmt, AssignStmt, Decl, ForStmt, RangeStmt, ReturnStmt
from goescape.ir.types import TARRAY, TSLICE
from goescape.ir.util import static_callee_name
from goescape.ir.visit import Walker


@final
class _Info:
    """ok_uses: mentions that are understood. transition: where others get to know the backing store."""

    __slots__ = ("name", "ok_uses", "all_uses", "transition", "appends", "weight", "decl_depth", "cap_used")

    def __init__(self, name: Name) -> None:
        self.name = name
        self.ok_uses: int = 0
        self.all_uses: int = 0
        self.transition: Node | None = None
        self.appends: list[CallExpr] = []
        self.weight: int = 0
        self.decl_depth: int = 0
        self.cap_used: bool = False


@final
class _Analysis(Walker):
    __slots__ = ("ctx", "infos", "named_results", "loop_depth", "reassigned")

    def __init__(self, ctx: EscapeContext) -> None:
        self.ctx = ctx
        self.infos: dict[Name, _Info] = {}
        self.named_results: list[Name] = []
        self.reassigned = Reassigned()
        self.loop_depth: int = 0

    def tracking(self, n: Node | None) -> _Info | None:
        if isinstance(n, Name) and n.op == ONAME:
            return self.infos.get(n)
        return None

    def forget(self, i: _Info) -> None:
        self.infos.pop(i.name, None)

    def transition(self, i: _Info, where: Node) -> None:
        if i.transition is not None or self.loop_depth > i.decl_depth:
            self.forget(i)
        else:
            i.transition = where

    def visit(self, n: Node) -> None:
        if isinstance(n, ForStmt) or isinstance(n, RangeStmt):
            self.pre(n)
            self.loop_depth += 1
            n.do_children(self)
            self.loop_depth -= 1
        else:
            super().visit(n)

    def pre(self, n: Node) -> None:
        op = n.op
        i: _Info | None
        if isinstance(n, Name):
            i = self.tracking(n)
            if i is not None:
                i.all_uses += 1
        elif isinstance(n, Decl):
            i = self.tracking(n.x)
            if i is not None:
                i.ok_uses += 1
                i.decl_depth = self.loop_depth
        elif isinstance(n, IndexExpr):
            i = self.tracking(n.x)
            if i is not None and op == OINDEX:
                i.ok_uses += 1
        elif isinstance(n, UnaryExpr):
            if op == OLEN or op == OCAP:
                i = self.tracking(n.x)
                if i is not None:
                    i.ok_uses += 1
                    if op == OCAP:
                        i.cap_used = True
        elif isinstance(n, AddrExpr):
            self._address(n.x)
        elif isinstance(n, ReturnStmt):
            self._return(n)
        elif isinstance(n, CallExpr):
            if op == OCALLFUNC:
                for k, arg in enumerate(n.args):
                    i = self.tracking(arg)
                    if i is not None and not self._arg_leaks(n, k):
                        i.ok_uses += 1
                        i.cap_used = True
        elif isinstance(n, RangeStmt):
            i = self.tracking(n.x)
            if i is not None:
                i.ok_uses += 1
                self.transition(i, n)
        elif isinstance(n, AssignStmt):
            self._assign(n.x, n.y, n)
        elif isinstance(n, AssignListStmt):
            if op == OAS2:
                for k, lhs in enumerate(n.lhs):
                    self._assign(lhs, n.rhs[k], n)
        elif isinstance(n, ClosureExpr):
            for v in n.func.closure_vars:
                if v.outer is not None:
                    self.visit(v.outer)

    def _address(self, x: Node) -> None:
        """&s[i], and addresses inside it, are pointers to the backing store."""
        while True:
            if isinstance(x, SelectorExpr) and x.op == ODOT:
                x = x.x
            elif isinstance(x, IndexExpr) and x.op == OINDEX:
                if resolved(x.x.type()).kind != TARRAY:
                    i = self.tracking(x.x)
                    if i is not None:
                        self.forget(i)
                    return
                x = x.x
            else:
                return

    def _return(self, n: ReturnStmt) -> None:
        for x in n.results:
            i = self.tracking(x)
            if i is not None:
                i.ok_uses += 1
                self.transition(i, n)
        if not n.results:
            for r in self.named_results:
                i = self.tracking(r)
                if i is not None:
                    self.transition(i, n)

    def _assign(self, x: Node | None, y: Node | None, stmt: Node) -> None:
        i = self.tracking(x)
        if i is not None:
            if y is None or y.op == ONIL:
                i.ok_uses += 1
            elif y.op == OSLICELIT:
                i.ok_uses += 1
                i.cap_used = True
            elif isinstance(y, SliceExpr):
                if y.op == OSLICE and y.x is i.name:
                    i.ok_uses += 2
                    i.cap_used = True
            elif isinstance(y, CallExpr) and y.op == OAPPEND and y.args[0] is i.name:
                i.ok_uses += 2
                i.appends.append(y)
                i.weight += 1 + self.loop_depth - i.decl_depth
        i = self.tracking(y)
        if i is not None:
            i.ok_uses += 1
            self.transition(i, stmt)

    def _arg_leaks(self, call: CallExpr, idx: int) -> bool:
        assert call.fun is not None
        fn = static_callee_name(static_value(call.fun, self.reassigned))
        if fn is None or fn.func is None:
            return True
        tags = fn.func.tags
        if tags is None:
            tags = self.ctx.facts.tags(fn.func)
        if tags is None or idx >= len(tags):
            return True
        return parse_leaks(tags[idx]).any()


def stack_appends(fn: Func, ctx: EscapeContext) -> list[CallExpr]:
    """Give the appends of a function stack buffers where that can be; returns them."""
    a = _Analysis(ctx)
    for s in fn.dcl:
        t = resolved(s.type())
        if t.kind != TSLICE or t.elem is None or ctx.sizes.width(t.elem) > ctx.variable_make_threshold:
            continue
        a.infos[s] = _Info(s)
        if s.cls == PPARAMOUT:
            a.named_results.append(s)
    if not a.infos:
        return []
    a.visit_list(fn.body)
    done: list[CallExpr] = []
    for s in fn.dcl:
        i = a.infos.get(s)
        if i is None or i.ok_uses != i.all_uses or i.transition is None or i.weight < 2:
            continue
        for call in i.appends:
            call.esc = ESC_NONE
            if i.cap_used:
                call.use_buf = True
            done.append(call)
    return done
