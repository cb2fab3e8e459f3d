"""Markdown for a pull-request comment or a wiki page: totals, then a table for each package."""

from collections.abc import Iterator, Sequence

from goescape.explain import phrases
from goescape.explain.findings import Finding, Totals
from goescape.explain.names import clean
from goescape.explain.story import Teller
from goescape.report.github import relative
from goescape.report.titles import in_functions, shorten
from goescape.result.sites import PackageSites


class MarkdownReport:
    """``root``: folder that paths are relative to. inlined: tell what became of inlined copies."""

    def __init__(self, teller: Teller, root: str, inlined: bool = False) -> None:
        self.teller = teller
        self.root = root
        self.inlined = inlined

    def render(self, packages: Sequence[tuple[PackageSites, list[Finding]]], totals: Totals) -> Iterator[str]:
        lang = self.teller.lang
        yield f"**{phrases.TOTAL_HEAP.say(lang, n=f'{totals.heap:,}')}**"
        yield in_functions(totals, lang) + "\n"
        for package, findings in packages:
            if findings:
                yield from self._package(package, findings)

    def _package(self, package: PackageSites, findings: list[Finding]) -> Iterator[str]:
        lang = self.teller.lang
        yield f"\n### `{package.path}`\n\n"
        heads = [phrases.COLUMN_PLACE, phrases.COLUMN_VALUE, phrases.COLUMN_FUNCTION, phrases.COLUMN_WHY]
        profile = any(finding.bytes >= 0 for finding in findings)
        if profile:
            heads.append(phrases.COLUMN_MEASURED)
        yield "| " + " | ".join(head.say(lang) for head in heads) + " |\n" + "|---" * len(heads) + "|\n"
        for finding in findings:
            story = self.teller.story(finding.site, finding.verdict)
            place = f"{relative(finding.place.file, self.root)}:{finding.place.line}"
            value = f"{code(shorten(clean(finding.site.name)))} {finding.cause}".rstrip()
            cells = [code(place), value, code(finding.function), cell(story.headline) + self._copies(finding)]
            if profile:
                cells.append(f"{max(finding.bytes, 0):,}")
            yield "| " + " | ".join(cells) + " |\n"

    def _copies(self, finding: Finding) -> str:
        out = ""
        for verdict in finding.site.copies if self.inlined else ():
            phrase = phrases.COPY_HEAP if verdict.heap else phrases.COPY_STACK
            where = f"{relative(verdict.calls[0].place.file, self.root)}:{verdict.calls[0].place.line}"
            out += f"<br>{code(where)} {cell(phrase.say(self.teller.lang, function=verdict.function))}"
        return out


def code(text: str) -> str:
    """Code in a table cell: backquotes inside need a longer fence, bars an escape."""
    if not text:
        return ""
    fence = "``" if "`" in text else "`"
    return f"{fence}{cell(text)}{fence}"


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
