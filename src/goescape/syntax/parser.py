"""Declarations and files: the parser (cmd/compile/internal/syntax/parser.go), and how it is called.

Bodies of functions may be skipped by matching braces and parsed later. Skipping is exact for correct files. Where it
is not sure to be (directives inside, odd literals) the body is parsed at once; and a file in which an error is
found, when and wherever, is parsed again as a whole, so that its errors are the same either way.
"""

from typing import Final, final

from goescape.base.errors import ErrorList
from goescape.base.pos import PosTable, pos_col, pos_line
from goescape.syntax.nodes import (
    MUL,
    OR,
    STRING_LIT,
    BlockStmt,
    CallExpr,
    ConstDecl,
    Decl,
    DeclStmt,
    Expr,
    File,
    FuncDecl,
    FuncType,
    Group,
    ImportDecl,
    LazyBody,
    Name,
    Operation,
    SliceType,
    Stmt,
    TypeDecl,
    VarDecl,
    unparen,
)
from goescape.syntax.parser_core import is_type_elem
from goescape.syntax.parser_stmt import StmtParser
from goescape.syntax.skip import skip_braces
from goescape.syntax.tokens import (
    T_COMMA,
    T_CONST,
    T_DOT,
    T_EOF,
    T_FUNC,
    T_IMPORT,
    T_LBRACE,
    T_LBRACK,
    T_LPAREN,
    T_NAME,
    T_PACKAGE,
    T_RBRACK,
    T_RPAREN,
    T_SEMI,
    T_TYPE,
    T_VAR,
)

DECL_STARTS: Final = 1 << T_IMPORT | 1 << T_CONST | 1 << T_TYPE | 1 << T_VAR | 1 << T_FUNC


def extract_name(x: Expr, force: bool) -> tuple[Name | None, Expr | None]:
    """Split x into a name and a type if it can be read as a type parameter "name type".

    ``P*[]int`` is P and *[]int; ``P*E``, which may be an expression, is split only if ``force``. A name alone is itself
    and None. (None, x): no split.
    """
    if isinstance(x, Name):
        return x, None
    # P *A | B | C: the name is at the far left of the chain.
    spine: list[Operation] = []
    left: Expr = x
    while isinstance(left, Operation) and left.op == OR and left.y is not None:
        spine.append(left)
        force = force or is_type_elem(left.y)
        left = left.x
    name: Expr | None = None
    typ: Expr | None = None
    if isinstance(left, Operation) and left.op == MUL and left.y is not None:
        name = left.x
        if force or is_type_elem(left.y):
            typ = Operation(left.pos, MUL, left.y, None)
    elif isinstance(left, CallExpr) and len(left.args) == 1 and not left.has_dots:
        name = left.fun
        if force or is_type_elem(left.args[0]):
            typ = unparen(left.args[0])
    if not isinstance(name, Name) or typ is None:
        return None, x
    for k in range(len(spine) - 1, -1, -1):
        typ = Operation(spine[k].pos, OR, typ, spine[k].y)
    return name, typ


