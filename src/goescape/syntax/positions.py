"""Where nodes begin and end (cmd/compile/internal/syntax/positions.go)."""

from goescape.base.pos import make_pos, pos_base, pos_col, pos_line
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


def start_pos(n: Node) -> int:
    """Where a node's text begins (``pos`` is often an operator inside of it)."""
    while True:
        m: Node | None = None
        if isinstance(n, CompositeLit):
            m = n.type_expr
        elif isinstance(n, KeyValueExpr):
            m = n.key
        elif isinstance(n, (SelectorExpr, IndexExpr, AssertExpr)):
            m = n.x
        elif isinstance(n, TypeSwitchGuard):
            m = n.lhs if n.lhs is not None else n.x
        elif isinstance(n, Operation):
            if n.y is not None:
                m = n.x
        elif isinstance(n, CallExpr):
            m = n.fun
        elif isinstance(n, ListExpr):
            if n.elems:
                m = n.elems[0]
        elif isinstance(n, SendStmt):
            m = n.chan
        elif isinstance(n, AssignStmt):
            m = n.lhs
        elif isinstance(n, RangeClause):
            m = n.lhs if n.lhs is not None else n.x
        elif isinstance(n, File):
            return make_pos(pos_base(n.pos), 1, 1)
        if m is None:
            return n.pos
        n = m


def end_pos(n: Node) -> int:
    """About where a node ends, as gc has it for the extent of scopes: at a closing brace, behind the last name..."""
    while True:
        if isinstance(n, (Name, BasicLit)):
            return make_pos(pos_base(n.pos), pos_line(n.pos), pos_col(n.pos) + len(n.value))
        if isinstance(n, (BlockStmt, SwitchStmt, SelectStmt, CompositeLit)):
            return n.rbrace
        if isinstance(n, File):
            return n.eof
        if isinstance(n, AssignStmt) and n.rhs is None:
            end = end_pos(n.lhs)
            return make_pos(pos_base(end), pos_line(end), pos_col(end) + 2)
        m = _last_child(n)
        if m is None:
            if isinstance(n, (CaseClause, CommClause)):
                return n.colon
            return n.pos
        n = m


def _last_child(n: Node) -> Node | None:
    if isinstance(n, (KeyValueExpr, SendStmt, MapType)):
        return n.value
    if isinstance(n, FuncLit):
        return n.body
    if isinstance(n, (ParenExpr, TypeSwitchGuard, ExprStmt, RangeClause)):
        return n.x
    if isinstance(n, SelectorExpr):
        return n.sel
    if isinstance(n, IndexExpr):
        return n.index
    if isinstance(n, SliceExpr):
        # gc's loop over the indices goes on to the last thing that it finds: the sliced operand.
        return n.x
    if isinstance(n, AssertExpr):
        return n.type_expr
    if isinstance(n, Operation):
        return n.y if n.y is not None else n.x
    if isinstance(n, CallExpr):
        return n.args[-1] if n.args else n.fun
    if isinstance(n, ListExpr):
        return n.elems[-1] if n.elems else None
    if isinstance(n, (ArrayType, SliceType, DotsType, ChanType)):
        return n.elem
    if isinstance(n, StructType):
        return n.fields[-1] if n.fields else None
    if isinstance(n, InterfaceType):
        return n.methods[-1] if n.methods else None
    if isinstance(n, FuncType):
        if n.results:
            return n.results[-1]
        return n.params[-1] if n.params else None
    if isinstance(n, Field):
        return n.typ
    return _last_in_stmt(n)


def _last_in_stmt(n: Node) -> Node | None:
    if isinstance(n, ImportDecl):
        return n.path
    if isinstance(n, (ConstDecl, VarDecl)):
        if n.values is not None:
            return n.values
        return n.typ if n.typ is not None else n.names[-1]
    if isinstance(n, TypeDecl):
        return n.typ
    if isinstance(n, FuncDecl):
        return n.body if n.body is not None else n.typ
    if isinstance(n, LabeledStmt):
        return n.stmt
    if isinstance(n, DeclStmt):
        return n.decls[-1] if n.decls else None
    if isinstance(n, AssignStmt):
        return n.rhs
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
