"""What a cause is: one of the reasons for which values are on the heap, and all that there is to say about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from goescape.explain.phrases import Lang
from goescape.result.sites import Site, Verdict


class Text(NamedTuple):
    """The same in each language. Names from the source stand in backquotes."""

    en: str
    zh: str

    def to(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


def text(en: str, zh: str) -> Text:
    """From text that is broken into lines."""
    return Text(" ".join(en.split()), "".join(line.strip() for line in zh.splitlines()))


class Since(NamedTuple):
    """What a release of Go (``1.25``) changed."""

    release: str
    change: Text


@dataclass(frozen=True)
class Cause:
    """``code`` and ``name`` never change their meaning; the name states what was found, not what to do.

    what: the finding. why: why the compiler must. example, alternative: complete files; the lines with the sites end
    in ``// heap`` (or ``// allocates``: on the stack, but memory is taken when it runs). use_instead: what the
    alternative does. leave_it: when it is better left alone. sources: addresses, or ``golang/go#N``.

    matches: whether a verdict has this cause, if none has it that is asked before (:data:`classify.PRIORITY`).
    suggest: one sentence for a verdict that matches. goarch, files: what example and alternative need, if anything.
    """

    code: str
    name: str
    title: Text
    what: Text
    why: Text
    example: str
    alternative: str
    use_instead: Text
    leave_it: Text
    since: tuple[Since, ...]
    sources: tuple[str, ...]
    matches: Callable[[Site, Verdict], bool]
    suggest: Callable[[Site, Verdict], Text]
    goarch: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
