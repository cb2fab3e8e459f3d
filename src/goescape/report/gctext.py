"""The text that ``go build -gcflags=-m`` prints: a header per package, paths relative to the working directory.

The compiler prints absolute paths. The go command then replaces, for a package's folder and every folder above it,
the folder by its relative name wherever that is shorter (never inside a word). So a package below the working
directory shows ``sub/a.go``, the one in it ``./a.go``, and the standard library, seen from elsewhere, stays
absolute when ``../..`` would be longer.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from goescape.result import Diagnostic, Message, PackageReport

LINES_PER_PIECE: Final = 10_000


def short_path(path: str, cwd: str) -> str:
    """The relative or the absolute name of ``path``, whichever is shorter."""
    try:
        relative = os.path.relpath(path, cwd)
    except ValueError:
        return path
    if len(relative) >= len(path):
        return path
    if ".." in relative and not _same_file(os.path.join(cwd, relative), path):
        return path  # the working directory was reached through a symbolic link
    return relative


def _same_file(a: str, b: str) -> bool:
    try:
        return os.path.samefile(a, b)
    except OSError:
        return not os.path.exists(a) and not os.path.exists(b)


class PathShortener:
    """Shortens the paths in one package's text; ``dir`` is the package's folder."""

    def __init__(self, dir: str, cwd: str) -> None:
        self.replacements: list[tuple[str, str]] = []
        while True:
            short = short_path(dir, cwd)
            if short != dir:
                self.replacements.append((dir, short))
            parent = os.path.dirname(dir)
            if parent == dir:
                break
            dir = parent

    def text(self, text: str) -> str:
        for old, new in self.replacements:
            if old not in text:
                continue
            text = text.replace(" " + old, " " + new).replace("\n" + old, "\n" + new)
            text = text.replace("\n\t" + old, "\n\t" + new)
            if text.startswith(old):
                text = new + text[len(old) :]
        return text

    def path(self, path: str) -> str:
        return self.text(path)


def package_pieces(report: PackageReport, cwd: str) -> Iterator[str]:
    """The block of one package in pieces of some megabytes, nothing when it printed nothing."""
    if not report.messages:
        return
    yield f"# {report.desc}"
    shortener = PathShortener(report.dir, cwd)
    for lines in batched_lines(report.messages):
        yield shortener.text(lines)
    yield "\n"


def batched_lines(messages: Sequence[Message]) -> Iterator[str]:
    """Formatted messages, ``LINES_PER_PIECE`` at a time; each begins with the end of the line before it.

    Explanations have the position of what they explain.
    """
    file, line, col, position = "", 0, 0, ""
    for start in range(0, len(messages), LINES_PER_PIECE):
        piece: list[str] = []
        for m in messages[start : start + LINES_PER_PIECE]:
            if m.line != line or m.col != col or m.file != file:
                file, line, col = m.file, m.line, m.col
                position = f"{m.position()}: " if file else ""  # none for a variable of the compiler's own making
            piece += ("\n", position, m.text)
        yield "".join(piece)


def render_errors(desc: str, dir: str, errors: Iterable[Diagnostic], cwd: str) -> str:
    lines = "\n".join(error.format() for error in errors)
    text = PathShortener(dir, cwd).text(lines) if dir else lines
    return f"# {desc}\n{text}\n"


def render(reports: Iterable[PackageReport], cwd: str) -> Iterator[str]:
    for report in reports:
        yield from package_pieces(report, cwd)
