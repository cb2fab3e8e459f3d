"""Build constraints: ``//go:build`` and ``// +build`` lines, and GOOS/GOARCH in file names.

Follows go/build and go/build/constraint.
"""

from collections.abc import Callable, Container, Iterable

KNOWN_OS = frozenset(
    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows "
    "zos".split()
)
UNIX_OS = frozenset("aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris".split())
KNOWN_ARCH = frozenset(
    "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 "
    "ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm".split()
)
_IMPLIED_OS = {"android": "linux", "illumos": "solaris", "ios": "darwin"}

# Characters that bytes.TrimSpace removes (ASCII ones; sources are latin-1, so no others).
SPACE = " \t\n\v\f\r"


_MAX_SIZE = 1000  # operands of a build expression
_MAX_OLD_SIZE = 101  # the same for +build
_MAX_DEPTH = 150  # parentheses; Go has no limit of its own below _MAX_SIZE


class ConstraintError(Exception):
    """A ``//go:build`` line that cannot be parsed."""


class TagSet:
    """Which tags hold: the platform's, the toolchain's and the user's."""

    __slots__ = ("_tags",)

    def __init__(self, goos: str, goarch: str, tags: Iterable[str], cgo: bool) -> None:
        names = {goos, goarch, "gc"}
        if goos in _IMPLIED_OS:
            names.add(_IMPLIED_OS[goos])
        if goos in UNIX_OS:
            names.add("unix")
        if cgo:
            names.add("cgo")
        names.update(tags)
        self._tags = names

    def __contains__(self, name: object) -> bool:
        if name == "boringcrypto":  # old name
            name = "goexperiment.boringcrypto"
        return name in self._tags


def file_name_matches(name: str, tags: TagSet) -> bool:
    """Whether the GOOS and GOARCH suffixes of a file name (``x_linux_arm64_test.go``) fit."""
    name = name.partition(".")[0]
    first = name.find("_")
    if first < 0:
        return True
    words = name[first:].split("_")
    if words[-1] == "test":
        words.pop()
    if len(words) >= 2 and words[-2] in KNOWN_OS and words[-1] in KNOWN_ARCH:
        return words[-1] in tags and words[-2] in tags
    if words and (words[-1] in KNOWN_OS or words[-1] in KNOWN_ARCH):
        return words[-1] in tags
    return True


def header_matches(header: str, tags: TagSet) -> bool:
    """Whether the constraints above the package clause hold. header: the text up to there, or more.

    Raises ConstraintError.
    """
    if "build" not in header:
        return True
    leading, go_build = _parse_header(header)
    if go_build:
        return parse_go_build(go_build, tags)
    result = True
    for line in leading.split("\n"):
        line = line.strip(SPACE)
        if line.startswith("//") and "+build" in line:
            args = _plus_build_args(line)
            if args is not None and not _eval_plus_build(args, tags):
                result = False
    return result


def _parse_header(text: str) -> tuple[str, str]:
    """The leading run of // comments that a blank line ends, and the //go:build line (or "")."""
    end = 0
    pos = 0
    go_build = ""
    ended = False
    in_comment = False
    while pos < len(text):
        newline = text.find("\n", pos)
        stop = len(text) if newline < 0 else newline
        line = text[pos:stop].strip(SPACE)
        pos = len(text) if newline < 0 else newline + 1
        if not line and not ended:
            end = pos
            continue
        if not line.startswith("//"):
            ended = True
        if not in_comment and _is_go_build(line):
            if go_build:
                raise ConstraintError("multiple //go:build comments")
            go_build = line
        while line:
            if in_comment:
                close = line.find("*/")
                if close < 0:
                    break
                in_comment = False
                line = line[close + 2 :].strip(SPACE)
            elif line.startswith("//"):
                break
            elif line.startswith("/*"):
                in_comment = True
                line = line[2:].strip(SPACE)
            else:
                return text[:end], go_build
    return text[:end], go_build


def _is_go_build(line: str) -> bool:
    return line.startswith("//go:build") and (len(line) == 10 or line[10] in SPACE)


