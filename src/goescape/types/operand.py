"""Operands: what is known about an expression while it is being checked."""

from typing import Final, final

from goescape.syntax.nodes import Expr
from goescape.syntax.printer import expr_string
from goescape.types import constant
from goescape.types.named import is_generic, is_valid, unalias, under
from goescape.types.predicates import has_empty_type_set, is_untyped
from goescape.types.types import (
    UNTYPED_NIL,
    Alias,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
    Union,
)
from goescape.types.typestring import Qualifier, type_string
from goescape.types.universe import PREDECLARED_FUNCS, TYP_INVALID

# Operand.mode, and Expr.mode.
INVALID_MODE: Final = 0
NO_VALUE: Final = 1  # the result of a function without results
BUILTIN_MODE: Final = 2
TYPEXPR: Final = 3
CONSTANT: Final = 4  # its type is a Basic (or has one as underlying type)
VARIABLE: Final = 5  # addressable
MAPINDEX: Final = 6  # like a variable on the left, like COMMAOK on the right of an assignment
VALUE: Final = 7
NILVALUE: Final = 8
COMMAOK: Final = 9  # like VALUE, but allowed in a comma-ok assignment
COMMAERR: Final = 10  # like COMMAOK, but the second value is an error
CGOFUNC: Final = 11

MODE_TEXT: Final = [
    "invalid operand",
    "no value",
    "built-in",
    "type",
    "constant",
    "variable",
    "map index expression",
    "value",
    "nil",
    "comma, ok expression",
    "comma, error expression",
    "cgo function",
]


@final
class Operand:
    """``val`` is the value of a CONSTANT (see ``types.constant``), ``bid`` the id of a BUILTIN_MODE."""

    __slots__ = ("mode", "expr", "typ", "val", "bid")

    def __init__(self) -> None:
        self.mode: int = INVALID_MODE
        self.expr: Expr | None = None
        self.typ: Type = TYP_INVALID
        self.val: object = None
        self.bid: int = 0

    def pos(self) -> int:
        """The position of the expression, 0 if there is none."""
        return 0 if self.expr is None else self.expr.pos

    def is_valid(self) -> bool:
        return self.mode != INVALID_MODE

    def invalidate(self) -> None:
        self.mode = INVALID_MODE

    def is_nil(self) -> bool:
        return self.mode == NILVALUE

    def copy(self) -> "Operand":
        x = Operand()
        x.mode = self.mode
        x.expr = self.expr
        x.typ = self.typ
        x.val = self.val
        x.bid = self.bid
        return x

    def assign(self, other: "Operand") -> None:
        """Become what the other one is."""
        self.mode = other.mode
        self.expr = other.expr
        self.typ = other.typ
        self.val = other.val
        self.bid = other.bid


def operand_string(x: Operand, qf: Qualifier | None) -> str:
    """As in messages: the expression, and in parentheses its mode, value and type."""
    mode = x.mode
    typ = x.typ
    if mode == NILVALUE:
        if typ is TYP_INVALID:
            return "nil (with invalid type)"
        if isinstance(typ, Basic) and typ.bkind == UNTYPED_NIL:
            return "nil"
        return f"nil (of type {type_string(typ, qf)})"

    expr = ""
    if x.expr is not None:
        expr = expr_string(x.expr)
    elif mode == BUILTIN_MODE:
        expr = PREDECLARED_FUNCS[x.bid].name
    elif mode == TYPEXPR:
        expr = type_string(typ, qf)
    elif mode == CONSTANT:
        expr = constant.const_string(x.val)

    s = ""
    has_type = False
    if mode > TYPEXPR:
        if is_untyped(typ):
            assert isinstance(typ, Basic)
            s = typ.name + " "
        else:
            has_type = True
    s += MODE_TEXT[mode]
    if mode == CONSTANT:
        val = constant.const_string(x.val)
        if val != expr:
            s += " " + val
    if has_type:
        if is_valid(typ):
            s += _of_type(typ, qf)
        else:
            s += " with invalid type"
    return f"{expr} ({s})" if expr else s


def _of_type(typ: Type, qf: Qualifier | None) -> str:
    desc = "generic " if is_generic(typ) else ""
    tpar = unalias(typ)
    if not isinstance(tpar, TypeParam) and isinstance(typ, (Alias, Named)):
        what = composite_kind(typ)
        if what == "":
            u = under(typ)
            assert isinstance(u, Basic)
            what = u.name
        desc += what + " "
    s = f" of {desc}type {type_string(typ, qf)}"
    if isinstance(tpar, TypeParam):
        s += f" constrained by {type_string(tpar.bound, qf)}"
        if has_empty_type_set(tpar):
            s += " with empty type set"
    return s


def composite_kind(typ: Type) -> str:
    """ "array", "slice", ... after the underlying type; "" for basic types."""
    u = under(typ)
    if isinstance(u, Array):
        return "array"
    if isinstance(u, Slice):
        return "slice"
    if isinstance(u, Struct):
        return "struct"
    if isinstance(u, Pointer):
        return "pointer"
    if isinstance(u, Signature):
        return "func"
    if isinstance(u, Interface):
        return "interface"
    if isinstance(u, Map):
        return "map"
    if isinstance(u, Chan):
        return "chan"
    if isinstance(u, Tuple):
        return "tuple"
    if isinstance(u, Union):
        return "union"
    return ""
