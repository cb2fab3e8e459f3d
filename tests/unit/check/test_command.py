"""``goescape check`` as a command: what it says, in which form, and how it ends."""

import json
from pathlib import Path

import pytest

from goescape.gc.toolchain import Toolchain
from support.inprocess import run
from support.run import Result

BROKEN = """package a

var sink *int

func f() {
	x := 1 //goescape:stack x
	sink = &x
}
"""
HOLDS = """package a

//goescape:stack
func f() int {
	x := 1
	p := &x
	return *p
}
"""


@pytest.fixture
def module(tmp_path: Path, go_toolchain: Toolchain) -> Path:
    (tmp_path / "go.mod").write_text("module example.com/a\n\ngo 1.27\n")
    return tmp_path


def check(module: Path, *options: str, **files: str) -> Result:
    for name, text in files.items():
        (module / f"{name}.go").write_text(text)
    return run(["check", *options], module)


def test_a_contract_that_does_not_hold_is_told_with_its_reason(module: Path) -> None:
    result = check(module, a=BROKEN)
    assert result.code == 1
    assert result.out.splitlines() == [
        "./a.go:6:2  //goescape:stack x  does not hold (GE004)",
        "    6 |     x := 1 //goescape:stack x",
        "      |     ^",
        "    `&x` is stored in the package variable `sink`, so it may be used after f has returned. (./a.go:7:7)",
        "    Let `sink` hold an `int` instead of a pointer, and copy `x` into it; or leave it if that happens seldom.",
        "",
        "1 failed; directives: 1, packages: 1",
    ]


def test_all_hold(module: Path) -> None:
    result = check(module, a=HOLDS)
    assert (result.code, result.out, result.err) == (0, "all hold; directives: 1, packages: 1\n", "")


def test_chinese(module: Path) -> None:
    assert "./a.go:6:2  //goescape:stack x  不成立" in check(module, "--lang", "zh", a=BROKEN).out


def test_why_tells_all_steps(module: Path) -> None:
    out = check(module, "--why", "--no-frames", a=BROKEN).out
    assert "the address of `x` is taken" in out and "stored in the package variable `sink`" in out


def test_annotations_for_github(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(module.parent))
    result = check(module, "--format", "github", a=BROKEN)
    assert result.code == 1
    title = "title=//goescape%3Astack x%3A does not hold"
    assert result.out.startswith(f"::error file={module.name}/a.go,line=6,col=2,{title}::`&x` is stored in ")


def test_json(module: Path) -> None:
    outcome = json.loads(check(module, "--format", "json", a=BROKEN).out)
    failure = outcome["failures"][0]
    assert failure["what"] == "contract" and failure["rule"] == "//goescape:stack x"
    assert failure["place"] == {"file": str(module / "a.go"), "line": 6, "col": 2}
    assert [step["place"]["line"] for step in failure["story"]] == [7, 7]
    assert outcome["schema"] == 1 and outcome["go"].startswith("go1.")


def test_nothing_to_check_is_said(module: Path) -> None:
    result = check(module, a="package a\n")
    assert result.code == 0 and "nothing to check" in result.err


def test_bounds_checks_are_never_silently_fine(module: Path) -> None:
    text = "package a\n\nfunc f(x []int) int {\n\treturn x[1] //gcassert:bce\n}\n"
    assert "1 //gcassert:bce not checked (first: a.go:4)" in check(module, a=text).err


def test_files_that_the_build_leaves_out_are_named(module: Path) -> None:
    files = {"a": HOLDS, "b_plan9": HOLDS.replace("f()", "g()"), "c_test": HOLDS.replace("f()", "h()")}
    result = check(module, **files)
    assert result.code == 0
    assert "2 directives not checked: b_plan9.go, c_test.go not part of this build (" in result.err
    result = check(module, "--tests")
    assert "1 directives not checked: b_plan9.go not part" in result.err


def test_a_file_that_is_named_is_checked_whatever_its_constraints(module: Path) -> None:
    text = "//go:build never\n\n" + BROKEN
    assert check(module, "a.go", a=text).code == 1


def test_directives_of_tests(module: Path) -> None:
    result = check(module, "--tests", a=HOLDS, b_test=BROKEN.replace("f()", "g()"))
    assert result.code == 1 and "1 failed; directives: 2" in result.out


