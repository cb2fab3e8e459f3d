"""Escape analysis of a package's functions, and of one batch of mutually recursive ones.

A batch is analysed in four steps: bodies become a graph of locations (``stmt`` and what it builds on), variables
captured by literals are flowed into them, the graph is solved (``solve``), and the answers are read off it:
messages in the order in which locations were made, tags of parameters for the callers of later batches.
"""

from typing import final

from goescape.escape.borrow import borrowed_conversions
from goescape.escape.context import EscapeContext
from goescape.escape.deferred import resolve_deferred
from goescape.escape.graph import (
    ESCAPES,
    FUNC_PLANNED,
    FUNC_TAGGED,
    FUNC_UNKNOWN,
    MUTATES,
    PERSISTS,
    Batch,
    Hole,
    Location,
    Note,
    Oracles,
)
from goescape.escape.leaks import Leaks
from goescape.escape.literals import rewrite_with_literals
from goescape.escape.paths import Paths
from goescape.escape.records import Leak, Parameter, Verdict
from goescape.escape.solve import Solver
from goescape.escape.stmt import Escape
from goescape.escape.utils import heap_alloc_reason
from goescape.ir.expr import ConvExpr
from goescape.ir.node import (
    ESC_HEAP,
    ESC_NONE,
    EXPR_TRANSIENT,
    FUNC_DUPOK,
    FUNC_WRAPPER,
    NAME_ADDRTAKEN,
    PPARAMOUT,
    ClosureExpr,
    Func,
    Name,
    Node,
)
from goescape.ir.ops import OAPPEND, OCLOSURE, OMETHVALUE, ONAME, OSLICELIT, OSTR2BYTES, OSTR2BYTESTMP
from goescape.ir.scc import BottomUp
from goescape.ir.sizes import resolved
from goescape.ir.types import TUINTPTR, Field
from goescape.ir.util import recv_params
from goescape.syntax.pragmas import NOESCAPE, UINTPTR_ESCAPES, UINTPTR_KEEP_ALIVE
from goescape.target.limits import MAX_CAPTURE_BY_VALUE_SIZE, NUM_ESC_RESULTS


@final
class _Driver(BottomUp):
    __slots__ = ("ctx", "oracles", "roots")

    def __init__(self, ctx: EscapeContext, funcs: list[Func]) -> None:
        super().__init__()
        self.ctx = ctx
        self.oracles = Oracles()
        self.roots: set[Func] = set(funcs)

    def is_local(self, fn: Func) -> bool:
        if fn.esc == FUNC_TAGGED or fn.tags is not None:
            return False  # analysed before
        return fn.oclosure is not None or fn in self.roots or self.ctx.facts.is_local(fn)

    def enter(self, fn: Func) -> None:
        if fn in self.roots:
            self.ctx.facts.prepare(fn)

    def analyze(self, fns: list[Func], recursive: bool) -> None:
        if fns[0].esc == FUNC_UNKNOWN:
            analyze_batch(fns, recursive, self.ctx, self.oracles)


def analyze_funcs(funcs: list[Func], ctx: EscapeContext) -> None:
    """Analyse functions (in gc's order) and all of their package that they mention; callees come first."""
    _Driver(ctx, funcs).visit_funcs(funcs)


def analyze_batch(fns: list[Func], recursive: bool, ctx: EscapeContext, oracles: Oracles) -> None:
    """Analyse one component of the call graph."""
    b = Batch(ctx, oracles)
    for fn in fns:
        _init_func(b, fn)
    for fn in fns:
        if not fn.is_closure():
            Escape(b, fn).walk_func(fn)
    # All bodies were seen, so it is known what is reassigned.
    for c in b.closures:
        _flow_closure(b, c.k, c.clo)
    b.closures = []
    for loc in b.all_locs:
        n = loc.n
        if n is None:
            continue
        if loc.curfn is not None:
            rewrite_with_literals(b, n, loc.curfn)
        why = heap_alloc_reason(ctx, n)
        if why:
            notes = Note(None, n, why) if b.want_notes else None
            b.flow(Hole(b.heap_loc, -1, notes, True), loc)
    if b.n_deferred:
        resolve_deferred(b)
    Solver(b).walk_all()
    _finish(b, fns)


def _init_func(b: Batch, fn: Func) -> None:
    """Locations for parameters, results and locals."""
    assert fn.esc == FUNC_UNKNOWN
    fn.esc = FUNC_PLANNED
    e = Escape(b, fn)
    result = 0
    for n in fn.dcl:
        loc = e.new_loc(n, True)
        if n.cls == PPARAMOUT:
            result += 1
            loc.result_index = result
    if fn.oclosure is None:
        # Hidden parameters, as of the wrapper of a method value.
        for n in fn.closure_vars:
            e.new_loc(n.canonical(), True)


