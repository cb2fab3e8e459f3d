"""Values of string and rune literals."""

from typing import Final

from goescape.base.text import decode_rune, encode_rune

_SIMPLE: Final = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", "'": "'", '"': '"'
}  # fmt: skip


def unquote(lit: str) -> str | None:
    """The value of a string literal, as latin-1 text (bytes); None if it is malformed."""
    if len(lit) < 2 or lit[0] != lit[-1]:
        return None
    body = lit[1:-1]
    if lit[0] == "`":
        return body.replace("\r", "") if "\r" in body else body
    if lit[0] != '"' or "\n" in body:
        return None
    if "\\" not in body:
        return body
    parts: list[str] = []
    i = 0
    n = len(body)
    while i < n:
        end = body.find("\\", i)
        if end < 0:
            parts.append(body[i:])
            break
        parts.append(body[i:end])
        value, i, is_byte = _escape(body, end + 1)
        if value < 0:
            return None
        parts.append(chr(value) if is_byte else encode_rune(value))
    return "".join(parts)


def unquote_rune(lit: str) -> int:
    """The value of a rune literal; -1 if it is malformed."""
    if len(lit) < 3 or lit[0] != "'" or lit[-1] != "'":
        return -1
    body = lit[1:-1]
    if body[0] == "\\":
        value, end, _ = _escape(body, 1)
    else:
        value, width = decode_rune(body, 0)
        end = width
    return value if end == len(body) else -1


def _escape(s: str, i: int) -> tuple[int, int, bool]:
    """Value and end of the escape sequence whose backslash is before i, and whether it is a byte. Value -1: bad."""
    if i >= len(s):
        return -1, i, False
    c = s[i]
    simple = _SIMPLE.get(c)
    if simple is not None:
        return ord(simple), i + 1, True
    if c == "x":
        base, count, i = 16, 2, i + 1
    elif c == "u":
        base, count, i = 16, 4, i + 1
    elif c == "U":
        base, count, i = 16, 8, i + 1
    elif "0" <= c <= "7":
        base, count = 8, 3
    else:
        return -1, i, False
    digits = s[i : i + count]
    if len(digits) < count:
        return -1, i, False
    value = 0
    for d in digits:
        k = "0123456789abcdef".find(d.lower())
        if k < 0 or k >= base:
            return -1, i, False
        value = value * base + k
    is_byte = count <= 3
    if is_byte and value > 255 or not is_byte and (value > 0x10FFFF or 0xD800 <= value < 0xE000):
        return -1, i, False
    return value, i + count, is_byte