def test_a_package_with_errors_is_not_taken_for_checked(module: Path) -> None:
    (module / "bad").mkdir()
    (module / "bad" / "bad.go").write_text(HOLDS.replace("package a", "package bad").replace("x := 1", "x := y"))
    result = check(module, "./...", a=HOLDS)
    assert result.code == 1
    assert "undefined: y" in result.err
    assert "1 directives not checked: example.com/a/bad has errors" in result.err
    assert result.out.startswith("not all could be checked")


def test_the_subject_must_exist(module: Path) -> None:
    result = check(module, a=HOLDS.replace("//goescape:stack", "//goescape:stack gone"))
    assert result.code == 1 and "there is no variable `gone` in f" in result.out


def test_lines_of_generated_code_are_those_of_its_source(module: Path) -> None:
    text = BROKEN.replace("func f()", "//line a.y:100\nfunc f()")
    outcome = json.loads(check(module, "--format", "json", a=text).out)
    place = outcome["failures"][0]["place"]
    assert (Path(place["file"]).name, place["line"]) == ("a.y", 101)


def test_golangci_suppression(module: Path) -> None:
    for comment in ("//nolint:goescape // reason", "//nolint", "// nolint:errcheck,goescape"):
        text = BROKEN.replace("x := 1 //goescape:stack x", f"//goescape:stack x\n\tx := 1 {comment}")
        assert check(module, a=text).code == 0, comment
    assert check(module, a=BROKEN.replace("\tx := 1", "\t//nolint:errcheck\n\tx := 1")).code == 1


def test_wrong_usage(module: Path) -> None:
    (module / "a.go").write_text(HOLDS)
    for options in (["-l"], ["--format", "pdf"], ["--no-such"]):
        result = run(["check", *options], module)
        assert result.code == 2 and len(result.err.splitlines()) == 1, options


CALLS = """package p

import "strconv"

//goescape:noalloc
func encode(n int64) string { return strconv.FormatInt(n, 10) }

//goescape:noalloc
func visit(f func(int)) { f(1) }
"""


def test_the_chain_of_calls_is_told(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    (tmp_path / "p.go").write_text(CALLS)
    first, second = json.loads(run(["check", "--format", "json"], tmp_path).out)["failures"]
    assert first["message"].startswith(
        "`encode` calls `strconv.FormatInt` (p.go:6), which calls `internal/strconv.FormatInt` (strconv/number.go:"
    )
    assert "which takes memory for `string(a[:1 + nd])`" in first["message"] and first["cause"] == "GE037"
    assert first["message"].count("internal/strconv/itoa.go:") == 1
    assert [step["function"] for step in first["story"]] == ["encode", "encode", "FormatInt"]
    assert second["message"] == ("`visit` calls the function value `f`: which function runs is not known (p.go:9).")
    assert "//goescape:allow value-call" in second["suggestion"]
    result = run(["check", "--lang", "zh"], tmp_path)
    assert "`encode` 调用 `strconv.FormatInt` (p.go:6)，后者调用 " in result.out


def test_the_configuration_can_exempt_from_noalloc(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    (tmp_path / "p.go").write_text(CALLS)
    (tmp_path / "goescape.toml").write_text('[noalloc]\nallow = ["value-call", "string-conversion", "GE035"]\n')
    assert run(["check"], tmp_path).code == 0
    (tmp_path / "goescape.toml").write_text('[noalloc]\nallow = ["value-call"]\n')
    assert run(["check"], tmp_path).out.count("does not hold") == 1
    (tmp_path / "goescape.toml").write_text('[noalloc]\nallow = ["values"]\n')
    result = run(["check"], tmp_path)
    assert (result.code, result.err) == (
        2,
        "goescape: goescape.toml:2: there is no cause 'values' (goescape rules lists them)\n",
    )


def test_names_that_are_not_ascii(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    (tmp_path / "p.go").write_text(
        "package p\n\nvar senke *int\n\n"
        "//goescape:noalloc\nfunc größe(n int) string { return string(make([]byte, n)) }\n\n"
        "//goescape:noleak zähler\nfunc merke(zähler *int) {\n\tlänge := 1 //goescape:stack länge\n"
        "\tsenke = zähler\n\tsenke = &länge //nolint:andere\n}\n\n"
        "//goescape:allow GE001 für später\nfunc neu() *int { return new(int) } //goescape:stack\n"
    )
    result = run(["check"], tmp_path)
    assert result.code == 1 and "cannot be checked" not in result.out
    assert "`größe` takes memory for" in result.out
    assert "parameter `zähler` of merke leaks to the heap" in result.out
    assert "`&länge` is stored in the package variable `senke`" in result.out
    assert "exempted: 1" in result.out
