"""Expressions."""

from goescape.syntax.nodes import (
    ADD,
    AND,
    MUL,
    NOT,
    RECV,
    RECV_ONLY,
    SEND_ONLY,
    SUB,
    TILDE,
    XOR,
    ArrayType,
    AssertExpr,
    BasicLit,
    CallExpr,
    ChanType,
    CompositeLit,
    Expr,
    FuncLit,
    IndexExpr,
    KeyValueExpr,
    ListExpr,
    MapType,
    Name,
    Operation,
    ParenExpr,
    SelectorExpr,
    SliceExpr,
    SliceType,
    StructType,
    TypeSwitchGuard,
    unparen,
)
from goescape.syntax.parser_core import CLOSERS, MAX_CHAIN, MAX_NESTING, ParserCore, is_value
from goescape.syntax.printer import expr_string
from goescape.syntax.tokens import (
    T_ARROW,
    T_CHAN,
    T_COLON,
    T_COMMA,
    T_DOT,
    T_DOTDOTDOT,
    T_EOF,
    T_FUNC,
    T_INTERFACE,
    T_LBRACE,
    T_LBRACK,
    T_LITERAL,
    T_LPAREN,
    T_MAP,
    T_NAME,
    T_OPERATOR,
    T_RBRACE,
    T_RBRACK,
    T_RPAREN,
    T_SEMI,
    T_STAR,
    T_STRUCT,
    T_TYPE,
)


