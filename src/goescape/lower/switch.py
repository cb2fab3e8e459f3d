"""Switch and select statements."""

from goescape.ir.expr import ConvExpr
from goescape.ir.node import Name, Node
from goescape.ir.ops import OAS2, OAS2RECV, OCONVIFACE, ORECV
from goescape.ir.stmt import (
    AssignListStmt,
    AssignStmt,
    CaseClause,
    CommClause,
    Decl,
    SelectStmt,
    SwitchStmt,
    TypeSwitchGuard,
)
from goescape.ir.types import Sym
from goescape.lower.base import take_init
from goescape.lower.static import has_fallthrough
from goescape.lower.stmt import StmtLowerer
from goescape.lower.typed import assignable_case, is_nil_expr, type_expr_end_pos, type_of
from goescape.syntax import nodes as syn
from goescape.types import constant
from goescape.types.named import under
from goescape.types.types import BOOL, Chan, Interface, Var
from goescape.types.types import Type as Type2
from goescape.types.universe import TYP


class SwitchLowerer(StmtLowerer):
    __slots__ = ()

    # ---------------------------------------------------------------------------------------------- select

    def select_stmt(self, s: syn.SelectStmt, label: Sym | None) -> Node:
        pos = self.pos(s.pos)
        clauses: list[CommClause] = []
        for c in s.body:
            clauses.append(self._comm(c))
        n = SelectStmt(pos, clauses)
        n.label = label
        return n

    def _comm(self, c: syn.CommClause) -> CommClause:
        pos = self.pos(c.pos)
        comm = self.new_block(self.opt_stmts(c.comm))
        body = self.stmts(c.body)
        if isinstance(comm, AssignStmt) and not comm.define:
            y = comm.y
            if isinstance(y, ConvExpr) and y.op == OCONVIFACE:
                # i = <-c with a conversion: t := <-c; i = t
                recv = y.x
                assert y.implicit and recv.op == ORECV
                tmp = self.temp(pos, recv.type())
                a = AssignStmt(pos, tmp, recv)
                a.define = True
                a.init.append(Decl(pos, tmp))
                y.x = tmp
                body = [comm, *body]
                comm = self.finish_stmt(a)
        if isinstance(comm, AssignListStmt) and comm.op == OAS2:
            # multi_expr has put the receive operation before the assignment.
            init = take_init(comm.rhs[0])
            assert len(init) == 1 and init[0].op == OAS2RECV
            body = [comm, *body]
            comm = init[0]
        return CommClause(pos, comm, body)

    # ---------------------------------------------------------------------------------------------- switch

    def switch_stmt(self, s: syn.SwitchStmt, label: Sym | None) -> Node:
        pos = self.pos(s.pos)
        init = self.new_block(self.opt_stmts(s.init))
        if isinstance(s.tag, syn.TypeSwitchGuard):
            n = self._type_switch(s, s.tag, pos)
        else:
            n = self._expr_switch(s, pos)
        n.label = label
        if init is not None:
            n.init = [init]
        return n

    def _type_switch(self, s: syn.SwitchStmt, guard: syn.TypeSwitchGuard, pos: int) -> SwitchStmt:
        gpos = self.pos(guard.pos)
        iface = type_of(guard.x)
        x = self.expr(guard.x)
        tag = TypeSwitchGuard(gpos, self.unit.local_sym(guard.lhs.value) if guard.lhs is not None else None, x)
        clauses: list[CaseClause] = []
        for c in s.body:
            cpos = self.pos(c.pos)
            cases: list[Node] = []
            exprs = syn.unpack_list(c.cases)
            for e in exprs:
                if is_nil_expr(e):
                    cases.append(self.nil(0, self.basic("nil")))
                else:
                    cases.append(self.type_operand(iface, e))
            clause = CaseClause(cpos, None, cases, [], [])
            obj = c.obj
            if guard.lhs is not None and isinstance(obj, Var):
                clause.var = self._clause_var(c, obj, exprs, tag)
            clause.body = self.stmts(c.body)
            clauses.append(clause)
        return SwitchStmt(pos, tag, clauses)

    def _clause_var(self, c: syn.CaseClause, obj: Var, exprs: list[syn.Expr], tag: TypeSwitchGuard) -> Name:
        p = type_expr_end_pos(exprs[-1]) if exprs else c.pos
        n = self.declare_local(self.pos(p), obj)
        n.defn = tag
        return n

    def _expr_switch(self, s: syn.SwitchStmt, pos: int) -> SwitchStmt:
        tag = s.tag
        body = s.body
        drop_cases = False
        if tag is not None:
            tag_type = type_of(tag)
            value = tag.val
        else:
            tag_type = TYP[BOOL]
            value = True
        is_chan = isinstance(under(tag_type), Chan)
        if value is not None:
            found = constant_target(s, value)
            if found is not None:
                body = found
                drop_cases = True
                tag = None
                tag_type = TYP[BOOL]
        if not is_chan and not drop_cases and not _all_assignable(body, tag_type):
            tag_type = Interface([], [])
        tag_node: Node | None = None
        if tag is not None:
            tag_node = self.implicit_conv(tag_type, tag)
        clauses: list[CaseClause] = []
        for c in body:
            cpos = self.pos(c.pos)
            cases: list[Node] = []
            if not drop_cases:
                for e in syn.unpack_list(c.cases):
                    cases.append(self.implicit_conv(None if is_chan else tag_type, e))
            clause = CaseClause(cpos, None, cases, [], [])
            clause.body = self.stmts(c.body)
            clauses.append(clause)
        return SwitchStmt(pos, tag_node, clauses)


def constant_target(s: syn.SwitchStmt, value: object) -> list[syn.CaseClause] | None:
    """The only clause (if any) that a switch on a constant can take; None if that cannot be told."""
    target: syn.CaseClause | None = None
    for clause in s.body:
        if clause.cases is None:
            target = clause
        for e in syn.unpack_list(clause.cases):
            if e.val is None:
                return None
            if constant.compare(value, syn.EQL, e.val):
                if has_fallthrough(clause.body):
                    return None
                return [clause]
    if target is None:
        return []
    return None if has_fallthrough(target.body) else [target]


def _all_assignable(body: list[syn.CaseClause], tag: Type2) -> bool:
    for c in body:
        for e in syn.unpack_list(c.cases):
            if not assignable_case(type_of(e), tag):
                return False
    return True


