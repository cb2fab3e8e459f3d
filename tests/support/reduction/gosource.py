"""Syntax trees back to Go text: complete, one statement per line, without comments but with directives.

The text is latin-1 text, as the trees' sources are. Parameters and fields of one list are written one by one.
"""

from goescape.base.pos import pos_line
from goescape.syntax.nodes import (
    BREAK,
    CONTINUE,
    DEF,
    FALLTHROUGH,
    GO,
    MUL,
    OPERATOR_TEXT,
    RECV_ONLY,
    SEND_ONLY,
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
    Decl,
    DeclStmt,
    DotsType,
    EmptyStmt,
    Expr,
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
    Stmt,
    StructType,
    SwitchStmt,
    TypeDecl,
    TypeSwitchGuard,
    VarDecl,
)

WIDE = 90  # a literal whose elements take more than this is written one element per line


def file_text(file: File) -> str:
    return _Writer(file.source.split("\n")).file(file)


def expr_text(expr: Expr) -> str:
    return _Writer([]).expr(expr)


class _Writer:
    def __init__(self, source: list[str]) -> None:
        self.source = source
        self.depth = 0

    # Declarations.

    def file(self, file: File) -> str:
        out = []
        if file.go_version:
            out.append(f"//go:build {file.go_version}\n")
        assert file.pkg_name is not None
        out.append(f"package {file.pkg_name.value}\n")
        k = 0
        while k < len(file.decls):
            decl = file.decls[k]
            group = [decl]
            while isinstance(decl, ConstDecl) and decl.group is not None and k + len(group) < len(file.decls):
                following = file.decls[k + len(group)]
                if following.group is not decl.group:
                    break
                group.append(following)
            k += len(group)
            out.append(self.directives(decl) + self.decls(group) + "\n")
        links = [self.source[pos_line(link.pos) - 1] + "\n" for link in file.linknames]
        return "\n".join(out) + ("\n" + "".join(links) if links else "")

    def directives(self, decl: Decl) -> str:
        if decl.pragma is None:
            return ""
        lines = {pos_line(pos) for _, pos in decl.pragma.flag_pos} | {pos_line(pos) for pos, _ in decl.pragma.embeds}
        return "".join(self.source[line - 1].strip() + "\n" for line in sorted(lines))

    def decls(self, group: list[Decl]) -> str:
        """One declaration, or those of a group in parentheses."""
        if len(group) == 1:
            return self.decl(group[0])
        self.depth += 1
        rows = [self.decl(decl).partition(" ") for decl in group]
        self.depth -= 1
        pad = "\t" * self.depth
        return f"{rows[0][0]} (\n" + "".join(f"{pad}\t{row}\n" for _, _, row in rows) + pad + ")"

    def decl(self, decl: Decl) -> str:
        if isinstance(decl, ImportDecl):
            name = decl.local_name.value + " " if decl.local_name is not None else ""
            return f"import {name}{decl.path.value if decl.path is not None else ''}"
        if isinstance(decl, (ConstDecl, VarDecl)):
            text = "const " if isinstance(decl, ConstDecl) else "var "
            text += ", ".join(name.value for name in decl.names)
            if decl.typ is not None:
                text += " " + self.expr(decl.typ)
            if decl.values is not None:
                text += " = " + self.expr(decl.values)
            return text
        if isinstance(decl, TypeDecl):
            alias = "= " if decl.alias else ""
            return f"type {decl.name.value}{self.type_params(decl.tparams)} {alias}{self.expr(decl.typ)}"
        assert isinstance(decl, FuncDecl)
        text = "func "
        if decl.recv is not None:
            text += self.fields([decl.recv]) + " "
        text += decl.name.value + self.type_params(decl.tparams) + self.signature(decl.typ)
        return text + (" " + self.block(decl.body) if decl.body is not None else "")

    def type_params(self, fields: list[Field]) -> str:
        if not fields:
            return ""
        text = ", ".join(self.field(field) for field in fields)
        only = fields[0].typ
        comma = "," if len(fields) == 1 and isinstance(only, Operation) and only.op == MUL else ""
        return f"[{text}{comma}]"

    def field(self, field: Field) -> str:
        return (field.name.value + " " if field.name is not None else "") + self.expr(field.typ)

    def fields(self, fields: list[Field]) -> str:
        return "(" + ", ".join(self.field(field) for field in fields) + ")"

    def signature(self, sig: FuncType) -> str:
        text = self.fields(sig.params)
        if not sig.results:
            return text
        if len(sig.results) == 1 and sig.results[0].name is None:
            return f"{text} {self.expr(sig.results[0].typ)}"
        return f"{text} {self.fields(sig.results)}"

    # Expressions and types.

    def expr(self, n: Expr) -> str:
        if isinstance(n, (Name, BasicLit)):
            return n.value
        if isinstance(n, SelectorExpr):
            return f"{self.expr(n.x)}.{n.sel.value}"
        if isinstance(n, CallExpr):
            return f"{self.expr(n.fun)}({self.commas(n.args)}{'...' if n.has_dots else ''})"
        if isinstance(n, Operation):
            if n.y is None:
                return OPERATOR_TEXT[n.op] + self.operand(n)
            return f"{self.expr(n.x)} {OPERATOR_TEXT[n.op]} {self.expr(n.y)}"
        if isinstance(n, ParenExpr):
            return f"({self.expr(n.x)})"
        if isinstance(n, IndexExpr):
            return f"{self.expr(n.x)}[{self.expr(n.index)}]"
        if isinstance(n, SliceExpr):
            lo, hi = (self.expr(x) if x is not None else "" for x in (n.lo, n.hi))
            return f"{self.expr(n.x)}[{lo}:{hi}{':' + self.expr(n.max) if n.max is not None else ''}]"
        if isinstance(n, AssertExpr):
            return f"{self.expr(n.x)}.({self.expr(n.type_expr)})"
        if isinstance(n, TypeSwitchGuard):
            return f"{n.lhs.value + ' := ' if n.lhs is not None else ''}{self.expr(n.x)}.(type)"
        if isinstance(n, CompositeLit):
            return self.literal(n)
        if isinstance(n, KeyValueExpr):
            return f"{self.expr(n.key)}: {self.expr(n.value)}"
        if isinstance(n, ListExpr):
            return self.commas(n.elems)
        if isinstance(n, FuncLit):
            return f"func{self.signature(n.sig)} {self.block(n.body)}"
        return self.type(n)

    def operand(self, n: Operation) -> str:
        """Of a unary operator: ``- -x`` and ``& &x`` are two tokens."""
        text = self.expr(n.x)
        return " " + text if text[:1] == OPERATOR_TEXT[n.op][:1] and text[:1] in "+-&<" else text

    def commas(self, elems: list[Expr]) -> str:
        return ", ".join(self.expr(elem) for elem in elems)

    def literal(self, n: CompositeLit) -> str:
        text = self.expr(n.type_expr) if n.type_expr is not None else ""
        elems = self.commas(n.elems)
        if len(elems) <= WIDE or "\n" in elems:
            return f"{text}{{{elems}}}"
        self.depth += 1
        lines = ["\t" * self.depth + self.expr(elem) + ",\n" for elem in n.elems]
        self.depth -= 1
        return f"{text}{{\n{''.join(lines)}" + "\t" * self.depth + "}"

    def type(self, n: Expr) -> str:
        if isinstance(n, ArrayType):
            return f"[{self.expr(n.len) if n.len is not None else '...'}]{self.expr(n.elem)}"
        if isinstance(n, SliceType):
            return f"[]{self.expr(n.elem)}"
        if isinstance(n, DotsType):
            return f"...{self.expr(n.elem)}"
        if isinstance(n, MapType):
            return f"map[{self.expr(n.key)}]{self.expr(n.value)}"
        if isinstance(n, ChanType):
            elem = self.expr(n.elem)
            if n.dir == RECV_ONLY:
                return f"<-chan {elem}"
            return f"chan<- {elem}" if n.dir == SEND_ONLY else f"chan ({elem})" if elem[0] == "<" else f"chan {elem}"
        if isinstance(n, FuncType):
            return f"func{self.signature(n)}"
        if isinstance(n, StructType):
            tags = [tag.value if tag is not None else "" for tag in n.tags] or [""] * len(n.fields)
            rows = [f"{self.field(field)} {tag}".rstrip() for field, tag in zip(n.fields, tags, strict=False)]
            return "struct" + self.braces(rows)
        if isinstance(n, InterfaceType):
            return "interface" + self.braces([self.method(field) for field in n.methods])
        raise TypeError(f"no text for {type(n).__name__}")

    def method(self, field: Field) -> str:
        if field.name is not None and isinstance(field.typ, FuncType):
            return field.name.value + self.signature(field.typ)
        return self.expr(field.typ)

    def braces(self, rows: list[str]) -> str:
        if sum(map(len, rows)) < WIDE:
            return "{" + "; ".join(rows) + "}"
        pad = "\t" * self.depth
        return "{\n" + "".join(f"{pad}\t{row}\n" for row in rows) + pad + "}"

    # Statements.

    def block(self, block: BlockStmt) -> str:
        if not block.list:
            return "{}"
        return "{\n" + self.stmts(block.list) + "\t" * self.depth + "}"

    def stmts(self, stmts: list[Stmt]) -> str:
        self.depth += 1
        text = "".join("\t" * self.depth + self.stmt(s) + "\n" for s in stmts)
        self.depth -= 1
        return text

    def stmt(self, s: Node) -> str:
        if isinstance(s, ExprStmt):
            return self.expr(s.x)
        if isinstance(s, AssignStmt):
            if s.rhs is None:
                return self.expr(s.lhs) + OPERATOR_TEXT[s.op] * 2
            op = ":=" if s.op == DEF else OPERATOR_TEXT[s.op] + "="
            return f"{self.expr(s.lhs)} {op} {self.expr(s.rhs)}"
        if isinstance(s, BlockStmt):
            return self.block(s)
        if isinstance(s, IfStmt):
            return self.if_stmt(s)
        if isinstance(s, ForStmt):
            return self.for_stmt(s)
        if isinstance(s, ReturnStmt):
            return "return" + (" " + self.expr(s.results) if s.results is not None else "")
        if isinstance(s, SwitchStmt):
            init = self.stmt(s.init) + "; " if s.init is not None else ""
            tag = self.expr(s.tag) + " " if s.tag is not None else ""
            return f"switch {init}{tag}" + self.clauses(s.body)
        if isinstance(s, SelectStmt):
            return "select " + self.clauses(s.body)
        if isinstance(s, DeclStmt):
            return self.decls(s.decls) if s.decls else ""
        if isinstance(s, CallStmt):
            return ("go " if s.tok == GO else "defer ") + self.expr(s.call)
        if isinstance(s, SendStmt):
            return f"{self.expr(s.chan)} <- {self.expr(s.value)}"
        if isinstance(s, BranchStmt):
            word = {BREAK: "break", CONTINUE: "continue", FALLTHROUGH: "fallthrough"}.get(s.tok, "goto")
            return word + (" " + s.label.value if s.label is not None else "")
        if isinstance(s, LabeledStmt):
            return f"{s.label.value}:\n" + "\t" * self.depth + (self.stmt(s.stmt) or ";")
        if isinstance(s, RangeClause):
            left = f"{self.expr(s.lhs)} {':=' if s.define else '='} " if s.lhs is not None else ""
            return f"{left}range {self.expr(s.x)}"
        assert isinstance(s, EmptyStmt), type(s).__name__
        return ""

    def if_stmt(self, s: IfStmt) -> str:
        init = self.stmt(s.init) + "; " if s.init is not None else ""
        text = f"if {init}{self.expr(s.cond)} {self.block(s.then)}"
        return text + (" else " + self.stmt(s.els) if s.els is not None else "")

    def for_stmt(self, s: ForStmt) -> str:
        head = ""
        if isinstance(s.init, RangeClause):
            head = self.stmt(s.init) + " "
        elif s.init is not None or s.post is not None:
            init, post = (self.stmt(x) if x is not None else "" for x in (s.init, s.post))
            head = f"{init}; {self.expr(s.cond) if s.cond is not None else ''}; {post} "
        elif s.cond is not None:
            head = self.expr(s.cond) + " "
        return f"for {head}{self.block(s.body)}"

    def clauses(self, clauses: list[CaseClause] | list[CommClause]) -> str:
        pad = "\t" * self.depth
        out = []
        for clause in clauses:
            if isinstance(clause, CaseClause):
                head = f"case {self.expr(clause.cases)}:" if clause.cases is not None else "default:"
            else:
                head = f"case {self.stmt(clause.comm)}:" if clause.comm is not None else "default:"
            out.append(f"{pad}{head}\n{self.stmts(clause.body)}")
        return "{\n" + "".join(out) + pad + "}"
