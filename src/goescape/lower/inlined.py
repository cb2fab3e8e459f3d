"""Where bodies are lowered once more to be inlined: positions, and names of the literals in them."""

import base64
import hashlib
from typing import Final, final

from goescape.base.pos import BASE_SHIFT, PosTable
from goescape.ir.node import Func
from goescape.ir.ops import OCLOSURE, ORANGE
from goescape.ir.types import Pkg, Sym

INLINE_HASH_LEN: Final = 12


@final
class InlineSite:
    """Where a body is being inlined: call number ``call`` of the position table, in function ``caller``.

    Positions in the body get bases that remember the call; labels get ``gen`` in their names; literals are numbered
    by themselves and belong to the caller.
    """

    __slots__ = ("table", "call", "caller", "gen", "bases", "foreign", "func_lit_gen", "range_lit_gen")

    def __init__(self, table: PosTable, call: int, caller: Func, gen: int) -> None:
        self.table = table
        self.call = call
        self.caller = caller
        self.gen = gen
        self.bases: dict[int, int] = {}
        self.foreign: bool = False  # the body is another package's
        self.func_lit_gen: int = 0
        self.range_lit_gen: int = 0

    def pos(self, p: int) -> int:
        """A position of the body as the inlined copy has it."""
        old = p >> BASE_SHIFT
        if old == 0:
            return p
        new = self.bases.get(old)
        if new is None:
            new = self.table.add_inlined(old, self.call)
            self.bases[old] = new
        return p + ((new - old) << BASE_SHIFT)

    def original(self, p: int) -> int:
        """The position that :meth:`pos` made ``p`` of."""
        new = p >> BASE_SHIFT
        b = self.table.bases[new]
        if b.call != self.call:
            return p
        return p + ((b.orig - new) << BASE_SHIFT)


def inlined_closure_sym(site: InlineSite, outer: Func, why: int, local: Pkg) -> Sym:
    """The name of a literal in an inlined body: as in the callee, with a hash of the calls that led there."""
    if why == ORANGE:
        suffix = "-range"
        site.range_lit_gen += 1
        gen = site.range_lit_gen
    else:
        assert why == OCLOSURE
        suffix = ".func" if outer.oclosure is None else "."
        site.func_lit_gen += 1
        gen = site.func_lit_gen
    calls = site.table.calls
    path: list[int] = []
    call = site.call
    while call >= 0:
        path.append(call)
        call = calls[call].parent
    text = str(calls[site.call].number)
    for i in range(len(path) - 1, -1, -1):
        parent = calls[path[i]].parent
        if parent >= 0:
            text += f" {calls[parent].number}"
    digest = hashlib.sha256(b"\x01" + text.encode("ascii")).digest()
    mark = base64.b64encode(digest[:8]).decode("ascii")
    callee = calls[site.call].callee
    assert isinstance(callee, Func)
    name = trim_inline_hash(f"{callee.nname.sym.name}{suffix}{gen}")
    return (callee.nname.sym.pkg or local).lookup(f"{name}#{mark}#")


def trim_inline_hash(name: str) -> str:
    """A function's name without what tells copies of an inlined literal apart."""
    i = name.find("#")
    if i < 0:
        return name
    end = i + 1 + INLINE_HASH_LEN
    if len(name) <= end or name[end] != "#":
        return name
    return name[:i] + name[end + 1 :]
