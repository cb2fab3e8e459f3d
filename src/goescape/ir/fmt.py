"""Printing of nodes, symbols and types as gc's ``%v`` does (spec: ir/fmt.go, types/fmt.go).

A :class:`Printer` belongs to a package being compiled: names of other packages print qualified. Strings are bytes
as latin-1.
"""

from typing import Final, final

from goescape.base.text import quote_rune
from goescape.ir.expr import (
    AddrExpr,
    AddStringExpr,
    BasicLit,
    BinaryExpr,
    CallExpr,
    CompLitExpr,
    ConvExpr,
    IndexExpr,
    InlinedCallExpr,
    KeyExpr,
    LinksymOffsetExpr,
    LogicalExpr,
    MakeExpr,
    ParenExpr,
    SelectorExpr,
    SliceExpr,
    SliceHeaderExpr,
    StarExpr,
    StructKeyExpr,
    TypeAssertExpr,
    UnaryExpr,
)
from goescape.ir.node import PEXTERN, PFUNC, Func, Name, Node
from goescape.ir.ops import (
    OADD,
    OADDR,
    OADDSTR,
    OAND,
    OANDAND,
    OANDNOT,
    OAPPEND,
    OARRAYLIT,
    OAS,
    OAS2,
    OAS2DOTTYPE,
    OAS2FUNC,
    OAS2MAPR,
    OAS2RECV,
    OASOP,
    OBITNOT,
    OBLOCK,
    OBREAK,
    OBYTES2STR,
    OCALL,
    OCALLFUNC,
    OCALLINTER,
    OCALLMETH,
    OCAP,
    OCASE,
    OCLEAR,
    OCLOSE,
    OCLOSURE,
    OCOMPLEX,
    OCOMPLIT,
    OCONTINUE,
    OCONV,
    OCONVIFACE,
    OCONVNOP,
    OCOPY,
    ODCL,
    ODEFER,
    ODELETE,
    ODEREF,
    ODIV,
    ODOT,
    ODOTINTER,
    ODOTMETH,
    ODOTPTR,
    ODOTTYPE,
    ODOTTYPE2,
    OEQ,
    OFALL,
    OFOR,
    OGE,
    OGETG,
    OGO,
    OGOTO,
    OGT,
    OIF,
    OIMAG,
    OINDEX,
    OINDEXMAP,
    OINLMARK,
    OLABEL,
    OLE,
    OLEN,
    OLITERAL,
    OLSH,
    OLT,
    OMAKE,
    OMAKESLICE,
    OMAKESLICECOPY,
    OMAPLIT,
    OMAX,
    OMETHEXPR,
    OMETHVALUE,
    OMIN,
    OMOD,
    OMUL,
    ONAME,
    ONE,
    ONEG,
    ONEW,
    ONIL,
    ONONAME,
    ONOT,
    OOR,
    OOROR,
    OP_NAMES,
    OPANIC,
    OPAREN,
    OPLUS,
    OPRINT,
    OPRINTLN,
    OPTRLIT,
    ORANGE,
    OREAL,
    ORECOVER,
    ORECV,
    ORETURN,
    ORSH,
    ORUNES2STR,
    ORUNESTR,
    OSELECT,
    OSEND,
    OSLICE,
    OSLICE2ARR,
    OSLICE2ARRPTR,
    OSLICE3,
    OSLICE3ARR,
    OSLICEARR,
    OSLICEHEADER,
    OSLICELIT,
    OSLICESTR,
    OSTR2BYTES,
    OSTR2BYTESTMP,
    OSTR2RUNES,
    OSTRINGHEADER,
    OSTRUCTLIT,
    OSUB,
    OSWITCH,
    OTYPE,
    OUNSAFEADD,
    OUNSAFESLICE,
    OUNSAFESLICEDATA,
    OUNSAFESTRING,
    OUNSAFESTRINGDATA,
    OXDOT,
    OXOR,
)
from goescape.ir.stmt import (
    AssignListStmt,
    AssignOpStmt,
    AssignStmt,
    BlockStmt,
    BranchStmt,
    CaseClause,
    CommClause,
    Decl,
    GoDeferStmt,
    IfStmt,
    InlineMarkStmt,
    LabelStmt,
    ReturnStmt,
    SendStmt,
    TailCallStmt,
)
from goescape.ir.typefmt import TypePrinter
from goescape.ir.types import TIDEAL, TNIL, Pkg, Sym, Type, TypeTable
from goescape.types.conststring import const_string
from goescape.types.values import ComplexVal

