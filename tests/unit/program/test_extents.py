"""Where the text of a site begins and ends."""

from pathlib import Path

import pytest

from goescape.result.sites import Place
from support.records import records_of

pytestmark = pytest.mark.quick

SOURCE = """package p

type T struct{ größe int }

func f(xs ...any) {}

func All(n int, s string, x T) (any, []byte, chan struct{}, func()) {
	variable := 1
	f(&variable, x.größe, "ä" + s, // a comment
	)
	go f()
	defer f(
		make(map[string]interface{ M(int) }), /* more */
	)
	return any(&T{
		größe: n,
	}), append([]byte(s[:n]), s...), make(chan struct{}), func() { n++ }
}
"""


def text(source: str, begin: Place, end: Place) -> str:
    lines = source.encode().split(b"\n")
    offsets = [sum(len(line) + 1 for line in lines[: place.line - 1]) + place.col - 1 for place in (begin, end)]
    return source.encode()[offsets[0] : offsets[1]].decode()


def test_every_site_knows_its_text(tmp_path: Path) -> None:
    sites = [s for s in records_of(SOURCE, tmp_path).sites if s.function.startswith("All")]
    found = set()
    for site in sites:
        assert site.start is not None and site.end is not None, site.name
        begin, place, end = [(p.line, p.col) for p in (site.start, site.place, site.end)]
        assert begin <= place < end
        found.add((site.kind, text(SOURCE, site.start, site.end)))
    assert found >= {
        ("variable", "variable"),
        ("interface conversion", "x.größe"),
        ("interface conversion", '"ä" + s'),
        ("string concatenation", '"ä" + s'),
        ("variadic slice", 'f(&variable, x.größe, "ä" + s, // a comment\n\t)'),
        ("go or defer closure", "go f()"),
        ("make map", "make(map[string]interface{ M(int) })"),
        ("pointer literal", "&T{\n\t\tgröße: n,\n\t}"),
        ("append", "append([]byte(s[:n]), s...)"),
        ("string conversion", "[]byte(s[:n])"),
        ("make chan", "make(chan struct{})"),
        ("closure", "func() { n++ }"),
    }


def test_line_directives(tmp_path: Path) -> None:
    source = "package p\n\n//line y.y:100:5\nfunc F() *int { return new(\nint) }\n"
    (site,) = records_of(source, tmp_path).sites
    assert site.start is not None and site.end is not None
    assert (site.start.file, site.start.line, site.end.line) == (site.place.file, 100, 101)
