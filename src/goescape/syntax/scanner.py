"""The scanner: latin-1 source text to tokens.

``next`` sets ``tok``, ``pos`` and, depending on the token, ``lit``, ``kind``/``bad`` (literals) and ``op``/``prec``
(operators).
"""


from goescape.base.pos import BASE_SHIFT
from goescape.base.text import (
    rune_name,
)
from goescape.syntax.nodes import (
    ADD,
    AND,
    AND_NOT,
    ANDAND,
    DIV,
    EQL,
    GEQ,
    GTR,
    INT_LIT,
    LEQ,
    LSS,
    MUL,
    NEQ,
    NOT,
    OR,
    OROR,
    REM,
    SHL,
    SHR,
    SUB,
    TILDE,
    XOR,
)
from goescape.syntax.scan_base import CHAR_CLASS, CHAR_TOKEN, K_CLOSE, K_DIGIT, K_LETTER, K_OPEN, LINE_STEP, ScanBase
from goescape.syntax.tokens import (
    KEYWORDS,
    PREC_ADD,
    PREC_ANDAND,
    PREC_CMP,
    PREC_MUL,
    PREC_OROR,
    T_ARROW,
    T_ASSIGN,
    T_ASSIGN_OP,
    T_BREAK,
    T_COLON,
    T_CONTINUE,
    T_DEFINE,
    T_DOT,
    T_DOTDOTDOT,
    T_EOF,
    T_FALLTHROUGH,
    T_INC_OP,
    T_LITERAL,
    T_NAME,
    T_OPERATOR,
    T_RETURN,
    T_SEMI,
    T_STAR,
)


