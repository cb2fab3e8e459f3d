"""Replaces a call by the callee's body (spec: noder/reader.go, unifiedInlineCall).

    f(x)   →   p := x; <body of f, returns replaced by assignments and jumps to a label>

The body is lowered once more from its syntax, as part of the caller: with variables, labels and literals of its own,
and with positions that remember the call.
"""

from typing import final

from goescape.base.pos import InlinedCall, PosTable
from goescape.ir.expr import CallExpr, ConvExpr, InlinedCallExpr
from goescape.ir.node import (
    NAME_INL_FORMAL,
    NAME_INL_LOCAL,
    NAME_IS_CLOSURE_VAR,
    PAUTO,
    ClosureExpr,
    Editor,
    Func,
    Name,
    Node,
)
from goescape.ir.ops import OAS2, OGOTO, ONAME
from goescape.ir.stmt import (
    AssignListStmt,
    AssignStmt,
    BlockStmt,
    BranchStmt,
    Decl,
    InlineMarkStmt,
    LabelStmt,
    ReturnStmt,
)
from goescape.ir.types import Sym
from goescape.ir.util import is_blank, single_result
from goescape.lower.base import take_init
from goescape.lower.body import FuncLowerer
from goescape.lower.build import call_shaped, name_results
from goescape.lower.build_call import LitSource
from goescape.lower.inlined import InlineSite
from goescape.lower.typemap import signature_of
from goescape.lower.unit import FuncSource, Unit, func_decl
from goescape.types.types import Var


@final
class Inline:
    """What is known of a function that can be inlined (gc's ir.Inline)."""

    __slots__ = ("cost", "delay_results")

    def __init__(self, cost: int, delay_results: bool) -> None:
        self.cost = cost
        self.delay_results = delay_results


def has_inline_body(fn: Func) -> bool:
    """Whether there is syntax to make another body of (go and defer wrappers and method wrappers have none)."""
    src = fn.origin
    if isinstance(src, FuncSource):
        if src.d is not None and not src.d.shaped:
            return True
        d = func_decl(src.obj)
        return d is not None and (d.body is not None or d.lazy_body is not None)
    return isinstance(src, LitSource)


@final
class _Returns(Editor):
    """Replaces return statements of an inlined body."""

    __slots__ = ("fl", "pos", "label", "results", "delay")

    def __init__(self, fl: FuncLowerer, pos: int, label: Sym, results: list[Name], delay: bool) -> None:
        self.fl = fl
        self.pos = pos
        self.label = label
        self.results = results
        self.delay = delay

    def edit(self, n: Node) -> Node:
        if isinstance(n, ReturnStmt):
            n = self._replace(n)
        elif isinstance(n, (Name, ClosureExpr)):
            if n.init:
                self.edit_list(n.init)
            return n
        n.edit_children(self)
        return n

    def _replace(self, ret: ReturnStmt) -> Node:
        pos = self.pos
        block = take_init(ret)
        if ret.results:
            lhs: list[Node] = []
            for r in self.results:
                lhs.append(r)
            s = AssignListStmt(pos, OAS2, lhs, ret.results)
            if self.delay:
                for name in self.results:
                    block.append(Decl(pos, name))
                    name.defn = s
            block.append(self.fl.finish_stmt(s))
        block.append(BranchStmt(pos, OGOTO, self.label))
        return BlockStmt(pos, block)


def callee_effects(init: list[Node], callee: Node) -> None:
    """Side effects of evaluating the called function."""
    while True:
        init += take_init(callee)
        if isinstance(callee, ConvExpr):
            callee = callee.x
        elif isinstance(callee, InlinedCallExpr):
            init += callee.body
            callee.body = []
            callee = single_result(callee)
        else:
            return


