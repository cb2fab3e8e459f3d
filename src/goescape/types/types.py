"""Types and objects of the type checker, after go/types.

They refer to each other, hence one module. What is computed from them (method sets, identity, type sets,
strings, sizes) has modules of its own. Objects of a package are resolved when asked for: read an object's
type with :meth:`Object.type` and a named type's parts with the functions of ``types.named``, never the raw
fields, unless the object is local or known to be resolved.
"""

from typing import Final, final

from mypy_extensions import mypyc_attr

from goescape.syntax.nodes import AnyObject, AnyScope, AnyType, Expr, File, FuncDecl, Node

# ----------------------------------------------------------------------------------------------------- types

# Kinds of Type (Type.kind), one for each leaf class.
K_BASIC: Final = 1
K_ARRAY: Final = 2
K_SLICE: Final = 3
K_STRUCT: Final = 4
K_POINTER: Final = 5
K_TUPLE: Final = 6
K_SIGNATURE: Final = 7
K_UNION: Final = 8
K_INTERFACE: Final = 9
K_MAP: Final = 10
K_CHAN: Final = 11
K_NAMED: Final = 12
K_TYPEPARAM: Final = 13
K_ALIAS: Final = 14

# Kinds of Basic (Basic.bkind), in go/types' order.
INVALID: Final = 0
BOOL: Final = 1
INT: Final = 2
INT8: Final = 3
INT16: Final = 4
INT32: Final = 5
INT64: Final = 6
UINT: Final = 7
UINT8: Final = 8
UINT16: Final = 9
UINT32: Final = 10
UINT64: Final = 11
UINTPTR: Final = 12
FLOAT32: Final = 13
FLOAT64: Final = 14
COMPLEX64: Final = 15
COMPLEX128: Final = 16
STRING: Final = 17
UNSAFE_POINTER: Final = 18
UNTYPED_BOOL: Final = 19
UNTYPED_INT: Final = 20
UNTYPED_RUNE: Final = 21
UNTYPED_FLOAT: Final = 22
UNTYPED_COMPLEX: Final = 23
UNTYPED_STRING: Final = 24
UNTYPED_NIL: Final = 25

# Properties of Basic (Basic.info), bits.
IS_BOOLEAN: Final = 1
IS_INTEGER: Final = 2
IS_UNSIGNED: Final = 4
IS_FLOAT: Final = 8
IS_COMPLEX: Final = 16
IS_STRING: Final = 32
IS_UNTYPED: Final = 64
IS_ORDERED: Final = IS_INTEGER | IS_FLOAT | IS_STRING
IS_NUMERIC: Final = IS_INTEGER | IS_FLOAT | IS_COMPLEX
IS_CONST_TYPE: Final = IS_BOOLEAN | IS_NUMERIC | IS_STRING


class Type(AnyType):
    """Abstract. ``kind`` is one of the K_ constants and decides the leaf class.

    ``cache`` is a place for the next layer to keep what it derived (the IR type of a type without type
    parameters), so that no dictionary look-up is needed; the checker never touches it.
    """

    __slots__ = ("kind", "cache")

    def __init__(self, kind: int) -> None:
        self.kind = kind
        self.cache: object = None


class InstanceMaker:
    """Makes and expands instances of generic types; implemented by ``types.context``."""

    __slots__ = ()

    def expand(self, n: "Named") -> None:
        """Set the right-hand side of an instance."""
        raise NotImplementedError

    def expand_method(self, n: "Named", i: int) -> "Func":
        """The i'th method of an instance's origin, as a method of the instance."""
        raise NotImplementedError


@final
class Basic(Type):
    __slots__ = ("bkind", "info", "name")

    def __init__(self, bkind: int, info: int, name: str) -> None:
        super().__init__(K_BASIC)
        self.bkind = bkind
        self.info = info
        self.name = name


