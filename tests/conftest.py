"""Fixtures of all tests."""

import os
import sys
from pathlib import Path

import pytest

sys.setrecursionlimit(20_000)

from goescape.gc.toolchain import Toolchain, ToolchainError, open_toolchain  # noqa: E402
from support import seeds  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent


def pytest_report_header() -> list[str]:
    from goescape.cli.version import version_line

    return [version_line(), f"seed {seeds.SEED} (GOESCAPE_SEED={seeds.SEED} repeats it)"]


def pytest_configure(config: pytest.Config) -> None:
    """Test worker processes share one cache folder for what the compiler printed."""
    os.environ.setdefault("GOESCAPE_CACHE", str(Path("~/.cache/goescape-tests").expanduser()))


@pytest.fixture(scope="session")
def go_toolchain() -> Toolchain:
    """The oracle. Must be there in CI; on a machine without it the differential tests are skipped."""
    try:
        toolchain = open_toolchain()
    except ToolchainError as err:
        if os.environ.get("CI"):
            pytest.fail(f"CI needs the Go toolchain: {err}")
        pytest.skip(str(err))
    from goescape._version import GO_RELEASE

    if toolchain.release != GO_RELEASE:
        pytest.skip(f"{toolchain.command} is {toolchain.release}; the tests compare with {GO_RELEASE}")
    return toolchain
