"""SARIF 2.1.0 (OASIS), for code scanning and editors: a result for each finding, its story as a code flow.

Columns there count characters, ours count bytes. Files of the sources are relative to ``%SRCROOT%``, those of the
standard library to ``GOROOT``; others have absolute addresses.

GitHub takes 25,000 results per run and ten megabytes, compressed: the worst come first, and what does not fit is left
out with a notification that says so.
"""

import gzip
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import msgspec

from goescape.explain import phrases
from goescape.explain.catalogue import CAUSES
from goescape.explain.cause import Cause
from goescape.explain.classify import suggestion
from goescape.explain.findings import Finding
from goescape.explain.names import clean, short_name
from goescape.explain.phrases import Lang
from goescape.explain.story import Sentence, Story, Teller
from goescape.report.frames import source_line
from goescape.report.rules import rule_markdown, rule_text
from goescape.report.titles import name_of
from goescape.result import Diagnostic
from goescape.result.sites import Place, Report

Json = dict[str, Any]

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "%SRCROOT%"
_GOROOT: Final = "GOROOT"
_TAGS: Final = ["performance", "memory", "escape-analysis"]
_LANGUAGES: Final[dict[Lang, str]] = {"en": "en-US", "zh": "zh-CN"}
FINGERPRINT: Final = "goescape/v1"

# What GitHub accepts (docs.github.com, "SARIF results exceed limits", "SARIF file too large").
MAX_RESULTS: Final = 25_000
MAX_FLOW: Final = 1_000
MAX_BYTES: Final = 10_000_000


@dataclass
class Stamp:
    """What a run is true for, and where its files are. ``what``: "report" or "check".

    root: folder of the sources. errors: why the run is not complete; notes: what else a reader should know.
    """

    what: str
    tool: str
    engine: str
    go: str
    goos: str
    goarch: str
    root: str
    goroot: str = ""
    inlining: bool = True
    errors: Sequence[Diagnostic] = ()
    notes: list[str] = field(default_factory=list)

    def properties(self) -> Json:
        """Release and target of the analysis."""
        out = {"go": self.go, "goos": self.goos, "goarch": self.goarch, "engine": self.engine}
        return {**out, "inlining": self.inlining}


def stamp_of(report: Report, root: str, goroot: str, errors: Sequence[Diagnostic]) -> Stamp:
    return Stamp(
        "report",
        report.tool,
        report.engine,
        report.go,
        report.goos,
        report.goarch,
        root,
        goroot,
        report.inlining,
        errors,
    )


class Places:
    """Places as SARIF has them. ``roots``: folders and the names of the bases that files in them are relative to."""

    def __init__(self, stamp: Stamp) -> None:
        self.roots = [(stamp.root, _ROOT)]
        if stamp.goroot:
            self.roots.append((stamp.goroot, _GOROOT))

    def bases(self) -> Json:
        return {name: {"uri": Path(folder).as_uri().rstrip("/") + "/"} for folder, name in self.roots}

    def artifact(self, file: str) -> Json:
        for folder, name in self.roots:
            inside = below(file, folder)
            if inside:
                return {"uri": quote(inside, errors="surrogateescape"), "uriBaseId": name}
        return {"uri": Path(file).as_uri()}

    def location(self, place: Place, message: str = "", name: str = "", end: Place | None = None) -> Json:
        """``name``: what stands there, if the source says so too; it tells where the region ends."""
        out: Json = {"physicalLocation": {"artifactLocation": self.artifact(place.file), "region": region(place, name)}}
        if end is not None:
            out["physicalLocation"]["region"] |= {"endLine": end.line, "endColumn": column_in_characters(end)}
        if message:
            out["message"] = {"text": plain(message)}
        return out


def below(file: str, folder: str) -> str:
    """The name of a file inside of a folder, with slashes; "" if it is not in it."""
    try:
        inside = os.path.relpath(file, folder)
    except ValueError:
        return ""
    return "" if inside.startswith("..") or os.path.isabs(inside) else inside.replace(os.sep, "/")


def is_place(place: Place | None) -> bool:
    """Whether it is in a file: what the compiler made stands nowhere."""
    return place is not None and place.line > 0 and os.path.isabs(place.file)


def region(place: Place, name: str = "") -> Json:
    out: Json = {"startLine": max(place.line, 1)}
    if place.col > 0:
        column = column_in_characters(place)
        out["startColumn"] = column
        if name and (source_line(place) or "")[column - 1 :].startswith(name):
            out["endColumn"] = column + len(name)
    return out


