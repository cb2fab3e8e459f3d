"""Levels of an architecture, ``GOAMD64=v3`` or ``GOARM=6,softfloat``: what they may be and what they decide.

Source: internal/buildcfg/cfg.go. A level chooses build tags, which functions are intrinsics, and whether floats are
computed by software.
"""

from typing import Final, final

from goescape.base.text import quote

# GOARCH -> the setting that holds its level, what it is by default, what it may be ("" where that is no list).
_SETTINGS: Final[dict[str, tuple[str, str, str]]] = {
    "386": ("GO386", "sse2", "sse2 softfloat"),
    "amd64": ("GOAMD64", "v1", "v1 v2 v3 v4"),
    "arm": ("GOARM", "7", ""),
    "arm64": ("GOARM64", "v8.0", ""),
    "mips": ("GOMIPS", "hardfloat", "hardfloat softfloat"),
    "mipsle": ("GOMIPS", "hardfloat", "hardfloat softfloat"),
    "mips64": ("GOMIPS64", "hardfloat", "hardfloat softfloat"),
    "mips64le": ("GOMIPS64", "hardfloat", "hardfloat softfloat"),
    "ppc64": ("GOPPC64", "power8", "power8 power9 power10"),
    "ppc64le": ("GOPPC64", "power8", "power8 power9 power10"),
    "riscv64": ("GORISCV64", "rva20u64", "rva20u64 rva22u64 rva23u64"),
    "wasm": ("GOWASM", "", ""),
}
_SOFT: Final = ",softfloat"
_HARD: Final = ",hardfloat"


@final
class ArchLevel:
    """``tags``: build tags. ``number``: N of vN, powerN or rvaNu64, else 0. ``soft_float``: no floating-point unit."""

    __slots__ = ("tags", "number", "soft_float")

    def __init__(self, tags: list[str], number: int = 0, soft_float: bool = False) -> None:
        self.tags = tags
        self.number = number
        self.soft_float = soft_float


def level_setting(goarch: str) -> str:
    """The name of the setting that holds the level, "" for an architecture without."""
    return _SETTINGS[goarch][0] if goarch in _SETTINGS else ""


def parse_level(goarch: str, value: str) -> ArchLevel:
    """``value`` of the setting, "" for the default. ValueError says what is wrong with it."""
    if goarch not in _SETTINGS:
        return ArchLevel([])
    name, default, allowed = _SETTINGS[goarch]
    value = value or default
    if goarch == "arm":
        return _arm_level(value)
    if goarch == "arm64":
        return _arm64_level(value)
    if goarch == "wasm":
        return _wasm_level(value)
    choices = allowed.split(" ")
    if value not in choices:
        if goarch == "386":
            hint = ". Consider using GO386=softfloat instead." if value == "387" else ""
            raise ValueError("unsupported setting GO386=" + value + hint)
        raise ValueError("invalid " + name + ": must be " + ", ".join(choices))
    if value in ("sse2", "hardfloat", "softfloat"):
        return ArchLevel([goarch + "." + value], 0, value == "softfloat")
    reached = choices[: choices.index(value) + 1]  # a level includes the lower ones
    digits = value.removeprefix("rva").removeprefix("power").removeprefix("v").removesuffix("u64")
    return ArchLevel([goarch + "." + choice for choice in reached], int(digits))


def _arm_level(value: str) -> ArchLevel:
    number = value
    soft = number.endswith(_SOFT)
    if soft:
        number = number.removesuffix(_SOFT)
    hard = number.endswith(_HARD)
    if hard:
        number = number.removesuffix(_HARD)
    if number not in ("5", "6", "7"):
        raise ValueError(
            'invalid GOARM: must start with 5, 6, or 7, and may optionally end in either ",hardfloat" or ",softfloat"'
        )
    if number == "5" and not hard:
        soft = True
    return ArchLevel(["arm." + str(n) for n in range(5, int(number) + 1)], int(number), soft)


def _arm64_level(value: str) -> ArchLevel:
    while value.endswith((",lse", ",crypto")):
        value = value.rpartition(",")[0]
    valid = len(value) == 4 and value.startswith(("v8.", "v9.")) and value[3] in "0123456789"
    if not valid or (value[1] == "9" and value[3] > "5"):
        raise ValueError(
            "invalid GOARM64: must start with v8.{0-9} or v9.{0-5} and may optionally end in "
            '",lse" and/or ",crypto"'
        )
    minor = int(value[3])
    tags = ["arm64." + value[:3] + str(i) for i in range(minor + 1)]
    if value[1] == "9":  # v9.0 grew out of v8.5
        tags += ["arm64.v8." + str(i) for i in range(min(minor + 5, 9) + 1)]
    return ArchLevel(tags)


def _wasm_level(value: str) -> ArchLevel:
    for feature in value.split(","):
        if feature not in ("", "satconv", "signext"):
            raise ValueError("invalid GOWASM: no such feature " + quote(feature))
    return ArchLevel(["wasm.satconv", "wasm.signext"])
