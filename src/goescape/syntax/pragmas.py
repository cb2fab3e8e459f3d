"""``//go:`` directives: flag bits, their parsing, and who may use which (cmd/compile/internal/noder)."""

from typing import Final

from goescape.base.errors import ErrorList
from goescape.base.text import is_digit, is_letter, quote
from goescape.syntax.nodes import Pragma
from goescape.syntax.unquote import unquote

# Flags of functions.
NOINTERFACE: Final = 1 << 0
NOESCAPE: Final = 1 << 1
NORACE: Final = 1 << 2
NOSPLIT: Final = 1 << 3
NOINLINE: Final = 1 << 4
NO_CHECK_PTR: Final = 1 << 5
CGO_UNSAFE_ARGS: Final = 1 << 6
UINTPTR_KEEP_ALIVE: Final = 1 << 7
UINTPTR_ESCAPES: Final = 1 << 8
# ... of the runtime's functions.
SYSTEMSTACK: Final = 1 << 9
NOWRITEBARRIER: Final = 1 << 10
NOWRITEBARRIERREC: Final = 1 << 11
YESWRITEBARRIERREC: Final = 1 << 12
# Of a file.
GO_BUILD: Final = 1 << 13
REGISTER_PARAMS: Final = 1 << 14

RUNTIME_PRAGMAS: Final = SYSTEMSTACK | NOWRITEBARRIER | NOWRITEBARRIERREC | YESWRITEBARRIERREC
FUNC_PRAGMAS: Final = (
    NOINTERFACE
    | NOESCAPE
    | NORACE
    | NOSPLIT
    | NOINLINE
    | NO_CHECK_PTR
    | REGISTER_PARAMS
    | CGO_UNSAFE_ARGS
    | UINTPTR_KEEP_ALIVE
    | UINTPTR_ESCAPES
    | RUNTIME_PRAGMAS
)

PRAGMA_FLAGS: Final[dict[str, int]] = {
    "go:build": GO_BUILD,
    "go:noescape": NOESCAPE,
    "go:norace": NORACE,
    "go:nosplit": NOSPLIT | NO_CHECK_PTR,
    "go:noinline": NOINLINE,
    "go:nocheckptr": NO_CHECK_PTR,
    "go:systemstack": SYSTEMSTACK,
    "go:nowritebarrier": NOWRITEBARRIER,
    "go:nowritebarrierrec": NOWRITEBARRIERREC | NOWRITEBARRIER,
    "go:yeswritebarrierrec": YESWRITEBARRIERREC,
    "go:cgo_unsafe_args": CGO_UNSAFE_ARGS | NO_CHECK_PTR,
    "go:uintptrkeepalive": UINTPTR_KEEP_ALIVE,
    "go:uintptrescapes": UINTPTR_ESCAPES | UINTPTR_KEEP_ALIVE,
    "go:registerparams": REGISTER_PARAMS,
}

# Directives without a flag that the standard library may use.
STD_PRAGMAS: Final = frozenset(
    (
        "go:cgo_export_static",
        "go:cgo_export_dynamic",
        "go:cgo_import_static",
        "go:cgo_import_dynamic",
        "go:cgo_ldflag",
        "go:cgo_dynamic_linker",
        "go:embed",
        "go:fix",
        "go:generate",
    )
)

# What a file's package allows.
IN_STD: Final = 1  # standard library (gc's -std)
IN_RUNTIME: Final = 2  # one of the runtime's packages
FOR_WASM: Final = 4  # GOARCH=wasm
FOR_AIX: Final = 8

RUNTIME_PACKAGES: Final = frozenset(
    (
        "runtime",
        "internal/runtime/atomic",
        "internal/runtime/cgroup",
        "internal/runtime/exithook",
        "internal/runtime/gc",
        "internal/runtime/gc/scan",
        "internal/runtime/maps",
        "internal/runtime/math",
        "internal/runtime/sys",
        "internal/runtime/syscall/linux",
        "internal/runtime/syscall/windows",
        "internal/abi",
        "internal/bytealg",
        "internal/byteorder",
        "internal/chacha8rand",
        "internal/coverage/rtcov",
        "internal/cpu",
        "internal/goarch",
        "internal/godebugs",
        "internal/goexperiment",
        "internal/goos",
        "internal/profilerecord",
        "internal/strconv",
        "internal/stringslite",
    )
)

_SPACE: Final = " \t\n\v\f\r"
_SAFE_ARG: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._/"


def pragma_context(import_path: str, std: bool, goos: str, goarch: str) -> int:
    """The ``context`` bits for ``parse_file``."""
    context = 0
    if std:
        context |= IN_STD
        if import_path in RUNTIME_PACKAGES:
            context |= IN_RUNTIME
    if goarch == "wasm":
        context |= FOR_WASM
    if goos == "aix":
        context |= FOR_AIX
    return context


def split_fields(text: str) -> list[str]:
    """As Go's strings.Fields, of ASCII blanks."""
    for c in "\t\n\v\f\r":
        text = text.replace(c, " ")
    return [field for field in text.split(" ") if field != ""]


