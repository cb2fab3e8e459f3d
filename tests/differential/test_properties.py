"""Properties of the engine that need no expectation: the same question gives the same answer, however it is asked."""

import os
import random
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from goescape.cli.version import is_compiled
from goescape.gc.parse import parse_text
from goescape.gc.run import GcOptions
from goescape.gc.toolchain import Toolchain
from goescape.result.families import NOISE, family
from support import seeds
from support.agreement import compare, ours
from support.oracle import gc_reports, std_folder

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


def test_any_subset_in_any_order_equals_all_of_std(go_toolchain: Toolchain) -> None:
    """Whatever else is named: a package's lines are those that the compiler prints for it when it compiles all of std.

    That needs facts about packages that are not named, such as which bodies they pass on to importers.
    """
    folder = std_folder(go_toolchain)
    env = {**os.environ, "GOROOT": go_toolchain.goroot, "GOFLAGS": "", "GO111MODULE": "", "GOPATH": "/nonexistent"}
    reports = gc_reports(go_toolchain, ["std"], GcOptions(inline=True, cwd=str(folder), env=env))
    want = {r.path: Counter(m.format() for m in r.messages if family(m.text) != NOISE) for r in reports}
    rng = random.Random(seeds.SEED + 3)
    sizes = [1] * 20 + [2, 5, 12, 30] if is_compiled() else [1] * 4 + [3]
    for size in sizes:
        names = rng.sample(sorted(want), size)
        have = texts(names, folder, go_toolchain, inline=True)
        for name in names:
            got = Counter(have.get(name, []))
            assert (got - want[name], want[name] - got) == (Counter(), Counter()), f"{name} of {names}"


def test_subsets_before_inlining(go_toolchain: Toolchain) -> None:
    """With -l the packages that are not named are compiled with inlining, so what is named makes a difference."""
    folder = std_folder(go_toolchain)
    env = {**os.environ, "GOROOT": go_toolchain.goroot, "GOFLAGS": "", "GO111MODULE": "", "GOPATH": "/nonexistent"}
    rng = random.Random(seeds.SEED + 4)
    names = std_names(go_toolchain)
    for size in [1] * 6 + [4, 8] if is_compiled() else [1, 2]:
        chosen = rng.sample(names, size)
        diff = compare(go_toolchain, chosen, folder, env=env)
        assert [line.format() for p in diff.packages for line in (*p.missing, *p.extra)] == [], chosen


def std_names(go_toolchain: Toolchain) -> list[str]:
    """All packages of std that have files on this platform."""
    command = [go_toolchain.command, "list", "-e", "-f", "{{if .GoFiles}}{{.ImportPath}}{{end}}", "std"]
    env = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": ""}
    done = subprocess.run(command, cwd=std_folder(go_toolchain), env=env, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.split() if name != "unsafe"]


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
