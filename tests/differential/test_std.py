"""The standard library and the commands, package by package.

The whole of std before inlining runs always; std after inlining and cmd with a compiled build (or GOESCAPE_ALL=1).
"""

import os

import pytest

from goescape.cli.version import is_compiled
from goescape.gc.toolchain import Toolchain
from goescape.load.context import BuildContext
from goescape.load.goroot import Goroot
from goescape.load.loader import Loader
from goescape.result.diff import Diff
from support.agreement import compare, distinct_lines, read_known, unlisted
from support.oracle import std_folder

pytestmark = pytest.mark.differential

ENV = {"GO111MODULE": "", "GOPATH": "/nonexistent"}
WHOLE = bool(os.environ.get("GOESCAPE_ALL")) or is_compiled()


# Explained in more than 100,000 lines each: compared by their distinct lines.
GIANTS = ("go/types",)
whole_only = pytest.mark.skipif(not WHOLE, reason="takes minutes interpreted: compiled, or with GOESCAPE_ALL=1")


def out_of_order(diff: Diff) -> set[str]:
    return {package.path for package in diff.packages if package.identical and not package.same_order}


def test_std(go_toolchain: Toolchain) -> None:
    diff = compare(go_toolchain, ["std"], std_folder(go_toolchain), env=ENV)
    assert len(diff.packages) > 330
    assert unlisted(diff, read_known("std"), complete=True) == []
    assert out_of_order(diff) == set()


def test_std_explained(go_toolchain: Toolchain) -> None:
    diff = compare(go_toolchain, ["std"], std_folder(go_toolchain), level=2, env=ENV)
    assert len(diff.packages) > 330
    assert unlisted(diff, read_known("std-m2"), complete=True) == []
    assert out_of_order(diff) == set(read_known("std-order"))


@whole_only
def test_std_after_inlining(go_toolchain: Toolchain) -> None:
    diff = compare(go_toolchain, ["std"], std_folder(go_toolchain), inline=True, env=ENV)
    assert len(diff.packages) > 330
    assert unlisted(diff, read_known("std-inline"), complete=True) == []
    assert out_of_order(diff) == set(read_known("std-order"))


@whole_only
def test_std_explained_after_inlining(go_toolchain: Toolchain) -> None:
    context = BuildContext(Goroot(go_toolchain.goroot, go_toolchain.release, ""), {"HOME": "/nonexistent"})
    packages = [package.import_path for package in Loader(context, context.goroot_src).match(["std"])]
    assert set(GIANTS) < set(packages)
    rest = [path for path in packages if path not in GIANTS]
    diff = compare(go_toolchain, rest, std_folder(go_toolchain), level=2, inline=True, env=ENV)
    assert len(diff.packages) > 330
    assert unlisted(diff, read_known("std-m2-inline"), complete=True) == []
    assert out_of_order(diff) == set()


@whole_only
@pytest.mark.parametrize("package", GIANTS)
def test_giants_after_inlining(go_toolchain: Toolchain, package: str) -> None:
    expected, found = distinct_lines(go_toolchain, package, std_folder(go_toolchain), level=2, inline=True, env=ENV)
    assert len(expected) > 100_000
    assert sorted(expected ^ found)[:10] == []


@whole_only
def test_cmd(go_toolchain: Toolchain) -> None:
    diff = compare(go_toolchain, ["cmd/..."], std_folder(go_toolchain) / "cmd", env=ENV)
    assert len(diff.packages) > 180
    assert diff.total("escape").percent >= 98.0
    assert unlisted(diff, read_known("cmd"), complete=True) == []
