"""``goescape [packages]``: gc's text with -m, the report for people without."""

from goescape.cli.args import Arguments
from goescape.cli.engine import analyze, working_directory
from goescape.cli.errors import EXIT_FINDINGS, EXIT_OK
from goescape.cli.output import LinePrinter, complain, wants_color, write
from goescape.cli.progress import ProgressBar
from goescape.report.gctext import render_errors, render_package
from goescape.report.human import Totals, package_lines
from goescape.result import PackageReport


def run_analysis(args: Arguments) -> int:
    if not args.level:
        args.no_inline = True  # the report is about the program as it is written
    return _Run(args).run()


class _Run:
    """Prints the packages as they arrive."""

    def __init__(self, args: Arguments) -> None:
        self.args = args
        self.cwd = working_directory()
        self.totals = Totals()
        self.failed = False
        self.progress = ProgressBar()
        self.printer: LinePrinter | None = None
        if not args.level:
            self.printer = LinePrinter(wants_color(args.color))

    def run(self) -> int:
        # The report explains every verdict, so it needs what -m=2 says.
        try:
            outcome = analyze(self.args, self.args.level or 2, self.package, self.progress.update)
        finally:
            self.progress.close()
        for error in outcome.errors:
            complain(error.format())
        if self.printer is not None:
            self.printer.print(self.totals.lines())
        return EXIT_FINDINGS if self.failed or outcome.failed or outcome.errors else EXIT_OK

    def package(self, report: PackageReport) -> None:
        if report.errors:
            self.failed = True
            self.progress.close()
            complain(render_errors(report.desc, report.dir, report.errors, self.cwd))
        if self.printer is None:
            write(render_package(report, self.cwd))
        elif not report.errors:
            self.printer.print(package_lines(report, self.cwd, self.totals))
