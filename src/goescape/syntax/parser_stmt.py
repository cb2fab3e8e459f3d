"""Statements."""

from goescape.syntax.branches import check_branches
from goescape.syntax.nodes import (
    ADD,
    AND,
    BREAK,
    CONTINUE,
    DEF,
    DEFER,
    FALLTHROUGH,
    GO,
    GOTO,
    MUL,
    NO_OP,
    NOT,
    SUB,
    XOR,
    AssignStmt,
    BadExpr,
    BlockStmt,
    BranchStmt,
    CallStmt,
    CaseClause,
    CommClause,
    EmptyStmt,
    Expr,
    ExprStmt,
    ForStmt,
    IfStmt,
    LabeledStmt,
    ListExpr,
    Name,
    Operation,
    RangeClause,
    ReturnStmt,
    SelectStmt,
    SendStmt,
    SimpleStmt,
    Stmt,
    SwitchStmt,
    TypeSwitchGuard,
    unparen,
)
from goescape.syntax.parser_core import MAX_NESTING
from goescape.syntax.parser_type import TypeParser
from goescape.syntax.printer import expr_string
from goescape.syntax.tokens import (
    T_ARROW,
    T_ASSIGN,
    T_ASSIGN_OP,
    T_BREAK,
    T_CASE,
    T_CHAN,
    T_COLON,
    T_CONST,
    T_CONTINUE,
    T_DEFAULT,
    T_DEFER,
    T_DEFINE,
    T_ELSE,
    T_EOF,
    T_FALLTHROUGH,
    T_FOR,
    T_FUNC,
    T_GO,
    T_GOTO,
    T_IF,
    T_INC_OP,
    T_INTERFACE,
    T_LBRACE,
    T_LBRACK,
    T_LITERAL,
    T_LPAREN,
    T_MAP,
    T_NAME,
    T_OPERATOR,
    T_RANGE,
    T_RBRACE,
    T_RETURN,
    T_SELECT,
    T_SEMI,
    T_STAR,
    T_STRUCT,
    T_SWITCH,
    T_TYPE,
    T_VAR,
    TOKEN_TEXT,
)


def emphasize(x: Expr) -> str:
    """x in words, in parentheses if it is a binary expression (to make "=" beside it stand out)."""
    s = expr_string(x)
    if isinstance(x, Operation) and x.y is not None:
        return "(" + s + ")"
    return s


