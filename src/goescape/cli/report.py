"""``goescape [packages]``: the report."""

from goescape._version import VERSION
from goescape.cli.args import Arguments
from goescape.cli.engine import working_directory
from goescape.cli.errors import EXIT_FINDINGS, EXIT_OK, UsageError
from goescape.cli.lang import choose_language
from goescape.cli.output import LinePrinter, wants_color, write
from goescape.cli.records import RecordRun
from goescape.explain.cause import Cause
from goescape.explain.classify import find_cause
from goescape.explain.findings import Finding, Totals, findings_of
from goescape.explain.fingerprint import add_fingerprints
from goescape.explain.story import Teller
from goescape.report.text import TextOptions, TextReport
from goescape.result.sites import PackageSites, Report


def run_report(args: Arguments) -> int:
    return _Report(args).run()


class _Report:
    """Text is printed package by package as they arrive; the other formats need all of them."""

    def __init__(self, args: Arguments) -> None:
        self.args = args
        self.cwd = working_directory()
        self.lang = choose_language(args.lang)
        if args.format == "html":
            args.all = True  # the page itself leaves out what is not asked for
        self.totals = Totals()
        self.printer = LinePrinter(wants_color(args.color))
        self.text = TextReport(self.cwd, TextOptions(self.lang, args.frames, args.inlined, args.all))
        self.packages: list[tuple[PackageSites, list[Finding]]] = []

    def run(self) -> int:
        for name in self.args.cause:
            cause_named(name)
        run = RecordRun(self.args, self.cwd, self.package)
        run.run()
        if self.args.format == "text":
            self.printer.print(self.text.totals(self.totals))
        else:
            self.render(run)
        return EXIT_FINDINGS if run.failed else EXIT_OK

    def package(self, package: PackageSites) -> None:
        findings = findings_of(package)
        if self.args.format in ("sarif", "html"):
            add_fingerprints(findings)
        self.totals.add(package, findings)
        chosen = select(findings, self.args)
        if self.args.format == "text":
            self.printer.print(self.text.package(package, chosen))
        else:
            self.packages.append((package, chosen))

    def render(self, run: RecordRun) -> None:
        if self.args.format == "json":
            from goescape.result.schema import encode_report

            write(encode_report(self.report(run)).decode())
            return
        teller = Teller([package for package, _ in self.packages], self.lang)
        if self.args.format == "github":
            from goescape.report.github import annotations, github_root

            worst = sorted((f for _, findings in self.packages for f in findings), key=lambda f: -f.score)
            write("".join(annotations(worst, teller, github_root(self.cwd))))
        elif self.args.format == "markdown":
            from goescape.report.markdown import MarkdownReport

            write("".join(MarkdownReport(teller, self.cwd).render(self.packages, self.totals)))
        elif self.args.format == "html":
            from goescape.report.html import HtmlReport

            chosen = bool(self.args.cause or self.args.func or self.args.limit)
            page = HtmlReport(teller, self.report(run), self.cwd, complete=not run.failed, positives=not chosen)
            write(page.render(self.packages, self.totals))
        elif self.args.format == "sarif":
            from goescape.report.github import github_root
            from goescape.report.sarif import SarifReport, stamp_of

            stamp = stamp_of(self.report(run), github_root(self.cwd), run.goroot, run.errors)
            write(SarifReport(teller, stamp).render(f for _, findings in self.packages for f in findings))

    def report(self, run: RecordRun) -> Report:
        return Report(
            tool=VERSION,
            engine=run.engine,
            go=run.release,
            goos=run.goos,
            goarch=run.goarch,
            packages=[package for package, _ in self.packages],
            inlining=not self.args.no_inline,
        )


def cause_named(name: str) -> Cause:
    """By code or name; UsageError if the catalogue has none such."""
    cause = find_cause(name)
    if cause is None:
        raise UsageError(f"there is no cause {name!r} (goescape rules lists them)")
    return cause


def select(findings: list[Finding], args: Arguments) -> list[Finding]:
    """Those that the options ask for, in the order that they ask for."""
    chosen = [f for f in findings if args.all or not f.never_allocates]
    if args.cause:
        codes = {cause_named(name).code for name in args.cause}
        chosen = [f for f in chosen if f.cause in codes]
    if args.func:
        chosen = [f for f in chosen if f.function in args.func]
    if args.sort == "worst":
        chosen.sort(key=lambda f: -f.score)
    elif args.sort == "size":
        chosen.sort(key=lambda f: -f.site.size)
    return chosen[: args.limit] if args.limit > 0 else chosen
