"""The type checker on Go's own sources: see check_types.py and check_type_errors.py, which are scripts as well."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from differential import check_type_records as records
from differential.check_type_errors import CASES, compare, programs
from differential.check_types import MIN_PATTERNS, Session, run_lazy, run_packages, run_testdata
from goescape.gc.toolchain import Toolchain
from goescape.load.errors import LoadError
from goescape.load.goroot import find_goroot

pytestmark = pytest.mark.differential


@pytest.fixture(autouse=True)
def quick_and_deep() -> Iterator[None]:
    """No garbage collection, and room for deep recursion (interpreted only; compiled code needs none)."""
    try:
        find_goroot()
    except LoadError:
        pytest.skip("no GOROOT")
    limit = sys.getrecursionlimit()
    gc.disable()
    sys.setrecursionlimit(20000)
    yield
    sys.setrecursionlimit(limit)
    gc.enable()


def test_testdata() -> None:
    out = run_testdata(Session(), [])
    assert not out.crashed
    assert out.false == 0, out.details
    assert out.line_matched >= MIN_PATTERNS * out.expected


@pytest.mark.parametrize("pattern", ["std", "cmd/..."])
def test_valid_packages_have_no_errors(pattern: str) -> None:
    n, bad = run_packages(Session(), [pattern], False)
    assert n > 100
    assert bad == []


@pytest.mark.parametrize("path", ["fmt", "reflect", "slices", "net/http"])
def test_on_demand_equals_everything(path: str) -> None:
    assert run_lazy(path) == []
    assert records.lazy_differences(path) == []


def test_records_are_the_compilers(go_toolchain: Toolchain, tmp_path: Path) -> None:
    go = go_toolchain.command
    total, differing = records.compare(["slices", "strconv", "net/http", "encoding/...", "go/..."], go, str(tmp_path))
    assert total > 400_000
    assert differing == []


def test_errors_are_the_compilers(go_toolchain: Toolchain) -> None:
    go = go_toolchain.command
    cases = programs(CASES)
    assert compare(go, cases) == 0
    assert compare(go, [(f"limit: {name}", source) for name, source in cases]) == 0
