"""Shapes and positions of trees: a call is at its "(", an operation at its operator, as gc has them."""

import pytest

from goescape.syntax.nodes import ConstDecl, FuncDecl, Node, StructType, TypeDecl, VarDecl
from goescape.syntax.positions import end_pos, start_pos
from goescape.syntax.walk import children, descendants
from support.syntax import errors_of, outline, parse, place


def body(text: str) -> list[str]:
    """The outline of the statements of a function; they stand on line 1, after 19 bytes."""
    file, errors = parse("package p; func f(){" + text + "}")
    assert not errors, errors.lines()
    decl = file.decls[0]
    assert isinstance(decl, FuncDecl) and decl.body is not None
    return [line for stmt in decl.body.list for line in outline(stmt)]


def typ(text: str) -> Node:
    file, errors = parse("package p; type T " + text)
    assert not errors, errors.lines()
    decl = file.decls[0]
    assert isinstance(decl, TypeDecl)
    return decl.typ


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(a)", ["ExprStmt 1:22", "CallExpr 1:22", "Name 1:21 f", "Name 1:23 a"]),
        ("a.b.c()", ["ExprStmt 1:26", "CallExpr 1:26", "SelectorExpr 1:24", "SelectorExpr 1:22", "Name 1:21 a"]),
        ("x = a+b*c", ["AssignStmt 1:23", "Name 1:21 x", "Operation 1:26 13", "Name 1:25 a", "Operation 1:28 17"]),
        ("x = -(y)", ["AssignStmt 1:23", "Name 1:21 x", "Operation 1:25 14", "ParenExpr 1:26", "Name 1:27 y"]),
        ("x = &(T{})", ["AssignStmt 1:23", "Name 1:21 x", "Operation 1:25 20", "CompositeLit 1:28", "Name 1:27 T"]),
        ("x++", ["AssignStmt 1:22", "Name 1:21 x"]),
        ("c <- 1", ["SendStmt 1:23", "Name 1:21 c", "BasicLit 1:26 1"]),
        ("x = a[1:]", ["AssignStmt 1:23", "Name 1:21 x", "SliceExpr 1:26", "Name 1:25 a", "BasicLit 1:27 1"]),
        ("x = a.(T)", ["AssignStmt 1:23", "Name 1:21 x", "AssertExpr 1:26", "Name 1:25 a", "Name 1:28 T"]),
        ("x = T{a: 1}", ["AssignStmt 1:23", "Name 1:21 x", "CompositeLit 1:26", "Name 1:25 T", "KeyValueExpr 1:28"]),
        ("L: goto L", ["LabeledStmt 1:22", "Name 1:21 L", "BranchStmt 1:24 -> 1:22", "Name 1:29 L"]),
        ("for { break }", ["ForStmt 1:21", "BlockStmt 1:25", "BranchStmt 1:27 -> 1:21"]),
        ("for range 3 {}", ["ForStmt 1:21", "RangeClause 1:25", "BasicLit 1:31 3", "BlockStmt 1:33"]),
        ("for i := range x {}", ["ForStmt 1:21", "RangeClause 1:30", "Name 1:25 i", "Name 1:36 x", "BlockStmt 1:38"]),
        ("var x <-chan int", ["DeclStmt 1:21", "VarDecl 1:25", "Name 1:25 x", "ChanType 1:27", "Name 1:34 int"]),
        ("go f()", ["CallStmt 1:21", "CallExpr 1:25", "Name 1:24 f"]),
        ("return", ["ReturnStmt 1:21"]),
        (";", ["EmptyStmt 1:21"]),
        ("x, y = 1, 2", ["AssignStmt 1:26", "ListExpr 1:21", "Name 1:21 x", "Name 1:24 y", "ListExpr 1:28"]),
        ("x = new(1)", ["AssignStmt 1:23", "Name 1:21 x", "CallExpr 1:28", "Name 1:25 new", "BasicLit 1:29 1"]),
        ("_ = <-chan int(c)", ["AssignStmt 1:23", "Name 1:21 _", "Operation 1:25 3", "CallExpr 1:35", "ChanType 1:27"]),
        ("_ = (<-chan int)(c)", ["AssignStmt 1:23", "Name 1:21 _", "CallExpr 1:37", "ParenExpr 1:25", "ChanType 1:28"]),
        ("if x == (T{}) {}", ["IfStmt 1:21", "Operation 1:26 7", "Name 1:24 x", "ParenExpr 1:29", "CompositeLit 1:31"]),
        ("if f(T{}) {}", ["IfStmt 1:21", "CallExpr 1:25", "Name 1:24 f", "CompositeLit 1:27", "Name 1:26 T"]),
        ("switch x := y.(type) {}", ["SwitchStmt 1:21", "TypeSwitchGuard 1:34", "Name 1:28 x", "Name 1:33 y"]),
    ],
)  # fmt: skip
def test_positions(text: str, expected: list[str]) -> None:
    assert body(text)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("text", "tparams", "kind"),
    [
        ("[N]int", 0, "ArrayType"),
        ("[N * 2]int", 0, "ArrayType"),
        ("[f(x)]int", 0, "ArrayType"),
        ("[P *C]int", 0, "ArrayType"),
        ("[]int", 0, "SliceType"),
        ("[...]int", 0, "ArrayType"),
        ("[P any]int", 1, "Name"),
        ("[P *C,]int", 1, "Name"),
        ("[P *[]int]int", 1, "Name"),
        ("[P *C|~Q]int", 1, "Name"),
        ("[P (C),]int", 1, "Name"),
        ("[P []E, E any]int", 2, "Name"),
        ("[P, Q interface{ ~int }]struct{}", 2, "StructType"),
        ("[P any] = []P", 1, "SliceType"),
    ],
)
def test_array_length_or_type_parameters(text: str, tparams: int, kind: str) -> None:
    file, errors = parse("package p; type T " + text)
    assert not errors
    decl = file.decls[0]
    assert isinstance(decl, TypeDecl)
    assert (len(decl.tparams), type(decl.typ).__name__) == (tparams, kind)


