import pytest

from goescape.load.header import NeedMoreText
from goescape.load.package import read_go_header

pytestmark = pytest.mark.quick


def imports(text: str) -> list[tuple[str, int, int]]:
    header = read_go_header(text, True)
    assert header is not None and header.error is None
    return [(spec.path, spec.line, spec.col) for spec in header.imports]


def error(text: str) -> tuple[int, int, str] | None:
    header = read_go_header(text, True)
    assert header is not None
    return header.error


def test_imports_with_positions() -> None:
    text = (
        '// doc; with semicolon\n\n/* more */ package p // c\n\nimport "a"\nimport (\n\tx `b`\n'
        '\t. "c"; _ "d" /* e */\n)\nimport()\n\nvar s = "import"\n'
    )
    assert imports(text) == [("a", 5, 8), ("b", 7, 2), ("c", 8, 2), ("d", 8, 9)]


def test_nothing_after_the_imports_matters() -> None:
    assert imports('package p\nimport "a"\n}}} \x00 `') == [("a", 2, 8)]


def test_other_alphabets() -> None:
    header = read_go_header('package é\nimport ä "x/ü"\n'.encode().decode("latin-1"), True)
    assert header is not None
    assert (header.name, header.imports[0].path) == ("é", "x/ü")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (1, 1, "expected 'package', found 'EOF'")),
        ("func f() {}", (1, 1, "expected 'package', found 'func'")),
        ("package", (1, 8, "expected 'IDENT', found 'EOF'")),
        ("package 5\n", (1, 9, "expected 'IDENT', found 5")),
        ('package p\nimport "fmt\n', (2, 8, "string literal not terminated")),
        ("package p\nimport `fmt\n", (2, 8, "raw string literal not terminated")),
        ("package p\n/* x\n", (2, 1, "comment not terminated")),
        ("package p\nimport fmt\n", (2, 11, "missing import path")),
        ("package p\nimport 'a'\n", (2, 8, "import path must be a string")),
        ('package p\nimport ("a" "b")\n', (2, 13, "expected ';', found \"b\"")),
        ('package p\nimport "a b"\n', (2, 8, "invalid import path: a b")),
        ('package p\nimport ""\n', (2, 8, "invalid import path: ")),
        ("package p\xff\n", (1, 10, "illegal UTF-8 encoding")),
        ("package p\n/\xef\xbb\xbf", None),
    ],
)
def test_errors_are_the_go_commands(text: str, expected: tuple[int, int, str] | None) -> None:
    assert error(text) == expected


def test_nul_in_the_head_makes_a_file_unreadable() -> None:
    assert read_go_header("package p\n\0\n", True) is None


def test_a_cut_head_asks_for_more() -> None:
    with pytest.raises(NeedMoreText):
        read_go_header("// " + "x" * 8000 + "\npackage p\nimport (\n", False)


def test_a_megabyte_of_comment_is_no_problem() -> None:
    assert imports("/*" + "*/ /*" * 200_000 + '*/ package p\nimport "a"\n') == [("a", 2, 8)]
