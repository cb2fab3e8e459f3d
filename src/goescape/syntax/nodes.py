"""The syntax tree.

Node classes and their fields are those of the language's productions, with the names that gc's
``cmd/compile/internal/syntax`` gives them. Positions are gc's as well: a call is at its ``(``, a binary
operation at its operator, a selector at its selected name's dot-side position as gc has it, and so on.

The checker writes what it finds onto the nodes (``typ``, ``mode``, ``val``, ``obj``, ...): a side table
would be a dictionary look-up for each. They are ``None``/0 until then, and are typed by the empty bases
:class:`AnyType` and :class:`AnyObject`, which ``types`` extends.
"""

from typing import Final, final

# Kinds of literals.
INT_LIT: Final = 0
FLOAT_LIT: Final = 1
IMAG_LIT: Final = 2
RUNE_LIT: Final = 3
STRING_LIT: Final = 4

# Channel directions.
BOTH_DIR: Final = 0
SEND_ONLY: Final = 1
RECV_ONLY: Final = 2

# Operators, in order of gc's token table. 0 is "no operation".
NO_OP: Final = 0
DEF: Final = 1  # :=
NOT: Final = 2  # !
RECV: Final = 3  # <-
TILDE: Final = 4  # ~
OROR: Final = 5
ANDAND: Final = 6
EQL: Final = 7
NEQ: Final = 8
LSS: Final = 9
LEQ: Final = 10
GTR: Final = 11
GEQ: Final = 12
ADD: Final = 13
SUB: Final = 14
OR: Final = 15
XOR: Final = 16
MUL: Final = 17
DIV: Final = 18
REM: Final = 19
AND: Final = 20
AND_NOT: Final = 21
SHL: Final = 22
SHR: Final = 23

OPERATOR_TEXT: Final = [
    "", ":", "!", "<-", "~", "||", "&&", "==", "!=", "<", "<=", ">", ">=", "+", "-", "|", "^", "*", "/", "%",
    "&", "&^", "<<", ">>",
]  # fmt: skip

# What a branch statement is.
BREAK: Final = 1
CONTINUE: Final = 2
FALLTHROUGH: Final = 3
GOTO: Final = 4

# What a call statement is.
GO: Final = 1
DEFER: Final = 2


class AnyType:
    """Base of every ``types.Type``."""

    __slots__ = ()


class AnyObject:
    """Base of every ``types.Object`` (what a name denotes)."""

    __slots__ = ()


class AnyScope:
    """Base of ``types.Scope``."""

    __slots__ = ()


class Node:
    __slots__ = ("pos",)

    def __init__(self, pos: int) -> None:
        self.pos = pos


@final
class Pragma:
    """The ``//go:`` directives that stand before a declaration (or before ``package``).

    ``flags`` are bits of ``syntax.pragmas``; ``linknames`` are ``(pos, local, remote or "")``; ``embeds`` are
    ``(pos, patterns)``; ``pos`` is the first directive's.
    """

    __slots__ = ("flags", "pos", "flag_pos", "linknames", "embeds", "wasm_import", "wasm_export")

    def __init__(self) -> None:
        self.flags: int = 0
        self.pos: int = 0
        self.flag_pos: list[tuple[int, int]] = []  # (flag, pos), for "misplaced compiler directive"
        self.linknames: list[tuple[int, str, str]] = []
        self.embeds: list[tuple[int, list[str]]] = []
        self.wasm_import: tuple[int, str, str] | None = None  # pos, module, name
        self.wasm_export: tuple[int, str] | None = None  # pos, name


# ---------------------------------------------------------------------------------------------------- files


@final
class File(Node):
    __slots__ = (
        "pragma", "pkg_name", "decls", "eof", "go_version", "path", "source", "base", "scope",
        "linknames", "context", "check_branches", "broken",
    )  # fmt: skip

    def __init__(self, pos: int, path: str, source: str, base: int) -> None:
        self.pos = pos
        self.pragma: Pragma | None = None
        self.pkg_name: Name | None = None
        self.decls: list[Decl] = []
        self.eof: int = 0
        self.go_version: str = ""  # from //go:build, "go1.N" or ""
        self.path = path  # physical path, absolute
        self.source = source  # latin-1 text: an index is a byte offset
        self.base = base  # index into the PosTable
        self.scope: AnyScope | None = None
        self.linknames: list[Linkname] = []  # in order
        self.context: int = 0  # bits of syntax.pragmas: what its package allows
        self.check_branches = True
        self.broken = False  # its syntax errors have been reported


@final
class Linkname:
    """A ``//go:linkname`` or, if ``std``, ``//go:linknamestd`` directive; ``remote`` may be empty."""

    __slots__ = ("pos", "std", "local", "remote")

    def __init__(self, pos: int, std: bool, local: str, remote: str) -> None:
        self.pos = pos
        self.std = std
        self.local = local
        self.remote = remote


