"""Values of constants: literals, arithmetic, rounding, text. Expectations are go/constant's."""

import random
from fractions import Fraction

import pytest

from goescape.syntax.nodes import (
    ADD,
    AND_NOT,
    DIV,
    EQL,
    FLOAT_LIT,
    IMAG_LIT,
    INT_LIT,
    LSS,
    MUL,
    REM,
    RUNE_LIT,
    SHL,
    SHR,
    STRING_LIT,
    SUB,
    XOR,
)
from goescape.types import constant as c
from goescape.types.conststring import shortest
from goescape.types.sizes import sizes_for
from goescape.types.types import (
    COMPLEX64,
    FLOAT32,
    FLOAT64,
    INT,
    INT8,
    INT64,
    STRING,
    UINT8,
    UINT64,
    UNTYPED_FLOAT,
)

AMD64 = sizes_for("amd64")


@pytest.mark.parametrize(
    ("text", "kind", "want"),
    [
        ("0", INT_LIT, "0"),
        ("0755", INT_LIT, "493"),
        ("0o755", INT_LIT, "493"),
        ("0b1_01", INT_LIT, "5"),
        ("0xFFFF_FFFF_FFFF_FFFF", INT_LIT, "18446744073709551615"),
        ("1_000_000", INT_LIT, "1000000"),
        ("1e3", FLOAT_LIT, "1000"),
        ("0.1", FLOAT_LIT, "1/10"),
        ("0x1p-2", FLOAT_LIT, "1/4"),
        ("0x1.8p1", FLOAT_LIT, "3"),
        ("1e-10000000000", FLOAT_LIT, "0"),
        ("1e10000000000", FLOAT_LIT, "unknown"),
        ("0123i", IMAG_LIT, "(0 + 123i)"),
        ("'\\n'", RUNE_LIT, "10"),
        ("'\\u00e9'", RUNE_LIT, "233"),
        ('"a\\x00\\u00e9"', STRING_LIT, '"a\\x00\xc3\xa9"'),
        ("`a\r\nb`", STRING_LIT, '"a\\nb"'),
    ],
)
def test_literals(text: str, kind: int, want: str) -> None:
    assert c.exact_string(c.make_from_literal(text, kind)) == want


def lit(text: str) -> object:
    if "." in text or "e" in text:
        return c.make_from_literal(text, FLOAT_LIT)
    return c.make_from_literal(text, INT_LIT)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("1e6", "1e+06"),
        ("123456.0", "123456"),
        ("1234567.0", "1.23457e+06"),
        ("0.1", "0.1"),
        ("1e-5", "1e-05"),
        ("1e400", "1e+400"),
        ("1e-400", "1e-400"),
        ("1e1000000", "1e+1000000"),
        ("1000000.5", "1.0000005e+06"),
        ("100000.5", "100000"),
    ],
)
def test_text_of_floats(text: str, want: str) -> None:
    if text == "100000.5":
        # Rounded to six digits it would look like an integer: more digits are shown.
        want = "100000.5"
    assert c.const_string(lit(text)) == want


def test_text_of_others() -> None:
    assert c.const_string(True) == "true"
    assert c.const_string("x" * 100) == '"' + "x" * 68 + "..."
    assert c.const_string(c.make_imag(1)) == "(0 + 1i)"
    assert shortest(123456789.0) == "1.23456789e+08"
    assert shortest(0.00001) == "1e-05"


def test_integers_divide_toward_zero() -> None:
    for x, y in [(7, 2), (-7, 2), (7, -2), (-7, -2)]:
        q = c.binary_op(x, DIV, y, True)
        r = c.binary_op(x, REM, y)
        assert isinstance(q, int) and isinstance(r, int)
        assert q == int(x / y)
        assert q * y + r == x
    assert c.exact_string(c.binary_op(7, DIV, 2)) == "7/2"


def test_bits() -> None:
    assert c.unary_op(XOR, 5, 8) == 250
    assert c.unary_op(XOR, 5, 0) == -6
    assert c.binary_op(0b1110, AND_NOT, 0b0110) == 0b1000
    assert c.shift(1, SHL, 100) == 1 << 100
    assert c.shift(-5, SHR, 1) == -3


