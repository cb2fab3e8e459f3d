"""Records of one analysis.

The raw material is :class:`Message`, one printed line. :mod:`goescape.result.read` joins messages to a
:class:`Site` per place that allocates and a :class:`ParamLeak` per parameter.
"""

from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from goescape.result.sites import PackageSites

HEAP: Final = "heap"
STACK: Final = "stack"


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
class FlowNote:
    """One operation that made a value flow: ``from expr (why) at position``."""

    __slots__ = ("expr", "why", "position")

    def __init__(self, expr: str, why: str, position: str) -> None:
        self.expr = expr
        self.why = why
        self.position = position


@final
class FlowStep:
    """``dst ← src``: -1 dereferences is "the address of", n >= 0 is n loads."""

    __slots__ = ("dst", "derefs", "src", "notes")

    def __init__(self, dst: str, derefs: int, src: str, notes: list[FlowNote]) -> None:
        self.dst = dst
        self.derefs = derefs
        self.src = src
        self.notes = notes


@final
class Site:
    """A place where a value is stored: a variable or an expression that creates something.

    ``verdict`` is HEAP or STACK. ``flow`` leads from the value to what outlives it (empty for STACK and where the
    engine explained nothing).
    """

    __slots__ = ("file", "line", "col", "what", "is_variable", "verdict", "function", "flow")

    def __init__(
        self,
        file: str,
        line: int,
        col: int,
        what: str,
        is_variable: bool,
        verdict: str,
        function: str,
        flow: list[FlowStep],
    ) -> None:
        self.file = file
        self.line = line
        self.col = col
        self.what = what
        self.is_variable = is_variable
        self.verdict = verdict
        self.function = function
        self.flow = flow


@final
class ParamLeak:
    """What a parameter does with what it is given: ``target`` is "heap", "content", "stack" or a result's name."""

    __slots__ = ("file", "line", "col", "name", "target", "level", "function")

    def __init__(self, file: str, line: int, col: int, name: str, target: str, level: int, function: str) -> None:
        self.file = file
        self.line = line
        self.col = col
        self.name = name
        self.target = target
        self.level = level
        self.function = function


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