@final
class Parser(StmtParser):
    __slots__ = ("file", "skip_bodies", "group")

    def __init__(
        self, file: File, src: str, table: PosTable, errs: ErrorList, base: int, line: int, col: int
    ) -> None:
        super().__init__(src, table, errs, file.base, base, line, col)
        self.file = file
        self.skip_bodies = False
        self.group: Group | None = None
        self.context = file.context
        self.check_branches = file.check_branches

    # ------------------------------------------------------------------------------------------------- files

    def parse_file(self) -> None:
        f = self.file
        self.top = True
        self.next()
        f.pos = self.pos
        f.go_version = self.go_version
        self.top = False
        if not self.got(T_PACKAGE):
            self.syntax_error("package statement must be first")
            return
        f.pragma = self.take_pragma()
        f.pkg_name = self.name()
        self.want(T_SEMI)
        self.report_bad(self.i)
        if self.err_count > 0:
            f.pkg_name = None
            return

        prev = T_IMPORT
        while self.tok != T_EOF:
            tok = self.tok
            if tok == T_IMPORT and prev != T_IMPORT:
                self.syntax_error("imports must appear before other declarations")
            prev = tok
            if tok == T_FUNC:
                self.next()
                f.decls.append(self.func_decl())
            elif tok == T_IMPORT or tok == T_CONST or tok == T_TYPE or tok == T_VAR:
                self.next()
                self.decl_group(tok, f.decls)
            else:
                if tok == T_LBRACE and f.decls and _is_empty_func(f.decls[-1]):
                    self.syntax_error("unexpected semicolon or newline before {")
                else:
                    self.syntax_error("non-declaration statement outside function body")
                self.advance(DECL_STARTS)
                continue
            # Before the ";" is taken: comments behind it belong to the next declaration.
            self.clear_pragma()
            if self.tok == T_SEMI:
                self.next()
            elif self.tok != T_EOF:
                self.syntax_error("after top level declaration")
                self.advance(DECL_STARTS)
        self.clear_pragma()
        f.eof = self.pos
        f.linknames = self.linknames

    # ------------------------------------------------------------------------------------------ declarations

    def decl_stmt(self) -> Stmt:
        s = DeclStmt(self.pos)
        tok = self.tok
        self.next()
        outer = self.group
        self.decl_group(tok, s.decls)
        self.group = outer
        return s

    def decl_group(self, tok: int, decls: list[Decl]) -> None:
        """One declaration, or several in parentheses; the keyword has been read."""
        if self.tok != T_LPAREN:
            self.group = None
            decls.append(self.declaration(tok))
            return
        group = Group()
        self.clear_pragma()
        self.next()
        while self.tok != T_RPAREN and self.tok != T_EOF:
            self.group = group
            decls.append(self.declaration(tok))
            if self.tok == T_SEMI:
                self.next()
            elif self.tok != T_RPAREN and not self.list_error("grouped declaration", T_SEMI, T_RPAREN):
                self.group = None
                return
        self.group = None
        self.want(T_RPAREN)

    def declaration(self, tok: int) -> Decl:
        if tok == T_VAR:
            return self.var_decl()
        if tok == T_CONST:
            return self.const_decl()
        if tok == T_TYPE:
            return self.type_decl()
        return self.import_decl()

    def import_decl(self) -> Decl:
        d = ImportDecl(self.pos, None, None)
        d.group = self.group
        d.pragma = self.take_pragma()
        if self.tok == T_NAME:
            d.local_name = self.name()
        elif self.tok == T_DOT:
            d.local_name = Name(self.pos, ".")
            self.next()
        path = self.literal_or_none()
        d.path = path
        if path is None:
            self.syntax_error("missing import path")
            self.advance(1 << T_SEMI | 1 << T_RPAREN)
        elif not path.bad and path.kind != STRING_LIT:
            self.syntax_error_at(path.pos, "import path must be a string")
            path.bad = True
        return d

    def const_decl(self) -> Decl:
        pos = self.pos
        group = self.group
        pragma = self.take_pragma()
        names = self.name_list(self.name())
        typ: Expr | None = None
        values: Expr | None = None
        if self.tok != T_EOF and self.tok != T_SEMI and self.tok != T_RPAREN:
            typ = self.type_or_none()
            if self.got_assign():
                values = self.expr_list()
        d = ConstDecl(pos, names, typ, values)
        d.group = group
        d.pragma = pragma
        return d

    def var_decl(self) -> Decl:
        pos = self.pos
        group = self.group
        pragma = self.take_pragma()
        names = self.name_list(self.name())
        typ: Expr | None = None
        values: Expr | None = None
        if self.got_assign():
            values = self.expr_list()
        else:
            typ = self.type_()
            if self.got_assign():
                values = self.expr_list()
        d = VarDecl(pos, names, typ, values)
        d.group = group
        d.pragma = pragma
        return d

    def type_decl(self) -> Decl:
        pos = self.pos
        d = TypeDecl(pos, Name(pos, "_"), [], False, self.bad_expr())
        d.group = self.group
        d.pragma = self.take_pragma()
        d.name = self.name()
        typ: Expr | None
        if self.tok == T_LBRACK:
            bracket = self.pos
            self.next()
            if self.tok == T_NAME:
                typ = self.array_or_generic(d, bracket)
            elif self.tok == T_RBRACK:
                self.next()
                typ = SliceType(bracket, self.type_())
            else:
                typ = self.array_type(bracket, None)
        else:
            d.alias = self.got_assign()
            typ = self.type_or_none()
        if typ is None:
            typ = self.bad_expr()
            self.syntax_error("in type declaration")
            self.advance(1 << T_SEMI | 1 << T_RPAREN)
        d.typ = typ
        return d

    def array_or_generic(self, d: TypeDecl, bracket: int) -> Expr | None:
        """After ``type T [`` and before a name: the length of an array, or type parameters.

        What follows is read as an expression, and split if it is a name and a type: ``P *C`` reads as a product.
        A name before "[" is a type parameter with a slice or array as constraint (an index expression is never
        constant).
        """
        x: Expr = self.name()
        if self.tok != T_LBRACK:
            self.xnest += 1
            x = self.binary_expr(self.primary_expr(x, False), 0)
            self.xnest -= 1
        name, typ = extract_name(x, self.tok == T_COMMA)
        if name is not None and (typ is not None or self.tok != T_RBRACK):
            d.tparams = self.param_list(name, typ, T_RBRACK, True, False)
            d.alias = self.got_assign()
            return self.type_or_none()
        return self.array_type(bracket, x)

    def func_decl(self) -> FuncDecl:
        pos = self.pos
        pragma = self.take_pragma()
        recv = None
        has_recv = self.got(T_LPAREN)
        if has_recv:
            fields = self.param_list(None, None, T_RPAREN, False, False)
            if not fields:
                self.error_at(self.pos, "method has no receiver")
            else:
                if len(fields) > 1:
                    self.error_at(self.pos, "method has multiple receivers")
                recv = fields[0]
        if self.tok == T_NAME:
            name = self.name()
            tparams, typ = self.func_type("")
        else:
            name = Name(self.pos, "_")
            tparams = []
            typ = FuncType(self.pos, [], [])
            self.syntax_error("expected name" if has_recv else "expected name or (")
            self.advance(1 << T_LBRACE | 1 << T_SEMI)
        f = FuncDecl(pos, recv, name, tparams, typ)
        f.pragma = pragma
        if self.tok == T_LBRACE:
            if not (self.skip_bodies and self.skip_body(f)):
                f.body = self.func_body()
        return f

    def skip_body(self, f: FuncDecl) -> bool:
        start = self.i - 1
        end = skip_braces(self.src, start, self.line_start())
        if end < 0:
            return False
        f.lazy_body = LazyBody(self.file, start, end, pos_line(self.pos), pos_col(self.pos), self.base)
        self.skip_lines(start, end)
        self.i = end
        self.nlsemi = True
        self.next()
        return True

    def parse_body(self) -> BlockStmt:
        """The text is a body and nothing else."""
        self.next()
        body = self.func_body()
        if self.i < self.n or self.tok != T_SEMI or self.lit != "EOF":
            # Braces do not match as they seemed to.
            self.err_count += 1
        return body


