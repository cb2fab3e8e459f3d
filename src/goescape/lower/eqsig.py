"""What there is to compare in a value of a type, in short (spec: reflectdata/alg.go, eqSignature).

    type S struct { i int32; j uint32; s string; e error }     // M8SI

Types with one signature share their equality and their hash function.

    M%d     that many bytes of plain memory      K%d   that many bytes to skip
    F G     float32, float64                     S     string
    I E     interface with methods, without      [%d…] an array: so many times what follows, up to ]
    A%d     alignment of the pointers, in front, where the architecture cannot load words from any address
"""

from typing import Final, final

from goescape.ir.sizes import Sizes
from goescape.ir.types import (
    TARRAY,
    TCOMPLEX64,
    TCOMPLEX128,
    TFLOAT32,
    TFLOAT64,
    TFUNC,
    TINTER,
    TMAP,
    TSLICE,
    TSTRING,
    TSTRUCT,
    Type,
)

# How values of a type are compared.
NOT_COMPARABLE: Final = 0
AS_MEMORY: Final = 1
AS_BASIC: Final = 2  # by a function that the runtime has: strings, interfaces, floating point
BY_PARTS: Final = 3

UNROLLED_BYTES: Final = 32  # about as many are compared in one turn of a loop over an array


@final
class Comparisons:
    """How types are compared; answers are remembered."""

    __slots__ = ("sizes", "ptr_size", "merge_loads", "known")

    def __init__(self, sizes: Sizes, merge_loads: bool) -> None:
        self.sizes = sizes
        self.ptr_size = sizes.ptr_size
        self.merge_loads = merge_loads
        self.known: dict[int, int] = {}  # by id of the type

    def how(self, t: Type) -> int:
        known = self.known.get(t.id)
        if known is None:
            known = self._how(t)
            self.known[t.id] = known
        return known

    def _how(self, t: Type) -> int:
        k = t.kind
        if k == TSLICE or k == TMAP or k == TFUNC:
            return NOT_COMPARABLE
        if k in (TSTRING, TINTER, TFLOAT32, TFLOAT64, TCOMPLEX64, TCOMPLEX128):
            return AS_BASIC
        if k == TARRAY:
            assert t.elem is not None
            how = self.how(t.elem)
            if how == NOT_COMPARABLE or how == AS_MEMORY or t.bound == 1:
                return how
            return AS_MEMORY if t.bound == 0 else BY_PARTS
        if k == TSTRUCT:
            return self._struct(t)
        return AS_MEMORY

    def _struct(self, t: Type) -> int:
        fields = t.fields
        if len(fields) == 1 and not (fields[0].sym is not None and fields[0].sym.is_blank()):
            return self.how(fields[0].typ)
        end = self.sizes.width(t)
        out = AS_MEMORY
        for i in range(len(fields) - 1, -1, -1):
            f = fields[i]
            how = self.how(f.typ)
            if how == NOT_COMPARABLE:
                return NOT_COMPARABLE
            offset = self.sizes.offset(t, f)
            padded = offset + self.sizes.width(f.typ) != end
            end = offset
            if how != AS_MEMORY or padded or (f.sym is not None and f.sym.is_blank()):
                out = BY_PARTS
        return out

    def signature(self, t: Type) -> str:
        """Of a type that can be compared."""
        b = _Builder(self)
        align = self.sizes.alignment(t)
        if not self.merge_loads and align != self.ptr_size:
            b.text = f"A{align}"
        b.build(t)
        b.flush(True)
        return b.text


@final
class _Builder:
    """``memory``, ``gap``: bytes of memory to compare, to skip, that are not written yet."""

    __slots__ = ("types", "text", "memory", "gap")

    def __init__(self, types: Comparisons) -> None:
        self.types = types
        self.text: str = ""
        self.memory: int = 0
        self.gap: int = 0

    def flush(self, at_end: bool) -> None:
        if self.memory > 0:
            self.text += f"M{self.memory}"
            self.memory = 0
        if self.gap > 0:
            if not at_end:
                self.text += f"K{self.gap}"
            self.gap = 0

    def _add_memory(self, n: int) -> None:
        if self.memory == 0:
            self.flush(False)
        self.memory += n

    def _skip(self, n: int) -> None:
        if self.gap == 0:
            self.flush(False)
        self.gap += n

    def _add(self, what: str) -> None:
        self.flush(False)
        self.text += what

    def build(self, t: Type) -> None:
        k = t.kind
        if k == TFLOAT32:
            self._add("F")
        elif k == TFLOAT64:
            self._add("G")
        elif k == TCOMPLEX64:
            self._add("FF")
        elif k == TCOMPLEX128:
            self._add("GG")
        elif k == TSTRING:
            self._add("S")
        elif k == TINTER:
            self._add("I" if t.fields else "E")
        elif k == TSTRUCT:
            self._struct(t)
        elif k == TARRAY:
            self._array(t)
        else:
            self._add_memory(self.types.sizes.width(t))

    def _struct(self, t: Type) -> None:
        sizes = self.types.sizes
        width = sizes.width(t)
        done = 0
        for f in t.fields:
            if f.sym is not None and f.sym.is_blank():
                continue
            offset = sizes.offset(t, f)
            if done < offset:
                self._skip(offset - done)
            self.build(f.typ)
            done = offset + sizes.width(f.typ)
        if done < width:
            self._skip(width - done)

    def _array(self, t: Type) -> None:
        if self.types.how(t) == AS_MEMORY:
            self._add_memory(self.types.sizes.width(t))
            return
        elem = t.elem
        assert elem is not None
        n = t.bound
        if n == 1:
            self.build(elem)
            return
        size = self.types.sizes.width(elem)
        if n == 0 or size == 0:
            return
        unroll = max(1, UNROLLED_BYTES // size)
        for _ in range(n % unroll):
            self.build(elem)
        n -= n % unroll
        if n == 0:
            return
        if n > unroll:
            self._add(f"[{n // unroll}")
        for _ in range(unroll):
            self.build(elem)
        if n > unroll:
            self._add("]")


def parse_number(s: str, i: int) -> tuple[int, int]:
    """The number that starts at ``s[i]``, and where it ends."""
    end = i
    while end < len(s) and "0" <= s[end] <= "9":
        end += 1
    return int(s[i:end]), end


def array_end(s: str, i: int) -> int:
    """Index of the bracket that closes the array whose element starts at ``s[i]``."""
    depth = 1
    while True:
        if s[i] == "[":
            depth += 1
        elif s[i] == "]":
            depth -= 1
            if depth == 0:
                return i
        i += 1


def signature_size(s: str, ptr_size: int) -> int:
    """Bytes of the values that a signature (without A) describes."""
    size = 0
    i = 0
    while i < len(s):
        c = s[i]
        i += 1
        if c == "M" or c == "K":
            n, i = parse_number(s, i)
            size += n
        elif c == "F":
            size += 4
        elif c == "G":
            size += 8
        elif c == "[":
            n, i = parse_number(s, i)
            end = array_end(s, i)
            size += n * signature_size(s[i:end], ptr_size)
            i = end + 1
        else:
            size += 2 * ptr_size
    return size


def without_last_gap(s: str) -> str:
    i = s.rfind("K")
    if i < 0:
        return s
    for c in s[i + 1 :]:
        if not "0" <= c <= "9":
            return s
    return s[:i]
