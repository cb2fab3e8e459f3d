"""Exit codes and the errors that end a run with a sentence."""

from typing import Final

EXIT_OK: Final = 0
EXIT_FINDINGS: Final = 1  # errors in the input; differences in verify
EXIT_USAGE: Final = 2
EXIT_INTERNAL: Final = 3


class UsageError(Exception):
    """The command line asks for something that does not exist."""


class InputError(Exception):
    """The input cannot be analysed at all (no GOROOT, no such package)."""


def sentence(err: Exception) -> str:
    """What an error of the loader says. Where it speaks for the go command it begins as that does."""
    return str(err).removeprefix("go: ")
