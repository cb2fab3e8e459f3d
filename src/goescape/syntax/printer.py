"""Syntax trees as text, in the short form of error messages: function and literal bodies are "{…}".

The text is latin-1 text, as the sources are.
"""

from typing import Final

from goescape.syntax.nodes import (
    BREAK,
    CONTINUE,
    FALLTHROUGH,
    GO,
    OPERATOR_TEXT,
    RECV_ONLY,
    SEND_ONLY,
    ArrayType,
    AssertExpr,
    AssignStmt,
    BadExpr,
    BasicLit,
    BranchStmt,
    CallExpr,
    CallStmt,
    ChanType,
    CompositeLit,
    DotsType,
    Expr,
    ExprStmt,
    Field,
    FuncLit,
    FuncType,
    IndexExpr,
    InterfaceType,
    KeyValueExpr,
    ListExpr,
    MapType,
    Name,
    Node,
    Operation,
    ParenExpr,
    RangeClause,
    ReturnStmt,
    SelectorExpr,
    SendStmt,
    SliceExpr,
    SliceType,
    StructType,
    TypeSwitchGuard,
)

DOTS: Final = "\xe2\x80\xa6"  # … in UTF-8


def expr_string(n: Node) -> str:
    """An expression, type or simple statement in gc's short form."""
    out: list[str] = []
    _print(out, n)
    return "".join(out)


def field_list_string(fields: list[Field]) -> str:
    """``(x int, y T)``"""
    out: list[str] = []
    _print_params(out, fields)
    return "".join(out)


def _print(out: list[str], n: Node) -> None:
    if isinstance(n, Name):
        out.append(n.value)
    elif isinstance(n, BasicLit):
        out.append(n.value)
    elif isinstance(n, SelectorExpr):
        _print(out, n.x)
        out.append(".")
        out.append(n.sel.value)
    elif isinstance(n, CallExpr):
        _print(out, n.fun)
        out.append("(")
        _print_list(out, n.args)
        out.append("...)" if n.has_dots else ")")
    elif isinstance(n, Operation):
        _print_operation(out, n)
    elif isinstance(n, ParenExpr):
        out.append("(")
        _print(out, n.x)
        out.append(")")
    elif isinstance(n, IndexExpr):
        _print(out, n.x)
        out.append("[")
        _print(out, n.index)
        out.append("]")
    elif isinstance(n, SliceExpr):
        _print_slice(out, n)
    elif isinstance(n, AssertExpr):
        _print(out, n.x)
        out.append(".(")
        _print(out, n.type_expr)
        out.append(")")
    elif isinstance(n, TypeSwitchGuard):
        if n.lhs is not None:
            out.append(n.lhs.value)
            out.append(" := ")
        _print(out, n.x)
        out.append(".(type)")
    elif isinstance(n, CompositeLit):
        if n.type_expr is not None:
            _print(out, n.type_expr)
        out.append("{" + DOTS + "}" if n.elems else "{}")
    elif isinstance(n, FuncLit):
        _print(out, n.sig)
        out.append(" {" + DOTS + "}" if n.body.list else " {}")
    elif isinstance(n, KeyValueExpr):
        _print(out, n.key)
        out.append(": ")
        _print(out, n.value)
    elif isinstance(n, ListExpr):
        _print_list(out, n.elems)
    elif isinstance(n, BadExpr):
        out.append("<bad expr>")
    elif isinstance(n, Expr):
        _print_type(out, n)
    else:
        _print_stmt(out, n)


def _print_operation(out: list[str], n: Operation) -> None:
    spine: list[Operation] = []
    x: Expr = n
    while isinstance(x, Operation) and x.y is not None:
        spine.append(x)
        x = x.x
    if isinstance(x, Operation):
        out.append(OPERATOR_TEXT[x.op])
        x = x.x
    _print(out, x)
    for k in range(len(spine) - 1, -1, -1):
        op = spine[k]
        out.append(" " + OPERATOR_TEXT[op.op] + " ")
        if op.y is not None:
            _print(out, op.y)


def _print_slice(out: list[str], n: SliceExpr) -> None:
    _print(out, n.x)
    out.append("[")
    if n.lo is not None:
        _print(out, n.lo)
    out.append(":")
    if n.hi is not None:
        _print(out, n.hi)
    if n.max is not None:
        out.append(":")
        _print(out, n.max)
    out.append("]")


def _print_list(out: list[str], elems: list[Expr]) -> None:
    for k in range(len(elems)):
        if k > 0:
            out.append(", ")
        _print(out, elems[k])