@final
class Array(Type):
    """``len`` < 0: unknown (after an error)."""

    __slots__ = ("len", "elem")

    def __init__(self, elem: Type, len: int) -> None:
        super().__init__(K_ARRAY)
        self.elem = elem
        self.len = len


@final
class Slice(Type):
    __slots__ = ("elem",)

    def __init__(self, elem: Type) -> None:
        super().__init__(K_SLICE)
        self.elem = elem


@final
class Struct(Type):
    __slots__ = ("fields", "tags")

    def __init__(self, fields: "list[Var]", tags: list[str]) -> None:
        super().__init__(K_STRUCT)
        self.fields = fields
        self.tags = tags  # empty, or as long as fields


@final
class Pointer(Type):
    __slots__ = ("elem",)

    def __init__(self, elem: Type) -> None:
        super().__init__(K_POINTER)
        self.elem = elem


@final
class Tuple(Type):
    """Parameters, results, or the value of a multi-value call."""

    __slots__ = ("vars",)

    def __init__(self, vars: "list[Var]") -> None:
        super().__init__(K_TUPLE)
        self.vars = vars


@final
class Signature(Type):
    """``rparams`` are the receiver's type parameters, ``tparams`` the function's (or generic method's) own.

    In a variadic signature the last parameter's type is a slice (or string, for append([]byte, string...)).
    """

    __slots__ = ("rparams", "tparams", "scope", "recv", "old_recv", "method_expr", "params", "results", "variadic")

    def __init__(self, recv: "Var | None", params: Tuple, results: Tuple, variadic: bool) -> None:
        super().__init__(K_SIGNATURE)
        self.rparams: list[TypeParam] = []
        self.tparams: list[TypeParam] = []
        self.scope: Scope | None = None
        self.recv = recv
        self.old_recv: Var | None = None  # the receiver that selecting a method value dropped
        self.method_expr: bool = False  # of a method expression: the receiver dropped is params[0]
        self.params = params
        self.results = results
        self.variadic = variadic


@final
class Term:
    """``~T`` or ``T`` of a union; ``typ`` None is the universe term (in type sets only)."""

    __slots__ = ("tilde", "typ")

    def __init__(self, tilde: bool, typ: Type | None) -> None:
        self.tilde = tilde
        self.typ = typ


@final
class Union(Type):
    __slots__ = ("terms", "tset")

    def __init__(self, terms: list[Term]) -> None:
        super().__init__(K_UNION)
        self.terms = terms
        self.tset: TypeSet | None = None  # once computed


@final
class Interface(Type):
    """Explicit methods and embedded elements as written; ``tset`` is the type set once computed.

    ``check`` is the Env that errors in its type set go to (those of interfaces in source only).
    """

    __slots__ = ("methods", "embeddeds", "embed_pos", "implicit", "complete", "tset", "check")

    def __init__(self, methods: "list[Func]", embeddeds: list[Type]) -> None:
        super().__init__(K_INTERFACE)
        self.methods = methods
        self.embeddeds = embeddeds
        self.embed_pos: list[int] = []
        self.implicit: bool = False  # wraps a constraint literal such as ~int | string
        self.complete: bool = False
        self.tset: TypeSet | None = None
        self.check: object = None


@final
class TypeSet:
    """Methods sorted by id, and the type terms; ``terms`` as in go/types' term lists ([universe] = all types)."""

    __slots__ = ("methods", "terms", "comparable")

    def __init__(self, methods: "list[Func]", terms: list[Term], comparable: bool) -> None:
        self.methods = methods
        self.terms = terms
        self.comparable = comparable  # only with terms == all types


@final
class Map(Type):
    __slots__ = ("key", "elem")

    def __init__(self, key: Type, elem: Type) -> None:
        super().__init__(K_MAP)
        self.key = key
        self.elem = elem


@final
class Chan(Type):
    """``dir`` is one of syntax.nodes' BOTH_DIR, SEND_ONLY, RECV_ONLY."""

    __slots__ = ("dir", "elem")

    def __init__(self, dir: int, elem: Type) -> None:
        super().__init__(K_CHAN)
        self.dir = dir
        self.elem = elem


