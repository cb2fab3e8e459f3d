"""Calls: arguments flow to parameters (of callees in the batch) or to what tags say, results to the holes given."""

from goescape.escape.assign import AssignWalker
from goescape.escape.graph import FUNC_TAGGED, FUNC_UNKNOWN, Deferred, Hole
from goescape.escape.utils import has_non_string_pointers
from goescape.ir.expr import (
    AddrExpr,
    BinaryExpr,
    CallExpr,
    CompLitExpr,
    ConvExpr,
    InlinedCallExpr,
    KeyExpr,
    SelectorExpr,
    StarExpr,
    UnaryExpr,
)
from goescape.ir.node import (
    ESC_NEVER,
    NAME_ADDRTAKEN,
    NAME_AUTO_TEMP,
    NAME_USED,
    PEXTERN,
    PFUNC,
    PPARAMOUT,
    ClosureExpr,
    Func,
    Name,
    Node,
)
from goescape.ir.ops import (
    OADDR,
    OAPPEND,
    OCALLFUNC,
    OCALLINTER,
    OCAP,
    OCLEAR,
    OCLOSE,
    OCOMPLEX,
    OCONVIFACE,
    OCONVNOP,
    OCOPY,
    ODEFER,
    ODELETE,
    ODOT,
    ODOTPTR,
    OIMAG,
    OINLCALL,
    OLEN,
    OLITERAL,
    OMAX,
    OMETHEXPR,
    OMIN,
    ONAME,
    ONIL,
    OP_NAMES,
    OPANIC,
    OPRINT,
    OPRINTLN,
    OREAL,
    ORECOVER,
    OSLICELIT,
    OUNSAFEADD,
    OUNSAFESLICE,
    OUNSAFESLICEDATA,
    OUNSAFESTRING,
    OUNSAFESTRINGDATA,
)
from goescape.ir.sizes import resolved
from goescape.ir.stmt import AssignStmt, Decl, GoDeferStmt
from goescape.ir.types import TINTER, TSLICE, TUINTPTR, TUNSAFEPTR, Sym, Type
from goescape.ir.util import has_unique_pos, is_zero, static_callee_name
from goescape.syntax.pragmas import UINTPTR_ESCAPES, UINTPTR_KEEP_ALIVE


