"""Identifiers and type expressions."""

from typing import final

from goescape.syntax.nodes import (
    MUL,
    ArrayType,
    BadExpr,
    ChanType,
    DotsType,
    Expr,
    FuncType,
    IndexExpr,
    InterfaceType,
    MapType,
    Name,
    Operation,
    ParenExpr,
    SelectorExpr,
    SliceType,
    StructType,
    unpack_list,
)
from goescape.syntax.positions import start_pos
from goescape.types import constant
from goescape.types.checker_base import CheckerBase
from goescape.types.env import Action
from goescape.types.identity import compute_interface_type_set
from goescape.types.instantiate import validate_targ_len, verify
from goescape.types.named import is_generic, is_valid, type_params, under
from goescape.types.operand import (
    BUILTIN_MODE,
    CONSTANT,
    INVALID_MODE,
    NILVALUE,
    NO_VALUE,
    TYPEXPR,
    VALUE,
    VARIABLE,
    Operand,
)
from goescape.types.predicates import comparable, is_integer, is_type_param, is_untyped
from goescape.types.types import (
    INT,
    O_BUILTIN,
    O_CONST,
    O_FUNC,
    O_NIL,
    O_PKGNAME,
    O_TYPENAME,
    O_VAR,
    Alias,
    Array,
    Basic,
    Builtin,
    Chan,
    Const,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeName,
    Var,
)
from goescape.types.typeset import is_method_set
from goescape.types.typestring import object_kind
from goescape.types.universe import TYP_INVALID, UNIVERSE_ANY, UNIVERSE_COMPARABLE, UNIVERSE_IOTA


@final
class VarTypeAction(Action):
    """A variable's type must not be a constraint interface."""

    __slots__ = ("check", "e", "typ")

    def __init__(self, check: CheckerBase, e: Expr, typ: Type) -> None:
        self.check = check
        self.e = e
        self.typ = typ

    def run(self) -> None:
        t = under(self.typ)
        if not isinstance(t, Interface):
            return
        pos = start_pos(self.e)
        tset = compute_interface_type_set(self.check, pos, t)
        if is_method_set(t):
            return
        c = self.check
        if tset.comparable:
            why = "interface is (or embeds) comparable"
        else:
            why = "interface contains type constraints"
        c.error(pos, f"cannot use type {c.ts(self.typ)} outside a type constraint: {why}")


@final
class MapKeyAction(Action):
    """A map's keys must be comparable."""

    __slots__ = ("check", "e", "typ")

    def __init__(self, check: CheckerBase, e: Expr, typ: Map) -> None:
        self.check = check
        self.e = e
        self.typ = typ

    def run(self) -> None:
        key = self.typ.key
        if not comparable(key):
            why = " (missing comparable constraint)" if is_type_param(key) else ""
            self.check.error(self.e, f"invalid map key type {self.check.ts(key)}{why}")


@final
class InstanceAction(Action):
    """An instance written in the source must have the right number of type arguments, and proper ones."""

    __slots__ = ("check", "x", "xlist", "targs", "inst")

    def __init__(self, check: CheckerBase, x: Expr, xlist: list[Expr], targs: list[Type], inst: Type) -> None:
        self.check = check
        self.x = x
        self.xlist = xlist
        self.targs = targs
        self.inst = inst

    def run(self) -> None:
        c = self.check
        inst = self.inst
        c.record_instance(self.x, self.targs, inst)
        if isinstance(inst, Named):
            name = inst.orig.obj.name
            tparams = type_params(inst)
        else:
            assert isinstance(inst, Alias)
            name = inst.orig.obj.name
            tparams = inst.orig.tparams
        if not validate_targ_len(c, self.x.pos, name, len(tparams), len(self.targs)):
            return
        i, why = verify(c, self.x.pos, tparams, self.targs)
        if i >= 0:
            pos = self.x.pos
            if i < len(self.xlist):
                pos = start_pos(self.xlist[i])
            c.error(pos, why)
        else:
            c.record_mono_instance(self.x.pos, tparams, self.targs, self.xlist)


