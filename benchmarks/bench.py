"""Ours against ``go build``, in turn, on the same machine: time, processor time and peak memory.

    python benchmarks/bench.py --compiled build/compiled [--quick]

Prints a table and writes benchmarks/README.md. gc starts with an empty build cache each time: that is what a first
run costs. ``--compiled`` names a folder with a compiled install (make compiled).
"""

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from goescape.gc.toolchain import Toolchain, open_toolchain  # noqa: E402

HELLO = 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n'


class Cost:
    """One run: wall seconds, processor seconds (with all children), peak megabytes of the largest process."""

    def __init__(self, wall: float, cpu: float, peak: float) -> None:
        self.wall = wall
        self.cpu = cpu
        self.peak = peak


def measure(command: list[str], cwd: Path, env: dict[str, str]) -> Cost:
    """Run ``command`` in a forked child, so that the children's usage is only this run's."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        start = time.perf_counter()
        done = subprocess.run(command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wall = time.perf_counter() - start
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        line = f"{wall} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss / 1024} {done.returncode}"
        os.write(write, line.encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        words = pipe.read().split()
    os.waitpid(pid, 0)
    if len(words) != 4 or words[3] != "0":
        raise SystemExit(f"bench: {' '.join(command)} failed")
    return Cost(float(words[0]), float(words[1]), float(words[2]))


class Contest:
    """Both sides of one comparison, best of ``rounds`` each, taken in turn."""

    def __init__(self, name: str, limit: str, run_ours: Callable[[], Cost], run_gc: Callable[[], Cost]) -> None:
        self.name = name
        self.limit = limit
        self.run_ours = run_ours
        self.run_gc = run_gc
        self.ours: list[Cost] = []
        self.gc: list[Cost] = []

    def run(self, rounds: int) -> None:
        for _ in range(rounds):
            self.ours.append(self.run_ours())
            self.gc.append(self.run_gc())

    def row(self) -> str:
        def best(costs: list[Cost], what: str) -> float:
            return min(float(getattr(cost, what)) for cost in costs)

        cells = [self.name]
        for what in ("wall", "cpu"):
            mine, theirs = best(self.ours, what), best(self.gc, what)
            cells += [f"{mine:.2f}", f"{theirs:.2f}", f"{mine / theirs:.2f}×"]
        cells += [f"{best(self.ours, 'peak'):.0f}", f"{best(self.gc, 'peak'):.0f}", self.limit]
        return "| " + " | ".join(cells) + " |"


def build_contests(toolchain: Toolchain, compiled: Path | None, scratch: Path, quick: bool) -> list[Contest]:
    hello = scratch / "hello"
    hello.mkdir()
    (hello / "go.mod").write_text("module example.com/hello\n\ngo 1.27\n")
    (hello / "main.go").write_text(HELLO)
    std = Path(toolchain.goroot) / "src"
    base = {**os.environ, "GOROOT": toolchain.goroot, "CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOFLAGS": ""}
    for name in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE"):
        base.pop(name, None)
    base["PYTHONPYCACHEPREFIX"] = str(scratch / "pycache")  # as pip install leaves it: compiled to byte code

    def gc_run(cwd: Path, flags: str, *patterns: str, warm: bool = False) -> Callable[[], Cost]:
        def run() -> Cost:
            cache = tempfile.mkdtemp(dir=scratch)
            env = {**base, "GOCACHE": cache}
            if warm:
                measure([toolchain.command, "build", *patterns], cwd, env)
            command = [toolchain.command, "build", "-o", os.devnull, f"-gcflags={flags}", *patterns]
            cost = measure(command, cwd, env)
            shutil.rmtree(cache)
            return cost

        return run

    def our_run(source: Path, cwd: Path, flags: str, *patterns: str) -> Callable[[], Cost]:
        command = [sys.executable, "-m", "goescape", *flags.split(), *patterns]
        return lambda: measure(command, cwd, {**base, "PYTHONPATH": str(source), "PWD": str(cwd)})

    def contest(
        what: str, flags: str, limit: str, source: Path, cwd: Path, pattern: str, warm: bool = False
    ) -> Contest:
        run_ours, run_gc = our_run(source, cwd, flags, pattern), gc_run(cwd, flags, pattern, warm=warm)
        return Contest(f"{what}, `{flags}`", limit, run_ours, run_gc)

    src = ROOT / "src"
    our_run(src, hello, "-m", ".")()  # leaves byte code behind
    contests = [
        contest("fmt.Println, interpreted", "-m", "wall ≤ 0.5×", src, hello, "."),
        contest("fmt.Println, interpreted", "-m -l", "wall ≤ 0.5×", src, hello, "."),
    ]
    if compiled is not None:
        contests.append(contest("fmt.Println, compiled", "-m", "wall ≤ 0.5×", compiled, hello, "."))
        contests.append(contest("fmt.Println, compiled", "-m -l", "", compiled, hello, "."))
        if not quick:
            contests.append(contest("go/types, compiled", "-m=2", "≤ 1×", compiled, std, "go/types"))
            what = "go/types (go build: dependencies cached), compiled"
            contests.append(contest(what, "-m=2", "", compiled, std, "go/types", warm=True))
            contests.append(contest("std, compiled", "-m", "cpu ≤ 1.5×, ≤ 3000 MB", compiled, std, "std"))
            contests.append(contest("std, compiled", "-m -l", "cpu ≤ 1.5×, ≤ 3000 MB", compiled, std, "std"))
            contests.append(contest("std, compiled", "-m=2 -l", "", compiled, std, "std"))
    if not quick:
        contests.append(contest("std, interpreted", "-m", "", src, std, "std"))
        contests.append(contest("std, interpreted", "-m -l", "", src, std, "std"))
    return contests


def version(source: Path) -> str:
    env = {**os.environ, "PYTHONPATH": str(source)}
    done = subprocess.run(
        [sys.executable, "-m", "goescape", "--version"], env=env, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def write_readme(table: str, toolchain: Toolchain, compiled: Path | None) -> None:
    builds = version(ROOT / "src") + (f"; {version(compiled)}" if compiled else "")
    load = os.getloadavg()[0]
    text = f"""# Benchmarks

