"""Expressions of the IR."""

from typing import final

from goescape.ir.node import Editor, Expr, Name, Node, Visitor
from goescape.ir.ops import (
    OADDSTR,
    ODEREF,
    ODYNAMICTYPE,
    OINLCALL,
    OKEY,
    OLINKSYMOFFSET,
    OLITERAL,
    ONIL,
    OPAREN,
    ORESULT,
    OSLICEHEADER,
    OSTRINGHEADER,
    OSTRUCTKEY,
    OTYPE,
)
from goescape.ir.types import Field, Sym, Type


@final
class AddStringExpr(Expr):
    __slots__ = ("list",)

    def __init__(self, pos: int, list: list[Node]) -> None:
        super().__init__(pos, OADDSTR)
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

    def copy(self) -> "AddStringExpr":
        c = AddStringExpr(self.pos, self.list[:])
        self.copy_common(c)
        return c


@final
class AddrExpr(Expr):
    """``&x``: OADDR, or OPTRLIT if x is a composite literal."""

    __slots__ = ("x", "implicit")

    def __init__(self, pos: int, op: int, x: Node) -> None:
        super().__init__(pos, op)
        self.x = x
        self.implicit: bool = False

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.x)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.x = e.edit(self.x)

    def copy(self) -> "AddrExpr":
        c = AddrExpr(self.pos, self.op, self.x)
        self.copy_common(c)
        c.implicit = self.implicit
        return c


@final
class BasicLit(Expr):
    __slots__ = ("val",)

    def __init__(self, pos: int, val: object) -> None:
        super().__init__(pos, OLITERAL)
        self.val = val

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)

    def copy(self) -> "BasicLit":
        c = BasicLit(self.pos, self.val)
        self.copy_common(c)
        return c


@final
class BinaryExpr(Expr):
    """Arithmetic, shifts and comparisons, and OCOPY, OCOMPLEX, OUNSAFEADD, OUNSAFESLICE, OUNSAFESTRING, OMAKEFACE."""

    __slots__ = ("x", "y", "rtype")

    def __init__(self, pos: int, op: int, x: Node, y: Node) -> None:
        super().__init__(pos, op)
        self.x = x
        self.y = y
        self.rtype: Node | None = None

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

    def copy(self) -> "BinaryExpr":
        c = BinaryExpr(self.pos, self.op, self.x, self.y)
        self.copy_common(c)
        c.rtype = self.rtype
        return c


@final
class CallExpr(Expr):
    """A call: OCALLFUNC, OCALLINTER, ..., and the builtins with argument lists (OAPPEND, ODELETE, OMIN, OMAX, OPRINT,
    ORECOVER), whose ``fun`` is None.
    """

    __slots__ = (
        "fun",
        "args",
        "defer_at",
        "rtype",
        "keep_alive",
        "is_ddd",
        "go_defer",
        "no_inline",
        "use_buf",
        "append_no_alias",
        "is_compiler_var_live",
        "reshape",
    )

    def __init__(self, pos: int, op: int, fun: Node | None, args: list[Node], defer_at: Node | None) -> None:
        super().__init__(pos, op)
        self.fun = fun
        self.args = args
        self.defer_at = defer_at
        self.rtype: Node | None = None
        self.keep_alive: list[Name] = []
        self.is_ddd: bool = False
        self.go_defer: bool = False
        self.no_inline: bool = False
        self.use_buf: bool = False
        self.append_no_alias: bool = False
        self.is_compiler_var_live: bool = False
        self.reshape: bool = False

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        if self.fun is not None:
            v.visit(self.fun)
        if self.args:
            v.visit_list(self.args)
        if self.defer_at is not None:
            v.visit(self.defer_at)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        if self.fun is not None:
            self.fun = e.edit(self.fun)
        if self.args:
            e.edit_list(self.args)
        if self.defer_at is not None:
            self.defer_at = e.edit(self.defer_at)

    def copy(self) -> "CallExpr":
        c = CallExpr(self.pos, self.op, self.fun, self.args[:], self.defer_at)
        self.copy_common(c)
        c.rtype = self.rtype
        c.keep_alive = self.keep_alive
        c.is_ddd = self.is_ddd
        c.go_defer = self.go_defer
        c.no_inline = self.no_inline
        c.use_buf = self.use_buf
        c.append_no_alias = self.append_no_alias
        c.is_compiler_var_live = self.is_compiler_var_live
        c.reshape = self.reshape
        return c


