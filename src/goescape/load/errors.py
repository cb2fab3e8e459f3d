"""Errors of the load layer."""

from typing import Final

# Kinds of diagnostics: how their place is shown.
OWN_PLACE: Final = 0
IN_PACKAGE: Final = 1  # no file in the package: shown with the chain of imports that leads there
AT_IMPORT: Final = 2  # about the package as a whole: shown where it is imported
FULL_PATH: Final = 3  # the file's name is never shortened


class LoadError(Exception):
    """Nothing can be loaded at all. The text is what the user reads."""


class SettingsError(LoadError):
    """The environment or a flag asks for what does not exist."""


class LoadDiagnostic:
    """One problem with one package, worded as the go command does.

    ``file`` is absolute, or empty if the problem has no place; ``line`` and ``col`` are 1-based, 0 if unknown.
    """

    __slots__ = ("file", "line", "col", "msg", "kind")

    def __init__(self, msg: str, file: str = "", line: int = 0, col: int = 0, kind: int = 0) -> None:
        self.file: Final = file
        self.line: Final = line
        self.col: Final = col
        self.msg: Final = msg
        self.kind: Final = kind

    def text(self, cwd: str = "") -> str:
        """As the go command prints it: the file relative to cwd if that is shorter."""
        if not self.file:
            return self.msg
        place = self.file if self.kind == FULL_PATH else short_path(self.file, cwd)
        if self.line:
            place += f":{self.line}"
            if self.col:
                place += f":{self.col}"
        return f"{place}: {self.msg}"

    def __repr__(self) -> str:
        return f"LoadDiagnostic({self.text()!r})"


def short_path(path: str, cwd: str) -> str:
    """path relative to cwd, if that is shorter."""
    if not cwd or not path.startswith("/"):
        return path
    import os.path

    rel = os.path.relpath(path, cwd)
    return rel if len(rel) < len(path) else path
