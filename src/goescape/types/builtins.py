"""Calls of built-in functions."""

from typing import Final

from goescape.syntax.nodes import (
    GTR,
    LSS,
    RECV_ONLY,
    CallExpr,
)
from goescape.types import constant
from goescape.types.conversions import assignable_to
from goescape.types.env import GO1_21, GO1_26
from goescape.types.identity import identical
from goescape.types.named import is_valid, unalias, under
from goescape.types.operand import (
    BUILTIN_MODE,
    CONSTANT,
    INVALID_MODE,
    NILVALUE,
    NO_VALUE,
    TYPEXPR,
    VALUE,
    Operand,
)
from goescape.types.predicates import (
    all_ordered,
    all_string,
    common_under_cause,
    is_boolean,
    is_numeric,
    is_string,
    is_type_param,
    is_untyped,
    specific_terms,
    typeset,
)
from goescape.types.types import (
    COMPLEX64,
    COMPLEX128,
    FLOAT32,
    FLOAT64,
    INT,
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Pointer,
    Signature,
    Slice,
    Term,
    Type,
    TypeName,
    TypeParam,
    Union,
)
from goescape.types.universe import (
    B_APPEND,
    B_ASSERT,
    B_CAP,
    B_CLEAR,
    B_CLOSE,
    B_COMPLEX,
    B_COPY,
    B_DELETE,
    B_IMAG,
    B_LEN,
    B_MAKE,
    B_MAX,
    B_MIN,
    B_NEW,
    B_OFFSETOF,
    B_PANIC,
    B_PRINT,
    B_PRINTLN,
    B_REAL,
    B_RECOVER,
    B_TRACE,
    EMPTY_INTERFACE,
    PREDECLARED_FUNCS,
    TYP,
    UNIVERSE_BYTE,
)
from goescape.types.unsafe_ import UnsafeChecker, array_ptr_deref, make_sig


def complex_type(typ: Type) -> Type | None:
    """The result of complex() for arguments of the type, if it is a floating-point type."""
    t = under(typ)
    if isinstance(t, Basic):
        if t.bkind == FLOAT32:
            return TYP[COMPLEX64]
        if t.bkind == FLOAT64:
            return TYP[COMPLEX128]
        if t.bkind == UNTYPED_FLOAT:
            return TYP[UNTYPED_COMPLEX]
    return None


def part_type(typ: Type) -> Type | None:
    """The result of real() and imag() for an argument of the type, if it is complex."""
    t = under(typ)
    if isinstance(t, Basic):
        if t.bkind == COMPLEX64:
            return TYP[FLOAT32]
        if t.bkind == COMPLEX128:
            return TYP[FLOAT64]
        if t.bkind == UNTYPED_COMPLEX:
            return TYP[UNTYPED_FLOAT]
    return None


# What the argument of new must not be.
NOT_NEW: Final = (1 << NO_VALUE) | (1 << BUILTIN_MODE)