@final
class CompLitExpr(Expr):
    """OMAPLIT, OSTRUCTLIT, OARRAYLIT, OSLICELIT; ``len`` is the backing array's length of OSLICELIT."""

    __slots__ = ("list", "rtype", "len", "implicit")

    def __init__(self, pos: int, op: int, list: list[Node]) -> None:
        super().__init__(pos, op)
        self.list = list
        self.rtype: Node | None = None
        self.len: int = 0
        self.implicit: bool = False

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

    def copy(self) -> "CompLitExpr":
        c = CompLitExpr(self.pos, self.op, self.list[:])
        self.copy_common(c)
        c.rtype = self.rtype
        c.len = self.len
        c.implicit = self.implicit
        return c


@final
class ConvExpr(Expr):
    """OCONV, OCONVIFACE, OCONVNOP, OBYTES2STR, ORUNES2STR, OSTR2BYTES, OSTR2RUNES, OSLICE2ARR, OSLICE2ARRPTR,
    ORUNESTR.
    """

    __slots__ = ("x", "type_word", "src_rtype", "elem_rtype", "elem_elem_rtype", "implicit", "check_ptr")

    def __init__(self, pos: int, op: int, x: Node) -> None:
        super().__init__(pos, op)
        self.x = x
        self.type_word: Node | None = None
        self.src_rtype: Node | None = None
        self.elem_rtype: Node | None = None
        self.elem_elem_rtype: Node | None = None
        self.implicit: bool = False
        self.check_ptr: bool = False

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.x)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.x = e.edit(self.x)

    def copy(self) -> "ConvExpr":
        c = ConvExpr(self.pos, self.op, self.x)
        self.copy_common(c)
        c.type_word = self.type_word
        c.src_rtype = self.src_rtype
        c.elem_rtype = self.elem_rtype
        c.elem_elem_rtype = self.elem_elem_rtype
        c.implicit = self.implicit
        c.check_ptr = self.check_ptr
        return c


@final
class IndexExpr(Expr):
    __slots__ = ("x", "index", "rtype", "assigned")

    def __init__(self, pos: int, op: int, x: Node, index: Node) -> None:
        super().__init__(pos, op)
        self.x = x
        self.index = index
        self.rtype: Node | None = None
        self.assigned: bool = False

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.x)
        v.visit(self.index)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.x = e.edit(self.x)
        self.index = e.edit(self.index)

    def copy(self) -> "IndexExpr":
        c = IndexExpr(self.pos, self.op, self.x, self.index)
        self.copy_common(c)
        c.rtype = self.rtype
        c.assigned = self.assigned
        return c


@final
class KeyExpr(Expr):
    __slots__ = ("key", "value")

    def __init__(self, pos: int, key: Node, value: Node) -> None:
        super().__init__(pos, OKEY)
        self.key = key
        self.value = value

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.key)
        v.visit(self.value)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.key = e.edit(self.key)
        self.value = e.edit(self.value)

    def copy(self) -> "KeyExpr":
        c = KeyExpr(self.pos, self.key, self.value)
        self.copy_common(c)
        return c


@final
class StructKeyExpr(Expr):
    __slots__ = ("field", "value")

    def __init__(self, pos: int, field: Field, value: Node) -> None:
        super().__init__(pos, OSTRUCTKEY)
        self.field = field
        self.value = value

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.value)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.value = e.edit(self.value)

    def copy(self) -> "StructKeyExpr":
        c = StructKeyExpr(self.pos, self.field, self.value)
        self.copy_common(c)
        return c


@final
class InlinedCallExpr(Expr):
    """An inlined call (OINLCALL): argument assignments and body, then the variables that hold the results."""

    __slots__ = ("body", "return_vars", "reshape")

    def __init__(self, pos: int, body: list[Node], return_vars: list[Node]) -> None:
        super().__init__(pos, OINLCALL)
        self.body = body
        self.return_vars = return_vars
        self.reshape: bool = False

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        if self.body:
            v.visit_list(self.body)
        if self.return_vars:
            v.visit_list(self.return_vars)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        if self.body:
            e.edit_list(self.body)
        if self.return_vars:
            e.edit_list(self.return_vars)

    def copy(self) -> "InlinedCallExpr":
        c = InlinedCallExpr(self.pos, self.body[:], self.return_vars[:])
        self.copy_common(c)
        c.reshape = self.reshape
        return c


@final
class LogicalExpr(Expr):
    __slots__ = ("x", "y")

    def __init__(self, pos: int, op: int, x: Node, y: Node) -> None:
        super().__init__(pos, op)
        self.x = x
        self.y = y

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

    def copy(self) -> "LogicalExpr":
        c = LogicalExpr(self.pos, self.op, self.x, self.y)
        self.copy_common(c)
        return c


