"""What the command line, and later reports and editors, call.

>>> analysis = analyze(["./..."], Options(level=1, inline=False), on_package, on_progress)
"""

import gc
import os
from collections.abc import Callable, Mapping
from typing import Final

from goescape.base.text import to_unicode
from goescape.load.context import BuildContext
from goescape.load.errors import LoadError, SettingsError
from goescape.load.goroot import find_goroot
from goescape.load.loader import Loader
from goescape.load.package import PackageFiles
from goescape.program.engine import Engine, make_message
from goescape.program.session import LoadedPackage, Session
from goescape.result import Diagnostic, PackageReport
from goescape.result.sites import PackageSites
from goescape.syntax.pragma_check import check_pragmas
from goescape.target.experiments import UNMODELLED

__all__ = [
    "Analysis", "LoadError", "Options", "PackageListing", "SettingsError", "analyze", "dump", "list_packages",
]  # fmt: skip

OnPackage = Callable[[PackageReport], None]
OnProgress = Callable[[int, int, str], None]


class Options:
    """``level``: 0 no messages, 1 as -m, 2 as -m=2. ``overlay``: text that stands for files, by absolute path.

    ``records``: keep sites, parameters and functions as well; ``effects``: and what functions do besides. ``follow``:
    functions (package, name) of which also those are recorded that they call, in packages that are not named;
    ``follow_all``: not only on to the first that takes memory; ``through_panics``: also on the way to a panic.
    ``compares_release``: note if the installed Go is another release than the modelled one.
    """

    def __init__(
        self,
        level: int = 1,
        inline: bool = False,
        tests: bool = False,
        tags: list[str] | None = None,
        goroot: str = "",
        cwd: str = ".",
        env: Mapping[str, str] | None = None,
        overlay: Mapping[str, bytes] | None = None,
        records: bool = False,
        effects: bool = False,
        follow: list[tuple[str, str]] | None = None,
        follow_all: bool = False,
        through_panics: bool = False,
        compares_release: bool = False,
    ) -> None:
        self.follow = follow or []
        self.compares_release = compares_release
        self.follow_all = follow_all
        self.through_panics = through_panics
        self.records = records
        self.effects = effects
        self.level = level
        self.inline = inline
        self.tests = tests
        self.tags = tags or []
        self.goroot = goroot
        self.cwd = cwd
        self.env = env
        self.overlay = overlay


NOT_REACHED: Final = "not analysed: what it imports has errors"


class Analysis:
    """``errors`` belong to no package that was analysed; ``failed``: some have errors; ``notes`` for the user.

    skipped: packages that were not analysed because what they import has errors.

    goos, goarch: what it is true for. goroot: where the standard library is. followed: what ``Options.follow`` asks
    for.
    """

    def __init__(self) -> None:
        self.errors: list[Diagnostic] = []
        self.notes: list[str] = []
        self.failed = False
        self.skipped: list[PackageSites] = []
        self.goos = ""
        self.goarch = ""
        self.goroot = ""
        self.followed: list[PackageSites] = []


def open_session(options: Options, analysis: Analysis) -> Session:
    """Raises LoadError when there is no GOROOT or the settings make no sense."""
    goroot = find_goroot(options.goroot, options.env)
    note = goroot.note if options.compares_release else goroot.warning
    if note:
        analysis.notes.append(note)
    analysis.goroot = goroot.dir
    context = BuildContext(goroot, options.env, tags=options.tags)
    for name in context.experiments:
        if name in UNMODELLED:
            analysis.notes.append(f"GOEXPERIMENT={name} changes decisions of the compiler, which is not modelled")
    return Session(Loader(context, options.cwd, options.overlay), context.target)


