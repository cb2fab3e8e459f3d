"""Walking syntax trees."""

from goescape.syntax.nodes import (
    ArrayType,
    AssertExpr,
    AssignStmt,
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


class Visitor:
    """What :func:`walk` calls. ``visit`` says whether to go into a node, ``leave`` follows if it did."""

    __slots__ = ()

    def visit(self, n: Node) -> bool:
        raise NotImplementedError

    def leave(self, n: Node) -> None:
        return


def walk(root: Node, visitor: Visitor) -> None:
    """Visit root and all below in source order. Nothing here recurses, so that no tree is too deep.

    Type nodes shared by several fields are visited for each; bodies not parsed yet are not seen.
    """
    stack: list[Node | None] = [root]
    entered: list[Node] = []
    while stack:
        n = stack.pop()
        if n is None:
            visitor.leave(entered.pop())
        elif visitor.visit(n):
            entered.append(n)
            stack.append(None)
            below = children(n)
            below.reverse()
            stack += below


def descendants(root: Node) -> list[Node]:
    """root and all nodes below, in source order."""
    result: list[Node] = []
    stack: list[Node] = [root]
    while stack:
        n = stack.pop()
        result.append(n)
        below = children(n)
        below.reverse()
        stack += below
    return result


def children(n: Node) -> list[Node]:
    """The nodes right below n, in source order."""
    out: list[Node | None] = []
    if isinstance(n, SelectorExpr):
        out = [n.x, n.sel]
    elif isinstance(n, CallExpr):
        out = [n.fun]
        out += n.args
    elif isinstance(n, Operation):
        out = [n.x, n.y]
    elif isinstance(n, ExprStmt):
        out = [n.x]
    elif isinstance(n, AssignStmt):
        out = [n.lhs, n.rhs]
    elif isinstance(n, BlockStmt):
        out += n.list
    elif isinstance(n, IfStmt):
        out = [n.init, n.cond, n.then, n.els]
    elif isinstance(n, ReturnStmt):
        out = [n.results]
    elif isinstance(n, ListExpr):
        out += n.elems
    elif isinstance(n, KeyValueExpr):
        out = [n.key, n.value]
    elif isinstance(n, CompositeLit):
        out = [n.type_expr]
        out += n.elems
    elif isinstance(n, IndexExpr):
        out = [n.x, n.index]
    elif isinstance(n, SliceExpr):
        out = [n.x, n.lo, n.hi, n.max]
    elif isinstance(n, ParenExpr):
        out = [n.x]
    elif isinstance(n, AssertExpr):
        out = [n.x, n.type_expr]
    elif isinstance(n, TypeSwitchGuard):
        out = [n.lhs, n.x]
    elif isinstance(n, FuncLit):
        out = [n.sig, n.body]
    elif isinstance(n, Field):
        out = [n.name, n.typ]
    elif isinstance(n, (ArrayType, SliceType, DotsType, StructType, InterfaceType, FuncType, MapType, ChanType)):
        out = _type_children(n)
    elif isinstance(n, (File, ImportDecl, ConstDecl, TypeDecl, VarDecl, FuncDecl)):
        out = _decl_children(n)
    else:
        out = _stmt_children(n)
    return [x for x in out if x is not None]


def _type_children(n: Node) -> list[Node | None]:
    out: list[Node | None] = []
    if isinstance(n, ArrayType):
        out = [n.len, n.elem]
    elif isinstance(n, (SliceType, DotsType, ChanType)):
        out = [n.elem]
    elif isinstance(n, MapType):
        out = [n.key, n.value]
    elif isinstance(n, FuncType):
        out += n.params
        out += n.results
    elif isinstance(n, InterfaceType):
        out += n.methods
    elif isinstance(n, StructType):
        out += n.fields
        out += n.tags
    return out


def _decl_children(n: Node) -> list[Node | None]:
    out: list[Node | None] = []
    if isinstance(n, File):
        out = [n.pkg_name]
        out += n.decls
    elif isinstance(n, ImportDecl):
        out = [n.local_name, n.path]
    elif isinstance(n, (ConstDecl, VarDecl)):
        out += n.names
        out.append(n.typ)
        out.append(n.values)
    elif isinstance(n, TypeDecl):
        out.append(n.name)
        out += n.tparams
        out.append(n.typ)
    elif isinstance(n, FuncDecl):
        out = [n.recv, n.name]
        out += n.tparams
        out.append(n.typ)
        out.append(n.body)
    return out


def _stmt_children(n: Node) -> list[Node | None]:
    out: list[Node | None] = []
    if isinstance(n, ForStmt):
        out = [n.init, n.cond, n.post, n.body]
    elif isinstance(n, RangeClause):
        out = [n.lhs, n.x]
    elif isinstance(n, SwitchStmt):
        out = [n.init, n.tag]
        out += n.body
    elif isinstance(n, CaseClause):
        out = [n.cases]
        out += n.body
    elif isinstance(n, SelectStmt):
        out += n.body
    elif isinstance(n, CommClause):
        out = [n.comm]
        out += n.body
    elif isinstance(n, DeclStmt):
        out += n.decls
    elif isinstance(n, CallStmt):
        out = [n.call]
    elif isinstance(n, BranchStmt):
        out = [n.label]
    elif isinstance(n, LabeledStmt):
        out = [n.label, n.stmt]
    elif isinstance(n, SendStmt):
        out = [n.chan, n.value]
    return out
