"""Headlines and steps of stories, on a program with one way to the heap for each function."""

import pytest

from goescape.explain.phrases import Lang
from goescape.explain.story import Teller
from goescape.gc.toolchain import Toolchain
from goescape.program.api import Options, analyze
from goescape.result.sites import PackageSites, Site

PROGRAM = """package a

import "fmt"

type T struct {
	p *int
	n int
}

var global *T

func New(n int) *T { return &T{n: n} }

func Keep() { global = New(4) }

func Print(x int) { fmt.Println(x, "hello") }

func Loop() []*int {
	var out []*int
	for i := 0; i < 10; i++ {
		out = append(out, &i)
	}
	return out
}

func Counter(n int) func() int { return func() int { n++; return n } }

func Field(t *T) { x := 1; t.p = &x }

func Big() int { var a [200000]byte; return len(a) + int(a[3]) }

func Send(c chan *int) { x := 1; c <- &x }

func Outlives() (n int) {
	var last *int
	for i := 0; i < 3; i++ {
		x := i
		last = &x
	}
	return *last
}

func Chan() { c := make(chan int, 1); c <- 1 }
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory, go_toolchain: Toolchain) -> PackageSites:
    folder = tmp_path_factory.mktemp("story")
    (folder / "go.mod").write_text("module a\n\ngo 1.27\n")
    (folder / "a.go").write_text(PROGRAM)
    options = Options(level=0, inline=True, cwd=str(folder), goroot=go_toolchain.goroot, records=True)
    found: list[PackageSites] = []
    analyze(["."], options, lambda report: found.append(report.sites) if report.sites else None, lambda *args: None)
    return found[0]


def heap_site(package: PackageSites, function: str) -> Site:
    return next(s for s in package.sites if s.function == function and s.heap)


def headline(package: PackageSites, function: str, lang: Lang = "en") -> str:
    site = heap_site(package, function)
    verdict = next(v for v in site.alone or site.copies if v.heap)
    return Teller([package], lang).story(site, verdict).headline


@pytest.mark.parametrize(
    ("function", "text"),
    [
        ("New", "`&T{...}` is returned from New, so it must outlive the call."),
        (
            "Loop",
            "`&i` is appended to a slice whose array may be on the heap, so it may be used after Loop has returned.",
        ),
        (
            "Counter",
            "A function literal captures `n` by reference, and the function literal is itself on the heap: the "
            "function literal is returned from Counter, so it must outlive the call.",
        ),
        ("Field", "`&x` is stored in `t.p`, reached through a pointer, so it may be used after Field has returned."),
        ("Big", "`a` has 200,000 bytes, more than the 131,072 bytes that the stack takes."),
        ("Send", "`&x` is sent on a channel, so it may be used after Send has returned."),
        (
            "Outlives",
            "`&x` is assigned to `last`, and `last` is declared outside the loop, so what one iteration makes must"
            " outlive it.",
        ),
        ("Chan", "Channels are always made on the heap (the compiler does not report them)."),
    ],
)
def test_headlines(package: PackageSites, function: str, text: str) -> None:
    assert headline(package, function) == text


def test_chinese(package: PackageSites) -> None:
    assert headline(package, "New", "zh") == "`&T{...}` 从 New 返回，因此它必须比这次调用活得更久。"


def test_a_leak_is_followed_to_the_statement_that_keeps_the_value(package: PackageSites) -> None:
    site = heap_site(package, "Print")
    story = Teller([package], "en").story(site, site.alone[0])
    assert story.headline.startswith("`x` is passed to `fmt.Println`, which may keep it: ")
    functions = [s.function for s in [*story.steps, *story.callees]]
    assert functions[0] == "Print"
    assert "fmt.Fprintln" in functions and "fmt.(*pp).printArg" in functions
    last = story.callees[-1]
    assert last.place is not None and last.place.file.endswith("fmt/print.go")
    assert "formatter.Format" in last.text


def test_copies_are_children_of_the_site(package: PackageSites) -> None:
    site = heap_site(package, "New")
    assert [(v.function, v.heap, [c.callee for c in v.calls]) for v in site.copies] == [("Keep", True, ["New"])]
