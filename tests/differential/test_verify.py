"""``goescape verify`` itself: what it prints, and that it notices a difference."""

import json
from pathlib import Path

import pytest

from goescape.cli import verify
from goescape.cli.args import Arguments
from goescape.gc.toolchain import Toolchain
from goescape.result import Message, PackageReport
from support.inprocess import run

pytestmark = pytest.mark.differential

FILES = {
    "go.mod": "module example.com/v\n\ngo 1.27\n",
    "a.go": "package v\n\nfunc f() *int { return new(int) }\n",
    "a_test.go": 'package v\n\nimport "testing"\n\nfunc TestF(t *testing.T) { x := f(); _ = x }\n',
    "b_test.go": 'package v_test\n\nimport "testing"\n\nfunc TestG(t *testing.T) { x := 1; _ = &x }\n',
}


@pytest.fixture
def module(tmp_path: Path) -> Path:
    for name, body in FILES.items():
        (tmp_path / name).write_text(body)
    return tmp_path


def test_equal(go_toolchain: Toolchain, module: Path) -> None:
    result = run(["verify", "-l", "./..."], module)
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines() == [
        f"compared with {go_toolchain.release} (- only the compiler, + only goescape)",
        "escape   100.000%  matched 1  missing 0  extra 0",
        "packages identical 1/1",
    ]


def test_with_tests(go_toolchain: Toolchain, module: Path) -> None:
    result = run(["verify", "-l", "--tests", "--json", "./..."], module)
    assert (result.code, result.err) == (0, "")
    value = json.loads(result.out)
    assert (value["packages"], value["identical"], value["differences"]) == (2, 2, [])


def test_a_difference_is_shown(go_toolchain: Toolchain, module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(args: object, cwd: str) -> tuple[list[PackageReport], bool]:
        message = Message(f"{cwd}/a.go", 3, 27, "new(int) does not escape")
        return [PackageReport("example.com/v", cwd, [message], [])], False

    monkeypatch.setattr(verify, "_ours", wrong)
    result = run(["verify", "-l", "--by-package", "./..."], module)
    assert result.code == 1
    assert result.out.splitlines() == [
        "# example.com/v",
        "- ./a.go:3:27: new(int) escapes to heap",
        "+ ./a.go:3:27: new(int) does not escape",
        "      2 of       1  example.com/v",
        f"compared with {go_toolchain.release} (- only the compiler, + only goescape)",
        "escape     0.000%  matched 0  missing 1  extra 1",
        "packages identical 0/1",
    ]
    assert run(["verify", "-l", "--min=0", "./..."], module).code == 0
    assert "+" not in run(["verify", "-l", "--show=1", "./..."], module).out.split("compared")[0]


def test_errors_in_the_input(go_toolchain: Toolchain, module: Path) -> None:
    (module / "c.go").write_text("package v\n\nvar x = y\n")
    result = run(["verify", "-l", "./..."], module)
    assert result.code == 1
    assert result.err.count("./c.go:3:9: undefined: y") == 2


SHORT_AND_LONG = """package v

type T[P any] struct{ p *P }

func long() *int {
	x := 1
	y := 2
	return g(&x, &y)
}

func (t *T[P]) Set(p P) {
	t.p = &p
	defer func() { t.p = nil }()
}

func use(t *T[int]) { t.Set(1) }

func g(x, y *int) *int { return x }
"""


def test_kinds_and_the_shortest_function(
    go_toolchain: Toolchain, module: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The compiler's text is changed in two functions: the shorter is shown, as both sides see it."""
    (module / "a.go").write_text(SHORT_AND_LONG)
    theirs = verify._theirs

    def doctored(args: Arguments, cwd: str, toolchain: Toolchain) -> tuple[list[PackageReport], int]:
        reports, status = theirs(args, cwd, toolchain)
        for message in reports[0].messages:
            message.text = message.text.replace("moved to heap: x", "x does not escape")
            message.text = message.text.replace("moved to heap: p", "p does not escape")
        return reports, status

    monkeypatch.setattr(verify, "_theirs", doctored)
    result = run(["verify", "-l", "--show=0", "--kinds", "--smallest", "."], module)
    assert (result.code, result.err) == (1, "")
    head, _, shown = result.out.partition("\nthe shortest function that differs, by package:\n")
    assert head.splitlines()[:2] == ["      2 - X does not escape", "      2 + moved to heap: V"]
    lines = shown.splitlines()
    assert lines[0] == "    4 lines  ./a.go:11: (*T).Set"
    assert lines[2] == "func (t *T[P]) Set(p P) {"
    assert lines[6:8] == ["- ./a.go:11:20: p does not escape", "+ ./a.go:11:20: moved to heap: p"]
    titles = [line for line in lines if line.startswith("---- ")]
    assert titles == [
        "---- goescape after lower",
        "---- goescape after escape",
        f"---- {go_toolchain.release} before devirtualize-and-inline",
        f"---- {go_toolchain.release} before order",
    ]
    assert [line for line in lines if line.startswith("func (*T[go.shape.int]).Set.func1 ")] != []
    assert "before order (*T[go.shape.int]).Set" in lines
    assert "long" not in shown


def test_kinds_and_the_shortest_function_as_json(
    go_toolchain: Toolchain, module: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "_ours", lambda args, cwd: ([PackageReport("example.com/v", cwd, [], [])], False))
    value = json.loads(run(["verify", "-l", "--json", "--smallest", "."], module).out)
    assert value["kinds"] == [{"only": "compiler", "kind": "new(X escapes to heap", "count": 1}]
    [function] = value["smallest"]
    assert (function["function"], function["first"], function["last"]) == ("f", 3, 3)
    assert [line.rpartition("/")[2] for line in function["missing"]] == ["a.go:3:27: new(int) escapes to heap"]
    assert [bool(text) for text in function["dumps"].values()] == [True] * 4
    assert "smallest" not in json.loads(run(["verify", "-l", "--json", "."], module).out)
