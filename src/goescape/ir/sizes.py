"""Widths, alignments and pointer prefixes of IR types on one target (spec: cmd/compile/internal/types/size.go).

Answers are kept on the types, so a :class:`TypeTable` must be used with one :class:`Sizes` only.
"""

from typing import final

from goescape.ir.types import (
    TARRAY,
    TBLANK,
    TBOOL,
    TCHAN,
    TCOMPLEX64,
    TCOMPLEX128,
    TFLOAT32,
    TFLOAT64,
    TFORW,
    TFUNC,
    TIDEAL,
    TINT,
    TINT8,
    TINT16,
    TINT32,
    TINT64,
    TINTER,
    TMAP,
    TNIL,
    TPTR,
    TRESULTS,
    TSLICE,
    TSTRING,
    TSTRUCT,
    TUINT,
    TUINT8,
    TUINT16,
    TUINT32,
    TUINT64,
    TUINTPTR,
    TUNSAFEPTR,
    Field,
    Type,
)


def resolved(t: Type) -> Type:
    """The type itself, completed if it is a defined type that nobody asked about yet."""
    return t


def is_not_in_heap(t: Type) -> bool:
    """Whether values must not be allocated on the heap (they contain internal/runtime/sys.NotInHeap)."""
    depth = 0
    while True:
        if t.not_in_heap:
            return True
        if t.sym is not None and t.sym.name == "nih" and t.sym.pkg is not None:
            return t.sym.pkg.path == "internal/runtime/sys"
        resolved(t)
        if t.kind == TARRAY:
            assert t.elem is not None
            t = t.elem
            continue
        if t.kind == TSTRUCT and depth < 64:
            for f in t.fields:
                if f.typ.kind in (TSTRUCT, TARRAY, TFORW) and is_not_in_heap(f.typ):
                    t.not_in_heap = True
                    return True
        return t.not_in_heap


