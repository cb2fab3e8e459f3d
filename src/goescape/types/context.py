"""Replacing type parameters by types, and making instances of generic types.

An instance of a defined type is made without looking at the type's declaration: its right-hand side is written
out (expanded) when it is asked for. The :class:`Context` remembers all instances, so that one of the same type
with identical arguments is the same object. That, besides saving time, is what ends the expansion of recursive types.
"""

from typing import Final, final

from goescape.types.identity import identical
from goescape.types.named import has_ptr_recv, method, unalias
from goescape.types.types import (
    Alias,
    Array,
    Basic,
    Chan,
    Func,
    InstanceMaker,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Term,
    Tuple,
    Type,
    TypeName,
    TypeParam,
    Union,
    Var,
)
from goescape.types.universe import TYP_INVALID

SubstMap = dict[TypeParam, Type]


def make_subst_map(tparams: list[TypeParam], targs: list[Type]) -> SubstMap:
    """Type parameter i is to be replaced by type argument i."""
    m: SubstMap = {}
    i = 0
    for p in tparams:
        m[p] = targs[i]
        i += 1
    return m


def make_partial_map(tparams: list[TypeParam], targs: list[Type | None]) -> SubstMap:
    """Like make_subst_map; type parameters without argument are not replaced."""
    m: SubstMap = {}
    i = 0
    for p in tparams:
        t = targs[i]
        if t is not None:
            m[p] = t
        i += 1
    return m


def make_rename_map(old: list[TypeParam], new: list[TypeParam]) -> SubstMap:
    m: SubstMap = {}
    i = 0
    for p in old:
        m[p] = new[i]
        i += 1
    return m


# ------------------------------------------------------------------------------------------------- copies


def clone_var(v: Var, typ: Type) -> Var:
    c = Var(v.pos, v.pkg, v.name, typ, v.vkind)
    c.parent = v.parent
    c.scope_pos = v.scope_pos
    c.order = v.order
    c.embedded = v.embedded
    c.used = v.used
    c.origin = v.origin
    return c


def clone_func(f: Func, sig: Signature) -> Func:
    c = Func(f.pos, f.pkg, f.name, sig)
    c.parent = f.parent
    c.scope_pos = f.scope_pos
    c.order = f.order
    c.decl = f.decl
    c.ptr_recv = f.ptr_recv
    c.is_method = f.is_method
    c.recv_named = f.recv_named
    c.origin = f.origin
    return c


def copy_signature(s: Signature) -> Signature:
    c = Signature(s.recv, s.params, s.results, s.variadic)
    c.rparams = s.rparams
    c.tparams = s.tparams
    c.scope = s.scope
    c.old_recv = s.old_recv
    c.method_expr = s.method_expr
    return c


def replace_recv_type(methods: list[Func], old: Type, new: Type) -> list[Func] | None:
    """The methods with receiver type ``new`` where it is ``old``; None if there are none such."""
    out: list[Func] | None = None
    i = 0
    for m in methods:
        sig = m.signature()
        if sig.recv is not None and sig.recv.typ is old:
            if out is None:
                out = methods.copy()
            new_sig = copy_signature(sig)
            new_sig.recv = clone_var(sig.recv, new)
            out[i] = clone_func(m, new_sig)
        i += 1
    return out


# ------------------------------------------------------------------------------------------- substitution


