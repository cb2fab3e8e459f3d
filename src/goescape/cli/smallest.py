"""The shortest function of each package in which two sides differ: where to begin to look for the cause."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from goescape.check.attach import Attachment, function_name
from goescape.check.source import Source
from goescape.result import Message
from goescape.result.diff import Diff, PackageDiff
from goescape.result.names import without_type_arguments

_BLOCK: Final = re.compile(r"^func (.*?) # ")


@dataclass
class Differing:
    """``missing``: only the reference has; ``dumps``: the function after or before phases, by their title."""

    package: str
    name: str
    file: str
    first: int
    last: int
    source: str
    missing: list[Message]
    extra: list[Message]
    dumps: dict[str, str] = field(default_factory=dict)

    @property
    def n_lines(self) -> int:
        return self.last - self.first + 1

    def place(self) -> str:
        return f"{self.file}:{self.first}"

    def as_json(self) -> dict[str, Any]:
        return {
            "package": self.package,
            "function": self.name,
            "file": self.file,
            "first": self.first,
            "last": self.last,
            "missing": [message.format() for message in self.missing],
            "extra": [message.format() for message in self.extra],
            "dumps": self.dumps,
        }


def smallest_functions(diff: Diff) -> list[Differing]:
    """Of each package that differs, the shortest first; not of those that differ outside of functions only."""
    found = [smallest_function(package) for package in diff.packages if not package.identical]
    return sorted((f for f in found if f is not None), key=lambda f: (f.n_lines, f.package))


def smallest_function(package: PackageDiff) -> Differing | None:
    """Messages may name files of other packages: bodies that were inlined from there. Those count as well."""
    found: list[Differing] = []
    for path in sorted({m.file for m in package.missing + package.extra if m.line}):
        found += _functions(path, package)
    return min(found, key=lambda f: (f.n_lines, f.file, f.first), default=None)


def _functions(path: str, package: PackageDiff) -> list[Differing]:
    try:
        with open(path, "rb") as file:
            source = Source(path, file.read().decode("latin-1"))
    except OSError:
        return []
    if source.file is None:
        return []
    out = []
    for start, end, decl in Attachment(source, source.file).functions:
        first, last = source.line_at(start), source.line_at(end - 1)
        lines = source.lines(first, last)
        missing = [m for m in package.missing if (m.file, m.line) in lines]
        extra = [m for m in package.extra if (m.file, m.line) in lines]
        if missing or extra:
            text = source.text[start:end].encode("latin-1").decode("utf-8", "replace")
            name = function_name(decl)
            out.append(Differing(package.path, name, path, first, last, f"{text}\n", missing, extra))
    return out


def is_of(name: str, declared: str) -> bool:
    """Whether gc's name of a function is that of a declared one, of an instance of it or of a literal in it.

    >>> is_of("G[go.shape.[]int].func1", "G"), is_of("(*T[int]).M-range1", "(*T).M"), is_of("Go", "G")
    (True, True, False)
    """
    name = without_type_arguments(name)
    return name == declared or name.startswith((f"{declared}.", f"{declared}-range"))


def dumps_of(text: str, declared: str) -> str:
    """The functions of a dump that belong to a declared one; literals come inside of it and once more by themselves."""
    out: list[str] = []
    seen: set[str] = set()
    wanted = False
    for line in text.splitlines(keepends=True):
        head = _BLOCK.match(line)
        if head is not None:
            wanted = is_of(head[1], declared) and line not in seen
            seen.add(line)
        if wanted and line.strip():
            out.append(line)
    return "".join(out)
