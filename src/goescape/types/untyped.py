"""Constants in their types, and untyped values on their way to a final type.

What an expression is found to be is written onto its node. A node whose type is still untyped has not got its
final type yet: where the value is used (assigned, converted, compared ...), :meth:`UntypedChecker.update_expr_type`
walks down again and gives the type that the value has at run time. Nodes that are never used so keep the untyped
type.
"""

from typing import Final

from goescape.syntax.nodes import (
    ADD,
    EQL,
    GEQ,
    MUL,
    SHL,
    SHR,
    SUB,
    XOR,
    Expr,
    Operation,
    ParenExpr,
)
from goescape.syntax.positions import start_pos
from goescape.types import constant
from goescape.types.decl import DeclChecker
from goescape.types.named import is_valid, under
from goescape.types.operand import (
    BUILTIN_MODE,
    CONSTANT,
    INVALID_MODE,
    NO_VALUE,
    Operand,
)
from goescape.types.predicates import (
    all_integer,
    default_type,
    has_nil,
    is_boolean,
    is_integer,
    is_numeric,
    is_string,
    is_type_param,
    is_typed,
    is_untyped,
    max_type,
    typeset,
)
from goescape.types.types import (
    IS_UNTYPED,
    LOCAL_VAR,
    UNTYPED_BOOL,
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    UNTYPED_INT,
    UNTYPED_RUNE,
    UNTYPED_STRING,
    Basic,
    Interface,
    Signature,
    Tuple,
    Type,
    Var,
)
from goescape.types.typeset import is_empty_interface
from goescape.types.universe import TYP_INVALID

# Why an untyped value has no representation in a type.
CODE_OK: Final = 0
TRUNCATED_FLOAT: Final = 1
NUMERIC_OVERFLOW: Final = 2
INVALID_UNTYPED_CONVERSION: Final = 3

EMPTY_TUPLE: Final = Tuple([])  # the type of what has no value

MAX_CONST_BITS: Final = 512  # of an untyped integer constant


def op_pos(e: Expr) -> int:
    """Where an operation's overflow is reported: at its operator; for anything else at its start."""
    if isinstance(e, Operation):
        return e.pos
    return start_pos(e)


def overflow_name(e: Expr | None) -> str:
    """The name of an operation that may overflow, followed by a space; "" for others."""
    if not isinstance(e, Operation):
        return ""
    op = e.op
    if e.y is None:
        return "bitwise complement " if op == XOR else ""
    if op == ADD:
        return "addition "
    if op == SUB:
        return "subtraction "
    if op == XOR:
        return "bitwise XOR "
    if op == MUL:
        return "multiplication "
    if op == SHL:
        return "shift "
    return ""


def pending(e: Expr) -> bool:
    """Whether the expression has been recorded, but with an untyped type."""
    t = e.typ
    return isinstance(t, Basic) and t.info & IS_UNTYPED != 0


