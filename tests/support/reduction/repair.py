"""Small repairs of what leaving something out breaks: imports, variables and labels without a use, missing returns."""

from goescape.base.pos import pos_col, pos_line
from goescape.syntax.nodes import (
    DEF,
    NO_OP,
    AssignStmt,
    BlockStmt,
    CaseClause,
    CommClause,
    File,
    FuncDecl,
    FuncLit,
    ImportDecl,
    LabeledStmt,
    ListExpr,
    Name,
    Node,
    RangeClause,
    TypeSwitchGuard,
)
from goescape.syntax.walk import descendants
from support.reduction.edits import panic_stmt
from support.reduction.oracle import Refusal


def repair(files: dict[str, File], refusals: list[Refusal]) -> bool:
    """Change the trees so that these errors go away; False if some are of another sort."""
    by_file: dict[str, list[Refusal]] = {}
    for refusal in refusals:
        by_file.setdefault(refusal.path, []).append(refusal)
    for path, found in by_file.items():
        if path not in files or not all(_repair_one(files[path], refusal) for refusal in found):
            return False
    return True


def _at(n: Node, refusal: Refusal) -> bool:
    return pos_line(n.pos) == refusal.line and pos_col(n.pos) == refusal.col


def _repair_one(file: File, refusal: Refusal) -> bool:
    text = refusal.text
    if text.endswith("imported and not used") or "imported as" in text and text.endswith("and not used"):
        for decl in file.decls:
            if isinstance(decl, ImportDecl) and pos_line(decl.pos) == refusal.line:
                file.decls.remove(decl)
                return True
        return False
    nodes = descendants(file)
    if text.startswith("declared and not used"):
        return _blank(nodes, refusal)
    if text == "no new variables on left side of :=":
        return _plain(nodes, refusal)
    if text.startswith("label ") and text.endswith("defined and not used"):
        return _unlabel(nodes, refusal)
    if text == "missing return":
        for n in nodes:
            body = n.body if isinstance(n, (FuncDecl, FuncLit)) else None
            if body is not None and (pos_line(body.rbrace), pos_col(body.rbrace)) == (refusal.line, refusal.col):
                body.list.append(panic_stmt(body))
                return True
    return False


def _blank(nodes: list[Node], refusal: Refusal) -> bool:
    """``x := f()`` → ``_ = f()``"""
    for n in nodes:
        if isinstance(n, TypeSwitchGuard) and n.lhs is not None and _at(n.lhs, refusal):
            n.lhs = None
            return True
        if isinstance(n, Name) and _at(n, refusal):
            n.value = "_"
            for owner in nodes:
                if isinstance(owner, AssignStmt) and owner.op == DEF and _all_blank(owner.lhs):
                    owner.op = NO_OP
                elif isinstance(owner, RangeClause) and owner.define and owner.lhs is not None:
                    if _all_blank(owner.lhs):
                        owner.lhs, owner.define = None, False
            return True
    return False


def _all_blank(x: Node) -> bool:
    names = x.elems if isinstance(x, ListExpr) else [x]
    return all(isinstance(name, Name) and name.value == "_" for name in names)


def _plain(nodes: list[Node], refusal: Refusal) -> bool:
    for n in nodes:
        if isinstance(n, AssignStmt) and n.op == DEF and _at(n, refusal):
            n.op = NO_OP
            return True
    return False


def _unlabel(nodes: list[Node], refusal: Refusal) -> bool:
    for n in nodes:
        if isinstance(n, BlockStmt):
            stmts = n.list
        elif isinstance(n, (CaseClause, CommClause)):
            stmts = n.body
        else:
            continue
        for k, stmt in enumerate(stmts):
            if isinstance(stmt, LabeledStmt) and _at(stmt.label, refusal):
                stmts[k] = stmt.stmt
                return True
    return False
