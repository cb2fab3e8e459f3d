"""GOAMD64, GOARM and their like: the build tags and the refusals of the go command."""

import os
import subprocess
from pathlib import Path

import pytest

from goescape.gc.toolchain import Toolchain
from goescape.load.context import BuildContext
from goescape.load.errors import SettingsError
from goescape.load.goroot import Goroot

LEVELS = {
    "386": ("GO386", ["", "sse2", "softfloat"]),
    "amd64": ("GOAMD64", ["", "v1", "v2", "v3", "v4"]),
    "arm": ("GOARM", ["", "5", "6", "7", "5,hardfloat", "6,softfloat", "7,softfloat", "7,hardfloat,softfloat"]),
    "arm64": ("GOARM64", ["", "v8.0", "v8.9", "v9.0", "v9.2", "v9.5,lse,crypto", "v8.1,crypto,lse"]),
    "loong64": ("GOLOONG64", [""]),
    "mips": ("GOMIPS", ["", "hardfloat", "softfloat"]),
    "mipsle": ("GOMIPS", ["softfloat"]),
    "mips64": ("GOMIPS64", ["softfloat"]),
    "mips64le": ("GOMIPS64", ["", "hardfloat", "softfloat"]),
    "ppc64": ("GOPPC64", ["power9"]),
    "ppc64le": ("GOPPC64", ["", "power8", "power9", "power10"]),
    "riscv64": ("GORISCV64", ["", "rva20u64", "rva22u64", "rva23u64"]),
    "s390x": ("GOS390X", [""]),
    "wasm": ("GOWASM", ["", "satconv", "satconv,signext"]),
}
EXPERIMENTS = ["", "none", "noregabi", "nojsonv2,nogreenteagc", "arenas,,loopvar", "none,regabiargs", "dwarf5,nodwarf5"]
# What the go command refuses in words of its own, up to the end of the sentence.
REFUSED = [
    ("arm64", "GOARM64", "v8"),
    ("arm64", "GOARM64", "v9.6"),
    ("mips", "GOMIPS", "x"),
    ("mips64", "GOMIPS64", "hard"),
    ("ppc64", "GOPPC64", "power7"),
    ("riscv64", "GORISCV64", "rva30u64"),
    ("wasm", "GOWASM", "simd"),
    ("wasm", "GOWASM", "a\tb"),
    ("amd64", "GOEXPERIMENT", "wat"),
    ("386", "GO386", "387"),
    ("386", "GO386", "x"),
]
# Wrong, and yet accepted by 1.27.3: there, reading GOARM64 forgets the errors found before.
OVERLOOKED = [
    ("amd64", "GOAMD64", "v9", "go: invalid GOAMD64: must be v1, v2, v3, v4"),
    ("arm", "GOARM", "8", "go: invalid GOARM: must start with 5, 6, or 7"),
]


def goos(goarch: str) -> str:
    return "js" if goarch == "wasm" else "linux"


def environment(goarch: str, setting: str, value: str) -> dict[str, str]:
    return {"GOENV": "off", "GOOS": goos(goarch), "GOARCH": goarch, setting: value}


def go(toolchain: Toolchain, env: dict[str, str], *args: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GO")}
    environ |= {"GOTOOLCHAIN": "local", "CGO_ENABLED": "0", **env}
    return subprocess.run([toolchain.command, *args], env=environ, capture_output=True, text=True, check=False)


def context(toolchain: Toolchain, env: dict[str, str]) -> BuildContext:
    return BuildContext(Goroot(toolchain.goroot, toolchain.release, "test"), env)


@pytest.mark.parametrize("goarch", sorted(LEVELS))
def test_tags(go_toolchain: Toolchain, goarch: str) -> None:
    setting, values = LEVELS[goarch]
    for value in values:
        env = environment(goarch, setting, value)
        done = go(go_toolchain, env, "list", "-f", "{{context.ToolTags}}", "unsafe")
        assert sorted(context(go_toolchain, env).tool_tags) == sorted(done.stdout.strip("[]\n").split()), value


@pytest.mark.parametrize("goarch", ["amd64", "386", "wasm"])
def test_tags_of_experiments(go_toolchain: Toolchain, goarch: str) -> None:
    for value in EXPERIMENTS:
        env = environment(goarch, "GOEXPERIMENT", value)
        done = go(go_toolchain, env, "list", "-f", "{{context.ToolTags}}", "unsafe")
        assert sorted(context(go_toolchain, env).tool_tags) == sorted(done.stdout.strip("[]\n").split()), value


@pytest.mark.parametrize(("goarch", "setting", "value"), REFUSED)
def test_refusals(go_toolchain: Toolchain, tmp_path: Path, goarch: str, setting: str, value: str) -> None:
    env = environment(goarch, setting, value)
    done = go(go_toolchain, {**env, "GOCACHE": str(tmp_path)}, "build", "internal/goos")
    with pytest.raises(SettingsError) as caught:
        context(go_toolchain, env)
    assert done.returncode != 0
    assert str(caught.value).removeprefix("go: ") == done.stderr.split("\n")[0].removeprefix("go: ")


@pytest.mark.parametrize(("goarch", "setting", "value", "text"), OVERLOOKED)
def test_more_refusals(go_toolchain: Toolchain, goarch: str, setting: str, value: str, text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        context(go_toolchain, environment(goarch, setting, value))
    assert str(caught.value).startswith(text)


def test_defaults_of_the_go_tree(go_toolchain: Toolchain, tmp_path: Path) -> None:
    """A tree that was built for another default (as the one for armv6l is) says so in zbootstrap.go."""
    folder = tmp_path / "src/internal/buildcfg"
    folder.mkdir(parents=True)
    text = (Path(go_toolchain.goroot) / "src/internal/buildcfg/zbootstrap.go").read_text()
    assert "const DefaultGOARM = `7`" in text
    (folder / "zbootstrap.go").write_text(text.replace("DefaultGOARM = `7`", "DefaultGOARM = `5`"))
    found = BuildContext(Goroot(str(tmp_path), "go1.27.3", "test"), environment("arm", "GOARM", ""))
    assert found.target.level == 5
    assert found.target.soft_float
    assert found.tool_tags[-1] == "arm.5"
