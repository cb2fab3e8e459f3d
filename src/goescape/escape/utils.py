"""Questions about single nodes: assignments of a thing to itself, reasons to be on the heap in any case."""

from goescape.escape.context import EscapeContext
from goescape.ir.expr import (
    BinaryExpr,
    ConvExpr,
    IndexExpr,
    MakeExpr,
    SelectorExpr,
    SliceExpr,
    StarExpr,
    UnaryExpr,
)
from goescape.ir.node import PPARAM, PPARAMOUT, ClosureExpr, Name, Node
from goescape.ir.ops import (
    OADDR,
    OBITNOT,
    OCAP,
    OCONV,
    OCONVNOP,
    ODEREF,
    ODOT,
    ODOTPTR,
    OINDEX,
    OLEN,
    OLITERAL,
    OMAKESLICE,
    OMETHVALUE,
    ONAME,
    ONEG,
    ONEW,
    ONIL,
    ONOT,
    OPLUS,
    OPTRLIT,
    OSLICE3ARR,
    OSLICEARR,
)
from goescape.ir.sizes import Sizes, resolved
from goescape.ir.types import TARRAY, TSTRING, TSTRUCT, Type
from goescape.ir.util import int_val, is_arith, is_small_int_const, same_safe_expr


def _deref_base(n: Node) -> Name | None:
    """p of ``*p`` or ``p.f``."""
    if isinstance(n, StarExpr):
        x = n.x
    elif isinstance(n, SelectorExpr) and n.op == ODOTPTR:
        x = n.x
    else:
        return None
    if isinstance(x, Name) and x.op == ONAME:
        return x
    return None


def is_slice_self_assign(dst: Node, src: Node) -> bool:
    """``b.buf = b.buf[n:m]`` stores no pointer in ``*b`` that was not there.

    Slicing an array that is part of ``*b`` does (to ``*b`` itself), slicing through a pointer to an array does not.
    """
    base = _deref_base(dst)
    if base is None or not isinstance(src, SliceExpr):
        return False
    if (src.op == OSLICEARR or src.op == OSLICE3ARR) and src.x.op == OADDR:
        return False
    return _deref_base(src.x) is base


def is_self_assign(dst: Node | None, src: Node | None) -> bool:
    """Whether an assignment stays within one object: ``val.x = val.y``, ``val.x[i] = val.y[j]``."""
    if dst is None or src is None:
        return False
    if is_slice_self_assign(dst, src):
        return True
    op = dst.op
    if op != src.op:
        return False
    if op == ODOT or op == ODOTPTR:
        assert isinstance(dst, SelectorExpr) and isinstance(src, SelectorExpr)
        return same_safe_expr(dst.x, src.x)
    if op == OINDEX:
        assert isinstance(dst, IndexExpr) and isinstance(src, IndexExpr)
        if may_affect_memory(dst.index) or may_affect_memory(src.index):
            return False
        return same_safe_expr(dst.x, src.x)
    return False


def may_affect_memory(n: Node) -> bool:
    """Whether evaluating n may call, allocate or store. Panics do not count."""
    while True:
        op = n.op
        if op == ONAME or op == OLITERAL or op == ONIL:
            return False
        if isinstance(n, BinaryExpr) and is_arith(op):
            if may_affect_memory(n.y):
                return True
            n = n.x
        elif isinstance(n, IndexExpr) and op == OINDEX:
            if may_affect_memory(n.index):
                return True
            n = n.x
        elif isinstance(n, ConvExpr) and (op == OCONVNOP or op == OCONV):
            n = n.x
        elif isinstance(n, UnaryExpr) and (
            op == OLEN or op == OCAP or op == ONOT or op == OBITNOT or op == OPLUS or op == ONEG
        ):
            n = n.x
        elif isinstance(n, SelectorExpr) and (op == ODOT or op == ODOTPTR):
            n = n.x
        elif isinstance(n, StarExpr) and op == ODEREF:
            n = n.x
        else:
            return True


def heap_alloc_reason(ctx: EscapeContext, n: Node) -> str:
    """Why the node must be on the heap whatever flows where; "" if it need not."""
    t = n.typ
    if t is None:
        return ""
    if isinstance(n, Name) and (n.cls == PPARAM or n.cls == PPARAMOUT):
        return ""
    sizes = ctx.sizes
    op = n.op
    if sizes.width(t) > ctx.max_stack_var_size:
        return "too large for stack"
    if sizes.alignment(t) > sizes.ptr_size:
        return "too aligned for stack"
    if op == ONEW or op == OPTRLIT:
        e = t.elem
        assert e is not None
        if sizes.width(e) > ctx.max_implicit_stack_var_size:
            return "too large for stack"
        if sizes.alignment(e) > sizes.ptr_size:
            return "too aligned for stack"
    elif isinstance(n, ClosureExpr):
        if closure_size(sizes, n) > ctx.max_implicit_stack_var_size:
            return "too large for stack"
    elif op == OMETHVALUE:
        assert isinstance(n, SelectorExpr)
        if sizes.ptr_size + sizes.width(n.x.type()) > ctx.max_implicit_stack_var_size:
            return "too large for stack"
    elif op == OMAKESLICE:
        assert isinstance(n, MakeExpr)
        r = n.len if n.cap is None else n.cap
        assert r is not None and t.elem is not None
        width = sizes.width(t.elem)
        if width == 0:
            return "zero-sized element"
        # Of unknown length: may start in a small stack buffer.
        if is_small_int_const(r) and int_val(r) > ctx.max_implicit_stack_var_size // width:
            return "too large for stack"
    return ""


def closure_size(sizes: Sizes, n: ClosureExpr) -> int:
    """Bytes of a literal's record: code pointer and what is captured (roughly: padding apart)."""
    w = sizes.ptr_size
    for v in n.func.closure_vars:
        w += sizes.width(v.type()) if v.byval() else sizes.ptr_size
    return w


def has_non_string_pointers(sizes: Sizes, t: Type) -> bool:
    if not sizes.has_pointers(t):
        return False
    k = resolved(t).kind
    if k == TSTRING:
        return False
    if k == TSTRUCT:
        for f in t.fields:
            if has_non_string_pointers(sizes, f.typ):
                return True
        return False
    if k == TARRAY:
        assert t.elem is not None
        return has_non_string_pointers(sizes, t.elem)
    return True
