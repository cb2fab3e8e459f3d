"""Records of one analysis: the lines that were printed, errors, and (if asked for) the sites of each package.

Sites and what belongs to them are in :mod:`goescape.result.sites`.
"""

from typing import TYPE_CHECKING, final

if TYPE_CHECKING:
    from goescape.result.sites import PackageSites


@final
class Message:
    """One line of output: where it stands and what it says (gc's text, without the position)."""

    __slots__ = ("file", "line", "col", "text")

    def __init__(self, file: str, line: int, col: int, text: str) -> None:
        self.file = file
        self.line = line
        self.col = col
        self.text = text

    def position(self) -> str:
        """gc's rendering: no column where a line directive left it unknown, or in generated code."""
        if self.col == 0:
            return f"{self.file}:{self.line}"
        return f"{self.file}:{self.line}:{self.col}"

    def format(self) -> str:
        if not self.file:  # a variable of the compiler's own making
            return self.text
        return f"{self.position()}: {self.text}"

    def key(self) -> tuple[str, int, int, str]:
        return (self.file, self.line, self.col, self.text)

    def __repr__(self) -> str:
        return f"Message({self.format()!r})"


@final
class Diagnostic:
    """An error in the input: syntax, types, missing import. ``file == ""`` means that there is no position."""

    __slots__ = ("file", "line", "col", "text")

    def __init__(self, file: str, line: int, col: int, text: str) -> None:
        self.file = file
        self.line = line
        self.col = col
        self.text = text

    def format(self) -> str:
        if not self.file:
            return self.text
        if self.line == 0:
            return f"{self.file}: {self.text}"
        if self.col == 0:
            return f"{self.file}:{self.line}: {self.text}"
        return f"{self.file}:{self.line}:{self.col}: {self.text}"

    def __repr__(self) -> str:
        return f"Diagnostic({self.format()!r})"


@final
class PackageReport:
    """All that was found in one package.

    ``desc`` is what a header line names: the import path, for a test variant followed by ``[path.test]``.
    ``dir`` is the package's folder (absolute). ``messages`` keep the engine's order. ``sites``: only if asked for.
    """

    __slots__ = ("path", "desc", "dir", "messages", "errors", "sites")

    def __init__(
        self,
        path: str,
        dir: str,
        messages: list[Message],
        errors: list[Diagnostic],
        desc: str = "",
    ) -> None:
        self.path = path
        self.desc = desc or path
        self.dir = dir
        self.messages = messages
        self.errors = errors
        self.sites: PackageSites | None = None
