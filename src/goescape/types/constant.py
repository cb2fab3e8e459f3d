"""Values of constants.

A value is a ``bool``, a ``str`` (its bytes as latin-1), an ``int``, a :class:`Rat` or :class:`BigFloat` (both are of
float kind), a :class:`ComplexVal`, or :data:`UNKNOWN` after an error. The kind of a value is not that of its type:
an integer value may be of float type.

Rationals are exact; once numerator or denominator get very large, a value is a BigFloat, with a mantissa of 512 bits,
and what is computed from it as well.
"""

from typing import Final

from goescape.base.text import encode_rune
from goescape.syntax.nodes import (
    ADD,
    AND,
    AND_NOT,
    ANDAND,
    DIV,
    EQL,
    FLOAT_LIT,
    GEQ,
    GTR,
    IMAG_LIT,
    INT_LIT,
    LEQ,
    LSS,
    MUL,
    NEQ,
    NOT,
    OR,
    OROR,
    REM,
    RUNE_LIT,
    SHL,
    STRING_LIT,
    SUB,
    XOR,
)
from goescape.syntax.unquote import unquote, unquote_rune
from goescape.types.conststring import const_string as const_string
from goescape.types.conststring import exact_string as exact_string
from goescape.types.conststring import to_string as to_string
from goescape.types.sizes import Sizes
from goescape.types.types import (
    BOOL,
    COMPLEX64,
    COMPLEX128,
    FLOAT32,
    FLOAT64,
    INT,
    INT8,
    INT16,
    INT32,
    INT64,
    STRING,
    UINT,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
    UINTPTR,
    UNTYPED_BOOL,
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    UNTYPED_INT,
    UNTYPED_RUNE,
    UNTYPED_STRING,
)
from goescape.types.values import (
    LOG10_2,
    MAX_EXP,
    PREC,
    Unknown,
    big_to_rat,
    float_exp,
    float_from_rat,
    is_small,
    make_big,
    pow_float,
    quo_float,
    round_mant,
)
from goescape.types.values import UNKNOWN as UNKNOWN
from goescape.types.values import BigFloat as BigFloat
from goescape.types.values import ComplexVal as ComplexVal
from goescape.types.values import Rat as Rat
from goescape.types.values import to_float64 as to_float64

# Kinds of values.
KIND_UNKNOWN: Final = 0
KIND_BOOL: Final = 1
KIND_STRING: Final = 2
KIND_INT: Final = 3
KIND_FLOAT: Final = 4
KIND_COMPLEX: Final = 5




def kind(x: object) -> int:
    if isinstance(x, bool):
        return KIND_BOOL
    if isinstance(x, int):
        return KIND_INT
    if isinstance(x, str):
        return KIND_STRING
    if isinstance(x, (Rat, BigFloat)):
        return KIND_FLOAT
    if isinstance(x, ComplexVal):
        return KIND_COMPLEX
    return KIND_UNKNOWN


def is_unknown(x: object) -> bool:
    return isinstance(x, Unknown) or x is None


def is_int(x: object) -> bool:
    return isinstance(x, int) and not isinstance(x, bool)


def is_float(x: object) -> bool:
    return isinstance(x, (Rat, BigFloat))


# ---------------------------------------------------------------------------------------- making values


def make_rat(num: int, den: int) -> object:
    r = Rat(num, den)
    if r.num.bit_length() < MAX_EXP and r.den.bit_length() < MAX_EXP:
        return r
    return float_from_rat(r.num, r.den)


def make_complex(re: object, im: object) -> object:
    if is_unknown(re) or is_unknown(im):
        return UNKNOWN
    return ComplexVal(re, im)


def make_imag(x: object) -> object:
    return UNKNOWN if is_unknown(x) else ComplexVal(0, x)


def make_from_literal(text: str, lit_kind: int) -> object:
    """The value of a literal (``lit_kind`` as of syntax.nodes), UNKNOWN if it is malformed."""
    if lit_kind == INT_LIT:
        n = parse_int(text)
        return UNKNOWN if n is None else n
    if lit_kind == FLOAT_LIT:
        return parse_float(text)
    if lit_kind == IMAG_LIT:
        if text[-1:] != "i":
            return UNKNOWN
        return make_imag(parse_float(text[:-1]))
    if lit_kind == RUNE_LIT:
        r = unquote_rune(text)
        return UNKNOWN if r < 0 else r
    if lit_kind == STRING_LIT:
        s = unquote(text)
        return UNKNOWN if s is None else s
    return UNKNOWN


