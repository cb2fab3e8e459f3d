"""Which files a report, budgets and a baseline are about."""

import re
from collections.abc import Sequence
from typing import Final

from goescape.check.config import Config
from goescape.check.patterns import path_matches, relative

# What Go's tools take for generated (https://go.dev/s/generatedcode): a whole line, before the package clause.
_GENERATED: Final = re.compile(rb"^// Code generated .* DO NOT EDIT\.\r?$", re.MULTILINE)
_PACKAGE: Final = re.compile(rb"^package\s", re.MULTILINE)
_HEAD: Final = 1 << 16


class Filters:
    """``exclude``: patterns of the command line, relative to ``cwd``; those of the configuration are relative to its
    own folder. generated: files that are generated are included."""

    def __init__(self, config: Config, cwd: str, exclude: Sequence[str] = (), generated: bool = True) -> None:
        self.config = config
        self.cwd = cwd
        self.exclude = exclude
        self.generated = generated and config.generated
        self.known: dict[str, bool] = {}

    def includes(self, file: str) -> bool:
        found = self.known.get(file)
        if found is None:
            found = self.known[file] = self._by_path(file) and (self.generated or not is_generated(file))
        return found

    def _by_path(self, file: str) -> bool:
        config = self.config
        path = relative(file, config.root)
        if config.include and not any(path_matches(pattern, path) for pattern in config.include):
            return False
        if any(path_matches(pattern, path) for pattern in config.exclude):
            return False
        here = relative(file, self.cwd)
        return not any(path_matches(pattern, here) for pattern in self.exclude)


def is_generated(path: str) -> bool:
    """A file that cannot be read is not."""
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    clause = _PACKAGE.search(head)
    return _GENERATED.search(head, 0, clause.start() if clause else len(head)) is not None
