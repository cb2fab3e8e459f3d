import pytest

from goescape.load.modfile import ModFileError, parse_mod, parse_modules_txt, parse_work
from goescape.load.version import ModuleVersion, go_key, semver_key

pytestmark = pytest.mark.quick

FULL = """
module "example.com/m" // comment

go 1.21.3
toolchain go1.22.0

require example.com/a v1.2.3
require (
	example.com/b/v2 v2.0.0 // indirect
	gopkg.in/c.v1 v1.0.0 // indirect; because
	example.com/d v0.0.0-20200101000000-abcdefabcdef
)
exclude example.com/a v1.2.2
replace (
	example.com/a => ../a
	example.com/b/v2 v2.0.0 => example.com/fork/v2 v2.0.1
)
retract [v1.0.0, v1.1.0] // oops
retract v1.2.0
tool example.com/m/cmd/t
ignore ./gen
godebug default=go1.21
"""


def test_everything_a_go_mod_can_say() -> None:
    file = parse_mod("go.mod", FULL)
    assert (file.module, file.go, file.toolchain) == ("example.com/m", "1.21.3", "go1.22.0")
    assert [(str(line.mod), line.indirect) for line in file.require] == [
        ("example.com/a@v1.2.3", False),
        ("example.com/b/v2@v2.0.0", True),
        ("gopkg.in/c.v1@v1.0.0", True),
        ("example.com/d@v0.0.0-20200101000000-abcdefabcdef", False),
    ]
    assert file.exclude == [ModuleVersion("example.com/a", "v1.2.2")]
    assert file.replacements() == {
        ModuleVersion("example.com/a", ""): ModuleVersion("../a", ""),
        ModuleVersion("example.com/b/v2", "v2.0.0"): ModuleVersion("example.com/fork/v2", "v2.0.1"),
    }
    assert file.retract == [("v1.0.0", "v1.1.0"), ("v1.2.0", "v1.2.0")]
    assert (file.tool, file.ignore, file.godebug) == (["example.com/m/cmd/t"], ["./gen"], {"default": "go1.21"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("module a\nmodule b\n", "go.mod:2: repeated module statement"),
        ("foo bar\n", "go.mod:1: unknown directive: foo"),
        ("\tgo 1.x\n", "go.mod:1:2: invalid go version '1.x': must match format 1.23.0"),
        ("require a\n", "go.mod:1: usage: require module/path v1.2.3"),
        ("require a v2.0.0\n", 'go.mod:1: require a: version "v2.0.0" invalid: should be v0 or v1, not v2'),
        ("require a 1.0\n", 'go.mod:1: require a: version "1.0" invalid: must be of the form v1.2.3'),
        ("require (\n\ta v1.0.0\n", "go.mod:3: syntax error (unterminated block started at go.mod:1:1)"),
        ('module "a\n', "go.mod:1:10: unexpected newline in string"),
        ("module `a`\n", "go.mod:1: invalid quoted string: unquoted string cannot contain quote"),
        ("/* c */\n", "go.mod:1: mod files must use // comments (not /* */ comments)"),
        ("foo (\n)\n", "go.mod:1: unknown block type: foo"),
    ],
)
def test_errors_have_a_place(text: str, message: str) -> None:
    with pytest.raises(ModFileError) as caught:
        parse_mod("go.mod", text)
    assert str(caught.value) == message


def test_dependencies_may_say_things_we_do_not_know() -> None:
    file = parse_mod("go.mod", "module a\ngo v1.99future\nfuture x\nreplace broken\nrequire b v1.0.0\n", lax=True)
    assert (file.module, file.go, len(file.require), file.replace) == ("a", "1.99", 1, [])


def test_go_work() -> None:
    work = parse_work("go.work", "go 1.22\nuse (\n\t./a\n\t../b\n)\nreplace c => ./c\n")
    assert (work.go, [path for path, _ in work.use], len(work.replace)) == ("1.22", ["./a", "../b"], 1)


def test_modules_txt() -> None:
    vendor = parse_modules_txt(
        "## workspace\n# a v1.0.0\n## explicit; go 1.17\na\na/sub\n"
        "# b v1.1.0 => ../b\n## explicit\nb\n# c => d v1.0.0\n"
    )
    first = ModuleVersion("a", "v1.0.0")
    assert vendor.workspace
    assert vendor.packages["a/sub"] == first
    assert vendor.go_versions == {first: "1.17"}
    assert vendor.replacements == {
        ModuleVersion("b", "v1.1.0"): ModuleVersion("../b", ""),
        ModuleVersion("c", ""): ModuleVersion("d", "v1.0.0"),
    }


def test_order_of_versions() -> None:
    versions = [
        "v0.1.0",
        "v1.0.0-alpha",
        "v1.0.0-alpha.1",
        "v1.0.0-alpha.beta",
        "v1.0.0-rc.2",
        "v1.0.0-rc.10",
        "v1.0.0",
    ]
    assert sorted(versions, key=semver_key) == versions
    releases = ["1", "1.9", "1.20", "1.21", "1.21rc1", "1.21.0", "1.21.1", "1.22"]
    assert sorted(reversed(releases), key=go_key) == releases
