"""What the command line, and later reports and editors, call.

>>> analysis = analyze(["./..."], Options(level=1, inline=False), on_package, on_progress)
"""

import gc
from collections.abc import Callable, Mapping

from goescape.load.context import BuildContext
from goescape.load.errors import LoadDiagnostic, LoadError
from goescape.load.goroot import find_goroot
from goescape.load.loader import Loader
from goescape.load.package import PackageFiles
from goescape.program.engine import Engine, make_message
from goescape.program.session import LoadedPackage, Session
from goescape.result import Diagnostic, PackageReport
from goescape.target.platform import Target

__all__ = ["Analysis", "LoadError", "Options", "analyze", "dump"]

OnPackage = Callable[[PackageReport], None]
OnProgress = Callable[[int, int, str], None]


class Options:
    """``level``: 1 as -m, 2 as -m=2. ``jobs``: processes, 0 for as many as there are processors."""

    def __init__(
        self,
        level: int = 1,
        inline: bool = False,
        tests: bool = False,
        tags: list[str] | None = None,
        goroot: str = "",
        jobs: int = 1,
        cwd: str = ".",
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.level = level
        self.inline = inline
        self.tests = tests
        self.tags = tags or []
        self.goroot = goroot
        self.jobs = jobs
        self.cwd = cwd
        self.env = env


class Analysis:
    """``errors`` belong to no package that was analysed; ``failed``: some package has errors; ``notes`` for the user."""

    def __init__(self) -> None:
        self.errors: list[Diagnostic] = []
        self.notes: list[str] = []
        self.failed = False


def open_session(options: Options, analysis: Analysis) -> Session:
    """Raises LoadError when there is no GOROOT or the settings make no sense."""
    goroot = find_goroot(options.goroot, options.env)
    if goroot.warning:
        analysis.notes.append(goroot.warning)
    context = BuildContext(goroot, options.env, tags=options.tags)
    return Session(Loader(context, options.cwd), Target(context.goos, context.goarch))


def analyze(patterns: list[str], options: Options, on_package: OnPackage, on_progress: OnProgress) -> Analysis:
    """Analyse packages, in the order of their dependencies; each report goes to ``on_package`` when it is there."""
    analysis = Analysis()
    session = open_session(options, analysis)
    loader = session.loader
    packages = loader.match(patterns, options.tests)
    for problem in loader.check(packages):
        analysis.errors.append(_load_error(problem))
    analysis.notes += loader.warnings
    analysis.notes += loader.notes(packages)
    engine = Engine(session, options.level, options.inline)
    todo = [p for p in session.in_dependency_order(packages) if not p.errors]
    gc.disable()
    for i, files in enumerate(todo):
        on_progress(i, len(todo), files.id)
        report = _analyze_one(session, engine, files)
        analysis.failed = analysis.failed or bool(report.errors)
        on_package(report)
    return analysis


def _load_error(problem: LoadDiagnostic) -> Diagnostic:
    return Diagnostic(problem.file, problem.line, problem.col, problem.msg)


def _analyze_one(session: Session, engine: Engine, files: PackageFiles) -> PackageReport:
    report = PackageReport(files.import_path, files.dir, [], [], files.id)
    if files.import_path == "unsafe":
        return report
    lp = session.load(files)
    if not lp.errors and lp.checker is not None and not files.broken:
        lp.checker.check_all()
    if lp.errors or files.broken:
        report.errors = package_errors(session, lp)
        return report
    report.messages = engine.analyze_package(lp)
    if session.late_errors:
        lp.errors = session.late_errors
        report.errors = package_errors(session, lp)
    return report


def package_errors(session: Session, lp: LoadedPackage) -> list[Diagnostic]:
    errors: list[Diagnostic] = []
    for d in lp.errors.sorted():
        m = make_message(session.table, d.pos, d.msg)
        errors.append(Diagnostic(m.file if d.pos else "", m.line, m.col, m.text))
    if lp.errors.full:
        errors.append(Diagnostic("", 0, 0, "too many errors"))
    return errors


def dump(patterns: list[str], options: Options, phase: str, function: str) -> str:
    """The text of one function after a phase: syntax, types, lower, escape."""
    from goescape.program.dumping import dump_function

    analysis = Analysis()
    session = open_session(options, analysis)
    return dump_function(session, session.loader.match(patterns, options.tests), phase, function)
