"""``goescape -m [packages]``: the compiler's text."""

from goescape.cli.args import Arguments
from goescape.cli.engine import analyze, working_directory
from goescape.cli.errors import EXIT_FINDINGS, EXIT_OK
from goescape.cli.output import complain, write
from goescape.cli.progress import ProgressBar
from goescape.report.gctext import package_pieces, render_errors
from goescape.result import PackageReport


def run_analysis(args: Arguments) -> int:
    return _Run(args).run()


class _Run:
    """Prints the packages as they arrive."""

    def __init__(self, args: Arguments) -> None:
        self.args = args
        self.cwd = working_directory()
        self.failed = False
        self.progress = ProgressBar()

    def run(self) -> int:
        try:
            outcome = analyze(self.args, self.args.level, self.package, self.progress.update)
        finally:
            self.progress.close()
        for error in outcome.errors:
            complain(error.format())
        return EXIT_FINDINGS if self.failed or outcome.failed or outcome.errors else EXIT_OK

    def package(self, report: PackageReport) -> None:
        if report.errors:
            self.failed = True
            self.progress.close()
            complain(render_errors(report.desc, report.dir, report.errors, self.cwd))
        for piece in package_pieces(report, self.cwd):
            write(piece)
