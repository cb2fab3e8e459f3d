"""The one place where the command line meets the engine (``goescape.program.api``)."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from goescape._version import GO_RELEASE
from goescape.cli.args import Arguments
from goescape.cli.errors import InputError, UsageError, sentence
from goescape.cli.output import complain
from goescape.result import Diagnostic, PackageReport

if TYPE_CHECKING:
    from goescape.check.contracts import Follow
    from goescape.gc import api as gc
    from goescape.program import api
    from goescape.result.sites import PackageSites

EngineName = Literal["goescape", "gc"]
OnPackage = Callable[[PackageReport], None]
OnProgress = Callable[[int, int, str], None]


class Outcome:
    """What a run left behind besides the reports: errors that belong to no package, and what it is true for."""

    def __init__(
        self,
        errors: list[Diagnostic],
        failed: bool,
        goos: str,
        goarch: str,
        engine: EngineName = "goescape",
        release: str = GO_RELEASE,
        goroot: str = "",
    ) -> None:
        self.followed: list[PackageSites] = []
        self.skipped: list[PackageSites] = []
        self.errors = errors
        self.failed = failed
        self.goos = goos
        self.goarch = goarch
        self.engine = engine
        self.release = release
        self.goroot = goroot


def analyze(
    args: Arguments,
    level: int,
    on_package: OnPackage,
    on_progress: OnProgress,
    *,
    records: bool = False,
    effects: bool = False,
    folder: str = "",
    follow: "Follow | None" = None,
) -> Outcome:
    """Analyse the packages that ``args`` names; reports come in gc's order through ``on_package``.

    Notes for the user go to standard error at once. Raises InputError when nothing can be analysed, UsageError for
    settings that make no sense. records: with sites and parameters; effects: with calls, too. folder: where packages
    are looked for, if not in the working directory. follow: whose callees in other packages are looked at as well.
    """
    if args.engine == "gc":
        return analyze_with_gc(args, 2 if records else level, on_package, folder)
    from goescape.program import api

    options = _options(args, level, records, effects, folder)
    if follow is not None:
        options.follow, options.follow_all, options.through_panics = follow.functions, follow.all, follow.through_panics
    try:
        analysis = api.analyze(args.packages, options, on_package, on_progress)
    except api.SettingsError as err:
        raise UsageError(sentence(err)) from err
    except api.LoadError as err:
        raise InputError(sentence(err)) from err
    for note in analysis.notes:
        if note in args.said:
            continue
        args.said.add(note)
        note = note.removeprefix("go: ")
        complain(f"goescape: {note}" if note.startswith("warning: ") else f"goescape: note: {note}")
    outcome = Outcome(analysis.errors, analysis.failed, analysis.goos, analysis.goarch, goroot=analysis.goroot)
    outcome.followed = analysis.followed
    outcome.skipped = analysis.skipped
    return outcome


def open_go(args: Arguments) -> "gc.Toolchain":
    """The go command that --go names, or that is found. Raises UsageError or InputError."""
    from goescape.gc import api as gc

    try:
        return gc.open_toolchain(args.go or None)
    except gc.GoSettingsError as err:
        raise UsageError(str(err)) from err
    except gc.ToolchainError as err:
        if args.go:
            raise UsageError(f"--go: {err}") from err
        raise InputError(str(err)) from err


def analyze_with_gc(args: Arguments, level: int, on_package: OnPackage, folder: str = "") -> Outcome:
    """The same records from a real toolchain, as far as it says. Needs ``-m=2`` for the flows."""
    from goescape.check.owners import add_owners
    from goescape.gc import api as gc

    toolchain = open_go(args)
    if not gc.is_known_release(toolchain.release):
        complain(f"goescape: note: {toolchain.release} is none of {gc.KNOWN_RELEASES}: not all may be understood")
    options = gc.GcOptions(
        level=level or 2,
        inline=not args.no_inline,
        tests=args.tests,
        tags=args.tags,
        cwd=folder or working_directory(),
    )
    reports, status = gc.analyze(toolchain, args.packages, options)
    for report in reports:
        if not report.errors:
            report.sites = gc.sites_of(report)
            add_owners(report.sites)
        on_package(report)
    goos, goarch = gc.platform(toolchain)
    return Outcome([], status != 0, goos, goarch, "gc", toolchain.release, toolchain.goroot)


def dump(args: Arguments) -> str:
    """The text of a function after a phase."""
    from goescape.program import api

    try:
        return api.dump(args.packages, _options(args, 1), args.after, args.function)
    except api.SettingsError as err:
        raise UsageError(sentence(err)) from err
    except api.LoadError as err:
        raise InputError(sentence(err)) from err


def list_packages(args: Arguments) -> "list[api.PackageListing]":
    """The packages that ``args`` names, with their files. Raises as :func:`analyze`."""
    from goescape.program import api

    try:
        return api.list_packages(args.packages, _options(args, 0))
    except api.SettingsError as err:
        raise UsageError(sentence(err)) from err
    except api.LoadError as err:
        raise InputError(sentence(err)) from err


def _options(
    args: Arguments, level: int, records: bool = False, effects: bool = False, folder: str = ""
) -> "api.Options":
    from goescape.program import api

    return api.Options(
        level=level,
        inline=not args.no_inline,
        tests=args.tests,
        tags=[tag for tag in args.tags.split(",") if tag],
        goroot=args.goroot,
        cwd=folder or working_directory(),
        env=dict(os.environ),
        records=records,
        effects=effects,
        compares_release=args.engine == "auto",
    )


def working_directory() -> str:
    """As the go command sees it: $PWD when it names the current folder (symbolic links kept)."""
    try:
        here = os.getcwd()
    except OSError as err:
        raise InputError("the current folder does not exist any more") from err
    logical = os.environ.get("PWD", "")
    try:
        if logical and os.path.isabs(logical) and os.path.samefile(logical, here):
            return os.path.normpath(logical)
    except OSError:
        pass
    return here
