"""Method sets of IR types: declared methods and those that embedded fields promote.

Methods of instances of generic types belong to the unit that uses them, hence one ``MethodSets`` for each unit.
"""

from typing import final

from goescape.ir.types import TFUNC, TINTER, TPTR, TSTRUCT, Field, Sym, Type
from goescape.lower.dotpath import DotPath, lookdot1, receiver_base_type
from goescape.lower.unit_base import UnitBase
from goescape.types.named import is_exported


def method_order(f: Field) -> tuple[bool, str, str]:
    """gc's order: exported ones by name first, then the others by name and package path."""
    s = f.sym
    assert s is not None
    exported = is_exported(s.name)
    return (not exported, s.name, "" if exported or s.pkg is None else s.pkg.path)


@final
class MethodSets:
    __slots__ = ("unit", "sets")

    def __init__(self, unit: UnitBase) -> None:
        self.unit = unit
        self.sets: dict[int, list[Field]] = {}

    def all(self, t: Type) -> list[Field]:
        """The method set of the pointer to a non-interface type (or of an interface), sorted.

        A promoted method has ``promoted`` 1, or 2 if there is a pointer among the embedded fields on the way.
        """
        if t.kind == TINTER:
            return t.fields
        ms = self.sets.get(t.id)
        if ms is None:
            ms = self._compute(t)
            self.sets[t.id] = ms
        return ms

    def _compute(self, t: Type) -> list[Field]:
        own = self.unit.declared_methods(t)
        seen: set[Sym] = set()
        for f in own:
            if f.sym is not None:
                seen.add(f.sym)
        n_own = len(seen)
        syms: list[Sym] = []
        self._expand(t, True, seen, syms, set())
        if not syms and n_own == len(own):
            return sorted(own, key=method_order)
        ms: list[Field] = []
        for sym in syms:
            p = DotPath(self.unit, sym, t)
            if not p.found or not p.method or p.field is None:
                continue
            m = p.field
            f = Field(m.pos, m.sym, m.typ)
            f.nname = m.nname
            f.promoted = 1
            for e in p.path:
                if e.typ.kind == TPTR:
                    f.promoted = 2
                    break
            ms.append(f)
        ms += own
        ms.sort(key=method_order)
        return ms

    def _expand(self, t: Type, top: bool, seen: set[Sym], syms: list[Sym], busy: set[int]) -> None:
        """Collect the symbols of all methods that embedded fields bring."""
        if t.id in busy:
            return
        busy.add(t.id)
        u = t
        if u.kind == TPTR and u.elem is not None:
            u = u.elem
        if not top:
            fields: list[Field] = []
            if u.kind == TINTER:
                fields = u.fields
            else:
                base = receiver_base_type(t)
                if base is not None:
                    fields = self.unit.declared_methods(base)
            for f in fields:
                if f.sym is not None and f.sym not in seen:
                    seen.add(f.sym)
                    syms.append(f.sym)
        if u.kind == TSTRUCT:
            for f in u.fields:
                if f.embedded and f.sym is not None:
                    self._expand(f.typ, False, seen, syms, busy)
        busy.discard(t.id)

    def find(self, recv: Type, sym: Sym) -> Field:
        """The method of that name in the method set of ``recv``."""
        if recv.kind == TINTER:
            ms = recv.fields
        else:
            base = receiver_base_type(recv)
            assert base is not None, "no receiver base type"
            ms = self.all(base)
        m = lookdot1(sym, ms)
        assert m is not None, f"no method {sym.name}"
        return m


def is_interface_method(sig: Type) -> bool:
    """Whether a signature is that of an interface's method (it has no receiver here)."""
    return sig.kind == TFUNC and sig.recv is None


def is_method_applicable(t: Type, m: Field) -> bool:
    """Whether the method, of the method set of T or *T, can be called on a ``t`` (which may be T)."""
    if t.kind == TPTR or m.promoted == 2:
        return True
    recv = m.typ.recv
    return recv is None or recv.typ.kind != TPTR
