"""What ``--version`` says."""

import importlib.util
from typing import Final

from goescape._version import GO_RELEASE, VERSION

# A module of each kind of hot layer; all are compiled or none is.
_PROBE: Final = "goescape.syntax.scanner"


def is_compiled() -> bool:
    """Whether the hot layers run as compiled code."""
    spec = importlib.util.find_spec(_PROBE)
    return spec is not None and spec.origin is not None and not spec.origin.endswith(".py")


def version_line() -> str:
    mode = "compiled" if is_compiled() else "interpreted"
    return f"goescape {VERSION} (models {GO_RELEASE}, {mode})"
