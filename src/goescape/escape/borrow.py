"""Conversions between strings and bytes that copy nothing, because the expression around them uses the bytes at once.

As package walk does (order.go, switch.go): the key of a map that is looked up, operands of comparisons, parts of a
concatenation with a constant, what a loop ranges over, what a switch compares, and len.
"""

from typing import final

from goescape.ir.expr import AddStringExpr, BinaryExpr, CompLitExpr, ConvExpr, IndexExpr, StructKeyExpr, UnaryExpr
from goescape.ir.node import Func, Node, Visitor
from goescape.ir.ops import (
    OADDSTR,
    OARRAYLIT,
    OBYTES2STR,
    OINDEXMAP,
    OLEN,
    OSTR2BYTES,
    OSTR2RUNES,
    OSTRUCTLIT,
    is_cmp,
)
from goescape.ir.stmt import RangeStmt, SwitchStmt
from goescape.ir.util import is_const_node


def borrowed_conversions(fns: list[Func]) -> set[Node]:
    b = _Borrowed()
    for fn in fns:
        b.visit_list(fn.body)
    return b.found


@final
class _Borrowed(Visitor):
    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: set[Node] = set()

    def visit(self, n: Node) -> None:
        if isinstance(n, IndexExpr):
            if n.op == OINDEXMAP and not n.assigned:  # a map keeps the keys that are stored
                self.key(n.index)
        elif isinstance(n, BinaryExpr):
            if is_cmp(n.op):
                self.take(n.x, OBYTES2STR)
                self.take(n.y, OBYTES2STR)
        elif isinstance(n, AddStringExpr):
            self.parts(n)
        elif isinstance(n, UnaryExpr):
            if n.op == OLEN:
                self.take(n.x, OBYTES2STR)
                self.take(n.x, OSTR2RUNES)
        elif isinstance(n, RangeStmt):
            self.take(n.x, OSTR2BYTES)
        elif isinstance(n, SwitchStmt):
            self.tag(n)
        n.do_children(self)

    def take(self, n: Node, op: int) -> None:
        if isinstance(n, ConvExpr) and n.op == op:
            self.found.add(n)

    def key(self, n: Node) -> None:
        """A conversion may be a part of the key."""
        self.take(n, OBYTES2STR)
        if isinstance(n, StructKeyExpr):
            self.key(n.value)
        elif isinstance(n, CompLitExpr) and (n.op == OSTRUCTLIT or n.op == OARRAYLIT):
            for element in n.list:
                self.key(element)

    def parts(self, n: AddStringExpr) -> None:
        """A constant makes sure that the result is none of the parts."""
        if n.op != OADDSTR:
            return
        for part in n.list:
            if is_const_node(part):
                for other in n.list:
                    self.take(other, OBYTES2STR)
                return

    def tag(self, n: SwitchStmt) -> None:
        if n.tag is None or n.tag.op != OBYTES2STR:
            return
        for clause in n.cases:
            for value in clause.list:
                if not is_const_node(value):
                    return
        self.found.add(n.tag)
