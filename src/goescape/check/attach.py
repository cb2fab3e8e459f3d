"""Which code a comment is about.

A comment behind code is about the statement, declaration or field that ends on its line; if none ends there (the line
ends in ``{``, ``,`` or an operator), about what the line begins. A comment with a line of its own is about the code
that follows, unless it stands directly below a statement with an empty line after it: then about that one. These are
the rules by which Go's own tools (go/ast, NewCommentMap) associate comments, but for a comment behind ``{``, which they
give to the first statement inside.
"""

from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cached_property

from goescape.base.text import to_unicode
from goescape.check.source import Comment, Line, Source
from goescape.result.sites import Place
from goescape.syntax.nodes import (
    BlockStmt,
    CaseClause,
    CommClause,
    Decl,
    EmptyStmt,
    Field,
    File,
    ForStmt,
    FuncDecl,
    IfStmt,
    Name,
    Node,
    Operation,
    ParenExpr,
    SelectStmt,
    SliceExpr,
    Stmt,
    SwitchStmt,
)
from goescape.syntax.positions import end_pos, start_pos
from goescape.syntax.walk import children, descendants


@dataclass(frozen=True)
class Span:
    """A statement, declaration or field, from offset to offset; ``head``: where the part before a body ends."""

    node: Node
    start: int
    end: int
    head: int
    first: int  # its lines in the file
    last: int
    last_head: int


@dataclass(frozen=True)
class Subject:
    """What a comment is about. ``line``: where it begins, as gc's messages name it; ``lines``: all of its head (all
    of it, but for bodies); ``whole``: with bodies. node: None if the line only continues a statement. inside: an offset
    at which the names that it declares are visible."""

    place: Place
    line: Line
    lines: frozenset[Line]
    whole: frozenset[Line]
    node: Node | None
    function: FuncDecl | None  # that it is in, or is
    inside: int


