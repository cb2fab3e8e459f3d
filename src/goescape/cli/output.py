"""Where text goes: standard output in large pieces, errors as single sentences, colours only for people."""

import contextlib
import io
import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from goescape.cli.errors import UsageError
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


@contextlib.contextmanager
def output_to(path: str) -> Iterator[None]:
    """What is written meanwhile goes into that file ("": to standard output), all at once when it is complete."""
    if not path:
        yield
        return
    folder = os.path.dirname(path) or "."
    if os.path.isdir(path):
        raise UsageError(f"-o {path}: this is a folder, not a file")
    if not os.path.isdir(folder):
        raise UsageError(f"-o {path}: there is no folder {folder}")
    data = io.BytesIO()
    out = io.TextIOWrapper(data, encoding="utf-8", errors="surrogateescape")
    with contextlib.redirect_stdout(out):
        yield
    out.flush()
    with open(path, "wb") as file:
        file.write(data.getvalue())


def complain(text: str) -> None:
    with contextlib.suppress(OSError):  # it stays in the buffer: the last flush tells
        sys.stdout.flush()
    sys.stderr.write(text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    if not text.endswith("\n"):
        sys.stderr.write("\n")


def close_output() -> None:
    """Drop what cannot be written: nobody reads it, or the disk is full. Nothing complains of it at exit then."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def wants_color(choice: str) -> bool:
    """``--color`` decides; else NO_COLOR, FORCE_COLOR or CLICOLOR_FORCE, CLICOLOR, in this order; else the terminal.

    As https://no-color.org and https://bixense.com/clicolors have it: an empty variable says nothing.
    """
    if choice != "auto":
        return choice == "always"
    env = os.environ
    if env.get("NO_COLOR"):
        return False
    if any(env.get(name, "") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return env.get("CLICOLOR") != "0" and env.get("TERM") != "dumb" and sys.stdout.isatty()


class LinePrinter:
    """Prints styled lines: plain text, or with colours through rich."""

    def __init__(self, color: bool) -> None:
        self.console: Console | None = None
        if color:
            import rich.console

            # Whether there are colours is decided already: rich must not look at NO_COLOR and TERM again.
            dumb = os.environ.get("TERM") in ("dumb", "unknown")
            self.console = rich.console.Console(
                force_terminal=True,
                no_color=False,
                color_system="standard" if dumb else "auto",
                highlight=False,
                soft_wrap=True,
            )

    def print(self, lines: Iterable[Line]) -> None:
        if self.console is None:
            write("".join("".join(text for text, _ in line) + "\n" for line in lines))
            return
        from rich.text import Text

        for line in lines:
            self.console.print(Text.assemble(*line))
