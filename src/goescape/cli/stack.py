"""Run the analysis with room for deep recursion and without the cyclic garbage collector.

Trees of Go programs nest deeper than CPython's default stack allows, and a compiled build has no recursion limit
that would stop it before the C stack ends. So the work runs in a thread with a large stack (only touched pages cost
memory).
"""

import gc
import sys
import threading
from collections.abc import Callable
from typing import Final

STACK_BYTES: Final = 512 << 20
RECURSION_LIMIT: Final = 400_000


class _Worker(threading.Thread):
    def __init__(self, work: Callable[[], int]) -> None:
        super().__init__(name="goescape", daemon=True)
        self.work = work
        self.result = 0
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.result = self.work()
        except BaseException as err:  # handed to the thread that waits
            self.error = err


def run_deep(work: Callable[[], int]) -> int:
    """Call ``work`` in such a thread; its exceptions come out here."""
    limit = sys.getrecursionlimit()
    collecting = gc.isenabled()
    previous = _set_stack(STACK_BYTES)
    gc.disable()
    sys.setrecursionlimit(RECURSION_LIMIT)
    worker = _Worker(work)
    try:
        worker.start()
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


def _set_stack(size: int) -> int:
    """The largest stack up to ``size`` that the system allows; returns the previous setting."""
    while True:
        try:
            return threading.stack_size(size)
        except (ValueError, RuntimeError):
            size //= 2
            if size < 1 << 20:
                return threading.stack_size()
