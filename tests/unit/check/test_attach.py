"""Which code a comment is about, and which variable a name stands for."""

import pytest

from goescape.check.attach import Attachment, function_name
from goescape.check.directives import may_hold_directives
from goescape.check.scopes import Scopes
from goescape.check.source import Source
from goescape.syntax.nodes import FuncDecl

pytestmark = pytest.mark.quick


def about(body: str) -> str | None:
    """The first line of what the comment ``//here`` is about."""
    source = Source("/a.go", f"package a\n\nfunc f(xs []int) {{\n{body}\n}}\n\nfunc after() {{}}\n")
    assert source.file is not None
    attachment = Attachment(source, source.file)
    comment = next(c for c in source.comments if c.text == "//here")
    subject = attachment.subject(comment)
    return None if subject is None else source.text.split("\n")[subject.line[1] - 1].strip().removesuffix(" //here")


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("a := 1\n//here\nb := 2\nc := 3", "b := 2"),
        ("a := 1 //here\nb := 2", "a := 1"),
        ("a := g(\n1,\n) //here\nb := 2", "a := g("),
        ("a := g(\n1, //here\n2)", "1,"),
        ("a := g(\n//here\n1,\n2)", "1,"),
        ("//here\n\n\na := 1", "a := 1"),
        ("a := 1\n\n//here\n\nb := 2", "b := 2"),
        ("a := 1\n//here\n\nb := 2", "a := 1"),
        ("a := 1\n// more\n//here\n\nb := 2", "a := 1"),
        ("a := 1\n//here\n// more\nb := 2", "b := 2"),
        ("for i := range xs { //here\ng(i)\n}", "for i := range xs {"),
        ("if a := 1; a > 0 { //here\ng(a)\n} else {\n}", "if a := 1; a > 0 {"),
        ("if a {\ng()\n} //here\ng(1)", "if a {"),
        ("switch a {\ncase 1: //here\ng()\n}", "case 1:"),
        ("switch a {\n//here\ncase 1:\ng()\n}", "case 1:"),
        ("if a {\ng()\n\n//here\n}\ng()", None),
        ("g()\n//here", "g()"),
        ("x := func() int {\n//here\nreturn 1\n}", "return 1"),
        ("x := func() int {\nreturn 1\n} //here", "x := func() int {"),
        ("x := a[1:\n2] //here\ng()", "x := a[1:"),
        ('x := `//here` + "//" + "\'" //here', 'x := `//here` + "//" + "\'"'),
        ("var (\nx = 1 //here\ny = 2\n)", "x = 1"),
        ("//here\nvar y = g(\n1)", "var y = g("),
        ("//here\ngo func() {\ng()\n}()", "go func() {"),
        ("L:\n//here\nfor {\n}", "for {"),
        ("/* a */ g() //here", "/* a */ g()"),
    ],
)
def test_the_code_of_a_comment(body: str, line: str | None) -> None:
    assert about(body) == line


def test_comments_of_declarations() -> None:
    text = "package a\n\n//here\n\ntype T struct {\n\tx *int //f\n}\n\n"
    text += "// Doc.\n//\n//m\nfunc (t *T) M(\n\ta int, //p\n) {}\n"
    source = Source("/a.go", text)
    assert source.file is not None
    attachment = Attachment(source, source.file)
    lines = {c.text: s.line[1] for c in source.comments if (s := attachment.subject(c)) is not None}
    assert (lines["//here"], lines["//f"], lines["//m"], lines["//p"]) == (5, 6, 12, 13)


def scopes(text: str) -> tuple[Source, Scopes]:
    source = Source("/a.go", "package a\n" + text)
    assert source.file is not None
    fn = source.file.decls[0]
    assert isinstance(fn, FuncDecl)
    return source, Scopes(source, fn)


def test_a_name_stands_for_what_is_visible() -> None:
    source, found = scopes(
        "func (r *R) f(x int) (y int) {\n"
        "x, z := g()\n"  # x is assigned
        "if x := 1; x > 0 { h1(x) } else { h2(x) }\n"
        "for i, x := range xs { h3(x, i) }\n"
        "switch x := v.(type) { case int: w := 1; h4(x, w); case string: h5(x) }\n"
        "func(x int) (q int) { h6(x); return }(1)\n"
        "{ var x, k = 1, 2; h7(x, k) }\n"
        "h8(x, z)\n"
        "}\n"
    )

    def at(call: str, name: str) -> int | None:
        variable = found.visible(name, source.text.index(call + "("))
        return None if variable is None else variable.place.line

    assert [at(f"h{i}", "x") for i in range(1, 9)] == [4, 4, 5, 6, 6, 7, 8, 2]
    assert at("h4", "w") == 6 and at("h5", "w") is None and at("h8", "k") is None and at("h3", "i") == 5
    assert [(v.name, v.role) for v in found.variables if v.role != "variable"] == [
        ("r", "parameter"),
        ("x", "parameter"),
        ("y", "result"),
    ]
    assert len(found.named("x")) == 6


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("func F()", "F"),
        ("func F[T any]()", "F"),
        ("func (T) M()", "T.M"),
        ("func (t *T) M()", "(*T).M"),
        ("func (t *T[K, V]) M()", "(*T).M"),
        ("func (t (T)) M()", "T.M"),
    ],
)
def test_names_of_functions_are_those_of_records(header: str, name: str) -> None:
    source = Source("/a.go", f"package a\n{header} {{}}\n")
    assert source.file is not None
    fn = source.file.decls[0]
    assert isinstance(fn, FuncDecl) and function_name(fn) == name


def test_few_files_are_looked_into() -> None:
    assert not may_hold_directives("package a\n// TODO: this\n// see http://example.com\nvar x = 1\n")
    assert may_hold_directives("package a\n//gcasert:inline\n")
    assert may_hold_directives("package a\n//goescape:stack x\n")
    assert may_hold_directives("package a\nvar x = 1 //nolint:goescape\n")
