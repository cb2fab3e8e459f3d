"""Anonymous interfaces that refer to themselves, which gc does not take (its noder rejects them after checking)."""

from typing import final

from goescape.types.identity import type_set
from goescape.types.named import unalias
from goescape.types.types import Array, Chan, Interface, Map, Pointer, Signature, Slice, Struct, Tuple, Type


@final
class InterfaceCycles:
    """``cyclic``: interfaces being walked (True) or known to be fine (False)."""

    __slots__ = ("cyclic",)

    def __init__(self) -> None:
        self.cyclic: dict[Interface, bool] = {}

    def has_cycle(self, iface: Interface) -> bool:
        for m in type_set(iface).methods:
            if self.visit(m.type()):
                return True
        return False

    def forget(self) -> None:
        """Do not report the cycle that was found again."""
        for iface in self.cyclic:
            self.cyclic[iface] = False

    def visit(self, typ: Type) -> bool:
        while True:
            t = unalias(typ)
            if isinstance(t, (Pointer, Array, Chan, Slice)):
                typ = t.elem
            elif isinstance(t, Map):
                if self.visit(t.key):
                    return True
                typ = t.elem
            elif isinstance(t, Struct):
                for f in t.fields:
                    if self.visit(f.type()):
                        return True
                return False
            elif isinstance(t, Interface):
                if not t.methods and not t.embeddeds:
                    return False
                known = self.cyclic.get(t)
                if known is not None:
                    return known
                self.cyclic[t] = True
                if self.has_cycle(t):
                    return True
                self.cyclic[t] = False
                return False
            elif isinstance(t, Signature):
                return self.visit(t.params) or self.visit(t.results)
            elif isinstance(t, Tuple):
                for v in t.vars:
                    if self.visit(v.type()):
                        return True
                return False
            else:
                return False
