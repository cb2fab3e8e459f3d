"""Formats of the report that other programs read."""

import json
import os
from pathlib import Path

import jsonschema
import pytest

from goescape.explain.findings import Finding, findings_of
from goescape.explain.story import Teller
from goescape.report.github import annotations, relative
from goescape.report.markdown import cell, code
from goescape.result.schema import FormatError, decode_report, encode_report, report_schema
from goescape.result.sites import PackageSites, Place, Site, Verdict
from support.run import goescape

ROOT = Path(__file__).resolve().parents[3]
TOUR = ROOT / "examples" / "tour"
SCHEMA = ROOT / "docs" / "schema" / "report-1.json"


def test_json_is_what_the_published_schema_says() -> None:
    result = goescape("--format", "json", "./...", cwd=TOUR)
    assert (result.code, result.err) == (0, "")
    published = json.loads(SCHEMA.read_text())
    assert published == json.loads(json.dumps(report_schema())), "write docs/schema anew: make schema"
    report = json.loads(result.out)
    jsonschema.Draft202012Validator(published).validate(report)
    assert report["go"].startswith("go1.") and report["goos"] and report["goarch"]
    assert len(report["packages"]) == 5
    decoded = decode_report(result.out.encode())
    assert encode_report(decoded) == result.out.encode()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "this is no report of goescape"),
        (b"[]", "this is no report of goescape"),
        (b'{"schema": 99}', "the report has format 99, this goescape reads format 1"),
        (b'{"schema": 1}', "the report is damaged"),
    ],
)
def test_what_is_no_report(text: bytes, sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence):
        decode_report(text)


def finding(file: str, line: int, col: int, name: str) -> Finding:
    verdict = Verdict(heap=True, text=name, function="F", allocates="always")
    site = Site("p", "F", "make slice", name, "[]int", Place(file, line, col), 80, 65536, 0, [verdict])
    package = PackageSites("p", os.path.dirname(file), [site])
    return findings_of(package)[0]


def test_annotations_escape_as_github_reads_them() -> None:
    bad = finding("/repo/a,b:c%.go", 3, 7, "make([]int, 10%2)")
    line = "".join(annotations([bad], Teller([], "en"), "/repo"))
    head, _, message = line.removeprefix("::warning ").partition("::")
    assert head == (
        "file=a%2Cb%3Ac%25.go,line=3,col=7,title=GE046%3A make([]int%2C 10%252) (make of a slice) goes to the heap"
    )
    assert message == "The compiler does not say why.\n"


def test_annotations_without_a_column_have_none() -> None:
    assert ",col=" not in "".join(annotations([finding("/repo/a.go", 3, 0, "x")], Teller([], "en"), "/repo"))


def test_paths_of_annotations() -> None:
    assert relative("/repo/sub/a.go", "/repo") == "sub/a.go"
    assert relative("/usr/go/src/fmt/print.go", "/repo") == "/usr/go/src/fmt/print.go"


def test_markdown_cells() -> None:
    assert cell("a | b\nc") == "a \\| b c"
    assert code("x`y|z") == "``x`y\\|z``"
    result = goescape("--format", "markdown", "./pointer", cwd=TOUR)
    rows = [line for line in result.out.splitlines() if line.startswith("| `")]
    assert rows == [
        "| `pointer/pointer.go:12` | `u` GE001 | `New` | `&u` is returned from New, so it must outlive the call. |"
    ]
