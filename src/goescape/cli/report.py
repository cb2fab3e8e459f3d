"""``goescape [packages]``: the report."""

from goescape.cli.args import Arguments
from goescape.cli.engine import working_directory
from goescape.cli.errors import EXIT_FINDINGS, EXIT_OK
from goescape.cli.lang import choose_language
from goescape.cli.output import LinePrinter, wants_color
from goescape.cli.records import RecordRun
from goescape.explain.findings import Finding, Totals, findings_of
from goescape.report.text import TextOptions, TextReport
from goescape.result.sites import PackageSites


def run_report(args: Arguments) -> int:
    return _Report(args).run()


class _Report:
    """Prints the packages as they arrive."""

    def __init__(self, args: Arguments) -> None:
        self.args = args
        self.cwd = working_directory()
        self.totals = Totals()
        self.printer = LinePrinter(wants_color(args.color))
        options = TextOptions(choose_language(args.lang), args.frames, args.inlined, args.all)
        self.text = TextReport(self.cwd, options)

    def run(self) -> int:
        run = RecordRun(self.args, self.cwd, self.package)
        run.run()
        self.printer.print(self.text.totals(self.totals))
        return EXIT_FINDINGS if run.failed else EXIT_OK

    def package(self, package: PackageSites) -> None:
        findings = findings_of(package)
        self.totals.add(package, findings)
        self.printer.print(self.text.package(package, select(findings, self.args)))


def select(findings: list[Finding], args: Arguments) -> list[Finding]:
    """Those that the options ask for, in the order that they ask for."""
    chosen = [f for f in findings if args.all or not f.never_allocates]
    if args.func:
        chosen = [f for f in chosen if f.function in args.func]
    if args.sort == "worst":
        chosen.sort(key=lambda f: -f.score)
    elif args.sort == "size":
        chosen.sort(key=lambda f: -f.site.size)
    return chosen[: args.limit] if args.limit > 0 else chosen
