"""Which word of a run-time dictionary is what.

A dictionary has four sections: methods of type parameters, dictionaries of the instances referred to, run-time
types, itabs; within each, words are in the order in which gc's noder comes across their need when it writes the
declaration (for a type: all of its methods, in order). The numbers stand in -m=2's text, so that order is kept:
the first time a generic body is lowered, what it needs is recorded. Nodes get their numbers in the end, once all
bodies are known (:meth:`DictLayout.settle`).

Types are told apart by object, not by identity, as gc's writer does: two ``[]T`` in the source are two types.
"""

from typing import Final, final

from goescape.ir.expr import BasicLit
from goescape.ir.types import Type as IRType
from goescape.types.types import Alias, Signature, Type

# Sections: first element of a word's key.
METHOD: Final = 0  # (METHOD, index of the type parameter, symbol)
SUBDICT: Final = 1  # (SUBDICT, object, type arguments...)
RTYPE: Final = 2  # (RTYPE, type)
ITAB: Final = 3  # (ITAB, type, interface)

Word = tuple[object, ...]


def plain_type(t: Type) -> Type:
    """Without names of local aliases."""
    while isinstance(t, Alias) and (t.obj.pkg is None or t.obj.parent is not t.obj.pkg.scope) and t.rhs is not None:
        if t.obj.pkg is None:
            break
        t = t.rhs
    return t


@final
class DictLayout:
    """Of one generic declaration. ``array`` is the type of its dictionaries; its length is set in the end.

    ``needs``: by function or method, of those that were lowered to their end.
    """

    __slots__ = ("array", "needs", "uses")

    def __init__(self, array: IRType) -> None:
        self.array = array
        array.bound = 0
        self.needs: dict[Signature, list[Word]] = {}
        self.uses: list[tuple[BasicLit, Word]] = []

    def record(self, sig: Signature) -> list[Word] | None:
        """Where to record what the body of that signature needs; None if that is known.

        A body that mentions its own instance is lowered a second time before the first is done.
        """
        if sig in self.needs:
            return None
        words: list[Word] = []
        return words

    def recorded(self, sig: Signature, words: list[Word]) -> None:
        if sig not in self.needs:
            self.needs[sig] = words

    def words(self, bodies: list[Signature]) -> list[dict[Word, int]]:
        """The words of each section and their numbers in it."""
        numbers: list[dict[Word, int]] = [{}, {}, {}, {}]
        for sig in bodies:
            for w in self.needs.get(sig, []):
                section = w[0]
                assert isinstance(section, int)
                d = numbers[section]
                if w not in d:
                    d[w] = len(d)
        return numbers

    def settle(self, bodies: list[Signature]) -> None:
        """Number the words that the bodies need."""
        numbers = self.words(bodies)
        starts: list[int] = []
        n = 0
        for d in numbers:
            starts.append(n)
            n += len(d)
        self.array.bound = n
        for lit, w in self.uses:
            section = w[0]
            assert isinstance(section, int)
            lit.val = starts[section] + numbers[section].get(w, 0)
        self.uses = []
