"""Which run-time type descriptors gc writes while it reads a package (spec: reflectdata/reflect.go).

    var w io.Writer = &buf      // the itab of *bytes.Buffer and io.Writer: written when the conversion is read

An itab refers to the descriptors of both types, and these to those of all that the types are made of. Writing the
descriptor of a type that can be compared makes its equality function, writing that of a map its keys' hash function.
All other descriptors are written after escape analysis, when nothing is explained any more.
"""

from typing import final

from goescape.ir.types import TARRAY, TCHAN, TFUNC, TINTER, TMAP, TPTR, TSLICE, TSTRUCT, Field, Type
from goescape.lower.dotpath import receiver_base_type
from goescape.lower.eqsig import NOT_COMPARABLE, Comparisons
from goescape.lower.equality import Equality
from goescape.lower.methods import is_method_applicable
from goescape.lower.unit import Unit
from goescape.lower.unit_base import ItabWriter
from goescape.lower.wrappers import need_emit


@final
class Descriptors(ItabWriter):
    """Of one unit. Equality functions join the unit's."""

    __slots__ = ("unit", "types", "equality", "written", "itabs")

    def __init__(self, unit: Unit, merge_loads: bool) -> None:
        self.unit = unit
        self.types = Comparisons(unit.sizes, merge_loads)
        self.equality = Equality(unit.table, unit.ipkg, unit.funcs, merge_loads)
        self.written: set[int] = set()  # identities of types
        self.itabs: set[tuple[int, int]] = set()

    def need_itab(self, typ: Type, iface: Type) -> None:
        if iface.kind != TINTER or not iface.fields or typ.kind == TINTER:
            return
        key = (typ.ident, iface.ident)
        if key not in self.itabs:
            self.itabs.add(key)
            self._write(iface)
            self._write(typ)

    def _write(self, t: Type) -> None:
        if t.ident in self.written:
            return
        self.written.add(t.ident)
        base = t
        if t.kind == TPTR and t.sym is None and t.elem is not None and t.elem.sym is not None:
            base = t.elem
        if not need_emit(self.unit, base):
            return
        if self.types.how(t) != NOT_COMPARABLE:
            self.equality.need_equal(self.types.signature(t))
        if t.kind != TPTR:  # that of a pointer to a pointer has nothing new
            self._write(self.unit.table.new_ptr(t))
        self._write_parts(t)
        methods = self._methods(t)
        for m in methods:
            self._write(self.unit.method_func_type(m.typ, t))
        for m in methods:
            self._write(m.typ)

    def _write_parts(self, t: Type) -> None:
        k = t.kind
        elem = t.elem
        if k == TARRAY and elem is not None:
            self._write(elem)
            self._write(self.unit.table.new_slice(elem))
        elif k == TMAP:
            assert t.key is not None and elem is not None
            self._write(t.key)
            self._write(elem)
            self.equality.need_hash(self.types.signature(t.key))
            if t.underlying is not t:
                self._write(t.underlying)
        elif k == TSLICE or k == TCHAN or k == TPTR:
            assert elem is not None
            self._write(elem)
        elif k == TFUNC:
            for f in t.params:
                self._write(f.typ)
            for f in t.results:
                self._write(f.typ)
        elif k == TSTRUCT or k == TINTER:
            for f in t.fields:
                self._write(f.typ)

    def _methods(self, t: Type) -> list[Field]:
        """The methods in the descriptor of a type that is no interface, sorted."""
        if t.has_shape:
            return []
        base = receiver_base_type(t)
        if base is None:
            return []
        return [m for m in self.unit.method_sets.all(base) if is_method_applicable(t, m)]