`python benchmarks/bench.py --compiled build/compiled` (or `make bench`) runs goescape and
`go build -gcflags=…` with the same flags and an empty build cache in turn and writes this file. Best of the rounds
(one round for std). Processor seconds are user and system time of all processes; peak memory is that of the largest
process: goescape is one process, gc one per package. `go build` also compiles and, for a program, links: that is what
getting gc's text costs the first time.

{table}

- {builds}
- {toolchain.release}, CGO_ENABLED=0, {platform.system().lower()}/{platform.machine()}, {os.cpu_count()} cores
  (load average {load:.1f} at the end), Python {platform.python_version()}
"""
    (ROOT / "benchmarks" / "README.md").write_text(text)


def main() -> None:
    parser = argparse.ArgumentParser(description="goescape against go build")
    parser.add_argument("--compiled", type=Path, help="folder with a compiled install")
    parser.add_argument("--quick", action="store_true", help="only the small program")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-write", action="store_true", help="do not write benchmarks/README.md")
    args = parser.parse_args()
    compiled = args.compiled.resolve() if args.compiled else None
    toolchain = open_toolchain()
    lines = [
        "| what | ours wall s | gc wall s | ratio | ours cpu s | gc cpu s | ratio | ours peak MB | gc peak MB | goal |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory(prefix="goescape-bench-") as scratch:
        for contest in build_contests(toolchain, compiled, Path(scratch), args.quick):
            contest.run(1 if contest.name.startswith("std") else args.rounds)
            lines.append(contest.row())
            print(lines[-1], flush=True)
    table = "\n".join(lines)
    print("\n" + table)
    if not args.no_write:
        write_readme(table, toolchain, compiled)


if __name__ == "__main__":
    main()
