"""Statements of the IR."""

from typing import final

from goescape.ir.node import Editor, Name, Node, Stmt, Visitor
from goescape.ir.ops import (
    OAS,
    OASOP,
    OBLOCK,
    OCASE,
    ODCL,
    OFOR,
    OIF,
    OINLMARK,
    OLABEL,
    ORANGE,
    ORETURN,
    OSELECT,
    OSEND,
    OSWITCH,
    OTAILCALL,
    OTYPESW,
)
from goescape.ir.types import Sym


@final
class Decl(Stmt):
    """``var x`` (ODCL)."""

    __slots__ = ("x",)

    def __init__(self, pos: int, x: Name) -> None:
        super().__init__(pos, ODCL)
        self.x = x

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.x)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        x = e.edit(self.x)
        assert isinstance(x, Name)
        self.x = x

    def copy(self) -> "Decl":
        c = Decl(self.pos, self.x)
        self.copy_common(c)
        return c


@final
class AssignListStmt(Stmt):
    """OAS2, OAS2DOTTYPE, OAS2FUNC, OAS2MAPR, OAS2RECV, OSELRECV2."""

    __slots__ = ("lhs", "rhs", "define")

    def __init__(self, pos: int, op: int, lhs: list[Node], rhs: list[Node]) -> None:
        super().__init__(pos, op)
        self.lhs = lhs
        self.rhs = rhs
        self.define: bool = False

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        if self.lhs:
            v.visit_list(self.lhs)
        if self.rhs:
            v.visit_list(self.rhs)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        if self.lhs:
            e.edit_list(self.lhs)
        if self.rhs:
            e.edit_list(self.rhs)

    def copy(self) -> "AssignListStmt":
        c = AssignListStmt(self.pos, self.op, self.lhs[:], self.rhs[:])
        self.copy_common(c)
        c.define = self.define
        return c


@final
class AssignStmt(Stmt):
    __slots__ = ("x", "y", "define")

    def __init__(self, pos: int, x: Node, y: Node | None) -> None:
        super().__init__(pos, OAS)
        self.x = x
        self.y = y
        self.define: bool = False

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.x)
        if self.y is not None:
            v.visit(self.y)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.x = e.edit(self.x)
        if self.y is not None:
            self.y = e.edit(self.y)

    def copy(self) -> "AssignStmt":
        c = AssignStmt(self.pos, self.x, self.y)
        self.copy_common(c)
        c.define = self.define
        return c


@final
class AssignOpStmt(Stmt):
    __slots__ = ("as_op", "x", "y", "inc_dec")

    def __init__(self, pos: int, as_op: int, x: Node, y: Node) -> None:
        super().__init__(pos, OASOP)
        self.as_op = as_op
        self.x = x
        self.y = y
        self.inc_dec: bool = False

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.x)
        v.visit(self.y)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.x = e.edit(self.x)
        self.y = e.edit(self.y)

    def copy(self) -> "AssignOpStmt":
        c = AssignOpStmt(self.pos, self.as_op, self.x, self.y)
        self.copy_common(c)
        c.inc_dec = self.inc_dec
        return c


@final
class BlockStmt(Stmt):
    __slots__ = ("list",)

    def __init__(self, pos: int, list: list[Node]) -> None:
        super().__init__(pos, OBLOCK)
        self.list = list

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        if self.list:
            v.visit_list(self.list)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        if self.list:
            e.edit_list(self.list)

    def copy(self) -> "BlockStmt":
        c = BlockStmt(self.pos, self.list[:])
        self.copy_common(c)
        return c


@final
class BranchStmt(Stmt):
    """OBREAK, OCONTINUE, OFALL, OGOTO."""

    __slots__ = ("label",)

    def __init__(self, pos: int, op: int, label: Sym | None) -> None:
        super().__init__(pos, op)
        self.label = label

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)

    def copy(self) -> "BranchStmt":
        c = BranchStmt(self.pos, self.op, self.label)
        self.copy_common(c)
        return c


@final
class CaseClause(Stmt):
    """``list`` empty: default. ``var`` is the clause's own variable in a type switch."""

    __slots__ = ("var", "list", "rtypes", "body")

    def __init__(self, pos: int, var: Name | None, list: list[Node], rtypes: list[Node], body: list[Node]) -> None:
        super().__init__(pos, OCASE)
        self.var = var
        self.list = list
        self.rtypes = rtypes
        self.body = body

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        if self.var is not None:
            v.visit(self.var)
        if self.list:
            v.visit_list(self.list)
        if self.rtypes:
            v.visit_list(self.rtypes)
        if self.body:
            v.visit_list(self.body)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        if self.var is not None:
            v = e.edit(self.var)
            assert isinstance(v, Name)
            self.var = v
        if self.list:
            e.edit_list(self.list)
        if self.rtypes:
            e.edit_list(self.rtypes)
        if self.body:
            e.edit_list(self.body)

    def copy(self) -> "CaseClause":
        c = CaseClause(self.pos, self.var, self.list[:], self.rtypes[:], self.body[:])
        self.copy_common(c)
        return c


