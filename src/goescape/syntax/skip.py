"""Finding the end of a function body without parsing it."""

from typing import Final

from goescape.base.text import decode_rune

_NONE: Final = 1 << 60


def skip_braces(src: str, start: int, line_start: int) -> int:
    """The index behind the ``}`` that matches the ``{`` at ``start``, or -1.

    -1 if there is none, if a literal is malformed in a way that could hide a brace, or if there is a comment that
    holds a directive: then the body has to be parsed. ``line_start`` is where the line of ``start`` begins. Works
    by searching for the few characters that matter, as most of a body is none of them.
    """
    i = start + 1
    depth = 1
    opened = src.find("{", i)
    closed = src.find("}", i)
    string = src.find('"', i)
    raw = src.find("`", i)
    rune = src.find("'", i)
    slash = src.find("/", i)
    if opened < 0:
        opened = _NONE
    if string < 0:
        string = _NONE
    if raw < 0:
        raw = _NONE
    if rune < 0:
        rune = _NONE
    if slash < 0:
        slash = _NONE
    while True:
        if closed < i:
            closed = src.find("}", i)
            if closed < 0:
                return -1
        if opened < i:
            opened = src.find("{", i)
            if opened < 0:
                opened = _NONE
        first = closed if closed < opened else opened
        if slash < first:
            if slash < i:
                slash = src.find("/", i)
                if slash < 0:
                    slash = _NONE
            if slash < first:
                first = slash
        if string < first:
            if string < i:
                string = src.find('"', i)
                if string < 0:
                    string = _NONE
            if string < first:
                first = string
        if rune < first:
            if rune < i:
                rune = src.find("'", i)
                if rune < 0:
                    rune = _NONE
            if rune < first:
                first = rune
        if raw < first:
            if raw < i:
                raw = src.find("`", i)
                if raw < 0:
                    raw = _NONE
            if raw < first:
                first = raw

        if first == closed:
            i = closed + 1
            depth -= 1
            if depth == 0:
                return i
        elif first == opened:
            i = opened + 1
            depth += 1
        elif first == slash:
            i = _skip_comment(src, slash, line_start)
        elif first == string:
            i = _skip_string(src, string)
        elif first == raw:
            i = src.find("`", raw + 1) + 1
        else:
            i = _skip_rune(src, rune)
        if i <= 0:
            return -1


def _skip_comment(src: str, i: int, line_start: int) -> int:
    if src.startswith("//", i):
        if src.startswith("go:", i + 2):
            return -1
        if src.startswith("line ", i + 2) and (i == line_start or src.startswith("\n", i - 1)):
            return -1
        end = src.find("\n", i)
        return end + 1
    if src.startswith("/*", i):
        if src.startswith("line ", i + 2):
            return -1
        end = src.find("*/", i + 2)
        return end + 2 if end >= 0 else -1
    return i + 1


def _skip_string(src: str, i: int) -> int:
    end = i
    while True:
        end = src.find('"', end + 1)
        if end < 0 or src.find("\n", i, end) >= 0:
            return -1
        k = end - 1
        while src[k] == "\\":
            k -= 1
        if (end - k) & 1:
            return end + 1


def _skip_rune(src: str, i: int) -> int:
    """Only runes of the right form are skipped: of a malformed one the extent would be a guess."""
    if src.startswith("\\", i + 1):
        end = src.find("'", i + 3)
        if end < 0 or end > i + 12 or src.find("\n", i, end) >= 0:
            return -1
        return end + 1
    _, width = decode_rune(src, i + 1)
    end = i + 1 + width
    if width == 0 or src[i + 1] == "'" or src[i + 1] == "\n" or not src.startswith("'", end):
        return -1
    return end + 1