def _is_empty_func(d: Decl) -> bool:
    return isinstance(d, FuncDecl) and d.body is None and d.lazy_body is None


def parse_file(
    src: str,
    path: str,
    filename: str,
    table: PosTable,
    errors: ErrorList,
    skip_bodies: bool = False,
    check_branches: bool = True,
    context: int = 0,
) -> File:
    """Parse a file. ``src`` is its latin-1 text, ``path`` where it is, ``filename`` what messages call it.

    ``context`` tells what directives its package may use (``pragmas.pragma_context``). Errors go to ``errors``; without
    a package clause ``pkg_name`` is None.
    """
    base = table.add_file(filename, path)
    errs = ErrorList(table, errors.limit)
    file = _parse(src, path, base, table, errs, skip_bodies, check_branches, context)
    if errs and skip_bodies:
        errs = ErrorList(table, errors.limit)
        file = _parse(src, path, base, table, errs, False, check_branches, context)
    for d in errs.items:
        errors.add(d.pos, d.msg)
    file.broken = bool(errs)
    return file


def _parse(
    src: str, path: str, base: int, table: PosTable, errs: ErrorList, skip: bool, check_branches: bool, context: int
) -> File:
    file = File(0, path, src, base)
    file.context = context
    file.check_branches = check_branches
    parser = Parser(file, src, table, errs, base, 1, 1)
    parser.skip_bodies = skip and not parser.special
    parser.parse_file()
    return file


def parse_body(decl: FuncDecl, table: PosTable, errors: ErrorList) -> BlockStmt:
    """Parse a body that was skipped and set ``decl.body``.

    If it is in error, the errors of the whole file are reported, once.
    """
    lazy = decl.lazy_body
    if lazy is None:
        assert decl.body is not None
        return decl.body
    file = lazy.file
    errs = ErrorList(table, errors.limit)
    parser = Parser(file, file.source[lazy.offset : lazy.end], table, errs, lazy.base, lazy.line, lazy.col)
    body = parser.parse_body()
    decl.body = body
    decl.lazy_body = None
    if (errs or parser.err_count > 0) and not file.broken:
        file.broken = True
        errs = ErrorList(table, errors.limit)
        _parse(file.source, file.path, file.base, table, errs, False, file.check_branches, file.context)
        for d in errs.items:
            errors.add(d.pos, d.msg)
    return body
