"""Measure how exact goescape is, and write docs/exactness.md: ``make exactness``.

Every row compares goescape with the real compiler over one corpus, for one platform and one set of flags. Rows that
were measured at the version at hand are kept (in the cache folder), so that an interrupted run goes on where it was.

usage: python -m support.exactness [--rows PART ...] [--write]
  --rows   only rows whose name holds one of these
  --write  write docs/exactness.md from all rows that are measured
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from goescape._version import GO_RELEASE, VERSION
from goescape.gc.run import GcOptions
from goescape.gc.toolchain import Toolchain, open_toolchain
from goescape.result.families import ESCAPE, FLOW, INLINE, NOISE, SELF, family
from support.agreement import KNOWN
from support.corpora import CorpusError, cache_root, third_party_gopath
from support.oracle import gc_text, std_folder

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "exactness.md"
GIANT = 100_000  # lines; packages with longer explanations are compared by their distinct lines
LINE = re.compile(r"^(.*?):(\d+)(?::(\d+))?: ?(.*)$")
FLAGS = {"-m": (1, True), "-m -l": (1, False), "-m=2": (2, True), "-m=2 -l": (2, False)}
PLATFORMS = ("linux/amd64", "linux/arm64", "linux/386", "js/wasm", "windows/amd64", "darwin/arm64")
LIBRARIES = (
    "github.com/pion/...",
    "github.com/hashicorp/hcl/v2/...",
    "github.com/zclconf/go-cty/...",
    "github.com/antlr/antlr4/...",
    "golang.org/x/exp/...",
    "github.com/gopacket/gopacket/...",
    "github.com/ugorji/go/codec",
    "go.starlark.net/...",
)

Lines = Counter[tuple[str, str, str, str]]


@dataclass
class Row:
    """One measurement. counts: per family matched, missing and extra lines."""

    platform: str
    flags: str
    corpus: str
    packages: int = 0
    identical: int = 0
    counts: dict[str, list[int]] = field(default_factory=dict)
    differing: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.corpus} {self.platform} {self.flags}"

    def percent(self, *families: str) -> str:
        matched, missing, extra = (sum(self.counts.get(f, [0, 0, 0])[i] for f in families) for i in range(3))
        total = matched + missing + extra
        return f"{100 * matched / total:.3f} %" if total else ""

    @property
    def lines(self) -> int:
        return sum(matched + missing for matched, missing, _ in self.counts.values())


def rows() -> list[Row]:
    out = [Row(platform, flags, "std") for platform in PLATFORMS for flags in ("-m", "-m -l")]
    out += [Row("linux/amd64", flags, "std") for flags in ("-m=2", "-m=2 -l")]
    for corpus in ("cmd/...", "third-party"):
        out += [Row("linux/amd64", flags, corpus) for flags in ("-m", "-m -l")]
    return out


def blocks(path: Path, cwd: str) -> Iterator[tuple[str, Lines]]:
    """The lines of each package, with absolute paths, in the order of the file."""
    name, lines = "", Counter[tuple[str, str, str, str]]()
    paths: dict[str, str] = {}
    with path.open(encoding="utf-8", errors="surrogateescape") as file:
        for raw in file:
            if raw.startswith("# "):
                if name:
                    yield name, lines
                name, lines = raw[2:].strip(), Counter()
                continue
            match = LINE.match(raw.rstrip("\n"))
            if match is None or family(match[4]) == NOISE:
                continue
            where = match[1]
            if where not in paths:
                paths[where] = where if where.startswith("<") else os.path.normpath(os.path.join(cwd, where))
            lines[paths[where], match[2], match[3] or "", match[4]] += 1
    if name:
        yield name, lines


def compare(row: Row, theirs: Path, ours: Path, cwd: str) -> None:
    expected = {name: lines for name, lines in blocks(theirs, cwd) if not _is_broken(lines)}
    for name, lines in blocks(ours, cwd):
        _count(row, name, expected.pop(name, Counter()), lines)
    for name, lines in expected.items():
        _count(row, name, lines, Counter())


def _is_broken(lines: Lines) -> bool:
    """A package that does not build (here: without cgo) prints errors and nothing else."""
    told = (" escape", "moved to heap: ", "leaking param", " leaks to ", " capturing by ", "inline ", "inlining ")
    return bool(lines) and not any(part in text for _, _, _, text in lines for part in told)


def _count(row: Row, name: str, theirs: Lines, ours: Lines) -> None:
    if sum(theirs.values()) > GIANT:
        theirs, ours = Counter(theirs.keys()), Counter(ours.keys())
    row.packages += 1
    missing, extra = theirs - ours, ours - theirs
    bad = sum(missing.values()) + sum(extra.values())
    row.identical += not bad
    if bad:
        row.differing[name] = bad
    for i, part in enumerate((theirs & ours, missing, extra)):
        for line, n in part.items():
            row.counts.setdefault(family(line[3]), [0, 0, 0])[i] += n


def measure(row: Row, toolchain: Toolchain) -> None:
    cwd, patterns, env = corpus_of(row.corpus, toolchain)
    goos, goarch = row.platform.split("/")
    env |= {"GOOS": goos, "GOARCH": goarch, "CGO_ENABLED": "0", "GOFLAGS": "", "GOROOT": toolchain.goroot}
    level, inline = FLAGS[row.flags]
    options = GcOptions(level=level, inline=inline, cwd=str(cwd), env={**os.environ, **env})
    text, _ = gc_text(toolchain, patterns, options)
    scratch = cache_root() / "exactness"
    scratch.mkdir(exist_ok=True)
    theirs, ours = scratch / f"theirs.{os.getpid()}", scratch / f"ours.{os.getpid()}"
    try:
        theirs.write_text(text, encoding="utf-8", errors="surrogateescape")
        del text
        with ours.open("wb") as out:
            command = [sys.executable, "-m", "goescape", *row.flags.split(), *patterns]
            subprocess.run(command, cwd=cwd, env={**os.environ, **env, "PWD": str(cwd)}, stdout=out, check=False)
        compare(row, theirs, ours, str(cwd))
    finally:
        theirs.unlink(missing_ok=True)
        ours.unlink(missing_ok=True)


def corpus_of(name: str, toolchain: Toolchain) -> tuple[Path, list[str], dict[str, str]]:
    if name == "third-party":
        gopath = third_party_gopath()
        return gopath / "src", list(LIBRARIES), {"GO111MODULE": "off", "GOPATH": str(gopath)}
    folder = std_folder(toolchain)
    env = {"GO111MODULE": "", "GOPATH": "/nonexistent"}
    return (folder / "cmd" if name == "cmd/..." else folder), [name], env


def sources_key() -> str:
    """Changes with goescape's own sources."""
    done = subprocess.run(
        ["git", "rev-parse", "HEAD:src/goescape"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def page(measured: list[Row]) -> str:
    """The table, and what differs by reason."""
    out = [
        "# Exactness",
        "",
        f"goescape {VERSION} compared with {GO_RELEASE}, line by line (`CGO_ENABLED=0`, `-pgo=off`). Agreement is",
        "matched / (matched + missing + extra), lines counted as often as they are printed; packages whose explanation",
        "exceeds 100,000 lines are compared by their distinct lines. Lines of the back end (bounds checks, liveness)",
        "are no matter of escape analysis and left out. Made by `make exactness`.",
        "",
        "| platform | corpus | flags | packages | identical | lines | escape | inline | explanations |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in measured:
        cells = [row.platform, row.corpus, f"`{row.flags}`", f"{row.packages}", f"{row.identical}", f"{row.lines:,}"]
        cells += [row.percent(ESCAPE, SELF), row.percent(INLINE), row.percent(FLOW)]
        out.append("| " + " | ".join(cells) + " |")
    out += ["", "## What differs", ""]
    known = [line for line in KNOWN.read_text().splitlines() if line and not line.startswith("#")]
    differing = [(row, name, bad) for row in measured for name, bad in row.differing.items()]
    if not differing:
        out.append("Nothing, in what the table compares.")
    for row, name, bad in differing:
        reasons = [line.split(maxsplit=3)[3] for line in known if line.split()[1] == name]
        out.append(
            f"- {row.corpus}, {row.platform}, `{row.flags}`: {name}, {bad} lines: {'; '.join(reasons) or 'open'}"
        )
    return "\n".join(out) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", nargs="*", default=[""])
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    toolchain = open_toolchain()
    store = cache_root() / "exactness" / f"{sources_key()}.json"
    store.parent.mkdir(exist_ok=True)
    known = {name: Row(**row) for name, row in json.loads(store.read_text()).items()} if store.exists() else {}
    for row in rows():
        if row.name in known or not any(part in row.name for part in args.rows):
            continue
        try:
            measure(row, toolchain)
        except CorpusError as err:
            print(f"{row.name}: {err}", file=sys.stderr)
            continue
        known[row.name] = row
        store.write_text(json.dumps({name: asdict(r) for name, r in known.items()}))
        print(row.name, row.percent(ESCAPE, SELF), row.percent(INLINE), row.percent(FLOW), row.identical, row.packages)
    if args.write:
        PAGE.write_text(page([known[row.name] for row in rows() if row.name in known]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
