"""Labels and branches (cmd/compile/internal/syntax/branches.go).

For each function body: break, continue and fallthrough stand where they may, labels are defined once and used, and no
goto jumps over a variable declaration or into a block. Sets each branch statement's ``target``.
"""

from typing import final

from goescape.base.errors import ErrorList
from goescape.syntax.nodes import (
    BREAK,
    CONTINUE,
    DEF,
    FALLTHROUGH,
    AssignStmt,
    BlockStmt,
    BranchStmt,
    DeclStmt,
    EmptyStmt,
    Expr,
    ForStmt,
    IfStmt,
    LabeledStmt,
    SelectStmt,
    Stmt,
    SwitchStmt,
    TypeSwitchGuard,
    VarDecl,
)
from goescape.syntax.printer import expr_string


def check_branches(body: BlockStmt, errs: ErrorList) -> None:
    checker = _Checker(errs)
    for fwd in checker.block(None, _Targets(None, None, -1), None, body.pos, body.list):
        label = fwd.label
        assert label is not None
        name = label.value
        known = checker.labels.get(name)
        if known is not None:
            known.used = True
            start = errs.table.string(known.parent.start)
            errs.add(label.pos, "goto " + name + " jumps into block starting at " + start)
        else:
            errs.add(label.pos, "label " + name + " not defined")
    for known in checker.labels.values():
        if not known.used:
            label = known.stmt.label
            errs.add(label.pos, "label " + label.value + " defined and not used")


@final
class _Block:
    __slots__ = ("parent", "start", "stmt")

    def __init__(self, parent: "_Block | None", start: int, stmt: LabeledStmt | None) -> None:
        self.parent = parent
        self.start = start
        self.stmt = stmt  # whose label the block has


@final
class _Label:
    __slots__ = ("parent", "stmt", "used")

    def __init__(self, parent: _Block, stmt: LabeledStmt) -> None:
        self.parent = parent
        self.stmt = stmt
        self.used = False


@final
class _Targets:
    """What break and continue without a label refer to, and which case of a switch one is in (-1: none)."""

    __slots__ = ("breaks", "continues", "case_idx")

    def __init__(self, breaks: Stmt | None, continues: ForStmt | None, case_idx: int) -> None:
        self.breaks = breaks
        self.continues = continues
        self.case_idx = case_idx


