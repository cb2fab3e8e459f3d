"""What all of the parser shares: tokens wanted, errors and recovery, directives, nesting.

The parser is one class in a chain of files: core, expressions, types, statements, declarations. What an earlier file
needs of a later one is declared here.
"""

import posixpath
from typing import Final

from goescape.base.errors import ErrorList
from goescape.base.pos import PosBase, PosTable, make_pos, pos_col, pos_line
from goescape.base.text import to_os
from goescape.syntax.nodes import (
    MUL,
    OPERATOR_TEXT,
    TILDE,
    ArrayType,
    AssertExpr,
    BadExpr,
    BasicLit,
    BlockStmt,
    CallExpr,
    ChanType,
    CompositeLit,
    Expr,
    Field,
    FuncLit,
    FuncType,
    IndexExpr,
    InterfaceType,
    Linkname,
    MapType,
    Name,
    Operation,
    ParenExpr,
    Pragma,
    SliceExpr,
    SliceType,
    StructType,
    TypeSwitchGuard,
)
from goescape.syntax.pragmas import add_directive, build_line_version, report_unused, split_fields
from goescape.syntax.scanner import Scanner
from goescape.syntax.tokens import (
    T_ASSIGN,
    T_ASSIGN_OP,
    T_BREAK,
    T_CONST,
    T_CONTINUE,
    T_DEFER,
    T_DEFINE,
    T_EOF,
    T_FALLTHROUGH,
    T_FOR,
    T_GO,
    T_GOTO,
    T_IF,
    T_INC_OP,
    T_LITERAL,
    T_NAME,
    T_OPERATOR,
    T_RBRACE,
    T_RBRACK,
    T_RETURN,
    T_RPAREN,
    T_SELECT,
    T_SEMI,
    T_SWITCH,
    T_TYPE,
    T_VAR,
    token_string,
)

# How deep expressions, types and statements may nest, and how long a chain such as x.f().g()[i] may be. gc knows no
# limit; each level costs us about six Python frames here and no more than that in later phases.
MAX_NESTING: Final = 1000
MAX_CHAIN: Final = 5000

POS_MAX: Final = 1 << 30

# Keywords that start a statement: where an error inside a function is not skipped over.
STOP_SET: Final = (
    1 << T_BREAK
    | 1 << T_CONST
    | 1 << T_CONTINUE
    | 1 << T_DEFER
    | 1 << T_FALLTHROUGH
    | 1 << T_FOR
    | 1 << T_GO
    | 1 << T_GOTO
    | 1 << T_IF
    | 1 << T_RETURN
    | 1 << T_SELECT
    | 1 << T_SWITCH
    | 1 << T_TYPE
    | 1 << T_VAR
)
CLOSERS: Final = 1 << T_RPAREN | 1 << T_RBRACK | 1 << T_RBRACE


def clean_path(name: str) -> str:
    """As Go's filepath.Clean (on Unix)."""
    clean = posixpath.normpath(name)
    return clean[1:] if clean.startswith("//") else clean


def trailing_digits(text: str) -> tuple[int, int, bool]:
    """Of "xxx:123" the index behind the last colon (0: none), the number, and whether it is one."""
    i = text.rfind(":")
    if i < 0:
        return 0, 0, False
    digits = text[i + 1 :]
    if digits == "" or not digits.isascii() or not digits.isdigit():
        return i + 1, 0, False
    if len(digits) > 30:
        digits = digits.lstrip("0")
    if len(digits) > 20:
        return i + 1, 0, False
    n = int(digits) if digits != "" else 0
    return i + 1, min(n, POS_MAX + 1), n < 1 << 64


