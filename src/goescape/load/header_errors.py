"""Wording what is wrong with the head of a Go file, as go/build does through go/scanner and go/parser.

Only files that :func:`goescape.load.header.read_header` refused come here, so clarity goes before speed.
"""

import re
import unicodedata

from goescape.load.header import Header, ImportSpec

_KEYWORDS = frozenset(
    "break case chan const continue default defer else fallthrough for func go goto if import interface map package "
    "range return select struct switch type var".split()
)
_SEMICOLON_AFTER = frozenset(
    {"IDENT", "LITERAL", "STRING", "break", "continue", "fallthrough", "return", ")", "]", "}"}
)
_OPERATORS = sorted(
    "+ - * / % & | ^ << >> &^ += -= *= /= %= &= |= ^= <<= >>= &^= && || <- ++ -- == < > = ! != <= >= := ... ( [ { , . "
    ") ] } : ~".split(),
    key=len,
    reverse=True,
)
_NUMBER = re.compile(r"[0-9][0-9A-Za-z_.]*|\.[0-9][0-9A-Za-z_]*")
_IDENT_BYTES = re.compile(r"[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*")
_SPACES = re.compile(r"[ \t\r]*")
_ILLEGAL = "!\"#$%&'()*,:;<=>?[\\]^{|}`\ufffd"


class NulInInput(Exception):
    """The head holds a NUL byte: go/build refuses to read such a file at all."""


class _SyntaxError(Exception):
    def __init__(self, offset: int, msg: str) -> None:
        super().__init__(msg)
        self.offset = offset
        self.msg = msg


def explain(text: str) -> Header:
    """Read the head of a whole file; ``error`` of the result is its first syntax error. Raises NulInInput."""
    head = text[: _head_end(text)]
    header = Header()
    parser = _Parser(head, header)
    try:
        parser.parse()
    except _SyntaxError as error:
        # go/token does not count a newline that ends the file.
        stop = error.offset - 1 if error.offset == len(head) else error.offset
        line = head.count("\n", 0, stop) + 1
        header.error = (line, error.offset - head.rfind("\n", 0, stop), error.msg)
        return header
    for spec in header.imports:
        if not _is_valid_import(spec.path):
            header.error = (spec.line, spec.col, "invalid import path: " + spec.path)
            header.invalid_import = True
            break
    return header


def _head_end(text: str) -> int:
    """Where go/build's import reader stops: after the imports, or at the end if it stumbles."""
    reader = _HeadReader(text)
    try:
        reader.read()
        seen = reader.pos
        end = reader.pos
    except _StumbleError as stumble:
        seen = stumble.pos
        end = len(text)
    if "\0" in text[: seen + 1]:
        raise NulInInput
    return end


class _StumbleError(Exception):
    def __init__(self, pos: int) -> None:
        super().__init__()
        self.pos = pos


