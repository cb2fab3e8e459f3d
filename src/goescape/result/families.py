"""Which family a message belongs to. Agreement with gc is counted per family."""

from typing import Final

ESCAPE: Final = "escape"
INLINE: Final = "inline"
FLOW: Final = "flow"
SELF: Final = "self"
NOISE: Final = "noise"
FAMILIES: Final = (ESCAPE, INLINE, FLOW, SELF)

_INLINE_STARTS: Final = (
    "can inline ",
    "cannot inline ",
    "inlining call to ",
    "devirtualizing ",
    "partially devirtualizing ",
)
_NOISE_STARTS: Final = ("index bounds", "slice bounds", "skip ", "live at")


def family(text: str) -> str:
    """The family of one message; NOISE is what gc's back end prints (bounds checks, liveness), out of scope.

    >>> family("moved to heap: x"), family("x escapes to heap in f:"), family("can inline f")
    ('escape', 'flow', 'inline')
    """
    if text.startswith("  "):
        return FLOW
    if text.endswith(":") and (" escapes to heap in " in text or " leaks to " in text):
        return FLOW
    if " capturing by " in text:
        return FLOW
    if text.startswith(_INLINE_STARTS) or "considered 'big'" in text:
        return INLINE
    if text.startswith(_NOISE_STARTS):
        return NOISE
    if " ignoring self-assignment in " in text:
        return SELF
    return ESCAPE
