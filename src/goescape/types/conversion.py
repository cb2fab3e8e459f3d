"""Explicit conversions ``T(x)``."""

from goescape.types import constant
from goescape.types.conversions import convertible_to
from goescape.types.env import Cause
from goescape.types.named import under
from goescape.types.operand import CONSTANT, INVALID_MODE, VALUE, Operand
from goescape.types.predicates import (
    all_string,
    default_type,
    is_bytes_or_runes,
    is_const_type,
    is_integer,
    is_non_type_param_interface,
    is_string,
    is_type_param,
    is_untyped,
    typeset,
)
from goescape.types.types import UNTYPED_NIL, Basic, Type
from goescape.types.universe import TYP
from goescape.types.untyped import UntypedChecker


class ConversionChecker(UntypedChecker):
    def const_convertible(self, x: Operand, typ: Type, set_val: bool) -> bool:
        """Whether the constant converts to a value of the basic type; ``set_val`` says to make it that value."""
        t = under(typ)
        if not isinstance(t, Basic):
            return False
        ok, val = constant.representable(x.val, t.bkind, self.sizes)
        if ok:
            if set_val:
                x.val = val
            return True
        if is_integer(x.typ) and is_string(t):
            if set_val:
                x.val = constant.rune_string(x.val)
            return True
        if set_val and is_integer(t):
            val = constant.to_int(x.val)
            if not constant.is_unknown(val):
                x.val = val  # which is how the message shows it
        return False

    def conversion(self, x: Operand, typ: Type) -> None:
        """Type-check ``typ(x)``; the result is in x."""
        const_arg = x.mode == CONSTANT
        ok = False
        cause = ""
        if const_arg and is_const_type(typ):
            ok = self.const_convertible(x, typ, True)
            if not ok and is_integer(x.typ) and is_integer(typ):
                self.error(x, f"constant {constant.const_string(x.val)} overflows {self.ts(typ)}")
                x.mode = INVALID_MODE
                return
        elif const_arg and is_type_param(typ):
            # It must convert to each type of the type set; the result is no constant.
            ok = True
            for term in typeset(typ):
                u = term.under
                if u is None:
                    cause = f"{self.ts(typ)} does not contain specific types"
                    ok = False
                    break
                if is_string(x.typ) and is_bytes_or_runes(u):
                    continue
                if not self.const_convertible(x, u, False):
                    if is_integer(x.typ) and is_integer(u):
                        cause = f"constant {constant.const_string(x.val)} overflows {self.ts(u)} (in {self.ts(typ)})"
                    else:
                        cause = f"cannot convert {self.os(x)} to type {self.ts(u)} (in {self.ts(typ)})"
                    ok = False
                    break
            x.mode = VALUE
        else:
            why = Cause()
            ok = convertible_to(self, x, typ, why)
            cause = why.text
            if ok:
                x.mode = VALUE

        if not ok:
            if cause:
                self.error(x, f"cannot convert {self.os(x)} to type {self.ts(typ)}: {cause}")
            else:
                self.error(x, f"cannot convert {self.os(x)} to type {self.ts(typ)}")
            x.mode = INVALID_MODE
            return

        # The argument's type is final now: that of the conversion, or its default type where the conversion
        # makes something else of it (an interface, []byte("foo"), a string of an integer).
        if is_untyped(x.typ):
            final = typ
            if x.typ is TYP[UNTYPED_NIL]:
                pass
            elif is_non_type_param_interface(typ) or (const_arg and not is_const_type(typ)):
                final = default_type(x.typ)
            elif x.mode == CONSTANT and is_integer(x.typ) and all_string(typ):
                final = x.typ
            assert x.expr is not None
            self.update_expr_type(x.expr, final, True)
        x.typ = typ
