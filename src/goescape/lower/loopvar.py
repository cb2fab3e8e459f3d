"""Gives each iteration its own copy of loop variables that may outlive it (spec: cmd/compile/internal/loopvar).

Only loops whose variables have their address taken or are captured by a literal are rewritten:

    for i := range s { f(&i) }              →  for i' := range s { i := i'; f(&i) }
    for i := 0; i < n; i++ { f(&i) }        →  for i', first := 0, true; ; {
                                                   i := i'
                                                   if first { first = false } else { i++ }
                                                   if !(i < n) { break }
                                                   f(&i)
                                               next:
                                                   i' = i
                                               }
"""

from typing import final

from goescape.ir.expr import AddrExpr, BasicLit, InlinedCallExpr, UnaryExpr
from goescape.ir.node import (
    ESC_NEVER,
    NAME_AUTO_TEMP,
    NAME_LOOP_VAR,
    NAME_USED,
    PAUTO,
    PAUTOHEAP,
    PPARAM,
    PPARAMOUT,
    ClosureExpr,
    Func,
    Name,
    Node,
    Visitor,
)
from goescape.ir.ops import OBREAK, OCONTINUE, OGOTO, ONAME, ONOT
from goescape.ir.stmt import (
    AssignListStmt,
    AssignStmt,
    BlockStmt,
    BranchStmt,
    CaseClause,
    CommClause,
    Decl,
    ForStmt,
    IfStmt,
    LabelStmt,
    RangeStmt,
    ReturnStmt,
)
from goescape.ir.types import TBLANK, Pkg, Sym, TypeTable
from goescape.ir.util import outer_value


def temp_at(pkg: Pkg, fn: Func, pos: int) -> Name:
    """A temporary of ``fn`` without type yet (gc's typecheck.TempAt)."""
    n = fn.new_local(pos, Sym(pkg, f".autotmp_{len(fn.dcl)}"), None)
    n.esc = ESC_NEVER
    n.nflags |= NAME_USED | NAME_AUTO_TEMP
    return n


def distinct_loop_vars(fn: Func, table: TypeTable, pkg: Pkg) -> list[Name]:
    """Rewrite the loops of one function (literals are functions of their own); the variables that were unshared."""
    t = _Transform(fn, table, pkg)
    fn.do_children(t)
    if t.transformed:
        _Fixups(t.fixups).visit(fn)
    return t.transformed


@final
class _Transform(Visitor):
    __slots__ = ("fn", "table", "pkg", "seq", "leaked", "loop_depth", "return_depth", "fixups", "transformed")

    def __init__(self, fn: Func, table: TypeTable, pkg: Pkg) -> None:
        self.fn = fn
        self.table = table
        self.pkg = pkg
        self.seq: int = 1
        self.leaked: dict[Name, bool] = {}  # candidates; True: address taken or captured
        self.loop_depth: int = 0
        self.return_depth: int = 0
        self.fixups: dict[Name, AssignStmt] = {}
        self.transformed: list[Name] = []

    def visit(self, n: Node) -> None:
        if isinstance(n, ClosureExpr):
            if self.return_depth < self.loop_depth:
                for cv in n.func.closure_vars:
                    v = cv.canonical()
                    if v in self.leaked:
                        self.leaked[v] = True
        elif isinstance(n, AddrExpr):
            if self.return_depth < self.loop_depth:
                self._address(outer_value(n.x))
        elif isinstance(n, ReturnStmt):
            saved = self.return_depth
            self.return_depth = self.loop_depth
            n.do_children(self)
            self.return_depth = saved
            return
        elif isinstance(n, RangeStmt):
            if n.define and n.distinct_vars:
                self._range(n)
                return
            n.distinct_vars = False
        elif isinstance(n, ForStmt) and n.distinct_vars:
            self._for(n)
            return
        n.do_children(self)

    def _address(self, y: Node) -> None:
        if isinstance(y, Name) and y.op == ONAME and y in self.leaked:
            if y.cls == PAUTO or y.cls == PPARAM or y.cls == PPARAMOUT or y.cls == PAUTOHEAP:
                self.leaked[y] = True

    def _candidate(self, x: Node | None) -> None:
        if isinstance(x, Name) and x.type().kind != TBLANK:
            self.leaked[x] = False

    def _temp(self, like: Name) -> Name:
        t = temp_at(self.pkg, self.fn, self.fn.pos)
        t.typ = like.typ
        return t

    # ---------------------------------------------------------------------------------------------- range

    def _range(self, x: RangeStmt) -> None:
        self._candidate(x.key)
        self._candidate(x.value)
        self.loop_depth += 1
        x.do_children(self)
        self.loop_depth -= 1
        x.key = self._unshare(x.key, x)
        x.value = self._unshare(x.value, x)
        x.distinct_vars = False

    def _unshare(self, k: Node | None, x: RangeStmt) -> Node | None:
        if not isinstance(k, Name) or not self.leaked.get(k, False):
            return k
        self.transformed.append(k)
        k.nflags |= NAME_LOOP_VAR
        t = self._temp(k)
        s = AssignStmt(x.pos, k, t)
        s.define = True
        x.body.insert(0, s)
        self.fixups[k] = s
        return t

    # ----------------------------------------------------------------------------------------- three clauses

    def _for(self, x: ForStmt) -> None:
        for name in _defined_in_init(x):
            self._candidate(name)
        self.loop_depth += 1
        x.do_children(self)
        self.loop_depth -= 1
        leaked = [v for v in _defined_in_init(x) if self.leaked.get(v, False)]
        if leaked:
            self._rewrite(x, leaked)
        x.distinct_vars = False

    def _rewrite(self, x: ForStmt, leaked: list[Name]) -> None:
        before: list[Node] = []
        after: list[Node] = []
        carrier: dict[Name, Name] = {}
        for z in leaked:
            self.transformed.append(z)
            z.nflags |= NAME_LOOP_VAR
            t = self._temp(z)
            carrier[z] = t
            s = AssignStmt(x.pos, z, t)
            s.define = True
            z.defn = s
            before.append(s)
            self.fixups[z] = s
            after.append(AssignStmt(x.pos, t, z))

        label = self.pkg.lookup(f".3clNext_{self.seq}")
        self.seq += 1
        continues = _Continues(label, x.label)
        continues.visit_list(x.body)
        _replace_in_init(x, carrier)

        if x.post is not None:
            first = temp_at(self.pkg, self.fn, self.fn.pos)
            first.typ = self.table.basic["bool"]
            choose = IfStmt(x.pos, first, [self._set_bool(x.pos, first, False)], [x.post])
            choose.init.append(Decl(self.fn.pos, first))
            before.append(choose)
        if x.cond is not None:
            negated = UnaryExpr(x.cond.pos, ONOT, x.cond)
            negated.typ = x.cond.typ
            before.append(IfStmt(x.pos, negated, [BranchStmt(x.pos, OBREAK, None)], []))
        if x.post is not None:
            x.init.append(self._set_bool(x.pos, first, True))
        x.body = [*before, *x.body, LabelStmt(x.pos, label), *after]
        x.cond = None
        x.post = None

    def _set_bool(self, pos: int, v: Name, value: bool) -> Node:
        lit = BasicLit(self.fn.pos, value)
        lit.typ = self.table.basic["bool"]
        return AssignStmt(pos, v, lit)


