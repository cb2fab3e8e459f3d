"""What a finding is called in one short line, for formats with a title."""

from goescape.explain import phrases
from goescape.explain.findings import Finding
from goescape.explain.names import clean
from goescape.explain.phrases import Lang

_WIDTH = 60


def title(finding: Finding, lang: Lang) -> str:
    """``GE001: &T{...} escapes to the heap``."""
    name = shorten(clean(finding.site.name))
    text = phrases.TITLE.say(lang, it=name, kind=phrases.KINDS[finding.site.kind].say(lang))
    return f"{finding.cause}: {text}" if finding.cause else text


def shorten(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