def parse_digits(digits: str, base: int) -> int | None:
    """Like int(), but without its limit on the number of digits."""
    if base == 10 and len(digits) > 4000:
        if not digits.isdecimal():
            return None
        half = len(digits) // 2
        hi = parse_digits(digits[:half], 10)
        lo = parse_digits(digits[half:], 10)
        if hi is None or lo is None:
            return None
        scale: int = 10 ** (len(digits) - half)
        return hi * scale + lo
    try:
        return int(digits, base)
    except ValueError:
        return None


def parse_int(text: str) -> int | None:
    s = text.replace("_", "") if "_" in text else text
    if len(s) > 1 and s[0] == "0":
        c = s[1]
        if c == "x" or c == "X":
            return parse_digits(s[2:], 16)
        if c == "b" or c == "B":
            return parse_digits(s[2:], 2)
        if c == "o" or c == "O":
            return parse_digits(s[2:], 8)
        return parse_digits(s[1:], 8)
    return parse_digits(s, 10)


def parse_float(text: str) -> object:
    """A decimal or hexadecimal floating-point literal, or an integer literal (a leading 0 is not octal here)."""
    s = text.replace("_", "") if "_" in text else text
    low = s.lower()
    base = 10
    if low.startswith("0x"):
        base = 16
    elif low.startswith("0b"):
        base = 2
    elif low.startswith("0o"):
        base = 8
    if base != 10:
        low = low[2:]
    exp10 = 0
    exp2 = 0
    mark = low.find("p") if base != 10 else low.find("e")
    if mark >= 0:
        try:
            e = int(low[mark + 1 :])
        except ValueError:
            return UNKNOWN
        if base == 10:
            exp10 = e
        else:
            exp2 = e
        low = low[:mark]
    dot = low.find(".")
    if dot >= 0:
        fraction = len(low) - dot - 1
        low = low[:dot] + low[dot + 1 :]
        if base == 10:
            exp10 -= fraction
        elif base == 16:
            exp2 -= 4 * fraction
    mant = parse_digits(low, base)
    if mant is None:
        return UNKNOWN
    return scaled(mant, exp10, exp2)


def scaled(mant: int, exp10: int, exp2: int) -> object:
    """``mant * 10**exp10 * 2**exp2``, a Rat if it is of moderate size."""
    if mant == 0:
        return Rat(0, 1)
    digits = mant.bit_length() * LOG10_2
    size10 = digits + exp10 + exp2 * LOG10_2  # about the number of decimal digits
    if -1400 < size10 < 1400:
        if exp10 >= 0:
            num = mant * int(10**exp10)
            den = 1
        else:
            num = mant
            den = int(10**-exp10)
        if exp2 >= 0:
            num <<= exp2
        else:
            den <<= -exp2
        f = float_from_rat(num, den)
        if is_small(f):
            return Rat(num, den)
        return f
    if size10 > 650000000.0:
        return UNKNOWN
    if size10 < -650000000.0:
        return Rat(0, 1)
    if exp10 >= 0:
        p = pow_float(5, exp10, PREC + 64)
        big = round_mant(mant * p.mant, p.exp + exp10 + exp2, PREC)
    else:
        p = pow_float(5, -exp10, PREC + 64)
        big = quo_float(mant, exp10 + exp2, p.mant, p.exp, PREC)
    r = make_big(big)
    if isinstance(r, BigFloat) and r.mant == 0:
        return Rat(0, 1)
    return r


# ------------------------------------------------------------------------------------------- accessors


def real(x: object) -> object:
    return x.re if isinstance(x, ComplexVal) else x


def imag(x: object) -> object:
    if isinstance(x, ComplexVal):
        return x.im
    return UNKNOWN if is_unknown(x) else 0


def sign(x: object) -> int:
    """-1, 0 or 1; of a complex value 0 or not; 1 of unknown values."""
    if isinstance(x, int):
        return (x > 0) - (x < 0)
    if isinstance(x, Rat):
        return (x.num > 0) - (x.num < 0)
    if isinstance(x, BigFloat):
        return (x.mant > 0) - (x.mant < 0)
    if isinstance(x, ComplexVal):
        return sign(x.re) | sign(x.im)
    return 1


def bit_len(x: object) -> int:
    return x.bit_length() if isinstance(x, int) else 0


