"""gc's text → records.

Blocks start with ``# path`` (``# path [path.test]`` for a test variant). A line is ``file:line:col: text``; the
column is missing where a line directive left it unknown. Paths are relative to the working directory.
"""

import os
import re
from typing import Final

from goescape.result import Diagnostic, Message, PackageReport
from goescape.result.families import ESCAPE, family

_LINE: Final = re.compile(r"^(.*?):(\d+)(?::(\d+))?: ?(.*)$")
UNKNOWN_POSITION: Final = "<unknown line number>: "
_AT: Final = re.compile(r"^(    from .* at )([^ ]*?)(:\d+(?::\d+)?)$")


def parse_text(text: str, cwd: str, *, failed: bool = False) -> list[PackageReport]:
    """All blocks of ``text``. ``failed``: the build failed, so a block may hold errors in place of messages."""
    reports: list[PackageReport] = []
    current = PackageReport("?", cwd, [], [])
    paths: dict[str, str] = {}
    for raw in text.split("\n"):
        if raw.startswith("# "):
            desc = raw[2:].strip()
            current = PackageReport(desc.partition(" ")[0], "", [], [], desc)
            reports.append(current)
            continue
        if raw.startswith(UNKNOWN_POSITION):  # about a variable of the compiler's own
            message = raw[len(UNKNOWN_POSITION) :]
            if message.startswith("    from "):
                message = _absolute_at(message, cwd, paths)
            current.messages.append(Message("", 0, 0, UNKNOWN_POSITION + message))
            continue
        match = _LINE.match(raw)
        if match is None and (
            raw.startswith("moved to heap: ") or " capturing by " in raw
        ):  # the same, without a place
            current.messages.append(Message("", 0, 0, raw))
            continue
        if match is None:
            if raw.strip() and not raw.startswith("\t"):
                current.errors.append(Diagnostic("", 0, 0, raw))
            continue
        file, line, col, message = match.groups()
        if message.startswith("    from "):
            message = _absolute_at(message, cwd, paths)
        current.messages.append(Message(_absolute(file, cwd, paths), int(line), int(col or 0), message))
    if current.path == "?" and (current.messages or current.errors):
        reports.insert(0, current)
    if failed:
        for report in reports:
            _separate_errors(report)
    return reports


def _absolute(file: str, cwd: str, paths: dict[str, str]) -> str:
    if file.startswith(("<", "/")):
        return file
    found = paths.get(file)
    if found is None:
        found = paths[file] = os.path.normpath(os.path.join(cwd, file))
    return found


def _absolute_at(message: str, cwd: str, paths: dict[str, str]) -> str:
    match = _AT.match(message)
    if match is None:
        return message
    return match[1] + _absolute(match[2], cwd, paths) + match[3]


def _separate_errors(report: PackageReport) -> None:
    """A package with errors prints nothing but errors: the analysis does not run there."""
    known = (" escapes to heap", " does not escape", "moved to heap: ", "leaking param", "can inline ")
    for message in report.messages:
        if family(message.text) != ESCAPE or any(part in message.text for part in known):
            return
    report.errors += [Diagnostic(m.file, m.line, m.col, m.text) for m in report.messages]
    report.messages = []