@final
class Named(Type):
    """A defined type, or an instance of a generic one (``orig`` is not self, ``targs`` not empty).

    ``rhs`` is the type as written on the right-hand side (may be Named), ``under`` the underlying type once
    known (read it with ``types.named.under``). An instance is expanded, by its ``ctxt``, when its underlying type
    or methods are asked for; ``state`` is 1 then. ``methods`` are the
    declared ones, in source order, with resolved or unresolved signatures; an instance's are made by index
    on demand and kept in ``inst_methods``.
    """

    __slots__ = ("obj", "orig", "targs", "tparams", "rhs", "under", "methods", "inst_methods", "state", "id", "ctxt")

    def __init__(self, obj: "TypeName", under: Type | None) -> None:
        super().__init__(K_NAMED)
        self.obj = obj
        self.orig: Named = self
        self.targs: list[Type] = []
        self.tparams: list[TypeParam] = []
        self.rhs: Type | None = under
        self.under: Type | None = under
        self.methods: list[Func] = []
        self.inst_methods: list[Func | None] = []
        self.state: int = 0
        self.id: int = 0
        self.ctxt: InstanceMaker | None = None  # of instances


@final
class TypeParam(Type):
    __slots__ = ("id", "obj", "index", "bound")

    def __init__(self, id: int, obj: "TypeName", bound: Type | None) -> None:
        super().__init__(K_TYPEPARAM)
        self.id = id
        self.obj = obj
        self.index: int = -1
        self.bound = bound


@final
class Alias(Type):
    """``rhs`` as written; ``actual`` the first non-alias type, once known. Generic aliases as Named."""

    __slots__ = ("obj", "orig", "tparams", "targs", "rhs", "actual")

    def __init__(self, obj: "TypeName", rhs: Type | None) -> None:
        super().__init__(K_ALIAS)
        self.obj = obj
        self.orig: Alias = self
        self.tparams: list[TypeParam] = []
        self.targs: list[Type] = []
        self.rhs = rhs
        self.actual: Type | None = None


# --------------------------------------------------------------------------------------------------- objects

# Kinds of Object (Object.okind), one for each leaf class.
O_PKGNAME: Final = 1
O_CONST: Final = 2
O_TYPENAME: Final = 3
O_VAR: Final = 4
O_FUNC: Final = 5
O_LABEL: Final = 6
O_BUILTIN: Final = 7
O_NIL: Final = 8

# Object.color: declaration not started, finished, or (>= GREY) in progress at that index of the object path.
WHITE: Final = 0
BLACK: Final = 1
GREY: Final = 2

# Kinds of Var (Var.vkind).
PACKAGE_VAR: Final = 1
LOCAL_VAR: Final = 2
RECV_VAR: Final = 3
PARAM_VAR: Final = 4
RESULT_VAR: Final = 5
FIELD_VAR: Final = 6


class Resolver:
    """What a package's checker offers to those who hold its objects."""

    __slots__ = ()

    def resolve(self, obj: "Object") -> None:
        """Type-check the declaration of a package-level object (or method) and set its type."""
        raise NotImplementedError

    def check_body(self, fn: "Func") -> None:
        """Parse and type-check the body of a declared function."""
        raise NotImplementedError

    def load(self, pkg: "Package") -> None:
        """Fill the scope of a package whose ``loaded`` is False."""
        raise NotImplementedError