class BuiltinChecker(UnsafeChecker):
    def builtin(self, x: Operand, call: CallExpr, bid: int) -> bool:
        """Check a call of a built-in: whether it is valid; then x is the result, but for its expression."""
        arg_list = call.args
        info = PREDECLARED_FUNCS[bid]
        if call.has_dots and bid != B_APPEND:
            self.error(call, f"invalid operation: invalid use of ... with built-in {info.name}")
            self.use(arg_list)
            return False
        if bid != B_LEN and bid != B_CAP:
            return self.builtin_call(x, call, bid)
        # Whether len(x) is constant depends on calls within x, and it is none itself.
        saved = self.has_call_or_recv
        self.has_call_or_recv = False
        ok = self.builtin_call(x, call, bid)
        self.has_call_or_recv = saved
        return ok

    def builtin_call(self, x: Operand, call: CallExpr, bid: int) -> bool:
        arg_list = call.args
        info = PREDECLARED_FUNCS[bid]
        args: list[Operand] = []
        if bid == B_MAKE or bid == B_NEW or bid == B_OFFSETOF or bid == B_TRACE:
            n_args = len(arg_list)  # these look at their arguments themselves
        else:
            args = self.expr_list(arg_list)
            n_args = len(args)
            for a in args:
                if a.mode == INVALID_MODE:
                    return False
            if n_args > 0:
                x.assign(args[0])
        msg = ""
        if n_args < info.n_args:
            msg = "not enough"
        elif not info.variadic and n_args > info.n_args:
            msg = "too many"
        if msg:
            self.error(
                call,
                f"invalid operation: {msg} arguments for {self.es(call)} (expected {info.n_args}, found {n_args})",
            )
            return False
        if bid == B_APPEND:
            return self.builtin_append(x, call, args)
        if bid == B_LEN or bid == B_CAP:
            return self.builtin_len(x, call, bid)
        if bid == B_MAKE:
            return self.builtin_make(x, call)
        if bid == B_NEW:
            return self.builtin_new(x, call)
        if bid == B_COPY:
            return self.builtin_copy(x, call, args)
        if bid == B_PANIC:
            return self.builtin_panic(x, call)
        if bid == B_DELETE:
            return self.builtin_delete(x, call, args)
        if bid == B_CLOSE:
            return self.builtin_close(x, call)
        if bid == B_CLEAR:
            return self.builtin_clear(x, call)
        if bid == B_MAX or bid == B_MIN:
            return self.builtin_min_max(x, call, bid, args)
        if bid == B_COMPLEX:
            return self.builtin_complex(x, call, args)
        if bid == B_REAL or bid == B_IMAG:
            return self.builtin_part(x, call, bid)
        if bid == B_PRINT or bid == B_PRINTLN:
            params: list[Type] = []
            for a in args:
                self.assignment(a, None, "argument to built-in " + info.name)
                if a.mode == INVALID_MODE:
                    return False
                params.append(a.typ)
            x.mode = NO_VALUE
            self.record_builtin_type(call.fun, make_sig(None, params))
            return True
        if bid == B_RECOVER:
            x.mode = VALUE
            x.typ = EMPTY_INTERFACE
            self.record_builtin_type(call.fun, make_sig(x.typ, []))
            return True
        if bid == B_ASSERT:
            return self.builtin_assert(x, call)
        if bid == B_TRACE:
            return self.builtin_trace(x, call)
        return self.builtin_unsafe(x, call, bid, args)

    # ------------------------------------------------------------------------------------- slices and maps

    def slice_elem(self, x: Operand) -> tuple[Type | None, str]:
        """The element type of a slice (or of all slices of x's type set); None and why there is none."""
        elem: Type | None = None
        for term in typeset(x.typ):
            s = term.under
            if not isinstance(s, Slice):
                if x.mode == NILVALUE:
                    return None, "argument must be a slice; have untyped nil"
                return None, "argument must be a slice; have " + self.os(x)
            if elem is None:
                elem = s.elem
            elif not identical(elem, s.elem):
                return None, f"mismatched slice element types {self.ts(elem)} and {self.ts(s.elem)} in {self.os(x)}"
        return elem, ""

    def bytes_or_string(self, typ: Type) -> int:
        """0: some type of the type set is neither []byte nor a string; 1: all are []byte; 2: some are strings."""
        res = 1
        for term in typeset(typ):
            u = term.under
            if isinstance(u, Slice) and identical(u.elem, UNIVERSE_BYTE):
                continue
            if u is None or not is_string(u):
                return 0
            res = 2
        return res

    def builtin_append(self, x: Operand, call: CallExpr, args: list[Operand]) -> bool:
        elem, why = self.slice_elem(x)
        if elem is None:
            self.error(x, "invalid append: " + why)
            return False
        typ = x.typ
        sig: Signature | None = None
        if len(args) == 2 and call.has_dots:
            # append([]byte, string...)
            if assignable_to(self, x, Slice(UNIVERSE_BYTE), None) and self.bytes_or_string(args[1].typ) == 2:
                sig = make_sig(typ, [typ, args[1].typ])
                sig.variadic = True
        if sig is None:
            sig = make_sig(typ, [typ, Slice(elem)])
            sig.variadic = True
            self.arguments(call, sig, [], [], args, [])
        self.record_builtin_type(call.fun, sig)
        x.mode = VALUE
        x.typ = typ
        return True

    def builtin_copy(self, x: Operand, call: CallExpr, args: list[Operand]) -> bool:
        dst, why = self.slice_elem(x)
        if dst is None:
            self.error(x, "invalid copy: " + why)
            return False
        y = args[1]
        special = False
        if assignable_to(self, x, Slice(UNIVERSE_BYTE), None):
            special = self.bytes_or_string(y.typ) != 0
        if not special:
            src, why = self.slice_elem(y)
            if src is None:
                # Of a string, say that its elements are bytes.
                if not all_string(y.typ):
                    self.error(y, "invalid copy: " + why)
                    return False
                src = UNIVERSE_BYTE
            if not identical(dst, src):
                self.error(
                    x,
                    f"invalid copy: arguments {self.os(x)} and {self.os(y)} have different element types "
                    f"{self.ts(dst)} and {self.ts(src)}",
                )
                return False
        self.record_builtin_type(call.fun, make_sig(TYP[INT], [x.typ, y.typ]))
        x.mode = VALUE
        x.typ = TYP[INT]
        return True

    def builtin_len(self, x: Operand, call: CallExpr, bid: int) -> bool:
        mode = INVALID_MODE
        val: object = None
        is_len = bid == B_LEN
        t = array_ptr_deref(under(x.typ))
        if isinstance(t, Basic):
            if is_len and is_string(t):
                mode = VALUE
                if x.mode == CONSTANT:
                    mode = CONSTANT
                    val = len(x.val) if isinstance(x.val, str) else constant.UNKNOWN
        elif isinstance(t, Array):
            mode = VALUE
            # Not evaluated, and constant, if nothing in it is called or received.
            if not self.has_call_or_recv:
                mode = CONSTANT
                val = t.len if t.len >= 0 else constant.UNKNOWN
        elif isinstance(t, (Slice, Chan)):
            mode = VALUE
        elif isinstance(t, Map):
            if is_len:
                mode = VALUE
        elif isinstance(t, Interface) and is_type_param(x.typ):
            mode = VALUE
            for term in typeset(x.typ):
                u: Type | None = None
                if term.under is not None:
                    u = array_ptr_deref(term.under)
                if isinstance(u, (Array, Slice, Chan)):
                    continue
                if is_len and u is not None and (isinstance(u, Map) or is_string(u)):
                    continue
                mode = INVALID_MODE
                break
        if mode == INVALID_MODE:
            if is_valid(under(x.typ)):
                self.error(x, f"invalid argument: {self.os(x)} for built-in {PREDECLARED_FUNCS[bid].name}")
            return False
        if mode != CONSTANT:
            self.record_builtin_type(call.fun, make_sig(TYP[INT], [x.typ]))
        x.mode = mode
        x.typ = TYP[INT]
        x.val = val
        return True

    def builtin_clear(self, x: Operand, call: CallExpr) -> bool:
        self.verify_version(call.fun, GO1_21, "clear")
        for term in typeset(x.typ):
            if not isinstance(term.under, (Map, Slice)):
                self.error(
                    x,
                    f"invalid argument: cannot clear {self.os(x)}: argument must be (or constrained by) map or slice",
                )
                return False
        x.mode = NO_VALUE
        self.record_builtin_type(call.fun, make_sig(None, [x.typ]))
        return True

    def builtin_close(self, x: Operand, call: CallExpr) -> bool:
        for term in typeset(x.typ):
            u = term.under
            if not isinstance(u, Chan):
                self.error(x, f"invalid operation: cannot close non-channel {self.os(x)}")
                return False
            if u.dir == RECV_ONLY:
                self.error(x, f"invalid operation: cannot close receive-only channel {self.os(x)}")
                return False
        x.mode = NO_VALUE
        self.record_builtin_type(call.fun, make_sig(None, [x.typ]))
        return True

    def builtin_delete(self, x: Operand, call: CallExpr, args: list[Operand]) -> bool:
        map_type = x.typ
        key: Type | None = None
        for term in typeset(map_type):
            u = term.under
            if not isinstance(u, Map):
                self.error(x, f"invalid argument: {self.os(x)} is not a map")
                return False
            if key is not None and not identical(u.key, key):
                self.error(x, f"invalid argument: maps of {self.os(x)} must have identical key types")
                return False
            key = u.key
        assert key is not None
        x.assign(args[1])
        self.assignment(x, key, "argument to delete")
        if x.mode == INVALID_MODE:
            return False
        x.mode = NO_VALUE
        self.record_builtin_type(call.fun, make_sig(None, [map_type, key]))
        return True

    # ------------------------------------------------------------------------------------- make, new, panic

    def builtin_make(self, x: Operand, call: CallExpr) -> bool:
        arg_list = call.args
        n_args = len(arg_list)
        arg0 = arg_list[0]
        typ = self.var_type(arg0)
        if not is_valid(typ):
            return False
        cause = ""
        for term in typeset(typ):
            u = term.under
            if u is None:
                cause = "no specific type"
            elif not isinstance(u, (Slice, Map, Chan)):
                cause = "type must be slice, map, or channel"
            if cause:
                break
        cu: Type | None = None
        if cause == "":
            common = common_under_cause(typ, self)
            cu = common.under
            cause = common.cause
        if cu is None:
            self.error(arg0, f"invalid argument: cannot make {self.es(arg0)}: {cause}")
            return False
        least = 2 if isinstance(cu, Slice) else 1
        if n_args < least or least + 1 < n_args:
            self.error(
                call,
                f"invalid operation: {self.es(call)} expects {least} or {least + 1} arguments; found {n_args}",
            )
            return False
        types: list[Type] = [typ]
        sizes: list[int] = []
        for i in range(1, n_args):
            t, size = self.index(arg_list[i], -1)
            types.append(t)
            if size >= 0:
                sizes.append(size)
        if len(sizes) == 2 and sizes[0] > sizes[1]:
            self.error(arg_list[1], "invalid argument: length and capacity swapped")
        x.mode = VALUE
        x.typ = typ
        self.record_builtin_type(call.fun, make_sig(typ, types))
        return True

    def builtin_new(self, x: Operand, call: CallExpr) -> bool:
        """``new(T)``, or ``new(expr)`` from go1.26 on."""
        arg = call.args[0]
        self.expr_or_type(x, arg, False)
        self.exclude(x, NOT_NEW)
        if x.mode == INVALID_MODE:
            return False
        if x.mode == TYPEXPR:
            self.valid_var_type(arg, x.typ)
        else:
            if is_untyped(x.typ):
                self.assignment(x, None, "argument to new")
                if x.mode == INVALID_MODE:
                    return False
            if not self.allow_version(GO1_26):
                self.verify_version(call.fun, GO1_26, f"new({self.es(arg)})")
        typ = x.typ
        x.mode = VALUE
        x.typ = Pointer(typ)
        self.record_builtin_type(call.fun, make_sig(x.typ, [typ]))
        return True

    def builtin_panic(self, x: Operand, call: CallExpr) -> bool:
        # Remembered where a function might end with it.
        sig = self.sig
        if sig is not None and sig.results.vars:
            if self.is_panic is None:
                self.is_panic = set()
            self.is_panic.add(call)
        self.assignment(x, EMPTY_INTERFACE, "argument to panic")
        if x.mode == INVALID_MODE:
            return False
        x.mode = NO_VALUE
        self.record_builtin_type(call.fun, make_sig(None, [EMPTY_INTERFACE]))
        return True

    # ------------------------------------------------------------------------------------------- numbers

    def builtin_min_max(self, x: Operand, call: CallExpr, bid: int, args: list[Operand]) -> bool:
        name = PREDECLARED_FUNCS[bid].name
        self.verify_version(call.fun, GO1_21, "built-in " + name)
        op = GTR if bid == B_MAX else LSS
        for i, a in enumerate(args):
            if not all_ordered(a.typ):
                self.error(a, f"invalid argument: {self.os(a)} cannot be ordered")
                return False
            if i == 0:
                continue
            self.match_types(x, a)
            if x.mode == INVALID_MODE:
                return False
            if not identical(x.typ, a.typ):
                assert a.expr is not None
                self.error(
                    a,
                    f"invalid argument: mismatched types {self.ts(x.typ)} (previous argument) and "
                    f"{self.ts(a.typ)} (type of {self.es(a.expr)})",
                )
                return False
            if x.mode == CONSTANT and a.mode == CONSTANT:
                if constant.compare(a.val, op, x.val):
                    x.assign(a)
            else:
                x.mode = VALUE
        if x.mode != CONSTANT:
            x.mode = VALUE
            # A value must not stay untyped.
            self.assignment(x, EMPTY_INTERFACE, "argument to built-in " + name)
            if x.mode == INVALID_MODE:
                return False
        for a in args:
            assert a.expr is not None
            self.update_expr_type(a.expr, x.typ, True)
        if x.mode != CONSTANT:
            self.record_builtin_type(call.fun, make_sig(x.typ, [x.typ] * len(args)))
        return True

    def builtin_complex(self, x: Operand, call: CallExpr, args: list[Operand]) -> bool:
        y = args[1]
        x_untyped = is_untyped(x.typ)
        y_untyped = is_untyped(y.typ)
        if x_untyped and not y_untyped:
            self.convert_untyped(x, y.typ)
        elif y_untyped and not x_untyped:
            self.convert_untyped(y, x.typ)
        elif x_untyped and y_untyped:
            if x.mode == CONSTANT and y.mode == CONSTANT:
                for z in (x, y):
                    if is_numeric(z.typ) and constant.sign(constant.imag(z.val)) == 0:
                        z.typ = TYP[UNTYPED_FLOAT]
            else:
                # One holds a shift: as a float it is an error.
                self.convert_untyped(x, TYP[FLOAT64])
                self.convert_untyped(y, TYP[FLOAT64])
        if x.mode == INVALID_MODE or y.mode == INVALID_MODE:
            return False
        if not identical(x.typ, y.typ):
            self.error(
                x,
                f"invalid operation: {self.es(call)} (mismatched types {self.ts(x.typ)} and {self.ts(y.typ)})",
            )
            return False
        res = self.apply_type_func(x, B_COMPLEX)
        if res is None:
            self.error(x, f"invalid argument: arguments have type {self.ts(x.typ)}, expected floating-point")
            return False
        if x.mode == CONSTANT and y.mode == CONSTANT:
            x.val = constant.make_complex(constant.to_float(x.val), constant.to_float(y.val))
        else:
            x.mode = VALUE
        if x.mode != CONSTANT:
            self.record_builtin_type(call.fun, make_sig(res, [x.typ, x.typ]))
        x.typ = res
        return True

    def builtin_part(self, x: Operand, call: CallExpr, bid: int) -> bool:
        """``real(x)``, ``imag(x)``"""
        if is_untyped(x.typ):
            if x.mode == CONSTANT:
                if is_numeric(x.typ):
                    x.typ = TYP[UNTYPED_COMPLEX]
            else:
                # It holds a shift: as a complex number it is an error.
                self.convert_untyped(x, TYP[COMPLEX128])
                if x.mode == INVALID_MODE:
                    return False
        res = self.apply_type_func(x, bid)
        if res is None:
            self.error(x, f"invalid argument: argument has type {self.ts(x.typ)}, expected complex type")
            return False
        if x.mode == CONSTANT:
            x.val = constant.real(x.val) if bid == B_REAL else constant.imag(x.val)
        else:
            x.mode = VALUE
            self.record_builtin_type(call.fun, make_sig(res, [x.typ]))
        x.typ = res
        return True

    def apply_type_func(self, x: Operand, bid: int) -> Type | None:
        """The result type of complex, real, imag for an argument x; None if it does not fit.

        For a type parameter it is a new type parameter, whose type set are the results for the old one's; that
        is not allowed in the end, and reported.
        """
        tp = unalias(x.typ)
        if not isinstance(tp, TypeParam):
            return complex_type(x.typ) if bid == B_COMPLEX else part_type(x.typ)
        terms: list[Term] = []
        specific = specific_terms(tp)
        if not specific:
            return None
        for t in specific:
            assert t.typ is not None
            r = complex_type(t.typ) if bid == B_COMPLEX else part_type(t.typ)
            if r is None:
                return None
            terms.append(Term(t.tilde, r))
        name = PREDECLARED_FUNCS[bid].name
        self.error(
            x,
            f"{self.os(x)} not supported as argument to built-in {name} for go1.18 (see go.dev/issue/50937)",
        )
        obj = TypeName(0, self.pkg, tp.obj.name, None)
        res = self.context.new_tparam(obj, Interface([], [Union(terms)]))
        res.index = tp.index
        return res

    # ------------------------------------------------------------------------- for the type checker's own tests

    def builtin_assert(self, x: Operand, call: CallExpr) -> bool:
        if x.mode != CONSTANT or not is_boolean(x.typ):
            self.error(x, f"invalid argument: {self.os(x)} is not a boolean constant")
            return False
        if not isinstance(x.val, bool):
            self.error(x, f"internal error: value of {self.os(x)} should be a boolean constant")
            return False
        if not x.val:
            self.error(call, f"{self.es(call)} failed")
        return True

    def builtin_trace(self, x: Operand, call: CallExpr) -> bool:
        if not call.args:
            x.mode = NO_VALUE
            return True
        y = x
        for arg in call.args:
            self.raw_expr(None, y, arg, None, False)
            y = Operand()
        return x.mode != INVALID_MODE