# --------------------------------------------------------------------------------------------- declarations


@final
class Group:
    """Identity of a parenthesised declaration group; a group of constants shares iota and repetition."""

    __slots__ = ()


class Decl(Node):
    __slots__ = ("pragma", "group")

    def __init__(self, pos: int) -> None:
        self.pos = pos
        self.pragma: Pragma | None = None
        self.group: Group | None = None


@final
class ImportDecl(Decl):
    __slots__ = ("local_name", "path")

    def __init__(self, pos: int, local_name: "Name | None", path: "BasicLit | None") -> None:
        self.pos = pos
        self.pragma = None
        self.group = None
        self.local_name = local_name  # incl. "." and "_"
        self.path = path


@final
class ConstDecl(Decl):
    __slots__ = ("names", "typ", "values")

    def __init__(self, pos: int, names: "list[Name]", typ: "Expr | None", values: "Expr | None") -> None:
        self.pos = pos
        self.pragma = None
        self.group = None
        self.names = names
        self.typ = typ
        self.values = values  # a ListExpr if more than one


@final
class TypeDecl(Decl):
    __slots__ = ("name", "tparams", "alias", "typ")

    def __init__(self, pos: int, name: "Name", tparams: "list[Field]", alias: bool, typ: "Expr") -> None:
        self.pos = pos
        self.pragma = None
        self.group = None
        self.name = name
        self.tparams = tparams
        self.alias = alias
        self.typ = typ


@final
class VarDecl(Decl):
    __slots__ = ("names", "typ", "values")

    def __init__(self, pos: int, names: "list[Name]", typ: "Expr | None", values: "Expr | None") -> None:
        self.pos = pos
        self.pragma = None
        self.group = None
        self.names = names
        self.typ = typ
        self.values = values


@final
class FuncDecl(Decl):
    """A function or method. A skipped body has ``lazy_body`` set until ``parse_body`` fills ``body``."""

    __slots__ = ("recv", "name", "tparams", "typ", "body", "lazy_body")

    def __init__(self, pos: int, recv: "Field | None", name: "Name", tparams: "list[Field]", typ: "FuncType") -> None:
        self.pos = pos
        self.pragma = None
        self.group = None
        self.recv = recv
        self.name = name
        self.tparams = tparams
        self.typ = typ
        self.body: BlockStmt | None = None  # None: no body, or not parsed yet
        self.lazy_body: LazyBody | None = None  # set while the body is skipped; parse_body() fills body


@final
class LazyBody:
    """Where a skipped body stands: byte offset of its ``{``, scanner position there, position base."""

    __slots__ = ("file", "offset", "end", "line", "col", "base")

    def __init__(self, file: File, offset: int, end: int, line: int, col: int, base: int) -> None:
        self.file = file
        self.offset = offset
        self.end = end  # offset just past the matching "}"
        self.line = line
        self.col = col
        self.base = base


# ---------------------------------------------------------------------------------------------- expressions


class Expr(Node):
    """``mode`` is one of ``types.operand``'s modes, ``typ`` the type found, ``val`` a constant's value or None."""

    __slots__ = ("typ", "val", "mode")

    def __init__(self, pos: int) -> None:
        self.pos = pos
        self.typ: AnyType | None = None
        self.val: object = None
        self.mode: int = 0


@final
class BadExpr(Expr):
    __slots__ = ()


@final
class Name(Expr):
    """``obj`` is what it defines or uses; ``targs`` the type arguments where it denotes an instance."""

    __slots__ = ("value", "obj", "targs", "inst")

    def __init__(self, pos: int, value: str) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.value = value
        self.obj: AnyObject | None = None
        self.targs: list[AnyType] | None = None
        self.inst: AnyType | None = None  # the instantiated type, with targs


@final
class BasicLit(Expr):
    __slots__ = ("value", "kind", "bad")

    def __init__(self, pos: int, value: str, kind: int, bad: bool) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.value = value
        self.kind = kind
        self.bad = bad


@final
class CompositeLit(Expr):
    __slots__ = ("type_expr", "elems", "n_keys", "rbrace")

    def __init__(self, pos: int, type_expr: Expr | None) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.type_expr = type_expr
        self.elems: list[Expr] = []
        self.n_keys: int = 0
        self.rbrace: int = 0


@final
class KeyValueExpr(Expr):
    __slots__ = ("key", "value")

    def __init__(self, pos: int, key: Expr, value: Expr) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.key = key
        self.value = value