def _defined_in_init(x: ForStmt) -> list[Name]:
    names: list[Name] = []
    for s in x.init:
        if isinstance(s, AssignListStmt):
            if s.define:
                names += [z for z in s.lhs if isinstance(z, Name)]
        elif isinstance(s, AssignStmt) and s.define and isinstance(s.x, Name):
            names.append(s.x)
    return names


def _replace_in_init(x: ForStmt, carrier: dict[Name, Name]) -> None:
    for s in x.init:
        if isinstance(s, AssignListStmt):
            if s.define:
                for i, z in enumerate(s.lhs):
                    if isinstance(z, Name) and z in carrier:
                        s.lhs[i] = carrier[z]
        elif isinstance(s, AssignStmt) and s.define and isinstance(s.x, Name) and s.x in carrier:
            s.x = carrier[s.x]


@final
class _Continues(Visitor):
    """Turns ``continue`` of the loop at hand into ``goto label``."""

    __slots__ = ("label", "loop_label", "depth")

    def __init__(self, label: Sym, loop_label: Sym | None) -> None:
        self.label = label
        self.loop_label = loop_label
        self.depth: int = 0

    def visit(self, n: Node) -> None:
        if isinstance(n, BranchStmt):
            if n.op == OCONTINUE and (
                (self.depth == 0 and n.label is None) or (self.loop_label is not None and n.label is self.loop_label)
            ):
                n.label = self.label
                n.op = OGOTO
        elif isinstance(n, RangeStmt) or isinstance(n, ForStmt):
            self.depth += 1
            n.do_children(self)
            self.depth -= 1
            return
        n.do_children(self)


@final
class _Fixups(Visitor):
    """Moves declarations of unshared variables from where they stand to the assignment in the loop's body."""

    __slots__ = ("fixups",)

    def __init__(self, fixups: dict[Name, AssignStmt]) -> None:
        self.fixups = fixups

    def visit(self, n: Node) -> None:
        if n.init:
            n.init = self._edit(n.init)
        if isinstance(n, Func) or isinstance(n, (InlinedCallExpr, CaseClause, CommClause, ForStmt, RangeStmt)):
            n.body = self._edit(n.body)
        elif isinstance(n, BlockStmt):
            n.list = self._edit(n.list)
        elif isinstance(n, IfStmt):
            n.body = self._edit(n.body)
            n.els = self._edit(n.els)
        n.do_children(self)

    def _edit(self, nodes: list[Node]) -> list[Node]:
        kept: list[Node] = []
        for n in nodes:
            if isinstance(n, Decl):
                s = self.fixups.pop(n.x, None)
                if s is not None:
                    s.init.insert(0, n)
                    continue
            kept.append(n)
        return kept
