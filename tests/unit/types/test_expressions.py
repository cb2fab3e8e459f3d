"""Expressions and statements: what is written onto the tree, and gc's words for what is wrong."""

import pytest

from goescape.syntax.nodes import CallExpr, Expr, Name, Node, RangeClause, SelectorExpr
from goescape.syntax.printer import expr_string
from goescape.syntax.walk import descendants
from goescape.types.types import METHOD_EXPR, METHOD_VAL, Const, Selection, Type, Var
from goescape.types.typestring import type_string
from support.program import Program


def nodes(program: Program) -> list[Node]:
    found: list[Node] = []
    for file in program.files.values():
        for decl in file.decls:
            found += [decl, *descendants(decl)]
    return found


def find(program: Program, text: str) -> Expr:
    """The last expression that is written so."""
    hits = [n for n in nodes(program) if isinstance(n, Expr) and expr_string(n) == text]
    assert hits, text
    return hits[-1]


def type_of(program: Program, text: str) -> str:
    typ = find(program, text).typ
    assert isinstance(typ, Type)
    return type_string(typ, None).replace("p.", "")


@pytest.mark.parametrize(
    ("decls", "expr", "typ"),
    [
        ("var s uint; var x int64 = 1 << s", "1", "int64"),
        ("var s uint; var x int8 = 1.0 << s", "1.0", "int8"),
        ("var f float32 = 1 + 2", "1 + 2", "float32"),
        ("var x any = 'a'", "'a'", "rune"),
        ("var a, b int; var x = a == b", "a == b", "bool"),
        ("type B bool; var a, b int; var x B = a == b", "a == b", "B"),
        ("var x *int = nil", "nil", "*int"),
        ('var x = []byte("foo")', '"foo"', "string"),
        ("var x = new(1 << 3)", "new(1 << 3)", "*int"),
        ('var m map[string]int; var v, ok = m["a"]', 'm["a"]', "(int, bool)"),
        ("func f[T any](x T) T { return x }; var x = f(1.5)", "f", "func(x float64) float64"),
        ("func f[T any](x T) T { return x }; var x func(int) int = f", "f", "func(x int) int"),
        ("type T struct{}; func (*T) m(int) {}; var x = (*T).m", "(*T).m", "func(*T, int)"),
        ("var x = min(1, 2.5)", "min(1, 2.5)", "float64"),
        ("var a = [...]int{5: 1}; var x = len(a)", "len(a)", "int"),
    ],
)
def test_final_types(program: Program, decls: str, expr: str, typ: str) -> None:
    assert program.check("package p\n" + decls.replace("; ", "\n")) == []
    assert type_of(program, expr) == typ


@pytest.mark.parametrize(
    ("expr", "val"),
    [
        ("1<<10 - 1", 1023),
        ('len("aé")', 3),
        ("'a' + 1", 98),
        ("5 / 2 * 2", 4),
        ("7 % 4", 3),
        ("string(rune(0x20AC))", "\xe2\x82\xac"),
        ("real(3 + 4i) > 2", True),
        ("^uint8(1)", 254),
        ("max(1, 3, 2)", 3),
        ("len([3][4]int{}[0])", 4),
    ],
)
def test_constants(program: Program, expr: str, val: object) -> None:
    assert program.check(f"package p\nconst c = {expr}\n") == []
    const = program.obj("c")
    assert isinstance(const, Const)
    found = const.val
    assert isinstance(found, type(val)) and found == val


def test_instances_and_selections(program: Program) -> None:
    source = """package p
type T[P any] struct { f P }
func (t *T[P]) m() P { return t.f }
func g[A, B any](a A) (b B) { return }
func h(t *T[int]) {
	_ = t.m
	_ = (*T[string]).m
	_ = g[int, string](1)
}
"""
    assert program.check(source) == []
    selections = [n for n in nodes(program) if isinstance(n, SelectorExpr) and isinstance(n.selection, Selection)]
    kinds = [n.selection.skind for n in selections if isinstance(n.selection, Selection)]
    assert METHOD_VAL in kinds and METHOD_EXPR in kinds
    call = find(program, "g[int, string](1)")
    assert isinstance(call, CallExpr)
    assert type_of(program, "g[int, string]") == "func(a int) (b string)"


