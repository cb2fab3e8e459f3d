"""Code frames: the line of source that a message is about, with a mark under the place."""

import os
from functools import lru_cache

from goescape.report.style import Line
from goescape.result.sites import Place

TAB = 4


@lru_cache(maxsize=256)
def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().split("\n")
    except OSError:
        return []


def forget_sources() -> None:
    """For tests and long runs: files are read again."""
    _lines.cache_clear()


def source_text(path: str) -> str | None:
    """All of a file; None if it cannot be read."""
    lines = _lines(path)
    return "\n".join(line.rstrip("\r") for line in lines).rstrip("\n") if lines else None


def source_line(place: Place) -> str | None:
    """The line of a place without its end; None where there is no such file or line."""
    if not os.path.isabs(place.file):
        return None
    lines = _lines(place.file)
    return lines[place.line - 1].rstrip("\r") if 0 < place.line <= len(lines) else None


def frame(place: Place, width: int = 1, indent: str = "      ") -> list[Line]:
    """The line and the mark; nothing where the source is not at hand. Columns count bytes, tabs are four wide."""
    text = source_line(place)
    if text is None:
        return []
    before = text.encode("utf-8", "replace")[: max(place.col - 1, 0)].decode("utf-8", "replace")
    number = str(place.line)
    out: list[Line] = [[(f"{indent}{number} | ", "dim"), (text.expandtabs(TAB), "")]]
    if place.col > 0:
        gap = " " * len(before.expandtabs(TAB))
        out.append([(f"{indent}{' ' * len(number)} | ", "dim"), (gap + "^" * max(width, 1), "bold red")])
    return out
