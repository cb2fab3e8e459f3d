"""Types of the IR: hash-consed, without type parameters.

Every type is made through a :class:`TypeTable`, which returns the same object for the same parts. Parameter
names are parts of a function type (they print), so two *identical* types (spec: Type identity) may be two
objects: compare with :func:`identical`, which is a comparison of integers. Widths, alignments and the like
are computed when asked for (``ir.sizes``).
"""

from typing import Final, final

# Kinds of types (Type.kind), gc's.
TINT8: Final = 1
TUINT8: Final = 2
TINT16: Final = 3
TUINT16: Final = 4
TINT32: Final = 5
TUINT32: Final = 6
TINT64: Final = 7
TUINT64: Final = 8
TINT: Final = 9
TUINT: Final = 10
TUINTPTR: Final = 11
TCOMPLEX64: Final = 12
TCOMPLEX128: Final = 13
TFLOAT32: Final = 14
TFLOAT64: Final = 15
TBOOL: Final = 16
TPTR: Final = 17
TFUNC: Final = 18
TSLICE: Final = 19
TARRAY: Final = 20
TSTRUCT: Final = 21
TCHAN: Final = 22
TMAP: Final = 23
TINTER: Final = 24
TFORW: Final = 25
TSTRING: Final = 27
TUNSAFEPTR: Final = 28
TIDEAL: Final = 29
TNIL: Final = 30
TBLANK: Final = 31
TRESULTS: Final = 32  # the value of a call with several results: a struct-like tuple

CRECV: Final = 1
CSEND: Final = 2
CBOTH: Final = 3


@final
class Pkg:
    """A package as names are qualified by it. Exported fields and methods belong to ``TypeTable.exported``."""

    __slots__ = ("path", "name", "syms")

    def __init__(self, path: str, name: str) -> None:
        self.path = path
        self.name = name
        self.syms: dict[str, Sym] = {}

    def lookup(self, name: str) -> "Sym":
        s = self.syms.get(name)
        if s is None:
            s = Sym(self, name)
            self.syms[name] = s
        return s


@final
class Sym:
    """A name in a package; unique, compare with ``is``. ``pkg`` None: no package (blank, builtin labels)."""

    __slots__ = ("pkg", "name")

    def __init__(self, pkg: Pkg | None, name: str) -> None:
        self.pkg = pkg
        self.name = name

    def is_blank(self) -> bool:
        return self.name == "_"


@final
class Field:
    """A struct field, parameter, result, method of an interface or method of a defined type.

    ``sym`` is None for an unnamed parameter. ``nname`` is the method's ``ir.nodes.Name`` where ``typ`` is a
    method signature. ``offset`` is set by ``ir.sizes``.
    """

    __slots__ = ("pos", "sym", "typ", "embedded", "promoted", "note", "is_ddd", "offset", "nname")

    def __init__(self, pos: int, sym: Sym | None, typ: "Type") -> None:
        self.pos = pos
        self.sym = sym
        self.typ = typ
        self.embedded: bool = False
        self.promoted: int = 0  # method of an embedded field in all_methods: 1, through a pointer: 2
        self.note: str = ""  # struct tag
        self.is_ddd: bool = False
        self.offset: int = -1
        self.nname: object = None


