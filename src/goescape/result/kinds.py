"""What kind of message a message is: its text with the names of the program taken out.

Differences that have one cause mostly are of one kind, however many packages show them.
"""

import re
from collections import Counter
from typing import Final

from goescape.result.diff import Diff

_EXPRESSION: Final = re.compile(r"^(func literal|\.\.\. argument|&|\*|new\(|make\(|append\(|\[\]|map\[)?")
_COST: Final = re.compile(r"\b(cost|budget|width)([ =])-?\d+")
_CLOSURE: Final = re.compile(r"\.func\d+\S*")
_AUTO: Final = re.compile(r"\.autotmp_\d+|~r\d+|~[bp]\d+")

# Beginning, what follows the name.
_SHAPES: Final = (
    (re.compile(r"^(can inline ).*?( with cost \d+ as: ).*$", re.S), r"\1F\2BODY"),
    (re.compile(r"^(can inline ).*$"), r"\1F"),
    (re.compile(r"^(cannot inline ).*?(: .*)$", re.S), r"\1F\2"),
    (re.compile(r"^(inlining call to ).*$"), r"\1F"),
    (re.compile(r"^((?:partially )?devirtualizing ).* to .*$"), r"\1X to T"),
    (re.compile(r"^(moved to heap: ).*$"), r"\1V"),
    (re.compile(r"^(leaking param(?: content)?: )\S+(?: to result (?:\S+)( level=-?\d+))?$"), r"\1P\2"),
    (re.compile(r"^(parameter ).*( leaks to ).*( with derefs=\d+:)$"), r"\1P\2R\3"),
    (re.compile(r"^.*( ignoring self-assignment in ).*$"), r"X\1F"),
    (re.compile(r"^.*( capturing by (?:ref|value): ).*( \(.*\))$"), r"F\1V\2"),
    (re.compile(r"^(  flow: ).*?(&|\**)[^&*]*:$"), r"\1X ← \2Y:"),
    (re.compile(r"^(    from ).*( \([^()]*\)) at .*$"), r"\1X\2"),
    (re.compile(r"^(assuming ).*( is unsafe uintptr)$"), r"\1P\2"),
    (re.compile(r"^(function ).*( considered 'big'.*)$"), r"\1F\2"),
)  # fmt: skip
_VERDICTS: Final = (" escapes to heap in ", " escapes to heap", " does not escape")


def kind(text: str) -> str:
    """
    >>> kind("moved to heap: x"), kind("leaking param: p to result ~r0 level=1")
    ('moved to heap: V', 'leaking param: P level=1')
    >>> kind("&T{...} escapes to heap in f:"), kind("can inline f with cost 7 as: func() {  }")
    ('&X escapes to heap in F:', 'can inline F with cost N as: BODY')
    """
    for shape, replacement in _SHAPES:
        found, count = shape.subn(replacement, text, count=1)
        if count:
            return _COST.sub(r"\1\2N", found)
    for verdict in _VERDICTS:
        what, found, rest = text.partition(verdict)
        if found:
            match = _EXPRESSION.match(what)
            head = match[1] if match is not None and match[1] else ""
            return head + ("" if head[-1:].isalpha() else "X") + verdict + ("F:" if rest else "")
    return _AUTO.sub("V", _CLOSURE.sub(".funcN", text))


def kinds_of(diff: Diff) -> list[tuple[tuple[str, str], int]]:
    """How many differing lines there are of each sign ("-": only the reference has them) and kind, most first."""
    counts: Counter[tuple[str, str]] = Counter()
    for package in diff.packages:
        counts.update(("-", kind(message.text)) for message in package.missing)
        counts.update(("+", kind(message.text)) for message in package.extra)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0][1], item[0][0]))
