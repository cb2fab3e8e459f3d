"""goescape.toml: what it may hold, and the one sentence for what it may not; patterns."""

from pathlib import Path

import pytest

from goescape.check.config import ConfigError, find_config, load_config
from goescape.check.patterns import function_matches, package_matches, path_matches

pytestmark = pytest.mark.quick

FULL = """
packages = ["./..."]
exclude = ["**/*_gen.go"]
baseline = "known.json"

[noalloc]
allow = ["value-call"]

[[budget]]
packages = "./..."
max-sites = 10

[[budget]]
packages = ["example.com/a/..."]
functions = ["(*T).*"]
max-bytes = 0
forbid = ["GE012", "go-statement"]
reason = "hot path"
"""


def test_all_keys(tmp_path: Path) -> None:
    (tmp_path / "goescape.toml").write_text(FULL)
    config = load_config(str(tmp_path / "goescape.toml"))
    assert (config.packages, config.exclude, config.baseline) == (["./..."], ["**/*_gen.go"], "known.json")
    assert config.noalloc_allow == ["value-call"] and config.root == str(tmp_path)
    first, second = config.budgets
    assert (first.packages, first.max_sites, first.max_bytes, first.line) == (["./..."], 10, -1, 9)
    assert (second.functions, second.max_bytes, second.forbid, second.reason) == (
        ["(*T).*"], 0, ["GE012", "GE024"], "hot path"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a = ", "1: invalid value"),
        ("x = 1\n", "1: unknown key 'x' (there are packages, include, exclude, generated, baseline, noalloc, budget)"),
        ("packages = 1", "1: packages is a list of strings"),
        ("\nbaseline = []", "2: baseline is a string"),
        ("[budget]\nmax-sites = 1", "1: budgets are tables in a list: [[budget]]"),
        ("[[budget]]\nmax-sites = 1", '1: a budget needs packages = ["./..."]'),
        ('[[budget]]\npackages = "a"', "1: a budget needs max-sites, max-bytes or forbid"),
        ('[[budget]]\npackages = "a"\nmax-sites = -1', "3: max-sites is a number that is not negative"),
        ('[[budget]]\npackages = "a"\nmax-sites = "1"', "3: max-sites is a number that is not negative"),
        ('[[budget]]\npackages = "a"\nmax-sites = true', "3: max-sites is a number that is not negative"),
        (
            '[[budget]]\npackages = "a"\nmax-sites = 1\n\n[[budget]]\npackages = "b"\nmax-sits = 1',
            "7: unknown key 'max-sits' in [[budget]] "
            "(there are packages, functions, max-sites, max-bytes, forbid, reason)",
        ),
        ('[[budget]]\npackages = "a"\nforbid = ["heap"]', "3: there is no cause 'heap' (goescape rules lists them)"),
        ("noalloc = 1", "1: noalloc is a table: [noalloc]"),
        ("[noalloc]\nallows = 1", "2: unknown key 'allows' in [noalloc] (there are allow)"),
    ],
)
def test_errors_have_a_line(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "goescape.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_config(str(path))
    assert str(caught.value) == f"goescape.toml:{sentence}"


def test_the_nearest_file_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert not find_config(str(inner)).startswith(str(tmp_path))
    (tmp_path / "pyproject.toml").write_text("[tool.goescape]\nbaseline = 'x'\n")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\n")
    assert find_config(str(inner)) == str(tmp_path / "pyproject.toml")
    assert load_config(find_config(str(inner))).baseline == "x"
    (tmp_path / "a" / "goescape.toml").write_text("")
    assert find_config(str(inner)) == str(tmp_path / "a" / "goescape.toml")


def test_errors_in_pyproject(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('[project]\nname = "x"\n\n[[tool.goescape.budget]]\npackages = "a"\nmax = 1\n')
    with pytest.raises(ConfigError, match=r"^pyproject\.toml:6: unknown key 'max'"):
        load_config(str(path))


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*_gen.go", "a/b_gen.go", True),
        ("testdata", "a/testdata/b.go", True),
        ("a/*.go", "a/b.go", True),
        ("a/*.go", "a/b/c.go", False),
        ("a/**/c.go", "a/c.go", True),
        ("a/**/c.go", "a/x/y/c.go", True),
        ("**/*.pb.go", "x/y.pb.go", True),
        ("internal/old/", "internal/old/x/y.go", True),
        ("./a", "a/b.go", True),
        ("b.go", "b_go", False),
        ("[x].go", "x.go", False),
    ],
)
def test_paths(pattern: str, path: str, matches: bool) -> None:
    assert path_matches(pattern, path) is matches


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("example.com/m/a", True),
        ("example.com/m/...", True),
        ("example.com/m/a/...", True),
        ("example.com/...", True),
        ("example.com/m", False),
        ("...", True),
        ("./...", True),
        ("./a", True),
        ("./a/...", True),
        ("./b/...", False),
        (".", False),
    ],
)
def test_packages(pattern: str, matches: bool) -> None:
    assert package_matches(pattern, "example.com/m/a", "/m/a", "/m") is matches


def test_functions() -> None:
    assert function_matches("Parse*", "ParseInt") and not function_matches("Parse*", "parse")
    assert function_matches("(*T).*", "(*T).M") and not function_matches("(*T).*", "(*UT).M")
    assert function_matches("*", "(*T).M") and not function_matches("T.M", "(*T).M")
