"""Go text.

Source text, names, literals and messages are "latin-1 text" throughout: a ``str`` each of whose characters is
one byte of the UTF-8 that is meant, so that an index is a byte offset and ``len`` is Go's. Whoever writes
to the outside turns it back with :func:`to_bytes`, whoever takes something from there (a file name) into it with
:func:`from_os`.
"""

import unicodedata
from typing import Final

RUNE_ERROR: Final = 0xFFFD
MAX_RUNE: Final = 0x10FFFF

_ESCAPES: Final[dict[int, str]] = {7: "\\a", 8: "\\b", 12: "\\f", 10: "\\n", 13: "\\r", 9: "\\t", 11: "\\v"}


# What Unicode 17 (Go 1.27) has and Unicode 14 (Python 3.11) has not, as closed ranges.
NEW_LETTERS: Final = [
    0x88F, 0x88F, 0xC5C, 0xC5C, 0xCDC, 0xCDC, 0x1C89, 0x1C8A, 0xA7CB, 0xA7CF, 0xA7D2, 0xA7D2, 0xA7D4, 0xA7D4,
    0xA7DA, 0xA7DC, 0xA7F1, 0xA7F1, 0x105C0, 0x105F3, 0x10940, 0x10959, 0x10D4A, 0x10D65, 0x10D6F, 0x10D85, 0x10EC2,
    0x10EC7, 0x1123F, 0x11240, 0x11380, 0x11389, 0x1138B, 0x1138B, 0x1138E, 0x1138E, 0x11390, 0x113B5, 0x113B7,
    0x113B7, 0x113D1, 0x113D1, 0x113D3, 0x113D3, 0x11BC0, 0x11BE0, 0x11DB0, 0x11DDB, 0x11F02, 0x11F02, 0x11F04,
    0x11F10, 0x11F12, 0x11F33, 0x1342F, 0x1342F, 0x13441, 0x13446, 0x13460, 0x143FA, 0x16100, 0x1611D, 0x16D40,
    0x16D6C, 0x16EA0, 0x16EB8, 0x16EBB, 0x16ED3, 0x16FF2, 0x16FF3, 0x187F8, 0x187FF, 0x18CFF, 0x18CFF, 0x18D09,
    0x18D1E, 0x18D80, 0x18DF2, 0x1B132, 0x1B132, 0x1B155, 0x1B155, 0x1DF25, 0x1DF2A, 0x1E030, 0x1E06D, 0x1E4D0,
    0x1E4EB, 0x1E5D0, 0x1E5ED, 0x1E5F0, 0x1E5F0, 0x1E6C0, 0x1E6DE, 0x1E6E0, 0x1E6E2, 0x1E6E4, 0x1E6E5, 0x1E6E7,
    0x1E6ED, 0x1E6F0, 0x1E6F4, 0x1E6FE, 0x1E6FF, 0x2B739, 0x2B73F, 0x2CEA2, 0x2CEAD, 0x2EBF0, 0x2EE5D, 0x31350,
    0x33479,
]  # fmt: skip
NEW_DIGITS: Final = [
    0x10D40, 0x10D49, 0x116D0, 0x116E3, 0x11BF0, 0x11BF9, 0x11DE0, 0x11DE9, 0x11F50, 0x11F59, 0x16130, 0x16139,
    0x16D70, 0x16D79, 0x1CCF0, 0x1CCF9, 0x1E4F0, 0x1E4F9, 0x1E5F1, 0x1E5FA,
]  # fmt: skip
NEW_UPPERS: Final = [
    0x1C89, 0x1C89, 0xA7CB, 0xA7CC, 0xA7CE, 0xA7CE, 0xA7D2, 0xA7D2, 0xA7D4, 0xA7D4, 0xA7DA, 0xA7DA, 0xA7DC, 0xA7DC,
    0x10D50, 0x10D65, 0x16EA0, 0x16EB8,
]  # fmt: skip


def from_os(name: str) -> str:
    """A name from the operating system as latin-1 text."""
    return name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("latin-1")


def to_os(text: str) -> str:
    """The reverse of :func:`from_os`."""
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "surrogateescape")