def _plus_build_args(line: str) -> list[str] | None:
    text = line[2:].strip(SPACE)
    text = _utf8(text)
    if not text.startswith("+build"):
        return None
    rest = text[6:]
    if rest and rest[0] not in SPACE:
        return None
    return rest.split()


def _eval_plus_build(clauses: list[str], tags: TagSet) -> bool:
    """Clauses are alternatives, their comma-separated terms all must hold."""
    if sum(clause.count(",") + 1 for clause in clauses) > _MAX_OLD_SIZE:
        return True  # too complex: such a line is ignored
    if not clauses:
        return "ignore" in tags
    for clause in clauses:
        if all(_eval_plus_build_term(term, tags) for term in clause.split(",")):
            return True
    return False


def _eval_plus_build_term(term: str, tags: TagSet) -> bool:
    negated = term.startswith("!")
    if negated:
        term = term[1:]
    if negated and (not term or term.startswith("!")):
        return "ignore" in tags
    name = term if is_tag(term) else "ignore"
    return (name in tags) != negated


def is_tag(word: str) -> bool:
    return word != "" and all(_is_tag_char(char) for char in word)


def _is_tag_char(char: str) -> bool:
    return char.isalpha() or char.isdecimal() or char in "_."


def _utf8(text: str) -> str:
    """Latin-1 source text as the characters that its bytes encode."""
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "replace")


def parse_go_build(line: str, tags: Container[str]) -> bool:
    """Evaluate a ``//go:build`` line. Raises ConstraintError."""
    expr = _utf8(line.strip(SPACE)[10:])
    return _Evaluator(expr.strip(SPACE), tags.__contains__).run()


class _Evaluator:
    """Recursive descent over ``||``, ``&&``, ``!``, parentheses and tags; values instead of a tree."""

    def __init__(self, text: str, has: Callable[[str], bool]) -> None:
        self.text = text
        self.has = has
        self.pos = 0
        self.tok = ""
        self.is_tag = False
        self.size = 0
        self.depth = 0

    def run(self) -> bool:
        value = self._or()
        if self.tok:
            raise ConstraintError("unexpected token " + self.tok)
        return value

    def _or(self) -> bool:
        value = self._and()
        while self.tok == "||":
            right = self._and()
            value = value or right
        return value

    def _and(self) -> bool:
        value = self._not()
        while self.tok == "&&":
            right = self._not()
            value = value and right
        return value

    def _not(self) -> bool:
        negated = False
        self.size += 1
        if self.size > _MAX_SIZE:
            raise ConstraintError("build expression too large")
        self._next()
        if self.tok == "!":
            self._next()
            if self.tok == "!":
                raise ConstraintError("double negation not allowed")
            negated = True
        return self._atom() != negated

    def _atom(self) -> bool:
        if self.tok == "(":
            self.depth += 1
            if self.depth > _MAX_DEPTH:
                raise ConstraintError("build expression too large")
            try:
                value = self._or()
            except ConstraintError as error:
                if str(error) == "unexpected end of expression":
                    raise ConstraintError("missing close paren") from None
                raise
            self.depth -= 1
            if self.tok != ")":
                raise ConstraintError("missing close paren")
            self._next()
            return value
        if not self.is_tag:
            if self.tok == "":
                raise ConstraintError("unexpected end of expression")
            raise ConstraintError("unexpected token " + self.tok)
        name = self.tok
        self._next()
        return self.has(name)

    def _next(self) -> None:
        text = self.text
        pos = self.pos
        while pos < len(text) and text[pos] in " \t":
            pos += 1
        self.is_tag = False
        if pos >= len(text):
            self.tok = ""
            self.pos = pos
            return
        char = text[pos]
        if char in "()!":
            self.tok = char
            self.pos = pos + 1
            return
        if char in "&|":
            if text[pos + 1 : pos + 2] != char:
                raise ConstraintError("invalid syntax at " + char)
            self.tok = char + char
            self.pos = pos + 2
            return
        end = pos
        while end < len(text) and _is_tag_char(text[end]):
            end += 1
        if end == pos:
            raise ConstraintError("invalid syntax at " + char)
        self.tok = text[pos:end]
        self.pos = end
        self.is_tag = True
