"""What the catalogue asks of a record."""

import re
from typing import Final

from goescape.explain.cause import Text
from goescape.explain.names import clean, package_name, split_qualified
from goescape.result.sites import Call, Operation, Site, Step, Verdict

_POINTEES: Final = ("variable", "new", "pointer literal")
_CONTAINERS: Final = ("slice literal", "map literal", "make slice", "make map", "variadic slice")
_LONGEST: Final = 48
_CONVERTED: Final = re.compile(r"\((\[\](?:byte|rune))\)\(")
_RESULT: Final = re.compile(r"(?:\w+\.)?~r\d+")  # what an inlined call gave
_VOWELS: Final = ("a", "e", "i", "o")
_BASIC: Final = frozenset(
    "bool string int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 byte rune float32 float64".split()
)


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


def operations(verdict: Verdict) -> list[Operation]:
    """What happens on the way, as far as it happens here: up to the call of a function that keeps the value.

    Functions that call one another are analysed as one, so that a flow goes on in the callee. So it does where a
    function of another package is inlined: it is a call all the same.
    """
    out: list[Operation] = []
    if verdict.flow is None:
        return out
    for step in verdict.flow.steps:
        out += step.operations
        if verdict.flow.sink == "heap" and enters(step):
            break
    call = inlined_call(verdict, out[-1]) if out and verdict.flow.sink == "heap" else None
    if call is not None:
        depth = len(verdict.calls)
        while out and len(out[-1].calls) > depth and out[-1].calls[depth] == call:
            out.pop()
        out.append(Operation(call.callee, "call parameter", call.place, call.callee, "static"))
    return out


def inlined_call(verdict: Verdict, o: Operation) -> Call | None:
    """The call of a function of another package that brought an operation into the function that the value is in."""
    depth = len(verdict.calls)
    if len(o.calls) <= depth:
        return None
    call = o.calls[depth]
    if verdict.calls:
        return call if call.package != verdict.calls[-1].package else None
    return call if call.package and call.callee.startswith(call.package + ".") else None


def enters(step: Step) -> bool:
    """Whether the step ends in a parameter of a declared function of the same group."""
    if step.dst == "{heap}" or not step.operations:
        return False
    o = step.operations[-1]
    name = split_qualified(o.callee)[1]
    is_literal = ".func" in name or "-range" in name  # analysed with the function around it, always
    return o.why == "call parameter" and o.dispatch == "static" and step.function == name and not is_literal


def last(verdict: Verdict) -> Operation | None:
    """The operation that decides."""
    found = operations(verdict)
    return found[-1] if found else None


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
    """Code in one line, as people write it."""
    text = " ".join(clean(text).split()).replace("... argument...", "…").replace("{...}", "{…}")
    text = _RESULT.sub("…", _CONVERTED.sub(r"\1(", text)).replace("`", "'")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def it(site: Site) -> str:
    """The value, in backquotes."""
    if is_new_of_value(site):
        return "`new(…)`"
    if site.kind in ("closure", "go or defer closure"):
        return f"`{short((site.type or 'func()') + ' {…}')}`"
    if site.kind == "variadic slice":
        return f"`{short(site.type + '{…}')}`"
    if site.kind == "append":
        return "`append(…)`"
    if site.name.startswith(("~", ".")):  # what an inlined function gave, and the compiler's own variables
        return f"`{short(site.type)}(…)`"
    return f"`{short(site.name)}`"


def type_name(site: Site) -> str:
    """The type of what is stored; T if it is not known."""
    return short(site.type) or "T"


def type_of(site: Site) -> str:
    """The type of what is stored, in backquotes."""
    return f"`{type_name(site)}`"


def a_type(site: Site) -> str:
    """``a `T` ``, ``an `int` ``."""
    return f"{'an' if type_name(site)[:1].lower() in _VOWELS else 'a'} {type_of(site)}"


def parts(site: Site) -> Text:
    """What one would keep instead of it."""
    if site.kind == "closure":
        return Text("the values that it captures", "它所捕获的各个值")
    return Text("the values that it is made of", "构成它的各个值")


def is_basic(site: Site) -> bool:
    """Whether strconv has functions for it."""
    return site.type in _BASIC


def function(site: Site) -> str:
    return f"`{clean(site.function)}`" if site.function else "`init`"


def callee(site: Site, verdict: Verdict) -> str:
    """The function that keeps the value, as its callers write it, in backquotes."""
    o = final_call(verdict) or last(verdict)
    if o is None:
        return "`?`"
    name = clean(called(verdict, o)) or o.what.partition("(")[0]
    if o.dispatch in ("interface", "value"):
        return f"`{short(name)}`"
    package, rest = split_qualified(name)
    if package == site.package or not package:
        return f"`{short(rest)}`"
    package = package_name(package)
    if rest.startswith("(*"):
        return f"`(*{package}.{rest[2:]}`"
    return f"`{package}.{rest}`"


def is_receiver(o: Operation) -> bool:
    """Whether the argument is the receiver of a method."""
    return o.param == 0 and ".(" in o.callee


def own_callee(site: Site, verdict: Verdict) -> bool:
    """Whether the function that keeps the value is of the same package, so that it can be changed."""
    o = final_call(verdict)
    return o is not None and o.dispatch == "static" and split_qualified(called(verdict, o))[0] in ("", site.package)


def brought(site: Site, verdict: Verdict) -> bool:
    """Whether the value is made by a function of another package that was inlined."""
    return bool(verdict.calls) and verdict.calls[-1].callee.startswith(site.package + ".")


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


def within(site: Site) -> Text:
    """The limit that a value has to keep; compilers do not tell sizes, so records of one have none."""
    if site.size < 0 or site.limit <= 0:
        return Text("small enough for the stack", "小到栈能容纳")
    return Text(
        f"within {site.limit:,} bytes (it has {site.size:,})", f"不超过 {site.limit:,} 字节（现为 {site.size:,} 字节）"
    )


def is_new_of_value(site: Site) -> bool:
    """``new(x + 1)``: gc makes a variable for the value and takes its address."""
    return site.kind == "new" and any(".autotmp_" in v.text for v in (*site.alone, *site.copies))
