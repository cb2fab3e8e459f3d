"""Line directives, go: directives and build lines."""

import pytest

from goescape.base.errors import ErrorList
from goescape.base.pos import PosTable
from goescape.syntax.nodes import File, FuncDecl, VarDecl
from goescape.syntax.parser import parse_file
from goescape.syntax.pragma_check import check_pragmas
from goescape.syntax.pragmas import (
    IN_RUNTIME,
    IN_STD,
    NO_CHECK_PTR,
    NOESCAPE,
    NOINLINE,
    NOSPLIT,
    UINTPTR_ESCAPES,
    UINTPTR_KEEP_ALIVE,
    build_line_version,
)
from support.syntax import errors_of, parse, place

H = "package p\n"
NEEDS_EMBED = '2:3: go:embed requires import "embed" (or import _ "embed", if package is not used)'
NEEDS_UNSAFE = '2:3: //go:linkname only allowed in Go files that import "unsafe"'


def reported(src: str) -> list[str]:
    """Where messages say that the names of the variables are."""
    table = PosTable()
    file = parse_file(src, "/d/f.go", "/d/f.go", table, ErrorList(table))
    return [table.format(d.pos) for d in file.decls if isinstance(d, VarDecl)]


@pytest.mark.parametrize(
    ("src", "expected"),
    [
        ("//line a.go:10\nvar x int\n\nvar y int", ["/d/a.go:10", "/d/a.go:12"]),
        ("//line /q/../a.go:10:3\nvar x int\nvar y int", ["/a.go:10:7", "/a.go:11:5"]),
        ("/*line :7:9*/var x int", ["/d/f.go:7:13"]),
        ("//line :5\nvar x int", [":5"]),
        ("//line a.go:5\n//line :7:1\nvar x int", ["/d/a.go:7:5"]),
        (" //line a.go:5\nvar x int", ["/d/f.go:3:5"]),
        ("//line a.go\nvar x int", ["/d/f.go:3:5"]),
    ],
)
def test_line_directives(src: str, expected: list[str]) -> None:
    assert reported(H + src) == expected


@pytest.mark.parametrize(
    ("src", "expected"),
    [
        ("//line a.go:0", ["2:13: invalid line number: 0"]),
        ("//line a.go:x", ["2:13: invalid line number: x"]),
        ("//line a.go:1:0", ["2:15: invalid column number: 0"]),
        ("//line a.go:0:1", ["2:13: invalid line number: 0"]),
    ],
)
def test_bad_line_directives(src: str, expected: list[str]) -> None:
    assert errors_of(H + src + "\n") == expected


def test_pragmas_are_attached() -> None:
    src = "//go:noinline\n// text\n//go:nosplit\nfunc f() {}\n\n//go:uintptrescapes\nfunc g(uintptr)\n\nfunc h() {}"
    file, errors = parse(H + src)
    assert not errors
    f, g, h = file.decls
    assert isinstance(f, FuncDecl) and f.pragma is not None and g.pragma is not None
    assert f.pragma.flags == NOINLINE | NOSPLIT | NO_CHECK_PTR
    assert [place(pos) for _, pos in f.pragma.flag_pos] == ["2:3", "4:3"]
    assert g.pragma.flags == UINTPTR_ESCAPES | UINTPTR_KEEP_ALIVE
    assert h.pragma is None


def test_linknames_and_embeds() -> None:
    src = 'import _ "unsafe"\n//go:linkname f a.f\n//go:linknamestd g\nfunc f()\n//go:embed a* "b c" `d`\nvar x string'
    file, errors = parse(H + src)
    assert not errors
    assert [(k.std, k.local, k.remote) for k in file.linknames] == [(False, "f", "a.f"), (True, "g", "")]
    var = file.decls[-1]
    assert var.pragma is not None and var.pragma.embeds[0][1] == ["a*", "b c", "d"]


