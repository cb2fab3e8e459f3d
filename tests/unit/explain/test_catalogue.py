"""The catalogue is complete, and its examples do what they say."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from goescape.explain.catalogue import CAUSES
from goescape.explain.cause import Cause, Text
from goescape.explain.classify import PRIORITY, cause_of, find_cause, has_cause, suggestion
from goescape.explain.phrases import Lang
from goescape.gc.toolchain import Toolchain
from goescape.result.sites import PackageSites, Place, Site, Verdict
from support.records import GO_MOD, records

WITH_EXAMPLES = [cause for cause in CAUSES if cause.example]
LANGS: tuple[Lang, ...] = ("en", "zh")
CHINESE = re.compile(r"[\u4e00-\u9fff]")

pytestmark = pytest.mark.quick


def texts(cause: Cause) -> Iterator[Text]:
    yield from (cause.title, cause.what, cause.why, cause.use_instead, cause.leave_it)
    yield from (since.change for since in cause.since)


def test_codes_and_names() -> None:
    assert [cause.code for cause in CAUSES] == [f"GE{n:03}" for n in range(1, len(CAUSES) + 1)]
    assert len({cause.name for cause in CAUSES}) == len(CAUSES) >= 25
    for cause in CAUSES:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", cause.name)


def test_each_cause_has_its_place_in_the_order() -> None:
    assert sorted(cause.code for cause in PRIORITY) == [cause.code for cause in CAUSES]
    assert PRIORITY[-1].name == "unexplained"
    assert [cause for cause in CAUSES if not cause.example] == [PRIORITY[-1]]


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.code)
def test_texts_are_complete_in_both_languages(cause: Cause) -> None:
    for text in texts(cause):
        assert text.en and text.zh
        assert not CHINESE.search(text.en) and CHINESE.search(text.zh)
        assert text.en.count("`") % 2 == 0 and text.zh.count("`") % 2 == 0
        assert sorted(set(re.findall(r"`[^`]+`", text.en))) == sorted(set(re.findall(r"`[^`]+`", text.zh)))
    for text in (cause.what, cause.why, cause.use_instead, cause.leave_it):
        assert text.en.endswith(".") and text.zh.endswith("。")
    assert not cause.title.en.endswith(".") and not cause.title.zh.endswith("。")
    assert cause.sources
    for source in cause.sources:
        assert re.fullmatch(r"https://\S+|golang/go#\d+", source)
    for since in cause.since:
        assert re.fullmatch(r"1\.\d+", since.release)


def test_causes_are_found_by_code_and_name() -> None:
    for name in ("GE012", "ge012", "12", "ge12", "converted-to-interface"):
        cause = find_cause(name)
        assert cause is not None and cause.code == "GE012"
    for name in ("", "GE", "GE999", "converted", "-1", "０"):
        assert find_cause(name) is None


# ------------------------------------------------------------------------------------------------- examples


def write_examples(folder: Path, causes: list[Cause]) -> None:
    (folder / "go.mod").write_text(GO_MOD)
    for cause in causes:
        for name, source in (("example", cause.example), ("alternative", cause.alternative)):
            package = folder / cause.code.lower() / name
            package.mkdir(parents=True)
            (package / "p.go").write_text(source)
            for file, content in cause.files.items():
                (package / file).write_text(content)


@pytest.fixture(scope="session")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PackageSites]:
    """Records of all examples and alternatives, by the end of the package's path."""
    out: dict[str, PackageSites] = {}
    for goarch in sorted({cause.goarch for cause in WITH_EXAMPLES}):
        folder = tmp_path_factory.mktemp("examples")
        write_examples(folder, [cause for cause in WITH_EXAMPLES if cause.goarch == goarch])
        for package in records(folder, ["./..."], env={"GOARCH": goarch} if goarch else {}):
            out[package.path.removeprefix("example.com/case/")] = package
    return out


