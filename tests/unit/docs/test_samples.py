"""What the documentation shows is real: outputs, excerpts of examples, and command lines.

A ``console`` block that begins with ``$ goescape`` is run in the folder that the page names (``<!-- in: … -->``, else
``examples/tour``) and must contain what stands between its lines ``…``, in this order. A ``go`` block with a title and
a first line number is compared with that file.
"""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from goescape.cli.args import parse_args
from goescape.explain.catalogue import CAUSES
from support.inprocess import run

pytestmark = pytest.mark.quick

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md")) + [ROOT / "README.md"]
FENCE = re.compile(r"^```(?P<language>\w+)(?P<options>[^\n]*)\n(?P<text>.*?)^```$", re.M | re.S)
FOLDER = re.compile(r"<!-- in: (\S+) -->")


class Block(NamedTuple):
    page: str
    line: int
    folder: Path
    language: str
    options: str
    text: str


def blocks(language: str) -> Iterator[Block]:
    for path in PAGES:
        text = path.read_text()
        folder = FOLDER.search(text)
        for match in FENCE.finditer(text):
            if match["language"] == language:
                yield Block(
                    str(path.relative_to(ROOT)),
                    text.count("\n", 0, match.start()) + 1,
                    ROOT / (folder[1] if folder else "examples/tour"),
                    language,
                    match["options"],
                    match["text"],
                )


def name(block: Block) -> str:
    return f"{block.page}:{block.line}"


@cache
def output(command: str, folder: Path) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C")
        patch.setenv("NO_COLOR", "1")
        result = run(shlex.split(command)[1:], folder)
    assert (result.code, result.err) == (0, ""), command
    return result.out


SAMPLES = [block for block in blocks("console") if block.text.startswith("$ goescape ")]
EXCERPTS = [block for block in blocks("go") if "linenums" in block.options]


@pytest.mark.parametrize("block", SAMPLES, ids=name)
def test_outputs(block: Block) -> None:
    command, _, shown = block.text.partition("\n")
    out = output(command.removeprefix("$ "), block.folder)
    parts = re.split(r"^…\n", shown, flags=re.M)
    at = 0
    for number, part in enumerate(parts):
        found = out.find(part, at)
        assert found >= 0 and (number or not part or found == 0), f"{name(block)}: not in the output:\n{part}\n{out}"
        assert found == 0 or not part or out[found - 1] == "\n"
        at = found + len(part)
    assert parts[-1] == "" or at == len(out.rstrip("\n")) + 1, f"{name(block)}: the output goes on"


@pytest.mark.parametrize("block", EXCERPTS, ids=name)
def test_excerpts(block: Block) -> None:
    match = re.search(r'title="(\S+)" linenums="(\d+)"', block.options)
    assert match is not None, f'{name(block)}: title="file" linenums="first line"'
    lines = (block.folder / match[1]).read_text().splitlines()
    shown = block.text.splitlines()
    first = int(match[2]) - 1
    assert lines[first : first + len(shown)] == shown


def command_lines() -> Iterator[tuple[str, str]]:
    for language in ("sh", "yaml", "console"):
        for block in blocks(language):
            for line in block.text.splitlines():
                found = re.match(
                    r"(?:\s*- |\s*(?:run|script): |\$ |\s+)?((?:[A-Z]\w*=\S+ )*goescape( [^>|&;#]*)?)", line
                )
                if found is not None and found[2]:
                    yield name(block), found[1].strip()


@pytest.mark.parametrize(("where", "line"), sorted(set(command_lines())))
def test_command_lines(where: str, line: str) -> None:
    """Options that are shown exist."""
    words = shlex.split(line)
    argv = words[words.index("goescape") + 1 :]
    try:
        parse_args(argv)
    except SystemExit:
        assert "--help" in argv


@pytest.mark.parametrize(("begin", "schema"), [("# .github/workflows", "github-workflows"), ("goescape:", "gitlab-ci")])
def test_recipes_are_valid(begin: str, schema: str, tmp_path: Path) -> None:
    [block] = [block for block in blocks("yaml") if block.text.startswith(begin)]
    (tmp_path / "recipe.yml").write_text(block.text)
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", "recipe.yml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("folder", [".", "zh"])
def test_every_cause_has_a_symptom(folder: str) -> None:
    text = (DOCS / folder / "symptoms.md").read_text()
    assert [cause.code for cause in CAUSES if f"causes/{cause.code.lower()}.md" not in text] == []


def test_there_are_samples() -> None:
    assert len(SAMPLES) > 15 and len(EXCERPTS) > 15