@final
class _Checker:
    __slots__ = ("errs", "labels")

    def __init__(self, errs: ErrorList) -> None:
        self.errs = errs
        self.labels: dict[str, _Label] = {}

    def declare(self, block: _Block, s: LabeledStmt) -> _Label:
        name = s.label.value
        known = self.labels.get(name)
        if known is not None:
            at = self.errs.table.string(known.stmt.label.pos)
            self.errs.add(s.label.pos, "label " + name + " already defined at " + at)
            return known
        label = _Label(block, s)
        self.labels[name] = label
        return label

    def goto_target(self, block: _Block, name: str) -> LabeledStmt | None:
        label = self.labels.get(name)
        if label is None:
            return None
        label.used = True
        b: _Block | None = block
        while b is not None:
            if label.parent is b:
                return label.stmt
            b = b.parent
        return None

    def enclosing_target(self, block: _Block, name: str, s: BranchStmt) -> Stmt | None:
        """The statement with that label around ``s``; None, with an error, if there is none that it may refer to."""
        what = "break" if s.tok == BREAK else "continue"
        pos = s.label.pos if s.label is not None else s.pos
        label = self.labels.get(name)
        if label is None:
            self.errs.add(pos, what + " label not defined: " + name)
            return None
        label.used = True
        b: _Block | None = block
        while b is not None:
            if b.stmt is label.stmt:
                target = label.stmt.stmt
                if isinstance(target, ForStmt) or s.tok == BREAK and isinstance(target, (SwitchStmt, SelectStmt)):
                    return target
                break
            b = b.parent
        self.errs.add(pos, "invalid " + what + " label " + name)
        return None

    def block(
        self, parent: _Block | None, ctxt: _Targets, labeled: LabeledStmt | None, start: int, body: list[Stmt]
    ) -> list[BranchStmt]:
        """Check the statements of a block; the result are the gotos to labels not seen yet."""
        b = _Block(parent, start, labeled)
        var_pos = 0
        var_name: Expr | None = None
        forward: list[BranchStmt] = []
        bad: list[BranchStmt] = []  # those that jump over the latest variable declaration, if within the block

        # A fallthrough is the last statement even if empty ones follow.
        count = len(body)
        while count > 0 and isinstance(body[count - 1], EmptyStmt):
            count -= 1

        for idx in range(count):
            stmt = body[idx]
            labeled = None
            while isinstance(stmt, LabeledStmt):
                name = stmt.label.value
                if name != "_":
                    label = self.declare(b, stmt)
                    kept: list[BranchStmt] = []
                    for fwd in forward:
                        goto = fwd.label
                        if goto is None or goto.value != name:
                            kept.append(fwd)
                            continue
                        fwd.target = stmt
                        label.used = True
                        if var_name is not None and fwd in bad:
                            at = self.errs.table.string(var_pos)
                            over = " jumps over declaration of " + expr_string(var_name) + " at " + at
                            self.errs.add(goto.pos, "goto " + name + over)
                    forward = kept
                    labeled = stmt
                stmt = stmt.stmt

            if isinstance(stmt, AssignStmt):
                if stmt.op == DEF:
                    var_pos = stmt.pos
                    var_name = stmt.lhs
                    bad = forward[:]
            elif isinstance(stmt, DeclStmt):
                for d in stmt.decls:
                    if isinstance(d, VarDecl):
                        var_pos = d.pos
                        var_name = d.names[0]
                        bad = forward[:]
                        break
            elif isinstance(stmt, BranchStmt):
                if self.branch(stmt, b, ctxt, idx + 1 == count):
                    forward.append(stmt)
            elif isinstance(stmt, IfStmt):
                inner = _Targets(ctxt.breaks, ctxt.continues, -1)
                forward += self.block(b, inner, labeled, stmt.then.pos, stmt.then.list)
                if stmt.els is not None:
                    forward += self.block(b, inner, labeled, stmt.els.pos, [stmt.els])
            elif isinstance(stmt, BlockStmt):
                inner = _Targets(ctxt.breaks, ctxt.continues, -1)
                forward += self.block(b, inner, labeled, stmt.pos, stmt.list)
            elif isinstance(stmt, ForStmt):
                inner = _Targets(stmt, stmt, -1)
                forward += self.block(b, inner, labeled, stmt.body.pos, stmt.body.list)
            elif isinstance(stmt, SwitchStmt):
                for k in range(len(stmt.body)):
                    case = stmt.body[k]
                    inner = _Targets(stmt, ctxt.continues, k)
                    forward += self.block(b, inner, labeled, case.pos, case.body)
            elif isinstance(stmt, SelectStmt):
                inner = _Targets(stmt, ctxt.continues, -1)
                for comm in stmt.body:
                    forward += self.block(b, inner, labeled, comm.pos, comm.body)
        return forward

    def branch(self, s: BranchStmt, b: _Block, ctxt: _Targets, last: bool) -> bool:
        """Whether s is a goto whose label is still to come."""
        if s.label is not None:
            name = s.label.value
            if s.tok == BREAK or s.tok == CONTINUE:
                s.target = self.enclosing_target(b, name, s)
                return False
            s.target = self.goto_target(b, name)
            return s.target is None
        if s.tok == BREAK:
            s.target = ctxt.breaks
            if s.target is None:
                self.errs.add(s.pos, "break is not in a loop, switch, or select")
        elif s.tok == CONTINUE:
            s.target = ctxt.continues
            if s.target is None:
                self.errs.add(s.pos, "continue is not in a loop")
        elif s.tok == FALLTHROUGH:
            msg = "fallthrough statement out of place"
            switch = ctxt.breaks
            if isinstance(switch, SwitchStmt):
                if isinstance(switch.tag, TypeSwitchGuard):
                    msg = "cannot fallthrough in type switch"
                elif ctxt.case_idx >= 0 and last:
                    if ctxt.case_idx + 1 < len(switch.body):
                        return False
                    msg = "cannot fallthrough final case in switch"
            self.errs.add(s.pos, msg)
        return False
