"""Nodes of the IR: what all have in common, names, functions and closures.

Operators and their operands are gc's (``cmd/compile/internal/ir``): where costs are counted and where text is
printed the shape has to be the same. ``pos`` is a packed position (``base.pos``). Every expression has a type
once lowered. Fields of kind "hidden" (run-time type words) are left out of walks, as in gc.

Expressions are in ``ir.expr``, statements in ``ir.stmt``. A walk is a :class:`Visitor` (read)
or :class:`Editor` (replace) passed to ``do_children``/``edit_children``.
"""

from typing import Final, final

from goescape.ir.ops import OCLOSURE, ODCLFUNC, ONAME
from goescape.ir.types import Sym, Type


class Visitor:
    """Subclasses define ``visit``; call ``n.do_children(self)`` there to go deeper."""

    __slots__ = ()

    def visit(self, n: "Node") -> None:
        raise NotImplementedError

    def visit_list(self, nodes: "list[Node]") -> None:
        for n in nodes:
            self.visit(n)


class Editor:
    """Subclasses define ``edit``, which returns the node to put in the place of ``n``."""

    __slots__ = ()

    def edit(self, n: "Node") -> "Node":
        raise NotImplementedError

    def edit_list(self, nodes: "list[Node]") -> None:
        for i, n in enumerate(nodes):
            nodes[i] = self.edit(n)


# Node.esc
ESC_UNKNOWN: Final = 0
ESC_NONE: Final = 1
ESC_HEAP: Final = 2
ESC_NEVER: Final = 3


class Node:
    """Abstract. ``opt`` is a place for the pass at work (escape analysis keeps a location there)."""

    __slots__ = ("op", "pos", "typ", "init", "esc", "opt", "flags")

    def __init__(self, pos: int, op: int) -> None:
        self.op = op
        self.pos = pos
        self.typ: Type | None = None
        self.init: list[Node] = []
        self.esc: int = 0
        self.opt: object = None
        self.flags: int = 0

    def do_children(self, v: Visitor) -> None:
        raise NotImplementedError

    def edit_children(self, e: Editor) -> None:
        raise NotImplementedError

    def copy(self) -> "Node":
        raise NotImplementedError

    def copy_common(self, c: "Node") -> None:
        c.typ = self.typ
        c.init = self.init[:]
        c.esc = self.esc
        c.flags = self.flags

    def type(self) -> Type:
        """The node's type; it must have one."""
        assert self.typ is not None
        return self.typ


# Node.flags of expressions
EXPR_NON_NIL: Final = 1
EXPR_TRANSIENT: Final = 2
EXPR_BOUNDED: Final = 4


class Expr(Node):
    __slots__ = ()


class Stmt(Node):
    __slots__ = ()


# ---------------------------------------------------------------------------------------- names and functions

# Name.cls
PXXX: Final = 0
PEXTERN: Final = 1  # package-level variable
PAUTO: Final = 2  # local variable
PAUTOHEAP: Final = 3  # local variable or parameter moved to heap, or a closure variable
PPARAM: Final = 4
PPARAMOUT: Final = 5
PTYPEPARAM: Final = 6
PFUNC: Final = 7

# Name.nflags
NAME_BYVAL: Final = 1  # captured by value (on the canonical name)
NAME_AUTO_TEMP: Final = 2
NAME_USED: Final = 4
NAME_IS_CLOSURE_VAR: Final = 8
NAME_ADDRTAKEN: Final = 16
NAME_INL_FORMAL: Final = 32
NAME_INL_LOCAL: Final = 64
NAME_READONLY: Final = 128
NAME_IS_DDD: Final = 256
NAME_LOOP_VAR: Final = 4096  # declared by a for statement, with a copy for each iteration
NAME_HIDDEN_USE: Final = 2048  # a dictionary that run-time type words (which nodes here lack) are taken from


@final
class Name(Expr):
    """A variable, parameter, result, function or constant (ONAME; OLITERAL with ``val`` for a named constant).

    defn: the statement that defines a local (AssignStmt, AssignListStmt, RangeStmt, TypeSwitchGuard, ...), for a
    closure variable the captured (canonical) Name, None otherwise. outer: for a closure variable, the variable
    of the directly enclosing function. curfn: the function a local belongs to. func: of a PFUNC. heapaddr is
    set by escape analysis for a moved parameter. origin: the checker's object.
    """

    __slots__ = ("sym", "cls", "nflags", "func", "val", "defn", "curfn", "outer", "pragma", "heapaddr", "origin",
                 "dict_index", "builtin_op", "linkname")  # fmt: skip

    def __init__(self, pos: int, op: int, sym: Sym, typ: Type | None, cls: int) -> None:
        super().__init__(pos, op)
        self.typ = typ
        self.sym = sym
        self.cls = cls
        self.nflags: int = 0
        self.func: Func | None = None
        self.val: object = None
        self.defn: Node | None = None
        self.curfn: Func | None = None
        self.outer: Name | None = None
        self.pragma: int = 0
        self.heapaddr: Name | None = None
        self.origin: object = None
        self.dict_index: int = 0
        self.builtin_op: int = 0
        self.linkname: str = ""

    def do_children(self, v: Visitor) -> None:
        return

    def edit_children(self, e: Editor) -> None:
        return

    def copy(self) -> "Name":
        raise AssertionError("names are not copied")

    def canonical(self) -> "Name":
        """The variable itself where this is a closure's view of it."""
        if self.nflags & NAME_IS_CLOSURE_VAR and self.defn is not None:
            d = self.defn
            assert isinstance(d, Name)
            return d
        return self

    def is_closure_var(self) -> bool:
        return self.nflags & NAME_IS_CLOSURE_VAR != 0

    def byval(self) -> bool:
        return self.canonical().nflags & NAME_BYVAL != 0

    def set_byval(self, on: bool) -> None:
        if on:
            self.nflags |= NAME_BYVAL
        else:
            self.nflags &= ~NAME_BYVAL

    def addrtaken(self) -> bool:
        return self.nflags & NAME_ADDRTAKEN != 0

    def auto_temp(self) -> bool:
        return self.nflags & NAME_AUTO_TEMP != 0

    def on_stack(self) -> bool:
        if self.cls == PPARAM or self.cls == PPARAMOUT or self.cls == PAUTO:
            return self.esc != ESC_HEAP
        return False


