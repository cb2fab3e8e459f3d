"""Sites and parameters from the lines of -m=2."""

import pytest

from goescape.gc.parse import parse_text
from goescape.result.codec import (
    leak_from_json,
    leak_to_json,
    report_from_json,
    report_to_json,
    site_from_json,
    site_to_json,
)
from goescape.result.diff import diff_reports
from goescape.result.read import read_sites
from support.cases import case_files, load

pytestmark = pytest.mark.quick

TEXT = """\
# example.com/m
./a.go:3:17: x escapes to heap in f:
./a.go:3:17:   flow: ~r0 ← &x:
./a.go:3:17:     from &x (address-of) at ./a.go:3:33
./a.go:3:17:     from return &x (return) at ./a.go:3:25
./a.go:9:8: parameter p leaks to {heap} for g with derefs=0:
./a.go:9:8:   flow: {heap} ← p:
./a.go:9:8:     from sink = p (assign) at ./a.go:9:18
./a.go:3:17: moved to heap: x
./a.go:9:8: leaking param: p
./a.go:9:9: leaking param: q to result ~r0 level=1
./a.go:9:10: leaking param content: r
./a.go:5:26: ... argument does not escape
"""


def test_sites() -> None:
    (report,) = parse_text(TEXT, "/w")
    sites, leaks = read_sites(report.messages)
    heap, stack = sites
    assert (heap.file, heap.line, heap.col, heap.what, heap.is_variable) == ("/w/a.go", 3, 17, "x", True)
    assert (heap.verdict, heap.function) == ("heap", "f")
    (step,) = heap.flow
    assert (step.dst, step.derefs, step.src) == ("~r0", -1, "x")
    assert [(n.expr, n.why, n.position) for n in step.notes] == [
        ("&x", "address-of", "/w/a.go:3:33"),
        ("return &x", "return", "/w/a.go:3:25"),
    ]
    assert (stack.what, stack.verdict) == ("... argument", "stack")
    assert [(leak.name, leak.target, leak.level, leak.function) for leak in leaks] == [
        ("p", "heap", 0, "g"),
        ("q", "~r0", 1, ""),
        ("r", "content", 1, ""),
    ]


def test_every_heap_site_of_the_cases_is_explained() -> None:
    """In the compiler's own output each verdict for the heap has a header: nothing is lost in joining them."""
    count = 0
    for path in case_files("escape"):
        text = load(path).files["want -m=2 -l"]
        for report in parse_text(text, "/w"):
            for site in read_sites(report.messages)[0]:
                if site.verdict == "heap":
                    count += 1
                    assert site.function and site.flow, f"{path.stem}: {site.line}:{site.col} {site.what}"
    assert count > 300


def test_codec_gives_back_what_it_took() -> None:
    (report,) = parse_text(TEXT, "/w")
    again = report_from_json(report_to_json(report))
    assert [m.key() for m in again.messages] == [m.key() for m in report.messages]
    assert (again.path, again.desc, again.dir) == (report.path, report.desc, report.dir)
    sites, leaks = read_sites(report.messages)
    for site in sites:
        assert site_to_json(site_from_json(site_to_json(site))) == site_to_json(site)
    for leak in leaks:
        assert leak_to_json(leak_from_json(leak_to_json(leak))) == leak_to_json(leak)
    with pytest.raises(ValueError, match="unknown format"):
        report_from_json({"format": 0})


def test_diff_counts_by_family() -> None:
    theirs = parse_text(TEXT, "/w")
    changed = TEXT.replace("moved to heap: x", "x does not escape").replace("&x (address-of)", "&x (ref)")
    ours = parse_text(changed, "/w")
    diff = diff_reports(theirs, ours)
    escape, flow = diff.total("escape"), diff.total("flow")
    assert (escape.matched, escape.missing, escape.extra) == (4, 1, 1)
    assert (flow.missing, flow.extra) == (1, 1)
    assert diff.differs and diff.identical == 0
    assert not diff_reports(theirs, parse_text(TEXT, "/w")).differs


def test_diff_counts_repeated_lines_and_missing_packages() -> None:
    theirs = parse_text("# p\na.go:1:2: x does not escape\na.go:1:2: x does not escape\n", "/w")
    ours = parse_text("# p\na.go:1:2: x does not escape\n# q\nb.go:1:1: y does not escape\n", "/w")
    count = diff_reports(theirs, ours).total("escape")
    assert (count.matched, count.missing, count.extra) == (1, 1, 1)
