"""``goescape check``: the gate."""

import os

from goescape._version import VERSION
from goescape.check import phrases
from goescape.check.baseline import Baseline, BaselineError, read_baseline, write_baseline
from goescape.check.config import BASELINE
from goescape.check.contracts import Contracts, Judge, stale
from goescape.check.filters import Filters
from goescape.check.index import Index
from goescape.check.limits import Limits, collect
from goescape.check.outcome import Outcome
from goescape.check.patterns import relative
from goescape.cli.args import Arguments
from goescape.cli.config import read_config
from goescape.cli.engine import list_packages, working_directory
from goescape.cli.errors import EXIT_FINDINGS, EXIT_OK, InputError, UsageError
from goescape.cli.lang import choose_language
from goescape.cli.output import LinePrinter, complain, wants_color, write
from goescape.cli.records import RecordRun
from goescape.report.gctext import short_path
from goescape.result import Diagnostic, PackageReport
from goescape.result.sites import PackageSites


def run_check(args: Arguments) -> int:
    if args.no_inline:
        raise UsageError("check -l: contracts are about the code as it is built, with inlining")
    return _Check(args).run()


class _Check:
    def __init__(self, args: Arguments) -> None:
        self.args = args
        self.cwd = working_directory()
        self.lang = choose_language(args.lang)
        self.index = Index()
        self.by_package: dict[str, int] = {}  # directives in packages that were listed
        self.config = read_config(args, self.cwd)
        self.contracts = Contracts(lang=self.lang, noalloc_allow=self.config.noalloc_allow)
        if self.config.packages and not args.named:
            args.packages = [self.from_here(pattern) for pattern in self.config.packages]
        self.baseline_path = self.find_baseline()
        self.lines: list[str] = []  # to say at the end
        self.goroot = ""
        self.errors: list[Diagnostic] = []

    def from_here(self, pattern: str) -> str:
        """A pattern of the configuration, whose folders are relative to its own."""
        if not pattern.startswith("."):
            return pattern
        folder = relative(os.path.normpath(os.path.join(self.config.root, pattern)), self.cwd)
        return folder if folder.startswith(".") or os.path.isabs(folder) else f"./{folder}"

    def find_baseline(self) -> str:
        """Empty if there is none; a new one belongs to the configuration or the module."""
        if self.args.baseline:
            return os.path.normpath(os.path.join(self.cwd, self.args.baseline))
        if self.config.baseline:
            return os.path.join(self.config.root, self.config.baseline)
        near = nearest(BASELINE, self.cwd)
        if near or not self.args.update_baseline:
            return near
        module = nearest("go.mod", self.cwd)
        folder = self.config.root if self.config.path else os.path.dirname(module) if module else self.cwd
        return os.path.join(folder, BASELINE)

    def read_baseline(self) -> Baseline | None:
        if not self.baseline_path:
            return None
        if self.args.update_baseline and not os.path.exists(self.baseline_path):
            return Baseline("", "", "")
        try:
            return read_baseline(self.baseline_path)
        except BaselineError as err:
            raise UsageError(str(err)) from err

    def run(self) -> int:
        baseline = self.read_baseline()
        packages = list_packages(self.args)
        for package in packages:
            before = self.contracts.count
            self.contracts.read(package.path, package.files)
            self.contracts.left_out(package.left_out)
            self.by_package[package.path] = self.contracts.count - before
        run = RecordRun(self.args, self.cwd, on_report=self.package, follow=self.contracts.follow())
        run.run()
        if not packages and not run.failed:
            raise InputError(f"there is nothing to check: no package matches {' '.join(self.args.packages)}")
        outcome = Outcome(VERSION, run.release, run.goos, run.goarch, run.engine)
        outcome.incomplete = run.failed
        self.goroot, self.errors = run.goroot, run.errors
        outcome.failures += self.contracts.invalid
        judge = Judge(self.contracts, self.index, calls_known=run.engine == "goescape", followed=run.followed)
        outcome.failures += judge.judge()
        outcome.failures += stale(self.contracts, self.index, judge.shield.used)
        outcome.notes = self.notes(f"{run.goos}/{run.goarch}")
        if self.index.packages and not self.contracts.count and not self.config.budgets and baseline is None:
            outcome.notes.append(phrases.NOTHING_TO_CHECK.say(self.lang))
        if self.config.budgets or baseline is not None:
            self.limits(outcome, judge, baseline)
        outcome.failures.sort(key=lambda f: (f.place.file, f.place.line, f.place.col, f.rule))
        outcome.directives = self.contracts.count
        outcome.packages = len(self.index.packages)
        outcome.allowed += judge.allowed
        self.render(outcome)
        return EXIT_FINDINGS if run.failed or outcome.failures else EXIT_OK

    def limits(self, outcome: Outcome, judge: Judge, baseline: Baseline | None) -> None:
        filters = Filters(self.config, self.cwd, self.args.exclude, self.args.generated)
        findings = collect(self.index.packages, filters, judge.shield)
        outcome.allowed += findings.exempted
        root = os.path.dirname(self.baseline_path) if baseline is not None else self.config.root
        limits = Limits(self.config, findings, judge.teller, self.covers(self.config.root))
        limits.budgets()
        outcome.budgets = len(self.config.budgets)
        if baseline is not None:
            limits.everything = self.covers(root) and not outcome.incomplete
            self.hold_baseline(outcome, limits, baseline)
        outcome.failures += limits.failures
        outcome.notes += limits.notes

    def hold_baseline(self, outcome: Outcome, limits: Limits, baseline: Baseline) -> None:
        name = short_path(self.baseline_path, self.cwd)
        release, platform = outcome.go, f"{outcome.goos}/{outcome.goarch}"
        if self.args.update_baseline:
            counts = limits.counts()
            before = baseline.counts
            analysed = {p.path for p in self.index.packages}
            new = Baseline(release, platform, outcome.engine, before)
            new.replace(counts, analysed, limits.everything)
            try:
                write_baseline(self.baseline_path, new)
            except BaselineError as err:
                raise UsageError(str(err)) from err
            added, gone = new.counts - before, before - new.counts
            numbers = {"n": f"{new.counts.total():,}", "new": f"{added.total():,}", "gone": f"{gone.total():,}"}
            self.lines.append(phrases.BASELINE_WRITTEN.say(self.lang, file=name, **numbers))
            return
        if baseline.engine != outcome.engine:
            raise UsageError(f"{name} was written with --engine {baseline.engine}: the two name sites differently")
        was, now = f"{baseline.go} {baseline.platform}", f"{release} {platform}"
        if was != now:
            outcome.notes.append(phrases.BASELINE_FOR.say(self.lang, file=name, old=was, new=now))
        outcome.baseline = baseline.counts.total()
        outcome.gone = limits.ratchet(baseline, name)

    def covers(self, root: str) -> bool:
        """Whether the run is about all packages below a folder."""
        below = [p.removesuffix("...") for p in self.args.packages if p.startswith(".") and p.endswith("/...")]
        return any(os.path.realpath(os.path.join(self.cwd, p)) == os.path.realpath(root) for p in below)

    def package(self, report: PackageReport, sites: PackageSites) -> None:
        self.index.add(sites, report.messages)

    def notes(self, platform: str) -> list[str]:
        """What was not checked, so that nothing passes silently."""
        out: list[str] = []
        bounds = [c for c in self.contracts.contracts if c.directive.verb == "bce"]
        if bounds:
            where = f"{short_path(bounds[0].place.file, self.cwd)}:{bounds[0].place.line}"
            out.append(phrases.BCE_UNCHECKED.say(self.lang, n=str(len(bounds)), place=where))
        skipped = self.contracts.skipped
        if skipped:
            files = ", ".join(sorted(os.path.basename(path) for path in skipped))
            total = str(sum(skipped.values()))
            out.append(phrases.FILES_LEFT_OUT.say(self.lang, n=total, files=files, platform=platform))
        analysed = {p.path for p in self.index.packages}
        for package, n in self.by_package.items():
            if n and package not in analysed:
                out.append(phrases.FILES_BROKEN.say(self.lang, n=str(n), package=package))
        return out

    def render(self, outcome: Outcome) -> None:
        if self.args.format == "json":
            from goescape.report.check import check_json

            write(check_json(outcome))
            return
        if self.args.format == "github":
            from goescape.report.check import check_annotations
            from goescape.report.github import github_root

            write("".join(check_annotations(outcome, github_root(self.cwd), self.lang)))
            return
        if self.args.format == "sarif":
            from goescape.report.github import github_root
            from goescape.report.sarif_check import check_sarif

            write(check_sarif(outcome, github_root(self.cwd), self.goroot, self.errors, self.lang))
            return
        from goescape.report.check import CheckText

        text = CheckText(self.cwd, self.lang, self.args.frames, self.args.why)
        LinePrinter(wants_color(self.args.color)).print(text.lines(outcome))
        for line in self.lines:
            write(line + "\n")
        for note in outcome.notes:
            complain(f"goescape: note: {note}")


def nearest(name: str, folder: str) -> str:
    """The file of that name in the folder, or the nearest above it; "" if there is none."""
    while True:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
        parent = os.path.dirname(folder)
        if parent == folder:
            return ""
        folder = parent
