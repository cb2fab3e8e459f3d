"""``goescape explain``: the whole story of a place, a function or a parameter."""

import os
from collections.abc import Iterator

from msgspec import structs

from goescape.cli.args import Arguments
from goescape.cli.choose import open_profile
from goescape.cli.engine import working_directory
from goescape.cli.errors import EXIT_FINDINGS, EXIT_OK, InputError, UsageError
from goescape.cli.lang import choose_language
from goescape.cli.output import LinePrinter, wants_color
from goescape.cli.places import package_pattern, parse_place
from goescape.cli.records import RecordRun
from goescape.explain import phrases
from goescape.explain.findings import findings_of
from goescape.explain.profile import Measure
from goescape.explain.story import Teller
from goescape.report.gctext import PathShortener
from goescape.report.style import Line
from goescape.report.text import TextOptions, TextReport, story_lines
from goescape.result.sites import PackageSites, Parameter, Place, Site


def run_explain(args: Arguments) -> int:
    return _Explain(args).run()


class _Explain:
    def __init__(self, args: Arguments) -> None:
        self.args = args
        self.cwd = working_directory()
        self.lang = choose_language(args.lang)
        self.printer = LinePrinter(wants_color(args.color))
        self.text = TextReport(self.cwd, TextOptions(self.lang, args.frames, True, True))
        self.found = False
        self.analysed = False
        self.near: list[str] = []
        self.folders: set[str] = set()  # of the packages that were analysed
        self.subject = args.subject
        profile = open_profile(args.profile, self.cwd)
        self.measure = None if profile is None else Measure(profile)
        self.place = parse_place(args.subject, self.cwd)
        if self.place is not None and args.packages == ["."]:
            args.packages = [package_pattern(self.place.file, self.cwd)]

    def run(self) -> int:
        if self.place is not None:
            self.check_place(self.place)
        run = RecordRun(self.args, self.cwd, self.package)
        run.run()
        if not self.found:
            if run.failed and not self.analysed:
                return EXIT_FINDINGS  # why has been said
            raise InputError(self._nothing())
        return EXIT_FINDINGS if run.failed else EXIT_OK

    def check_place(self, place: Place) -> None:
        try:
            with open(place.file, "rb") as file:
                lines = file.read().split(b"\n")
        except OSError as err:
            why = "there is no such file" if isinstance(err, FileNotFoundError) else (err.strerror or "cannot be read")
            raise UsageError(f"{self.args.subject}: {why.lower()}") from err
        count = len(lines) - (lines[-1] == b"")
        if not 1 <= place.line <= count:
            raise UsageError(f"{self.args.subject}: the file has {count:,} lines, counted from 1")
        width = len(lines[place.line - 1].rstrip(b"\r"))
        if place.col > width + 1:
            raise UsageError(f"{self.args.subject}: line {place.line} has {width:,} columns (bytes)")

    def _nothing(self) -> str:
        if self.place is not None and os.path.dirname(self.place.file) not in self.folders:
            return f"{self.subject}: the file belongs to no package of {' '.join(self.args.packages)}"
        if self.place is not None:
            return f"{self.subject}: nothing here can be on the heap (no variable whose address is taken, no literal)"
        hint = f"; did you mean {', '.join(sorted(self.near)[:3])}?" if self.near else ""
        return f"{self.subject}: no function or parameter of that name in {' '.join(self.args.packages)}{hint}"

    def package(self, package: PackageSites) -> None:
        self.analysed = True
        self.folders.add(package.dir)
        sites = [site for site in package.sites if self._is_meant(site, package)]
        parameters = folded([p for p in package.parameters if self._is_meant_parameter(p)])
        self.near += [f.name for f in package.functions if _last(f.name) == _last(self.subject)]
        if not sites and not parameters:
            return
        self.found = True
        self.printer.print(self._stories(package, sites, parameters))

    def _is_meant(self, site: Site, package: PackageSites) -> bool:
        if self.place is None:
            return site.package == package.path and (
                site.function == self.subject or site.function.startswith(self.subject + ".func")
            )
        if any(_covers(self.place, v.place) for v in site.copies if v.place is not None):
            return True
        return _covers(self.place, site.place)

    def _is_meant_parameter(self, p: Parameter) -> bool:
        if self.place is not None:
            return _covers(self.place, p.place)
        return self.subject in (p.function, f"{p.function}.{p.name}")

    def _stories(self, package: PackageSites, sites: list[Site], parameters: list[Parameter]) -> Iterator[Line]:
        short = PathShortener(package.dir, self.cwd)
        teller = Teller([package], self.lang)
        wanted = {id(site) for site in sites}
        on_heap = set()
        findings = findings_of(package, stack=self.measure is not None)
        if self.measure is not None:
            self.measure.join(findings)
        for finding in findings:
            if id(finding.site) not in wanted:
                continue
            if self.place is not None and not (_covers(self.place, finding.place) or finding.own):
                continue
            on_heap.add(id(finding.site))
            story = teller.story(finding.site, finding.verdict)
            yield from self.text.finding(finding, teller, short)
            yield from story_lines(story, short, self.args.frames)
            yield []
        for site in sites:
            if id(site) not in on_heap and site.package == package.path:
                text = phrases.STAYS.say(self.lang, it=f"`{site.name}`")
                yield [("  ", ""), (self.text.position(site.place, short), "bold"), ("  " + text, "green")]
        for parameter in parameters:
            yield from self._parameter(parameter, teller, short)

    def _parameter(self, parameter: Parameter, teller: Teller, short: PathShortener) -> Iterator[Line]:
        yield [("  ", ""), (self.text.position(parameter.place, short), "bold"), ("  ", "")] + [
            (self.text.parameter(parameter), "")
        ]
        for leak in parameter.leaks:
            if leak.flow is not None:
                yield from story_lines(teller.leak(parameter, leak), short, self.args.frames)
        yield []


def _covers(wanted: Place, place: Place) -> bool:
    if (wanted.file, wanted.line) != (place.file, place.line):
        return False
    return wanted.col == 0 or wanted.col == place.col


def _last(name: str) -> str:
    return name.rpartition(".")[2].lower()


def folded(parameters: list[Parameter]) -> list[Parameter]:
    """One of those that leak alike with all type arguments; else each is told with its own."""
    kinds: dict[tuple[str, int], set[tuple[tuple[str, int, str], ...]]] = {}
    for p in parameters:
        kinds.setdefault((p.function, p.index), set()).add(tuple((k.to, k.derefs, k.result) for k in p.leaks))
    out: list[Parameter] = []
    seen: set[tuple[str, int]] = set()
    for p in parameters:
        key = p.function, p.index
        if len(kinds[key]) > 1:
            out.append(structs.replace(p, function=f"{p.function}[{p.shape}]") if p.shape else p)
        elif key not in seen:
            seen.add(key)
            out.append(p)
    return out
