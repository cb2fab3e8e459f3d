"""Unary and binary operations, comparisons, shifts; operands made to match."""

from typing import Final

from goescape.syntax.nodes import (
    ADD,
    AND,
    ANDAND,
    DIV,
    EQL,
    GEQ,
    MUL,
    NEQ,
    OPERATOR_TEXT,
    OROR,
    RECV,
    RECV_ONLY,
    REM,
    SEND_ONLY,
    SHL,
    SHR,
    SUB,
    TILDE,
    XOR,
    CompositeLit,
    Expr,
    Node,
    Operation,
    unparen,
)
from goescape.types import constant, predicates
from goescape.types.builtins import BuiltinChecker
from goescape.types.conversions import assignable_to
from goescape.types.env import GO1_13
from goescape.types.identity import identical
from goescape.types.named import is_valid, under
from goescape.types.operand import COMMAOK, CONSTANT, INVALID_MODE, NILVALUE, VALUE, VARIABLE, Operand, composite_kind
from goescape.types.predicates import (
    all_boolean,
    all_integer,
    all_numeric,
    all_numeric_or_string,
    all_ordered,
    all_string,
    all_unsigned,
    common_under_cause,
    comparable,
    default_type,
    has_nil,
    is_complex,
    is_integer,
    is_non_type_param_interface,
    is_pointer,
    is_type_param,
    is_typed,
    is_unsigned,
    is_untyped,
    typeset,
)
from goescape.types.types import (
    UINT,
    UNTYPED_BOOL,
    UNTYPED_INT,
    Chan,
    Map,
    Pointer,
    Signature,
    Slice,
    Type,
)
from goescape.types.universe import TYP
from goescape.types.untyped import op_pos, pending

# So that the smallest float64 can be written as a shift.
SHIFT_BOUND: Final = 1023 - 1 + 52
MAX_STRING: Final = 1 << 27  # bytes of a constant string


def is_comparison(op: int) -> bool:
    return EQL <= op <= GEQ


def operator_defined(op: int, typ: Type) -> bool:
    """Whether the binary operation is defined on (all types of the type set of) the type."""
    if op == ADD:
        return all_numeric_or_string(typ)
    if op == SUB or op == MUL or op == DIV:
        return all_numeric(typ)
    if op == ANDAND or op == OROR:
        return all_boolean(typ)
    return all_integer(typ)


