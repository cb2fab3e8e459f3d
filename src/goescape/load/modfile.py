"""go.mod, go.work and vendor/modules.txt.

One lexer for both kinds of file: lines of words, blocks in parentheses, ``//`` comments, quoted strings. Errors
carry ``file:line`` and, for syntax, the column, worded as golang.org/x/mod/modfile does.
"""

import re

from goescape.load.errors import LoadError
from goescape.load.version import ModuleVersion, canonical_version, check_path_major, is_semver, split_path_major

_GO_VERSION = re.compile(r"([1-9][0-9]*)\.(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))?([a-z]+[0-9]+)?\Z")
_LAX_GO_VERSION = re.compile(r"v?(([1-9][0-9]*)\.(0|[1-9][0-9]*))([^0-9].*)\Z", re.S)
_TOOLCHAIN = re.compile(r"default\Z|go1(\Z|\.)")
_BLOCKS = frozenset({"module", "godebug", "require", "exclude", "replace", "retract", "tool", "ignore"})
_WORK_BLOCKS = frozenset({"godebug", "use", "replace"})
_LAX_VERBS = frozenset({"go", "module", "retract", "require", "ignore"})


class ModFileError(LoadError):
    """A go.mod or go.work that cannot be understood; ``errors`` are its lines."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


class Line:
    """A statement: its words (strings still quoted), where it is, its trailing comment."""

    __slots__ = ("words", "line", "col", "comment")

    def __init__(self, words: list[str], line: int, col: int, comment: str) -> None:
        self.words = words
        self.line = line
        self.col = col
        self.comment = comment


class Require:
    __slots__ = ("mod", "indirect", "line")

    def __init__(self, mod: ModuleVersion, indirect: bool, line: int) -> None:
        self.mod = mod
        self.indirect = indirect
        self.line = line


class Replace:
    """old (version may be empty: all) => new (version empty: a directory)."""

    __slots__ = ("old", "new", "line")

    def __init__(self, old: ModuleVersion, new: ModuleVersion, line: int) -> None:
        self.old = old
        self.new = new
        self.line = line


class ModFile:
    """What a go.mod or go.work says."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.module = ""
        self.go = ""
        self.toolchain = ""
        self.require: list[Require] = []
        self.exclude: list[ModuleVersion] = []
        self.replace: list[Replace] = []
        self.retract: list[tuple[str, str]] = []
        self.tool: list[str] = []
        self.ignore: list[str] = []
        self.godebug: dict[str, str] = {}
        self.use: list[tuple[str, int]] = []  # directory, line

    def replacements(self) -> dict[ModuleVersion, ModuleVersion]:
        """Later lines win."""
        return {line.old: line.new for line in self.replace}


def parse_mod(name: str, text: str, lax: bool = False) -> ModFile:
    """Read a go.mod. lax: it is a dependency's, what only matters in a main module is ignored."""
    file = ModFile(name)
    errors: list[str] = []
    for verb, line in _statements(name, text, errors, _BLOCKS, lax):
        if not lax or verb in _LAX_VERBS:
            _Directive(file, verb, line, errors, lax).apply_mod()
    if errors:
        raise ModFileError(errors)
    return file


def parse_work(name: str, text: str) -> ModFile:
    """Read a go.work."""
    file = ModFile(name)
    errors: list[str] = []
    for verb, line in _statements(name, text, errors, _WORK_BLOCKS, False):
        _Directive(file, verb, line, errors, False).apply_work()
    if errors:
        raise ModFileError(errors)
    return file


