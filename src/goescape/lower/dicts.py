"""Dictionaries: the type arguments under which a generic declaration is lowered.

As in gc, a generic function (or the methods of a generic type) is compiled once for each list of *shapes* of
its arguments, and such a body gets what it has to know of the real types through a run-time dictionary
parameter. ``Dict`` stands for either: the real instance (``shaped`` false), of which only a wrapper is
compiled, or the shaped one.
"""

from typing import Final, final

from goescape.ir import types as irt
from goescape.lower.unit_base import DictBase
from goescape.types.types import Object, Type, TypeParam

# The parameter of a shaped function that its dictionary is passed in.
DICT_PARAM: Final = ".dict"


@final
class Dict(DictBase):
    """``targs``: implicit ones (of the enclosing generic function, for a local type), receiver's, explicit."""

    __slots__ = ("targs", "implicits", "receivers", "memo", "owner", "key")

    def __init__(
        self,
        owner: Object,
        targs: list[irt.Type],
        implicits: list[TypeParam],
        receivers: list[TypeParam],
        shaped: bool,
    ) -> None:
        super().__init__(shaped)
        self.owner = owner
        self.targs = targs
        self.implicits = implicits
        self.receivers = receivers
        self.memo: dict[Type, irt.Type] = {}  # derived types only
        self.key: tuple[object, ...] = (owner, shaped, *[t.ident for t in targs])

    def has_type_params(self) -> bool:
        return len(self.targs) > 0

    def param_index(self, tp: TypeParam) -> int:
        n = 0
        for p in self.implicits:
            if p is tp:
                return n
            n += 1
        for p in self.receivers:
            if p is tp:
                return n
            n += 1
        return n + tp.index

    def type_param(self, tp: TypeParam) -> irt.Type:
        """What a type parameter in scope stands for."""
        return self.targs[self.param_index(tp)]
