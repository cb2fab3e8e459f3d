"""The report on the tour, and README's part of it. ``GOESCAPE_GOLDEN=1`` rewrites; review the diff."""

import os
import re
from pathlib import Path

import pytest

from support.run import goescape

pytestmark = pytest.mark.quick

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).with_name("tour.txt")
SAMPLE = re.compile(r"<!-- sample -->\n```text\n(.*?)```\n<!-- /sample -->", re.S)


def test_report() -> None:
    result = goescape("./...", cwd=ROOT / "examples" / "tour")
    assert (result.code, result.err) == (0, "")
    if os.environ.get("GOESCAPE_GOLDEN"):
        GOLDEN.write_text(result.out)
    assert result.out == GOLDEN.read_text()


def test_readme_shows_the_real_report() -> None:
    match = SAMPLE.search((ROOT / "README.md").read_text())
    assert match is not None
    report = GOLDEN.read_text()
    for part in match[1].split("…\n"):
        assert part in report


def test_no_color_and_no_terminal() -> None:
    result = goescape("--color=always", "./pointer", cwd=ROOT / "examples" / "tour")
    assert "\x1b[" in result.out
    plain = re.sub(r"\x1b\[[0-9;]*m", "", result.out)
    assert plain == goescape("./pointer", cwd=ROOT / "examples" / "tour").out