def _statements(name: str, text: str, errors: list[str], blocks: frozenset[str], lax: bool) -> list[tuple[str, Line]]:
    """(verb, line without the verb) for every statement."""
    result: list[tuple[str, Line]] = []
    lines = _Lexer(name, text).lines()
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        words = line.words
        if len(words) > 1 and words[-1] == "(":
            head = words[:-1]
            inner: list[Line] = []
            while index < len(lines) and lines[index].words[0] != ")":
                inner.append(lines[index])
                index += 1
            if index == len(lines):
                end = text.count("\n") + 1
                start = f"{name}:{line.line}:{line.col}"
                raise ModFileError([_place(name, end, 1) + f"syntax error (unterminated block started at {start})"])
            closing = lines[index]
            index += 1
            if len(closing.words) > 1:
                col = closing.col + 1
                raise ModFileError(
                    [_place(name, closing.line, col) + "syntax error (expected newline after closing paren)"]
                )
        elif len(words) > 2 and words[-2:] == ["(", ")"]:
            head, inner = words[:-2], []
        else:
            result.append((words[0], Line(words[1:], line.line, line.col, line.comment)))
            continue
        if len(head) > 1 or head[0] not in blocks:
            if not lax:
                errors.append(_place(name, line.line, line.col) + f"unknown block type: {' '.join(head)}")
            continue
        result.extend((head[0], item) for item in inner)
    return result


def _place(name: str, line: int, col: int) -> str:
    """Columns are only shown where a statement does not begin its line."""
    return f"{name}:{line}:{col}: " if col > 1 else f"{name}:{line}: "


class _Lexer:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text

    def lines(self) -> list[Line]:
        result = []
        for number, text in enumerate(self.text.split("\n"), 1):
            line = self._line(text, number)
            if line.words:
                result.append(line)
        return result

    def _line(self, text: str, number: int) -> Line:
        words: list[str] = []
        first_col = 1
        pos = 0
        comment = ""
        while pos < len(text):
            char = text[pos]
            if char in " \t\r":
                pos += 1
                continue
            if text.startswith("//", pos):
                comment = text[pos:].rstrip("\r")
                break
            if text.startswith("/*", pos):
                self._error(number, pos, "mod files must use // comments (not /* */ comments)")
            start = pos
            if char in "()[]{},":
                pos += 1
            elif char in '"`':
                pos = self._string(text, number, pos)
            elif _is_word(char):
                while pos < len(text) and _is_word(text[pos]) and not text.startswith("//", pos):
                    if text.startswith("/*", pos):
                        self._error(number, pos, "mod files must use // comments (not /* */ comments)")
                    pos += 1
            else:
                self._error(number, pos, f"unexpected input character {_quote_char(char)}")
            if not words:
                first_col = start + 1
            words.append(text[start:pos])
        return Line(words, number, first_col, comment)

    def _string(self, text: str, number: int, pos: int) -> int:
        quote = text[pos]
        pos += 1
        while pos < len(text) and text[pos] != quote:
            pos += 2 if text[pos] == "\\" and quote == '"' else 1
        if pos >= len(text):
            self._error(number, len(text), "unexpected newline in string")
        return pos + 1

    def _error(self, line: int, pos: int, msg: str) -> None:
        raise ModFileError([_place(self.name, line, pos + 1) + msg])


def _is_word(char: str) -> bool:
    return char not in " ()[]{}," and (char.isprintable() or char >= "\x80") and not char.isspace()


def _quote_char(char: str) -> str:
    return repr(char) if char.isprintable() else f"'\\x{ord(char):02x}'"


