"""Changes of syntax trees that make a program smaller. Each can be undone; the compiler decides what is valid."""

from collections.abc import Iterator
from typing import Any

from goescape.syntax.nodes import (
    INT_LIT,
    NO_OP,
    STRING_LIT,
    AssignStmt,
    BasicLit,
    BlockStmt,
    CallExpr,
    CallStmt,
    CaseClause,
    CommClause,
    CompositeLit,
    ConstDecl,
    Decl,
    DeclStmt,
    Expr,
    ExprStmt,
    File,
    ForStmt,
    FuncDecl,
    FuncLit,
    FuncType,
    IfStmt,
    ImportDecl,
    IndexExpr,
    InterfaceType,
    KeyValueExpr,
    LabeledStmt,
    ListExpr,
    Name,
    Node,
    Operation,
    ParenExpr,
    RangeClause,
    ReturnStmt,
    SelectorExpr,
    SelectStmt,
    SendStmt,
    SliceExpr,
    Stmt,
    StructType,
    SwitchStmt,
    TypeDecl,
    TypeSwitchGuard,
    VarDecl,
)
from goescape.syntax.walk import children, descendants


class Edit:
    """A change of one attribute of one object; a list is replaced by a shorter one."""

    def __init__(self, owner: object, attribute: str, value: Any) -> None:
        self.owner = owner
        self.attribute = attribute
        self.value = value

    def swap(self) -> None:
        """Apply, or undo: the value and what it replaces change places."""
        old = getattr(self.owner, self.attribute)
        setattr(self.owner, self.attribute, self.value)
        self.value = old


Edits = list[Edit]


def swap(edits: Edits) -> None:
    for edit in edits:
        edit.swap()


def undo(edits: Edits) -> None:
    for edit in reversed(edits):
        edit.swap()


# Declarations.


def drop_decls(files: list[File], dropped: set[int]) -> Edits:
    """Leave out the declarations with these numbers (counted over all files; imports count but stay)."""
    edits = []
    number = 0
    for file in files:
        kept: list[Decl] = []
        for decl in file.decls:
            if number not in dropped or isinstance(decl, ImportDecl):
                kept.append(decl)
            number += 1
        if len(kept) < len(file.decls):
            edits.append(Edit(file, "decls", kept))
    return edits


def decl_numbers(files: list[File]) -> list[int]:
    decls = [decl for file in files for decl in file.decls]
    return [number for number, decl in enumerate(decls) if not isinstance(decl, ImportDecl)]


def empty_bodies(files: list[File], spared: Node | None) -> list[Edits]:
    """For each function: its body replaced by nothing, or by a panic if it has results."""
    out = []
    for file in files:
        for decl in file.decls:
            if isinstance(decl, FuncDecl) and decl.body is not None and decl.body.list and decl is not spared:
                if decl.typ.results and len(decl.body.list) == 1:
                    continue
                out.append([Edit(decl.body, "list", [panic_stmt(decl)] if decl.typ.results else [])])
    return out


def panic_stmt(at: Node) -> Stmt:
    return ExprStmt(at.pos, CallExpr(at.pos, Name(at.pos, "panic"), [BasicLit(at.pos, "0", INT_LIT, False)], False))


# Lists: statements, clauses, fields, elements.

_LISTS = (
    (BlockStmt, "list"),
    (CaseClause, "body"),
    (CommClause, "body"),
    (SwitchStmt, "body"),
    (SelectStmt, "body"),
    (StructType, "fields"),
    (InterfaceType, "methods"),
    (CompositeLit, "elems"),
    (ListExpr, "elems"),
    (DeclStmt, "decls"),
)


def list_slots(files: list[File], statements: bool) -> Iterator[tuple[Node, str]]:
    """Lists of statements, or all others."""
    for file in files:
        for n in descendants(file):
            for cls, attribute in _LISTS:
                if isinstance(n, cls) and (attribute in ("list", "body")) == statements:
                    yield n, attribute


def without_chunks(files: list[File], size: int, statements: bool) -> list[Edits]:
    """Every list without ``size`` neighbours; of shorter lists only for size 1, the whole for a larger one."""
    out = []
    for owner, attribute in list_slots(files, statements):
        values = getattr(owner, attribute)
        if size > 1 and len(values) < size:
            continue
        for k in range(len(values) - size, -1, -1) if size == 1 else range(0, len(values), size):
            edits = [Edit(owner, attribute, values[:k] + values[k + size :])]
            if isinstance(owner, StructType) and owner.tags:
                edits.append(Edit(owner, "tags", owner.tags[:k] + owner.tags[k + size :]))
            out.append(edits)
    return out


