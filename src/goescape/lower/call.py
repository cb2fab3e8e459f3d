"""Calls and conversions, builtin functions, assignments of several values from one expression."""

from typing import Final

from goescape.ir.expr import BinaryExpr, CallExpr, SelectorExpr, UnaryExpr
from goescape.ir.node import Name, Node
from goescape.ir.ops import (
    OAPPEND,
    OAS2,
    OCAP,
    OCLEAR,
    OCLOSE,
    OCOMPLEX,
    OCOPY,
    ODELETE,
    OIMAG,
    OLEN,
    OMAX,
    OMETHEXPR,
    OMIN,
    ONEW,
    OPANIC,
    OPRINT,
    OPRINTLN,
    OREAL,
    ORECOVER,
    OUNSAFEADD,
    OUNSAFESLICE,
    OUNSAFESLICEDATA,
    OUNSAFESTRING,
    OUNSAFESTRINGDATA,
)
from goescape.ir.stmt import AssignListStmt, Decl
from goescape.ir.types import TINTER
from goescape.lower.build_call import strip_conv_nop
from goescape.lower.expr import ExprLowerer, targs_of
from goescape.lower.identity import elem
from goescape.lower.typed import (
    denoted_name,
    denoted_object,
    deref_type,
    is_type_expr,
    maybe_type,
    slice_elem,
    type_of,
)
from goescape.syntax import nodes as syn
from goescape.types.identity import identical as identical_types
from goescape.types.operand import BUILTIN_MODE
from goescape.types.predicates import common_under
from goescape.types.types import METHOD_VAL, Builtin, Selection, Signature, Slice, Tuple
from goescape.types.types import Func as FuncObject
from goescape.types.types import Type as Type2

_OPS: Final = {
    "append": OAPPEND, "cap": OCAP, "clear": OCLEAR, "close": OCLOSE, "complex": OCOMPLEX, "copy": OCOPY,
    "delete": ODELETE, "imag": OIMAG, "len": OLEN, "max": OMAX, "min": OMIN, "panic": OPANIC, "print": OPRINT,
    "println": OPRINTLN, "real": OREAL, "recover": ORECOVER, "Add": OUNSAFEADD, "Slice": OUNSAFESLICE,
    "SliceData": OUNSAFESLICEDATA, "String": OUNSAFESTRING, "StringData": OUNSAFESTRINGDATA,
}  # fmt: skip


