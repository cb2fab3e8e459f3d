"""The thread that the analysis runs in."""

import resource

import pytest

from goescape.cli.stack import run_deep

pytestmark = pytest.mark.quick


def leaf() -> int:
    return 1


def call_at_each_depth(depth: int) -> int:
    """Calls go back and forth over the end of every chunk of frames there is."""
    count = sum(leaf() for _ in range(500))
    return count + (call_at_each_depth(depth - 1) if depth else 0)


def test_frames_are_not_mapped_again_and_again() -> None:
    def work() -> int:
        call_at_each_depth(300)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        call_at_each_depth(300)
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    assert run_deep(work) < 200


def test_exceptions_come_out() -> None:
    def work() -> int:
        raise KeyError("inside")

    with pytest.raises(KeyError, match="inside"):
        run_deep(work)
