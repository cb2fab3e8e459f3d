"""The report as one HTML file that needs nothing else: overview, sites with their stories, sources, drawn flows.

The template has the overview; the rest is data in the page, which its script shows. Sentences, nodes and edges that
occur often are stored once, so that the page grows with the sites and not with the length of their stories.
"""

import json
import os
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from goescape.explain import phrases
from goescape.explain.catalogue import CAUSES
from goescape.explain.cause import Cause
from goescape.explain.classify import cause_of, has_cause, suggestion
from goescape.explain.findings import Finding, Totals
from goescape.explain.graph import Drawer, Graph
from goescape.explain.names import clean, outermost_function, short_name
from goescape.explain.phrases import Phrase
from goescape.explain.story import Sentence, Teller
from goescape.report.frames import source_line, source_text
from goescape.report.gctext import PathShortener
from goescape.report.html_phrases import MADE_FOR, PAGE, STAYS_BUT
from goescape.report.text import file_name
from goescape.report.titles import name_of, shorten
from goescape.result.sites import PackageSites, Place, Report, Site, Verdict

Json = dict[str, Any]

_SCRIPTS: Final = ("base.js", "flow.js", "detail.js", "sites.js", "source.js", "page.js")
_TOP_FUNCTIONS: Final = 40
_HEAT: Final = (0.3, 2.0, 8.0, 40.0)  # scores between the five degrees
_STATES: Final = ("heap", "maybe", "free", "stack")


@dataclass
class Row:
    """A line of a table of the overview."""

    name: str
    sites: int = 0
    loops: int = 0
    stack: int = 0
    leaks: int = 0
    score: float = 0.0
    package: str = ""
    index: int = -1


