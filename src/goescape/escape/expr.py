"""Expressions: how their values flow into a hole, and which of them allocate.

All parts of an expression are visited even if its value is not used: they may have side effects.
"""

from typing import Final

from goescape.escape.call import CallWalker
from goescape.escape.graph import Hole, SpilledClosure
from goescape.escape.records import Verdict
from goescape.ir.expr import (
    AddrExpr,
    AddStringExpr,
    BinaryExpr,
    CompLitExpr,
    ConvExpr,
    DynamicTypeAssertExpr,
    IndexExpr,
    KeyExpr,
    LogicalExpr,
    MakeExpr,
    ParenExpr,
    SelectorExpr,
    SliceExpr,
    StarExpr,
    StructKeyExpr,
    TypeAssertExpr,
    UnaryExpr,
)
from goescape.ir.node import PEXTERN, PFUNC, ClosureExpr, Name, Node
from goescape.ir.ops import (
    OADD,
    OADDR,
    OADDSTR,
    OAND,
    OANDAND,
    OANDNOT,
    OAPPEND,
    OARRAYLIT,
    OBITNOT,
    OBYTES2STR,
    OCALLFUNC,
    OCALLINTER,
    OCALLMETH,
    OCAP,
    OCLOSURE,
    OCOMPLEX,
    OCONV,
    OCONVIFACE,
    OCONVNOP,
    OCOPY,
    ODEREF,
    ODIV,
    ODOT,
    ODOTINTER,
    ODOTMETH,
    ODOTPTR,
    ODOTTYPE,
    ODOTTYPE2,
    ODYNAMICDOTTYPE,
    ODYNAMICDOTTYPE2,
    ODYNAMICTYPE,
    OEQ,
    OGETCALLERSP,
    OGETG,
    OGT,
    OIDATA,
    OIMAG,
    OINDEX,
    OINDEXMAP,
    OINLCALL,
    OITAB,
    OLEN,
    OLINKSYMOFFSET,
    OLITERAL,
    OLSH,
    OMAKECHAN,
    OMAKEFACE,
    OMAKEMAP,
    OMAKESLICE,
    OMAPLIT,
    OMAX,
    OMETHEXPR,
    OMETHVALUE,
    OMIN,
    OMOD,
    OMUL,
    ONAME,
    ONEG,
    ONEW,
    ONIL,
    ONOT,
    OOR,
    OOROR,
    OP_NAMES,
    OPAREN,
    OPLUS,
    OPTRLIT,
    OREAL,
    ORECOVER,
    ORECV,
    ORSH,
    ORUNES2STR,
    ORUNESTR,
    OSLICE,
    OSLICE2ARR,
    OSLICE2ARRPTR,
    OSLICE3ARR,
    OSLICELIT,
    OSPTR,
    OSTR2BYTES,
    OSTR2BYTESTMP,
    OSTR2RUNES,
    OSTRUCTLIT,
    OSUB,
    OTYPE,
    OUNSAFEADD,
    OUNSAFESLICE,
    OUNSAFESLICEDATA,
    OUNSAFESTRING,
    OUNSAFESTRINGDATA,
    OXOR,
)
from goescape.ir.sizes import resolved
from goescape.ir.types import TARRAY, TIDEAL, TINTER, TNIL, TUINTPTR, TUNSAFEPTR, Type
from goescape.ir.util import is_reflect_header_data, method_expr_name

_OTHER: Final = 0
_NOTHING: Final = 1
_BINARY: Final = 2
_CALL: Final = 3
_UNARY: Final = 4
_BYTES: Final = 5


