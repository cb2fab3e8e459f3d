"""Parsing snippets, and trees as short text."""

from goescape.base.errors import ErrorList
from goescape.base.pos import PosTable, pos_col, pos_line
from goescape.syntax.nodes import BasicLit, BranchStmt, File, FuncDecl, Name, Node, Operation
from goescape.syntax.parser import parse_body, parse_file
from goescape.syntax.walk import descendants

PATH = "/d/f.go"


def parse(src: str, *, lazy: bool = False, context: int = 0, limit: int = 10) -> tuple[File, ErrorList]:
    """``lazy``: bodies are skipped first and parsed afterwards, one by one."""
    table = PosTable()
    errors = ErrorList(table, limit)
    text = src.encode("utf-8", "surrogateescape").decode("latin-1")
    file = parse_file(text, PATH, PATH, table, errors, skip_bodies=lazy, context=context)
    for decl in file.decls:
        if isinstance(decl, FuncDecl) and decl.lazy_body is not None:
            parse_body(decl, table, errors)
    return file, errors


def errors_of(src: str, *, lazy: bool = False, context: int = 0) -> list[str]:
    """Error lines without the file's name."""
    _, errors = parse(src, lazy=lazy, context=context)
    return [line.removeprefix(PATH + ":") for line in errors.lines()]


def place(pos: int) -> str:
    return f"{pos_line(pos)}:{pos_col(pos)}"


def outline(root: Node) -> list[str]:
    """One line per node: kind, position, name or literal."""
    lines = []
    for n in descendants(root):
        text = f"{type(n).__name__} {place(n.pos)}"
        if isinstance(n, (Name, BasicLit)):
            text += " " + n.value
        elif isinstance(n, Operation):
            text += f" {n.op}"
        elif isinstance(n, BranchStmt) and n.target is not None:
            text += " -> " + place(n.target.pos)
        lines.append(text)
    return lines
