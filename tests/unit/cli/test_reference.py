"""The manual page and the command reference say all that the parsers know, and the page renders without warnings."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from goescape.cli.args import COMMANDS, command_parsers
from goescape.cli.reference import blocks, commands, manual_page, reference_markdown

ROOT = Path(__file__).resolve().parents[3]


def options() -> list[str]:
    """Every spelling that --help shows, but for the go command's with one hyphen."""
    spellings = [
        spelling
        for parser in command_parsers().values()
        for action in parser._actions
        if action.help != argparse.SUPPRESS
        for spelling in action.option_strings
    ]
    return sorted({s for s in spellings if s.startswith("--") or len(s) == 2} - {"-h", "--help"})


@pytest.mark.quick
def test_the_reference_has_every_command_and_option() -> None:
    text = reference_markdown()
    titles = re.findall(r"^## (.*)$", text, re.M)
    assert titles[0] == "goescape" and set(titles[1:]) == {f"goescape {name}" for name in COMMANDS}
    assert [option for option in options() if not re.search(rf"`{re.escape(option)}\b", text)] == []
    for row in re.findall(r"^\|.*$", text, re.M):
        assert len(re.findall(r"(?<!\\)\|", row)) == 3, row


@pytest.mark.quick
def test_the_manual_has_every_command_and_option() -> None:
    page = manual_page("1.0", "2026-11-01").replace("\\-", "-")
    assert [name for name in COMMANDS if f".SS goescape {name}\n" not in page] == []
    assert [option for option in options() if option not in page] == []
    for heading in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "ENVIRONMENT", "EXIT STATUS"):
        assert f".SH {heading}\n" in page
    assert not re.search(r"^[.'](?![A-Za-z]{2}\b|B )", page, re.M)


@pytest.mark.quick
def test_commands_are_summed_up() -> None:
    for command in commands():
        assert 10 < len(command.summary) < 200 and command.usage.startswith(command.title)


@pytest.mark.quick
def test_blocks() -> None:
    text = "One\ntwo.\n\n  code  here\n    more\n\nThree."
    assert [(block.text, block.code) for block in blocks(text)] == [
        ("One two.", False),
        ("code  here\n  more", True),
        ("Three.", False),
    ]


@pytest.mark.quick
@pytest.mark.parametrize(
    "command",
    [["mandoc", "-T", "lint", "-W", "style"], ["man", "--warnings", "-E", "UTF-8", "-l"]],
    ids=["mandoc", "man"],
)
def test_the_page_renders_without_warnings(command: list[str], tmp_path: Path) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"no {command[0]}")
    page = tmp_path / "goescape.1"
    page.write_text(manual_page("1.0", "2026-11-01"))
    env = {**os.environ, "LC_ALL": "C.UTF-8", "MANPAGER": "cat"}
    done = subprocess.run([*command, str(page)], capture_output=True, text=True, env=env, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    if command[0] == "mandoc":
        assert done.stdout == ""


@pytest.mark.quick
def test_setup_needs_nothing_but_the_standard_library() -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); from goescape.cli.reference import manual_page; "
    code += "print(len(manual_page('1', '2')))"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 5000


def test_the_wheel_brings_the_page(tmp_path: Path) -> None:
    pytest.importorskip("setuptools")
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    env = {**os.environ, "GOESCAPE_COMPILE": "0", "SOURCE_DATE_EPOCH": "1764547200", "PYTHONPATH": ""}
    command = [sys.executable, "setup.py", "-q", "bdist_wheel", "-d", "dist"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [wheel] = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        [page] = [name for name in archive.namelist() if name.endswith("share/man/man1/goescape.1")]
        assert b'"2025-12-01"' in archive.read(page)
