"""``goescape verify`` itself: what it prints, and that it notices a difference."""

import json
from pathlib import Path

import pytest

from goescape.cli import verify
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