def column_in_characters(place: Place) -> int:
    """From 1, as ours, but of Unicode code points."""
    line = source_line(place)
    if line is None:
        return max(place.col, 1)
    return len(line.encode("utf-8", "replace")[: max(place.col - 1, 0)].decode("utf-8", "replace")) + 1


def _encode(log: Json) -> str:
    try:
        return msgspec.json.format(msgspec.json.encode(log), indent=1).decode() + "\n"
    except UnicodeEncodeError:  # names of files that are no UTF-8
        return json.dumps(log, indent=1, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n"


def plain(text: str) -> str:
    """Square brackets would begin a link."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def descriptor(cause: Cause, lang: Lang) -> Json:
    """All that the catalogue says about a cause."""
    return {
        "id": cause.code,
        "name": cause.name,
        "shortDescription": {"text": cause.title.to(lang)},
        "fullDescription": {"text": cause.what.to(lang)},
        "help": {"text": rule_text(cause.code, lang), "markdown": rule_markdown(cause, lang)},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": _TAGS, "precision": "very-high", "problem.severity": "warning"},
    }


class SarifReport:
    """The findings of a report."""

    def __init__(self, teller: Teller, stamp: Stamp) -> None:
        self.teller = teller
        self.lang = teller.lang
        self.stamp = stamp
        self.places = Places(stamp)

    def render(self, chosen: Iterable[Finding]) -> str:
        found = list(chosen)
        worst = sorted((f for f in found if is_place(f.place)), key=lambda f: -f.score)
        if len(worst) < len(found):
            nowhere = phrases.SARIF_NO_PLACE.say(self.lang, n=f"{len(found) - len(worst):,}")
            self.stamp.notes.append(nowhere)
        results = [self.result(finding) for finding in worst[:MAX_RESULTS]]
        codes = {result["ruleId"] for result in results}
        rules = [descriptor(cause, self.lang) for cause in CAUSES if cause.code in codes]
        return SarifLog(self.stamp, self.places, self.lang, rules, len(worst)).text(results)

    def result(self, finding: Finding) -> Json:
        site, verdict = finding.site, finding.verdict
        story = self.teller.story(site, verdict)
        steps = [s for s in [*story.steps, *story.callees] if is_place(s.place)]
        head = phrases.TITLE.say(self.lang, it=f"`{name_of(finding)}`", kind=phrases.KINDS[site.kind].say(self.lang))
        advice = suggestion(site, verdict, self.lang)
        related = self.related(finding, story, steps)
        name = clean(site.name) if finding.own else ""
        location = self.places.location(finding.place, name=name, end=site.end if finding.own else None)
        if finding.function:
            location["logicalLocations"] = [self.function(finding)]
        result: Json = {
            "ruleId": finding.cause,
            "level": "warning" if verdict.allocates == "always" else "note",
            "message": {"text": plain(f"{self.joined(head, story.headline)} {advice}")},
            "locations": [location],
            "partialFingerprints": {FINGERPRINT: finding.fingerprint},
            "rank": round(100 * finding.score / (finding.score + 10), 1),
            "properties": self.properties(finding, advice),
        }
        if steps:
            result["codeFlows"] = [{"threadFlows": [{"locations": self.flow(finding, head, story, steps)}]}]
        if related:
            result["relatedLocations"] = related
        return result

    def joined(self, head: str, reason: str) -> str:
        """One sentence: where there is little room, only the first is shown."""
        if self.lang == "zh":
            return f"{head}：{reason}"
        return f"{head}: {reason[:1].lower()}{reason[1:]}"

    def function(self, finding: Finding) -> Json:
        full = f"{finding.package}.{finding.function}"
        return {"name": finding.function, "fullyQualifiedName": full, "kind": "function"}

    def properties(self, finding: Finding, advice: str) -> Json:
        site, verdict = finding.site, finding.verdict
        out: Json = {
            "package": finding.package,
            "function": finding.function,
            "kind": site.kind,
            "type": site.type,
            "loops": site.loop,
            "allocates": verdict.allocates,
            "suggestion": advice,
        }
        if site.size >= 0:
            out["size"] = site.size
        if site.limit > 0:
            out["limit"] = site.limit
        if site.copies and finding.own:
            out["copies"] = len(site.copies)
            out["copiesOnHeap"] = sum(v.heap for v in site.copies)
        if finding.bytes >= 0:
            out |= {"measuredBytes": finding.bytes, "measuredObjects": finding.objects}
        return out

    def flow(self, finding: Finding, head: str, story: Story, steps: list[Sentence]) -> list[Json]:
        """From the value step by step to what keeps it; callees are one level deeper."""
        callees = {id(s) for s in story.callees}
        out: list[Json] = [{"location": self.places.location(finding.place, head), "nestingLevel": 0}]
        told = steps if len(steps) < MAX_FLOW else [*steps[: MAX_FLOW - 2], steps[-1]]
        for sentence in told:
            assert sentence.place is not None
            location = self.places.location(sentence.place, sentence.text)
            if sentence.function:
                location["logicalLocations"] = [{"name": sentence.function, "kind": "function"}]
            out.append({"location": location, "nestingLevel": int(id(sentence) in callees)})
        out[-1]["importance"] = "essential"
        return out

    def related(self, finding: Finding, story: Story, steps: list[Sentence]) -> list[Json]:
        """Where it is made, if that is in an inlined function, and where the story ends."""
        out: list[Json] = []
        if finding.brought and is_place(finding.site.place):
            callee = f"`{short_name(finding.verdict.calls[-1].callee)}`"
            out.append(self.places.location(finding.site.place, phrases.MADE_IN.say(self.lang, callee=callee)))
        if steps and steps[-1].place is not None:
            out.append(self.places.location(steps[-1].place, steps[-1].full))
        elif is_place(story.place) and story.place is not None and story.place != finding.place:
            out.append(self.places.location(story.place, story.headline))
        return [{"id": n, **location} for n, location in enumerate(out, 1)]


@dataclass
class SarifLog:
    """A log with one run. ``total``: how many results there were, of which some may be left out."""

    stamp: Stamp
    places: Places
    lang: Lang
    rules: list[Json]
    total: int
    taxonomies: Sequence[Json] = ()

    def text(self, results: list[Json]) -> str:
        """``results``: worst first."""
        index = {rule["id"]: n for n, rule in enumerate(self.rules)}
        for result in results:
            result["ruleIndex"] = index[result["ruleId"]]
        while True:
            log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [self.run(results)]}
            text = _encode(log)
            if len(text) <= MAX_BYTES or len(results) < 2:
                return text
            size = len(gzip.compress(text.encode(), 6, mtime=0))
            if size <= MAX_BYTES:
                return text
            results = results[: int(len(results) * MAX_BYTES / size * 0.95)]

    def run(self, results: list[Json]) -> Json:
        s = self.stamp
        out: Json = {
            "tool": {"driver": self.driver()},
            "language": _LANGUAGES[self.lang],
            "automationDetails": {
                "id": f"goescape-{s.what}/{s.goos}-{s.goarch}/",
                "description": {"text": f"goescape {s.what}, {s.go} {s.goos}/{s.goarch}"},
            },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": self.places.bases(),
            "invocations": [self.invocation(len(results))],
            "properties": s.properties(),
            "results": results,
        }
        if self.taxonomies:
            out["taxonomies"] = list(self.taxonomies)
        return out

    def driver(self) -> Json:
        out: Json = {
            "name": "goescape",
            "version": self.stamp.tool,
            "language": _LANGUAGES[self.lang],
            "rules": self.rules,
        }
        if self.taxonomies:
            out["supportedTaxonomies"] = [{"name": t["name"], "index": n} for n, t in enumerate(self.taxonomies)]
        return out

    def invocation(self, kept: int) -> Json:
        notes = [*self.stamp.notes]
        if kept < self.total:
            numbers = {"n": f"{self.total - kept:,}", "kept": f"{kept:,}"}
            notes.append(phrases.SARIF_LEFT_OUT.say(self.lang, **numbers))
        notifications = [self.error(error) for error in self.stamp.errors]
        notifications += [{"level": "note", "message": {"text": plain(note)}} for note in notes]
        out: Json = {"executionSuccessful": not self.stamp.errors, "properties": self.stamp.properties()}
        if notifications:
            out["toolExecutionNotifications"] = notifications
        return out

    def error(self, error: Diagnostic) -> Json:
        out: Json = {"level": "error", "message": {"text": plain(error.text)}}
        place = Place(error.file, error.line, error.col)
        if is_place(place):
            out["locations"] = [self.places.location(place)]
        return out
