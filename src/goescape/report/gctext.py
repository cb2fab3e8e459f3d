"""The text that ``go build -gcflags=-m`` prints: a header per package, paths relative to the working directory.

The compiler prints absolute paths. The go command then replaces, for a package's folder and every folder above it,
the folder by its relative name wherever that is shorter (never inside a word). So a package below the working
directory shows ``sub/a.go``, the one in it ``./a.go``, and the standard library, seen from elsewhere, stays
absolute when ``../..`` would be longer.
"""

import os
from collections.abc import Iterable, Iterator

from goescape.result import Diagnostic, PackageReport


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


def render_package(report: PackageReport, cwd: str) -> str:
    """The block of one package, "" when it printed nothing."""
    if not report.messages:
        return ""
    lines = "\n".join(message.format() for message in report.messages)
    return f"# {report.desc}\n{PathShortener(report.dir, cwd).text(lines)}\n"


def render_errors(desc: str, dir: str, errors: Iterable[Diagnostic], cwd: str) -> str:
    lines = "\n".join(error.format() for error in errors)
    text = PathShortener(dir, cwd).text(lines) if dir else lines
    return f"# {desc}\n{text}\n"


def render(reports: Iterable[PackageReport], cwd: str) -> Iterator[str]:
    for report in reports:
        block = render_package(report, cwd)
        if block:
            yield block
