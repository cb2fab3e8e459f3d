"""The outcome of a check, for people, for GitHub and for programs."""

import os
from collections.abc import Iterator

from goescape.check import phrases
from goescape.check.outcome import Failure, Outcome
from goescape.explain.phrases import Lang, Phrase
from goescape.report.frames import frame
from goescape.report.gctext import PathShortener
from goescape.report.github import relative
from goescape.report.style import Line
from goescape.report.text import position
from goescape.result.encode import to_json

_TITLES = {
    "contract": phrases.DOES_NOT_HOLD,
    "invalid": phrases.INVALID,
    "new": phrases.IS_NEW,
    "budget": phrases.OVER_BUDGET,
    "forbidden": phrases.IS_FORBIDDEN,
}


class CheckText:
    """``frames``: show source lines. ``story``: all steps, not only the headline."""

    def __init__(self, cwd: str, lang: Lang, frames: bool, story: bool) -> None:
        self.short = PathShortener(cwd, cwd)
        self.lang = lang
        self.frames = frames
        self.story = story

    def say(self, phrase: Phrase, **names: str) -> str:
        return phrase.say(self.lang, **names)

    def lines(self, outcome: Outcome) -> Iterator[Line]:
        for failure in outcome.failures:
            yield from self.failure(failure)
        for gone in outcome.gone:
            text = self.say(phrases.GONE, text=f"`{gone.text}`", function=gone.function or gone.package)
            yield [(text, "green")]
        if outcome.gone:
            yield [(self.say(phrases.UPDATE_BASELINE), "")]
        yield from self.totals(outcome)

    def failure(self, f: Failure) -> Iterator[Line]:
        title = self.say(_TITLES[f.what])
        head: Line = [(position(f.place, self.short), "bold"), ("  ", ""), (f.rule, "yellow"), ("  ", "")]
        head.append((f"{title} ({f.cause})" if f.cause else title, "bold red"))
        yield head
        if self.frames:
            yield from frame(f.place, f.width, "    ")
        yield [("    ", ""), (f.message, ""), (self.ends_at(f), "dim")]
        if f.suggestion:
            yield [("    ", ""), (f.suggestion, "green")]
        if f.rule_place is not None and f.rule_place != f.place and f.rule_place.line != f.place.line:
            where = position(f.rule_place, self.short)
            yield [("    ", ""), (self.say(phrases.WRITTEN_AT, place=where), "dim")]
        for step in f.story if self.story or f.what == "budget" else []:
            where = "" if step.place is None else position(step.place, self.short)
            yield [("      ", ""), (where, "dim"), ("  ", ""), (step.text, "")]
        yield []

    def ends_at(self, f: Failure) -> str:
        """Where the story ends, if that is on another line and not told yet."""
        end = f.story[-1].place if f.story and f.what != "budget" else None
        if end is None or (end.file, end.line) == (f.place.file, f.place.line):
            return ""
        if f"{os.path.basename(end.file)}:{end.line})" in f.message:
            return ""
        return f" ({position(end, self.short)})"

    def totals(self, o: Outcome) -> Iterator[Line]:
        counts = self.say(phrases.CHECKED, n=f"{o.directives:,}", packages=f"{o.packages:,}")
        if o.budgets:
            counts += self.say(phrases.BUDGETS, n=f"{o.budgets:,}")
        if o.baseline:
            counts += self.say(phrases.IN_BASELINE, n=f"{o.baseline:,}")
        if o.allowed:
            counts += self.say(phrases.ALLOWED, n=f"{o.allowed:,}")
        if o.failures:
            yield [(self.say(phrases.BROKEN, n=f"{len(o.failures):,}"), "bold red"), (counts, "")]
        elif o.incomplete:
            yield [(self.say(phrases.INCOMPLETE), "bold red"), (counts, "")]
        else:
            yield [(self.say(phrases.ALL_HOLD), "bold green"), (counts, "")]


def check_json(outcome: Outcome) -> str:
    return to_json(outcome).decode()


def check_annotations(outcome: Outcome, root: str, lang: Lang) -> Iterator[str]:
    """An error for each failure; ``root``: the repository's folder."""
    from goescape.report.github import command

    for f in outcome.failures:
        title = f"{f.rule}: {_TITLES[f.what].say(lang)}"
        yield command("error", relative(f.place.file, root), f.place.line, f.place.col, title, f.message)
    for note in outcome.notes:
        yield command("notice", "", 0, 0, "goescape", note)