# Statements replaced by what is in them.


def hoisted(files: list[File]) -> list[Edits]:
    """A compound statement replaced by the statements inside of it; parts of a header left out."""
    out: list[Edits] = []
    for owner, attribute in list_slots(files, True):
        values = getattr(owner, attribute)
        if isinstance(owner, (SwitchStmt, SelectStmt)):
            continue
        for k, stmt in enumerate(values):
            for inner in _inner(stmt):
                out.append([Edit(owner, attribute, values[:k] + inner + values[k + 1 :])])
    for file in files:
        for n in descendants(file):
            for attribute in _optional(n):
                if getattr(n, attribute) is not None:
                    out.append([Edit(n, attribute, None)])
    return out


def _inner(stmt: Stmt) -> Iterator[list[Stmt]]:
    if isinstance(stmt, BlockStmt):
        yield stmt.list
    elif isinstance(stmt, LabeledStmt):
        yield [stmt.stmt]
    elif isinstance(stmt, IfStmt):
        head: list[Stmt] = [stmt.init] if stmt.init is not None else []
        yield head + stmt.then.list
        if stmt.els is not None:
            yield head + (stmt.els.list if isinstance(stmt.els, BlockStmt) else [stmt.els])
    elif isinstance(stmt, ForStmt):
        init: list[Stmt] = [stmt.init] if stmt.init is not None and not isinstance(stmt.init, RangeClause) else []
        yield init + stmt.body.list
    elif isinstance(stmt, SwitchStmt):
        for clause in stmt.body:
            yield ([stmt.init] if stmt.init is not None else []) + clause.body
    elif isinstance(stmt, SelectStmt):
        for comm in stmt.body:
            yield ([comm.comm] if comm.comm is not None else []) + comm.body
    elif isinstance(stmt, CallStmt):
        yield [ExprStmt(stmt.pos, stmt.call)]
    elif isinstance(stmt, (ExprStmt, AssignStmt, ReturnStmt, SendStmt)):
        # A value that is computed for nothing may be all that matters.
        for n in descendants(stmt):
            if isinstance(n, CallExpr) and not (isinstance(stmt, ExprStmt) and n is stmt.x):
                yield [ExprStmt(n.pos, n)]
            elif isinstance(n, FuncLit):
                yield n.body.list
        if isinstance(stmt, AssignStmt) and stmt.rhs is not None and not _is_blank(stmt.lhs):
            yield [AssignStmt(stmt.pos, NO_OP, Name(stmt.pos, "_"), stmt.rhs)]


def _is_blank(x: Expr) -> bool:
    return isinstance(x, Name) and x.value == "_"


def _optional(n: Node) -> tuple[str, ...]:
    if isinstance(n, IfStmt):
        return ("init", "els")
    if isinstance(n, ForStmt):
        return ("cond", "post") if isinstance(n.init, RangeClause) else ("init", "cond", "post")
    if isinstance(n, SwitchStmt):
        return ("init", "tag")
    if isinstance(n, SliceExpr):
        return ("lo", "hi", "max")
    if isinstance(n, (VarDecl, ConstDecl)):
        return ("typ", "values")
    if isinstance(n, FuncDecl):
        return ("pragma", "recv")
    if isinstance(n, (RangeClause, TypeSwitchGuard)):
        return ("lhs",)
    return ("results",) if isinstance(n, ReturnStmt) else ()


# Signatures together with the calls.


def without_params(files: list[File]) -> list[Edits]:
    """A parameter or result of a function left out, with the argument in calls that name the function."""
    nodes = [n for file in files for n in descendants(file)]
    calls: dict[str, list[CallExpr]] = {}
    for n in nodes:
        if isinstance(n, CallExpr):
            calls.setdefault(_called(n.fun), []).append(n)
    out: list[Edits] = []
    for n in nodes:
        if isinstance(n, FuncDecl):
            for k in range(len(n.typ.params)):
                out.append(_without_param(n, k, calls.get(n.name.value, []), files))
        if isinstance(n, (FuncDecl, TypeDecl)):
            for k in range(len(n.tparams)):
                out.append([Edit(n, "tparams", n.tparams[:k] + n.tparams[k + 1 :]), *_indexes(n.name.value, k, nodes)])
        if isinstance(n, FuncType):
            for k in range(len(n.results)):
                out.append([Edit(n, "results", n.results[:k] + n.results[k + 1 :])])
            if n.results:
                out.append([Edit(n, "results", []), *[Edit(s, "results", None) for s in nodes if _returns(s)]])
            for k in range(len(n.params)):
                out.append([Edit(n, "params", n.params[:k] + n.params[k + 1 :])])
    return [edits for edits in out if edits]