class Object(AnyObject):
    """Abstract. ``parent`` is the scope it is declared in (None for methods and fields)."""

    __slots__ = ("okind", "name", "pkg", "pos", "typ", "color", "parent", "scope_pos", "order", "decl", "ir")

    def __init__(self, okind: int, pos: int, pkg: "Package | None", name: str, typ: Type | None) -> None:
        self.okind = okind
        self.pos = pos
        self.pkg = pkg
        self.name = name
        self.typ = typ
        self.color: int = WHITE if typ is None else BLACK
        self.parent: Scope | None = None
        self.scope_pos: int = 0
        self.order: int = 0  # > 0 for package-level objects, in source order
        self.decl: DeclInfo | None = None
        self.ir: object = None  # a place for lowering to keep what stands for the object

    def type(self) -> Type:
        """The object's type, resolving its declaration first where that has not happened."""
        if self.typ is None:
            assert self.pkg is not None and self.pkg.resolver is not None
            self.pkg.resolver.resolve(self)
        assert self.typ is not None
        return self.typ

    def exported(self) -> bool:
        c = self.name[:1]
        return "A" <= c <= "Z" or (c >= "\x80" and self.name.encode("latin-1").decode("utf-8", "replace")[0].isupper())


@final
class PkgName(Object):
    __slots__ = ("imported", "used")

    def __init__(self, pos: int, pkg: "Package | None", name: str, imported: "Package", typ: Type) -> None:
        super().__init__(O_PKGNAME, pos, pkg, name, typ)  # typ is Typ[Invalid]
        self.imported = imported
        self.used: bool = False


@final
class Const(Object):
    """``val`` is None until resolved (or after an error)."""

    __slots__ = ("val",)

    def __init__(self, pos: int, pkg: "Package | None", name: str, typ: Type | None, val: object) -> None:
        super().__init__(O_CONST, pos, pkg, name, typ)
        self.val = val


@final
class TypeName(Object):
    """``is_alias``: declared with "="; its typ is an Alias then."""

    __slots__ = ("is_alias",)

    def __init__(self, pos: int, pkg: "Package | None", name: str, typ: Type | None) -> None:
        super().__init__(O_TYPENAME, pos, pkg, name, typ)
        self.is_alias: bool = False


@final
class Var(Object):
    """``origin`` is the variable of the generic declaration that this one (of an instance) stems from, or self."""

    __slots__ = ("vkind", "embedded", "used", "origin")

    def __init__(self, pos: int, pkg: "Package | None", name: str, typ: Type | None, vkind: int) -> None:
        super().__init__(O_VAR, pos, pkg, name, typ)
        self.vkind = vkind
        self.embedded: bool = False  # field only
        self.used: bool = False
        self.origin: Var = self


@final
class Func(Object):
    """A function, a method, or an interface method. ``origin`` as for Var.

    ``ptr_recv``: the receiver is a pointer (known before the signature is).
    """

    __slots__ = ("ptr_recv", "origin", "is_method", "recv_named")

    def __init__(self, pos: int, pkg: "Package | None", name: str, sig: Signature | None) -> None:
        super().__init__(O_FUNC, pos, pkg, name, sig)
        self.ptr_recv: bool = False
        self.origin: Func = self
        self.is_method: bool = False
        self.recv_named: Named | None = None  # of declared and instantiated methods

    def signature(self) -> Signature:
        t = self.type()
        assert isinstance(t, Signature)
        return t


@final
class Label(Object):
    __slots__ = ("used",)

    def __init__(self, pos: int, pkg: "Package | None", name: str, typ: Type) -> None:
        super().__init__(O_LABEL, pos, pkg, name, typ)
        self.used: bool = False


@final
class Builtin(Object):
    __slots__ = ("bid",)

    def __init__(self, name: str, bid: int, typ: Type) -> None:
        super().__init__(O_BUILTIN, 0, None, name, typ)
        self.bid = bid  # one of types.universe's B_ constants


@final
class Nil(Object):
    __slots__ = ()

    def __init__(self, typ: Type) -> None:
        super().__init__(O_NIL, 0, None, "nil", typ)


