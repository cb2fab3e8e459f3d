"""Numbers and tables about platforms, against the sources of the compiler that is modelled."""

import re
from pathlib import Path

import pytest

from goescape.gc.toolchain import Toolchain
from goescape.target.experiments import EXPERIMENTS
from goescape.target.intrinsics import intrinsics
from goescape.target.levels import parse_level
from goescape.target.platform import PORTS, Target
from support.intrinsics import Arches, gc_intrinsics, golden_intrinsics

HIGHEST = {"ppc64": 10, "riscv64": 23}
ARCHES = sorted({port.partition("/")[2] for port in PORTS})


@pytest.fixture(scope="module")
def goroot(go_toolchain: Toolchain) -> Path:
    return Path(go_toolchain.goroot)


def target(goarch: str, level: str = "") -> Target:
    return Target("linux", goarch, parse_level(goarch, level))


def ours(level_of: dict[str, str]) -> set[tuple[str, str, str]]:
    return {
        (goarch, *name.rsplit(".", 1))
        for goarch in ARCHES
        for name in intrinsics(target(goarch, level_of.get(goarch, "")))
    }


def test_reading_of_the_compilers_table(goroot: Path) -> None:
    """The reader in support/intrinsics.py finds what the compiler's own test expects."""
    assert gc_intrinsics(goroot, HIGHEST) == golden_intrinsics(goroot)


@pytest.mark.parametrize("ppc64", [8, 9, 10])
@pytest.mark.parametrize("riscv64", [20, 22, 23])
def test_intrinsics(goroot: Path, ppc64: int, riscv64: int) -> None:
    power = f"power{ppc64}"
    mine = ours({"ppc64": power, "ppc64le": power, "riscv64": f"rva{riscv64}u64"})
    theirs = gc_intrinsics(goroot, {"ppc64": ppc64, "riscv64": riscv64})
    assert mine - theirs == set()
    assert theirs - mine == set()


@pytest.mark.parametrize(
    ("goarch", "level"),
    [("386", "softfloat"), ("arm", "5"), ("arm", "7,softfloat"), ("mips", "softfloat"), ("mips64le", "softfloat")],
)
def test_without_floating_point_unit(goroot: Path, goarch: str, level: str) -> None:
    """findIntrinsic: none of package math."""
    text = (goroot / "src/cmd/compile/internal/ssagen/intrinsics.go").read_text()
    assert 'if Arch.SoftFloat && pkg == "math" {\n\t\treturn nil' in text
    soft, hard = intrinsics(target(goarch, level)), intrinsics(target(goarch, "5,hardfloat" if goarch == "arm" else ""))
    assert soft == {name for name in hard if not name.startswith("math.")}
    assert "math.sqrt" in hard


def test_levels_of_amd64_share_their_intrinsics() -> None:
    """Higher ones leave out a check at run time, nothing else."""
    assert {intrinsics(target("amd64", level)) for level in ("v1", "v2", "v3", "v4")} == {intrinsics(target("amd64"))}


@pytest.mark.parametrize("goarch", ARCHES)
def test_numbers_of_an_architecture(goroot: Path, goarch: str) -> None:
    facts = Arches(goroot).facts[goarch]
    mine = target(goarch)
    assert mine.ptr_size == int(facts["PtrSize"])
    assert mine.reg_size == int(facts["RegSize"])
    assert mine.can_merge_loads == (facts["CanMergeLoads"] == "true")
    assert mine.big_endian == (facts["ByteOrder"] == "binary.BigEndian")
    assert mine.max_width == _max_width(goroot, goarch)


def test_ports(goroot: Path) -> None:
    text = (goroot / "src/internal/platform/zosarch.go").read_text()
    known = text[text.index("var List") : text.index("var distInfo")]
    theirs = {f"{goos}/{goarch}" for goos, goarch in re.findall(r'\{"(\w+)", "(\w+)"\}', known)}
    assert set(PORTS) == theirs - {"linux/sparc64"}  # gc has no such architecture
    assert {port.partition("/")[2] for port in theirs} - set(Arches(goroot).facts) == {"sparc64"}


def test_experiments(goroot: Path) -> None:
    text = (goroot / "src/internal/goexperiment/flags.go").read_text()
    assert list(EXPERIMENTS) == [name.lower() for name in re.findall(r"^\t(\w+) +bool$", text, re.M)]


def _max_width(goroot: Path, goarch: str) -> int:
    """MAXWIDTH as the back end sets it, "1 << 50" or "(1 << 32) - 1"."""
    folder = {"386": "x86"}.get(goarch) or goarch.removesuffix("le")
    file = "ssa.go" if goarch == "wasm" else "galign.go"
    text = (goroot / "src/cmd/compile/internal" / folder / file).read_text()
    match = re.search(r"arch\.MAXWIDTH = \(?1 << (\d+)\)?( - 1)?$", text, re.M)
    assert match is not None
    return (1 << int(match[1])) - (1 if match[2] else 0)