@final
class CommClause(Stmt):
    """``comm`` None: default."""

    __slots__ = ("comm", "body")

    def __init__(self, pos: int, comm: Node | None, body: list[Node]) -> None:
        super().__init__(pos, OCASE)
        self.comm = comm
        self.body = body

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        if self.comm is not None:
            v.visit(self.comm)
        if self.body:
            v.visit_list(self.body)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        if self.comm is not None:
            self.comm = e.edit(self.comm)
        if self.body:
            e.edit_list(self.body)

    def copy(self) -> "CommClause":
        c = CommClause(self.pos, self.comm, self.body[:])
        self.copy_common(c)
        return c


@final
class ForStmt(Stmt):
    __slots__ = ("label", "cond", "post", "body", "distinct_vars")

    def __init__(self, pos: int, cond: Node | None, post: Node | None, body: list[Node]) -> None:
        super().__init__(pos, OFOR)
        self.label: Sym | None = None
        self.cond = cond
        self.post = post
        self.body = body
        self.distinct_vars: bool = False

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        if self.cond is not None:
            v.visit(self.cond)
        if self.post is not None:
            v.visit(self.post)
        if self.body:
            v.visit_list(self.body)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        if self.cond is not None:
            self.cond = e.edit(self.cond)
        if self.post is not None:
            self.post = e.edit(self.post)
        if self.body:
            e.edit_list(self.body)

    def copy(self) -> "ForStmt":
        c = ForStmt(self.pos, self.cond, self.post, self.body[:])
        self.copy_common(c)
        c.label = self.label
        c.distinct_vars = self.distinct_vars
        return c


@final
class GoDeferStmt(Stmt):
    __slots__ = ("call", "defer_at")

    def __init__(self, pos: int, op: int, call: Node, defer_at: Node | None) -> None:
        super().__init__(pos, op)
        self.call = call
        self.defer_at = defer_at

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.call)
        if self.defer_at is not None:
            v.visit(self.defer_at)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.call = e.edit(self.call)
        if self.defer_at is not None:
            self.defer_at = e.edit(self.defer_at)

    def copy(self) -> "GoDeferStmt":
        c = GoDeferStmt(self.pos, self.op, self.call, self.defer_at)
        self.copy_common(c)
        return c


@final
class IfStmt(Stmt):
    __slots__ = ("cond", "body", "els", "likely")

    def __init__(self, pos: int, cond: Node, body: list[Node], els: list[Node]) -> None:
        super().__init__(pos, OIF)
        self.cond = cond
        self.body = body
        self.els = els
        self.likely: bool = False

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.cond)
        if self.body:
            v.visit_list(self.body)
        if self.els:
            v.visit_list(self.els)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.cond = e.edit(self.cond)
        if self.body:
            e.edit_list(self.body)
        if self.els:
            e.edit_list(self.els)

    def copy(self) -> "IfStmt":
        c = IfStmt(self.pos, self.cond, self.body[:], self.els[:])
        self.copy_common(c)
        c.likely = self.likely
        return c


@final
class InlineMarkStmt(Stmt):
    __slots__ = ("index",)

    def __init__(self, pos: int, index: int) -> None:
        super().__init__(pos, OINLMARK)
        self.index = index

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)

    def copy(self) -> "InlineMarkStmt":
        c = InlineMarkStmt(self.pos, self.index)
        self.copy_common(c)
        return c


@final
class LabelStmt(Stmt):
    __slots__ = ("label",)

    def __init__(self, pos: int, label: Sym) -> None:
        super().__init__(pos, OLABEL)
        self.label = label

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)

    def copy(self) -> "LabelStmt":
        c = LabelStmt(self.pos, self.label)
        self.copy_common(c)
        return c


