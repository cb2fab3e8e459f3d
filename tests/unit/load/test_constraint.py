import pytest

from goescape.load.constraint import ConstraintError, TagSet, file_name_matches, header_matches, parse_go_build

pytestmark = pytest.mark.quick

TAGS = TagSet("linux", "amd64", ["go1.1", "go1.27", "purego", "amd64.v1"], cgo=False)


@pytest.mark.parametrize(
    ("expr", "value"),
    [
        ("linux", True),
        ("unix && !windows", True),
        ("windows || (amd64 && gc)", True),
        ("!(linux && amd64)", False),
        ("cgo", False),
        ("go1.27 && !go1.28", True),
        ("amd64.v1", True),
        ("ignore", False),
        ("386||purego", True),
    ],
)
def test_go_build_expressions(expr: str, value: bool) -> None:
    assert parse_go_build("//go:build " + expr, TAGS) is value


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        ("linux &&", "unexpected end of expression"),
        ("(linux", "missing close paren"),
        ("!!linux", "double negation not allowed"),
        ("linux amd64", "unexpected token amd64"),
        ("a & b", "invalid syntax at &"),
        ("@", "invalid syntax at @"),
        (" || ".join(["x"] * 1001), "build expression too large"),
        ("(" * 5000, "build expression too large"),
    ],
)
def test_bad_expressions_say_what_is_wrong(expr: str, text: str) -> None:
    with pytest.raises(ConstraintError, match="^" + text.replace("(", r"\(")):
        parse_go_build("//go:build " + expr, TAGS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x.go", True),
        ("linux.go", True),
        ("x_linux.go", True),
        ("x_windows.go", False),
        ("x_linux_arm64.go", False),
        ("x_windows_amd64_test.go", False),
        ("x_amd64_test.go", True),
        ("x_foo_linux.go", True),
        ("x_linux_foo.go", True),
        ("x_test.go", True),
        ("x_arm.s", False),
    ],
)
def test_file_names(name: str, value: bool) -> None:
    assert file_name_matches(name, TAGS) is value


def test_android_is_linux_and_ios_is_darwin() -> None:
    assert file_name_matches("x_linux.go", TagSet("android", "arm64", [], cgo=False))
    assert file_name_matches("x_darwin.go", TagSet("ios", "arm64", [], cgo=False))
    assert not file_name_matches("x_android.go", TAGS)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("// +build linux\n\n", True),
        ("// +build windows\n\n", False),
        ("// +build windows\n", True),  # no blank line: documentation
        ("// +build windows linux,!purego\n\n", False),
        ("// +build linux\n// +build !amd64\n\n", False),
        ("//go:build linux\n// +build windows\n\n", True),  # the new form wins
        ("/* c */\n//go:build windows\n\n", False),
        ("/*\n//go:build windows\n*/\n", True),
        ("//go:buildx windows\n\n", True),
        ("// +build !\n\n", False),
    ],
)
def test_headers(header: str, value: bool) -> None:
    assert header_matches(header, TAGS) is value


def test_two_go_build_lines_are_an_error() -> None:
    with pytest.raises(ConstraintError, match="multiple //go:build comments"):
        header_matches("//go:build linux\n//go:build linux\n\n", TAGS)
