"""What a heap profile measured, joined with findings by function and line.

A sample belongs to the innermost function that is not the runtime's. Where that stands in a line with a finding, the
finding has caused it. Files are compared by package and name: a profile may come from another machine, or from a
program that was built with -trimpath.
"""

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from goescape.explain.findings import Finding
from goescape.explain.names import outermost_function
from goescape.explain.pprof import Frame, HeapProfile, Sample
from goescape.result.sites import Measured, PackageSites

_RUNTIME: Final = re.compile(r"^(?:runtime|internal/runtime/[\w/]+)\.")
_TYPES: Final = re.compile(r"\[.*\]")

LineKey = tuple[str, str, int]
"""Import path, name of the file, line."""


@dataclass
class Joined:
    """Of all bytes that were measured: those that findings caused, and where the others were made.

    no_site: in analysed packages, in lines without a finding (maps that grow, code that has changed since). elsewhere:
    by the function that made them. other_root: the profile's files are in this folder, not where ours are.
    """

    total: int = 0
    joined: int = 0
    no_site: int = 0
    runtime: int = 0  # for goroutines and the like
    moved: int = 0  # of those without a site, in functions that stand elsewhere now
    elsewhere: Counter[str] = field(default_factory=Counter)
    other_root: str = ""

    @property
    def percent(self) -> float:
        return 100.0 * self.joined / self.total if self.total else 0.0


class Measure:
    """Gives findings what was measured; packages come one by one."""

    def __init__(self, profile: HeapProfile) -> None:
        self.by_line: dict[LineKey, list[Sample]] = {}
        self.given: dict[LineKey, list[Sample]] = {}
        self.result = Joined()
        for sample in profile.samples:
            self.result.total += sample.bytes
            frame = innermost(sample)
            if frame is None:
                self.result.runtime += sample.bytes
                continue
            package, _ = split_symbol(frame.function)
            self.by_line.setdefault((package, os.path.basename(frame.file), frame.line), []).append(sample)

    def join(self, findings: list[Finding]) -> None:
        """Sets ``bytes`` and ``objects`` of a package's findings; those of which nothing was measured get 0.

        What an inlined function of an analysed package makes belongs to that function, and counts there. The finding
        at the call is told its part of it.
        """
        for finding in findings:
            finding.bytes = finding.objects = finding.counted = 0
            finding.shared = False
        at: dict[LineKey, list[Finding]] = {}
        for finding in findings:
            place = finding.site.place
            for path in {finding.site.package, "main"}:
                at.setdefault((path, os.path.basename(place.file), place.line), []).append(finding)
        for key, candidates in at.items():
            before = self.given.get(key, [])
            brought = [f for f in candidates if f.brought]
            for sample in before if brought else ():
                self.give(sample, brought, key[0], False)
            left: list[Sample] = []
            given = before[:]
            for sample in self.by_line.get(key, ()):
                (given if self.give(sample, candidates, key[0], True) else left).append(sample)
            self.by_line[key], self.given[key] = left, given

    def give(self, sample: Sample, candidates: list[Finding], path: str, counts: bool) -> bool:
        frame = innermost(sample)
        assert frame is not None
        meant = [f for f in candidates if is_meant(f, frame, sample)]
        if path == "main":
            meant = [f for f in meant if same_folder(frame.file, f.site.place.file, f.site.package)]
        if not meant:
            return False
        finding = by_size(meant, sample)
        finding.bytes += sample.bytes
        finding.objects += sample.objects
        finding.shared |= len(meant) > 1
        if counts:
            finding.counted += sample.bytes
            self.result.joined += sample.bytes
            site = finding.site
            measured = site.measured or Measured(0, 0)
            site.measured = Measured(measured.bytes + sample.bytes, measured.objects + sample.objects)
            self.compare_folders(frame.file, site.place.file)
        return True

    def compare_folders(self, theirs: str, ours: str) -> None:
        if os.path.isabs(theirs) and theirs != ours and not self.result.other_root:
            self.result.other_root = os.path.dirname(theirs)

    def finish(self, packages: Sequence[PackageSites]) -> Joined:
        """What is left, seen from the packages that were analysed."""
        functions = {(p.path, f.name) for p in packages for f in p.functions}
        functions |= {(s.package, outermost_function(s.function)) for p in packages for s in p.sites}
        functions |= {(q.package, q.function) for p in packages for q in p.parameters}
        paths = {p.path for p in packages}
        folders = {os.path.basename(p.dir): p.path for p in packages}
        for (path, _, _), samples in self.by_line.items():
            for sample in samples:
                frame = innermost(sample)
                assert frame is not None
                package = path
                if path == "main":
                    package = folders.get(os.path.basename(os.path.dirname(frame.file)), path)
                if package not in paths:
                    self.result.elsewhere[_TYPES.sub("", unquote(frame.function))] += sample.bytes
                    continue
                self.result.no_site += sample.bytes
                name = outermost_function(split_symbol(frame.function)[1])
                if name and (package, name) not in functions:
                    self.result.moved += sample.bytes
        return self.result


def innermost(sample: Sample) -> Frame | None:
    """What called the runtime; None if there is nothing else."""
    return next((frame for frame in sample.frames if not _RUNTIME.match(frame.function)), None)


def split_symbol(name: str) -> tuple[str, str]:
    """``example.com/a%2eb.(*T[...]).M`` → ``("example.com/a.b", "(*T).M")``."""
    plain = _TYPES.sub("", name)
    at = plain.find(".", plain.rfind("/") + 1)
    return (unquote(plain[:at]), plain[at + 1 :]) if at > 0 else ("", plain)


def is_meant(finding: Finding, frame: Frame, sample: Sample) -> bool:
    """Whether the function is the site's, and, of what was brought by inlining, the caller's line the finding's."""
    function = split_symbol(frame.function)[1]
    outer = outermost_function(finding.site.function) or "init"
    if outermost_function(function) not in (outer, "") and f".{outer}." not in f".{function}.":
        return False
    if not finding.brought:
        return True
    place = finding.place
    return any(f.line == place.line and os.path.basename(f.file) == os.path.basename(place.file) for f in sample.frames)


def same_folder(theirs: str, ours: str, package: str) -> bool:
    """Of a main package, whose symbols do not have its import path: the same file, there or as -trimpath names it."""
    if theirs == ours or theirs == f"{package}/{os.path.basename(ours)}":
        return True
    folder = os.path.basename(os.path.dirname(ours))
    return os.path.basename(os.path.dirname(theirs)) == folder


def by_size(findings: list[Finding], sample: Sample) -> Finding:
    """Of several in one line the one whose size fits best: memory is taken in size classes, an eighth larger at most,
    small ones more."""
    if len(findings) == 1 or sample.objects == 0:
        return findings[0]
    size = sample.bytes // sample.objects
    known = [f for f in findings if 0 < f.site.size <= size <= f.site.size * 9 // 8 + 16]
    if known:
        return max(known, key=lambda f: f.site.size)
    return next((f for f in findings if f.site.size < 0), findings[0])
