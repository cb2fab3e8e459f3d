"""The platforms that are compared, and the table of how much agrees on each.

    python -m support.platforms [--only linux/386 ...] [--packages std]

prints one row per platform and set of flags (GOESCAPE_CACHE keeps what the compiler printed).
"""

import argparse
import os
from collections.abc import Sequence

from goescape.gc.toolchain import Toolchain, open_toolchain
from goescape.result.diff import Diff
from support.agreement import compare
from support.oracle import std_folder

# GOOS/GOARCH, then the level of the architecture where it is not the default.
PLATFORMS = (
    "linux/amd64", "linux/amd64 GOAMD64=v2", "linux/amd64 GOAMD64=v3", "linux/amd64 GOAMD64=v4",
    "linux/arm64", "linux/arm64 GOARM64=v9.2", "linux/386", "linux/386 GO386=softfloat",
    "js/wasm", "wasip1/wasm", "windows/amd64", "windows/386", "windows/arm64", "darwin/arm64", "darwin/amd64",
    "linux/arm", "linux/arm GOARM=5", "linux/arm GOARM=6", "linux/arm GOARM=7,softfloat",
    "linux/riscv64", "linux/riscv64 GORISCV64=rva22u64", "linux/riscv64 GORISCV64=rva23u64",
    "linux/ppc64le", "linux/ppc64le GOPPC64=power9", "linux/ppc64le GOPPC64=power10", "linux/ppc64",
    "linux/s390x", "linux/loong64", "linux/mips", "linux/mips GOMIPS=softfloat", "linux/mipsle",
    "linux/mips64", "linux/mips64le", "linux/mips64le GOMIPS64=softfloat",
    "freebsd/amd64", "freebsd/386", "freebsd/arm", "openbsd/amd64", "openbsd/riscv64", "netbsd/arm64",
    "dragonfly/amd64", "solaris/amd64", "illumos/amd64", "aix/ppc64", "plan9/386", "android/arm64", "ios/arm64",
)  # fmt: skip

# Packages with files, sizes or instructions of the platform's own. They need few others: which bodies a package passes
# on that is not compiled as a whole is a guess, which os and internal/poll show.
SENSITIVE = (
    "crypto/internal/constanttime", "crypto/internal/fips140/aes", "crypto/internal/fips140/bigmod",
    "crypto/internal/fips140/edwards25519/field", "crypto/internal/fips140/nistec/fiat",
    "crypto/internal/fips140/sha512", "encoding/binary", "hash/crc32", "hash/fnv", "hash/maphash",
    "internal/abi", "internal/bytealg", "internal/byteorder", "internal/chacha8rand", "internal/cpu",
    "internal/runtime/atomic", "internal/runtime/maps", "internal/runtime/math",
    "internal/runtime/sys", "internal/strconv", "math", "math/big", "math/bits", "math/rand/v2", "reflect",
    "runtime", "strconv", "sync", "sync/atomic", "syscall", "time", "unicode/utf8",
)  # fmt: skip


def environment(platform: str) -> dict[str, str]:
    """The settings of a row of PLATFORMS."""
    pair, *settings = platform.split(" ")
    goos, _, goarch = pair.partition("/")
    env = {"GOOS": goos, "GOARCH": goarch, "GO111MODULE": "", "GOPATH": "/nonexistent", "GOEXPERIMENT": ""}
    for setting in settings:
        name, _, value = setting.partition("=")
        env[name] = value
    return env


def compare_on(toolchain: Toolchain, platform: str, packages: Sequence[str], *, level: int, inline: bool) -> Diff:
    folder = std_folder(toolchain)
    return compare(toolchain, packages, folder, level=level, inline=inline, env=environment(platform))


def table_row(platform: str, flags: str, diff: Diff) -> str:
    lines = sum(package.lines for package in diff.packages)
    shares = [f"{diff.total(family).percent:.3f} %" for family in ("escape", "inline")]
    return f"| {platform} | {flags} | {lines:,} | {' | '.join(shares)} | {diff.identical} of {len(diff.packages)} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="support.platforms", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", metavar="PLATFORM", nargs="+", default=list(PLATFORMS))
    parser.add_argument("--packages", metavar="PATTERN", nargs="+", default=["std"])
    args = parser.parse_args()
    os.environ.setdefault("GOENV", "off")
    toolchain = open_toolchain()
    print("| platform | flags | lines | escape | inline | packages identical |")
    print("|---|---|---:|---:|---:|---:|")
    for platform in args.only:
        for flags, inline in (("-m", True), ("-m -l", False)):
            diff = compare_on(toolchain, platform, args.packages, level=1, inline=inline)
            print(table_row(platform, flags, diff), flush=True)


if __name__ == "__main__":
    main()
