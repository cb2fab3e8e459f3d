"""Readable dumps of functions, one node per line, for ``goescape dump`` and for tests.

    func (*T).M
    . param t *T
    . AS # 12:5
    . . NAME-x int
    . . CALLFUNC error # 12:12
"""

from typing import final

from goescape.base.pos import pos_col, pos_line
from goescape.ir.expr import BasicLit, CompLitExpr, ConvExpr, SelectorExpr
from goescape.ir.fmt import Printer, op_syntax
from goescape.ir.node import (
    ESC_HEAP,
    ESC_NEVER,
    ESC_NONE,
    PPARAM,
    PPARAMOUT,
    ClosureExpr,
    Func,
    Name,
    Node,
    Visitor,
)
from goescape.ir.ops import OP_NAMES
from goescape.ir.stmt import AssignOpStmt, BranchStmt, LabelStmt


@final
class _Children(Visitor):
    __slots__ = ("nodes",)

    def __init__(self) -> None:
        self.nodes: list[Node] = []

    def visit(self, n: Node) -> None:
        self.nodes.append(n)


def _head(n: Node, p: Printer) -> str:
    s = OP_NAMES[n.op]
    if isinstance(n, Name):
        s += "-" + p.node(n)
    elif isinstance(n, BasicLit):
        s += "-" + p.node(n)
    elif isinstance(n, SelectorExpr):
        s += " ." + n.sel.name
        if n.implicit:
            s += " implicit"
    elif isinstance(n, AssignOpStmt):
        s += " " + op_syntax(n.as_op)
    elif isinstance(n, ClosureExpr):
        s += " " + n.func.nname.sym.name
    elif isinstance(n, BranchStmt):
        if n.label is not None:
            s += " " + n.label.name
    elif isinstance(n, LabelStmt):
        s += " " + n.label.name
    elif isinstance(n, (CompLitExpr, ConvExpr)) and n.implicit:
        s += " implicit"
    if n.typ is not None:
        s += " " + p.typ(n.typ)
    if n.esc == ESC_HEAP:
        s += " esc(h)"
    elif n.esc == ESC_NONE and not isinstance(n, Func):
        s += " esc(no)"
    elif n.esc == ESC_NEVER and not isinstance(n, Func):
        s += " esc(N)"
    if n.pos and not isinstance(n, Name):
        s += f" # {pos_line(n.pos)}:{pos_col(n.pos)}"
    return s


def _tree(n: Node, p: Printer, depth: int, out: list[str]) -> None:
    if depth > 60:
        out.append(". " * depth + "...")
        return
    if n.init:
        out.append(". " * depth + OP_NAMES[n.op] + "-init")
        for c in n.init:
            _tree(c, p, depth + 1, out)
    out.append(". " * depth + _head(n, p))
    kids = _Children()
    n.do_children(kids)
    for c in kids.nodes[len(n.init) :]:
        _tree(c, p, depth + 1, out)


def dump_node(n: Node, p: Printer) -> str:
    out: list[str] = []
    _tree(n, p, 0, out)
    return "\n".join(out) + "\n"


def dump_func(fn: Func, p: Printer) -> str:
    """A function and the literals in it."""
    out: list[str] = []
    todo = [fn]
    while todo:
        f = todo.pop()
        head = "func " + p.func(f)
        if f.pos:
            head += f" # {pos_line(f.pos)}:{pos_col(f.pos)}"
        if f.tags is not None:
            head += " tags=" + ",".join(repr(t) for t in f.tags)
        out.append(head)
        for n in f.dcl:
            what = "param" if n.cls == PPARAM else "result" if n.cls == PPARAMOUT else "local"
            out.append(f". {what} {p.node(n)} {p.typ(n.typ)}" + (" esc(h)" if n.esc == ESC_HEAP else ""))
        for n in f.closure_vars:
            how = "value" if n.byval() else "ref"
            out.append(f". captured {p.node(n)} {p.typ(n.typ)} by {how}")
        lits: list[Func] = []
        for s in f.body:
            _tree(s, p, 1, out)
        _collect_literals(f, lits)
        todo += reversed(lits)
    return "\n".join(out) + "\n"


def _collect_literals(fn: Func, lits: list[Func]) -> None:
    todo: list[Node] = list(reversed(fn.body))
    while todo:
        n = todo.pop()
        if isinstance(n, ClosureExpr):
            lits.append(n.func)
        kids = _Children()
        n.do_children(kids)
        todo += reversed(kids.nodes)
