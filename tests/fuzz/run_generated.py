"""Put many random programs before the compiler and before us, and compare every line in its order.

    python tests/fuzz/run_generated.py --programs 2000 --seed 7 [--modes m,m2,ml,m2l] [--keep FOLDER]

Program k of a run has the seed ``seed + k``; ``--seeds S,T`` repeats single ones. Those that differ are printed with
the first lines that do, and their modules are left in ``--keep``. Exit status: 0 no difference, 1 otherwise.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    if not os.environ.get("PYTHONPATH"):
        sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from fuzz.generate.program import generate  # noqa: E402
from goescape.gc.run import GcOptions, run_gc, without_noise  # noqa: E402
from goescape.gc.toolchain import Toolchain, open_toolchain  # noqa: E402
from support.corpora import cache_root  # noqa: E402

MODULE = "example.com/f"
# Name of a mode → level, inlining.
MODES = {"m": (1, True), "m2": (2, True), "ml": (1, False), "m2l": (2, False)}
BATCH = 100
CRASH = "crash"
SHOWN = 40  # programs that differ
IMPORTED = (
    "bytes cmp context encoding/binary errors fmt io iter maps math/bits os reflect runtime slices sort strconv "
    "strings sync sync/atomic testing time unicode/utf8"
).split()


class Outcome:
    """Of programs, by their seeds: ``refused`` by the compiler as ours should be, ``broken``: on which it fails itself.

    ``differences``: seed, mode, text. ``lines`` is how many lines were compared.
    """

    def __init__(self) -> None:
        self.programs = 0
        self.lines = 0
        self.refused: list[int] = []
        self.broken: list[int] = []
        self.differences: list[tuple[int, str, str]] = []

    def summary(self) -> str:
        wrong = {seed for seed, _, _ in self.differences}
        return (
            f"{self.programs} programs, {self.lines} lines, {len(wrong)} programs differ, "
            f"{len(self.refused)} refused by the compiler, {len(self.broken)} that it fails on"
        )


def warm_cache(toolchain: Toolchain) -> Path:
    """A build cache with what the programs import, to copy from."""
    folder = cache_root() / "generated-gocache"
    if not (folder / "ready").exists():
        with tempfile.TemporaryDirectory() as empty:
            (Path(empty) / "go.mod").write_text(f"module {MODULE}\n\ngo 1.27\n")
            imports = "".join(f'import _ "{path}"\n' for path in IMPORTED)
            (Path(empty) / "a.go").write_text(f"package f\n\n{imports}")
            run_gc(toolchain, ["./..."], GcOptions(cwd=empty, cache=str(folder)))
        (folder / "ready").touch()
    return folder


def link_cache(source: Path, target: Path) -> None:
    """A copy that shares the files: what a run adds is thrown away with it."""
    for folder, _, names in os.walk(source):
        below = target / os.path.relpath(folder, source)
        below.mkdir(parents=True, exist_ok=True)
        for name in names:
            os.link(os.path.join(folder, name), below / name)


def write_batch(folder: Path, seeds: Sequence[int]) -> dict[str, int]:
    """The programs as packages of one module; import path (of each package) → seed."""
    folder.mkdir(parents=True)
    (folder / "go.mod").write_text(f"module {MODULE}\n\ngo 1.27\n")
    owner = {}
    for seed in seeds:
        name = f"p{seed}"
        for path, text in generate(seed, MODULE, name).items():
            target = folder / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
            owner[f"{MODULE}/{target.parent.relative_to(folder)}"] = seed
    return owner


def blocks(text: str) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("# "):
            lines = out.setdefault(line[2:].partition(" ")[0], [])
        else:
            lines.append(line)
    return out


def ours(folder: Path, pattern: str, level: int, inline: bool, goroot: str) -> dict[str, list[str]]:
    """Messages and errors by package. ``CRASH``: what we failed with, if we did."""
    command = [sys.executable, "-m", "goescape", f"-m={level}", *([] if inline else ["-l"]), pattern]
    env = {**os.environ, "CGO_ENABLED": "0", "GOROOT": goroot, "GOFLAGS": "", "PWD": str(folder)}
    env["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True)
    out, err = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
    found = blocks(out)
    for path, lines in blocks(err).items():
        found.setdefault(path, []).extend(lines)
    if done.returncode not in (0, 1) or "internal error" in err:
        found[CRASH] = err.splitlines()[-1:] or [f"exit status {done.returncode}"]
    return found


def first_difference(theirs: list[str], mine: list[str]) -> str:
    for k in range(max(len(theirs), len(mine))):
        a, b = (lines[k] if k < len(lines) else "(nothing)" for lines in (theirs, mine))
        if a != b:
            return f"    line {k}\n    - {a}\n    + {b}"
    return ""


def compare_batch(toolchain: Toolchain, folder: Path, owner: dict[str, int], cache: Path, outcome: Outcome,
                  modes: list[str]) -> None:  # fmt: skip
    refused: set[int] = set()
    broken: set[int] = set()  # the compiler fails on them
    for mode in modes:
        level, inline = MODES[mode]
        run = run_gc(toolchain, ["./..."], GcOptions(level=level, inline=inline, cwd=str(folder), cache=str(cache)))
        theirs = blocks(without_noise(run.text))
        mine = ours(folder, "./...", level, inline, toolchain.goroot)
        if CRASH in mine:  # what comes after it is missing: each program by itself
            mine = {}
            for seed in sorted(set(owner.values())):
                folders = [path for path, of in owner.items() if of == seed]
                one = ours(
                    folder, f"./{min(folders, key=len).removeprefix(MODULE + '/')}/...", level, inline, toolchain.goroot
                )
                mine.update({path: one.get(path, []) + one.get(CRASH, []) for path in folders})
        for path, seed in owner.items():
            expected, actual = theirs.get(path, []), mine.get(path, [])
            outcome.lines += len(expected)
            if "internal compiler error" in "".join(expected) or owner[path] in broken:
                broken.add(owner[path])
                continue
            if expected != actual:
                outcome.differences.append((seed, mode, f"  {path}\n{first_difference(expected, actual)}"))
        if run.status != 0:
            refused |= {owner[path] for path, lines in theirs.items() if path in owner and is_error(lines)}
    outcome.refused += sorted(refused - broken)
    outcome.broken += sorted(broken)


def is_error(lines: list[str]) -> bool:
    """A package with errors prints nothing else."""
    words = (" escapes to heap", " does not escape", "moved to heap", "leaking param", "can inline", "cannot inline")
    return bool(lines) and not any(word in line for line in lines for word in words)


def run(seeds: Sequence[int], modes: list[str], keep: Path | None = None, say=print) -> Outcome:  # type: ignore[no-untyped-def]
    toolchain = open_toolchain()
    outcome = Outcome()
    base = warm_cache(toolchain)
    began = time.monotonic()
    for first in range(0, len(seeds), BATCH):
        batch = seeds[first : first + BATCH]
        # On the file system of the cache: its files are linked.
        with tempfile.TemporaryDirectory(prefix="generated-", dir=cache_root()) as scratch:
            link_cache(base, Path(scratch) / "gocache")
            folder = Path(scratch) / "m"
            owner = write_batch(folder, batch)
            before = len(outcome.differences)
            compare_batch(toolchain, folder, owner, Path(scratch) / "gocache", outcome, modes)
            outcome.programs += len(batch)
            for wrong, mode, text in outcome.differences[before:]:
                if len({seed for seed, _, _ in outcome.differences[:before]}) < SHOWN:
                    say(f"seed {wrong}, mode {mode}\n{text}")
                if keep is not None:
                    shutil.copytree(folder / f"p{wrong}", keep / f"p{wrong}", dirs_exist_ok=True)
        say(f"{outcome.summary()} after {time.monotonic() - began:.0f} s")
    if keep is not None and outcome.differences:
        (keep / "go.mod").write_text(f"module {MODULE}\n\ngo 1.27\n")
    return outcome


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 10_000_000)
    parser.add_argument("--seeds", default="", help="of single programs, instead of --programs and --seed")
    parser.add_argument("--modes", default=",".join(MODES))
    parser.add_argument("--keep", type=Path, default=None)
    args = parser.parse_args(argv)
    seeds: Sequence[int] = range(args.seed, args.seed + args.programs)
    if args.seeds:
        seeds = [int(text) for text in args.seeds.split(",")]
    else:
        print(f"seed {args.seed}: --programs {args.programs} --seed {args.seed} repeats this run", flush=True)
    outcome = run(seeds, args.modes.split(","), args.keep, lambda text: print(text, flush=True))
    for seed in outcome.refused:
        print(f"refused: seed {seed}")
    for seed in outcome.broken:
        print(f"the compiler fails: seed {seed}")
    print(f"differ: {' '.join(str(s) for s in sorted({s for s, _, _ in outcome.differences}))}")
    return 1 if outcome.differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