class UntypedChecker(DeclChecker):
    # ------------------------------------------------------------------------------------------- recording

    def record(self, x: Operand) -> None:
        """Write the operand's mode, type and value onto its expression."""
        e = x.expr
        assert e is not None
        mode = x.mode
        if mode == INVALID_MODE:
            return
        e.mode = mode
        if mode == NO_VALUE:
            e.typ = EMPTY_TUPLE
            e.val = None
            return
        e.typ = x.typ
        e.val = x.val if mode == CONSTANT else None
        if self.shifted and e in self.shifted:
            self.shifted.discard(e)

    def record_builtin_type(self, f: Expr, sig: Signature) -> None:
        """Give a (parenthesised, qualified) name of a built-in function the signature of this call."""
        while True:
            f.mode = BUILTIN_MODE
            f.typ = sig
            f.val = None
            if not isinstance(f, ParenExpr):
                return
            f = f.x

    def record_comma_ok_types(self, e: Expr, a: list[Operand]) -> None:
        """The expression is used in a comma-ok assignment: its type is a pair."""
        if a[0].mode == INVALID_MODE:
            return
        t0 = a[0].typ
        t1 = a[1].typ
        while True:
            v = Var(e.pos, self.pkg, "", t0, LOCAL_VAR)
            ok = Var(e.pos, self.pkg, "", t1, LOCAL_VAR)
            e.typ = Tuple([v, ok])
            if not isinstance(e, ParenExpr):
                return
            e = e.x

    # -------------------------------------------------------------------------------------- final types

    def update_expr_type(self, e: Expr, typ: Type, final: bool) -> None:
        """Give an untyped expression the type ``typ``, and its operands as far as they share it.

        If ``typ`` is untyped and not final, only the recorded untyped type changes. Otherwise the type is final:
        a constant must be representable in it, and the operand of a shift that is not constant must be an
        integer. Chains of operations are walked in a loop along their left side.
        """
        if not pending(e):
            return
        spine: list[Expr] = []
        cur = e
        while True:
            spine.append(cur)
            if isinstance(cur, ParenExpr):
                cur = cur.x
            elif isinstance(cur, Operation) and cur.val is None and not EQL <= cur.op <= GEQ:
                if cur.y is None and cur.op == MUL:
                    spine.pop()  # an indirection is never untyped
                    break
                cur = cur.x
            else:
                break
            if not pending(cur):
                break
        i = len(spine) - 1
        while i >= 0:
            cur = spine[i]
            if isinstance(cur, Operation) and cur.val is None:
                y = cur.y
                if y is not None and not EQL <= cur.op <= GEQ and cur.op != SHL and cur.op != SHR:
                    self.update_expr_type(y, typ, final)
            self._finish_expr_type(cur, typ, final)
            i -= 1

    def _finish_expr_type(self, e: Expr, typ: Type, final: bool) -> None:
        if not final and is_untyped(typ):
            e.typ = under(typ)
            return
        old = e.typ
        assert isinstance(old, Basic)
        e.typ = typ  # final from here on
        if self.shifted and e in self.shifted:
            self.shifted.discard(e)
            # It is representable as an integer if it is a constant: the shift saw to that.
            if not all_integer(typ):
                self.error(
                    e, f"invalid operation: shifted operand {self.es(e)} (type {self.ts(typ)}) must be integer"
                )
                e.typ = TYP_INVALID
                return
        val = e.val
        if val is not None:
            c = Operand()
            c.mode = e.mode
            c.expr = e
            c.typ = old
            c.val = val
            self.convert_untyped(c, typ)
            e.val = val
            e.typ = TYP_INVALID if c.mode == INVALID_MODE else typ

    def update_expr_val(self, e: Expr, val: object) -> None:
        if pending(e):
            e.val = val

    # ------------------------------------------------------------------------------------------ constants

    def overflow(self, x: Operand, pos: int) -> None:
        """A constant operation's result must be representable in its type, or not grow beyond all measure."""
        val = x.val
        if constant.is_unknown(val):
            self.error(pos, "constant result is not representable")
            return
        if is_typed(x.typ):
            u = under(x.typ)
            assert isinstance(u, Basic)
            self.representable(x, u)
            return
        if isinstance(val, int):
            if not isinstance(val, bool) and val.bit_length() > MAX_CONST_BITS:
                self.error(pos, f"constant {overflow_name(x.expr)}overflow")
                x.val = constant.UNKNOWN

    def representable(self, x: Operand, typ: Basic) -> None:
        """Round the constant to its type; report it if that is not possible."""
        code = self.representation(x, typ)
        if code != CODE_OK:
            self.invalid_conversion(code, x, typ)
            x.mode = INVALID_MODE
            return
        x.val = self.rounded

    def representation(self, x: Operand, typ: Basic) -> int:
        """CODE_OK if the constant can be represented as a ``typ``; its value there is in ``rounded`` then."""
        ok, val = constant.representable(x.val, typ.bkind, self.sizes)
        if ok:
            self.rounded = val
            return CODE_OK
        if is_numeric(x.typ) and is_numeric(typ):
            if not is_integer(x.typ) and is_integer(typ):
                return TRUNCATED_FLOAT
            return NUMERIC_OVERFLOW
        return INVALID_UNTYPED_CONVERSION

    def invalid_conversion(self, code: int, x: Operand, target: Type) -> None:
        if code == TRUNCATED_FLOAT:
            self.error(x, f"{self.os(x)} truncated to {self.ts(target)}")
        elif code == NUMERIC_OVERFLOW:
            self.error(x, f"{self.os(x)} overflows {self.ts(target)}")
        else:
            self.error(x, f"cannot convert {self.os(x)} to type {self.ts(target)}")

    # ------------------------------------------------------------------------------------ implicit conversion

    def convert_untyped(self, x: Operand, target: Type) -> None:
        """Give an untyped operand the target's type, as far as that goes; others are left alone."""
        if not is_untyped(x.typ):
            return
        new_type, val, code = self.implicit_type_and_value(x, target)
        if new_type is None:
            t = target
            if not is_type_param(target):
                t = under(target)
            self.invalid_conversion(code, x, t)
            x.mode = INVALID_MODE
            return
        self.apply_implicit(x, new_type, val)

    def apply_implicit(self, x: Operand, new_type: Type, val: object) -> None:
        e = x.expr
        assert e is not None
        if val is not None:
            x.val = val
            self.update_expr_val(e, val)
        if new_type is not x.typ:
            x.typ = new_type
            self.update_expr_type(e, new_type, False)

    def implicit_type_and_value(self, x: Operand, target: Type) -> tuple[Type | None, object, int]:
        """The type (None: there is none) and the constant value that ``x`` gets where a ``target`` is expected."""
        xtyp = x.typ
        if x.mode == INVALID_MODE or is_typed(xtyp) or not is_valid(target):
            return xtyp, None, CODE_OK
        if is_untyped(target):
            m = max_type(xtyp, target)
            return m, None, CODE_OK if m is not None else INVALID_UNTYPED_CONVERSION
        if x.is_nil():
            if has_nil(target):
                return target, None, CODE_OK
            return None, None, INVALID_UNTYPED_CONVERSION
        u = under(target)
        if isinstance(u, Basic):
            if x.mode == CONSTANT:
                code = self.representation(x, u)
                if code != CODE_OK:
                    return None, None, code
                return target, self.rounded, CODE_OK
            # An untyped value that is no constant is the result of a comparison or of a shift.
            assert isinstance(xtyp, Basic)
            kind = xtyp.bkind
            if kind == UNTYPED_BOOL:
                ok = is_boolean(target)
            elif kind == UNTYPED_INT or kind == UNTYPED_RUNE or kind == UNTYPED_FLOAT or kind == UNTYPED_COMPLEX:
                ok = is_numeric(target)
            elif kind == UNTYPED_STRING:
                ok = is_string(target)
            else:
                ok = False
            if ok:
                return target, None, CODE_OK
            return None, None, INVALID_UNTYPED_CONVERSION
        if isinstance(u, Interface):
            if is_type_param(target):
                for term in typeset(target):
                    if term.under is None:
                        return None, None, INVALID_UNTYPED_CONVERSION
                    t, _, _ = self.implicit_type_and_value(x, term.under)
                    if t is None:
                        return None, None, INVALID_UNTYPED_CONVERSION
                return target, None, CODE_OK
            # The value in the interface has the default type; untyped nil was handled above.
            if not is_empty_interface(u):
                return None, None, INVALID_UNTYPED_CONVERSION
            return default_type(xtyp), None, CODE_OK
        return None, None, INVALID_UNTYPED_CONVERSION