class ExprParser(ParserCore):
    __slots__ = ()

    def expr(self) -> Expr:
        return self.binary_expr(None, 0)

    def binary_expr(self, x: Expr | None, prec: int) -> Expr:
        """Operators that bind tighter than ``prec``; ``x`` is the first operand if it was read already."""
        tok = self.tok
        if x is None:
            if tok == T_OPERATOR or tok == T_STAR or tok == T_ARROW:
                x = self.unary_expr()
            else:
                x = self.primary_expr(None, True)
            tok = self.tok
        while (tok == T_OPERATOR or tok == T_STAR) and self.prec > prec:
            pos = self.pos
            op = self.op
            op_prec = self.prec
            self.next()
            y = self.binary_expr(None, op_prec)
            x = Operation(pos, op, x, y)
            tok = self.tok
        return x

    def unary_expr(self) -> Expr:
        tok = self.tok
        if tok == T_OPERATOR or tok == T_STAR:
            op = self.op
            if op == MUL or op == ADD or op == SUB or op == NOT or op == XOR or op == TILDE or op == AND:
                self.depth += 1
                if self.depth > MAX_NESTING:
                    self.too_deep()
                pos = self.pos
                self.next()
                x = self.unary_expr()
                self.depth -= 1
                # &(T{}): the operand comes with its parentheses.
                return Operation(pos, op, unparen(x) if op == AND else x, None)
        elif tok == T_ARROW:
            self.depth += 1
            if self.depth > MAX_NESTING:
                self.too_deep()
            x = self._receive()
            self.depth -= 1
            return x
        return self.primary_expr(None, True)

    def _receive(self) -> Expr:
        """``<-x``, or a type ``<-chan T``: which it is shows only behind it."""
        pos = self.pos
        self.next()
        x = self.unary_expr()
        if not isinstance(x, ChanType):
            return Operation(pos, RECV, x, None)
        # <-(chan E) is (<-chan E), and <-(chan<- E) is (<-chan (<-E)): move the arrow in.
        direction = SEND_ONLY
        t: Expr = x
        while direction == SEND_ONLY:
            if not isinstance(t, ChanType):
                break
            direction = t.dir
            if direction == RECV_ONLY:
                self.syntax_error("unexpected <-, expected chan")
            t.dir = RECV_ONLY
            t = t.elem
        if direction == SEND_ONLY:
            self.syntax_error("unexpected " + expr_string(t) + ", expected chan")
        return x

    def operand(self, keep_parens: bool) -> Expr:
        tok = self.tok
        if tok == T_NAME:
            return self.name()
        if tok == T_LITERAL:
            lit = BasicLit(self.pos, self.lit, self.kind, self.bad)
            self.next()
            return lit
        if tok == T_LPAREN:
            pos = self.pos
            self.depth += 1
            if self.depth > MAX_NESTING:
                self.too_deep()
            self.next()
            self.xnest += 1
            x = self.expr()
            self.xnest -= 1
            self.want(T_RPAREN)
            self.depth -= 1
            # Parentheses are kept where they may be an error: around T of T{}, in go and defer.
            if keep_parens or self.tok == T_LBRACE:
                return ParenExpr(pos, x)
            return x
        if tok == T_FUNC:
            pos = self.pos
            self.next()
            self.depth += 1
            if self.depth > MAX_NESTING:
                self.too_deep()
            _, sig = self.func_type("function type")
            if self.tok != T_LBRACE:
                self.depth -= 1
                return sig
            self.xnest += 1
            body = self.func_body()
            self.xnest -= 1
            self.depth -= 1
            return FuncLit(pos, sig, body)
        if tok == T_LBRACK or tok == T_CHAN or tok == T_MAP or tok == T_STRUCT or tok == T_INTERFACE:
            return self.type_()
        bad = self.bad_expr()
        self.syntax_error("expected expression")
        self.advance(CLOSERS)
        return bad

    def primary_expr(self, x: Expr | None, keep_parens: bool) -> Expr:
        """An operand (``x``, if it was read already) and all that may be appended to it."""
        tok = self.tok
        if x is None:
            if tok == T_NAME:
                x = Name(self.pos, self.lit)
                self.next()
            elif tok == T_LITERAL:
                x = BasicLit(self.pos, self.lit, self.kind, self.bad)
                self.next()
            else:
                x = self.operand(keep_parens)
            tok = self.tok
        chain = 0
        while True:
            if tok == T_DOT:
                x = self._selector(x)
            elif tok == T_LPAREN:
                x = self._call(x)
            elif tok == T_LBRACK:
                x = self._index(x)
            elif tok == T_LBRACE:
                t = unparen(x)
                if not self._literal_type(t):
                    return x
                if t is not x:
                    self.syntax_error("cannot parenthesize type in composite literal")
                lit = self.composite_lit()
                lit.type_expr = x
                x = lit
            else:
                return x
            tok = self.tok
            chain += 1
            if chain > MAX_CHAIN:
                self.too_deep()
                return x

    def _literal_type(self, t: Expr) -> bool:
        """Whether "{" after t opens a composite literal rather than a block."""
        if isinstance(t, (Name, SelectorExpr)):
            return self.xnest >= 0
        if isinstance(t, IndexExpr):
            return self.xnest >= 0 and not is_value(t)
        return isinstance(t, (ArrayType, SliceType, StructType, MapType))

    def _selector(self, x: Expr) -> Expr:
        pos = self.pos
        self.next()
        if self.tok == T_NAME:
            sel = Name(self.pos, self.lit)
            self.next()
            return SelectorExpr(pos, x, sel)
        if self.tok == T_LPAREN:
            self.next()
            if self.got(T_TYPE):
                x = TypeSwitchGuard(pos, None, x)  # the statement fills in lhs
            else:
                x = AssertExpr(pos, x, self.type_())
            self.want(T_RPAREN)
            return x
        self.syntax_error("expected name or (")
        self.advance(1 << T_SEMI | 1 << T_RPAREN)
        return x

    def _call(self, fun: Expr) -> Expr:
        pos = self.pos
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.too_deep()
        self.next()
        args: list[Expr] = []
        has_dots = False
        self.xnest += 1
        while self.tok != T_RPAREN and self.tok != T_EOF and not has_dots:
            args.append(self.binary_expr(None, 0))
            if self.tok == T_DOTDOTDOT:
                has_dots = True
                self.next()
            if self.tok == T_COMMA:
                self.next()
            elif self.tok != T_RPAREN and not self.list_error("argument list", T_COMMA, T_RPAREN):
                self.xnest -= 1
                self.depth -= 1
                return CallExpr(pos, fun, args, has_dots)
        self.want(T_RPAREN)
        self.xnest -= 1
        self.depth -= 1
        return CallExpr(pos, fun, args, has_dots)

    def _index(self, x: Expr) -> Expr:
        """``x[i]``, ``x[T1, T2]``, ``x[i:j:k]``"""
        pos = self.pos
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.too_deep()
        self.next()
        lo: Expr | None = None
        if self.tok != T_COLON:
            comma = False
            if self.tok == T_RBRACK:
                self.syntax_error("expected operand")
                lo = self.bad_expr()
            else:
                lo, comma = self.type_list(False)
            if comma or self.tok == T_RBRACK:
                self.want(T_RBRACK)
                self.depth -= 1
                return IndexExpr(pos, x, lo)
        if not self.got(T_COLON):
            self.syntax_error("expected comma, : or ]")
            self.advance(1 << T_COMMA | 1 << T_COLON | 1 << T_RBRACK)
        self.xnest += 1
        hi: Expr | None = None
        cap: Expr | None = None
        full = False
        if self.tok != T_COLON and self.tok != T_RBRACK:
            hi = self.expr()
        if self.tok == T_COLON:
            full = True
            if hi is None:
                self.error_at(self.pos, "middle index required in 3-index slice")
                hi = self.bad_expr()
            self.next()
            if self.tok != T_RBRACK:
                cap = self.expr()
            else:
                self.error_at(self.pos, "final index required in 3-index slice")
                cap = self.bad_expr()
        self.xnest -= 1
        self.want(T_RBRACK)
        self.depth -= 1
        return SliceExpr(pos, x, lo, hi, cap, full)

    def composite_lit(self) -> CompositeLit:
        """``{...}``; the caller sets the type."""
        x = CompositeLit(self.pos, None)
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.too_deep()
        self.xnest += 1
        self.want(T_LBRACE)
        elems = x.elems
        ok = True
        while self.tok != T_RBRACE and self.tok != T_EOF:
            e: Expr = self.composite_lit() if self.tok == T_LBRACE else self.binary_expr(None, 0)
            if self.tok == T_COLON:
                pos = self.pos
                self.next()
                value: Expr = self.composite_lit() if self.tok == T_LBRACE else self.binary_expr(None, 0)
                e = KeyValueExpr(pos, e, value)
                x.n_keys += 1
            elems.append(e)
            if self.tok == T_COMMA:
                self.next()
            elif self.tok != T_RBRACE and not self.list_error("composite literal", T_COMMA, T_RBRACE):
                ok = False
                break
        x.rbrace = self.pos
        if ok:
            self.want(T_RBRACE)
        self.xnest -= 1
        self.depth -= 1
        return x

    def expr_list(self) -> Expr:
        x = self.binary_expr(None, 0)
        if self.tok != T_COMMA:
            return x
        elems = [x]
        while self.tok == T_COMMA:
            self.next()
            elems.append(self.binary_expr(None, 0))
        return ListExpr(x.pos, elems)

    def type_list(self, strict: bool) -> tuple[Expr, bool]:
        """One or more types (unless ``strict`` the first may be an expression), and whether there was a comma."""
        self.xnest += 1
        x = self.type_() if strict else self.expr()
        comma = False
        if self.got(T_COMMA):
            comma = True
            t = self.type_or_none()
            if t is not None:
                elems = [x, t]
                while self.got(T_COMMA):
                    t = self.type_or_none()
                    if t is None:
                        break
                    elems.append(t)
                x = ListExpr(x.pos, elems)
        self.xnest -= 1
        return x, comma
