"""Workflow commands that GitHub Actions turns into annotations of a pull request.

The command's properties and its message are escaped differently (actions/toolkit, core/src/command.ts), paths are
relative to the repository, and only the first ten warnings of a step are shown: the worst come first.
"""

import os
from collections.abc import Iterable, Iterator
from types import ModuleType

from goescape.explain.findings import Finding
from goescape.explain.story import Teller
from goescape.report.titles import title


def annotations(findings: Iterable[Finding], teller: Teller, root: str) -> Iterator[str]:
    """A line for each finding; ``root`` is the folder of the repository."""
    for finding in findings:
        place = finding.place
        story = teller.story(finding.site, finding.verdict)
        file = relative(place.file, root)
        yield command("warning", file, place.line, place.col, title(finding, teller.lang), story.headline)


def command(level: str, file: str, line: int, col: int, title: str, message: str) -> str:
    """One workflow command; without a file it is about the whole run."""
    properties = [f"file={_property(file)}", f"line={line}"] if file else []
    if file and col:
        properties.append(f"col={col}")
    properties.append(f"title={_property(title)}")
    return f"::{level} {','.join(properties)}::{_message(message)}\n"


def github_root(cwd: str) -> str:
    """The folder that paths are relative to: the repository's, in a workflow."""
    return os.environ.get("GITHUB_WORKSPACE") or cwd


def relative(path: str, root: str, paths: ModuleType = os.path) -> str:
    """With slashes; a file outside of the repository keeps its absolute path."""
    try:
        inside = str(paths.relpath(path, root))
    except ValueError:  # another drive
        inside = ".."
    return (path if inside.startswith("..") else inside).replace(paths.sep, "/")


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