def hash_key(x: object) -> str:
    """A string that is equal for equal values: 1, 1.0 and 1+0i are equal. Fractions are as precise as float64."""
    if isinstance(x, str):
        return '"' + x
    if isinstance(x, bool):
        return "t" if x else "f"
    if isinstance(x, ComplexVal):
        f = to_float(x)
        if is_unknown(f):
            return f"({to_float64(x.re)!r},{to_float64(x.im)!r})"
        x = f
    if isinstance(x, (Rat, BigFloat)):
        i = to_int(x)
        if is_unknown(i):
            return repr(to_float64(x))
        x = i
    if isinstance(x, int):
        return hex(x)
    return "?"


# ----------------------------------------------------------------------------------------- conversions


def to_int(x: object) -> object:
    """The value as an int if it is an integer, else UNKNOWN.

    A BigFloat that is an integer but for its last bits counts as one, because of rounding before.
    """
    if isinstance(x, bool):
        return UNKNOWN
    if isinstance(x, int):
        return x
    if isinstance(x, Rat):
        return x.num if x.den == 1 else UNKNOWN
    if isinstance(x, BigFloat):
        if not is_small(x):
            return UNKNOWN
        if x.exp >= 0:
            return x.mant << x.exp
        neg = x.mant < 0
        m = -x.mant if neg else x.mant
        extra = m.bit_length() - (PREC - 4)
        if extra > 0:
            down = m >> extra
            exp = x.exp + extra
            for t in (down, down + 1):
                if exp >= 0:
                    return -(t << exp) if neg else t << exp
                if t & ((1 << -exp) - 1) == 0:
                    return -(t >> -exp) if neg else t >> -exp
        return UNKNOWN
    if isinstance(x, ComplexVal):
        re = to_float(x)
        return UNKNOWN if is_unknown(re) else to_int(re)
    return UNKNOWN


def to_float(x: object) -> object:
    """The value as one of float kind if it is real, else UNKNOWN."""
    if isinstance(x, bool):
        return UNKNOWN
    if isinstance(x, int):
        return Rat(x, 1) if x.bit_length() < MAX_EXP else round_mant(x, 0, PREC)
    if isinstance(x, (Rat, BigFloat)):
        return x
    if isinstance(x, ComplexVal) and sign(x.im) == 0:
        return to_float(x.re)
    return UNKNOWN


def to_complex(x: object) -> object:
    if isinstance(x, bool):
        return UNKNOWN
    if isinstance(x, (int, Rat, BigFloat)):
        return ComplexVal(x, 0)
    if isinstance(x, ComplexVal):
        return x
    return UNKNOWN


def as_big(x: object) -> BigFloat:
    if isinstance(x, BigFloat):
        return x
    if isinstance(x, Rat):
        return float_from_rat(x.num, x.den)
    assert isinstance(x, int)
    return round_mant(x, 0, PREC)


def as_rat(x: object) -> Rat:
    if isinstance(x, Rat):
        return x
    assert isinstance(x, int)
    return Rat(x, 1)


# ------------------------------------------------------------------------------------------ operations


def unary_op(op: int, x: object, bits: int) -> object:
    """``bits`` > 0 limits the result of ^ to an unsigned type's size."""
    if is_unknown(x):
        return x
    if op == ADD:
        return x
    if op == NOT:
        assert isinstance(x, bool)
        return not x
    if op == XOR:
        assert isinstance(x, int)
        z = ~x
        return z & ((1 << bits) - 1) if bits > 0 else z
    assert op == SUB
    if isinstance(x, int):
        return -x
    if isinstance(x, Rat):
        return Rat(-x.num, x.den)
    if isinstance(x, BigFloat):
        return BigFloat(-x.mant, x.exp)
    assert isinstance(x, ComplexVal)
    return make_complex(unary_op(SUB, x.re, 0), unary_op(SUB, x.im, 0))


def binary_op(x: object, op: int, y: object, int_div: bool = False) -> object:
    """``x op y``; no comparisons, no shifts. Integers divide to a fraction unless ``int_div``; never by 0."""
    if is_unknown(x) or is_unknown(y):
        return UNKNOWN
    if isinstance(x, bool):
        assert isinstance(y, bool)
        if op == ANDAND:
            return x and y
        assert op == OROR
        return x or y
    if isinstance(x, str):
        assert isinstance(y, str) and op == ADD
        return x + y
    if isinstance(x, int) and isinstance(y, int):
        return _int_op(x, op, y, int_div)
    if isinstance(x, ComplexVal) or isinstance(y, ComplexVal):
        return _complex_op(to_complex(x), op, to_complex(y))
    if isinstance(x, BigFloat) or isinstance(y, BigFloat):
        return _big_op(as_big(x), op, as_big(y))
    return _rat_op(as_rat(x), op, as_rat(y))


