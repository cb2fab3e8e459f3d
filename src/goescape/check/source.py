"""A Go file as ``check`` sees it: its text, its comments, its syntax tree, and what records call its lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from goescape.base.errors import ErrorList
from goescape.base.pos import PosTable, make_pos, pos_col, pos_line
from goescape.base.text import to_unicode
from goescape.result.sites import Place
from goescape.syntax.nodes import File
from goescape.syntax.parser import parse_file

Line = tuple[str, int]
"""A line as records name it: file and number, as line directives have them."""

_TOKENS: Final = re.compile(
    r"""//[^\n]*|/\*.*?(?:\*/|\Z)|`[^`]*(?:`|\Z)|"(?:\\.|[^"\\\n])*"?|'(?:\\[^\n]|[^'\\\n])*'?|[()\[\]{}]""", re.DOTALL
)
_BLANK: Final = " \t\r\n"


@dataclass(frozen=True)
class Comment:
    """``text`` with its slashes, in Unicode; ``start`` and ``end`` are offsets, lines those of the file itself.

    trailing: there is code before it on its line.
    """

    text: str
    start: int
    end: int
    line: int
    end_line: int
    trailing: bool


@dataclass(frozen=True)
class Bracket:
    offset: int
    char: str


class Source:
    """``text`` is latin-1, so that offsets count bytes. Lines without a name are those of the file itself."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.table = PosTable()
        self.comments: list[Comment] = []
        self.brackets: list[Bracket] = []
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self._scan()

    def _scan(self) -> None:
        for match in _TOKENS.finditer(self.text):
            token = match.group()
            if token[0] in "()[]{}":
                self.brackets.append(Bracket(match.start(), token))
            elif token.startswith(("//", "/*")):
                start, end = match.span()
                line = self.line_at(start)
                before = self.text[self._starts[line - 1] : start]
                trailing = bool(_without_comments(before).strip())
                self.comments.append(
                    Comment(to_unicode(token.rstrip("\r")), start, end, line, self.line_at(end), trailing)
                )

    @cached_property
    def file(self) -> File | None:
        """The tree; None if the file has errors of syntax."""
        errors = ErrorList(self.table)
        file = parse_file(self.text, self.path, self.path, self.table, errors, check_branches=False)
        return None if errors else file

    # ---------------------------------------------------------------------------------------------- positions

    def line_at(self, offset: int) -> int:
        low, high = 0, len(self._starts)
        while high - low > 1:
            middle = (low + high) // 2
            if self._starts[middle] <= offset:
                low = middle
            else:
                high = middle
        return low + 1

    def offset(self, pos: int) -> int:
        """Of a position of this file's tree."""
        return self._starts[pos_line(pos) - 1] + pos_col(pos) - 1

    def pos_at(self, offset: int) -> int:
        """The position with its base, as the tree's have it."""
        line = self.line_at(offset)
        col = offset - self._starts[line - 1] + 1
        if self.file is None:
            return 0
        base = self.file.base
        for at in range(self.file.base + 1, len(self.table.bases)):
            begin = self.table.bases[at].pos
            if (pos_line(begin), pos_col(begin)) > (line, col):
                break
            base = at
        return make_pos(base, line, col)

    def place(self, pos: int) -> Place:
        """As records have it."""
        return Place(to_unicode(self.table.rel_filename(pos)), self.table.rel_line(pos), self.table.rel_col(pos))

    def place_at(self, offset: int) -> Place:
        if self.file is None:
            line = self.line_at(offset)
            return Place(self.path, line, offset - self._starts[line - 1] + 1)
        return self.place(self.pos_at(offset))

    def line_name(self, line: int) -> Line:
        """What records call a line; of its first code, where a directive stands in the line."""
        place = self.place_at(self.first_code(line))
        return place.file, place.line

    def lines(self, first: int, last: int) -> frozenset[Line]:
        return frozenset(self.line_name(line) for line in range(first, min(last, len(self._starts)) + 1))

    def first_code(self, line: int) -> int:
        """Offset of the first character in a line that is not blank."""
        at = self._starts[line - 1]
        while at < len(self.text) and self.text[at] in " \t":
            at += 1
        return at

    # --------------------------------------------------------------------------------------------------- code

    def next_code(self, offset: int) -> int:
        """Offset of the next character that is neither blank nor in a comment; the text's length at its end."""
        while offset < len(self.text):
            if self.text[offset] in _BLANK:
                offset += 1
                continue
            comment = next((c for c in self._from(offset) if c.start == offset), None)
            if comment is None:
                return offset
            offset = comment.end
        return offset

    def _from(self, offset: int) -> Iterator[Comment]:
        return (c for c in self.comments if c.start >= offset)

    def closed(self, start: int, end: int) -> int:
        """``end`` moved on behind all brackets that are opened but not closed between the two offsets."""
        depth = 0
        for bracket in self.brackets:
            if bracket.offset < start:
                continue
            if bracket.offset >= end and depth <= 0:
                break
            depth += 1 if bracket.char in "([{" else -1
            if bracket.offset >= end and depth == 0:
                return bracket.offset + 1
        return end


def _without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text)
