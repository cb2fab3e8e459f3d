"""Numbers that the modelled Go release fixes, independent of the platform.

Sources in GOROOT/src/cmd/compile/internal: ir/cfg.go, base/flag.go, escape/utils.go, walk, typecheck.
"""

from typing import Final

GO_VERSION_MINOR: Final = 27
GO_VERSION: Final = "go1.27"
GO_RELEASE: Final = "go1.27.3"

# Sizes above which a value cannot live on the stack (ir/cfg.go).
MAX_STACK_VAR_SIZE: Final = 128 * 1024  # var x T, x := ...
MAX_IMPLICIT_STACK_VAR_SIZE: Final = 64 * 1024  # new(T), &T{}, make([]T, n), []byte("...")
MAX_SMALL_ARRAY_SIZE: Final = 256

# The same two under -smallframes (gc/main.go).
SMALL_FRAMES_MAX_STACK_VAR_SIZE: Final = 64 * 1024
SMALL_FRAMES_MAX_IMPLICIT_STACK_VAR_SIZE: Final = 16 * 1024

# A make([]T, n) with n unknown may still use a stack buffer of this many bytes (base/flag.go).
VARIABLE_MAKE_THRESHOLD: Final = 32

# Buffer that the runtime offers for short temporary strings (walk/walk.go).
TMP_STRING_BUF_SIZE: Final = 32

# Structs with more fields are not kept in registers (ssa/decompose.go).
MAX_STRUCT_FIELDS_SSA: Final = 4

# Maps whose key or element is larger store it behind a pointer (internal/abi/map.go).
MAP_GROUP_SLOTS: Final = 8
MAP_MAX_KEY_BYTES: Final = 128
MAP_MAX_ELEM_BYTES: Final = 128

# Results whose flows are summarised one by one; flows to later ones count as to the heap (escape/leaks.go).
NUM_ESC_RESULTS: Final = 5

# Types larger than this are passed by reference to closures (escape/solve.go, closure capture).
MAX_CAPTURE_BY_VALUE_SIZE: Final = 128

# gc stops after this many errors.
MAX_ERRORS: Final = 10

# Limits of the type checker and constant arithmetic (types2/const.go, expr.go, union.go; go/constant).
CONST_PRECISION_BITS: Final = 512
CONST_RATIONAL_MAX_BITS: Final = 4 << 10  # larger fractions become 512-bit floats
MAX_CONST_SHIFT: Final = 1023 - 1 + 52
MAX_UNION_TERMS: Final = 100
MAX_LITERAL_LEN: Final = 10000  # longer number literals are errors
