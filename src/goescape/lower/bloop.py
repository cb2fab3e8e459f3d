"""Keeps what is computed in ``for b.Loop() { ... }`` alive (spec: cmd/compile/internal/bloop).

Statements in such a loop are followed by calls of runtime.KeepAlive for the variables that they set; results and
arguments of calls are stored in temporaries for that.
"""

from typing import final

from goescape.ir.expr import (
    AddrExpr,
    CallExpr,
    CompLitExpr,
    ConvExpr,
    IndexExpr,
    SelectorExpr,
    SliceExpr,
    StarExpr,
)
from goescape.ir.log import Log
from goescape.ir.node import (
    ESC_NEVER,
    NAME_ADDRTAKEN,
    NAME_AUTO_TEMP,
    NAME_USED,
    PFUNC,
    Editor,
    Func,
    Name,
    Node,
)
from goescape.ir.ops import (
    OADDR,
    OAS2,
    OAS2FUNC,
    OCALLFUNC,
    OCONV,
    OCONVIFACE,
    OCONVNOP,
    ODOT,
    ODOTPTR,
    OMETHEXPR,
    OSLICE,
    OSLICE3,
    OSLICELIT,
)
from goescape.ir.stmt import (
    AssignListStmt,
    AssignOpStmt,
    AssignStmt,
    BlockStmt,
    CaseClause,
    CommClause,
    Decl,
    ForStmt,
    IfStmt,
    RangeStmt,
)
from goescape.ir.types import Pkg, Sym, Type, TypeTable


def keep_alive_in_loops(funcs: list[Func], table: TypeTable, pkg: Pkg, keep_alive: Name, log: Log, level: int) -> None:
    """For a package that imports testing. ``keep_alive`` is runtime.KeepAlive, ``level`` 2 for -m=2."""
    for fn in funcs:
        fn.edit_children(_Loops(fn, table, pkg, keep_alive, log, level, False))


def _is_b_loop(n: Node) -> bool:
    if not isinstance(n, ForStmt):
        return False
    c = n.cond
    if not isinstance(c, CallExpr) or c.op != OCALLFUNC:
        return False
    f = c.fun
    if not isinstance(f, SelectorExpr) or f.op != OMETHEXPR or f.selection is None:
        return False
    name = f.selection.nname
    if not isinstance(name, Name) or name.cls != PFUNC:
        return False
    return name.sym.name == "(*B).Loop" and name.sym.pkg is not None and name.sym.pkg.path == "testing"


def _variable_of(n: Node | None) -> Name | None:
    """The variable that an operand is (part of)."""
    while n is not None:
        if isinstance(n, Name):
            return n if n.cls != PFUNC and not n.sym.is_blank() else None
        if isinstance(n, SliceExpr):
            if n.op != OSLICE and n.op != OSLICE3:
                return None
            n = n.x
        elif isinstance(n, SelectorExpr):
            if n.op != ODOT and n.op != ODOTPTR:
                return None
            n = n.x
        elif isinstance(n, ConvExpr):
            if n.op != OCONV and n.op != OCONVIFACE and n.op != OCONVNOP:
                return None
            n = n.x
        elif isinstance(n, AddrExpr):
            if n.op != OADDR:
                return None
            n = n.x
        elif isinstance(n, IndexExpr):
            n = n.x
        else:
            return None
    return None


def _is_blank(n: Node) -> bool:
    return isinstance(n, Name) and n.sym.is_blank()