@pytest.mark.parametrize(
    ("src", "context", "expected"),
    [
        ("x() //go:noinline\nfunc f() {}", 0, "misplaced compiler directive"),
        ("func f() {\n//go:noinline\nx()\n}", 0, "3:3: misplaced compiler directive"),
        ("//go:systemstack\nfunc f() {}", IN_STD, "2:3: //go:systemstack only allowed in runtime"),
        ("//go:uintptrkeepalive\nfunc f() {}", 0, "2:3: //go:uintptrkeepalive is only allowed in the standard library"),
        ("//go:foo\nfunc f() {}", IN_STD, "2:3: //go:foo is not allowed in the standard library"),
        ("//go:cgo_ldflag \"x\"\nfunc f() {}", 0, "2:3: //go:cgo_ldflag \"x\" only allowed in cgo-generated code"),
        ("//go:linkname \nfunc f() {}", 0, "2:3: usage: //go:linkname localname [linkname]"),
        ("//go:embed\nvar x string", 0, "2:3: usage: //go:embed pattern..."),
        ("//go:embed \"a\nvar x string", 0, "2:3: invalid quoted string in //go:embed: \"a"),
        ("//go:wasmimport a\nfunc f()", 0, "2:3: usage: //go:wasmimport importmodule importname"),
    ],
)  # fmt: skip
def test_parser_complains(src: str, context: int, expected: str) -> None:
    assert any(expected in line for line in errors_of(H + src, context=context))


def test_runtime_may_use_its_directives() -> None:
    assert errors_of(H + "//go:systemstack\nfunc f() {}", context=IN_STD | IN_RUNTIME) == []


@pytest.mark.parametrize(
    ("src", "expected"),
    [
        ("//go:noinline\nvar x int", ["2:3: misplaced compiler directive"]),
        ("//go:noinline\ntype T int", ["2:3: misplaced compiler directive"]),
        ("//go:build linux\nfunc f() {}", ["2:3: misplaced compiler directive"]),
        ("//go:embed a\nfunc f() {}", ["2:3: misplaced go:embed directive"]),
        ("//go:embed a\nvar x string", [NEEDS_EMBED]),
        ("import _ \"embed\"\n//go:embed a\nvar x, y string", ["3:3: go:embed cannot apply to multiple vars"]),
        ("//go:linkname f g\nfunc f()", [NEEDS_UNSAFE, "3:6: missing function body"]),
        ("import _ \"unsafe\"\n//go:linkname f g\nfunc f()", []),
        ("import _ \"unsafe\"\n//go:linkname h g", ["3:3: //go:linkname must refer to declared function or variable"]),
        ("//go:noescape\nfunc f() {}", ["3:6: can only use //go:noescape with external func implementations"]),
        ("func f() {\n//go:noinline\nvar x int\n}", ["3:3: misplaced compiler directive"]),
        ("//go:generate x\nfunc f() {}", []),
    ],
)  # fmt: skip
def test_package_check(src: str, expected: list[str]) -> None:
    file, errors = parse(H + src)
    check_pragmas([file], errors, True)
    assert [line.removeprefix("/d/f.go:") for line in errors.lines()] == expected


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("//go:build go1.21", "go1.21"),
        ("//go:build linux && go1.22", "go1.22"),
        ("//go:build (linux && go1.22) || (windows && go1.20)", "go1.20"),
        ("//go:build linux || go1.22", ""),
        ("//go:build !go1.22", ""),
        ("//go:build !(!go1.22)", "go1.22"),
        ("//go:build go1", "go1"),
        ("//go:build", None),
        ("//go:build a b", None),
        ("//go:build a &", None),
        ("//go:buildx", None),
    ],
)
def test_build_lines(line: str, version: str | None) -> None:
    assert build_line_version(line) == version


def test_build_line_counts_before_the_package_clause_only() -> None:
    def version(src: str) -> str:
        file: File = parse(src)[0]
        return file.go_version

    assert version("//go:build go1.21\n\npackage p") == "go1.21"
    assert version("package p\n//go:build go1.21\n") == ""


def test_noescape_flag_value() -> None:
    """Bits are gc's, other phases and caches rely on them."""
    assert (NOESCAPE, NOINLINE, UINTPTR_ESCAPES) == (2, 16, 256)
