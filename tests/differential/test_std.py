"""The standard library and the commands, package by package.

The whole of std before inlining runs always; std after inlining and cmd with a compiled build (or GOESCAPE_ALL=1).
"""

import os

import pytest

from goescape.cli.version import is_compiled
from goescape.gc.toolchain import Toolchain
from support.agreement import compare, read_known, unlisted
from support.oracle import std_folder

pytestmark = pytest.mark.differential

ENV = {"GO111MODULE": "", "GOPATH": "/nonexistent"}
WHOLE = bool(os.environ.get("GOESCAPE_ALL")) or is_compiled()


def test_std(go_toolchain: Toolchain) -> None:
    diff = compare(go_toolchain, ["std"], std_folder(go_toolchain), env=ENV)
    assert len(diff.packages) > 330
    assert diff.total("escape").percent >= 99.0
    assert diff.identical >= 0.85 * len(diff.packages)
    assert unlisted(diff, read_known("std"), complete=True) == []


def test_std_explained(go_toolchain: Toolchain) -> None:
    """-m=2: every verdict, and every line of explanation but those of functions that gc generates late."""
    diff = compare(go_toolchain, ["std"], std_folder(go_toolchain), level=2, env=ENV)
    assert diff.total("escape").percent == 100.0
    assert unlisted(diff, read_known("std-m2"), complete=True) == []


@pytest.mark.skipif(not WHOLE, reason="takes minutes interpreted: runs with the compiled build, or with GOESCAPE_ALL=1")
def test_std_after_inlining(go_toolchain: Toolchain) -> None:
    diff = compare(go_toolchain, ["std"], std_folder(go_toolchain), inline=True, env=ENV)
    for family in ("escape", "inline"):
        assert diff.total(family).percent >= 99.9


@pytest.mark.skipif(not WHOLE, reason="takes minutes interpreted: runs with the compiled build, or with GOESCAPE_ALL=1")
def test_cmd(go_toolchain: Toolchain) -> None:
    diff = compare(go_toolchain, ["cmd/..."], std_folder(go_toolchain) / "cmd", env=ENV)
    assert len(diff.packages) > 180
    assert diff.total("escape").percent >= 98.0
    assert unlisted(diff, read_known("cmd"), complete=True) == []