class Pool:
    """Things that are stored once and named by their number."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self.index: dict[Hashable, int] = {}

    def add(self, key: Hashable, item: Any) -> int:
        number = self.index.get(key)
        if number is None:
            number = self.index[key] = len(self.items)
            self.items.append(item)
        return number


class HtmlReport:
    """``cwd`` shortens paths. ``complete``: no package is missing because of errors.

    positives: show what stays on the stack as well.
    """

    def __init__(self, teller: Teller, report: Report, cwd: str, complete: bool = True, positives: bool = True) -> None:
        self.teller = teller
        self.lang = teller.lang
        self.report = report
        self.complete = complete
        self.positives = positives
        self.short = PathShortener(cwd, cwd)
        self.drawer = Drawer(teller, report.packages)
        self.files = Pool()
        self.steps = Pool()
        self.nodes = Pool()
        self.edges = Pool()
        self.ids: set[str] = set()
        self.causes: dict[str, Cause] = {}
        self.sites: list[Json] = []
        self.functions: dict[tuple[int, str], Row] = {}
        self.packages: list[Row] = []
        self.folders = {p.dir: n for n, p in enumerate(report.packages) if p.dir}

    def say(self, phrase: Phrase, **names: str) -> str:
        return phrase.say(self.lang, **names)

    # --------------------------------------------------------------------------------------------------- the page

    def render(self, packages: Sequence[tuple[PackageSites, list[Finding]]], totals: Totals) -> str:
        for package, findings in packages:
            self.package(package, findings)
        environment = Environment(
            loader=PackageLoader("goescape.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        environment.filters["prose"] = prose
        words = {key: self.say(phrase, **{n: f"{{{n}}}" for n in _FIELDS}) for key, phrase in PAGE.items()}
        counts = Counter(site["st"] for site in self.sites)
        by_cause = Counter(site["c"] for site in self.sites if site["st"] == 0)
        with_stack = Counter(site["c"] for site in self.sites if site["c"])
        functions = sorted((r for r in self.functions.values() if r.sites), key=lambda r: -r.score)
        text = environment.get_template("report.html.j2").render(
            words=words,
            lang="zh-CN" if self.lang == "zh" else "en",
            report=self.report,
            made_for=self.say(MADE_FOR, go=self.report.go, goos=self.report.goos, goarch=self.report.goarch),
            complete=self.complete,
            leaks=totals.leaks,
            loops=sum(site["st"] == 0 and "lo" in site for site in self.sites),
            counts=[(state, counts[n]) for n, state in enumerate(_STATES)],
            causes=[(self.causes[code], n) for code, n in by_cause.most_common() if code],
            all_causes=[(self.causes[code], n) for code, n in with_stack.most_common()],
            title_of=lambda cause: cause.title.to(self.lang),
            kinds=Counter(site["k"] for site in self.sites).most_common(),
            kind_of=lambda kind: self.say(phrases.KINDS[kind]),
            functions=functions[:_TOP_FUNCTIONS],
            more=max(len(functions) - _TOP_FUNCTIONS, 0),
            packages=sorted(self.packages, key=lambda r: -r.score),
            data=embed(self.data(words)),
            css=resource("report.css"),
            script="\n".join(resource(name) for name in _SCRIPTS),
        )
        return text.encode("utf-8", "replace").decode()

    def data(self, words: dict[str, str]) -> Json:
        """All that the page's script shows. Places are [file, line, column in bytes, column in UTF-16 units]."""
        return {
            "words": words,
            "kinds": {kind: self.say(phrase) for kind, phrase in phrases.KINDS.items()},
            "packages": [row.name for row in self.packages],
            "files": self.files.items,
            "steps": self.steps.items,
            "nodes": self.nodes.items,
            "edges": self.edges.items,
            "causes": {code: self.cause(self.causes[code]) for code in sorted(self.causes)},
            "sites": self.sites,
        }

    def cause(self, cause: Cause) -> Json:
        return {
            "name": cause.name,
            "title": cause.title.to(self.lang),
            "what": cause.what.to(self.lang),
            "why": cause.why.to(self.lang),
            "instead": cause.use_instead.to(self.lang),
            "leave": cause.leave_it.to(self.lang),
            "example": cause.example,
            "alternative": cause.alternative,
        }

    # ------------------------------------------------------------------------------------------- packages, sites

    def package(self, package: PackageSites, findings: list[Finding]) -> None:
        """``findings``: those to tell; sites that are none of them are on the stack or not asked for."""
        row = Row(package.path, package=package.path, index=len(self.packages))
        self.packages.append(row)
        for finding in findings:
            self.finding(finding, row)
        for site in package.sites if self.positives else []:
            if site.package == package.path and not site.heap and not _found(site):
                self.positive(site, row)
        leaks = {(p.function, p.index) for p in package.parameters if p.leaks}
        row.leaks = len(leaks)
        for function, _ in leaks:
            self.function(row, outermost_function(function)).leaks += 1

    def function(self, package: Row, name: str) -> Row:
        row = self.functions.setdefault((package.index, name), Row(name, package=package.name, index=package.index))
        return row

    def finding(self, f: Finding, package: Row) -> None:
        site, verdict = f.site, f.verdict
        free = f.never_allocates
        story = self.teller.story(site, verdict)
        out = self.common(site, f.place, f.function, package, 2 if free else 0)
        out["id"] = self.identifier(f.fingerprint)
        out["n"] = name_of(f)
        out["c"] = f.cause
        out["w"] = 0 if free else heat(f.score)
        out["sc"] = round(f.score, 2)
        out["hd"] = story.headline
        out["sg"] = suggestion(site, verdict, self.lang)
        out["sp"] = [self.step(s) for s in story.steps]
        out["ce"] = [self.step(s) for s in story.callees]
        out["g"] = self.graph(self.drawer.graph(site, verdict))
        if f.brought:
            out["br"] = [short_name(verdict.calls[-1].callee), self.place(site.place)]
        if f.bytes >= 0:
            out["ms"] = [f.bytes, f.objects]
        if f.cause:
            self.causes.setdefault(f.cause, next(c for c in CAUSES if c.code == f.cause))
        if not f.own:
            out.pop("cp", None)
        if not free:
            for row in (package, self.function(package, f.function)):
                row.sites += 1
                row.loops += site.loop > 0
                row.score += f.score
        self.sites.append(out)

    def positive(self, site: Site, package: Row) -> None:
        """What stays on the stack, and what takes memory there all the same."""
        verdict = next((v for v in site.alone or site.copies if v.allocates in ("maybe", "always")), None)
        function = outermost_function(site.function)
        out = self.common(site, site.place, function, package, 3 if verdict is None else 1)
        out["id"] = self.identifier("")
        out["n"] = shorten(clean(site.name))
        out["w"] = 0
        out["sc"] = 0
        if verdict is not None and has_cause(verdict):
            cause = cause_of(site, verdict)
            self.causes.setdefault(cause.code, cause)
            out["c"] = cause.code
            out["hd"] = self.say(STAYS_BUT, why=cause.title.to(self.lang))
            out["sg"] = suggestion(site, verdict, self.lang)
        else:
            package.stack += 1
        self.sites.append(out)

    def common(self, site: Site, place: Place, function: str, package: Row, state: int) -> Json:
        out: Json = {
            "st": state,
            "p": package.index,
            "f": function,
            "k": site.kind,
            "t": shorten(site.type),
            "pl": self.place(place),
            "c": "",
        }
        if site.size >= 0:
            out["s"] = site.size
        if site.limit > 0:
            out["lm"] = site.limit
        if site.loop > 0:
            out["lo"] = site.loop
        if site.copies:
            out["cp"] = [self.copy(verdict) for verdict in site.copies]
        return out

    def copy(self, verdict: Verdict) -> list[Any]:
        calls = [[short_name(call.callee), self.place(call.place)] for call in verdict.calls]
        return [int(verdict.heap), clean(verdict.function), calls]

    def identifier(self, fingerprint: str) -> str:
        """A name for links, which stays the same in the next report if there is a fingerprint."""
        name = fingerprint[:12] if fingerprint else f"s{len(self.sites)}"
        if name in self.ids:
            name += f"-{len(self.sites)}"
        self.ids.add(name)
        return name

    # ---------------------------------------------------------------------------------------------- parts of them

    def step(self, sentence: Sentence) -> int:
        place = None if sentence.place is None else self.place(sentence.place)
        key = (sentence.text, sentence.place, sentence.function)
        return self.steps.add(key, [sentence.text, place, clean(sentence.function)])

    def graph(self, graph: Graph) -> list[int]:
        """Node, edge, node, edge, …, node."""
        out: list[int] = []
        for n, node in enumerate(graph.nodes):
            place = None if node.place is None else self.place(node.place)
            out.append(self.nodes.add(node, [node.kind, node.label, place, clean(node.function)]))
            if n < len(graph.edges):
                edge = graph.edges[n]
                labels = [[k.text, None if k.place is None else self.place(k.place)] for k in edge.labels]
                out.append(self.edges.add(edge, [edge.derefs, labels]))
        return out

    def place(self, place: Place) -> list[int]:
        """The file is read in full if it is one of an analysed package, else only the line is kept."""
        number = self.files.index.get(place.file)
        if number is None:
            number = self.files.add(place.file, self.file(place.file))
        file = self.files.items[number]
        line = source_line(place)
        if file["src"] is None and line is not None:
            file["lines"][str(place.line)] = line
        out = [number, place.line, place.col]
        if line is not None and not line.isascii():
            before = line.encode("utf-8", "replace")[: max(place.col - 1, 0)].decode("utf-8", "replace")
            out.append(len(before.encode("utf-16-le", "surrogatepass")) // 2 + 1)
        return out

    def file(self, path: str) -> Json:
        package = self.folders.get(os.path.dirname(path), -1)
        text = source_text(path) if package >= 0 else None
        return {"name": file_name(path, self.short).removeprefix("./"), "p": package, "src": text, "lines": {}}


_FIELDS: Final = (
    "n", "all", "function", "code", "it", "way", "callee", "line", "bytes", "objects",
)  # fmt: skip


def _found(site: Site) -> bool:
    """Whether some copy of it is a finding."""
    return any(v.heap for v in site.copies)


def heat(score: float) -> int:
    """The degree of heat, from 1 to 5."""
    return 1 + sum(score >= limit for limit in _HEAT)


def prose(text: str) -> Markup:
    """A sentence whose code stands in backquotes."""
    parts = [escape(part) for part in text.split("`")]
    return Markup("").join(Markup("<code>{}</code>").format(p) if n % 2 else p for n, p in enumerate(parts))


def resource(name: str) -> str:
    text = resources.files("goescape.report").joinpath("templates", name).read_text("utf-8")
    assert "</script" not in text and "</style" not in text
    return text


def embed(data: Json) -> str:
    """JSON that can stand in a script element: nothing in it ends or opens one."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
