"""Sites and parameters from the lines of -m=2, of both eras of the format."""

import pytest

from goescape.gc.parse import parse_text
from goescape.gc.sites import kind_of, sites_of
from support.cases import case_files, load

NEW = """\
# example.com/m
./a.go:3:17: x escapes to heap in f[go.shape.int]:
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
OLD = (
    NEW.replace(" in f[go.shape.int]:", ":").replace(" for g with", " with").replace("~r0 ← &x", "~r0 = &x")
).replace("{heap} ← p", "{heap} = p")


@pytest.mark.quick
@pytest.mark.parametrize(("text", "function", "owner"), [(NEW, "f", "g"), (OLD, "", "")])
def test_sites(text: str, function: str, owner: str) -> None:
    (report,) = parse_text(text, "/w")
    found = sites_of(report)
    heap, stack = found.sites
    assert (heap.place.file, heap.place.line, heap.place.col) == ("/w/a.go", 3, 17)
    assert (heap.name, heap.kind, heap.function, heap.heap) == ("x", "variable", function, True)
    flow = heap.alone[0].flow
    assert flow is not None and flow.sink == "result" and flow.end == "~r0"
    (step,) = flow.steps
    assert (step.dst, step.derefs, step.src) == ("~r0", -1, "x")
    assert [(o.what, o.why, o.place.line, o.place.col) for o in step.operations] == [
        ("&x", "address-of", 3, 33),
        ("return &x", "return", 3, 25),
    ]
    assert (stack.kind, stack.heap) == ("variadic slice", False)
    assert [(p.name, p.function, [(k.to, k.derefs, k.result) for k in p.leaks]) for p in found.parameters] == [
        ("p", owner, [("heap", 0, "")]),
        ("q", "", [("result", 1, "~r0")]),
        ("r", "", [("heap", 1, "")]),
    ]


@pytest.mark.quick
@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("&T{...}", "pointer literal"),
        ("new(int)", "new"),
        ("make([]byte, n)", "make slice"),
        ("make(map[string]int)", "make map"),
        ("[]int{...}", "slice literal"),
        ("map[string]int{...}", "map literal"),
        ("func literal", "closure"),
        ("append", "append"),
        ("string(b)", "string conversion"),
        ("([]byte)(s)", "string conversion"),
        ("x + y", "other"),
        ("x", "other"),
    ],
)
def test_kinds(what: str, kind: str) -> None:
    assert kind_of(what) == kind


def test_every_heap_site_of_the_cases_is_explained() -> None:
    """In the compiler's own output each verdict for the heap has a header: nothing is lost in joining them."""
    count = 0
    for path in case_files("escape"):
        for report in parse_text(load(path).files["want -m=2 -l"], "/w"):
            for site in sites_of(report).sites:
                for verdict in site.alone:
                    if verdict.heap:
                        count += 1
                        assert verdict.function and verdict.flow, f"{path.stem}: {site.place} {site.name}"
    assert count > 300
