"""What changed between two states of the code: sites and leaks of parameters, matched without their lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from msgspec import Struct

from goescape.check.contracts import steps_of
from goescape.check.outcome import Step
from goescape.check.phrases import PLACES
from goescape.explain.findings import Finding, findings_of
from goescape.explain.fingerprint import Key, site_key, with_keys
from goescape.explain.phrases import TO_HEAP, TO_RESULT, Lang
from goescape.explain.story import Teller
from goescape.result.sites import PackageSites, Parameter, Place, Report, Site

CHANGES_SCHEMA: Final = 1

Status = Literal["new", "gone", "changed"]


class Value(Struct):
    """A site in one of the two states. ``allocates`` as in reports; ``story``: how it comes to be on the heap."""

    place: Place
    cause: str
    why: str
    size: int
    loop: int
    allocates: str
    story: list[Step] = []


class SiteChange(Struct):
    """``stack``: in the other state it is there and stays on the stack. ``fingerprint`` as in SARIF and check.

    old_text: where that has changed, too: of the only one in the function that is gone for the same cause.
    """

    status: Status
    package: str
    function: str
    kind: str
    text: str
    via: str
    fingerprint: str
    old: Value | None = None
    new: Value | None = None
    stack: bool = False
    old_text: str = ""


class LeakChange(Struct):
    """A parameter that leaks in one of two states only, or otherwise. ``old``, ``new``: where to, in words."""

    status: Status
    package: str
    function: str
    parameter: str
    place: Place
    old: list[str] = []
    new: list[str] = []
    why: str = ""


class State(Struct):
    """What was compared. ``bytes``: of sites whose size is known."""

    name: str
    go: str
    platform: str
    sites: int = 0
    bytes: int = 0


class Changes(Struct):
    old: State
    new: State
    sites: list[SiteChange] = []
    leaks: list[LeakChange] = []
    notes: list[str] = []
    schema: int = CHANGES_SCHEMA

    def count(self, status: Status) -> int:
        return sum(c.status == status for c in self.sites)


@dataclass
class Side:
    """A report with what it is called."""

    name: str
    report: Report

    def packages(self) -> dict[str, PackageSites]:
        """Tests of a package are part of it."""
        out: dict[str, PackageSites] = {}
        for package in self.report.packages:
            known = out.get(package.path)
            if known is None:
                out[package.path] = PackageSites(
                    package.path, package.dir, list(package.sites), list(package.parameters)
                )
            else:
                known.sites += package.sites
                known.parameters += package.parameters
        return out


def compare(old: Side, new: Side, lang: Lang) -> Changes:
    return _Comparison(old, new, lang).run()


class _Comparison:
    def __init__(self, old: Side, new: Side, lang: Lang) -> None:
        self.lang = lang
        self.old = old
        self.new = new
        self.old_teller = Teller(old.report.packages, lang)
        self.new_teller = Teller(new.report.packages, lang)
        self.changes = Changes(_state(old), _state(new))

    def run(self) -> Changes:
        old, new = self.old.packages(), self.new.packages()
        for path in sorted({*old, *new}):
            self.package(old.get(path) or PackageSites(path, ""), new.get(path) or PackageSites(path, ""))
        return self.changes

    # ------------------------------------------------------------------------------------------------- sites

    def package(self, old: PackageSites, new: PackageSites) -> None:
        before, after = _by_key(old), _by_key(new)
        _add(self.changes.old, before)
        _add(self.changes.new, after)
        old_stack, new_stack = _on_stack(old), _on_stack(new)
        found: list[SiteChange] = []
        for key in sorted({*before, *after}):
            left, right = self.unpaired(before.get(key, []), after.get(key, []))
            both = min(len(left), len(right))
            for (a, n), (b, _) in zip(left, right, strict=False):
                found.append(self.change("changed", key, n, a, b))
            for a, n in left[both:]:
                found.append(self.change("gone", key, n, a, None))
                found[-1].stack = key in new_stack
            for b, n in right[both:]:
                found.append(self.change("new", key, n, None, b))
                found[-1].stack = key in old_stack
        found = _renamed(found)
        found.sort(key=_order)
        self.changes.sites += found
        self.parameters(old, new)

    def unpaired(
        self, old: list[tuple[Finding, int]], new: list[tuple[Finding, int]]
    ) -> tuple[list[tuple[Finding, int]], list[tuple[Finding, int]]]:
        """Those that are alike in name, less pairs that are alike in everything."""
        left: list[tuple[Finding, int]] = []
        rest = [(self.signature(self.new_teller, b), b, n) for b, n in new]
        for a, n in old:
            signature = self.signature(self.old_teller, a)
            at = next((i for i, (s, _, _) in enumerate(rest) if s == signature), -1)
            if at < 0:
                left.append((a, n))
            else:
                rest.pop(at)
        return left, [(b, n) for _, b, n in rest]

    def signature(self, teller: Teller, f: Finding) -> tuple[str, str, int, str, int]:
        """What a change of is told. Where it stands is not part of it."""
        return f.cause, teller.story(f.site, f.verdict).headline, f.site.size, f.verdict.allocates, min(f.site.loop, 1)

    def change(self, status: Status, key: Key, n: int, old: Finding | None, new: Finding | None) -> SiteChange:
        return SiteChange(
            status,
            key.package,
            key.function,
            key.kind,
            key.text,
            key.via,
            key.fingerprint(n),
            None if old is None else self.value(self.old_teller, old),
            None if new is None else self.value(self.new_teller, new),
        )

    def value(self, teller: Teller, f: Finding) -> Value:
        story = teller.story(f.site, f.verdict)
        return Value(f.place, f.cause, story.headline, f.site.size, f.site.loop, f.verdict.allocates, steps_of(story))

    # ------------------------------------------------------------------------------------------------- leaks

    def parameters(self, old: PackageSites, new: PackageSites) -> None:
        before, after = _by_name(old.parameters), _by_name(new.parameters)
        functions_before = {function for function, _ in before}
        functions_after = {function for function, _ in after}
        for key in sorted({*before, *after}):
            a, b = before.get(key), after.get(key)
            if key[0] not in functions_before or key[0] not in functions_after:
                continue  # the function itself is new or gone: its sites tell
            was, now = self.leaks(a), self.leaks(b)
            if was == now:
                continue
            parameter = b or a
            assert parameter is not None
            status: Status = "new" if not was else "gone" if not now else "changed"
            change = LeakChange(status, new.path, key[0], key[1], parameter.place, was, now)
            leak = next((x for x in parameter.leaks if x.flow is not None), None)
            if leak is not None and b is not None:
                change.why = self.new_teller.leak(parameter, leak).headline
            self.changes.leaks.append(change)

    def leaks(self, parameter: Parameter | None) -> list[str]:
        if parameter is None:
            return []
        out: list[str] = []
        for leak in parameter.leaks:
            to = TO_HEAP.say(self.lang) if leak.to == "heap" else TO_RESULT.say(self.lang, name=leak.result)
            what = PLACES[min(leak.derefs, 1)].say(self.lang, to=to)
            if what not in out:
                out.append(what)
        return out


def _state(side: Side) -> State:
    r = side.report
    return State(side.name, r.go, f"{r.goos}/{r.goarch}")


def _by_key(package: PackageSites) -> dict[Key, list[tuple[Finding, int]]]:
    out: dict[Key, list[tuple[Finding, int]]] = {}
    counted = [f for f in findings_of(package) if not f.never_allocates]
    for finding, key, n in with_keys(counted):
        out.setdefault(key, []).append((finding, n))
    return out


def _add(state: State, found: dict[Key, list[tuple[Finding, int]]]) -> None:
    for group in found.values():
        state.sites += len(group)
        state.bytes += sum(max(f.site.size, 0) for f, _ in group)


def _on_stack(package: PackageSites) -> set[Key]:
    return {site_key(package.path, s) for s in package.sites if s.package == package.path and stays(s)}


def stays(site: Site) -> bool:
    return not any(v.heap and v.allocates != "never" for v in [*site.alone, *site.copies])


def _by_name(parameters: Iterable[Parameter]) -> dict[tuple[str, str], Parameter]:
    """Instances of a generic function are one: the one that leaks most."""
    out: dict[tuple[str, str], Parameter] = {}
    for p in parameters:
        key = (p.function, p.name or f"#{p.index}")
        if key not in out or len(p.leaks) > len(out[key].leaks):
            out[key] = p
    return out


def _renamed(found: list[SiteChange]) -> list[SiteChange]:
    """One that is gone and one that is new, alike but for their text and alone in that, are one that changed."""
    groups: dict[tuple[str, str, str, str], list[SiteChange]] = {}
    for change in found:
        value = change.new or change.old
        assert value is not None
        if change.status != "changed" and not change.stack:
            groups.setdefault((change.function, change.kind, change.via, value.cause), []).append(change)
    merged: list[SiteChange] = []
    for group in groups.values():
        if sorted(change.status for change in group) == ["gone", "new"]:
            gone, new = sorted(group, key=lambda change: change.status)
            new.status, new.old, new.old_text = "changed", gone.old, gone.text
            merged.append(gone)
    return [change for change in found if not any(change is other for other in merged)]


def _order(change: SiteChange) -> tuple[int, str, int, int]:
    value = change.new or change.old
    assert value is not None
    statuses = ("new", "changed", "gone")
    return statuses.index(change.status), value.place.file, value.place.line, value.place.col
