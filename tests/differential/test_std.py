"""The standard library and the commands, package by package.

The whole of std and cmd runs with a compiled build (or GOESCAPE_ALL=1); interpreted, a sample of packages does.
"""

import os
import random
from pathlib import Path

import pytest

from goescape.cli.version import is_compiled
from goescape.gc.run import GcOptions
from goescape.gc.toolchain import Toolchain
from support import seeds
from support.agreement import compare, read_known, unlisted
from support.oracle import gc_reports, std_folder

pytestmark = pytest.mark.differential

ENV = {"GO111MODULE": "", "GOPATH": "/nonexistent"}
WHOLE = bool(os.environ.get("GOESCAPE_ALL")) or is_compiled()


def packages(toolchain: Toolchain) -> list[str]:
    """Packages of std with little to print come first in a sample: they say as much and cost less."""
    options = GcOptions(cwd=str(std_folder(toolchain)), env={**os.environ, "GOROOT": toolchain.goroot, **ENV})
    reports = gc_reports(toolchain, ["std"], options)
    return sorted(report.path for report in reports if 0 < len(report.messages) < 400)


def test_sample_of_std(go_toolchain: Toolchain) -> None:
    names = random.Random(seeds.SEED).sample(packages(go_toolchain), 12)
    folder = std_folder(go_toolchain)
    diff = compare(go_toolchain, names, folder, env=ENV)  # packages that are not named are inlined into
    assert unlisted(diff, read_known("std"), complete=False) == [], f"seed {seeds.SEED}"


def test_sample_of_std_after_inlining(go_toolchain: Toolchain) -> None:
    """What imported packages pass on to be inlined is a guess where they are not compiled as a whole."""
    names = random.Random(seeds.SEED + 2).sample(packages(go_toolchain), 8)
    diff = compare(go_toolchain, names, std_folder(go_toolchain), inline=True, env=ENV)
    for family in ("escape", "inline"):
        assert diff.total(family).percent >= 99.0, f"seed {seeds.SEED}"


@pytest.mark.skipif(not WHOLE, reason="the whole of std runs with the compiled build, or with GOESCAPE_ALL=1")
def test_std(go_toolchain: Toolchain) -> None:
    diff = compare(go_toolchain, ["std"], std_folder(go_toolchain), env=ENV)
    assert len(diff.packages) > 330
    assert diff.total("escape").percent >= 99.0
    assert diff.identical >= 0.85 * len(diff.packages)
    assert unlisted(diff, read_known("std"), complete=True) == []


@pytest.mark.skipif(not WHOLE, reason="the whole of cmd runs with the compiled build, or with GOESCAPE_ALL=1")
def test_cmd(go_toolchain: Toolchain) -> None:
    folder = std_folder(go_toolchain) / "cmd"
    diff = compare(go_toolchain, ["cmd/..."], folder, env=ENV)
    assert len(diff.packages) > 180
    assert diff.total("escape").percent >= 98.0
    assert unlisted(diff, read_known("cmd"), complete=True) == []


def test_sample_explained(go_toolchain: Toolchain) -> None:
    """The explanation lines of -m=2 for a few packages."""
    names = random.Random(seeds.SEED + 1).sample(packages(go_toolchain), 4)
    folder = std_folder(go_toolchain)
    diff = compare(go_toolchain, names, folder, level=2, env=ENV)
    assert isinstance(folder, Path)
    assert unlisted(diff, read_known("std-m2"), complete=False) == [], f"seed {seeds.SEED}"
