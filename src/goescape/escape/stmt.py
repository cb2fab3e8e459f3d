"""Statements."""

from typing import final

from goescape.escape.expr import ExprWalker
from goescape.escape.graph import FUNC_STARTED, LABEL_LOOPING, LABEL_NONLOOPING, Hole
from goescape.ir.expr import CallExpr, UnaryExpr
from goescape.ir.node import FUNC_HAS_LABELS, FUNC_LABELS_KNOWN, PPARAMOUT, Func, Name, Node
from goescape.ir.ops import (
    OAS,
    OAS2,
    OAS2DOTTYPE,
    OAS2FUNC,
    OAS2MAPR,
    OAS2RECV,
    OBREAK,
    OCALLFUNC,
    OCALLINTER,
    OCALLMETH,
    OCHECKNIL,
    OCLEAR,
    OCLOSE,
    OCONTINUE,
    OCOPY,
    ODELETE,
    OFALL,
    OGOTO,
    OINLCALL,
    OINLMARK,
    OP_NAMES,
    OPANIC,
    OPRINT,
    OPRINTLN,
    ORECOVER,
    ORECV,
    OSELRECV2,
)
from goescape.ir.sizes import resolved
from goescape.ir.stmt import (
    AssignListStmt,
    AssignOpStmt,
    AssignStmt,
    BlockStmt,
    BranchStmt,
    Decl,
    ForStmt,
    GoDeferStmt,
    IfStmt,
    LabelStmt,
    RangeStmt,
    ReturnStmt,
    SelectStmt,
    SendStmt,
    SwitchStmt,
    TailCallStmt,
    TypeSwitchGuard,
)
from goescape.ir.types import TARRAY, Sym
from goescape.ir.util import is_blank
from goescape.ir.visit import Walker


@final
class _Labels(Walker):
    """A label is the head of a loop if a goto to it comes later."""

    __slots__ = ("labels",)

    def __init__(self) -> None:
        self.labels: dict[Sym, int] = {}

    def pre(self, n: Node) -> None:
        if isinstance(n, LabelStmt):
            if not n.label.is_blank():
                self.labels[n.label] = LABEL_NONLOOPING
        elif isinstance(n, BranchStmt) and n.op == OGOTO and n.label is not None:
            if self.labels.get(n.label, 0) == LABEL_NONLOOPING:
                self.labels[n.label] = LABEL_LOOPING