def _int_op(x: int, op: int, y: int, int_div: bool) -> object:
    if op == ADD:
        return x + y
    if op == SUB:
        return x - y
    if op == MUL:
        return x * y
    if op == DIV:
        if not int_div:
            return make_rat(x, y)
        q = abs(x) // abs(y)
        return q if (x < 0) == (y < 0) else -q
    if op == REM:
        r = abs(x) % abs(y)
        return -r if x < 0 else r
    if op == AND:
        return x & y
    if op == OR:
        return x | y
    if op == XOR:
        return x ^ y
    assert op == AND_NOT
    return x & ~y


def _rat_op(x: Rat, op: int, y: Rat) -> object:
    if op == ADD:
        return make_rat(x.num * y.den + y.num * x.den, x.den * y.den)
    if op == SUB:
        return make_rat(x.num * y.den - y.num * x.den, x.den * y.den)
    if op == MUL:
        return make_rat(x.num * y.num, x.den * y.den)
    assert op == DIV
    return make_rat(x.num * y.den, x.den * y.num)


def _big_op(x: BigFloat, op: int, y: BigFloat) -> object:
    if op == MUL:
        return make_big(round_mant(x.mant * y.mant, x.exp + y.exp, PREC))
    if op == DIV:
        return make_big(quo_float(x.mant, x.exp, y.mant, y.exp, PREC))
    ymant = y.mant if op == ADD else -y.mant
    if x.mant == 0 or ymant == 0:
        return BigFloat(x.mant, x.exp) if ymant == 0 else BigFloat(ymant, y.exp)
    ex = float_exp(x)
    ey = float_exp(y)
    # What is too far below only tips the rounding.
    if ex - ey > 2 * PREC + 8:
        return make_big(round_mant((x.mant << PREC + 8) + (1 if ymant > 0 else -1), x.exp - PREC - 8, PREC))
    if ey - ex > 2 * PREC + 8:
        return make_big(round_mant((ymant << PREC + 8) + (1 if x.mant > 0 else -1), y.exp - PREC - 8, PREC))
    exp = min(x.exp, y.exp)
    return make_big(round_mant((x.mant << x.exp - exp) + (ymant << y.exp - exp), exp, PREC))


def _complex_op(x: object, op: int, y: object) -> object:
    assert isinstance(x, ComplexVal) and isinstance(y, ComplexVal)
    a = x.re
    b = x.im
    c = y.re
    d = y.im
    if op == ADD or op == SUB:
        return make_complex(binary_op(a, op, c), binary_op(b, op, d))
    ac = binary_op(a, MUL, c)
    bd = binary_op(b, MUL, d)
    bc = binary_op(b, MUL, c)
    ad = binary_op(a, MUL, d)
    if op == MUL:
        return make_complex(binary_op(ac, SUB, bd), binary_op(bc, ADD, ad))
    assert op == DIV
    s = binary_op(binary_op(c, MUL, c), ADD, binary_op(d, MUL, d))
    re = binary_op(binary_op(ac, ADD, bd), DIV, s)
    im = binary_op(binary_op(bc, SUB, ad), DIV, s)
    return make_complex(re, im)


def shift(x: object, op: int, s: object) -> object:
    if is_unknown(x) or is_unknown(s):
        return UNKNOWN
    assert isinstance(x, int) and isinstance(s, int)
    return x << s if op == SHL else x >> s


def _holds(c: int, op: int) -> bool:
    """Whether ``c op 0``."""
    if op == EQL:
        return c == 0
    if op == NEQ:
        return c != 0
    if op == LSS:
        return c < 0
    if op == LEQ:
        return c <= 0
    if op == GTR:
        return c > 0
    assert op == GEQ
    return c >= 0


def compare(x: object, op: int, y: object) -> bool:
    """``x op y``; false if one of them is unknown."""
    if is_unknown(x) or is_unknown(y):
        return False
    if isinstance(x, bool):
        return (x == y) == (op == EQL)
    if isinstance(x, str):
        assert isinstance(y, str)
        return _holds((x > y) - (x < y), op)
    if isinstance(x, int) and isinstance(y, int):
        return _holds((x > y) - (x < y), op)
    if isinstance(x, ComplexVal) or isinstance(y, ComplexVal):
        same = compare(real(x), EQL, real(y)) and compare(imag(x), EQL, imag(y))
        return same == (op == EQL)
    if isinstance(x, BigFloat) or isinstance(y, BigFloat):
        d = _big_op(as_big(x), SUB, as_big(y))
        return _holds(sign(d), op)
    a = as_rat(x)
    b = as_rat(y)
    left = a.num * b.den
    right = b.num * a.den
    return _holds((left > right) - (left < right), op)


