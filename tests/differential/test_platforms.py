"""Other platforms than the machine's own, some at random (see the seed in the header), all in a full run.

Everywhere a probe program that holds what depends on the platform, and packages of the standard library. A full run is
one with the compiled build and GOESCAPE_ALL=1; ``python -m support.platforms`` compares all of std.
"""

import hashlib
import os
import random
from pathlib import Path

import pytest

from goescape.cli.version import is_compiled
from goescape.gc.run import GcOptions
from goescape.gc.toolchain import Toolchain
from goescape.result.diff import Diff
from support import seeds, txtar
from support.agreement import compare, ours
from support.cases import unpack
from support.corpora import cache_root
from support.oracle import gc_text, std_folder
from support.platforms import PLATFORMS, SENSITIVE, compare_on, environment

pytestmark = pytest.mark.differential

WHOLE = is_compiled() and bool(os.environ.get("GOESCAPE_ALL"))
FLAGS = [(1, True), (1, False), (2, True), (2, False)]
N_PROBES, N_PLATFORMS, N_PACKAGES = (len(PLATFORMS), len(PLATFORMS), 12) if WHOLE else (4, 2, 3)


def sample(salt: str, names: tuple[str, ...], number: int) -> list[str]:
    return random.Random(f"{seeds.SEED} {salt}").sample(names, number)


def differing_lines(diff: Diff) -> list[str]:
    out = []
    for package in diff.packages:
        out += [f"- {package.path} {message.format()}" for message in package.missing]
        out += [f"+ {package.path} {message.format()}" for message in package.extra]
    return out


def laid_out(name: str) -> Path:
    """The module in an archive, at a place of its text's own: the compiler's answers are kept by folder."""
    path = Path(__file__).with_name(name)
    folder = cache_root() / "probes" / hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    unpack(txtar.read(path), folder)
    return folder


@pytest.fixture(scope="module")
def probe() -> Path:
    return laid_out("platform_probe.txt")


@pytest.mark.parametrize("platform", sample("probe", PLATFORMS, N_PROBES))
def test_probe(go_toolchain: Toolchain, probe: Path, platform: str) -> None:
    for level, inline in FLAGS:
        diff = compare(go_toolchain, ["."], probe, level=level, inline=inline, env=environment(platform))
        assert diff.packages[0].lines > 50
        assert differing_lines(diff) == [], (platform, level, inline)
        assert diff.packages[0].same_order


def test_the_probe_tells_platforms_apart(go_toolchain: Toolchain, probe: Path) -> None:
    """A check that cannot fail is a defect: what holds on one platform is wrong on another."""
    lines = set()
    for platform in ("linux/amd64", "linux/386", "linux/riscv64"):
        diff = compare(go_toolchain, ["."], probe, inline=True, env=environment(platform))
        lines.add(diff.packages[0].lines)
    assert len(lines) == 3


@pytest.mark.parametrize("platform", sample("std", PLATFORMS, N_PLATFORMS))
def test_packages(go_toolchain: Toolchain, platform: str) -> None:
    packages = sample(platform, SENSITIVE, N_PACKAGES)
    assert all((std_folder(go_toolchain) / package).is_dir() for package in SENSITIVE)
    for inline in (True, False):
        diff = compare_on(go_toolchain, platform, packages, level=1, inline=inline)
        assert len(diff.packages) >= 1, packages
        assert differing_lines(diff) == [], (platform, packages, inline)


@pytest.mark.parametrize("platform", sample("errors", PLATFORMS, N_PLATFORMS))
def test_errors(go_toolchain: Toolchain, platform: str) -> None:
    folder = laid_out("platform_errors.txt")
    env = {"GOROOT": go_toolchain.goroot, "GOFLAGS": "", **environment(platform)}
    for package in ("constants", "sizes", "exports", "imports"):
        options = GcOptions(level=1, inline=True, cwd=str(folder), env={**os.environ, **env})
        theirs, status = gc_text(go_toolchain, [f"./{package}"], options)
        out, err, code = ours(["-m", f"./{package}"], folder, env)
        assert (out + err).splitlines() == theirs.splitlines(), (platform, package)
        assert code == status
