"""The lines of a real compiler's ``-m=2`` → the records of ``result.sites``, as far as the compiler says.

The explanation of a heap site stands before its verdict::

    ./a.go:3:17: x escapes to heap in f:            go 1.25 and newer; before: "x escapes to heap:"
    ./a.go:3:17:   flow: ~r0 ← &x:                  before 1.25: "flow: ~r0 = &x:"
    ./a.go:3:17:     from &x (address-of) at ./a.go:3:32
    ./a.go:3:17:     from return &x (return) at ./a.go:3:25
    ./a.go:3:17: moved to heap: x

Header and verdict are joined by position, and by text where one position carries several sites (an instance for each
shape of a generic function, an inlined copy): each header is used once, in order. The texts differ where the verdict
says "append" for the whole call, or shows a constant in place of the variable that holds it.

What the text does not hold stays unknown: types, sizes, loops, which copies were inlined from where (a copy is printed
at the outermost call and looks like a site of its own there), and for releases before 1.25 the function.
"""

import os
import re
from collections import Counter
from typing import Final

from goescape.gc.parse import UNKNOWN_POSITION
from goescape.result.names import without_type_arguments
from goescape.result.records import Message, PackageReport
from goescape.result.sites import (
    Flow,
    Kind,
    Leak,
    Operation,
    PackageSites,
    Parameter,
    Place,
    Sink,
    Site,
    Step,
    Verdict,
)

_MOVED: Final = "moved to heap: "
_LEAKING: Final = "leaking param: "
_LEAKING_CONTENT: Final = "leaking param content: "
_ESCAPES: Final = " escapes to heap"
_STAYS: Final = " does not escape"
_FLOW: Final = "  flow: "
_FROM: Final = "    from "
_HEADER: Final = re.compile(r"^(?P<what>.*) escapes to heap(?: in (?P<function>.*))?:$")
_PARAMETER: Final = re.compile(
    r"^parameter (?P<name>.*?) leaks to (?P<to>.*?)(?: for (?P<function>.*))? with derefs=(?P<derefs>\d+):$"
)
_SIZE_REASONS: Final = {"too large for stack", "too aligned for stack", "zero-sized element", "non-constant size"}
_VARIADIC: Final = "... argument"

# The first that fits: what an expression makes, told from how gc writes it.
_KINDS: Final[list[tuple[re.Pattern[str], Kind]]] = [
    (re.compile(r"^\.\.\. argument$"), "variadic slice"),
    (re.compile(r"^func literal$"), "closure"),
    (re.compile(r"^append(\(|$)"), "append"),
    (re.compile(r"^new\("), "new"),
    (re.compile(r"^make\(\[\]"), "make slice"),
    (re.compile(r"^make\(map\["), "make map"),
    (re.compile(r"^&.*\{.*\}$"), "pointer literal"),
    (re.compile(r"^\[\].*\{.*\}$"), "slice literal"),
    (re.compile(r"^map\[.*\{.*\}$"), "map literal"),
    (re.compile(r"^(?:string|\(?\[\](?:byte|rune|uint8|int32)\)?)\(.*\)$"), "string conversion"),
]

_MADE: Final = re.compile(r"^(?:new|make)\((.*)$")

PlaceKey = tuple[str, int, int]


class _Explanation:
    def __init__(self, what: str, function: str) -> None:
        self.what = what
        self.function = function
        self.steps: list[Step] = []


class _LeakExplanation:
    def __init__(self, to: str, function: str) -> None:
        self.to = to
        self.function = function
        self.steps: list[Step] = []


def sites_of(report: PackageReport) -> PackageSites:
    """The records of one package, in the order of the source."""
    return _Reader(report).read()