@final
class _Loops(Editor):
    __slots__ = ("fn", "table", "pkg", "keep_alive", "log", "level", "inside")

    def __init__(
        self, fn: Func, table: TypeTable, pkg: Pkg, keep_alive: Name, log: Log, level: int, inside: bool
    ) -> None:
        self.fn = fn
        self.table = table
        self.pkg = pkg
        self.keep_alive = keep_alive
        self.log = log
        self.level = level
        self.inside = inside

    def edit(self, n: Node) -> Node:
        e = self
        if not self.inside and _is_b_loop(n):
            e = _Loops(self.fn, self.table, self.pkg, self.keep_alive, self.log, self.level, True)
        n.edit_children(e)
        if e.inside:
            e._bodies(n)
        return n

    def _bodies(self, n: Node) -> None:
        if isinstance(n, (ForStmt, RangeStmt, CommClause)):
            self._statements(n.body)
        elif isinstance(n, IfStmt):
            self._statements(n.body)
            self._statements(n.els)
        elif isinstance(n, BlockStmt):
            self._statements(n.list)
        elif isinstance(n, CaseClause):
            self._statements(n.list)
            self._statements(n.body)

    def _statements(self, nodes: list[Node]) -> None:
        for i, s in enumerate(nodes):
            nodes[i] = self._statement(s)

    def _temp(self, pos: int, typ: Type | None) -> Name:
        t = self.fn.new_local(pos, Sym(self.pkg, f".autotmp_{len(self.fn.dcl)}"), typ)
        t.esc = ESC_NEVER
        t.nflags |= NAME_USED | NAME_AUTO_TEMP
        return t

    def _statement(self, n: Node) -> Node:
        if isinstance(n, AssignStmt):
            if _is_blank(n.x) and n.y is not None:
                t = self._temp(n.pos, n.y.typ)
                n.x = t
                n.define = True
                n.init.append(Decl(n.pos, t))
            return self._keep(self._targets(n.pos, n.x), n)
        if isinstance(n, AssignListStmt):
            return self._assign_list(n)
        if isinstance(n, AssignOpStmt):
            return self._keep(self._targets(n.pos, n.x), n)
        if isinstance(n, CallExpr):
            if n.fun is not None and n.fun.typ is not None and n.fun.typ.results:
                return self._call_results(n, n.fun.typ)
            return self._call_args(n)
        return n

    def _assign_list(self, n: AssignListStmt) -> Node:
        kept: list[Node] = []
        for i, x in enumerate(n.lhs):
            if _is_blank(x):
                typ: Type | None
                tuple_type = n.rhs[0].typ
                if len(n.rhs) == 1 and tuple_type is not None and len(n.lhs) == len(tuple_type.fields):
                    typ = tuple_type.fields[i].typ
                elif len(n.rhs) == len(n.lhs):
                    typ = n.rhs[i].typ
                else:
                    self.log.emit(n.pos, "unrecognized shape for assign list stmt for blank assignment")
                    continue
                t = self._temp(n.pos, typ)
                n.lhs[i] = t
                n.init.append(Decl(n.pos, t))
                n.define = True
            kept += self._targets(n.pos, n.lhs[i])
        return self._keep(kept, n)

    def _targets(self, pos: int, x: Node) -> list[Node]:
        name = _variable_of(x)
        if name is not None:
            self._note(name, pos)
            return [name]
        if isinstance(x, StarExpr):
            self._explain(pos, "dereference will be kept alive")
            return [x]
        self._explain(pos, "expr is unknown to bloop pass")
        return []

    def _explain(self, pos: int, text: str) -> None:
        if self.level > 1:
            self.log.emit(pos, text)

    def _note(self, name: Name, pos: int) -> None:
        pkg = name.sym.pkg
        self._explain(pos, f"{pkg.path + '.' if pkg is not None else ''}{name.sym.name} will be kept alive")

    def _call_results(self, call: CallExpr, ftype: Type) -> Node:
        temps: list[Node] = []
        for r in ftype.results:
            temps.append(self._temp(call.pos, r.typ))
        self._explain(call.pos, f"function result{'s' if len(temps) > 1 else ''} will be kept alive")
        s = AssignListStmt(call.pos, OAS2 if len(temps) == 1 else OAS2FUNC, temps[:], [call])
        s.define = True
        for t in temps:
            assert isinstance(t, Name)
            t.defn = s
            s.init.append(Decl(call.pos, t))
        return self._keep(temps, s)

    def _call_args(self, call: CallExpr) -> Node:
        before: list[Node] = []
        kept: list[Node] = []
        for i, a in enumerate(call.args):
            name = _variable_of(a)
            if name is not None:
                self._note(name, call.pos)
                kept.append(name)
            elif isinstance(a, CompLitExpr) and a.op == OSLICELIT:
                names: list[Node] = []
                for k, e in enumerate(a.list):
                    name = _variable_of(e)
                    if name is not None:
                        self._note(name, call.pos)
                        names.append(name)
                    else:
                        a.list[k] = self._argument(e.pos, e, call.pos, before, kept)
                kept += names
            else:
                call.args[i] = self._argument(call.pos, a, call.pos, before, kept)
        if before:
            return self._keep(kept, BlockStmt(call.pos, [*before, call]))
        return self._keep(kept, call)

    def _argument(self, pos: int, x: Node, call_pos: int, before: list[Node], kept: list[Node]) -> Node:
        t = self._temp(pos, x.typ)
        s = AssignStmt(pos, t, x)
        s.define = True
        s.init.append(Decl(pos, t))
        before.append(s)
        kept.append(t)
        self._explain(call_pos, "function arg will be kept alive")
        return t

    def _keep(self, nodes: list[Node], stmt: Node) -> Node:
        if not nodes:
            return stmt
        block: list[Node] = [stmt]
        for n in nodes:
            if not isinstance(n, Name):
                continue
            n.nflags |= NAME_ADDRTAKEN
            addr = AddrExpr(stmt.pos, OADDR, n)
            addr.typ = self.table.new_ptr(n.type())
            conv = ConvExpr(stmt.pos, OCONVNOP, addr)
            conv.typ = self.table.basic["unsafe.Pointer"]
            boxed = ConvExpr(stmt.pos, OCONVIFACE, conv)
            boxed.typ = self.keep_alive.type().params[0].typ
            boxed.implicit = True
            call = CallExpr(stmt.pos, OCALLFUNC, self.keep_alive, [boxed], None)
            call.is_compiler_var_live = True
            call.no_inline = True
            block.append(call)
        return BlockStmt(stmt.pos, block)
