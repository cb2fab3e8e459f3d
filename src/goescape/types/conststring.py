"""Values of constants as text."""

from math import inf
from typing import Final

from goescape.base.text import quote
from goescape.types.values import (
    LOG10_2,
    BigFloat,
    ComplexVal,
    Rat,
    float_exp,
    float_from_rat,
    to_float64,
)

MAX_STRING_SHOWN: Final = 72



def int_string(x: int) -> str:
    """Like str(), but without its limit on the number of digits."""
    if x.bit_length() < 14000:
        return str(x)
    if x < 0:
        return "-" + int_string(-x)
    n = int(x.bit_length() * LOG10_2 / 2)
    scale: int = 10**n
    return int_string(x // scale) + int_string(x % scale).rjust(n, "0")


def shortest(f: float) -> str:
    """As %g prints a float64 without precision: as many digits as it takes."""
    s = repr(f)
    mant, _, e = s.partition("e")
    neg = mant.startswith("-")
    if neg:
        mant = mant[1:]
    whole, _, frac = mant.partition(".")
    digits = (whole + frac).lstrip("0")
    if digits == "":
        return "-0" if neg else "0"
    if whole.strip("0") != "":
        exp = len(whole.lstrip("0")) - 1
    else:
        exp = -1 - (len(frac) - len(frac.lstrip("0")))
    exp += int(e) if e else 0
    digits = digits.rstrip("0")
    sign_text = "-" if neg else ""
    if exp < -4 or exp >= 6:
        text = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
        return f"{sign_text}{text}e{'-' if exp < 0 else '+'}{abs(exp):02d}"
    if exp < 0:
        return sign_text + "0." + "0" * (-exp - 1) + digits
    if len(digits) <= exp + 1:
        return sign_text + digits + "0" * (exp + 1 - len(digits))
    return sign_text + digits[: exp + 1] + "." + digits[exp + 1 :]


def float_string(x: BigFloat) -> str:
    """About six digits."""
    f = to_float64(x)
    if (x.mant == 0) == (f == 0.0) and f != inf and f != -inf:
        s = f"{f:.6g}"
        if x.exp < 0 and x.mant != 0 and "." not in s:
            s = shortest(f)
        return s
    # Out of range of float64: m * 10**e with m of about float64's precision.
    exp = float_exp(x)
    size = x.mant.bit_length()
    m = x.mant / (1 << size) if size < 1000 else 0.5
    d = float(exp) * LOG10_2
    e = int(d)
    m *= 10.0 ** (d - float(e))
    am = abs(m)
    if am < 1 - 0.5e-6:
        m *= 10
        e -= 1
    elif am >= 10:
        m /= 10
        e += 1
    return f"{m:.6g}e{e:+d}"


def const_string(x: object) -> str:
    """As in messages: strings quoted and shortened, floats rounded to about six digits."""
    if isinstance(x, bool):
        return "true" if x else "false"
    if isinstance(x, int):
        return int_string(x)
    if isinstance(x, str):
        return _short_quote(x)
    if isinstance(x, Rat):
        return float_string(float_from_rat(x.num, x.den))
    if isinstance(x, BigFloat):
        return float_string(x)
    if isinstance(x, ComplexVal):
        return f"({const_string(x.re)} + {const_string(x.im)}i)"
    return "unknown"


def to_string(x: object) -> str:
    return const_string(x)


def _short_quote(x: str) -> str:
    s = quote(x)
    if len(s) <= MAX_STRING_SHOWN:
        return s
    # Counted in runes: bytes that do not continue one. What is quoted is valid UTF-8.
    starts = [i for i in range(len(s)) if not "\x80" <= s[i] <= "\xbf"]
    if len(starts) <= MAX_STRING_SHOWN:
        return s
    return s[: starts[MAX_STRING_SHOWN - 3]] + "..."


def exact_string(x: object) -> str:
    """The value without rounding."""
    if isinstance(x, str):
        return quote(x)
    if isinstance(x, Rat):
        return int_string(x.num) if x.den == 1 else f"{int_string(x.num)}/{int_string(x.den)}"
    if isinstance(x, BigFloat):
        if x.mant == 0:
            return "0"
        m = abs(x.mant)
        size = m.bit_length()
        m <<= -size % 4
        digits = f"{m:x}".rstrip("0")
        return f"{'-' if x.mant < 0 else ''}0x.{digits}p{float_exp(x):+d}"
    if isinstance(x, ComplexVal):
        return f"({exact_string(x.re)} + {exact_string(x.im)}i)"
    return const_string(x)
