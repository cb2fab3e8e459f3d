"""What changed between two states, for people, as Markdown for a pull request, and for programs."""

import os
from collections.abc import Iterator, Sequence

from goescape.check import phrases
from goescape.check.changes import Changes, LeakChange, SiteChange, Status, Value
from goescape.explain.phrases import (
    COLUMN_FUNCTION,
    COLUMN_PLACE,
    COLUMN_VALUE,
    COLUMN_WHY,
    KINDS,
    NAME_INIT,
    Lang,
    Phrase,
)
from goescape.report.frames import frame
from goescape.report.markdown import cell, code
from goescape.report.style import Line
from goescape.report.titles import shorten
from goescape.result.encode import to_json
from goescape.result.sites import Place

_SECTIONS: tuple[tuple[Status, Phrase, str], ...] = (
    ("new", phrases.DIFF_NEW, "bold red"),
    ("changed", phrases.DIFF_CHANGED, "bold yellow"),
    ("gone", phrases.DIFF_GONE, "bold green"),
)
MARKER = "<!-- goescape diff -->\n"
"""First line of the Markdown: by it a bot finds its comment again."""


def relative_to(path: str, roots: Sequence[str]) -> str:
    """With slashes; a file below none of the folders keeps its path."""
    for root in roots:
        if root and path.startswith(root.rstrip(os.sep) + os.sep):
            return os.path.relpath(path, root).replace(os.sep, "/")
    return path


class _Sayer:
    def __init__(self, lang: Lang, roots: Sequence[str]) -> None:
        self.lang = lang
        self.roots = roots

    def say(self, phrase: Phrase, **names: str) -> str:
        return phrase.say(self.lang, **names)

    def position(self, place: Place) -> str:
        return f"{relative_to(place.file, self.roots)}:{place.line}"

    def totals(self, c: Changes) -> str:
        if not c.sites and not c.leaks:
            return self.say(phrases.DIFF_NONE)
        counts = {"new": str(c.count("new")), "gone": str(c.count("gone")), "changed": str(c.count("changed"))}
        text = self.say(phrases.DIFF_TOTAL, **counts)
        return text + (self.say(phrases.DIFF_LEAKS, n=str(len(c.leaks))) if c.leaks else "")

    def states(self, c: Changes) -> str:
        return self.say(
            phrases.DIFF_STATES,
            old=c.old.name,
            new=c.new.name,
            old_sites=f"{c.old.sites:,}",
            new_sites=f"{c.new.sites:,}",
            old_bytes=f"{c.old.bytes:,}",
            new_bytes=f"{c.new.bytes:,}",
        )

    def function(self, change: SiteChange) -> str:
        return change.function or self.say(NAME_INIT)

    def reasons(self, change: SiteChange) -> list[str]:
        """Sentences: why it is there, or what became of it."""
        old, new = change.old, change.new
        if new is not None and old is not None:
            was = [self.say(phrases.WAS_TEXT, text=f"`{change.old_text}`")] if change.old_text else []
            return was + self.differences(old, new, told=bool(was))
        if new is not None:
            return [new.why, *([self.say(phrases.WAS_STACK)] if change.stack else [])]
        assert old is not None
        return [
            self.say(phrases.NOW_STACK if change.stack else phrases.REMOVED),
            self.say(phrases.BEFORE, what=old.why),
        ]

    def differences(self, old: Value, new: Value, told: bool) -> list[str]:
        """``told``: that something differs is clear already."""
        out: list[str] = []
        if old.size != new.size:
            size = {"old": self.size(old), "new": self.size(new)}
            out.append(self.say(phrases.SIZE_CHANGED, **size))
        if bool(old.loop) != bool(new.loop):
            out.append(self.say(phrases.NOW_IN_LOOP if new.loop else phrases.NO_LONGER_IN_LOOP))
        if (old.why != new.why and not told) or old.cause != new.cause:
            out.append(self.say(phrases.BEFORE, what=f"{old.cause} {old.why}"))
            out.append(self.say(phrases.NOW, what=f"{new.cause} {new.why}"))
        return out

    def size(self, value: Value) -> str:
        return f"{value.size:,}" if value.size >= 0 else "?"

    def leak(self, change: LeakChange) -> str:
        names = {"parameter": f"`{change.parameter}`", "function": f"`{change.function}`"}
        if change.status == "new":
            return self.say(phrases.LEAK_NEW, to=", ".join(change.new), **names)
        if change.status == "gone":
            return self.say(phrases.LEAK_GONE, **names)
        return self.say(phrases.LEAK_CHANGED, old=", ".join(change.old), new=", ".join(change.new), **names)


