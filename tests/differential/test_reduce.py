"""The reduction script: a difference that is put in on purpose comes out as a small program."""

import os
from pathlib import Path

import pytest

from goescape.gc.toolchain import Toolchain
from goescape.result import Message
from support import reduce
from support.reduction.gosource import file_text
from support.reduction.oracle import Files, Oracle, Setting, Unit, ours
from support.reduction.search import parse
from support.syntax import outline

pytestmark = pytest.mark.differential

GOROOT_FILES = (
    "sort/sort.go",
    "go/types/infer.go",
    "encoding/json/encode.go",
    "internal/abi/type.go",
)


def forgetful(units: list[Unit], setting: Setting, files: Files) -> tuple[list[Message], str]:
    """We, if we never saw that what a parameter points to leaks."""
    messages, complaint = ours(units, setting, files)
    return [m for m in messages if not m.text.startswith("leaking param content: ")], complaint


def test_reduce(go_toolchain: Toolchain, tmp_path: Path) -> None:
    setting = Setting(1, True, str(tmp_path), {**os.environ, "GOROOT": go_toolchain.goroot, "CGO_ENABLED": "0"})
    oracle = Oracle(go_toolchain, ["container/ring", "text/tabwriter"], setting, tmp_path / "scratch", forgetful)
    said: list[str] = []
    files, chosen = reduce.reduce_package(oracle, "", said.append)
    assert chosen == "- leaking param content: P"
    case = reduce.as_case(oracle, files, "")
    text = "".join(text for name, text in case.files.items() if name.endswith(".go"))
    assert len(text) < 200, text
    assert reduce.still_differs(case, oracle, reduce.Wanted(chosen, exact=True), forgetful)
    assert not reduce.still_differs(case, oracle, reduce.Wanted(chosen, exact=True), ours)


@pytest.mark.parametrize("name", GOROOT_FILES)
def test_printed_files_are_the_same_programs(go_toolchain: Toolchain, name: str) -> None:
    path = Path(go_toolchain.goroot) / "src" / name
    tree = parse({name: path.read_text(encoding="latin-1")})[name]
    again = parse({name: file_text(tree)})[name]
    shapes = [[line.split(" ")[0::2] for line in outline(t)] for t in (tree, again)]
    assert shapes[0] == shapes[1]
