"""Join the lines of ``-m=2`` to one :class:`Site` per place and one :class:`ParamLeak` per parameter.

The explanation of a heap site stands before its verdict::

    ./a.go:3:17: x escapes to heap in f:
    ./a.go:3:17:   flow: ~r0 ← &x:
    ./a.go:3:17:     from &x (address-of) at ./a.go:3:32
    ./a.go:3:17:     from return &x (return) at ./a.go:3:25
    ./a.go:3:17: moved to heap: x

Header and verdict are joined by position, and by text where one position carries several sites (an instance per
shape of a generic function, an inlined copy): each header is used once, in order. The texts differ where the
verdict says "append" for the whole call, or shows a constant in place of the variable that holds it.
"""

from typing import Final

from goescape.result.records import HEAP, STACK, FlowNote, FlowStep, Message, ParamLeak, Site

_MOVED: Final = "moved to heap: "
_LEAKING: Final = "leaking param: "
_LEAKING_CONTENT: Final = "leaking param content: "
_HEADER: Final = " escapes to heap in "
_ESCAPES: Final = " escapes to heap"
_STAYS: Final = " does not escape"
_LEAKS_TO: Final = " leaks to "
_FLOW: Final = "  flow: "
_FROM: Final = "    from "

Place = tuple[str, int, int]


class _Explanation:
    def __init__(self, what: str, function: str) -> None:
        self.what = what
        self.function = function
        self.flow: list[FlowStep] = []


def read_sites(messages: list[Message]) -> tuple[list[Site], list[ParamLeak]]:
    """Sites and parameters in the order of their verdict lines."""
    pending: dict[Place, list[_Explanation]] = {}
    functions: dict[tuple[Place, str], str] = {}
    sites: list[Site] = []
    leaks: list[ParamLeak] = []
    current: _Explanation | None = None
    for message in messages:
        text = message.text
        if text.startswith("  "):
            if current is not None:
                _read_flow(current, text)
            continue
        current = None
        if text.endswith(":"):
            current = _read_header(message, pending, functions)
            continue
        what, is_variable, verdict = _read_verdict(text)
        if verdict:
            sites.append(_site(message, what, is_variable, verdict, pending))
        elif text.startswith("leaking param"):
            leaks.append(_leak(message, functions))
    return sites, leaks


def _read_header(
    message: Message, pending: dict[Place, list[_Explanation]], functions: dict[tuple[Place, str], str]
) -> _Explanation | None:
    text = message.text[:-1]
    place = (message.file, message.line, message.col)
    at = text.rfind(_HEADER)
    if at >= 0:
        explanation = _Explanation(text[:at], text[at + len(_HEADER) :])
        pending.setdefault(place, []).append(explanation)
        return explanation
    at = text.find(_LEAKS_TO)
    if text.startswith("parameter ") and at >= 0:
        name = text[len("parameter ") : at]
        start, end = text.rfind(" for "), text.rfind(" with derefs=")
        if 0 <= start < end:
            functions[(place, name)] = text[start + 5 : end]
    return None


def _read_verdict(text: str) -> tuple[str, bool, str]:
    if text.startswith(_MOVED):
        return text[len(_MOVED) :], True, HEAP
    if text.endswith(_ESCAPES):
        return text[: -len(_ESCAPES)], False, HEAP
    if text.endswith(_STAYS):
        return text[: -len(_STAYS)], False, STACK
    return "", False, ""


def _site(
    message: Message, what: str, is_variable: bool, verdict: str, pending: dict[Place, list[_Explanation]]
) -> Site:
    place = (message.file, message.line, message.col)
    function, flow = "", list[FlowStep]()
    if verdict == HEAP:
        explanation = _take(pending.get(place, []), what)
        if explanation is not None:
            function, flow = explanation.function, explanation.flow
    return Site(*place, what, is_variable, verdict, function, flow)


def _take(waiting: list[_Explanation], what: str) -> _Explanation | None:
    for at, explanation in enumerate(waiting):
        if explanation.what == what:
            return waiting.pop(at)
    return waiting.pop(0) if waiting else None


def _read_flow(explanation: _Explanation, text: str) -> None:
    if text.startswith(_FLOW):
        dst, _, src = text[len(_FLOW) :].removesuffix(":").partition(" ← ")
        derefs = 0
        if src.startswith("&"):
            derefs, src = -1, src[1:]
        else:
            while src.startswith("*"):
                derefs, src = derefs + 1, src[1:]
        explanation.flow.append(FlowStep(dst, derefs, src, []))
    elif text.startswith(_FROM) and explanation.flow:
        body, _, position = text[len(_FROM) :].rpartition(" at ")
        expr, why = _split_reason(body)
        explanation.flow[-1].notes.append(FlowNote(expr, why, position))


def _split_reason(body: str) -> tuple[str, str]:
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


def _leak(message: Message, functions: dict[tuple[Place, str], str]) -> ParamLeak:
    text, target, level = message.text, "heap", 0
    if text.startswith(_LEAKING_CONTENT):
        name, target, level = text[len(_LEAKING_CONTENT) :], "content", 1
    else:
        name = text[len(_LEAKING) :]
        head, sep, result = name.partition(" to result ")
        if sep:
            name = head
            target, _, depth = result.rpartition(" level=")
            level = int(depth) if depth.lstrip("-").isdigit() else 0
    function = functions.get(((message.file, message.line, message.col), name), "")
    return ParamLeak(message.file, message.line, message.col, name, target, level, function)
