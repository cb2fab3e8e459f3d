"""SARIF: valid by the published schema, places in characters, results that lines may move around."""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from goescape.explain.catalogue import CAUSES
from goescape.explain.findings import findings_of
from goescape.explain.fingerprint import add_fingerprints
from goescape.explain.story import Teller
from goescape.report import sarif
from goescape.report.sarif import SarifReport, Stamp
from goescape.result import Diagnostic
from support.records import GO_MOD, records_of
from support.run import Result, goescape

ROOT = Path(__file__).resolve().parents[3]
TOUR = ROOT / "examples" / "tour"
SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-schema-2.1.0.json").read_text())
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
URI_REFERENCE = re.compile(r"[!#-;=?-Z\[\]_a-z~%]+")

Json = dict[str, Any]


def checker() -> jsonschema.FormatChecker:
    formats = jsonschema.FormatChecker(formats=())
    formats.checks("uri")(lambda text: URI.fullmatch(text) is not None)
    formats.checks("uri-reference")(lambda text: URI_REFERENCE.fullmatch(text) is not None)
    return formats


def the_run(text: str) -> Json:
    """The only run of a valid log."""
    log = json.loads(text)
    jsonschema.Draft7Validator(SCHEMA, format_checker=checker()).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert {r["ruleId"] for r in run["results"]} == {rule["id"] for rule in rules}
    marks = [tuple(r["partialFingerprints"].items()) for r in run["results"]]
    assert len(set(marks)) == len(marks)
    return run


def sarif_of(result: Result) -> Json:
    return the_run(result.out)


def start(result: Json) -> tuple[str, int, int]:
    place = result["locations"][0]["physicalLocation"]
    return place["artifactLocation"]["uri"], place["region"]["startLine"], place["region"].get("startColumn", 0)


def module(folder: Path, **files: str) -> Path:
    (folder / "go.mod").write_text(GO_MOD)
    for name, text in files.items():
        (folder / name).mkdir(exist_ok=True)
        (folder / name / f"{name}.go").write_text(text)
    return folder


# ------------------------------------------------------------------------------------------------------------ the tour


@pytest.fixture(scope="module")
def tour() -> Json:
    result = goescape("--format", "sarif", "./...", cwd=TOUR)
    assert (result.code, result.err) == (0, "")
    return sarif_of(result)


def test_results_are_the_findings_worst_first(tour: Json) -> None:
    report = goescape("--format", "github", "./...", cwd=TOUR).out.splitlines()
    expected = [re.match(r"::warning file=(.*?),line=(\d+)", line) for line in report]
    assert [start(r)[:2] for r in tour["results"]] == [(m[1], int(m[2])) for m in expected if m]
    assert [r["rank"] for r in tour["results"]] == sorted((r["rank"] for r in tour["results"]), reverse=True)


def test_rules_say_what_the_catalogue_says(tour: Json) -> None:
    by_code = {cause.code: cause for cause in CAUSES}
    for rule in tour["tool"]["driver"]["rules"]:
        cause = by_code[rule["id"]]
        assert rule["name"] == cause.name
        assert rule["shortDescription"]["text"] == cause.title.en
        assert cause.leave_it.en in rule["help"]["markdown"]


def test_the_story_is_a_code_flow_into_the_callee(tour: Json) -> None:
    printed = next(r for r in tour["results"] if r["properties"]["function"] == "Print" and "`n`" in str(r))
    steps = printed["codeFlows"][0]["threadFlows"][0]["locations"]
    uris = [(s["nestingLevel"], s["location"]["physicalLocation"]["artifactLocation"]) for s in steps]
    assert uris[0] == (0, {"uri": "dynamic/dynamic.go", "uriBaseId": "%SRCROOT%"})
    assert uris[-1] == (1, {"uri": "src/fmt/print.go", "uriBaseId": "GOROOT"})
    assert steps[-1]["importance"] == "essential"
    end = printed["relatedLocations"][-1]
    assert end["physicalLocation"] == steps[-1]["location"]["physicalLocation"]


def test_release_and_target_are_stamped(tour: Json) -> None:
    report = json.loads(goescape("--format", "json", "./...", cwd=TOUR).out)
    for bag in (tour["properties"], tour["invocations"][0]["properties"]):
        assert (bag["go"], bag["goos"], bag["goarch"]) == (report["go"], report["goos"], report["goarch"])
    assert tour["automationDetails"]["id"] == f"goescape-report/{report['goos']}-{report['goarch']}/"
    assert tour["invocations"][0]["executionSuccessful"] is True


def test_the_first_sentence_says_what_and_why(tour: Json) -> None:
    messages = {start(r): r["message"]["text"] for r in tour["results"]}
    assert messages["pointer/pointer.go", 12, 2] == (
        "`u` (variable) goes to the heap: `&u` is returned from New, so it must outlive the call. Return a `User` "
        "instead of a pointer to `u` from `New`, or let the caller pass the `*User` to fill."
    )
    assert ": a function literal captures `n`" in messages["closure/closure.go", 6, 2]