def test_generic_method() -> None:
    file, errors = parse("package p; func (r *R[T]) m[P any](x P) {}")
    assert not errors
    decl = file.decls[0]
    assert isinstance(decl, FuncDecl)
    assert decl.recv is not None and [f.name.value for f in decl.tparams if f.name is not None] == ["P"]


def test_names_of_one_list_share_their_type() -> None:
    struct = typ('struct { a, b int; c T "tag"; E; *p.F }')
    assert isinstance(struct, StructType)
    a, b, c, e, f = struct.fields
    assert a.typ is b.typ and c.typ is not a.typ
    assert e.name is None and f.name is None
    assert [tag.value if tag is not None else None for tag in struct.tags] == [None, None, '"tag"', None, None]


def test_groups() -> None:
    file, _ = parse("package p; const ( A = iota; B ); const C = 1; var ( x int )")
    a, b, c, x = file.decls
    assert isinstance(a, ConstDecl) and isinstance(x, VarDecl)
    assert a.group is b.group is not None and c.group is None and x.group is not a.group


def test_header_with_function_literal_inside() -> None:
    """The literal's own if must not leak its condition into the loop."""
    assert body("for i := func() int { if a { return 1 }; return 2 }(); ; i++ {}")[-2:] == [
        "Name 1:78 i",
        "BlockStmt 1:82",
    ]


def test_extent() -> None:
    file, _ = parse("package p; var x = f(a).b[c] + g(d, e)")
    decl = file.decls[0]
    assert isinstance(decl, VarDecl) and decl.values is not None
    assert place(start_pos(decl.values)) == "1:20"
    assert place(end_pos(decl.values)) == "1:38"


def test_walk_sees_every_node_once() -> None:
    file, _ = parse('package p; import f "fmt"; func (r T) m(a, b int) (c E) { switch { case a > b: return } }')
    seen = descendants(file)
    assert seen[0] is file
    assert sum(len(children(n)) for n in seen) + 1 == len(seen)


def test_columns_count_bytes() -> None:
    file, errors = parse('package p; var é = "ü" + x')
    assert not errors
    assert outline(file.decls[0])[1:] == [
        "Name 1:16 \xc3\xa9",
        "Operation 1:26 13",
        'BasicLit 1:21 "\xc3\xbc"',
        "Name 1:28 x",
    ]


def test_no_package_clause() -> None:
    assert errors_of("func f() {}") == ["1:1: syntax error: package statement must be first"]
    assert parse("func f() {}")[0].pkg_name is None