class TypeExprChecker(CheckerBase):
    def ident(self, x: Operand, e: Name, want_type: bool) -> None:
        """Set x to the value or type of e. With want_type e is expected to be a type."""
        x.mode = INVALID_MODE
        x.expr = e
        name = e.value
        obj = self.lookup(name)
        if obj is None:
            if name == "_":
                self.error(e, "cannot use _ as value or type")
            elif name != "":
                self.error(e, f"undefined: {name}")
            return
        kind = obj.okind
        if obj.pkg is None and (obj is UNIVERSE_ANY or obj is UNIVERSE_COMPARABLE):
            if not self.verify_version(e, 18, f"predeclared {name}"):
                return
        e.obj = obj

        if want_type and kind != O_TYPENAME:
            self.error(e, f"{name} ({object_kind(obj)}) is not a type")
            if isinstance(obj, Var) and obj.pkg is self.pkg:
                obj.used = True
            return

        # An object that has a type is not declared again, unless this may be a cycle through types.
        typ = obj.typ
        if typ is None or (want_type and obj.pkg is self.pkg):
            if obj.pkg is self.pkg:
                self.obj_decl(obj)
                typ = obj.typ
                assert typ is not None
            else:
                typ = obj.type()

        if self.dot_imports:
            scope = self.lookup_scope(name)
            if scope is not None and scope in self.dot_imports:
                pkg_name = self.dot_imports[scope].get(name)
                if pkg_name is not None:
                    pkg_name.used = True

        if kind == O_VAR:
            assert isinstance(obj, Var)
            if obj.pkg is self.pkg:
                obj.used = True
            if obj.decl is not None:
                self.add_decl_dep(obj)
            if not is_valid(typ):
                return
            x.mode = VARIABLE
        elif kind == O_TYPENAME:
            x.mode = TYPEXPR
        elif kind == O_CONST:
            assert isinstance(obj, Const)
            self.add_decl_dep(obj)
            if not is_valid(typ):
                return
            if obj is UNIVERSE_IOTA:
                if self.iota < 0:
                    self.error(e, "cannot use iota outside constant declaration")
                    return
                x.val = self.iota
            else:
                x.val = obj.val
            x.mode = CONSTANT
        elif kind == O_FUNC:
            self.add_decl_dep(obj)
            x.mode = VALUE
        elif kind == O_PKGNAME:
            self.error(e, f"use of package {name} not in selector")
            return
        elif kind == O_BUILTIN:
            assert isinstance(obj, Builtin)
            x.bid = obj.bid
            x.mode = BUILTIN_MODE
        elif kind == O_NIL:
            x.mode = NILVALUE
        else:
            raise AssertionError(name)
        x.typ = typ

    # --------------------------------------------------------------------------------------------- types

    def typ(self, e: Expr) -> Type:
        return self.declared_type(e, None)

    def var_type(self, e: Expr) -> Type:
        typ = self.declared_type(e, None)
        self.valid_var_type(e, typ)
        return typ

    def valid_var_type(self, e: Expr, typ: Type) -> None:
        # Only names and interfaces can be constraints. The check waits until types are set up.
        if isinstance(typ, (Named, Alias, Interface)) and not is_type_param(typ):
            if isinstance(typ, Named) and isinstance(typ.under, Struct):
                return
            self.later(VarTypeAction(self, e, typ))

    def declared_type(self, e: Expr, obj: TypeName | None) -> Type:
        """``typ``; obj is the type name whose declaration's right-hand side e is, if any."""
        typ = self.typ_internal(e, obj)
        if is_generic(typ):
            self.error(e, f"cannot use generic type {self.ts(typ)} without instantiation")
            typ = TYP_INVALID
        e.mode = TYPEXPR
        e.typ = typ
        return typ

    def generic_type(self, e: Expr) -> tuple[Type, str]:
        typ = self.typ_internal(e, None)
        cause = ""
        if is_valid(typ) and not is_generic(typ):
            cause = f"{self.ts(typ)} is not a generic type"
            typ = TYP_INVALID
        e.mode = TYPEXPR
        e.typ = typ
        return typ, cause

    def typ_internal(self, e: Expr, obj: TypeName | None) -> Type:
        if isinstance(e, Name):
            x = Operand()
            self.ident(x, e, True)
            return self.type_operand(x)
        if isinstance(e, SelectorExpr):
            x = Operand()
            self.selector(x, e, True)
            return self.type_operand(x)
        if isinstance(e, Operation):
            if e.op == MUL and e.y is None:
                ptr = Pointer(TYP_INVALID)
                ptr.elem = self.var_type(e.x)
                # A pointer to an invalid type is of no use and leads to follow-on errors.
                if not is_valid(ptr.elem):
                    return TYP_INVALID
                return ptr
            self.error(e, f"{self.es(e)} is not a type")
            self.use([e])
            return TYP_INVALID
        if isinstance(e, SliceType):
            sl = Slice(TYP_INVALID)
            sl.elem = self.var_type(e.elem)
            return sl
        if isinstance(e, ArrayType):
            n = -1
            if e.len is not None:
                n = self.array_length(e.len)
            else:
                self.error(e, "invalid use of [...] array (outside a composite literal)")
            elem = self.var_type(e.elem)
            return Array(elem, n) if n >= 0 else TYP_INVALID
        if isinstance(e, MapType):
            m = Map(TYP_INVALID, TYP_INVALID)
            m.key = self.var_type(e.key)
            m.elem = self.var_type(e.value)
            if not isinstance(m.key, Basic) or m.key is TYP_INVALID:
                self.later(MapKeyAction(self, e.key, m))
            return m
        if isinstance(e, FuncType):
            sig = Signature(None, Tuple([]), Tuple([]), False)
            self.func_type(sig, None, [], e)
            return sig
        if isinstance(e, StructType):
            st = Struct([], [])
            self.struct_type(st, e)
            return st
        if isinstance(e, InterfaceType):
            iface = Interface([], [])
            iface.check = self
            self.interface_type(iface, e, obj)
            return iface
        if isinstance(e, ChanType):
            ch = Chan(e.dir, TYP_INVALID)
            ch.elem = self.var_type(e.elem)
            return ch
        if isinstance(e, IndexExpr):
            self.verify_version(e, 18, "type instantiation")
            return self.instantiated_type(e.x, unpack_list(e.index))
        if isinstance(e, ParenExpr):
            return self.declared_type(e.x, obj)
        if isinstance(e, BadExpr):
            return TYP_INVALID
        if isinstance(e, DotsType):
            self.error(e, "invalid syntax tree: invalid use of ...")
            return TYP_INVALID
        self.error(e, f"{self.es(e)} is not a type")
        self.use([e])
        return TYP_INVALID

    def type_operand(self, x: Operand) -> Type:
        if x.mode == TYPEXPR:
            return x.typ
        if x.mode == NO_VALUE:
            self.error(x, f"{self.os(x)} used as type")
        elif x.mode != INVALID_MODE:
            self.error(x, f"{self.os(x)} is not a type")
        return TYP_INVALID

    def instantiated_type(self, x: Expr, xlist: list[Expr]) -> Type:
        gtyp, cause = self.generic_type(x)
        if cause != "":
            self.error(x, f"invalid operation: {self.es(x)}{self.es_list(xlist)} ({cause})")
        if not is_valid(gtyp):
            return TYP_INVALID
        targs = self.type_list(xlist)
        if targs is None:
            return TYP_INVALID
        if isinstance(gtyp, Alias):
            if not validate_targ_len(self, x.pos, gtyp.orig.obj.name, len(gtyp.orig.tparams), len(targs)):
                return TYP_INVALID
        inst = self.context.instance(x.pos, gtyp, targs)
        if not isinstance(inst, (Named, Alias)):
            return TYP_INVALID
        # The origin may not be set up yet.
        self.later(InstanceAction(self, x, xlist, targs, inst))
        return inst

    def array_length(self, e: Expr) -> int:
        """The value of a constant array length, or -1 after an error."""
        if isinstance(e, Name):
            # Possibly a type parameter list without constraint.
            obj = self.lookup(e.value)
            if obj is None:
                self.error(e, f"undefined array length {e.value} or missing type constraint")
                return -1
            if obj.okind != O_CONST:
                self.error(e, f"invalid array length {e.value}")
                return -1
        x = Operand()
        self.expr(None, x, e)
        if x.mode != CONSTANT:
            if x.mode != INVALID_MODE:
                self.error(x, f"array length {self.os(x)} must be constant")
            return -1
        if is_untyped(x.typ) or is_integer(x.typ):
            val = constant.to_int(x.val)
            if isinstance(val, int) and not isinstance(val, bool):
                ok, _ = constant.representable(val, INT, self.sizes)
                if ok and val >= 0:
                    return val
        if is_integer(x.typ):
            self.error(x, f"invalid array length {self.os(x)}")
        else:
            self.error(x, f"array length {self.os(x)} must be integer")
        return -1

    def type_list(self, exprs: list[Expr]) -> list[Type] | None:
        types: list[Type] = []
        ok = True
        for e in exprs:
            t = self.var_type(e)
            if not is_valid(t):
                ok = False
            types.append(t)
        return types if ok else None