@final
class Sizes:
    __slots__ = ("ptr_size", "reg_size", "max_width")

    def __init__(self, ptr_size: int, reg_size: int, max_width: int) -> None:
        self.ptr_size = ptr_size
        self.reg_size = reg_size
        self.max_width = max_width

    def width(self, t: Type) -> int:
        if t.align == 0:
            self.calc(t)
        return t.width

    def alignment(self, t: Type) -> int:
        if t.align == 0:
            self.calc(t)
        return t.align

    def ptr_data_size(self, t: Type) -> int:
        """Length in bytes of the prefix that contains pointers; 0: there are none."""
        if t.ptr_bytes < 0:
            self.calc_pointers(t)
        return t.ptr_bytes

    def has_pointers(self, t: Type) -> bool:
        if t.has_ptr < 0:
            t.has_ptr = 1 if self._has_pointers(t) else 0
        return t.has_ptr == 1

    def is_direct_iface(self, t: Type) -> bool:
        """Whether an interface's data word holds the value itself."""
        k = resolved(t).kind
        if k == TPTR:
            assert t.elem is not None
            return not self._points_off_heap(t.elem)
        if k == TCHAN or k == TMAP or k == TFUNC or k == TUNSAFEPTR:
            return True
        if k == TSTRUCT or k == TARRAY:
            return self.width(t) == self.ptr_size and self.ptr_data_size(t) == self.ptr_size
        return False

    def offset(self, t: Type, field: Field) -> int:
        """Offset of a field of struct type ``t``."""
        if t.align == 0:
            self.calc(t)
        return field.offset

    # ------------------------------------------------------------------------------------------- pointers

    def _points_off_heap(self, elem: Type) -> bool:
        """is_not_in_heap of a pointer's element, without completing types that cannot be so."""
        if elem.kind == TFORW and elem.sym is not None and elem.sym.pkg is not None:
            p = elem.sym.pkg.path
            if not (p == "runtime" or p.startswith("internal/runtime/") or "/runtime" in p or "cgo" in p):
                # Outside the runtime (and of cgo's incomplete types) nothing is kept off the heap.
                return elem.not_in_heap
        return is_not_in_heap(elem)

    def _has_pointers(self, t: Type) -> bool:
        k = resolved(t).kind
        if k == TPTR or k == TSLICE:
            assert t.elem is not None
            return not self._points_off_heap(t.elem)
        if k == TSTRING or k == TINTER or k == TFUNC or k == TMAP or k == TCHAN or k == TUNSAFEPTR:
            return True
        if k == TSTRUCT:
            for f in t.fields:
                if self.has_pointers(f.typ):
                    return True
            return False
        if k == TARRAY:
            assert t.elem is not None
            return t.bound > 0 and self.has_pointers(t.elem)
        if k == TRESULTS:
            for f in t.fields:
                if self.has_pointers(f.typ):
                    return True
        return False

    def calc_pointers(self, t: Type) -> None:
        k = resolved(t).kind
        p = self.ptr_size
        n = 0
        if k == TPTR or k == TSLICE:
            assert t.elem is not None
            n = 0 if self._points_off_heap(t.elem) else p
        elif k == TSTRING or k == TFUNC or k == TMAP or k == TCHAN or k == TUNSAFEPTR:
            n = p
        elif k == TINTER:
            n = 2 * p
        elif k == TSTRUCT:
            self.width(t)
            for i in range(len(t.fields) - 1, -1, -1):
                f = t.fields[i]
                size = self.ptr_data_size(f.typ)
                if size > 0:
                    n = f.offset + size
                    break
        elif k == TARRAY:
            assert t.elem is not None
            if t.bound > 0:
                size = self.ptr_data_size(t.elem)
                if size > 0:
                    n = self.width(t.elem) * (t.bound - 1) + size
        t.ptr_bytes = n

    # --------------------------------------------------------------------------------------------- widths

    def calc(self, t: Type) -> None:
        """Set ``width`` and ``align`` (and the offsets of a struct's fields)."""
        k = resolved(t).kind
        p = self.ptr_size
        if k == TSTRUCT:
            self._calc_struct(t)
            return
        if k == TARRAY:
            assert t.elem is not None
            w = self.width(t.elem)
            t.width = w * t.bound
            t.align = t.elem.align
            return
        align = 0
        if k == TINT8 or k == TUINT8 or k == TBOOL:
            w = 1
        elif k == TINT16 or k == TUINT16:
            w = 2
        elif k == TINT32 or k == TUINT32 or k == TFLOAT32:
            w = 4
        elif k == TINT64 or k == TUINT64 or k == TFLOAT64:
            w = 8
            align = self.reg_size
        elif k == TCOMPLEX64:
            w = 8
            align = 4
        elif k == TCOMPLEX128:
            w = 16
            align = self.reg_size
        elif k in (TINT, TUINT, TUINTPTR, TPTR, TUNSAFEPTR, TCHAN, TMAP, TFUNC):
            w = p
        elif k == TINTER or k == TSTRING:
            w = 2 * p
            align = p
        elif k == TSLICE:
            w = 3 * p
            align = p
        elif k == TRESULTS:
            w = 0
            for f in t.fields:
                w += self.width(f.typ)
            align = p
        elif k in (TIDEAL, TNIL, TBLANK, TFORW):
            w = 0
            align = 1
        else:
            raise AssertionError("width of unknown kind of type")
        t.width = w
        t.align = align if align else w

    def _calc_struct(self, t: Type) -> None:
        max_align = 1
        s = t.sym
        if s is not None and s.name == "align64" and s.pkg is not None:
            if s.pkg.path == "sync/atomic" or s.pkg.path == "internal/runtime/atomic":
                max_align = 8
        size = 0
        for f in t.fields:
            w = self.width(f.typ)
            a = f.typ.align
            if a > max_align:
                max_align = a
            size = (size + a - 1) & ~(a - 1)
            f.offset = size
            size += w
        # A pointer to a zero-sized last field must not point past the struct.
        if size > 0 and t.fields[-1].typ.width == 0:
            size += 1
        t.width = (size + max_align - 1) & ~(max_align - 1)
        t.align = max_align
