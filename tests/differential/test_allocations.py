"""What records say about taking memory is what happens when the functions run."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from goescape.explain.classify import has_cause
from goescape.gc.toolchain import Toolchain
from support.records import records_of

SOURCE = Path(__file__).with_name("allocations.go.txt").read_text()
SITE = re.compile(r"// (never|always|maybe)((?: \d+)*)$")


def functions() -> dict[str, tuple[str, list[int]]]:
    """What is said at the only site of each function: a word, and for maybe an argument with and one without."""
    out: dict[str, tuple[str, list[int]]] = {}
    name = ""
    for line in SOURCE.splitlines():
        declared = re.match(r"func (\w+)\(", line)
        name = declared[1] if declared else name
        said = SITE.search(line)
        if said:
            out[name] = said[1], [int(n) for n in said[2].split()]
    return out


@pytest.mark.quick
def test_records_say_so(tmp_path: Path) -> None:
    package = records_of(SOURCE, tmp_path)
    found = {}
    for site in package.sites:
        if site.function != "init" and site.package == package.path and (site.kind != "variable" or site.heap):
            found[site.function] = site.alone[0].allocates
            assert has_cause(site.alone[0]) or site.alone[0].allocates == "never"
    assert found == {name: word for name, (word, _) in functions().items()}


@pytest.mark.differential
def test_it_happens(go_toolchain: Toolchain, tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module p\n\ngo 1.27\n")
    (tmp_path / "p.go").write_text(SOURCE)
    lines = []
    wanted = {}
    for name, (word, arguments) in functions().items():
        calls = {"": word == "always"} if word != "maybe" else {str(arguments[0]): False, str(arguments[1]): True}
        for argument, takes in calls.items():
            call = f"{name}({argument})"
            lines.append(f'\tt.Log("{call}", testing.AllocsPerRun(100, func() {{ {call} }}))')
            wanted[call] = takes
    body = "\n".join(lines)
    (tmp_path / "p_test.go").write_text(f'package p\n\nimport "testing"\n\nfunc Test(t *testing.T) {{\n{body}\n}}\n')
    env = {**os.environ, "GOFLAGS": "", "GOTOOLCHAIN": "local"}
    run = subprocess.run([go_toolchain.command, "test", "-v"], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    counted = re.findall(r"go:\d+: (\S+) (\d+)", run.stdout)
    assert {call: int(n) > 0 for call, n in counted} == wanted