def analyze(patterns: list[str], options: Options, on_package: OnPackage, on_progress: OnProgress) -> Analysis:
    """Analyse packages, in the order of their dependencies; each report goes to ``on_package`` when it is there."""
    analysis = Analysis()
    session = open_session(options, analysis)
    loader = session.loader
    analysis.goos, analysis.goarch = session.target.goos, session.target.goarch
    packages = loader.match(patterns, options.tests)
    for problem in loader.check(packages):
        analysis.errors.append(Diagnostic("", 0, 0, problem.text(options.cwd)))
    analysis.notes += loader.warnings
    analysis.notes += loader.notes(packages)
    if options.inline:
        for files in packages:
            if files.name == "main" and os.path.exists(os.path.join(files.dir, "default.pgo")):
                analysis.notes.append(f"{files.import_path}: default.pgo is not applied (as with -pgo=off)")
                break
    engine = Engine(session, options.level, options.inline)
    engine.collect = options.records
    engine.effects = options.effects
    engine.follow_all = options.follow_all
    engine.through_panics = options.through_panics
    for path, function in options.follow:
        engine.roots.setdefault(path, set()).add(function)
    todo = [p for p in session.in_dependency_order(packages) if not p.errors]
    engine.named = {session.known(files).pkg for files in todo}
    gc.disable()
    broken: set[str] = set()  # packages with errors, and those that need them
    for i, files in enumerate(todo):
        on_progress(i, len(todo), files.id)
        if broken and any(loader.find(path, files).id in broken for path in files.imports if path != "C"):
            broken.add(files.id)  # gc does not come to it either
            analysis.skipped.append(PackageSites(files.import_path, files.dir, errors=[NOT_REACHED]))
            continue
        report = _analyze_one(session, engine, files)
        if report.errors:
            broken.add(files.id)
            analysis.failed = True
        on_package(report)
    analysis.followed = [outside.records for outside in engine.outside.values()]
    return analysis


def _analyze_one(session: Session, engine: Engine, files: PackageFiles) -> PackageReport:
    report = PackageReport(files.import_path, files.dir, [], [], files.id)
    if files.import_path == "unsafe":
        report.sites = PackageSites(files.import_path, files.dir, [], []) if engine.collect else None
        return report
    lp = session.load_in_full(files)
    if lp.checker is not None and not files.broken and not lp.errors.syntax_errors:
        lp.checker.check_all()
        if not lp.errors:
            check_pragmas(lp.syntax, lp.errors, files.complete, files.go_version)
    if lp.errors or files.broken:
        report.errors = package_errors(session, lp)
        return report
    report.messages = engine.analyze_package(lp)
    report.sites = engine.records
    if session.late_errors:
        lp.errors = session.late_errors
        report.errors = package_errors(session, lp)
    return report


def package_errors(session: Session, lp: LoadedPackage) -> list[Diagnostic]:
    errors: list[Diagnostic] = []
    for d in lp.errors.sorted():
        errors.append(_diagnostic(session, d.pos, to_unicode(d.msg)))
    if lp.errors.full:
        errors.append(_diagnostic(session, lp.errors.items[-1].pos, "too many errors"))
    return errors


def _diagnostic(session: Session, pos: int, text: str) -> Diagnostic:
    m = make_message(session.table, pos, text)
    if pos and not m.file:  # a line directive may leave the name out
        return Diagnostic("", 0, 0, f"{m.position()}: {text}")
    return Diagnostic(m.file if pos else "", m.line, m.col, text)


class PackageListing:
    """A package's files, for those who read them: analysed ones, and those that the build leaves out."""

    def __init__(self, path: str, dir: str, files: list[str], left_out: list[str]) -> None:
        self.path = path
        self.dir = dir
        self.files = files
        self.left_out = left_out


def list_packages(patterns: list[str], options: Options) -> list[PackageListing]:
    """What the patterns name, nothing analysed. Raises as analyze does."""
    session = open_session(options, Analysis())
    loader = session.loader
    left_out: dict[str, list[str]] = {}
    for p in loader.match(patterns, False):
        left_out[p.dir] = list(p.ignored_go_files)
        if not options.tests:
            left_out[p.dir] += p.test_go_files + p.xtest_go_files
    out: list[PackageListing] = []
    for p in loader.match(patterns, options.tests):
        out.append(PackageListing(p.import_path, p.dir, list(p.go_files), left_out.pop(p.dir, [])))
    return out


def dump(patterns: list[str], options: Options, phase: str, function: str) -> str:
    """The text of one function, or of all for "", after a phase: syntax, types, lower, escape."""
    from goescape.program.dumping import dump_function

    analysis = Analysis()
    session = open_session(options, analysis)
    packages = session.loader.match(patterns, options.tests)
    for problem in session.loader.check(packages):
        raise LoadError(problem.text(options.cwd))
    return dump_function(session, packages, phase, function)
