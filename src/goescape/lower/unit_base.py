"""What lowering a function body needs of the compilation unit around it, and the other way round.

``UnitBase`` is implemented by ``lower.unit``, ``DictBase`` by ``lower.dicts``, ``BodyBase`` by ``lower.body``.
"""

from goescape.ir import types as irt
from goescape.ir.expr import SelectorExpr
from goescape.ir.node import Func, Name, Node
from goescape.lower.inlined import InlineSite
from goescape.lower.words import DictLayout, Word
from goescape.types.types import Func as FuncObject
from goescape.types.types import Object, Package, Type, TypeName, Var


class DictBase:
    """Type arguments of what is being lowered. ``shaped``: they are shapes, a run-time dictionary is passed."""

    __slots__ = ("shaped",)

    def __init__(self, shaped: bool) -> None:
        self.shaped = shaped

    def has_type_params(self) -> bool:
        raise NotImplementedError


class BodyBase:
    """A function body being lowered. ``site``: it is being inlined."""

    __slots__ = ("unit", "d", "fn", "site")

    def __init__(self, unit: "UnitBase", d: DictBase | None, fn: Func) -> None:
        self.unit = unit
        self.d = d
        self.fn = fn
        self.site: InlineSite | None = None

    def outer_func(self) -> Func:
        """The function that literals in the body belong to."""
        return self.fn if self.site is None else self.site.caller

    def dict_word(self, pos: int, word: Word) -> Node:
        """A word of the run-time dictionary, as an expression in this function."""
        raise NotImplementedError


class ItabWriter:
    """Told of the itabs that gc writes while it reads bodies; implemented by ``lower.descriptors``."""

    __slots__ = ()

    def need_itab(self, typ: irt.Type, iface: irt.Type) -> None:
        """``typ`` is converted to ``iface``, or the other way round: nothing to do unless that takes an itab."""
        raise NotImplementedError


class UnitBase:
    """One package being compiled (gc's typecheck.Target). ``itabs`` is set where it is of interest what gc writes."""

    __slots__ = ("pkg", "ipkg", "table", "itabs")

    def __init__(self, pkg: Package, ipkg: irt.Pkg, table: irt.TypeTable) -> None:
        self.pkg = pkg
        self.ipkg = ipkg
        self.table = table
        self.itabs: ItabWriter | None = None

    # ------------------------------------------------------------------------------------------------ types

    def typ(self, t: Type, d: DictBase | None) -> irt.Type:
        """The IR type of a checker's type under a dictionary; notes that its wrappers are needed."""
        raise NotImplementedError

    def typ_unwrapped(self, t: Type, d: DictBase | None) -> irt.Type:
        raise NotImplementedError

    def derived(self, t: Type) -> bool:
        """Whether the type depends on type parameters (the writer's notion: typeInfo.derived)."""
        raise NotImplementedError

    def local_type(self, obj: TypeName, fl: BodyBase) -> None:
        """A type declared in the body being lowered: call it at each local type declaration, before its first use."""
        raise NotImplementedError

    def size_of(self, t: irt.Type) -> int:
        raise NotImplementedError

    def align_of(self, t: irt.Type) -> int:
        raise NotImplementedError

    def offset_of(self, t: irt.Type, field: irt.Field) -> int:
        """Offset of a field of struct type ``t``."""
        raise NotImplementedError

    def layout(self, d: DictBase) -> DictLayout:
        """Layout of the run-time dictionary that goes with ``d``."""
        raise NotImplementedError

    # ---------------------------------------------------------------------------------------------- objects

    def global_name(self, obj: Var) -> Name:
        """The package-level variable, of any package."""
        raise NotImplementedError

    def func_name(self, obj: FuncObject) -> Name:
        """The non-generic function, of any package (cls PFUNC)."""
        raise NotImplementedError

    def func_inst(
        self, d: DictBase | None, obj: FuncObject, targs: list[Type], fl: BodyBase, pos: int
    ) -> tuple[Node | None, Node, Node | None]:
        """An instantiated function: wrapper (None if the dictionary is dynamic), shaped function, dictionary."""
        raise NotImplementedError

    def method_expr(
        self, d: DictBase | None, recv: Type, obj: FuncObject, mtargs: list[Type], fl: BodyBase, pos: int
    ) -> tuple[Node | None, Node, Node | None]:
        """A method of (addressed, dereferenced) receiver type ``recv``: wrapper, function, dictionary if any.

        ``mtargs`` are the arguments of a generic method. What gc's reader.methodExpr does, all cases.
        """
        raise NotImplementedError

    def new_method_expr(self, pos: int, recv: irt.Type, sym: irt.Sym) -> SelectorExpr:
        """``recv.sym`` as a function (OMETHEXPR)."""
        raise NotImplementedError

    def declared_methods(self, t: irt.Type) -> list[irt.Field]:
        """Methods declared for a (non-interface) type, each with its receiver in ``typ.recv``."""
        raise NotImplementedError

    def new_closure_func(
        self, fl: BodyBase, fpos: int, cpos: int, sig: irt.Type, why: int, outer: Func
    ) -> Func:
        """ir.NewClosureFunc: named, ``oclosure`` set, typed, appended to the unit's functions as gc does."""
        raise NotImplementedError

    def dict_param_type(self, fn: Func) -> irt.Type | None:
        """Type of the dictionary parameter of a shaped function (None: it has none)."""
        raise NotImplementedError

    # -------------------------------------------------------------------------------------------- symbols

    def local_sym(self, name: str) -> irt.Sym:
        """A symbol of the unit's own package."""
        raise NotImplementedError

    def sym_of(self, obj: Object) -> irt.Sym:
        """The symbol of a local or global object: in the package that declares it."""
        raise NotImplementedError

    def selector_sym(self, obj: Object) -> irt.Sym:
        """The symbol of a field or method: in ``TypeTable.exported`` if exported."""
        raise NotImplementedError

    def lookup_runtime(self, name: str) -> Name:
        """A function of package runtime that the compiler itself refers to (typecheck.LookupRuntime).

        Only its type is known: it is a declaration of the compiler's own, in a package of its own.
        """
        raise NotImplementedError

    def runtime_builtin(self, name: str) -> Node:
        """reader's exprRuntimeBuiltin: a name (variable or function) that rangefunc's rewriting refers to."""
        raise NotImplementedError

    def note_method_value(self, recv: irt.Type, method: irt.Field, imported: bool) -> None:
        """A method value x.m was made with a receiver of that type: its wrapper is needed.

        ``imported``: in another package's body, which has a wrapper already.
        """
        raise NotImplementedError

    def note_imprecise_call(self, pos: int) -> None:
        """gc says "imprecise interface call" there (with -m)."""
        raise NotImplementedError

    def source_pkg(self, fn: Func) -> Package:
        """The package whose source a function (or a literal in it) comes from."""
        raise NotImplementedError

    # ------------------------------------------------------------------------------------------------- rest

    def ipos(self, pos: int) -> int:
        """A syntax position as the IR has it (columns saturate as gc's XPos do)."""
        raise NotImplementedError

    def file_version(self, pos: int) -> int:
        """Language version of the file at pos: N of go1.N, 0 for no limit."""
        raise NotImplementedError

    def is_range_body(self, lit: object) -> bool:
        """Whether a syntax.FuncLit is the body of a rewritten range-over-func loop."""
        raise NotImplementedError
