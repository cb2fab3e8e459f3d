"""Budgets and the baseline, in a git repository: what is known stays known when lines move."""

import json
import subprocess
from pathlib import Path

import pytest

from goescape.gc.toolchain import Toolchain
from support.inprocess import run
from support.run import Result

PROGRAM = """package a

import "strconv"

var sink any

func keep(n int) {
	sink = &n
	sink = strconv.Itoa(n)
}

func pair() (*int, *int) {
	return new(int), new(int)
}

func literal(n int) func() *int {
	return func() *int {
		m := n
		return &m
	}
}
"""


@pytest.fixture
def repository(tmp_path: Path, go_toolchain: Toolchain) -> Path:
    (tmp_path / "go.mod").write_text("module example.com/a\n\ngo 1.27\n")
    (tmp_path / "a.go").write_text(PROGRAM)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    result = check(tmp_path, "--update-baseline")
    assert result.code == 0, result.err
    assert result.out.endswith("goescape-baseline.json written: 6 sites (6 new, 0 gone)\n")
    return tmp_path


def check(folder: Path, *options: str) -> Result:
    return run(["check", "--no-frames", *options, "./..."], folder)


def edit(repository: Path, *changes: tuple[str, str]) -> None:
    text = (repository / "a.go").read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (repository / "a.go").write_text(text)


def test_nothing_new(repository: Path) -> None:
    result = check(repository)
    assert (result.code, result.err) == (0, "")
    assert result.out == "all hold; directives: 0, packages: 1, sites in the baseline: 6\n"


def test_fifty_lines_above_change_nothing(repository: Path) -> None:
    unrelated = "func unrelated() int {\n" + "\t_ = 1\n" * 50 + "\treturn 1\n}\n\n"
    edit(repository, ("func keep", unrelated + "func keep"), ("\treturn new", "\n\n\treturn new"))
    assert check(repository).code == 0


def test_a_variable_that_is_gone_is_an_error(repository: Path) -> None:
    """A contract whose subject no longer exists never passes."""
    edit(repository, ("func keep", "func held() int {\n\tx := 1 //goescape:stack x\n\treturn *&x\n}\n\nfunc keep"))
    assert check(repository).out == "all hold; directives: 1, packages: 1, sites in the baseline: 6\n"
    edit(repository, ("x := 1 //goescape", "y := 1 //goescape"), ("*&x", "*&y"))
    result = check(repository)
    assert result.code == 1
    assert "//goescape:stack x  cannot be checked\n    there is no variable `x` in held\n" in result.out


def test_other_literals_before_one_change_nothing(repository: Path) -> None:
    edit(repository, ("\treturn func()", "\tfunc() { println(1) }()\n\treturn func()"))
    assert check(repository).code == 0


def test_what_is_new_fails(repository: Path) -> None:
    edit(repository, ("sink = &n", "sink = &n\n\tx := 1\n\tsink = &x"))
    result = check(repository)
    assert result.code == 1
    assert result.out.splitlines()[0] == "./a.go:9:2  goescape-baseline.json  new on the heap (GE004)"


def test_one_more_that_looks_alike_fails(repository: Path) -> None:
    edit(repository, ("return new(int), new(int)", "sink = new(int)\n\treturn new(int), new(int)"))
    result = check(repository)
    assert result.code == 1 and result.out.count("new on the heap") == 1
    assert "(one of 3 that are alike, of which 2 are known)" in result.out


def test_what_is_gone_is_told_and_taken_over(repository: Path) -> None:
    edit(repository, ("return new(int), new(int)", "return new(int), nil"))
    result = check(repository)
    assert result.code == 0
    assert result.out.startswith("fixed: `new(int)` in pair is no longer on the heap\ngoescape check --update-baseline")
    assert check(repository, "--update-baseline").out.endswith("written: 5 sites (0 new, 1 gone)\n")
    edit(repository, ("return new(int), nil", "return new(int), new(int)"))
    assert check(repository).code == 1


def test_packages_that_are_not_analysed_stay_in_the_baseline(repository: Path) -> None:
    for name in ("b", "c"):
        (repository / name).mkdir()
        (repository / name / "b.go").write_text(f"package {name}\n\nfunc F() *int {{ return new(int) }}\n")
    assert "8 sites (2 new, 0 gone)" in check(repository, "--update-baseline").out
    (repository / "b" / "b.go").write_text("package b\n\nfunc F() *int { return nil }\n")
    result = run(["check", "--update-baseline", "./b"], repository)
    assert "7 sites (0 new, 1 gone)" in result.out
    (repository / "c" / "b.go").unlink()
    (repository / "c").rmdir()
    assert run(["check", "./b"], repository).out == "all hold; directives: 0, packages: 1, sites in the baseline: 7\n"
    assert "fixed: `new(int)` in F is no longer on the heap" in check(repository).out


def test_the_order_of_lines_in_the_file_is_stable(repository: Path) -> None:
    before = (repository / "goescape-baseline.json").read_text()
    edit(repository, ("func pair", "// Pair.\nfunc pair"))
    check(repository, "--update-baseline")
    assert (repository / "goescape-baseline.json").read_text() == before


