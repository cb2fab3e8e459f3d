"""GOEXPERIMENT: which experiments exist, which the modelled release turns on (internal/buildcfg/exp.go)."""

from typing import Final

# Names in the order of internal/goexperiment.Flags, lower-cased.
EXPERIMENTS: Final[tuple[str, ...]] = (
    "fieldtrack",
    "preemptibleloops",
    "staticlockranking",
    "boringcrypto",
    "regabiwrappers",
    "regabiargs",
    "heapminimum512kib",
    "arenas",
    "cgocheck2",
    "loopvar",
    "newinliner",
    "dwarf5",
    "jsonv2",
    "greenteagc",
    "randomizedheapbase64",
    "runtimefreegc",
    "sizespecializedmalloc",
    "simd",
    "runtimesecret",
    "mapsplitgroup",
)

# Experiments that change what the compiler decides, which is not modelled. The others choose build tags, or concern
# the back end only.
UNMODELLED: Final = ("loopvar", "newinliner", "simd")

_REGABI_ARCHES: Final = ("amd64", "arm64", "loong64", "ppc64le", "ppc64", "riscv64", "s390x")
_BASELINE: Final = ("randomizedheapbase64", "greenteagc", "jsonv2", "sizespecializedmalloc")


def baseline_experiments(goos: str, goarch: str) -> list[str]:
    """Experiments on by default, in canonical order."""
    on = set(_BASELINE)
    if goarch in _REGABI_ARCHES:
        on.add("regabiwrappers")
        on.add("regabiargs")
    if goos not in ("darwin", "ios", "aix"):
        on.add("dwarf5")
    return [name for name in EXPERIMENTS if name in on]


def parse_experiments(goos: str, goarch: str, value: str) -> list[str]:
    """Experiments on under GOEXPERIMENT=value, in canonical order; ValueError names an unknown one."""
    on = set(baseline_experiments(goos, goarch))
    for word in value.split(","):
        if word == "":
            continue
        if word == "none":
            on = set()
            continue
        enable = not word.startswith("no")
        name = word if enable else word[2:]
        if name == "regabi":
            names = ["regabiwrappers", "regabiargs"]
        elif name in EXPERIMENTS:
            names = [name]
        else:
            raise ValueError("unknown GOEXPERIMENT " + name)
        for item in names:
            if enable:
                on.add(item)
            else:
                on.discard(item)
    for item in ("regabiwrappers", "regabiargs"):
        if goarch in _REGABI_ARCHES:
            on.add(item)
        else:
            on.discard(item)
    return [name for name in EXPERIMENTS if name in on]