@final
class Subster:
    __slots__ = ("pos", "smap", "ctxt")

    def __init__(self, pos: int, smap: SubstMap, ctxt: "Context") -> None:
        self.pos = pos
        self.smap = smap
        self.ctxt = ctxt

    def typ(self, t: Type) -> Type:
        """The type with its type parameters replaced; the same type if nothing changes."""
        # One case for each kind of type.
        if isinstance(t, Basic):
            return t
        if isinstance(t, TypeParam):
            r = self.smap.get(t)
            return t if r is None else r
        if isinstance(t, Named):
            return self._named(t)
        if isinstance(t, Pointer):
            elem = self.typ(t.elem)
            return t if elem is t.elem else Pointer(elem)
        if isinstance(t, Slice):
            elem = self.typ(t.elem)
            return t if elem is t.elem else Slice(elem)
        if isinstance(t, Array):
            elem = self.typ(t.elem)
            return t if elem is t.elem else Array(elem, t.len)
        if isinstance(t, Struct):
            fields = self.var_list(t.fields)
            return t if fields is None else Struct(fields, t.tags)
        if isinstance(t, Tuple):
            return self.tuple(t)
        if isinstance(t, Signature):
            return self._signature(t)
        if isinstance(t, Map):
            key = self.typ(t.key)
            elem = self.typ(t.elem)
            return t if key is t.key and elem is t.elem else Map(key, elem)
        if isinstance(t, Chan):
            elem = self.typ(t.elem)
            return t if elem is t.elem else Chan(t.dir, elem)
        if isinstance(t, Interface):
            return self._interface(t)
        if isinstance(t, Alias):
            return self._alias(t)
        if isinstance(t, Union):
            return self._union(t)
        return t

    def type_list(self, types: list[Type]) -> list[Type] | None:
        """None if nothing changes."""
        out: list[Type] | None = None
        i = 0
        for t in types:
            u = self.typ(t)
            if u is not t:
                if out is None:
                    out = types.copy()
                out[i] = u
            i += 1
        return out

    def var_list(self, vars: list[Var]) -> list[Var] | None:
        """None if nothing changes."""
        out: list[Var] | None = None
        i = 0
        for v in vars:
            if v.typ is not None:
                t = self.typ(v.typ)
                if t is not v.typ:
                    if out is None:
                        out = vars.copy()
                    out[i] = clone_var(v, t)
            i += 1
        return out

    def tuple(self, t: Tuple) -> Tuple:
        vars = self.var_list(t.vars)
        return t if vars is None else Tuple(vars)

    def _named(self, t: Named) -> Type:
        if t.orig is t and not t.tparams:
            return t
        if len(t.targs) != len(t.orig.tparams):
            return TYP_INVALID  # reported elsewhere
        targs = self.type_list(t.targs)
        return t if targs is None else self.ctxt.instance(self.pos, t.orig, targs)

    def _alias(self, t: Alias) -> Type:
        n = len(t.orig.tparams)
        if n == 0:
            return t
        if len(t.targs) != n:
            return TYP_INVALID  # reported elsewhere
        targs = self.type_list(t.targs)
        return t if targs is None else self.ctxt.new_alias_instance(self.pos, t.orig, targs)

    def _signature(self, t: Signature) -> Type:
        """The receiver stays: it is dealt with where the interface or defined type is.

        The method of an instance has type parameters of its own if it is generic: their constraints may mention
        those of the receiver. Where the signature's own type parameters are replaced, it is being instantiated,
        and the caller takes them away.
        """
        tparams = t.tparams
        s = self
        if tparams and tparams[0] not in self.smap:
            smap = self.smap.copy()
            fresh: list[TypeParam] = []
            for p in tparams:
                f = self.ctxt.new_tparam(TypeName(p.obj.pos, p.obj.pkg, p.obj.name, None), None)
                f.index = p.index
                fresh.append(f)
                smap[p] = f
                self.ctxt.record_canon(f, p)
            i = 0
            for p in tparams:
                if p.bound is not None:
                    fresh[i].bound = self.ctxt.subst(self.pos, p.bound, smap)
                i += 1
            tparams = fresh
            s = Subster(self.pos, smap, self.ctxt)
        params = s.tuple(t.params)
        results = s.tuple(t.results)
        if params is t.params and results is t.results and tparams is t.tparams:
            return t
        sig = Signature(t.recv, params, results, t.variadic)
        sig.rparams = t.rparams
        sig.tparams = tparams
        sig.old_recv = t.old_recv
        sig.method_expr = t.method_expr
        return sig

    def _union(self, t: Union) -> Type:
        out: list[Term] | None = None
        i = 0
        for term in t.terms:
            assert term.typ is not None
            u = self.typ(term.typ)
            if u is not term.typ:
                if out is None:
                    out = t.terms.copy()
                out[i] = Term(term.tilde, u)
            i += 1
        return t if out is None else Union(out)

    def _interface(self, t: Interface) -> Type:
        methods: list[Func] | None = None
        i = 0
        for m in t.methods:
            sig = m.signature()
            u = self.typ(sig)
            if u is not sig:
                assert isinstance(u, Signature)
                if methods is None:
                    methods = t.methods.copy()
                methods[i] = clone_func(m, u)
            i += 1
        embeddeds = self.type_list(t.embeddeds)
        if methods is None and embeddeds is None:
            return t
        iface = Interface([], t.embeddeds if embeddeds is None else embeddeds)
        iface.embed_pos = t.embed_pos
        iface.implicit = t.implicit
        iface.complete = t.complete
        if methods is None:
            methods = t.methods
        replaced = replace_recv_type(methods, t, iface)
        iface.methods = methods if replaced is None else replaced
        return iface


# ----------------------------------------------------------------------------------------------- instances


