"""The catalogue as text and as pages is complete."""

import re

import pytest

from goescape.explain.catalogue import CAUSES
from goescape.explain.cause import Cause
from goescape.explain.phrases import Lang
from goescape.report.rules import WIDTH, columns, rule_markdown, rule_pages, rule_text, rules_text, source_url, wrap

pytestmark = pytest.mark.quick
LANGS: tuple[Lang, ...] = ("en", "zh")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("lang", LANGS)
def test_list(lang: Lang) -> None:
    lines = rules_text(lang).splitlines()
    assert [line.split()[:2] for line in lines] == [[cause.code, cause.name] for cause in CAUSES]
    assert all(line.endswith(cause.title.to(lang)) for line, cause in zip(lines, CAUSES, strict=True))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.code)
def test_page_and_text_say_everything(cause: Cause, lang: Lang) -> None:
    page, text = rule_markdown(cause, lang), rule_text(cause.code, lang)
    assert page.startswith(f"# {cause.code} {cause.name}\n")
    assert text.startswith(f"{cause.code}  {cause.name}\n") and rule_text(cause.name, lang) == text
    said = [cause.title, cause.what, cause.why, cause.use_instead, cause.leave_it, *(s.change for s in cause.since)]
    for one in said:
        assert one.to(lang) in page
        assert squeezed(one.to(lang)) in squeezed(text)
    assert cause.example.rstrip() in page and cause.alternative.rstrip() in page
    for source in cause.sources:
        assert source_url(source) in page and source in text
    code = "\n".join(line for line in text.splitlines() if line.startswith("    "))
    assert squeezed(cause.example) in squeezed(code) and squeezed(cause.alternative) in squeezed(code)
    assert all(columns(line) <= WIDTH + 30 for line in text.splitlines())
    assert not re.search(r"[ \t]$", page, re.M) and not re.search(r"[ \t]$", text, re.M)


@pytest.mark.parametrize("lang", LANGS)
def test_pages_are_complete_and_linked(lang: Lang) -> None:
    pages = rule_pages(lang)
    links = set(re.findall(r"\]\((\w+\.md)\)", pages["index.md"]))
    assert links == set(pages) - {"index.md"}
    assert len(links) == len(CAUSES)


def test_unknown_rules() -> None:
    with pytest.raises(KeyError):
        rule_text("GE999", "en")


def test_wrapping() -> None:
    text = "word " * 40 + "，".join(["汉字" * 10] * 8) + "`some code with spaces` end。"
    lines = wrap(text, "- ", "  ")
    assert all(columns(line) <= WIDTH for line in lines) and len(lines) > 4
    assert squeezed("".join(lines)) == squeezed("- " + text)
    assert not any(line.lstrip().startswith(("，", "。")) for line in lines)
