"""What a report lists: one finding per place in the analysed packages that puts something on the heap.

A site of the package is one finding, whatever happened to its inlined copies. A site of another package, whose
function was inlined here, is one finding for each call that brings it to the heap.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log2
from typing import Final

from goescape.explain.classify import cause_of
from goescape.explain.names import outermost_function
from goescape.result.sites import PackageSites, Place, Site, Verdict

LOOP_WEIGHT: Final = 10.0
_MAX_LOOPS: Final = 3


@dataclass
class Finding:
    """``place`` is in the analysed package: the site, or the call that brought it; ``function`` is declared there.

    score: how much it matters, for sorting (no unit). bytes, objects: measured, -1 without a profile; shared: together
    with others in its line that may have caused it; counted: bytes that no other finding has.
    """

    package: str
    site: Site
    verdict: Verdict
    place: Place
    function: str
    exported: bool
    score: float = 0.0
    bytes: int = -1
    objects: int = -1
    shared: bool = False
    counted: int = 0
    shapes: list[Verdict] = field(default_factory=list)
    cause: str = ""  # code of the catalogue
    fingerprint: str = ""  # stays the same when lines move (explain/fingerprint.py)

    @property
    def brought(self) -> bool:
        """Whether it came with a function of another package that was inlined."""
        return bool(self.verdict.calls) and not self.own

    @property
    def own(self) -> bool:
        return self.place == self.site.place

    @property
    def never_allocates(self) -> bool:
        return all(v.allocates == "never" for v in self.shapes)


def worst_first(finding: Finding) -> tuple[int, float]:
    """A key to sort by: what was measured, where there is a profile, then the score."""
    return -max(finding.bytes, 0), -finding.score


def findings_of(package: PackageSites, stack: bool = False) -> list[Finding]:
    """In the order of the source. ``stack``: also what stays on the stack but takes memory for some values."""
    exported = {f.name: f.exported for f in package.functions}
    out: list[Finding] = []
    for site in package.sites:
        for finding in [*_of_site(package.path, site), *(_on_stack(package.path, site) if stack else ())]:
            finding.exported = exported.get(finding.function, False)
            finding.score = score(finding)
            finding.cause = cause_of(site, finding.verdict).code
            for verdict in finding.shapes:
                verdict.cause = finding.cause
            out.append(finding)
    out.sort(key=lambda f: (f.place.file, f.place.line, f.place.col))
    return out


def _of_site(package: str, site: Site) -> Iterable[Finding]:
    here = [v for v in site.alone if v.heap]
    if here:
        yield Finding(package, site, here[0], site.place, outermost_function(site.function), False, shapes=here)
        return
    copies = [v for v in site.copies if v.heap]
    if site.package == package and copies:
        yield Finding(package, site, copies[0], site.place, outermost_function(site.function), False, shapes=copies)
        return
    yield from _by_call(package, site, copies)


def _by_call(package: str, site: Site, copies: list[Verdict]) -> Iterable[Finding]:
    by_call: dict[Place, list[Verdict]] = {}
    for verdict in copies:
        by_call.setdefault(verdict.place or site.place, []).append(verdict)
    for place, verdicts in by_call.items():
        function = outermost_function(verdicts[0].function)
        yield Finding(package, site, verdicts[0], place, function, False, shapes=verdicts)


def _on_stack(package: str, site: Site) -> Iterable[Finding]:
    if any(v.heap for v in [*site.alone, *site.copies]):
        return
    here = [v for v in site.alone if v.allocates in ("maybe", "always")]
    if here:
        yield Finding(package, site, here[0], site.place, outermost_function(site.function), False, shapes=here)
    elif site.package != package:
        yield from _by_call(package, site, [v for v in site.copies if v.allocates in ("maybe", "always")])


def score(finding: Finding) -> float:
    """Worse is greater: in loops, larger, exported; things that seldom or never take memory count less."""
    site = finding.site
    points: float = LOOP_WEIGHT ** min(site.loop, _MAX_LOOPS)
    if site.size > 16:
        points *= 1 + log2(site.size / 16)
    if finding.exported:
        points *= 1.5
    allocates = finding.verdict.allocates
    if allocates == "never":
        points *= 0.01
    elif allocates == "maybe":
        points *= 0.5
    if finding.own and site.copies and not any(v.heap for v in site.copies):
        points *= 0.2  # wherever the function is inlined it stays on the stack
    return points


@dataclass
class Totals:
    """Counts over all packages of a run: sites by verdict, in the analysed packages themselves."""

    packages: int = 0
    heap: int = 0
    never: int = 0  # of these, without taking memory
    in_loops: int = 0
    stack: int = 0
    leaks: int = 0
    functions: int = 0
    suppressed: int = 0  # by //nolint or //goescape:allow
    excluded: int = 0  # by path

    def add(self, package: PackageSites, findings: list[Finding]) -> None:
        self.packages += 1
        self.heap += len(findings)
        self.never += sum(f.never_allocates for f in findings)
        self.in_loops += sum(f.site.loop > 0 for f in findings)
        self.stack += sum(1 for s in package.sites if s.package == package.path and not s.heap)
        self.leaks += len({(p.function, p.index) for p in package.parameters if p.leaks})
        self.functions += len({f.function for f in findings})
