"""Contracts of the cases: the expectations are decided by hand, those of gcassert checked against the compiler."""

import json
import re
from pathlib import Path

import pytest

from goescape.check.attach import Attachment
from goescape.check.directives import Directive, directives_in
from goescape.check.source import Source
from goescape.gc.run import GcOptions, run_gc
from goescape.gc.toolchain import Toolchain
from support.cases import CASES, load, unpack
from support.inprocess import run

FILES = sorted((CASES / "check").glob("*.txt"))
GCASSERT = [path for path in FILES if path.name.startswith("gcassert_")]


def failures(folder: Path, *options: str) -> list[str]:
    result = run(["check", "--format", "json", *options, "./..."], folder)
    assert result.code in (0, 1), result.err
    outcome = json.loads(result.out)
    assert result.code == (1 if outcome["failures"] else 0)
    found = {(f["place"]["file"], f["place"]["line"], f["rule"]) for f in outcome["failures"]}
    return [f"{Path(file).relative_to(folder)}:{line} {rule}" for file, line, rule in sorted(found)]


def by_name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_what_does_not_hold(path: Path, tmp_path: Path, go_toolchain: Toolchain) -> None:
    archive = load(path)
    unpack(archive, tmp_path)
    assert failures(tmp_path) == archive.files["want check"].splitlines()


@pytest.mark.parametrize("path", GCASSERT, ids=by_name)
def test_the_compiler_says_the_same(path: Path, tmp_path: Path, go_toolchain: Toolchain) -> None:
    """On each line with a directive, gc prints what makes gcassert fail, or does not."""
    archive = load(path)
    unpack(archive, tmp_path)
    text = run_gc(go_toolchain, ["./..."], GcOptions(level=2, inline=True, jobs=1, cwd=str(tmp_path))).text
    printed: dict[tuple[str, int], list[str]] = {}
    for match in re.finditer(r"^(?:\./)?(\S+?):(\d+):\d+: (.*)$", text, re.MULTILINE):
        printed.setdefault((match[1], int(match[2])), []).append(match[3])
    expected = set(archive.files["want check"].splitlines())
    for name in archive.files:
        if not name.endswith(".go"):
            continue
        for verb, line, on_function in directives(tmp_path / name):
            said = printed.get((name, line), [])
            if verb == "noescape":
                broken = any(re.search(r"escapes to heap in .*:$|^leaking param: ", text) for text in said)
            elif verb == "inline" and not on_function:
                broken = not any(text.startswith("inlining call to ") for text in said)
            else:
                continue
            assert broken == (f"{name}:{line} //gcassert:{verb}" in expected), (name, line, said)


def directives(path: Path) -> list[tuple[str, int, bool]]:
    source = Source(str(path), path.read_text(encoding="latin-1"))
    assert source.file is not None
    attachment = Attachment(source, source.file)
    out = []
    for comment in source.comments:
        for directive in directives_in(comment):
            subject = attachment.subject(comment)
            if isinstance(directive, Directive) and subject is not None:
                out.append((directive.verb, subject.line[1], subject.node is subject.function))
    return out


@pytest.mark.parametrize("path", GCASSERT, ids=by_name)
def test_records_of_the_compiler_do_as_well(path: Path, tmp_path: Path, go_toolchain: Toolchain) -> None:
    """But for ``inline`` before a function: the compiler does not list calls, so that is said instead."""
    unpack(load(path), tmp_path)
    ours = set(failures(tmp_path))
    theirs = set(failures(tmp_path, "--engine", "gc", "--go", go_toolchain.command))
    if "inline" not in path.name:
        assert theirs == ours
        return
    on_lines = {line for line in ours if is_on_line(tmp_path, line)}
    assert theirs & ours == on_lines != set()
    assert all(not is_on_line(tmp_path, line) for line in theirs - ours)


def is_on_line(folder: Path, failure: str) -> bool:
    """Whether the line has a directive itself: then it is about what the line does."""
    name, line = failure.partition(" ")[0].split(":")
    text = (folder / name).read_text().splitlines()
    return any(
        "inline" in text[at] and not text[int(line) - 1].startswith("//") for at in (int(line) - 2, int(line) - 1)
    )