def _flow_closure(b: Batch, k: Hole, clo: ClosureExpr) -> None:
    ctx = b.ctx
    for cv in clo.func.closure_vars:
        n = cv.canonical()
        loc = b.old_loc(cv)
        width = ctx.sizes.width(n.type())
        byval = not loc.addrtaken and not loc.reassigned and width <= MAX_CAPTURE_BY_VALUE_SIZE
        n.set_byval(byval)
        if not byval:
            n.nflags |= NAME_ADDRTAKEN
        if ctx.m > 1:
            p = ctx.printer
            how = "value" if byval else "ref"
            ctx.emit(
                n.pos,
                f"{p.func(n.curfn)} capturing by {how}: {p.node(n)} (addr={_bool(loc.addrtaken)}"
                f" assign={_bool(loc.reassigned)} width={width})",
            )
        notes = k.notes
        if b.want_notes:
            if not byval:
                notes = Note(notes, cv, "reference")
            notes = Note(notes, cv, "captured by a closure")
        if byval:
            b.flow(Hole(k.dst, k.derefs, notes, k.addrtaken), loc)
        else:
            b.flow(Hole(k.dst, k.derefs - 1, notes, True), loc)


def _bool(v: bool) -> str:
    return "true" if v else "false"


def _finish(b: Batch, fns: list[Func]) -> None:
    if b.ctx.collect:
        _collect(b, fns)
    for fn in fns:
        fn.esc = FUNC_TAGGED
        tags: list[str] = []
        for i, f in enumerate(recv_params(resolved(fn.ftype()))):
            tags.append(_param_tag(b, fn, i, f))
        fn.tags = tags
    for loc in b.all_locs:
        n = loc.n
        if n is not None:
            _verdict(b, loc, n)
    if not b.ctx.collect:
        for loc in b.all_locs:
            loc.unlink()


def _collect(b: Batch, fns: list[Func]) -> None:
    """Keep what was found, with flows, for records."""
    ctx = b.ctx
    paths = Paths(b)
    borrowed = borrowed_conversions(fns)
    for loc in b.all_locs:
        n = loc.n
        if n is not None:
            flow = paths.to_heap(loc) if loc.attrs & ESCAPES else None
            v = Verdict(n, loc.curfn, loc.loop_depth, loc.escapes(), flow)
            v.addressed = loc.addrtaken
            v.mutated = loc.attrs & MUTATES != 0
            v.borrowed = n in borrowed
            ctx.verdicts.append(v)
    for fn in fns:
        _collect_parameters(b, fn, paths)


def _collect_parameters(b: Batch, fn: Func, paths: Paths) -> None:
    ctx = b.ctx
    for i, f in enumerate(recv_params(resolved(fn.ftype()))):
        if not ctx.sizes.has_pointers(resolved(f.typ)):
            continue
        n: Name | None = fn.dcl[i] if i < len(fn.dcl) else None
        has_body = bool(fn.body) or fn.has_body
        leaks: list[Leak] = []
        if not has_body:
            if not fn.pragma & NOESCAPE:
                leaks.append(Leak(-1, 0, None))
        elif n is not None and f.sym is not None and not f.sym.is_blank():
            leaks = _leaks(b.old_loc(n), paths)
        ctx.parameters.append(Parameter(fn, i, n, leaks, has_body))


def _leaks(loc: Location, paths: Paths) -> list[Leak]:
    out: list[Leak] = []
    if loc.attrs & ESCAPES or loc.param_esc is None:
        return out  # a parameter that is moved to the heap is told as a variable
    esc = loc.param_esc.copy()
    esc.optimize()
    x = esc.heap()
    if x >= 0:
        out.append(Leak(-1, x, paths.leak_to_heap(loc, x)))
    for r in range(NUM_ESC_RESULTS):
        x = esc.result(r)
        if x >= 0:
            out.append(Leak(r, x, paths.leak_to_result(loc, x, r)))
    return out


