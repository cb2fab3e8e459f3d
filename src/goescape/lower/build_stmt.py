"""Statements whose operands are done: what gc's typecheck makes of them."""

from typing import Final, final

from goescape.ir.expr import (
    AddrExpr,
    BinaryExpr,
    CallExpr,
    CompLitExpr,
    ConvExpr,
    DynamicTypeAssertExpr,
    IndexExpr,
    KeyExpr,
    SelectorExpr,
    StructKeyExpr,
    TypeAssertExpr,
    UnaryExpr,
)
from goescape.ir.node import FUNC_WRAPPER, PFUNC, ClosureExpr, Name, Node
from goescape.ir.ops import (
    OADDR,
    OAPPEND,
    OARRAYLIT,
    OAS2,
    OAS2DOTTYPE,
    OAS2FUNC,
    OAS2MAPR,
    OAS2RECV,
    OCALLFUNC,
    OCALLINTER,
    OCLEAR,
    OCLOSE,
    OCONVIFACE,
    OCONVNOP,
    OCOPY,
    ODELETE,
    ODOTTYPE,
    ODOTTYPE2,
    ODYNAMICDOTTYPE,
    ODYNAMICDOTTYPE2,
    OINDEXMAP,
    OLINKSYMOFFSET,
    OLITERAL,
    OLSH,
    OMETHEXPR,
    ONAME,
    ONEW,
    ONIL,
    OPANIC,
    OPRINT,
    OPRINTLN,
    ORECOVER,
    ORECV,
    ORSH,
    OSELRECV2,
    OSEND,
    OSLICELIT,
    OSTRUCTLIT,
)
from goescape.ir.stmt import (
    AssignListStmt,
    AssignOpStmt,
    AssignStmt,
    BlockStmt,
    CommClause,
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
    TypeSwitchGuard,
)
from goescape.ir.types import TRESULTS, TUINTPTR, TUNSAFEPTR, Type
from goescape.ir.util import has_unique_pos, is_addressable, static_callee_name
from goescape.lower.base import new_closure_var, take_init
from goescape.lower.build_call import CallBuilder
from goescape.lower.identity import elem, identical

# Where an operand stands.
_LIST: Final = 0
_FUN: Final = 1
_X: Final = 2
_Y: Final = 3
_VALUE: Final = 4
_RTYPE: Final = 5


@final
class _Slot:
    """A place in a node that holds an operand."""

    __slots__ = ("node", "what", "list", "index")

    def __init__(self, node: Node, what: int, list: list[Node], index: int) -> None:
        self.node = node
        self.what = what
        self.list = list
        self.index = index

    def get(self) -> Node | None:
        w = self.what
        if w == _LIST:
            return self.list[self.index]
        n = self.node
        if isinstance(n, CallExpr):
            return n.rtype if w == _RTYPE else n.fun
        if isinstance(n, BinaryExpr):
            return n.x if w == _X else n.y if w == _Y else n.rtype
        if isinstance(n, KeyExpr) or isinstance(n, StructKeyExpr):
            return n.value
        assert isinstance(n, UnaryExpr) or isinstance(n, ConvExpr) or isinstance(n, SelectorExpr)
        return n.x

    def set(self, v: Node) -> None:
        w = self.what
        if w == _LIST:
            self.list[self.index] = v
            return
        n = self.node
        if isinstance(n, CallExpr):
            if w == _RTYPE:
                n.rtype = v
            else:
                n.fun = v
        elif isinstance(n, BinaryExpr):
            if w == _X:
                n.x = v
            elif w == _Y:
                n.y = v
            else:
                n.rtype = v
        elif isinstance(n, KeyExpr) or isinstance(n, StructKeyExpr):
            n.value = v
        else:
            assert isinstance(n, UnaryExpr) or isinstance(n, ConvExpr) or isinstance(n, SelectorExpr)
            n.x = v


_NO_LIST: Final[list[Node]] = []


