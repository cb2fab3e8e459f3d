"""What the scanner is built on: the text, positions, errors, identifiers and literals.

Positions come from one addition: ``line_off + index``, where ``line_off`` holds base, line and minus the index of the
line's start. Two kinds of text need more (``special``): lines longer than a column can count, and bytes that the
language forbids (NUL, bad UTF-8, byte order marks). The latter are taken out before scanning begins, as gc reads past
them, and reported when the scanner comes by.

Identifiers end where ``cls``, the text with every identifier character replaced by "a" and all else by a blank, has
its next blank: one search in C, which makes the interpreted scanner several times faster and hardly costs the
compiled one.
"""

from bisect import bisect_right
from typing import Final

from goescape.base.errors import ErrorList
from goescape.base.pos import BASE_SHIFT, COL_BITS, COL_MAX, make_pos, pos_line
from goescape.base.text import (
    RUNE_ERROR,
    decode_rune,
    is_digit,
    is_letter,
    quote_rune,
    rune_name,
)
from goescape.syntax.nodes import (
    FLOAT_LIT,
    IMAG_LIT,
    INT_LIT,
    RUNE_LIT,
    STRING_LIT,
)
from goescape.syntax.tokens import (
    T_COMMA,
    T_LBRACE,
    T_LBRACK,
    T_LITERAL,
    T_LPAREN,
    T_RBRACE,
    T_RBRACK,
    T_RPAREN,
)

LINE_STEP: Final = 1 << COL_BITS

# Classes of first characters.
K_LETTER: Final = 1
K_OPEN: Final = 2  # delimiters after which a line break means nothing
K_CLOSE: Final = 3  # ... means a semicolon
K_DIGIT: Final = 4


def _class_table() -> bytes:
    table = bytearray(256)
    for c in range(128):
        ch = chr(c)
        if ch.isalpha() or ch == "_":
            table[c] = K_LETTER
        elif ch.isdigit():
            table[c] = K_DIGIT
        elif ch in "([{,":
            table[c] = K_OPEN
        elif ch in ")]}":
            table[c] = K_CLOSE
    return bytes(table)


def _token_table() -> bytes:
    table = bytearray(256)
    for ch, tok in (
        ("(", T_LPAREN), ("[", T_LBRACK), ("{", T_LBRACE), (",", T_COMMA),
        (")", T_RPAREN), ("]", T_RBRACK), ("}", T_RBRACE),
    ):  # fmt: skip
        table[ord(ch)] = tok
    return bytes(table)


def _word_table() -> bytes:
    return bytes([97 if chr(c).isalnum() and c < 128 or c == 95 else 32 for c in range(256)])


CHAR_CLASS: Final = _class_table()
CHAR_TOKEN: Final = _token_table()
WORD: Final = _word_table()


def base_name(base: int) -> str:
    if base == 2:
        return "binary"
    if base == 8:
        return "octal"
    if base == 10:
        return "decimal"
    return "hexadecimal"


def invalid_sep(x: str) -> int:
    """Index of the first "_" in a number that does not stand between digits, or -1."""
    prefix = " "
    d = "."  # what precedes: "_", "0" (a digit) or "." (anything else)
    i = 0
    if len(x) >= 2 and x[0] == "0":
        prefix = x[1].lower()
        if prefix == "x" or prefix == "o" or prefix == "b":
            d = "0"
            i = 2
    while i < len(x):
        p = d
        d = x[i]
        if d == "_":
            if p != "0":
                return i
        elif "0" <= d <= "9" or prefix == "x" and "a" <= d.lower() <= "f":
            d = "0"
        else:
            if p == "_":
                return i - 1
            d = "."
        i += 1
    return len(x) - 1 if d == "_" else -1


