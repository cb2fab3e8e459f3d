"""The values of constants that are no plain Python values, and arithmetic of large floating-point numbers."""

from math import gcd, inf
from typing import Final, final

PREC: Final = 512  # bits of a BigFloat's mantissa
MAX_EXP: Final = 4 << 10  # bits of a Rat's components
MAX_FLOAT_EXP: Final = (1 << 31) - 1
LOG10_2: Final = 0.30102999566398119521


@final
class Unknown:
    __slots__ = ()


UNKNOWN: Final = Unknown()


@final
class Rat:
    """``num/den``, in lowest terms, ``den`` > 0."""

    __slots__ = ("num", "den")

    def __init__(self, num: int, den: int) -> None:
        g = gcd(num, den)
        if den < 0:
            g = -g
        self.num = num // g
        self.den = den // g


@final
class BigFloat:
    """``mant * 2**exp``; ``mant`` has at most 512 bits and is odd or zero."""

    __slots__ = ("mant", "exp")

    def __init__(self, mant: int, exp: int) -> None:
        self.mant = mant
        self.exp = exp


@final
class ComplexVal:
    """``re`` and ``im`` are of integer or float kind."""

    __slots__ = ("re", "im")

    def __init__(self, re: object, im: object) -> None:
        self.re = re
        self.im = im


# ---------------------------------------------------------------------------------------- big floats


def round_mant(mant: int, exp: int, prec: int) -> BigFloat:
    """``mant * 2**exp`` rounded to ``prec`` bits, half to even."""
    neg = mant < 0
    m = -mant if neg else mant
    extra = m.bit_length() - prec
    if extra > 0:
        rest = m & ((1 << extra) - 1)
        m >>= extra
        exp += extra
        half = 1 << (extra - 1)
        if rest > half or (rest == half and m & 1 != 0):
            m += 1
    if m == 0:
        return BigFloat(0, 0)
    low = (m & -m).bit_length() - 1
    return BigFloat(-(m >> low) if neg else m >> low, exp + low)


def quo_float(a: int, a_exp: int, b: int, b_exp: int, prec: int) -> BigFloat:
    """``(a * 2**a_exp) / (b * 2**b_exp)``, rounded."""
    neg = (a < 0) != (b < 0)
    a = abs(a)
    b = abs(b)
    shift = max(0, prec + 2 - (a.bit_length() - b.bit_length()))
    q, r = divmod(a << shift, b)
    # One more bit, set if there is a rest, makes rounding exact.
    q = q << 1 | (1 if r != 0 else 0)
    return round_mant(-q if neg else q, a_exp - b_exp - shift - 1, prec)


def float_from_rat(num: int, den: int) -> BigFloat:
    return quo_float(num, 0, den, 0, PREC)


def float_exp(x: BigFloat) -> int:
    """e such that ``|x|`` is in [2**(e-1), 2**e)."""
    return x.mant.bit_length() + x.exp


def make_big(x: BigFloat) -> object:
    """Infinity is UNKNOWN, what is too small is 0."""
    if x.mant == 0:
        return x
    e = float_exp(x)
    if e > MAX_FLOAT_EXP:
        return UNKNOWN
    if e < -MAX_FLOAT_EXP:
        return BigFloat(0, 0)
    return x


def is_small(x: BigFloat) -> bool:
    """Whether it would be a fraction of reasonable size."""
    e = float_exp(x) if x.mant != 0 else 0
    return -MAX_EXP < e < MAX_EXP


def big_to_rat(x: BigFloat) -> Rat:
    """Of a small BigFloat."""
    if x.exp >= 0:
        return Rat(x.mant << x.exp, 1)
    return Rat(x.mant, 1 << -x.exp)


def pow_float(base: int, n: int, prec: int) -> BigFloat:
    """``base**n``, approximately."""
    result = BigFloat(1, 0)
    square = round_mant(base, 0, prec)
    while n > 0:
        if n & 1 != 0:
            result = round_mant(result.mant * square.mant, result.exp + square.exp, prec)
        n >>= 1
        if n > 0:
            square = round_mant(square.mant * square.mant, square.exp * 2, prec)
    return result


def to_float64(x: object) -> float:
    """The nearest float64 of a value of integer or float kind; infinite if it is too large."""
    if isinstance(x, Rat):
        num = x.num
        den = x.den
    elif isinstance(x, BigFloat):
        e = float_exp(x)
        if e > 1100:
            return inf if x.mant > 0 else -inf
        if e < -1200:
            return 0.0
        r = big_to_rat(x)
        num = r.num
        den = r.den
    elif isinstance(x, int):
        num = x
        den = 1
    else:
        return 0.0
    try:
        return num / den
    except OverflowError:
        return inf if num > 0 else -inf
