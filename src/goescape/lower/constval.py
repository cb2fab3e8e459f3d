"""Constants as the IR holds them: the kind of a value fits its type, floats are rounded to its width."""

from goescape.ir.types import TBOOL, TCOMPLEX64, TCOMPLEX128, TFLOAT32, TFLOAT64, TIDEAL, TINT8, TSTRING, TUINTPTR, Type
from goescape.types.constant import (
    imag,
    make_complex,
    real,
    round_float32,
    round_float64,
    to_complex,
    to_float,
)
from goescape.types.constant import to_int as to_int
from goescape.types.values import ComplexVal


def _round(v: object, size: int) -> object:
    v = to_float(v)
    r = round_float32(v) if size == 4 else round_float64(v)
    return v if r is None else r


def convert_value(v: object, t: Type) -> object:
    """The value as one of type ``t`` (not from integer to string); None if there is no such value."""
    k = t.kind
    if isinstance(v, bool):
        return v if k == TBOOL else None
    if isinstance(v, str):
        return v if k == TSTRING else None
    if TINT8 <= k <= TUINTPTR:
        return to_int(real(v) if isinstance(v, ComplexVal) else v)
    if k == TFLOAT32 or k == TFLOAT64:
        return _round(real(v) if isinstance(v, ComplexVal) else v, 4 if k == TFLOAT32 else 8)
    if k == TCOMPLEX64 or k == TCOMPLEX128:
        size = 4 if k == TCOMPLEX64 else 8
        v = to_complex(v)
        return make_complex(_round(real(v), size), _round(imag(v), size))
    if k == TIDEAL:
        return v
    return None


def fix_value(v: object, t: Type) -> object:
    """A constant expression's value for its type."""
    if isinstance(v, bool) or isinstance(v, str):
        return v
    r = convert_value(v, t)
    return v if r is None else r


def one(t: Type) -> object:
    """1 as a value of numeric type ``t``."""
    return fix_value(1, t)
