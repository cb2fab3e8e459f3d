"""Sizes, alignments and offsets as the compiler lays types out.

-1 as a size or an offset means: too large.
"""

from typing import Final, final

from goescape.types.named import as_named, type_obj, under
from goescape.types.types import (
    BOOL,
    COMPLEX64,
    COMPLEX128,
    FLOAT32,
    FLOAT64,
    INT8,
    INT16,
    INT32,
    INT64,
    IS_COMPLEX,
    IS_STRING,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
    Array,
    Basic,
    Interface,
    Slice,
    Struct,
    Type,
    Var,
)

MAX_INT64: Final = (1 << 63) - 1

# By kind; 0 depends on the word size.
BASIC_SIZES: Final = [0, 1, 0, 1, 2, 4, 8, 0, 1, 2, 4, 8, 0, 4, 8, 8, 16]

assert BASIC_SIZES[BOOL] == BASIC_SIZES[INT8] == BASIC_SIZES[UINT8] == 1
assert BASIC_SIZES[INT16] == BASIC_SIZES[UINT16] == 2
assert BASIC_SIZES[INT32] == BASIC_SIZES[UINT32] == BASIC_SIZES[FLOAT32] == 4
assert BASIC_SIZES[INT64] == BASIC_SIZES[UINT64] == BASIC_SIZES[FLOAT64] == BASIC_SIZES[COMPLEX64] == 8
assert BASIC_SIZES[COMPLEX128] == 16


def align(x: int, a: int) -> int:
    return (x + a - 1) // a * a


def is_sync_atomic_align64(t: Type) -> bool:
    """Whether it is the empty struct that marks the struct it is in as aligned to 8 bytes everywhere."""
    n = as_named(t)
    if n is None:
        return False
    obj = type_obj(n)
    return (
        obj.name == "align64"
        and obj.pkg is not None
        and (obj.pkg.path == "sync/atomic" or obj.pkg.path == "internal/runtime/atomic")
    )


@final
class Sizes:
    __slots__ = ("word_size", "max_align")

    def __init__(self, word_size: int, max_align: int) -> None:
        self.word_size = word_size
        self.max_align = max_align

    def basic_size(self, kind: int) -> int:
        """Of a basic type that is no string."""
        n = BASIC_SIZES[kind] if kind < len(BASIC_SIZES) else 0
        return n if n > 0 else self.word_size

    def alignof(self, t: Type) -> int:
        u = under(t)
        if isinstance(u, Array):
            return self.alignof(u.elem)
        if isinstance(u, Struct):
            if not u.fields and is_sync_atomic_align64(t):
                return 8
            most = 1
            for f in u.fields:
                assert f.typ is not None
                a = self.alignof(f.typ)
                if a > most:
                    most = a
            return most
        if isinstance(u, (Slice, Interface)):
            return self.word_size
        if isinstance(u, Basic) and u.info & IS_STRING != 0:
            return self.word_size
        a = self.sizeof(u)
        if a < 1:
            return 1
        if isinstance(u, Basic) and u.info & IS_COMPLEX != 0:
            a //= 2
        return self.max_align if a > self.max_align else a

    def offsetsof(self, fields: list[Var]) -> list[int]:
        offsets: list[int] = []
        offs = 0
        for f in fields:
            if offs < 0:
                offsets.append(-1)
                continue
            assert f.typ is not None
            offs = align(offs, self.alignof(f.typ))
            if offs > MAX_INT64:
                offs = -1
            offsets.append(offs)
            size = self.sizeof(f.typ)
            if size >= 0 and offs >= 0:
                offs += size
                if offs > MAX_INT64:
                    offs = -1
            else:
                offs = -1
        return offsets

    def sizeof(self, t: Type) -> int:
        u = under(t)
        if isinstance(u, Basic):
            if u.info & IS_STRING != 0:
                return self.word_size * 2
            return self.basic_size(u.bkind)
        if isinstance(u, Array):
            n = u.len
            if n <= 0:
                return 0
            esize = self.sizeof(u.elem)
            if esize < 0:
                return -1
            return -1 if esize * n > MAX_INT64 else esize * n
        if isinstance(u, Slice):
            return self.word_size * 3
        if isinstance(u, Struct):
            return self._struct_size(u)
        if isinstance(u, Interface):
            return self.word_size * 2
        return self.word_size

    def _struct_size(self, u: Struct) -> int:
        """A struct that ends with a field without size is one byte longer, unless it has no size at all."""
        n = len(u.fields)
        if n == 0:
            return 0
        offs = self.offsetsof(u.fields)[n - 1]
        last = u.fields[n - 1].typ
        assert last is not None
        size = self.sizeof(last)
        if offs < 0 or size < 0:
            return -1
        if offs > 0 and size == 0:
            size = 1
        total = align(offs + size, self.alignof(u))
        return -1 if total > MAX_INT64 else total

    def offsetof(self, t: Type, index: list[int]) -> int:
        """The offset of the field at the end of a path of embedded fields."""
        offs = 0
        for i in index:
            u = under(t)
            assert isinstance(u, Struct)
            d = self.offsetsof(u.fields)[i]
            if d < 0:
                return -1
            offs += d
            if offs > MAX_INT64:
                return -1
            ft = u.fields[i].typ
            assert ft is not None
            t = ft
        return offs


def sizes_for(arch: str) -> Sizes:
    if arch in ("386", "arm", "mips", "mipsle"):
        return Sizes(4, 4)
    if arch == "amd64p32":
        return Sizes(4, 8)
    return Sizes(8, 8)
