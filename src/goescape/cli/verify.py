"""``goescape verify``: ours and the real compiler's answer, line by line."""

import json
from typing import Any

from goescape.cli.args import Arguments
from goescape.cli.engine import analyze, working_directory
from goescape.cli.errors import EXIT_FINDINGS, EXIT_OK, InputError
from goescape.cli.output import complain, write
from goescape.cli.progress import ProgressBar
from goescape.gc.api import GcOptions, Toolchain, ToolchainError, open_toolchain
from goescape.gc.api import analyze as analyze_gc
from goescape.report.gctext import PathShortener, render_errors
from goescape.result import Message, PackageReport
from goescape.result.diff import Diff, PackageDiff, diff_reports
from goescape.result.families import FAMILIES


def run_verify(args: Arguments) -> int:
    try:
        toolchain = open_toolchain(args.go or None)
    except ToolchainError as err:
        raise InputError(str(err)) from err
    cwd = working_directory()
    ours, failed = _ours(args, cwd)
    theirs, status = _theirs(args, cwd, toolchain)
    if status != 0:
        for report in theirs:
            if report.errors:
                complain(f"{toolchain.release} says:\n" + render_errors(report.desc, cwd, report.errors, cwd))
    diff = diff_reports(theirs, ours)
    if args.json:
        write(json.dumps(_as_json(diff, toolchain), indent=2) + "\n")
    else:
        write(_as_text(diff, args, toolchain, {r.desc: r.dir for r in ours}, cwd))
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
    inline = not args.no_inline
    options = GcOptions(level=args.level, inline=inline, tests=args.tests, tags=args.tags, jobs=args.jobs, cwd=cwd)
    return analyze_gc(toolchain, args.packages, options)


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