def report_unused(pragma: Pragma, errs: ErrorList) -> None:
    """The directives stand where no declaration follows."""
    for flag, pos in pragma.flag_pos:
        if flag & pragma.flags:
            errs.add(pos, "misplaced compiler directive")
    for pos, _ in pragma.embeds:
        errs.add(pos, "misplaced go:embed directive")
    if pragma.wasm_import is not None:
        errs.add(pragma.wasm_import[0], "misplaced go:wasmimport directive")
    if pragma.wasm_export is not None:
        errs.add(pragma.wasm_export[0], "misplaced go:wasmexport directive")


def add_directive(pragma: Pragma, pos: int, text: str, context: int, cgo_file: bool, errs: ErrorList) -> None:
    """Add the directive ``text`` (from "go:" on) that stands, alone on its line, at ``pos``."""
    if pragma.pos == 0:
        pragma.pos = pos
    if text.startswith("go:wasmimport "):
        fields = split_fields(text)
        if len(fields) != 3:
            errs.add(pos, "usage: //go:wasmimport importmodule importname")
        elif context & FOR_WASM:
            pragma.wasm_import = (pos, fields[1], fields[2])
        return
    if text.startswith("go:wasmexport "):
        fields = split_fields(text)
        if len(fields) != 2:
            errs.add(pos, "usage: //go:wasmexport exportname")
        elif context & FOR_WASM:
            pragma.wasm_export = (pos, fields[1])
        return
    if text.startswith("go:linkname ") or text.startswith("go:linknamestd "):
        fields = split_fields(text)
        if not 2 <= len(fields) <= 3:
            errs.add(pos, "usage: //" + fields[0] + " localname [linkname]")
        else:
            pragma.linknames.append((pos, fields[1], fields[2] if len(fields) == 3 else ""))
        return
    if text == "go:embed" or text.startswith("go:embed "):
        patterns, msg = parse_embed(text[len("go:embed") :])
        if msg != "":
            errs.add(pos, msg)
        if not patterns:
            errs.add(pos, "usage: //go:embed pattern...")
        else:
            pragma.embeds.append((pos, patterns))
        return
    if text.startswith("go:cgo_import_dynamic "):
        fields = pragma_fields(text)
        if len(fields) >= 4:
            lib = fields[3].strip('"')
            if lib != "" and not (lib[0] in _SAFE_ARG or lib[0] >= "\x80") and not cgo_file:
                errs.add(pos, "invalid library name " + quote(lib) + " in cgo_import_dynamic directive")
            check_cgo_directive(pos, text, context, errs)
            return
    if text.startswith("go:cgo_"):
        if not cgo_file and not context & IN_STD:
            errs.add(pos, "//" + text + " only allowed in cgo-generated code")
        check_cgo_directive(pos, text, context, errs)

    space = text.find(" ")
    verb = text if space < 0 else text[:space]
    flag = PRAGMA_FLAGS.get(verb, 0)
    if flag & RUNTIME_PRAGMAS and not context & IN_RUNTIME:
        errs.add(pos, "//" + verb + " only allowed in runtime")
    if flag == UINTPTR_KEEP_ALIVE and not context & IN_STD:
        errs.add(pos, "//" + verb + " is only allowed in the standard library")
    if flag == 0 and verb not in STD_PRAGMAS and context & IN_STD:
        errs.add(pos, "//" + verb + " is not allowed in the standard library")
    pragma.flags |= flag
    pragma.flag_pos.append((flag, pos))


def parse_embed(args: str) -> tuple[list[str], str]:
    """The patterns of a go:embed directive, or an error."""
    patterns: list[str] = []
    args = args.strip(_SPACE)
    while args != "":
        c = args[0]
        if c == "`":
            end = args.find("`", 1)
            if end < 0:
                return [], "invalid quoted string in //go:embed: " + args
            path = args[1:end]
            end += 1
        elif c == '"':
            end = 1
            while end < len(args) and args[end] != '"':
                end += 2 if args[end] == "\\" else 1
            if end >= len(args):
                return [], "invalid quoted string in //go:embed: " + args
            end += 1
            value = unquote(args[:end])
            if value is None:
                return [], "invalid quoted string in //go:embed: " + args[:end]
            path = value
        else:
            end = 0
            while end < len(args) and args[end] not in _SPACE:
                end += 1
            path = args[:end]
        rest = args[end:]
        if rest != "" and rest[0] not in _SPACE:
            return [], "invalid quoted string in //go:embed: " + rest
        patterns.append(path)
        args = rest.strip(_SPACE)
    return patterns, ""


def _quoted(s: str) -> bool:
    return len(s) >= 2 and s[0] == '"' and s[-1] == '"'


