"""Statements, and the bodies of functions."""

from goescape.syntax.nodes import (
    BREAK,
    CONTINUE,
    DEF,
    DEFER,
    FALLTHROUGH,
    NO_OP,
    OPERATOR_TEXT,
    RECV,
    AssignStmt,
    BlockStmt,
    BranchStmt,
    CallExpr,
    CallStmt,
    DeclStmt,
    EmptyStmt,
    Expr,
    ExprStmt,
    ForStmt,
    IfStmt,
    LabeledStmt,
    ListExpr,
    Operation,
    RangeClause,
    ReturnStmt,
    SelectStmt,
    SendStmt,
    Stmt,
    SwitchStmt,
    TypeSwitchGuard,
    unpack_list,
    unparen,
)
from goescape.types.checker_base import CONVERSION, STATEMENT
from goescape.types.env import ErrorDesc
from goescape.types.operand import BUILTIN_MODE, INVALID_MODE, TYPEXPR, Operand
from goescape.types.predicates import all_boolean, all_numeric
from goescape.types.switch import (
    BREAK_OK,
    CONTINUE_OK,
    FALLTHROUGH_OK,
    FINAL_SWITCH_CASE,
    IN_TYPE_SWITCH,
    SwitchChecker,
)
from goescape.types.types import DeclInfo, Signature, Var


