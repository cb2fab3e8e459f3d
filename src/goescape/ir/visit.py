"""Ways to walk a tree.

``Walker`` calls ``pre`` on every node in preorder; ``Finder`` stops at the first node that ``found_at`` accepts.
Neither enters the bodies of function literals. Left-nested chains of operators are walked in a loop, so that
long ones do not exhaust the stack.
"""

from goescape.ir.expr import BinaryExpr, LogicalExpr
from goescape.ir.node import ClosureExpr, Editor, Func, Name, Node, Visitor


class Walker(Visitor):
    __slots__ = ()

    def pre(self, n: Node) -> None:
        raise NotImplementedError

    def visit(self, n: Node) -> None:
        self.pre(n)
        if isinstance(n, BinaryExpr) or isinstance(n, LogicalExpr):
            self.visit_spine(n)
        else:
            n.do_children(self)

    def visit_spine(self, n: Node) -> None:
        """The children of a binary operation, its left operands in a loop."""
        right: list[Node] = []
        while True:
            if isinstance(n, BinaryExpr):
                if n.init:
                    self.visit_list(n.init)
                right.append(n.y)
                n = n.x
            elif isinstance(n, LogicalExpr):
                if n.init:
                    self.visit_list(n.init)
                right.append(n.y)
                n = n.x
            if not isinstance(n, BinaryExpr) and not isinstance(n, LogicalExpr):
                break
            self.pre(n)
        self.visit(n)
        for i in range(len(right) - 1, -1, -1):
            self.visit(right[i])


class Finder(Visitor):
    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: bool = False

    def found_at(self, n: Node) -> bool:
        raise NotImplementedError

    def visit(self, n: Node) -> None:
        if self.found:
            return
        if self.found_at(n):
            self.found = True
            return
        if isinstance(n, BinaryExpr) or isinstance(n, LogicalExpr):
            self.visit_spine(n)
        else:
            n.do_children(self)

    def visit_spine(self, n: Node) -> None:
        right: list[Node] = []
        while True:
            if isinstance(n, BinaryExpr):
                if n.init:
                    self.visit_list(n.init)
                right.append(n.y)
                n = n.x
            elif isinstance(n, LogicalExpr):
                if n.init:
                    self.visit_list(n.init)
                right.append(n.y)
                n = n.x
            if not isinstance(n, BinaryExpr) and not isinstance(n, LogicalExpr):
                break
            if self.found or self.found_at(n):
                self.found = True
                return
        self.visit(n)
        for i in range(len(right) - 1, -1, -1):
            self.visit(right[i])


class BodyWalker(Walker):
    """A Walker that also enters the bodies of function literals, where they stand."""

    __slots__ = ()

    def visit(self, n: Node) -> None:
        self.pre(n)
        if isinstance(n, BinaryExpr) or isinstance(n, LogicalExpr):
            self.visit_spine(n)
            return
        n.do_children(self)
        if isinstance(n, ClosureExpr):
            self.visit_list(n.func.body)


class _DeepCopy(Editor):
    __slots__ = ()

    def edit(self, n: Node) -> Node:
        if isinstance(n, Name) or isinstance(n, Func):
            return n
        if isinstance(n, BinaryExpr):
            return self._edit_spine(n)
        c = n.copy()
        c.edit_children(self)
        return c

    def _edit_spine(self, n: BinaryExpr) -> Node:
        top = n.copy()
        c = top
        while True:
            if c.init:
                self.edit_list(c.init)
            x = c.x
            if isinstance(x, BinaryExpr):
                nxt = x.copy()
                c.x = nxt
                c.y = self.edit(c.y)
                c = nxt
            else:
                c.x = self.edit(x)
                c.y = self.edit(c.y)
                return top


def deep_copy(n: Node) -> Node:
    """A copy of the tree; names, functions and literals' bodies are shared."""
    return _DeepCopy().edit(n)


class _Counter(Walker):
    __slots__ = ("name", "count")

    def __init__(self, name: Name) -> None:
        self.name = name
        self.count: int = 0

    def pre(self, n: Node) -> None:
        if n is self.name:
            self.count += 1


def count_uses(n: Node, name: Name) -> int:
    """How often the variable is mentioned directly in the tree."""
    c = _Counter(name)
    c.visit(n)
    return c.count
