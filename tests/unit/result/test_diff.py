"""Agreement of two runs, by family of message."""

import pytest

from goescape.gc.parse import parse_text
from goescape.result.diff import diff_reports

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