@final
class Entry:
    """An instance of ``orig`` with ``targs``; ``next`` is one with the same hash."""

    __slots__ = ("orig", "targs", "inst", "next")

    def __init__(self, orig: Type, targs: list[Type], inst: Type, next: "Entry | None") -> None:
        self.orig = orig
        self.targs = targs
        self.inst = inst
        self.next = next


class Context(InstanceMaker):
    """All instances of a program, and the numbers of its type parameters."""

    __slots__ = ("table", "next_id", "canon")

    def __init__(self) -> None:
        self.table: dict[int, Entry] = {}
        self.next_id: int = 0
        self.canon: dict[TypeParam, TypeParam] = {}  # type parameters of instances' methods -> as declared

    def new_tparam(self, obj: TypeName, bound: Type | None) -> TypeParam:
        self.next_id += 1
        t = TypeParam(self.next_id, obj, bound)
        if obj.typ is None:
            obj.typ = t
        return t

    def record_canon(self, fresh: TypeParam, declared: TypeParam) -> None:
        """``fresh`` stands for ``declared`` in the method of an instance."""
        self.canon[fresh] = self.canon.get(declared, declared)

    def subst(self, pos: int, t: Type, smap: SubstMap) -> Type:
        if not smap:
            return t
        return Subster(pos, smap, self).typ(t)

    def subst_tuple(self, pos: int, t: Tuple, smap: SubstMap) -> Tuple:
        if not smap:
            return t
        return Subster(pos, smap, self).tuple(t)

    def instance(self, pos: int, orig: Type, targs: list[Type]) -> Type:
        """The instance of a generic defined type, alias or function signature with ``targs``.

        The number of type arguments must have been checked for aliases and signatures: if it is wrong, the result is
        invalid. ``pos`` is where the instance is written, if it is a new one. Signatures are shared only if the
        arguments mention type parameters (then within one declaration: it counts for dictionaries): byte and
        uint8, or an alias and what it stands for, are the same type argument and yet print differently, and who comes
        first must not decide.
        """
        if isinstance(orig, Signature):
            if len(targs) != len(orig.tparams):
                return TYP_INVALID
            if not mention_type_params(targs):
                return self._new_signature_instance(pos, orig, targs)
        key = type_list_hash(targs, self._orig_hash(orig))
        e = self.table.get(key)
        first = e
        while e is not None:
            if e.orig is orig and identical_lists(e.targs, targs):
                return e.inst
            e = e.next
        inst: Type
        if isinstance(orig, Named):
            inst = self.new_named_instance(pos, orig, targs)
        elif isinstance(orig, Alias):
            if len(targs) != len(orig.tparams):
                return TYP_INVALID
            inst = self.new_alias_instance(pos, orig, targs)
        elif isinstance(orig, Signature):
            inst = self._new_signature_instance(pos, orig, targs)
        else:
            return TYP_INVALID
        # Making it may have made others.
        first = self.table.get(key)
        self.table[key] = Entry(orig, targs, inst, first)
        return inst

    def _orig_hash(self, orig: Type) -> int:
        if isinstance(orig, Named):
            if orig.id == 0:
                self.next_id += 1
                orig.id = self.next_id
            return orig.id
        if isinstance(orig, Signature):
            return 1000 + len(orig.params.vars) * 31 + len(orig.results.vars)
        return 7

    def new_named_instance(self, pos: int, orig: Named, targs: list[Type]) -> Named:
        obj = TypeName(pos, orig.obj.pkg, orig.obj.name, None)
        n = Named(obj, None)
        obj.typ = n
        n.orig = orig
        n.targs = targs
        n.ctxt = self
        return n

    def new_alias_instance(self, pos: int, orig: Alias, targs: list[Type]) -> Alias:
        obj = TypeName(pos, orig.obj.pkg, orig.obj.name, None)
        obj.is_alias = True
        rhs = orig.rhs
        if rhs is None:
            rhs = TYP_INVALID
        a = Alias(obj, self.subst(pos, rhs, make_subst_map(orig.tparams, targs)))
        obj.typ = a
        a.orig = orig
        a.tparams = orig.tparams
        a.targs = targs
        return a

    def _new_signature_instance(self, pos: int, orig: Signature, targs: list[Type]) -> Signature:
        sig = self.subst(pos, orig, make_subst_map(orig.tparams, targs))
        assert isinstance(sig, Signature)
        if sig is orig:
            sig = copy_signature(sig)
        sig.tparams = []
        return sig

    def expand(self, n: Named) -> None:
        orig = n.orig
        rhs = orig.rhs
        if rhs is None:
            return  # its declaration is being read
        n.state = 1
        if len(n.targs) != len(orig.tparams):
            n.rhs = TYP_INVALID
            return
        rhs = self.subst(n.obj.pos, rhs, make_subst_map(orig.tparams, n.targs))
        if isinstance(rhs, Interface):
            # The receiver of interface methods is the type itself.
            methods = replace_recv_type(rhs.methods, orig, n)
            if methods is not None:
                if rhs is orig.rhs:
                    crafted = Interface([], rhs.embeddeds)
                    crafted.complete = True
                    rhs = crafted
                rhs.methods = methods
                rhs.tset = None
        n.rhs = rhs

    def expand_method(self, n: Named, i: int) -> Func:
        orig = method(n.orig, i)
        old = orig.signature()
        sig = old
        if len(old.rparams) == len(n.targs):
            s = self.subst(orig.pos, old, make_subst_map(old.rparams, n.targs))
            assert isinstance(s, Signature)
            sig = s
        if sig is old:
            sig = copy_signature(old)
        rtyp: Type = n
        if has_ptr_recv(orig):
            rtyp = Pointer(n)
        if old.recv is not None:
            sig.recv = clone_var(old.recv, rtyp)
        sig.rparams = []
        f = clone_func(orig, sig)
        f.recv_named = n
        return f


