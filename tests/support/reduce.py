"""Reduce a package on which we differ from the compiler to a small program that still differs in the same way.

    python tests/support/reduce.py [-m=2] [-l] [--kind REGEX] [--with PACKAGE]… [--case NAME] PACKAGE

The kinds of difference are listed first; ``--kind`` chooses those that must stay (default: the one that occurs most).
A kind is a message without its names, ``- `` before what only the compiler says, ``+ `` before what only we say, or
``! order``, ``! crash``, ``! refused``. What PACKAGE imports stays as it is; ``--with`` names imported packages that
are taken along and reduced too. Run it where the go command would be run for PACKAGE, with the same environment.
The result is printed as a case; ``--case NAME`` writes it to tests/cases/escape with the compiler's expectations.
"""

import argparse
import os
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    if "goescape" not in sys.modules and not os.environ.get("PYTHONPATH"):
        sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from goescape.gc.toolchain import open_toolchain  # noqa: E402
from goescape.result.kinds import kind  # noqa: E402
from goescape.syntax.nodes import FuncDecl  # noqa: E402
from support.bless import bless  # noqa: E402
from support.cases import CASES  # noqa: E402
from support.reduction.oracle import CRASH, ORDER, REFUSED, Files, Oracle, OurSide, Setting, ours  # noqa: E402
from support.reduction.search import Search, complain, parse  # noqa: E402
from support.txtar import Archive  # noqa: E402

MODULE = "example.com/case"


def differences(oracle: Oracle, files: Files) -> Counter[str]:
    text, refusals = oracle.compile(files)
    if refusals:
        sys.exit(
            f"the compiler refuses {oracle.subject.path}: {refusals[0].path}:{refusals[0].line} {refusals[0].text}"
        )
    kinds, diff = oracle.compare(files, text)
    counts: Counter[str] = Counter()
    if diff is not None:
        counts.update(f"- {kind(m.text)}" for m in diff.missing)
        counts.update(f"+ {kind(m.text)}" for m in diff.extra)
    counts.update(k for k in kinds if k not in counts)
    return counts


class Wanted:
    """Whether one of the chosen kinds is among those found."""

    def __init__(self, pattern: str, exact: bool) -> None:
        self.pattern = re.compile(re.escape(pattern) + "$" if exact else pattern)

    def __call__(self, kinds: set[str]) -> bool:
        return any(self.pattern.match(k) for k in kinds)


def reduce_package(oracle: Oracle, pattern: str, say=complain) -> tuple[Files, str]:  # type: ignore[no-untyped-def]
    """The smallest program found, and the kind that was kept."""
    counts = differences(oracle, oracle.sources())
    if not counts:
        sys.exit(f"{oracle.subject.path}: no difference")
    for name, count in counts.most_common(40):
        say(f"{count:6d} {name}")
    chosen = pattern or counts.most_common(1)[0][0]
    if not pattern and chosen.startswith((CRASH, REFUSED)):
        chosen = chosen.partition(":")[0]
        pattern = re.escape(chosen)
    search = Search(oracle, Wanted(chosen, exact=not pattern), say)
    say(f"keeping {chosen}")
    if not search.start():
        sys.exit("the difference depends on the layout of the text: it is gone when the files are printed anew")
    search.run()
    return search.files, chosen


def as_case(oracle: Oracle, files: Files, header: str) -> Archive:
    """A module: the subject as package ``p`` at its top, other units in folders; only files that hold something."""
    out: Files = {}
    for unit in oracle.units:
        folder = "" if unit is oracle.subject else unit.name + "/"
        for path in unit.files:
            tree = parse({path: files[path]})[path]
            if not tree.decls:
                continue
            text = files[path]
            for other in oracle.units:
                if other is not oracle.subject:
                    text = text.replace(f'"{other.path}"', f'"{MODULE}/{other.name}"')
            out[folder + os.path.basename(path)] = text
            if any(isinstance(decl, FuncDecl) and decl.body is None for decl in tree.decls):
                out[folder + "empty.s"] = ""
    out = {"go.mod": f"module {MODULE}\n\ngo {oracle.subject.lang.removeprefix('go')}\n", **out}
    return Archive(
        header, {name: text.encode("latin-1").decode("utf-8", "surrogateescape") for name, text in out.items()}
    )


def still_differs(archive: Archive, oracle: Oracle, wanted: Wanted, our_side: OurSide) -> bool:
    """As a module of its own: the standard library has rights that other packages have not."""
    with tempfile.TemporaryDirectory(prefix="goescape-reduced-") as folder:
        from support.cases import unpack

        unpack(archive, Path(folder))
        env = {
            name: value
            for name, value in oracle.setting.env.items()
            if name not in ("GO111MODULE", "GOPATH", "GOFLAGS")
        }
        setting = Setting(oracle.setting.level, oracle.setting.inline, folder, env)
        folders = {name.rpartition("/")[0] for name in archive.files}
        patterns = [f"{MODULE}/{unit.name}" for unit in oracle.units[:-1] if unit.name in folders] + [MODULE]
        try:
            moved = Oracle(oracle.toolchain, patterns, setting, Path(folder) / "scratch", our_side)
        except AssertionError as err:
            complain(str(err))
            return False
        return wanted(set(differences(moved, moved.sources())))


def main(argv: list[str], our_side: OurSide = ours) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-m", dest="level", type=int, choices=(1, 2), default=1)
    parser.add_argument("-l", dest="no_inline", action="store_true")
    parser.add_argument("--kind", default="", help="regular expression; see above")
    parser.add_argument("--with", dest="others", action="append", default=[], metavar="PACKAGE")
    parser.add_argument("--case", default="", metavar="NAME")
    parser.add_argument("package")
    args = parser.parse_args([("-m=1" if arg == "-m" else arg) for arg in argv])
    env = {**os.environ, "CGO_ENABLED": "0"}
    toolchain = open_toolchain()
    env.setdefault("GOROOT", toolchain.goroot)
    setting = Setting(args.level, not args.no_inline, os.getcwd(), env)
    with tempfile.TemporaryDirectory(prefix="goescape-reduce-") as scratch:
        oracle = Oracle(toolchain, [*args.others, args.package], setting, Path(scratch), our_side)
        files, chosen = reduce_package(oracle, args.kind)
        flags = f"-m={args.level}{' -l' if args.no_inline else ''}"
        archive = as_case(oracle, files, f"Reduced from {oracle.subject.path}, where {flags} differed: {chosen}\n\n")
        wanted = Wanted(chosen, exact=not args.kind and chosen[0] != "!")
        if not still_differs(archive, oracle, wanted, our_side):
            complain("as a module of its own it does not differ in this way: keep it with its import path")
    print(archive.format(), end="")
    if args.case:
        path = CASES / "escape" / f"{args.case}.txt"
        path.write_text(archive.format(), encoding="utf-8", errors="surrogateescape")
        bless(path)
        complain(f"written to {path}: give it a header that says what it shows")
    return 0


__all__ = ["ORDER", "main", "reduce_package"]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
