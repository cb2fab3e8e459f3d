"""``goescape diff``: between revisions, folders and reports, only what changed is told."""

import json
import subprocess
from pathlib import Path

import pytest

from goescape.gc.toolchain import Toolchain
from support.inprocess import run
from support.run import Result

BEFORE = """package m

var sink any

func keep(n int) {
	sink = &n
}

func stays(p *int) int {
	x := 1
	q := &x
	return *q + *p
}

func gone() *int { return new(int) }

func loops(n int) []*int {
	var out []*int
	x := new(int)
	return append(out, x)
}

func same(v int) any { return v }

func size() *[10]int { return &[10]int{} }
"""
AFTER = """package m

var sink any

func unrelated() int {
	return 1
}

func same(v int) any { return v }

func keep(n int) *int {
	return &n
}

func stays(p *int) int {
	x := 1
	q := &x
	sink = q
	sink = p
	return *q + *p
}

func gone() *int { return nil }

func loops(n int) []*int {
	var out []*int
	for range n {
		x := new(int)
		out = append(out, x)
	}
	return out
}

func size() *[20]int { return &[20]int{} }
"""


def git(folder: Path, *command: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *identity, *command], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, go_toolchain: Toolchain) -> Path:
    """With tag v1, and changes in the working tree."""
    folder = tmp_path / "repository"
    (folder / "module").mkdir(parents=True)
    (folder / "module" / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    (folder / "module" / "a.go").write_text(BEFORE)
    git(folder, "init", "-q")
    (folder / ".gitattributes").write_text("*.go export-ignore\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    git(folder, "tag", "v1")
    (folder / "module" / "a.go").write_text(AFTER)
    return folder / "module"


def diff(folder: Path, *options: str) -> Result:
    return run(["diff", *options], folder)


def changes(result: Result) -> list[tuple[str, str, str]]:
    assert result.code == 0, result.err
    data = json.loads(result.out)
    return sorted((c["status"], c["function"], c["text"]) for c in data["sites"])


EXPECTED = [
    ("changed", "keep", "n"),
    ("changed", "loops", "append(out, x)"),
    ("changed", "loops", "new(int)"),
    ("changed", "size", "&[20]int{}"),
    ("gone", "gone", "new(int)"),
    ("new", "stays", "x"),
]


def test_a_revision_and_the_working_tree(repository: Path) -> None:
    result = diff(repository, "v1", "--format", "json")
    assert changes(result) == EXPECTED
    data = json.loads(result.out)
    assert [(leak["status"], leak["function"], leak["parameter"]) for leak in data["leaks"]] == [("new", "stays", "p")]
    assert {c["new"]["place"]["file"] for c in data["sites"] if c["new"]} == {"a.go"}


def test_two_revisions(repository: Path) -> None:
    git(repository, "commit", "-qam", "two")
    assert changes(diff(repository, "v1", "HEAD", "--format", "json")) == EXPECTED
    assert changes(diff(repository, "HEAD", "--format", "json")) == []
    assert len(changes(diff(repository, "HEAD", "v1", "--format", "json"))) == len(EXPECTED)


def test_the_repository_is_left_alone(repository: Path) -> None:
    def state() -> str:
        command = "git status --porcelain; git worktree list; git rev-parse HEAD; ls -A . .git"
        return subprocess.run(command, shell=True, cwd=repository.parent, capture_output=True, text=True).stdout

    before = state()
    diff(repository, "v1")
    assert state() == before


def test_folders_and_reports(repository: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    (old / "go.mod").write_text((repository / "go.mod").read_text())
    (old / "a.go").write_text(BEFORE)
    assert changes(diff(repository, str(old), "--format", "json")) == EXPECTED
    (tmp_path / "old.json").write_text(run(["--format", "json", "./..."], old).out)
    assert changes(diff(repository, "../../old.json", "--format", "json")) == EXPECTED
    assert changes(diff(repository, "../../old", "../../old.json", "--format", "json")) == []


def test_text(repository: Path) -> None:
    lines = diff(repository, "v1", "--no-frames").out.splitlines()
    assert lines[:4] == [
        "New on the heap",
        "  a.go:16  x  variable, GE004, stays",
        "      `q` is stored in the package variable `sink`, so it may be used after stays has returned.",
        "      It was on the stack before.",
    ]
    assert "      80 bytes → 160 bytes" in lines and "      now in a loop" in lines
    assert "1 new, 1 gone, 4 changed; parameters that leak otherwise: 1" in lines
    assert lines[-1].startswith("v1 → the working tree: 6 → 6 sites, ")


def test_markdown(repository: Path) -> None:
    text = diff(repository, "v1", "--format", "markdown").out
    assert text.startswith("<!-- goescape diff -->\n**1 new, 1 gone, 4 changed; ")
    assert "| `a.go:16` | `x` GE004 | `stays` | `q` is stored in" in text


def test_chinese(repository: Path) -> None:
    assert "新增 1，消失 1，变化 4" in diff(repository, "v1", "--lang", "zh").out


def test_the_exit_code_may_depend_on_what_is_new(repository: Path) -> None:
    assert diff(repository, "v1", "--exit-code").code == 1
    (repository / "a.go").write_text(BEFORE)
    result = diff(repository, "v1", "--exit-code")
    assert (result.code, result.out.splitlines()[0]) == (0, "nothing changed")


def test_moved_lines_are_no_change(repository: Path) -> None:
    lines = BEFORE.replace("func keep", "\n" * 50 + "func keep").split("\nfunc ")
    (repository / "a.go").write_text("\nfunc ".join([lines[0], *reversed(lines[1:])]))
    assert changes(diff(repository, "v1", "--format", "json")) == []


def test_a_package_with_errors_is_left_out(repository: Path) -> None:
    (repository / "b").mkdir()
    (repository / "b" / "b.go").write_text("package b\n\nfunc F() *int { return new(int) }\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "b")
    (repository / "b" / "b.go").write_text("package b\n\nfunc F() *int { return new(it) }\n")
    result = diff(repository, "HEAD")
    assert result.code == 1 and result.out.startswith("nothing changed")
    assert "undefined: it" in result.err and "not compared, because there are errors on one side: " in result.err


def test_packages_can_be_chosen(repository: Path) -> None:
    (repository / "b").mkdir()
    (repository / "b" / "b.go").write_text("package b\n\nfunc F() *int { return new(int) }\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "b")
    (repository / "b" / "b.go").write_text("package b\n")
    assert changes(diff(repository, "HEAD", "-p", "./b", "--format", "json")) == [("gone", "F", "new(int)")]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("nope",), "diff: 'nope' is no revision, folder or report"),
        ((".",), "diff: the two are the same folder; name a revision, another folder or a report"),
        (("a.go",), "diff: a.go: this is no report of goescape: "),
        ((), "the following arguments are required: OLD"),
        (("v1", "v1", "v1"), "unrecognized arguments: v1"),
        (("--", "--output=x"), "diff: '--output=x' is no revision, folder or report"),
    ],
)
def test_wrong_usage(repository: Path, options: tuple[str, ...], sentence: str) -> None:
    result = diff(repository, *options)
    assert result.code == 2 and result.err.count("\n") == 1
    assert result.err.startswith(f"goescape: {sentence}")


def test_a_revision_without_the_folder(repository: Path) -> None:
    (repository / "later").mkdir()
    (repository / "later" / "c.go").write_text("package later\n")
    result = diff(repository / "later", "v1")
    assert result.code == 1 and result.err == "goescape: diff: v1 has no folder module/later\n"


def test_outside_of_a_repository(tmp_path: Path) -> None:
    result = diff(tmp_path, "main")
    assert result.code == 2
    assert result.err == "goescape: diff: 'main' is no revision, folder or report (and this is no git repository)\n"
