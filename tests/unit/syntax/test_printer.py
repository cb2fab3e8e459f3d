"""Expressions in error messages."""

import pytest

from goescape.base.text import (
    decode_rune,
    encode_rune,
    is_exported,
    quote,
    quote_rune,
    rune_name,
    to_bytes,
    to_unicode,
)
from goescape.syntax.nodes import VarDecl
from goescape.syntax.printer import expr_string
from goescape.syntax.unquote import unquote, unquote_rune
from support.syntax import parse


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "a + b*c => a + b * c",
        "-x",
        "(a + b) * c",
        "f(a, b...)",
        "x.y[i]",
        "a[i:j:k]",
        "a[:]",
        "x.(T)",
        "T{1, 2} => T{…}",
        "T{}",
        "func(x, y int, z ...string) (err error) { return nil } => func(x, y int, z ...string) (err error) {…}",
        "func() {} => func() {}",
        "[]int(nil)",
        "[...]T{} => [...]T{}",
        "map[string]*int{} => map[string]*int{}",
        "(chan<- int)(nil)",
        "(chan (<-chan int))(nil)",
        "(<-chan int)(nil)",
        "struct{a, b int; c T \"t\"; E}{} => struct{a, b int; c T \"t\"; E}{}",
        "(interface{m(int) bool; ~int | E})(nil)",
        "G[int, []string](x)",
        "'x' + `y`",
        "<-c",
        "&x.y",
        "*p",
    ],
)  # fmt: skip
def test_expressions(text: str) -> None:
    src, _, expected = text.partition(" => ")
    file, errors = parse("package p; var _ = " + src)
    assert not errors, errors.lines()
    decl = file.decls[0]
    assert isinstance(decl, VarDecl) and decl.values is not None
    assert to_unicode(expr_string(decl.values)) == (expected or src)


def test_long_chain() -> None:
    file, _ = parse("package p; var _ = a" + " + a" * 30_000)
    decl = file.decls[0]
    assert isinstance(decl, VarDecl) and decl.values is not None
    assert len(expr_string(decl.values)) == 1 + 4 * 30_000


@pytest.mark.parametrize(
    ("lit", "value"),
    [
        ('"a\\n\\x41\\101\\u00e9\\U0001F600\\""', 'a\nAA\xc3\xa9\xf0\x9f\x98\x80"'),
        ('"\\xff"', "\xff"),
        ("`a\\n\r`", "a\\n"),
        ('"a', None),
        ('"\\400"', None),
        ('"\\ud800"', None),
    ],
)
def test_unquote(lit: str, value: str | None) -> None:
    assert unquote(lit) == value


def test_unquote_rune() -> None:
    assert [unquote_rune(lit) for lit in ("'a'", "'\\n'", "'\\xff'", "'\\''", "'\xc3\xa9'", "'ab'")] == [
        97,
        10,
        255,
        39,
        233,
        -1,
    ]


def test_go_text() -> None:
    assert decode_rune("\xe2\x82\xac", 0) == (0x20AC, 3)
    assert decode_rune("\xe2\x82", 0) == (0xFFFD, 1)
    assert decode_rune("\xed\xa0\x80", 0) == (0xFFFD, 1)
    assert encode_rune(0x20AC) == "\xe2\x82\xac"
    assert quote('a"\n\x00\xff\xe2\x82\xac') == '"a\\"\\n\\x00\\xff\xe2\x82\xac"'
    assert (quote_rune(39), quote_rune(0xAD)) == ("'\\''", "'\\u00ad'")
    assert (rune_name(0x40), rune_name(7)) == ("U+0040 '@'", "U+0007")
    assert is_exported("\xc3\x89t") and is_exported("A") and not is_exported("_a") and not is_exported("\xc3\xa9")
    assert to_bytes("\xc3\xa9€") == "é€".encode()
