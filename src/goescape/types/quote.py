"""Quoting strings as Go does. Strings are bytes as latin-1."""


def quote(s: str) -> str:
    """As strconv.Quote: in double quotes, with what is not printable escaped. The result is bytes as latin-1."""
    out = ['"']
    n = len(s)
    i = 0
    while i < n:
        c = s[i]
        if c < "\x80":
            out.append(_quote_ascii(c))
            i += 1
            continue
        size = rune_size(s, i)
        if size == 0:
            out.append(f"\\x{ord(c):02x}")
            i += 1
            continue
        enc = s[i : i + size]
        r = enc.encode("latin-1").decode("utf-8")
        if r.isprintable() and r != "\ufeff":
            out.append(enc)
        elif r < "\U00010000":
            out.append(f"\\u{ord(r):04x}")
        else:
            out.append(f"\\U{ord(r):08x}")
        i += size
    out.append('"')
    return "".join(out)


def _quote_ascii(c: str) -> str:
    if c == '"' or c == "\\":
        return "\\" + c
    if " " <= c < "\x7f":
        return c
    if c == "\n":
        return "\\n"
    if c == "\t":
        return "\\t"
    if c == "\r":
        return "\\r"
    if c == "\a":
        return "\\a"
    if c == "\b":
        return "\\b"
    if c == "\f":
        return "\\f"
    if c == "\v":
        return "\\v"
    return f"\\x{ord(c):02x}"


def rune_size(s: str, i: int) -> int:
    """The number of bytes of the UTF-8 sequence at ``s[i]``, 0 if there is no valid one."""
    b = ord(s[i])
    if b < 0x80:
        return 1
    if b < 0xC2 or b > 0xF4:
        return 0
    size = 2 if b < 0xE0 else 3 if b < 0xF0 else 4
    if i + size > len(s):
        return 0
    second = ord(s[i + 1])
    lo = 0x80
    hi = 0xBF
    if b == 0xE0:
        lo = 0xA0
    elif b == 0xED:
        hi = 0x9F
    elif b == 0xF0:
        lo = 0x90
    elif b == 0xF4:
        hi = 0x8F
    if second < lo or second > hi:
        return 0
    for k in range(2, size):
        if not 0x80 <= ord(s[i + k]) <= 0xBF:
            return 0
    return size


def encode_rune(code: int) -> str:
    """The UTF-8 encoding of a code point as latin-1; of U+FFFD if it is none."""
    if code < 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        code = 0xFFFD
    return chr(code).encode("utf-8").decode("latin-1")
