"""What is declared before any program: the basic types, constants, nil and the built-in functions.

All of it is made once, at import, and never changes.
"""

from typing import Final, final

from goescape.types.types import (
    BOOL,
    COMPLEX64,
    COMPLEX128,
    FLOAT32,
    FLOAT64,
    INT,
    INT8,
    INT16,
    INT32,
    INT64,
    INVALID,
    IS_BOOLEAN,
    IS_COMPLEX,
    IS_FLOAT,
    IS_INTEGER,
    IS_STRING,
    IS_UNSIGNED,
    IS_UNTYPED,
    RECV_VAR,
    RESULT_VAR,
    STRING,
    UINT,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
    UINTPTR,
    UNSAFE_POINTER,
    UNTYPED_BOOL,
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    UNTYPED_INT,
    UNTYPED_NIL,
    UNTYPED_RUNE,
    UNTYPED_STRING,
    Alias,
    Basic,
    Builtin,
    Const,
    Func,
    Interface,
    Named,
    Nil,
    Object,
    Package,
    Scope,
    Signature,
    Term,
    Tuple,
    TypeName,
    TypeSet,
    Var,
)

# Built-in functions (Builtin.bid, Operand.bid), in go/types' order.
B_APPEND: Final = 0
B_CAP: Final = 1
B_CLEAR: Final = 2
B_CLOSE: Final = 3
B_COMPLEX: Final = 4
B_COPY: Final = 5
B_DELETE: Final = 6
B_IMAG: Final = 7
B_LEN: Final = 8
B_MAKE: Final = 9
B_MAX: Final = 10
B_MIN: Final = 11
B_NEW: Final = 12
B_PANIC: Final = 13
B_PRINT: Final = 14
B_PRINTLN: Final = 15
B_REAL: Final = 16
B_RECOVER: Final = 17
# package unsafe
B_ADD: Final = 18
B_ALIGNOF: Final = 19
B_OFFSETOF: Final = 20
B_SIZEOF: Final = 21
B_SLICE: Final = 22
B_SLICE_DATA: Final = 23
B_STRING: Final = 24
B_STRING_DATA: Final = 25
# of go/types' own tests
B_ASSERT: Final = 26
B_TRACE: Final = 27

# What kind of expression something is.
CONVERSION_KIND: Final = 0
EXPRESSION_KIND: Final = 1
STATEMENT_KIND: Final = 2


@final
class BuiltinInfo:
    """``n_args`` is the least number of arguments; ``kind`` one of the _KIND constants."""

    __slots__ = ("name", "n_args", "variadic", "kind")

    def __init__(self, name: str, n_args: int, variadic: bool, kind: int) -> None:
        self.name = name
        self.n_args = n_args
        self.variadic = variadic
        self.kind = kind


# By built-in id.
PREDECLARED_FUNCS: Final = [
    BuiltinInfo("append", 1, True, EXPRESSION_KIND),
    BuiltinInfo("cap", 1, False, EXPRESSION_KIND),
    BuiltinInfo("clear", 1, False, STATEMENT_KIND),
    BuiltinInfo("close", 1, False, STATEMENT_KIND),
    BuiltinInfo("complex", 2, False, EXPRESSION_KIND),
    BuiltinInfo("copy", 2, False, STATEMENT_KIND),
    BuiltinInfo("delete", 2, False, STATEMENT_KIND),
    BuiltinInfo("imag", 1, False, EXPRESSION_KIND),
    BuiltinInfo("len", 1, False, EXPRESSION_KIND),
    BuiltinInfo("make", 1, True, EXPRESSION_KIND),
    BuiltinInfo("max", 1, True, EXPRESSION_KIND),
    BuiltinInfo("min", 1, True, EXPRESSION_KIND),
    BuiltinInfo("new", 1, False, EXPRESSION_KIND),
    BuiltinInfo("panic", 1, False, STATEMENT_KIND),
    BuiltinInfo("print", 0, True, STATEMENT_KIND),
    BuiltinInfo("println", 0, True, STATEMENT_KIND),
    BuiltinInfo("real", 1, False, EXPRESSION_KIND),
    BuiltinInfo("recover", 0, False, STATEMENT_KIND),
    BuiltinInfo("Add", 2, False, EXPRESSION_KIND),
    BuiltinInfo("Alignof", 1, False, EXPRESSION_KIND),
    BuiltinInfo("Offsetof", 1, False, EXPRESSION_KIND),
    BuiltinInfo("Sizeof", 1, False, EXPRESSION_KIND),
    BuiltinInfo("Slice", 2, False, EXPRESSION_KIND),
    BuiltinInfo("SliceData", 1, False, EXPRESSION_KIND),
    BuiltinInfo("String", 2, False, EXPRESSION_KIND),
    BuiltinInfo("StringData", 1, False, EXPRESSION_KIND),
    BuiltinInfo("assert", 1, False, STATEMENT_KIND),
    BuiltinInfo("trace", 0, True, STATEMENT_KIND),
]

