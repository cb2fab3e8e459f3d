"""The command line itself: versions, help, wrong usage, errors as sentences."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from goescape._version import GO_RELEASE, VERSION
from goescape.cli import main as main_module
from goescape.cli.args import parse_args
from goescape.cli.errors import UsageError
from goescape.cli.main import main
from goescape.cli.stack import run_deep
from goescape.cli.version import is_compiled, version_line
from support.run import goescape

pytestmark = pytest.mark.quick


def test_version_says_release_and_build() -> None:
    result = goescape("--version")
    assert result.code == 0
    mode = "compiled" if is_compiled() else "interpreted"
    assert result.out == f"goescape {VERSION} (models {GO_RELEASE}, {mode})\n"


def test_the_build_that_is_tested_is_the_one_that_is_meant() -> None:
    """CI sets GOESCAPE_EXPECT; anywhere else a compiled module beside its source would win silently."""
    expected = os.environ.get("GOESCAPE_EXPECT")
    if expected:
        assert version_line().endswith(f"{expected})")
    import goescape

    package = Path(goescape.__file__).parent
    if not is_compiled():
        assert not list(package.rglob("*.so"))


def test_all_hot_layers_are_compiled_or_none() -> None:
    import goescape

    package = Path(goescape.__file__).parent
    hot = ("base", "target", "syntax", "types", "ir", "lower", "inline", "escape", "program")
    modules = [path for layer in hot for path in (package / layer).rglob("*.py") if path.name != "__init__.py"]
    compiled = [path for path in modules if list(path.parent.glob(f"{path.stem}.*.so"))]
    assert len(compiled) in (0, len(modules))
    assert bool(compiled) == is_compiled()


def test_help_is_printed() -> None:
    for command in ([], ["verify"], ["dump"]):
        result = goescape(*command, "--help")
        assert result.code == 0 and result.out.startswith("usage: goescape") and result.err == ""


@pytest.mark.parametrize(
    "argv",
    [["-x"], ["-m=9", "-l"], ["dump", "--after=nothing"], ["verify", "-j", "-1"], ["-j", "2"]],
)
def test_wrong_usage_is_a_sentence(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("goescape: ") and err.count("\n") == 1


@pytest.mark.parametrize(
    ("setting", "value"),
    [("GOOS", "beos"), ("GOARCH", "z80"), ("GOARCH", "sparc64"), ("GOAMD64", "v9"), ("GOEXPERIMENT", "wat")],
)
def test_unknown_platforms_are_wrong_usage(tmp_path: Path, setting: str, value: str) -> None:
    (tmp_path / "src/runtime").mkdir(parents=True)
    env = {"GOROOT": str(tmp_path), "GOENV": "off", "GOOS": "linux", "GOARCH": "amd64", setting: value}
    result = goescape("-m", "fmt", env=env)
    assert (result.code, result.out) == (2, "")
    message = result.err.splitlines()[-1]
    assert message.startswith("goescape: ") and value in message or message.endswith("must be v1, v2, v3, v4")


def test_levels_and_packages() -> None:
    args = parse_args(["-m", "-l", "./a", "./b"])
    assert (args.level, args.no_inline, args.packages) == (1, True, ["./a", "./b"])
    assert parse_args(["-m=2", "-l"]).level == 2
    assert parse_args([]).packages == ["."]
    assert parse_args(["verify", "-l", "--show", "3", "std"]).show == 3
    with pytest.raises(UsageError):
        parse_args(["--tests=maybe"])


def test_internal_errors_are_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(argv: object) -> int:
        raise KeyError("secret")

    monkeypatch.setattr(main_module, "_main", fail)
    monkeypatch.delenv("GOESCAPE_DEBUG", raising=False)
    assert main([]) == 3
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and "please report" in err and "KeyError" in err and "Traceback" not in err
    monkeypatch.setenv("GOESCAPE_DEBUG", "1")
    assert main([]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_deep_recursion_has_room() -> None:
    def down(n: int) -> int:
        return 0 if n == 0 else 1 + down(n - 1)

    assert run_deep(lambda: down(100_000)) == 100_000


def test_errors_come_out_of_the_thread() -> None:
    def fail() -> int:
        raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        run_deep(fail)


def test_start_up_imports_little() -> None:
    """Start-up is part of speed: neither rich nor the engine for --version."""
    code = (
        "import sys; from goescape.cli.main import main; main(['--version']);"
        "print([m for m in sys.modules if m.startswith(('rich', 'goescape.types', 'goescape.escape', 'asyncio'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_closed_pipe_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m goescape --help | true", shell=True, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_full_disk_is_a_sentence() -> None:
    command = f"{sys.executable} -m goescape --version > /dev/full"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "goescape: cannot write the output: No space left on device\n")
