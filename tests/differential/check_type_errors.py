"""Errors of broken programs: ours against the compiler's, text and position.

    python tests/differential/check_type_errors.py [-v] [FILE.go ...]

Without files, the programs of tests/cases/type_errors.txt (one after the other, separated by lines ``-- name --``).
Needs a go command.
"""

import argparse
import gc
import os
import subprocess
import sys
import tempfile
import traceback

from goescape.base.errors import SYNTAX_ERROR, ErrorList
from goescape.types.checker import Checker
from goescape.types.types import Package

if __name__ == "__main__":
    sys.path.insert(0, os.path.join(os.path.dirname(__file__), os.pardir))

from differential.check_types import Parser, Session

CASES = os.path.join(os.path.dirname(__file__), os.pardir, "cases", "type_errors.txt")


def programs(path: str) -> list[tuple[str, str]]:
    result: list[tuple[str, str]] = []
    name = ""
    lines: list[str] = []
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.startswith("-- ") and line.rstrip().endswith(" --"):
                if name:
                    result.append((name, "".join(lines)))
                name, lines = line.strip("- \n"), []
            else:
                lines.append(line)
    result.append((name, "".join(lines)))
    return result


def compiler_errors(go: str, directory: str, limit: bool) -> list[str]:
    flags = [] if limit else ["-gcflags=-e"]
    env = dict(os.environ, GO111MODULE="off", GOFLAGS="", CGO_ENABLED="0", GOOS="linux", GOARCH="amd64")
    done = subprocess.run(
        [go, "build", *flags, "-o", "out", "x.go"], cwd=directory, env=env, capture_output=True, text=True
    )
    return [line for line in done.stderr.splitlines() if not line.startswith("# ")]


def our_errors(session: Session, directory: str, limit: bool) -> list[str]:
    path = os.path.join(directory, "x.go")
    errors = ErrorList(session.table, 10 if limit else 0)
    tree = session.parse(path, errors, False)
    if not any(d.kind == SYNTAX_ERROR for d in errors.items):
        assert tree.pkg_name is not None
        pkg = Package("command-line-arguments", tree.pkg_name.value)
        check = Checker(
            pkg, [tree], session, session.table, errors, Parser(session.table, errors), session.context,
            session.sizes, 27,
        )  # fmt: skip
        check.check_all()
    text = "\n".join(errors.lines()).replace(directory + "/", "./")
    return text.encode("latin-1").decode("utf-8", "replace").splitlines()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*")
    parser.add_argument("-v", action="store_true")
    parser.add_argument("--go", default="go")
    options = parser.parse_args()
    gc.disable()
    sys.setrecursionlimit(20000)
    todo = programs(CASES)
    if options.files:
        todo = [(name, open(name, encoding="utf-8").read()) for name in options.files]
    todo += [(f"limit: {name}", source) for name, source in todo]
    differing = compare(options.go, todo)
    print(f"{len(todo) - differing} of {len(todo)} programs equal")
    return 1 if differing else 0


def compare(go: str, todo: list[tuple[str, str]]) -> int:
    """The number of programs whose errors differ, which are printed."""
    session = Session()
    good = total = 0
    for name, source in todo:
        limit = name.startswith("limit")
        with tempfile.TemporaryDirectory() as directory:
            with open(os.path.join(directory, "x.go"), "w", encoding="utf-8") as f:
                f.write(source)
            want = compiler_errors(go, directory, limit)
            want = [line for line in want if not line.endswith("missing function body")]  # not the checker's
            try:
                got = our_errors(session, directory, limit)
            except Exception:
                got = traceback.format_exc(limit=-5).splitlines()
        total += 1
        if got == want:
            good += 1
        else:
            print(f"== {name}")
            for line in want:
                if line not in got:
                    print("  gc   " + line)
            for line in got:
                if line not in want:
                    print("  ours " + line)
    return total - good


if __name__ == "__main__":
    sys.exit(main())
