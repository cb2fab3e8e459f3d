"""The GitHub Action: its definition is valid, and its scripts do the right thing with any input."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")

ROOT = Path(__file__).resolve().parents[3]
ACTION: Any = YAML(typ="safe").load(ROOT / "action.yml")
STEPS: list[Any] = ACTION["runs"]["steps"]
EXPRESSION = re.compile(r"\$\{\{\s*([^}]+?)\s*\}\}")
BROKEN = """package x

func F() *int {
	n := 1 //goescape:stack
	return &n
}
"""


def step(name: str) -> Any:
    return next(s for s in STEPS if s.get("name") == name)


class Run:
    """What a step left behind."""

    def __init__(self, code: int, log: str, outputs: dict[str, str], summary: str) -> None:
        self.code, self.log, self.outputs, self.summary = code, log, outputs, summary


class Runner:
    """Runs a step's script as a runner does: expressions of ``env`` filled in, the rest from the system."""

    def __init__(self, folder: Path) -> None:
        self.workspace, self.temp = folder / "work space", folder / "temp"
        for path in (self.workspace, self.temp / "goescape" / "bin"):
            path.mkdir(parents=True)
        python = self.temp / "goescape" / "bin" / "python"
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        python.chmod(0o755)

    def write(self, name: str, text: str) -> None:
        path = self.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def git(self, *args: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", *identity, *args], cwd=self.workspace, check=True, capture_output=True)

    def run(self, name: str, system: dict[str, str] | None = None, **inputs: str) -> Run:
        given = {key.replace("_", "-"): value for key, value in inputs.items()}
        assert set(given) <= set(ACTION["inputs"])
        values = {f"inputs.{key}": given.get(key, item["default"]) for key, item in ACTION["inputs"].items()}
        values["github.action_path"] = str(ROOT)
        script, env = step(name)["run"], step(name)["env"]
        env = {key: EXPRESSION.sub(lambda m: values[m[1]], value) for key, value in env.items()}
        output, summary = self.temp / "output", self.temp / "summary"
        for path in (output, summary):
            path.write_text("")
        env |= {"GITHUB_WORKSPACE": str(self.workspace), "RUNNER_TEMP": str(self.temp), "LC_ALL": "C.UTF-8"}
        env |= {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
        (self.temp / "step.sh").write_text(script)
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(self.temp / "step.sh")],
            cwd=self.workspace,
            env={**os.environ, **env, **(system or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        pairs = re.findall(r"^([\w-]+)<<(end-\S+)\n(.*?)\n\2$", output.read_text(), re.M | re.S)
        return Run(
            done.returncode, done.stdout + done.stderr, {key: text for key, _, text in pairs}, summary.read_text()
        )


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    runner = Runner(tmp_path)
    runner.write("mod/go.mod", "module x\n\ngo 1.27\n")
    runner.write("mod/a.go", BROKEN)
    return runner


@pytest.mark.quick
def test_the_definition_is_valid() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.quick
def test_scripts_hold_no_expressions() -> None:
    """What stands in an input must never become part of a script."""
    scripts = [s["run"] for s in STEPS if "run" in s]
    assert scripts and not any("${{" in script for script in scripts)
    assert all(s["shell"] == "bash" for s in STEPS if "run" in s)


@pytest.mark.quick
def test_inputs_and_outputs_are_connected() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text()))
    assert used == set(ACTION["inputs"])
    for item in ACTION["outputs"].values():
        assert re.fullmatch(r"\$\{\{ steps\.run\.outputs\.[\w-]+ \}\}", item["value"])


def test_check(runner: Runner) -> None:
    run = runner.run("Run goescape", working_directory="mod", upload_sarif="out/heap.sarif")
    assert run.code == 1, run.log
    [line] = re.findall(r"^::.*$", run.log, re.M)
    assert line.startswith("::error file=mod/a.go,line=4,col=2,title=goescape contract-broken:://goescape:stack: `&n`")
    assert run.outputs["findings"] == "1" and run.outputs["exit-code"] == "1"
    assert run.outputs["sarif"] == run.outputs["report"] == str(runner.workspace / "out/heap.sarif")
    assert json.loads(Path(run.outputs["sarif"]).read_text())["version"] == "2.1.0"
    assert "`mod/a.go:4`" in run.summary and "contract-broken" in run.summary


def test_check_that_holds(runner: Runner) -> None:
    runner.write("mod/a.go", BROKEN.replace("return &n", "p := &n\n\tprintln(*p)\n\treturn nil"))
    run = runner.run("Run goescape", working_directory="mod")
    assert (run.code, run.outputs["findings"], run.outputs["exit-code"]) == (0, "0", "0"), run.log
    assert "Nothing found" in run.summary and "\n::" not in run.log


def test_findings_need_not_fail(runner: Runner) -> None:
    run = runner.run("Run goescape", working_directory="mod", fail="false", annotations="false", format="json")
    assert (run.code, run.outputs["exit-code"]) == (0, "1") and "::error" not in run.log
    assert json.loads(Path(run.outputs["report"]).read_text())["failures"]


def test_report(runner: Runner) -> None:
    run = runner.run("Run goescape", command="report", working_directory="mod", format="markdown", args="--limit=5\n-l")
    assert run.code == 0 and run.outputs["findings"] == "1"
    assert "::warning file=mod/a.go,line=4,col=2," in run.log
    assert "`n`" in Path(run.outputs["report"]).read_text() and "GE001" in run.summary


def test_diff(runner: Runner) -> None:
    runner.git("init", "-q", "-b", "main")
    runner.write("mod/a.go", "package x\n\nfunc F() *int { return nil }\n")
    runner.git("add", ".")
    runner.git("commit", "-q", "-m", "x")
    runner.write("mod/a.go", BROKEN)
    run = runner.run("Run goescape", command="diff", base="main", working_directory="mod")
    assert run.code == 1, run.log
    assert run.outputs["findings"] == "1" and run.outputs["sarif"] == ""
    assert "::warning file=mod/a.go,line=4,col=2,title=goescape GE001::n is new on the heap." in run.log
    assert run.summary.startswith("<!-- goescape diff -->")
    run = runner.run("Run goescape", {"GITHUB_BASE_REF": "nowhere"}, command="diff", working_directory="mod")
    assert run.code == 2 and "origin/nowhere" in run.log


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ({"command": "build"}, "command is 'build'"),
        ({"format": "html"}, "format is 'html'"),
        ({"packages": "--update-baseline"}, "options belong into args"),
        ({"command": "diff", "base": "--output=x"}, "which is no revision"),
        ({"working_directory": "nowhere"}, "there is no folder"),
        ({"args": "--nonsense"}, "unrecognized arguments"),
    ],
)
def test_wrong_inputs_are_a_sentence(runner: Runner, inputs: dict[str, str], sentence: str) -> None:
    run = runner.run("Run goescape", **({"working_directory": "mod"} | inputs))
    assert run.code == 2 and sentence in run.log and "Traceback" not in run.log


