"""Which functions gc replaces by instructions, read from the text of its ssagen/intrinsics.go.

The file is a list of calls: ``add(pkg, fn, builder, archs...)``, ``addF(pkg, fn, builder, families...)`` and
``alias(pkg, fn, pkg, fn, archs...)``, some of them inside ``if cfg.goppc64 >= 10 {``.
"""

import re
from pathlib import Path

CALL = re.compile(r"^(\t+)(add|addF|alias)\(", re.M)
IF = re.compile(r"^\tif cfg\.go(\w+) >= (\d+) \{\n(.*?)^\t\}\n", re.M | re.S)
MORE_ARCHES = re.compile(r"(\w+) = append\(\1, sys\.Arch(\w+)\)")
ARCH_LIST = re.compile(r"^\t(\w+) := \[\]\*sys\.Arch\{(.*)\}$", re.M)
ARCH = re.compile(r'var Arch(\w+) = &Arch\{\n\tName: +"(\w+)",\n\tFamily: +(\w+),(.*?)^\}', re.M | re.S)


class Arches:
    """``cmd/internal/sys``: GOARCH by the constant's name, family of each, numbers of each."""

    def __init__(self, goroot: Path) -> None:
        text = (goroot / "src/cmd/internal/sys/arch.go").read_text()
        self.constants: dict[str, str] = {}
        self.families: dict[str, list[str]] = {}
        self.facts: dict[str, dict[str, str]] = {}
        for constant, goarch, family, rest in ARCH.findall(text):
            self.constants[constant] = goarch
            self.families.setdefault(family, []).append(goarch)
            self.facts[goarch] = dict(re.findall(r"^\t(\w+): +(\S+),", rest, re.M))


def gc_intrinsics(goroot: Path, levels: dict[str, int]) -> set[tuple[str, str, str]]:
    """(GOARCH, package, function) at ``levels`` like {"ppc64": 9}; without the experiment simd."""
    arches = Arches(goroot)
    text = (goroot / "src/cmd/compile/internal/ssagen/intrinsics.go").read_text()
    start = text.index("func initIntrinsics(")
    text = text[start : text.index("if buildcfg.Experiment.SIMD {", start)]
    text = IF.sub(lambda m: m[3] if levels.get(m[1], 0) >= int(m[2]) else "", text)
    groups = {
        "all": list(arches.facts),
        "p4": [a for a, facts in arches.facts.items() if facts["PtrSize"] == "4"],
        "p8": [a for a, facts in arches.facts.items() if facts["PtrSize"] == "8"],
        "lwatomics": [a for a in arches.facts if a not in arches.families["PPC64"]],
    }
    for name, body in ARCH_LIST.findall(text):
        groups[name] = [arches.constants[c] for c in re.findall(r"sys\.Arch(\w+)", body)]
    for name, constant in MORE_ARCHES.findall(text):
        if name in groups:
            groups[name].append(arches.constants[constant])
    found: set[tuple[str, str, str]] = set()
    for match in CALL.finditer(text):
        args = _arguments(text, match.end())
        pkg, fn = args[0].strip('"'), args[1].strip('"')
        where = {goarch for arg in args[3:] for goarch in _arches(arg, arches, groups)}
        if match[2] == "alias":
            where = {a for a in where if (a, args[2].strip('"'), args[3].strip('"')) in found}
        found |= {(goarch, pkg, fn) for goarch in where}
    return found


def golden_intrinsics(goroot: Path) -> set[tuple[str, str, str]]:
    """What gc's own test expects, at the highest levels."""
    text = (goroot / "src/cmd/compile/internal/ssagen/intrinsics_test.go").read_text()
    rows = re.findall(r'^\t\{"([^"]+)", "([^"]+)", "([^"]+)"\}: +struct', text, re.M)
    return {row for row in rows if row[1] != "simd/archsimd"}


def _arches(arg: str, arches: Arches, groups: dict[str, list[str]]) -> list[str]:
    if arg.endswith("..."):
        return groups[arg[:-3]]
    name = arg.removeprefix("sys.")
    if name == arg:
        return []  # no architecture: what is aliased
    return arches.families[name] if name in arches.families else [arches.constants[name.removeprefix("Arch")]]


def _arguments(text: str, pos: int) -> list[str]:
    """The arguments of a call whose ``(`` is just before ``pos``, without comments."""
    args: list[str] = []
    depth = 1
    start = pos
    while depth:
        if text.startswith("//", pos):
            pos = text.index("\n", pos)
            continue
        char = text[pos]
        depth += (char in "([{") - (char in ")]}")
        if depth == 0 or (depth == 1 and char == ","):
            args.append(text[start:pos].strip())
            start = pos + 1
        pos += 1
    return [arg for arg in args if arg]