def test_rationals_are_exact() -> None:
    rng = random.Random(3)
    for _ in range(300):
        a, b = (Fraction(rng.randint(-99, 99), rng.randint(1, 99)) for _ in range(2))
        x, y = c.Rat(a.numerator, a.denominator), c.Rat(b.numerator, b.denominator)
        for op, want in [(ADD, a + b), (SUB, a - b), (MUL, a * b)]:
            got = c.binary_op(x, op, y)
            assert isinstance(got, c.Rat)
            assert (got.num, got.den) == (want.numerator, want.denominator)
        assert c.compare(x, LSS, y) == (a < b)
        assert c.compare(x, EQL, y) == (a == b)


def test_large_values_become_floats() -> None:
    big = lit("1e2000")
    assert isinstance(big, c.BigFloat)
    assert isinstance(c.binary_op(big, DIV, big), c.BigFloat)
    assert c.to_int(c.binary_op(big, DIV, big)) == 1
    assert c.is_unknown(c.to_int(c.binary_op(1, DIV, big)))
    # 1/3 as a quotient of floats, tripled, is an integer but for the last bits.
    third = c.binary_op(big, DIV, c.binary_op(3, MUL, big))
    assert c.to_int(c.binary_op(third, MUL, 3)) == 1


def test_complex() -> None:
    x = c.make_complex(1, 2)
    y = c.make_complex(3, -1)
    assert c.exact_string(c.binary_op(x, MUL, y)) == "(5 + 5i)"
    assert c.exact_string(c.binary_op(x, DIV, y)) == "(1/10 + 7/10i)"
    assert c.to_int(c.make_complex(3, 0)) == 3
    assert c.is_unknown(c.to_int(x))


@pytest.mark.parametrize(
    ("value", "bkind", "ok"),
    [
        (127, INT8, True),
        (128, INT8, False),
        (-128, INT8, True),
        (255, UINT8, True),
        (-1, UINT8, False),
        (2**63 - 1, INT64, True),
        (2**63, INT64, False),
        (2**64 - 1, UINT64, True),
        (2**64, UINT64, False),
        (2**63, INT, False),
        ("x", STRING, True),
        (1, STRING, False),
        (c.Rat(5, 1), INT, True),
        (c.Rat(5, 2), INT, False),
    ],
)
def test_representable(value: object, bkind: int, ok: bool) -> None:
    assert c.representable(value, bkind, AMD64)[0] is ok
    if bkind == INT:
        assert c.representable(2**31, INT, sizes_for("386"))[0] is False


def test_rounding() -> None:
    ok, v = c.representable(lit("0.1"), FLOAT64, AMD64)
    assert ok and isinstance(v, c.Rat)
    assert Fraction(v.num, v.den) == Fraction(0.1)
    # Halfway between two float32 values after rounding to float64 first: must not be rounded twice.
    ok, v = c.representable(c.Rat((1 << 54) + (1 << 30) + 1, 1 << 54), FLOAT32, AMD64)
    assert ok and isinstance(v, c.Rat)
    assert Fraction(v.num, v.den) == 1 + Fraction(1, 1 << 23)
    assert c.representable(lit("3.4028236e38"), FLOAT32, AMD64)[0] is False
    assert c.representable(lit("1e-400"), FLOAT64, AMD64)[0] is True
    assert c.representable(lit("1e400"), FLOAT64, AMD64)[0] is False
    assert c.representable(lit("1e400"), UNTYPED_FLOAT, AMD64)[0] is True
    assert c.representable(c.make_imag(lit("1e39")), COMPLEX64, AMD64)[0] is False


def test_rounding_agrees_with_python() -> None:
    rng = random.Random(5)
    for _ in range(500):
        a = Fraction(rng.getrandbits(rng.randint(1, 200)) + 1, rng.getrandbits(rng.randint(1, 1200)) + 1)
        got = c.round_float64(c.Rat(a.numerator, a.denominator))
        assert got is not None
        assert Fraction(got.num, got.den) == Fraction(a.numerator / a.denominator)


def test_keys_of_map_literals() -> None:
    assert c.hash_key(1) == c.hash_key(c.Rat(1, 1)) == c.hash_key(c.make_complex(1, 0))
    assert len({c.hash_key(v) for v in (1, "1", True, c.Rat(1, 2), c.make_complex(0, 1), -1)}) == 6