def check_cgo_directive(pos: int, text: str, context: int, errs: ErrorList) -> None:
    """Only the form counts: what cgo directives say is for the linker."""
    fields = pragma_fields(text)
    verb = fields[0][len("go:") :]
    n = len(fields)
    plain = n >= 2 and not _quoted(fields[1]) and (n < 3 or not _quoted(fields[2]))
    if verb == "cgo_export_static" or verb == "cgo_export_dynamic":
        if not (plain and n <= 3):
            errs.add(pos, "usage: //go:" + verb + " local [remote]")
    elif verb == "cgo_import_dynamic":
        if not plain or n > 4 or n == 4 and not _quoted(fields[3]):
            errs.add(pos, 'usage: //go:cgo_import_dynamic local [remote ["library"]]')
        elif n == 4 and context & FOR_AIX:
            library = fields[3].strip('"')
            parts = library.split("/")
            if library != "" and not (
                len(parts) == 2 and parts[0].endswith(".a") and (parts[1].endswith(".o") or ".so." in parts[1])
            ):
                errs.add(pos, 'usage: //go:cgo_import_dynamic local [remote ["lib.a/object.o"]]')
    elif verb == "cgo_import_static":
        if not (n == 2 and plain):
            errs.add(pos, "usage: //go:cgo_import_static local")
    elif verb == "cgo_dynamic_linker":
        if not (n == 2 and _quoted(fields[1])):
            errs.add(pos, 'usage: //go:cgo_dynamic_linker "path"')
    elif verb == "cgo_ldflag":
        if not (n == 2 and _quoted(fields[1])):
            errs.add(pos, 'usage: //go:cgo_ldflag "arg"')


def pragma_fields(text: str) -> list[str]:
    """Split at blanks outside quotes, and before and after a quoted part; an unclosed one is dropped."""
    fields: list[str] = []
    quoted = False
    start = -1
    for i in range(len(text)):
        c = text[i]
        if c == '"':
            if quoted:
                quoted = False
                fields.append(text[start : i + 1])
                start = -1
            else:
                quoted = True
                if start >= 0:
                    fields.append(text[start:i])
                start = i
        elif not quoted and (c == " " or c == "\t" or c == "\n" or c == "\r"):
            if start >= 0:
                fields.append(text[start:i])
                start = -1
        elif start < 0:
            start = i
    if not quoted and start >= 0:
        fields.append(text[start:])
    return fields


# ------------------------------------------------------------------------------------------- //go:build versions


class _BadConstraint(Exception):
    pass


class _VersionParser:
    """Evaluates a build expression to the lowest Go release that it implies.

    -1 stands for none, N for go1.N. ``sign`` < 0 below an odd number of "!".
    """

    __slots__ = ("text", "i", "tok", "is_tag", "size")

    def __init__(self, text: str) -> None:
        self.text = text
        self.i: int = 0
        self.tok: str = ""
        self.is_tag = False
        self.size: int = 0

    def either(self, sign: int) -> int:
        v = self.both(sign)
        while self.tok == "||":
            w = self.both(sign)
            v = max(v, w) if sign < 0 else min(v, w)
        return v

    def both(self, sign: int) -> int:
        v = self.negation(sign)
        while self.tok == "&&":
            w = self.negation(sign)
            v = min(v, w) if sign < 0 else max(v, w)
        return v

    def negation(self, sign: int) -> int:
        self.size += 1
        if self.size > 1000:
            raise _BadConstraint
        self.lex()
        if self.tok == "!":
            self.lex()
            if self.tok == "!":
                raise _BadConstraint
            return self.atom(-sign)
        return self.atom(sign)

    def atom(self, sign: int) -> int:
        if self.tok == "(":
            v = self.either(sign)
            if self.tok != ")":
                raise _BadConstraint
            self.lex()
            return v
        if not self.is_tag:
            raise _BadConstraint
        tag = self.tok
        self.lex()
        return -1 if sign < 0 else tag_version(tag)

    def lex(self) -> None:
        text = self.text
        self.is_tag = False
        while self.i < len(text) and text[self.i] in " \t":
            self.i += 1
        i = self.i
        if i >= len(text):
            self.tok = ""
            return
        c = text[i]
        if c in "()!":
            self.i = i + 1
        elif c in "&|":
            if text[i : i + 2] != c + c:
                raise _BadConstraint
            self.i = i + 2
        else:
            end = i
            while end < len(text) and (is_letter(ord(text[end])) or is_digit(ord(text[end])) or text[end] in "_."):
                end += 1
            if end == i:
                raise _BadConstraint
            self.i = end
            self.is_tag = True
        self.tok = text[i : self.i]


def tag_version(tag: str) -> int:
    if tag == "go1":
        return 0
    _, found, digits = tag.partition("go1.")
    if found == "" or not (digits.isascii() and digits.isdigit()):
        return -1
    return int(digits) if len(digits) < 19 else -1


def build_line_version(line: str) -> str | None:
    """The Go version that a ``//go:build`` line implies: "go1.N", "" for none, None if the line is not valid."""
    line = line.strip(_SPACE)
    rest = line[len("//go:build") :]
    text = rest.strip(_SPACE)
    if len(text) == len(rest) and rest != "":
        return None
    parser = _VersionParser(text.encode("latin-1").decode("utf-8", "replace"))
    try:
        version = parser.either(1)
    except _BadConstraint:
        return None
    if parser.tok != "":
        return None
    if version < 0:
        return ""
    return "go1" if version == 0 else f"go1.{version}"
