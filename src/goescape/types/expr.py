"""Expressions: the dispatch over their kinds, and what callers want of one (one value, a type, several values).

Chains of binary operations and parentheses along the left side are walked in a loop, not recursively.
"""

from typing import Final

from goescape.syntax.nodes import (
    MUL,
    RECV,
    ArrayType,
    AssertExpr,
    BadExpr,
    BasicLit,
    CallExpr,
    ChanType,
    CompositeLit,
    DotsType,
    Expr,
    FuncLit,
    FuncType,
    IndexExpr,
    InterfaceType,
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
)
from goescape.syntax.positions import start_pos
from goescape.types.checker_base import EXPRESSION, STATEMENT, Target
from goescape.types.env import Cause
from goescape.types.identity import identical
from goescape.types.index import IndexChecker
from goescape.types.lookup import assertable_to
from goescape.types.named import is_generic, is_valid, under
from goescape.types.operand import (
    BUILTIN_MODE,
    COMMAERR,
    COMMAOK,
    CONSTANT,
    INVALID_MODE,
    MAPINDEX,
    NO_VALUE,
    TYPEXPR,
    VALUE,
    VARIABLE,
    Operand,
)
from goescape.types.predicates import is_type_param, typeset
from goescape.types.types import UNTYPED_BOOL, Alias, Interface, Named, Pointer, Signature, Tuple, Type
from goescape.types.universe import TYP, TYP_INVALID, UNIVERSE_ERROR

NO_EXPRS: Final = (1 << NO_VALUE) | (1 << BUILTIN_MODE) | (1 << TYPEXPR)
LONG_STRING: Final = 256


def nth(n: int, what: str) -> str:
    if n == 1:
        return "1st " + what
    if n == 2:
        return "2nd " + what
    if n == 3:
        return "3rd " + what
    return f"{n}th {what}"


