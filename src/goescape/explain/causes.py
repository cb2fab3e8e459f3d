"""Why a value is on the heap, in one sentence, from the flow that the solver found.

The last note of a flow says what made the value leave; the notes before it how it got there. A flow that ends
elsewhere than in the heap or a result ends in a variable that lives longer than the value.
"""

from typing import Final

from goescape.result import FlowNote, FlowStep, Site

HEAP: Final = "{heap}"

# Reasons that lie in the value itself: nothing else has to happen for it to be on the heap.
_OWN_REASONS: Final = {
    "too large for stack": "it is too large for the stack",
    "zero-sized element": "its elements have no size, so its length has no bound",
    "too aligned for stack": "it needs more alignment than the stack gives",
}

_RUNS_LATER: Final = "a go statement needs it, or a defer in a loop"

_STORES: Final = {
    "send": "it is sent on a channel",
    "key of map put": "it becomes a key of a map",
    "map literal key": "it becomes a key of a map",
    "map literal value": "it becomes a value of a map",
    "appendee slice": "append keeps it as the slice to grow",
    "appended slice...": "append copies it into another slice",
    "copied slice": "copy puts it into another slice",
    "//go:uintptrescapes": "it is passed as uintptr to a function that keeps it",
}


def why_heap(site: Site) -> tuple[str, FlowNote | None]:
    """The sentence, and the operation that decides (None when the engine explained nothing)."""
    if not site.flow:
        return "it is reachable from a value on the heap", None
    last = site.flow[-1]
    note = last.notes[-1] if last.notes else None
    if note is None:
        return (_RUNS_LATER if last.dst == HEAP else _outlived(last)), None
    return _sentence(site, last, note), note


def _sentence(site: Site, last: FlowStep, note: FlowNote) -> str:
    own = _OWN_REASONS.get(note.why)
    if own is not None:
        return own
    if note.why in _STORES:
        return _via(site, _STORES[note.why])
    if note.why == "call parameter":
        return _via(site, f"it is passed to {_callee(note.expr)}, which may keep it")
    if note.why == "return":
        return _via(site, "it is returned" if last.derefs >= 0 or len(site.flow) > 1 else "its address is returned")
    if note.why == "spill" and last.dst == HEAP:
        if site.what == "func literal":
            return _RUNS_LATER
        return "it is kept for a call that runs later"
    if last.dst == HEAP:
        return _via(site, f"it is stored beyond the function's own variables: {note.expr}")
    if note.why in ("captured by a closure", "reference"):
        return "a function literal that outlives it captures it by reference"
    return _via(site, _outlived(last))


def _outlived(step: FlowStep) -> str:
    if step.dst.startswith("~r"):
        return "it is part of what is returned"
    name = step.dst.removeprefix("{storage for ").removesuffix("}")
    return f"it is kept by {name}, which lives longer"


def _via(site: Site, sentence: str) -> str:
    """Say what happened on the way when it explains more than the end does."""
    reasons = [note.why for step in site.flow for note in step.notes]
    if "captured by a closure" in reasons[:-1]:
        return f"a function literal captures it by reference, and {_rest(sentence)}"
    if "interface-converted" in reasons[:-1]:
        return f"it becomes an interface value, which {_rest(sentence)}"
    return sentence


def _rest(sentence: str) -> str:
    return sentence.removeprefix("it ")


def _callee(call: str) -> str:
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