def _called(fun: Expr) -> str:
    if isinstance(fun, IndexExpr):
        fun = fun.x
    if isinstance(fun, SelectorExpr):
        return fun.sel.value
    return fun.value if isinstance(fun, Name) else ""


def _returns(s: Node) -> bool:
    return isinstance(s, ReturnStmt) and s.results is not None


def _indexes(name: str, k: int, nodes: list[Node]) -> Edits:
    """Type argument k left out wherever the name is instantiated; the last one goes with its brackets."""
    edits = []
    for n in nodes:
        if isinstance(n, IndexExpr) and isinstance(n.x, Name) and n.x.value == name and isinstance(n.index, ListExpr):
            elems = n.index.elems
            if k < len(elems):
                rest = elems[:k] + elems[k + 1 :]
                edits.append(Edit(n, "index", ListExpr(n.pos, rest) if len(rest) > 1 else rest[0]))
    return edits


def _without_param(decl: FuncDecl, k: int, calls: list[CallExpr], files: list[File]) -> Edits:
    edits = [Edit(decl.typ, "params", decl.typ.params[:k] + decl.typ.params[k + 1 :])]
    for call in calls:
        if k < len(call.args):
            edits.append(Edit(call, "args", call.args[:k] + call.args[k + 1 :]))
    return edits


# Expressions.


_EXPR_SLOTS = (
    "x", "y", "lhs", "rhs", "cond", "tag", "values", "results", "value", "index", "typ", "elem", "call", "fun",
    "type_expr", "lo", "hi", "max", "len", "key", "chan", "cases",
)  # fmt: skip


def simpler_exprs(files: list[File]) -> list[Edits]:
    """An expression replaced by a part of it, or by a short one."""
    out: list[Edits] = []
    for file in files:
        for n in descendants(file):
            for attribute in _EXPR_SLOTS:
                old = getattr(n, attribute, None)
                if isinstance(old, Expr) and not isinstance(n, (Name, BasicLit)):
                    out += [[Edit(n, attribute, new)] for new in _replacements(old)]
            for attribute in ("args", "elems"):
                values = getattr(n, attribute, None)
                if isinstance(values, list) and isinstance(n, (CallExpr, ListExpr, CompositeLit)):
                    for k, old in enumerate(values):
                        for new in _replacements(old):
                            out.append([Edit(n, attribute, values[:k] + [new] + values[k + 1 :])])
    return out


def _replacements(old: Expr) -> Iterator[Expr]:
    if isinstance(old, (Operation, CallExpr, SelectorExpr, IndexExpr, SliceExpr, ParenExpr, FuncLit, CompositeLit)):
        for text, literal in (("0", INT_LIT), ('""', STRING_LIT)):
            yield BasicLit(old.pos, text, literal, False)
        yield Name(old.pos, "nil")
        yield Name(old.pos, "true")
    if isinstance(old, ListExpr):
        yield from old.elems
    for n in children(old):
        if (
            isinstance(n, Expr)
            and not isinstance(n, (KeyValueExpr, FuncType, ListExpr))
            and not isinstance(old, FuncLit)
        ):
            yield n
    if isinstance(old, FuncLit) and old.body.list:
        yield FuncLit(old.pos, old.sig, BlockStmt(old.pos))
    if isinstance(old, (StructType, InterfaceType, SelectorExpr, IndexExpr)):
        yield Name(old.pos, "int")
    if isinstance(old, Name) and len(old.value) > 1 and old.value not in ("int", "nil", "true"):
        yield Name(old.pos, "int")
        yield Name(old.pos, "nil")
    if isinstance(old, BasicLit) and old.value not in ("0", "1", '""') and len(old.value) > 1:
        yield BasicLit(old.pos, '""' if old.kind == STRING_LIT else "1", old.kind, False)