class StmtParser(TypeParser):
    __slots__ = ("header_init", "header_cond", "header_post")

    header_init: SimpleStmt | None  # what header() found
    header_cond: Expr | None
    header_post: SimpleStmt | None

    def decl_stmt(self) -> Stmt:
        raise NotImplementedError

    def func_body(self) -> BlockStmt:
        self.fnest += 1
        errors = self.err_count
        body = self.block_stmt("")
        self.fnest -= 1
        if self.check_branches and errors == self.err_count:
            check_branches(body, self.errs)
        return body

    def block_stmt(self, context: str) -> BlockStmt:
        s = BlockStmt(self.pos)
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.too_deep()
        if self.tok == T_LBRACE:
            self.next()
        else:
            self.syntax_error("expected { after " + context)
            self.advance(1 << T_NAME | 1 << T_RBRACE)
            s.rbrace = self.pos
            if self.got(T_RBRACE):
                self.depth -= 1
                return s
        s.list = self.stmt_list()
        s.rbrace = self.pos
        self.want(T_RBRACE)
        self.depth -= 1
        return s

    def stmt_list(self) -> list[Stmt]:
        stmts: list[Stmt] = []
        tok = self.tok
        while tok != T_EOF and tok != T_RBRACE and tok != T_CASE and tok != T_DEFAULT:
            s = self.stmt_or_none()
            if self.pragma is not None:
                self.clear_pragma()
            if s is None:
                break
            stmts.append(s)
            tok = self.tok
            if tok == T_SEMI:
                self.next()
            elif tok != T_RBRACE:
                self.syntax_error("at end of statement")
                self.advance(1 << T_SEMI | 1 << T_RBRACE | 1 << T_CASE | 1 << T_DEFAULT)
                self.got(T_SEMI)
            tok = self.tok
        return stmts

    def stmt_or_none(self) -> Stmt | None:
        tok = self.tok
        if tok == T_NAME:
            # Most statements are assignments and calls.
            if self.pragma is not None:
                self.clear_pragma()
            lhs = self.expr_list()
            if self.tok == T_COLON and isinstance(lhs, Name):
                return self.labeled_stmt_or_none(lhs)
            return self.simple_stmt(lhs, 0)
        if tok == T_VAR or tok == T_CONST or tok == T_TYPE:
            return self.decl_stmt()
        if self.pragma is not None:
            self.clear_pragma()

        if tok == T_IF:
            return self.if_stmt()
        if tok == T_RETURN:
            pos = self.pos
            self.next()
            results: Expr | None = None
            if self.tok != T_SEMI and self.tok != T_RBRACE:
                results = self.expr_list()
            return ReturnStmt(pos, results)
        if tok == T_FOR:
            return self.for_stmt()
        if tok == T_OPERATOR or tok == T_STAR:
            op = self.op
            if op == ADD or op == SUB or op == MUL or op == AND or op == XOR or op == NOT:
                return self.simple_stmt(None, 0)
            return None
        if (
            tok == T_LITERAL
            or tok == T_FUNC
            or tok == T_LPAREN
            or tok == T_LBRACK
            or tok == T_STRUCT
            or tok == T_MAP
            or tok == T_CHAN
            or tok == T_INTERFACE
            or tok == T_ARROW
        ):
            return self.simple_stmt(None, 0)
        if tok == T_LBRACE:
            return self.block_stmt("")
        if tok == T_SWITCH:
            return self.switch_stmt()
        if tok == T_SELECT:
            return self.select_stmt()
        if tok == T_GO or tok == T_DEFER:
            return self.call_stmt()
        if tok == T_SEMI:
            return EmptyStmt(self.pos)
        return self.branch_stmt_or_none()

    def branch_stmt_or_none(self) -> Stmt | None:
        pos = self.pos
        tok = self.tok
        if tok == T_FALLTHROUGH:
            self.next()
            return BranchStmt(pos, FALLTHROUGH, None)
        if tok == T_BREAK or tok == T_CONTINUE:
            self.next()
            label = self.name() if self.tok == T_NAME else None
            return BranchStmt(pos, BREAK if tok == T_BREAK else CONTINUE, label)
        if tok == T_GOTO:
            self.next()
            return BranchStmt(pos, GOTO, self.name())
        return None

    def simple_stmt(self, lhs: Expr | None, keyword: int) -> SimpleStmt:
        """``lhs`` was read already if not None; ``keyword`` is T_FOR, T_IF, T_SWITCH in these statements' headers."""
        if keyword == T_FOR and self.tok == T_RANGE:
            return self.range_clause(None, False)
        if lhs is None:
            lhs = self.expr_list()
        pos = self.pos
        tok = self.tok
        if tok == T_ASSIGN or tok == T_DEFINE:
            op = DEF if tok == T_DEFINE else NO_OP
            self.next()
            if keyword == T_FOR and self.tok == T_RANGE:
                return self.range_clause(lhs, op == DEF)
            rhs = self.expr_list()
            if isinstance(rhs, TypeSwitchGuard) and keyword == T_SWITCH and op == DEF and isinstance(lhs, Name):
                rhs.lhs = lhs
                return ExprStmt(rhs.pos, rhs)
            return AssignStmt(pos, op, lhs, rhs)
        if isinstance(lhs, ListExpr):
            self.syntax_error("expected := or = or comma")
            self.advance(1 << T_SEMI | 1 << T_RBRACE)
            first = lhs.elems[0]
            return ExprStmt(first.pos, first)
        if tok == T_ASSIGN_OP:
            op = self.op
            self.next()
            return AssignStmt(pos, op, lhs, self.expr())
        if tok == T_INC_OP:
            op = self.op
            self.next()
            return AssignStmt(pos, op, lhs, None)
        if tok == T_ARROW:
            self.next()
            return SendStmt(pos, lhs, self.expr())
        return ExprStmt(lhs.pos, lhs)

    def range_clause(self, lhs: Expr | None, define: bool) -> RangeClause:
        pos = self.pos
        self.next()
        return RangeClause(pos, lhs, define, self.expr())

    def labeled_stmt_or_none(self, label: Name) -> Stmt | None:
        pos = self.pos
        self.want(T_COLON)
        if self.tok == T_RBRACE:
            # "}" needs no semicolon before it: the statement is empty.
            return LabeledStmt(pos, label, EmptyStmt(self.pos))
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.too_deep()
        stmt = self.stmt_or_none()
        self.depth -= 1
        if stmt is not None:
            return LabeledStmt(pos, label, stmt)
        self.syntax_error_at(pos, "missing statement after label")
        return None

    def call_stmt(self) -> Stmt:
        pos = self.pos
        tok = self.tok
        self.next()
        x = self.primary_expr(None, self.tok == T_LPAREN)
        t = unparen(x)
        if t is not x:
            self.error_at(x.pos, "expression in " + TOKEN_TEXT[tok] + " must not be parenthesized")
        return CallStmt(pos, GO if tok == T_GO else DEFER, t)

    # ------------------------------------------------------------------------------------- if, for and switch

    def header(self, keyword: int) -> None:
        """What stands between the keyword and "{": sets header_init, header_cond and header_post."""
        self.want(keyword)
        if self.tok == T_LBRACE:
            self.header_init = None
            self.header_cond = None
            self.header_post = None
            if keyword == T_IF:
                self.syntax_error("missing condition in if statement")
                self.header_cond = self.bad_expr()
            return
        outer = self.xnest
        self.xnest = -1
        init: SimpleStmt | None = None
        cond: SimpleStmt | None = None
        post: SimpleStmt | None = None
        semi = 0
        semi_lit = ""
        if self.tok != T_SEMI:
            if self.got(T_VAR):
                self.syntax_error("var declaration not allowed in " + TOKEN_TEXT[keyword] + " initializer")
            init = self.simple_stmt(None, keyword)
            if isinstance(init, RangeClause):
                self.xnest = outer
                self.header_init = init
                self.header_cond = None
                self.header_post = None
                return
        if self.tok != T_LBRACE:
            if self.tok == T_SEMI:
                semi = self.pos
                semi_lit = self.lit
                self.next()
            else:
                self.want(T_LBRACE)
                if self.tok != T_LBRACE:
                    self.advance(1 << T_LBRACE | 1 << T_RBRACE)
            if keyword == T_FOR:
                if self.tok == T_LBRACE:
                    self.syntax_error("expected for loop condition")
                else:
                    if self.tok != T_SEMI:
                        cond = self.simple_stmt(None, 0)
                    self.want(T_SEMI)
                    if self.tok != T_LBRACE:
                        post = self.simple_stmt(None, 0)
                        if isinstance(post, AssignStmt) and post.op == DEF:
                            self.syntax_error_at(post.pos, "cannot declare in post statement of for loop")
            elif self.tok != T_LBRACE:
                cond = self.simple_stmt(None, keyword)
        else:
            cond = init
            init = None

        x: Expr | None = None
        if cond is None:
            if keyword == T_IF and semi != 0:
                if semi_lit != "semicolon":
                    self.syntax_error_at(semi, "unexpected " + semi_lit + ", expected { after if clause")
                else:
                    self.syntax_error_at(semi, "missing condition in if statement")
                x = BadExpr(semi)
        elif isinstance(cond, ExprStmt):
            x = cond.x
        else:
            # "=" for "==" is a common mistake.
            if isinstance(cond, AssignStmt) and cond.op == NO_OP and cond.rhs is not None:
                text = "assignment " + emphasize(cond.lhs) + " = " + emphasize(cond.rhs)
            else:
                text = expr_string(cond)
            self.syntax_error_at(cond.pos, "cannot use " + text + " as value")
        self.xnest = outer
        # Only now: function literals in the header have headers inside.
        self.header_init = init
        self.header_cond = x
        self.header_post = post

    def if_stmt(self) -> Stmt:
        """A chain of else-ifs is a loop here, but counts as nesting: the tree is as deep."""
        depth = self.depth
        first: IfStmt | None = None
        last: IfStmt | None = None
        while True:
            pos = self.pos
            self.header(T_IF)
            init = self.header_init
            # A condition that could not be read has been reported.
            cond = self.header_cond
            then = self.block_stmt("if clause")
            s = IfStmt(pos, init, cond if cond is not None else BadExpr(pos), then, None)
            if last is None:
                first = s
            else:
                last.els = s
            last = s
            if not self.got(T_ELSE):
                break
            if self.tok == T_IF:
                self.depth += 1
                if self.depth > MAX_NESTING:
                    self.too_deep()
                    break
                continue
            if self.tok == T_LBRACE:
                s.els = self.block_stmt("")
            else:
                self.syntax_error("else must be followed by if or statement block")
                self.advance(1 << T_NAME | 1 << T_RBRACE)
            break
        self.depth = depth
        assert first is not None
        return first

    def for_stmt(self) -> Stmt:
        pos = self.pos
        self.header(T_FOR)
        init = self.header_init
        cond = self.header_cond
        post = self.header_post
        return ForStmt(pos, init, cond, post, self.block_stmt("for clause"))

    def switch_stmt(self) -> Stmt:
        pos = self.pos
        self.header(T_SWITCH)
        s = SwitchStmt(pos, self.header_init, self.header_cond)
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.too_deep()
        if not self.got(T_LBRACE):
            self.syntax_error("missing { after switch clause")
            self.advance(1 << T_CASE | 1 << T_DEFAULT | 1 << T_RBRACE)
        while self.tok != T_EOF and self.tok != T_RBRACE:
            s.body.append(self.case_clause())
        s.rbrace = self.pos
        self.want(T_RBRACE)
        self.depth -= 1
        return s

    def select_stmt(self) -> Stmt:
        s = SelectStmt(self.pos)
        self.want(T_SELECT)
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.too_deep()
        if not self.got(T_LBRACE):
            self.syntax_error("missing { after select clause")
            self.advance(1 << T_CASE | 1 << T_DEFAULT | 1 << T_RBRACE)
        while self.tok != T_EOF and self.tok != T_RBRACE:
            s.body.append(self.comm_clause())
        s.rbrace = self.pos
        self.want(T_RBRACE)
        self.depth -= 1
        return s

    def case_clause(self) -> CaseClause:
        c = CaseClause(self.pos, None)
        if self.tok == T_CASE:
            self.next()
            c.cases = self.expr_list()
        elif self.tok == T_DEFAULT:
            self.next()
        else:
            self.syntax_error("expected case or default or }")
            self.advance(1 << T_COLON | 1 << T_CASE | 1 << T_DEFAULT | 1 << T_RBRACE)
        c.colon = self.pos
        self.want(T_COLON)
        c.body = self.stmt_list()
        return c

    def comm_clause(self) -> CommClause:
        c = CommClause(self.pos, None)
        if self.tok == T_CASE:
            self.next()
            # Only sends and receives are allowed; the checker sees to that.
            c.comm = self.simple_stmt(None, 0)
        elif self.tok == T_DEFAULT:
            self.next()
        else:
            self.syntax_error("expected case or default or }")
            self.advance(1 << T_COLON | 1 << T_CASE | 1 << T_DEFAULT | 1 << T_RBRACE)
        c.colon = self.pos
        self.want(T_COLON)
        c.body = self.stmt_list()
        return c