class Attachment:
    """Comments of one file to its code."""

    def __init__(self, source: Source, file: File) -> None:
        self.source = source
        self.file = file
        self.spans = sorted(self._spans(), key=lambda s: (s.start, -s.end))

    # ------------------------------------------------------------------------------------------------- spans

    def _spans(self) -> list[Span]:
        out: list[Span] = []
        for node in descendants(self.file):
            if isinstance(node, EmptyStmt) or (isinstance(node, Stmt) and node.pos == 0):
                continue
            if isinstance(node, (Decl, Stmt, Field)):
                out.append(self._span(node))
        return out

    def _span(self, node: Node) -> Span:
        source = self.source
        start = source.offset(start_pos(node))
        if isinstance(node, Decl):
            start = self._keyword(node, start)
        end = source.closed(start, max(self._end(node), start + 1))
        body = _body(node)
        head = end if body is None else source.offset(body) + 1
        return Span(
            node, start, end, head, source.line_at(start), source.line_at(end - 1), source.line_at(max(head - 1, start))
        )

    def _keyword(self, node: Decl, start: int) -> int:
        """A declaration's position is behind its keyword; those in a group have none."""
        if node.group is not None and not isinstance(node, FuncDecl):
            return start
        text = self.source.text
        before = text[:start].rstrip(" \t\r\n")
        for word in ("func", "type", "var", "const", "import"):
            if before.endswith(word):
                return len(before) - len(word)
        return start

    def _end(self, node: Node) -> int:
        """Offset behind the node's last token, but for closing brackets."""
        source = self.source
        end = source.offset(end_pos(node))
        for n in _right_edge(node):
            end = max(end, source.offset(n))
        return end

    # ---------------------------------------------------------------------------------------------- comments

    def subject(self, comment: Comment) -> Subject | None:
        """None if the comment is about nothing: it stands before a closing bracket, or at the end of the file."""
        if comment.trailing:
            return self._before(comment)
        first, last = self._group(comment)
        code = self.source.next_code(last.end)
        end = code >= len(self.source.text)
        ended = self._ended_on(first.line - 1, first.start)
        if ended is not None and (end or self.source.line_at(code) > last.end_line + 1):
            return self.about(ended)
        if end or self.source.text[code] in ")]}":
            return None if ended is None else self.about(ended)
        return self._at(code)

    def _before(self, comment: Comment) -> Subject:
        ended = self._ended_on(comment.line, comment.start)
        if ended is not None:
            return self.about(ended)
        begun = [s for s in self.spans if s.first == comment.line and s.start < comment.start]
        headed = [s for s in begun if s.last_head == comment.line]
        if headed or begun:
            return self.about((headed or begun)[0])
        return self._line(comment.line, self.source.first_code(comment.line))

    def _ended_on(self, line: int, before: int) -> Span | None:
        """The largest that ends on a line, last before an offset; nothing else begins in between."""
        ended = [s for s in self.spans if s.last == line and s.end <= before]
        if not ended:
            return None
        end = max(s.end for s in ended)
        if any(end <= s.start < before for s in self.spans):
            return None  # it is in the head of a statement whose body has begun
        return next(s for s in ended if s.end == end)

    def _group(self, comment: Comment) -> tuple[Comment, Comment]:
        """The first and last of the comments that stand in lines of their own without an empty line between."""
        comments = self.source.comments
        low = high = comments.index(comment)
        while low > 0 and not comments[low - 1].trailing and comments[low - 1].end_line == comments[low].line - 1:
            low -= 1
        while high + 1 < len(comments) and not comments[high + 1].trailing:
            if comments[high].end_line != comments[high + 1].line - 1:
                break
            high += 1
        return comments[low], comments[high]

    def _at(self, code: int) -> Subject:
        """What begins at an offset; the whole file, if that is the package clause."""
        if code == self.source.next_code(0):
            subject = self._line(self.source.line_at(code), code)
            return replace(subject, whole=self.source.lines(1, self.source.line_at(len(self.source.text))))
        at = bisect_left(self.spans, code, key=lambda s: s.start)
        line = self.source.line_at(code)
        if at < len(self.spans) and self.spans[at].first == line:
            span = self.spans[at]
            group = isinstance(span.node, Decl) and span.start > code  # "var (" before it
            if span.start == code or group:
                return self.about(span)
        return self._line(line, code)

    def about(self, span: Span) -> Subject:
        source = self.source
        lines = source.lines(span.first, span.last_head)
        whole = source.lines(span.first, span.last)
        line = source.line_name(span.first)
        inside = span.end - 1 if span.head == span.end else span.head
        return Subject(source.place_at(span.start), line, lines, whole, span.node, self.function_at(span.start), inside)

    def _line(self, line: int, offset: int) -> Subject:
        name = self.source.line_name(line)
        only = frozenset((name,))
        return Subject(self.source.place_at(offset), name, only, only, None, self.function_at(offset), offset)

    # --------------------------------------------------------------------------------------------- functions

    @cached_property
    def functions(self) -> list[tuple[int, int, FuncDecl]]:
        return [(s.start, s.end, s.node) for s in self.spans if isinstance(s.node, FuncDecl)]

    def function_at(self, offset: int) -> FuncDecl | None:
        return next((fn for start, end, fn in self.functions if start <= offset < end), None)


def _body(node: Node) -> int | None:
    """Position of the brace (of clauses: the colon) that ends a node's head."""
    if isinstance(node, FuncDecl):
        return None if node.body is None else node.body.pos
    if isinstance(node, ForStmt):
        return node.body.pos
    if isinstance(node, IfStmt):
        return node.then.pos
    if isinstance(node, (CaseClause, CommClause)):
        return node.colon
    if isinstance(node, BlockStmt):
        return node.pos
    if isinstance(node, (SwitchStmt, SelectStmt)):
        return node.body[0].pos if node.body else None
    return None


def _right_edge(node: Node) -> list[int]:
    """Positions that :func:`end_pos` may miss."""
    out: list[int] = []
    for n in descendants(node) if not _has_body(node) else []:
        if isinstance(n, SliceExpr):
            out += [x.pos for x in (n.lo, n.hi, n.max) if x is not None]
    return out


def _has_body(node: Node) -> bool:
    return _body(node) is not None or isinstance(node, BlockStmt)


def function_name(fn: FuncDecl) -> str:
    """As records have it: ``F``, ``T.M``, ``(*T).M``, without type parameters."""
    return to_unicode(_function_name(fn))


def _function_name(fn: FuncDecl) -> str:
    if fn.recv is None:
        return fn.name.value
    typ: Node = fn.recv.typ
    pointer = False
    while True:
        if isinstance(typ, ParenExpr):
            typ = typ.x
        elif isinstance(typ, Operation) and typ.y is None:
            pointer = True
            typ = typ.x
        elif isinstance(typ, Name):
            break
        else:
            below = children(typ)  # T[P]: an index expression
            if not below:
                return fn.name.value
            typ = below[0]
    name = f"(*{typ.value})" if pointer else typ.value
    return f"{name}.{fn.name.value}"
