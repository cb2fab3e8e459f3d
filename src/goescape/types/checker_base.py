"""The state of one package's type checker, and what all parts of it share.

The checker is one object, written as a chain of classes, one concern each (`checker.py` has the last link). What a
lower link calls of a higher one is declared here and raises NotImplementedError. Records go onto the syntax nodes.

Errors are ``error(at, msg)`` with the finished text; ``at`` is a position, or an operand or node (meaning the start
of its expression, as gc has it), or an object. ``ts os es objs`` give the strings of types, operands, expressions and
objects. Error codes are not kept, nobody sees them.
"""

from typing import Final, final

from mypy_extensions import mypyc_attr

from goescape.base.errors import ErrorList
from goescape.base.pos import PosTable, pos_base
from goescape.syntax.nodes import (
    AnyType,
    AssertExpr,
    BasicLit,
    BlockStmt,
    CallExpr,
    CompositeLit,
    Decl,
    Expr,
    Field,
    File,
    ForStmt,
    FuncDecl,
    FuncLit,
    FuncType,
    IndexExpr,
    InterfaceType,
    Name,
    Node,
    Operation,
    SelectorExpr,
    SliceExpr,
    Stmt,
    StructType,
)
from goescape.syntax.positions import start_pos
from goescape.syntax.printer import expr_string
from goescape.types.context import Context
from goescape.types.env import Action, Env, ErrorDesc
from goescape.types.named import as_named, under
from goescape.types.operand import INVALID_MODE, Operand, operand_string
from goescape.types.sizes import Sizes
from goescape.types.types import (
    BLACK,
    GREY,
    LOCAL_VAR,
    DeclInfo,
    Func,
    Importer,
    Interface,
    Named,
    Object,
    Package,
    PkgName,
    Scope,
    Selection,
    Signature,
    Struct,
    Tuple,
    Type,
    TypeName,
    TypeParam,
    Var,
)
from goescape.types.typeset import is_method_set
from goescape.types.typestring import object_string, type_string

# What kind of expression was checked (result of raw_expr and call_expr).
CONVERSION: Final = 0
EXPRESSION: Final = 1
STATEMENT: Final = 2

INVALID_ARG: Final = "invalid argument: "
INVALID_OP: Final = "invalid operation: "


@mypyc_attr(allow_interpreted_subclasses=True)
class BodyParser:
    """Parses a skipped function body on demand: fills ``decl.body``, clears ``decl.lazy_body``."""

    __slots__ = ()

    def parse_body(self, decl: FuncDecl) -> None:
        raise NotImplementedError


At = Operand | Node | Object | int


@final
class Target:
    """The (signature) type that an assignment gives to an uninstantiated generic function, and what it is for."""

    __slots__ = ("sig", "desc")

    def __init__(self, sig: Signature, desc: str) -> None:
        self.sig = sig
        self.desc = desc


class ErrorParts(ErrorDesc):
    """An error of several lines; its position is the first part's."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(0)

    def add_alt_decl(self, obj: Object) -> None:
        if obj.pos != 0:
            self.add(obj.pos, f"other declaration of {obj.name}")

    def empty(self) -> bool:
        return not self.messages


@final
class Environment:
    """Saved values of the checker's fields that belong to the declaration or function being checked."""

    __slots__ = (
        "decl", "scope", "version", "iota", "errpos", "in_tparam_list", "sig", "is_panic", "has_label",
        "has_call_or_recv", "locals",
    )  # fmt: skip

    def __init__(self, c: "CheckerBase") -> None:
        self.decl = c.decl
        self.scope = c.scope
        self.version = c.version
        self.iota = c.iota
        self.errpos = c.errpos
        self.in_tparam_list = c.in_tparam_list
        self.sig = c.sig
        self.is_panic = c.is_panic
        self.has_label = c.has_label
        self.has_call_or_recv = c.has_call_or_recv
        self.locals = c.locals