@pytest.mark.parametrize(
    ("head", "types"),
    [
        ("i := range 10", ["int"]),
        ('i, r := range "x"', ["int", "rune"]),
        ("k, v := range map[string]bool{}", ["string", "bool"]),
        ("i, x := range [3]byte{}", ["int", "byte"]),
        ("i, x := range &[3]byte{}", ["int", "byte"]),
        ("x := range make(chan int8)", ["int8"]),
        ("a, b := range func(yield func(int, string) bool) {}", ["int", "string"]),
        ("i := range uint8(3)", ["uint8"]),
    ],
)
def test_range(program: Program, head: str, types: list[str]) -> None:
    names = head.split(" :=")[0].split(", ")
    uses = "; ".join(f"_ = {n}" for n in names)
    assert program.check(f"package p\nfunc f() {{ for {head} {{ {uses} }} }}\n") == []
    clause = next(n for n in nodes(program) if isinstance(n, RangeClause))
    assert clause.lhs is not None
    lhs = [n for n in [clause.lhs, *descendants(clause.lhs)] if isinstance(n, Name)]
    objs = list(dict.fromkeys(n.obj for n in lhs))
    assert [type_string(v.type(), None) for v in objs if isinstance(v, Var)] == types


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ('x := 1; x = "a"; _ = x', 'cannot use "a" (untyped string constant) as int value in assignment'),
        ("var x int8 = 200; _ = x", "as int8 value in variable declaration (overflows)"),
        ("_ = 1 / 0", "invalid operation: division by zero"),
        ("var s []int; _ = s == s", "invalid operation: s == s (slice can only be compared to nil)"),
        ('_ = 1 + "a"', 'invalid operation: 1 + "a" (mismatched types untyped int and untyped string)'),
        ("var f float64; _ = 1 << f", "invalid operation: shift count f (variable of type float64) must be integer"),
        ("_ = [2]int{1, 2, 3}", "index 2 is out of bounds (>= 2)"),
        ('_ = map[string]int{"a": 1, "a": 2}', 'duplicate key "a" in map literal'),
        ("switch 1 { case 2, 2: }", "duplicate case 2 (constant of type int) in expression switch"),
        ("var x any; switch x.(type) { case int, int: }", "duplicate case int in type switch"),
        ("a, b := 1; _, _ = a, b", "assignment mismatch: 2 variables but 1 value"),
        ("for range 1.5 {}", "cannot range over 1.5 (untyped float constant)"),
        ("var c <-chan int; c <- 1", "invalid operation: cannot send to receive-only channel <-chan int c (variable"),
        ('len("a")', 'len("a") (constant 1 of type int) is not used'),
        ("defer int(1)", "defer requires function call, not conversion"),
        ("var x struct{}; x.f = 1", "x.f undefined (type struct{} has no field or method f)"),
        ("var p *any; p.f()", "p.f undefined (type *any is pointer to interface, not interface)"),
        ("f(1)", "too many arguments in call to f"),
        ("_ = append(1, 2)", "invalid append: argument must be a slice; have 1 (untyped int constant)"),
        ("_ = string(1.5)", "cannot convert 1.5 (untyped float constant) to type string"),
        ("var x int; _ = x.(int)", "invalid operation: x (variable of type int) is not an interface"),
        ("nil := 1; _ = nil; var e error; _ = e.(int)", "impossible type assertion: e.(int)"),
    ],
)
def test_errors(program: Program, body: str, error: str) -> None:
    errors = program.check("package p\nfunc f() {\n" + body.replace("; ", "\n") + "\n}\n")
    assert len(errors) >= 1
    assert error in errors[0]


def test_long_chains(program: Program) -> None:
    n = 30_000
    source = f"""package p
var s uint
var x int
var a = x{" + x" * n}
var b int64 = 1{" + 1<<s" * n}
const c = 1{" + 1" * n}
var d = "ab"{' + "ab"' * 2000}
"""
    assert program.check(source) == []


def test_errors_of_repeated_constants_are_at_their_names(program: Program) -> None:
    errors = program.check("package p\nconst (\n\ta int8 = 100 << iota\n\tb\n)\n")
    assert len(errors) == 1
    assert errors[0].startswith("4: ") and "(overflows)" in errors[0]
