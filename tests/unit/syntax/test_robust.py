"""Input that is too deep, too long or no text at all: an answer, never an exception."""

import random

import pytest

from support import seeds
from support.syntax import errors_of, parse

N = 50_000
H = "package p\n"

DEEP = {
    "parens": H + "var x = " + "(" * N + "1" + ")" * N,
    "unary": H + "var x = " + "- " * N + "1",
    "pointers": H + "var x " + "*" * N + "int",
    "slices": H + "var x " + "[]" * N + "int",
    "channels": H + "var x " + "chan " * N + "int",
    "receives": H + "var x = " + "<-" * N + "c",
    "results": H + "var x " + "func() " * N,
    "structs": H + "var x " + "struct{ a " * N,
    "calls": H + "var x = " + "f(" * N + ")" * N,
    "call chain": H + "var x = f" + "()" * N,
    "selectors": H + "var x = f" + ".a" * N,
    "instances": H + "var x " + "T[" * N + "int" + "]" * N,
    "literals": H + "var x = T" + "{" * N + "}" * N,
    "blocks": H + "func f() " + "{" * N + "}" * N,
    "else if": H + "func f() {" + "if x {} else " * N + "{}}",
    "switches": H + "func f() {" + "switch { case x: " * N + "}" * N + "}",
    "function literals": H + "var x = " + "func() { a = " * N,
    "labels": H + "func f() {" + "".join(f"a{k}: " for k in range(N)) + "x()}",
}

LONG = {
    "operators": H + "var x = 1" + " + 1" * N,
    "mixed operators": H + "var x = " + "a && b || c == d + e * " * (N // 4) + "1",
    "union": H + "type T[P *A" + "|B" * N + "] int",
    "literal": H + "var x = []int{" + "1," * 200_000 + "}",
    "line": H + 'var x = "' + "a" * 1_000_000 + '"',
    "tokens on a line": H + "var x = []int{" + "a, " * 350_000 + "}",
    "comments": H + "/**/" * 100_000,
    "linknames": H + "//go:linkname a b\n" * 20_000,
}


@pytest.mark.parametrize("name", DEEP)
@pytest.mark.parametrize("lazy", [False, True])
def test_nested_too_deeply(name: str, lazy: bool) -> None:
    lines = errors_of(DEEP[name], lazy=lazy)
    assert [line.partition(": ")[2] for line in lines] == ["syntax error: nested too deeply"]


@pytest.mark.parametrize("name", LONG)
def test_long(name: str) -> None:
    assert errors_of(LONG[name]) == []


def test_nesting_that_programs_have() -> None:
    assert errors_of(H + "var x = " + "(" * 900 + "1" + ")" * 900) == []


def test_columns_saturate() -> None:
    file, errors = parse(H + "var x = " + "a + " * 40_000 + "a")
    assert not errors
    assert file.decls[0].pos >> 16 & 0xFFFFFF == 2


def test_junk() -> None:
    rnd = random.Random(seeds.SEED)
    for size in (0, 1, 2, 3, 10, 100, 1000, 20_000):
        for _ in range(20):
            junk = bytes(rnd.randrange(256) for _ in range(size)).decode("utf-8", "surrogateescape")
            for src in (junk, H + junk, H + "func f() {" + junk):
                assert errors_of(src) == errors_of(src, lazy=True)
