"""``goescape verify``: ours and the real compiler's answer, line by line."""

import json
from copy import copy
from typing import Any, Final

from goescape.cli.args import Arguments
from goescape.cli.engine import analyze, dump, open_go, working_directory
from goescape.cli.errors import EXIT_FINDINGS, EXIT_OK, InputError
from goescape.cli.output import complain, write
from goescape.cli.progress import ProgressBar
from goescape.cli.smallest import Differing, dumps_of, is_of, smallest_functions
from goescape.gc.api import GcOptions, Toolchain, dump_functions
from goescape.gc.api import analyze as analyze_gc
from goescape.report.gctext import PathShortener, render_errors
from goescape.result import Message, PackageReport
from goescape.result.diff import Diff, PackageDiff, diff_reports
from goescape.result.families import FAMILIES
from goescape.result.kinds import kinds_of

ONLY: Final = {"-": "compiler", "+": "goescape"}


def run_verify(args: Arguments) -> int:
    toolchain = open_go(args)
    cwd = working_directory()
    ours, failed = _ours(args, cwd)
    if failed and not ours:
        return EXIT_FINDINGS  # there is nothing to compare
    theirs, status = _theirs(args, cwd, toolchain)
    if status != 0:
        for report in theirs:
            if report.errors:
                complain(f"{toolchain.release} says:\n" + render_errors(report.desc, cwd, report.errors, cwd))
    diff = diff_reports(theirs, ours)
    dirs = {r.desc: r.dir for r in ours}
    smallest = smallest_functions(diff) if args.smallest else []
    if smallest:
        show(smallest[0], args, toolchain, cwd)
    if args.json:
        value = _as_json(diff, toolchain)
        if args.smallest:
            value["smallest"] = [function.as_json() for function in smallest]
        write(json.dumps(value, indent=2) + "\n")
    else:
        write(_as_text(diff, args, toolchain, dirs, cwd) + _smallest_as_text(smallest, dirs, cwd))
    if failed or status != 0:
        return EXIT_FINDINGS
    if args.minimum < 100.0:
        return EXIT_FINDINGS if diff.total("escape").percent < args.minimum else EXIT_OK
    return EXIT_FINDINGS if diff.differs else EXIT_OK


def _ours(args: Arguments, cwd: str) -> tuple[list[PackageReport], bool]:
    reports: list[PackageReport] = []
    progress = ProgressBar()
    try:
        outcome = analyze(args, args.level, reports.append, progress.update)
    finally:
        progress.close()
    for error in outcome.errors:
        complain(error.format())
    failed = bool(outcome.errors) or outcome.failed
    for report in reports:
        if report.errors:
            failed = True
            complain(render_errors(report.desc, report.dir, report.errors, cwd))
    return reports, failed


def _theirs(args: Arguments, cwd: str, toolchain: Toolchain) -> tuple[list[PackageReport], int]:
    return analyze_gc(toolchain, args.packages, _gc_options(args, cwd))


def _gc_options(args: Arguments, cwd: str) -> GcOptions:
    return GcOptions(
        level=args.level,
        inline=not args.no_inline,
        tests=args.tests,
        tags=args.tags,
        jobs=args.jobs,
        cwd=cwd,
    )


def show(function: Differing, args: Arguments, toolchain: Toolchain, cwd: str) -> None:
    """Add what both sides make of the function."""
    only = copy(args)
    only.packages, only.function = [function.package.partition(" ")[0]], ""
    for only.after in ("lower", "escape"):
        try:
            text = dumps_of(dump(only), function.name)
        except InputError as err:
            text = f"{err}\n"
        function.dumps[f"goescape after {only.after}"] = text
    options = _gc_options(args, cwd)
    found = dump_functions(toolchain, only.packages, options, lambda name: is_of(name, function.name))
    for phase, text in found.items():
        function.dumps[f"{toolchain.release} before {phase}"] = text


def _smallest_as_text(smallest: list[Differing], dirs: dict[str, str], cwd: str) -> str:
    if not smallest:
        return ""
    out = ["\nthe shortest function that differs, by package:\n"]
    for function in smallest:
        short = PathShortener(dirs.get(function.package) or cwd, cwd)
        out.append(f"{function.n_lines:5d} lines  {short.text(function.place())}: {function.name}\n")
    function = smallest[0]
    short = PathShortener(dirs.get(function.package) or cwd, cwd)
    out.append(f"\n{function.source}")
    for sign, messages in (("-", function.missing), ("+", function.extra)):
        out += [f"{sign} {short.text(message.format())}\n" for message in messages]
    out += [f"\n---- {title}\n{text or '(nothing)'}\n" for title, text in function.dumps.items()]
    return "".join(out)


def _as_text(diff: Diff, args: Arguments, toolchain: Toolchain, dirs: dict[str, str], cwd: str) -> str:
    out: list[str] = []
    left = args.show if args.show >= 0 else 1 << 62
    for package in diff.packages:
        if package.identical or left <= 0:
            continue
        out.append(f"# {package.path}\n")
        short = PathShortener(dirs.get(package.path) or cwd, cwd)
        for sign, messages in (("-", package.missing), ("+", package.extra)):
            for message in messages[:left]:
                out.append(f"{sign} {short.text(message.format())}\n")
            left = max(0, left - len(messages))
    if args.by_package:
        out += [f"{_bad(p):7d} of {p.lines:7d}  {p.path}\n" for p in _worst(diff)]
    if args.kinds:
        out += [f"{count:7d} {sign} {kind}\n" for (sign, kind), count in kinds_of(diff)]
    out.append(f"compared with {toolchain.release} (- only the compiler, + only goescape)\n")
    for name in FAMILIES:
        count = diff.total(name)
        if count.matched or count.missing or count.extra:
            out.append(
                f"{name:7s} {count.percent:8.3f}%  matched {count.matched}  "
                f"missing {count.missing}  extra {count.extra}\n"
            )
    reordered = sum(package.identical and not package.same_order for package in diff.packages)
    tail = f", {reordered} of them in another order" if reordered else ""
    out.append(f"packages identical {diff.identical}/{len(diff.packages)}{tail}\n")
    return "".join(out)


def _bad(package: PackageDiff) -> int:
    return len(package.missing) + len(package.extra)


def _worst(diff: Diff) -> list[PackageDiff]:
    differing = [package for package in diff.packages if not package.identical]
    return sorted(differing, key=lambda package: (-_bad(package), package.path))


def _as_json(diff: Diff, toolchain: Toolchain) -> dict[str, Any]:
    totals = {name: diff.total(name) for name in FAMILIES}
    return {
        "format": 1,
        "toolchain": toolchain.release,
        "families": {
            name: {"matched": c.matched, "missing": c.missing, "extra": c.extra, "percent": round(c.percent, 3)}
            for name, c in totals.items()
        },
        "kinds": [{"only": ONLY[sign], "kind": kind, "count": count} for (sign, kind), count in kinds_of(diff)],
        "packages": len(diff.packages),
        "identical": diff.identical,
        "differences": [
            {
                "package": package.path,
                "lines": package.lines,
                "missing": [_message(m) for m in package.missing],
                "extra": [_message(m) for m in package.extra],
            }
            for package in _worst(diff)
        ],
    }


def _message(message: Message) -> str:
    return message.format()
