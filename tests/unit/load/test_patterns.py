import pytest

from goescape.load.patterns import IgnorePatterns, clean_pattern, pattern_matcher, tree_matcher

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("net/...", ["net", "net/http", "net/http/x"], ["netx", "ne", "net/vendor/x"]),
        ("...", ["a", "a/b", "vendor"], ["vendor/a", "a/vendor/b"]),
        ("./...", ["./a", "./a/b", "./vendor"], ["./vendor/a", "a"]),
        ("./vendor/...", ["./vendor", "./vendor/a"], ["./vendor/a/vendor/b"]),
        ("vendor/...", [], ["vendor/a", "a/vendor/b"]),  # as the go command has it
        ("a...", ["a", "ab", "ab/c"], ["b"]),
        ("a.b/...", ["a.b/c"], ["axb/c"]),
        ("a/.../c", ["a/b/c", "a/b/d/c"], ["a/c", "a/b/c/d"]),
    ],
)
def test_wildcards(pattern: str, yes: list[str], no: list[str]) -> None:
    match = pattern_matcher(pattern)
    assert [name for name in yes if not match(name)] == []
    assert [name for name in no if match(name)] == []


def test_only_trees_that_can_match_are_walked() -> None:
    can_match = tree_matcher("example.com/a/...")
    assert can_match("example.com") and can_match("example.com/a") and can_match("example.com/a/b")
    assert not can_match("example.org") and not can_match("example.com/b")


def test_patterns_are_cleaned_but_stay_local() -> None:
    assert [clean_pattern(text) for text in ("./a//b/", "a//b", "./.", ".", "./..", "../x/", "a@v1.0.0")] == [
        "./a/b",
        "a/b",
        ".",
        ".",
        "./..",
        "../x",
        "a@v1.0.0",
    ]


def test_ignore_lines() -> None:
    ignore = IgnorePatterns(["./gen", "node_modules"])
    assert ignore.ignores("gen") and ignore.ignores("gen/x") and ignore.ignores("a/node_modules/b")
    assert not ignore.ignores("a/gen") and not ignore.ignores("gen2") and not ignore.ignores("")
