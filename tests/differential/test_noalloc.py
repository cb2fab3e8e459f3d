"""Functions that hold //goescape:noalloc take no memory when they run; those that fail for something seen take some."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from goescape.gc.toolchain import Toolchain
from support.inprocess import run

SOURCE = Path(__file__).with_name("noalloc.go.txt").read_text()
FUNCTION = re.compile(r"^//goescape:noalloc\nfunc (\w+)\((.*?)\).*?// (holds|memory|unknown)", re.MULTILINE)


def functions() -> dict[str, tuple[bool, str]]:
    """Each with whether it has a parameter, and the word behind it."""
    return {m[1]: (bool(m[2]), m[3]) for m in FUNCTION.finditer(SOURCE)}


def module(folder: Path) -> None:
    (folder / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    (folder / "p.go").write_text(SOURCE)


@pytest.mark.quick
def test_the_contract(tmp_path: Path) -> None:
    module(tmp_path)
    result = run(["check", "--format", "json"], tmp_path)
    assert (result.code, result.err) == (1, "")
    failed = {f["function"] for f in json.loads(result.out)["failures"]}
    assert len(functions()) == SOURCE.count("\n//goescape:noalloc\n")
    assert failed == {name for name, (_, word) in functions().items() if word != "holds"}


@pytest.mark.differential
def test_it_is_so(go_toolchain: Toolchain, tmp_path: Path) -> None:
    module(tmp_path)
    calls = []
    for name, (parameter, word) in functions().items():
        if word != "unknown":
            call = f"{name}({3 if parameter else ''})"
            calls.append(f'\tt.Log("{name}", testing.AllocsPerRun(100, func() {{ {call} }}))')
    body = "\n".join(calls)
    (tmp_path / "p.go").write_text(SOURCE.replace("//goescape:noalloc\n", "//go:noinline\n"))
    (tmp_path / "p_test.go").write_text(f'package p\n\nimport "testing"\n\nfunc Test(t *testing.T) {{\n{body}\n}}\n')
    env = {**os.environ, "GOFLAGS": "", "GOTOOLCHAIN": "local"}
    done = subprocess.run([go_toolchain.command, "test", "-v"], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    counted = {name: int(n) > 0 for name, n in re.findall(r"go:\d+: (\S+) (\d+)", done.stdout)}
    assert counted == {name: word == "memory" for name, (_, word) in functions().items() if word != "unknown"}
