"""Compare our output with the compiler's, against a list of differences that are known."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from goescape.gc.parse import parse_text
from goescape.gc.run import GcOptions
from goescape.gc.toolchain import Toolchain
from goescape.result.diff import Diff, diff_reports
from support.oracle import gc_reports, gc_text
from support.run import goescape

KNOWN = Path(__file__).resolve().parent.parent / "differential" / "known_differences.txt"
KNOWN_LINE = re.compile(r"^(\S+) (\S+) (\d+) (\S.*)$")


def read_known(corpus: str) -> dict[str, int]:
    """Package → how many lines may differ. Each line of the file: corpus, package, lines, reason."""
    known = {}
    for line in KNOWN.read_text().splitlines():
        line = line.partition("#")[0].strip()
        if not line:
            continue
        match = KNOWN_LINE.match(line)
        assert match is not None, f"known_differences.txt: {line!r} needs corpus, package, number of lines, reason"
        if match[1] == corpus:
            known[match[2]] = int(match[3])
    return known


def ours(args: Sequence[str], cwd: Path, env: dict[str, str], timeout: float = 1800) -> tuple[str, str, int]:
    """Our text for the same command line; never a traceback, whatever the input."""
    result = goescape(*args, cwd=cwd, env={**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "", **env}, timeout=timeout)
    assert "Traceback" not in result.err, result.err[-3000:]
    assert "internal error" not in result.err, result.err[-3000:]
    return result.out, result.err, result.code


def compare(
    toolchain: Toolchain,
    patterns: Sequence[str],
    cwd: Path,
    *,
    level: int = 1,
    inline: bool = False,
    env: dict[str, str] | None = None,
    oracle: Sequence[str] | None = None,
) -> Diff:
    """Both sides over ``patterns``; ``oracle`` names more than them when one cached run serves many tests."""
    setting, options, flags = _settings(toolchain, cwd, level, inline, env)
    theirs = gc_reports(toolchain, oracle or patterns, options)
    text, _, _ = ours([*flags, *patterns], cwd, setting)
    mine = parse_text(text, str(cwd))
    if oracle is not None:
        wanted = set(patterns)
        theirs = [report for report in theirs if report.path in wanted]
    return diff_reports(theirs, mine)


def _settings(
    toolchain: Toolchain, cwd: Path, level: int, inline: bool, env: dict[str, str] | None
) -> tuple[dict[str, str], GcOptions, list[str]]:
    """Environment, the compiler's options and our flags for the same question."""
    setting = {"GOROOT": toolchain.goroot, "GOFLAGS": "", **(env or {})}
    options = GcOptions(level=level, inline=inline, cwd=str(cwd), env={**os.environ, **setting})
    return setting, options, [f"-m={level}"] if inline else [f"-m={level}", "-l"]


def distinct_lines(
    toolchain: Toolchain, package: str, cwd: Path, *, level: int, inline: bool, env: dict[str, str]
) -> tuple[set[str], set[str]]:
    """The lines that the compiler prints for one package and those that we print, each once."""
    setting, options, flags = _settings(toolchain, cwd, level, inline, env)
    expected = set(gc_text(toolchain, [package], options)[0].splitlines())
    return expected, set(ours([*flags, package], cwd, setting)[0].splitlines())


def unlisted(diff: Diff, known: dict[str, int], *, complete: bool) -> list[str]:
    """Sentences about packages that differ more than the list allows, or (``complete``) less: then shorten it."""
    out = []
    seen = set()
    for package in diff.packages:
        bad = len(package.missing) + len(package.extra)
        allowed = known.get(package.path, 0)
        seen.add(package.path)
        if bad > allowed:
            lines = [f"- {m.format()}" for m in package.missing[:8]] + [f"+ {m.format()}" for m in package.extra[:8]]
            out.append(f"{package.path}: {bad} lines differ, {allowed} are known\n" + "\n".join(lines))
        elif complete and bad < allowed:
            out.append(f"{package.path}: {bad} lines differ, known_differences.txt says {allowed}: shorten it")
    if complete:
        out += [f"{path}: listed as different, but not compared" for path in known.keys() - seen]
    return out