class _HeadReader:
    """Semicolons and newlines mean nothing here: they are for the parser to check."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0

    def read(self) -> None:
        self.word("package")
        self.ident()
        while self.peek() == "i":
            self.word("import")
            if self.peek() == "(":
                self.pos += 1
                while self.peek() != ")":
                    self.spec()
                self.pos += 1
            else:
                self.spec()

    def peek(self) -> str:
        self.skip()
        return self.text[self.pos : self.pos + 1]

    def skip(self) -> None:
        text, pos = self.text, self.pos
        while pos < len(text):
            if text[pos] in " \f\t\r\n;":
                pos += 1
            elif text.startswith("//", pos):
                end = text.find("\n", pos)
                pos = len(text) if end < 0 else end + 1
            elif text.startswith("/*", pos):
                end = text.find("*/", pos + 2)
                if end < 0:
                    raise _StumbleError(len(text))
                pos = end + 2
            elif text[pos] == "/":
                raise _StumbleError(pos + 1)
            else:
                break
        self.pos = pos

    def word(self, word: str) -> None:
        self.skip()
        for char in word:
            if self.text[self.pos : self.pos + 1] != char:
                raise _StumbleError(self.pos)
            self.pos += 1
        if self.at_ident():
            raise _StumbleError(self.pos)

    def at_ident(self) -> bool:
        char = self.text[self.pos : self.pos + 1]
        return char != "" and (char.isalnum() or char == "_" or char >= "\x80")

    def ident(self) -> None:
        self.skip()
        if not self.at_ident():
            raise _StumbleError(self.pos)
        while self.at_ident():
            self.pos += 1

    def spec(self) -> None:
        if self.peek() == ".":
            self.pos += 1
        elif self.at_ident():
            self.ident()
        quote = self.peek()
        if quote not in ('"', "`"):
            raise _StumbleError(self.pos)
        text, pos = self.text, self.pos + 1
        while pos < len(text) and text[pos] != quote:
            if quote == '"' and text[pos] == "\n":
                raise _StumbleError(pos)
            pos += 2 if quote == '"' and text[pos] == "\\" else 1
        if pos >= len(text):
            raise _StumbleError(len(text))
        self.pos = pos + 1


class _Parser:
    """Package clause and import declarations; raises at the first error."""

    def __init__(self, text: str, header: Header) -> None:
        self.text = text
        self.header = header
        self.offset = 0
        self.insert_semi = False
        self.tok = ""
        self.lit = ""
        self.pos = 0

    def parse(self) -> None:
        self.next()
        self._check_text(self.offset, min(self.offset + 1, len(self.text)))
        self.expect("package")
        name = self.lit if self.tok == "IDENT" else ""
        self.expect("IDENT")
        self.expect_semi()
        self.header.name = _utf8(name)
        while self.tok == "import":
            self.next()
            if self.tok == "(":
                self.next()
                while self.tok not in (")", "EOF"):
                    self.import_spec()
                self.expect(")")
                self.expect_semi()
            else:
                self.import_spec()

    def import_spec(self) -> None:
        begin = self.pos
        if self.tok in ("IDENT", "."):
            self.next()
        if self.tok == "STRING":
            path = _unquote(self.lit)
            self.next()
        elif self.tok in ("IDENT", "LITERAL"):
            raise _SyntaxError(self.pos, "import path must be a string")
        else:
            raise _SyntaxError(self.pos, "missing import path")
        self.expect_semi()
        line = self.text.count("\n", 0, begin) + 1
        self.header.imports.append(ImportSpec(path, line, begin - self.text.rfind("\n", 0, begin)))

    def expect(self, tok: str) -> None:
        if self.tok != tok:
            self.error_expected(f"'{tok}'")
        self.next()

    def expect_semi(self) -> None:
        if self.tok in (")", "}"):
            return
        if self.tok != ";":
            self.error_expected("';'")
        self.next()

    def error_expected(self, what: str) -> None:
        if self.tok == ";" and self.lit == "\n":
            found = "newline"
        elif self.tok in ("IDENT", "LITERAL", "STRING"):
            found = self.lit
        else:
            found = f"'{self.tok}'"
        raise _SyntaxError(self.pos, f"expected {what}, found {_utf8(found)}")

    def next(self) -> None:
        self.scan()
        self.insert_semi = self.tok in _SEMICOLON_AFTER

    def scan(self) -> None:
        text = self.text
        while True:
            while True:
                match = _SPACES.match(text, self.offset)
                assert match is not None
                self.offset = match.end()
                if text.startswith("\n", self.offset) and not self.insert_semi:
                    self.offset += 1
                    continue
                break
            pos = self.pos = self.offset
            if pos >= len(text):
                self.tok, self.lit = (";", "\n") if self.insert_semi else ("EOF", "")
                self.insert_semi = False
                return
            if text[pos] == "\n":
                self.offset += 1
                self.tok, self.lit = ";", "\n"
                return
            if not text.startswith(("//", "/*"), pos):
                break
            if text.startswith("//", pos):
                end = text.find("\n", pos)
                end = len(text) if end < 0 else end
            else:
                end = text.find("*/", pos + 2) + 2
                if end < 2:
                    raise _SyntaxError(pos, "comment not terminated")
            self._check_text(pos, end)
            newline = text.find("\n", pos, end)
            if self.insert_semi and newline >= 0:
                self.tok, self.lit = ";", "\n"
                self.pos = newline
                self.offset = end
                return
            self.offset = end
        self._token(pos)

    def _token(self, pos: int) -> None:
        text = self.text
        match = _IDENT_BYTES.match(text, pos)
        if match is not None:
            self.offset = match.end()
            self.lit = match.group()
            self._check_ident(pos)
            self.tok = self.lit if self.lit in _KEYWORDS else "IDENT"
            return
        match = _NUMBER.match(text, pos)
        if match is not None:
            self.offset = match.end()
            self.tok, self.lit = "LITERAL", match.group()
            return
        char = text[pos]
        if char == ";":
            self.offset = pos + 1
            self.tok, self.lit = ";", ";"
            return
        if char == '"':
            self._string(pos)
            return
        if char == "`":
            end = text.find("`", pos + 1)
            if end < 0:
                raise _SyntaxError(pos, "raw string literal not terminated")
            self._check_text(pos, end)
            self.offset = end + 1
            self.tok, self.lit = "STRING", text[pos : end + 1].replace("\r", "")
            return
        if char == "'":
            end = text.find("'", pos + 1)
            newline = text.find("\n", pos)
            if end < 0 or 0 <= newline < end:
                raise _SyntaxError(pos, "rune literal not terminated")
            self.offset = end + 1
            self.tok, self.lit = "LITERAL", text[pos : end + 1]
            return
        for operator in _OPERATORS:
            if text.startswith(operator, pos):
                self.offset = pos + len(operator)
                self.tok, self.lit = operator, ""
                return
        if char == "\0":
            raise _SyntaxError(pos, "illegal character NUL")
        raise _SyntaxError(pos, f"illegal character {_unicode_name(char)}")

    def _string(self, pos: int) -> None:
        text = self.text
        end = pos + 1
        while True:
            char = text[end : end + 1]
            if char in ("", "\n"):
                raise _SyntaxError(pos, "string literal not terminated")
            if char == '"':
                break
            if char == "\\":
                escape = text[end + 1 : end + 2]
                if escape not in tuple('abfnrtv\\"xuU01234567'):
                    raise _SyntaxError(end + 1, "unknown escape sequence")
                end += 1
            end += 1
        self._check_text(pos, end)
        self.offset = end + 1
        self.tok, self.lit = "STRING", text[pos : end + 1]

    def _check_ident(self, pos: int) -> None:
        self._check_text(pos, self.offset)
        offset = pos
        for char in _utf8(self.lit):
            if char >= "\x80" and not (char.isalpha() or (offset > pos and unicodedata.category(char) == "Nd")):
                if offset == pos:
                    raise _SyntaxError(offset, f"illegal character {_unicode_name(char)}")
                self.offset = offset  # the identifier ends before it
                self.lit = self.text[pos:offset]
                return
            offset += len(char.encode("utf-8", "surrogatepass"))

    def _check_text(self, start: int, end: int) -> None:
        """Encoding errors inside a token."""
        while "\x80" <= self.text[end : end + 1] < "\xc0":
            end += 1  # whole characters only
        part = self.text[start:end]
        if part.isascii() and "\0" not in part:
            return
        problems = [(part.find("\0"), "illegal character NUL"), (part.find("\xef\xbb\xbf"), "illegal byte order mark")]
        try:
            part.encode("latin-1").decode("utf-8")
        except UnicodeDecodeError as error:
            utf16 = start + error.start == 0 and part.startswith(("\xff\xfe", "\xfe\xff"))
            what = "illegal UTF-8 encoding (got UTF-16)" if utf16 else "illegal UTF-8 encoding"
            problems.append((error.start, what))
        found = [problem for problem in problems if problem[0] >= 0]
        if found:
            offset, what = min(found)
            raise _SyntaxError(start + offset, what)


def _utf8(text: str) -> str:
    """Latin-1 source text as the characters that its bytes encode."""
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "replace")


def _unicode_name(char: str) -> str:
    code = ord(char)
    shown = f" '{char}'" if char.isprintable() else ""
    return f"U+{code:04X}{shown}"


_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}
_ESCAPE = re.compile(r'\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{3})|([abfnrtv\\"]))')


def _unquote(lit: str) -> str:
    if lit.startswith("`"):
        return _utf8(lit[1:-1])

    def replace(match: re.Match[str]) -> str:
        if match.group(5):
            return _ESCAPES[match.group(5)]
        if match.group(4):
            return chr(int(match.group(4), 8) & 0xFF)
        if match.group(1):
            return chr(int(match.group(1), 16))
        code = int(match.group(2) or match.group(3), 16)
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            return "\xef\xbf\xbd"
        return chr(code).encode().decode("latin-1")

    return _utf8(_ESCAPE.sub(replace, lit[1:-1]))


def _is_valid_import(path: str) -> bool:
    if not path:
        return False
    for char in path:
        category = unicodedata.category(char)
        if category[0] not in "LMNPS" or char in _ILLEGAL:  # spaces are not graphic for this purpose
            return False
    return True