OP_SYNTAX: Final = {
    OADDR: "&", OADD: "+", OADDSTR: "+", OANDAND: "&&", OANDNOT: "&^", OAND: "&", OAPPEND: "append", OAS: "=",
    OAS2: "=", OBREAK: "break", OCALL: "function call", OCAP: "cap", OCASE: "case", OCLEAR: "clear",
    OCLOSE: "close", OCOMPLEX: "complex", OBITNOT: "^", OCONTINUE: "continue", OCOPY: "copy", ODELETE: "delete",
    ODEFER: "defer", ODIV: "/", OEQ: "==", OFALL: "fallthrough", OFOR: "for", OGE: ">=", OGOTO: "goto",
    OGT: ">", OIF: "if", OIMAG: "imag", OINLMARK: "inlmark", ODEREF: "*", OLEN: "len", OLE: "<=", OLSH: "<<",
    OLT: "<", OMAKE: "make", ONEG: "-", OMAX: "max", OMIN: "min", OMOD: "%", OMUL: "*", ONEW: "new", ONE: "!=",
    ONOT: "!", OOROR: "||", OOR: "|", OPANIC: "panic", OPLUS: "+", OPRINTLN: "println", OPRINT: "print",
    ORANGE: "range", OREAL: "real", ORECV: "<-", ORECOVER: "recover", ORETURN: "return", ORSH: ">>",
    OSELECT: "select", OSEND: "<-", OSUB: "-", OSWITCH: "switch", OUNSAFEADD: "unsafe.Add",
    OUNSAFESLICE: "unsafe.Slice", OUNSAFESLICEDATA: "unsafe.SliceData", OUNSAFESTRING: "unsafe.String",
    OUNSAFESTRINGDATA: "unsafe.StringData", OXOR: "^",
}  # fmt: skip


def _precedences() -> list[int]:
    prec = [0] * len(OP_NAMES)
    for op in (
        OAPPEND, OBYTES2STR, OARRAYLIT, OSLICELIT, ORUNES2STR, OCALLFUNC, OCALLINTER, OCALLMETH, OCALL, OCAP,
        OCLEAR, OCLOSE, OCOMPLIT, OCONVIFACE, OCONVNOP, OCONV, OCOPY, ODELETE, OGETG, OLEN, OLITERAL, OMAKESLICE,
        OMAKESLICECOPY, OMAKE, OMAPLIT, OMAX, OMIN, ONAME, ONEW, ONIL, ONONAME, OPANIC, OPAREN, OPRINTLN, OPRINT,
        ORUNESTR, OSLICE2ARR, OSLICE2ARRPTR, OSTR2BYTES, OSTR2BYTESTMP, OSTR2RUNES, OSTRUCTLIT, OTYPE, OUNSAFEADD,
        OUNSAFESLICE, OUNSAFESLICEDATA, OUNSAFESTRING, OUNSAFESTRINGDATA, OINDEXMAP, OINDEX, OSLICE, OSLICESTR,
        OSLICEARR, OSLICE3, OSLICE3ARR, OSLICEHEADER, OSTRINGHEADER, ODOTINTER, ODOTMETH, ODOTPTR, ODOTTYPE2, ODOTTYPE,
        ODOT, OXDOT, OMETHVALUE, OMETHEXPR,
    ):  # fmt: skip
        prec[op] = 8
    for op in (OPLUS, ONOT, OBITNOT, ONEG, OADDR, ODEREF, ORECV):
        prec[op] = 7
    for op in (OMUL, ODIV, OMOD, OLSH, ORSH, OAND, OANDNOT):
        prec[op] = 6
    for op in (OADD, OSUB, OOR, OXOR):
        prec[op] = 5
    for op in (OEQ, OLT, OLE, OGE, OGT, ONE):
        prec[op] = 4
    prec[OSEND] = 3
    prec[OANDAND] = 2
    prec[OOROR] = 1
    for op in (
        OAS, OAS2, OAS2DOTTYPE, OAS2FUNC, OAS2MAPR, OAS2RECV, OASOP, OBLOCK, OBREAK, OCASE, OCONTINUE, ODCL,
        ODEFER, OFALL, OFOR, OGOTO, OIF, OLABEL, OGO, ORANGE, ORETURN, OSELECT, OSWITCH,
    ):  # fmt: skip
        prec[op] = -1
    return prec


_PREC: Final = _precedences()


