"""Identity of IR types where shapes are involved.

A type that has a shape in it is identical to whatever has the same structure: ``go.shape.int`` is ``int`` as
far as assignments go. Without shapes ``Type.ident`` decides.
"""

from goescape.ir.sizes import resolved
from goescape.ir.types import (
    TARRAY,
    TBOOL,
    TCHAN,
    TCOMPLEX64,
    TCOMPLEX128,
    TFLOAT32,
    TFLOAT64,
    TFUNC,
    TIDEAL,
    TINT,
    TINT8,
    TINTER,
    TMAP,
    TNIL,
    TPTR,
    TSLICE,
    TSTRING,
    TSTRUCT,
    TUINT,
    TUINTPTR,
    TUNSAFEPTR,
    Field,
    Type,
)


def elem(t: Type) -> Type:
    e = t.elem
    assert e is not None
    return resolved(e)


def underlying(t: Type) -> Type:
    resolved(t)
    return t.underlying


def has_shape(t: Type) -> bool:
    return t.has_shape or t.is_shape


def is_named(t: Type) -> bool:
    """Whether the type has a name (gc: Sym() != nil)."""
    return t.sym is not None


def is_untyped(t: Type) -> bool:
    if t.kind == TIDEAL or t.kind == TNIL:
        return True
    if t.kind == TBOOL or t.kind == TSTRING:
        return t.sym is not None and (t.sym.name == "untyped bool" or t.sym.name == "untyped string")
    return False


def is_float(t: Type) -> bool:
    return t.kind == TFLOAT32 or t.kind == TFLOAT64


def is_complex(t: Type) -> bool:
    return t.kind == TCOMPLEX64 or t.kind == TCOMPLEX128


def is_integer(t: Type) -> bool:
    """Also of an untyped integer constant."""
    if TINT8 <= t.kind <= TUINTPTR:
        return True
    return t.kind == TIDEAL and t.sym is not None and (t.sym.name == "untyped int" or t.sym.name == "untyped rune")


def is_boolean(t: Type) -> bool:
    return t.kind == TBOOL


def is_empty_interface(t: Type) -> bool:
    return t.kind == TINTER and not t.fields


def has_nil(t: Type) -> bool:
    return t.kind in (TCHAN, TFUNC, TINTER, TMAP, TNIL, TPTR, TSLICE, TUNSAFEPTR)


def ok_for_const(t: Type) -> bool:
    return TINT8 <= t.kind <= TFLOAT64 or t.kind == TBOOL or t.kind == TSTRING or t.kind == TIDEAL


def simple_kind(k: int, ptr_size: int) -> int:
    """The kind that int, uint and uintptr are as wide as."""
    if k == TINT:
        return 7 if ptr_size == 8 else 5
    if k == TUINT or k == TUINTPTR:
        return 8 if ptr_size == 8 else 6
    return k


def identical_strict(a: Type, b: Type) -> bool:
    return a is b or a.ident == b.ident


def identical(a: Type | None, b: Type | None) -> bool:
    if a is b:
        return True
    if a is None or b is None:
        return False
    if a.ident == b.ident:
        return True
    if not (has_shape(a) or has_shape(b)):
        return False
    return _same(a, b, False, set())


def identical_ignore_tags(a: Type | None, b: Type | None) -> bool:
    if a is b:
        return True
    if a is None or b is None:
        return False
    if a.ident == b.ident:
        return True
    return _same(a, b, True, set())


def _same(a: Type, b: Type, ignore_tags: bool, assumed: set[tuple[int, int]]) -> bool:
    if a is b or a.ident == b.ident:
        return True
    resolved(a)
    resolved(b)
    if a.kind != b.kind:
        return False
    if a.sym is not None or b.sym is not None:
        if has_shape(a) or has_shape(b):
            k = a.kind
            if TINT8 <= k <= TPTR or k == TSTRING or k == TUNSAFEPTR:
                return True
        else:
            return False
    pair = (a.id, b.id)
    if pair in assumed:
        return True
    assumed.add(pair)
    k = a.kind
    if k == TINTER:
        if len(a.fields) != len(b.fields):
            return False
        for i, f in enumerate(a.fields):
            g = b.fields[i]
            if f.sym is not g.sym or not _same(f.typ, g.typ, ignore_tags, assumed):
                return False
        return True
    if k == TSTRUCT:
        if len(a.fields) != len(b.fields):
            return False
        for i, f in enumerate(a.fields):
            g = b.fields[i]
            if f.sym is not g.sym or f.embedded != g.embedded:
                return False
            if not ignore_tags and f.note != g.note:
                return False
            if not _same(f.typ, g.typ, ignore_tags, assumed):
                return False
        return True
    if k == TFUNC:
        if len(a.params) != len(b.params) or len(a.results) != len(b.results) or a.variadic != b.variadic:
            return False
        return _same_fields(a.params, b.params, ignore_tags, assumed) and _same_fields(
            a.results, b.results, ignore_tags, assumed
        )
    if k == TARRAY:
        if a.bound != b.bound:
            return False
    elif k == TCHAN:
        if a.dir != b.dir:
            return False
    elif k == TMAP:
        if a.key is None or b.key is None or not _same(a.key, b.key, ignore_tags, assumed):
            return False
    elif k == TIDEAL:
        return True
    if a.elem is None or b.elem is None:
        return a.elem is b.elem
    return _same(a.elem, b.elem, ignore_tags, assumed)


def _same_fields(a: list[Field], b: list[Field], ignore_tags: bool, assumed: set[tuple[int, int]]) -> bool:
    for i, f in enumerate(a):
        if not _same(f.typ, b[i].typ, ignore_tags, assumed):
            return False
    return True
