"""Which functions mention a function, by name: a look at the text that is cheaper than checking types.

May name functions that mean something else of that name; leaves out none. Bodies that were skipped stay unparsed.
"""

import re
from typing import Final, final

from goescape.load.errors import LoadError
from goescape.program.session import LoadedPackage, Session
from goescape.syntax.nodes import FuncDecl, Name, Node, VarDecl
from goescape.syntax.walk import descendants
from goescape.types.types import Func as FuncObject

# A name alone between braces, semicolons or line ends; a tag or a comment may follow.
EMBEDDED: Final = re.compile(r"""[{;\n]\s*(?:\*\s*)?(?:\w+\s*\.\s*)?(\w+)[ \t]*(?=[;\n}`"]|//|/\*)""")


@final
class Found:
    """``funcs``: shorter ones first, as far as that is known. ``outside``: also mentioned where a variable is set."""

    __slots__ = ("funcs", "outside")

    def __init__(self, funcs: list[FuncObject], outside: bool) -> None:
        self.funcs = funcs
        self.outside = outside


NOTHING = Found([], False)


@final
class Mentions:
    __slots__ = ("session", "texts", "known", "embedded")

    def __init__(self, session: Session) -> None:
        self.session = session
        self.texts: dict[LoadedPackage, str] = {}
        self.embedded: dict[LoadedPackage, set[str]] = {}
        self.known: dict[tuple[LoadedPackage, FuncObject], Found] = {}

    def of(self, lp: LoadedPackage, obj: FuncObject) -> Found:
        """The functions of a package that mention ``obj``, itself left out."""
        known = self.known.get((lp, obj))
        if known is None:
            known = self._find(lp, obj)
            self.known[(lp, obj)] = known
        return known

    def _find(self, lp: LoadedPackage, obj: FuncObject) -> Found:
        if not lp.pkg.loaded:
            if obj.name not in self._text(lp):
                return NOTHING
            self.session.load(lp.files)
        pattern = self._pattern(lp, obj)
        if not pattern:
            return NOTHING
        mention = re.compile(pattern)
        sized: list[tuple[int, int, FuncObject]] = []
        outside = False
        for file in lp.syntax:
            if mention.search(file.source) is None:
                continue
            for decl in file.decls:
                if isinstance(decl, FuncDecl):
                    lazy = decl.lazy_body
                    if lazy is not None:
                        found = mention.search(file.source, lazy.offset, lazy.end) is not None
                        size = lazy.end - lazy.offset
                    else:
                        found = decl.body is not None and names(decl.body, obj.name)
                        size = 0
                    f = decl.name.obj
                    if found and isinstance(f, FuncObject) and f is not obj:
                        sized.append((size, len(sized), f))
                elif isinstance(decl, VarDecl) and not outside:
                    outside = names(decl, obj.name)
        sized.sort()
        return Found([f for _, _, f in sized], outside)

    def embeds(self, lp: LoadedPackage, name: str) -> bool:
        """Whether a type of that name seems to be an embedded field somewhere in the package."""
        known = self.embedded.get(lp)
        if known is None:
            known = set(EMBEDDED.findall(self._text(lp)))
            self.embedded[lp] = known
        return name in known

    def _text(self, lp: LoadedPackage) -> str:
        """All source text of the package."""
        text = self.texts.get(lp)
        if text is None:
            parts: list[str] = []
            for path in lp.files.go_files:
                try:
                    parts.append(self.session.loader.read_source(path))
                except LoadError:
                    continue  # an error of the package's own, reported when it is loaded
            text = "\n".join(parts)
            self.texts[lp] = text
        return text

    def _pattern(self, lp: LoadedPackage, obj: FuncObject) -> str:
        """What a mention looks like; empty if the package cannot mention the function."""
        name = re.escape(obj.name)
        if obj.is_method:
            return rf"\.\s*{name}\b"
        if obj.pkg is lp.pkg:
            return rf"\b{name}\b"
        if lp.checker is None:
            return ""
        options: list[str] = []
        for imported in lp.checker.imports:
            if imported.imported is obj.pkg:
                options.append(rf"\b{re.escape(imported.name)}\s*\.\s*{name}\b")
        for dotted in lp.checker.dot_imports.values():
            if obj.name in dotted:
                options.append(rf"\b{name}\b")
        return "|".join(options)


def names(n: Node, name: str) -> bool:
    """Whether the name stands anywhere below."""
    for m in descendants(n):
        if isinstance(m, Name) and m.value == name:
            return True
    return False
