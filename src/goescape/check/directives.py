"""Directives in comments: gcassert's, our own, and golangci-lint's ``//nolint``. What they look like, nothing more."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, cast

from goescape.check import phrases
from goescape.check.source import Comment
from goescape.explain.classify import find_cause
from goescape.explain.phrases import Phrase

Verb = Literal["inline", "bce", "noescape", "stack", "noleak", "noalloc", "allow", "nolint"]

GCASSERT: Final = ("inline", "bce", "noescape")
OWN: Final = ("stack", "noleak", "noalloc", "allow")
OPTIONS: Final[dict[str, tuple[str, ...]]] = {
    "stack": ("alone", "inlined"),
    "noleak": ("content-ok", "result-ok"),
    "noalloc": ("with-panics",),
}
# What breaks noalloc besides the causes of the catalogue.
WORDS: Final = ("interface-call", "value-call", "no-body", "runtime")

_GCASSERT: Final = re.compile(r"// ?gcassert:([\w,]+)")
_GCASSERT_WORD: Final = re.compile(r"^// ?gcassert:?")
_OWN: Final = re.compile(r"^// ?goescape:(\S+)[ \t]*(.*)$", re.DOTALL)
_OWN_WORD: Final = re.compile(r"^//( ?)goescape:[ \t]*(\S*)")
_NOLINT: Final = re.compile(r"^//[/ ]*nolint(?::([\w,\- ]*))?(?![\w-])")
_NEAR: Final = re.compile(r"^//\s*([A-Za-z]{5,12})\s?:(\S+)")
_MAYBE: Final = re.compile(r"//\s*([A-Za-z]{5,12})\s?:\S")
_NAME: Final = re.compile(r"^(?:[^\W\d]\w*|~r\d+)$")


@dataclass(frozen=True)
class Directive:
    """``text``: as written, for messages. names: variables (stack, noleak); codes, reason: of allow."""

    verb: Verb
    text: str
    comment: Comment
    names: tuple[str, ...] = ()
    options: frozenset[str] = frozenset()
    codes: tuple[str, ...] = ()
    reason: str = ""

    @property
    def is_gcassert(self) -> bool:
        return self.verb in GCASSERT


@dataclass(frozen=True)
class Misspelt:
    """A comment that is meant to be a directive, and what is wrong with it."""

    comment: Comment
    text: str
    phrase: Phrase
    names: dict[str, str]


def may_hold_directives(text: str) -> bool:
    """Whether it is worth looking for comments in a file."""
    if "goescape" in text or "gcassert" in text or "nolint" in text:
        return True
    return any(_is_near(m[1]) for m in _MAYBE.finditer(text))


def directives_in(comment: Comment) -> Iterator[Directive | Misspelt]:
    """What one comment says; nothing for an ordinary comment."""
    text = comment.text
    if text.startswith("/*"):
        if re.match(r"/\*\s*(?:goescape|gcassert):", text):
            yield Misspelt(comment, text, phrases.NOT_A_LINE_COMMENT, {})
        return
    own = _OWN.match(text)
    if own is not None:
        yield _own(comment, own[1], own[2].strip())
        return
    gcassert = _GCASSERT.search(text)
    if gcassert is not None:
        yield from _gcassert(comment, gcassert[1])
        return
    nolint = _NOLINT.match(text)
    if nolint is not None:
        linters = [name.strip() for name in (nolint[1] or "all").split(",")]
        if "goescape" in linters or "all" in linters:
            yield Directive("nolint", "//nolint:goescape", comment)
        return
    if _GCASSERT_WORD.match(text) and text.startswith("//gcassert"):
        yield Misspelt(comment, _short(text), phrases.BLANK_IN_DIRECTIVE, {"form": "//gcassert:inline,noescape"})
        return
    prose = _OWN_WORD.match(text)
    if prose is not None:  # a blank behind the colon: a directive that was meant, or a sentence about goescape
        if not prose[1] or prose[2] in OWN:
            yield Misspelt(comment, _short(text), phrases.BLANK_IN_DIRECTIVE, {"form": "//goescape:stack x"})
        return
    near = _NEAR.match(text)
    if near is not None and _is_near(near[1]):
        meant = _meant(near[1])
        yield Misspelt(comment, _short(text), phrases.MISSPELT_TOOL, {"word": near[1], "meant": meant})


def _gcassert(comment: Comment, verbs: str) -> Iterator[Directive | Misspelt]:
    for verb in verbs.split(","):
        if verb in GCASSERT:
            yield Directive(cast(Verb, verb), f"//gcassert:{verb}", comment)
        else:
            known = {"word": f"gcassert:{verb}", "known": ", ".join(GCASSERT)}
            yield Misspelt(comment, f"//gcassert:{verbs}", phrases.UNKNOWN_DIRECTIVE, known)


def _own(comment: Comment, verb: str, rest: str) -> Directive | Misspelt:
    text = _short(comment.text)
    if verb == "allow":
        return _allow(comment, text, rest)
    rest = rest.partition("//")[0].strip()  # a comment on the directive
    words = [word for word in re.split(r"[,\s]+", rest) if word]
    if verb == "noalloc":
        others = [word for word in words if word not in OPTIONS[verb]]
        if others:
            return Misspelt(comment, text, phrases.NOALLOC_TAKES_NOTHING, {"word": others[0]})
        return Directive("noalloc", text, comment, options=frozenset(words))
    if verb != "stack" and verb != "noleak":
        near = difflib.get_close_matches(verb, OWN, 1)
        if near:
            return Misspelt(comment, text, phrases.MISSPELT_DIRECTIVE, {"word": verb, "meant": near[0]})
        return Misspelt(comment, text, phrases.UNKNOWN_DIRECTIVE, {"word": f"goescape:{verb}", "known": ", ".join(OWN)})
    options = frozenset(word for word in words if word in OPTIONS[verb])
    names = tuple(word for word in words if word not in options)
    for name in names:
        if not _NAME.match(name):
            return Misspelt(comment, text, phrases.NOT_A_NAME, {"word": name, "known": ", ".join(OPTIONS[verb])})
    return Directive(cast(Verb, verb), text, comment, names, options)


def _allow(comment: Comment, text: str, rest: str) -> Directive | Misspelt:
    code, _, reason = rest.partition(" ")
    codes: list[str] = []
    for name in code.split(","):
        cause = find_cause(name)
        if cause is not None:
            codes.append(cause.code)
        elif name in WORDS:
            codes.append(name)
        elif name:
            return Misspelt(comment, text, phrases.NOT_A_CODE, {"word": name, "known": ", ".join(WORDS)})
    if not codes or not reason.strip():
        return Misspelt(comment, text, phrases.ALLOW_NEEDS_REASON, {})
    return Directive("allow", text, comment, codes=tuple(codes), reason=reason.strip())


@lru_cache(maxsize=1024)
def _is_near(word: str) -> bool:
    return bool(_meant(word))


def _meant(word: str) -> str:
    """The tool that a word is nearly the name of; "" for any other word."""
    near = difflib.get_close_matches(word.lower(), ("goescape", "gcassert"), 1, 0.8)
    return near[0] if near else ""


def _short(text: str) -> str:
    return text.split("\n")[0].rstrip()
