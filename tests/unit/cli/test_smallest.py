"""The shortest function in which two sides differ."""

from pathlib import Path

import pytest

from goescape.cli.smallest import dumps_of, is_of, smallest_function, smallest_functions
from goescape.gc.dump import ESCAPED, LOWERED, split_dump
from goescape.result import Message, PackageReport
from goescape.result.diff import diff_reports

SOURCE = """package p

func long(x *int) *int {
	y := *x
	return &y
}

func (t T[P]) short() *int { return new(int) }

var v = new(int)
"""


def differing(tmp_path: Path, lines: list[int]) -> tuple[list[PackageReport], list[PackageReport]]:
    path = tmp_path / "a.go"
    path.write_text(SOURCE)
    messages = [Message(str(path), line, 2, "x escapes to heap") for line in lines]
    return [PackageReport("p", str(tmp_path), messages, [])], [PackageReport("p", str(tmp_path), [], [])]


def test_the_shortest_of_those_that_differ(tmp_path: Path) -> None:
    diff = diff_reports(*differing(tmp_path, [4, 8, 10]))
    [found] = smallest_functions(diff)
    assert (found.name, found.first, found.last, found.n_lines) == ("T.short", 8, 8, 1)
    assert found.source == "func (t T[P]) short() *int { return new(int) }\n"
    assert [m.line for m in found.missing] == [8]
    assert found.extra == []


def test_only_ours_counts_as_well(tmp_path: Path) -> None:
    theirs, ours = differing(tmp_path, [4])
    [found] = smallest_functions(diff_reports(ours, theirs))
    assert (found.name, [m.line for m in found.extra]) == ("long", [4])


@pytest.mark.parametrize("lines", [[], [10], [0]])
def test_no_function_differs(tmp_path: Path, lines: list[int]) -> None:
    """Equal, or a variable's initial value, or what the compiler made."""
    assert smallest_function(diff_reports(*differing(tmp_path, lines)).packages[0]) is None


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    report = PackageReport("p", str(tmp_path), [Message(str(tmp_path / "gone.go"), 1, 1, "x escapes to heap")], [])
    assert smallest_functions(diff_reports([report], [])) == []


@pytest.mark.parametrize(
    ("name", "declared", "belongs"),
    [
        ("F", "F", True),
        ("F.func1", "F", True),
        ("F-range1", "F", True),
        ("F[go.shape.[]int,[3]string].func1.2", "F", True),
        ("(*T[go.shape.int]).M", "(*T).M", True),
        ("(*T[int]).M", "T.M", False),
        ("F2", "F", False),
        ("Fx.func1", "F", False),
    ],
)
def test_names_of_the_compiler(name: str, declared: str, belongs: bool) -> None:
    assert is_of(name, declared) is belongs


def test_our_dump() -> None:
    text = "func F # 1:2\n. AS\nfunc F.func1 # 1:3\n. x\n\nfunc F.func1 # 1:3\n. x\n\nfunc G # 4:1\n. y\n"
    assert dumps_of(text, "F") == "func F # 1:2\n. AS\nfunc F.func1 # 1:3\n. x\n"


def test_the_compilers_dump() -> None:
    text = (
        "# p\n\nbefore devirtualize-and-inline F\n.   AS\n.   .   NAME-x\n\nbefore escape F\n.   DCLFUNC\n"
        "\nbefore order G\n.   y\n\nbefore order F.func1\n.   z\n./a.go:1:2: something else\n"
    )
    assert split_dump(text, lambda name: is_of(name, "F")) == {
        LOWERED: "before devirtualize-and-inline F\n.   AS\n.   .   NAME-x\n",
        ESCAPED: "before order F.func1\n.   z\n",
    }
