"""A function body being lowered: its variables, temporaries, closure variables and dictionary.

The classes of ``lower`` build on each other: LowererBase → ConvLowerer → ExprBuilder → CallBuilder → StmtBuilder
(what gc's typecheck does to nodes that exist) → ExprLowerer → CallLowerer → LitLowerer → StmtLowerer →
SwitchLowerer → FuncLowerer (what gc's noder does: from the typed syntax tree to nodes).
"""

from goescape.ir.expr import AddrExpr, BasicLit, ConvExpr, IndexExpr, LinksymOffsetExpr, NilExpr, StarExpr
from goescape.ir.node import (
    ESC_NEVER,
    NAME_ADDRTAKEN,
    NAME_AUTO_TEMP,
    NAME_IS_CLOSURE_VAR,
    NAME_USED,
    PAUTO,
    PAUTOHEAP,
    PPARAM,
    PPARAMOUT,
    PXXX,
    Func,
    Name,
    Node,
)
from goescape.ir.ops import (
    OADDR,
    OARRAYLIT,
    OCONVNOP,
    OINDEX,
    OLITERAL,
    OMAPLIT,
    ONAME,
    ONIL,
    OPTRLIT,
    OSLICELIT,
    OSTRUCTLIT,
    OTYPE,
)
from goescape.ir.sizes import resolved
from goescape.ir.stmt import AssignStmt, BlockStmt, Decl
from goescape.ir.types import Sym, Type
from goescape.ir.util import outer_value
from goescape.lower.identity import elem
from goescape.lower.unit_base import BodyBase, DictBase, UnitBase
from goescape.lower.words import ITAB, RTYPE, Word, plain_type
from goescape.types.types import Signature, Var
from goescape.types.types import Type as Type2


def may_be_shared(n: Node) -> bool:
    return n.op == ONAME or n.op == OLITERAL or n.op == ONIL or n.op == OTYPE


def prepend_init(n: Node, init: list[Node]) -> None:
    n.init = init + n.init


def take_init(n: Node) -> list[Node]:
    init = n.init
    if init:
        n.init = []
    return init


def new_closure_var(pos: int, fn: Func, n: Name) -> Name:
    """A variable of ``fn`` through which it refers to the enclosing function's ``n``."""
    assert n.cls in (PAUTO, PPARAM, PPARAMOUT, PAUTOHEAP)
    c = Name(pos, ONAME, n.sym, n.typ, PAUTOHEAP)
    c.curfn = fn
    c.nflags |= NAME_IS_CLOSURE_VAR
    c.defn = n.canonical()
    c.outer = n
    c.origin = n.origin
    return c


def new_addr(pos: int, x: Node, ptr: Type) -> AddrExpr:
    """``&x``; what x is part of counts as address-taken from here on."""
    if x.op in (OARRAYLIT, OMAPLIT, OSLICELIT, OSTRUCTLIT):
        n = AddrExpr(pos, OPTRLIT, x)
    else:
        n = AddrExpr(pos, OADDR, x)
        r = outer_value(x)
        if isinstance(r, Name) and r.op == ONAME:
            r.nflags |= NAME_ADDRTAKEN
            if r.nflags & NAME_IS_CLOSURE_VAR and not r.byval():
                r.canonical().nflags |= NAME_ADDRTAKEN
    n.typ = ptr
    return n


