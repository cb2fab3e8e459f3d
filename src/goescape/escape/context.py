"""What the analysis needs from around it, and where its answers go."""

from goescape.escape.records import Parameter, Verdict
from goescape.ir.fmt import Printer
from goescape.ir.log import Log
from goescape.ir.node import Func
from goescape.ir.sizes import Sizes
from goescape.ir.types import TypeTable
from goescape.target.limits import MAX_IMPLICIT_STACK_VAR_SIZE, MAX_STACK_VAR_SIZE, VARIABLE_MAKE_THRESHOLD


class Facts:
    """What is known about functions outside the batch at hand. Implemented by ``program``."""

    __slots__ = ()

    def is_local(self, fn: Func) -> bool:
        """Whether the function belongs to the package being analysed: then its body is analysed too.

        It must be ready when this answers True: lowered, and all that gc does before escape analysis done to it.
        """
        raise NotImplementedError

    def prepare(self, fn: Func) -> None:
        """Called before a function of this package is looked at, if it was not asked for by ``is_local``."""
        return

    def tags(self, fn: Func) -> list[str] | None:
        """Tags of a function of another package, analysed if need be; None if nothing can be known."""
        raise NotImplementedError


class EscapeContext(Log):
    """One package's analysis. ``m``: 0 silent, 1 as -m, 2 as -m=2.

    Subclasses define where text goes (``emit``, ``emit_printed``). ``collect`` keeps records with the
    shortest flow of each verdict.
    """

    __slots__ = (
        "printer", "table", "sizes", "facts", "m", "collect", "verdicts", "parameters", "mutations_calls", "zero_copy",
        "eager", "max_stack_var_size", "max_implicit_stack_var_size", "variable_make_threshold",
    )  # fmt: skip

    def __init__(
        self, printer: Printer, table: TypeTable, sizes: Sizes, facts: Facts, m: int, collect: bool = False
    ) -> None:
        self.printer = printer
        self.table = table
        self.sizes = sizes
        self.facts = facts
        self.m = m
        self.collect = collect
        self.verdicts: list[Verdict] = []
        self.parameters: list[Parameter] = []
        self.eager: bool = False  # look up all callees' tags, also those that cannot matter (for tests)
        self.mutations_calls: bool = False  # -d=escapemutationscalls
        self.zero_copy: bool = True  # -d=zerocopy
        self.max_stack_var_size: int = MAX_STACK_VAR_SIZE
        self.max_implicit_stack_var_size: int = MAX_IMPLICIT_STACK_VAR_SIZE
        self.variable_make_threshold: int = VARIABLE_MAKE_THRESHOLD