def os_to_unicode(name: str) -> str:
    """A name from the operating system as ordinary text, bytes that are no UTF-8 replaced by U+FFFD."""
    return name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def to_bytes(text: str) -> bytes:
    """What latin-1 text stands for. Characters that are no bytes are encoded, so that this never fails."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return b"".join(
            bytes([ord(ch)]) if ord(ch) < 256 else ch.encode("utf-8", "surrogatepass") for ch in text
        )


def to_unicode(text: str) -> str:
    """Latin-1 text as ordinary text, bytes that are no UTF-8 replaced by U+FFFD."""
    return text if text.isascii() else to_bytes(text).decode("utf-8", "replace")


def decode_rune(s: str, i: int) -> tuple[int, int]:
    """The code point at byte i and its width; (RUNE_ERROR, 1) for what is not UTF-8, (RUNE_ERROR, 0) at the end."""
    n = len(s)
    if i >= n:
        return RUNE_ERROR, 0
    c = ord(s[i])
    if c < 0x80:
        return c, 1
    if c < 0xC2 or c > 0xF4:
        return RUNE_ERROR, 1
    width = 2 if c < 0xE0 else 3 if c < 0xF0 else 4
    if i + width > n:
        return RUNE_ERROR, 1
    rune = c & (0x7F >> width)
    for k in range(i + 1, i + width):
        b = ord(s[k])
        if b & 0xC0 != 0x80:
            return RUNE_ERROR, 1
        rune = rune << 6 | (b & 0x3F)
    if width == 3 and (rune < 0x800 or 0xD800 <= rune < 0xE000):
        return RUNE_ERROR, 1
    if width == 4 and (rune < 0x10000 or rune > MAX_RUNE):
        return RUNE_ERROR, 1
    return rune, width


def encode_rune(rune: int) -> str:
    """A code point as latin-1 text (U+FFFD for what is none)."""
    if 0 <= rune < 0x80:
        return chr(rune)
    if rune < 0 or rune > MAX_RUNE or 0xD800 <= rune < 0xE000:
        rune = RUNE_ERROR
    return chr(rune).encode("utf-8").decode("latin-1")


def in_ranges(ranges: list[int], rune: int) -> bool:
    """Whether rune is in one of the closed ranges [lo, hi, lo, hi, ...]."""
    for k in range(0, len(ranges), 2):
        if ranges[k] <= rune <= ranges[k + 1]:
            return True
    return False


def is_letter(rune: int) -> bool:
    if rune < 0x80:
        return 97 <= rune | 32 <= 122
    return unicodedata.category(chr(rune))[0] == "L" or in_ranges(NEW_LETTERS, rune)


def is_digit(rune: int) -> bool:
    if rune < 0x80:
        return 48 <= rune <= 57
    return unicodedata.category(chr(rune)) == "Nd" or in_ranges(NEW_DIGITS, rune)


def is_upper(rune: int) -> bool:
    if rune < 0x80:
        return 65 <= rune <= 90
    return unicodedata.category(chr(rune)) == "Lu" or in_ranges(NEW_UPPERS, rune)


def is_print(rune: int) -> bool:
    if rune < 0x80:
        return 32 <= rune < 127
    if rune > MAX_RUNE:
        return False
    return chr(rune).isprintable()


def is_exported(name: str) -> bool:
    """Whether a name (latin-1 text) starts with an upper case letter."""
    if name == "":
        return False
    c = ord(name[0])
    if c < 0x80:
        return 65 <= c <= 90
    return is_upper(decode_rune(name, 0)[0])


def rune_name(rune: int) -> str:
    """As Go's %#U: U+0040 '@'."""
    text = f"U+{rune:04X}"
    return f"{text} '{encode_rune(rune)}'" if is_print(rune) else text


def _escape_rune(rune: int, quote: str) -> str:
    if rune == ord(quote) or rune == 92:
        return "\\" + chr(rune)
    if is_print(rune):
        return encode_rune(rune)
    esc = _ESCAPES.get(rune)
    if esc is not None:
        return esc
    if rune < 32 or rune == 127:
        return f"\\x{rune:02x}"
    if rune > MAX_RUNE or 0xD800 <= rune < 0xE000:
        rune = RUNE_ERROR
    return f"\\u{rune:04x}" if rune < 0x10000 else f"\\U{rune:08x}"


def quote_rune(rune: int) -> str:
    """As Go's strconv.QuoteRune."""
    if rune < 0 or rune > MAX_RUNE or 0xD800 <= rune < 0xE000:
        rune = RUNE_ERROR
    return "'" + _escape_rune(rune, "'") + "'"


def quote(s: str) -> str:
    """As Go's strconv.Quote, of latin-1 text."""
    parts: list[str] = ['"']
    i = 0
    n = len(s)
    while i < n:
        rune, width = decode_rune(s, i)
        if width == 1 and rune == RUNE_ERROR:
            parts.append(f"\\x{ord(s[i]):02x}")
        else:
            parts.append(_escape_rune(rune, '"'))
        i += width
    parts.append('"')
    return "".join(parts)
