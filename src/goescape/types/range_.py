"""Range loops, over everything that can be ranged over."""

from typing import Final

from goescape.syntax.nodes import SEND_ONLY, Expr, ForStmt, ListExpr, Name, ParenExpr, RangeClause
from goescape.types.env import GO1_22, GO1_23
from goescape.types.expr import ExprChecker
from goescape.types.identity import identical
from goescape.types.named import under
from goescape.types.operand import CONSTANT, INVALID_MODE, VALUE, Operand
from goescape.types.predicates import common_under_cause, is_boolean, is_integer, is_string, typeset
from goescape.types.types import (
    INT,
    LOCAL_VAR,
    Array,
    Basic,
    Chan,
    Map,
    Signature,
    Slice,
    Type,
    Var,
)
from goescape.types.universe import TYP, TYP_INVALID, UNIVERSE_BOOL, UNIVERSE_RUNE
from goescape.types.unsafe_ import array_ptr_deref

YIELD_FORM: Final = "func must be func(yield func(...) bool): "


class RangeResult:
    """Types of the iteration variables, None for those that are not permitted; or why nothing can be ranged over."""

    __slots__ = ("key", "val", "cause", "ok")

    def __init__(self, key: Type | None, val: Type | None, cause: str, ok: bool) -> None:
        self.key = key
        self.val = val
        self.cause = cause
        self.ok = ok


def bad_range(cause: str) -> RangeResult:
    return RangeResult(TYP_INVALID, TYP_INVALID, cause, False)


