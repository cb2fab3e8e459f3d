"""Functions that the compiler replaces by instructions: calls of them are not inlined and cost next to nothing.

By package and by the list of GOARCHes that have them (spec: cmd/compile/internal/ssagen/intrinsics.go). Some
depend on the level of the architecture (GOPPC64, GORISCV64) as well; with floats in software, package math has none.
"""

from typing import Final

from goescape.target.platform import Target

_ALL: Final = "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm"

# Package, GOARCHes, functions.
_TABLE: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "crypto/internal/constanttime",
        _ALL,
        "boolToUint8",
    ),
    (
        "crypto/internal/constanttime",
        "amd64 arm64 loong64 ppc64 ppc64le riscv64 wasm",
        "Select",
    ),
    (
        "internal/runtime/atomic",
        "amd64 arm64 loong64",
        "And32 And64 Or32 Or64",
    ),
    (
        "internal/runtime/atomic",
        "amd64 arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x",
        "And And8 Cas CasRel Casint32 Casp1 Casuintptr Load Load8 LoadAcq LoadAcquintptr Loadint32 Loadp "
        "Loaduint Loaduintptr Or Or8 Store Store8 StoreRel StoreReluintptr Storeint32 Storeuintptr Xadd "
        "Xaddint32 Xadduintptr Xchg Xchgint32 Xchguintptr",
    ),
    (
        "internal/runtime/atomic",
        "amd64 arm64 loong64 mips mips64 mips64le mipsle riscv64 s390x",
        "StorepNoWB",
    ),
    (
        "internal/runtime/atomic",
        "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x",
        "Cas64 Casint64 Load64 LoadAcq64 Loadint64 Store64 StoreRel64 Storeint64 Xadd64 Xaddint64 Xchg64 "
        "Xchgint64",
    ),
    (
        "internal/runtime/atomic",
        "amd64 arm64 loong64 ppc64 ppc64le",
        "Xchg8",
    ),
    (
        "internal/runtime/atomic",
        "arm64 loong64",
        "Anduintptr Oruintptr",
    ),
    (
        "internal/runtime/maps",
        "amd64",
        "bitsetFirst bitsetLowestSet bitsetRemoveBelow bitsetShiftOutLowest ctrlGroupMatchEmpty "
        "ctrlGroupMatchEmptyOrDeleted ctrlGroupMatchFull ctrlGroupMatchH2",
    ),
    (
        "internal/runtime/math",
        "386 amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64",
        "MulUintptr",
    ),
    (
        "internal/runtime/math",
        "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x",
        "Add64",
    ),
    (
        "internal/runtime/sys",
        _ALL,
        "GetCallerPC GetCallerSP GetClosurePtr",
    ),
    (
        "internal/runtime/sys",
        "386 amd64 arm arm64 loong64 mips mipsle ppc64 ppc64le riscv64 s390x wasm",
        "TrailingZeros32 TrailingZeros64 TrailingZeros8",
    ),
    (
        "internal/runtime/sys",
        "386 amd64 arm arm64 loong64 ppc64 ppc64le riscv64 s390x",
        "Bswap32 Bswap64",
    ),
    (
        "internal/runtime/sys",
        "amd64 arm arm64 loong64 mips mipsle ppc64 ppc64le riscv64 s390x wasm",
        "Len64 Len8",
    ),
    (
        "internal/runtime/sys",
        "amd64 arm64 loong64 ppc64 ppc64le",
        "Prefetch PrefetchStreamed",
    ),
    (
        "internal/runtime/sys",
        "amd64 arm64 loong64 ppc64 ppc64le riscv64 s390x wasm",
        "OnesCount64",
    ),
    (
        "math",
        _ALL,
        "sqrt",
    ),
    (
        "math",
        "amd64 arm arm64 loong64 ppc64 ppc64le riscv64 s390x",
        "FMA",
    ),
    (
        "math",
        "amd64 arm64 loong64 ppc64 ppc64le s390x wasm",
        "Ceil Floor Trunc",
    ),
    (
        "math",
        "amd64 arm64 loong64 s390x wasm",
        "RoundToEven",
    ),
    (
        "math",
        "arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 wasm",
        "Abs",
    ),
    (
        "math",
        "arm64 ppc64 ppc64le s390x",
        "Round",
    ),
    (
        "math",
        "loong64 ppc64 ppc64le riscv64 wasm",
        "Copysign",
    ),
    (
        "math/big",
        "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x wasm",
        "mulWW",
    ),
    (
        "math/bits",
        _ALL,
        "Mul64",
    ),
    (
        "math/bits",
        "386 amd64 arm arm64 loong64 mips mipsle ppc64 ppc64le riscv64 s390x wasm",
        "TrailingZeros16 TrailingZeros32 TrailingZeros64 TrailingZeros8",
    ),
    (
        "math/bits",
        "386 amd64 arm arm64 loong64 ppc64 ppc64le riscv64 s390x",
        "ReverseBytes32 ReverseBytes64",
    ),
    (
        "math/bits",
        "amd64",
        "Div Div64",
    ),
    (
        "math/bits",
        "amd64 arm arm64 loong64 mips mipsle ppc64 ppc64le riscv64 s390x wasm",
        "Len Len16 Len32 Len64 Len8",
    ),
    (
        "math/bits",
        "amd64 arm arm64 loong64 ppc64 ppc64le riscv64 s390x wasm",
        "RotateLeft32",
    ),
    (
        "math/bits",
        "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x",
        "Add Add64 Sub Sub64",
    ),
    (
        "math/bits",
        "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x wasm",
        "Mul",
    ),
    (
        "math/bits",
        "amd64 arm64 loong64 ppc64 ppc64le riscv64 s390x wasm",
        "OnesCount OnesCount16 OnesCount32 OnesCount64 RotateLeft RotateLeft64",
    ),
    (
        "math/bits",
        "amd64 riscv64",
        "RotateLeft16 RotateLeft8",
    ),
    (
        "math/bits",
        "arm64 loong64",
        "Reverse Reverse16 Reverse32 Reverse64 Reverse8",
    ),
    (
        "math/bits",
        "loong64 ppc64 ppc64le riscv64",
        "ReverseBytes16",
    ),
    (
        "math/bits",
        "ppc64 ppc64le riscv64 s390x wasm",
        "OnesCount8",
    ),
    (
        "runtime",
        _ALL,
        "KeepAlive slicebytetostringtmp",
    ),
    (
        "runtime",
        "arm64",
        "memequal",
    ),
    (
        "runtime",
        "arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64",
        "publicationBarrier",
    ),
    (
        "sync/atomic",
        "amd64 arm64 loong64",
        "AndInt32 AndInt64 AndUint32 AndUint64 AndUintptr OrInt32 OrInt64 OrUint32 OrUint64 OrUintptr",
    ),
    (
        "sync/atomic",
        "amd64 arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x",
        "AddInt32 AddUint32 AddUintptr CompareAndSwapInt32 CompareAndSwapUint32 CompareAndSwapUintptr "
        "LoadInt32 LoadPointer LoadUint32 LoadUintptr StoreInt32 StoreUint32 StoreUintptr SwapInt32 "
        "SwapUint32 SwapUintptr",
    ),
    (
        "sync/atomic",
        "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x",
        "AddInt64 AddUint64 CompareAndSwapInt64 CompareAndSwapUint64 LoadInt64 LoadUint64 StoreInt64 "
        "StoreUint64 SwapInt64 SwapUint64",
    ),
)

_POWER10: Final = ("Bswap32", "Bswap64", "ReverseBytes32", "ReverseBytes64", "ReverseBytes16")
_RVA22: Final = (
    "Bswap32", "Bswap64", "ReverseBytes16", "ReverseBytes32", "ReverseBytes64", "TrailingZeros8", "TrailingZeros16",
    "TrailingZeros32", "TrailingZeros64", "Len", "Len8", "Len16", "Len32", "Len64", "OnesCount8",
)  # fmt: skip


def intrinsics(target: Target) -> frozenset[str]:
    """``package.Function`` names."""
    goarch = target.goarch
    level = target.level
    names: list[str] = []
    for pkg, arches, functions in _TABLE:
        if goarch not in arches.split(" ") or target.soft_float and pkg == "math":
            continue
        for f in functions.split(" "):
            if goarch.startswith("ppc64") and level < 10 and f in _POWER10:
                continue
            if goarch == "riscv64" and (level < 22 and f in _RVA22 or level < 23 and f == "Select"):
                continue
            names.append(pkg + "." + f)
    return frozenset(names)
