"""README quotes docs/exactness.md."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.quick

ROOT = Path(__file__).resolve().parents[2]


def test_readme_quotes_the_table() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (ROOT / "docs" / "exactness.md").read_text().splitlines()
        if re.match(r"\| \w+/\w+ \|", line)
    ]
    assert len(rows) == 18, "a row is missing: make exactness"
    lines = sum(int(row[5].replace(",", "")) for row in rows)
    platforms = {row[0] for row in rows}
    identical = sum(int(row[4]) for row in rows)
    packages = sum(int(row[3]) for row in rows)
    sentence = (
        f"{lines:,} lines of output compared on {len(platforms)} platforms,"
        f" {identical:,} of {packages:,} package listings identical"
    )
    assert sentence in " ".join((ROOT / "README.md").read_text().split())