@final
class MakeExpr(Expr):
    __slots__ = ("len", "cap", "rtype")

    def __init__(self, pos: int, op: int, len: Node | None, cap: Node | None) -> None:
        super().__init__(pos, op)
        self.len = len
        self.cap = cap
        self.rtype: Node | None = None

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        if self.len is not None:
            v.visit(self.len)
        if self.cap is not None:
            v.visit(self.cap)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        if self.len is not None:
            self.len = e.edit(self.len)
        if self.cap is not None:
            self.cap = e.edit(self.cap)

    def copy(self) -> "MakeExpr":
        c = MakeExpr(self.pos, self.op, self.len, self.cap)
        self.copy_common(c)
        c.rtype = self.rtype
        return c


@final
class NilExpr(Expr):
    __slots__ = ()

    def __init__(self, pos: int, typ: Type | None) -> None:
        super().__init__(pos, ONIL)
        self.typ = typ

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)

    def copy(self) -> "NilExpr":
        c = NilExpr(self.pos, self.typ)
        self.copy_common(c)
        return c


@final
class ParenExpr(Expr):
    __slots__ = ("x", "implicit")

    def __init__(self, pos: int, x: Node) -> None:
        super().__init__(pos, OPAREN)
        self.x = x
        self.implicit: bool = False

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.x)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.x = e.edit(self.x)

    def copy(self) -> "ParenExpr":
        c = ParenExpr(self.pos, self.x)
        self.copy_common(c)
        c.implicit = self.implicit
        return c


@final
class ResultExpr(Expr):
    __slots__ = ("index",)

    def __init__(self, pos: int, index: int) -> None:
        super().__init__(pos, ORESULT)
        self.index = index

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)

    def copy(self) -> "ResultExpr":
        c = ResultExpr(self.pos, self.index)
        self.copy_common(c)
        return c


@final
class LinksymOffsetExpr(Expr):
    __slots__ = ("linksym", "offset")

    def __init__(self, pos: int, linksym: str) -> None:
        super().__init__(pos, OLINKSYMOFFSET)
        self.linksym = linksym
        self.offset: int = 0

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)

    def copy(self) -> "LinksymOffsetExpr":
        c = LinksymOffsetExpr(self.pos, self.linksym)
        self.copy_common(c)
        c.offset = self.offset
        return c


@final
class SelectorExpr(Expr):
    """ODOT, ODOTPTR, ODOTMETH, ODOTINTER, OMETHVALUE, OMETHEXPR, OXDOT."""

    __slots__ = ("x", "sel", "selection", "implicit")

    def __init__(self, pos: int, op: int, x: Node, sel: Sym) -> None:
        super().__init__(pos, op)
        self.x = x
        self.sel = sel
        self.selection: Field | None = None
        self.implicit: bool = False

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.x)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.x = e.edit(self.x)

    def copy(self) -> "SelectorExpr":
        c = SelectorExpr(self.pos, self.op, self.x, self.sel)
        self.copy_common(c)
        c.selection = self.selection
        c.implicit = self.implicit
        return c


@final
class SliceExpr(Expr):
    __slots__ = ("x", "low", "high", "max")

    def __init__(self, pos: int, op: int, x: Node, low: Node | None, high: Node | None, max: Node | None) -> None:
        super().__init__(pos, op)
        self.x = x
        self.low = low
        self.high = high
        self.max = max

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.x)
        if self.low is not None:
            v.visit(self.low)
        if self.high is not None:
            v.visit(self.high)
        if self.max is not None:
            v.visit(self.max)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.x = e.edit(self.x)
        if self.low is not None:
            self.low = e.edit(self.low)
        if self.high is not None:
            self.high = e.edit(self.high)
        if self.max is not None:
            self.max = e.edit(self.max)

    def copy(self) -> "SliceExpr":
        c = SliceExpr(self.pos, self.op, self.x, self.low, self.high, self.max)
        self.copy_common(c)
        return c


@final
class SliceHeaderExpr(Expr):
    __slots__ = ("ptr", "len", "cap")

    def __init__(self, pos: int, ptr: Node, len: Node, cap: Node) -> None:
        super().__init__(pos, OSLICEHEADER)
        self.ptr = ptr
        self.len = len
        self.cap = cap

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.ptr)
        v.visit(self.len)
        v.visit(self.cap)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.ptr = e.edit(self.ptr)
        self.len = e.edit(self.len)
        self.cap = e.edit(self.cap)

    def copy(self) -> "SliceHeaderExpr":
        c = SliceHeaderExpr(self.pos, self.ptr, self.len, self.cap)
        self.copy_common(c)
        return c


