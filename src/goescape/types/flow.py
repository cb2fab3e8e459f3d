"""What a function body's structure must satisfy: it ends in a terminating statement, its labels exist and are used,
its variables are used."""

from goescape.base.pos import pos_line
from goescape.syntax.nodes import (
    BREAK,
    CONTINUE,
    DEF,
    FALLTHROUGH,
    GOTO,
    AssignStmt,
    BlockStmt,
    BranchStmt,
    CallExpr,
    CaseClause,
    CommClause,
    DeclStmt,
    EmptyStmt,
    ExprStmt,
    ForStmt,
    IfStmt,
    LabeledStmt,
    RangeClause,
    ReturnStmt,
    SelectStmt,
    Stmt,
    SwitchStmt,
    VarDecl,
    unparen,
)
from goescape.types.checker_base import ErrorParts
from goescape.types.cycles import CycleChecker
from goescape.types.types import Label, Var
from goescape.types.universe import TYP_INVALID


class LabelBlock:
    """A block while labels are checked: the labels declared in it, and the labeled statement that it belongs to."""

    __slots__ = ("parent", "lstmt", "labels", "var_decl_pos", "fwd_jumps", "bad_jumps")

    def __init__(self, parent: "LabelBlock | None", lstmt: LabeledStmt | None) -> None:
        self.parent = parent
        self.lstmt = lstmt
        self.labels: dict[str, LabeledStmt] = {}
        self.var_decl_pos: int = 0  # last variable declaration
        self.fwd_jumps: list[BranchStmt] = []  # gotos whose label has not been seen
        self.bad_jumps: list[BranchStmt] = []  # those of them that stand before var_decl_pos

    def record_var_decl(self, pos: int) -> None:
        self.var_decl_pos = pos
        self.bad_jumps = list(self.fwd_jumps)

    def goto_target(self, name: str) -> LabeledStmt | None:
        b: LabelBlock | None = self
        while b is not None:
            t = b.labels.get(name)
            if t is not None:
                return t
            b = b.parent
        return None

    def enclosing_target(self, name: str) -> LabeledStmt | None:
        b: LabelBlock | None = self
        while b is not None:
            if b.lstmt is not None and b.lstmt.label.value == name:
                return b.lstmt
            b = b.parent
        return None


