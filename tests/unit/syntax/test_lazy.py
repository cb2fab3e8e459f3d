"""Skipping bodies and parsing them later gives the same trees and the same errors."""

import random
from pathlib import Path

import pytest

from goescape.base.errors import ErrorList
from goescape.base.pos import PosTable
from goescape.load.errors import LoadError
from goescape.load.goroot import find_goroot
from goescape.syntax.nodes import FuncDecl
from goescape.syntax.parser import parse_file
from goescape.syntax.skip import skip_braces
from support import seeds
from support.syntax import errors_of, outline, parse

FOLDERS = ["strings", "fmt", "go/parser", "text/template", "runtime/metrics", "internal/reflectlite"]
JUNK = ["{", "}", "(", ")", '"', "`", "'", "\\", "/*", "*/", "//", "\n", ";", "func ", "//line x:1\n", "\0", "if "]


def _sources() -> list[Path]:
    try:
        root = Path(find_goroot().dir) / "src"
    except LoadError:
        return []
    return [path for folder in FOLDERS for path in sorted((root / folder).glob("*.go"))]


def test_std_trees() -> None:
    paths = _sources()
    if not paths:
        pytest.skip("no Go tree")
    for path in paths:
        src = path.read_text(encoding="utf-8")
        eager, errors = parse(src, context=3)
        lazy, lazy_errors = parse(src, lazy=True, context=3)
        assert errors.lines() == lazy_errors.lines() == [], path
        assert outline(eager) == outline(lazy), path
        assert eager.eof == lazy.eof


def test_broken_files() -> None:
    paths = _sources()
    if not paths:
        pytest.skip("no Go tree")
    rnd = random.Random(seeds.SEED)
    for _ in range(150):
        src = rnd.choice(paths).read_text(encoding="utf-8")[:6000]
        at = rnd.randrange(len(src))
        src = src[:at] + rnd.choice(JUNK) + src[at + rnd.choice([0, 0, 1, 7]) :]
        assert errors_of(src) == errors_of(src, lazy=True), src


def test_bodies_are_really_skipped() -> None:
    table = PosTable()
    src = "package p\nfunc f() { a() }\nfunc g() {\n//go:generate x\nb() }\nvar x = func() { c() }\n"
    file = parse_file(src, "/d/f.go", "/d/f.go", table, ErrorList(table), skip_bodies=True)
    f, g = file.decls[:2]
    assert isinstance(f, FuncDecl) and f.body is None and f.lazy_body is not None
    # A directive inside might be misplaced: such a body is parsed at once.
    assert isinstance(g, FuncDecl) and g.body is not None and not file.broken


@pytest.mark.parametrize(
    ("body", "skipped"),
    [
        ("{}", True),
        ("{ { } }", True),
        ('{ "}" }', True),
        ('{ "\\"}" }', True),
        ('{ "\\\\" }', True),
        ("{ `}` }", True),
        ("{ '}' '{' '\\'' '\\u007d' }", True),
        ("{ // }\n }", True),
        ("{ /* } */ }", True),
        ("{ a / b }", True),
        ("{ x //line a:1\n }", True),
        ("{\n//line a:1\n }", False),
        ("{ /*line a:1*/ }", False),
        ("{ //go:x\n }", False),
        ("{ '}", False),
        ('{ "}\n" }', False),
        ("{ `} ", False),
        ("{ /* }", False),
        ("{ ", False),
    ],
)
def test_skip_braces(body: str, skipped: bool) -> None:
    src = "func f() " + body + "\nx"
    assert skip_braces(src, 9, 0) == (9 + len(body) if skipped else -1)
