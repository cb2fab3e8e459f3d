"""Composite literals and function literals."""

from goescape.ir.expr import KeyExpr, StructKeyExpr
from goescape.ir.node import Func, Node
from goescape.ir.ops import OCLOSURE, ORANGE
from goescape.ir.sizes import resolved
from goescape.ir.types import TMAP, TSTRUCT, Field
from goescape.ir.types import Type as IRType
from goescape.lower.base import new_closure_var
from goescape.lower.build_call import LitSource
from goescape.lower.call import CallLowerer
from goescape.lower.identity import elem
from goescape.lower.rangefunc import rewrite_range_funcs
from goescape.lower.typed import type_of
from goescape.syntax import nodes as syn
from goescape.types.named import under
from goescape.types.predicates import common_under
from goescape.types.types import Array, Map, Pointer, Signature, Slice, Struct
from goescape.types.types import Type as Type2


class LitLowerer(CallLowerer):
    __slots__ = ()

    def closure_body(self, fn: Func, sig: Signature, body: syn.BlockStmt) -> None:
        """Lower the body of a function literal that stands in this function."""
        raise NotImplementedError

    def comp_lit(self, e: syn.CompositeLit) -> Node:
        t2 = type_of(e)
        pos = self.pos(e.pos)
        t0 = self.typ(t2)
        t = t0
        if t.is_ptr():
            t = elem(t)
        core = common_under(t2)
        if isinstance(core, Pointer):
            t2 = core.elem
            core = common_under(t2)
        if t.kind == TMAP:
            self.note_rtype(t2)
        if isinstance(core, Map):
            elems = self._map_elems(core, e.elems)
        elif isinstance(core, Struct):
            elems = self._struct_elems(t, core, e)
        else:
            assert isinstance(core, Array) or isinstance(core, Slice)
            elems = self._array_elems(core.elem, e.elems)
        lit = self.build_lit(pos, t, elems, False)
        if not t0.is_ptr():
            return lit
        a = self.addr(pos, lit)
        a.typ = t0
        return a

    def _array_elems(self, et: Type2, elems: list[syn.Expr]) -> list[Node]:
        out: list[Node] = []
        for e in elems:
            if isinstance(e, syn.KeyValueExpr):
                pos = self.pos(e.key.pos)
                key = self.expr(e.key)
                out.append(KeyExpr(pos, key, self.implicit_conv(et, e.value)))
            else:
                out.append(self.implicit_conv(et, e))
        return out

    def _map_elems(self, m: Map, elems: list[syn.Expr]) -> list[Node]:
        out: list[Node] = []
        for e in elems:
            assert isinstance(e, syn.KeyValueExpr)
            pos = self.pos(e.key.pos)
            key = self.implicit_conv(m.key, e.key)
            out.append(KeyExpr(pos, key, self.implicit_conv(m.elem, e.value)))
        return out

    def _struct_elems(self, t: IRType, s: Struct, lit: syn.CompositeLit) -> list[Node]:
        assert t.kind == TSTRUCT
        out: list[Node] = []
        for i, e in enumerate(lit.elems):
            if isinstance(e, syn.KeyValueExpr):
                assert isinstance(e.key, syn.Name)
                pos = self.pos(e.key.pos)
                path = field_path(s, e.key)
                f: Field | None = None
                ft = t
                ft2: Type2 = s
                for ix in path:
                    f = ft.fields[ix]
                    ft = resolved(f.typ)
                    u = under(ft2)
                    assert isinstance(u, Struct)
                    ft2 = u.fields[ix].type()
                assert f is not None
                out.append(StructKeyExpr(pos, f, self.implicit_conv(ft2, e.value)))
            else:
                pos = self.pos(e.pos)
                out.append(StructKeyExpr(pos, t.fields[i], self.implicit_conv(s.fields[i].type(), e)))
        return out

    def func_lit(self, e: syn.FuncLit) -> Node:
        sig = type_of(e)
        assert isinstance(sig, Signature)
        pos = self.pos(e.pos)
        t = self.typ(sig)
        why = ORANGE if self.unit.is_range_body(e) else OCLOSURE
        fn = self.unit.new_closure_func(self, self.unit.ipos(e.pos), pos, t, why, self.outer_func())
        fn.origin = LitSource(self.d, sig, e.body, None, 0)
        if not e.range_body:
            rewrite_range_funcs(self.unit.source_pkg(self.fn), e.sig, e.body, sig)
        self.closure_body(fn, sig, e.body)
        assert fn.oclosure is not None
        return fn.oclosure

    def capture_dict(self, outer: "LitLowerer") -> None:
        """Make the enclosing function's dictionary available; :meth:`close_dict` captures it, after all else."""
        p = outer.dict_param
        if p is not None:
            self.dict_param = new_closure_var(outer.original_pos(p.pos), self.fn, p)

    def close_dict(self) -> None:
        if self.dict_param is not None:
            self.fn.closure_vars.append(self.dict_param)


def field_path(s: Struct, key: syn.Name) -> list[int]:
    """Where the field that a key names is: one index, or several through embedded structs."""
    for i, f in enumerate(s.fields):
        if f.name == key.value:
            return [i]
    start: list[int] = []
    return _embedded_path([(s, start)], key.value)


def _embedded_path(level: list[tuple[Struct, list[int]]], name: str) -> list[int]:
    while level:
        nxt: list[tuple[Struct, list[int]]] = []
        for s, path in level:
            for i, f in enumerate(s.fields):
                if f.name == name and path:
                    return [*path, i]
                if f.embedded:
                    u = under(f.type())
                    if isinstance(u, Struct):
                        nxt.append((u, [*path, i]))
        level = nxt
    raise AssertionError(f"no field {name}")
