"""The step of the GitHub Action: runs goescape, annotates files, writes the summary and the outputs.

Everything comes in as environment variables (see action.yml) and is passed on as arguments, never through a shell.
Runs in the virtual environment that goescape is installed in.
"""

import json
import os
import re
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn
from urllib.parse import unquote

from goescape.cli import args
from goescape.report.github import command as workflow_command
from goescape.report.markdown import cell, code

COMMANDS: Final = ("check", "report", "diff")
FOR_THE_LOG: Final = ("github", "m")
FORMATS: Final = {"check": args.CHECK_FORMATS, "report": args.FORMATS, "diff": args.DIFF_FORMATS}
SUFFIXES: Final = {"text": "txt", "markdown": "md"}
ROWS: Final = 100  # of the summary; GitHub shows ten annotations of a kind and a megabyte of summary


@dataclass
class Found:
    """``level``: error, warning or notice; ``file`` relative to the repository."""

    level: str
    rule: str
    file: str
    line: int
    col: int
    text: str


class Step:
    """One run; ``env`` as GitHub sets it."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self.command = self.setting("command") or "check"
        if self.command not in COMMANDS:
            fail(f"command is {self.command!r}, not one of {', '.join(COMMANDS)}")
        self.format = self.setting("format") or ("json" if self.command == "diff" else "sarif")
        formats = [name for name in FORMATS[self.command] if name not in FOR_THE_LOG]
        if self.format not in formats:
            fail(f"format is {self.format!r}, not one of {', '.join(formats)} (command {self.command})")
        self.workspace = Path(env.get("GITHUB_WORKSPACE") or ".").resolve()
        self.folder = (self.workspace / (self.setting("folder") or ".")).resolve()
        if not self.folder.is_dir():
            fail(f"working-directory: there is no folder {self.folder}")
        self.scratch = Path(env.get("RUNNER_TEMP") or ".").resolve()
        self.exit_code = 0

    def setting(self, name: str) -> str:
        return self.env.get(f"GOESCAPE_{name.upper()}", "").strip()

    def run(self) -> int:
        """Returns the exit status of the step."""
        report = self.path(self.format)
        if self.command == "diff":
            found, summary = self.diff(report)
        else:
            found, summary = self.check_or_report(report)
        if self.setting("annotations") != "false":
            for one in found[:ROWS]:
                title = f"goescape {one.rule}"
                sys.stdout.write(workflow_command(one.level, one.file, one.line, one.col, title, one.text))
        self.write_lines("GITHUB_STEP_SUMMARY", summary)
        sarif = "" if self.command == "diff" else str(self.path("sarif"))
        self.output("findings", str(len(found)))
        self.output("report", str(report))
        self.output("sarif", sarif)
        self.output("exit-code", str(self.exit_code))
        print(f"goescape {self.command}: {len(found)} findings, exit status {self.exit_code}")
        return self.exit_code if self.exit_code > 1 or self.setting("fail") != "false" else 0

    # ----------------------------------------------------------------------------------------------- commands

    def check_or_report(self, report: Path) -> tuple[list[Found], str]:
        sarif = self.path("sarif")
        command = ["check"] if self.command == "check" else []
        arguments = [*self.options(), *self.packages()]
        self.goescape([*command, "--format", "sarif", "-o", str(sarif), *arguments])
        found = findings_of(sarif)
        if self.format != "sarif":
            self.goescape([*command, "--format", self.format, "-o", str(report), *arguments])
        heading = "Contracts, budgets and baseline" if self.command == "check" else "On the heap"
        return found, summary_table(f"goescape: {heading}", found)

    def diff(self, report: Path) -> tuple[list[Found], str]:
        arguments = [f"-p={name}" for name in self.packages()] + self.options()
        revision = self.base()
        data, comment = self.path("json"), self.path("markdown")
        for format, path in {"json": data, "markdown": comment, self.format: report}.items():
            options = ["--exit-code", "--format", format, "-o", str(path)]
            self.goescape(["diff", *options, *arguments, revision])
        found = new_sites(data, self.folder, self.workspace)
        return found, comment.read_text(encoding="utf-8") if comment.exists() else ""

    def base(self) -> str:
        """A revision: what is asked for, the base of the pull request, or the commit before."""
        branch = self.env.get("GITHUB_BASE_REF", "")
        revision = self.setting("base") or (f"origin/{branch}" if branch else "HEAD~1")
        if revision.startswith("-"):
            fail(f"base is {revision!r}, which is no revision")
        return revision

    def options(self) -> list[str]:
        """The lines of ``args``, and where the standard library is."""
        options = [line.strip() for line in self.setting("args").splitlines() if line.strip()]
        sources = self.setting("go_sources")
        if sources not in ("", "pypi", "installed"):
            options.append(f"--goroot={sources}")
        return options

    def packages(self) -> list[str]:
        names = self.setting("packages").split()
        if wrong := [name for name in names if name.startswith("-")]:
            fail(f"packages: {wrong[0]!r} is an option; options belong into args")
        return names or ["./..."]

    def goescape(self, arguments: list[str]) -> None:
        """Keeps the worst exit status; what it complains of goes to the log."""
        print("goescape " + " ".join(arguments), flush=True)
        done = subprocess.run([sys.executable, "-m", "goescape", *arguments], cwd=self.folder, check=False)
        self.exit_code = max(self.exit_code, done.returncode)
        if done.returncode > 1:
            raise SystemExit(done.returncode)

    # ------------------------------------------------------------------------------------------------- output

    def path(self, format: str) -> Path:
        wanted = self.setting("sarif")
        if format == "sarif" and wanted:
            path = self.workspace / wanted
            path.parent.mkdir(parents=True, exist_ok=True)
            return path
        return self.scratch / f"goescape-{self.command}.{SUFFIXES.get(format, format)}"

    def output(self, name: str, value: str) -> None:
        """The delimiter cannot be guessed, so a value cannot set other outputs."""
        mark = f"end-{uuid.uuid4()}"
        self.write_lines("GITHUB_OUTPUT", f"{name}<<{mark}\n{value}\n{mark}")

    def write_lines(self, variable: str, text: str) -> None:
        path = self.env.get(variable)
        if path and text:
            with open(path, "a", encoding="utf-8") as file:
                file.write(text.rstrip("\n") + "\n")


def findings_of(sarif: Path) -> list[Found]:
    """The results of all runs, in their order."""
    if not sarif.exists():
        return []
    report: Any = json.loads(sarif.read_text(encoding="utf-8"))
    found = []
    for result in (result for run in report["runs"] for result in run.get("results", ())):
        place: Any = (result.get("locations") or [{}])[0].get("physicalLocation", {})
        region: Any = place.get("region", {})
        found.append(
            Found(
                {"error": "error", "warning": "warning"}.get(result.get("level", "warning"), "notice"),
                str(result.get("ruleId", "")),
                unquote(str(place.get("artifactLocation", {}).get("uri", ""))),
                int(region.get("startLine", 1)),
                int(region.get("startColumn", 0)),
                str(result["message"]["text"]),
            )
        )
    return found


def new_sites(path: Path, folder: Path, workspace: Path) -> list[Found]:
    """What diff calls new; its paths are relative to the folder."""
    if not path.exists():
        return []
    report: Any = json.loads(path.read_text(encoding="utf-8"))
    found = []
    for site in report["sites"]:
        if site["status"] != "new":
            continue
        place: Any = site["new"]["place"]
        file = os.path.relpath(folder / place["file"], workspace).replace(os.sep, "/")
        text = f"{site['text']} is new on the heap. {site['new']['why']}"
        found.append(Found("warning", site["new"]["cause"], file, place["line"], place["col"], text))
    return found


def summary_table(heading: str, found: list[Found]) -> str:
    """Markdown for $GITHUB_STEP_SUMMARY."""
    if not found:
        return f"### {heading}\n\nNothing found."
    lines = [f"### {heading}", "", f"{len(found)} findings", "", "| place | | |", "|---|---|---|"]
    for one in found[:ROWS]:
        place = code(f"{one.file}:{one.line}") if one.file else ""
        lines.append(f"| {place} | {cell(one.rule)} | {cell(plain(one.text))} |")
    if len(found) > ROWS:
        lines += ["", f"… and {len(found) - ROWS} more."]
    return "\n".join(lines)


def plain(text: str) -> str:
    """No tags or links but in code, where they are shown as they are."""
    parts = text.split("`")
    return "`".join(part if n % 2 else re.sub(r"([<>\[\]])", r"\\\1", part) for n, part in enumerate(parts))


def fail(message: str) -> NoReturn:
    """Wrong inputs: an annotation of the run, and status 2."""
    sys.stdout.write(workflow_command("error", "", 0, 0, "goescape", message))
    raise SystemExit(2)


if __name__ == "__main__":
    sys.exit(Step(dict(os.environ)).run())
