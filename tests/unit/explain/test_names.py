"""Human names."""

import pytest

from goescape.explain.names import human_function, human_value, package_name, short_name
from goescape.result.names import without_type_arguments

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(
    ("gc", "people"),
    [
        ("x", "`x`"),
        (".autotmp_4", "a temporary"),
        ("~r0", "the result"),
        ("... argument", "the slice of arguments"),
        ("func literal", "the function literal"),
        ("#yield1", "the body of the loop"),
        ("#state1", "the state of the loop over a function"),
        ('"a" + ~r1', '`"a" + …`'),
        ('s + "`<b>`"', "`s + \"'<b>'\"`"),
    ],
)
def test_values(gc: str, people: str) -> None:
    assert human_value(gc, "en") == people


@pytest.mark.parametrize(
    ("gc", "people"),
    [
        ("(*T).M.func2", "a function literal in (*T).M"),
        ("init.0.func3", "a function literal in init"),
        ("glob..func1", "a function literal of a package variable"),
        ("init", "package initialisation"),
        ("F[go.shape.int]", "F[int]"),
    ],
)
def test_functions(gc: str, people: str) -> None:
    assert human_function(gc, "en") == people


def test_packages() -> None:
    assert short_name("math/rand/v2.Int64N") == "rand.Int64N"
    assert short_name("encoding/json.(*Encoder).Encode") == "json.(*Encoder).Encode"
    assert package_name("gopkg.in/yaml.v3") == "yaml"
    assert package_name("v2") == "v2"


def test_type_arguments() -> None:
    assert without_type_arguments("(*Box[map[string][]int]).Set") == "(*Box).Set"