class CallWalker(AssignWalker):
    __slots__ = ()

    # --------------------------------------------------------------------------------------- what is known

    def in_batch(self, fn: Name) -> bool:
        """Whether the callee is being analysed right now: then its parameters are part of the graph."""
        f = fn.func
        return f is not None and FUNC_UNKNOWN < f.esc < FUNC_TAGGED

    def tags(self, fn: Name) -> list[str] | None:
        """The callee's tags; None if nothing is known about it."""
        f = fn.func
        if f is None:
            return None
        known = f.tags  # a local: compiled code would go on to believe that f.tags is None
        if known is not None:
            return known
        known = self.ctx.facts.tags(f)
        if known is not None:
            f.tags = known
        return known

    def static_callees(self, call: CallExpr) -> list[Name]:
        """All functions that the call may call; empty if they are not known."""
        assert call.fun is not None
        fun = call.fun
        fn = static_callee_name(fun)
        if fn is not None:
            return [fn]
        ro = self.b.oracles.get(self.curfn)
        v = ro.static_value(fun)
        fn = static_callee_name(v)
        if fn is not None:
            return [fn]
        if isinstance(v, Name):
            return self._assigned_callees(ro.func_assignments(v.canonical()))
        return []

    def _assigned_callees(self, assigns: list[AssignStmt]) -> list[Name]:
        fns: list[Name] = []
        for s in assigns:
            assert s.y is not None
            if is_zero(s.y):
                continue  # calling nil panics
            fn = static_callee_name(s.y)
            if fn is None or self._pragma(fn) & (UINTPTR_KEEP_ALIVE | UINTPTR_ESCAPES):
                return []
            fns.append(fn)
        return fns

    def _pragma(self, fn: Name) -> int:
        """Pragmas of a callee. One written in assembly keeps uintptr arguments alive."""
        f = fn.func
        if f is None:
            return 0
        if not f.has_body and not f.body and f.oclosure is None:
            return f.pragma | UINTPTR_KEEP_ALIVE
        return f.pragma

    # ---------------------------------------------------------------------------------------------- calls

    def argument(self, k: Hole, arg: Node, call: Node) -> None:
        k = self.note(k, call, "call parameter")
        if k.notes is not None and self.want_notes:
            k.notes.arg = arg
        self.expr(k, arg)

    def call(self, ks: list[Hole] | None, n: Node) -> None:
        """A call, of a builtin function too; results flow to ks (None: they are dropped)."""
        op = n.op
        if op == OCALLFUNC or op == OCALLINTER:
            assert isinstance(n, CallExpr)
            self._call_func(ks, n)
        elif op == OAPPEND:
            assert isinstance(n, CallExpr) and ks is not None
            self._append(ks[0], n)
        elif op in (OLEN, OCAP, OREAL, OIMAG, OCLOSE):
            assert isinstance(n, UnaryExpr)
            self.discard(n.x)
        elif op == OINLCALL:
            assert isinstance(n, InlinedCallExpr)
            self.stmts(n.body)
            for i, result in enumerate(n.return_vars):
                self.expr(self.b.discard_hole if ks is None else ks[i], result)
        elif op == OCOPY:
            assert isinstance(n, BinaryExpr)
            self.argument(self.b.mutator_hole, n.x, n)
            k = self.b.discard_hole
            yt = resolved(n.y.type())
            if yt.kind == TSLICE and yt.elem is not None and self.ctx.sizes.has_pointers(yt.elem):
                k = self.deref(self.b.heap_hole, n, "copied slice")
            self.argument(k, n.y, n)
        elif op == OPANIC:
            assert isinstance(n, UnaryExpr)
            self.argument(self.b.heap_hole, n.x, n)
        elif op == OCOMPLEX:
            assert isinstance(n, BinaryExpr)
            self.discard(n.x)
            self.discard(n.y)
        elif op in (ODELETE, OPRINT, OPRINTLN, ORECOVER):
            assert isinstance(n, CallExpr)
            for arg in n.args:
                self.discard(arg)
        elif op == OMIN or op == OMAX:
            assert isinstance(n, CallExpr) and ks is not None
            for arg in n.args:
                self.argument(ks[0], arg, n)
        elif op == OCLEAR:
            assert isinstance(n, UnaryExpr)
            self.argument(self.b.mutator_hole, n.x, n)
        elif op == OUNSAFESTRINGDATA or op == OUNSAFESLICEDATA:
            assert isinstance(n, UnaryExpr) and ks is not None
            self.argument(ks[0], n.x, n)
        elif op == OUNSAFEADD or op == OUNSAFESLICE or op == OUNSAFESTRING:
            assert isinstance(n, BinaryExpr) and ks is not None
            self.argument(ks[0], n.x, n)
            self.discard(n.y)
        else:
            raise AssertionError("unexpected call " + OP_NAMES[op])

    def _call_func(self, ks: list[Hole] | None, call: CallExpr) -> None:
        assert call.fun is not None
        b = self.b
        fns: list[Name] = []
        if call.op == OCALLFUNC:
            fns = self.static_callees(call)
        fntype = call.fun.type()
        if len(fns) == 1:
            fntype = fns[0].type()
        resolved(fntype)

        if ks is not None:
            for f in fns:
                if self.in_batch(f):
                    self._flow_results(ks, f.func)

        recv_arg: Node | None = None
        if call.op == OCALLFUNC:
            callee_k = b.discard_hole
            if not fns and ks is not None:
                for k in ks:
                    if not b.is_discarded(k):
                        # Results are used and the callee is unknown: if a literal flows here, its results leak.
                        callee_k = self.note(b.callee_hole, call, "callee operand")
                        break
            self.expr(callee_k, call.fun)
        else:
            assert isinstance(call.fun, SelectorExpr)
            recv_arg = call.fun.x

        args = call.args
        if fntype.recv is not None and recv_arg is None:
            recv_arg = args[0]
            args = args[1:]

        if call.is_compiler_var_live:
            if recv_arg is not None:
                self.argument(b.discard_hole, recv_arg, call)
            for arg in args:
                self.argument(b.discard_hole, arg, call)
        elif _is_escape_non_string(fns, fntype):
            k = b.heap_hole
            if not has_non_string_pointers(self.ctx.sizes, fntype.params[1].typ):
                k = b.discard_hole
            for arg in args:
                self.argument(k, arg, call)
        else:
            n_params = len(fntype.params)
            if recv_arg is not None and not self._is_inert(recv_arg):
                self.rewrite_argument(recv_arg, call, fns)
                self.argument(self.merged_tag_hole(ks, fns, -1, n_params), recv_arg, call)
            for i in range(n_params):
                arg = args[i]
                if not self._is_inert(arg):
                    self.rewrite_argument(arg, call, fns)
                    self.argument(self.merged_tag_hole(ks, fns, i, n_params), arg, call)

    def _is_inert(self, n: Node) -> bool:
        """Whether evaluating n as an argument adds nothing to the graph, whatever the callee does with it.

        Constants, package-level variables and functions are such. Callees need not be known for them.
        """
        while not n.init:
            op = n.op
            if op == ONAME:
                assert isinstance(n, Name)
                return n.cls == PFUNC or n.cls == PEXTERN
            if op == OLITERAL or op == ONIL or op == OMETHEXPR:
                return True
            if isinstance(n, SelectorExpr):
                if op != ODOT and op != ODOTPTR:
                    return False
                n = n.x
            elif isinstance(n, AddrExpr):
                if op != OADDR:
                    return False
                n = n.x
            elif isinstance(n, StarExpr):
                n = n.x
            elif isinstance(n, ConvExpr):
                if op == OCONVIFACE:
                    t = resolved(n.x.type())
                    if t.kind != TINTER and not self.ctx.sizes.is_direct_iface(t):
                        return False
                elif op != OCONVNOP or resolved(n.x.type()).kind == TUINTPTR or resolved(n.type()).kind == TUINTPTR:
                    return False
                n = n.x
            else:
                return False
        return False

    def _flow_results(self, ks: list[Hole], fn: Func | None) -> None:
        assert fn is not None
        i = 0
        for n in fn.dcl:
            if n.cls == PPARAMOUT:
                if i >= len(ks):
                    return
                self.expr(ks[i], n)
                i += 1

    def _append(self, k: Hole, call: CallExpr) -> None:
        """The slice may flow to the result; or its elements are copied to a new backing store, maybe on the heap."""
        b = self.b
        args = call.args
        elem = resolved(args[0].type()).elem
        appendee_k = self.tee_hole([k, b.mutator_hole])
        if elem is not None and self.ctx.sizes.has_pointers(elem):
            appendee_k = self.tee_hole([appendee_k, self.deref(b.heap_hole, call, "appendee slice")])
        self.argument(appendee_k, args[0], call)
        if call.is_ddd:
            appended_k = b.discard_hole
            t = resolved(args[1].type())
            if t.kind == TSLICE and t.elem is not None and self.ctx.sizes.has_pointers(t.elem):
                appended_k = self.deref(b.heap_hole, call, "appended slice...")
            self.argument(appended_k, args[1], call)
        else:
            for i in range(1, len(args)):
                self.argument(b.heap_hole, args[i], call)
        # The backing store that append may make. It is never reused, so loops do not matter.
        backing = self.spill(k, call)
        backing.dst.loop_depth = 0

    def go_defer(self, n: GoDeferStmt) -> None:
        k = self.b.heap_hole
        if n.op == ODEFER and self.loop_depth == 1 and n.defer_at is None:
            # Arguments of a defer outside loops need not be on the heap, but they must last.
            k = self.later(self.b.discard_hole)
            n.esc = ESC_NEVER
        call = n.call
        assert isinstance(call, CallExpr) and call.op == OCALLFUNC and call.fun is not None
        if isinstance(call.fun, ClosureExpr):
            call.fun.stmt = n.op
        self.expr(k, call.fun)

    # ------------------------------------------------------------------------------------------ parameters

    def merged_tag_hole(self, ks: list[Hole] | None, fns: list[Name], idx: int, n_params: int) -> Hole:
        """For an argument of a call of one of fns; idx -1 is the receiver, counted with n_params parameters."""
        if not fns:
            return self.b.heap_hole
        if len(fns) == 1:
            return self.tag_hole(ks, fns[0], idx)
        holes: list[Hole] = []
        for f in fns:
            # A method called through its expression has its receiver as the first parameter.
            holes.append(self.tag_hole(ks, f, idx - (n_params - len(resolved(f.type()).params))))
        return self.tee_hole(holes)

    def tag_hole(self, ks: list[Hole] | None, fn: Name | None, idx: int) -> Hole:
        """For an argument passed to parameter idx (-1: receiver) of fn; None: an unknown function."""
        if fn is None:
            return self.b.heap_hole
        ft = resolved(fn.type())
        i = idx + 1 if ft.recv is not None else idx
        assert i >= 0
        if idx >= 0 and not self.ctx.sizes.has_pointers(ft.params[idx].typ):
            return self.b.heap_hole  # nothing flows there
        if self.in_batch(fn):
            assert fn.func is not None
            return self.addr(fn.func.dcl[i])
        f = fn.func
        if f is not None and f.tags is None and self.b.lazy:
            loc = self.new_loc(None, False)
            loc.waiting = Deferred(f, i, ks)
            self.b.n_deferred += 1
            return loc.as_hole()
        tags = self.tags(fn)
        if tags is None or i >= len(tags):
            return self.b.heap_hole
        return self.tee_hole(self.b.tag_holes(tags[i], ks))

    def rewrite_argument(self, arg: Node, call: CallExpr, fns: list[Name]) -> None:
        """``uintptr(ptr)`` passed to a function like syscall.Syscall: ptr must live, or escape."""
        if isinstance(arg, CompLitExpr):
            if arg.op == OSLICELIT:
                for e in arg.list:
                    if isinstance(e, KeyExpr):
                        e = e.value
                    self._unsafe_uintptr(e, call, fns)
        else:
            self._unsafe_uintptr(arg, call, fns)

    def _unsafe_uintptr(self, arg: Node, call: CallExpr, fns: list[Name]) -> None:
        if not isinstance(arg, ConvExpr) or arg.op != OCONVNOP:
            return
        if resolved(arg.x.type()).kind != TUNSAFEPTR or resolved(arg.type()).kind != TUINTPTR:
            return
        pragma = 0
        for fn in fns:
            pragma |= self._pragma(fn)
        if not pragma & (UINTPTR_KEEP_ALIVE | UINTPTR_ESCAPES):
            return
        tmp = self.copy_expr(arg.pos, arg.x, call)
        arg.x = tmp
        k = self.b.mutator_hole
        if pragma & UINTPTR_ESCAPES:
            k = self.note(self.b.heap_hole, arg, "//go:uintptrescapes")
        self.b.flow(k, self.old_loc(tmp))
        if pragma & UINTPTR_KEEP_ALIVE:
            tmp.nflags |= NAME_ADDRTAKEN
            call.keep_alive = call.keep_alive + [tmp]

    def copy_expr(self, pos: int, n: Node, call: CallExpr) -> Name:
        """A temporary with n's value, made before the call."""
        if has_unique_pos(n):
            pos = n.pos
        tmp = temp_at(self.curfn, pos, n.type())
        decl = Decl(pos, tmp)
        assign = AssignStmt(pos, tmp, n)
        stmts: list[Node] = [decl, assign]
        call.init = call.init + stmts
        self.new_loc(tmp, True)
        self.stmts(stmts)
        return tmp


def temp_at(fn: Func, pos: int, typ: Type) -> Name:
    """A new temporary of a function, numbered as gc numbers them."""
    tmp = fn.new_local(pos, Sym(None, f".autotmp_{len(fn.dcl)}"), typ)
    tmp.esc = ESC_NEVER
    tmp.nflags |= NAME_USED | NAME_AUTO_TEMP
    return tmp


def _is_escape_non_string(fns: list[Name], fntype: Type) -> bool:
    if len(fns) != 1 or len(fntype.params) != 2:
        return False
    s = fns[0].sym
    if s.pkg is None or s.pkg.path != "internal/abi" or not s.name.startswith("EscapeNonString["):
        return False
    return fntype.params[1].typ.is_shape
