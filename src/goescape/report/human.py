"""The report for people: what goes to the heap, by function, each with one sentence why, and totals.

A line is a list of (text, style) pairs; styles are rich's names. Whoever prints decides whether to colour.
"""

import os
from collections.abc import Iterable, Iterator
from typing import Final

from goescape.explain.causes import why_heap
from goescape.report.gctext import PathShortener
from goescape.result import PackageReport, Site
from goescape.result.read import read_sites
from goescape.result.records import HEAP

Line = list[tuple[str, str]]

_WIDTH: Final = 44


class Totals:
    """Counts over all packages of a report."""

    def __init__(self) -> None:
        self.packages = 0
        self.heap = 0
        self.stack = 0
        self.leaks = 0
        self.functions = 0

    def lines(self) -> Iterator[Line]:
        if self.packages == 0:
            return
        heap = _count(self.heap, "value goes", "values go")
        functions = _count(self.functions, "function", "functions")
        yield [
            (f"{heap} to the heap", "bold red" if self.heap else "bold green"),
            (f" in {functions}" if self.heap else "", ""),
            (f"; {_count(self.stack, 'value stays', 'values stay')} on the stack", ""),
            (f"; {_count(self.leaks, 'parameter leaks', 'parameters leak')}", ""),
            (f"; {_count(self.packages, 'package', 'packages')}.", ""),
        ]


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"


def package_lines(report: PackageReport, cwd: str, totals: Totals) -> Iterator[Line]:
    """The lines of one package; nothing when all of its values stay on the stack."""
    sites, leaks = read_sites(report.messages)
    sites = list(_distinct(sites))
    heap = [site for site in sites if site.verdict == HEAP]
    totals.packages += 1
    totals.heap += len(heap)
    totals.stack += len(sites) - len(heap)
    totals.leaks += len({(leak.file, leak.line, leak.col) for leak in leaks})
    if not heap:
        return
    short = PathShortener(report.dir, cwd)
    yield [(report.desc, "bold")]
    for function, group in _by_function(heap).items():
        totals.functions += 1
        yield [("  ", ""), (function, "bold cyan")]
        for site in group:
            yield from _site_lines(site, short)
    yield []


def _site_lines(site: Site, short: PathShortener) -> Iterator[Line]:
    sentence, note = why_heap(site)
    what = site.what if len(site.what) <= _WIDTH else site.what[: _WIDTH - 1] + "…"
    kind = "variable " if site.is_variable else ""
    yield [
        ("    ", ""),
        (f"{short.path(site.file)}:{site.line}:{site.col}", "dim"),
        ("  ", ""),
        (kind + what, "yellow"),
    ]
    where = ""
    if note is not None and _line_of(note.position) not in ("", str(site.line)):
        where = f" (line {_line_of(note.position)})"
    yield [("        ", ""), (sentence + where, "")]


def _line_of(position: str) -> str:
    parts = position.rsplit(":", 2)
    return parts[1] if len(parts) == 3 and parts[1].isdigit() else ""


def _distinct(sites: Iterable[Site]) -> Iterator[Site]:
    """One per place and value: gc judges a generic function once per shape."""
    seen = set()
    for site in sites:
        key = (site.file, site.line, site.col, site.what, site.verdict)
        if key not in seen:
            seen.add(key)
            yield site


def _by_function(sites: list[Site]) -> dict[str, list[Site]]:
    """Functions in the order of the source, the sites of each in the order of the source."""
    groups: dict[str, list[Site]] = {}
    for site in sorted(sites, key=lambda s: (os.path.basename(s.file), s.line, s.col)):
        groups.setdefault(_human_function(site.function), []).append(site)
    return groups


def _human_function(name: str) -> str:
    """Names as the source has them: function literals by their function, shapes without gc's spelling."""
    if not name:
        return "(package level)"
    name = name.replace("go.shape.", "")
    return "package initialisation" if name == "init" or name.startswith("init.") else name
