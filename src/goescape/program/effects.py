"""What compiled functions do besides what their sites tell: the calls that are left after inlining."""

from typing import Literal, final

from goescape.base.text import to_unicode
from goescape.escape.graph import Oracles
from goescape.ir.expr import CallExpr
from goescape.ir.node import Func, Name, Node
from goescape.ir.ops import OCALLFUNC, OCALLINTER
from goescape.ir.staticval import ReassignOracle
from goescape.ir.util import func_name, is_zero, static_callee_name
from goescape.ir.visit import Walker
from goescape.program.sites import SiteBuilder, place_of
from goescape.result.sites import Compiled, Effect


@final
class EffectFinder(Walker):
    """Walks one function after the other. ``out``: the function at hand."""

    __slots__ = ("builder", "oracles", "ro", "out")

    def __init__(self, builder: SiteBuilder) -> None:
        self.builder = builder
        self.oracles = Oracles()
        self.ro: ReassignOracle | None = None
        self.out = Compiled("", "")

    def function(self, fn: Func) -> Compiled:
        self.ro = self.oracles.get(fn)
        self.out = Compiled(self.builder.import_path(fn), to_unicode(func_name(fn)))
        self.visit_list(fn.body)
        return self.out

    def pre(self, n: Node) -> None:
        if isinstance(n, CallExpr) and (n.op == OCALLFUNC or n.op == OCALLINTER):
            self.call(n)

    def call(self, n: CallExpr) -> None:
        if n.op == OCALLINTER:
            self.add("interface call", n, self.builder.value(n.fun))
            return
        callees = self.callees(n)
        for callee in callees:
            self.add("call", n, self.qualified(callee))
        if not callees:
            self.add("value call", n, self.builder.value(n.fun))

    def callees(self, n: CallExpr) -> list[Func]:
        """All functions that the call may call; empty if they are not known."""
        assert n.fun is not None and self.ro is not None
        name = static_callee_name(n.fun)
        if name is None:
            value = self.ro.static_value(n.fun)
            name = static_callee_name(value)
            if name is None:
                return self.assigned(value) if isinstance(value, Name) else []
        return [] if name.func is None else [name.func]

    def assigned(self, variable: Name) -> list[Func]:
        """The functions that a variable may hold, if all are known."""
        assert self.ro is not None
        out: list[Func] = []
        for s in self.ro.func_assignments(variable.canonical()):
            assert s.y is not None
            if is_zero(s.y):
                continue  # calling nil panics
            name = static_callee_name(s.y)
            if name is None or name.func is None:
                return []
            out.append(name.func)
        return out

    def qualified(self, fn: Func) -> str:
        return f"{self.builder.import_path(fn)}.{to_unicode(func_name(fn))}"

    def add(self, what: Literal["call", "interface call", "value call"], n: Node, callee: str) -> None:
        builder = self.builder
        self.out.effects.append(Effect(what, place_of(builder.table, n.pos), callee, builder.calls(n.pos)))