def explained(package: PackageSites) -> Iterator[tuple[Site, Verdict]]:
    """All verdicts of the package's own code that have a cause."""
    for site in package.sites:
        for verdict in [*site.alone, *site.copies]:
            if has_cause(verdict):
                yield site, verdict


def lines_with(cause: Cause, package: PackageSites) -> set[int]:
    """Where the cause is found: the line of the site, of the call for one that was inlined from another package."""
    out = set()
    for site, verdict in explained(package):
        if cause_of(site, verdict) is cause:
            own = site.package == package.path
            place = site.place if own else verdict.place
            assert place is not None
            out.add(place.line)
    return out


def marked(source: str) -> set[int]:
    return {n for n, line in enumerate(source.splitlines(), 1) if re.search(r"// (heap|allocates)$", line)}


@pytest.mark.parametrize("cause", WITH_EXAMPLES, ids=lambda cause: cause.code)
def test_example_has_the_cause_and_the_alternative_has_not(cause: Cause, analysed: dict[str, PackageSites]) -> None:
    example, alternative = (analysed[f"{cause.code.lower()}/{name}"] for name in ("example", "alternative"))
    assert marked(cause.example)
    assert lines_with(cause, example) == marked(cause.example)
    assert not marked(cause.alternative)
    assert lines_with(cause, alternative) == set()


@pytest.mark.parametrize("cause", WITH_EXAMPLES, ids=lambda cause: cause.code)
def test_suggestions_of_the_example(cause: Cause, analysed: dict[str, PackageSites]) -> None:
    for site, verdict in explained(analysed[f"{cause.code.lower()}/example"]):
        for lang in LANGS:
            sentence = suggestion(site, verdict, lang)
            assert bool(CHINESE.search(sentence)) == (lang == "zh")
            assert sentence.endswith("。" if lang == "zh" else ".") and sentence.count("`") % 2 == 0
            assert "?" not in sentence and ".autotmp" not in sentence and "~r" not in sentence


@pytest.mark.differential
def test_examples_are_good_go_and_the_compiler_agrees(go_toolchain: Toolchain, tmp_path: Path) -> None:
    for goarch in sorted({cause.goarch for cause in WITH_EXAMPLES}):
        folder = tmp_path / (goarch or "native")
        folder.mkdir()
        causes = [cause for cause in WITH_EXAMPLES if cause.goarch == goarch]
        write_examples(folder, causes)
        env = {**os.environ, "GOFLAGS": "", "GOTOOLCHAIN": "local", **({"GOARCH": goarch} if goarch else {})}
        for command in (["vet", "./..."], ["build", "-gcflags=-m", "./..."]):
            run = subprocess.run([go_toolchain.command, *command], cwd=folder, env=env, capture_output=True, text=True)
            assert run.returncode == 0, run.stderr
        on_heap = re.findall(r"(?m)^(?:\./)?([\w/]+)\.go:(\d+):\d+: (?:moved to heap|.* escapes to heap)", run.stderr)
        for cause in causes:
            name = f"{cause.code.lower()}/example/p"
            wanted = {n for n, line in enumerate(cause.example.splitlines(), 1) if line.endswith("// heap")}
            assert wanted <= {int(line) for file, line in on_heap if file == name}, cause.code


@pytest.mark.parametrize(("code", "kind"), [("GE031", "variable"), ("GE032", "make slice"), ("GE032", "method value")])
def test_sizes_that_nobody_knows_are_not_told(code: str, kind: str) -> None:
    """Records from a compiler have no sizes."""
    cause = find_cause(code)
    assert cause is not None
    site = Site("p", "F", kind, "x", "", Place("/a.go", 1, 1), -1, 0, 0)  # type: ignore[arg-type]
    said = cause.suggest(site, Verdict(True, "x", "F", "always"))
    assert not re.search(r"-1|\b0\b", said.en + said.zh) and CHINESE.search(said.zh)
