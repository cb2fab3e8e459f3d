"""What a parameter's value flows to: minimal dereferences to heap, mutator, callee and the first results.

The encoding is gc's: ``""`` for "to the heap as it is", else ``"esc:"`` and one character (dereferences + 1) for
each target, trailing zeros cut off.
"""

from typing import Final, final

from goescape.target.limits import NUM_ESC_RESULTS

LEAK_HEAP: Final = 0
LEAK_MUTATOR: Final = 1
LEAK_CALLEE: Final = 2
LEAK_RESULT0: Final = 3
N_LEAKS: Final = LEAK_RESULT0 + NUM_ESC_RESULTS


@final
class Leaks:
    """``derefs[i]`` is dereferences + 1 to target i, 0: nothing flows there."""

    __slots__ = ("derefs",)

    def __init__(self) -> None:
        self.derefs: list[int] = [0] * N_LEAKS

    def get(self, i: int) -> int:
        return self.derefs[i] - 1

    def add(self, i: int, derefs: int) -> None:
        old = self.derefs[i]
        if old == 0 or derefs + 1 < old:
            self.derefs[i] = derefs + 1 if derefs < 254 else 255

    def heap(self) -> int:
        return self.derefs[LEAK_HEAP] - 1

    def mutator(self) -> int:
        return self.derefs[LEAK_MUTATOR] - 1

    def callee(self) -> int:
        return self.derefs[LEAK_CALLEE] - 1

    def result(self, i: int) -> int:
        return self.derefs[LEAK_RESULT0 + i] - 1

    def add_heap(self, derefs: int) -> None:
        self.add(LEAK_HEAP, derefs)

    def add_mutator(self, derefs: int) -> None:
        self.add(LEAK_MUTATOR, derefs)

    def add_callee(self, derefs: int) -> None:
        self.add(LEAK_CALLEE, derefs)

    def add_result(self, i: int, derefs: int) -> None:
        self.add(LEAK_RESULT0 + i, derefs)

    def optimize(self) -> None:
        """Forget flows that are not shorter than the one to the heap."""
        x = self.derefs[LEAK_HEAP]
        if x > 0:
            for i in range(1, N_LEAKS):
                if self.derefs[i] >= x:
                    self.derefs[i] = 0

    def any(self) -> bool:
        for d in self.derefs:
            if d:
                return True
        return False

    def copy(self) -> "Leaks":
        c = Leaks()
        c.derefs = self.derefs[:]
        return c

    def encode(self) -> str:
        if self.derefs[LEAK_HEAP] == 1:
            return ""
        n = N_LEAKS
        while n > 0 and self.derefs[n - 1] == 0:
            n -= 1
        s = "esc:"
        for i in range(n):
            s += chr(self.derefs[i])
        return s


def parse_leaks(s: str) -> Leaks:
    leaks = Leaks()
    if not s.startswith("esc:"):
        leaks.add_heap(0)
        return leaks
    for i in range(4, len(s)):
        leaks.derefs[i - 4] = ord(s[i])
    return leaks