@final
class FuncLit(Expr):
    """``range_body``: made from the body of a loop over a function (``lower.rangefunc``)."""

    __slots__ = ("sig", "body", "range_body")

    def __init__(self, pos: int, sig: "FuncType", body: "BlockStmt") -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.sig = sig
        self.body = body
        self.range_body: bool = False


@final
class ParenExpr(Expr):
    __slots__ = ("x",)

    def __init__(self, pos: int, x: Expr) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.x = x


@final
class SelectorExpr(Expr):
    """``selection`` is a ``types.Selection`` unless X is a package name."""

    __slots__ = ("x", "sel", "selection")

    def __init__(self, pos: int, x: Expr, sel: Name) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.x = x
        self.sel = sel
        self.selection: AnyObject | None = None


@final
class IndexExpr(Expr):
    """``x[index]``; more than one type argument is a ListExpr as index."""

    __slots__ = ("x", "index")

    def __init__(self, pos: int, x: Expr, index: Expr) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.x = x
        self.index = index


@final
class SliceExpr(Expr):
    __slots__ = ("x", "lo", "hi", "max", "full")

    def __init__(self, pos: int, x: Expr, lo: Expr | None, hi: Expr | None, max: Expr | None, full: bool) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.x = x
        self.lo = lo
        self.hi = hi
        self.max = max
        self.full = full


@final
class AssertExpr(Expr):
    __slots__ = ("x", "type_expr")

    def __init__(self, pos: int, x: Expr, type_expr: Expr) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.x = x
        self.type_expr = type_expr


@final
class TypeSwitchGuard(Expr):
    __slots__ = ("lhs", "x")

    def __init__(self, pos: int, lhs: Name | None, x: Expr) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.lhs = lhs
        self.x = x


@final
class Operation(Expr):
    """Unary if ``y`` is None. ``*x`` is MUL, ``&x`` is AND, ``<-x`` is RECV, ``^x`` XOR, ``~x`` TILDE."""

    __slots__ = ("op", "x", "y")

    def __init__(self, pos: int, op: int, x: Expr, y: Expr | None) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.op = op
        self.x = x
        self.y = y


@final
class CallExpr(Expr):
    __slots__ = ("fun", "args", "has_dots")

    def __init__(self, pos: int, fun: Expr, args: list[Expr], has_dots: bool) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.fun = fun
        self.args = args
        self.has_dots = has_dots


@final
class ListExpr(Expr):
    __slots__ = ("elems",)

    def __init__(self, pos: int, elems: list[Expr]) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.elems = elems


@final
class ArrayType(Expr):
    __slots__ = ("len", "elem")

    def __init__(self, pos: int, len: Expr | None, elem: Expr) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.len = len  # None: [...]
        self.elem = elem


@final
class SliceType(Expr):
    __slots__ = ("elem",)

    def __init__(self, pos: int, elem: Expr) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.elem = elem


@final
class DotsType(Expr):
    __slots__ = ("elem",)

    def __init__(self, pos: int, elem: Expr) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.elem = elem


@final
class StructType(Expr):
    __slots__ = ("fields", "tags")

    def __init__(self, pos: int) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.fields: list[Field] = []
        self.tags: list[BasicLit | None] = []  # empty, or as long as fields


@final
class Field(Node):
    """Field, parameter, method or embedded element. Names declared in one list share the type node."""

    __slots__ = ("name", "typ")

    def __init__(self, pos: int, name: Name | None, typ: Expr) -> None:
        self.pos = pos
        self.name = name
        self.typ = typ


@final
class InterfaceType(Expr):
    __slots__ = ("methods",)

    def __init__(self, pos: int) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.methods: list[Field] = []


@final
class FuncType(Expr):
    __slots__ = ("params", "results")

    def __init__(self, pos: int, params: list[Field], results: list[Field]) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.params = params
        self.results = results


@final
class MapType(Expr):
    __slots__ = ("key", "value")

    def __init__(self, pos: int, key: Expr, value: Expr) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.key = key
        self.value = value


@final
class ChanType(Expr):
    __slots__ = ("dir", "elem")

    def __init__(self, pos: int, dir: int, elem: Expr) -> None:
        self.pos = pos
        self.typ = None
        self.val = None
        self.mode = 0
        self.dir = dir
        self.elem = elem


# ----------------------------------------------------------------------------------------------- statements


class Stmt(Node):
    __slots__ = ()


class SimpleStmt(Stmt):
    __slots__ = ()


@final
class EmptyStmt(SimpleStmt):
    __slots__ = ()


@final
class LabeledStmt(Stmt):
    __slots__ = ("label", "stmt")

    def __init__(self, pos: int, label: Name, stmt: Stmt) -> None:
        self.pos = pos
        self.label = label
        self.stmt = stmt


