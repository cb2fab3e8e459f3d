"""Which import and module paths are well formed (golang.org/x/mod/module)."""

_WINDOWS_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{i}" for i in range(1, 10)), *(f"lpt{i}" for i in range(1, 10))]
)
_PUNCTUATION = frozenset("-._~+")


def check_import_path(path: str, kind: str) -> str:
    """Empty if path is well formed, else ``malformed KIND path "PATH": REASON``. kind: "import" or "module"."""
    problem = _problem(path, kind)
    return f'malformed {kind} path "{path}": {problem}' if problem else ""


def _problem(path: str, kind: str) -> str:
    if not path:
        return "empty string"
    if path[0] == "-":
        return "leading dash"
    if "//" in path:
        return "double slash"
    if path[-1] == "/":
        return "trailing slash"
    for element in path.split("/"):
        problem = _element_problem(element, kind)
        if problem:
            return problem
    return ""


def _element_problem(element: str, kind: str) -> str:
    if not element:
        return "empty path element"
    if not element.strip("."):
        return f'invalid path element "{element}"'
    if element[-1] == ".":
        return "trailing dot in path element"
    for char in element:
        if not (char.isascii() and char.isalnum()) and char not in _PUNCTUATION:
            if kind == "module" and char == "+":
                continue
            return f"invalid char {_quote(char)}"
    short = element.partition(".")[0]
    if short.lower() in _WINDOWS_NAMES:
        return f'"{short}" disallowed as path element component on Windows'
    head, tilde, digits = short.rpartition("~")
    if tilde and digits and digits.isdigit():
        return "trailing tilde and digits in path element"
    return ""


def _quote(char: str) -> str:
    """A character as Go's %q prints it."""
    if char == "'":
        return "'\\''"
    if char.isprintable() or char == "\\":
        return "'\\\\'" if char == "\\" else f"'{char}'"
    code = ord(char)
    if char in "\a\b\f\n\r\t\v":
        return "'\\" + "abfnrtv"["\a\b\f\n\r\t\v".index(char)] + "'"
    return f"'\\x{code:02x}'" if code < 0x80 else f"'\\u{code:04x}'"
