"""Properties of the engine that need no expectation: the same question gives the same answer, however it is asked."""

import random
from pathlib import Path

import pytest

from goescape.gc.parse import parse_text
from goescape.gc.toolchain import Toolchain
from support import seeds
from support.agreement import ours
from support.oracle import std_folder

pytestmark = pytest.mark.differential

POOL = ["errors", "sort", "strconv", "unicode/utf8", "container/list", "path", "bufio", "text/tabwriter", "slices",
        "encoding/hex", "hash/crc32", "container/heap", "iter", "cmp", "math/bits", "io", "strings"]  # fmt: skip


def texts(
    names: list[str], folder: Path, toolchain: Toolchain, level: int = 1, inline: bool = False
) -> dict[str, list[str]]:
    flags = [f"-m={level}"] if inline else [f"-m={level}", "-l"]
    out, err, code = ours([*flags, *names], folder, {"GOROOT": toolchain.goroot})
    assert code == 0, err
    return {report.path: [m.format() for m in report.messages] for report in parse_text(out, str(folder))}


def test_on_demand_equals_all_at_once(go_toolchain: Toolchain) -> None:
    """Alone, a package's facts about others are computed when needed; among them, they are there already.

    With -l it would matter which packages are named: the others are compiled with inlining.
    """
    names = random.Random(seeds.SEED).sample(POOL, 4)
    folder = std_folder(go_toolchain)
    together = texts(names, folder, go_toolchain, inline=True)
    for name in names:
        assert texts([name], folder, go_toolchain, inline=True).get(name) == together.get(name), f"{name} of {names}"


def test_the_order_of_packages_does_not_matter(go_toolchain: Toolchain) -> None:
    names = random.Random(seeds.SEED + 1).sample(POOL, 5)
    folder = std_folder(go_toolchain)
    assert texts(names, folder, go_toolchain) == texts(names[::-1], folder, go_toolchain)


def test_explaining_changes_no_verdict(go_toolchain: Toolchain) -> None:
    """-m=2 prints what -m prints, and explanations between."""
    names = random.Random(seeds.SEED + 2).sample(POOL, 3)
    folder = std_folder(go_toolchain)
    plain, explained = texts(names, folder, go_toolchain), texts(names, folder, go_toolchain, 2)
    for name in names:
        rest = iter(explained.get(name, []))  # some packages print nothing
        assert all(line in rest for line in plain.get(name, [])), name