def _print_type(out: list[str], n: Expr) -> None:
    if isinstance(n, ArrayType):
        out.append("[")
        if n.len is not None:
            _print(out, n.len)
        else:
            out.append("...")
        out.append("]")
        _print(out, n.elem)
    elif isinstance(n, SliceType):
        out.append("[]")
        _print(out, n.elem)
    elif isinstance(n, DotsType):
        out.append("...")
        _print(out, n.elem)
    elif isinstance(n, MapType):
        out.append("map[")
        _print(out, n.key)
        out.append("]")
        _print(out, n.value)
    elif isinstance(n, ChanType):
        if n.dir == RECV_ONLY:
            out.append("<-")
        out.append("chan<- " if n.dir == SEND_ONLY else "chan ")
        elem = n.elem
        if isinstance(elem, ChanType) and n.dir == 0 and elem.dir == RECV_ONLY:
            # chan (<-chan T) is not chan<- chan T.
            out.append("(")
            _print(out, elem)
            out.append(")")
        else:
            _print(out, elem)
    elif isinstance(n, FuncType):
        out.append("func")
        _print_signature(out, n)
    elif isinstance(n, StructType):
        _print_struct(out, n)
    elif isinstance(n, InterfaceType):
        out.append("interface{")
        for k in range(len(n.methods)):
            m = n.methods[k]
            if k > 0:
                out.append("; ")
            if m.name is not None and isinstance(m.typ, FuncType):
                out.append(m.name.value)
                _print_signature(out, m.typ)
            else:
                _print(out, m.typ)
        out.append("}")


def _print_struct(out: list[str], n: StructType) -> None:
    out.append("struct{")
    fields = n.fields
    k = 0
    while k < len(fields):
        if k > 0:
            out.append("; ")
        f = fields[k]
        end = k + 1
        if f.name is not None:
            out.append(f.name.value)
            # Fields of one list share their type node.
            while end < len(fields) and fields[end].typ is f.typ:
                name = fields[end].name
                if name is None:
                    break
                out.append(", " + name.value)
                end += 1
            out.append(" ")
        _print(out, f.typ)
        tag = n.tags[k] if k < len(n.tags) else None
        if tag is not None:
            out.append(" " + tag.value)
        k = end
    out.append("}")


def _print_signature(out: list[str], sig: FuncType) -> None:
    _print_params(out, sig.params)
    results = sig.results
    if results:
        out.append(" ")
        if len(results) == 1 and results[0].name is None:
            _print(out, results[0].typ)
        else:
            _print_params(out, results)


def _print_params(out: list[str], fields: list[Field]) -> None:
    out.append("(")
    for k in range(len(fields)):
        f = fields[k]
        if k > 0:
            out.append(", ")
        if f.name is not None:
            out.append(f.name.value)
            if k + 1 < len(fields) and fields[k + 1].name is not None and fields[k + 1].typ is f.typ:
                continue
            out.append(" ")
        _print(out, f.typ)
    out.append(")")


def _print_stmt(out: list[str], n: Node) -> None:
    if isinstance(n, ExprStmt):
        _print(out, n.x)
    elif isinstance(n, AssignStmt):
        _print(out, n.lhs)
        if n.rhs is None:
            out.append(OPERATOR_TEXT[n.op] * 2)
        else:
            out.append(" " + OPERATOR_TEXT[n.op] + "= ")
            _print(out, n.rhs)
    elif isinstance(n, SendStmt):
        _print(out, n.chan)
        out.append(" <- ")
        _print(out, n.value)
    elif isinstance(n, RangeClause):
        if n.lhs is not None:
            _print(out, n.lhs)
            out.append(" := " if n.define else " = ")
        out.append("range ")
        _print(out, n.x)
    elif isinstance(n, CallStmt):
        out.append("go " if n.tok == GO else "defer ")
        _print(out, n.call)
    elif isinstance(n, ReturnStmt):
        out.append("return")
        if n.results is not None:
            out.append(" ")
            _print(out, n.results)
    elif isinstance(n, BranchStmt):
        if n.tok == BREAK:
            out.append("break")
        elif n.tok == CONTINUE:
            out.append("continue")
        elif n.tok == FALLTHROUGH:
            out.append("fallthrough")
        else:
            out.append("goto")
        if n.label is not None:
            out.append(" " + n.label.value)
    elif isinstance(n, Field):
        if n.name is not None:
            out.append(n.name.value + " ")
        _print(out, n.typ)
