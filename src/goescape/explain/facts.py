"""What the catalogue asks of a record."""

import re
from collections.abc import Iterator
from typing import Final

from goescape.explain.names import clean, split_qualified
from goescape.result.sites import Operation, Site, Verdict

_POINTEES: Final = ("variable", "new", "pointer literal")
_CONTAINERS: Final = ("slice literal", "map literal", "make slice", "make map", "variadic slice", "other")
_LONGEST: Final = 48
_VARIABLE: Final = re.compile(r"^[\w.]+$")


def is_pointee(site: Site) -> bool:
    """Whether it is something that a pointer leads to, rather than the content of a slice, map or interface."""
    return site.kind in _POINTEES


def is_container(site: Site) -> bool:
    return site.kind in _CONTAINERS


def sink(verdict: Verdict) -> str:
    """How the flow ends; "" if the value is not on the heap."""
    if not verdict.heap:
        return ""
    return "unknown" if verdict.flow is None else verdict.flow.sink


def reason(verdict: Verdict) -> str:
    """gc's words for a value that has no place on the stack wherever it flows."""
    return "" if verdict.flow is None else verdict.flow.reason


def operations(verdict: Verdict) -> Iterator[Operation]:
    if verdict.flow is not None:
        for step in verdict.flow.steps:
            yield from step.operations


def last(verdict: Verdict) -> Operation | None:
    """The operation that decides."""
    flow = verdict.flow
    if flow is None or not flow.steps or not flow.steps[-1].operations:
        return None
    return flow.steps[-1].operations[-1]


def happens(verdict: Verdict, why: str) -> bool:
    """Whether something of that kind happens on the way."""
    return any(o.why == why for o in operations(verdict))


def literal(verdict: Verdict) -> str:
    """What runs the function literal that the value is, or that captures it: "go", "defer", "range" or ""."""
    for o in operations(verdict):
        if o.literal:
            return o.literal
    return ""


def final_call(verdict: Verdict) -> Operation | None:
    """The call whose argument is kept, if the flow ends in one."""
    o = last(verdict)
    if o is None or o.why != "call parameter" or sink(verdict) != "heap" or o.dispatch == "builtin":
        return None
    return None if _builtin(o) else o


def _builtin(o: Operation) -> bool:
    return not o.dispatch and o.what.startswith(("panic(", "append(", "copy("))


def final_target(verdict: Verdict) -> str:
    """What the flow's last assignment stores into; "" if it does not end in one."""
    o = last(verdict)
    if o is None or not o.why.startswith("assign") or sink(verdict) != "heap":
        return ""
    return o.target or _target_from_text(o.what)


def _target_from_text(statement: str) -> str:
    """For an engine that gives no more than gc's text."""
    left = statement.partition(" = ")[0]
    if left.startswith("*"):
        return "pointer"
    if left.endswith("]"):
        return "element"
    return "field" if "." in left else "global"


def variadic(verdict: Verdict) -> bool:
    """Whether it is an element of the slice that is made for the arguments of a variadic call."""
    return any(o.why == "slice-literal-element" and o.what == "... argument" for o in operations(verdict))


def becomes_interface(site: Site, verdict: Verdict) -> bool:
    return site.kind == "interface conversion" or happens(verdict, "interface-converted")


def called(verdict: Verdict, o: Operation) -> str:
    """The function that is called where the value is: not one deeper in what was inlined there."""
    depth = len(verdict.calls)
    return o.calls[depth].callee if len(o.calls) > depth else o.callee


# Names for people.


def short(text: str) -> str:
    text = " ".join(clean(text).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def it(site: Site) -> str:
    """The value, in backquotes."""
    if is_new_of_value(site):
        return "`new(…)`"
    return f"`{short(site.name)}`"


def function(site: Site) -> str:
    return f"`{clean(site.function)}`" if site.function else "`init`"


def callee(site: Site, verdict: Verdict) -> str:
    """The callee that keeps the value, as it is written in the source, in backquotes."""
    o = final_call(verdict) or last(verdict)
    if o is None:
        return "`?`"
    name = clean(called(verdict, o)) or o.what.partition("(")[0]
    if "(" in name and not name.startswith("(") and "(*" not in name:
        return f"`{short(name)}`"
    package, rest = split_qualified(name)
    if package == site.package or not package:
        return f"`{short(rest)}`"
    return f"`{package.rpartition('/')[2]}.{rest}`"


def stored_into(verdict: Verdict) -> str:
    """What is assigned to in the end, in backquotes."""
    o = last(verdict)
    if o is None:
        return "`?`"
    return f"`{short(o.name or o.what.partition(' = ')[0])}`"


def end(verdict: Verdict) -> str:
    """What the flow ends in, in backquotes."""
    flow = verdict.flow
    return f"`{short(flow.end)}`" if flow is not None and flow.end else "`?`"


def line(verdict: Verdict) -> int:
    """Of the operation that decides; 0 if not known."""
    o = last(verdict)
    return 0 if o is None else o.place.line


def is_new_of_value(site: Site) -> bool:
    """``new(x + 1)``: gc makes a variable for the value and takes its address."""
    return site.kind == "variable" and site.name.startswith(".autotmp")


def is_variable_name(text: str) -> bool:
    return _VARIABLE.match(text) is not None
