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
    pos = _skip(text, 0)
    for word in ("package", None):
        if word is None:
            match = _reader_ident(text, pos)
        else:
            match = _reader_word(text, pos, word)
        if match < 0:
            return _whole(text, pos)
        pos = _skip(text, match)
    while text.startswith("i", pos):
        match = _reader_word(text, pos, "import")
        if match < 0:
            return _whole(text, pos)
        pos = _skip(text, match)
        if text.startswith("(", pos):
            pos = _skip(text, pos + 1)
            while not text.startswith(")", pos):
                pos = _reader_import(text, pos)
                if pos < 0:
                    return _whole(text, len(text))
                pos = _skip(text, pos)
            pos = _skip(text, pos + 1)
        else:
            pos = _reader_import(text, pos)
            if pos < 0:
                return _whole(text, len(text))
            pos = _skip(text, pos)
    if "\0" in text[: pos + 1]:
        raise NulInInput
    if text.startswith("/", pos):
        return len(text)
    return pos


def _whole(text: str, pos: int) -> int:
    if "\0" in text[: pos + 1]:
        raise NulInInput
    return len(text)


def _skip(text: str, pos: int) -> int:
    while pos < len(text):
        char = text[pos]
        if char in " \f\t\r\n;":
            pos += 1
        elif text.startswith("//", pos):
            end = text.find("\n", pos)
            pos = len(text) if end < 0 else end + 1
        elif text.startswith("/*", pos):
            end = text.find("*/", pos + 2)
            if end < 0:
                return pos
            pos = end + 2
        else:
            break
    return pos


def _is_ident(char: str) -> bool:
    return char != "" and (char.isalnum() or char == "_" or char >= "\x80")


def _reader_word(text: str, pos: int, word: str) -> int:
    end = pos + len(word)
    return end if text.startswith(word, pos) and not _is_ident(text[end : end + 1]) else -1


def _reader_ident(text: str, pos: int) -> int:
    end = pos
    while end < len(text) and _is_ident(text[end]):
        end += 1
    return end if end > pos else -1


def _reader_import(text: str, pos: int) -> int:
    if text.startswith(".", pos):
        pos += 1
    else:
        end = _reader_ident(text, pos)
        if end >= 0:
            pos = end
    pos = _skip(text, pos)
    if text.startswith("`", pos):
        end = text.find("`", pos + 1)
        return end + 1 if end >= 0 else -1
    if not text.startswith('"', pos):
        return -1
    pos += 1
    while pos < len(text) and text[pos] not in '"\n':
        pos += 2 if text[pos] == "\\" else 1
    return pos + 1 if text[pos : pos + 1] == '"' else -1


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
            if self.insert_semi and (text.startswith("//", pos) or "\n" in text[pos:end]):
                self.tok, self.lit = ";", "\n"
                self.offset = pos if text.startswith("//", pos) else end
                if text.startswith("//", pos):
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
        part = self.text[start:end]
        if part.isascii() and "\0" not in part:
            return
        nul = part.find("\0")
        try:
            part.encode("latin-1").decode("utf-8")
        except UnicodeDecodeError as error:
            if nul < 0 or error.start < nul:
                raise _SyntaxError(start + error.start, "illegal UTF-8 encoding") from None
        if nul >= 0:
            raise _SyntaxError(start + nul, "illegal character NUL")


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
