"""Switch statements, of expressions and of types."""

from typing import Final, final

from goescape.syntax.nodes import (
    EQL,
    CaseClause,
    CommClause,
    Expr,
    Name,
    SwitchStmt,
    TypeSwitchGuard,
    unpack_list,
    unparen,
)
from goescape.syntax.positions import start_pos
from goescape.types import constant
from goescape.types.env import ErrorDesc
from goescape.types.identity import identical
from goescape.types.named import is_valid
from goescape.types.operand import CONSTANT, INVALID_MODE, Operand
from goescape.types.predicates import comparable, has_nil, is_interface, is_type_param
from goescape.types.range_ import RangeChecker
from goescape.types.types import BOOL, LOCAL_VAR, Nil, Type, Var
from goescape.types.universe import TYP, TYP_INVALID

# What a statement may do, and where it is (bits).
BREAK_OK: Final = 1
CONTINUE_OK: Final = 2
FALLTHROUGH_OK: Final = 4
FINAL_SWITCH_CASE: Final = 8
IN_TYPE_SWITCH: Final = 16


@final
class SeenCase:
    __slots__ = ("pos", "typ", "next")

    def __init__(self, pos: int, typ: Type, next: "SeenCase | None") -> None:
        self.pos = pos
        self.typ = typ
        self.next = next


def case_key(val: object) -> str:
    """What equal case values have in common; "" for values that are not checked for duplicates, as in gc."""
    if isinstance(val, str) or constant.is_float(val) or constant.is_int(val):
        return constant.hash_key(val)
    return ""


class SwitchChecker(RangeChecker):
    def switch_stmt(self, inner: int, s: SwitchStmt) -> None:
        """An expression switch; its init statement has been checked."""
        x = Operand()
        if s.tag is not None:
            self.expr(None, x, s.tag)
            # As if assigned to a temporary variable.
            self.assignment(x, None, "switch expression")
            if x.mode != INVALID_MODE and not comparable(x.typ) and not has_nil(x.typ):
                self.error(x, f"cannot switch on {self.os(x)} ({self.ts(x.typ)} is not comparable)")
                x.mode = INVALID_MODE
        else:
            x.mode = CONSTANT
            x.typ = TYP[BOOL]
            x.val = True
            x.expr = Name(s.body[0].pos if s.body else s.rbrace, "true")

        self.multiple_switch_defaults(s.body)
        seen: dict[str, SeenCase] = {}
        n = len(s.body)
        for i, clause in enumerate(s.body):
            ctxt = inner | (FALLTHROUGH_OK if i + 1 < n else FINAL_SWITCH_CASE)
            if clause.cases is not None:
                self.case_values(x, unpack_list(clause.cases), seen)
            self.open_scope(clause)
            self.stmt_list(ctxt, clause.body)
            self.close_scope()

    def case_values(self, x: Operand, values: list[Expr], seen: dict[str, SeenCase]) -> None:
        for e in values:
            v = Operand()
            self.expr(None, v, e)
            if x.mode == INVALID_MODE or v.mode == INVALID_MODE:
                continue
            self.convert_untyped(v, x.typ)
            if v.mode == INVALID_MODE:
                continue
            # In this order, so that errors are at the case's value.
            res = v.copy()
            self.comparison(res, x.copy(), EQL, True)
            if res.mode == INVALID_MODE or v.mode != CONSTANT:
                continue
            key = case_key(v.val)
            if key == "":
                continue
            first = seen.get(key)
            c = first
            while c is not None:
                if identical(v.typ, c.typ):
                    break
                c = c.next
            if c is not None:
                err = ErrorDesc(0)
                err.add(start_pos(e), f"duplicate case {self.os(v)} in expression switch")
                err.add(c.pos, "previous case")
                self.report(err)
                continue
            seen[key] = SeenCase(v.pos(), v.typ, first)

    def type_switch_stmt(self, inner: int, s: SwitchStmt, guard: TypeSwitchGuard) -> None:
        """A type switch; its init statement has been checked."""
        lhs = guard.lhs
        if lhs is not None:
            if lhs.value == "_":
                self.error(lhs, "no new variable on left side of :=")
                lhs = None
            else:
                lhs.obj = None  # each clause declares its own

        sx: Operand | None = None
        x = Operand()
        self.expr(None, x, guard.x)
        if x.mode != INVALID_MODE:
            if is_type_param(x.typ):
                self.error(x, f"cannot use type switch on type parameter value {self.os(x)}")
            elif is_interface(x.typ):
                sx = x
            else:
                self.error(x, f"{self.os(x)} is not an interface")

        self.multiple_switch_defaults(s.body)
        vars: list[Var] = []
        seen_types: list[Type | None] = []
        seen_exprs: list[Expr] = []
        for clause in s.body:
            typ = self.case_types(sx, unpack_list(clause.cases), seen_types, seen_exprs)
            self.open_scope(clause)
            if lhs is not None:
                obj = Var(lhs.pos, self.pkg, lhs.value, typ, LOCAL_VAR)
                self.declare(self.scope, None, obj, clause.colon)
                clause.obj = obj
                vars.append(obj)
            self.stmt_list(inner, clause.body)
            self.close_scope()

        # The variables count as one: using one of them is enough.
        if lhs is not None:
            used = False
            for v in vars:
                if v.used:
                    used = True
                v.used = True
            if not used:
                self.error(lhs, f"{lhs.value} declared and not used")

    def denotes_nil(self, e: Expr) -> bool:
        name = unparen(e)
        return isinstance(name, Name) and isinstance(self.lookup(name.value), Nil)

    def case_types(
        self, x: Operand | None, types: list[Expr], seen_types: list[Type | None], seen_exprs: list[Expr]
    ) -> Type:
        """Check a clause's types; the result is the type of the variable in the clause.

        ``x`` is what is switched on, None if invalid. The lists hold what previous clauses had (None for nil).
        """
        typ: Type | None = None
        for e in types:
            if self.denotes_nil(e):
                typ = None
                self.expr(None, Operand(), e)
            else:
                typ = self.var_type(e)
                if not is_valid(typ):
                    continue
            other: Expr | None = None
            for i, t in enumerate(seen_types):
                if t is None or typ is None:
                    if t is typ:
                        other = seen_exprs[i]
                        break
                elif t is typ or identical(typ, t):
                    other = seen_exprs[i]
                    break
            if other is not None:
                err = ErrorDesc(0)
                text = "nil" if typ is None else self.ts(typ)
                err.add(start_pos(e), f"duplicate case {text} in type switch")
                err.add(start_pos(other), "previous case")
                self.report(err)
                continue
            seen_types.append(typ)
            seen_exprs.append(e)
            if x is not None and typ is not None:
                self.type_assertion(e, x, typ, True)
        if len(types) != 1 or typ is None:
            return x.typ if x is not None else TYP_INVALID
        return typ

    def multiple_switch_defaults(self, clauses: list[CaseClause]) -> None:
        first: CaseClause | None = None
        for c in clauses:
            if c.cases is None:
                if first is not None:
                    self.error(c, f"multiple defaults (first at {self.pos_string(first.pos)})")
                else:
                    first = c

    def multiple_select_defaults(self, clauses: list[CommClause]) -> None:
        first: CommClause | None = None
        for c in clauses:
            if c.comm is None:
                if first is not None:
                    self.error(c, f"multiple defaults (first at {self.pos_string(first.pos)})")
                else:
                    first = c
