"""Statements, except switch and select."""

from typing import Final

from goescape.ir.expr import BasicLit
from goescape.ir.node import Name, Node
from goescape.ir.ops import OAS2, OBREAK, OCONTINUE, ODEFER, OFALL, OGO, OGOTO, OLITERAL
from goescape.ir.stmt import (
    AssignListStmt,
    AssignOpStmt,
    AssignStmt,
    BranchStmt,
    Decl,
    ForStmt,
    GoDeferStmt,
    IfStmt,
    LabelStmt,
    RangeStmt,
    ReturnStmt,
    SendStmt,
)
from goescape.ir.types import TMAP, Sym
from goescape.lower.constval import one
from goescape.lower.expr import BINARY_OPS
from goescape.lower.lit import LitLowerer
from goescape.lower.static import Cond, terminates
from goescape.lower.typed import chan_type, map_type, range_type, type_of
from goescape.syntax import nodes as syn
from goescape.types.types import Type as Type2
from goescape.types.types import TypeName, Var

_BRANCH_OPS: Final = [0, OBREAK, OCONTINUE, OFALL, OGOTO]


class StmtLowerer(LitLowerer):
    __slots__ = ()

    def switch_stmt(self, s: syn.SwitchStmt, label: Sym | None) -> Node:
        raise NotImplementedError

    def select_stmt(self, s: syn.SelectStmt, label: Sym | None) -> Node:
        raise NotImplementedError

    # ----------------------------------------------------------------------------------------------- lists

    def stmts(self, stmts: list[syn.Stmt]) -> list[Node]:
        """A list of statements, without what cannot be reached."""
        out: list[Node] = []
        dead = False
        last_label = -1
        for i, s in enumerate(stmts):
            if isinstance(s, syn.LabeledStmt):
                last_label = i
        for i, s in enumerate(stmts):
            if dead and i > last_label and not isinstance(s, syn.LabeledStmt):
                continue
            self.stmt(s, out)
            dead = terminates(s)
        return out

    def opt_stmts(self, s: syn.Stmt | None) -> list[Node]:
        return [] if s is None else self.stmts([s])

    def block(self, s: syn.BlockStmt) -> list[Node]:
        return self.stmts(s.list)

    def stmt(self, s: syn.Stmt, out: list[Node]) -> None:
        """Append what ``s`` becomes to ``out``."""
        label: Sym | None = None
        if out:
            prev = out[-1]
            if isinstance(prev, LabelStmt):
                label = prev.label
        if isinstance(s, syn.LabeledStmt):
            out.append(self.finish_stmt(LabelStmt(self.pos(s.pos), self.label_sym(s.label.value))))
            self.stmt(s.stmt, out)
            return
        if isinstance(s, syn.DeclStmt):
            for d in s.decls:
                if isinstance(d, syn.TypeDecl):
                    obj = d.name.obj
                    if isinstance(obj, TypeName) and not d.alias:
                        self.unit.local_type(obj, self)
                elif isinstance(d, syn.VarDecl):
                    lhs: list[syn.Expr] = []
                    for name in d.names:
                        lhs.append(name)
                    n = self._assign_stmt(d.pos, lhs, syn.unpack_list(d.values), out)
                    if n is not None:
                        out.append(self.finish_stmt(n))
            return
        if isinstance(s, syn.BlockStmt):
            out += self.block(s)
            return
        n = self._stmt1(s, label, out)
        if n is not None:
            out.append(self.finish_stmt(n))

    def _stmt1(self, s: syn.Stmt, label: Sym | None, out: list[Node]) -> Node | None:
        if isinstance(s, syn.AssignStmt):
            return self._any_assign(s, out)
        if isinstance(s, syn.ExprStmt):
            return self.expr(s.x)
        if isinstance(s, syn.IfStmt):
            return self._if_stmt(s, out)
        if isinstance(s, syn.ForStmt):
            if isinstance(s.init, syn.RangeClause):
                return self._range_stmt(s, s.init, label)
            return self._for_stmt(s, label)
        if isinstance(s, syn.ReturnStmt):
            return self._return_stmt(s)
        if isinstance(s, syn.CallStmt):
            pos = self.pos(s.pos)
            call = self.expr(s.call)
            is_defer = s.tok == syn.DEFER
            g = GoDeferStmt(pos, ODEFER if is_defer else OGO, call, None)
            if is_defer:
                g.defer_at = self.opt_expr(s.defer_at)
            return g
        if isinstance(s, syn.BranchStmt):
            sym = self.label_sym(s.label.value) if s.label is not None else None
            return BranchStmt(self.pos(s.pos), _BRANCH_OPS[s.tok], sym)
        if isinstance(s, syn.SwitchStmt):
            return self.switch_stmt(s, label)
        if isinstance(s, syn.SelectStmt):
            return self.select_stmt(s, label)
        if isinstance(s, syn.SendStmt):
            elem = chan_type(type_of(s.chan)).elem
            pos = self.pos(s.pos)
            ch = self.expr(s.chan)
            return SendStmt(pos, ch, self.implicit_conv(elem, s.value))
        assert isinstance(s, syn.EmptyStmt), "unexpected statement"
        return None

    # ------------------------------------------------------------------------------------------ assignments

    def _any_assign(self, s: syn.AssignStmt, out: list[Node]) -> Node | None:
        if s.rhs is None:
            x = self.expr(s.lhs)
            pos = self.pos(s.pos)
            lit = BasicLit(pos, one(x.type()))
            lit.typ = x.typ
            n = AssignOpStmt(pos, BINARY_OPS[s.op], x, lit)
            n.inc_dec = True
            return n
        if s.op != syn.NO_OP and s.op != syn.DEF:
            x = self.expr(s.lhs)
            pos = self.pos(s.pos)
            t = None if s.op == syn.SHL or s.op == syn.SHR else type_of(s.lhs)
            return AssignOpStmt(pos, BINARY_OPS[s.op], x, self.implicit_conv(t, s.rhs))
        return self._assign_stmt(s.pos, syn.unpack_list(s.lhs), syn.unpack_list(s.rhs), out)

    def _assign_stmt(
        self, spos: int, lhs: list[syn.Expr], rhs: list[syn.Expr], out: list[Node]
    ) -> Node | None:
        pos = self.pos(spos)
        names: list[Name] = []
        left: list[Node] = []
        for e in lhs:
            left.append(self.assignee(e, names))
        if not rhs:
            for name in names:
                s = AssignStmt(pos, name, None)
                s.init.append(Decl(pos, name))
                out.append(self.finish_stmt(s))
            return None
        dst: list[Type2 | None] = []
        for e in lhs:
            dst.append(dest_type(e))
        right = self.multi_expr(pos, dst, rhs)
        if len(left) == 1 and len(right) == 1:
            a = AssignStmt(pos, left[0], right[0])
            a.define = self.init_definition(a, names)
            return a
        a2 = AssignListStmt(pos, OAS2, left, right)
        a2.define = self.init_definition(a2, names)
        return a2

    def assignee(self, e: syn.Expr, names: list[Name]) -> Node:
        """The left side of an assignment; a variable that it declares goes to ``names``."""
        e = syn.unparen(e)
        if isinstance(e, syn.Name):
            if e.value == "_":
                return self.blank
            obj = e.obj
            if isinstance(obj, Var) and self.defines(e, obj):
                pos = self.pos(obj.pos)
                self.base_pos = pos
                n = self.declare_local(pos, obj)
                names.append(n)
                return n
        return self.expr(e)

    def defines(self, e: syn.Name, obj: Var) -> bool:
        """Whether the name declares the variable: that is where it stands."""
        return e.pos == obj.pos and not self.knows(obj)

    # ------------------------------------------------------------------------------------------------ loops

    def _for_stmt(self, s: syn.ForStmt, label: Sym | None) -> Node | None:
        post = s.post
        body = s.body.list
        cond_expr = s.cond
        if cond_expr is not None:
            c = Cond(cond_expr)
            s.cond = cond_expr = c.expr
            if c.static < 0:
                post = None
                body = []
        pos = self.pos(s.pos)
        init = self.new_block(self.opt_stmts(s.init))
        cond = self.opt_expr(cond_expr)
        post_n = self.new_block(self.opt_stmts(post))
        stmts = self.stmts(body)
        if isinstance(cond, BasicLit) and cond.op == OLITERAL and cond.val is False:
            return init
        n = ForStmt(pos, cond, post_n, stmts)
        if init is not None:
            n.init = [init]
        n.distinct_vars = self._distinct_vars(s.pos)
        n.label = label
        return n

    def _distinct_vars(self, pos: int) -> bool:
        v = self.unit.file_version(pos)
        return v == 0 or v >= 22

    def _range_stmt(self, s: syn.ForStmt, r: syn.RangeClause, label: Sym | None) -> Node:
        pos = self.pos(r.pos)
        names: list[Name] = []
        left: list[Node] = []
        for e in syn.unpack_list(r.lhs):
            left.append(self.assignee(e, names))
        key = left[0] if left else None
        value = left[1] if len(left) > 1 else None
        n = RangeStmt(pos, self.blank, key, value, [])
        n.label = label
        n.define = self.init_definition(n, names)
        n.x = self.expr(r.x)
        if map_type(type_of(r.x)) is not None:
            self.note_rtype(type_of(r.x))
        assert n.x.type().kind != TMAP or map_type(type_of(r.x)) is not None
        self._note_range_conv(r)
        n.body = self.block(s.body)
        n.distinct_vars = self._distinct_vars(s.pos)
        return n

    def _note_range_conv(self, r: syn.RangeClause) -> None:
        """Key and element are converted to the types of the variables."""
        for i, e in enumerate(syn.unpack_list(r.lhs)):
            t = dest_type(e)
            if t is not None:
                self.conv_rtti(range_type(type_of(r.x), i), t)

    # ---------------------------------------------------------------------------------------------- others

    def _if_stmt(self, s: syn.IfStmt, out: list[Node]) -> Node | None:
        """What a constant condition chooses goes to ``out``: it is finished, and must not be finished again."""
        c = Cond(s.cond)
        s.cond = c.expr
        pos = self.pos(s.pos)
        init = self.opt_stmts(s.init)
        cond = self.expr(s.cond)
        then: list[Node] = []
        els: list[Node] = []
        if c.static >= 0:
            then = self.block(s.then)
        if c.static <= 0:
            els = self.opt_stmts(s.els)
        if c.static != 0:
            if cond.op != OLITERAL:
                init.append(self.finish_stmt(AssignStmt(pos, self.blank, cond)))  # for its side effects
            chosen = self.new_block(init + then + els)
            if chosen is not None:
                out.append(chosen)
            return None
        n = IfStmt(pos, cond, then, els)
        n.init = init
        return n

    def _return_stmt(self, s: syn.ReturnStmt) -> Node:
        pos = self.pos(s.pos)
        dst: list[Type2 | None] = []
        if self.sig is not None:
            for v in self.sig.results.vars:
                dst.append(v.type())
        return ReturnStmt(pos, self.multi_expr(pos, dst, syn.unpack_list(s.results)))


def dest_type(e: syn.Expr) -> Type2 | None:
    """Type that a value assigned to ``e`` is converted to; None for the blank identifier."""
    e = syn.unparen(e)
    if isinstance(e, syn.Name):
        if e.value == "_":
            return None
        assert isinstance(e.obj, Var)
        return e.obj.type()
    return type_of(e)