class StmtChecker(SwitchChecker):
    def func_body(self, decl: DeclInfo | None, name: str, sig: Signature, body: BlockStmt, iota: int) -> None:
        """Check a function's body, in an environment of its own."""
        env = self.save_env()
        scope = sig.scope
        assert scope is not None
        self.fresh_env(scope, self.version)
        self.decl = decl
        self.iota = iota
        self.sig = sig
        self.stmt_list(0, body.list)
        if self.has_label and not self.ignore_branch_errors:
            self.labels(body)
        if sig.results.vars and not self.is_terminating(body, ""):
            self.error(body.rbrace, "missing return")
        self.usage(self.locals)
        self.restore_env(env)

    def stmt_list(self, ctxt: int, stmts: list[Stmt]) -> None:
        inner = ctxt & ~FALLTHROUGH_OK
        # Empty statements at the end do not hide a fallthrough.
        n = len(stmts)
        while n > 0 and isinstance(stmts[n - 1], EmptyStmt):
            n -= 1
        for i in range(n):
            self.stmt(ctxt if i + 1 == n else inner, stmts[i])

    def stmt(self, ctxt: int, s: Stmt) -> None:
        """Check a statement, then the function literals in it, before the scope changes."""
        top = len(self.delayed)
        scope = self.scope
        self.stmt_internal(ctxt, s)
        if len(self.delayed) > top:
            # They see the scope as the statement left it.
            self.process_delayed(top)
        self.scope = scope

    def stmt_internal(self, ctxt: int, s: Stmt) -> None:
        inner = ctxt & ~(FALLTHROUGH_OK | FINAL_SWITCH_CASE | IN_TYPE_SWITCH)
        if isinstance(s, ExprStmt):
            self.expr_stmt(s)
        elif isinstance(s, AssignStmt):
            self.assign_stmt(s)
        elif isinstance(s, IfStmt):
            self.if_stmt(inner, s)
        elif isinstance(s, ReturnStmt):
            self.return_stmt(s)
        elif isinstance(s, BlockStmt):
            self.open_scope(s)
            self.stmt_list(inner, s.list)
            self.close_scope()
        elif isinstance(s, ForStmt):
            inner |= BREAK_OK | CONTINUE_OK
            if isinstance(s.init, RangeClause):
                self.range_stmt(inner, s)
            else:
                self.for_stmt(inner, s)
        elif isinstance(s, SwitchStmt):
            inner |= BREAK_OK
            self.open_scope(s)
            if s.init is not None:
                self.stmt(0, s.init)
            tag = s.tag
            if isinstance(tag, TypeSwitchGuard):
                self.type_switch_stmt(inner | IN_TYPE_SWITCH, s, tag)
            else:
                self.switch_stmt(inner, s)
            self.close_scope()
        elif isinstance(s, DeclStmt):
            self.decl_stmt(s.decls)
        elif isinstance(s, CallStmt):
            self.suspended_call("defer" if s.tok == DEFER else "go", s.call)
        elif isinstance(s, BranchStmt):
            self.branch_stmt(ctxt, s)
        elif isinstance(s, SendStmt):
            self.send_stmt(s)
        elif isinstance(s, SelectStmt):
            self.select_stmt(inner | BREAK_OK, s)
        elif isinstance(s, LabeledStmt):
            self.has_label = True
            self.stmt(ctxt, s.stmt)
        elif not isinstance(s, EmptyStmt):
            self.error(s, "invalid syntax tree: invalid statement")

    # ----------------------------------------------------------------------------------------------- simple

    def expr_stmt(self, s: ExprStmt) -> None:
        """Calls and receives may stand alone, other expressions are reported."""
        x = Operand()
        kind = self.raw_expr(None, x, s.x, None, False)
        if x.mode == BUILTIN_MODE:
            msg = "must be called"
        elif x.mode == TYPEXPR:
            msg = "is not an expression"
        else:
            if kind == STATEMENT:
                return
            msg = "is not used"
        self.error(x, f"{self.os(x)} {msg}")

    def send_stmt(self, s: SendStmt) -> None:
        ch = Operand()
        val = Operand()
        self.expr(None, ch, s.chan)
        self.generic_expr(val, s.value, None)
        if ch.mode == INVALID_MODE or val.mode == INVALID_MODE:
            return
        elem = self.chan_elem(s, ch, False)
        if elem is not None:
            self.assignment(val, elem, "send")

    def assign_stmt(self, s: AssignStmt) -> None:
        if s.rhs is None:
            # x++, x--
            x = Operand()
            self.expr(None, x, s.lhs)
            if x.mode == INVALID_MODE:
                return
            if not all_numeric(x.typ):
                op = OPERATOR_TEXT[s.op]
                self.error(
                    s.lhs,
                    f"invalid operation: {self.es(s.lhs)}{op}{op} (non-numeric type {self.ts(x.typ)})",
                )
                return
            self.assign_var(s.lhs, None, x, "assignment")
            return
        lhs = unpack_list(s.lhs)
        rhs = unpack_list(s.rhs)
        if s.op == NO_OP:
            self.assign_vars(lhs, rhs)
            return
        if s.op == DEF:
            self.short_var_decl(s.pos, lhs, rhs)
            return
        if len(lhs) != 1 or len(rhs) != 1:
            self.error(s, f"assignment operation {OPERATOR_TEXT[s.op]} requires single-valued expressions")
            return
        x = Operand()
        self.binary(x, None, lhs[0], rhs[0], s.op)
        self.assign_var(lhs[0], None, x, "assignment")

    def suspended_call(self, keyword: str, call: Expr) -> None:
        """Of a go or defer statement."""
        if not isinstance(call, CallExpr):
            self.error(call, f"expression in {keyword} must be function call")
            self.use_one(call, False)
            return
        x = Operand()
        kind = self.raw_expr(None, x, call, None, False)
        if kind == STATEMENT:
            return
        msg = "requires function call, not conversion" if kind == CONVERSION else "discards result of"
        self.error(x, f"{keyword} {msg} {self.os(x)}")

    def return_stmt(self, s: ReturnStmt) -> None:
        sig = self.sig
        assert sig is not None
        res = sig.results.vars
        results = unpack_list(s.results)
        if not results and res and res[0].name != "":
            # The results must be what their names mean here.
            for obj in res:
                alt = self.lookup(obj.name)
                if alt is not None and alt is not obj:
                    err = ErrorDesc(0)
                    err.add(s.pos, f"result parameter {obj.name} not in scope at return")
                    err.add(alt.pos, f"inner declaration of {self.objs(obj)}")
                    self.report(err)
            return
        if res:
            self.init_vars(res, results, s)
        elif results:
            # Too many values, whatever they are.
            no_vars: list[Var] = []
            self.init_vars(no_vars, results, s)

    def branch_stmt(self, ctxt: int, s: BranchStmt) -> None:
        if s.label is not None:
            self.has_label = True
            return
        if self.ignore_branch_errors:
            return
        if s.tok == BREAK:
            if ctxt & BREAK_OK == 0:
                self.error(s, "break not in for, switch, or select statement")
        elif s.tok == CONTINUE:
            if ctxt & CONTINUE_OK == 0:
                self.error(s, "continue not in for statement")
        elif s.tok == FALLTHROUGH and ctxt & FALLTHROUGH_OK == 0:
            if ctxt & FINAL_SWITCH_CASE != 0:
                msg = "cannot fallthrough final case in switch"
            elif ctxt & IN_TYPE_SWITCH != 0:
                msg = "cannot fallthrough in type switch"
            else:
                msg = "fallthrough statement out of place"
            self.error(s, msg)

    # ---------------------------------------------------------------------------------------------- compound

    def condition(self, cond: Expr, what: str) -> None:
        x = Operand()
        self.expr(None, x, cond)
        if x.mode != INVALID_MODE and not all_boolean(x.typ):
            self.error(cond, f"non-boolean condition in {what} statement")

    def if_stmt(self, inner: int, s: IfStmt) -> None:
        """An if statement, with all that follows its else (in a loop: such chains can be long)."""
        depth = 0
        while True:
            self.open_scope(s)
            depth += 1
            if s.init is not None:
                self.stmt(0, s.init)
            self.condition(s.cond, "if")
            self.stmt(inner, s.then)
            els = s.els
            if isinstance(els, IfStmt):
                s = els
                continue
            if els is not None:
                self.stmt(inner, els)
            break
        while depth > 0:
            self.close_scope()
            depth -= 1

    def for_stmt(self, inner: int, s: ForStmt) -> None:
        self.open_scope(s)
        if s.init is not None:
            self.stmt(0, s.init)
        if s.cond is not None:
            self.condition(s.cond, "for")
        post = s.post
        if post is not None:
            self.stmt(0, post)
            if isinstance(post, AssignStmt) and post.op == DEF:
                # Reported by the parser.
                self.use_one(post.lhs, False)
        self.stmt(inner, s.body)
        self.close_scope()

    def select_stmt(self, inner: int, s: SelectStmt) -> None:
        self.multiple_select_defaults(s.body)
        for clause in s.body:
            comm = clause.comm
            valid = comm is None or isinstance(comm, SendStmt)
            rhs: Expr | None = None
            if isinstance(comm, AssignStmt):
                if not isinstance(comm.rhs, ListExpr):
                    rhs = comm.rhs
            elif isinstance(comm, ExprStmt):
                rhs = comm.x
            if rhs is not None:
                op = unparen(rhs)
                if isinstance(op, Operation) and op.y is None and op.op == RECV:
                    valid = True
            if not valid:
                assert comm is not None
                self.error(comm, "select case must be send or receive (possibly with assignment)")
                continue
            self.open_scope(clause)
            if comm is not None:
                self.stmt(inner, comm)
            self.stmt_list(inner, clause.body)
            self.close_scope()