def _verdict(b: Batch, loc: Location, n: Node) -> None:
    ctx = b.ctx
    op = n.op
    is_name = op == ONAME
    if is_name:
        n.opt = None
    # gc says nothing about the literals that it wraps around go and defer calls.
    silent = isinstance(n, ClosureExpr) and n.func.fflags & FUNC_WRAPPER != 0
    if loc.attrs & ESCAPES:
        n.esc = ESC_HEAP
        if ctx.m and not silent:
            if is_name:
                ctx.emit(n.pos, "moved to heap: " + ctx.printer.node(n))
            elif op == OAPPEND:
                ctx.emit(n.pos, "append escapes to heap")
            else:
                ctx.emit(n.pos, ctx.printer.node(n) + " escapes to heap")
    else:
        n.esc = ESC_NONE
        if ctx.m and not is_name and not silent:
            if op == OAPPEND:
                ctx.emit(n.pos, "append does not escape")
            else:
                ctx.emit(n.pos, ctx.printer.node(n) + " does not escape")
        if not loc.attrs & PERSISTS and (op == OCLOSURE or op == OMETHVALUE or op == OSLICELIT):
            n.flags |= EXPR_TRANSIENT
    if op == OSTR2BYTES and ctx.zero_copy and not loc.attrs & MUTATES:
        assert isinstance(n, ConvExpr)
        if ctx.m:
            ctx.emit(n.pos, "zero-copy string->[]byte conversion")
        n.op = OSTR2BYTESTMP


def _param_tag(b: Batch, fn: Func, i: int, f: Field) -> str:
    """The tag of a parameter (numbered from 0, the receiver first), and what is said about it."""
    ctx = b.ctx
    t = resolved(f.typ)
    n: Name | None = fn.dcl[i] if i < len(fn.dcl) else None
    pos = n.pos if n is not None else f.pos
    name = n.sym.name if n is not None else f"arg#{i + 1}"
    diagnose = not fn.fflags & (FUNC_WRAPPER | FUNC_DUPOK)
    told = diagnose and ctx.m > 0

    if not fn.body and not fn.has_body:
        # Written in assembly: uintptr arguments are kept alive during the call.
        fn.pragma |= UINTPTR_KEEP_ALIVE
        if t.kind == TUINTPTR:
            if told:
                ctx.emit(pos, f"assuming {name} is unsafe uintptr")
            return ""
        if not ctx.sizes.has_pointers(t):
            return ""
        esc = Leaks()
        if fn.pragma & NOESCAPE:
            if told and f.sym is not None:
                ctx.emit(pos, f"{name} does not escape")
            esc.add_mutator(0)
            esc.add_callee(0)
        else:
            if told and f.sym is not None:
                ctx.emit(pos, f"leaking param: {name}")
            esc.add_heap(0)
        return esc.encode()

    if fn.pragma & UINTPTR_ESCAPES:
        if t.kind == TUINTPTR:
            if told:
                ctx.emit(pos, f"marking {name} as escaping uintptr")
            return ""
        if _is_variadic(fn, f, i) and t.elem is not None and resolved(t.elem).kind == TUINTPTR:
            if told:
                ctx.emit(pos, f"marking {name} as escaping ...uintptr")
            return ""

    if not ctx.sizes.has_pointers(t):
        return ""
    if f.sym is None or f.sym.is_blank():
        return Leaks().encode()
    assert n is not None
    loc = b.old_loc(n)
    esc = Leaks() if loc.param_esc is None else loc.param_esc
    esc.optimize()
    if diagnose and not loc.escapes():
        _report_leaks(b, pos, name, esc, fn)
    return esc.encode()


def _is_variadic(fn: Func, f: Field, i: int) -> bool:
    t = fn.ftype()
    n = len(t.params) + (0 if t.recv is None else 1)
    return f.is_ddd or (t.variadic and i == n - 1)


def _report_leaks(b: Batch, pos: int, name: str, esc: Leaks, fn: Func) -> None:
    ctx = b.ctx
    warned = False
    x = esc.heap()
    if x >= 0:
        warned = True
        if ctx.m:
            ctx.emit(pos, f"leaking param: {name}" if x == 0 else f"leaking param content: {name}")
    for r in range(NUM_ESC_RESULTS):
        x = esc.result(r)
        if x >= 0:
            warned = True
            res = _result_name(fn, r)
            if ctx.m:
                ctx.emit(pos, f"leaking param: {name} to result {res} level={x}")
    if not ctx.m:
        return
    if not ctx.mutations_calls:
        if not warned:
            ctx.emit(pos, f"{name} does not escape")
        return
    x = esc.mutator()
    if x >= 0:
        ctx.emit(pos, f"mutates param: {name} derefs={x}")
        warned = True
    x = esc.callee()
    if x >= 0:
        ctx.emit(pos, f"calls param: {name} derefs={x}")
        warned = True
    if not warned:
        ctx.emit(pos, f"{name} does not escape, mutate, or call")


def _result_name(fn: Func, i: int) -> str:
    for n in fn.dcl:
        if n.cls == PPARAMOUT:
            if i == 0:
                return n.sym.name
            i -= 1
    raise AssertionError("no such result")