@final
class BlockStmt(Stmt):
    __slots__ = ("list", "rbrace")

    def __init__(self, pos: int) -> None:
        self.pos = pos
        self.list: list[Stmt] = []
        self.rbrace: int = 0


@final
class ExprStmt(SimpleStmt):
    __slots__ = ("x",)

    def __init__(self, pos: int, x: Expr) -> None:
        self.pos = pos
        self.x = x


@final
class SendStmt(SimpleStmt):
    __slots__ = ("chan", "value")

    def __init__(self, pos: int, chan: Expr, value: Expr) -> None:
        self.pos = pos
        self.chan = chan
        self.value = value


@final
class DeclStmt(Stmt):
    __slots__ = ("decls",)

    def __init__(self, pos: int) -> None:
        self.pos = pos
        self.decls: list[Decl] = []


@final
class AssignStmt(SimpleStmt):
    """``op`` is DEF for :=, NO_OP for =, else the operation. ``rhs is None``: ``lhs++`` (ADD) or ``lhs--``."""

    __slots__ = ("op", "lhs", "rhs")

    def __init__(self, pos: int, op: int, lhs: Expr, rhs: Expr | None) -> None:
        self.pos = pos
        self.op = op
        self.lhs = lhs
        self.rhs = rhs


@final
class BranchStmt(Stmt):
    """``target`` is the LabeledStmt of a goto, the statement left or continued by break and continue."""

    __slots__ = ("tok", "label", "target")

    def __init__(self, pos: int, tok: int, label: Name | None) -> None:
        self.pos = pos
        self.tok = tok
        self.label = label
        self.target: Stmt | None = None


@final
class CallStmt(Stmt):
    __slots__ = ("tok", "call", "defer_at")

    def __init__(self, pos: int, tok: int, call: Expr) -> None:
        self.pos = pos
        self.tok = tok
        self.call = call
        self.defer_at: Expr | None = None  # set by the range-over-func rewriting


@final
class ReturnStmt(Stmt):
    __slots__ = ("results",)

    def __init__(self, pos: int, results: Expr | None) -> None:
        self.pos = pos
        self.results = results


@final
class IfStmt(Stmt):
    __slots__ = ("init", "cond", "then", "els")

    def __init__(self, pos: int, init: SimpleStmt | None, cond: Expr, then: BlockStmt, els: Stmt | None) -> None:
        self.pos = pos
        self.init = init
        self.cond = cond
        self.then = then
        self.els = els  # IfStmt or BlockStmt


@final
class ForStmt(Stmt):
    """``init`` is a RangeClause for a range loop."""

    __slots__ = ("init", "cond", "post", "body")

    def __init__(
        self, pos: int, init: SimpleStmt | None, cond: Expr | None, post: SimpleStmt | None, body: BlockStmt
    ) -> None:
        self.pos = pos
        self.init = init
        self.cond = cond
        self.post = post
        self.body = body


@final
class SwitchStmt(Stmt):
    __slots__ = ("init", "tag", "body", "rbrace")

    def __init__(self, pos: int, init: SimpleStmt | None, tag: Expr | None) -> None:
        self.pos = pos
        self.init = init
        self.tag = tag
        self.body: list[CaseClause] = []
        self.rbrace: int = 0


@final
class SelectStmt(Stmt):
    __slots__ = ("body", "rbrace")

    def __init__(self, pos: int) -> None:
        self.pos = pos
        self.body: list[CommClause] = []
        self.rbrace: int = 0


@final
class RangeClause(SimpleStmt):
    __slots__ = ("lhs", "define", "x")

    def __init__(self, pos: int, lhs: Expr | None, define: bool, x: Expr) -> None:
        self.pos = pos
        self.lhs = lhs
        self.define = define
        self.x = x


@final
class CaseClause(Node):
    """``cases is None``: default. ``obj`` is the implicit variable of a type switch clause."""

    __slots__ = ("cases", "body", "colon", "obj")

    def __init__(self, pos: int, cases: Expr | None) -> None:
        self.pos = pos
        self.cases = cases
        self.body: list[Stmt] = []
        self.colon: int = 0
        self.obj: AnyObject | None = None


@final
class CommClause(Node):
    __slots__ = ("comm", "body", "colon")

    def __init__(self, pos: int, comm: SimpleStmt | None) -> None:
        self.pos = pos
        self.comm = comm
        self.body: list[Stmt] = []
        self.colon: int = 0


def unparen(x: Expr) -> Expr:
    while isinstance(x, ParenExpr):
        x = x.x
    return x


def unpack_list(x: Expr | None) -> list[Expr]:
    """The elements of a list expression, or the one expression, or nothing."""
    if x is None:
        return []
    if isinstance(x, ListExpr):
        return x.elems
    return [x]
