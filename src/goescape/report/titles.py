"""What a finding is called in one short line, for formats with a title."""

from goescape.explain import phrases
from goescape.explain.findings import Finding, Totals
from goescape.explain.names import clean, outside_of
from goescape.explain.phrases import Lang

_WIDTH = 60


def title(finding: Finding, lang: Lang) -> str:
    """``GE001: &T{...} escapes to the heap``."""
    name = name_of(finding)
    text = phrases.TITLE.say(lang, it=name, kind=phrases.KINDS[finding.site.kind].say(lang))
    return f"{finding.cause}: {text}" if finding.cause else text


def name_of(finding: Finding) -> str:
    """What the value is called."""
    name = clean(finding.site.name)
    if finding.brought:
        name = outside_of(name, finding.verdict.calls[-1].callee)
    return shorten(name)


def shorten(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"


def in_functions(totals: Totals, lang: Lang) -> str:
    functions = phrases.counted(phrases.FUNCTIONS, totals.functions, lang)
    return phrases.TOTAL_FUNCTIONS.say(lang, functions=functions, loops=f"{totals.in_loops:,}")
