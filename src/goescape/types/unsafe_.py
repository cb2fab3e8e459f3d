"""Calls of package unsafe's functions; and what calls of built-ins have in common."""


from goescape.syntax.nodes import (
    CallExpr,
    SelectorExpr,
    unparen,
)
from goescape.types.call import CallChecker
from goescape.types.cycles import first_in_src
from goescape.types.env import GO1_17, GO1_20
from goescape.types.lookup import deref_struct_ptr, lookup_field_or_method
from goescape.types.named import unalias, under
from goescape.types.operand import (
    CONSTANT,
    INVALID_MODE,
    VALUE,
    VARIABLE,
    Operand,
)
from goescape.types.predicates import (
    common_under,
    default_type,
)
from goescape.types.types import (
    FIELD_VAL,
    PARAM_VAR,
    RESULT_VAR,
    STRING,
    UINTPTR,
    UNSAFE_POINTER,
    Array,
    Func,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
    Var,
)
from goescape.types.universe import (
    B_ADD,
    B_ALIGNOF,
    B_OFFSETOF,
    B_SIZEOF,
    B_SLICE,
    B_SLICE_DATA,
    B_STRING,
    B_STRING_DATA,
    TYP,
    UNIVERSE_BYTE,
)


def make_sig(res: Type | None, args: list[Type]) -> Signature:
    """The signature of one call of a built-in; untyped arguments have their default types."""
    params = [Var(0, None, "", default_type(t), PARAM_VAR) for t in args]
    results = [Var(0, None, "", res, RESULT_VAR)] if res is not None else []
    return Signature(None, Tuple(params), Tuple(results), False)


def array_ptr_deref(typ: Type) -> Type:
    """A if the type is ``*A`` with an array A, else the type."""
    p = unalias(typ)
    if isinstance(p, Pointer):
        a = under(p.elem)
        if isinstance(a, Array):
            return a
    return typ


class UnsafeChecker(CallChecker):
    def builtin_unsafe(self, x: Operand, call: CallExpr, bid: int, args: list[Operand]) -> bool:
        if bid == B_ALIGNOF or bid == B_SIZEOF:
            return self.builtin_sizeof(x, call, bid)
        if bid == B_OFFSETOF:
            return self.builtin_offsetof(x, call)
        if bid == B_ADD:
            self.verify_version(call.fun, GO1_17, "unsafe.Add")
            self.assignment(x, TYP[UNSAFE_POINTER], "argument to unsafe.Add")
            if x.mode == INVALID_MODE:
                return False
            if not self.is_valid_index(args[1], "length", True):
                return False
            x.typ = TYP[UNSAFE_POINTER]
            sig = make_sig(x.typ, [x.typ, args[1].typ])
        elif bid == B_SLICE:
            self.verify_version(call.fun, GO1_17, "unsafe.Slice")
            ptr = common_under(x.typ)
            if not isinstance(ptr, Pointer):
                self.error(x, f"invalid argument: {self.os(x)} is not a pointer")
                return False
            if not self.is_valid_index(args[1], "length", False):
                return False
            x.typ = Slice(ptr.elem)
            sig = make_sig(x.typ, [ptr, args[1].typ])
        elif bid == B_SLICE_DATA:
            self.verify_version(call.fun, GO1_20, "unsafe.SliceData")
            slice = common_under(x.typ)
            if not isinstance(slice, Slice):
                self.error(x, f"invalid argument: {self.os(x)} is not a slice")
                return False
            x.typ = Pointer(slice.elem)
            sig = make_sig(x.typ, [slice])
        elif bid == B_STRING:
            self.verify_version(call.fun, GO1_20, "unsafe.String")
            self.assignment(x, Pointer(UNIVERSE_BYTE), "argument to unsafe.String")
            if x.mode == INVALID_MODE:
                return False
            if not self.is_valid_index(args[1], "length", False):
                return False
            x.typ = TYP[STRING]
            sig = make_sig(x.typ, [Pointer(UNIVERSE_BYTE), args[1].typ])
        else:
            assert bid == B_STRING_DATA
            self.verify_version(call.fun, GO1_20, "unsafe.StringData")
            self.assignment(x, TYP[STRING], "argument to unsafe.StringData")
            if x.mode == INVALID_MODE:
                return False
            x.typ = Pointer(UNIVERSE_BYTE)
            sig = make_sig(x.typ, [TYP[STRING]])
        x.mode = VALUE
        self.record_builtin_type(call.fun, sig)
        return True

    def builtin_sizeof(self, x: Operand, call: CallExpr, bid: int) -> bool:
        name = "Sizeof" if bid == B_SIZEOF else "Alignof"
        self.assignment(x, None, "argument to unsafe." + name)
        if x.mode == INVALID_MODE:
            return False
        if self.has_var_size(x.typ):
            x.mode = VALUE
            self.record_builtin_type(call.fun, make_sig(TYP[UINTPTR], [x.typ]))
        else:
            if bid == B_SIZEOF:
                size = self.sizes.sizeof(x.typ)
                if size < 0:
                    self.error(x, f"{self.os(x)} is too large")
                    return False
            else:
                size = self.sizes.alignof(x.typ)
            x.mode = CONSTANT
            x.val = size
        x.typ = TYP[UINTPTR]
        return True

    def builtin_offsetof(self, x: Operand, call: CallExpr) -> bool:
        arg0 = call.args[0]
        selx = unparen(arg0)
        if not isinstance(selx, SelectorExpr):
            self.error(arg0, f"invalid argument: {self.es(arg0)} is not a selector expression")
            self.use([arg0])
            return False
        self.expr(None, x, selx.x)
        if x.mode == INVALID_MODE:
            return False
        base = deref_struct_ptr(x.typ)
        sel = selx.sel.value
        obj, index, indirect = lookup_field_or_method(base, False, self.pkg, sel, False)
        if obj is None:
            self.error(x, f"invalid argument: {self.ts(base)} has no single field {sel}")
            return False
        if isinstance(obj, Func):
            self.error(arg0, f"invalid argument: {self.es(arg0)} is a method value")
            return False
        if indirect:
            self.error(x, f"invalid argument: field {sel} is embedded via a pointer in {self.ts(base)}")
            return False
        assert index is not None
        self.record_selection(selx, FIELD_VAL, base, obj, index, False)
        field = Operand()
        field.mode = VARIABLE if x.mode == VARIABLE else VALUE
        field.expr = selx
        field.typ = obj.type()
        self.record(field)
        if self.has_var_size(base):
            x.mode = VALUE
            self.record_builtin_type(call.fun, make_sig(TYP[UINTPTR], [field.typ]))
        else:
            offset = self.sizes.offsetof(base, index)
            if offset < 0:
                self.error(x, f"{self.os(x)} is too large")
                return False
            x.mode = CONSTANT
            x.val = offset
        x.typ = TYP[UINTPTR]
        return True

    def has_var_size(self, typ: Type) -> bool:
        """Whether the size depends on type parameters (or is infinite, which is reported)."""
        t = unalias(typ)
        if isinstance(t, Named):
            known = self.var_sizes.get(t)
            if known is not None:
                return known
            path = self.obj_path
            obj = t.obj
            if obj in path:
                cycle = path[path.index(obj) :]
                self.cycle_error(cycle, first_in_src(cycle))
                return True
            path.append(obj)
            res = self.has_var_size(under(t))
            path.pop()
            self.var_sizes[t] = res
            return res
        if isinstance(t, Array):
            return self.has_var_size(t.elem)
        if isinstance(t, Struct):
            for f in t.fields:
                if self.has_var_size(f.type()):
                    return True
            return False
        return isinstance(t, TypeParam)
