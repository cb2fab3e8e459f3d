"""Records from what compilers of both eras of the text format have printed (recorded/eras.txt).

Go 1.25 changed the headers ("x escapes to heap in F:") and the arrows, began to report append, and no longer puts
slices of variable size on the heap for their size alone.
"""

import subprocess
from pathlib import Path

import pytest

from goescape.check.owners import add_owners
from goescape.gc.parse import parse_text
from goescape.gc.sites import sites_of
from goescape.gc.toolchain import Toolchain, is_known_release
from support.txtar import read

ARCHIVE = read(Path(__file__).parent / "recorded" / "eras.txt")
RELEASES = [name.removeprefix("want ") for name in ARCHIVE.files if name.startswith("want ")]
NEWEST = "1.27.3"

SiteRow = tuple[str, str, str, str, str]
LeakRow = tuple[str, str, str, int, str]


def rows(release: str, folder: Path) -> tuple[set[SiteRow], set[LeakRow]]:
    """Sites on the heap (place, kind, function, type, sink), and where parameters leak to."""
    for name, text in ARCHIVE.files.items():
        if not name.startswith("want "):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
    sites: set[SiteRow] = set()
    leaks: set[LeakRow] = set()
    for report in parse_text(ARCHIVE.files[f"want {release}"], str(folder)):
        assert not report.errors
        package = sites_of(report)
        add_owners(package)
        for site in package.sites:
            for verdict in site.alone:
                if verdict.heap:
                    assert verdict.flow is not None and verdict.function
                    place = f"{Path(site.place.file).name}:{site.place.line}:{site.place.col}"
                    sites.add((place, site.kind, site.function, site.type, verdict.flow.sink))
        for parameter in package.parameters:
            for leak in parameter.leaks:
                leaks.add((parameter.function, parameter.name, leak.to, leak.derefs, leak.result))
    return sites, leaks


@pytest.mark.quick
@pytest.mark.parametrize("release", RELEASES)
def test_all_releases_tell_the_same(release: str, tmp_path: Path) -> None:
    sites, leaks = rows(release, tmp_path)
    newest, newest_leaks = rows(NEWEST, tmp_path)
    assert leaks == newest_leaks != set()
    if release in ("1.22.10", "1.24.11"):
        appends = {row for row in newest if row[1] == "append"}
        assert len(appends) == 3
        by_size = ("a.go:35:11", "make slice", "Make", "[]byte", "size")
        assert sites == newest - appends - {(*by_size[:4], "result")} | {by_size}
    else:
        assert sites == newest


@pytest.mark.quick
def test_functions_are_looked_up_in_the_source(tmp_path: Path) -> None:
    sites, leaks = rows("1.22.10", tmp_path)
    assert {row[2] for row in sites} == {
        *(
            "Returned",
            "Inlined",
            "Make",
            "Large",
            "Convert",
            "Print",
            "Closure",
            "Generic",
            "(*T).Method",
            "Loop",
            "Map",
        )
    }
    assert ("Kept", "p", "heap", 0, "") in leaks and ("Kept", "q", "result", 0, "~r0") in leaks


@pytest.mark.differential
def test_the_newest_recording_is_what_the_compiler_prints(go_toolchain: Toolchain, tmp_path: Path) -> None:
    from goescape.gc.run import GcOptions, run_gc

    rows(NEWEST, tmp_path)
    text = run_gc(go_toolchain, ["./..."], GcOptions(level=2, inline=True, jobs=1, cwd=str(tmp_path))).text
    recorded = ARCHIVE.files[f"want {NEWEST}"].splitlines()
    assert set(recorded) <= set(text.splitlines())


@pytest.mark.quick
@pytest.mark.parametrize(
    ("release", "known"),
    [("go1.21.13", False), ("go1.22.10", True), ("go1.27.3", True), ("go1.28rc1", False), ("devel go1.28", False)],
)
def test_known_releases(release: str, known: bool) -> None:
    assert is_known_release(release) == known


def test_a_release_that_is_not_known_is_noted(go_toolchain: Toolchain, tmp_path: Path) -> None:
    """A go command that says it is another release: its text is read all the same."""
    from support.inprocess import run

    rows(NEWEST, tmp_path)
    fake = tmp_path / "go"
    fake.write_text(
        f'#!/bin/sh\n[ "$1 $2" = "env GOVERSION" ] && {{ echo go1.28.1; echo {go_toolchain.goroot}; exit; }}\n'
        f'exec {go_toolchain.command} "$@"\n'
    )
    fake.chmod(0o755)
    assert subprocess.run([fake, "env", "GOVERSION"], capture_output=True, text=True).stdout.startswith("go1.28.1")
    result = run(["--engine", "gc", "--go", str(fake), "."], tmp_path)
    assert (result.code, result.err) == (
        0,
        "goescape: note: go1.28.1 is none of go1.22 to go1.27: not all may be understood\n",
    )
    assert "`&x` is returned from Returned" in result.out