@final
class RangeStmt(Stmt):
    __slots__ = (
        "label",
        "define",
        "x",
        "rtype",
        "key",
        "value",
        "body",
        "distinct_vars",
        "key_type_word",
        "key_src_rtype",
        "value_type_word",
        "value_src_rtype",
    )

    def __init__(self, pos: int, x: Node, key: Node | None, value: Node | None, body: list[Node]) -> None:
        super().__init__(pos, ORANGE)
        self.label: Sym | None = None
        self.define: bool = False
        self.x = x
        self.rtype: Node | None = None
        self.key = key
        self.value = value
        self.body = body
        self.distinct_vars: bool = False
        self.key_type_word: Node | None = None
        self.key_src_rtype: Node | None = None
        self.value_type_word: Node | None = None
        self.value_src_rtype: Node | None = None

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.x)
        if self.key is not None:
            v.visit(self.key)
        if self.value is not None:
            v.visit(self.value)
        if self.body:
            v.visit_list(self.body)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.x = e.edit(self.x)
        if self.key is not None:
            self.key = e.edit(self.key)
        if self.value is not None:
            self.value = e.edit(self.value)
        if self.body:
            e.edit_list(self.body)

    def copy(self) -> "RangeStmt":
        c = RangeStmt(self.pos, self.x, self.key, self.value, self.body[:])
        self.copy_common(c)
        c.label = self.label
        c.define = self.define
        c.rtype = self.rtype
        c.distinct_vars = self.distinct_vars
        c.key_type_word = self.key_type_word
        c.key_src_rtype = self.key_src_rtype
        c.value_type_word = self.value_type_word
        c.value_src_rtype = self.value_src_rtype
        return c


@final
class ReturnStmt(Stmt):
    __slots__ = ("results",)

    def __init__(self, pos: int, results: list[Node]) -> None:
        super().__init__(pos, ORETURN)
        self.results = results

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        if self.results:
            v.visit_list(self.results)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        if self.results:
            e.edit_list(self.results)

    def copy(self) -> "ReturnStmt":
        c = ReturnStmt(self.pos, self.results[:])
        self.copy_common(c)
        return c


@final
class SelectStmt(Stmt):
    __slots__ = ("label", "cases")

    def __init__(self, pos: int, cases: list[CommClause]) -> None:
        super().__init__(pos, OSELECT)
        self.label: Sym | None = None
        self.cases = cases

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        for c in self.cases:
            v.visit(c)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        for i, c in enumerate(self.cases):
            x = e.edit(c)
            assert isinstance(x, CommClause)
            self.cases[i] = x

    def copy(self) -> "SelectStmt":
        c = SelectStmt(self.pos, self.cases[:])
        self.copy_common(c)
        c.label = self.label
        return c


@final
class SendStmt(Stmt):
    __slots__ = ("chan", "value")

    def __init__(self, pos: int, chan: Node, value: Node) -> None:
        super().__init__(pos, OSEND)
        self.chan = chan
        self.value = value

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.chan)
        v.visit(self.value)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.chan = e.edit(self.chan)
        self.value = e.edit(self.value)

    def copy(self) -> "SendStmt":
        c = SendStmt(self.pos, self.chan, self.value)
        self.copy_common(c)
        return c


@final
class SwitchStmt(Stmt):
    __slots__ = ("tag", "cases", "label")

    def __init__(self, pos: int, tag: Node | None, cases: list[CaseClause]) -> None:
        super().__init__(pos, OSWITCH)
        self.tag = tag
        self.cases = cases
        self.label: Sym | None = None

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        if self.tag is not None:
            v.visit(self.tag)
        for c in self.cases:
            v.visit(c)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        if self.tag is not None:
            self.tag = e.edit(self.tag)
        for i, c in enumerate(self.cases):
            x = e.edit(c)
            assert isinstance(x, CaseClause)
            self.cases[i] = x

    def copy(self) -> "SwitchStmt":
        c = SwitchStmt(self.pos, self.tag, self.cases[:])
        self.copy_common(c)
        c.label = self.label
        return c


@final
class TailCallStmt(Stmt):
    __slots__ = ("call",)

    def __init__(self, pos: int, call: Node) -> None:
        super().__init__(pos, OTAILCALL)
        self.call = call

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.call)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.call = e.edit(self.call)

    def copy(self) -> "TailCallStmt":
        c = TailCallStmt(self.pos, self.call)
        self.copy_common(c)
        return c


@final
class TypeSwitchGuard(Stmt):
    """``tag`` is the variable's name if the clauses declare one."""

    __slots__ = ("tag", "x", "used")

    def __init__(self, pos: int, tag: Sym | None, x: Node) -> None:
        super().__init__(pos, OTYPESW)
        self.tag = tag
        self.x = x
        self.used: bool = False

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.x)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.x = e.edit(self.x)

    def copy(self) -> "TypeSwitchGuard":
        c = TypeSwitchGuard(self.pos, self.tag, self.x)
        self.copy_common(c)
        c.used = self.used
        return c