def test_exemptions_are_not_in_the_baseline(repository: Path) -> None:
    edit(repository, ("func pair", "//nolint:goescape\nfunc pair"))
    result = check(repository)
    assert result.code == 0 and "exempted: 2" in result.out and result.out.count("fixed: ") == 2


def test_json_has_fingerprints_that_do_not_move(repository: Path) -> None:
    edit(repository, ("sink = &n", "sink = &n\n\tx := 1\n\tsink = &x"))
    before = json.loads(check(repository, "--format", "json").out)["failures"][0]["fingerprint"]
    edit(repository, ("func keep", "\n\n// keep\nfunc keep"))
    assert json.loads(check(repository, "--format", "json").out)["failures"][0]["fingerprint"] == before != ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "goescape-baseline.json is no baseline: "),
        ('{"schema": 1}', "goescape-baseline.json is no baseline: "),
        (
            '{"schema": 9, "go": "", "platform": "", "engine": "", "sites": {}}',
            "goescape-baseline.json has format 9, this goescape reads format 1",
        ),
    ],
)
def test_a_file_that_is_no_baseline(repository: Path, text: str, sentence: str) -> None:
    (repository / "goescape-baseline.json").write_text(text)
    result = check(repository)
    assert result.code == 2 and result.err.startswith(f"goescape: {sentence}") and result.err.count("\n") == 1


def test_a_baseline_that_is_configured_must_exist(repository: Path) -> None:
    (repository / "goescape.toml").write_text('baseline = "known.json"\n')
    result = check(repository)
    assert result.code == 2
    assert result.err == (
        "goescape: the baseline known.json does not exist (goescape check --update-baseline writes it)\n"
    )


def test_a_baseline_of_another_platform_is_noted(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOS", "plan9")
    assert "goescape-baseline.json was written for go1.27.3 " in check(repository).err


def budget(repository: Path, text: str, *options: str) -> Result:
    (repository / "goescape.toml").write_text(text)
    return check(repository, "--update-baseline", *options)


def test_budgets(repository: Path) -> None:
    assert budget(repository, '[[budget]]\npackages = "./..."\nmax-sites = 6\nmax-bytes = 64\n').code == 0
    result = budget(repository, '[[budget]]\npackages = "./..."\nmax-sites = 5\nreason = "small"\n')
    assert result.code == 1
    assert "example.com/a puts 6 values on the heap, 5 are allowed (small)" in result.out
    result = budget(repository, '[[budget]]\npackages = "./..."\nfunctions = ["p*"]\nmax-bytes = 15\n')
    assert result.code == 1 and "pair puts 16 bytes on the heap" in result.out
    assert budget(repository, '[[budget]]\npackages = "./..."\nfunctions = ["k*"]\nmax-sites = 3\n').code == 0


def test_budgets_and_filters(repository: Path) -> None:
    assert budget(repository, 'exclude = ["a.go"]\n[[budget]]\npackages = "./..."\nmax-sites = 0\n').code == 0
    assert budget(repository, 'include = ["b*.go"]\n[[budget]]\npackages = "./..."\nmax-sites = 0\n').code == 0
    assert budget(repository, 'include = ["a*.go"]\n[[budget]]\npackages = "./..."\nmax-sites = 0\n').code == 1


def test_filters_of_the_command_line(repository: Path) -> None:
    none = '[[budget]]\npackages = "./..."\nmax-sites = 0\n'
    assert budget(repository, none, "--exclude", "a.go").code == 0
    assert budget(repository, none, "--no-generated").code == 1
    edit(repository, ("package a", "// Code generated by hand. DO NOT EDIT.\n\npackage a"))
    assert budget(repository, none, "--no-generated").code == 0
    assert budget(repository, "generated = false\n" + none).code == 0
    assert budget(repository, none).code == 1


def test_a_budget_without_a_subject_fails(repository: Path) -> None:
    result = budget(repository, '[[budget]]\npackages = "./..."\nfunctions = ["gone"]\nmax-sites = 1\n')
    assert result.code == 1 and "no function matches gone" in result.out
    result = budget(repository, '[[budget]]\npackages = "example.com/b"\nmax-sites = 1\n')
    assert result.code == 1 and "no analysed package matches example.com/b" in result.out
    (repository / "b").mkdir()
    (repository / "b" / "b.go").write_text("package b\n")
    result = run(["check", "./b"], repository)  # a part of the module: the budget may be about another
    assert result.code == 0 and "goescape.toml:1: no analysed package matches example.com/b" in result.err


def test_packages_of_the_configuration(repository: Path) -> None:
    (repository / "goescape.toml").write_text('packages = ["./b/..."]\n')
    (repository / "b" / "c").mkdir(parents=True)
    (repository / "b" / "c" / "b.go").write_text("package c\n")
    assert "packages: 1," in run(["check"], repository).out
    assert "packages: 1," in run(["check"], repository / "b" / "c").out
    assert "packages: 2," in run(["check", "./..."], repository).out


def test_causes_can_be_forbidden(repository: Path) -> None:
    result = budget(repository, '[[budget]]\npackages = "./..."\nforbid = ["GE004"]\n')
    assert result.code == 1
    assert result.out.startswith("./a.go:7:11  forbid GE004  forbidden cause (GE004)\n")
    assert budget(repository, '[[budget]]\npackages = "./..."\nforbid = ["go-statement"]\n').code == 0