def expand_call(
    unit: Unit, table: PosTable, caller: Func, call: CallExpr, callee: Func, info: Inline
) -> InlinedCallExpr:
    parent = table.call_index(call.pos)
    table.calls.append(InlinedCall(parent, call.pos, callee, unit.n_inlined))
    unit.n_inlined += 1
    site = InlineSite(table, len(table.calls) - 1, caller, unit.n_inlined)
    site.foreign = callee.nname.sym.pkg is not unit.ipkg
    src = callee.origin
    tmp = Func(callee.pos, Name(callee.nname.pos, ONAME, caller.nname.sym, callee.nname.typ, 0))
    tmp.origin = src
    tmp.closure_parent = callee.closure_parent
    tmp.pkg = callee.pkg
    d = src.d if isinstance(src, (FuncSource, LitSource)) else None
    fl = FuncLowerer(unit, d, tmp, None)
    fl.site = site
    fl.record = None
    reader = unit.notes.current
    unit.notes.current = unit.notes.body_reader_of(src.obj) if d is None and isinstance(src, FuncSource) else None
    _declare(fl, callee)
    t = callee.ftype()
    n_params = len(t.params) + (1 if t.recv is not None else 0)
    params = tmp.dcl[:n_params]
    results = tmp.dcl[n_params : n_params + len(t.results)]
    label = unit.ipkg.lookup(f".i{caller.label_gen}")
    caller.label_gen += 1

    pos = call.pos
    init = take_init(call)
    assert call.fun is not None
    callee_effects(init, call.fun)
    lhs: list[Node] = []
    for p in params:
        lhs.append(p)
    s = AssignListStmt(pos, OAS2, lhs, call.args[:])
    s.define = True
    for p in params:
        if not is_blank(p):
            s.init.append(Decl(pos, p))
            p.defn = s
    init.append(fl.finish_stmt(s))
    if not info.delay_results:
        for r in results:
            init.append(Decl(pos, r))
            init.append(fl.finish_stmt(AssignStmt(pos, r, None)))
    init.append(InlineMarkStmt(pos, site.call))

    tmp.body = _body(unit, fl, callee, pos)
    unit.notes.current = reader
    returns = _Returns(fl, pos, label, results, info.delay_results)
    tmp.edit_children(returns)
    for name in tmp.dcl:
        name.curfn = caller
        if name.cls != PAUTO:
            name.nflags |= NAME_INL_FORMAL
            name.cls = PAUTO
        else:
            name.nflags |= NAME_INL_LOCAL
    caller.dcl += tmp.dcl
    body = tmp.body
    tmp.nname.func = None  # a cycle otherwise
    body.append(LabelStmt(pos, label))
    values: list[Node] = []
    for r in results:
        values.append(r)
    res = InlinedCallExpr(pos, body, values)
    res.init = init
    res.typ = call.typ
    res.reshape = call.reshape
    return res


def _declare(fl: FuncLowerer, callee: Func) -> None:
    """Parameters of the body, and for a literal what it has captured: the caller's variables."""
    src = callee.origin
    if isinstance(src, FuncSource):
        shaped_caller = src.d is not None and not src.d.shaped
        fl.sig = None if shaped_caller else signature_of(src.obj)
        fl.declare_params(fl.sig)
        if shaped_caller:
            name_results(fl, signature_of(src.obj))
        return
    assert isinstance(src, LitSource)
    fl.sig = src.sig
    fl.declare_params(src.sig)
    if src.synthetic is not None:
        return
    for cv in callee.closure_vars:
        assert cv.outer is not None
        if isinstance(cv.origin, Var):
            fl.locals[cv.origin] = cv.outer
        else:
            fl.dict_param = cv.outer


def _body(unit: Unit, fl: FuncLowerer, callee: Func, pos: int) -> list[Node]:
    src = callee.origin
    if isinstance(src, FuncSource):
        if src.d is not None and not src.d.shaped:
            call_shaped(unit, fl.fn, src, fl, pos)
            return fl.fn.body
        decl = func_decl(src.obj)
        assert decl is not None and decl.body is not None
        return fl.stmts(decl.body.list)
    assert isinstance(src, LitSource)
    if src.synthetic is None:
        assert src.body is not None
        return fl.stmts(src.body.list)
    captured: list[Node] = []
    for n in src.captured:
        if isinstance(n, Name) and n.nflags & NAME_IS_CLOSURE_VAR and n.outer is not None:
            n = n.outer
        captured.append(n)
    args = src.synthetic.args(fl, src.pos, captured, fl.synthetic_params(fl.fn))
    return [fl.tail_call(src.pos, captured[0], args)]