# -------------------------------------------------------------------------------------- representation


def round_to_format(x: object, mant_bits: int, min_exp: int, max_exp: int) -> Rat | None:
    """The nearest floating-point number of a format, None if it is too large."""
    if isinstance(x, Rat):
        num = x.num
        den = x.den
    elif isinstance(x, BigFloat):
        e = float_exp(x)
        if e > max_exp + 2:
            return None
        if e < min_exp - mant_bits - 2:
            return Rat(0, 1)
        r = big_to_rat(x)
        num = r.num
        den = r.den
    elif isinstance(x, int):
        num = x
        den = 1
    else:
        return None
    if num == 0:
        return Rat(0, 1)
    neg = num < 0
    if neg:
        num = -num
    exp = num.bit_length() - den.bit_length()
    if (num < den << exp) if exp >= 0 else (num << -exp < den):
        exp -= 1
    ulp = max(exp, min_exp) - mant_bits + 1
    if ulp >= 0:
        den2 = den << ulp
        num2 = num
    else:
        den2 = den
        num2 = num << -ulp
    q, r2 = divmod(num2, den2)
    twice = 2 * r2
    if twice > den2 or (twice == den2 and q & 1 != 0):
        q += 1
    if ulp >= 0:
        q <<= ulp
        if q.bit_length() > max_exp + 1:
            return None
        return Rat(-q if neg else q, 1)
    if q.bit_length() + ulp > max_exp + 1:
        return None
    return Rat(-q if neg else q, 1 << -ulp)


def round_float32(x: object) -> Rat | None:
    return round_to_format(x, 24, -126, 127)


def round_float64(x: object) -> Rat | None:
    return round_to_format(x, 53, -1022, 1023)


def int_bits(bkind: int, sizes: Sizes) -> int:
    """The size of an integer type, negative for unsigned ones; 0 for untyped."""
    if bkind == INT:
        return sizes.word_size * 8
    if bkind == INT8:
        return 8
    if bkind == INT16:
        return 16
    if bkind == INT32:
        return 32
    if bkind == INT64:
        return 64
    if bkind == UINT or bkind == UINTPTR:
        return -sizes.word_size * 8
    if bkind == UINT8:
        return -8
    if bkind == UINT16:
        return -16
    if bkind == UINT32:
        return -32
    if bkind == UINT64:
        return -64
    return 0


def representable(x: object, bkind: int, sizes: Sizes) -> tuple[bool, object]:
    """Whether a basic type has the value, and the value there: an int for integer types, rounded for floats."""
    if is_unknown(x):
        return True, x
    if INT <= bkind <= UINTPTR or bkind == UNTYPED_INT or bkind == UNTYPED_RUNE:
        i = to_int(x)
        if not isinstance(i, int):
            return False, x
        bits = int_bits(bkind, sizes)
        if bits > 0:
            return -(1 << bits - 1) <= i < 1 << bits - 1, i
        if bits < 0:
            return 0 <= i < 1 << -bits, i
        return True, i
    if bkind == FLOAT32 or bkind == FLOAT64 or bkind == UNTYPED_FLOAT:
        f = to_float(x)
        if is_unknown(f):
            return False, x
        if bkind == UNTYPED_FLOAT:
            return True, x
        r = round_float32(f) if bkind == FLOAT32 else round_float64(f)
        return (True, r) if r is not None else (False, x)
    if bkind == COMPLEX64 or bkind == COMPLEX128 or bkind == UNTYPED_COMPLEX:
        c = to_complex(x)
        if not isinstance(c, ComplexVal):
            return False, x
        if bkind == UNTYPED_COMPLEX:
            return True, x
        if bkind == COMPLEX64:
            re = round_float32(c.re)
            im = round_float32(c.im)
        else:
            re = round_float64(c.re)
            im = round_float64(c.im)
        return (True, ComplexVal(re, im)) if re is not None and im is not None else (False, x)
    if bkind == STRING or bkind == UNTYPED_STRING:
        return isinstance(x, str), x
    if bkind == BOOL or bkind == UNTYPED_BOOL:
        return isinstance(x, bool), x
    return False, x


def rune_string(x: object) -> str:
    """The string that an integer converts to."""
    code = x if isinstance(x, int) and 0 <= x <= 0x10FFFF else 0xFFFD
    return encode_rune(code)
