"""The report for people: what goes to the heap, by function and cause, worst first, each with one reason."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from goescape.explain import phrases
from goescape.explain.classify import find_cause, suggestion
from goescape.explain.findings import Finding, Totals
from goescape.explain.names import clean, short_name
from goescape.explain.phrases import Lang, Phrase
from goescape.explain.profile import Joined
from goescape.explain.story import Story, Teller
from goescape.report.frames import frame
from goescape.report.gctext import PathShortener
from goescape.report.style import Line
from goescape.report.titles import in_functions, name_of
from goescape.result.names import without_type_arguments
from goescape.result.sites import PackageSites, Parameter, Place


@dataclass
class TextOptions:
    """``frames``: show source lines. ``inlined``: list the inlined copies of each site. ``all``: positives too. group:
    by "function" or "cause"."""

    lang: Lang = "en"
    frames: bool = True
    inlined: bool = False
    all: bool = False
    group: str = "function"


class TextReport:
    """Renders one package after the other; ``cwd`` shortens paths as the go command does."""

    def __init__(self, cwd: str, options: TextOptions) -> None:
        self.cwd = cwd
        self.options = options

    def say(self, phrase: Phrase, **names: str) -> str:
        return phrase.say(self.options.lang, **names)

    # ------------------------------------------------------------------------------------------------ package

    def package(self, package: PackageSites, findings: list[Finding]) -> Iterator[Line]:
        """``findings``: those to show, worst first. Grouped; groups stand where their first finding does."""
        if not findings and not self.options.all:
            return
        short = PathShortener(package.dir, self.cwd)
        teller = Teller([package], self.options.lang)
        yield [(package.path, "bold underline")]
        groups: dict[str, list[Finding]] = {}
        for finding in findings:
            groups.setdefault(self.group_of(finding), []).append(finding)
        for name, group in groups.items():
            yield []
            yield [(name, "bold cyan")]
            for finding in group:
                yield from self.finding(finding, teller, short)
        if self.options.all:
            yield from self.positives(package, short)
        yield []

    def group_of(self, finding: Finding) -> str:
        if self.options.group == "cause":
            cause = find_cause(finding.cause)
            assert cause is not None
            return f"{cause.code} {cause.title.to(self.options.lang)}"
        return finding.function or self.say(phrases.NAME_INIT)

    def finding(self, f: Finding, teller: Teller, short: PathShortener) -> Iterator[Line]:
        story = teller.story(f.site, f.verdict)
        yield self.head(f, short)
        if self.options.frames:
            yield from frame(f.place, len(f.site.name) if f.site.kind == "variable" and f.own else 1)
        if f.brought:
            where = position(f.site.place, short)
            via = short_name(f.verdict.calls[-1].callee)
            yield [("      ", ""), (self.say(phrases.BROUGHT, callee=f"`{via}`", place=where), "")]
        yield [("      ", ""), (story.headline, ""), (self._elsewhere(story, f.place, short), "dim")]
        yield [
            ("      ", ""),
            (f.cause, "magenta"),
            (" ", ""),
            (suggestion(f.site, f.verdict, self.options.lang), "green"),
        ]
        if self.options.inlined:
            yield from self.copies(f, short)

    def head(self, f: Finding, short: PathShortener) -> Line:
        line: Line = [("  ", ""), (self.position(f.place, short), "bold"), ("  ", "")]
        line.append((name_of(f), "yellow"))
        facts = [self.say(phrases.KINDS[f.site.kind])]
        if self.options.group == "cause":
            facts.insert(0, f.function or self.say(phrases.NAME_INIT))
        if f.site.size >= 0:
            facts.append(self.say(phrases.BYTES, n=f"{f.site.size:,}"))
        if f.site.loop > 0 and f.own:
            facts.append(self.say(phrases.IN_LOOP if f.site.loop == 1 else phrases.IN_LOOPS, n=str(f.site.loop)))
        if f.never_allocates:
            facts.append(self.say(phrases.NEVER_ALLOCATES))
        elif f.verdict.allocates == "maybe":
            facts.append(self.say(phrases.MAYBE_ALLOCATES))
        if f.bytes == 0:
            facts.append(self.say(phrases.NOT_MEASURED))
        elif f.bytes > 0:
            text = self.say(phrases.MEASURED, bytes=f"{f.bytes:,}", objects=f"{f.objects:,}")
            facts.append(text + (self.say(phrases.SHARED) if f.shared else ""))
        line.append(("  " + ", ".join(facts), "dim"))
        return line

    def copies(self, f: Finding, short: PathShortener) -> Iterator[Line]:
        """Where the site's function was inlined, and what became of it there."""
        for verdict in f.site.copies:
            if without_type_arguments(verdict.function) == f.site.function:
                continue  # the compiler's wrapper of an instance
            where = " < ".join(self.position(call.place, short) for call in reversed(verdict.calls))
            what = self.say(phrases.COPY_HEAP if verdict.heap else phrases.COPY_STACK, function=verdict.function)
            yield [("      ", ""), (f"{where}  {what}", "red" if verdict.heap else "green")]

    def positives(self, package: PackageSites, short: PathShortener) -> Iterator[Line]:
        """What stays on the stack, and parameters that do not leak."""
        for site in package.sites:
            if site.package == package.path and not site.heap:
                text = self.say(phrases.STAYS, it=f"`{clean(site.name)}`")
                yield [("  ", ""), (self.position(site.place, short), "dim"), ("  " + text, "green")]
        for parameter in package.parameters:
            yield [("  ", ""), (self.position(parameter.place, short), "dim"), ("  " + self.parameter(parameter), "")]

    def parameter(self, p: Parameter) -> str:
        name = f"`{p.name}`"
        if not p.leaks:
            return self.say(phrases.PARAM_STAYS, it=name, function=p.function)
        parts = []
        for leak in p.leaks:
            phrase = phrases.PARAM_LEAKS if leak.derefs == 0 else phrases.PARAM_CONTENT
            to = self.say(phrases.TO_HEAP) if leak.to == "heap" else self.say(phrases.TO_RESULT, name=leak.result)
            parts.append(self.say(phrase, it=name, function=p.function, to=to))
        return "; ".join(parts)

    # ------------------------------------------------------------------------------------------------- totals

    def totals(self, t: Totals) -> Iterator[Line]:
        if t.packages == 0:
            return
        line: Line = [(self.say(phrases.TOTAL_HEAP, n=f"{t.heap:,}"), "bold red" if t.heap else "bold green")]
        if t.heap:
            line.append((in_functions(t, self.options.lang), ""))
        line.append((self.say(phrases.TOTAL_STACK, n=f"{t.stack:,}"), ""))
        leaks = phrases.counted(phrases.LEAKS, t.leaks, self.options.lang)
        packages = phrases.counted(phrases.PACKAGES, t.packages, self.options.lang)
        line.append((self.say(phrases.TOTAL_LEAKS, leaks=leaks, packages=packages), ""))
        yield line
        if t.never and not self.options.all:
            yield [(self.say(phrases.TOTAL_NEVER, n=f"{t.never:,}"), "dim")]
        if t.suppressed:
            yield [(self.say(phrases.TOTAL_SUPPRESSED, n=f"{t.suppressed:,}"), "dim")]
        if t.excluded:
            yield [(self.say(phrases.TOTAL_EXCLUDED, n=f"{t.excluded:,}"), "dim")]

    def profile(self, joined: Joined, hidden: int) -> Iterator[Line]:
        """How much of a profile belongs to what is listed, and where the rest is. hidden: bytes of what is not."""
        if not joined.total:
            return

        def percent(n: int) -> str:
            return f"{100 * n / joined.total:.1f}%"

        shown = percent(joined.joined - hidden)
        yield [(self.say(phrases.PROFILE_JOINED, percent=shown, total=f"{joined.total:,}"), "bold")]
        if hidden:
            yield [("  " + self.say(phrases.PROFILE_HIDDEN, percent=percent(hidden)), "")]
        if joined.no_site:
            yield [("  " + self.say(phrases.PROFILE_NO_SITE, percent=percent(joined.no_site)), "")]
        if joined.moved:
            yield [("  " + self.say(phrases.PROFILE_MOVED, percent=percent(joined.moved)), "yellow")]
        if joined.runtime:
            yield [("  " + self.say(phrases.PROFILE_RUNTIME, percent=percent(joined.runtime)), "")]
        if joined.elsewhere:
            most = ", ".join(f"{name} {percent(n)}" for name, n in joined.elsewhere.most_common(3))
            everything = percent(joined.elsewhere.total())
            yield [("  " + self.say(phrases.PROFILE_ELSEWHERE, percent=everything, functions=most), "")]

    # ---------------------------------------------------------------------------------------------- positions

    def position(self, place: Place, short: PathShortener) -> str:
        return position(place, short)

    def _elsewhere(self, story: Story, place: Place, short: PathShortener) -> str:
        """Where a story ends, if that is on another line."""
        end = story.callees[-1].place if story.callees else story.place
        if end is None or (end.file, end.line) == (place.file, place.line):
            return ""
        return f" ({self.position(end, short)})"


def position(place: Place, short: PathShortener) -> str:
    """``file:line:col``; files of the standard library and of the module cache by their names there."""
    path = file_name(place.file, short)
    return f"{path}:{place.line}:{place.col}" if place.col else f"{path}:{place.line}"


def file_name(path: str, short: PathShortener) -> str:
    path = short.path(path)
    if os.path.isabs(path):
        inside = re.search(r"/(?:go[^/]*/src|pkg/mod)/(.+)$", path)
        path = inside.group(1) if inside else path
    return path


def story_lines(story: Story, short: PathShortener, frames: bool) -> Iterable[Line]:
    """All steps of a story, each with its line of source."""
    function = ""
    for sentence in [*story.steps, *story.callees]:
        if sentence.function != function:
            function = sentence.function
            yield [("    ", ""), (function, "cyan")]
        place = sentence.place
        where = "" if place is None else position(place, short)
        yield [("      ", ""), (where, "dim"), ("  " if where else "", ""), (sentence.text, "")]
        if frames and place is not None:
            yield from frame(place, indent="        ")