class LowererBase(BodyBase):
    """``outer``: the lowerer of the enclosing function, for a function literal's body."""

    __slots__ = ("table", "sig", "locals", "captured", "outer", "dict_param", "base_pos", "blank", "record")

    def __init__(self, unit: UnitBase, d: DictBase | None, fn: Func, outer: "LowererBase | None") -> None:
        super().__init__(unit, d, fn)
        self.table = unit.table
        self.sig: Signature | None = None
        self.locals: dict[Var, Name] = {}
        self.captured: dict[Var, Name] = {}
        self.outer = outer
        self.dict_param: Name | None = None
        self.base_pos: int = fn.pos  # gc's base.Pos while nothing particular is looked at
        self.record: list[Word] | None = None  # what is needed of the dictionary, if that is not known yet
        if outer is not None:
            self.record = outer.record
            self.blank: Name = outer.blank
        else:
            self.blank = Name(0, ONAME, unit.table.blank, unit.table.basic["blank"], PXXX)

    def pos(self, p: int) -> int:
        p = self.unit.ipos(p)
        return p if self.site is None else self.site.pos(p)

    def original_pos(self, p: int) -> int:
        """A position that :meth:`pos` gave, before inlining."""
        return p if self.site is None else self.site.original(p)

    def imported_body(self) -> bool:
        """Whether this is (in) an inlined body that is not generic and stems from another package."""
        if self.d is not None:
            return False
        b: LowererBase | None = self
        while b is not None:
            if b.site is not None:
                return b.site.foreign
            b = b.outer
        return False

    def label_sym(self, name: str) -> Sym:
        if self.site is not None and name != "_":
            name = f"~{name}\xc2\xb7{self.site.gen}"
        return self.unit.local_sym(name)

    # ------------------------------------------------------------------------------------------------ types

    def typ(self, t: Type2) -> Type:
        return resolved(self.unit.typ(t, self.d))

    def basic(self, name: str) -> Type:
        return self.table.basic[name]

    def any_type(self) -> Type:
        return self.table.new_interface([])

    def byte_ptr(self) -> Type:
        return self.table.new_ptr(self.table.basic["uint8"])

    # -------------------------------------------------------------------------------------------- variables

    def use_local(self, pos: int, obj: Var) -> Name:
        n = self.locals.get(obj)
        if n is None:
            n = self.captured.get(obj)
            if n is None:
                assert self.outer is not None, f"unknown local {obj.name}"
                site = self.outer.site
                here = pos if site is None else site.pos(pos)
                n = new_closure_var(here, self.fn, self.outer.use_local(pos, obj))
                self.fn.closure_vars.append(n)
                self.captured[obj] = n
        n.nflags |= NAME_USED
        return n

    def knows(self, obj: Var) -> bool:
        """Whether the variable is declared by now, here or in an enclosing function."""
        b: LowererBase | None = self
        while b is not None:
            if obj in b.locals:
                return True
            b = b.outer
        return False

    def new_local(self, pos: int, sym: Sym, typ: Type) -> Name:
        return self.fn.new_local(pos, sym, typ)

    def declare_local(self, pos: int, obj: Var) -> Name:
        n = self.new_local(pos, self.unit.sym_of(obj), self.typ(obj.type()))
        self.need_rtype(obj.type())
        n.origin = obj
        self.locals[obj] = n
        return n

    def temp(self, pos: int, typ: Type) -> Name:
        """A fresh temporary; whoever wants it declared adds a Decl."""
        n = self.fn.new_local(pos, Sym(self.unit.ipkg, f".autotmp_{len(self.fn.dcl)}"), typ)
        n.esc = ESC_NEVER
        n.nflags |= NAME_USED | NAME_AUTO_TEMP
        return n

    def temp_copy(self, pos: int, x: Node, init: list[Node]) -> Name:
        """A temporary that holds the value of ``x``; declaration and assignment go to ``init``."""
        tmp = self.temp(pos, x.type())
        init.append(Decl(pos, tmp))
        s = AssignStmt(pos, tmp, x)
        s.define = True
        self.finish_stmt(s)
        init.append(s)
        tmp.defn = s
        return tmp

    def init_definition(self, s: Node, names: list[Name]) -> bool:
        """``s`` declares these variables."""
        if not names:
            return False
        init: list[Node] = []
        for n in names:
            n.defn = s
            init.append(Decl(n.pos, n))
        s.init = init
        return True

    def init_expr(self, init: list[Node], x: Node) -> Node:
        """The expression with statements to run before it."""
        if not init:
            return x
        if may_be_shared(x):
            c = ConvExpr(self.base_pos, OCONVNOP, x)
            c.typ = x.typ
            x = c
        prepend_init(x, init)
        return x

    # ------------------------------------------------------------------------------------------- small nodes

    def new_int(self, pos: int, v: int, typ: str = "int") -> BasicLit:
        n = BasicLit(pos, v)
        n.typ = self.basic(typ)
        return n

    def new_uintptr(self, pos: int, v: int) -> BasicLit:
        n = BasicLit(pos, v)
        n.typ = self.basic("uintptr")
        return n

    def addr(self, pos: int, x: Node) -> AddrExpr:
        return new_addr(pos, x, self.table.new_ptr(x.type()))

    def implicit_addr(self, pos: int, x: Node) -> AddrExpr:
        n = self.addr(pos, x)
        n.implicit = True
        return n

    def deref(self, pos: int, x: Node) -> StarExpr:
        n = StarExpr(pos, x)
        n.typ = elem(x.type())
        return n

    def implicit_deref(self, pos: int, x: Node) -> StarExpr:
        n = self.deref(pos, x)
        n.implicit = True
        return n

    def conv_nop(self, pos: int, t: Type, x: Node) -> ConvExpr:
        n = ConvExpr(pos, OCONVNOP, x)
        n.typ = t
        return n

    def nil(self, pos: int, t: Type) -> NilExpr:
        return NilExpr(pos, t)

    # ------------------------------------------------------------------------------------------- dictionary

    def dict_word(self, pos: int, word: Word) -> Node:
        p = self.dict_param
        assert p is not None and self.d is not None, "no dictionary"
        p.nflags |= NAME_USED
        if self.record is not None:
            self.record.append(word)
        index = self.new_int(pos, 0)
        self.unit.layout(self.d).uses.append((index, word))
        n = IndexExpr(pos, OINDEX, self.implicit_deref(pos, p), index)
        n.typ = self.basic("uintptr")
        return n

    def rtti_word(self, pos: int, word: Word) -> Node:
        """A dictionary word as pointer to a type or an itab."""
        return self.conv_nop(pos, self.byte_ptr(), self.dict_word(pos, word))

    def need_rtype(self, t: Type2) -> None:
        """gc's writer refers to the run-time type of ``t`` (or would, for the debugger)."""
        if self.record is not None and self.unit.derived(t):
            self.record.append((RTYPE, plain_type(t)))

    def need_itab(self, t: Type2, iface: Type2) -> None:
        if self.record is not None:
            self.need_rtype(t)
            self.need_rtype(iface)
            if self.unit.derived(t) or self.unit.derived(iface):
                self.record.append((ITAB, plain_type(t), plain_type(iface)))

    def linksym_addr(self, pos: int, name: str) -> Node:
        sym = LinksymOffsetExpr(pos, name)
        sym.typ = self.basic("uint8")
        n = AddrExpr(pos, OADDR, sym)
        n.typ = self.byte_ptr()
        return n

    def rtype(self, pos: int, t: Type2) -> Node:
        """The run-time type of ``t`` as an expression."""
        if self.unit.derived(t):
            assert self.d is not None
            return self.rtti_word(pos, (RTYPE, plain_type(t)))
        return self.linksym_addr(pos, "type:")

    # -------------------------------------------------------------------------------------------- declared

    def finish_stmt(self, s: Node) -> Node:
        """What gc's typecheck does to a statement whose operands are done."""
        raise NotImplementedError

    def new_block(self, stmts: list[Node]) -> Node | None:
        if not stmts:
            return None
        if len(stmts) == 1:
            return stmts[0]
        return BlockStmt(stmts[0].pos, stmts)