class OperatorChecker(BuiltinChecker):
    # ----------------------------------------------------------------------------------------------- unary

    def unary(self, x: Operand, e: Operation) -> None:
        """``op x``, but not ``*x``."""
        self.expr(None, x, e.x)
        if x.mode == INVALID_MODE:
            return
        op = e.op
        if op == AND:
            # Composite literals have addresses by exception.
            if x.mode != VARIABLE and not isinstance(unparen(e.x), CompositeLit):
                self.error(x, f"invalid operation: cannot take address of {self.os(x)}")
                x.mode = INVALID_MODE
                return
            x.mode = VALUE
            x.typ = Pointer(x.typ)
            return
        if op == RECV:
            elem = self.chan_elem(x, x, True)
            if elem is not None and self.is_complete(elem):
                x.mode = COMMAOK
                x.typ = elem
                self.has_call_or_recv = True
                return
            x.mode = INVALID_MODE
            return
        if op == TILDE:
            if not all_integer(x.typ):
                self.error(e, "cannot use ~ outside of interface or type constraint")
                x.mode = INVALID_MODE
                return
            self.error(e, "cannot use ~ outside of interface or type constraint (use ^ for bitwise complement)")
            op = XOR

        if op == ADD or op == SUB:
            ok = all_numeric(x.typ)
        elif op == XOR:
            ok = all_integer(x.typ)
        else:
            ok = all_boolean(x.typ)
        if not ok:
            self.error(x, f"invalid operation: operator {OPERATOR_TEXT[op]} not defined on {self.os(x)}")
            x.mode = INVALID_MODE
            return
        if x.mode == CONSTANT:
            if constant.is_unknown(x.val):
                return
            prec = 0
            if is_unsigned(x.typ):
                prec = self.sizes.sizeof(x.typ) * 8
            x.val = constant.unary_op(op, x.val, prec)
            x.expr = e
            self.overflow(x, e.pos)
            return
        x.mode = VALUE

    def chan_elem(self, at: Node | Operand, x: Operand, recv: bool) -> Type | None:
        """The element type of the channel x, for a receive or a send; None after an error."""
        cause = ""
        for term in typeset(x.typ):
            u = term.under
            if u is None:
                cause = "no specific channel type"
            elif not isinstance(u, Chan):
                cause = "non-channel " + self.ts(term.typ)
            elif recv and u.dir == SEND_ONLY:
                cause = "send-only channel " + self.ts(term.typ)
            elif not recv and u.dir == RECV_ONLY:
                cause = "receive-only channel " + self.ts(term.typ)
            if cause:
                break
        if cause == "":
            cu = common_under_cause(x.typ, self)
            if isinstance(cu.under, Chan):
                return cu.under.elem
            cause = cu.cause
        verb = "receive from" if recv else "send to"
        if is_type_param(x.typ):
            self.error(at, f"invalid operation: cannot {verb} {self.os(x)}: {cause}")
        else:
            self.error(at, f"invalid operation: cannot {verb} {cause} {self.os(x)}")
        return None

    # ------------------------------------------------------------------------------------------ comparisons

    def comparison(self, x: Operand, y: Operand, op: int, switch_case: bool) -> None:
        """``x op y``, the result is in x; for a switch case, x is the case's value and y the switch's."""
        if not is_valid(x.typ) or not is_valid(y.typ):
            x.mode = INVALID_MODE
            return
        if switch_case:
            op = EQL
        if not assignable_to(self, x, y.typ, None) and not assignable_to(self, y, x.typ, None):
            # Reported at the second operand: it is only known there.
            cause = f"mismatched types {self.ts(x.typ)} and {self.ts(y.typ)}"
            self.comparison_error(x, y, y, op, switch_case, cause)
            return
        if op == EQL or op == NEQ:
            if x.mode == NILVALUE or y.mode == NILVALUE:
                if not has_nil(y.typ if x.mode == NILVALUE else x.typ):
                    self.comparison_error(x, y, y, op, switch_case, "")
                    return
            elif not comparable(x.typ):
                self.comparison_error(x, y, x, op, switch_case, self.incomparable_cause(x.typ))
                return
            elif not comparable(y.typ):
                self.comparison_error(x, y, y, op, switch_case, self.incomparable_cause(y.typ))
                return
        elif not all_ordered(x.typ):
            self.comparison_error(x, y, x, op, switch_case, "")
            return
        elif not all_ordered(y.typ):
            self.comparison_error(x, y, y, op, switch_case, "")
            return

        if x.mode == CONSTANT and y.mode == CONSTANT:
            # The operands never exist at run time: no need to give them types.
            x.val = constant.compare(x.val, op, y.val)
        else:
            x.mode = VALUE
            assert x.expr is not None and y.expr is not None
            self.update_expr_type(x.expr, default_type(x.typ), True)
            self.update_expr_type(y.expr, default_type(y.typ), True)
        x.typ = TYP[UNTYPED_BOOL]

    def comparison_error(self, x: Operand, y: Operand, bad: Operand, op: int, switch_case: bool, cause: str) -> None:
        """Report that x and y do not compare, at the operand that is to blame."""
        if cause == "":
            if is_type_param(x.typ) or is_type_param(y.typ):
                if not is_type_param(x.typ):
                    bad = y
                cause = f"type parameter {self.ts(bad.typ)} cannot use operator {OPERATOR_TEXT[op]}"
            else:
                what = composite_kind(bad.typ)
                if what == "":
                    what = self.ts(bad.typ)
                cause = f"operator {OPERATOR_TEXT[op]} not defined on {what}"
        assert x.expr is not None and y.expr is not None
        if switch_case:
            self.error(x, f"invalid case {self.es(x.expr)} in switch on {self.es(y.expr)} ({cause})")
        else:
            self.error(bad, f"invalid operation: {self.es(x.expr)} {OPERATOR_TEXT[op]} {self.es(y.expr)} ({cause})")
        x.mode = INVALID_MODE

    def incomparable_cause(self, typ: Type) -> str:
        """Why the type is not comparable; "" if there is nothing specific to say."""
        if isinstance(under(typ), (Slice, Signature, Map)):
            return composite_kind(typ) + " can only be compared to nil"
        return predicates.incomparable_cause(typ, True, self)

    # ----------------------------------------------------------------------------------------------- shifts

    def shift(self, x: Operand, y: Operand, e: Expr | None, op: int) -> None:
        """``x op y``; ``e`` is the expression, None in an assignment operation."""
        xval: object = None
        if x.mode == CONSTANT:
            xval = constant.to_int(x.val)
        if not all_integer(x.typ) and not (is_untyped(x.typ) and xval is not None and constant.is_int(xval)):
            self.error(x, f"invalid operation: shifted operand {self.os(x)} must be integer")
            x.mode = INVALID_MODE
            return

        # A constant count must be representable as uint, but is not converted.
        yval: object = None
        if y.mode == CONSTANT:
            yval = constant.to_int(y.val)
            if constant.is_int(yval) and constant.sign(yval) < 0:
                self.error(y, f"invalid operation: negative shift count {self.os(y)}")
                x.mode = INVALID_MODE
                return
            if is_untyped(y.typ):
                self.representable(y, TYP[UINT])
                if y.mode == INVALID_MODE:
                    x.mode = INVALID_MODE
                    return
        elif all_integer(y.typ):
            if not all_unsigned(y.typ) and not self.allow_version(GO1_13):
                self.verify_version(y, GO1_13, f"invalid operation: signed shift count {self.os(y)}")
                x.mode = INVALID_MODE
                return
        elif is_untyped(y.typ):
            self.convert_untyped(y, TYP[UINT])
            if y.mode == INVALID_MODE:
                x.mode = INVALID_MODE
                return
        else:
            self.error(y, f"invalid operation: shift count {self.os(y)} must be integer")
            x.mode = INVALID_MODE
            return

        if x.mode == CONSTANT:
            if y.mode == CONSTANT:
                if constant.is_unknown(x.val) or constant.is_unknown(y.val):
                    x.val = constant.UNKNOWN
                    if not is_integer(x.typ):
                        x.typ = TYP[UNTYPED_INT]
                    return
                if not isinstance(yval, int) or yval > SHIFT_BOUND:
                    self.error(y, f"invalid operation: invalid shift count {self.os(y)}")
                    x.mode = INVALID_MODE
                    return
                # 2.0 << 1 is an integer.
                if not is_integer(x.typ):
                    x.typ = TYP[UNTYPED_INT]
                x.val = constant.shift(xval, op, yval)
                if e is not None:
                    x.expr = e
                self.overflow(x, 0 if e is None else op_pos(e))
                return
            if is_untyped(x.typ):
                # The constant has the type that it would have in place of the shift: known later only.
                xe = x.expr
                if xe is not None and pending(xe):
                    self.shifted.add(xe)
                x.mode = VALUE
                return

        if not all_integer(x.typ):
            self.error(x, f"invalid operation: shifted operand {self.os(x)} must be integer")
            x.mode = INVALID_MODE
            return
        x.mode = VALUE

    # ----------------------------------------------------------------------------------------------- binary

    def binary(self, x: Operand, e: Expr | None, lhs: Expr, rhs: Expr, op: int) -> None:
        """``lhs op rhs``; ``e`` is the expression, None in an assignment operation."""
        self.expr(None, x, lhs)
        self.binary_rest(x, e, lhs, rhs, op)

    def binary_rest(self, x: Operand, e: Expr | None, lhs: Expr, rhs: Expr, op: int) -> None:
        """The binary operation, with lhs evaluated in x."""
        y = Operand()
        self.expr(None, y, rhs)
        if x.mode == INVALID_MODE:
            return
        if y.mode == INVALID_MODE:
            x.mode = INVALID_MODE
            x.expr = y.expr
            return
        if op == SHL or op == SHR:
            self.shift(x, y, e, op)
            return
        self.match_types(x, y)
        if x.mode == INVALID_MODE:
            return
        if EQL <= op <= GEQ:
            self.comparison(x, y, op, False)
            return
        if x.typ is not y.typ and not identical(x.typ, y.typ):
            if is_valid(x.typ) and is_valid(y.typ):
                types = f"(mismatched types {self.ts(x.typ)} and {self.ts(y.typ)})"
                if e is not None:
                    self.error(x, f"invalid operation: {self.es(e)} {types}")
                else:
                    text = f"{self.es(lhs)} {OPERATOR_TEXT[op]}= {self.es(rhs)}"
                    self.error(x, f"invalid operation: {text} {types}")
            x.mode = INVALID_MODE
            return
        if not operator_defined(op, x.typ):
            self.error(x, f"invalid operation: operator {OPERATOR_TEXT[op]} not defined on {self.os(x)}")
            x.mode = INVALID_MODE
            return
        both = x.mode == CONSTANT and y.mode == CONSTANT
        if (op == DIV or op == REM) and y.mode == CONSTANT:
            zero = (both or all_integer(x.typ)) and constant.sign(y.val) == 0
            if not zero and both and is_complex(x.typ):
                # The divisor's square may be zero though it is not.
                re = constant.real(y.val)
                im = constant.imag(y.val)
                re2 = constant.binary_op(re, MUL, re)
                im2 = constant.binary_op(im, MUL, im)
                zero = constant.sign(re2) == 0 and constant.sign(im2) == 0
            if zero:
                self.error(y, "invalid operation: division by zero")
                x.mode = INVALID_MODE
                return
        if both:
            if constant.is_unknown(x.val) or constant.is_unknown(y.val):
                x.val = constant.UNKNOWN
                return
            if op == ADD and isinstance(x.val, str) and isinstance(y.val, str):
                n = len(x.val) + len(y.val)
                if n > MAX_STRING:
                    # The compiler goes on to 2e9 bytes; nothing that large is ever built here.
                    self.error(x, f"constant string too long ({n} bytes)")
                    x.val = constant.UNKNOWN
                    return
            x.val = constant.binary_op(x.val, op, y.val, op == DIV and is_integer(x.typ))
            if e is not None:
                x.expr = e
            self.overflow(x, 0 if e is None else op_pos(e))
            return
        x.mode = VALUE

    def may_convert(self, x: Operand, y: Operand) -> bool:
        """Whether x and y may have the same type once the untyped one is converted to the other's type.

        If not, mismatched types are reported rather than a failed conversion.
        """
        xt = x.typ
        yt = y.typ
        if is_typed(xt) and is_typed(yt):
            return False
        if all_numeric(xt) != all_numeric(yt):
            return False
        if is_non_type_param_interface(xt) or is_non_type_param_interface(yt):
            return True
        if all_boolean(xt) != all_boolean(yt):
            return False
        if all_string(xt) != all_string(yt):
            return False
        if x.mode == NILVALUE:
            return has_nil(yt)
        if y.mode == NILVALUE:
            return has_nil(xt)
        return not is_pointer(xt) and not is_pointer(yt)

    def match_types(self, x: Operand, y: Operand) -> None:
        """Convert untyped operands so that their types match; x becomes invalid after an error."""
        if x.typ is y.typ or not self.may_convert(x, y):
            return
        self.convert_untyped(x, y.typ)
        if x.mode == INVALID_MODE:
            return
        self.convert_untyped(y, x.typ)
        if y.mode == INVALID_MODE:
            x.mode = INVALID_MODE
