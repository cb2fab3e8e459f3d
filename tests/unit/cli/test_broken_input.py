"""Packages with errors, as a user meets them: gc's text on standard error, everything else is still analysed."""

import subprocess
import sys
from pathlib import Path

import pytest

from support.run import Result, goescape

pytestmark = pytest.mark.quick


def run(folder: Path, files: dict[str, str], *args: str) -> Result:
    (folder / "go.mod").write_text("module m\n\ngo 1.27\n")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return goescape(*args, cwd=folder)


def test_collection_does_not_hide_later_errors(tmp_path: Path) -> None:
    text = "package a\n\nfunc F() {}\nfunc F() {}\n\nfunc G() int { return x }\n"
    result = run(tmp_path, {"a/a.go": text}, "-m", "-l", "./a")
    assert (result.code, result.out) == (1, "")
    assert result.err.splitlines() == [
        "# m/a",
        "a/a.go:4:6: F redeclared in this block",
        "\ta/a.go:3:6: other declaration of F",
        "a/a.go:6:23: undefined: x",
    ]


def test_syntax_errors_in_bodies_come_alone(tmp_path: Path) -> None:
    text = "package a\n\nfunc F() int { return x }\n\nfunc G() { import }\n"
    result = run(tmp_path, {"a.go": text}, "-m", "-l")
    assert result.err == "# m\n./a.go:5:12: syntax error: unexpected keyword import, expected }\n"


def test_errors_in_literals_do_not_stop_the_checker(tmp_path: Path) -> None:
    result = run(tmp_path, {"a.go": "package a\n\nfunc F() {\n\tx := 'ab'\n}\n"}, "-m", "-l")
    assert result.err.splitlines() == [
        "# m",
        "./a.go:4:2: declared and not used: x",
        "./a.go:4:7: more than one character in rune literal",
    ]


def test_too_many_errors_have_a_position(tmp_path: Path) -> None:
    text = "package a\n\nvar _ = []int{\n" + "\tx,\n" * 12 + "}\n"
    result = run(tmp_path, {"a.go": text}, "-m", "-l")
    assert result.err.splitlines()[-2:] == ["./a.go:13:2: undefined: x", "./a.go:13:2: too many errors"]


def test_importers_of_broken_packages_are_left_out(tmp_path: Path) -> None:
    files = {
        "a/a.go": "package a\n\nfunc F() int { return x }\n",
        "b/b.go": 'package b\n\nimport "m/a"\n\nfunc G() *int { x := a.F(); return &x }\n',
        "c/c.go": "package c\n\nfunc H() *int { return new(int) }\n",
    }
    result = run(tmp_path, files, "-m", "-l", "./...")
    assert result.code == 1
    assert result.err == "# m/a\na/a.go:3:23: undefined: x\n"
    assert result.out == "# m/c\nc/c.go:3:27: new(int) escapes to heap\n"


def test_a_missing_import_is_placed_as_the_go_command_does(tmp_path: Path) -> None:
    result = run(tmp_path, {"a/a.go": 'package a\n\nimport "example.org/nope"\n'}, "-m", "-l", "./...")
    assert result.code == 1
    assert result.err.startswith("a/a.go:3:8: no required module provides package example.org/nope")


def test_dump_says_what_is_wrong(tmp_path: Path) -> None:
    files = {"a.go": "package a\n\nfunc F(x int) int { return x }\n\nfunc G(y int) int { return y }\n"}
    result = run(tmp_path, files, "dump", "-f", "Nope")
    assert result.code == 1 and result.err == "goescape: no function 'Nope' in m; there are F, G\n"
    result = run(tmp_path, {}, "dump", "./nope")
    assert result.code == 1 and "directory not found" in result.err
    for phase in ("syntax", "types", "lower", "escape"):
        result = run(tmp_path, files, "dump", f"--after={phase}")
        assert result.code == 0 and "3:" in result.out and "5:" in result.out


def test_a_line_directive_without_a_name_keeps_its_line(tmp_path: Path) -> None:
    result = run(tmp_path, {"a.go": "package a\n\n//line :5\nfunc C() { x := }\n"}, "-m", "-l")
    assert result.err == "# m\n:5: syntax error: unexpected }, expected expression\n"


def test_a_folder_that_has_gone_is_a_sentence(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = f"cd {gone} && rmdir {gone} && {sys.executable} -m goescape -m -l fmt"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "goescape: the current folder does not exist any more"
