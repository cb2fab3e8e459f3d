"""Listing a package's functions in gc's order, and lowering them (spec: noder/unified.go, reader.go pkgInit).

gc reads declarations in source order, which brings in whatever they mention, and then the bodies that have
queued up, the last one first; instances of generic functions join the list when their body has been read. That
order is the order of analysis, and so of messages.
"""

from typing import final

from goescape.ir.node import FUNC_WRAPPER, PPARAMOUT, Func, Name, Node
from goescape.ir.ops import OAS2
from goescape.ir.stmt import AssignListStmt, AssignStmt
from goescape.lower.body import FuncLowerer
from goescape.lower.dicts import Dict
from goescape.lower.rangefunc import rewrite_range_funcs
from goescape.lower.staticinit import outline_map_inits
from goescape.lower.typemap import signature_of
from goescape.lower.unit import BodyScout, FuncSource, Unit
from goescape.syntax.nodes import BlockStmt, ConstDecl, FuncDecl, TypeDecl, VarDecl
from goescape.types.named import under
from goescape.types.types import Const, Interface, Pointer, Signature, TypeName, Var
from goescape.types.types import Func as FuncObject
from goescape.types.typeset import is_method_set


@final
class Scout(BodyScout):
    """Lowers generic bodies in a unit of their own, which is thrown away."""

    __slots__ = ("unit",)

    def __init__(self, unit: Unit) -> None:
        self.unit = Unit(unit.pkg, unit.types, unit.sizes, unit.host, False)

    def scout(self, obj: FuncObject, shaped: Dict) -> None:
        unit = self.unit
        if isinstance(shaped.owner, FuncObject):
            fn = unit.inst_name(obj, shaped).func
            assert fn is not None
            lower_func(unit, fn)
            return
        sym = unit.selector_sym(obj)
        for m in unit.declared_methods(unit.shaped_type(shaped)):
            if m.sym is sym and isinstance(m.nname, Name) and m.nname.func is not None:
                lower_func(unit, m.nname.func)


def build_unit(unit: Unit) -> None:
    """List and lower everything in a package that has been checked (Unit.full)."""
    unit.scout = Scout(unit)
    _init_order(unit)
    for file in unit.pkg.files:
        for decl in file.decls:
            if isinstance(decl, FuncDecl):
                _func(unit, decl)
            elif isinstance(decl, TypeDecl):
                _type(unit, decl)
            elif isinstance(decl, VarDecl):
                for name in decl.names:
                    if isinstance(name.obj, Var):
                        unit.externs.append(unit.global_name(name.obj))
            elif isinstance(decl, ConstDecl):
                for name in decl.names:
                    if isinstance(name.obj, Const):
                        unit.typ(name.obj.type(), None)
    read_bodies(unit)
    unit.settle_dicts()
    unit.scout = None


def _func(unit: Unit, decl: FuncDecl) -> None:
    obj = decl.name.obj
    if decl.name.value == "_" or not isinstance(obj, FuncObject):
        return
    sig = signature_of(obj)
    if sig.rparams or sig.tparams:
        return
    if sig.recv is not None:
        t = sig.recv.type()
        if isinstance(t, Pointer):
            t = t.elem
        unit.typ(t, None)
    fn = unit.func_name(obj).func
    assert fn is not None
    unit.funcs.append(fn)


def _type(unit: Unit, decl: TypeDecl) -> None:
    obj = decl.name.obj
    if decl.tparams or decl.name.value == "_" or not isinstance(obj, TypeName):
        return
    u = under(obj.type())
    if isinstance(u, Interface) and not is_method_set(u):
        return
    unit.typ(obj.type(), None)


def _init_order(unit: Unit) -> None:
    order = unit.pkg.init_order
    if not order:
        return
    init = unit.make_init()
    unit.init = init
    unit.funcs.append(init)
    init.lowered = True
    fl = FuncLowerer(unit, None, init, None)
    for i in order:
        lhs = [unit.global_name(v) if v.name != "_" else unit.blank_var(v) for v in i.lhs]
        rhs = fl.expr(i.rhs)
        pos = lhs[0].pos
        nodes: list[Node] = []
        for v in lhs:
            nodes.append(v)
        s: Node
        if len(nodes) == 1:
            s = fl.finish_stmt(AssignStmt(pos, nodes[0], rhs))
        else:
            s = fl.finish_stmt(AssignListStmt(pos, OAS2, nodes, [rhs]))
        for v in lhs:
            v.defn = s
        init.body.append(s)
    unit.funcs += outline_map_inits(init, unit.ipkg, unit.table)


def read_bodies(unit: Unit) -> None:
    """Lower what is queued, the last first, until nothing is left; instances join the unit's functions."""
    while True:
        if unit.todo_dicts:
            unit.read_dict()
        elif unit.todo:
            fn = unit.todo.pop()
            fn.escstate = None
            lower_func(unit, fn)
            src = fn.origin
            if isinstance(src, FuncSource) and src.d is not None:
                unit.funcs.append(fn)
        else:
            return


def lower_func(unit: Unit, fn: Func) -> None:
    """Fill in a declared function's body."""
    if fn.lowered:
        return
    fn.lowered = True
    src = fn.origin
    assert isinstance(src, FuncSource)
    fl = FuncLowerer(unit, src.d, fn, None)
    obj = src.obj
    sig = signature_of(obj)
    body = _checked_body(obj) if fn.has_body else None
    if src.d is not None and not src.d.shaped:
        fl.declare_params(None)
        name_results(fl, sig)
        call_shaped(unit, fn, src, fl, fn.pos)
    elif body is None:
        fl.declare_params(sig)
    else:
        fl.func_body(sig, body)


def _checked_body(obj: FuncObject) -> BlockStmt | None:
    """With loops over functions rewritten."""
    decl = obj.decl.fdecl if obj.decl is not None else None
    if decl is None:
        return None
    assert obj.pkg is not None and obj.pkg.resolver is not None
    obj.pkg.resolver.check_body(obj)
    assert decl.body is not None
    rewrite_range_funcs(obj.pkg, decl.typ, decl.body, signature_of(obj))
    return decl.body


def name_results(fl: FuncLowerer, sig: Signature) -> None:
    """Results that got names when loops over functions were rewritten, perhaps after the signature was made."""
    results = [n for n in fl.fn.dcl if n.cls == PPARAMOUT]
    for i, v in enumerate(sig.results.vars):
        if v.name.startswith("#rv"):
            results[i].sym = fl.unit.sym_of(v)


def call_shaped(unit: Unit, fn: Func, src: FuncSource, fl: FuncLowerer, pos: int) -> None:
    """The body of an instance for real types: pass everything and the dictionary on to the shaped one."""
    d = src.d
    assert d is not None
    shaped = unit.shaped_dict(d)
    params = fl.synthetic_params(fn)
    args: list[Node] = []
    target: Node
    if src.method_sym is None:
        target = unit.inst_name(src.obj, shaped)
    else:
        target = unit.shaped_method_expr(pos, shaped, src.obj, src.method_sym)
        args.append(params[0])
        params = params[1:]
    args.append(unit.dict_addr(d, pos))
    args += params
    fn.fflags |= FUNC_WRAPPER
    fn.body = [fl.tail_call(pos, target, args)]