class DiffText(_Sayer):
    """``frames``: show source lines."""

    def __init__(self, lang: Lang, roots: Sequence[str], frames: bool) -> None:
        super().__init__(lang, roots)
        self.frames = frames

    def lines(self, c: Changes) -> Iterator[Line]:
        for status, heading, style in _SECTIONS:
            chosen = [change for change in c.sites if change.status == status]
            if chosen:
                yield [(self.say(heading), style)]
                for change in chosen:
                    yield from self.change(change)
                yield []
        if c.leaks:
            yield [(self.say(phrases.DIFF_PARAMETERS), "bold")]
            for leak in c.leaks:
                yield [("  ", ""), (self.position(leak.place), "bold"), ("  ", ""), (self.leak(leak), "")]
                if leak.why and leak.status != "gone":
                    yield [("      ", ""), (leak.why, "")]
            yield []
        yield [(self.totals(c), "bold")]
        yield [(self.states(c), "dim")]

    def change(self, change: SiteChange) -> Iterator[Line]:
        value = change.new or change.old
        assert value is not None
        kind = self.say(KINDS[change.kind])
        head: Line = [("  ", ""), (self.position(value.place), "bold"), ("  ", ""), (shorten(change.text), "yellow")]
        head.append((f"  {kind}, {value.cause}, {self.function(change)}", "dim"))
        yield head
        if self.frames and change.status != "gone":
            yield from frame(value.place)
        for sentence in self.reasons(change):
            yield [("      ", ""), (sentence, "")]


class DiffMarkdown(_Sayer):
    """A comment for a pull request: the numbers, then a table for each kind of change."""

    def render(self, c: Changes) -> Iterator[str]:
        yield MARKER
        yield f"**{self.totals(c)}**\n\n{self.states(c)}\n"
        for status, heading, _ in _SECTIONS:
            chosen = [change for change in c.sites if change.status == status]
            if chosen:
                yield f"\n### {self.say(heading)}\n\n"
                heads = (COLUMN_PLACE, COLUMN_VALUE, COLUMN_FUNCTION, COLUMN_WHY)
                yield "| " + " | ".join(self.say(head) for head in heads) + " |\n|---|---|---|---|\n"
                for change in chosen:
                    yield self.row(change)
        if c.leaks:
            yield f"\n### {self.say(phrases.DIFF_PARAMETERS)}\n\n"
            for leak in c.leaks:
                why = f" {leak.why}" if leak.why and leak.status != "gone" else ""
                yield f"- {code(self.position(leak.place))} {cell(self.leak(leak))}.{cell(why)}\n"
        for note in c.notes:
            yield f"\n> {note}\n"

    def row(self, change: SiteChange) -> str:
        value = change.new or change.old
        assert value is not None
        why = "<br>".join(cell(sentence) for sentence in self.reasons(change))
        where = code(self.position(value.place))
        return f"| {where} | {code(shorten(change.text))} {value.cause} | {code(self.function(change))} | {why} |\n"


def shorten_places(changes: Changes, roots: Sequence[str]) -> None:
    """Paths relative to the folder that was compared, so that they mean something afterwards."""
    for change in changes.sites:
        for value in (change.old, change.new):
            if value is not None:
                value.place = _shorter(value.place, roots)
                for at, step in enumerate(value.story):
                    if step.place is not None:
                        value.story[at] = type(step)(step.text, _shorter(step.place, roots), step.function)
    for leak in changes.leaks:
        leak.place = _shorter(leak.place, roots)


def _shorter(place: Place, roots: Sequence[str]) -> Place:
    return Place(relative_to(place.file, roots), place.line, place.col)


def diff_json(changes: Changes) -> str:
    return to_json(changes).decode()
