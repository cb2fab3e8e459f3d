"""Functions as the real compiler has them between its phases: what ``-gcflags=-W=2`` prints.

A dump begins with an empty line and ``before PHASE FUNCTION``; nodes follow, a dot and three spaces for each level.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from goescape.gc.run import GcOptions, run_gc
from goescape.gc.toolchain import Toolchain

LOWERED: Final = "devirtualize-and-inline"  # as the front end hands it over
ESCAPED: Final = "order"  # after escape analysis, with its verdicts

_HEAD: Final = re.compile(r"^before (devirtualize-and-inline|order) (.*)$")
_NODE: Final = re.compile(r"^\.[ .]")


def dump_functions(
    toolchain: Toolchain, patterns: Sequence[str], options: GcOptions, wanted: Callable[[str], bool]
) -> dict[str, str]:
    """By phase, the text of the functions that are wanted, in the compiler's order; "" if it shows none."""
    options.level = 0
    options.more = "-W=2 -c=1"
    return split_dump(run_gc(toolchain, patterns, options).text, wanted)


def split_dump(text: str, wanted: Callable[[str], bool]) -> dict[str, str]:
    parts: dict[str, list[str]] = {LOWERED: [], ESCAPED: []}
    into: list[str] | None = None
    for line in text.split("\n"):
        head = _HEAD.match(line)
        if head is not None:
            into = parts[head[1]] if wanted(head[2]) else None
        elif not _NODE.match(line):
            into = None
        if into is not None:
            into.append(line)
    return {phase: "".join(f"{line}\n" for line in lines) for phase, lines in parts.items()}
