"""From the checker's types to the IR's: type parameters replaced by what a dictionary says, aliases gone.

The IR types are shared by all units of a session. A type that mentions no type parameter is mapped once and
remembered on the checker's type itself.
"""

import hashlib
from typing import Final, final

from goescape.ir.linkname import link_string
from goescape.ir.types import CBOTH, CRECV, CSEND, TFORW, TINTER, TPTR, Field, Pkg, Sym, TypeTable
from goescape.ir.types import Type as IRType
from goescape.lower.dicts import Dict
from goescape.lower.words import DictLayout
from goescape.syntax.nodes import RECV_ONLY, SEND_ONLY
from goescape.types.identity import type_set
from goescape.types.named import is_exported, num_methods, unalias, under
from goescape.types.types import (
    Alias,
    Array,
    Basic,
    Chan,
    Func,
    Interface,
    Map,
    Named,
    Object,
    Package,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeName,
    TypeParam,
    Union,
    Var,
)
from goescape.types.universe import EMPTY_INTERFACE, UNIVERSE_ANY, UNIVERSE_ERROR

MAX_SHAPE_LEN: Final = 500


@final
class LocalType:
    """What is known of a type declared inside a function: its number and the type parameters in scope there."""

    __slots__ = ("gen", "implicits")

    def __init__(self, gen: int, implicits: list[TypeParam]) -> None:
        self.gen = gen
        self.implicits = implicits


def object_pos(obj: Object) -> int:
    return obj.pos


def signature_of(f: Func) -> Signature:
    t = f.type()
    assert isinstance(t, Signature)
    return t


def method_type_params(f: Func) -> tuple[list[TypeParam], list[TypeParam]]:
    """Type parameters in scope of a function's body: the receiver's (or none), its own."""
    sig = signature_of(f)
    return sig.rparams, sig.tparams


def _method_key(f: Field) -> tuple[bool, str, str]:
    """gc's order of methods: exported first, then by name, then by package path."""
    assert f.sym is not None
    path = "" if f.sym.pkg is None else f.sym.pkg.path
    return (not is_exported(f.sym.name), f.sym.name, path)


