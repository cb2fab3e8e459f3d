"""What the analysis found, as data: kept when ``EscapeContext.collect`` is set. Texts are bytes as latin-1."""

from typing import final

from goescape.ir.node import Func


@final
class StepNote:
    """One operation on the way: ``expr`` made the value flow because of ``why`` at ``pos``."""

    __slots__ = ("pos", "expr", "why")

    def __init__(self, pos: int, expr: str, why: str) -> None:
        self.pos = pos
        self.expr = expr
        self.why = why


@final
class Step:
    """``dst = src`` with ``derefs`` dereferences (-1: the address of src)."""

    __slots__ = ("dst", "derefs", "src", "notes")

    def __init__(self, dst: str, derefs: int, src: str, notes: list[StepNote]) -> None:
        self.dst = dst
        self.derefs = derefs
        self.src = src
        self.notes = notes


@final
class Verdict:
    """A variable or an expression that stores something. ``fn`` is where it stands, None for parameters' leaks."""

    __slots__ = ("pos", "fn", "what", "op", "is_variable", "escapes", "steps")

    def __init__(
        self, pos: int, fn: Func | None, what: str, op: int, is_variable: bool, escapes: bool, steps: list[Step]
    ) -> None:
        self.pos = pos
        self.fn = fn
        self.what = what
        self.op = op
        self.is_variable = is_variable
        self.escapes = escapes
        self.steps = steps


@final
class Leak:
    """Where a parameter's value goes: ``target`` "heap", "mutator", "callee" or a result's name."""

    __slots__ = ("pos", "fn", "name", "target", "derefs")

    def __init__(self, pos: int, fn: Func, name: str, target: str, derefs: int) -> None:
        self.pos = pos
        self.fn = fn
        self.name = name
        self.target = target
        self.derefs = derefs
