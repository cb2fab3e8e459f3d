"""The HTML report as text: one file, complete in both languages, readable colours; flows as graphs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from goescape.explain.edge_phrases import SHORT
from goescape.explain.findings import findings_of
from goescape.explain.graph import Drawer, Graph
from goescape.explain.story import Teller
from goescape.report.html import embed, heat, prose, resource
from goescape.report.html_phrases import PAGE
from support.inprocess import run
from support.records import GO_MOD, records_of

ROOT = Path(__file__).resolve().parents[3]
TOUR = ROOT / "examples" / "tour"
SCRIPTS = ("base.js", "flow.js", "detail.js", "sites.js", "source.js", "page.js")


def page(*options: str, cwd: Path = TOUR) -> str:
    done = run(["--format", "html", *options], cwd)
    assert done.err == "", done.err
    return done.out


def data_of(html: str) -> dict[str, Any]:
    match = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert match
    return json.loads(match[1])


@pytest.fixture(scope="module")
def tour() -> str:
    return page("--lang", "en", "./...")


def test_one_file_that_needs_no_other(tour: str) -> None:
    outside = [
        u for u in re.findall(r"""(?:src|href|action)=["']?([^"'\s>]+)""", tour) if not u.startswith(("#", "${"))
    ]
    assert outside == []
    assert "@import" not in tour and "url(" not in tour
    assert "default-src 'none'" in tour
    assert tour.count("<script") == 2


def test_the_data_holds_what_the_records_have(tour: str) -> None:
    data = data_of(tour)
    report = json.loads(run(["--format", "json", "./..."], TOUR).out)
    assert data["packages"] == [p["path"] for p in report["packages"]]
    own = [s for p in report["packages"] for s in p["sites"] if s["package"] == p["path"]]
    assert len(data["sites"]) >= len(own)
    assert len({s["id"] for s in data["sites"]}) == len(data["sites"])
    for site in data["sites"]:
        file = data["files"][site["pl"][0]]
        assert file["src"].split("\n")[site["pl"][1] - 1]
        assert bool(site["c"]) == (site["st"] < 3)
        assert ("g" in site) == (site["st"] in (0, 2))
    library = [f for f in data["files"] if f["src"] is None]
    assert library and all(f["lines"] for f in library)


def test_options_choose(tour: str) -> None:
    chosen = data_of(page("--cause", "GE024", "./closure"))["sites"]
    assert {s["c"] for s in chosen} == {"GE024"}
    assert len(chosen) == sum(s["c"] == "GE024" for s in data_of(tour)["sites"])
    assert {s["f"] for s in data_of(page("--func", "Start", "./closure"))["sites"]} == {"Start"}