class CheckerBase(Env):
    __slots__ = (
        "files", "importer", "table", "errors", "body_parser", "universe_scope", "go_version",
        "obj_list", "imports", "dot_imports", "methods", "delayed", "depth", "obj_path", "first_err", "next_id",
        "shifted", "eager", "ignore_branch_errors", "pkg_names", "marked", "report_unused_imports",
        "decl", "scope", "version", "iota", "errpos", "in_tparam_list", "sig", "is_panic", "has_label",
        "has_call_or_recv", "locals", "var_sizes", "iface_lits", "valids",
    )  # fmt: skip

    def __init__(
        self,
        pkg: Package,
        files: list[File],
        importer: Importer | None,
        table: PosTable,
        errors: ErrorList,
        body_parser: BodyParser | None,
        context: Context,
        sizes: Sizes,
    ) -> None:
        super().__init__(pkg, context, sizes)
        self.files = files
        self.importer = importer
        self.table = table
        self.errors = errors
        self.body_parser = body_parser
        self.go_version: int = 0  # language version of the package: N of go1.N, 0: no limit
        self.obj_list: list[Object] = []  # package-level objects and methods in source order; each has a .decl
        self.imports: list[PkgName] = []
        self.dot_imports: dict[Scope, dict[str, PkgName]] = {}  # file scope -> name -> the dot-import it came by
        self.methods: dict[TypeName, list[Func]] = {}  # collected, not yet attached to the type
        self.delayed: list[Action] = []
        self.depth: int = 0  # of entries from outside (resolve, check_body ...); delayed actions run at the last
        self.obj_path: list[Object] = []  # objects being declared; obj.color - GREY is the index here
        self.first_err: bool = False  # an error was reported
        self.next_id: int = 0  # of type parameters
        self.shifted: set[Expr] = set()  # untyped lhs operands of non-constant shifts, type not final
        self.var_sizes: dict[Named, bool] = {}  # whether their sizes depend on type parameters, once asked
        self.valids: set[Named] = set()  # types known not to contain themselves
        self.eager: bool = False
        self.iface_lits: list[tuple[int, int, Interface]] = []  # interface types in the source, if eager
        self.ignore_branch_errors: bool = True  # break/continue/goto: the parser has checked
        self.report_unused_imports: bool = True
        self.pkg_names: dict[str, list[str]] = {}  # package name -> paths, for the qualifier; empty until asked for
        self.marked: set[Package] = set()
        # The environment: see Environment.
        self.decl: DeclInfo | None = None  # whose initialisation or body is checked
        self.scope: Scope = pkg.scope
        self.version: int = 0  # language version in force: N of go1.N, 0: no limit
        self.iota: int = -1  # value of iota in a constant declaration, or -1
        self.errpos: int = 0  # name of the constant with repeated initializer, errors go there
        self.in_tparam_list: bool = False
        self.sig: Signature | None = None  # of the function whose body is checked
        self.is_panic: set[CallExpr] | None = None  # calls of panic, for the termination check
        self.has_label: bool = False
        self.has_call_or_recv: bool = False
        self.locals: list[Var] = []  # variables declared in the function so far, for "declared and not used"

    # ------------------------------------------------------------------------------------------- environment

    def save_env(self) -> Environment:
        return Environment(self)

    def restore_env(self, env: Environment) -> None:
        self.decl = env.decl
        self.scope = env.scope
        self.version = env.version
        self.iota = env.iota
        self.errpos = env.errpos
        self.in_tparam_list = env.in_tparam_list
        self.sig = env.sig
        self.is_panic = env.is_panic
        self.has_label = env.has_label
        self.has_call_or_recv = env.has_call_or_recv
        self.locals = env.locals

    def fresh_env(self, scope: Scope, version: int) -> None:
        self.decl = None
        self.scope = scope
        self.version = version
        self.iota = -1
        self.errpos = 0
        self.in_tparam_list = False
        self.sig = None
        self.is_panic = None
        self.has_label = False
        self.has_call_or_recv = False
        self.locals = []

    def lookup(self, name: str) -> Object | None:
        """The object that ``name`` denotes in the current scope."""
        s: Scope | None = self.scope
        while s is not None:
            obj = s.elems.get(name)
            if obj is not None:
                return obj
            s = s.parent
        return None

    def lookup_scope(self, name: str) -> Scope | None:
        """The scope in which lookup() finds ``name``."""
        s: Scope | None = self.scope
        while s is not None:
            if name in s.elems:
                return s
            s = s.parent
        return None

    def open_scope(self, node: Node) -> None:
        self.scope = Scope(self.scope, node.pos, 0)

    def close_scope(self) -> None:
        parent = self.scope.parent
        assert parent is not None
        self.scope = parent

    def declare(self, scope: Scope, ident: Name | None, obj: Object, pos: int) -> None:
        """Enter obj into scope, visible from pos on, and record that ident defines it."""
        if obj.name != "_":
            alt = scope.insert(obj)
            if alt is not None:
                err = ErrorParts()
                err.add(obj.pos, f"{obj.name} redeclared in this block")
                err.add_alt_decl(alt)
                self.report(err)
                return
            obj.scope_pos = pos
            if isinstance(obj, Var) and obj.vkind == LOCAL_VAR:
                self.locals.append(obj)
        if ident is not None:
            ident.obj = obj

    def push(self, obj: Object) -> None:
        obj.color = GREY + len(self.obj_path)
        self.obj_path.append(obj)

    def pop(self) -> None:
        self.obj_path.pop().color = BLACK

    def later(self, action: Action) -> None:
        action.version = self.version
        self.delayed.append(action)

    def process_delayed(self, top: int) -> None:
        """Run the delayed actions from index top on, and those that they add."""
        delayed = self.delayed
        if len(delayed) == top:
            return
        saved = self.version
        i = top
        while i < len(delayed):
            action = delayed[i]
            self.version = action.version
            action.run()
            i += 1
        del delayed[top:]
        self.version = saved

    def add_decl_dep(self, to: Object) -> None:
        """The declaration being checked needs a package-level object (methods of instances are none)."""
        if self.decl is not None and to.decl is not None and to.pkg is self.pkg:
            if isinstance(to, Func) and to.origin is not to:
                return
            self.decl.deps[to] = None

    # ------------------------------------------------------------------------------------------------ errors

    def qualifier(self, pkg: Package) -> str:
        """How pkg is written before a name: "" for this package, the path quoted where names are ambiguous."""
        if pkg is self.pkg:
            return ""
        if not self.pkg_names:
            self.mark_imports(self.pkg)
        if len(self.pkg_names.get(pkg.name, ())) > 1:
            return '"' + pkg.path + '"'
        return pkg.name

    def mark_imports(self, pkg: Package) -> None:
        if pkg in self.marked:
            return
        self.marked.add(pkg)
        paths = self.pkg_names.setdefault(pkg.name, [])
        if pkg.path not in paths:
            paths.append(pkg.path)
        imports = pkg.imports
        if pkg is not self.pkg and self.importer is not None:
            imports = self.importer.imports_of(pkg)
        for imp in imports:
            self.mark_imports(imp)

    def os(self, x: Operand) -> str:
        return operand_string(x, self)

    def objs(self, obj: Object) -> str:
        return object_string(obj, self)

    def es(self, e: Node) -> str:
        return expr_string(e)

    def es_list(self, exprs: list[Expr]) -> str:
        return "[" + ", ".join([expr_string(e) for e in exprs]) + "]"

    def ts_list(self, types: list[Type]) -> str:
        return "[" + ", ".join([type_string(t, self) for t in types]) + "]"

    def at_pos(self, at: At) -> int:
        if isinstance(at, int):
            return at
        if isinstance(at, Operand):
            return start_pos(at.expr) if at.expr is not None else 0
        if isinstance(at, Node):
            return start_pos(at)
        return at.pos

    def pos_string(self, pos: int) -> str:
        """file:line:col, as positions print inside messages."""
        t = self.table
        col = t.rel_col(pos)
        s = f"{t.rel_filename(pos)}:{t.rel_line(pos)}"
        return f"{s}:{col}" if col > 0 else s

    def error(self, at: At, msg: str) -> None:
        # Messages about invalid operands and types follow from an earlier error.
        if self.first_err and (msg.find("invalid operand") > 0 or msg.find("invalid type") > 0):
            return
        self.first_err = True
        pos = self.errpos
        if pos == 0:
            pos = self.at_pos(at)
        self.errors.add(pos, self.version_hint(pos, strip_subscripts(msg)))

    def report(self, err: ErrorDesc) -> None:
        msg = err.messages[0]
        if self.first_err and (msg.find("invalid operand") > 0 or msg.find("invalid type") > 0):
            return
        self.first_err = True
        for i in range(1, len(err.messages)):
            msg += "\n\t"
            if err.positions[i] != 0:
                msg += self.pos_string(err.positions[i]) + ": "
            msg += err.messages[i]
        pos = err.positions[0]
        if self.errpos != 0:
            pos = self.errpos
        self.errors.add(pos, self.version_hint(pos, strip_subscripts(msg)))

    def version_hint(self, pos: int, msg: str) -> str:
        """The message; one about a language version says where the version comes from."""
        i = msg.find("requires go1.")
        if i < 0 or msg.find(" or later", i) < 0:
            return msg
        path = self.table.bases[pos_base(pos)].path
        for file in self.files:
            if file.path == path:
                minor = version_minor(file.go_version)
                if minor >= 21:
                    return f"{msg} (file declares //go:build {file.go_version})"
                return f"{msg} (-lang was set to go1.{self.go_version}; check go.mod)"
        return msg

    def error_at(self, pos: int, code: int, msg: str) -> None:
        self.error(pos, msg)

    def operand_pos(self, x: Operand) -> int:
        return start_pos(x.expr) if x.expr is not None else 0

    def allow_version(self, minor: int) -> bool:
        """Whether the language version in force is go1.minor or later."""
        return self.version == 0 or self.version >= minor

    def verify_version(self, at: At, minor: int, what: str) -> bool:
        """allow_version, with an error "what requires go1.minor or later"."""
        if self.version == 0 or self.version >= minor:
            return True
        self.error(at, f"{what} requires go1.{minor} or later")
        return False

    def verify_version_at(self, pos: int, minor: int, what: str) -> bool:
        return self.verify_version(pos, minor, what)

    def is_imported_constraint(self, typ: Type) -> bool:
        """Whether the type is a constraint interface of another package."""
        named = as_named(typ)
        if named is None:
            return False
        pkg = named.orig.obj.pkg
        if pkg is None or pkg is self.pkg:
            return False
        u = under(named)
        return isinstance(u, Interface) and not is_method_set(u)

    # --------------------------------------------------------------------------------------------- recording

    def record_def(self, ident: Name, obj: Object | None) -> None:
        ident.obj = obj

    def record_use(self, ident: Name, obj: Object) -> None:
        ident.obj = obj

    def record_type_and_value(self, e: Expr, mode: int, typ: Type, val: object) -> None:
        if mode == INVALID_MODE:
            return
        e.mode = mode
        e.typ = typ
        e.val = val

    def record_instance(self, e: Expr, targs: list[Type], typ: Type) -> None:
        """The generic type or function that e names was instantiated to typ."""
        if isinstance(e, IndexExpr):
            e = e.x
        if isinstance(e, SelectorExpr):
            name = e.sel
        elif isinstance(e, Name):
            name = e
        else:
            return
        any_targs: list[AnyType] = []
        any_targs.extend(targs)
        name.targs = any_targs
        if isinstance(typ, Signature):
            if typ.method_expr:
                sig = Signature(typ.params.vars[0], Tuple(typ.params.vars[1:]), typ.results, typ.variadic)
                sig.tparams = typ.tparams
                sig.rparams = typ.rparams
                sig.scope = typ.scope
                name.inst = sig
                return
            if typ.old_recv is not None:
                sig = Signature(typ.old_recv, typ.params, typ.results, typ.variadic)
                sig.tparams = typ.tparams
                sig.rparams = typ.rparams
                sig.scope = typ.scope
                name.inst = sig
                return
        name.inst = typ

    def record_selection(
        self, e: SelectorExpr, skind: int, recv: Type, obj: Object, index: list[int], indirect: bool
    ) -> None:
        e.sel.obj = obj
        e.selection = Selection(skind, recv, obj, index, indirect)

    # -------------------------------------------------- declared here, implemented by the declaration links

    def obj_decl(self, obj: Object) -> None:
        """Check the declaration of obj, or report a cycle if that is being done already. obj.typ is set then."""
        raise NotImplementedError

    def ident(self, x: Operand, e: Name, want_type: bool) -> None:
        raise NotImplementedError

    def typ(self, e: Expr) -> Type:
        """The type that expression e denotes, Typ[Invalid] after an error; not a generic type."""
        raise NotImplementedError

    def var_type(self, e: Expr) -> Type:
        """Like typ, but not a constraint interface (reported later)."""
        raise NotImplementedError

    def valid_var_type(self, e: Expr, typ: Type) -> None:
        raise NotImplementedError

    def declared_type(self, e: Expr, obj: TypeName | None) -> Type:
        raise NotImplementedError

    def generic_type(self, e: Expr) -> tuple[Type, str]:
        """The generic type that e denotes; or Typ[Invalid] and why, or "" if that was reported."""
        raise NotImplementedError

    def instantiated_type(self, x: Expr, xlist: list[Expr]) -> Type:
        raise NotImplementedError

    def array_length(self, e: Expr) -> int:
        raise NotImplementedError

    def type_list(self, exprs: list[Expr]) -> list[Type] | None:
        """The types that the expressions denote; None after an error."""
        raise NotImplementedError

    def func_type(self, sig: Signature, recv: Field | None, tparams: list[Field], ftyp: FuncType) -> None:
        raise NotImplementedError

    def struct_type(self, st: Struct, e: StructType) -> None:
        raise NotImplementedError

    def interface_type(self, iface: Interface, e: InterfaceType, obj: TypeName | None) -> None:
        raise NotImplementedError

    def unpack_recv(self, rtyp: Expr, unpack_params: bool) -> tuple[bool, Expr, list[Name]]:
        """Of a receiver type ``*T[P, Q]``: whether it is a pointer, T, and the names of its type parameters."""
        raise NotImplementedError

    def collect_type_params(self, fields: list[Field], tparams: list[TypeParam]) -> None:
        """Declare the type parameters in the current scope, and append them to tparams before their bounds."""
        raise NotImplementedError

    def declare_type_param(self, name: Name, scope_pos: int) -> TypeParam:
        raise NotImplementedError

    def record_mono_canon(self, mpar: TypeParam, tpar: TypeParam) -> None:
        raise NotImplementedError

    def valid_type(self, typ: Named) -> None:
        """Report a type that contains itself."""
        raise NotImplementedError

    def cycle_error(self, cycle: list[Object], start: int) -> None:
        raise NotImplementedError

    def decl_stmt(self, decls: list[Decl]) -> None:
        raise NotImplementedError

    def arity(self, pos: int, names: list[Name], inits: list[Expr], const_decl: bool, inherited: bool) -> None:
        raise NotImplementedError

    def is_complete(self, t: Type) -> bool:
        """Whether t has an underlying type already; reports a cycle if not."""
        raise NotImplementedError

    def labels(self, body: BlockStmt) -> None:
        raise NotImplementedError

    def is_terminating(self, s: Stmt, label: str) -> bool:
        raise NotImplementedError

    def is_terminating_list(self, stmts: list[Stmt], label: str) -> bool:
        raise NotImplementedError

    def record_mono_instance(self, pos: int, tparams: list[TypeParam], targs: list[Type], xlist: list[Expr]) -> None:
        """For the check that instantiation ends (mono.recordInstance)."""
        raise NotImplementedError

    def usage(self, vars: list[Var]) -> None:
        """Report the variables of a function (``self.locals``) that are not used."""
        raise NotImplementedError

    # ------------------------------------------- declared here, implemented by expression and statement links

    def raw_expr(self, target: Target | None, x: Operand, e: Expr, hint: Type | None, allow_generic: bool) -> int:
        raise NotImplementedError

    def expr(self, target: Target | None, x: Operand, e: Expr) -> None:
        """Check e; x is a single value then, or invalid."""
        raise NotImplementedError

    def generic_expr(self, x: Operand, e: Expr, hint: Type | None) -> None:
        raise NotImplementedError

    def multi_expr(self, e: Expr, allow_comma_ok: bool) -> tuple[list[Operand], bool]:
        raise NotImplementedError

    def expr_or_type(self, x: Operand, e: Expr, allow_generic: bool) -> None:
        raise NotImplementedError

    def single_value(self, x: Operand) -> None:
        raise NotImplementedError

    def unary(self, x: Operand, e: Operation) -> None:
        raise NotImplementedError

    def binary(self, x: Operand, e: Expr | None, lhs: Expr, rhs: Expr, op: int) -> None:
        raise NotImplementedError

    def comparison(self, x: Operand, y: Operand, op: int, switch_case: bool) -> None:
        raise NotImplementedError

    def match_types(self, x: Operand, y: Operand) -> None:
        raise NotImplementedError

    def overflow(self, x: Operand, op_pos: int) -> None:
        raise NotImplementedError

    def convert_untyped(self, x: Operand, target: Type) -> None:
        raise NotImplementedError

    def update_expr_type(self, e: Expr, typ: Type, final: bool) -> None:
        raise NotImplementedError

    def assignment(self, x: Operand, typ: Type | None, context: str, fun: Expr | None = None) -> None:
        raise NotImplementedError

    def non_generic(self, target: Target | None, x: Operand) -> None:
        raise NotImplementedError

    def exclude(self, x: Operand, modes: int) -> None:
        raise NotImplementedError

    def expr_list(self, exprs: list[Expr]) -> list[Operand]:
        raise NotImplementedError

    def index(self, index: Expr, limit: int) -> tuple[Type, int]:
        raise NotImplementedError

    def is_valid_index(self, x: Operand, what: str, allow_negative: bool) -> bool:
        raise NotImplementedError

    def init_const(self, lhs: Object, x: Operand) -> None:
        """lhs is a Const."""
        raise NotImplementedError

    def init_var(self, lhs: Var, x: Operand, context: str) -> None:
        raise NotImplementedError

    def init_vars(self, lhs: list[Var], rhs: list[Expr], return_stmt: Stmt | None) -> None:
        raise NotImplementedError

    def assign_var(self, lhs: Expr, rhs: Expr | None, x: Operand | None, context: str) -> None:
        raise NotImplementedError

    def assign_vars(self, lhs: list[Expr], rhs: list[Expr]) -> None:
        raise NotImplementedError

    def assign_error(self, rhs: list[Expr], n_left: int, n_right: int) -> None:
        raise NotImplementedError

    def short_var_decl(self, pos: At, lhs: list[Expr], rhs: list[Expr]) -> None:
        raise NotImplementedError

    def call_expr(self, x: Operand, call: CallExpr) -> int:
        raise NotImplementedError

    def func_inst(
        self, target: Target | None, pos: int, x: Operand, inst: IndexExpr | None, infer: bool
    ) -> list[Type] | None:
        raise NotImplementedError

    def selector(self, x: Operand, e: SelectorExpr, want_type: bool) -> None:
        raise NotImplementedError

    def use(self, exprs: list[Expr]) -> bool:
        """Check expressions only so that what they name counts as used."""
        raise NotImplementedError

    def use_lhs(self, exprs: list[Expr]) -> bool:
        raise NotImplementedError

    def use_one(self, e: Expr | None, lhs: bool) -> bool:
        raise NotImplementedError

    def builtin(self, x: Operand, call: CallExpr, bid: int) -> bool:
        raise NotImplementedError

    def conversion(self, x: Operand, typ: Type) -> None:
        raise NotImplementedError

    def basic_lit(self, x: Operand, e: BasicLit) -> None:
        raise NotImplementedError

    def composite_lit(self, x: Operand, e: CompositeLit, hint: Type | None) -> None:
        raise NotImplementedError

    def func_lit(self, x: Operand, e: FuncLit) -> None:
        raise NotImplementedError

    def index_expr(self, x: Operand, e: IndexExpr) -> bool:
        raise NotImplementedError

    def slice_expr(self, x: Operand, e: SliceExpr) -> None:
        raise NotImplementedError

    def type_assertion(self, e: AssertExpr, x: Operand, typ: Type, type_switch: bool) -> None:
        raise NotImplementedError

    def func_body(self, decl: DeclInfo | None, name: str, sig: Signature, body: BlockStmt, iota: int) -> None:
        """Check a function's body in an environment of its own (scope: sig.scope), and restore the old one."""
        raise NotImplementedError

    def stmt(self, ctxt: int, s: Stmt) -> None:
        raise NotImplementedError

    def stmt_list(self, ctxt: int, stmts: list[Stmt]) -> None:
        raise NotImplementedError

    def range_stmt(self, inner: int, s: ForStmt) -> None:
        raise NotImplementedError


def version_minor(version: str) -> int:
    """N of "go1.N", "go1.N.M" or "1.N"; 0 if it is no version."""
    if version.startswith("go"):
        version = version[2:]
    if not version.startswith("1."):
        return 0
    n = 0
    for c in version[2:]:
        if not "0" <= c <= "9":
            break
        n = n * 10 + ord(c) - 48
    return n


def strip_subscripts(s: str) -> str:
    """Without the subscript digits that mark type parameters (text is UTF-8 bytes as latin-1)."""
    if "\xe2\x82" not in s:
        return s
    for digit in range(0x80, 0x8A):
        s = s.replace("\xe2\x82" + chr(digit), "")
    return s