class _Directive:
    """One statement being added to a file."""

    def __init__(self, file: ModFile, verb: str, line: Line, errors: list[str], lax: bool) -> None:
        self.file = file
        self.verb = verb
        self.words = line.words
        self.line = line
        self.errors = errors
        self.lax = lax

    def error(self, msg: str) -> None:
        self.errors.append(_place(self.file.name, self.line.line, self.line.col) + msg)

    def apply_mod(self) -> None:
        verb, words, file = self.verb, self.words, self.file
        if verb == "go":
            self.go()
        elif verb == "toolchain":
            self.toolchain()
        elif verb == "module":
            if file.module:
                self.error("repeated module statement")
            elif len(words) != 1:
                self.error("usage: module module/path")
            else:
                file.module = self.string(words[0])
        elif verb == "godebug":
            self.godebug()
        elif verb in ("require", "exclude"):
            self.requirement()
        elif verb == "replace":
            self.replace()
        elif verb == "retract":
            self.retract()
        elif verb in ("tool", "ignore"):
            if len(words) != 1:
                self.error(f"{verb} directive expects exactly one argument")
            elif verb == "tool":
                file.tool.append(self.string(words[0]))
            else:
                file.ignore.append(self.string(words[0]))
        else:
            self.error(f"unknown directive: {verb}")

    def apply_work(self) -> None:
        verb, words = self.verb, self.words
        if verb == "go":
            self.go()
        elif verb == "toolchain":
            self.toolchain()
        elif verb == "godebug":
            self.godebug()
        elif verb == "use":
            if len(words) != 1:
                self.error("usage: use local/dir")
            else:
                self.file.use.append((self.string(words[0]), self.line.line))
        elif verb == "replace":
            self.replace()
        else:
            self.error(f"unknown directive: {verb}")

    def go(self) -> None:
        if self.file.go:
            self.error("repeated go statement")
        elif len(self.words) != 1:
            self.error("go directive expects exactly one argument")
        else:
            version = self.words[0]
            if not _GO_VERSION.match(version):
                match = _LAX_GO_VERSION.match(version) if self.lax else None
                if match is None:
                    self.error(f"invalid go version '{version}': must match format 1.23.0")
                    return
                version = match.group(1)
            self.file.go = version

    def toolchain(self) -> None:
        if self.file.toolchain:
            self.error("repeated toolchain statement")
        elif len(self.words) != 1:
            self.error("toolchain directive expects exactly one argument")
        elif not _TOOLCHAIN.match(self.words[0]):
            self.error(f"invalid toolchain version '{self.words[0]}': must match format go1.23.0 or default")
        else:
            self.file.toolchain = self.words[0]

    def godebug(self) -> None:
        if len(self.words) != 1 or any(char in self.words[0] for char in "\"`',") or "=" not in self.words[0]:
            self.error("usage: godebug key=value")
            return
        key, _, value = self.words[0].partition("=")
        self.file.godebug[key] = value

    def requirement(self) -> None:
        if len(self.words) != 2:
            self.error(f"usage: {self.verb} module/path v1.2.3")
            return
        path = self.string(self.words[0])
        version = self.version(path, self.words[1])
        if version is None:
            return
        problem = check_path_major(version, split_path_major(path)[1])
        if problem:
            self.error(f"{self.verb} {path}: {problem}")
            return
        mod = ModuleVersion(path, version)
        if self.verb == "exclude":
            self.file.exclude.append(mod)
        else:
            self.file.require.append(Require(mod, _is_indirect(self.line.comment), self.line.line))

    def replace(self) -> None:
        words = self.words
        arrow = 1 if len(words) >= 2 and words[1] == "=>" else 2
        if not arrow + 2 <= len(words) <= arrow + 3 or words[arrow] != "=>":
            self.error(
                "usage: replace module/path [v1.2.3] => other/module v1.4\n"
                "\t or replace module/path [v1.2.3] => ../local/directory"
            )
            return
        path = self.string(words[0])
        old_version: str | None = ""
        if arrow == 2:
            old_version = self.version(path, words[1])
        if old_version is None:
            return
        new_path = self.string(words[arrow + 1])
        new_version: str | None = ""
        if len(words) == arrow + 2:
            if not is_directory_path(new_path):
                if "@" in new_path:
                    self.error("replacement module must match format 'path version', not 'path@version'")
                else:
                    self.error(
                        "replacement module without version must be directory path (rooted or starting with . or ..)"
                    )
                return
        else:
            new_version = self.version(new_path, words[arrow + 2])
            if new_version is not None and is_directory_path(new_path):
                self.error(f'replacement module directory path "{new_path}" cannot have version')
                return
        if new_version is not None:
            old = ModuleVersion(path, old_version)
            self.file.replace.append(Replace(old, ModuleVersion(new_path, new_version), self.line.line))

    def retract(self) -> None:
        """A version, or an interval ``[low, high]``."""
        words = self.words
        problem = ""
        if not words or words[0] == "(":
            problem = "expected '[' or version"
        elif words[0] != "[":
            self.file.retract.append((words[0], words[0]))
            words = words[1:]
        elif len(words) < 5 or words[2] != "," or words[4] != "]":
            problem = (
                "expected ',' after version" if len(words) < 3 or words[2] != "," else "expected ']' after version"
            )
        else:
            self.file.retract.append((words[1], words[3]))
            words = words[5:]
        if self.lax:
            return
        if problem:
            self.error(problem)
        elif words:
            self.error(f'unexpected token after version: "{words[0]}"')

    def version(self, path: str, word: str) -> str | None:
        version = canonical_version(self.string(word))
        if not version:
            self.error(f'{self.verb} {path}: version "{word}" invalid: must be of the form v1.2.3')
            return None
        return version

    def string(self, word: str) -> str:
        if word.startswith('"'):
            if "\\" in word:
                import json

                try:
                    return str(json.loads(word))
                except ValueError:
                    self.error("invalid quoted string: invalid syntax")
                    return ""
            return word[1:-1]
        if any(quote in word for quote in "\"'`"):
            self.error("invalid quoted string: unquoted string cannot contain quote")
        return word