def test_a_package_with_errors_is_missing_and_the_page_says_so(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text(GO_MOD)
    for name, text in {"good": "func F() *int { x := 1; return &x }", "bad": "func F() int { return y }"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.go").write_text(f"package {name}\n\n{text}\n")
    done = run(["--format", "html", "--lang", "en", "./..."], tmp_path)
    assert done.code == 1 and "undefined: y" in done.err
    assert PAGE["incomplete"].en in done.out
    assert [s["n"] for s in data_of(done.out)["sites"]] == ["x"]


def test_nothing_at_all(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text(GO_MOD)
    (tmp_path / "a.go").write_text("package p\n\nfunc F() {}\n")
    assert "Nothing goes to the heap." in page("--lang", "en", ".", cwd=tmp_path)


def test_the_page_grows_with_sites_not_with_stories(tmp_path: Path) -> None:
    """A call of fmt.Println tells twenty steps: they are stored once."""
    (tmp_path / "go.mod").write_text(GO_MOD)
    sizes = []
    for count in (20, 40, 60):
        calls = "\n".join(f"\tfmt.Println(x + {n})" for n in range(count))
        (tmp_path / "a.go").write_text(f'package p\n\nimport "fmt"\n\nfunc F(x int) {{\n{calls}\n}}\n')
        sizes.append(len(page(".", cwd=tmp_path)))
    assert abs((sizes[2] - sizes[1]) - (sizes[1] - sizes[0])) < 0.05 * (sizes[1] - sizes[0])
    assert (sizes[1] - sizes[0]) / 20 < 2_000


# --------------------------------------------------------------------------------------------------------------- texts


def test_all_words_exist_and_are_used() -> None:
    folder = ROOT / "src" / "goescape" / "report" / "templates"
    template = (folder / "report.html.j2").read_text()
    script = "\n".join(resource(name) for name in SCRIPTS)
    used = set(re.findall(r"\bwords\.(\w+)", template)) | set(re.findall(r"\bWORDS\.(\w+)", script))
    used |= {name for call in re.findall(r"\bsay\(([^,)]*)", script) for name in re.findall(r'"(\w+)"', call)}
    used |= {f"status_{state}" for state in ("heap", "maybe", "free", "stack")}
    used |= {f"theme_{name}" for name in ("auto", "light", "dark")}
    assert used - set(PAGE) == set()
    assert set(PAGE) - used == set()


def test_both_languages_have_the_same_fields() -> None:
    for phrase in [*PAGE.values(), *SHORT.values()]:
        assert set(re.findall(r"\{\w+\}", phrase.en)) == set(re.findall(r"\{\w+\}", phrase.zh)), phrase
        assert phrase.en and phrase.zh


def test_text_cannot_become_markup() -> None:
    text = "</script><!-- & \u2028 ]]>"
    assert json.loads(embed({"a": text})) == {"a": text}
    assert not re.search("[<>&\u2028]", embed({"a": text}))
    assert prose("a `<b>` & c") == "a <code>&lt;b&gt;</code> &amp; c"


def test_heat_has_five_degrees() -> None:
    assert [heat(score) for score in (0.01, 1, 3, 12, 150)] == [1, 2, 3, 4, 5]


# -------------------------------------------------------------------------------------------------------------- colours


def themes() -> dict[str, dict[str, str]]:
    css = resource("report.css")
    light = dict(re.findall(r"--(\w[\w-]*): (#\w{6})", css.partition(':root[data-theme="dark"]')[0]))
    dark = dict(re.findall(r"--(\w[\w-]*): (#\w{6})", css.split(':root[data-theme="dark"]')[1].partition("}")[0]))
    system = dict(re.findall(r"--(\w[\w-]*): (#\w{6})", css.split("prefers-color-scheme: dark")[1].partition("}")[0]))
    assert dark == system and set(dark) == set(light)
    return {"light": light, "dark": dark}


def luminance(color: str) -> float:
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


GROUNDS = {
    "text": ("bg", "surface", "raised", "accent-soft", "stack-soft", "mark", "h1", "h2", "h3", "h4", "h5"),
    "muted": ("bg", "surface", "raised"),
    "accent": ("bg", "surface", "raised", "accent-soft"),
    "heap": ("surface", "raised", "heap-soft"),
    "stack": ("surface", "raised", "stack-soft"),
    "warn": ("surface", "raised", "warn-soft"),
    "keyword": ("surface", "h1", "h3", "h5"),
    "string": ("surface", "h1", "h3", "h5"),
    "comment": ("surface", "h1"),
    "number": ("surface", "h1", "h3", "h5"),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read(theme: str) -> None:
    """WCAG AA: 4.5 to 1."""
    colors = themes()[theme]
    poor = {
        f"{text} on {ground}": round(contrast(colors[text], colors[ground]), 2)
        for text, grounds in GROUNDS.items()
        for ground in grounds
        if contrast(colors[text], colors[ground]) < 4.5
    }
    assert poor == {}


# --------------------------------------------------------------------------------------------------------------- graphs

FLOWS = """package p

type T struct{ next *T }

var global any

func Chain() func() int { n := 0; f := func() int { n++; return n }; return f }

func Held() { t := &T{}; u := T{next: t}; global = u }

func Out(p *T) { global = p }

func Pass() { x := T{}; Out(&x) }

func Self() { var a, b T; a.next = &b; b.next = &a; global = &a }

func Big() int { var a [200000]byte; return len(a) + int(a[3]) }

func Chan() { c := make(chan int, 1); c <- 1 }
"""


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Graph]:
    package = records_of(FLOWS, tmp_path_factory.mktemp("flows"))
    drawer = Drawer(Teller([package], "en"), [package])
    return {(f.function, f.site.name): drawer.graph(f.site, f.verdict) for f in findings_of(package)}


def told(graph: Graph) -> list[str]:
    """Labels of nodes, and of edges between them."""
    out = [graph.nodes[0].label]
    for edge, node in zip(graph.edges, graph.nodes[1:], strict=True):
        out += [", ".join(label.text for label in edge.labels), node.label]
    return out


def test_a_flow_goes_on_with_what_holds_the_value(graphs: dict[tuple[str, str], Graph]) -> None:
    assert told(graphs["Chain", "n"]) == [
        "`n`", "captured by reference", "the function literal", "assigned", "`f`", "returned", "result of `Chain`",
    ]  # fmt: skip


def test_a_flow_goes_on_in_the_function_that_keeps_it(graphs: dict[tuple[str, str], Graph]) -> None:
    graph = graphs["Pass", "x"]
    assert graph.nodes[-1].kind == "heap"
    places = [label.place.line for edge in graph.edges for label in edge.labels if label.place]
    assert 13 in places and 11 in places


def test_values_that_hold_one_another_end(graphs: dict[tuple[str, str], Graph]) -> None:
    assert all(len(graphs["Self", name].nodes) < 30 for name in ("a", "b"))
    assert all(graph.nodes[-1].kind in ("heap", "result") for graph in graphs.values())


def test_what_has_no_flow_leads_to_the_heap(graphs: dict[tuple[str, str], Graph]) -> None:
    assert told(graphs["Big", "a"]) == ["`a`", "200,000 bytes, limit 131,072", "the heap"]
    assert told(graphs["Chan", "make(chan int, 1)"])[1:] == ["always there", "the heap"]
