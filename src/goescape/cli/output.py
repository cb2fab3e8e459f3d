"""Where text goes: standard output in large pieces, errors as single sentences, colours only for people."""

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from goescape.report.style import Line

if TYPE_CHECKING:
    from rich.console import Console


def write(text: str) -> None:
    """Text of gc's kind may hold bytes that are no UTF-8: they go out as they came in."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
        return
    buffer.write(text.encode("utf-8", "surrogateescape"))


def complain(text: str) -> None:
    sys.stdout.flush()
    sys.stderr.write(text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    if not text.endswith("\n"):
        sys.stderr.write("\n")


def wants_color(choice: str) -> bool:
    if choice != "auto":
        return choice == "always"
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and sys.stdout.isatty()


class LinePrinter:
    """Prints styled lines: plain text, or with colours through rich."""

    def __init__(self, color: bool) -> None:
        self.console: Console | None = None
        if color:
            import rich.console

            self.console = rich.console.Console(force_terminal=True, highlight=False, soft_wrap=True)

    def print(self, lines: Iterable[Line]) -> None:
        if self.console is None:
            write("".join("".join(text for text, _ in line) + "\n" for line in lines))
            return
        from rich.text import Text

        for line in lines:
            self.console.print(Text.assemble(*line))