def op_syntax(op: int) -> str:
    s = OP_SYNTAX.get(op)
    return OP_NAMES[op] if s is None else s


@final
class Printer:
    """``as_source``: without what gc adds: the embedded fields that a selector goes through, the packages of locals."""

    __slots__ = ("table", "local", "types", "as_source")

    def __init__(self, table: TypeTable, local: Pkg) -> None:
        self.table = table
        self.local = local
        self.types = TypePrinter(table, local)
        self.as_source = False

    # ------------------------------------------------------------------------------------------- entry points

    def sym(self, s: Sym | None) -> str:
        return self.types.sym(s)

    def typ(self, t: Type | None) -> str:
        return self.types.typ(t)

    def func(self, fn: Func | None) -> str:
        """A function, qualified if of another package."""
        return "<nil>" if fn is None else self.types.sym(fn.nname.sym)

    def node(self, n: Node | None) -> str:
        """``%v``."""
        if n is None:
            return "<nil>"
        if isinstance(n, Name):
            return self._name(n)
        out: list[str] = []
        self._node(n, out)
        return "".join(out)

    def long(self, n: Node) -> str:
        """``%L``: with its type."""
        t = n.typ
        if t is None:
            return self.node(n)
        if t.kind == TNIL:
            return "nil"
        if isinstance(n, Name) and n.auto_temp():
            return self.typ(t) + " value"
        return f"{self.node(n)} (type {self.typ(t)})"

    def nodes(self, nodes: list[Node], sep: str = "; ") -> str:
        return sep.join([self.node(n) for n in nodes])

    # ---------------------------------------------------------------------------------------------- statements

    def _node(self, n: Node, out: list[str]) -> None:
        if _PREC[n.op] < 0:
            out.append(self._stmt(n))
        else:
            self._expr(n, 0, out)

    def _stmt(self, n: Node) -> str:
        op = n.op
        if isinstance(n, Decl):
            return f"var {self.sym(n.x.sym)} {self.typ(n.x.typ)}"
        if isinstance(n, AssignStmt):
            return f"{self.node(n.x)} {':=' if n.define else '='} {self.node(n.y)}"
        if isinstance(n, AssignOpStmt):
            if n.inc_dec:
                return self.node(n.x) + ("++" if n.as_op == OADD else "--")
            return f"{self.node(n.x)} {op_syntax(n.as_op)}= {self.node(n.y)}"
        if isinstance(n, AssignListStmt):
            return f"{self.nodes(n.lhs, ', ')} {':=' if n.define else '='} {self.nodes(n.rhs, ', ')}"
        if isinstance(n, BlockStmt):
            return self.nodes(n.list)
        if isinstance(n, ReturnStmt):
            return "return " + self.nodes(n.results, ", ")
        if isinstance(n, GoDeferStmt):
            return ("go " if op == OGO else "defer ") + self.node(n.call)
        if isinstance(n, IfStmt):
            s = f"{self.node(n.cond)} {{ {self.nodes(n.body)} }}"
            if len(n.init) == 1 and not n.init[0].init:
                s = f"{self.node(n.init[0])}; {s}"
            if n.els:
                return f"if {s} else {{ {self.nodes(n.els)} }}"
            return "if " + s
        if op == OFOR or op == ORANGE:
            return "for loop"
        if op == OSELECT or op == OSWITCH:
            return op_syntax(op) + " statement"
        if isinstance(n, CaseClause):
            head = "case " + self.nodes(n.list, ", ") if n.list else "default"
            return f"{head}: {self.nodes(n.body)}"
        if isinstance(n, CommClause):
            head = "case " + self.node(n.comm) if n.comm is not None else "default"
            return f"{head}: {self.nodes(n.body)}"
        if isinstance(n, BranchStmt):
            return op_syntax(op) if n.label is None else f"{op_syntax(op)} {self.sym(n.label)}"
        if isinstance(n, LabelStmt):
            return self.sym(n.label) + ": "
        if isinstance(n, InlineMarkStmt):
            return f"inlmark {n.index}"
        if isinstance(n, TailCallStmt):
            return "tailcall " + self.node(n.call)
        return f"<node {OP_NAMES[op]}>"

    # --------------------------------------------------------------------------------------------- expressions

    def _name(self, n: Name) -> str:
        name = n.sym.name
        if name.startswith("~b"):
            return "_"
        if self.as_source and n.cls != PEXTERN and n.cls != PFUNC:
            return name
        return self.types.sym(n.sym)

    def _expr(self, n: Node | None, prec: int, out: list[str]) -> None:
        """Left operands in a loop; ``right`` keeps what follows them: operators with right operands, or text."""
        right: list[tuple[str, Node | None, int]] = []
        while True:
            while n is not None:
                if isinstance(n, AddrExpr) and n.op == OADDR and n.implicit:
                    n = n.x
                elif isinstance(n, StarExpr) and n.implicit:
                    n = n.x
                elif isinstance(n, ConvExpr) and n.implicit and n.op in (OCONV, OCONVNOP, OCONVIFACE):
                    n = n.x
                else:
                    break
            if n is None:
                out.append("<nil>")
                break
            op = n.op
            nprec = _PREC[op]
            if op == OTYPE and n.typ is not None and n.typ.is_ptr():
                nprec = _PREC[ODEREF]
            if prec > nprec:
                out.append("(")
                right.append((")", None, 0))
                if nprec < 0:
                    out.append(self._stmt(n))
                    break
                prec = 0
                continue
            if isinstance(n, BinaryExpr):
                if op in (OCOMPLEX, OCOPY, OUNSAFEADD, OUNSAFESLICE):
                    out.append(f"{op_syntax(op)}({self.node(n.x)}, {self.node(n.y)})")
                    break
                if nprec < 4 or nprec > 6:
                    out.append(f"<node {op_syntax(op)}>")
                    break
                right.append((f" {op_syntax(op)} ", n.y, nprec + 1))
                n = n.x
                prec = nprec
                continue
            if isinstance(n, LogicalExpr):
                right.append((f" {op_syntax(op)} ", n.y, nprec + 1))
                n = n.x
                prec = nprec
                continue
            if isinstance(n, SelectorExpr):
                if not (n.implicit and self.as_source):
                    right.append(("." + n.sel.name, None, 0))
                n = n.x
                prec = nprec
                continue
            if isinstance(n, CallExpr) and n.fun is not None:
                args = self.nodes(n.args, ", ")
                right.append((f"({args}...)" if n.is_ddd else f"({args})", None, 0))
                n = n.fun
                prec = nprec
                continue
            if isinstance(n, IndexExpr):
                right.append((f"[{self.node(n.index)}]", None, 0))
                n = n.x
                prec = nprec
                continue
            self._primary(n, nprec, out)
            break
        for i in range(len(right) - 1, -1, -1):
            text, node, p = right[i]
            out.append(text)
            if p > 0:
                self._expr(node, p, out)

    def _primary(self, n: Node, nprec: int, out: list[str]) -> None:
        op = n.op
        if isinstance(n, Name):
            if op == OLITERAL:
                out.append(self.sym(n.sym))
            elif op == ONONAME:
                out.append(self.sym(n.sym))
            else:
                out.append(self._name(n))
        elif isinstance(n, BasicLit):
            out.append(self.literal(n.val, n.typ))
        elif op == ONIL:
            out.append("nil")
        elif isinstance(n, ParenExpr):
            out.append(f"({self.node(n.x)})")
        elif op == OCLOSURE:
            out.append("func literal")
        elif isinstance(n, CompLitExpr):
            if n.implicit:
                out.append("... argument")
            else:
                out.append(self.typ(n.typ) + ("{...}" if n.list else "{}"))
        elif isinstance(n, AddrExpr):
            out.append("&")
            if op == OPTRLIT:
                out.append(self.node(n.x))
                return
            if n.x.op == op:
                out.append(" ")
            self._expr(n.x, nprec + 1, out)
        elif isinstance(n, StarExpr):
            out.append("*")
            self._expr(n.x, nprec + 1, out)
        elif isinstance(n, ConvExpr):
            self._conversion(n, out)
        elif isinstance(n, UnaryExpr):
            if op in (OPLUS, ONEG, OBITNOT, ONOT, ORECV):
                out.append(op_syntax(op))
                if n.x.op == op:
                    out.append(" ")
                self._expr(n.x, nprec + 1, out)
            elif op in (OREAL, OIMAG, OCAP, OCLEAR, OCLOSE, OLEN, ONEW, OPANIC):
                out.append(f"{op_syntax(op)}({self.node(n.x)})")
            else:
                out.append(f"<node {op_syntax(op)}>")
        elif isinstance(n, CallExpr):
            args = self.nodes(n.args, ", ")
            out.append(f"{op_syntax(op)}({args}...)" if n.is_ddd else f"{op_syntax(op)}({args})")
        elif isinstance(n, SliceExpr):
            self._slice(n, nprec, out)
        elif isinstance(n, MakeExpr):
            self._make(n, out)
        elif isinstance(n, TypeAssertExpr):
            self._expr(n.x, nprec, out)
            out.append(f".({self.typ(n.typ)})")
        elif isinstance(n, AddStringExpr):
            for i, x in enumerate(n.list):
                if i:
                    out.append(" + ")
                self._expr(x, nprec, out)
        elif op == OTYPE:
            out.append(self.typ(n.typ))
        elif isinstance(n, InlinedCallExpr):
            if len(n.return_vars) == 1:
                out.append(self.node(n.return_vars[0]))
            else:
                out.append(f"(.{self.nodes(n.return_vars)})")
        elif isinstance(n, KeyExpr):
            out.append(f"{self.node(n.key)}:{self.node(n.value)}")
        elif isinstance(n, StructKeyExpr):
            out.append(f"{self.sym(n.field.sym)}:{self.node(n.value)}")
        elif isinstance(n, SendStmt):
            self._expr(n.chan, nprec, out)
            out.append(" <- ")
            self._expr(n.value, nprec + 1, out)
        elif isinstance(n, SliceHeaderExpr):
            out.append(f"sliceheader{{{self.node(n.ptr)},{self.node(n.len)},{self.node(n.cap)}}}")
        elif isinstance(n, LinksymOffsetExpr):
            out.append(f"({self.typ(n.typ)})({n.linksym}@{n.offset})")
        elif isinstance(n, Func):
            out.append(self.sym(n.nname.sym))
        else:
            out.append(f"<node {op_syntax(op)}>")

    def _conversion(self, n: ConvExpr, out: list[str]) -> None:
        t = n.typ
        if n.op in (
            OCONV, OCONVIFACE, OCONVNOP, OBYTES2STR, ORUNES2STR, OSTR2BYTES, OSTR2BYTESTMP, OSTR2RUNES, ORUNESTR,
            OSLICE2ARR, OSLICE2ARRPTR,
        ):  # fmt: skip
            if t is None or t.sym is None:
                out.append(f"({self.typ(t)})")
            else:
                out.append(self.typ(t))
            out.append(f"({self.node(n.x)})")
        else:
            out.append(f"<node {op_syntax(n.op)}>")

    def _slice(self, n: SliceExpr, nprec: int, out: list[str]) -> None:
        self._expr(n.x, nprec, out)
        out.append("[")
        if n.low is not None:
            out.append(self.node(n.low))
        out.append(":")
        if n.high is not None:
            out.append(self.node(n.high))
        if n.op == OSLICE3 or n.op == OSLICE3ARR:
            out.append(":")
            if n.max is not None:
                out.append(self.node(n.max))
        out.append("]")

    def _make(self, n: MakeExpr, out: list[str]) -> None:
        t = self.typ(n.typ)
        if n.op == OMAKESLICECOPY:
            out.append(f"makeslicecopy({t}, {self.node(n.len)}, {self.node(n.cap)})")
        elif n.cap is not None:
            out.append(f"make({t}, {self.node(n.len)}, {self.node(n.cap)})")
        elif n.len is not None and (n.op == OMAKESLICE or not _untyped(n.len.typ)):
            out.append(f"make({t}, {self.node(n.len)})")
        else:
            out.append(f"make({t})")

    def literal(self, val: object, t: Type | None) -> str:
        """A constant: with its type if that is not the default type of such a constant."""
        if t is None:
            return const_string(val)
        b = self.table.basic
        if isinstance(val, int) and not isinstance(val, bool):
            if t is b["rune"] or t is b["untyped rune"]:
                if 0 <= val <= 0x10FFFF:
                    return quote_rune(val)
            plain = t is b["int"] or t is b["untyped int"]
        elif isinstance(val, bool):
            plain = t is b["bool"] or t is b["untyped bool"]
        elif isinstance(val, str):
            plain = t is b["string"] or t is b["untyped string"]
        elif isinstance(val, ComplexVal):
            plain = t is b["complex128"] or t is b["untyped complex"]
        else:
            plain = t is b["float64"] or t is b["untyped float"]
        s = const_string(val)
        return s if plain else f"{self.typ(t)}({s})"


def _untyped(t: Type | None) -> bool:
    if t is None:
        return False
    if t.kind == TNIL or t.kind == TIDEAL:
        return True
    return t.sym is not None and t.sym.name.startswith("untyped ")

