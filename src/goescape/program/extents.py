"""Where the text of what sites are about ends: compilers know points, people and SARIF want ranges."""

from typing import Final, final

from goescape.base.pos import PosTable, pos_col, pos_line
from goescape.program.sites import place_of
from goescape.result.sites import Place, Site
from goescape.syntax.nodes import (
    ArrayType,
    AssertExpr,
    BasicLit,
    CallExpr,
    CallStmt,
    ChanType,
    CompositeLit,
    Expr,
    File,
    FuncLit,
    FuncType,
    IndexExpr,
    InterfaceType,
    KeyValueExpr,
    ListExpr,
    MapType,
    Name,
    Node,
    Operation,
    ParenExpr,
    SelectorExpr,
    SliceExpr,
    SliceType,
    StructType,
)
from goescape.syntax.positions import start_pos
from goescape.syntax.walk import descendants

# What may stand between the last operand and the bracket that closes an expression.
_FILLING: Final = " \t\r\n,.:"


@final
class Extents:
    """Ends of expressions in one file, as offsets into its text."""

    __slots__ = ("text", "lines")

    def __init__(self, file: File) -> None:
        self.text = file.source
        self.lines: list[int] = [0]  # offsets at which lines begin
        at = self.text.find("\n")
        while at >= 0:
            self.lines.append(at + 1)
            at = self.text.find("\n", at + 1)

    def offset(self, pos: int) -> int:
        line = pos_line(pos)
        if line < 1 or line > len(self.lines):
            return -1
        return self.lines[line - 1] + pos_col(pos) - 1

    def end(self, n: Node) -> int:
        """Behind the last character; -1 if that is not known."""
        if isinstance(n, (Name, BasicLit)):
            return self.offset(n.pos) + len(n.value)
        if isinstance(n, CompositeLit):
            return self.offset(n.rbrace) + 1
        if isinstance(n, FuncLit):
            return self.offset(n.body.rbrace) + 1
        if isinstance(n, CallExpr):
            return self.closed(n.args[-1] if n.args else n.fun, "()" if not n.args else ")")
        if isinstance(n, ParenExpr):
            return self.closed(n.x, ")")
        if isinstance(n, IndexExpr):
            return self.closed(n.index, "]")
        if isinstance(n, SliceExpr):
            last = n.max if n.max is not None else n.hi if n.hi is not None else n.lo
            return self.closed(n.x if last is None else last, "[]" if last is None else "]")
        if isinstance(n, AssertExpr):
            return self.closed(n.type_expr, ")")
        if isinstance(n, (StructType, InterfaceType)):
            return self.matched(self.offset(n.pos), "{")
        if isinstance(n, FuncType):
            return self.signature(n)
        last_part = _last_part(n)
        return -1 if last_part is None else self.end(last_part)

    def signature(self, n: FuncType) -> int:
        at = self.matched(self.offset(n.pos), "(")
        if not n.results or at < 0:
            return at
        while at < len(self.text) and self.text[at] in _FILLING:
            at += 1
        return self.matched(at, "(") if self.text.startswith("(", at) else self.end(n.results[-1].typ)

    def matched(self, at: int, bracket: str) -> int:
        """Behind the bracket that closes the next one of this kind; -1 if comments or strings are between."""
        if at < 0:
            return -1
        depth = 0
        at = self.text.find(bracket, at)
        while 0 <= at < len(self.text):
            c = self.text[at]
            if c in "([{":
                depth += 1
            elif c in ")]}":
                depth -= 1
                if depth == 0:
                    return at + 1
            elif c in "/`\"":
                return -1
            at += 1
        return -1

    def closed(self, last: Node, brackets: str) -> int:
        """Behind the brackets that follow ``last``."""
        at = self.end(last)
        if at < 0:
            return -1
        text = self.text
        for bracket in brackets:
            while at < len(text) and text[at] != bracket:
                if text.startswith("//", at):
                    at = text.find("\n", at)
                elif text.startswith("/*", at):
                    at = text.find("*/", at) + 1
                elif text[at] not in _FILLING:
                    return -1
                if at < 0:
                    return -1
                at += 1
            at += 1
        return at if at <= len(text) else -1

    def lines_down(self, start: int, end: int) -> int:
        return self.text.count("\n", start, end)

    def column(self, offset: int) -> int:
        return offset - self.text.rfind("\n", 0, offset)


def _last_part(n: Node) -> Node | None:
    if isinstance(n, SelectorExpr):
        return n.sel
    if isinstance(n, Operation):
        return n.y if n.y is not None else n.x
    if isinstance(n, (KeyValueExpr, MapType)):
        return n.value
    if isinstance(n, (ArrayType, SliceType, ChanType)):
        return n.elem
    if isinstance(n, CallStmt):
        return n.call
    return None


def set_extents(sites: list[Site], package: str, files: list[File], table: PosTable) -> None:
    """Give the package's own sites their begin and end. A place may have several expressions (``x`` and ``x.f``): the
    longest is meant, but for a variable its name."""
    wanted: dict[Place, list[Site]] = {}
    for site in sites:
        if site.package == package and site.place.col > 0:
            wanted.setdefault(site.place, []).append(site)
    for file in files:
        extents = Extents(file)
        for decl in file.decls:
            for n in descendants(decl):
                if isinstance(n, (Expr, CallStmt)) and not isinstance(n, ListExpr):
                    for site in wanted.get(place_of(table, n.pos), []):
                        _set_extent(site, n, n.pos, extents)
                    if isinstance(n, CallExpr) and len(n.args) == 1:  # the place of a conversion is its operand's
                        for site in wanted.get(place_of(table, n.args[0].pos), []):
                            if site.kind == "string conversion":
                                _set_extent(site, n, n.args[0].pos, extents)


def _set_extent(site: Site, n: Node, pos: int, extents: Extents) -> None:
    """``pos``: in ``n``, where the site's place is."""
    if site.kind == "variable" and not isinstance(n, Name):
        return
    begin, end, at = extents.offset(start_pos(n)), extents.end(n), extents.offset(pos)
    if not 0 <= begin <= at < end:
        return
    place = site.place
    last = Place(place.file, place.line + extents.lines_down(at, end), extents.column(end))
    if site.end is None or (site.end.line, site.end.col) < (last.line, last.col):
        site.start = Place(place.file, place.line - extents.lines_down(begin, at), extents.column(begin))
        site.end = last
