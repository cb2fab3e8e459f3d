"""Tokens, in the order of gc's token table: follow sets are bit masks over these numbers."""

from typing import Final

T_EOF: Final = 1
T_NAME: Final = 2
T_LITERAL: Final = 3
T_OPERATOR: Final = 4  # any operator but *
T_ASSIGN_OP: Final = 5  # op=
T_INC_OP: Final = 6  # ++ --
T_ASSIGN: Final = 7
T_DEFINE: Final = 8
T_ARROW: Final = 9
T_STAR: Final = 10
T_LPAREN: Final = 11
T_LBRACK: Final = 12
T_LBRACE: Final = 13
T_RPAREN: Final = 14
T_RBRACK: Final = 15
T_RBRACE: Final = 16
T_COMMA: Final = 17
T_SEMI: Final = 18
T_COLON: Final = 19
T_DOT: Final = 20
T_DOTDOTDOT: Final = 21
T_BREAK: Final = 22
T_CASE: Final = 23
T_CHAN: Final = 24
T_CONST: Final = 25
T_CONTINUE: Final = 26
T_DEFAULT: Final = 27
T_DEFER: Final = 28
T_ELSE: Final = 29
T_FALLTHROUGH: Final = 30
T_FOR: Final = 31
T_FUNC: Final = 32
T_GO: Final = 33
T_GOTO: Final = 34
T_IF: Final = 35
T_IMPORT: Final = 36
T_INTERFACE: Final = 37
T_MAP: Final = 38
T_PACKAGE: Final = 39
T_RANGE: Final = 40
T_RETURN: Final = 41
T_SELECT: Final = 42
T_STRUCT: Final = 43
T_SWITCH: Final = 44
T_TYPE: Final = 45
T_VAR: Final = 46

TOKEN_TEXT: Final = [
    "", "EOF", "name", "literal", "op", "op=", "opop", "=", ":=", "<-", "*", "(", "[", "{", ")", "]", "}", ",",
    ";", ":", ".", "...", "break", "case", "chan", "const", "continue", "default", "defer", "else",
    "fallthrough", "for", "func", "go", "goto", "if", "import", "interface", "map", "package", "range", "return",
    "select", "struct", "switch", "type", "var",
]  # fmt: skip

KEYWORDS: Final[dict[str, int]] = {TOKEN_TEXT[tok]: tok for tok in range(T_BREAK, T_VAR + 1)}

PREC_OROR: Final = 1
PREC_ANDAND: Final = 2
PREC_CMP: Final = 3
PREC_ADD: Final = 4
PREC_MUL: Final = 5


def token_string(tok: int) -> str:
    """How an error message names a token."""
    if tok == T_COMMA:
        return "comma"
    if tok == T_SEMI:
        return "semicolon or newline"
    if T_BREAK <= tok <= T_VAR:
        return "keyword " + TOKEN_TEXT[tok]
    return TOKEN_TEXT[tok]