# The basic types, by kind.
TYP: Final = [
    Basic(INVALID, 0, "invalid type"),
    Basic(BOOL, IS_BOOLEAN, "bool"),
    Basic(INT, IS_INTEGER, "int"),
    Basic(INT8, IS_INTEGER, "int8"),
    Basic(INT16, IS_INTEGER, "int16"),
    Basic(INT32, IS_INTEGER, "int32"),
    Basic(INT64, IS_INTEGER, "int64"),
    Basic(UINT, IS_INTEGER | IS_UNSIGNED, "uint"),
    Basic(UINT8, IS_INTEGER | IS_UNSIGNED, "uint8"),
    Basic(UINT16, IS_INTEGER | IS_UNSIGNED, "uint16"),
    Basic(UINT32, IS_INTEGER | IS_UNSIGNED, "uint32"),
    Basic(UINT64, IS_INTEGER | IS_UNSIGNED, "uint64"),
    Basic(UINTPTR, IS_INTEGER | IS_UNSIGNED, "uintptr"),
    Basic(FLOAT32, IS_FLOAT, "float32"),
    Basic(FLOAT64, IS_FLOAT, "float64"),
    Basic(COMPLEX64, IS_COMPLEX, "complex64"),
    Basic(COMPLEX128, IS_COMPLEX, "complex128"),
    Basic(STRING, IS_STRING, "string"),
    Basic(UNSAFE_POINTER, 0, "Pointer"),
    Basic(UNTYPED_BOOL, IS_BOOLEAN | IS_UNTYPED, "untyped bool"),
    Basic(UNTYPED_INT, IS_INTEGER | IS_UNTYPED, "untyped int"),
    Basic(UNTYPED_RUNE, IS_INTEGER | IS_UNTYPED, "untyped rune"),
    Basic(UNTYPED_FLOAT, IS_FLOAT | IS_UNTYPED, "untyped float"),
    Basic(UNTYPED_COMPLEX, IS_COMPLEX | IS_UNTYPED, "untyped complex"),
    Basic(UNTYPED_STRING, IS_STRING | IS_UNTYPED, "untyped string"),
    Basic(UNTYPED_NIL, IS_UNTYPED, "untyped nil"),
]

TYP_INVALID: Final = TYP[INVALID]
# uint8 and int32 under their other names: identical, but not the same Type.
UNIVERSE_BYTE: Final = Basic(UINT8, IS_INTEGER | IS_UNSIGNED, "byte")
UNIVERSE_RUNE: Final = Basic(INT32, IS_INTEGER, "rune")

# The set of all types, as a list of terms.
ALL_TERMS: Final = [Term(False, None)]
TOP_TYPE_SET: Final = TypeSet([], ALL_TERMS, False)
# Of a union that is in error; also a valid empty set.
INVALID_TYPE_SET: Final = TypeSet([], [], False)


def _empty_interface() -> Interface:
    t = Interface([], [])
    t.complete = True
    t.tset = TOP_TYPE_SET
    return t


def _error_type() -> Named:
    obj = TypeName(0, None, "error", None)
    typ = Named(obj, None)
    obj.typ = typ
    recv = Var(0, None, "", typ, RECV_VAR)
    res = Var(0, None, "", TYP[STRING], RESULT_VAR)
    sig = Signature(recv, Tuple([]), Tuple([res]), False)
    method = Func(0, None, "Error", sig)
    method.is_method = True
    iface = Interface([method], [])
    iface.complete = True
    iface.tset = TypeSet([method], ALL_TERMS, False)
    typ.rhs = iface
    typ.under = iface
    return typ


def _any_object() -> TypeName:
    obj = TypeName(0, None, "any", None)
    obj.is_alias = True
    typ = Alias(obj, EMPTY_INTERFACE)
    typ.actual = EMPTY_INTERFACE
    obj.typ = typ
    return obj


def _comparable_object() -> TypeName:
    obj = TypeName(0, None, "comparable", None)
    iface = Interface([], [])
    iface.complete = True
    iface.tset = TypeSet([], ALL_TERMS, True)
    obj.typ = Named(obj, iface)
    return obj


EMPTY_INTERFACE: Final = _empty_interface()
UNIVERSE_ERROR: Final = _error_type()
UNIVERSE_ANY: Final = _any_object()
UNIVERSE_COMPARABLE: Final = _comparable_object()
UNIVERSE_IOTA: Final = Const(0, None, "iota", TYP[UNTYPED_INT], 0)
UNIVERSE_NIL: Final = Nil(TYP[UNTYPED_NIL])
UNIVERSE_BOOL: Final = TYP[BOOL]

# The outermost scope, and the package that the import path "unsafe" means.
UNIVERSE: Final = Scope(None, 0, 0)
UNSAFE: Final = Package("unsafe", "unsafe")


def _define(obj: Object) -> None:
    """Exported names go to package unsafe, names with a blank in them nowhere."""
    if " " in obj.name:
        return
    if obj.exported():
        obj.pkg = UNSAFE
        UNSAFE.scope.insert(obj)
    else:
        UNIVERSE.insert(obj)


def _define_all() -> None:
    UNSAFE.scope.parent = UNIVERSE
    UNSAFE.complete = True
    for t in TYP:
        _define(TypeName(0, None, t.name, t))
    for t in (UNIVERSE_BYTE, UNIVERSE_RUNE):
        obj = TypeName(0, None, t.name, t)
        obj.is_alias = True
        _define(obj)
    _define(UNIVERSE_ERROR.obj)
    _define(UNIVERSE_ANY)
    _define(UNIVERSE_COMPARABLE)
    _define(Const(0, None, "true", TYP[UNTYPED_BOOL], True))
    _define(Const(0, None, "false", TYP[UNTYPED_BOOL], False))
    _define(UNIVERSE_IOTA)
    _define(UNIVERSE_NIL)
    for bid in range(B_ASSERT):
        _define(Builtin(PREDECLARED_FUNCS[bid].name, bid, TYP_INVALID))


_define_all()


def define_test_funcs() -> None:
    """Declare assert and trace, which go/types' own tests use."""
    if UNIVERSE.lookup("assert") is None:
        for bid in (B_ASSERT, B_TRACE):
            _define(Builtin(PREDECLARED_FUNCS[bid].name, bid, TYP_INVALID))