# Func.fflags
FUNC_DUPOK: Final = 1
FUNC_WRAPPER: Final = 2
FUNC_ABI_WRAPPER: Final = 4
FUNC_NEEDCTXT: Final = 8
FUNC_HAS_DEFER: Final = 16
FUNC_INLINABILITY_CHECKED: Final = 32
FUNC_NEVER_RETURNS: Final = 64
FUNC_CLOSURE_RESULTS_LOST: Final = 128
FUNC_PACKAGE_INIT: Final = 256
FUNC_NIL_CHECK_DISABLED: Final = 512
FUNC_LABELS_KNOWN: Final = 1 << 20  # FUNC_HAS_LABELS is right
FUNC_HAS_LABELS: Final = 1 << 21
FUNC_PREPARED: Final = 1 << 22  # all that comes before escape analysis was done to it


@final
class Func(Stmt):
    """A function with or without body (ODCLFUNC). ``nname`` is its Name (cls PFUNC), ``oclosure`` its literal.

    dcl: parameters, results and locals in order of declaration. closure_vars: captured variables.
    closures: function literals directly inside. ``tags``: once analysed, for each receiver and parameter what
    flows where (``escape.leaks`` encoding); None before. ``pkg`` is the path of the declaring package.
    ``lowered``: body is filled in. Positions: ``pos`` is where it starts, ``endpos`` its closing brace.
    """

    __slots__ = ("body", "nname", "oclosure", "dcl", "closure_vars", "closures", "closure_parent", "range_parent",
                 "inl", "func_lit_gen", "range_lit_gen", "go_defer_gen", "label_gen", "endpos", "pragma", "fflags",
                 "num_defers", "num_returns", "wrapped_func", "tags", "pkg", "lowered", "n_autotmp", "escstate",
                 "origin",
                 "dict_param", "has_body", "static_init")  # fmt: skip

    def __init__(self, pos: int, nname: Name) -> None:
        super().__init__(pos, ODCLFUNC)
        self.nname = nname
        self.body: list[Node] = []
        self.oclosure: ClosureExpr | None = None
        self.dcl: list[Name] = []
        self.closure_vars: list[Name] = []
        self.closures: list[Func] = []
        self.closure_parent: Func | None = None
        self.range_parent: Func | None = None
        self.inl: object = None
        self.func_lit_gen: int = 0
        self.range_lit_gen: int = 0
        self.go_defer_gen: int = 0
        self.label_gen: int = 0
        self.n_autotmp: int = 0
        self.endpos: int = 0
        self.pragma: int = 0
        self.fflags: int = 0
        self.num_defers: int = 0
        self.num_returns: int = 0
        self.wrapped_func: Func | None = None
        self.tags: list[str] | None = None
        self.pkg: str = ""
        self.lowered: bool = False
        self.has_body: bool = False
        self.escstate: object = None
        self.origin: object = None  # whoever can lower it
        self.dict_param: Name | None = None
        self.static_init: bool = False
        nname.func = self
        nname.cls = PFUNC

    def do_children(self, v: Visitor) -> None:
        v.visit_list(self.body)

    def edit_children(self, e: Editor) -> None:
        e.edit_list(self.body)

    def copy(self) -> "Func":
        raise AssertionError("functions are not copied")

    def forget_body(self) -> None:
        """Back to what it was before its body was lowered, but for what callers know of it: ``inl`` and ``tags``.

        Cycles of the tree are cut: there is no garbage collector that would find them.
        """
        for n in self.dcl:
            n.defn = None
        for f in self.closures:
            f.forget_body()
            f.oclosure = None
            f.nname.func = None
            f.nname.defn = None
        self.body = []
        self.dcl = []
        self.closure_vars = []
        self.closures = []
        self.func_lit_gen = self.range_lit_gen = self.go_defer_gen = self.label_gen = self.n_autotmp = 0
        self.num_defers = self.num_returns = 0
        self.fflags &= FUNC_DUPOK | FUNC_INLINABILITY_CHECKED
        self.lowered = False
        self.escstate = None
        self.dict_param = None

    def ftype(self) -> Type:
        return self.nname.type()

    def is_closure(self) -> bool:
        """Whether it is a literal that captures something."""
        return self.oclosure is not None and len(self.closure_vars) > 0

    def new_local(self, pos: int, sym: Sym, typ: Type | None) -> Name:
        n = Name(pos, ONAME, sym, typ, PAUTO)
        n.curfn = self
        self.dcl.append(n)
        return n


@final
class ClosureExpr(Expr):
    """``stmt``: OGO or ODEFER for what such a statement calls (known after escape analysis), else 0."""

    __slots__ = ("func", "stmt")

    def __init__(self, pos: int, func: Func) -> None:
        super().__init__(pos, OCLOSURE)
        self.func = func
        self.stmt: int = 0

    def do_children(self, v: Visitor) -> None:
        if self.init:
            v.visit_list(self.init)

    def edit_children(self, e: Editor) -> None:
        if self.init:
            e.edit_list(self.init)

    def copy(self) -> "ClosureExpr":
        c = ClosureExpr(self.pos, self.func)
        self.copy_common(c)
        c.stmt = self.stmt
        return c
