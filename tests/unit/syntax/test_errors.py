"""Error messages: gc's words, places and number."""

import re
from pathlib import Path

import pytest

from goescape.base.errors import ErrorList
from goescape.base.pos import PosTable, make_pos, pos_col, pos_line
from goescape.load.errors import LoadError
from goescape.load.goroot import find_goroot
from goescape.syntax.nodes import File
from goescape.syntax.parser import Parser
from goescape.syntax.scanner import Scanner
from goescape.syntax.tokens import T_EOF
from support.syntax import errors_of

H = "package p\n"


@pytest.mark.parametrize(
    ("src", "expected"),
    [
        ("var x = (1\n", "2:11: syntax error: unexpected newline, expected )"),
        ("func f() { x := }", "2:17: syntax error: unexpected }, expected expression"),
        ("func f() { a b }", "2:14: syntax error: unexpected name b at end of statement"),
        ("func f()\n{}", "3:1: syntax error: unexpected semicolon or newline before {"),
        ("x := 1", "2:1: syntax error: non-declaration statement outside function body"),
        ("func f() { if x = 1 {} }", "2:17: syntax error: cannot use assignment x = 1 as value"),
        ("func f() { if a, b := c {} }", "2:20: syntax error: cannot use a, b := c as value"),
        ("func f() { if x; {} }", "2:16: syntax error: missing condition in if statement"),
        ("func f() { for i := 0; i < 3 {} }", "2:30: syntax error: unexpected {, expected semicolon or newline"),
        ("func f() { for i := 0; {} }", "2:24: syntax error: unexpected {, expected for loop condition"),
        ("func f() { for var i = 0; ; {} }", "2:20: syntax error: var declaration not allowed in for initializer"),
        ("func f() { go (g()) }", "2:15: expression in go must not be parenthesized"),
        ("func f() { else {} }", "2:12: syntax error: unexpected keyword else, expected }"),
        ("func f(a int b) {}", "2:14: syntax error: unexpected name b in parameter list; possibly missing comma or )"),
        ("func f(a int, b.C) {}", "2:15: syntax error: missing parameter name"),
        ("func f(a ...int, b int) {}", "2:10: can only use ... with final parameter"),
        ("func () m() {}", "2:9: method has no receiver"),
        ("func (a, b T) m() {}", "2:15: method has multiple receivers"),
        ("type T[P,] struct{}", "2:10: syntax error: missing type constraint"),
        ("type I interface { m[P any]() }", "2:21: interface method must have no type parameters"),
        ("var f = func[P any]() {}", "2:13: syntax error: function type must have no type parameters"),
        ("import 1", "2:8: syntax error: import path must be a string"),
        ("var a [1]int\nimport \"fmt\"", "3:1: syntax error: imports must appear before other declarations"),
        ("var x = a[1:2:]", "2:15: final index required in 3-index slice"),
        ("var x = a[::3]", "2:12: middle index required in 3-index slice"),
        ("type T struct { (E) }", "2:17: syntax error: cannot parenthesize embedded type"),
        ("var _ = (T){}", "2:12: syntax error: cannot parenthesize type in composite literal"),
        ("func f() { switch { x } }", "2:21: syntax error: unexpected name x, expected case or default or }"),
        ("func f() { x: }; func g() { y: case }", "2:12: label x defined and not used"),
        ("type _ <-<-chan int", "2:10: syntax error: unexpected <-, expected keyword chan"),
        ("const x := 1", "2:9: syntax error: unexpected :=, expected ="),
    ],
)  # fmt: skip
def test_syntax(src: str, expected: str) -> None:
    assert expected in errors_of(H + src)