class RangeChecker(ExprChecker):
    def range_stmt(self, inner: int, s: ForStmt) -> None:
        clause = s.init
        assert isinstance(clause, RangeClause)
        key: Expr | None = clause.lhs
        value: Expr | None = None
        extra: Expr | None = None
        if isinstance(key, ListExpr):
            elems = key.elems
            if len(elems) < 2:
                self.error(s, "invalid syntax tree: invalid lhs in range clause")
                return
            key = elems[0]
            value = elems[1]
            if len(elems) > 2:
                extra = elems[2]

        # With at most one variable, and nothing called in it, an array (or pointer to one) is not evaluated.
        x = Operand()
        self.has_call_or_recv = False
        self.expr(None, x, clause.x)
        if x.mode != INVALID_MODE and value is None and not self.has_call_or_recv:
            a = array_ptr_deref(under(x.typ))
            if isinstance(a, Array):
                e = clause.x
                while isinstance(e, ParenExpr):
                    e = e.x
                # Only its length matters: lowering sees a constant.
                self.record_type_and_value(e, CONSTANT, TYP[INT], a.len)

        res = RangeResult(None, None, "", False)
        if x.mode != INVALID_MODE:
            res = self.range_key_val(x.typ)
            if not res.ok:
                msg = "cannot range over " + self.os(x)
                if res.cause:
                    msg += ": " + res.cause
                self.error(x, msg)
            elif res.key is None and key is not None:
                self.error(key, f"range over {self.os(x)} permits no iteration variables")
            elif res.val is None and value is not None:
                self.error(value, f"range over {self.os(x)} permits only one iteration variable")
            elif extra is not None:
                self.error(extra, "range clause permits at most two iteration variables")

        # The variables belong to the loop, the range expression does not.
        self.open_scope(s)
        over_int = is_integer(x.typ)
        lhs: list[Expr | None] = [key, value]
        rhs: list[Type | None] = [res.key, res.val]
        if clause.define:
            self.declare_range_vars(s, x, lhs, rhs, over_int)
        elif key is not None:
            self.assign_range_vars(x, lhs, rhs, over_int)
        elif over_int:
            # An untyped constant must have a default type that can hold it.
            self.assignment(x, None, "range clause")
        self.stmt(inner, s.body)
        self.close_scope()

    def declare_range_vars(
        self, s: ForStmt, x: Operand, lhs: list[Expr | None], rhs: list[Type | None], over_int: bool
    ) -> None:
        new_vars: list[Var] = []
        for i, e in enumerate(lhs):
            if e is None:
                continue
            if isinstance(e, Name):
                obj = Var(e.pos, self.pkg, e.value, None, LOCAL_VAR)
                e.obj = obj
                if e.value != "_":
                    new_vars.append(obj)
            else:
                self.error(e, f"invalid syntax tree: cannot declare {self.es(e)}")
                obj = Var(e.pos, self.pkg, "_", None, LOCAL_VAR)
            typ = rhs[i]
            if typ is None or typ is TYP_INVALID:
                obj.typ = TYP_INVALID
                obj.used = True  # no further complaint
                continue
            if over_int:
                self.init_var(obj, x, "range clause")
            else:
                y = Operand()
                y.mode = VALUE
                y.expr = e
                y.typ = typ
                self.init_var(obj, y, "assignment")
        if new_vars:
            for obj in new_vars:
                self.declare(self.scope, None, obj, s.body.pos)
        else:
            self.error(s, "no new variables on left side of :=")

    def assign_range_vars(
        self, x: Operand, lhs: list[Expr | None], rhs: list[Type | None], over_int: bool
    ) -> None:
        for i, e in enumerate(lhs):
            if e is None:
                continue
            typ = rhs[i]
            if typ is None or typ is TYP_INVALID:
                continue
            if over_int:
                self.assign_var(e, None, x, "range clause")
                # An untyped x has got the variable's type.
                if x.mode != INVALID_MODE and not is_integer(x.typ):
                    self.error(e, f"cannot use iteration variable of type {self.ts(x.typ)}")
            else:
                y = Operand()
                y.mode = VALUE
                y.expr = e
                y.typ = typ
                self.assign_var(e, None, y, "assignment")

    def range_key_val(self, orig: Type) -> RangeResult:
        """What a range over a value of the type yields."""
        for term in typeset(orig):
            c = term.under
            if isinstance(c, Chan) and c.dir == SEND_ONLY:
                return bad_range("receive from send-only channel " + self.ts(term.typ))
        common = common_under_cause(orig, self)
        rtyp = common.under
        if rtyp is None:
            return bad_range(common.cause)
        t = array_ptr_deref(rtyp)
        if isinstance(t, (Array, Slice)):
            return RangeResult(TYP[INT], t.elem, "", True)
        if isinstance(t, Map):
            return RangeResult(t.key, t.elem, "", True)
        if isinstance(t, Basic):
            if is_string(t):
                return RangeResult(TYP[INT], UNIVERSE_RUNE, "", True)
            if is_integer(t):
                if not self.allow_version(GO1_22):
                    return bad_range("requires go1.22 or later")
                return RangeResult(orig, None, "", True)
        elif isinstance(t, Chan):
            return RangeResult(t.elem, None, "", True)
        elif isinstance(t, Signature):
            return self.range_func(t)
        return RangeResult(None, None, "", False)

    def range_func(self, f: Signature) -> RangeResult:
        """Of a range over an iterator function."""
        if not self.allow_version(GO1_23):
            return bad_range("requires go1.23 or later")
        if len(f.params.vars) != 1:
            return bad_range(YIELD_FORM + "wrong argument count")
        if f.results.vars:
            return bad_range(YIELD_FORM + "unexpected results")
        common = common_under_cause(f.params.vars[0].type(), self)
        cb = common.under
        if not isinstance(cb, Signature):
            if common.cause:
                return bad_range(f"{YIELD_FORM}in yield type, {common.cause}")
            return bad_range(YIELD_FORM + "argument is not func")
        params = cb.params.vars
        if len(params) > 2:
            return bad_range(YIELD_FORM + "yield func has too many parameters")
        results = cb.results.vars
        if len(results) != 1 or not identical(results[0].type(), UNIVERSE_BOOL):
            if len(results) == 1 and is_boolean(results[0].type()):
                return bad_range(YIELD_FORM + "yield func returns user-defined boolean, not bool")
            return bad_range(YIELD_FORM + "yield func does not return bool")
        if cb.variadic:
            return bad_range(f"yield func of type {self.ts(cb)} cannot be variadic")
        key = params[0].type() if params else None
        val = params[1].type() if len(params) > 1 else None
        return RangeResult(key, val, "", True)
