"""Where the text of a node begins, and about where it ends."""

from goescape.syntax.nodes import (
    ArrayType,
    AssertExpr,
    AssignStmt,
    BasicLit,
    BlockStmt,
    BranchStmt,
    CallExpr,
    CallStmt,
    CaseClause,
    ChanType,
    CommClause,
    CompositeLit,
    ConstDecl,
    DeclStmt,
    DotsType,
    ExprStmt,
    Field,
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
    MapType,
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
    SliceType,
    StructType,
    SwitchStmt,
    TypeDecl,
    TypeSwitchGuard,
    VarDecl,
)
from goescape.syntax.parser_core import start_pos

__all__ = ["end_pos", "start_pos"]


def end_pos(n: Node) -> int:
    """Right behind names and literals, at the closing brace of blocks, and inside of others (a ``)`` is not known)."""
    while True:
        last = last_child(n)
        if last is None:
            break
        n = last
    if isinstance(n, (Name, BasicLit)):
        return n.pos + len(n.value)
    if isinstance(n, (CompositeLit, BlockStmt, SwitchStmt, SelectStmt)):
        return n.rbrace
    if isinstance(n, (CaseClause, CommClause)):
        return n.colon
    if isinstance(n, File):
        return n.eof
    return n.pos


def last_child(n: Node) -> Node | None:
    """The node in n that n ends with, None if n is the end itself."""
    if isinstance(n, Operation):
        return n.y if n.y is not None else n.x
    if isinstance(n, SelectorExpr):
        return n.sel
    if isinstance(n, CallExpr):
        return n.args[-1] if n.args else n.fun
    if isinstance(n, ParenExpr):
        return n.x
    if isinstance(n, IndexExpr):
        return n.index
    if isinstance(n, SliceExpr):
        for e in (n.max, n.hi, n.lo):
            if e is not None:
                return e
        return n.x
    if isinstance(n, KeyValueExpr):
        return n.value
    if isinstance(n, FuncLit):
        return n.body
    if isinstance(n, AssertExpr):
        return n.type_expr
    if isinstance(n, TypeSwitchGuard):
        return n.x
    if isinstance(n, ListExpr):
        return n.elems[-1] if n.elems else None
    if isinstance(n, (ArrayType, SliceType, DotsType, ChanType)):
        return n.elem
    if isinstance(n, MapType):
        return n.value
    if isinstance(n, StructType):
        return n.fields[-1] if n.fields else None
    if isinstance(n, InterfaceType):
        return n.methods[-1] if n.methods else None
    if isinstance(n, Field):
        return n.typ
    if isinstance(n, FuncType):
        if n.results:
            return n.results[-1]
        return n.params[-1] if n.params else None
    return last_of_stmt(n)


def last_of_stmt(n: Node) -> Node | None:
    if isinstance(n, (ConstDecl, VarDecl)):
        if n.values is not None:
            return n.values
        if n.typ is not None:
            return n.typ
        return n.names[-1] if n.names else None
    if isinstance(n, TypeDecl):
        return n.typ
    if isinstance(n, FuncDecl):
        return n.body if n.body is not None else n.typ
    if isinstance(n, ImportDecl):
        return n.path
    if isinstance(n, AssignStmt):
        return n.rhs if n.rhs is not None else n.lhs
    if isinstance(n, (ExprStmt, RangeClause)):
        return n.x
    if isinstance(n, SendStmt):
        return n.value
    if isinstance(n, LabeledStmt):
        return n.stmt
    if isinstance(n, DeclStmt):
        return n.decls[-1] if n.decls else None
    if isinstance(n, BranchStmt):
        return n.label
    if isinstance(n, CallStmt):
        return n.call
    if isinstance(n, ReturnStmt):
        return n.results
    if isinstance(n, IfStmt):
        return n.els if n.els is not None else n.then
    if isinstance(n, ForStmt):
        return n.body
    if isinstance(n, (CaseClause, CommClause)):
        return n.body[-1] if n.body else None
    return None
