"""Places and folders on the command line, as POSIX and as Windows have them."""

import ntpath
import os
import posixpath
from pathlib import Path

import pytest

from goescape.check.patterns import relative as pattern_path
from goescape.cli.diff import looks_like_path
from goescape.cli.errors import UsageError
from goescape.cli.places import Paths, package_pattern, parse_place
from goescape.load.patterns import clean_pattern
from goescape.load.resolve import relative_to
from goescape.report.github import relative
from support.run import goescape

pytestmark = pytest.mark.quick

TOUR = Path(__file__).resolve().parents[3] / "examples" / "tour"
POSIX, WINDOWS = ("/home/me/mod", posixpath), (r"C:\Users\me\mod", ntpath)


@pytest.mark.parametrize(
    ("system", "subject", "file", "line", "col"),
    [
        (POSIX, "a.go:12", "/home/me/mod/a.go", 12, 0),
        (POSIX, "./sub/../a.go:12:3", "/home/me/mod/a.go", 12, 3),
        (POSIX, "/tmp/x y/a.go:1:2:", "/tmp/x y/a.go", 1, 2),  # copied from the compiler's text
        (POSIX, r"dir\a.go:7", r"/home/me/mod/dir\a.go", 7, 0),  # a name with a backslash
        (POSIX, "a.go:b.go:7", "/home/me/mod/a.go:b.go", 7, 0),
        (POSIX, "file:///tmp/x%20y/a.go:12:3", "/tmp/x y/a.go", 12, 3),
        (POSIX, "file://localhost/tmp/a.go:12", "/tmp/a.go", 12, 0),
        (WINDOWS, "a.go:12", r"C:\Users\me\mod\a.go", 12, 0),
        (WINDOWS, r".\sub\a.go:12:3", r"C:\Users\me\mod\sub\a.go", 12, 3),
        (WINDOWS, "sub/a.go:12:3", r"C:\Users\me\mod\sub\a.go", 12, 3),
        (WINDOWS, r"D:\src\a.go:12", r"D:\src\a.go", 12, 0),
        (WINDOWS, "D:/src/a.go:12:3", r"D:\src\a.go", 12, 3),
        (WINDOWS, r"\\host\share\a.go:12:3", r"\\host\share\a.go", 12, 3),
        (WINDOWS, "file:///C:/x%20y/a.go:12:3", r"C:\x y\a.go", 12, 3),
        (WINDOWS, "file://host/share/a.go:12", r"\\host\share\a.go", 12, 0),
    ],
)
def test_places(system: tuple[str, Paths], subject: str, file: str, line: int, col: int) -> None:
    place = parse_place(subject, *system)
    assert place is not None and (place.file, place.line, place.col) == (file, line, col)


@pytest.mark.parametrize("system", [POSIX, WINDOWS])
def test_what_is_no_place(system: tuple[str, Paths]) -> None:
    for name in ("F", "T.M", "(*T).M", "Parse.data", "gopher"):
        assert parse_place(name, *system) is None
    for wrong in ("a.go", "a.go:", "a.go:x", "a.go:1:2:3:4x", r"C:\a.go"):
        with pytest.raises(UsageError, match="FILE:LINE"):
            parse_place(wrong, *system)


def test_a_broken_uri_is_a_sentence() -> None:
    with pytest.raises(UsageError, match="Invalid IPv6"):
        parse_place("file://[x/a.go:3", *POSIX)


@pytest.mark.parametrize(
    ("system", "file", "pattern"),
    [
        (POSIX, "/home/me/mod/a.go", "."),
        (POSIX, "/home/me/mod/sub/x/a.go", "./sub/x"),
        (POSIX, "/home/me/other/a.go", "../other"),
        (POSIX, "/home/me/a.go", ".."),
        (WINDOWS, r"C:\Users\me\mod\a.go", "."),
        (WINDOWS, r"C:\Users\me\mod\sub\x\a.go", "./sub/x"),
        (WINDOWS, r"C:\Users\me\other\a.go", "../other"),
        (WINDOWS, r"D:\src\a.go", r"D:\src"),
    ],
)
def test_the_package_of_a_file(system: tuple[str, Paths], file: str, pattern: str) -> None:
    assert package_pattern(file, *system) == pattern


@pytest.mark.parametrize(
    ("pattern", "clean"),
    [
        (r"C:\src\mod\...", r"C:\src\mod\..."),
        (r"C:/src//mod/sub/", r"C:\src\mod\sub"),
        (r"\\host\share\mod", r"\\host\share\mod"),
        (r".\sub\...", "./sub/..."),
        (r"..\other", "../other"),
        (r"sub\pkg", "sub/pkg"),
    ],
)
def test_windows_patterns(pattern: str, clean: str) -> None:
    assert clean_pattern(pattern, ntpath) == clean


def test_folders_below_folders() -> None:
    assert relative_to(r"C:\src\mod\a\b", r"C:\src\mod", "\\") == "a/b"
    assert relative_to(r"C:\src\mod", r"C:\src\mod", "\\") == "."
    assert relative_to(r"C:\x", "C:\\", "\\") == "x"
    assert relative_to("/a/b/c", "/a") == "b/c"
    assert relative_to("/ab", "/a") == ""


def test_paths_or_revisions() -> None:
    windows = [r".\old", r"..\old", r"C:\old", "C:/old", r"\\host\share", "old\\", "old/", ".", ".."]
    assert [name for name in windows if not looks_like_path(name, ntpath)] == []
    assert [name for name in ("./old", "../old", "/old", "old/", ".") if not looks_like_path(name)] == []
    for paths in (posixpath, ntpath):
        assert [name for name in ("main", "v1.2.0", "feature/x", "HEAD~3") if looks_like_path(name, paths)] == []


def test_annotations_have_slashes() -> None:
    assert relative(r"C:\work\repo\sub\a.go", r"C:\work\repo", ntpath) == "sub/a.go"
    assert relative(r"D:\else\a.go", r"C:\work\repo", ntpath) == "D:/else/a.go"
    assert relative("/work/repo/sub/a.go", "/work/repo") == "sub/a.go"
    assert relative("/else/a.go", "/work/repo") == "/else/a.go"


def test_patterns_of_the_configuration_have_slashes() -> None:
    assert pattern_path(r"C:\work\repo\sub\a.go", r"C:\work\repo", ntpath) == "sub/a.go"
    assert pattern_path(r"D:\else\a.go", r"C:\work\repo", ntpath) == "D:/else/a.go"
    assert pattern_path("/work/repo/sub/a.go", "/work/repo") == "sub/a.go"


def test_explain_takes_a_uri() -> None:
    uri = (TOUR / "pointer" / "pointer.go").as_uri() + ":12"
    by_uri = goescape("explain", uri, cwd=TOUR)
    assert by_uri.code == 0 and by_uri.out == goescape("explain", f"pointer{os.sep}pointer.go:12", cwd=TOUR).out
