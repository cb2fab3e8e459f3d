"""Run the analysis with room for deep recursion and without the cyclic garbage collector.

Trees of Go programs nest deeper than CPython's default stack allows, and a compiled build has no recursion limit
that would stop it before the C stack ends. So the work runs in a thread with a large stack (only touched pages cost
memory).

CPython keeps its own frames in chunks of 16 KB, and maps and unmaps one whenever calls go back and forth over its
end: a third of the time of an interpreted run. A chunk is as large as the first frame in it needs, so a function
that claims to need megabytes leaves room for all that it calls.
"""

import gc
import sys
import threading
from collections.abc import Callable
from typing import Final

STACK_BYTES: Final = 512 << 20
SMALLEST_STACK: Final = 8 << 20
RECURSION_LIMIT: Final = 400_000
FRAME_WORDS: Final = 1 << 20  # chunks are powers of two: one word more than half leaves as much for others


def _call(work: Callable[[], int]) -> int:
    return work()


_call.__code__ = _call.__code__.replace(co_stacksize=FRAME_WORDS)


class _Worker(threading.Thread):
    def __init__(self, work: Callable[[], int]) -> None:
        super().__init__(name="goescape", daemon=True)
        self.work = work
        self.result = 0
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.result = _call(self.work)
        except BaseException as err:  # handed to the thread that waits
            self.error = err


def run_deep(work: Callable[[], int]) -> int:
    """Call ``work`` in such a thread; its exceptions come out here."""
    limit = sys.getrecursionlimit()
    collecting = gc.isenabled()
    previous = threading.stack_size()
    gc.disable()
    sys.setrecursionlimit(RECURSION_LIMIT)
    try:
        worker = _start(work)
        while worker.is_alive():
            worker.join(1.0)  # wakes up for Ctrl-C
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(previous)
        if collecting:
            gc.enable()
    if worker.error is not None:
        raise worker.error
    return worker.result


def _start(work: Callable[[], int]) -> _Worker:
    """With the largest stack up to ``STACK_BYTES`` that the system allows."""
    size = STACK_BYTES
    while True:
        try:
            threading.stack_size(size)
            worker = _Worker(work)
            worker.start()
            return worker
        except (ValueError, RuntimeError):  # not a size at all; not that much memory
            size //= 2
            if size < SMALLEST_STACK:
                raise