@final
class Type:
    """All kinds in one class.

    elem: of pointer, slice, array, chan, map. key: of map. bound: array length. dir: of chan (C bits).
    fields: of struct; methods of an interface (its full method set, sorted) ; results tuple of TRESULTS.
    recv, params, results, variadic: of func.
    A defined type has ``sym`` and ``underlying``; the parts of its underlying type are copied to it when it
    is completed. ``targs`` are the arguments of an instance. Basic types have ``sym`` in the builtin package and
    are their own underlying type. ``ident`` is equal for identical types.
    """

    __slots__ = (
        "kind", "id", "ident", "table", "elem", "key", "bound", "dir", "fields", "recv", "params", "results",
        "variadic",
        "sym", "vargen", "pos", "underlying", "methods", "targs", "origin", "is_shape", "has_shape",
        "not_in_heap", "width", "align", "ptr_bytes", "has_ptr", "ptr_to", "slice_of", "link_name",
    )  # fmt: skip

    def __init__(self, kind: int, id: int, ident: int, table: "TypeTable | None" = None) -> None:
        self.kind = kind
        self.table = table  # that made it
        self.id = id
        self.ident = ident
        self.elem: Type | None = None
        self.key: Type | None = None
        self.bound: int = -1
        self.dir: int = 0
        self.fields: list[Field] = []
        self.recv: Field | None = None
        self.params: list[Field] = []
        self.results: list[Field] = []
        self.variadic: bool = False
        self.sym: Sym | None = None
        self.vargen: int = 0  # > 0: the n-th local type of its name
        self.pos: int = 0
        self.underlying: Type = self
        self.methods: list[Field] | None = None  # declared ones, once asked for; not of instances
        self.targs: list[Type] = []
        self.origin: object = None  # the checker's type: of a defined type, of an interface that embeds others
        self.is_shape: bool = False
        self.has_shape: bool = False
        self.not_in_heap: bool = False
        self.width: int = -1
        self.align: int = 0
        self.ptr_bytes: int = -1
        self.has_ptr: int = -1  # -1 unknown, 0, 1
        self.ptr_to: Type | None = None
        self.slice_of: Type | None = None
        self.link_name: str = ""  # unique string of the type, once made

    def is_ptr(self) -> bool:
        return self.kind == TPTR

    def is_interface(self) -> bool:
        return self.kind == TINTER

    def is_empty_interface(self) -> bool:
        return self.kind == TINTER and not self.fields

    def is_string(self) -> bool:
        return self.kind == TSTRING

    def is_slice(self) -> bool:
        return self.kind == TSLICE

    def is_array(self) -> bool:
        return self.kind == TARRAY

    def is_struct(self) -> bool:
        return self.kind == TSTRUCT

    def is_map(self) -> bool:
        return self.kind == TMAP

    def is_chan(self) -> bool:
        return self.kind == TCHAN

    def is_integer(self) -> bool:
        return TINT8 <= self.kind <= TUINTPTR

    def is_unsafe_ptr(self) -> bool:
        return self.kind == TUNSAFEPTR

    def is_ptr_elem_struct(self) -> bool:
        return self.kind == TPTR and self.elem is not None and self.elem.kind == TSTRUCT

    def is_ptr_shaped(self) -> bool:
        """Whether a value of the type is one pointer as far as an interface's data word is concerned (by kind)."""
        return self.kind in (TPTR, TCHAN, TMAP, TFUNC, TUNSAFEPTR)


def identical(a: Type | None, b: Type | None) -> bool:
    """Type identity (spec: Type identity), parameter names apart."""
    if a is b:
        return True
    if a is None or b is None:
        return False
    return a.ident == b.ident


