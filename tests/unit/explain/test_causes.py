"""Sentences from flows: the compiler's own answers for the case programs give the causes that they are about."""

import pytest

from goescape.explain.causes import why_heap
from goescape.gc.parse import parse_text
from goescape.result.read import read_sites
from support.cases import CASES, load

pytestmark = pytest.mark.quick


def reasons(case: str, function: str) -> list[str]:
    text = load(CASES / "escape" / f"{case}.txt").files["want -m=2 -l"]
    (report,) = parse_text(text, "/w")
    sites, _ = read_sites(report.messages)
    return [why_heap(site)[0] for site in sites if site.verdict == "heap" and site.function == function]


@pytest.mark.parametrize(
    ("case", "function", "sentence"),
    [
        ("article_1_address_of_local", "variable", "its address is returned"),
        ("article_4_big_slice", "main", "it is too large for the stack"),
        ("zero_size", "sliceStays", "its elements have no size, so its length has no bound"),
        ("store_global", "pointer", "it is stored beyond the function's own variables: root = &n"),
        ("store_chan", "send", "it is sent on a channel"),
        ("store_map", "values", "it is stored beyond the function's own variables: m[\"a\"] = &x"),
        ("store_map", "keys", "it becomes a key of a map"),
        ("unknown_calls", "value", "it is passed to f, which may keep it"),
        ("loop_depth", "outer", "it is kept by p, which lives longer"),
        ("closure_by_ref", "byRefAssigned", "a function literal that outlives it captures it by reference"),
    ],
)  # fmt: skip
def test_sentence(case: str, function: str, sentence: str) -> None:
    assert sentence in reasons(case, function)


def test_every_cause_has_words() -> None:
    for path in (CASES / "escape").glob("*.txt"):
        for report in parse_text(load(path).files["want -m=2 -l"], "/w"):
            for site in read_sites(report.messages)[0]:
                if site.verdict == "heap":
                    sentence, _ = why_heap(site)
                    assert sentence[0] in "ia" and "{storage" not in sentence and "{heap}" not in sentence
