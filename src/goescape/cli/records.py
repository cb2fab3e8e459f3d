"""Records of the packages that the command line names, for the commands that work on records."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from goescape._version import GO_RELEASE
from goescape.cli.args import Arguments
from goescape.cli.engine import EngineName, analyze
from goescape.cli.output import complain
from goescape.cli.progress import ProgressBar
from goescape.program.api import NOT_REACHED
from goescape.report.gctext import render_errors
from goescape.result import Diagnostic, PackageReport
from goescape.result.sites import PackageSites

if TYPE_CHECKING:
    from goescape.check.contracts import Follow

OnSites = Callable[[PackageSites], None]
OnReport = Callable[[PackageReport, PackageSites], None]


class RecordRun:
    """Analyses; packages without errors go to ``on_sites``, errors are printed and kept. ``failed``: there were some.

    broken: packages with errors, and those that import them: nothing is known of their sites.

    on_report: gets the compiler's lines as well, and the records tell calls (``PackageSites.compiled``). follow: whose
    callees to look at in other packages, which is then in ``followed``.
    """

    def __init__(
        self,
        args: Arguments,
        cwd: str,
        on_sites: OnSites | None = None,
        on_report: OnReport | None = None,
        follow: "Follow | None" = None,
    ) -> None:
        self.follow = follow
        self.followed: list[PackageSites] = []
        self.args = args
        self.cwd = cwd
        self.on_sites = on_sites
        self.on_report = on_report
        self.failed = False
        self.goos = ""
        self.goarch = ""
        self.goroot = ""
        self.errors: list[Diagnostic] = []
        self.broken: list[PackageSites] = []
        self.engine: EngineName = "goescape"
        self.release = GO_RELEASE
        self.progress = ProgressBar()

    def run(self) -> None:
        try:
            full = self.on_report is not None
            outcome = analyze(
                self.args,
                int(full),
                self._package,
                self.progress.update,
                records=True,
                effects=full,
                folder=self.cwd,
                follow=self.follow,
            )
        finally:
            self.progress.close()
        for error in outcome.errors:
            complain(error.format())
        self.errors += outcome.errors
        self.broken += outcome.skipped
        if outcome.skipped:
            complain(f"goescape: note: {NOT_REACHED}: {', '.join(package.path for package in outcome.skipped)}")
        self.goos, self.goarch = outcome.goos, outcome.goarch
        self.engine, self.release, self.goroot = outcome.engine, outcome.release, outcome.goroot
        self.followed = outcome.followed
        if outcome.failed or outcome.errors:
            self.failed = True

    def _package(self, report: PackageReport) -> None:
        if report.errors:
            self.failed = True
            self.progress.close()
            self.errors += report.errors
            errors = [error.format() for error in report.errors]
            self.broken.append(PackageSites(report.path, report.dir, errors=errors))
            complain(render_errors(report.desc, report.dir, report.errors, self.cwd))
        elif report.sites is not None:
            if self.on_sites is not None:
                self.on_sites(report.sites)
            if self.on_report is not None:
                self.on_report(report, report.sites)
