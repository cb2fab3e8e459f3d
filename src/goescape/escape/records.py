"""What the analysis found, as data: kept when ``EscapeContext.collect`` is set.

Records refer to nodes; whoever wants text renders it before the package's bodies are dropped.
"""

from typing import Final, final

from goescape.ir.node import Func, Name, Node

# Flow.sink: what the last value of a flow ends in
SINK_HEAP: Final = 1  # storage that anybody may read: a global, what a pointer points to, an unknown callee
SINK_RESULT: Final = 2  # a result of the function: callers may keep it
SINK_LOOP: Final = 3  # a variable declared outside of the loop
SINK_OUTER: Final = 4  # a variable of the function around this literal
SINK_STORAGE: Final = 5  # something that is on the heap itself


@final
class Operation:
    """``where`` made a value flow because of ``why`` (gc's words).

    For a call: which argument it is, and the function that is called where that is known.
    """

    __slots__ = ("where", "why", "arg", "callee")

    def __init__(self, where: Node, why: str, arg: Node | None, callee: Name | None) -> None:
        self.where = where
        self.why = why
        self.arg = arg
        self.callee = callee


@final
class Step:
    """``dst = src`` with ``derefs`` dereferences (-1: the address of src), and the operations from src to dst.

    dst, src: the node that the location stands for, None for the heap (dst only) and for temporaries. dst_fn: the
    function that dst belongs to.
    """

    __slots__ = ("dst", "dst_fn", "derefs", "src", "operations", "to_heap")

    def __init__(
        self,
        dst: Node | None,
        dst_fn: Func | None,
        derefs: int,
        src: Node | None,
        operations: list[Operation],
        to_heap: bool,
    ) -> None:
        self.dst = dst
        self.dst_fn = dst_fn
        self.derefs = derefs
        self.src = src
        self.operations = operations
        self.to_heap = to_heap


@final
class Flow:
    """The way with the fewest steps from a value to a sink. ``end``: the node that the last location stands for.

    branch: where the value is made before a branch (of an if, switch or select) and stays on the stack without it,
    the branch's first statement.
    """

    __slots__ = ("steps", "sink", "end", "end_fn", "branch")

    def __init__(self, steps: list[Step], sink: int, end: Node | None, end_fn: Func | None) -> None:
        self.branch: Node | None = None
        self.steps = steps
        self.sink = sink
        self.end = end
        self.end_fn = end_fn


@final
class Verdict:
    """A variable or an expression that stores something, in ``fn``. ``op`` is the node's before later rewriting.

    loop_depth: 1 outside of loops. addressed: somebody takes its address. mutated: what it holds may be written.
    borrowed: a conversion of which the bytes are used where they are.
    flow: how it comes to be on the heap, None if it is not.
    """

    __slots__ = ("node", "op", "fn", "loop_depth", "addressed", "mutated", "borrowed", "escapes", "flow")

    def __init__(self, node: Node, fn: Func | None, loop_depth: int, escapes: bool, flow: Flow | None) -> None:
        self.node = node
        self.op = node.op
        self.fn = fn
        self.loop_depth = loop_depth
        self.addressed: bool = True
        self.mutated: bool = True
        self.borrowed: bool = False
        self.escapes = escapes
        self.flow = flow


@final
class Leak:
    """Where a parameter's value goes with how many dereferences: ``result`` numbers results, -1 is the heap."""

    __slots__ = ("result", "derefs", "flow")

    def __init__(self, result: int, derefs: int, flow: Flow | None) -> None:
        self.result = result
        self.derefs = derefs
        self.flow = flow


@final
class Parameter:
    """The ``index``-th parameter of a function (the receiver first) and where it leaks.

    node: None for one without a name. known: False where the body is elsewhere, so that nothing can be said.
    """

    __slots__ = ("fn", "index", "node", "leaks", "has_body")

    def __init__(self, fn: Func, index: int, node: Node | None, leaks: list[Leak], has_body: bool) -> None:
        self.fn = fn
        self.index = index
        self.node = node
        self.leaks = leaks
        self.has_body = has_body
