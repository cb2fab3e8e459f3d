"""Selection through embedded fields: the shortest path from a type to a field or method."""

from typing import Final, final

from goescape.ir.sizes import resolved
from goescape.ir.types import (
    TARRAY,
    TBOOL,
    TCHAN,
    TFUNC,
    TINT8,
    TINTER,
    TMAP,
    TPTR,
    TSLICE,
    TSTRING,
    TSTRUCT,
    Field,
    Sym,
    Type,
    TypeTable,
)
from goescape.lower.unit_base import UnitBase


def receiver_base_type(t: Type) -> Type | None:
    """The type that methods of receiver type ``t`` are declared for, if any can be."""
    resolved(t)
    if t.kind == TPTR:
        if t.sym is not None or t.elem is None:
            return None
        t = resolved(t.elem)
    if t.sym is None and t.kind != TSTRUCT:
        return None
    if TINT8 <= t.kind <= TBOOL:
        return t
    if t.kind in (TARRAY, TCHAN, TFUNC, TMAP, TSLICE, TSTRING, TSTRUCT):
        return t
    return None


@final
class DotPath:
    """``path``: the embedded fields to go through to reach ``field``, the first to take last.

    ``found`` is false if there is no such field or method, or several at the same depth. ``method``: it is one.
    """

    __slots__ = ("unit", "path", "field", "found", "method", "busy")

    def __init__(self, unit: UnitBase, sym: Sym, t: Type) -> None:
        self.unit = unit
        self.path: list[Field] = []
        self.field: Field | None = None
        self.found: bool = False
        self.method: bool = False
        self.busy: set[int] = set()
        d = 0
        while True:
            c = self._count(sym, t, d)
            if c >= 0:
                self.found = c == 1
                return
            d += 1
            self.path.append(_UNSET)

    def _count(self, sym: Sym, t: Type, depth: int) -> int:
        """How many there are at that depth; -1: none, but there are embedded fields left to look into."""
        resolved(t)
        if t.id in self.busy:
            return 0
        self.busy.add(t.id)
        r = self._count_in(sym, t, depth - 1)
        self.busy.discard(t.id)
        return r

    def _count_in(self, sym: Sym, t: Type, d: int) -> int:
        if d < 0:
            c = self._direct(sym, t)
            if c != 0:
                return c
        u = t
        if u.kind == TPTR:
            assert u.elem is not None
            u = resolved(u.elem)
        if u.kind != TSTRUCT:
            return 0
        c = 0
        more = False
        for f in u.fields:
            if not f.embedded or f.sym is None:
                continue
            if d < 0:
                return -1
            a = self._count(sym, f.typ, d)
            if a < 0:
                more = True
            elif a > 0:
                if c == 0:
                    self.path[d] = f
                c += a
        return -1 if c == 0 and more else c

    def _direct(self, sym: Sym, t: Type) -> int:
        u = t
        if u.kind == TPTR:
            assert u.elem is not None
            u = resolved(u.elem)
        c = 0
        if u.kind == TSTRUCT or u.kind == TINTER:
            for f in u.fields:
                if f.sym is sym:
                    self.field = f
                    self.method = u.kind == TINTER
                    c += 1
        u = t
        if t.sym is not None and t.kind == TPTR and t.elem is not None and resolved(t.elem).kind != TPTR:
            u = t.elem  # x.m is shorthand for (*x).m
        base = receiver_base_type(u)
        if base is not None:
            for f in self.unit.declared_methods(base):
                if f.sym is sym:
                    self.field = f
                    self.method = True
                    c += 1
        return c


_UNSET: Final = Field(0, None, Type(0, 0, 0))


def lookdot1(sym: Sym, fields: list[Field]) -> Field | None:
    for f in fields:
        if f.sym is sym:
            return f
    return None


def new_method_type(table: TypeTable, sig: Type, recv: Type | None) -> Type:
    """The signature with the receiver as first parameter (or none), without names."""
    params: list[Field] = []
    if recv is not None:
        params.append(Field(0, None, recv))
    for p in sig.params:
        f = Field(0, None, p.typ)
        f.is_ddd = p.is_ddd
        params.append(f)
    results: list[Field] = []
    for p in sig.results:
        results.append(Field(0, None, p.typ))
    return table.new_func(None, params, results, sig.variadic)