@pytest.mark.parametrize("name", ["packages", "args", "base", "format", "command", "working_directory", "upload_sarif"])
def test_inputs_run_nothing(runner: Runner, name: str) -> None:
    evil = "\"; touch ran; $(touch ran) `touch ran` ' | touch ran #"
    runner.run("Run goescape", **({"working_directory": "mod"} | {name: evil}))
    runner.run("Install goescape", {"PATH": f"{fake_python(runner)}:{os.environ['PATH']}"}, go_sources=evil)
    assert not list(runner.workspace.rglob("ran")) and not (runner.temp / "ran").exists()


def test_values_cannot_set_outputs(runner: Runner) -> None:
    run = runner.run("Run goescape", working_directory="mod", fail="false", upload_sarif="a\nfindings=99\nb.sarif")
    assert run.outputs["findings"] == "1" and run.outputs["sarif"].endswith("b.sarif")


def fake_python(runner: Runner) -> Path:
    """A folder with a python3 that only notes how it is called; its environments hold the same."""
    folder = runner.temp / "fake"
    folder.mkdir(exist_ok=True)
    script = folder / "python3"
    script.write_text(
        f'#!/bin/bash\nprintf "<%s>" "$@" >> "{folder}/calls"; echo >> "{folder}/calls"\n'
        'if [ "$1 $2" = "-m venv" ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; fi\n'
    )
    script.chmod(0o755)
    return folder


@pytest.mark.parametrize(("sources", "extra"), [("pypi", "[go]"), ("installed", ""), ("/opt/my go", "")])
def test_install(runner: Runner, sources: str, extra: str) -> None:
    folder = fake_python(runner)
    shutil.rmtree(runner.temp / "goescape")
    run = runner.run("Install goescape", {"PATH": f"{folder}:{os.environ['PATH']}"}, go_sources=sources)
    assert run.code == 0, run.log
    venv, pip, version = (folder / "calls").read_text().splitlines()
    assert venv == f"<-m><venv><{runner.temp}/goescape>" and pip.endswith(f"<{ROOT}{extra}>")
    assert version == "<-m><goescape><--version>"