def test_chinese() -> None:
    run = sarif_of(goescape("--format", "sarif", "--lang", "zh", "./pointer", cwd=TOUR))
    assert run["language"] == "zh-CN"
    assert "从 New 返回" in run["results"][0]["message"]["text"]
    assert run["tool"]["driver"]["rules"][0]["shortDescription"]["text"] == CAUSES[0].title.zh


# -------------------------------------------------------------------------------------------------------- moving lines


def test_fingerprints_survive_lines_that_move(tmp_path: Path) -> None:
    shutil.copytree(TOUR, tmp_path / "tour")
    before = sarif_of(goescape("--format", "sarif", "./...", cwd=tmp_path / "tour"))
    for file in (tmp_path / "tour").rglob("*.go"):
        head, _, rest = file.read_text().partition("\npackage ")
        file.write_text(f"{head}\npackage {rest}" if not rest else f"{'//' + chr(10)}" * 50 + f"{head}\npackage {rest}")
    after = sarif_of(goescape("--format", "sarif", "./...", cwd=tmp_path / "tour"))
    lines = {r["partialFingerprints"]["goescape/v1"]: start(r)[1] for r in before["results"]}
    assert {r["partialFingerprints"]["goescape/v1"]: start(r)[1] - 50 for r in after["results"]} == lines


def test_options_that_choose_do_not_change_fingerprints(tour: Json) -> None:
    all_of_them = {start(r): r["partialFingerprints"] for r in tour["results"]}
    some = sarif_of(goescape("--format", "sarif", "--cause", "GE024", "--sort", "size", "./...", cwd=TOUR))
    assert some["results"] and all(all_of_them[start(r)] == r["partialFingerprints"] for r in some["results"])


# ------------------------------------------------------------------------------------------------- sources of all kinds

NON_ASCII = """package p

type Größe struct{ 名 string }

func Neu() *Größe { /* 世界 𝒳 */ größe := Größe{}; return &größe }
"""


def test_columns_count_characters(tmp_path: Path) -> None:
    run = sarif_of(goescape("--format", "sarif", "./p", cwd=module(tmp_path, p=NON_ASCII)))
    (result,) = run["results"]
    line = NON_ASCII.splitlines()[4]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region["startColumn"] == line.index("größe :=") + 1
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "größe"
    assert run["columnKind"] == "unicodeCodePoints"


def test_odd_names_of_files_and_brackets_in_messages(tmp_path: Path) -> None:
    folder = tmp_path / "a b%c#[é]"
    folder.mkdir()
    module(folder)
    (folder / "ü x.go").write_text("package p\n\nfunc F(n int) []byte { return make([]byte, n) }\n")
    run = sarif_of(goescape("--format", "sarif", ".", cwd=folder))
    (result,) = run["results"]
    assert start(result)[0] == "%C3%BC%20x.go"
    assert run["originalUriBaseIds"]["%SRCROOT%"]["uri"].endswith("/a%20b%25c%23%5B%C3%A9%5D/")
    assert "make(\\[\\]byte, n)" in result["message"]["text"]


def test_a_package_with_errors(tmp_path: Path) -> None:
    good = "package good\n\nfunc F() *int { x := 1; return &x }\n"
    bad = "package bad\n\nfunc F() int { return undefined }\n"
    done = goescape("--format", "sarif", "./...", cwd=module(tmp_path, good=good, bad=bad))
    assert done.code == 1 and "undefined" in done.err
    run = sarif_of(done)
    assert [start(r)[:2] for r in run["results"]] == [("good/good.go", 3)]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert told["level"] == "error" and told["message"]["text"] == "undefined: undefined"
    place = told["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "bad/bad.go"
    assert place["region"] == {"startLine": 3, "startColumn": 23}


def test_names_that_are_no_utf8(tmp_path: Path) -> None:
    note = os.fsdecode(b"of \xff.go")
    stamp = Stamp("check", "0", "goescape", "go1.27", "linux", "amd64", str(tmp_path), notes=[note])
    run = the_run(SarifReport(Teller([], "en"), stamp).render([]))
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == "of ?.go"


def test_generated_code_that_names_other_files(tmp_path: Path) -> None:
    text = "package p\n\n//line grämmar.y:7\nfunc F() *int { x := 1; return &x }\n"
    run = sarif_of(goescape("--format", "sarif", "./p", cwd=module(tmp_path, p=text)))
    assert [start(r)[:2] for r in run["results"]] == [("p/gr%C3%A4mmar.y", 7)]


def test_nothing_to_tell(tmp_path: Path) -> None:
    run = sarif_of(goescape("--format", "sarif", "./p", cwd=module(tmp_path, p="package p\n\nfunc F() {}\n")))
    assert run["results"] == [] and run["tool"]["driver"]["rules"] == []


# ----------------------------------------------------------------------------------------------------- GitHub's limits

PLAIN = "func F%d() *int { x := 1; return &x }\n\n"
LOOP = "func F7() {\n\tfor {\n\t\tx := 1\n\t\tG = &x\n\t}\n}\n\n"
MANY = "package p\n\nvar G *int\n\n" + "".join(LOOP if n == 7 else PLAIN % n for n in range(9))


def rendered(folder: Path, errors: tuple[Diagnostic, ...] = ()) -> Json:
    package = records_of(MANY, folder)
    findings = findings_of(package)
    add_fingerprints(findings)
    stamp = Stamp("report", "0", "goescape", "go1.27", "linux", "amd64", str(folder), errors=errors)
    return the_run(SarifReport(Teller([package], "en"), stamp).render(findings))


def test_what_is_left_out_is_the_least_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 4)
    run = rendered(tmp_path)
    functions = [r["properties"]["function"] for r in run["results"]]
    assert len(functions) == 4 and functions[0] == "F7"
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["level"] == "note"
    assert note["message"]["text"].startswith("5 results are left out, the 4 worst are kept")
    assert run["invocations"][0]["executionSuccessful"] is True


