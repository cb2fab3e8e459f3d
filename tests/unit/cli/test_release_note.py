"""--engine auto says once if the installed Go is another release than the modelled one."""

from pathlib import Path

import pytest

from goescape._version import GO_RELEASE
from goescape.gc.toolchain import Toolchain
from support.inprocess import run

NOTE = f"goescape: note: the installed Go is go1.27.1; goescape models {GO_RELEASE}, so verdicts may differ\n"


@pytest.fixture
def modules(tmp_path: Path, go_toolchain: Toolchain, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two modules, and a Go tree that says it is another release."""
    (tmp_path / "go").mkdir()
    (tmp_path / "go" / "src").symlink_to(Path(go_toolchain.goroot) / "src")
    (tmp_path / "go" / "VERSION").write_text("go1.27.1\n")
    monkeypatch.setenv("GOROOT", str(tmp_path / "go"))
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
        (tmp_path / name / "a.go").write_text("package m\n\nfunc F() *int { return new(int) }\n")
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [["."], ["-m", "."], ["explain", "F"], ["--format", "json", "."], ["diff", "../old", "."]],
    ids=" ".join,
)
def test_once(modules: Path, arguments: list[str]) -> None:
    result = run(arguments, modules / "new")
    assert (result.code, result.err) == (0, NOTE)


def test_not_if_our_analysis_is_asked_for(modules: Path) -> None:
    result = run(["--engine", "goescape", "."], modules / "new")
    assert (result.code, result.err) == (0, "")


def test_not_for_the_modelled_release(modules: Path) -> None:
    (modules / "go" / "VERSION").write_text(f"{GO_RELEASE}\n")
    assert run(["."], modules / "new").err == ""
