"""The commands that show the catalogue."""

import pytest

from goescape.cli.main import main
from goescape.explain.catalogue import CAUSES

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_rules_lists_every_cause(lang: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["rules", "--lang", lang]) == 0
    text = capfdbinary.readouterr().out.decode()
    assert [cause.code for cause in CAUSES if cause.code not in text] == []


def test_rule_takes_a_code_or_a_name(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["rule", "GE001", "--lang", "en"]) == 0
    by_code = capfdbinary.readouterr().out
    assert main(["rule", CAUSES[0].name, "--lang", "en"]) == 0
    assert capfdbinary.readouterr().out == by_code != b""


def test_an_unknown_cause_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "GE999"]) == 2
    assert capsys.readouterr().err == "goescape: there is no cause 'GE999' (goescape rules lists them)\n"
