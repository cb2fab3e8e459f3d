"""Which functions a package's assembly defines and refers to, and with which calling convention.

    TEXT ·Add(SB), NOSPLIT, $0-24      // def .Add 0
    CALL runtime·panicIndex(SB)        // ref runtime.panicIndex 0

What ``go tool asm -gensymabis`` tells the compiler before it compiles the package: the files are preprocessed as far
as that goes without the package's constants, instructions are not understood.
"""

import os
import re
from collections.abc import Iterable

from goescape.load.context import BuildContext
from goescape.load.files import FileReader
from goescape.target.levels import level_setting

ABI0 = 0
ABI_INTERNAL = 1

# Where TEXT ·f<ABIInternal>(SB) may be written (cmd/internal/objabi/pkgspecial.go).
_MAY_CHOOSE_ABI = frozenset(
    "runtime reflect syscall internal/bytealg internal/chacha8rand internal/runtime/syscall/linux "
    "internal/runtime/syscall/windows internal/runtime/startlinetest internal/runtime/maps".split()
)
_MAX_NESTING = 100

# Sources are latin-1 text of UTF-8 bytes; the dot of package.name is replaced by one character first.
_CENTER_DOT, _SLASH = "\xc2\xb7", "\xe2\x88\x95"
_DOT, _STROKE = "\xb7", "\xf7"
_NAME = r"[A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*"
_COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/', re.S)
_IDENTIFIER = re.compile(_NAME)
_DIRECTIVE = re.compile(rf"[ \t\r]*#[ \t]*({_NAME})[ \t]*(.*)", re.S)
_DEFINITION = re.compile(rf"({_NAME})(\(([^()]*)\))?(.*)", re.S)
_LABEL = re.compile(rf"\s*{_NAME}\s*:")
_WORD = re.compile(rf"\s*({_NAME})(?:\s*\.\s*{_NAME})*")
_SYMBOL = re.compile(rf"\s*[$*]?\s*({_NAME})\s*(?:<\s*(\w*)\s*>)?\s*(?:\+\s*\d\w*\s*)?\(\s*SB\s*\)\s*")


class SymbolABIs:
    """Names as the linker has them; those that start with a dot are the package's own.

    ``defs``: the convention that a function is written for. ``refs``: a set of bits 1 << convention.
    """

    def __init__(self) -> None:
        self.defs: dict[str, int] = {}
        self.refs: dict[str, int] = {}


class _Macro:
    """``parameters`` is None if it takes none; ``body`` may hold several lines."""

    def __init__(self, parameters: list[str] | None, body: str) -> None:
        self.parameters = parameters
        self.body = body


def read_symbol_abis(files: Iterable[str], import_path: str, context: BuildContext, reader: FileReader) -> SymbolABIs:
    """Files that cannot be read or understood are left out: their package does not build."""
    found = SymbolABIs()
    for file in files:
        scan = _Scan(found, import_path, context, reader)
        scan.include(file)
    return found


def _predefined(import_path: str, context: BuildContext) -> dict[str, _Macro]:
    names = [f"GOOS_{context.goos}", f"GOARCH_{context.goarch}"]
    levels = [tag.partition(".")[2] for tag in context.level_tags]
    if context.goarch == "arm64" or context.goarch == "wasm":
        levels = []
    elif context.goarch not in ("arm", "ppc64", "ppc64le"):
        levels = levels[-1:]  # the others name lower levels too
    names += [f"{level_setting(context.goarch)}_{level}" for level in levels]
    if import_path in _MAY_CHOOSE_ABI:
        names += [f"GOEXPERIMENT_{name}" for name in context.experiments]
    return {name: _Macro(None, "1") for name in names}