class StmtBuilder(CallBuilder):
    __slots__ = ()

    def finish_stmt(self, s: Node) -> Node:
        if isinstance(s, AssignStmt):
            self._assign(s)
        elif isinstance(s, AssignListStmt):
            self._assign_list(s)
        elif isinstance(s, AssignOpStmt):
            self._assign_op_stmt(s)
        elif isinstance(s, IfStmt):
            s.cond = self.default_lit(s.cond, None)
        elif isinstance(s, ForStmt):
            if s.cond is not None:
                s.cond = self.default_lit(s.cond, None)
        elif isinstance(s, RangeStmt):
            self._check_assign(s.key)
            self._check_assign(s.value)
        elif isinstance(s, ReturnStmt):
            self._return(s)
        elif isinstance(s, GoDeferStmt):
            c = self._normalize_go_defer(s)
            c.go_defer = True
            s.call = c
        elif isinstance(s, SwitchStmt):
            self._switch(s)
        elif isinstance(s, SelectStmt):
            for c2 in s.cases:
                self._comm_clause(c2)
        elif isinstance(s, SendStmt):
            s.value = self.assign_conv(s.value, elem(s.chan.type()), s.pos)
        elif isinstance(s, LabelStmt):
            if s.label.name == "_":
                return BlockStmt(s.pos, [])
        return s

    # ------------------------------------------------------------------------------------------ assignments

    def _check_assign(self, n: Node | None) -> None:
        if n is None or is_addressable(n):
            return
        if isinstance(n, IndexExpr) and n.op == OINDEXMAP:
            n.assigned = True

    def _assign(self, s: AssignStmt) -> None:
        x = s.x
        if s.y is not None:
            self._check_assign(x)
            s.y = self.assign_conv(s.y, x.type(), s.pos)
        if isinstance(x, Name) and x.op == ONAME and x.auto_temp():
            x.defn = s

    def _assign_list(self, s: AssignListStmt) -> None:
        if s.op != OAS2:
            return
        lhs = s.lhs
        rhs = s.rhs
        if len(rhs) == 1:
            r = rhs[0]
            if len(lhs) == 2 and self._comma_ok(s, r):
                self._check_assign(lhs[0])
                self._check_assign(lhs[1])
                return
            t = r.typ
            if t is not None and t.kind == TRESULTS:
                s.op = OAS2FUNC
                mismatched = False
                for i, n in enumerate(lhs):
                    self._check_assign(n)
                    if n is not self.blank and not identical(n.type(), t.fields[i].typ):
                        mismatched = True
                if mismatched:
                    self._rewrite_multi_value(s, r, t)
                return
        for i, r in enumerate(rhs):
            self._check_assign(lhs[i])
            rhs[i] = self.assign_conv(r, lhs[i].type(), s.pos)

    def _rewrite_multi_value(self, s: AssignListStmt, call: Node, t: Type) -> None:
        """The results go to temporaries first, and are converted from there."""
        a = AssignListStmt(s.pos, OAS2FUNC, [], [call])
        rhs: list[Node] = []
        for i, f in enumerate(t.fields):
            tmp = self.temp(s.pos, f.typ)
            a.init.append(Decl(s.pos, tmp))
            a.lhs.append(tmp)
            rhs.append(self.assign_conv(tmp, s.lhs[i].type(), s.pos))
        s.init.append(a)
        s.op = OAS2
        s.rhs = rhs

    def _comma_ok(self, s: AssignListStmt, r: Node) -> bool:
        op = r.op
        if op == OINDEXMAP:
            s.op = OAS2MAPR
        elif op == ORECV:
            s.op = OAS2RECV
        elif op == ODOTTYPE:
            assert isinstance(r, TypeAssertExpr)
            s.op = OAS2DOTTYPE
            r.op = ODOTTYPE2
        elif op == ODYNAMICDOTTYPE:
            assert isinstance(r, DynamicTypeAssertExpr)
            s.op = OAS2DOTTYPE
            r.op = ODYNAMICDOTTYPE2
        else:
            return False
        return True

    def _assign_op_stmt(self, s: AssignOpStmt) -> None:
        self._check_assign(s.x)
        if s.as_op == OLSH or s.as_op == ORSH:
            s.y = self.default_lit(s.y, self.basic("uint"))
        else:
            s.x, s.y, _ = self.arith(s.pos, s.as_op, s.x, s.y)

    def _return(self, s: ReturnStmt) -> None:
        if not s.results:
            return
        pos = s.pos
        results = self.fn.ftype().results
        if len(s.results) == 1 and len(results) > 1:
            self._spread_results(s)
        for i, r in enumerate(s.results):
            if has_unique_pos(r):
                pos = r.pos
            s.results[i] = self.assign_conv(r, results[i].typ, pos)

    def _spread_results(self, s: ReturnStmt) -> None:
        """``return f()`` with several results, as wrappers have it: by way of temporaries."""
        call = s.results[0]
        a = AssignListStmt(s.pos, OAS2, [], [call])
        a.define = True
        temps: list[Node] = []
        for f in call.type().fields:
            t = self.temp(s.pos, f.typ)
            t.defn = a
            a.init.append(Decl(s.pos, t))
            temps.append(t)
        a.lhs = temps[:]
        s.init.append(self.finish_stmt(a))
        s.results = temps

    # --------------------------------------------------------------------------------------- switch, select

    def _switch(self, s: SwitchStmt) -> None:
        tag = s.tag
        if isinstance(tag, TypeSwitchGuard):
            for c in s.cases:
                if c.var is not None:
                    vt = tag.x.type()
                    if len(c.list) == 1 and c.list[0].op != ONIL:
                        vt = c.list[0].type()
                    c.var.typ = vt
            return
        t = self.basic("bool")
        if tag is not None:
            tag = self.default_lit(tag, None)
            s.tag = tag
            t = tag.type()
        for c in s.cases:
            for i, x in enumerate(c.list):
                c.list[i] = self.default_lit(x, t)

    def _comm_clause(self, c: CommClause) -> None:
        n = c.comm
        if n is None:
            return
        if isinstance(n, AssignStmt):
            y = n.y
            if isinstance(y, ConvExpr) and (y.op == OCONVNOP or y.op == OCONVIFACE) and y.implicit:
                y = y.x
                n.y = y
            assert y is not None and y.op == ORECV
            c.comm = self._sel_recv(n, n.x, y, n.define)
        elif isinstance(n, AssignListStmt):
            assert n.op == OAS2RECV and n.rhs[0].op == ORECV
            n.op = OSELRECV2
        elif n.op == ORECV:
            c.comm = self._sel_recv(n, self.blank, n, False)
        else:
            assert n.op == OSEND

    def _sel_recv(self, n: Node, dst: Node, recv: Node, define: bool) -> Node:
        s = AssignListStmt(n.pos, OSELRECV2, [dst, self.blank], [recv])
        s.define = define
        s.init = n.init
        return s

    # ----------------------------------------------------------------------------------------- go and defer

    def _normalize_go_defer(self, s: GoDeferStmt) -> CallExpr:
        """A call without arguments and results: of a closure, where the call is not like that already.

        f(x, y) → x1, y1 := x, y (before the statement); func() { f(x1, y1) }()
        """
        call = s.call
        init = s.init
        init += take_init(call)
        if isinstance(call, CallExpr) and call.op == OCALLFUNC:
            assert call.fun is not None
            sig = call.fun.type()
            if not sig.params and not sig.results:
                return call
        pos = s.pos
        fn = self.unit.new_closure_func(self, pos, pos, self.table.new_func(None, [], [], False), s.op, self.fn)
        fn.fflags |= FUNC_WRAPPER
        slots: list[_Slot] = []
        op = call.op
        if op == OCALLFUNC:
            assert isinstance(call, CallExpr) and call.fun is not None
            wrapped = static_callee_name(call.fun)
            if wrapped is not None:
                fn.wrapped_func = wrapped.func
            self._visit(_Slot(call, _FUN, _NO_LIST, 0), slots)
            self._visit_list(call, call.args, slots)
        elif op == OCALLINTER:
            assert isinstance(call, CallExpr) and isinstance(call.fun, SelectorExpr)
            slots.append(_Slot(call.fun, _X, _NO_LIST, 0))
            self._visit_list(call, call.args, slots)
        elif op in (OAPPEND, ODELETE, OPRINT, OPRINTLN, ORECOVER):
            assert isinstance(call, CallExpr)
            self._visit_list(call, call.args, slots)
            self._visit(_Slot(call, _RTYPE, _NO_LIST, 0), slots)
        elif op == OCOPY:
            self._visit(_Slot(call, _X, _NO_LIST, 0), slots)
            self._visit(_Slot(call, _Y, _NO_LIST, 0), slots)
            self._visit(_Slot(call, _RTYPE, _NO_LIST, 0), slots)
        else:
            assert op in (OCLEAR, OCLOSE, OPANIC), "unexpected call"
            self._visit(_Slot(call, _X, _NO_LIST, 0), slots)
        if slots:
            a = AssignListStmt(pos, OAS2, [], [])
            for slot in slots:
                arg = slot.get()
                assert arg is not None
                apos = arg.pos if has_unique_pos(arg) else pos
                tmp = self.temp(apos, arg.type())
                init.append(Decl(apos, tmp))
                tmp.defn = a
                a.lhs.append(tmp)
                a.rhs.append(arg)
                c = new_closure_var(apos, fn, tmp)
                fn.closure_vars.append(c)
                slot.set(c)
            self.finish_stmt(a)
            init.append(a)
            if op == OCALLINTER:
                iface = a.lhs[0]
                init.append(self.check_nil_itab(pos, iface.pos, iface))
        fn.body = [call]
        fn.lowered = True
        clo = fn.oclosure
        assert isinstance(clo, ClosureExpr)
        return self.call(call.pos, clo, [], False)

    def _visit_list(self, owner: Node, args: list[Node], slots: list[_Slot]) -> None:
        for i in range(len(args)):
            self._visit(_Slot(owner, _LIST, args, i), slots)

    def _visit(self, slot: _Slot, slots: list[_Slot]) -> None:
        """Collect the operands that have to be evaluated at the go or defer statement."""
        n = slot.get()
        if n is None:
            return
        op = n.op
        if op in (OLITERAL, ONIL, OMETHEXPR, ONEW):
            return
        if op == ONAME:
            if isinstance(n, Name) and n.cls == PFUNC:
                return
        elif op == OADDR:
            if isinstance(n, AddrExpr) and n.x.op == OLINKSYMOFFSET:
                return
        elif op == OCONVNOP:
            assert isinstance(n, ConvExpr)
            if n.type().kind == TUINTPTR and n.x.type().kind == TUNSAFEPTR:
                self._visit(_Slot(n, _X, _NO_LIST, 0), slots)
                return
        elif op in (OARRAYLIT, OSLICELIT, OSTRUCTLIT):
            assert isinstance(n, CompLitExpr)
            for i, e in enumerate(n.list):
                if isinstance(e, KeyExpr) or isinstance(e, StructKeyExpr):
                    self._visit(_Slot(e, _VALUE, _NO_LIST, 0), slots)
                else:
                    self._visit(_Slot(n, _LIST, n.list, i), slots)
            return
        slots.append(slot)

