"""When there are colours: --color, NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, CLICOLOR, TERM, in this order."""

import sys
from pathlib import Path

import pytest

from goescape.cli.output import wants_color
from support.run import goescape

pytestmark = pytest.mark.quick

TOUR = Path(__file__).resolve().parents[3] / "examples" / "tour"
VARIABLES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "TERM")


@pytest.mark.parametrize(
    ("env", "terminal", "colours"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"NO_COLOR": "0"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"FORCE_COLOR": ""}, False, False),
        ({"CLICOLOR_FORCE": "1"}, False, True),
        ({"CLICOLOR_FORCE": "0"}, False, False),
        ({"CLICOLOR": "0"}, True, False),
        ({"CLICOLOR": "1"}, False, False),
        ({"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, False, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}, True, False),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, False, True),
    ],
)
def test_variables(env: dict[str, str], terminal: bool, colours: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    assert wants_color("auto") == colours
    assert wants_color("always") and not wants_color("never")


@pytest.mark.parametrize(
    ("args", "env", "colours"),
    [
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"CLICOLOR_FORCE": "1", "TERM": "dumb"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color=always",), {"NO_COLOR": "1", "TERM": "dumb"}, True),
        (("--color=never",), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_the_report_follows(args: tuple[str, ...], env: dict[str, str], colours: bool) -> None:
    result = goescape(*args, "./pointer", cwd=TOUR, env={**dict.fromkeys(VARIABLES, ""), "TERM": "xterm", **env})
    assert result.code == 0
    assert ("\x1b[" in result.out) == colours
    assert not colours or "\x1b[32m" in result.out or "\x1b[36m" in result.out