class ExprChecker(IndexChecker):
    # ------------------------------------------------------------------------------------ what callers want

    def expr(self, target: Target | None, x: Operand, e: Expr) -> None:
        """Check e, which must be one value. ``target`` is what it is assigned to, for generic functions."""
        self.raw_expr(target, x, e, None, False)
        mode = x.mode
        if mode == NO_VALUE or mode == BUILTIN_MODE or mode == TYPEXPR:
            self.exclude(x, NO_EXPRS)
        elif mode == VALUE:
            self.single_value(x)

    def generic_expr(self, x: Operand, e: Expr, hint: Type | None) -> None:
        """Like expr, but it may be a generic function; ``hint`` is the type of a composite literal without one."""
        self.raw_expr(None, x, e, hint, True)
        self.exclude(x, NO_EXPRS)
        self.single_value(x)

    def multi_expr(self, e: Expr, allow_comma_ok: bool) -> tuple[list[Operand], bool]:
        """The values of e. If ``allow_comma_ok`` and e has a comma-ok form, those of that form, and True."""
        x = Operand()
        self.raw_expr(None, x, e, None, False)
        self.exclude(x, NO_EXPRS)
        res: list[Operand] = []
        t = x.typ
        if isinstance(t, Tuple) and x.mode != INVALID_MODE:
            pos = start_pos(e)
            for i, v in enumerate(t.vars):
                y = Operand()
                y.mode = VALUE
                y.expr = Name(pos, nth(i + 1, "function result"))  # for messages
                y.typ = v.type()
                res.append(y)
            return res, False
        res.append(x)
        mode = x.mode
        if allow_comma_ok and (mode == MAPINDEX or mode == COMMAOK or mode == COMMAERR):
            y = Operand()
            y.mode = VALUE
            if mode == COMMAERR:
                y.expr = Name(start_pos(e), "err value of (comma, err) expression")
                y.typ = UNIVERSE_ERROR
            else:
                y.expr = Name(start_pos(e), "ok value of (comma, ok) expression")
                y.typ = TYP[UNTYPED_BOOL]
            res.append(y)
            return res, True
        return res, False

    def expr_or_type(self, x: Operand, e: Expr, allow_generic: bool) -> None:
        self.raw_expr(None, x, e, None, allow_generic)
        mode = x.mode
        if mode == NO_VALUE:
            self.exclude(x, 1 << NO_VALUE)
        elif mode == VALUE:
            self.single_value(x)

    def exclude(self, x: Operand, modes: int) -> None:
        """Report x and make it invalid if its mode is in the set."""
        mode = x.mode
        if modes & (1 << mode) == 0:
            return
        if mode == NO_VALUE:
            what = "used as value" if modes & (1 << TYPEXPR) != 0 else "used as value or type"
        elif mode == BUILTIN_MODE:
            what = "must be called"
        else:
            what = "is not an expression"
        self.error(x, f"{self.os(x)} {what}")
        x.mode = INVALID_MODE

    def single_value(self, x: Operand) -> None:
        if x.mode == VALUE and isinstance(x.typ, Tuple):
            self.error(x, f"multiple-value {self.os(x)} in single-value context")
            x.mode = INVALID_MODE

    # ----------------------------------------------------------------------------------------------- dispatch

    def raw_expr(self, target: Target | None, x: Operand, e: Expr, hint: Type | None, allow_generic: bool) -> int:
        """Check e and record what it is; the result says what kind of expression it is."""
        kind = self.expr_internal(target, x, e, hint)
        if not allow_generic:
            self.non_generic(target, x)
        self.record(x)
        return kind

    def non_generic(self, target: Target | None, x: Operand) -> None:
        """Report a generic type, or a generic function that does not get its type arguments from ``target``."""
        if x.mode == INVALID_MODE or x.mode == NO_VALUE:
            return
        t = x.typ
        what = ""
        if isinstance(t, Signature):
            if t.tparams:
                if target is not None:
                    self.func_inst(target, x.pos(), x, None, True)
                    return
                what = "function"
        elif isinstance(t, (Named, Alias)) and x.mode == TYPEXPR and is_generic(t):
            what = "type"
        if what:
            assert x.expr is not None
            self.error(x.expr, f"cannot use generic {what} {self.es(x.expr)} without instantiation")
            x.mode = INVALID_MODE
            x.typ = TYP_INVALID

    def expr_internal(self, target: Target | None, x: Operand, e: Expr, hint: Type | None) -> int:
        """The core of raw_expr."""
        x.mode = INVALID_MODE
        x.typ = TYP_INVALID
        kind = EXPRESSION
        if isinstance(e, Name):
            self.ident(x, e, False)
            x.expr = e
            return kind
        if isinstance(e, CallExpr):
            return self.call_expr(x, e)
        if isinstance(e, SelectorExpr):
            self.selector(x, e, False)
            x.expr = e
            return kind
        if isinstance(e, BasicLit):
            if not e.bad:  # reported by the parser
                self.basic_lit(x, e)
        elif isinstance(e, Operation):
            if e.y is not None:
                self.left_chain(x, e)
            elif e.op == MUL:
                self.indirect(x, e)
            else:
                self.unary(x, e)
                if e.op == RECV:
                    kind = STATEMENT
        elif isinstance(e, ParenExpr):
            return self.left_chain(x, e)
        elif isinstance(e, IndexExpr):
            if self.index_expr(x, e):
                self.func_inst(target, e.pos, x, e, True)
        elif isinstance(e, CompositeLit):
            self.composite_lit(x, e, hint)
        elif isinstance(e, SliceExpr):
            self.slice_expr(x, e)
        elif isinstance(e, FuncLit):
            self.func_lit(x, e)
        elif isinstance(e, AssertExpr):
            self.assert_expr(x, e)
        elif isinstance(e, (ArrayType, SliceType, StructType, FuncType, InterfaceType, MapType, ChanType)):
            x.mode = TYPEXPR
            x.typ = self.typ(e)
            x.expr = e
            return kind
        elif isinstance(e, TypeSwitchGuard):
            self.error(e, "invalid syntax tree: use of .(type) outside type switch")
            self.use_one(e.x, False)
        elif isinstance(e, KeyValueExpr):
            self.error(e, "invalid syntax tree: no key:value expected")
        elif isinstance(e, ListExpr):
            self.error(e, "invalid syntax tree: unexpected list of expressions")
        elif isinstance(e, DotsType):
            self.error(e, "invalid syntax tree: invalid use of ...")
        else:
            assert isinstance(e, BadExpr)  # reported by the parser
        x.expr = e
        return STATEMENT if x.mode == INVALID_MODE else kind

    def left_chain(self, x: Operand, e: Expr) -> int:
        """Check a binary operation or parentheses.

        As if by recursion: the innermost left operand first, then for each expression around it on the way out
        what raw_expr and expr do.
        """
        spine: list[Expr] = []
        cur = e
        while True:
            if isinstance(cur, ParenExpr):
                spine.append(cur)
                cur = cur.x
            elif isinstance(cur, Operation) and cur.y is not None:
                spine.append(cur)
                cur = cur.x
            else:
                break
        kind = self.raw_expr(None, x, cur, None, False)
        i = len(spine) - 1
        while i >= 0:
            outer = spine[i]
            if isinstance(outer, ParenExpr):
                # Types are allowed, kind and mode are those of what is inside.
                x.expr = outer
            else:
                assert isinstance(outer, Operation) and outer.y is not None
                self.exclude(x, NO_EXPRS)
                self.single_value(x)
                self.binary_rest(x, outer, outer.x, outer.y, outer.op)
                kind = STATEMENT if x.mode == INVALID_MODE else EXPRESSION
                x.expr = outer
                inner = outer.x
                if x.mode == CONSTANT and inner.mode == CONSTANT:
                    # Long strings are not kept for all parts of a concatenation.
                    val = inner.val
                    if isinstance(val, str) and len(val) > LONG_STRING and isinstance(inner, Operation):
                        inner.val = ""
            if i > 0:
                self.non_generic(None, x)
                self.record(x)
            i -= 1
        return kind

    def indirect(self, x: Operand, e: Operation) -> None:
        """``*x``: of a pointer, or of a type."""
        self.expr_or_type(x, e.x, False)
        if x.mode == INVALID_MODE:
            return
        if x.mode == TYPEXPR:
            self.valid_var_type(e.x, x.typ)
            x.typ = Pointer(x.typ)
            return
        base: Type | None = None
        for term in typeset(x.typ):
            u = term.under
            if not isinstance(u, Pointer):
                self.error(x, f"invalid operation: cannot indirect {self.os(x)}")
                x.mode = INVALID_MODE
                return
            if base is not None and not identical(u.elem, base):
                self.error(x, f"invalid operation: pointers of {self.os(x)} must have identical base types")
                x.mode = INVALID_MODE
                return
            base = u.elem
        assert base is not None
        if not self.is_complete(base):
            x.mode = INVALID_MODE
            return
        x.mode = VARIABLE
        x.typ = base

    # -------------------------------------------------------------------------------------------- assertions

    def assert_expr(self, x: Operand, e: AssertExpr) -> None:
        """``x.(T)``"""
        self.expr(None, x, e.x)
        if x.mode == INVALID_MODE:
            return
        if is_type_param(x.typ):
            self.error(x, f"invalid operation: cannot use type assertion on type parameter value {self.os(x)}")
            x.mode = INVALID_MODE
            return
        if not isinstance(under(x.typ), Interface):
            self.error(x, f"invalid operation: {self.os(x)} is not an interface")
            x.mode = INVALID_MODE
            return
        typ = self.var_type(e.type_expr)
        if not is_valid(typ) or not self.is_complete(typ):
            x.mode = INVALID_MODE
            return
        self.type_assertion(e, x, typ, False)
        x.mode = COMMAOK
        x.typ = typ

    def type_assertion(self, e: Expr, x: Operand, typ: Type, type_switch: bool) -> None:
        """Report an assertion that cannot succeed. The type of x is an interface."""
        cause = Cause()
        if assertable_to(self, x.typ, typ, cause):
            return
        if type_switch:
            self.error(
                e,
                f"impossible type switch case: {self.es(e)}\n\t{self.os(x)} cannot have dynamic type "
                f"{self.ts(typ)} {cause.text}",
            )
            return
        self.error(
            e,
            f"impossible type assertion: {self.es(e)}\n\t{self.ts(typ)} does not implement {self.ts(x.typ)} "
            f"{cause.text}",
        )