@final
class StringHeaderExpr(Expr):
    __slots__ = ("ptr", "len")

    def __init__(self, pos: int, ptr: Node, len: Node) -> None:
        super().__init__(pos, OSTRINGHEADER)
        self.ptr = ptr
        self.len = len

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.ptr)
        v.visit(self.len)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.ptr = e.edit(self.ptr)
        self.len = e.edit(self.len)

    def copy(self) -> "StringHeaderExpr":
        c = StringHeaderExpr(self.pos, self.ptr, self.len)
        self.copy_common(c)
        return c


@final
class StarExpr(Expr):
    __slots__ = ("x", "implicit")

    def __init__(self, pos: int, x: Node) -> None:
        super().__init__(pos, ODEREF)
        self.x = x
        self.implicit: bool = False

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.x)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.x = e.edit(self.x)

    def copy(self) -> "StarExpr":
        c = StarExpr(self.pos, self.x)
        self.copy_common(c)
        c.implicit = self.implicit
        return c


@final
class TypeAssertExpr(Expr):
    __slots__ = ("x", "itab", "use_nil_panic")

    def __init__(self, pos: int, op: int, x: Node) -> None:
        super().__init__(pos, op)
        self.x = x
        self.itab: Node | None = None
        self.use_nil_panic: bool = False

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.x)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.x = e.edit(self.x)

    def copy(self) -> "TypeAssertExpr":
        c = TypeAssertExpr(self.pos, self.op, self.x)
        self.copy_common(c)
        c.itab = self.itab
        c.use_nil_panic = self.use_nil_panic
        return c


@final
class DynamicTypeAssertExpr(Expr):
    __slots__ = ("x", "src_rtype", "rtype", "itab")

    def __init__(
        self, pos: int, op: int, x: Node, src_rtype: Node | None, rtype: Node | None, itab: Node | None
    ) -> None:
        super().__init__(pos, op)
        self.x = x
        self.src_rtype = src_rtype
        self.rtype = rtype
        self.itab = itab

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.x)
        if self.src_rtype is not None:
            v.visit(self.src_rtype)
        if self.rtype is not None:
            v.visit(self.rtype)
        if self.itab is not None:
            v.visit(self.itab)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.x = e.edit(self.x)
        if self.src_rtype is not None:
            self.src_rtype = e.edit(self.src_rtype)
        if self.rtype is not None:
            self.rtype = e.edit(self.rtype)
        if self.itab is not None:
            self.itab = e.edit(self.itab)

    def copy(self) -> "DynamicTypeAssertExpr":
        c = DynamicTypeAssertExpr(self.pos, self.op, self.x, self.src_rtype, self.rtype, self.itab)
        self.copy_common(c)
        return c


@final
class UnaryExpr(Expr):
    """ONOT, ONEG, OPLUS, OBITNOT, ORECV, OLEN, OCAP, OCLOSE, OCLEAR, OPANIC, OREAL, OIMAG, ONEW, OSPTR, OITAB,
    OIDATA, OCHECKNIL, OUNSAFE*DATA.
    """

    __slots__ = ("x",)

    def __init__(self, pos: int, op: int, x: Node) -> None:
        super().__init__(pos, op)
        self.x = x

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        v.visit(self.x)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        self.x = e.edit(self.x)

    def copy(self) -> "UnaryExpr":
        c = UnaryExpr(self.pos, self.op, self.x)
        self.copy_common(c)
        return c


@final
class TypeExpr(Expr):
    """A type as an operand (OTYPE)."""

    __slots__ = ()

    def __init__(self, pos: int, typ: Type | None) -> None:
        super().__init__(pos, OTYPE)
        self.typ = typ

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)

    def copy(self) -> "TypeExpr":
        c = TypeExpr(self.pos, self.typ)
        self.copy_common(c)
        return c


@final
class DynamicType(Expr):
    __slots__ = ("rtype", "itab")

    def __init__(self, pos: int, typ: Type | None, rtype: Node | None, itab: Node | None) -> None:
        super().__init__(pos, ODYNAMICTYPE)
        self.typ = typ
        self.rtype = rtype
        self.itab = itab

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)
        if self.rtype is not None:
            v.visit(self.rtype)
        if self.itab is not None:
            v.visit(self.itab)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)
        if self.rtype is not None:
            self.rtype = e.edit(self.rtype)
        if self.itab is not None:
            self.itab = e.edit(self.itab)

    def copy(self) -> "DynamicType":
        c = DynamicType(self.pos, self.typ, self.rtype, self.itab)
        self.copy_common(c)
        return c


@final
class RawExpr(Expr):
    """An operator without operands: OGETG, OGETCALLERSP, ...."""

    __slots__ = ()

    def __init__(self, pos: int, op: int, typ: Type | None) -> None:
        super().__init__(pos, op)
        self.typ = typ

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)

    def copy(self) -> "RawExpr":
        c = RawExpr(self.pos, self.op, self.typ)
        self.copy_common(c)
        return c
