"""Dictionaries: the type arguments under which a generic declaration is lowered.

As in gc, a generic function (or the methods of a generic type) is compiled once for each list of *shapes* of
its arguments, and such a body gets what it has to know of the real types through a run-time dictionary
parameter. ``Dict`` stands for either: the real instance (``shaped`` false), of which only a wrapper is
compiled, or the shaped one.
"""

from typing import Final, final

from goescape.ir import types as irt
from goescape.ir.types import Sym
from goescape.lower.unit_base import DictBase
from goescape.types.types import Object, Type, TypeParam

# The parameter of a shaped function that its dictionary is passed in.
DICT_PARAM: Final = ".dict"


@final
class Dict(DictBase):
    """``targs``: implicit ones (of the enclosing generic function, for a local type), receiver's, explicit."""

    __slots__ = ("targs", "implicits", "receivers", "memo", "words", "method_words", "owner", "key")

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
        self.words: dict[tuple[object, ...], int] = {}
        self.method_words: dict[tuple[int, Sym], int] = {}
        self.key: tuple[object, ...] = (owner, shaped, *[t.ident for t in targs])

    def has_type_params(self) -> bool:
        return len(self.targs) > 0

    def type_param(self, tp: TypeParam) -> irt.Type:
        """What a type parameter in scope stands for."""
        n = 0
        for p in self.implicits:
            if p is tp:
                return self.targs[n]
            n += 1
        for p in self.receivers:
            if p is tp:
                return self.targs[n]
            n += 1
        return self.targs[n + tp.index]

    def method_word(self, typ: int, sym: Sym) -> int:
        """Index of the word for a method of a type parameter (gc puts these first); allocated at first use."""
        key = (typ, sym)
        w = self.method_words.get(key)
        if w is None:
            w = len(self.method_words)
            self.method_words[key] = w
        return w

    def word(self, key: tuple[object, ...]) -> int:
        """Index of the word for anything else."""
        w = self.words.get(key)
        if w is None:
            w = len(self.words) + len(self.method_words)
            self.words[key] = w
        return w
