"""Diagnostics, and gc's rules for which of them are shown (cmd/compile/internal/base/print.go)."""

from typing import Final, final

from goescape.base.pos import BASE_SHIFT, COL_BITS, LINE_MAX, PosTable, compact_col, pos_line

ERROR: Final = 0
SYNTAX_ERROR: Final = 1

MAX_ERRORS: Final = 10


@final
class Diagnostic:
    """One message. ``pos`` may be NO_POS: then it prints without a position."""

    __slots__ = ("pos", "msg", "kind")

    def __init__(self, pos: int, msg: str, kind: int) -> None:
        self.pos = pos
        self.msg = msg
        self.kind = kind


@final
class ErrorList:
    """Errors in order of report; :meth:`lines` gives them as gc prints them.

    Only one syntax error per line is kept, and of equal other errors in a row on one line only the first. After
    ``limit`` errors the list is ``full``: gc has stopped by then, what follows is dropped. With ``dedupe`` off all are
    kept.
    """

    __slots__ = (
        "table", "items", "full", "limit", "last_syntax", "last_other", "last_msg", "ranks", "dedupe", "syntax_errors",
    )  # fmt: skip

    def __init__(self, table: PosTable, limit: int = MAX_ERRORS) -> None:
        self.table = table
        self.items: list[Diagnostic] = []
        self.full = False
        self.limit = limit  # 0: none
        self.syntax_errors: int = 0  # gc goes on to the type checker only if there are none
        self.last_syntax: int = 0
        self.last_other: int = 0
        self.last_msg: str = ""
        self.dedupe = True
        self.ranks: dict[int, int] = {0: 0}  # order in which position bases were first named

    def __len__(self) -> int:
        return len(self.items)

    def __bool__(self) -> bool:
        return len(self.items) > 0

    def add(self, pos: int, msg: str) -> None:
        """Report an error."""
        if self.full:
            return
        line = pos >> COL_BITS
        if msg.startswith("syntax error"):
            if self.last_syntax == line and self.dedupe:
                return
            self.last_syntax = line
            self.syntax_errors += 1
            kind = SYNTAX_ERROR
        else:
            if self.last_other == line and self.last_msg == msg and self.dedupe:
                return
            self.last_other = line
            self.last_msg = msg
            kind = ERROR
        base = pos >> BASE_SHIFT
        if base not in self.ranks:
            self.ranks[base] = len(self.ranks)
        self.items.append(Diagnostic(pos, msg, kind))
        if self.limit and len(self.items) >= self.limit:
            self.full = True

    def sorted(self) -> list[Diagnostic]:
        """By position (files in order of their first error), equal lines of text once."""
        keyed = [(self._key(d.pos), k) for k, d in enumerate(self.items)]
        keyed.sort()
        result: list[Diagnostic] = []
        previous = ""
        for _, k in keyed:
            text = self.format(self.items[k])
            if text != previous:
                result.append(self.items[k])
            previous = text
        return result

    def _key(self, pos: int) -> int:
        line = pos_line(pos)
        rank = self.ranks[pos >> BASE_SHIFT]
        return (rank << BASE_SHIFT) | (min(line, LINE_MAX) << COL_BITS) | compact_col(pos)

    def format(self, d: Diagnostic) -> str:
        if pos_line(d.pos) == 0:
            return d.msg
        return self.table.format(d.pos) + ": " + d.msg

    def lines(self) -> list[str]:
        """All that gc prints, without line ends."""
        result = [self.format(d) for d in self.sorted()]
        if self.full:
            result.append(self.table.format(self.items[-1].pos) + ": too many errors")
        return result
