"""Types, parameters and fields."""

from goescape.syntax.nodes import (
    BOTH_DIR,
    MUL,
    OR,
    RECV_ONLY,
    SEND_ONLY,
    TILDE,
    ArrayType,
    BadExpr,
    BasicLit,
    ChanType,
    DotsType,
    Expr,
    Field,
    FuncType,
    IndexExpr,
    InterfaceType,
    ListExpr,
    MapType,
    Name,
    Operation,
    SelectorExpr,
    SliceType,
    StructType,
)
from goescape.syntax.parser_core import CLOSERS, MAX_NESTING
from goescape.syntax.parser_expr import ExprParser
from goescape.syntax.positions import start_pos
from goescape.syntax.tokens import (
    T_ARROW,
    T_CHAN,
    T_COLON,
    T_COMMA,
    T_DOT,
    T_DOTDOTDOT,
    T_EOF,
    T_FUNC,
    T_INTERFACE,
    T_LBRACE,
    T_LBRACK,
    T_LITERAL,
    T_LPAREN,
    T_MAP,
    T_NAME,
    T_OPERATOR,
    T_RBRACE,
    T_RBRACK,
    T_RPAREN,
    T_SEMI,
    T_STAR,
    T_STRUCT,
    token_string,
)


class TypeParser(ExprParser):
    __slots__ = ()

    def type_(self) -> Expr:
        typ = self.type_or_none()
        if typ is None:
            typ = self.bad_expr()
            self.syntax_error("expected type")
            self.advance(1 << T_COMMA | 1 << T_COLON | 1 << T_SEMI | CLOSERS)
        return typ

    def type_or_none(self) -> Expr | None:
        if self.tok == T_NAME:
            return self.qualified_name(None)
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.too_deep()
        typ = self._type_literal()
        self.depth -= 1
        return typ

    def _type_literal(self) -> Expr | None:
        pos = self.pos
        tok = self.tok
        if tok == T_STAR:
            self.next()
            return Operation(pos, MUL, self.type_(), None)
        if tok == T_ARROW:
            self.next()
            self.want(T_CHAN)
            return ChanType(pos, RECV_ONLY, self.chan_elem())
        if tok == T_FUNC:
            self.next()
            return self.func_type("function type")[1]
        if tok == T_LBRACK:
            self.next()
            if self.got(T_RBRACK):
                return SliceType(pos, self.type_())
            return self.array_type(pos, None)
        if tok == T_CHAN:
            self.next()
            direction = SEND_ONLY if self.got(T_ARROW) else BOTH_DIR
            return ChanType(pos, direction, self.chan_elem())
        if tok == T_MAP:
            self.next()
            self.want(T_LBRACK)
            key = self.type_()
            self.want(T_RBRACK)
            return MapType(pos, key, self.type_())
        if tok == T_STRUCT:
            return self.struct_type()
        if tok == T_INTERFACE:
            return self.interface_type()
        if tok == T_LPAREN:
            self.next()
            typ = self.type_()
            self.want(T_RPAREN)
            return typ
        return None

    def type_instance(self, typ: Expr) -> Expr:
        pos = self.pos
        self.want(T_LBRACK)
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.too_deep()
        index: Expr
        if self.tok == T_RBRACK:
            self.syntax_error("expected type argument list")
            index = self.bad_expr()
        else:
            index = self.type_list(True)[0]
        self.want(T_RBRACK)
        self.depth -= 1
        return IndexExpr(pos, typ, index)

    def func_type(self, context: str) -> tuple[list[Field], FuncType]:
        """Type parameters (an error, if there is a ``context``) and signature."""
        pos = self.pos
        tparams: list[Field] = []
        if self.got(T_LBRACK):
            if context != "":
                self.syntax_error_at(pos, context + " must have no type parameters")
            if self.tok == T_RBRACK:
                self.syntax_error("empty type parameter list")
                self.next()
            else:
                tparams = self.param_list(None, None, T_RBRACK, True, False)
        self.want(T_LPAREN)
        params = self.param_list(None, None, T_RPAREN, False, True)
        return tparams, FuncType(pos, params, self.func_result())

    def array_type(self, pos: int, length: Expr | None) -> Expr:
        """After "[", or after the length if that was read already."""
        if length is None and not self.got(T_DOTDOTDOT):
            self.xnest += 1
            length = self.expr()
            self.xnest -= 1
        if self.tok == T_COMMA:
            self.syntax_error("unexpected comma; expected ]")
            self.next()
        self.want(T_RBRACK)
        return ArrayType(pos, length, self.type_())

    def chan_elem(self) -> Expr:
        typ = self.type_or_none()
        if typ is None:
            typ = self.bad_expr()
            self.syntax_error("missing channel element type")
        return typ

    # ------------------------------------------------------------------------------------------------ structs

    def struct_type(self) -> StructType:
        typ = StructType(self.pos)
        self.want(T_STRUCT)
        self.want(T_LBRACE)
        while self.tok != T_RBRACE and self.tok != T_EOF:
            self.field_decl(typ)
            if self.tok == T_SEMI:
                self.next()
            elif self.tok != T_RBRACE and not self.list_error("struct type", T_SEMI, T_RBRACE):
                return typ
        self.want(T_RBRACE)
        return typ

    def add_field(self, styp: StructType, pos: int, name: Name | None, typ: Expr, tag: BasicLit | None) -> None:
        tags = styp.tags
        styp.fields.append(Field(pos, name, typ))
        if tag is not None or tags:
            while len(tags) < len(styp.fields) - 1:
                tags.append(None)
            tags.append(tag)

    def field_decl(self, styp: StructType) -> None:
        pos = self.pos
        tok = self.tok
        if tok == T_NAME:
            name = self.name()
            tok = self.tok
            if tok == T_DOT or tok == T_LITERAL or tok == T_SEMI or tok == T_RBRACE:
                typ = self.qualified_name(name)
                self.add_field(styp, pos, None, typ, self.literal_or_none())
                return
            if tok == T_LBRACK:
                # An embedded instance T[P1, P2] or a field T of type [P]E or []E.
                typ = self.array_or_targs()
                if isinstance(typ, IndexExpr):
                    typ.x = name
                    self.add_field(styp, pos, None, typ, self.literal_or_none())
                    return
                self.add_field(styp, pos, name, typ, self.literal_or_none())
                return
            names = self.name_list(name)
            typ = self.type_()
            tag = self.literal_or_none()
            for name in names:
                self.add_field(styp, name.pos, name, typ, tag)
        elif tok == T_STAR:
            self.next()
            if self.tok == T_LPAREN:
                self.syntax_error("cannot parenthesize embedded type")
                self.next()
                typ = self.qualified_name(None)
                self.got(T_RPAREN)
            else:
                typ = self.qualified_name(None)
            tag = self.literal_or_none()
            self.add_field(styp, pos, None, Operation(pos, MUL, typ, None), tag)
        elif tok == T_LPAREN:
            self.syntax_error("cannot parenthesize embedded type")
            self.next()
            if self.tok == T_STAR:
                star = self.pos
                self.next()
                typ = Operation(star, MUL, self.qualified_name(None), None)
            else:
                typ = self.qualified_name(None)
            self.got(T_RPAREN)
            self.add_field(styp, pos, None, typ, self.literal_or_none())
        else:
            self.syntax_error("expected field name or embedded type")
            self.advance(1 << T_SEMI | 1 << T_RBRACE)

    def array_or_targs(self) -> Expr:
        """``[]E``, ``[n]E``, or the brackets of an instance: an IndexExpr whose ``x`` the caller sets."""
        pos = self.pos
        self.want(T_LBRACK)
        if self.got(T_RBRACK):
            return SliceType(pos, self.type_())
        n, comma = self.type_list(False)
        self.want(T_RBRACK)
        if not comma:
            elem = self.type_or_none()
            if elem is not None:
                return ArrayType(pos, n, elem)
        return IndexExpr(pos, n, n)

    # --------------------------------------------------------------------------------------------- interfaces

    def interface_type(self) -> InterfaceType:
        typ = InterfaceType(self.pos)
        self.want(T_INTERFACE)
        self.want(T_LBRACE)
        while self.tok != T_RBRACE and self.tok != T_EOF:
            f: Field | None = None
            if self.tok == T_NAME:
                f = self.method_decl()
            if f is None or f.name is None:
                f = self.embedded_elem(f)
            typ.methods.append(f)
            if self.tok == T_SEMI:
                self.next()
            elif self.tok != T_RBRACE and not self.list_error("interface type", T_SEMI, T_RBRACE):
                return typ
        self.want(T_RBRACE)
        return typ

    def method_decl(self) -> Field:
        context = "interface method"
        pos = self.pos
        name = self.name()
        if self.tok == T_LPAREN:
            return Field(pos, name, self.func_type(context)[1])
        if self.tok != T_LBRACK:
            return Field(pos, None, self.qualified_name(name))

        # A method with type parameters (an error), or an embedded instance T[P1, P2].
        bracket = self.pos
        self.next()
        if self.tok == T_RBRACK:
            close = self.pos
            self.next()
            if self.tok == T_LPAREN:
                self.error_at(close, "empty type parameter list")
                return Field(pos, name, self.func_type(context)[1])
            self.error_at(close, "empty type argument list")
            return Field(pos, None, name)
        params = self.param_list(None, None, T_RBRACK, False, False)
        if not params:
            if self.tok == T_LPAREN:
                return Field(pos, name, self.func_type(context)[1])
            return Field(pos, None, name)
        if params[0].name is not None:
            sig = self.func_type(context)[1]
            self.error_at(bracket, "interface method must have no type parameters")
            return Field(pos, name, sig)
        if len(params) == 1:
            index = params[0].typ
        else:
            index = ListExpr(params[0].pos, [p.typ for p in params])
        return Field(pos, None, IndexExpr(bracket, name, index))

    def embedded_elem(self, f: Field | None) -> Field:
        """``~A | B | ...``; ``f`` holds the first term if it was read already."""
        if f is None:
            pos = self.pos
            f = Field(pos, None, self.embedded_term())
        while self.tok == T_OPERATOR and self.op == OR:
            pos = self.pos
            self.next()
            f.typ = Operation(pos, OR, f.typ, self.embedded_term())
        return f

    def embedded_term(self) -> Expr:
        if self.tok == T_OPERATOR and self.op == TILDE:
            pos = self.pos
            self.next()
            return Operation(pos, TILDE, self.type_(), None)
        t = self.type_or_none()
        if t is None:
            t = self.bad_expr()
            self.syntax_error("expected ~ term or type")
            self.advance(1 << T_OPERATOR | 1 << T_SEMI | CLOSERS)
        return t

    # --------------------------------------------------------------------------------------------- parameters

    def func_result(self) -> list[Field]:
        if self.got(T_LPAREN):
            return self.param_list(None, None, T_RPAREN, False, False)
        pos = self.pos
        typ = self.type_or_none()
        if typ is None:
            return []
        return [Field(pos, None, typ)]

    def param_decl_or_none(self, name: Name | None, follow: int) -> "Param | None":
        type_sets = follow == T_RBRACK  # type set notation is all right in type parameter lists
        pos = self.pos
        if name is not None:
            pos = name.pos
        elif type_sets and self.tok == T_OPERATOR and self.op == TILDE:
            return Param(pos, None, self.embedded_elem(None).typ)

        p = Param(pos, None, None)
        if self.tok == T_NAME or name is not None:
            if name is None:
                name = Name(pos, self.lit)
                self.next()
            if self.tok == T_LBRACK:
                typ = self.array_or_targs()
                if isinstance(typ, IndexExpr):
                    typ.x = name
                else:
                    p.name = name
                p.typ = self._union(typ, type_sets)
                return p
            if self.tok == T_DOT:
                p.typ = self._union(self.qualified_name(name), type_sets)
                return p
            if type_sets and self.tok == T_OPERATOR and self.op == OR:
                p.typ = self._union(name, True)
                return p
            p.name = name

        if self.tok == T_DOTDOTDOT:
            dots = self.pos
            self.next()
            elem = self.type_or_none()
            if elem is None:
                p.typ = self.bad_expr()
                self.syntax_error("... is missing type")
            else:
                p.typ = DotsType(dots, elem)
            return p
        if type_sets and self.tok == T_OPERATOR and self.op == TILDE:
            p.typ = self.embedded_elem(None).typ
            return p
        t = self.type_or_none()
        if t is not None:
            p.typ = self._union(t, type_sets)
        if p.name is not None or p.typ is not None:
            return p
        self.syntax_error("expected " + token_string(follow))
        self.advance(1 << T_COMMA | 1 << follow)
        return None

    def _union(self, typ: Expr, type_sets: bool) -> Expr:
        if type_sets and self.tok == T_OPERATOR and self.op == OR:
            return self.embedded_elem(Field(typ.pos, None, typ)).typ
        return typ

    def param_list(
        self, name: Name | None, typ: Expr | None, close: int, require_names: bool, dots_ok: bool
    ) -> list[Field]:
        """Parameters up to ``close``; the opening bracket was read, and so were, if given, the first name and type."""
        if name is not None and typ is not None and self.tok == close:
            self.next()
            return [Field(name.pos, name, typ)]
        params: list[Param] = []
        named = 0  # have name and type
        typed = 0  # have a type
        end = 0
        while self.tok != T_EOF and self.tok != close:
            p: Param | None
            if typ is not None and name is not None:
                p = Param(name.pos, name, typ)
            else:
                p = self.param_decl_or_none(name, close)
            name = None
            typ = None
            if p is not None:
                if p.typ is not None:
                    typed += 1
                    if p.name is not None:
                        named += 1
                params.append(p)
            if self.tok == T_COMMA:
                self.next()
            elif self.tok != close and not self.list_error("parameter list", T_COMMA, close):
                end = self.pos
                break
        if end == 0:
            end = self.pos
            self.want(close)
        if not params:
            return []

        if named == 0 and not require_names:
            # All without names: what was taken for a name is a type.
            for p in params:
                if p.name is not None:
                    p.typ = p.name
                    p.name = None
        elif named != len(params):
            self._distribute_types(params, named == typed, end, require_names)
        fields: list[Field] = []
        for p in params:
            t = p.typ
            assert t is not None
            fields.append(Field(p.pos, p.name, t))
        self._check_dots(fields, dots_ok)
        return fields

    def _distribute_types(self, params: "list[Param]", no_types_at_end: bool, end: int, require_names: bool) -> None:
        """All must have names; who has no type shares that of the parameter to the right."""
        error_pos = 0
        typ: Expr | None = None
        for k in range(len(params) - 1, -1, -1):
            p = params[k]
            if p.typ is not None:
                typ = p.typ
                if p.name is None:
                    error_pos = start_pos(typ)
                    p.name = Name(error_pos, "_")
            elif typ is not None:
                p.typ = typ
            elif p.name is not None:
                error_pos = p.name.pos
                p.typ = BadExpr(error_pos)
        if error_pos == 0:
            return
        if no_types_at_end:
            error_pos = end
            msg = "missing type constraint" if require_names else "missing parameter type"
        elif require_names:
            msg = "missing type parameter name"
            if len(params) == 1:
                msg += " or invalid array length"
        else:
            msg = "missing parameter name"
        self.syntax_error_at(error_pos, msg)

    def _check_dots(self, fields: list[Field], dots_ok: bool) -> None:
        first = True
        for k in range(len(fields)):
            t = fields[k].typ
            if isinstance(t, DotsType) and (not dots_ok or k + 1 < len(fields)):
                if first:
                    first = False
                    if dots_ok:
                        self.error_at(t.pos, "can only use ... with final parameter")
                    else:
                        self.error_at(t.pos, "invalid use of ...")
                fields[k].typ = t.elem

    # -------------------------------------------------------------------------------------------------- names

    def name_list(self, first: Name) -> list[Name]:
        names = [first]
        while self.tok == T_COMMA:
            self.next()
            names.append(self.name())
        return names

    def qualified_name(self, name: Name | None) -> Expr:
        x: Expr
        if name is not None:
            x = name
        elif self.tok == T_NAME:
            x = Name(self.pos, self.lit)
            self.next()
        else:
            x = Name(self.pos, "_")
            self.syntax_error("expected name")
            self.advance(1 << T_DOT | 1 << T_SEMI | 1 << T_RBRACE)
        if self.tok == T_DOT:
            pos = self.pos
            self.next()
            x = SelectorExpr(pos, x, self.name())
        if self.tok == T_LBRACK:
            x = self.type_instance(x)
        return x


class Param:
    """A parameter while it is not known yet whether its name is a type."""

    __slots__ = ("pos", "name", "typ")

    def __init__(self, pos: int, name: Name | None, typ: Expr | None) -> None:
        self.pos = pos
        self.name = name
        self.typ = typ