@final
class TypeTable:
    """Makes the types of a session.

    ``builtin`` is the package of predeclared names, ``exported`` the one that all exported fields and methods
    belong to, ``unsafe``, ``go.shape`` the package of shapes.
    """

    __slots__ = ("types", "idents", "n_types", "pkgs", "builtin", "exported", "unsafe", "shape_pkg", "blank", "basic",
                 "named", "ptr_size", "reg_size")  # fmt: skip

    def __init__(self, ptr_size: int, reg_size: int) -> None:
        self.types: dict[tuple[object, ...], Type] = {}
        self.idents: dict[tuple[object, ...], int] = {}
        self.n_types: int = 0
        self.pkgs: dict[str, Pkg] = {}
        self.builtin: Pkg = Pkg("go.builtin", "go")
        self.exported: Pkg = Pkg("", "")
        self.unsafe: Pkg = self.pkg("unsafe", "unsafe")
        self.shape_pkg: Pkg = self.pkg("go.shape", "go.shape")
        self.blank: Sym = Sym(None, "_")
        self.basic: dict[str, Type] = {}
        self.named: dict[tuple[object, ...], Type] = {}
        self.ptr_size: int = ptr_size
        self.reg_size: int = reg_size
        for name, kind in _BASIC:
            t = self._new(kind, ("basic", name), ("basic", _CANONICAL.get(name, name)))
            t.sym = self.builtin.lookup(name)
            self.basic[name] = t
        u = self._new(TUNSAFEPTR, ("basic", "unsafe.Pointer"), ("basic", "unsafe.Pointer"))
        u.sym = self.unsafe.lookup("Pointer")
        self.basic["unsafe.Pointer"] = u

    # ------------------------------------------------------------------------------------------------ names

    def pkg(self, path: str, name: str) -> Pkg:
        p = self.pkgs.get(path)
        if p is None:
            p = Pkg(path, name)
            self.pkgs[path] = p
        elif not p.name:
            p.name = name
        return p

    def selector(self, pkg: Pkg, name: str, exported: bool) -> Sym:
        """The symbol of a field or method."""
        return (self.exported if exported else pkg).lookup(name)

    # ---------------------------------------------------------------------------------------------- making

    def _new(self, kind: int, key: tuple[object, ...], ident_key: tuple[object, ...]) -> Type:
        t = self.types.get(key)
        if t is not None:
            return t
        ident = self.idents.get(ident_key)
        if ident is None:
            ident = len(self.idents) + 1
            self.idents[ident_key] = ident
        self.n_types += 1
        t = Type(kind, self.n_types, ident, self)
        self.types[key] = t
        return t

    def new_ptr(self, elem: Type) -> Type:
        t = elem.ptr_to
        if t is None:
            t = self._new(TPTR, (TPTR, elem.id), (TPTR, elem.ident))
            t.elem = elem
            t.has_shape = elem.has_shape or elem.is_shape
            elem.ptr_to = t
        return t

    def new_slice(self, elem: Type) -> Type:
        t = elem.slice_of
        if t is None:
            t = self._new(TSLICE, (TSLICE, elem.id), (TSLICE, elem.ident))
            t.elem = elem
            t.has_shape = elem.has_shape or elem.is_shape
            elem.slice_of = t
        return t

    def new_array(self, elem: Type, bound: int) -> Type:
        t = self._new(TARRAY, (TARRAY, elem.id, bound), (TARRAY, elem.ident, bound))
        if t.elem is None:
            t.elem = elem
            t.bound = bound
            t.has_shape = elem.has_shape or elem.is_shape
            t.not_in_heap = elem.not_in_heap
        return t

    def new_map(self, key: Type, elem: Type) -> Type:
        t = self._new(TMAP, (TMAP, key.id, elem.id), (TMAP, key.ident, elem.ident))
        if t.elem is None:
            t.key = key
            t.elem = elem
            t.has_shape = elem.has_shape or elem.is_shape or key.has_shape or key.is_shape
        return t

    def new_chan(self, elem: Type, dir: int) -> Type:
        t = self._new(TCHAN, (TCHAN, elem.id, dir), (TCHAN, elem.ident, dir))
        if t.elem is None:
            t.elem = elem
            t.dir = dir
            t.has_shape = elem.has_shape or elem.is_shape
        return t

    def new_struct(self, fields: list[Field]) -> Type:
        key: list[object] = [TSTRUCT]
        ident: list[object] = [TSTRUCT]
        has_shape = False
        nih = False
        for f in fields:
            key += (f.sym, f.typ.id, f.embedded, f.note)
            ident += (f.sym, f.typ.ident, f.embedded, f.note)
            has_shape = has_shape or f.typ.has_shape or f.typ.is_shape
            nih = nih or f.typ.not_in_heap
        t = self._new(TSTRUCT, tuple(key), tuple(ident))
        if not t.fields:
            t.fields = fields
            t.has_shape = has_shape
            t.not_in_heap = nih
        return t

    def new_results(self, results: list[Field]) -> Type:
        key: list[object] = [TRESULTS]
        ident: list[object] = [TRESULTS]
        for f in results:
            key.append(f.typ.id)
            ident.append(f.typ.ident)
        t = self._new(TRESULTS, tuple(key), tuple(ident))
        if not t.fields:
            t.fields = results
        return t

    def new_interface(self, methods: list[Field]) -> Type:
        """``methods``: the whole method set, each Field with ``sym`` and a func type without receiver, sorted."""
        key: list[object] = [TINTER]
        ident: list[object] = [TINTER]
        has_shape = False
        for f in methods:
            key += (f.sym, f.typ.id)
            ident += (f.sym, f.typ.ident)
            has_shape = has_shape or f.typ.has_shape or f.typ.is_shape
        t = self._new(TINTER, tuple(key), tuple(ident))
        if not t.fields:
            t.fields = methods
            t.has_shape = has_shape
        return t

    def new_func(self, recv: Field | None, params: list[Field], results: list[Field], variadic: bool) -> Type:
        """A signature. The receiver is no part of its identity (but of the object), nor are names and positions."""
        key: list[object] = [TFUNC, variadic, len(params)]
        ident: list[object] = [TFUNC, variadic, len(params)]
        has_shape = False
        if recv is not None:
            key += ("recv", recv.sym, recv.pos, recv.typ.id)
            has_shape = recv.typ.has_shape or recv.typ.is_shape
        for f in params:
            key += (f.sym, f.pos, f.typ.id)
            ident.append(f.typ.ident)
            has_shape = has_shape or f.typ.has_shape or f.typ.is_shape
        key.append("->")
        ident.append("->")
        for f in results:
            key += (f.sym, f.typ.id)
            ident.append(f.typ.ident)
            has_shape = has_shape or f.typ.has_shape or f.typ.is_shape
        t = self._new(TFUNC, tuple(key), tuple(ident))
        if t.bound < 0:
            t.bound = 0  # filled
            t.recv = recv
            t.params = params
            t.results = results
            t.variadic = variadic
            t.has_shape = has_shape
        return t

    def new_named(self, key: tuple[object, ...], sym: Sym) -> Type:
        """The defined type of that key: origin object and identities of type arguments. TFORW until completed."""
        t = self.named.get(key)
        if t is None:
            t = self._new(TFORW, ("named", len(self.named)), ("named", len(self.named)))
            t.sym = sym
            self.named[key] = t
        return t

    def set_underlying(self, t: Type, under: Type) -> None:
        """Complete a defined type: it takes kind and parts of ``under``."""
        u = under.underlying
        t.underlying = u
        t.kind = u.kind
        t.elem = u.elem
        t.key = u.key
        t.bound = u.bound
        t.dir = u.dir
        t.fields = u.fields
        t.params = u.params
        t.results = u.results
        t.variadic = u.variadic
        t.has_shape = t.has_shape or u.has_shape
        t.not_in_heap = t.not_in_heap or u.not_in_heap or under.not_in_heap


_BASIC: Final = [
    ("int8", TINT8), ("uint8", TUINT8), ("int16", TINT16), ("uint16", TUINT16), ("int32", TINT32),
    ("uint32", TUINT32), ("int64", TINT64), ("uint64", TUINT64), ("int", TINT), ("uint", TUINT),
    ("uintptr", TUINTPTR), ("complex64", TCOMPLEX64), ("complex128", TCOMPLEX128), ("float32", TFLOAT32),
    ("float64", TFLOAT64), ("bool", TBOOL), ("string", TSTRING), ("byte", TUINT8), ("rune", TINT32),
    ("untyped int", TIDEAL), ("untyped rune", TIDEAL), ("untyped float", TIDEAL), ("untyped complex", TIDEAL),
    ("untyped bool", TBOOL), ("untyped string", TSTRING), ("nil", TNIL), ("blank", TBLANK),
]  # fmt: skip
_CANONICAL: Final = {"byte": "uint8", "rune": "int32"}