class Scanner(ScanBase):
    __slots__ = ()

    def next(self) -> None:
        """Scan the next token. Long, because it is the dispatch over first characters."""
        data = self.data
        i = self.i
        while True:
            c = data[i]
            while c <= 32:
                if c == 32 or c == 9 or c == 13:
                    i += 1
                elif c == 10:
                    if self.nlsemi:
                        self.nlsemi = False
                        self.pos = self._special_pos(i) if self.special else self.line_off + i
                        self.tok = T_SEMI
                        self.lit = "newline"
                        self.i = i + 1
                        self.line_bits += LINE_STEP
                        self.line_off = self.line_bits - i
                        return
                    self.line_bits += LINE_STEP
                    self.line_off = self.line_bits - i
                    i += 1
                else:
                    break
                c = data[i]

            self.pos = self._special_pos(i) if self.special else self.line_off + i
            k = CHAR_CLASS[c]
            if k == K_LETTER:
                end = self.cls.find(" ", i)
                if data[end] >= 128:
                    end = self._ident_end(end)
                lit = self.segment(i, end) if self.special else self.src[i:end]
                self.i = end
                tok = KEYWORDS.get(lit, T_NAME)
                self.tok = tok
                if tok == T_NAME:
                    self.lit = lit
                    self.nlsemi = True
                else:
                    self.nlsemi = tok == T_RETURN or tok == T_BREAK or tok == T_CONTINUE or tok == T_FALLTHROUGH
                return
            if k == K_OPEN:
                self.tok = CHAR_TOKEN[c]
                self.nlsemi = False
                self.i = i + 1
                return
            if k == K_CLOSE:
                self.tok = CHAR_TOKEN[c]
                self.nlsemi = True
                self.i = i + 1
                return
            if c == 46:  # .
                d = data[i + 1]
                if CHAR_CLASS[d] == K_DIGIT:
                    self._number(i, True)
                    return
                self.nlsemi = False
                if d == 46 and data[i + 2] == 46:
                    self.tok = T_DOTDOTDOT
                    self.i = i + 3
                    return
                self.tok = T_DOT
                self.i = i + 1
                if d == 46 and data[i + 2] == 10:
                    # gc goes back over the line break, and counts it twice.
                    self.line_bits += LINE_STEP
                    self.line_off = self.line_bits + 1 - i
                return
            if c == 34:  # "
                self._string(i)
                return
            if c == 61:  # =
                self.nlsemi = False
                if data[i + 1] == 61:
                    self._operator(i + 2, EQL, PREC_CMP)
                    return
                self.tok = T_ASSIGN
                self.i = i + 1
                return
            if c == 58:  # :
                self.nlsemi = False
                if data[i + 1] == 61:
                    self.tok = T_DEFINE
                    self.i = i + 2
                    return
                self.tok = T_COLON
                self.i = i + 1
                return
            if k == K_DIGIT:
                end = self.cls.find(" ", i)
                # A plain decimal number is by far the most common.
                if data[end] != 46 and (end == i + 1 or c != 48) and self.src[i:end].isdigit():
                    self.tok = T_LITERAL
                    self.nlsemi = True
                    self.lit = self.segment(i, end) if self.special else self.src[i:end]
                    self.bad = False
                    self.kind = INT_LIT
                    self.i = end
                    return
                self._number(i, False)
                return
            if c == 47:  # /
                d = data[i + 1]
                if d == 47:
                    i = self._line_comment(i)
                    continue
                if d == 42:
                    end = self._block_comment(i)
                    if end < 0:
                        return
                    i = end
                    continue
                self.nlsemi = False
                self._assign_op(i + 1, DIV, PREC_MUL)
                return
            if c == 0:
                if i >= self.n:
                    self.i = self.n
                    if self.nlsemi:
                        self.nlsemi = False
                        self.tok = T_SEMI
                        self.lit = "EOF"
                        return
                    self.tok = T_EOF
                    return
            elif c == 96:  # `
                self._raw_string(i)
                return
            elif c == 39:  # '
                self._rune(i)
                return
            elif c == 59:  # ;
                self.nlsemi = False
                self.tok = T_SEMI
                self.lit = "semicolon"
                self.i = i + 1
                return
            elif c >= 128:
                end = self._ident_end(self._first_char(i))
                self.lit = self.segment(i, end) if self.special else self.src[i:end]
                self.tok = T_NAME
                self.nlsemi = True
                self.i = end
                return
            elif self._punctuation(i, c):
                return
            self.scan_error(i, "invalid character " + rune_name(c))
            i += 1

    def _operator(self, end: int, op: int, prec: int) -> None:
        self.tok = T_OPERATOR
        self.op = op
        self.prec = prec
        self.i = end

    def _assign_op(self, end: int, op: int, prec: int) -> None:
        """An operator that "=" may follow."""
        self.op = op
        self.prec = prec
        if self.data[end] == 61:
            self.tok = T_ASSIGN_OP
            self.i = end + 1
        else:
            self.tok = T_OPERATOR
            self.i = end

    def _inc_op(self, i: int, c: int, op: int) -> None:
        if self.data[i + 1] != c:
            self._assign_op(i + 1, op, PREC_ADD)
            return
        self.op = op
        self.prec = PREC_ADD
        self.nlsemi = True
        self.tok = T_INC_OP
        self.i = i + 2

    def _punctuation(self, i: int, c: int) -> bool:
        """Operators, less = : . / that ``next`` sees to. False if c is none."""
        nlsemi = self.nlsemi
        self.nlsemi = False
        d = self.data[i + 1]
        if c == 42:  # *
            self.op = MUL
            self.prec = PREC_MUL
            if d == 61:
                self.tok = T_ASSIGN_OP
                self.i = i + 2
            else:
                self.tok = T_STAR
                self.i = i + 1
        elif c == 38:  # &
            if d == 38:
                self._operator(i + 2, ANDAND, PREC_ANDAND)
            elif d == 94:
                self._assign_op(i + 2, AND_NOT, PREC_MUL)
            else:
                self._assign_op(i + 1, AND, PREC_MUL)
        elif c == 33:  # !
            if d == 61:
                self._operator(i + 2, NEQ, PREC_CMP)
            else:
                self._operator(i + 1, NOT, 0)
        elif c == 43:  # +
            self._inc_op(i, c, ADD)
        elif c == 45:  # -
            self._inc_op(i, c, SUB)
        elif c == 60:  # <
            if d == 61:
                self._operator(i + 2, LEQ, PREC_CMP)
            elif d == 60:
                self._assign_op(i + 2, SHL, PREC_MUL)
            elif d == 45:
                self.tok = T_ARROW
                self.i = i + 2
            else:
                self._operator(i + 1, LSS, PREC_CMP)
        elif c == 62:  # >
            if d == 61:
                self._operator(i + 2, GEQ, PREC_CMP)
            elif d == 62:
                self._assign_op(i + 2, SHR, PREC_MUL)
            else:
                self._operator(i + 1, GTR, PREC_CMP)
        elif c == 124:  # |
            if d == 124:
                self._operator(i + 2, OROR, PREC_OROR)
            else:
                self._assign_op(i + 1, OR, PREC_ADD)
        elif c == 37:  # %
            self._assign_op(i + 1, REM, PREC_MUL)
        elif c == 94:  # ^
            self._assign_op(i + 1, XOR, PREC_ADD)
        elif c == 126:  # ~
            self._operator(i + 1, TILDE, 0)
        else:
            self.nlsemi = nlsemi
            return False
        return True

    # ---------------------------------------------------------------------------------------------- comments

    def _line_comment(self, i: int) -> int:
        """Skip a // comment at i; the line break is left."""
        end = self.src.find("\n", i)
        if end < 0:
            end = self.n
        c = self.data[i + 2]
        if c == 103 and self.src.startswith("go:", i + 2) or c == 108 and self.src.startswith("line ", i + 2):
            self.directive(i, end)
        return end

    def _block_comment(self, i: int) -> int:
        """Skip a /* comment at i. If it acts as a line break the token is set and the result is -1."""
        end = self.src.find("*/", i + 2)
        if end < 0:
            self.token_error(self.n, "comment not terminated")
            end = self.n
            terminated = False
        else:
            end += 2
            terminated = True
        line = self.line_bits
        pos = self.pos
        if self.src.find("\n", i, end) >= 0:
            self.skip_lines(i, end)
        multiple = self.line_bits != line
        if terminated and self.data[i + 2] == 108 and self.src.startswith("line ", i + 2):
            self.directive(i, end)
            pos = pos & ((1 << BASE_SHIFT) - 1) | (self.base << BASE_SHIFT)
        if multiple and self.nlsemi:
            self.pos = pos
            self.nlsemi = False
            self.lit = "newline"
            self.tok = T_SEMI
            self.i = end
            return -1
        return end
