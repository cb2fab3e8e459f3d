"""Which cause of the catalogue a verdict has, and what to do about it in this very place."""

from typing import Final

from goescape.explain import facts
from goescape.explain.catalogue import CAUSES
from goescape.explain.cause import Cause, Text
from goescape.explain.names import short_name
from goescape.explain.phrases import Lang
from goescape.result.sites import Site, Verdict

_BY_CODE: Final = {cause.code: cause for cause in CAUSES}

# The first that matches is the cause. The order is from what decides alone (when it happens, what it is, how large)
# by what is special (a library, a loop, a branch) to what is general (where it is stored).
_ORDER: Final = """
    GE045 GE042 GE031 GE032 GE033 GE034 GE030
    GE039 GE035 GE036 GE037 GE038 GE023
    GE028 GE026 GE019 GE029
    GE043 GE041 GE040 GE020 GE011 GE017
    GE024 GE025 GE012 GE022 GE027
    GE018 GE014 GE013 GE015
    GE004 GE007 GE008 GE009 GE006 GE005
    GE016 GE044 GE021
    GE003 GE002 GE001 GE010
    GE046
"""
PRIORITY: Final[tuple[Cause, ...]] = tuple(_BY_CODE[code] for code in _ORDER.split())


def has_cause(verdict: Verdict) -> bool:
    """Whether there is something to explain: it is on the heap, or takes memory when it runs all the same."""
    return verdict.heap or verdict.allocates in ("maybe", "always")


def cause_of(site: Site, verdict: Verdict) -> Cause:
    """Of a verdict with something to explain; the last of the catalogue if no other fits."""
    for cause in PRIORITY:
        if cause.matches(site, verdict):
            return cause
    raise AssertionError("the last cause matches always")


def find_cause(name: str) -> Cause | None:
    """By code (``GE012``, ``ge12``) or by name (``converted-to-interface``)."""
    wanted = name.strip().lower()
    for cause in CAUSES:
        if wanted == cause.name or wanted == cause.code.lower():
            return cause
    digits = wanted.removeprefix("ge")
    return _BY_CODE.get(f"GE{int(digits):03}") if digits.isdecimal() and digits.isascii() else None


# What gc reports as escaping but what takes no memory.
_COSTS_NOTHING: Final = {
    "constant": Text(
        "Leave it: {it} is a constant, so it is part of the binary and nothing is allocated.",
        "不必修改：{it} 是常量，属于二进制文件的一部分，不会分配。",
    ),
    "one byte": Text(
        "Leave it: all values of one byte have their place already, so {it} takes no memory.",
        "不必修改：所有单字节值都已有现成的位置，{it} 不会分配。",
    ),
    "no size": Text("Leave it: {it} has no size, so nothing is allocated.", "不必修改：{it} 大小为零，不会分配。"),
    "captures nothing": Text(
        "Leave it: the function literal captures nothing, so it is part of the binary and nothing is allocated.",
        "不必修改：该函数字面量不捕获任何变量，属于二进制文件的一部分，不会分配。",
    ),
}


# For what a function of another package makes, most advice is of no use.
_BROUGHT: Final = Text(
    "Call {function} less often, or keep and reuse what it gives: {it} is made in its body, which is inlined here.",
    "减少调用 {function}，或者保存并复用它给出的内容：{it} 是在它的函数体中创建的，而函数体被内联到此处。",
)
_GOOD_FOR_CALLERS: Final = (
    "pointer-returned",
    "closure-returned",
    "error-created",
    "panic-value",
    "package-initialisation",
)


def suggestion(site: Site, verdict: Verdict, lang: Lang) -> str:
    """One sentence on what to do, or that it is better left alone."""
    if verdict.allocates == "never" and verdict.heap:
        nothing = _COSTS_NOTHING.get(verdict.allocates_why)
        if nothing is not None:
            return nothing.to(lang).replace("{it}", facts.it(site))
    cause = cause_of(site, verdict)
    if facts.brought(site, verdict) and cause.name not in _GOOD_FOR_CALLERS:
        function = short_name(verdict.calls[-1].callee)
        return _BROUGHT.to(lang).replace("{function}", f"`{function}`").replace("{it}", facts.it(site))
    return cause.suggest(site, verdict).to(lang)
