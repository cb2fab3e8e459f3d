"""Literals: basic, function and composite."""

from typing import Final, final

from goescape.syntax.nodes import (
    FLOAT_LIT,
    IMAG_LIT,
    INT_LIT,
    ArrayType,
    BasicLit,
    BlockStmt,
    CompositeLit,
    Expr,
    FuncLit,
    KeyValueExpr,
    Name,
)
from goescape.types import constant
from goescape.types.checker_base import CheckerBase
from goescape.types.env import GO1_13, GO1_27, Action
from goescape.types.identity import identical
from goescape.types.lookup import field_path, lookup_field_or_method
from goescape.types.named import is_valid
from goescape.types.operand import CONSTANT, INVALID_MODE, TYPEXPR, VALUE, Operand
from goescape.types.operators import OperatorChecker
from goescape.types.predicates import common_under, is_non_type_param_interface
from goescape.types.types import (
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    UNTYPED_INT,
    UNTYPED_RUNE,
    UNTYPED_STRING,
    Array,
    DeclInfo,
    Map,
    Pointer,
    Signature,
    Slice,
    Struct,
    Type,
    Var,
)
from goescape.types.universe import TYP, TYP_INVALID

# Longer numbers are meaningless, and slow.
MAX_LITERAL: Final = 10000

# Types of literals, by kind of literal.
LITERAL_TYPES: Final = [
    TYP[UNTYPED_INT],
    TYP[UNTYPED_FLOAT],
    TYP[UNTYPED_COMPLEX],
    TYP[UNTYPED_RUNE],
    TYP[UNTYPED_STRING],
]


@final
class FuncLitAction(Action):
    """Check a function literal's body when the statement that it is in is done."""

    __slots__ = ("check", "decl", "sig", "body", "iota")

    def __init__(
        self, check: CheckerBase, decl: DeclInfo | None, sig: Signature, body: BlockStmt, iota: int
    ) -> None:
        super().__init__()
        self.check = check
        self.decl = decl
        self.sig = sig
        self.body = body
        self.iota = iota

    def run(self) -> None:
        self.check.func_body(self.decl, "<function literal>", self.sig, self.body, self.iota)


@final
class FieldTrie:
    """Paths of fields named in a struct literal; none may be a prefix of another."""

    __slots__ = ("children", "field")

    def __init__(self) -> None:
        self.children: dict[int, FieldTrie] = {}
        self.field: Var | None = None  # of a leaf

    def insert(self, path: list[int], field: Var) -> tuple[Var, int]:
        """(field, 0) if it was added; else a field in the way and the length of the common prefix."""
        node = self
        n = len(path)
        for i, index in enumerate(path):
            child = node.children.get(index)
            if child is None:
                child = FieldTrie()
                node.children[index] = child
                if i == n - 1:
                    child.field = field
                    return field, 0
            elif child.field is not None:
                return child.field, i + 1
            node = child
        # Others continue where this one ends.
        while node.field is None:
            node = node.children[min(node.children)]
        return node.field, n