class _Scan:
    """One assembly file and what it includes."""

    def __init__(self, found: SymbolABIs, import_path: str, context: BuildContext, reader: FileReader) -> None:
        self.found = found
        self.may_choose = import_path in _MAY_CHOOSE_ABI
        self.includes = [os.path.join(context.goroot, "pkg", "include")]
        self.reader = reader
        self.macros = _predefined(import_path, context)
        self.enabled = [True]
        self.depth = 0

    # -------------------------------------------------------------------------------------- preprocessing

    def include(self, path: str) -> None:
        try:
            text = self.reader.read_all(path)
        except OSError:
            return
        if not self.depth:
            self.includes.insert(0, os.path.dirname(path))
        if self.depth < _MAX_NESTING:
            self.depth += 1
            self.lines(text.replace(_CENTER_DOT, _DOT).replace(_SLASH, _STROKE))
            self.depth -= 1

    def lines(self, text: str) -> None:
        lines = iter(_COMMENT.sub(_without_comment, text).split("\n"))
        for line in lines:
            if "#" in line and (match := _DIRECTIVE.match(line)):
                name, rest = match[1], match[2]
                if name == "define":
                    while rest.rstrip().endswith("\\"):
                        rest = rest.rstrip()[:-1] + "\n" + next(lines, "")
                self.directive(name, rest.strip())
            elif self.enabled[-1]:
                self.code(line)

    def directive(self, name: str, rest: str) -> None:
        enabled = self.enabled
        if name == "ifdef" or name == "ifndef":
            enabled.append(enabled[-1] and (rest in self.macros) == (name == "ifdef"))
        elif name == "else":
            if len(enabled) > 1 and enabled[-2]:
                enabled[-1] = not enabled[-1]
        elif name == "endif":
            if len(enabled) > 1:
                enabled.pop()
        elif enabled[-1]:
            if name == "define" and (match := _DEFINITION.match(rest)):
                parameters = [p.strip() for p in match[3].split(",") if p.strip()] if match[2] else None
                self.macros[match[1]] = _Macro(parameters, match[4])
            elif name == "undef":
                self.macros.pop(rest, None)
            elif name == "include":
                for folder in self.includes:
                    path = os.path.join(folder, rest.strip('"'))
                    if self.reader.is_file(path):
                        self.include(path)
                        break

    def expand(self, text: str, nesting: int = 0) -> str:
        """The text with macros replaced, and those in what replaces them."""
        out: list[str] = []
        start = 0
        while match := _IDENTIFIER.search(text, start):
            macro = self.macros.get(match[0])
            if macro is None:
                out.append(text[start : match.end()])
                start = match.end()
                continue
            out.append(text[start : match.start()])
            start = match.end()
            body = macro.body
            if macro.parameters is not None:
                arguments, end = _arguments(text, start)
                if end < 0:
                    out.append(match[0])
                    continue
                start = end
                body = _substitute(body, dict(zip(macro.parameters, arguments, strict=False)))
            if nesting < _MAX_NESTING:
                out.append(self.expand(body, nesting + 1))
        out.append(text[start:])
        return "".join(out)

    # ----------------------------------------------------------------------------------------- statements

    def code(self, line: str) -> None:
        for match in _IDENTIFIER.finditer(line):
            if match[0] in self.macros:
                line = self.expand(line)
                break
        if "SB" in line:
            for statement in line.replace("\n", ";").split(";"):
                if "SB" in statement:
                    self.statement(statement)

    def statement(self, text: str) -> None:
        while match := _LABEL.match(text):
            text = text[match.end() :]
        match = _WORD.match(text)
        if match is None:
            return
        word = match[1]
        operands = _operands(text[match.end() :])
        if word == "TEXT":
            symbol = self.symbol(operands[0])
            if symbol is not None:
                self.found.defs[symbol[0]] = symbol[1]
            return
        if word == "DATA" or word == "FUNCDATA":
            operands = operands[1:]
        for operand in operands:
            symbol = self.symbol(operand)
            if symbol is not None:
                name, abi = symbol
                self.found.refs[name] = self.found.refs.get(name, 0) | 1 << abi

    def symbol(self, operand: str) -> tuple[str, int] | None:
        """The function that an operand names, with its convention; None for static ones and whatever else."""
        match = _SYMBOL.fullmatch(operand)
        if match is None or match[2] == "":
            return None
        abi = ABI_INTERNAL if self.may_choose and match[2] == "ABIInternal" else ABI0
        return match[1].replace(_DOT, ".").replace(_STROKE, "/"), abi


def _without_comment(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith('"') else " "


def _arguments(text: str, start: int) -> tuple[list[str], int]:
    """The arguments of a macro's use, which begin at ``start``, and where they end; -1 if there are none."""
    while start < len(text) and text[start] in " \t\r":
        start += 1
    if not text.startswith("(", start):
        return [], -1
    out: list[str] = []
    depth = 0
    begin = start + 1
    for i in range(begin, len(text)):
        c = text[i]
        if depth == 0 and c in ",)":
            out.append(text[begin:i])
            begin = i + 1
            if c == ")":
                return out, begin
        elif c == "(":
            depth += 1
        elif c == ")":
            depth -= 1
    return [], -1


def _substitute(body: str, arguments: dict[str, str]) -> str:
    return _IDENTIFIER.sub(lambda match: arguments.get(match[0], match[0]), body)


def _operands(text: str) -> list[str]:
    """Split at commas (and the colon of a register pair) outside brackets."""
    out: list[str] = []
    depth = 0
    begin = 0
    for i, c in enumerate(text):
        if c in "([":
            depth += 1
        elif c in ")]":
            depth -= 1
        elif depth == 0 and c in ",:":
            out.append(text[begin:i])
            begin = i + 1
    out.append(text[begin:])
    return out
