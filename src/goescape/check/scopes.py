"""The variables that a function declares, and from where to where each is visible."""

from dataclasses import dataclass

from goescape.base.pos import pos_line
from goescape.base.text import to_unicode
from goescape.check.source import Line, Source
from goescape.result.sites import Place
from goescape.syntax.nodes import (
    DEF,
    AssignStmt,
    BlockStmt,
    DeclStmt,
    Field,
    ForStmt,
    FuncDecl,
    FuncLit,
    IfStmt,
    LabeledStmt,
    Name,
    Node,
    RangeClause,
    SelectStmt,
    SwitchStmt,
    TypeSwitchGuard,
    VarDecl,
    unpack_list,
)
from goescape.syntax.walk import children


@dataclass(frozen=True)
class Variable:
    """``begin``, ``end``: offsets between which it is visible. role: "parameter", "result" or "variable".

    clauses: of the variable of a type switch, the lines of its cases: each makes one of its own.
    """

    name: str
    place: Place
    role: str
    begin: int
    end: int
    clauses: frozenset[Line] = frozenset()


class _Block:
    def __init__(self, end: int) -> None:
        self.end = end
        self.names: set[str] = set()


class Scopes:
    """All variables of one function, those of function literals in it included."""

    def __init__(self, source: Source, fn: FuncDecl) -> None:
        self.source = source
        self.variables: list[Variable] = []
        if fn.body is None:
            block = _Block(source.offset(fn.name.pos))
        else:
            block = _Block(source.offset(fn.body.rbrace))
        if fn.recv is not None:
            self.field(fn.recv, "parameter", block)
        for param in fn.typ.params:
            self.field(param, "parameter", block)
        for result in fn.typ.results:
            self.field(result, "result", block)
        if fn.body is not None:
            for stmt in fn.body.list:
                self.visit(stmt, block)

    def named(self, name: str) -> list[Variable]:
        return [v for v in self.variables if v.name == name]

    def visible(self, name: str, offset: int) -> Variable | None:
        """What the name stands for at an offset."""
        seen = [v for v in self.named(name) if v.begin <= offset < v.end]
        return max(seen, key=lambda v: v.begin, default=None)

    def field(self, field: Field, role: str, block: _Block) -> None:
        if field.name is not None:
            self.declare(field.name, block, role)

    def declare(
        self, name: Name, block: _Block, role: str = "variable", clauses: frozenset[Line] = frozenset()
    ) -> None:
        if name.value == "_" or name.value in block.names:
            return
        block.names.add(name.value)
        place = self.source.place(name.pos)
        self.variables.append(
            Variable(to_unicode(name.value), place, role, self.source.offset(name.pos), block.end, clauses)
        )

    def visit(self, node: Node, block: _Block) -> None:
        """Declarations in a statement or expression; ``block`` is the innermost one around it."""
        if isinstance(node, AssignStmt) and node.op == DEF:
            self.below(node, block)
            for x in unpack_list(node.lhs):
                if isinstance(x, Name):
                    self.declare(x, block)
        elif isinstance(node, DeclStmt):
            for decl in node.decls:
                self.below(decl, block)
                if isinstance(decl, VarDecl):
                    for name in decl.names:
                        self.declare(name, block)
        elif isinstance(node, RangeClause):
            self.below(node, block)
            if node.define:
                for x in unpack_list(node.lhs):
                    if isinstance(x, Name):
                        self.declare(x, block)
        elif isinstance(node, FuncLit):
            inner = _Block(self.source.offset(node.body.rbrace))
            for param in node.sig.params:
                self.field(param, "variable", inner)
            for result in node.sig.results:
                self.field(result, "variable", inner)
            for stmt in node.body.list:
                self.visit(stmt, inner)
        elif isinstance(node, (SwitchStmt, SelectStmt)):
            self.clauses(node, _Block(self.source.offset(node.rbrace)))
        elif isinstance(node, (BlockStmt, ForStmt, IfStmt)):
            self.below(node, _Block(self.end_of(node)))
        elif isinstance(node, LabeledStmt):
            self.visit(node.stmt, block)
        else:
            self.below(node, block)

    def below(self, node: Node, block: _Block) -> None:
        for child in children(node):
            self.visit(child, block)

    def clauses(self, node: SwitchStmt | SelectStmt, block: _Block) -> None:
        clauses: list[Node] = [*node.body]
        if isinstance(node, SwitchStmt):
            for part in (node.init, node.tag):
                if part is not None:
                    self.visit(part, block)
            guard = node.tag
            if isinstance(guard, TypeSwitchGuard) and guard.lhs is not None:
                lines: set[Line] = set()
                for case in node.body:
                    lines |= self.source.lines(pos_line(case.pos), pos_line(case.colon))
                self.declare(guard.lhs, block, clauses=frozenset(lines))
        for clause, following in zip(clauses, [*clauses[1:], None], strict=True):
            self.below(clause, _Block(block.end if following is None else self.source.offset(following.pos)))

    def end_of(self, node: BlockStmt | ForStmt | IfStmt) -> int:
        while isinstance(node, IfStmt):
            els = node.els
            if not isinstance(els, (BlockStmt, IfStmt)):
                return self.source.offset(node.then.rbrace)
            node = els
        return self.source.offset(node.body.rbrace if isinstance(node, ForStmt) else node.rbrace)
