"""A package with other text in its files: what the compiler says about it, what we say, and how the two differ.

The compiler proper is run, not the go command: so a package of the standard library or of a module can be changed
and compiled in its place, with the packages that it imports as they are.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from goescape.cli.stack import run_deep
from goescape.gc.parse import parse_text
from goescape.gc.run import GcOptions, environment
from goescape.gc.toolchain import Toolchain
from goescape.program import api
from goescape.result import Message
from goescape.result.diff import PackageDiff, diff_package
from goescape.result.families import NOISE
from goescape.result.kinds import kind

ERROR = re.compile(r"^(.*?\.go):(\d+):(\d+): (.*)$", re.M)
ORDER = "! order"
CRASH = "! crash"
REFUSED = "! refused"

Files = dict[str, str]
"""Absolute path → text, as latin-1."""


class Refusal:
    """One error of the compiler."""

    def __init__(self, path: str, line: int, col: int, text: str) -> None:
        self.path = path
        self.line = line
        self.col = col
        self.text = text


class Unit:
    """A package that may be changed."""

    def __init__(self, path: str, folder: str, name: str, files: list[str], standard: bool, lang: str) -> None:
        self.path = path
        self.folder = folder
        self.name = name
        self.files = files
        self.standard = standard
        self.lang = lang

    @property
    def compiled_path(self) -> str:
        return "main" if self.name == "main" else self.path


class Setting:
    """How both sides run: flags, folder of the go command, environment."""

    def __init__(self, level: int, inline: bool, cwd: str, env: Mapping[str, str]) -> None:
        self.level = level
        self.inline = inline
        self.cwd = cwd
        self.env = env


def ours(units: list[Unit], setting: Setting, files: Files) -> tuple[list[Message], str]:
    """Our messages about the last of the packages; or what we complain about."""
    messages: list[Message] = []
    complaints: list[str] = []

    def take(report: api.PackageReport) -> None:
        if report.path == units[-1].path:
            messages.extend(report.messages)
        complaints.extend(error.format() for error in report.errors)

    overlay = {path: text.encode("latin-1") for path, text in files.items()}
    options = api.Options(setting.level, setting.inline, cwd=setting.cwd, env=setting.env, overlay=overlay)
    analysis = api.analyze([unit.path for unit in units], options, take, lambda *_: None)
    complaints += [error.format() for error in analysis.errors]
    return messages, f"{REFUSED}: {complaints[0]}" if complaints else ""


OurSide = Callable[[list[Unit], Setting, Files], tuple[list[Message], str]]


class Oracle:
    """``units`` in the order of their imports; the last one is compared."""

    def __init__(
        self, toolchain: Toolchain, patterns: Sequence[str], setting: Setting, scratch: Path, our_side: OurSide = ours
    ) -> None:
        self.toolchain = toolchain
        self.setting = setting
        self.scratch = scratch
        self.our_side = our_side
        self.env = environment(toolchain, GcOptions(cwd=setting.cwd, env=setting.env))
        self.tool = self._go("tool", "-n", "compile").strip()
        named = self._go("list", "-pgo=off", *patterns).split()
        packages = self._list(named)
        self.units = [self._unit(package) for package in packages if package["ImportPath"] in named]
        self.subject = self.units[-1]
        assert self.subject.path == named[-1], f"{named[-1]} is imported by {self.subject.path}"
        self.exports = {p["ImportPath"]: p["Export"] for p in packages if p.get("Export")}
        self.import_map = {k: v for p in packages for k, v in (p.get("ImportMap") or {}).items()}
        self.archives: dict[str, tuple[str, str]] = {}

    def _go(self, *args: str) -> str:
        done = subprocess.run(
            [self.toolchain.command, *args], cwd=self.setting.cwd, env=self.env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _list(self, patterns: Sequence[str]) -> list[dict]:
        text = self._go("list", "-deps", "-export", "-pgo=off", "-json", *patterns)
        decoder = json.JSONDecoder()
        packages, at = [], 0
        while at < len(text):
            package, at = decoder.raw_decode(text, at)
            packages.append(package)
            while at < len(text) and text[at].isspace():
                at += 1
        return packages

    def _unit(self, package: dict) -> Unit:
        files = [os.path.join(package["Dir"], name) for name in package["GoFiles"]]
        lang = "go" + package.get("Module", {}).get("GoVersion", "1.27")
        return Unit(
            package["ImportPath"], package["Dir"], package["Name"], files, package.get("Standard", False),
            ".".join(lang.split(".")[:2]),
        )  # fmt: skip

    def sources(self) -> Files:
        return {path: Path(path).read_text(encoding="latin-1") for unit in self.units for path in unit.files}

    # The compiler.

    def compile(self, files: Files, *flags: str) -> tuple[str, list[Refusal]]:
        """What the compiler prints about the subject; or its errors about any unit."""
        text = ""
        for number, unit in enumerate(self.units):
            text, refusals = self._compile_unit(number, unit, files, flags)
            if refusals:
                return text, refusals
        return text, []

    def _compile_unit(self, number: int, unit: Unit, files: Files, flags: Sequence[str]) -> tuple[str, list[Refusal]]:
        key = "".join(files[path] for path in unit.files)
        last = unit is self.subject
        if not last and self.archives.get(unit.path, ("", ""))[0] == key:
            return "", []
        folder = self.scratch / str(number)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        names = [os.path.basename(path) for path in unit.files]
        for path, name in zip(unit.files, names, strict=True):
            (folder / name).write_text(files[path], encoding="latin-1")
        config = folder / "importcfg"
        archives = {**self.exports, **{path: archive for path, (_, archive) in self.archives.items()}}
        lines = [f"importmap {k}={v}\n" for k, v in self.import_map.items()]
        lines += [f"packagefile {k}={v}\n" for k, v in archives.items()]
        config.write_text("".join(lines))
        archive = self.scratch / f"{number}.a"
        level = [f"-m={self.setting.level}"] * last
        command = [
            self.tool, "-o", str(archive), "-trimpath", f"{folder}=>{unit.folder}", "-p", unit.compiled_path,
            f"-lang={unit.lang}", *(["-std"] if unit.standard else []), "-goversion", self.toolchain.release, "-c=2",
            "-e", "-nolocalimports", "-importcfg", str(config), "-pack", *level,
            *(["-l"] if not self.setting.inline else []), *flags, *names,
        ]  # fmt: skip
        done = subprocess.run(command, cwd=folder, env=self.env, capture_output=True, timeout=600)
        text = (done.stdout + done.stderr).decode("utf-8", "surrogateescape")
        if done.returncode != 0:
            found = [Refusal(p, int(line), int(col), message) for p, line, col, message in ERROR.findall(text)]
            for refusal in found:
                refusal.path = os.path.join(unit.folder, os.path.basename(refusal.path))
            return text, found or [Refusal("", 0, 0, text[:2000])]
        self.archives[unit.path] = (key, str(archive))
        return text, []

    # Both.

    def our_messages(self, files: Files) -> tuple[list[Message], str]:
        """In a process of its own: whatever happens there, it happens to one candidate."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            result: tuple[list[Message], str] = ([], CRASH)

            def work() -> int:
                nonlocal result
                result = self.our_side(self.units, self.setting, files)
                return 0

            try:
                run_deep(work)
            except BaseException as err:
                result = ([], f"{CRASH}: {type(err).__name__}")
            with os.fdopen(writing, "w", errors="surrogateescape") as pipe:
                json.dump([[m.key() for m in result[0]], result[1]], pipe)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, errors="surrogateescape") as pipe:
            text = pipe.read()
        os.waitpid(child, 0)
        if not text:
            return [], CRASH
        messages, complaint = json.loads(text)
        return [Message(*message) for message in messages], complaint

    def compare(self, files: Files, text: str) -> tuple[set[str], PackageDiff | None]:
        """The kinds of difference to the compiler's ``text``, with a sign: - only the compiler says so, + only we."""
        messages, complaint = self.our_messages(files)
        if complaint:
            return {complaint}, None
        reports = parse_text(f"# {self.subject.path}\n{text}", self.subject.folder)
        diff = diff_package(self.subject.path, reports[0].messages, messages, frozenset([NOISE]))
        return kinds_of(diff), diff


def kinds_of(diff: PackageDiff) -> set[str]:
    found = {f"- {kind(m.text)}" for m in diff.missing} | {f"+ {kind(m.text)}" for m in diff.extra}
    if diff.identical and not diff.same_order:
        found.add(ORDER)
    return found