class _Reader:
    def __init__(self, report: PackageReport) -> None:
        self.report = report
        self.pending: dict[PlaceKey, list[_Explanation]] = {}
        self.leaks: dict[tuple[PlaceKey, str], list[_LeakExplanation]] = {}
        self.steps: list[Step] | None = None  # of the explanation being read
        self.sites: dict[tuple[PlaceKey, Kind, str], Site] = {}
        self.parameters: dict[tuple[PlaceKey, str], Parameter] = {}

    def read(self) -> PackageSites:
        for message in self.report.messages:
            self.message(message)
        sites = sorted(self.sites.values(), key=lambda s: (s.place.file, s.place.line, s.place.col))
        parameters = sorted(self.parameters.values(), key=lambda p: (p.place.file, p.place.line, p.place.col))
        errors = [error.format() for error in self.report.errors]
        return PackageSites(
            self.report.path, self.report.dir or folder_of(self.report), sites, parameters, errors=errors
        )

    def message(self, message: Message) -> None:
        text = message.text.removeprefix(UNKNOWN_POSITION)
        if text.startswith("  "):
            if self.steps is not None:
                read_flow(self.steps, text)
            return
        self.steps = None
        if text.endswith(":") and self.header(message):
            return
        if text.startswith(_MOVED):
            name = text[len(_MOVED) :]
            self.verdict(message, name, "new" if ".autotmp_" in name else "variable", True)
        elif text.endswith(_ESCAPES):
            what = text[: -len(_ESCAPES)]
            self.verdict(message, what, kind_of(what), True)
        elif text.startswith("leaking param"):
            self.leak(message)
        elif text.endswith(_STAYS):
            self.verdict(message, text[: -len(_STAYS)], kind_of(text[: -len(_STAYS)]), False)

    def header(self, message: Message) -> bool:
        key = (message.file, message.line, message.col)
        found = _HEADER.match(message.text.removeprefix(UNKNOWN_POSITION))
        if found is not None:
            explanation = _Explanation(found["what"], found["function"] or "")
            self.pending.setdefault(key, []).append(explanation)
            self.steps = explanation.steps
            return True
        found = _PARAMETER.match(message.text)
        if found is not None:
            leak = _LeakExplanation(found["to"], found["function"] or "")
            self.leaks.setdefault((key, found["name"]), []).append(leak)
            self.steps = leak.steps
            return True
        return False

    def verdict(self, message: Message, what: str, kind: Kind, heap: bool) -> None:
        key = (message.file, message.line, message.col)
        explanation = take(self.pending.get(key, []), what) if heap else None
        site = self.sites.get((key, kind, what))
        function = explanation.function if explanation is not None else ""
        if site is None:
            # The text does not tell the value.
            name = "new(…)" if kind == "new" and ".autotmp_" in what else what
            typ = type_in(what, kind)
            site = Site(self.report.path, without_type_arguments(function), kind, name, typ, Place(*key), -1, 0, 0)
            self.sites[key, kind, what] = site
        flow = None if explanation is None or not explanation.steps else flow_of(explanation.steps)
        site.alone.append(Verdict(heap, what, function, "unknown", flow=flow))

    def leak(self, message: Message) -> None:
        text = message.text
        key = (message.file, message.line, message.col)
        result, derefs = "", 0
        if text.startswith(_LEAKING_CONTENT):
            name, derefs = text[len(_LEAKING_CONTENT) :], 1
        else:
            name, _, rest = text[len(_LEAKING) :].partition(" to result ")
            result, _, level = rest.partition(" level=")
            derefs = int(level) if level.isdigit() else 0
        explanations = self.leaks.get((key, name), [])
        explanation = next((e for e in explanations if (e.to == "{heap}") != bool(result)), None)
        parameter = self.parameters.get((key, name))
        if parameter is None:
            function = without_type_arguments(explanation.function) if explanation is not None else ""
            parameter = Parameter(self.report.path, function, name, "", -1, Place(*key))
            self.parameters[key, name] = parameter
        flow = None if explanation is None or not explanation.steps else flow_of(explanation.steps)
        parameter.leaks.append(Leak("result" if result else "heap", derefs, result, flow))


def folder_of(report: PackageReport) -> str:
    """The folder that most lines are about: the text does not name the package's own."""
    folders = Counter(os.path.dirname(m.file) for m in report.messages if os.path.isabs(m.file))
    return folders.most_common(1)[0][0] if folders else ""