class ParserCore(Scanner):
    __slots__ = (
        "table", "file_base", "pragma", "go_version", "linknames", "context", "top", "fnest", "xnest", "depth",
        "syntax_errors", "check_branches",
    )  # fmt: skip

    def __init__(
        self, src: str, table: PosTable, errs: ErrorList, file_base: int, base: int, line: int, col: int
    ) -> None:
        super().__init__(src, errs, base, line, col)
        self.table = table
        self.file_base = file_base
        self.pragma: Pragma | None = None
        self.go_version: str = ""
        self.linknames: list[Linkname] = []
        self.context: int = 0
        self.top = False  # before the package clause
        self.fnest: int = 0  # inside a function?
        self.xnest: int = 0  # expression nesting; < 0: in a statement's header, where { starts a block
        self.depth: int = 0
        self.check_branches = True

    # ------------------------------------------------------------------------------------------------- later

    def type_(self) -> Expr:
        raise NotImplementedError

    def type_or_none(self) -> Expr | None:
        raise NotImplementedError

    def func_type(self, context: str) -> tuple[list[Field], FuncType]:
        raise NotImplementedError

    def func_body(self) -> BlockStmt:
        raise NotImplementedError

    # -------------------------------------------------------------------------------------------- directives

    def directive(self, start: int, end: int) -> None:
        pos = self.pos
        block = self.data[start + 1] == 42
        if block:
            text = self.segment(start, end)[2:-2]
        else:
            text = self.segment(start, end)[2:]
            if text.endswith("\r"):
                text = text[:-1]
        line = pos_line(pos)
        col = pos_col(pos)
        if text.startswith("line "):
            if block:
                self.update_base(make_pos(self.file_base, line, col + len(text) + 4), pos, text[5:])
            elif col == 1:
                self.update_base(make_pos(self.file_base, line + 1, 1), pos, text[5:])
            return
        if self.top and text.startswith("go:build"):
            version = build_line_version("//" + text)
            if version is not None:
                self.go_version = version
        if text.startswith("go:"):
            self.go_directive(pos + 2, start, text)

    def go_directive(self, pos: int, start: int, text: str) -> None:
        pragma = self.pragma
        if pragma is None:
            pragma = Pragma()
            self.pragma = pragma
        line_start = self.line_start()
        if line_start >= 0 and self.src[line_start:start].strip(" \t\r") != "":
            self.errs.add(pos, "misplaced compiler directive")
            return
        known = len(pragma.linknames)
        cgo_file = posixpath.basename(self.table.bases[self.file_base].path).startswith("_cgo_")
        add_directive(pragma, pos, text, self.context, cgo_file, self.errs)
        for k in range(known, len(pragma.linknames)):
            link_pos, local, remote = pragma.linknames[k]
            std = split_fields(text)[0] == "go:linknamestd"
            self.linknames.append(Linkname(link_pos, std, local, remote))

    def take_pragma(self) -> Pragma | None:
        pragma = self.pragma
        self.pragma = None
        return pragma

    def clear_pragma(self) -> None:
        """At the end of what takes no pragma: directives seen before it are misplaced."""
        pragma = self.pragma
        if pragma is not None:
            self.pragma = None
            report_unused(pragma, self.errs)

    def update_base(self, after: int, pos: int, text: str) -> None:
        """A line directive ``text`` whose comment starts at ``pos``; it counts from ``after`` on."""
        i, n, ok = trailing_digits(text)
        if i == 0:
            return
        text_pos = pos + 7  # behind "//line "
        if not ok:
            self.error_at(text_pos + i, "invalid line number: " + text[i:])
            return
        i2, n2, ok2 = trailing_digits(text[: i - 1])
        col = 0
        if ok2:
            # filename:line:col
            line = n2
            col = n
            if col == 0 or col > POS_MAX:
                self.error_at(text_pos + i, "invalid column number: " + text[i:])
                return
            text = text[: i - 1]
            i = i2
        else:
            line = n
        if line == 0 or line > POS_MAX:
            self.error_at(text_pos + i, "invalid line number: " + text[i:])
            return
        filename = to_os(text[: i - 1])
        if filename == "" and ok2:
            filename = self.table.bases[self.base].filename
        elif filename != "":
            filename = clean_path(filename)
            if not filename.startswith("/"):
                directory = posixpath.dirname(self.table.bases[self.file_base].filename)
                if directory not in ("", "."):
                    filename = clean_path(directory + "/" + filename)
        path = self.table.bases[self.file_base].path
        self.set_base(self.table.add(PosBase(filename, path, after, line, col, False)))

    # ------------------------------------------------------------------------------------------------ tokens

    def got(self, tok: int) -> bool:
        if self.tok == tok:
            self.next()
            return True
        return False

    def want(self, tok: int) -> None:
        if self.tok == tok:
            self.next()
        else:
            self.syntax_error("expected " + token_string(tok))
            self.advance(0)

    def got_assign(self) -> bool:
        """Take "=", or ":=" with an error."""
        if self.tok == T_DEFINE:
            self.syntax_error("expected =")
            self.next()
            return True
        if self.tok == T_ASSIGN:
            self.next()
            return True
        return False

    def advance(self, follow: int) -> None:
        """Skip to a token of the set ``follow`` (inside a function also to a statement); if it is empty, skip one."""
        if follow == 0:
            if self.tok != T_EOF:
                self.next()
            return
        follow |= 1 << T_EOF
        if self.fnest > 0:
            follow |= STOP_SET
        while not follow >> self.tok & 1:
            self.next()

    # ------------------------------------------------------------------------------------------------ errors

    def syntax_error(self, msg: str) -> None:
        self.syntax_error_at(self.pos, msg)

    def syntax_error_at(self, pos: int, msg: str) -> None:
        if self.tok == T_EOF and self.err_count > 0:
            return
        if msg.startswith("in ") or msg.startswith("at ") or msg.startswith("after "):
            msg = " " + msg
        elif msg.startswith("expected "):
            msg = ", " + msg
        elif msg != "":
            self.error_at(pos, "syntax error: " + msg)
            return
        tok = self.tok
        if tok == T_NAME:
            text = "name " + self.lit
        elif tok == T_SEMI:
            text = self.lit
        elif tok == T_LITERAL:
            text = "literal " + self.lit
        elif tok == T_OPERATOR:
            text = OPERATOR_TEXT[self.op]
        elif tok == T_ASSIGN_OP:
            text = OPERATOR_TEXT[self.op] + "="
        elif tok == T_INC_OP:
            text = OPERATOR_TEXT[self.op] * 2
        else:
            text = token_string(tok)
        self.error_at(pos, "syntax error: unexpected " + text + msg)

    def too_deep(self) -> None:
        """Nested beyond what the later phases could walk: say so and give up on the file."""
        self.error_at(self.pos, "syntax error: nested too deeply")
        self.stop()

    def stop(self) -> None:
        """Act as if the text ended here."""
        self.i = self.n
        self.nlsemi = False
        self.tok = T_EOF

    def list_error(self, context: str, sep: int, close: int) -> bool:
        """In a list, after an element, neither separator nor end came. Whether the end was found."""
        self.syntax_error(
            "in " + context + "; possibly missing " + token_string(sep) + " or " + token_string(close)
        )
        self.advance(CLOSERS)
        return self.tok == close

    def bad_expr(self) -> BadExpr:
        return BadExpr(self.pos)

    # ------------------------------------------------------------------------------------- common productions

    def name(self) -> Name:
        if self.tok == T_NAME:
            n = Name(self.pos, self.lit)
            self.next()
            return n
        n = Name(self.pos, "_")
        self.syntax_error("expected name")
        self.advance(0)
        return n

    def literal_or_none(self) -> BasicLit | None:
        if self.tok == T_LITERAL:
            lit = BasicLit(self.pos, self.lit, self.kind, self.bad)
            self.next()
            return lit
        return None


def is_type_elem(x: Expr) -> bool:
    """Whether x can only be a type element, not an ordinary expression."""
    while True:
        if isinstance(x, (ArrayType, StructType, FuncType, InterfaceType, SliceType, MapType, ChanType)):
            return True
        if isinstance(x, Operation):
            if x.op == TILDE or x.y is not None and is_type_elem(x.y):
                return True
            x = x.x
        elif isinstance(x, ParenExpr):
            x = x.x
        else:
            return False


def is_value(x: Expr) -> bool:
    """Whether x can only be a value, not a type."""
    while True:
        if isinstance(
            x, (BasicLit, CompositeLit, FuncLit, SliceExpr, AssertExpr, TypeSwitchGuard, CallExpr)
        ):
            return True
        if isinstance(x, Operation):
            return x.op != MUL or x.y is not None  # *T may be a type
        if isinstance(x, ParenExpr):
            x = x.x
        elif isinstance(x, IndexExpr):
            if is_value(x.index):
                return True
            x = x.x
        else:
            return False