class CallLowerer(ExprLowerer):
    __slots__ = ()

    def lower_call(self, e: syn.CallExpr) -> Node:
        fun = e.fun
        if is_type_expr(fun):
            return self.convert_expr(type_of(fun), e.args[0], False)
        plain = syn.unparen(fun)
        if fun.mode == BUILTIN_MODE:
            obj = denoted_object(plain)
            assert isinstance(obj, Builtin)
            return self._builtin_call_expr(e, obj.name)
        sig = signature_type(fun)
        args: list[Node] = []
        callee = self._callee(plain, args)
        pos = self.pos(e.pos)
        args += self.multi_expr(pos, param_types(sig, e), e.args)
        return self.call(pos, callee, args, e.has_dots)

    def _callee(self, fun: syn.Expr, args: list[Node]) -> Node:
        """What is called; receiver and dictionary go to ``args``."""
        x = fun.x if isinstance(fun, syn.IndexExpr) else fun
        if isinstance(x, syn.SelectorExpr):
            sel = x.selection
            if isinstance(sel, Selection) and sel.skind == METHOD_VAL:
                return self._method_callee(x, sel, args)
        name = denoted_name(fun)
        if name is not None and name.targs:
            obj = name.obj
            assert isinstance(obj, FuncObject)
            _, base, dict_ptr = self.unit.func_inst(self.d, obj, targs_of(name), self, self.pos(fun.pos))
            assert dict_ptr is not None
            args.append(dict_ptr)
            return base
        return self.expr(fun)

    def _method_callee(self, x: syn.SelectorExpr, sel: Selection, args: list[Node]) -> Node:
        recv, t = self.recv_expr(x, sel)
        _, method, dict_ptr = self.method(x, t, sel)
        if recv.type().kind == TINTER and isinstance(method, SelectorExpr) and method.op == OMETHEXPR:
            callee: Node = self.xdot_method(method.pos, recv, method.sel, True)
        else:
            if recv.type().kind == TINTER:
                self.unit.note_imprecise_call(method.pos)
            callee = method
            args.append(recv)
        if dict_ptr is not None:
            args.append(dict_ptr)
        return callee

    # -------------------------------------------------------------------------------------------- builtins

    def _builtin_call_expr(self, e: syn.CallExpr, name: str) -> Node:
        pos = self.pos(e.pos)
        if name == "make":
            return self._make(e, pos)
        if name == "new":
            return self._new(e, pos)
        if name == "Sizeof":
            return self.new_uintptr(pos, self.unit.size_of(self.typ(type_of(e.args[0]))))
        if name == "Alignof":
            return self.new_uintptr(pos, self.unit.align_of(self.typ(type_of(e.args[0]))))
        if name == "Offsetof":
            return self._offsetof(e, pos)
        op = _OPS[name]
        args = self.multi_expr(pos, param_types(signature_type(e.fun), e), e.args)
        n = self.builtin(pos, op, args, e.has_dots)
        self._finish_builtin(e, n, pos)
        return n

    def _finish_builtin(self, e: syn.CallExpr, n: Node, pos: int) -> None:
        op = n.op
        if op == OAPPEND:
            assert isinstance(n, CallExpr)
            n.rtype = self._rtype_if_derived(pos, slice_elem(type_of(e)))
            if n.is_ddd:
                n.args[1] = strip_conv_nop(n.args[1])
        elif op == OCOPY or op == ODELETE:
            t = type_of(e.args[0])
            if isinstance(t, Tuple):
                t = t.vars[0].type()
            r = self._rtype_if_derived(pos, slice_elem(t) if op == OCOPY else t)
            if isinstance(n, CallExpr):
                n.rtype = r
            elif isinstance(n, BinaryExpr):
                n.rtype = r
        elif op == OUNSAFESLICE:
            self.note_rtype(slice_elem(type_of(e)))

    def _rtype_if_derived(self, pos: int, t: Type2) -> Node | None:
        self.note_rtype(t)
        return self.rtype(pos, t) if self.unit.derived(t) else None

    def _make(self, e: syn.CallExpr, pos: int) -> Node:
        t = self.type_operand(None, e.args[0]).type()
        args = self.exprs(e.args[1:])
        n = self.build_make(pos, t, args)
        t2 = type_of(e)
        core = common_under(t2)
        self.note_rtype(core.elem if isinstance(core, Slice) else t2)
        return n

    def _new(self, e: syn.CallExpr, pos: int) -> Node:
        arg = e.args[0]
        if not is_type_expr(arg):
            x = self.default_lit(self.expr(arg), None)
            init: list[Node] = []
            a = self.addr(pos, self.temp_copy(pos, x, init))
            a.init = init
            return a
        to = self.type_operand(None, arg)
        n = UnaryExpr(pos, ONEW, to)
        n.typ = self.table.new_ptr(to.type())
        return n

    def _offsetof(self, e: syn.CallExpr, pos: int) -> Node:
        x = syn.unparen(e.args[0])
        assert isinstance(x, syn.SelectorExpr) and isinstance(x.selection, Selection)
        t = self.typ(deref_type(type_of(x.x)))
        offset = 0
        for ix in x.selection.index:
            f = t.fields[ix]
            offset += self.unit.offset_of(t, f)
            t = f.typ
            if t.is_ptr():
                t = elem(t)
        return self.new_uintptr(pos, offset)

    # --------------------------------------------------------------------------------------------- several

    def multi_expr(self, pos: int, dst: list[Type2 | None], exprs: list[syn.Expr]) -> list[Node]:
        """Operands converted to types ``dst`` (None: as it is); one expression may give all values."""
        if len(exprs) == 1:
            t = maybe_type(exprs[0])
            if isinstance(t, Tuple):
                return self._spread(pos, dst, exprs[0], t)
        out: list[Node] = []
        for i, x in enumerate(exprs):
            out.append(self.implicit_conv(dst[i], x))
        return out

    def _spread(self, pos: int, dst: list[Type2 | None], e: syn.Expr, t: Tuple) -> list[Node]:
        x = self.expr(e)
        s = AssignListStmt(pos, OAS2, [], [x])
        s.define = True
        results: list[Node] = []
        for i, v in enumerate(t.vars):
            src = v.type()
            tmp: Name = self.temp(pos, self.typ(src))
            tmp.defn = s
            s.init.append(Decl(pos, tmp))
            s.lhs.append(tmp)
            res: Node = tmp
            d = dst[i]
            if d is not None and not identical_types(src, d):
                it = self.typ(d)
                self.conv_rtti(src, d)
                res = self.build_conv(pos, it, tmp, True)
            results.append(res)
        results[0] = self.init_expr([self.finish_stmt(s)], results[0])
        return results


def signature_type(fun: syn.Expr) -> Signature:
    t = type_of(fun)
    if isinstance(t, Signature):
        return t
    sig = common_under(t)
    assert isinstance(sig, Signature)
    return sig


def param_types(sig: Signature, e: syn.CallExpr) -> list[Type2 | None]:
    """Types of the arguments of a call."""
    n = len(e.args)
    if n == 1:
        t = maybe_type(e.args[0])
        if isinstance(t, Tuple):
            n = len(t.vars)
    params = sig.params.vars
    last = len(params) - 1
    out: list[Type2 | None] = []
    for i in range(n):
        if sig.variadic and not e.has_dots and i >= last:
            s = params[last].type()
            assert isinstance(s, Slice)
            out.append(s.elem)
        else:
            out.append(params[i].type())
    return out