def kind_of(what: str) -> Kind:
    """What an expression makes, from its text; most conversions to an interface look like any other expression."""
    for pattern, kind in _KINDS:
        if pattern.search(what):
            return kind
    if " + " in what and '"' in what:
        return "string concatenation"
    return "other"


def type_in(what: str, kind: Kind) -> str:
    """The type of what is stored, where the text names it."""
    if kind == "pointer literal" or kind == "slice literal" or kind == "map literal":
        return what.removeprefix("&").removesuffix("{...}")
    found = _MADE.match(what)
    if found is not None and ".autotmp_" not in what:
        text, depth = found[1], 0
        for at, c in enumerate(text):
            depth += (c in "([{") - (c in ")]}")
            if depth < 0 or (c == "," and depth == 0):
                return text[:at]
    return ""


def take(waiting: list[_Explanation], what: str) -> _Explanation | None:
    for at, explanation in enumerate(waiting):
        if explanation.what == what:
            return waiting.pop(at)
    return waiting.pop(0) if waiting else None


def read_flow(steps: list[Step], text: str) -> None:
    """A line of an explanation: a new step, or an operation of the last one."""
    if text.startswith(_FLOW):
        arrow = " ← " if " ← " in text else " = "
        dst, _, src = text[len(_FLOW) :].removesuffix(":").partition(arrow)
        derefs = 0
        if src.startswith("&"):
            derefs, src = -1, src[1:]
        else:
            while src.startswith("*"):
                derefs, src = derefs + 1, src[1:]
        steps.append(Step(storage(dst), derefs, storage(src), []))
    elif text.startswith(_FROM) and steps:
        body, _, position = text[len(_FROM) :].rpartition(" at ")
        what, why = split_reason(body)
        steps[-1].operations.append(operation(what, why, place_at(position)))


def storage(text: str) -> str:
    return text.removeprefix("{storage for ").removesuffix("}") if text.startswith("{storage for ") else text


def split_reason(body: str) -> tuple[str, str]:
    """``&x (address-of)`` → ``("&x", "address-of")``; the reason may hold parentheses of its own."""
    depth = 0
    for at in range(len(body) - 1, -1, -1):
        if body[at] == ")":
            depth += 1
        elif body[at] == "(":
            depth -= 1
            if depth == 0:
                return body[:at].rstrip(), body[at + 1 : -1]
    return body, ""


def place_at(position: str) -> Place:
    parts = position.rsplit(":", 2)
    if len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit():
        return Place(parts[0], int(parts[1]), int(parts[2]))
    parts = position.rsplit(":", 1)
    if len(parts) == 2 and parts[1].isdigit():
        return Place(parts[0], int(parts[1]), 0)
    return Place(position, 0, 0)


def operation(what: str, why: str, place: Place) -> Operation:
    out = Operation(what, why, place)
    if why == "call parameter":
        out.callee = callee_of(what)
        if out.callee in ("append", "copy", "panic", "min", "max", "clear"):
            out.dispatch = "builtin"
    elif why == "assign" and " = " in what:
        out.name = what.partition(" = ")[0]
    elif why == "return":
        out.target = "result"
    return out


def callee_of(call: str) -> str:
    """``fmt.Println(x, y)`` → ``fmt.Println``."""
    depth = 0
    for at in range(len(call) - 1, -1, -1):
        if call[at] == ")":
            depth += 1
        elif call[at] == "(":
            depth -= 1
            if depth == 0:
                return call[:at] or call
    return call


def flow_of(steps: list[Step]) -> Flow:
    last = steps[-1]
    final = last.operations[-1] if last.operations else None
    sink: Sink = "unknown"
    reason = ""
    if last.dst == "{heap}":
        sink = "heap"
        if final is not None and final.why in _SIZE_REASONS:
            sink, reason = "size", final.why
    elif last.dst.startswith("~r") or (final is not None and final.why == "return"):
        sink = "result"
    return Flow(sink, "" if last.dst == "{heap}" else last.dst, steps, reason=reason)
