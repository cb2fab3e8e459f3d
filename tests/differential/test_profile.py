"""--profile with the profile of a program that the real toolchain has built."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from goescape.gc.toolchain import Toolchain
from support.cases import load, unpack
from support.inprocess import run

pytestmark = pytest.mark.differential

SOURCE = Path(__file__).with_name("profile.go.txt")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    unpack(load(SOURCE), tmp_path)
    return tmp_path


def measure(folder: Path, toolchain: Toolchain, *flags: str) -> None:
    env = {**os.environ, "GOFLAGS": "", "GOTOOLCHAIN": "local"}
    build = [toolchain.command, "build", *flags, "-o", "app", "./cmd/app"]
    done = subprocess.run(build, cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    subprocess.run([str(folder / "app"), "mem.pprof"], cwd=folder, check=True)


def heads(out: str) -> dict[str, tuple[int, int]]:
    """Line → bytes and objects; the largest of several in a line."""
    found = re.findall(r"^  \S*?(\w+\.go:\d+):\d+  .*measured: ([\d,]+) bytes in ([\d,]+) objects", out, re.MULTILINE)
    out: dict[str, tuple[int, int]] = {}
    for place, n, m in found:
        out[place] = max(out.get(place, (0, 0)), (int(n.replace(",", "")), int(m.replace(",", ""))))
    return out


@pytest.mark.parametrize("flags", [(), ("-trimpath",)], ids=["paths", "trimpath"])
def test_measured_bytes_and_objects(program: Path, go_toolchain: Toolchain, flags: tuple[str, ...]) -> None:
    measure(program, go_toolchain, *flags)
    result = run(["--profile", "mem.pprof", "./..."], program)
    assert (result.code, result.err) == (0, "")
    found = heads(result.out)
    assert found["lib.go:8"] == (600 * 112, 600)  # a Node has 108 bytes and a size class of 112
    assert found["main.go:17"] == (500 * 112, 500)  # the part of it that was inlined here
    assert found["lib.go:20"] == (3 * 5376, 3)
    first = result.out.index("lib.go:8:")
    assert first < result.out.index("lib.go:20:") < result.out.index("main.go:17:")
    assert re.search(r"^Profile: [89]\d\.\d% of [\d,]+ bytes belong to places above\.$", result.out, re.MULTILINE)
    assert re.search(r"in packages that were not analysed: .*(os|syscall|fs)", result.out)


def test_an_instance_is_joined_where_it_was_compiled(program: Path, go_toolchain: Toolchain) -> None:
    measure(program, go_toolchain)
    packages = json.loads(run(["--profile", "mem.pprof", "--format", "json", "./..."], program).out)["packages"]
    sites = {
        (Path(site["place"]["file"]).name, site["place"]["line"], site["kind"]): site["measured"]
        for package in packages
        for site in package["sites"]
        if site["measured"]
    }
    assert sites["lib.go", 28, "pointer literal"]["objects"] == 2
    assert sites["lib.go", 8, "pointer literal"] == {"bytes": 600 * 112, "objects": 600}


def test_what_has_changed_since_is_told(program: Path, go_toolchain: Toolchain) -> None:
    measure(program, go_toolchain)
    lib = program / "lib" / "lib.go"
    lib.write_text(lib.read_text().replace("Local", "Other"))
    main = program / "cmd" / "app" / "main.go"
    main.write_text(main.read_text().replace("lib.Local", "lib.Other"))
    result = run(["--profile", "mem.pprof", "./..."], program)
    assert "in functions that are not there any more" in result.out
    assert "lib.go:20" not in heads(result.out)


def test_a_profile_of_another_program(
    program: Path, go_toolchain: Toolchain, tmp_path_factory: pytest.TempPathFactory
) -> None:
    measure(program, go_toolchain)
    other = tmp_path_factory.mktemp("other")
    (other / "go.mod").write_text("module example.com/other\n\ngo 1.27\n")
    (other / "a.go").write_text("package other\n\nfunc F() *int { return new(int) }\n")
    result = run(["--profile", str(program / "mem.pprof"), "./..."], other)
    assert result.code == 0
    assert result.err == (
        "goescape: warning: nothing in the profile belongs to the analysed packages: was app built from this code?\n"
    )


def test_sources_in_another_folder_are_noted(program: Path, go_toolchain: Toolchain) -> None:
    measure(program, go_toolchain)
    moved = program.with_name(program.name + "-moved")
    program.rename(moved)
    result = run(["--profile", "mem.pprof", "./..."], moved)
    assert heads(result.out)["lib.go:8"] == (600 * 112, 600)
    assert (
        result.err.startswith(f"goescape: warning: the profile's sources are in {program}")
        and "joined by" in result.err
    )


def test_markdown_and_explain(program: Path, go_toolchain: Toolchain) -> None:
    measure(program, go_toolchain)
    result = run(["--profile", "mem.pprof", "--format", "markdown", "./..."], program)
    assert "| bytes measured |" in result.out and "| 67,200 |" in result.out and "Profile: " in result.out
    result = run(["explain", "--profile", "mem.pprof", "Push", "./lib"], program)
    assert "measured: 67,200 bytes in 600 objects" in result.out
