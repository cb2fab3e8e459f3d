"""What depends on GOOS and GOARCH: word sizes, alignment, byte order, the list of ports.

Sources: cmd/internal/sys/arch.go, cmd/compile/internal/*/galign.go, types2/sizes.go, internal/platform.
"""

from typing import Final, final

from goescape.target.levels import ArchLevel

# GOARCH -> (pointer size, register size, maximum alignment, big endian, largest size of a value).
_ARCHES: Final[dict[str, tuple[int, int, int, bool, int]]] = {
    "386": (4, 4, 4, False, (1 << 32) - 1),
    "amd64": (8, 8, 8, False, 1 << 50),
    "arm": (4, 4, 4, False, (1 << 32) - 1),
    "arm64": (8, 8, 8, False, 1 << 50),
    "loong64": (8, 8, 8, False, 1 << 50),
    "mips": (4, 4, 4, True, (1 << 31) - 1),
    "mipsle": (4, 4, 4, False, (1 << 31) - 1),
    "mips64": (8, 8, 8, True, 1 << 50),
    "mips64le": (8, 8, 8, False, 1 << 50),
    "ppc64": (8, 8, 8, True, 1 << 50),
    "ppc64le": (8, 8, 8, False, 1 << 50),
    "riscv64": (8, 8, 8, False, 1 << 50),
    "s390x": (8, 8, 8, True, 1 << 50),
    "wasm": (8, 8, 8, False, 1 << 50),
}

# Ports of the modelled release that its compiler knows (linux/sparc64 has none), "goos/goarch".
PORTS: Final[tuple[str, ...]] = (
    "aix/ppc64",
    "android/386",
    "android/amd64",
    "android/arm",
    "android/arm64",
    "darwin/amd64",
    "darwin/arm64",
    "dragonfly/amd64",
    "freebsd/386",
    "freebsd/amd64",
    "freebsd/arm",
    "freebsd/arm64",
    "freebsd/riscv64",
    "illumos/amd64",
    "ios/amd64",
    "ios/arm64",
    "js/wasm",
    "linux/386",
    "linux/amd64",
    "linux/arm",
    "linux/arm64",
    "linux/loong64",
    "linux/mips",
    "linux/mips64",
    "linux/mips64le",
    "linux/mipsle",
    "linux/ppc64",
    "linux/ppc64le",
    "linux/riscv64",
    "linux/s390x",
    "netbsd/386",
    "netbsd/amd64",
    "netbsd/arm",
    "netbsd/arm64",
    "openbsd/386",
    "openbsd/amd64",
    "openbsd/arm",
    "openbsd/arm64",
    "openbsd/ppc64",
    "openbsd/riscv64",
    "plan9/386",
    "plan9/amd64",
    "plan9/arm",
    "solaris/amd64",
    "wasip1/wasm",
    "windows/386",
    "windows/amd64",
    "windows/arm64",
)


@final
class Target:
    """One GOOS/GOARCH pair at a level (see levels.py). Sizes are in bytes."""

    __slots__ = (
        "goos",
        "goarch",
        "ptr_size",
        "reg_size",
        "int_size",
        "max_align",
        "big_endian",
        "max_width",
        "can_merge_loads",
        "has_reg_abi",
        "level",
        "soft_float",
    )

    def __init__(self, goos: str, goarch: str, level: ArchLevel) -> None:
        """Raises ValueError for a GOARCH that the release does not know."""
        if goarch not in _ARCHES:
            raise ValueError("unsupported GOOS/GOARCH pair " + goos + "/" + goarch)
        ptr_size, reg_size, max_align, big_endian, max_width = _ARCHES[goarch]
        self.goos: str = goos
        self.goarch: str = goarch
        self.ptr_size: int = ptr_size
        self.reg_size: int = reg_size
        self.int_size: int = ptr_size  # int, uint and uintptr
        self.max_align: int = max_align
        self.big_endian: bool = big_endian
        self.max_width: int = max_width
        self.can_merge_loads: bool = goarch in ("386", "amd64", "arm64", "loong64", "ppc64", "ppc64le", "s390x")
        self.has_reg_abi: bool = goarch in (
            "amd64",
            "arm64",
            "loong64",
            "ppc64",
            "ppc64le",
            "riscv64",
            "s390x",
        )

        self.level: int = level.number
        self.soft_float: bool = level.soft_float

    def is_64bit(self) -> bool:
        return self.ptr_size == 8


def is_known_port(goos: str, goarch: str) -> bool:
    return goos + "/" + goarch in PORTS
