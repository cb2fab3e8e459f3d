"""The head of a Go file: package clause and imports, read without parsing the rest.

:func:`read_header` is the fast reader for valid files. What it cannot read goes to
:func:`goescape.load.header_errors.explain`, which words the error as the go command does.
"""

import re

_SKIP = re.compile(r"(?:[ \t\r\n]+|//[^\n]*(?:\n|\Z)|/\*[\s\S]*?\*/)*")
_PACKAGE = re.compile(r"package(?![A-Za-z0-9_\x80-\xff])")
_IMPORT = re.compile(r"import(?![A-Za-z0-9_\x80-\xff])")
_IDENT = re.compile(r"[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*")
_PATH = re.compile(r'"([^"\\\n]*)"|`([^`]*)`')
_KEYWORDS = frozenset(
    "break case chan const continue default defer else fallthrough for func go goto if import interface map package "
    "range return select struct switch type var".split()
)
_ILLEGAL = frozenset("!\"#$%&'()*,:;<=>?[\\]^{|}`")


class ImportSpec:
    """An import: its path and the 1-based place of the spec (the name if there is one)."""

    __slots__ = ("path", "line", "col")

    def __init__(self, path: str, line: int, col: int) -> None:
        self.path = path
        self.line = line
        self.col = col


class Header:
    """What the head of a file says. ``error``: (line, col, message) of its first syntax error, or None."""

    __slots__ = ("name", "imports", "error", "invalid_import", "comment_end")

    def __init__(self) -> None:
        self.name = ""
        self.imports: list[ImportSpec] = []
        self.error: tuple[int, int, str] | None = None
        self.invalid_import = False  # the error is about an import path
        self.comment_end = 0  # where the package clause begins


class NeedMoreText(Exception):
    """The text ended inside the head."""


class BadHeader(Exception):
    """The head does not read as a valid one."""


def comment_end(text: str) -> int:
    """Offset of the first byte that is neither space nor comment."""
    match = _SKIP.match(text)
    assert match is not None
    return match.end()


def read_header(text: str, complete: bool) -> Header:
    """Read the head of a file whose text (or first part, if not complete) this is.

    Raises NeedMoreText if the head may go on beyond the text, BadHeader for anything unusual.
    """
    reader = _Reader(text, complete)
    return reader.read()


def _utf8(head: str, name: str) -> str:
    """The characters that the name's bytes stand for. Raises BadHeader if the head is not UTF-8."""
    try:
        decoded = head.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        raise BadHeader from None
    if "\ufeff" in decoded:
        raise BadHeader
    if not name.isascii():
        name = name.encode("latin-1").decode("utf-8")
        if not name.isidentifier():
            raise BadHeader
    return name


class _Reader:
    def __init__(self, text: str, complete: bool) -> None:
        self.text = text
        self.complete = complete
        self.line_at = 0  # offset up to which lines are counted
        self.line = 1

    def skip(self, pos: int) -> int:
        match = _SKIP.match(self.text, pos)
        assert match is not None
        self.check_room(match.end())
        return match.end()

    def check_room(self, pos: int) -> None:
        """Without the rest of the file, a token near the end may be cut short."""
        if not self.complete and pos + 1024 > len(self.text):
            raise NeedMoreText

    def read(self) -> Header:
        text = self.text
        header = Header()
        pos = header.comment_end = comment_end(text)
        self.check_room(pos)
        match = _PACKAGE.match(text, pos)
        if match is None:
            raise BadHeader
        pos = self.skip(match.end())
        match = _IDENT.match(text, pos)
        if match is None or match.group() in _KEYWORDS:
            raise BadHeader
        header.name = match.group()
        pos = self.end_clause(match.end())
        while True:
            match = _IMPORT.match(text, pos)
            if match is None:
                head = text[: pos + 1]
                if "\0" in head or text.startswith(("i", "/", "\f"), pos):
                    raise BadHeader  # NUL, "int", an open comment
                if not head.isascii():
                    header.name = _utf8(text[:pos], header.name)
                return header
            pos = self.skip(match.end())
            if text.startswith("(", pos):
                pos = self._group(pos + 1, header)
            else:
                pos = self._spec(pos, header)
            pos = self.end_clause(pos)

    def end_clause(self, end: int) -> int:
        """Where the next clause begins: a newline, a semicolon or the file's end must come first."""
        text = self.text
        pos = self.skip(end)
        if "\n" in text[end:pos] or pos >= len(text):
            return pos
        if text[pos] != ";":
            raise BadHeader
        return self.skip(pos + 1)

    def _group(self, pos: int, header: Header) -> int:
        text = self.text
        pos = self.skip(pos)
        while not text.startswith(")", pos):
            end = self._spec(pos, header)
            pos = self.skip(end)
            if not text.startswith(")", pos):
                pos = self.end_clause(end)
        return pos + 1

    def _spec(self, pos: int, header: Header) -> int:
        text = self.text
        begin = pos
        char = text[pos : pos + 1]
        if char == ".":
            pos = self.skip(pos + 1)
        elif char not in ('"', "`"):
            match = _IDENT.match(text, pos)
            if match is None or match.group() in _KEYWORDS:
                raise BadHeader
            pos = self.skip(match.end())
            if "\n" in text[match.end() : pos]:
                raise BadHeader  # a newline after a name is a semicolon
        match = _PATH.match(text, pos)
        if match is None:
            raise BadHeader
        path = match.group(1)
        if path is None:
            path = match.group(2).replace("\r", "")
        if not path or not path.isascii() or not path.isprintable() or " " in path or not _ILLEGAL.isdisjoint(path):
            raise BadHeader
        self.line += text.count("\n", self.line_at, begin)
        self.line_at = begin
        header.imports.append(ImportSpec(path, self.line, begin - text.rfind("\n", 0, begin)))
        return match.end()