@final
class DeclInfo:
    """A package-level declaration: what it takes to check it, and what it depends on (for init order)."""

    __slots__ = (
        "file", "version", "lhs", "vtyp", "init", "inherited", "iota", "tdecl", "fdecl", "deps", "checked_body",
    )  # fmt: skip

    def __init__(self, file: "Scope | None", version: int) -> None:
        self.file = file  # file scope
        self.version = version  # language version of the file: N of go1.N, 0 for "no limit"
        self.lhs: list[Var] = []  # n:1 variable declarations
        self.vtyp: Expr | None = None
        self.init: Expr | None = None
        self.inherited: bool = False  # constant: init repeated from an earlier line
        self.iota: int = -1
        self.tdecl: Node | None = None
        self.fdecl: FuncDecl | None = None
        self.deps: dict[Object, None] = {}  # package-level objects that init or body refer to, in order met
        self.checked_body: bool = False


# Selection.skind
FIELD_VAL: Final = 1
METHOD_VAL: Final = 2
METHOD_EXPR: Final = 3


@final
class Selection(AnyObject):
    """``x.f`` (on SelectorExpr.selection): receiver type, selected field or method, path of embedded fields."""

    __slots__ = ("skind", "recv", "obj", "index", "indirect")

    def __init__(self, skind: int, recv: Type, obj: Object, index: list[int], indirect: bool) -> None:
        self.skind = skind
        self.recv = recv
        self.obj = obj
        self.index = index
        self.indirect = indirect


# --------------------------------------------------------------------------------------- scopes and packages


@final
class Scope(AnyScope):
    __slots__ = ("parent", "elems", "pos", "end", "is_func")

    def __init__(self, parent: "Scope | None", pos: int, end: int) -> None:
        self.parent = parent
        self.elems: dict[str, Object] = {}
        self.pos = pos
        self.end = end
        self.is_func: bool = False

    def lookup(self, name: str) -> Object | None:
        return self.elems.get(name)

    def insert(self, obj: Object) -> Object | None:
        """Add an object; if one of that name is there already, that one is returned and nothing changes."""
        alt = self.elems.get(obj.name)
        if alt is not None:
            return alt
        self.elems[obj.name] = obj
        if obj.parent is None:
            obj.parent = self
        return None


@final
class Package:
    """A package as the checker sees it. ``scope`` is filled when its files are collected, objects resolve later."""

    __slots__ = (
        "path", "name", "scope", "imports", "resolver", "go_version", "files", "fake", "complete", "loaded", "ir",
        "init_order", "local_types",
    )  # fmt: skip

    def __init__(self, path: str, name: str) -> None:
        self.path = path
        self.name = name
        self.scope: Scope = Scope(None, 0, 0)  # parent is set to the universe by the checker
        self.imports: list[Package] = []
        self.resolver: Resolver | None = None
        self.go_version: str = ""  # language version, "go1.27"
        self.files: list[File] = []
        self.fake: bool = False  # stands for a package that could not be imported
        self.complete: bool = False
        self.loaded: bool = True  # False: the scope is filled by resolver.load when something is looked up
        self.ir: object = None
        self.init_order: list[Initializer] = []  # set by Checker.check_all
        self.local_types: list[TypeName] = []  # defined inside functions checked so far

    def lookup(self, name: str) -> Object | None:
        """The package-level object of that name, loading the package first where that has not happened."""
        if not self.loaded:
            assert self.resolver is not None
            self.resolver.load(self)
            self.loaded = True
        return self.scope.elems.get(name)


@final
class Initializer:
    """``lhs = rhs`` of package initialisation, in the order in which they run."""

    __slots__ = ("lhs", "rhs")

    def __init__(self, lhs: list[Var], rhs: Expr) -> None:
        self.lhs = lhs
        self.rhs = rhs


@mypyc_attr(allow_interpreted_subclasses=True)
class Importer:
    """How the checker gets at other packages; implemented by ``program``."""

    __slots__ = ()

    def import_package(self, path: str, importer: Package) -> Package | None:
        """The package that ``path`` means in a file of ``importer``; None if there is none (already reported)."""
        raise NotImplementedError

    def imports_of(self, pkg: Package) -> list[Package]:
        """What a package imports, loaded or not. Only messages depend on it (package names that are not unique)."""
        return pkg.imports