class ScanBase:
    __slots__ = (
        "src", "data", "cls", "n", "i", "nlsemi", "tok", "lit", "bad", "kind", "op", "prec", "pos",
        "base", "line_bits", "line_off", "special", "bad_at", "bad_text", "bad_msg", "bad_pos",
        "bad_next", "shift", "shift_line", "errs", "err_count",
    )  # fmt: skip

    def __init__(self, src: str, errs: ErrorList, base: int, line: int, col: int) -> None:
        """``line:col`` is where the text starts in its file. ``errs`` takes the errors."""
        self.base = base
        self.special = False
        self.bad_at: list[int] = []  # where bytes were taken out: index in the text that is left
        self.bad_text: list[str] = []
        self.bad_msg: list[str] = []
        self.bad_next: int = 0
        self.bad_pos: list[int] = []
        self.shift: int = 0  # bytes taken out so far on line shift_line
        self.shift_line: int = 0
        self.errs = errs
        self.err_count: int = 0
        self.src = src
        if "\0" in src or not src.isascii():
            self._take_out_bad_bytes(src, line, col)
        self.n: int = len(self.src)
        if self.n > COL_MAX and not self.special:
            self._check_long_lines()
        self.data: bytes = (self.src + "\0\0\0").encode("latin-1")
        self.cls: str = self.data.translate(WORD).decode("latin-1")
        self.i: int = 0
        self.nlsemi = False
        self.tok: int = 0
        self.lit: str = ""
        self.bad = False
        self.kind: int = 0
        self.op: int = 0
        self.prec: int = 0
        self.pos: int = 0
        self.line_bits: int = (base << BASE_SHIFT) | (line << COL_BITS)
        self.line_off: int = self.line_bits + col

    # ------------------------------------------------------------------------------------------ special text

    def _take_out_bad_bytes(self, src: str, line: int, col: int) -> None:
        if "\0" not in src and "\xef\xbb\xbf" not in src:
            try:
                src.encode("latin-1").decode("utf-8")
                return
            except UnicodeDecodeError:
                pass
        at_start = line == 1 and col == 1
        parts: list[str] = []
        kept = 0
        size = 0
        i = 0
        n = len(src)
        line_start = 1 - col
        while i < n:
            c = ord(src[i])
            if 0 < c < 0x80:
                i += 1
                if c == 10:
                    line += 1
                    line_start = i
                continue
            if c == 0:
                width = 1
                msg = "invalid NUL character"
            else:
                rune, width = decode_rune(src, i)
                if rune == RUNE_ERROR and width == 1:
                    msg = "invalid UTF-8 encoding"
                elif rune == 0xFEFF:
                    msg = "" if at_start and i == 0 else "invalid BOM in the middle of the file"
                else:
                    i += width
                    continue
            parts.append(src[kept:i])
            size += i - kept
            self.bad_at.append(size)
            self.bad_text.append(src[i : i + width])
            self.bad_msg.append(msg)
            self.bad_pos.append(make_pos(0, line, i - line_start + 1))
            i += width
            kept = i
        parts.append(src[kept:])
        self.src = "".join(parts)
        self.special = True

    def _check_long_lines(self) -> None:
        src = self.src
        start = 0
        while start >= 0 and self.n - start > COL_MAX:
            # Is there a line break among the next COL_MAX bytes? The last one of these.
            end = src.rfind("\n", start, start + COL_MAX)
            if end < 0:
                self.special = True
                return
            start = end + 1

    def _special_pos(self, i: int) -> int:
        """The position of index i, in special text."""
        self.report_bad(i)
        line = pos_line(self.line_bits)
        shift = self.shift if line == self.shift_line else 0
        return make_pos(self.base, line, i + self.line_off - self.line_bits + shift)

    def report_bad(self, i: int) -> None:
        """Report the bytes that were taken out up to index i."""
        while self.bad_next < len(self.bad_at) and self.bad_at[self.bad_next] <= i:
            k = self.bad_next
            self.bad_next = k + 1
            line = pos_line(self.bad_pos[k])
            if line != self.shift_line:
                self.shift_line = line
                self.shift = 0
            self.shift += len(self.bad_text[k])
            if self.bad_msg[k] != "":
                self.err_count += 1
                self.errs.add(self.bad_pos[k] | self.base << BASE_SHIFT, self.bad_msg[k])

    def segment(self, start: int, end: int) -> str:
        """[start, end) with what was taken out: gc has it in names and literals."""
        if not self.special:
            return self.src[start:end]
        k = bisect_right(self.bad_at, start)
        if k == len(self.bad_at) or self.bad_at[k] > end:
            return self.src[start:end]
        parts: list[str] = []
        while k < len(self.bad_at) and self.bad_at[k] <= end:
            parts.append(self.src[start : self.bad_at[k]])
            parts.append(self.bad_text[k])
            start = self.bad_at[k]
            k += 1
        parts.append(self.src[start:end])
        return "".join(parts)

    # -------------------------------------------------------------------------------------- errors, position

    def error_at(self, pos: int, msg: str) -> None:
        if self.special:
            self.report_bad(self.i)
        self.err_count += 1
        self.errs.add(pos, msg)

    def at(self, i: int) -> int:
        """The position of index i, which is on the current line."""
        if self.special:
            return self._special_pos(i)
        return self.line_off + i

    def scan_error(self, i: int, msg: str) -> None:
        self.error_at(self.at(i), msg)

    def token_error(self, end: int, msg: str) -> None:
        """An error at the start of the token that has been scanned up to ``end``."""
        if self.special:
            self.report_bad(end)
        self.error_at(self.pos, msg)

    def set_base(self, base: int) -> None:
        """Positions from here on are relative to another base."""
        delta = (base - self.base) << BASE_SHIFT
        self.base = base
        self.line_bits += delta
        self.line_off += delta

    def skip_lines(self, start: int, end: int) -> None:
        """Account for the line breaks in [start, end)."""
        lines = self.src.count("\n", start, end)
        if lines:
            self.line_bits += lines << COL_BITS
            self.line_off = self.line_bits - self.src.rfind("\n", start, end)

    def line_start(self) -> int:
        """Index of the first byte of the current line (negative if the text does not begin with it)."""
        return self.line_bits + 1 - self.line_off

    def directive(self, start: int, end: int) -> None:
        """Called for each comment [start, end) that may hold a line or go directive; see the parser."""

    # ------------------------------------------------------------------------------------------- identifiers

    def _first_char(self, i: int) -> int:
        """The character at i, not ASCII, begins an identifier (if only one in error); its end."""
        rune, width = decode_rune(self.src, i)
        if is_digit(rune):
            self.scan_error(i, "identifier cannot begin with digit " + rune_name(rune))
        elif not is_letter(rune):
            self.scan_error(i, "invalid character " + rune_name(rune) + " in identifier")
        return i + width

    def _ident_end(self, i: int) -> int:
        """The end of an identifier, of which the character at i is not the first."""
        data = self.data
        while True:
            if self.cls[i] == "a":
                i += 1
            elif data[i] >= 128:
                rune, width = decode_rune(self.src, i)
                if not is_letter(rune) and not is_digit(rune):
                    self.scan_error(i, "invalid character " + rune_name(rune) + " in identifier")
                i += width
            else:
                return i

    # ----------------------------------------------------------------------------------------------- literals

    def _literal(self, start: int, end: int, kind: int, ok: bool) -> None:
        self.nlsemi = True
        self.tok = T_LITERAL
        self.lit = self.segment(start, end) if self.special else self.src[start:end]
        self.bad = not ok
        self.kind = kind
        self.i = end

    def _digits(self, i: int, base: int) -> tuple[int, int, int]:
        """Skip digits and "_" from i on: end, what there was (bit 0 digits, bit 1 "_"), first invalid digit or -1."""
        data = self.data
        seen = 0
        invalid = -1
        while True:
            c = data[i]
            if c == 95:
                seen |= 2
            elif 48 <= c <= 57:
                if base <= 10 and c >= 48 + base and invalid < 0:
                    invalid = i
                seen |= 1
            elif base == 16 and 97 <= c | 32 <= 102:
                seen |= 1
            else:
                return i, seen, invalid
            i += 1

    def _number(self, start: int, seen_point: bool) -> None:
        data = self.data
        i = start
        ok = True
        kind = INT_LIT
        base = 10
        prefix = 0  # 0: decimal, else one of '0' 'x' 'o' 'b'
        seen = 0
        invalid = -1

        if not seen_point:
            if data[i] == 48:
                i += 1
                prefix = data[i] | 32
                if prefix == 120:
                    base = 16
                    i += 1
                elif prefix == 111:
                    base = 8
                    i += 1
                elif prefix == 98:
                    base = 2
                    i += 1
                else:
                    base = 8
                    prefix = 48
                    seen = 1
            i, s, bad_digit = self._digits(i, base)
            seen |= s
            invalid = bad_digit
            if data[i] == 46:
                if prefix == 111 or prefix == 98:
                    self.scan_error(i, "invalid radix point in " + base_name(base) + " literal")
                    ok = False
                i += 1
                seen_point = True
        else:
            i += 1

        if seen_point:
            kind = FLOAT_LIT
            i, s, bad_digit = self._digits(i, base)
            seen |= s
            if invalid < 0:
                invalid = bad_digit

        if seen & 1 == 0 and ok:
            self.scan_error(i, base_name(base) + " literal has no digits")
            ok = False

        c = data[i]
        e = c | 32
        if c < 128 and (e == 101 or e == 112):
            if ok:
                if e == 101 and prefix != 0 and prefix != 48:
                    self.scan_error(i, quote_rune(c) + " exponent requires decimal mantissa")
                    ok = False
                elif e == 112 and prefix != 120:
                    self.scan_error(i, quote_rune(c) + " exponent requires hexadecimal mantissa")
                    ok = False
            i += 1
            kind = FLOAT_LIT
            if data[i] == 43 or data[i] == 45:
                i += 1
            i, s, _ = self._digits(i, 10)
            seen = s | seen & 2
            if seen & 1 == 0 and ok:
                self.scan_error(i, "exponent has no digits")
                ok = False
        elif prefix == 120 and kind == FLOAT_LIT and ok:
            self.scan_error(i, "hexadecimal mantissa requires a 'p' exponent")
            ok = False

        if data[i] == 105:
            kind = IMAG_LIT
            i += 1

        self._literal(start, i, kind, ok)
        if kind == INT_LIT and invalid >= 0 and ok:
            msg = "invalid digit " + quote_rune(data[invalid]) + " in " + base_name(base) + " literal"
            self.scan_error(invalid, msg)
            ok = False
        if seen & 2 != 0 and ok:
            sep = invalid_sep(self.lit)
            if sep >= 0:
                self.scan_error(start + sep, "'_' must separate successive digits")
                ok = False
        self.bad = not ok

    def _rune(self, start: int) -> None:
        data = self.data
        c = data[start + 1]
        if data[start + 2] == 39 and c != 92 and c != 39 and 10 < c < 128:
            self._literal(start, start + 3, RUNE_LIT, True)
            return
        ok = True
        count = 0
        i = start + 1
        while True:
            c = data[i]
            if c == 39:
                if ok:
                    if count == 0:
                        self.scan_error(i, "empty rune literal or unescaped '")
                        ok = False
                    elif count != 1:
                        self.token_error(i, "more than one character in rune literal")
                        ok = False
                i += 1
                break
            if c == 92:
                i, fine = self._escape(i + 1, 39)
                if not fine:
                    ok = False
            elif c == 10:
                if ok:
                    self.scan_error(i, "newline in rune literal")
                    ok = False
                break
            elif c == 0 and i >= self.n:
                if ok:
                    self.token_error(i, "rune literal not terminated")
                    ok = False
                break
            elif c < 128:
                i += 1
            else:
                _, width = decode_rune(self.src, i)
                i += width
            count += 1
        self._literal(start, i, RUNE_LIT, ok)

    def _string(self, start: int) -> None:
        src = self.src
        end = src.find('"', start + 1)
        if end >= 0 and src.find("\\", start, end) < 0 and src.find("\n", start, end) < 0:
            self._literal(start, end + 1, STRING_LIT, True)
            return
        n = self.n
        ok = True
        i = start + 1
        end = i - 1
        while True:
            if end < i:
                end = src.find('"', i)
                if end < 0:
                    end = n
            escape = src.find("\\", i, end)
            line_end = src.find("\n", i, escape if escape >= 0 else end)
            if line_end >= 0:
                self.scan_error(line_end, "newline in string")
                ok = False
                i = line_end
                break
            if escape >= 0:
                i, fine = self._escape(escape + 1, 34)
                if not fine:
                    ok = False
                continue
            if end >= n:
                self.token_error(n, "string not terminated")
                ok = False
                i = n
                break
            i = end + 1
            break
        self._literal(start, i, STRING_LIT, ok)

    def _raw_string(self, start: int) -> None:
        end = self.src.find("`", start + 1)
        if end < 0:
            self.token_error(self.n, "string not terminated")
            self._literal(start, self.n, STRING_LIT, False)
            end = self.n
        else:
            self._literal(start, end + 1, STRING_LIT, True)
        self.skip_lines(start, end)

    def _escape(self, i: int, quote: int) -> tuple[int, bool]:
        """Skip an escape sequence whose backslash is before i."""
        data = self.data
        c = data[i]
        if c == quote or c == 110 or c == 92 or c == 116 or 97 <= c <= 98 or c == 102 or c == 114 or c == 118:
            return i + 1, True
        base = 16
        limit = 0x10FFFF
        if 48 <= c <= 55:
            count = 3
            base = 8
            limit = 255
        elif c == 120:
            i += 1
            count = 2
            limit = 255
        elif c == 117:
            i += 1
            count = 4
        elif c == 85:
            i += 1
            count = 8
        else:
            if i >= self.n:
                return i, True  # the caller complains
            self.scan_error(i, "unknown escape")
            return i, False

        value = 0
        while count > 0:
            c = data[i]
            d = base
            if 48 <= c <= 57:
                d = c - 48
            elif 97 <= c | 32 <= 102 and c < 128:
                d = (c | 32) - 97 + 10
            if d >= base:
                if i >= self.n:
                    return i, True
                rune = c if c < 128 else decode_rune(self.src, i)[0]
                self.scan_error(i, "invalid character " + quote_rune(rune) + " in " + base_name(base) + " escape")
                return i, False
            value = value * base + d
            i += 1
            count -= 1

        if value > limit and base == 8:
            self.scan_error(i, f"octal escape value {value} > 255")
            return i, False
        if value > limit or 0xD800 <= value < 0xE000:
            self.scan_error(i, "escape is invalid Unicode code point " + rune_name(value))
            return i, False
        return i, True