@pytest.mark.parametrize(
    ("src", "expected"),
    [
        ('var s = "a', "2:11: newline in string"),
        ('var s = "\\q"', "2:11: unknown escape"),
        ('var s = "\\x1g"', "2:13: invalid character 'g' in hexadecimal escape"),
        ('var s = "\\400"', "2:14: octal escape value 256 > 255"),
        ('var s = "\\ud800"', "2:16: escape is invalid Unicode code point U+D800"),
        ("var r = ''", "2:10: empty rune literal or unescaped '"),
        ("var r = 'ab'", "2:9: more than one character in rune literal"),
        ("var s = `a", "2:9: string not terminated"),
        ("var x = 0x", "2:11: hexadecimal literal has no digits"),
        ("var x = 08", "2:10: invalid digit '8' in octal literal"),
        ("var x = 0b12", "2:12: invalid digit '2' in binary literal"),
        ("var x = 1__0", "2:11: '_' must separate successive digits"),
        ("var x = 0x1.0", "2:14: hexadecimal mantissa requires a 'p' exponent"),
        ("var x = 1p3", "2:10: 'p' exponent requires hexadecimal mantissa"),
        ("var x = 1e+", "2:12: exponent has no digits"),
        ("var x = 0o1.5", "2:12: invalid radix point in octal literal"),
        ("var x = #", "2:9: invalid character U+0023 '#'"),
        ("var x€ = 1", "2:6: invalid character U+20AC '€' in identifier"),
        ("var ٣ = 1", "2:5: identifier cannot begin with digit U+0663 '٣'"),
        ("/* a", "2:1: comment not terminated"),
        ("var\0 x int", "2:4: invalid NUL character"),
        ("// \ufeff", "2:4: invalid BOM in the middle of the file"),
        ("var \udcff x int", "2:5: invalid UTF-8 encoding"),
    ],
)
def test_lexical(src: str, expected: str) -> None:
    text = expected.encode().decode("latin-1")
    assert errors_of(H + src + "\n")[:1] == [text] or text in errors_of(H + src + "\n")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("break", ["2:12: break is not in a loop, switch, or select"]),
        ("continue", ["2:12: continue is not in a loop"]),
        ("L: for { continue M }; _ = L", ["2:12: label L defined and not used", "2:30: continue label not defined: M"]),
        ("L: if x { for { break L } }", ["2:34: invalid break label L"]),
        ("goto L", ["2:17: label L not defined"]),
        ("goto L; { L: }", ["2:17: goto L jumps into block starting at /d/f.go:2:20"]),
        ("goto L; x := 1; L: y()", ["2:17: goto L jumps over declaration of x at /d/f.go:2:22"]),
        ("L: f(); L: g(); goto L", ["2:20: label L already defined at /d/f.go:2:12"]),
        ("switch x { case 1: fallthrough }", ["2:31: cannot fallthrough final case in switch"]),
        ("switch x.(type) { case a: fallthrough; case b: }", ["2:38: cannot fallthrough in type switch"]),
        ("if x { fallthrough }", ["2:19: fallthrough statement out of place"]),
        ("L: for { for { continue L } }; M: switch { default: break M }; goto N; N:", []),
        ("switch x { case 1: fallthrough; ; default: }", []),
    ],
)  # fmt: skip
def test_branches(body: str, expected: list[str]) -> None:
    assert errors_of(H + "func f() { " + body + " }") == expected


def test_too_many_errors() -> None:
    lines = errors_of(H + "func f() {\n" + "a b\n" * 20 + "}")
    assert len(lines) == 11 and lines[-1].endswith("too many errors")


def test_columns_from_255_on_are_not_printed() -> None:
    assert errors_of(H + " " * 260 + "x") == ["2: syntax error: non-declaration statement outside function body"]


def test_error_list_keeps_one_syntax_error_per_line() -> None:
    table = PosTable()
    base = table.add_file("f.go", "/f.go")
    errors = ErrorList(table)
    errors.add(make_pos(base, 3, 5), "b")
    errors.add(make_pos(base, 2, 9), "syntax error: first")
    errors.add(make_pos(base, 2, 1), "syntax error: second")
    errors.add(make_pos(base, 3, 5), "b")
    assert errors.lines() == ["f.go:2:9: syntax error: first", "f.go:3:5: b"]
    assert errors.syntax_errors == 1


# --------------------------------------------------------------------------------------- gc's own test programs


def _testdata() -> list[Path]:
    try:
        root = Path(find_goroot().dir)
    except LoadError:
        return []
    return sorted((root / "src/cmd/compile/internal/syntax/testdata").glob("*.go"))


def _declared(src: str) -> dict[tuple[int, int], str]:
    """Expected errors: at the token after ``/* ERROR rx */``, or (column 0) on the line of ``// ERROR rx``."""
    declared: dict[tuple[int, int], str] = {}
    scanner = Scanner(src, ErrorList(PosTable()), 0, 1, 1)
    end = 0
    while scanner.tok != T_EOF:
        scanner.next()
        for comment in re.finditer(r"//[^\n]*|/\*.*?\*/", src[end : scanner.i], re.S):
            text = comment.group()
            if text.startswith("/* ERROR "):
                declared[pos_line(scanner.pos), pos_col(scanner.pos)] = text[9:-2].strip()
            elif text.startswith("// ERROR "):
                line = src.count("\n", 0, end + comment.start()) + 1
                declared[line, 0] = text[9:].strip()
        end = scanner.i
    return declared


@pytest.mark.parametrize("path", _testdata(), ids=lambda path: path.name)
def test_gc_testdata(path: Path) -> None:
    src = path.read_bytes().decode("latin-1")
    declared = _declared(src)
    table = PosTable()
    errors = ErrorList(table, 0)
    errors.dedupe = False
    file = File(0, str(path), src, table.add_file(str(path), str(path)))
    Parser(file, src, table, errors, file.base, 1, 1).parse_file()
    unexpected = []
    for d in errors.items:
        for key in ((pos_line(d.pos), pos_col(d.pos)), (pos_line(d.pos), 0)):
            if key in declared and re.search(declared[key], d.msg):
                del declared[key]
                break
        else:
            unexpected.append(errors.format(d))
    assert (unexpected, declared) == ([], {})