def test_what_stands_nowhere_is_told(tmp_path: Path) -> None:
    """Of the wrapper (*T).Get nothing is in the source, and it is said so."""
    text = """package p

import "errors"

type T struct{ n int }

func (t T) Get() error { return errors.New("no") }

type I interface{ Get() error }

var G I = &T{}
"""
    package = records_of(text, tmp_path)
    findings = findings_of(package)
    add_fingerprints(findings)
    nowhere = [f for f in findings if f.place.file == "<autogenerated>"]
    assert nowhere
    stamp = Stamp("report", "0", "goescape", "go1.27", "linux", "amd64", str(tmp_path))
    run = the_run(SarifReport(Teller([package], "en"), stamp).render(findings))
    assert len(run["results"]) == len(findings) - len(nowhere)
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith(f"{len(nowhere)} results are left out: they are in wrappers")


def test_a_log_that_is_too_long_is_shortened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_BYTES", 3_500)
    run = rendered(tmp_path)
    assert 0 < len(run["results"]) < 9 and run["results"][0]["properties"]["function"] == "F7"
    assert "are left out" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_a_long_story_keeps_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_FLOW", 3)
    text = "package p\n\nvar G *int\n\nfunc F() {\n\tx := 1\n\ta := &x\n\tb := a\n\tc := b\n\tG = c\n}\n"
    package = records_of(text, tmp_path)
    stamp = Stamp("report", "0", "goescape", "go1.27", "linux", "amd64", str(tmp_path))
    run = the_run(SarifReport(Teller([package], "en"), stamp).render(findings_of(package)))
    steps = run["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [s["location"]["physicalLocation"]["region"]["startLine"] for s in steps] == [6, 7, 10]


# --------------------------------------------------------------------------------------------------------------- check

CHECKED = """package p

//goescape:stack x
func F() *int {
	x := 1
	return &x
}

//goescape:stakc
func G() {}
"""


def test_what_check_finds(tmp_path: Path) -> None:
    module(tmp_path, p=CHECKED)
    (tmp_path / "goescape.toml").write_text(
        '[[budget]]\npackages = ["./p"]\nmax-sites = 0\nforbid = ["GE001"]\nreason = "hot"\n'
    )
    done = goescape("check", "--format", "sarif", "./...", cwd=tmp_path)
    assert done.code == 1
    run = sarif_of(done)
    assert {r["ruleId"] for r in run["results"]} == {
        "contract-broken", "directive-invalid", "budget-exceeded", "cause-forbidden",
    }  # fmt: skip
    assert all(r["level"] == "error" for r in run["results"])
    (contract,) = [r for r in run["results"] if r["ruleId"] == "contract-broken"]
    assert contract["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 3
    taxon = contract["taxa"][0]
    assert run["taxonomies"][taxon["toolComponent"]["index"]]["taxa"][taxon["index"]]["id"] == taxon["id"] == "GE001"


def test_check_with_errors_and_without_failures(tmp_path: Path) -> None:
    module(tmp_path, p="package p\n\n//goescape:stack\nfunc F() { x := 1; _ = &x }\n", bad="package bad\n\nvar x = y\n")
    run = sarif_of(goescape("check", "--format", "sarif", "./p", cwd=tmp_path))
    assert run["results"] == [] and run["invocations"][0]["executionSuccessful"] is True
    done = goescape("check", "--format", "sarif", "./...", cwd=tmp_path)
    assert done.code == 1
    assert sarif_of(done)["invocations"][0]["executionSuccessful"] is False


# ---------------------------------------------------------------------------------------------------------- --output


def test_output_goes_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "out.sarif"
    done = goescape("--format", "sarif", "-o", str(file), "./pointer", cwd=TOUR)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert len(the_run(file.read_text())["results"]) == 1
    text = tmp_path / "out.txt"
    assert goescape("-m", "--output", str(text), "./pointer", cwd=TOUR).out == ""
    assert "moved to heap: u" in text.read_text()


@pytest.mark.parametrize(
    ("name", "sentence"), [("", "this is a folder, not a file"), ("no/such", "there is no folder")]
)
def test_output_that_cannot_be(tmp_path: Path, name: str, sentence: str) -> None:
    done = goescape("-o", str(tmp_path / name), "./pointer", cwd=TOUR)
    assert done.code == 2 and sentence in done.err and len(done.err.splitlines()) == 1