@final
class TypeMap:
    """``local_types``: see :meth:`declare_local`. ``dicts``: the arguments of instances."""

    __slots__ = ("table", "local_types", "n_local", "local_numbers", "dicts", "any_type", "error_type",
                 "empty_interface",
                 "layouts")  # fmt: skip

    def __init__(self, table: TypeTable) -> None:
        self.layouts: dict[Object, DictLayout] = {}  # of generic declarations' dictionaries
        self.table = table
        self.local_types: dict[TypeName, LocalType] = {}
        self.n_local: dict[Package, int] = {}
        self.local_numbers: dict[TypeName, int] = {}
        self.dicts: dict[IRType, Dict] = {}  # of instances of generic types (and local types of generic functions)
        self.empty_interface: IRType = table.new_interface([])
        self.any_type: IRType = self._make_any()
        self.error_type: IRType = self._make_error()

    # ------------------------------------------------------------------------------------------ universe

    def _make_any(self) -> IRType:
        t = self.table.new_named((UNIVERSE_ANY,), self.table.builtin.lookup("any"))
        self.table.set_underlying(t, self.empty_interface)
        t.ident = self.empty_interface.ident
        t.link_name = "interface {}"
        return t

    def _make_error(self) -> IRType:
        t = self.table.new_named((UNIVERSE_ERROR.obj,), self.table.builtin.lookup("error"))
        sig = self.table.new_func(None, [], [Field(0, None, self.table.basic["string"])], False)
        self.table.set_underlying(t, self.table.new_interface([Field(0, self.table.exported.lookup("Error"), sig)]))
        return t

    # -------------------------------------------------------------------------------------------- symbols

    def ipkg(self, pkg: Package | None) -> Pkg:
        if pkg is None:
            return self.table.builtin
        return self.table.pkg(pkg.path, pkg.name)

    def selector_sym(self, obj: Object) -> Sym:
        if is_exported(obj.name):
            return self.table.exported.lookup(obj.name)
        return self.ipkg(obj.pkg).lookup(obj.name)

    def declare_local(self, obj: TypeName, implicits: list[TypeParam]) -> LocalType:
        """Number a type declared inside a function; ``implicits`` are the type parameters in scope."""
        lt = self.local_types.get(obj)
        if lt is None:
            lt = LocalType(self._local_number(obj), implicits)
            self.local_types[obj] = lt
        return lt

    def _local_number(self, obj: TypeName) -> int:
        """gc numbers the types defined inside functions of a package in source order."""
        pkg = obj.pkg
        assert pkg is not None
        n = self.local_numbers.get(obj)
        if n is None:
            first = self.n_local.get(pkg, 0)
            known = [t for t in pkg.local_types if t not in self.local_numbers]
            if obj not in known:
                known.append(obj)
            for i, t in enumerate(sorted(known, key=object_pos)):
                self.local_numbers[t] = first + i + 1
            self.n_local[pkg] = first + len(known)
            n = self.local_numbers[obj]
        return n

    # ---------------------------------------------------------------------------------------------- types

    def typ(self, t: Type, d: Dict | None) -> IRType:
        c = t.cache
        if isinstance(c, IRType) and c.table is self.table:
            return c
        if d is not None:
            m = d.memo.get(t)
            if m is not None:
                return m
        if not self.derived(t):
            r = self._convert(t, None)
            if r.kind != TFORW:
                t.cache = r
            return r
        assert d is not None, "derived type without dictionary"
        r = self._convert(t, d)
        d.memo[t] = r
        return r

    def derived(self, t: Type) -> bool:
        """Whether the type mentions type parameters."""
        if t.cache is not None:
            return False
        return self._derived(t, [])

    def _derived(self, t: Type, path: list[Type]) -> bool:
        if t.cache is not None or isinstance(t, Basic):
            return False
        if isinstance(t, TypeParam):
            return True
        if isinstance(t, Named):
            for a in t.targs:
                if self._derived(a, path):
                    return True
            if self.local_types:
                lt = self.local_types.get(t.orig.obj)
                return lt is not None and len(lt.implicits) > 0
            return False
        if isinstance(t, Alias):
            return self._derived(unalias(t), path)
        if isinstance(t, (Pointer, Slice, Array, Chan)):
            return self._derived(t.elem, path)
        if isinstance(t, Map):
            return self._derived(t.key, path) or self._derived(t.elem, path)
        if t in path:
            return False
        path.append(t)
        found = self._derived_parts(t, path)
        path.pop()
        return found

    def _derived_parts(self, t: Type, path: list[Type]) -> bool:
        if isinstance(t, Struct):
            for f in t.fields:
                if self._derived(f.type(), path):
                    return True
            return False
        if isinstance(t, Tuple):
            for f in t.vars:
                if self._derived(f.type(), path):
                    return True
            return False
        if isinstance(t, Signature):
            return self._derived_parts(t.params, path) or self._derived_parts(t.results, path)
        if isinstance(t, Interface):
            for m in t.methods:
                if self._derived(m.type(), path):
                    return True
            for e in t.embeddeds:
                if self._derived(e, path):
                    return True
            return False
        if isinstance(t, Union):
            for term in t.terms:
                if term.typ is not None and self._derived(term.typ, path):
                    return True
        return False

    def _convert(self, t: Type, d: Dict | None) -> IRType:
        table = self.table
        if isinstance(t, Basic):
            if t.name == "Pointer":
                return table.basic["unsafe.Pointer"]
            return table.basic["nil" if t.name == "untyped nil" else t.name]
        if isinstance(t, Named):
            return self.named(t, d)
        if isinstance(t, Pointer):
            return table.new_ptr(self.typ(t.elem, d))
        if isinstance(t, Slice):
            return table.new_slice(self.typ(t.elem, d))
        if isinstance(t, Alias):
            if t is UNIVERSE_ANY.typ:
                return self.any_type
            return self.typ(unalias(t), d)
        if isinstance(t, Array):
            return table.new_array(self.typ(t.elem, d), t.len)
        if isinstance(t, Map):
            return table.new_map(self.typ(t.key, d), self.typ(t.elem, d))
        if isinstance(t, Chan):
            return table.new_chan(
                self.typ(t.elem, d), CSEND if t.dir == SEND_ONLY else CRECV if t.dir == RECV_ONLY else CBOTH
            )
        if isinstance(t, Struct):
            return self._struct(t, d)
        if isinstance(t, Signature):
            return self.signature(t, d, None)
        if isinstance(t, Tuple):
            return table.new_results(self.fields(t, d))
        if isinstance(t, Interface):
            return self._interface(t, d)
        if isinstance(t, TypeParam):
            assert d is not None
            return d.type_param(t)
        return self.empty_interface  # a union: only as a bound, or equivalent to any

    def _struct(self, t: Struct, d: Dict | None) -> IRType:
        fields: list[Field] = []
        for i, v in enumerate(t.fields):
            f = Field(v.pos, self.selector_sym(v), self.typ(v.type(), d))
            f.embedded = v.embedded
            if i < len(t.tags):
                f.note = t.tags[i]
            fields.append(f)
        return self.table.new_struct(fields)

    def _interface(self, t: Interface, d: Dict | None) -> IRType:
        if t is EMPTY_INTERFACE or t is unalias(UNIVERSE_ANY.type()):
            return self.any_type
        methods: list[Field] = []
        for m in type_set(t).methods:
            methods.append(Field(m.pos, self.selector_sym(m), self.signature(signature_of(m), d, None)))
        methods.sort(key=_method_key)
        it = self.table.new_interface(methods)
        if it.origin is None and t.embeddeds and d is None:
            it.origin = t
        return it

    def fields(self, t: Tuple, d: Dict | None) -> list[Field]:
        return [self.param(v, d) for v in t.vars]

    def param(self, v: Var, d: Dict | None) -> Field:
        sym = None
        if v.name:
            sym = self.table.blank if v.name == "_" else self.ipkg(v.pkg).lookup(v.name)
        return Field(v.pos, sym, self.typ(v.type(), d))

    def signature(self, t: Signature, d: Dict | None, recv: Field | None) -> IRType:
        params = self.fields(t.params, d)
        if t.variadic:
            params[-1].is_ddd = True
        return self.table.new_func(recv, params, self.fields(t.results, d), t.variadic)

    # ---------------------------------------------------------------------------------------- named types

    def named(self, t: Named, d: Dict | None) -> IRType:
        orig = t.orig
        if orig is UNIVERSE_ERROR:
            return self.error_type
        implicits: list[IRType] = []
        lt: LocalType | None = None
        if self.local_types:
            lt = self.local_types.get(orig.obj)
            if lt is not None and lt.implicits:
                assert d is not None
                implicits = d.targs[: len(lt.implicits)]
        return self.instance(orig, lt, implicits, [self.typ(a, d) for a in t.targs], False)

    def instance(
        self, orig: Named, lt: LocalType | None, implicits: list[IRType], explicits: list[IRType], shaped: bool
    ) -> IRType:
        """The type ``orig`` with those type arguments; with ``shaped``, or if one has a shape, the shaped one."""
        obj = orig.obj
        if not implicits and not explicits:
            it = self.table.named.get((obj,))
            if it is None:
                it = self.table.new_named((obj,), self.type_sym(obj, lt))
                it.pos = obj.pos
                it.origin = orig
                self._complete(it, orig, None)
            return it
        d = self.type_dict(orig, lt, implicits, explicits, shaped)
        it = self.table.named.get(d.key)
        if it is None:
            it = self.table.new_named(d.key, self.mangle(self.type_sym(obj, lt), d, len(d.targs)))
            it.pos = obj.pos
            it.origin = orig
            it.targs = d.targs
            for a in d.targs:
                it.has_shape = it.has_shape or a.has_shape or a.is_shape
            self.dicts[it] = d
            self._complete(it, orig, d)
        return it

    def type_dict(
        self, orig: Named, lt: LocalType | None, implicits: list[IRType], explicits: list[IRType], shaped: bool
    ) -> Dict:
        tps = lt.implicits if lt is not None else []
        return self.new_dict(orig.obj, implicits + explicits, tps, [], orig.tparams, shaped)

    def new_dict(
        self,
        owner: Object,
        targs: list[IRType],
        implicits: list[TypeParam],
        receivers: list[TypeParam],
        tparams: list[TypeParam],
        shaped: bool,
    ) -> Dict:
        """A dictionary; its arguments become shapes if ``shaped`` or if one of them has a shape already."""
        for a in targs:
            shaped = shaped or a.has_shape or a.is_shape
        if shaped:
            tps = implicits + receivers + tparams
            targs = [self.shapify(a, _is_basic(tps[i])) for i, a in enumerate(targs)]
        return Dict(owner, targs, implicits, receivers, shaped)

    def type_sym(self, obj: TypeName, lt: LocalType | None) -> Sym:
        name = obj.name
        if lt is not None:
            name = f"{name}\xc2\xb7{lt.gen}"
        elif obj.pkg is not None and obj.parent is not None and obj.parent is not obj.pkg.scope:
            name = f"{name}\xc2\xb7{self.declare_local(obj, []).gen}"
        return self.ipkg(obj.pkg).lookup(name)

    def _complete(self, it: IRType, orig: Named, d: Dict | None) -> None:
        self.table.set_underlying(it, self.typ(under(orig), d))
        pkg = orig.obj.pkg
        if orig.obj.name == "NotInHeap" and pkg is not None and pkg.path == "internal/runtime/sys":
            it.not_in_heap = True

    def mangle(self, sym: Sym, d: Dict, n: int) -> Sym:
        """``sym`` with the first ``n`` type arguments in brackets (a local type's number stays last)."""
        name = sym.name
        suffix = ""
        dot = name.find("\xc2\xb7")
        if dot >= 0:
            name, suffix = name[:dot], name[dot:]
        close = ""
        if name.endswith(")"):
            name, close = name[:-1], ")"
        out = name
        if n > 0:
            out += "["
            for i in range(n):
                if i > 0:
                    out += ";" if i == len(d.implicits) else ","
                out += link_string(d.targs[i])
            out += "]"
        assert sym.pkg is not None
        return sym.pkg.lookup(out + close + suffix)

    def shapify(self, targ: IRType, basic: bool) -> IRType:
        """The shape that an argument is compiled as: its underlying type, or *uint8 for any pointer if only methods
        count.
        """
        if targ.kind == TFORW and targ.targs and targ.has_shape:
            return targ
        if targ.kind == TINTER and targ.targs and targ.has_shape:
            return targ
        under_t = targ.underlying
        if basic and targ.kind == TPTR and targ.elem is not None and not targ.elem.not_in_heap:
            under_t = self.table.new_ptr(self.table.basic["uint8"])
        if under_t is self.any_type:
            under_t = self.empty_interface
        name = link_string(under_t)
        if len(name) > MAX_SHAPE_LEN:
            name = short_hash(name)
        sym = self.table.shape_pkg.lookup(name)
        t = self.table.named.get((sym,))
        if t is None:
            t = self.table.new_named((sym,), sym)
            t.is_shape = True
            t.has_shape = True
            self.table.set_underlying(t, under_t)
        return t

    # -------------------------------------------------------------------------------------------- methods

    def declared_methods(self, t: IRType) -> list[Func]:
        """The checker's methods of a defined type, in order of declaration, generic methods left out."""
        orig = t.origin
        if not isinstance(orig, Named):
            return []
        num_methods(orig)
        return [m for m in orig.methods if not method_type_params(m)[1] and m.name != "_"]

    def method_sig(self, m: Func, recv_base: IRType) -> IRType:
        """Signature of the method of that (instance of a) type, with its receiver."""
        sig = signature_of(m)
        assert sig.recv is not None
        d = self.dicts.get(recv_base)
        if d is None:
            return self.signature(sig, None, self.param(sig.recv, None))
        return self.signature(sig, d, self.param(sig.recv, d))


def _is_basic(tp: TypeParam) -> bool:
    """Whether the constraint is a method set only (no type terms)."""
    b = under(tp)
    assert isinstance(b, Interface)
    ts = type_set(b)
    return not ts.comparable and len(ts.terms) == 1 and ts.terms[0].typ is None


def short_hash(s: str) -> str:
    """The digest that gc names a long shape by (SHA-256 with its first byte inverted), as hex."""
    digest = bytearray(hashlib.sha256(s.encode("latin-1")).digest())
    digest[0] ^= 0xFF
    return digest.hex()