def _is_indirect(comment: str) -> bool:
    fields = comment.removeprefix("//").split()
    return bool(fields) and (fields == ["indirect"] or fields[0] == "indirect;")


def is_directory_path(path: str) -> bool:
    return (
        path in (".", "..")
        or path.startswith(("./", "../", "/", ".\\", "..\\", "\\"))
        or (len(path) > 1 and path[0].isalpha() and path[1] == ":")
    )


class VendorList:
    """vendor/modules.txt: which module each vendored package comes from."""

    def __init__(self) -> None:
        self.packages: dict[str, ModuleVersion] = {}
        self.modules: list[ModuleVersion] = []  # that provide packages, in order
        self.go_versions: dict[ModuleVersion, str] = {}
        self.explicit: set[ModuleVersion] = set()
        self.replacements: dict[ModuleVersion, ModuleVersion] = {}
        self.workspace = False


def parse_modules_txt(text: str) -> VendorList:
    """Lines: ``# module version [=> replacement]``, ``## explicit; go 1.17``, package paths."""
    result = VendorList()
    mod = ModuleVersion("", "")
    for line in text.splitlines():
        if line.startswith("# "):
            fields = line.split()
            mod = ModuleVersion("", "")
            if len(fields) < 3:
                continue
            if is_semver(fields[2]):
                mod = ModuleVersion(fields[1], fields[2])
                fields = fields[3:]
            elif fields[2] == "=>":
                mod = ModuleVersion(fields[1], "")
                fields = fields[2:]
            else:
                continue
            if len(fields) >= 2 and fields[0] == "=>":
                if len(fields) == 2 or (len(fields) == 3 and is_semver(fields[2])):
                    result.replacements[mod] = ModuleVersion(fields[1], fields[2] if len(fields) == 3 else "")
        elif line.startswith("## "):
            if not mod.path:
                result.workspace |= any(entry.strip() == "workspace" for entry in line[3:].split(";"))
                continue
            for entry in line[3:].split(";"):
                entry = entry.strip()
                if entry == "explicit":
                    result.explicit.add(mod)
                elif entry.startswith("go "):
                    result.go_versions[mod] = entry[3:].strip()
        elif mod.path and len(fields := line.split()) == 1 and not line.startswith("#"):
            result.packages[fields[0]] = mod
            if not result.modules or result.modules[-1] != mod:
                result.modules.append(mod)
    return result