def _groups() -> list[int]:
    g = [_OTHER] * len(OP_NAMES)
    for op in (OLITERAL, ONIL, OGETG, OGETCALLERSP, OTYPE, OMETHEXPR, OLINKSYMOFFSET, ODYNAMICTYPE):
        g[op] = _NOTHING
    for op in (OADD, OSUB, OOR, OXOR, OMUL, ODIV, OMOD, OLSH, ORSH, OAND, OANDNOT):
        g[op] = _BINARY
    for op in range(OEQ, OGT + 1):
        g[op] = _BINARY
    for op in (OPLUS, ONEG, OBITNOT, ONOT):
        g[op] = _UNARY
    for op in (
        OCALLMETH, OCALLFUNC, OCALLINTER, OINLCALL, OLEN, OCAP, OMIN, OMAX, OCOMPLEX, OREAL, OIMAG, OAPPEND, OCOPY,
        ORECOVER, OUNSAFEADD, OUNSAFESLICE, OUNSAFESTRING, OUNSAFESTRINGDATA, OUNSAFESLICEDATA,
    ):  # fmt: skip
        g[op] = _CALL
    # OSTR2BYTESTMP: what an earlier analysis made of OSTR2BYTES.
    for op in (ORUNES2STR, OBYTES2STR, OSTR2RUNES, OSTR2BYTES, OSTR2BYTESTMP, ORUNESTR):
        g[op] = _BYTES
    return g


_GROUP: Final = _groups()


