"""Records to plain JSON values and back. ``FORMAT`` changes when a field changes its meaning."""

from typing import Any, Final

from goescape.result.records import Diagnostic, FlowNote, FlowStep, Message, PackageReport, ParamLeak, Site

FORMAT: Final = 1


def report_to_json(report: PackageReport) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "path": report.path,
        "desc": report.desc,
        "dir": report.dir,
        "messages": [[m.file, m.line, m.col, m.text] for m in report.messages],
        "errors": [[e.file, e.line, e.col, e.text] for e in report.errors],
    }


def report_from_json(value: dict[str, Any]) -> PackageReport:
    """The inverse of :func:`report_to_json`; ValueError for another format."""
    if value.get("format") != FORMAT:
        raise ValueError(f"unknown format {value.get('format')!r} of a package report, expected {FORMAT}")
    return PackageReport(
        value["path"],
        value["dir"],
        [Message(f, line, col, text) for f, line, col, text in value["messages"]],
        [Diagnostic(f, line, col, text) for f, line, col, text in value["errors"]],
        value["desc"],
    )


def site_to_json(site: Site) -> dict[str, Any]:
    return {
        "file": site.file,
        "line": site.line,
        "col": site.col,
        "what": site.what,
        "variable": site.is_variable,
        "verdict": site.verdict,
        "function": site.function,
        "flow": [
            {
                "dst": step.dst,
                "derefs": step.derefs,
                "src": step.src,
                "notes": [{"expr": n.expr, "why": n.why, "at": n.position} for n in step.notes],
            }
            for step in site.flow
        ],
    }


def site_from_json(value: dict[str, Any]) -> Site:
    flow = [
        FlowStep(
            step["dst"],
            step["derefs"],
            step["src"],
            [FlowNote(note["expr"], note["why"], note["at"]) for note in step["notes"]],
        )
        for step in value["flow"]
    ]
    return Site(
        value["file"],
        value["line"],
        value["col"],
        value["what"],
        value["variable"],
        value["verdict"],
        value["function"],
        flow,
    )


def leak_to_json(leak: ParamLeak) -> dict[str, Any]:
    return {
        "file": leak.file,
        "line": leak.line,
        "col": leak.col,
        "name": leak.name,
        "target": leak.target,
        "level": leak.level,
        "function": leak.function,
    }


def leak_from_json(value: dict[str, Any]) -> ParamLeak:
    return ParamLeak(**value)