def identical_lists(x: list[Type], y: list[Type]) -> bool:
    if len(x) != len(y):
        return False
    i = 0
    for t in x:
        if not identical(t, y[i]):
            return False
        i += 1
    return True


HASH_MASK: Final = (1 << 61) - 1


def type_list_hash(types: list[Type], h: int) -> int:
    for t in types:
        h = (h * 1000003 + type_hash(t, 0)) & HASH_MASK
    return h


def type_hash(t: Type, depth: int) -> int:
    """A number for telling types apart. It looks a few levels deep, and not into interfaces.

    Identical types have the same, but for byte and uint8, rune and int32: as in types2, an instance for the one is
    another object than one for the other. Which of them came first must not decide how types print.
    """
    t = unalias(t)
    k = t.kind
    if isinstance(t, Basic):
        return (150 if t.name == "byte" or t.name == "rune" else 100) + t.bkind
    if isinstance(t, Named):
        o = t.orig.obj
        h = (hash(o.name) * 31 + o.pos) & HASH_MASK
        return type_list_hash(t.targs, h) if t.targs and depth < 4 else h
    if isinstance(t, TypeParam):
        return 200 + t.id
    if depth > 3:
        return k
    depth += 1
    if isinstance(t, Pointer):
        h = type_hash(t.elem, depth)
    elif isinstance(t, Slice):
        h = type_hash(t.elem, depth)
    elif isinstance(t, Array):
        h = type_hash(t.elem, depth)  # unknown lengths are identical to all
    elif isinstance(t, Map):
        h = type_hash(t.key, depth) * 31 + type_hash(t.elem, depth)
    elif isinstance(t, Chan):
        h = type_hash(t.elem, depth) * 31 + t.dir
    elif isinstance(t, Struct):
        h = len(t.fields)
        for f in t.fields:
            h = (h * 31 + hash(f.name)) & HASH_MASK
    elif isinstance(t, Signature):
        h = len(t.params.vars) * 31 + len(t.results.vars)
        if not t.tparams:  # else identical modulo renaming
            for v in t.params.vars:
                if v.typ is not None:
                    h = (h * 31 + type_hash(v.typ, depth)) & HASH_MASK
    else:
        h = 0
    return (h * 16 + k) & HASH_MASK


def mention_type_params(types: list[Type]) -> bool:
    for t in types:
        if mentions_type_params(t):
            return True
    return False


def mentions_type_params(t: Type) -> bool:
    if isinstance(t, TypeParam):
        return True
    if isinstance(t, Named) or isinstance(t, Alias):
        return mention_type_params(t.targs)
    if isinstance(t, (Pointer, Slice, Array, Chan)):
        return mentions_type_params(t.elem)
    if isinstance(t, Map):
        return mentions_type_params(t.key) or mentions_type_params(t.elem)
    if isinstance(t, Signature):
        return mentions_type_params(t.params) or mentions_type_params(t.results)
    if isinstance(t, Struct):
        for f in t.fields:
            if f.typ is not None and mentions_type_params(f.typ):
                return True
    elif isinstance(t, Tuple):
        for f in t.vars:
            if f.typ is not None and mentions_type_params(f.typ):
                return True
    elif isinstance(t, Interface):
        for m in t.methods:
            if m.typ is not None and mentions_type_params(m.typ):
                return True
    return False
