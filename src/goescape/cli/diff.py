"""``goescape diff``: two states of the code, and what became of the heap between them."""

import gc
import os
import tempfile
from dataclasses import dataclass

from goescape._version import VERSION
from goescape.check import phrases
from goescape.check.changes import Changes, Side, compare
from goescape.cli.args import Arguments
from goescape.cli.engine import working_directory
from goescape.cli.errors import EXIT_FINDINGS, EXIT_OK, InputError, UsageError
from goescape.cli.lang import choose_language
from goescape.cli.output import LinePrinter, complain, wants_color, write
from goescape.cli.places import Paths
from goescape.cli.records import RecordRun
from goescape.cli.revisions import Repository, open_repository
from goescape.result.schema import FormatError, decode_report
from goescape.result.sites import PackageSites, Report


def run_diff(args: Arguments) -> int:
    with tempfile.TemporaryDirectory(prefix="goescape-diff-") as scratch:
        return _Diff(args, scratch).run()


@dataclass
class Subject:
    """What OLD or NEW stands for: a folder to analyse, or a report. ``root``: the folder that paths are told from."""

    name: str
    folder: str = ""
    report: str = ""
    commit: str = ""


def looks_like_path(name: str, paths: Paths = os.path) -> bool:
    """Not like a revision: ``.``, ``../x``, ``x/``, an absolute path."""
    ends = ("/", paths.sep)
    dotted = name in (".", "..") or name.startswith(tuple(dots + end for dots in (".", "..") for end in ends))
    return dotted or name.startswith(ends) or name.endswith(ends) or paths.isabs(name)


class _Diff:
    """``roots``: folders that are left out of paths."""

    def __init__(self, args: Arguments, scratch: str) -> None:
        self.args = args
        self.scratch = scratch
        self.cwd = working_directory()
        self.lang = choose_language(args.lang)
        self.repository: Repository | None = None
        self.failed = False
        self.partial = False  # a report tells of packages with errors
        self.roots: list[str] = []

    def run(self) -> int:
        subjects = [self.subject(self.args.old), self.subject(self.args.new or ".")]
        if all(s.folder == self.cwd for s in subjects):
            raise UsageError("diff: the two are the same folder; name a revision, another folder or a report")
        old, new = (self.side(subject, str(n)) for n, subject in enumerate(subjects))
        if old.report.engine != new.report.engine:
            engines = f"{old.report.engine} and {new.report.engine}"
            raise UsageError(f"diff: the two come from different engines ({engines}), which name sites differently")
        if old.report.inlining != new.report.inlining:
            raise UsageError("diff: one of the two was made with -l, before inlining")
        left_out = self.leave_out(old, new) if self.failed or self.partial else []
        changes = compare(old, new, self.lang)
        targets = [f"{s.go} {s.platform}" for s in (changes.old, changes.new)]
        if targets[0] != targets[1]:
            note = phrases.DIFFERENT_TARGETS.say(self.lang, old=targets[0], new=targets[1])
            changes.notes.append(note)
        if left_out:
            changes.notes.append(phrases.LEFT_OUT.say(self.lang, packages=", ".join(left_out)))
        self.render(changes)
        if self.failed or self.partial:
            return EXIT_FINDINGS
        return EXIT_FINDINGS if self.args.exit_code and changes.count("new") else EXIT_OK

    # -------------------------------------------------------------------------------------------- the two states

    def subject(self, name: str) -> Subject:
        """A report (a file), a folder if the name looks like a path, a revision, else a folder."""
        path = os.path.normpath(os.path.join(self.cwd, name))
        if os.path.isfile(path):
            return Subject(name, report=path)
        if looks_like_path(name) and os.path.isdir(path):
            return Subject(name if name != "." else phrases.WORKING_TREE.say(self.lang), folder=path)
        commit = self.commit(name)
        if commit:
            return Subject(name, commit=commit)
        if os.path.isdir(path):
            return Subject(name, folder=path)
        where = "" if self.repository is not None else " (and this is no git repository)"
        raise UsageError(f"diff: {name!r} is no revision, folder or report{where}")

    def commit(self, name: str) -> str:
        if self.repository is None:
            self.repository = open_repository(self.cwd)
        return "" if self.repository is None or name.startswith("-") else self.repository.commit(name)

    def side(self, subject: Subject, number: str) -> Side:
        if subject.report:
            return Side(subject.name, self.read(subject))
        folder = subject.folder
        if subject.commit:
            assert self.repository is not None
            into = os.path.join(os.path.realpath(self.scratch), number)
            os.mkdir(into)
            folder = self.repository.check_out(subject.commit, into)
            if not os.path.isdir(folder):
                raise InputError(f"diff: {subject.name} has no folder {self.repository.prefix.rstrip('/')}")
        self.roots.append(folder)
        packages: list[PackageSites] = []
        run = RecordRun(self.args, folder, packages.append)
        run.run()
        gc.collect()  # what was analysed is not needed any more
        self.failed = self.failed or run.failed
        report = Report(
            VERSION, run.engine, run.release, run.goos, run.goarch, packages, inlining=not self.args.no_inline
        )
        return Side(subject.name, report)

    def leave_out(self, old: Side, new: Side) -> list[str]:
        """With errors on one side, what is missing there is not gone: keep only packages of both."""
        paths = [{p.path for p in side.report.packages if not p.errors} for side in (old, new)]
        broken = {p.path for side in (old, new) for p in side.report.packages if p.errors}
        for side in (old, new):
            side.report.packages = [p for p in side.report.packages if p.path in paths[0] & paths[1]]
        return sorted((paths[0] ^ paths[1]) | broken)

    def read(self, subject: Subject) -> Report:
        with open(subject.report, "rb") as file:
            text = file.read()
        try:
            report = decode_report(text)
        except FormatError as err:
            raise UsageError(f"diff: {subject.name}: {err}") from err
        if report.narrowed:
            raise UsageError(f"diff: {subject.name} has only the sites that options chose: write it without them")
        self.partial = self.partial or any(package.errors for package in report.packages)
        folders = [package.dir for package in report.packages if package.dir]
        if folders:
            self.roots.append(os.path.commonpath(folders))
        return report

    # -------------------------------------------------------------------------------------------------- output

    def render(self, changes: Changes) -> None:
        from goescape.report.diff import DiffMarkdown, DiffText, diff_json, shorten_places

        if self.args.format == "json":
            shorten_places(changes, self.roots)
            write(diff_json(changes))
        elif self.args.format == "markdown":
            write("".join(DiffMarkdown(self.lang, self.roots).render(changes)))
        else:
            text = DiffText(self.lang, self.roots, self.args.frames)
            LinePrinter(wants_color(self.args.color)).print(text.lines(changes))
        for note in changes.notes:
            complain(f"goescape: note: {note}")
