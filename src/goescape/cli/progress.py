"""A progress bar on standard error, on a terminal, when a run takes longer than a second."""

import os
import sys
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE: Final = 1.0


class ProgressBar:
    """``update(done, total, what)`` as often as you like; ``close`` removes the bar."""

    def __init__(self, stream_is_tty: bool | None = None) -> None:
        self.enabled = sys.stderr.isatty() if stream_is_tty is None else stream_is_tty
        self.enabled = self.enabled and os.environ.get("TERM") != "dumb"
        self.started = time.monotonic()
        self.bar: Progress | None = None
        self.task: TaskID | None = None

    def update(self, done: int, total: int, what: str) -> None:
        if not self.enabled or time.monotonic() - self.started < PATIENCE:
            return
        if self.bar is None:
            self._open(total)
        if self.bar is not None and self.task is not None:
            self.bar.update(self.task, completed=done, total=total, description=what)

    def _open(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self.bar = Progress(
            TextColumn("{task.description:40.40}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self.bar.start()
        self.task = self.bar.add_task("", total=total)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.stop()
            self.bar = None
