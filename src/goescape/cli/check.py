"""``goescape check``: the gate."""

import os

from goescape._version import VERSION
from goescape.check import phrases
from goescape.check.contracts import Contracts, Judge, stale
from goescape.check.index import Index
from goescape.check.outcome import Outcome
from goescape.cli.args import Arguments
from goescape.cli.engine import list_packages, working_directory
from goescape.cli.errors import EXIT_FINDINGS, EXIT_OK, UsageError
from goescape.cli.lang import choose_language
from goescape.cli.output import LinePrinter, complain, wants_color, write
from goescape.cli.records import RecordRun
from goescape.report.gctext import short_path
from goescape.result import PackageReport
from goescape.result.sites import PackageSites, Site, Verdict


def run_check(args: Arguments) -> int:
    if args.no_inline:
        raise UsageError("check -l: contracts are about the code as it is built, with inlining")
    return _Check(args).run()


class _Check:
    def __init__(self, args: Arguments) -> None:
        self.args = args
        self.cwd = working_directory()
        self.lang = choose_language(args.lang)
        self.contracts = Contracts(lang=self.lang)
        self.index = Index()
        self.by_package: dict[str, int] = {}  # directives in packages that were listed

    def run(self) -> int:
        for package in list_packages(self.args):
            before = self.contracts.count
            self.contracts.read(package.path, package.files)
            self.contracts.left_out(package.left_out)
            self.by_package[package.path] = self.contracts.count - before
        run = RecordRun(self.args, self.cwd, on_report=self.package)
        run.run()
        outcome = Outcome(VERSION, run.release, run.goos, run.goarch, run.engine)
        outcome.failures += self.contracts.invalid
        judge = Judge(self.contracts, self.index, self.cause_of, calls_known=run.engine == "goescape")
        outcome.failures += judge.judge()
        outcome.failures += stale(self.contracts, self.index, self.cause_of)
        outcome.failures.sort(key=lambda f: (f.place.file, f.place.line, f.place.col, f.rule))
        outcome.directives = self.contracts.count
        outcome.packages = len(self.index.packages)
        outcome.allowed = judge.allowed
        outcome.notes = self.notes(f"{run.goos}/{run.goarch}")
        self.render(outcome)
        return EXIT_FINDINGS if run.failed or outcome.failures else EXIT_OK

    def package(self, report: PackageReport, sites: PackageSites) -> None:
        self.index.add(sites, report.messages)

    def cause_of(self, site: Site, verdict: Verdict) -> str:
        return ""

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
        if not self.contracts.count:
            out.append(phrases.NOTHING_TO_CHECK.say(self.lang))
        return out

    def render(self, outcome: Outcome) -> None:
        if self.args.format == "json":
            from goescape.report.check import check_json

            write(check_json(outcome))
            return
        if self.args.format == "github":
            from goescape.report.check import check_annotations, github_root

            write("".join(check_annotations(outcome, github_root(self.cwd), self.lang)))
            return
        from goescape.report.check import CheckText

        text = CheckText(self.cwd, self.lang, self.args.frames, self.args.why)
        LinePrinter(wants_color(self.args.color)).print(text.lines(outcome))
        for note in outcome.notes:
            complain(f"goescape: note: {note}")
