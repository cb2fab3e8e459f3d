"""Cycles: among declarations, and types that contain themselves."""

from typing import final

from goescape.syntax.nodes import Name, TypeDecl
from goescape.types.checker_base import ErrorParts
from goescape.types.identity import identical
from goescape.types.named import as_named, is_alias_name, is_generic, type_params, unalias, unpack
from goescape.types.signature import SignatureChecker
from goescape.types.types import (
    GREY,
    O_CONST,
    O_FUNC,
    O_TYPENAME,
    O_VAR,
    Alias,
    Array,
    Interface,
    Named,
    Object,
    Struct,
    Type,
    TypeName,
    TypeParam,
    Union,
)
from goescape.types.typestring import type_string
from goescape.types.universe import TYP_INVALID


def first_in_src(path: list[Object]) -> int:
    """The index of the object that is declared first."""
    first = 0
    for i in range(1, len(path)):
        if path[i].pos < path[first].pos:
            first = i
    return first


def named_objects(types: list[Named]) -> list[Object]:
    objs: list[Object] = []
    for t in types:
        objs.append(t.obj)
    return objs


class CycleChecker(SignatureChecker):
    def valid_cycle(self, obj: Object) -> bool:
        """Whether the cycle from the grey obj to the end of the object path is allowed; reports it if not."""
        cycle = self.obj_path[obj.color - GREY :]
        n_val = 0
        n_def = 0
        for o in cycle:
            k = o.okind
            if k == O_CONST or k == O_VAR:
                n_val += 1
            elif k == O_TYPENAME:
                assert isinstance(o, TypeName)
                # A cycle through a type parameter list is fine.
                if self.in_tparam_list and o.typ is not None and is_generic(o.typ):
                    return True
                if not is_alias_name(o):
                    n_def += 1
            else:
                assert k == O_FUNC
        # Cycles of values only are reported with the initialisation order.
        if n_val == len(cycle):
            return True
        # Without a type definition among the types, aliases would expand forever.
        if n_val == 0 and n_def > 0:
            return True
        self.cycle_error(cycle, first_in_src(cycle))
        return False

    def cycle_name(self, obj: Object) -> str:
        if obj.typ is not None:
            n = as_named(obj.typ)
            if n is not None and n.targs:
                return type_string(n, self)
        if obj.pkg is None:
            return obj.name
        prefix = self.qualifier(obj.pkg)
        return prefix + "." + obj.name if prefix else obj.name

    def cycle_error(self, cycle: list[Object], start: int) -> None:
        obj = cycle[start]
        is_type = isinstance(obj, TypeName)
        if isinstance(obj, TypeName):
            a = obj.typ
            if isinstance(a, Alias):
                a.rhs = TYP_INVALID  # avoid follow-on errors
                a.actual = None
        name = self.cycle_name(obj)
        if len(cycle) == 1:
            if is_type:
                self.error(obj, f"invalid recursive type: {name} refers to itself")
            else:
                self.error(obj, f"invalid cycle in declaration: {name} refers to itself")
            return
        err = ErrorParts()
        if is_type:
            err.add(obj.pos, f"invalid recursive type {name}")
        else:
            err.add(obj.pos, f"invalid cycle in declaration of {name}")
        n = len(cycle)
        for i in range(n):
            nxt = cycle[(start + i + 1) % n]
            err.add(obj.pos, f"{self.cycle_name(obj)} refers to {self.cycle_name(nxt)}")
            obj = nxt
        self.report(err)

    def direct_cycles(self) -> None:
        """Report type declarations that lead from name to name back to themselves, and make them invalid."""
        index: dict[TypeName, int] = {}  # index on the current path, -1: done
        for obj in self.obj_list:
            if isinstance(obj, TypeName):
                self.direct_cycle(obj, index)

    def direct_cycle(self, tname: TypeName, index: dict[TypeName, int]) -> None:
        path: list[TypeName] = []
        while True:
            start = index.get(tname)
            if start is not None:
                if start >= 0:
                    tname.typ = TYP_INVALID
                    cycle: list[Object] = []
                    cycle.extend(path[start:])
                    self.cycle_error(cycle, first_in_src(cycle))
                break
            index[tname] = len(path)
            path.append(tname)
            decl = tname.decl
            if decl is None:
                break
            tdecl = decl.tdecl
            assert isinstance(tdecl, TypeDecl)
            rhs = tdecl.typ
            if not isinstance(rhs, Name):
                break
            nxt = self.pkg.scope.elems.get(rhs.value)
            if not isinstance(nxt, TypeName):
                break
            tname = nxt
        for t in path:
            index[t] = -1

    def is_complete(self, t: Type) -> bool:
        """Whether t has an underlying type by now; if not, it is used in its own declaration, which is reported."""
        while True:
            obj: Object
            if isinstance(t, Alias):
                obj = t.obj
                rhs = t.rhs
            elif isinstance(t, Named):
                obj = t.obj
                rhs = t.rhs
                if t.orig is not t:
                    return True
            else:
                return True
            if obj.color >= GREY and obj.pkg is self.pkg:
                cycle = self.obj_path[obj.color - GREY :]
                self.cycle_error(cycle, first_in_src(cycle))
                return False
            if rhs is None:
                return True
            t = rhs

    # ---------------------------------------------------------------------------- types containing themselves

    def valid_type(self, typ: Named) -> None:
        if typ not in self.valids:
            self.valid_type0(typ, None, None)

    def valid_type0(self, t: Type | None, nest: "Nest | None", path: "Nest | None") -> bool:
        """Whether t does not contain (the memory of) one of nest, the types that contain t; path leads here.

        The nest of a type argument is that of the place where the type was instantiated: with
        ``type A[P any] struct{ _ B[P] }``, the P in ``A[A[string]]`` is not inside the outer A.
        """
        if t is None:
            return True
        t = unalias(t)
        if isinstance(t, Array):
            return self.valid_type0(t.elem, nest, path)
        if isinstance(t, Struct):
            for f in t.fields:
                if not self.valid_type0(f.typ, nest, path):
                    return False
        elif isinstance(t, Union):
            for term in t.terms:
                if not self.valid_type0(term.typ, nest, path):
                    return False
        elif isinstance(t, Interface):
            for e in t.embeddeds:
                if not self.valid_type0(e, nest, path):
                    return False
        elif isinstance(t, Named):
            return self.valid_named(t, nest, path)
        elif isinstance(t, TypeParam) and nest is not None:
            inst = nest.typ
            tparams = type_params(inst)
            for i in range(len(inst.targs)):
                if i < len(tparams) and tparams[i] is t:
                    return self.valid_type0(inst.targs[i], nest.prev, path)
        return True

    def valid_named(self, t: Named, nest: "Nest | None", path: "Nest | None") -> bool:
        if not t.targs and (t.orig.obj.pkg is not self.pkg or t in self.valids):
            # A type of another package has been or will be checked there, and cannot contain ours.
            return True
        outer = nest
        while outer is not None:
            if same_named(outer.typ, t):
                t.orig.rhs = TYP_INVALID
                t.orig.under = TYP_INVALID
                t.under = TYP_INVALID
                self.cycle_error(path_from(path, t), 0)
                return False
            outer = outer.prev
        unpack(t.orig)
        ok = self.valid_type0(t.orig.rhs, Nest(t, nest), Nest(t, path))
        if ok and not t.targs and not t.tparams:
            self.valids.add(t)  # what a generic type contains depends on its arguments
        return ok


@final
class Nest:
    """A stack of types, the innermost first."""

    __slots__ = ("typ", "prev")

    def __init__(self, typ: Named, prev: "Nest | None") -> None:
        self.typ = typ
        self.prev = prev


def same_named(x: Named, y: Named) -> bool:
    return x is y or (x.orig is y.orig and identical(x, y))


def path_from(path: Nest | None, t: Named) -> list[Object]:
    """The objects on the path from the outermost t on."""
    types: list[Named] = []
    while path is not None:
        types.append(path.typ)
        path = path.prev
    types.reverse()
    for start in range(len(types)):
        if same_named(types[start], t):
            return named_objects(types[start:])
    return [t.obj]