class LiteralChecker(OperatorChecker):
    # ------------------------------------------------------------------------------------------ basic, function

    def lang_compat(self, lit: BasicLit) -> None:
        """Report a number written as the language version does not allow yet."""
        s = lit.value
        if len(s) <= 2 or self.allow_version(GO1_13):
            return
        if "_" in s:
            self.verify_version(lit, GO1_13, "underscore in numeric literal")
            return
        if s[0] != "0":
            return
        radix = s[1]
        if radix == "b" or radix == "B":
            self.verify_version(lit, GO1_13, "binary literal")
        elif radix == "o" or radix == "O":
            self.verify_version(lit, GO1_13, "0o/0O-style octal literal")
        elif lit.kind != INT_LIT and (radix == "x" or radix == "X"):
            self.verify_version(lit, GO1_13, "hexadecimal floating-point literal")

    def basic_lit(self, x: Operand, e: BasicLit) -> None:
        kind = e.kind
        if kind == INT_LIT or kind == FLOAT_LIT or kind == IMAG_LIT:
            self.lang_compat(e)
            n = len(e.value)
            if n > MAX_LITERAL:
                self.error(e, f"excessively long constant: {e.value[:10]}... ({n} chars)")
                x.mode = INVALID_MODE
                return
        val = constant.make_from_literal(e.value, kind)
        if constant.is_unknown(val):
            self.error(e, f"malformed constant: {e.value}")
            x.mode = INVALID_MODE
            return
        x.mode = CONSTANT
        x.typ = LITERAL_TYPES[kind]
        x.val = val
        x.expr = e
        self.overflow(x, e.pos)

    def func_lit(self, x: Operand, e: FuncLit) -> None:
        sig = self.typ(e.sig)
        if not isinstance(sig, Signature):
            self.error(e, f"invalid syntax tree: invalid function literal {self.es(e)}")
            x.mode = INVALID_MODE
            return
        # Not now: the literal may be part of the declaration of a type that its body refers to. But before
        # anything is added to the scope around it.
        self.later(FuncLitAction(self, self.decl, sig, e.body, self.iota))
        x.mode = VALUE
        x.typ = sig

    # ------------------------------------------------------------------------------------------------ composite

    def composite_lit(self, x: Operand, e: CompositeLit, hint: Type | None) -> None:
        """``hint`` is the type of an element whose own type is left out."""
        is_elem = False
        te = e.type_expr
        if te is not None:
            if isinstance(te, ArrayType) and te.len is None:
                # [...]T: the length is set below.
                typ: Type = Array(self.var_type(te.elem), -1)
            else:
                typ = self.typ(te)
            base = typ
        elif hint is not None:
            typ = hint
            base = typ
            # Where an element is a *T, &T is left out, too.
            u0 = common_under(base)
            if isinstance(u0, Pointer):
                base = u0.elem
            is_elem = True
        else:
            self.error(e, "missing type in composite literal")
            typ = TYP_INVALID
            base = typ

        if not self.is_complete(base):
            x.mode = INVALID_MODE
            return

        u = common_under(base)
        if isinstance(u, Struct):
            if e.elems:
                if isinstance(e.elems[0], KeyValueExpr):
                    self.keyed_struct_lit(x, e, u, base)
                else:
                    self.plain_struct_lit(x, e, u, base)
        elif isinstance(u, Array):
            n = self.indexed_elems(e.elems, u.elem, u.len)
            if u.len < 0:
                u.len = n
                if te is not None:
                    self.record_type_and_value(te, TYPEXPR, u, None)
        elif isinstance(u, Slice):
            self.indexed_elems(e.elems, u.elem, -1)
        elif isinstance(u, Map):
            self.map_lit(x, e, u)
        else:
            for elem in e.elems:
                # A key may be the field of a struct: nothing can be said about it.
                self.use_one(elem.value if isinstance(elem, KeyValueExpr) else elem, False)
            if u is None or is_valid(u):
                what = " element" if is_elem else ""
                cause = " (no common underlying type)" if u is None else ""
                self.error(e, f"invalid composite literal{what} type {self.ts(typ)}{cause}")
                x.mode = INVALID_MODE
                return
        x.mode = VALUE
        x.typ = typ

    def keyed_struct_lit(self, x: Operand, lit: CompositeLit, struct: Struct, base: Type) -> None:
        """``T{f: x, g: y}``"""
        visited = FieldTrie()
        for e in lit.elems:
            if not isinstance(e, KeyValueExpr):
                self.error(e, "mixture of field:value and value elements in struct literal")
                continue
            key = e.key
            # The value is checked first, whatever is wrong with the key.
            self.generic_expr(x, e.value, None)
            if not isinstance(key, Name):
                self.error(e, f"invalid field name {self.es(key)} in struct literal")
                continue
            obj, index, indirect = lookup_field_or_method(struct, False, self.pkg, key.value, False)
            if obj is None:
                alt, _, _ = lookup_field_or_method(struct, False, self.pkg, key.value, True)
                self.error(key, self.lookup_error(base, key.value, alt, True))
                continue
            assert index is not None
            if not isinstance(obj, Var):
                self.error(key, f"{self.es(key)} is not a field")
                continue
            if len(index) > 1 and not self.allow_version(GO1_27):
                path = field_path(struct, index)
                what = f"use of promoted field {path} in struct literal of type {self.ts(base)}"
                self.verify_version(key, GO1_27, what)
                continue
            if indirect:
                self.error(key, f"invalid implicit pointer indirection to reach {self.es(key)}")
                continue
            key.obj = obj
            self.assignment(x, obj.type(), "struct literal")
            other, n = visited.insert(index, obj)
            if n != 0:
                if other is obj:
                    self.error(e, f"duplicate field name {obj.name} in struct literal")
                elif n < len(index):
                    self.error(
                        e, f"cannot specify promoted field {obj.name} and enclosing embedded field {other.name}"
                    )
                else:
                    self.error(
                        e, f"cannot specify embedded field {obj.name} and enclosed promoted field {other.name}"
                    )

    def plain_struct_lit(self, x: Operand, lit: CompositeLit, struct: Struct, base: Type) -> None:
        """``T{x, y}``"""
        fields = struct.fields
        for i, e in enumerate(lit.elems):
            if isinstance(e, KeyValueExpr):
                self.error(e, "mixture of field:value and value elements in struct literal")
                continue
            self.generic_expr(x, e, None)
            if i >= len(fields):
                self.error(x, f"too many values in struct literal of type {self.ts(base)}")
                break
            field = fields[i]
            if field.pkg is not self.pkg and not field.exported():
                self.error(
                    x,
                    f"implicit assignment to unexported field {field.name} in struct literal of type {self.ts(base)}",
                )
                continue
            self.assignment(x, field.type(), "struct literal")
        if len(lit.elems) < len(fields):
            hint = ""
            for field in fields:
                if field.pkg is not self.pkg and not field.exported():
                    hint = " (type has unexported fields - use key:value pairs)"
                    break
            self.error(lit.rbrace, f"too few values in struct literal of type {self.ts(base)}{hint}")

    def map_lit(self, x: Operand, lit: CompositeLit, m: Map) -> None:
        """``map[K]V{k: v}``"""
        # In an interface, equal constants of different types are different keys.
        key_is_interface = is_non_type_param_interface(m.key)
        visited: dict[str, list[Type]] = {}
        for e in lit.elems:
            if not isinstance(e, KeyValueExpr):
                self.error(e, "missing key in map literal")
                continue
            self.generic_expr(x, e.key, m.key)
            self.assignment(x, m.key, "map literal")
            if x.mode == INVALID_MODE:
                continue
            if x.mode == CONSTANT:
                duplicate = False
                key = constant.hash_key(x.val)
                types = visited.get(key)
                if types is None:
                    visited[key] = [x.typ]
                elif key_is_interface:
                    for t in types:
                        if identical(t, x.typ):
                            duplicate = True
                            break
                    types.append(x.typ)
                else:
                    duplicate = True
                if duplicate:
                    self.error(x, f"duplicate key {constant.const_string(x.val)} in map literal")
                    continue
            self.generic_expr(x, e.value, m.elem)
            self.assignment(x, m.elem, "map literal")

    def indexed_elems(self, elems: list[Expr], typ: Type, length: int) -> int:
        """Check the elements of an array or slice literal; the result is its length, as far as it is right."""
        visited: set[int] = set()
        index = 0
        max_index = 0
        keyed = False  # without keys there are no duplicates to look for
        for e in elems:
            if isinstance(e, KeyValueExpr):
                keyed = True
                break
        for e in elems:
            valid = False
            value = e
            if isinstance(e, KeyValueExpr):
                t, i = self.index(e.key, length)
                if is_valid(t):
                    if i >= 0:
                        index = i
                        valid = True
                    else:
                        self.error(e, f"index {self.es(e.key)} must be integer constant")
                value = e.value
            elif length >= 0 and index >= length:
                self.error(e, f"index {index} is out of bounds (>= {length})")
            else:
                valid = True
            if valid and keyed:
                if index in visited:
                    self.error(e, f"duplicate index {index} in array or slice literal")
                visited.add(index)
            index += 1
            if index > max_index:
                max_index = index
            x = Operand()
            self.generic_expr(x, value, typ)
            self.assignment(x, typ, "array or slice literal")
        return max_index
