"""Every case program gives the compiler's output byte for byte, with ``-m`` and ``-m=2``, with ``-l`` and without.

The quick loop does with ``-m=2``, which prints all that ``-m`` does.
"""

import os
from pathlib import Path

import pytest

from goescape.cli.main import main
from goescape.gc.toolchain import Toolchain
from support import seeds
from support.cases import LEVELS, case_files, expected_by_gc, load, unpack, without_goroot

CASES = case_files("escape")


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
@pytest.mark.parametrize("m", [pytest.param(2, marks=pytest.mark.quick), 1], ids=["m2", "m1"])
def test_case(
    m: int, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    archive = load(path)
    unpack(archive, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PWD", str(tmp_path))
    for name, (level, inline) in LEVELS.items():
        if level != m:
            continue
        code = main([f"-m={level}", *([] if inline else ["-l"]), "./..."])
        out, err = capfdbinary.readouterr()
        assert err.decode("utf-8", "replace") == ""
        assert without_goroot(out.decode("utf-8", "surrogateescape")) == archive.files[name]
        assert code == 0


@pytest.mark.quick
def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60
    assert sum(path.stem.startswith("article_") for path in CASES) >= 8


@pytest.mark.differential
def test_expectations_are_the_compilers(go_toolchain: Toolchain, tmp_path: Path) -> None:
    """A few cases per run are asked of the real compiler again: all of them in CI's lifetime."""
    import random

    count = len(CASES) if os.environ.get("GOESCAPE_ALL") else 6
    for path in random.Random(seeds.SEED).sample(CASES, count):
        archive = load(path)
        folder = tmp_path / path.stem
        folder.mkdir()
        unpack(archive, folder)
        for name, (level, inline) in LEVELS.items():
            text, status = expected_by_gc(go_toolchain, folder, level, inline)
            assert status == 0
            assert text == archive.files[name], path.stem
