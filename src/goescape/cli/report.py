"""``goescape [packages]``: the report."""

from msgspec.structs import replace

from goescape._version import VERSION
from goescape.cli.args import Arguments
from goescape.cli.choose import Chooser, measured
from goescape.cli.engine import working_directory
from goescape.cli.errors import EXIT_FINDINGS, EXIT_OK
from goescape.cli.lang import choose_language
from goescape.cli.output import LinePrinter, wants_color, write
from goescape.cli.records import RecordRun
from goescape.explain.findings import Finding, worst_first
from goescape.explain.fingerprint import add_fingerprints
from goescape.explain.profile import Joined
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
        self.chooser = Chooser(args, self.cwd, self.lang)
        self.totals = self.chooser.totals
        self.printer = LinePrinter(wants_color(args.color))
        options = TextOptions(self.lang, args.frames, args.inlined, args.all, args.group)
        self.text = TextReport(self.cwd, options)
        self.packages: list[tuple[PackageSites, list[Finding]]] = []

    def run(self) -> int:
        run = RecordRun(self.args, self.cwd, self.package)
        run.run()
        self.chooser.finish()
        joined = self.chooser.joined()
        if self.chooser.profile is not None:
            self.packages.sort(key=lambda p: -measured(p[1]))
        if self.args.format == "text":
            for package, findings in self.packages:
                self.printer.print(self.text.package(package, findings))
            self.printer.print(self.text.totals(self.totals))
            if joined is not None:
                self.printer.print(self.text.profile(joined, self.chooser.hidden))
        else:
            self.render(run, joined)
        return EXIT_FINDINGS if run.failed else EXIT_OK

    def package(self, package: PackageSites) -> None:
        chosen = self.chooser.choose(package)
        if self.args.format in ("sarif", "html"):
            add_fingerprints(chosen)
        if self.args.format == "text" and self.chooser.profile is None:
            self.printer.print(self.text.package(package, chosen))
        else:
            self.packages.append((package, chosen))

    def render(self, run: RecordRun, joined: Joined | None) -> None:
        if self.args.format == "json":
            from goescape.result.schema import encode_report

            report = self.report(run)
            report.packages += run.broken
            write(encode_report(report).decode())
            return
        teller = Teller([package for package, _ in self.packages], self.lang)
        if self.args.format == "github":
            from goescape.report.github import annotations, github_root

            findings = (f for _, findings in self.packages for f in findings)
            worst = sorted(findings, key=worst_first) if self.args.sort == "worst" else findings
            write("".join(annotations(worst, teller, github_root(self.cwd))))
        elif self.args.format == "markdown":
            from goescape.report.markdown import MarkdownReport

            markdown = MarkdownReport(teller, self.cwd, self.args.inlined)
            write("".join(markdown.render(self.packages, self.totals)))
            if joined is not None:
                for line in self.text.profile(joined, self.chooser.hidden):
                    write("\n" + "".join(text for text, _ in line) + "\n")
        elif self.args.format == "html":
            from goescape.report.html import HtmlReport

            positives = not self.chooser.chosen
            page = HtmlReport(teller, self.report(run), self.cwd, complete=not run.failed, positives=positives)
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
            packages=[self.narrowed(package, findings) for package, findings in self.packages],
            inlining=not self.args.no_inline,
            narrowed=self.chooser.narrowed,
        )

    def narrowed(self, package: PackageSites, findings: list[Finding]) -> PackageSites:
        """With only the sites that were chosen, if options choose."""
        if not self.chooser.narrowed:
            return package
        chosen = {id(f.site) for f in findings}
        names = set(self.args.func)
        return replace(
            package,
            sites=[site for site in package.sites if id(site) in chosen],
            parameters=[p for p in package.parameters if not names or p.function in names],
        )