@final
class Escape(ExprWalker):
    __slots__ = ()

    def walk_func(self, fn: Func) -> None:
        e = Escape(self.b, fn)
        fn.esc = FUNC_STARTED
        if fn.fflags & (FUNC_LABELS_KNOWN | FUNC_HAS_LABELS) != FUNC_LABELS_KNOWN:
            labels = _Labels()
            labels.visit_list(fn.body)
            e.labels = labels.labels
        e.block(fn.body)

    def stmts(self, nodes: list[Node]) -> None:
        for n in nodes:
            self.stmt(n)

    def block(self, nodes: list[Node]) -> None:
        """As stmts; labels inside do not count as loops outside."""
        old = self.loop_depth
        for n in nodes:
            self.stmt(n)
        self.loop_depth = old

    def dcl(self, n: Name) -> Hole:
        loc = self.b.old_loc(n)
        loc.loop_depth = self.loop_depth
        return loc.as_hole()

    def stmt(self, n: Node | None) -> None:
        """A long dispatch by operator."""
        if n is None:
            return
        if n.init:
            self.stmts(n.init)
        op = n.op
        if op == OAS:
            assert isinstance(n, AssignStmt)
            self.assign_one(n.x, n.y, "assign", n)
        elif op == OCALLFUNC or op == OCALLINTER:
            self.call(None, n)
        elif isinstance(n, Decl):
            if not is_blank(n.x):
                self.dcl(n.x)
        elif isinstance(n, IfStmt):
            self._if(n)
        elif isinstance(n, ReturnStmt):
            dsts: list[Node] = []
            for d in self.curfn.dcl:
                if d.cls == PPARAMOUT:
                    dsts.append(d)
                elif dsts:
                    break
            self.assign_list(dsts, n.results, "return", n)
        elif isinstance(n, BlockStmt):
            self.stmts(n.list)
        elif isinstance(n, AssignOpStmt):
            self.assign_one(n.x, n.y, "assign", n)
        elif isinstance(n, AssignListStmt):
            self._assign_list(n)
        elif isinstance(n, ForStmt):
            self.loop_depth += 1
            self.discard(n.cond)
            self.stmt(n.post)
            self.block(n.body)
            self.loop_depth -= 1
        elif isinstance(n, RangeStmt):
            self._range(n)
        elif isinstance(n, SwitchStmt):
            self._switch(n)
        elif isinstance(n, SelectStmt):
            for c in n.cases:
                self.stmt(c.comm)
                self.block(c.body)
        elif op == ORECV:
            self.expr_skip_init(self.b.discard_hole, n)
        elif isinstance(n, SendStmt):
            self.discard(n.chan)
            self.assign_heap(n.value, "send", n)
        elif isinstance(n, GoDeferStmt):
            self.go_defer(n)
        elif op in (OBREAK, OCONTINUE, OGOTO, OFALL, OINLMARK):
            return
        elif isinstance(n, LabelStmt):
            if not n.label.is_blank():
                if self.labels.pop(n.label, 0) == LABEL_LOOPING:
                    self.loop_depth += 1
        elif isinstance(n, TailCallStmt):
            self.call(None, n.call)
        elif op == OCHECKNIL:
            assert isinstance(n, UnaryExpr)
            self.discard(n.x)
        else:
            assert op in (
                OCALLMETH, OINLCALL, OCLEAR, OCLOSE, OCOPY, ODELETE, OPANIC, OPRINT, OPRINTLN, ORECOVER,
            ), OP_NAMES[op]  # fmt: skip
            self.call(None, n)

    def _if(self, n: IfStmt) -> None:
        """A chain of ``else if`` is taken in a loop."""
        while True:
            self.discard(n.cond)
            self.block(n.body)
            if len(n.els) == 1:
                e = n.els[0]
                if isinstance(e, IfStmt):
                    if e.init:
                        self.stmts(e.init)
                    n = e
                    continue
            self.block(n.els)
            return

    def _assign_list(self, n: AssignListStmt) -> None:
        op = n.op
        if op == OAS2:
            self.assign_list(n.lhs, n.rhs, "assign-pair", n)
        elif op == OAS2FUNC:
            r = n.rhs[0]
            if r.init:
                self.stmts(r.init)
            ks = self.addrs(n.lhs)
            if self.ctx.collect:
                ks = [self.stored(k, n, "assign-pair", n.lhs[i], True) for i, k in enumerate(ks)]
            assert isinstance(r, CallExpr) or r.op == OINLCALL
            self.call(ks, r)
            for k in ks:
                self.mark_reassigned(k, n)
        elif op == OAS2DOTTYPE:
            self.assign_list(n.lhs, n.rhs, "assign-pair-dot-type", n)
        elif op == OAS2MAPR:
            self.assign_list(n.lhs, n.rhs, "assign-pair-mapr", n)
        else:
            assert op == OAS2RECV or op == OSELRECV2
            self.assign_list(n.lhs, n.rhs, "assign-pair-receive", n)

    def _range(self, n: RangeStmt) -> None:
        """x is evaluated outside the loop and lives until it ends."""
        tmp = self.new_loc(None, True)
        self.expr(tmp.as_hole(), n.x)
        self.loop_depth += 1
        key = self.addr(n.key)
        value = self.addr(n.value)
        if resolved(n.x.type()).kind == TARRAY:
            self.b.flow(self.note(value, n, "range"), tmp)
        else:
            self.b.flow(self.deref(value, n, "range-deref"), tmp)
        self.mark_reassigned(key, n)
        self.mark_reassigned(value, n)
        self.block(n.body)
        self.loop_depth -= 1

    def _switch(self, n: SwitchStmt) -> None:
        guard = n.tag
        if isinstance(guard, TypeSwitchGuard):
            ks: list[Hole] = []
            if guard.tag is not None:
                for c in n.cases:
                    cv = c.var
                    if cv is None:
                        continue
                    k = self.dcl(cv)
                    if self.ctx.sizes.has_pointers(cv.type()):
                        ks.append(self.dot_type(k, cv.type(), c, "switch case"))
            self.expr(self.tee_hole(ks), guard.x)
        else:
            self.discard(guard)
        for c in n.cases:
            self.discards(c.list)
            self.block(c.body)
