"""Findings held against budgets and the baseline."""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from goescape.check import phrases
from goescape.check.baseline import Baseline
from goescape.check.config import Budget, Config
from goescape.check.contracts import Shield, steps_of
from goescape.check.filters import Filters
from goescape.check.outcome import Failure, Gone, Step, What
from goescape.check.patterns import function_matches, package_matches
from goescape.explain.classify import suggestion
from goescape.explain.findings import Finding, findings_of
from goescape.explain.fingerprint import Key, with_keys
from goescape.explain.names import clean
from goescape.explain.phrases import NAME_INIT, Lang, Phrase
from goescape.explain.story import Teller
from goescape.result.sites import PackageSites, Place

MAX_LISTED = 20


@dataclass
class Keyed:
    finding: Finding
    key: Key
    ordinal: int


@dataclass
class Findings:
    """What counts in the packages of a run: filtered by path, less what is exempted and what never takes memory."""

    packages: list[PackageSites] = field(default_factory=list)
    by_package: dict[str, list[Keyed]] = field(default_factory=dict)
    exempted: int = 0

    def all(self) -> Iterable[Keyed]:
        for found in self.by_package.values():
            yield from found


def collect(packages: list[PackageSites], filters: Filters, shield: Shield) -> Findings:
    out = Findings(packages)
    for package in packages:
        counted: list[Finding] = []
        for finding in findings_of(package):
            if finding.never_allocates or not filters.includes(finding.place.file):
                continue
            if shield.covers(finding.place, finding.cause) or shield.covers(finding.site.place, finding.cause):
                out.exempted += 1
                continue
            counted.append(finding)
        keyed = [Keyed(finding, key, n) for finding, key, n in with_keys(counted)]
        out.by_package.setdefault(package.path, []).extend(keyed)
    return out


class Limits:
    """``everything``: the run is about all packages that the configuration may name."""

    def __init__(self, config: Config, findings: Findings, teller: Teller, everything: bool) -> None:
        self.config = config
        self.findings = findings
        self.teller = teller
        self.lang: Lang = teller.lang
        self.everything = everything
        self.failures: list[Failure] = []
        self.notes: list[str] = []

    def say(self, phrase: Phrase, **names: str) -> str:
        return phrase.say(self.lang, **names)

    # ----------------------------------------------------------------------------------------------- budgets

    def budgets(self) -> None:
        for budget in self.config.budgets:
            self.budget(budget)

    def budget(self, budget: Budget) -> None:
        root = self.config.root
        packages = [
            p for p in self.findings.packages if any(package_matches(b, p.path, p.dir, root) for b in budget.packages)
        ]
        if not packages:
            self.without_subject(budget, phrases.BUDGET_NO_PACKAGE, ", ".join(budget.packages), self.everything)
            return
        if not budget.functions:
            for package in packages:
                self.hold(budget, package.path, self.findings.by_package.get(package.path, []), package_place(package))
            return
        matched = False
        for package in packages:
            for name, place in functions_of(package, self.findings.by_package.get(package.path, [])).items():
                if any(function_matches(pattern, name) for pattern in budget.functions):
                    matched = True
                    found = [k for k in self.findings.by_package.get(package.path, []) if k.finding.function == name]
                    self.hold(budget, name, found, place)
        if not matched:
            self.without_subject(budget, phrases.BUDGET_NO_FUNCTION, ", ".join(budget.functions), True)

    def without_subject(self, budget: Budget, phrase: Phrase, names: str, fails: bool) -> None:
        message = self.say(phrase, names=names)
        if fails:
            place = self.place(budget)
            self.failures.append(Failure("invalid", f"budget {budget.name}", message, place, place))
        else:
            self.notes.append(f"{os.path.basename(self.config.path)}:{budget.line}: {message}")

    def hold(self, budget: Budget, name: str, found: list[Keyed], place: Place) -> None:
        """One package or function against one budget."""
        rule = f"budget {budget.name}"
        name = name or self.say(NAME_INIT)
        if 0 <= budget.max_sites < len(found):
            message = self.say(phrases.TOO_MANY_SITES, name=name, n=f"{len(found):,}", limit=f"{budget.max_sites:,}")
            self.over(budget, rule, message, found, place)
        size = sum(max(k.finding.site.size, 0) for k in found)
        if 0 <= budget.max_bytes < size:
            message = self.say(phrases.TOO_MANY_BYTES, name=name, n=f"{size:,}", limit=f"{budget.max_bytes:,}")
            self.over(budget, rule, message, sorted(found, key=lambda k: -k.finding.site.size), place)
        for keyed in found:
            if keyed.finding.cause in budget.forbid:
                failure = self.failure("forbidden", f"forbid {keyed.finding.cause}", keyed)
                failure.rule_place = self.place(budget)
                self.failures.append(failure)

    def over(self, budget: Budget, rule: str, message: str, found: list[Keyed], place: Place) -> None:
        if budget.reason:
            message += f" ({budget.reason})"
        failure = Failure("budget", rule, message, place, self.place(budget))
        for keyed in found[:MAX_LISTED]:
            f = keyed.finding
            failure.story.append(Step(self.teller.story(f.site, f.verdict).headline, f.place, f.function))
        self.failures.append(failure)

    def place(self, budget: Budget) -> Place:
        return Place(self.config.path, budget.line, 1)

    # ---------------------------------------------------------------------------------------------- baseline

    def ratchet(self, baseline: Baseline, name: str) -> list[Gone]:
        """Fails for what the baseline has not; returns what it has and is gone."""
        left = Counter(baseline.counts)
        groups: dict[Key, list[Keyed]] = {}
        for keyed in self.findings.all():
            groups.setdefault(keyed.key, []).append(keyed)
        for key, group in groups.items():
            known = left.pop(key, 0)
            for keyed in group[known:]:
                failure = self.failure("new", name, keyed)
                if known:
                    failure.message += " " + self.say(phrases.ONE_OF, n=str(len(group)), known=str(known))
                self.failures.append(failure)
            if known > len(group):
                left[key] = known - len(group)
        analysed = {p.path for p in self.findings.packages}
        gone: list[Gone] = []
        for key, n in sorted(left.items()):
            if n > 0 and (self.everything or key.package in analysed):
                gone += [Gone(key.package, key.function, key.text, key.fingerprint(i)) for i in range(n)]
        return gone

    def counts(self) -> Counter[Key]:
        return Counter(keyed.key for keyed in self.findings.all())

    def failure(self, what: What, rule: str, keyed: Keyed) -> Failure:
        f = keyed.finding
        story = self.teller.story(f.site, f.verdict)
        failure = Failure(what, rule, story.headline, f.place, None, f.package, f.function, f.cause)
        failure.suggestion = suggestion(f.site, f.verdict, self.lang)
        failure.fingerprint = keyed.key.fingerprint(keyed.ordinal)
        failure.story = steps_of(story)
        if f.site.kind == "variable" and f.own:
            failure.width = len(clean(f.site.name))
        return failure


def functions_of(package: PackageSites, found: list[Keyed]) -> dict[str, Place]:
    """All functions of a package that a budget can be about, each with where it is."""
    out = {f.name: f.place for f in package.functions}
    for keyed in found:
        out.setdefault(keyed.finding.function, keyed.finding.place)
    return out


def package_place(package: PackageSites) -> Place:
    """Where to show what is about a package as a whole: its first function."""
    places = [f.place for f in package.functions] or [s.place for s in package.sites]
    return min(places, key=lambda p: (p.file, p.line), default=Place(package.dir, 1, 0))
