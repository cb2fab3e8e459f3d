"""Where some packages have errors, their sites are not known: nothing says that they are gone."""

import json
from pathlib import Path

import pytest

from support.inprocess import run

pytestmark = pytest.mark.quick

LIB = "package lib\n\nfunc F() *int { x := 1; return &x }\n"
USER = 'package user\n\nimport "m/lib"\n\nfunc G() *int { y := *lib.F(); return &y }\n'
BROKEN = LIB + "\nvar _ int = nil\n"


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "go.mod").write_text("module m\n\ngo 1.27\n")
    for name, text in {
        "lib": LIB,
        "user": USER,
        "other": "package other\n\nfunc H() *int { return new(int) }\n",
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.go").write_text(text)
    return tmp_path


def test_reports_name_them(module: Path) -> None:
    (module / "lib" / "a.go").write_text(BROKEN)
    done = run(["--format", "json", "./..."], module)
    packages = {p["path"]: p for p in json.loads(done.out)["packages"]}
    assert done.code == 1 and "not analysed: what it imports has errors: m/user" in done.err
    assert packages["m/other"]["errors"] == [] and len(packages["m/other"]["sites"]) == 1
    assert len(packages["m/lib"]["errors"]) == 1 and packages["m/lib"]["sites"] == []
    assert packages["m/user"]["errors"] == ["not analysed: what it imports has errors"]


def test_diff_leaves_them_out(module: Path) -> None:
    before, after = str(module / "before.json"), str(module / "after.json")
    assert run(["--format", "json", "-o", before, "./..."], module).code == 0
    (module / "lib" / "a.go").write_text(BROKEN)
    assert run(["--format", "json", "-o", after, "./..."], module).code == 1
    for pair in ([before, after], [after, before]):
        done = run(["diff", "--format", "json", *pair], module)
        assert done.code == 1 and "m/lib, m/user" in done.err
        changes = json.loads(done.out)
        assert changes["sites"] == [] and changes["leaks"] == []


def test_check_does_not_take_them_for_mended(module: Path) -> None:
    assert run(["check", "--update-baseline", "./..."], module).code == 0
    (module / "lib" / "a.go").write_text(BROKEN)
    done = run(["check", "./..."], module)
    assert done.code == 1 and "fixed" not in done.out


def test_a_narrowed_report_is_not_compared(module: Path) -> None:
    report = str(module / "few.json")
    assert run(["--format", "json", "--limit", "1", "-o", report, "./..."], module).code == 0
    done = run(["diff", report, report], module)
    assert done.code == 2 and "only the sites that options chose" in done.err
