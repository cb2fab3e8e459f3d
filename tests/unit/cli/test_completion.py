"""The shells complete commands, options, formats, causes, files and revisions: asked in the shells themselves."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from goescape.cli.args import COMMANDS, FORMATS, SHELLS
from goescape.cli.completion import completion_script
from goescape.cli.main import main
from goescape.explain.catalogue import CAUSES

pytestmark = pytest.mark.quick

CODES = [cause.code for cause in CAUSES]
CHECKERS = {"bash": ["bash", "-n"], "zsh": ["zsh", "-n"], "fish": ["fish", "-n"], "tcsh": ["tcsh", "-f"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A git repository with Go files, a folder and two branches; one name would run something if it were expanded."""
    for name in ("main.go", "notes.txt", "old.json", "sub/x.go", "sub/y.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for args in (
        ["init", "-q", "-b", "main"],
        [*identity, "commit", "-q", "--allow-empty", "-m", "x"],
        ["branch", "feature/map"],
        ["branch", "feature/$(touch${IFS}ran)"],
    ):
        subprocess.run(["git", *args], cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


def bash(folder: Path, *words: str) -> list[str]:
    """What bash offers for the last word."""
    script = folder / ".completion"
    script.write_text(completion_script("bash"))
    code = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
    code += '_goescape; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(
        ["bash", "--norc", "-c", code, "bash", str(script), "goescape", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return sorted(done.stdout.split())


def fish(folder: Path, *words: str) -> list[str]:
    script = folder / ".completion"
    script.write_text(completion_script("fish"))
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"source {script}; complete -C 'goescape {' '.join(words)}'"],
        cwd=folder,
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return sorted(line.partition("\t")[0] for line in done.stdout.splitlines())


ASKS = [pytest.param(bash, marks=pytest.mark.skipif(shutil.which("bash") is None, reason="no bash"), id="bash")]
ASKS.append(pytest.param(fish, marks=pytest.mark.skipif(shutil.which("fish") is None, reason="no fish"), id="fish"))


@pytest.mark.parametrize("ask", ASKS)
def test_what_is_offered(ask: object, folder: Path) -> None:
    def offered(*words: str) -> list[str]:
        assert callable(ask)
        return [word.rstrip("/") for word in ask(folder, *words)]

    first = offered("")
    assert set(COMMANDS) <= set(first) and {"main.go", "sub"} <= set(first) and "notes.txt" not in first
    assert offered("che") == ["check"]
    assert offered("--format", "") == sorted(FORMATS)
    assert offered("check", "--format", "g") == ["github"]
    assert offered("--cause", "GE01") == [code for code in CODES if code.startswith("GE01")]
    assert offered("rule", "GE001") == ["GE001"] and offered("rule", "pointer-ret") == ["pointer-returned"]
    assert offered("--lang", "") == ["en", "zh"]
    assert offered("explain", "ma") == ["main.go"] and offered("explain", "sub/") == ["sub/x.go"]
    assert "sub" in offered("-m", "s") and offered("-l", "m") == ["main.go"]
    assert {"main", "feature/map"} <= set(offered("diff", ""))
    assert not {"main.go", "notes.txt"} & set(offered("diff", ""))
    assert offered("diff", "main", "feature/m") == ["feature/map"]
    assert offered("completion", "") == sorted(SHELLS)
    assert "--update-baseline" in offered("check", "--up")
    assert not (folder / "ran").exists()


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_values_after_an_equals_sign(folder: Path) -> None:
    """As bash splits them: ``--format=g`` is three words."""
    assert bash(folder, "check", "--format", "=", "g") == ["github"]
    assert bash(folder, "--lang", "=") == ["en", "zh"]
    assert bash(folder, "--lang", "=", "zh", "--format", "=", "gi") == ["github"]
    assert bash(folder, "check", "--format", "=", "json", "ma") == ["main.go"]


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_reads_its_script(shell: str, tmp_path: Path) -> None:
    script = completion_script(shell)
    assert all(command in script for command in COMMANDS) and all(code in script for code in CODES)
    if shell not in CHECKERS or shutil.which(shell) is None:
        pytest.skip(f"no {shell}")
    path = tmp_path / "script"
    path.write_text(script)
    done = subprocess.run([*CHECKERS[shell], str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("zsh") is None, reason="no zsh")
def test_zsh_registers_it(tmp_path: Path) -> None:
    (tmp_path / "_goescape").write_text(completion_script("zsh"))
    code = f'autoload -U compinit && compinit -u -d {tmp_path}/dump; eval "$(cat {tmp_path}/_goescape)"'
    code += "; print ${_comps[goescape]}; whence -w _goescape_commands _shtab_goescape_commands"
    done = subprocess.run(["zsh", "-f", "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.split("\n")[:3] == [
        "_shtab_goescape",
        "_goescape_commands: function",
        "_shtab_goescape_commands: function",
    ]


def test_zsh_patterns_have_no_qualifiers_by_accident() -> None:
    """A pattern that is all in parentheses is one list of qualifiers in zsh, and matches nothing."""
    assert "-g '(*" not in completion_script("zsh")


def test_wrong_shells(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "csh"]) == 2 and main(["completion"]) == 2
    assert capsys.readouterr().err.count("\n") == 2


def test_other_commands_do_not_load_shtab() -> None:
    code = "import sys; from goescape.cli.main import main; main(['--version']); print('shtab' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"