class ExprWalker(CallWalker):
    __slots__ = ()

    def expr(self, k: Hole, n: Node | None) -> None:
        """Evaluate n, its value flows into k."""
        if n is None:
            return
        if n.init:
            self.stmts(n.init)
        self.expr_skip_init(k, n)

    def discard(self, n: Node | None) -> None:
        if n is not None:
            if n.init:
                self.stmts(n.init)
            self.expr_skip_init(self.b.discard_hole, n)

    def discards(self, nodes: list[Node]) -> None:
        for n in nodes:
            self.discard(n)

    def spill(self, k: Hole, n: Node) -> Hole:
        """A location for what n allocates: its address flows to k; the hole is for what is stored in it."""
        loc = self.new_loc(n, False)
        self.b.flow(self.addr_of(k, n, "spill"), loc)
        return loc.as_hole()

    def dot_type(self, k: Hole, t: Type, where: Node, why: str) -> Hole:
        if resolved(t).kind != TINTER and not self.ctx.sizes.is_direct_iface(t):
            return self.deref(k, where, why)
        return self.note(k, where, why)

    def expr_skip_init(self, k: Hole, n: Node) -> None:
        """A long dispatch by operator: one case for each way that a value can flow."""
        if k.derefs >= 0:
            t = n.typ
            if t is not None and not self.ctx.sizes.has_pointers(t) and t.kind != TNIL and t.kind != TIDEAL:
                k = self.b.discard_addr_hole if k.addrtaken else self.b.discard_hole
        op = n.op
        group = _GROUP[op]
        if group == _NOTHING:
            return
        if op == ONAME:
            assert isinstance(n, Name)
            if n.cls != PFUNC and n.cls != PEXTERN:
                self.b.flow(k, self.b.old_loc(n))
        elif group == _CALL:
            self.call([k], n)
        elif group == _BINARY:
            assert isinstance(n, BinaryExpr)
            self._binary(n)
        elif group == _UNARY:
            assert isinstance(n, UnaryExpr)
            self.discard(n.x)
        elif op == ODOTPTR:
            assert isinstance(n, SelectorExpr)
            self.expr(self.deref(k, n, "dot of pointer"), n.x)
        elif op == ODOT or op == ODOTMETH or op == ODOTINTER:
            assert isinstance(n, SelectorExpr)
            self.expr(self.note(k, n, "dot"), n.x)
        elif op == OCONV or op == OCONVNOP:
            assert isinstance(n, ConvExpr)
            if resolved(n.type()).kind == TUNSAFEPTR and resolved(n.x.type()).kind == TUINTPTR:
                self.unsafe_value(k, n.x)
            else:
                self.expr(k, n.x)
        elif op == OCONVIFACE:
            assert isinstance(n, ConvExpr)
            xt = n.x.type()
            if resolved(xt).kind != TINTER and not self.ctx.sizes.is_direct_iface(xt):
                k = self.spill(k, n)
            self.expr(self.note(k, n, "interface-converted"), n.x)
        elif op == OADDR:
            assert isinstance(n, AddrExpr)
            self.expr(self.addr_of(k, n, "address-of"), n.x)
        elif op == ODEREF:
            assert isinstance(n, StarExpr)
            self.expr(self.deref(k, n, "indirection"), n.x)
        elif op == OINDEX:
            assert isinstance(n, IndexExpr)
            if resolved(n.x.type()).kind == TARRAY:
                self.expr(self.note(k, n, "fixed-array-index-of"), n.x)
            else:
                self.expr(self.deref(k, n, "dot of pointer"), n.x)
            self.discard(n.index)
        elif op == OINDEXMAP:
            assert isinstance(n, IndexExpr)
            self.discard(n.x)
            self.discard(n.index)
        elif OSLICE <= op <= OSLICE3ARR:
            assert isinstance(n, SliceExpr)
            self.expr(self.note(k, n, "slice"), n.x)
            self.discard(n.low)
            self.discard(n.high)
            self.discard(n.max)
        elif op == OANDAND or op == OOROR:
            assert isinstance(n, LogicalExpr)
            self._logical(n)
        elif op == OSTRUCTLIT:
            assert isinstance(n, CompLitExpr)
            for e in n.list:
                assert isinstance(e, StructKeyExpr)
                self.expr(self.note(k, n, "struct literal element"), e.value)
        elif op == OARRAYLIT:
            assert isinstance(n, CompLitExpr)
            self._elements(k, n, "array literal element")
        elif op == OSLICELIT:
            assert isinstance(n, CompLitExpr)
            self._elements(self.spill(k, n), n, "slice-literal-element")
        elif op == OMAPLIT:
            assert isinstance(n, CompLitExpr)
            self.spill(k, n)
            for e in n.list:
                assert isinstance(e, KeyExpr)
                self.assign_heap(e.key, "map literal key", n)
                self.assign_heap(e.value, "map literal value", n)
        elif op == OPTRLIT:
            assert isinstance(n, AddrExpr)
            self.expr(self.spill(k, n), n.x)
        elif op == ONEW:
            self.spill(k, n)
        elif op == OCLOSURE:
            assert isinstance(n, ClosureExpr)
            self._closure(k, n)
        elif group == _BYTES:
            assert isinstance(n, ConvExpr)
            self.spill(k, n)
            self.discard(n.x)
        elif op == OADDSTR:
            assert isinstance(n, AddStringExpr)
            self.spill(k, n)
            self.discards(n.list)
        elif op == OMAKESLICE:
            assert isinstance(n, MakeExpr)
            self.spill(k, n)
            self.discard(n.len)
            self.discard(n.cap)
        elif op == OMAKEMAP:
            assert isinstance(n, MakeExpr)
            self.spill(k, n)
            self.discard(n.len)
        elif op == OMAKECHAN:
            assert isinstance(n, MakeExpr)
            if self.ctx.collect:  # always on the heap, so gc says nothing
                self.ctx.verdicts.append(Verdict(n, self.curfn, self.loop_depth, True, None))
            self.discard(n.len)
        elif op == ODOTTYPE or op == ODOTTYPE2:
            assert isinstance(n, TypeAssertExpr)
            self.expr(self.dot_type(k, n.type(), n, "dot"), n.x)
        elif op == ODYNAMICDOTTYPE or op == ODYNAMICDOTTYPE2:
            assert isinstance(n, DynamicTypeAssertExpr)
            self.expr(self.dot_type(k, n.type(), n, "dot"), n.x)
        elif op == OMETHVALUE:
            assert isinstance(n, SelectorExpr)
            self._method_value(k, n)
        elif op == ORECV:
            assert isinstance(n, UnaryExpr)
            self.discard(n.x)
        elif op == OSLICE2ARR:
            assert isinstance(n, ConvExpr)
            self.expr(self.deref(k, n, "slice-to-array"), n.x)
        elif op == OSLICE2ARRPTR:
            assert isinstance(n, ConvExpr)
            self.expr(k, n.x)
        elif op == OITAB or op == OIDATA or op == OSPTR:
            assert isinstance(n, UnaryExpr)
            self.expr(k, n.x)
        elif op == OMAKEFACE:
            assert isinstance(n, BinaryExpr)
            self.expr(k, n.y)
        elif op == OPAREN:
            assert isinstance(n, ParenExpr)
            self.expr(k, n.x)
        else:
            raise AssertionError("unexpected expression " + OP_NAMES[op])

    def _binary(self, n: BinaryExpr) -> None:
        """``x op y``; a chain to the left is taken in a loop."""
        right = [n.y]
        x = n.x
        while isinstance(x, BinaryExpr) and _GROUP[x.op] == _BINARY:
            if x.init:
                self.stmts(x.init)
            right.append(x.y)
            x = x.x
        self.discard(x)
        for i in range(len(right) - 1, -1, -1):
            self.discard(right[i])

    def _logical(self, n: LogicalExpr) -> None:
        right = [n.y]
        x = n.x
        while isinstance(x, LogicalExpr):
            if x.init:
                self.stmts(x.init)
            right.append(x.y)
            x = x.x
        self.discard(x)
        for i in range(len(right) - 1, -1, -1):
            self.discard(right[i])

    def _elements(self, k: Hole, n: CompLitExpr, why: str) -> None:
        for e in n.list:
            if isinstance(e, KeyExpr):
                e = e.value
            self.expr(self.note(k, n, why), e)

    def _method_value(self, k: Hole, n: SelectorExpr) -> None:
        """The receiver flows to the closure and to the method's receiver; who calls it is not known."""
        closure_k = self.spill(k, n)
        m = n.selection
        assert m is not None
        ks = [self.b.heap_hole] * len(m.typ.results)
        param_k = self.tag_hole(ks, method_expr_name(n), -1)
        self.expr(self.tee_hole([param_k, closure_k]), n.x)

    def _closure(self, k: Hole, n: ClosureExpr) -> None:
        k = self.spill(k, n)
        self.b.closures.append(SpilledClosure(k, n))
        fn = n.func
        if not fn.is_closure():
            return  # captures nothing: a function of its own
        for cv in fn.closure_vars:
            loc = self.b.old_loc(cv)
            if not loc.captured:
                loc.captured = True
                # What was assigned in straight-line code before the first capture does not count.
                if loc.loop_depth == self.loop_depth:
                    loc.reassigned = False
        self.walk_func(fn)

    def unsafe_value(self, k: Hole, n: Node) -> None:
        """A uintptr computed from unsafe.Pointers: these flow into k."""
        while True:
            if n.init:
                self.stmts(n.init)
            op = n.op
            if op == OCONV or op == OCONVNOP:
                assert isinstance(n, ConvExpr)
                if resolved(n.x.type()).kind == TUNSAFEPTR:
                    self.expr(k, n.x)
                else:
                    self.discard(n.x)
            elif op == ODOTPTR:
                assert isinstance(n, SelectorExpr)
                if is_reflect_header_data(n):
                    self.expr(self.deref(k, n, "reflect.Header.Data"), n.x)
                else:
                    self.discard(n.x)
            elif op == OPLUS or op == ONEG or op == OBITNOT:
                assert isinstance(n, UnaryExpr)
                n = n.x
                continue
            elif op == OLSH or op == ORSH:
                assert isinstance(n, BinaryExpr)
                self.unsafe_value(k, n.x)
                self.discard(n.y)
            elif isinstance(n, BinaryExpr) and _GROUP[op] == _BINARY and not OEQ <= op <= OGT:
                self.unsafe_value(k, n.x)
                self.unsafe_value(k, n.y)
            else:
                self.expr_skip_init(self.b.discard_hole, n)
            return
