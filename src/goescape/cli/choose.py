"""Which findings a report lists, and in which order: options, filters by path, comments, a profile."""

import os

from goescape.check.contracts import Contracts, Shield
from goescape.check.filters import Filters
from goescape.cli.args import Arguments
from goescape.cli.config import read_config
from goescape.cli.errors import UsageError
from goescape.cli.output import complain
from goescape.explain import phrases
from goescape.explain.cause import Cause
from goescape.explain.classify import find_cause
from goescape.explain.findings import Finding, Totals, findings_of, worst_first
from goescape.explain.phrases import Lang
from goescape.explain.pprof import HeapProfile, ProfileError, read_profile
from goescape.explain.profile import Joined, Measure
from goescape.result.sites import PackageSites, Place


class Chooser:
    """Takes package by package. ``totals``: of all findings that are neither suppressed nor excluded.

    profile: None if there is none.
    """

    def __init__(self, args: Arguments, cwd: str, lang: Lang) -> None:
        self.args = args
        self.lang = lang
        self.codes = {cause_named(name).code for name in args.cause}
        config = read_config(args, cwd)
        self.filters = Filters(config, cwd, args.exclude, args.generated)
        self.totals = Totals()
        self.profile = open_profile(args.profile, cwd)
        self.measure = None if self.profile is None else Measure(self.profile)
        self.packages: list[PackageSites] = []
        self.missing = set(args.func)  # names that no function has had yet
        self.hidden = 0  # measured bytes of what is not listed

    def choose(self, package: PackageSites) -> list[Finding]:
        """The findings to list, in the order that the options ask for."""
        self.packages.append(package)
        self.missing -= {f.name for f in package.functions}
        findings = findings_of(package, stack=self.measure is not None)
        self.missing -= {f.function for f in findings}
        if self.measure is not None:
            self.measure.join(findings)
        shield = shield_of(package, self.lang)
        counted = [f for f in findings if self.counts(f, shield)]
        self.totals.add(package, [f for f in counted if f.verdict.heap])
        chosen = self.select(counted)
        self.hidden += measured(findings) - measured(chosen)
        return chosen

    def counts(self, finding: Finding, shield: Shield) -> bool:
        if not self.filters.includes(finding.place.file):
            self.totals.excluded += finding.verdict.heap
            return False
        places = (finding.place, finding.site.place)
        if any(shield.covers(place, finding.cause) for place in places):
            self.totals.suppressed += finding.verdict.heap
            return False
        return True

    def select(self, findings: list[Finding]) -> list[Finding]:
        args = self.args
        chosen = [f for f in findings if (f.verdict.heap and (args.all or not f.never_allocates)) or f.bytes > 0]
        if self.codes:
            chosen = [f for f in chosen if f.cause in self.codes]
        if args.func:
            chosen = [f for f in chosen if f.function in args.func]
        if args.sort == "worst":
            chosen.sort(key=worst_first)
        elif args.sort == "size":
            chosen.sort(key=lambda f: -f.site.size)
        return chosen[: args.limit] if args.limit > 0 else chosen

    @property
    def chosen(self) -> bool:
        """Whether options ask for some findings only."""
        return bool(self.codes or self.args.func or self.args.limit > 0)

    @property
    def narrowed(self) -> bool:
        """Whether some findings are not listed."""
        return self.chosen or self.totals.suppressed + self.totals.excluded > 0

    def finish(self) -> None:
        """Say which options were about nothing."""
        for name in sorted(self.missing):
            complain(f"goescape: note: --func {name}: no function of that name in the analysed packages")

    def joined(self) -> Joined | None:
        """What became of the profile; warns where it does not fit."""
        if self.measure is None or self.profile is None:
            return None
        joined = self.measure.finish(self.packages)
        if joined.total and not joined.joined:
            binary = os.path.basename(self.profile.binary) or self.args.profile
            complain(f"goescape: warning: {phrases.PROFILE_NOTHING.say(self.lang, binary=binary)}")
        elif joined.other_root:
            text = phrases.PROFILE_OTHER_ROOT.say(self.lang, theirs=joined.other_root)
            complain(f"goescape: warning: {text}")
        return joined


def measured(findings: list[Finding]) -> int:
    return sum(f.counted for f in findings)


def open_profile(path: str, cwd: str) -> HeapProfile | None:
    if not path:
        return None
    try:
        return read_profile(os.path.normpath(os.path.join(cwd, path)))
    except ProfileError as err:
        raise UsageError(f"--profile {err}") from err
    except OSError as err:
        raise UsageError(f"--profile {path}: {(err.strerror or 'cannot be read').lower()}") from err


def shield_of(package: PackageSites, lang: Lang) -> Shield:
    """What comments in the package's files suppress."""
    places: list[Place] = [site.place for site in package.sites if site.package == package.path]
    places += [f.place for f in package.functions]
    contracts = Contracts(lang=lang)
    contracts.read(package.path, sorted({place.file for place in places}))
    return Shield(c for c in contracts.contracts if c.directive.verb in ("allow", "nolint"))


def cause_named(name: str) -> Cause:
    """By code or name; UsageError if the catalogue has none such."""
    cause = find_cause(name)
    if cause is None:
        raise UsageError(f"there is no cause {name!r} (goescape rules lists them)")
    return cause