class FlowChecker(CycleChecker):
    def usage(self, variables: list[Var]) -> None:
        """Report unused variables: those of a scope by position, then those of the scopes in it."""
        unused: list[tuple[list[int], int, Var]] = []
        for v in variables:
            if not v.used:
                path: list[int] = []
                scope = v.parent
                while scope is not None and not scope.is_func:
                    path.append(scope.pos)
                    scope = scope.parent
                path.reverse()
                unused.append((path, v.pos, v))
        if not unused:
            return
        unused.sort(key=usage_key)
        for _, pos, v in unused:
            self.error(pos, f"declared and not used: {v.name}")

    # ------------------------------------------------------------------------------------------------ labels

    def labels(self, body: BlockStmt) -> None:
        all_labels: dict[str, Label] = {}
        for jmp in self.block_branches(all_labels, None, None, body.list):
            assert jmp.label is not None
            name = jmp.label.value
            alt = all_labels.get(name)
            if alt is not None:
                alt.used = True  # one error is enough
                self.error(jmp.label, f"goto {name} jumps into block")
            else:
                self.error(jmp.label, f"label {name} not declared")
        for lbl in all_labels.values():
            if not lbl.used:
                self.error(lbl.pos, f"label {lbl.name} declared and not used")

    def block_branches(
        self, all_labels: dict[str, Label], parent: LabelBlock | None, lstmt: LabeledStmt | None, stmts: list[Stmt]
    ) -> list[BranchStmt]:
        """Check the branches in a block; the gotos out of it whose label has not been seen yet are returned."""
        b = LabelBlock(parent, lstmt)
        for s in stmts:
            self.stmt_branches(all_labels, b, None, s)
        return b.fwd_jumps

    def stmt_branches(
        self, all_labels: dict[str, Label], b: LabelBlock, lstmt: LabeledStmt | None, s: Stmt
    ) -> None:
        while isinstance(s, LabeledStmt):
            if s.label.value != "_":
                self.declare_label(all_labels, b, s)
                lstmt = s
            s = s.stmt
        if isinstance(s, DeclStmt):
            for d in s.decls:
                if isinstance(d, VarDecl):
                    b.record_var_decl(d.pos)
        elif isinstance(s, AssignStmt):
            if s.op == DEF:
                b.record_var_decl(s.pos)
        elif isinstance(s, BranchStmt):
            if s.label is not None:
                self.branch(all_labels, b, s, s.label.value)
        elif isinstance(s, BlockStmt):
            b.fwd_jumps.extend(self.block_branches(all_labels, b, lstmt, s.list))
        elif isinstance(s, IfStmt):
            self.stmt_branches(all_labels, b, lstmt, s.then)
            if s.els is not None:
                self.stmt_branches(all_labels, b, lstmt, s.els)
        elif isinstance(s, SwitchStmt):
            inner = LabelBlock(b, lstmt)
            for cc in s.body:
                b.fwd_jumps.extend(self.block_branches(all_labels, inner, None, cc.body))
        elif isinstance(s, SelectStmt):
            inner = LabelBlock(b, lstmt)
            for comm in s.body:
                b.fwd_jumps.extend(self.block_branches(all_labels, inner, None, comm.body))
        elif isinstance(s, ForStmt):
            self.stmt_branches(all_labels, b, lstmt, s.body)

    def declare_label(self, all_labels: dict[str, Label], b: LabelBlock, s: LabeledStmt) -> None:
        name = s.label.value
        lbl = Label(s.label.pos, self.pkg, name, TYP_INVALID)
        alt = all_labels.get(name)
        if alt is not None:
            err = ErrorParts()
            err.add(lbl.pos, f"label {name} already declared")
            err.add_alt_decl(alt)
            self.report(err)
        else:
            all_labels[name] = lbl
            b.labels[name] = s
            s.label.obj = lbl
        rest: list[BranchStmt] = []
        for jmp in b.fwd_jumps:
            assert jmp.label is not None
            if jmp.label.value != name:
                rest.append(jmp)
                continue
            lbl.used = True
            jmp.label.obj = lbl
            if b.var_decl_pos != 0 and jmp in b.bad_jumps:
                line = pos_line(b.var_decl_pos)
                self.error(jmp.label, f"goto {name} jumps over variable declaration at line {line}")
        b.fwd_jumps = rest

    def branch(self, all_labels: dict[str, Label], b: LabelBlock, s: BranchStmt, name: str) -> None:
        assert s.label is not None
        if s.tok == GOTO:
            if b.goto_target(name) is None:
                b.fwd_jumps.append(s)
                return
        else:
            t = b.enclosing_target(name)
            if s.tok == BREAK:
                if t is None or not isinstance(t.stmt, (SwitchStmt, SelectStmt, ForStmt)):
                    self.error(s.label, f"invalid break label {name}")
                    return
            elif s.tok == CONTINUE:
                if t is None or not isinstance(t.stmt, ForStmt):
                    self.error(s.label, f"invalid continue label {name}")
                    return
            else:
                return
        lbl = all_labels.get(name)
        if lbl is not None:
            lbl.used = True
            s.label.obj = lbl

    # ------------------------------------------------------------------------------- terminating statements

    def is_terminating(self, s: Stmt, label: str) -> bool:
        """Whether control never gets past s, whose label is label or ""."""
        while isinstance(s, LabeledStmt):
            label = s.label.value
            s = s.stmt
        if isinstance(s, ReturnStmt):
            return True
        if isinstance(s, ExprStmt):
            call = unparen(s.x)
            return isinstance(call, CallExpr) and self.is_panic is not None and call in self.is_panic
        if isinstance(s, BranchStmt):
            return s.tok == GOTO or s.tok == FALLTHROUGH
        if isinstance(s, BlockStmt):
            return self.is_terminating_list(s.list, "")
        if isinstance(s, IfStmt):
            els: Stmt | None = s
            while isinstance(els, IfStmt):  # else if ... else if ...
                if not self.is_terminating(els.then, ""):
                    return False
                els = els.els
            return els is not None and self.is_terminating(els, "")
        if isinstance(s, SwitchStmt):
            return self.is_terminating_switch(s.body, label)
        if isinstance(s, SelectStmt):
            for cc in s.body:
                if not self.is_terminating_list(cc.body, "") or has_break_list(cc.body, label, True):
                    return False
            return True
        if isinstance(s, ForStmt):
            if isinstance(s.init, RangeClause):
                return False
            return s.cond is None and not has_break(s.body, label, True)
        return False

    def is_terminating_list(self, stmts: list[Stmt], label: str) -> bool:
        i = len(stmts) - 1
        while i >= 0:
            if not isinstance(stmts[i], EmptyStmt):
                return self.is_terminating(stmts[i], label)
            i -= 1
        return False

    def is_terminating_switch(self, body: list[CaseClause], label: str) -> bool:
        has_default = False
        for cc in body:
            if cc.cases is None:
                has_default = True
            if not self.is_terminating_list(cc.body, "") or has_break_list(cc.body, label, True):
                return False
        return has_default


def usage_key(item: tuple[list[int], int, Var]) -> tuple[list[int], int]:
    return item[0], item[1]


def has_break(s: Stmt, label: str, implicit: bool) -> bool:
    """Whether s holds a break that leaves the statement labeled label, or (implicit) the closest one around."""
    while isinstance(s, LabeledStmt):
        s = s.stmt
    if isinstance(s, BranchStmt):
        if s.tok == BREAK:
            if s.label is None:
                return implicit
            return s.label.value == label
        return False
    if isinstance(s, BlockStmt):
        return has_break_list(s.list, label, implicit)
    if isinstance(s, IfStmt):
        els: Stmt | None = s
        while isinstance(els, IfStmt):
            if has_break(els.then, label, implicit):
                return True
            els = els.els
        return els is not None and has_break(els, label, implicit)
    if label == "":
        return False
    if isinstance(s, SwitchStmt):
        return has_break_cases(s.body, label)
    if isinstance(s, SelectStmt):
        return has_break_comms(s.body, label)
    if isinstance(s, ForStmt):
        return has_break(s.body, label, False)
    return False


def has_break_list(stmts: list[Stmt], label: str, implicit: bool) -> bool:
    for s in stmts:
        if has_break(s, label, implicit):
            return True
    return False


def has_break_cases(body: list[CaseClause], label: str) -> bool:
    for cc in body:
        if has_break_list(cc.body, label, False):
            return True
    return False


def has_break_comms(body: list[CommClause], label: str) -> bool:
    for cc in body:
        if has_break_list(cc.body, label, False):
            return True
    return False
