"""Struct types, interface types and unions."""

from typing import Final, final

from goescape.syntax.nodes import (
    MUL,
    OR,
    STRING_LIT,
    TILDE,
    BasicLit,
    Expr,
    IndexExpr,
    InterfaceType,
    Name,
    Operation,
    SelectorExpr,
    StructType,
)
from goescape.syntax.positions import end_pos, start_pos
from goescape.types import constant
from goescape.types.checker_base import ErrorParts
from goescape.types.env import Action
from goescape.types.identity import compute_interface_type_set, identical, sort_methods
from goescape.types.named import as_named, is_valid, obj_id, unalias, under
from goescape.types.operand import TYPEXPR
from goescape.types.predicates import is_type_param
from goescape.types.types import (
    FIELD_VAR,
    RECV_VAR,
    UNSAFE_POINTER,
    Basic,
    Func,
    Interface,
    Object,
    Pointer,
    Signature,
    Struct,
    Term,
    Type,
    TypeName,
    Union,
    Var,
)
from goescape.types.typeset import overlapping_term, term_string
from goescape.types.typexpr import TypeExprChecker
from goescape.types.universe import TOP_TYPE_SET, TYP_INVALID, UNIVERSE_COMPARABLE

MAX_TERM_COUNT: Final = 100  # of a union: working with terms takes time quadratic in their number


@final
class EmbeddedFieldAction(Action):
    """An embedded field's type must be T or *T, T no pointer, *T no pointer to an interface."""

    __slots__ = ("check", "pos", "typ")

    def __init__(self, check: TypeExprChecker, pos: int, typ: Type) -> None:
        self.check = check
        self.pos = pos
        self.typ = typ

    def run(self) -> None:
        c = self.check
        t = self.typ
        is_ptr = False
        p = unalias(t)
        if isinstance(p, Pointer):
            is_ptr = True
            t = p.elem
        u = under(t)
        if isinstance(u, Basic):
            if is_valid(t) and u.bkind == UNSAFE_POINTER:
                c.error(self.pos, "embedded field type cannot be unsafe.Pointer")
        elif isinstance(u, Pointer):
            c.error(self.pos, "embedded field type cannot be a pointer")
        elif isinstance(u, Interface):
            if is_type_param(t):
                c.error(self.pos, "embedded field type cannot be a (pointer to a) type parameter")
            elif is_ptr:
                c.error(self.pos, "embedded field type cannot be a pointer to an interface")


@final
class TypeSetAction(Action):
    """Compute an interface's type set, for the errors in it."""

    __slots__ = ("check", "pos", "iface")

    def __init__(self, check: TypeExprChecker, pos: int, iface: Interface) -> None:
        self.check = check
        self.pos = pos
        self.iface = iface

    def run(self) -> None:
        compute_interface_type_set(self.check, self.pos, self.iface)


@final
class UnionAction(Action):
    """A union's terms must be valid and disjoint."""

    __slots__ = ("check", "exprs", "terms")

    def __init__(self, check: TypeExprChecker, exprs: list[Expr], terms: list[Term]) -> None:
        self.check = check
        self.exprs = exprs
        self.terms = terms

    def run(self) -> None:
        i = 0
        for t in self.terms:
            assert t.typ is not None
            if is_valid(t.typ):
                self.check_term(i, t, t.typ)
            i += 1

    def check_term(self, i: int, t: Term, typ: Type) -> None:
        c = self.check
        e = self.exprs[i]
        u = under(typ)
        if t.tilde:
            if isinstance(u, Interface):
                c.error(e, f"invalid use of ~ ({c.ts(typ)} is an interface)")
                return
            if not identical(u, typ):
                c.error(e, f"invalid use of ~ (underlying type of {c.ts(typ)} is {c.ts(u)})")
                return
        # An interface that is alone never gets here, there are at least two terms in the source.
        if isinstance(u, Interface):
            s = term_string(t, None)
            tset = compute_interface_type_set(c, 0, u)
            if tset.methods:
                c.error(e, f"cannot use {s} in union ({s} contains methods)")
            elif typ is UNIVERSE_COMPARABLE.typ:
                c.error(e, "cannot use comparable in union")
            elif tset.comparable:
                c.error(e, f"cannot use {s} in union ({s} embeds comparable)")
            return
        j = overlapping_term(self.terms, i, t)
        if j >= 0:
            c.error(e, f"overlapping terms {term_string(t, None)} and {term_string(self.terms[j], None)}")


def embedded_field_ident(e: Expr) -> Name | None:
    """The name that an embedded field ``T``, ``*T``, ``p.T`` or ``T[P]`` has, None if it has not such a form."""
    if isinstance(e, Operation) and e.op == MUL and e.y is None:
        e = e.x
        if isinstance(e, Operation):
            return None
    while isinstance(e, IndexExpr):
        e = e.x
    if isinstance(e, Name):
        return e
    if isinstance(e, SelectorExpr):
        return e.sel
    return None


class StructChecker(TypeExprChecker):
    def struct_type(self, st: Struct, e: StructType) -> None:
        fields: list[Var] = []
        tags: list[str] = []
        has_tags = False
        seen: dict[str, Object] = {}
        typ: Type = TYP_INVALID
        prev: Expr | None = None
        i = -1
        for f in e.fields:
            i += 1
            # Fields declared together share the type expression.
            if f.typ is not prev:
                typ = self.var_type(f.typ)
                prev = f.typ
            tag = ""
            if i < len(e.tags):
                tag = self.tag(e.tags[i])
            name = f.name
            embedded = name is None
            ftyp = typ
            pos = 0
            if name is None:
                pos = start_pos(f.typ)
                name = embedded_field_ident(f.typ)
                if name is None:
                    self.error(pos, f"invalid syntax tree: invalid embedded field type {self.es(f.typ)}")
                    name = Name(pos, "_")
                    ftyp = TYP_INVALID
                    tag = ""
                    pos = 0
            fld = Var(name.pos, self.pkg, name.value, ftyp, FIELD_VAR)
            fld.embedded = embedded
            if tag != "" and not has_tags:
                has_tags = True
                tags = [""] * len(fields)
            if name.value == "_" or self.declare_in_set(seen, name.pos, fld):
                fields.append(fld)
                if has_tags:
                    tags.append(tag)
                if not embedded:
                    name.obj = fld  # an embedded field's name keeps the type name that it uses
            if pos != 0:
                self.later(EmbeddedFieldAction(self, pos, ftyp))
        st.fields = fields
        st.tags = tags

    def declare_in_set(self, seen: dict[str, Object], pos: int, obj: Object) -> bool:
        oid = obj_id(obj)
        alt = seen.get(oid)
        if alt is not None:
            err = ErrorParts()
            err.add(pos, f"{obj.name} redeclared")
            err.add_alt_decl(alt)
            self.report(err)
            return False
        seen[oid] = obj
        return True

    def tag(self, lit: BasicLit | None) -> str:
        if lit is None or lit.bad:
            return ""
        if lit.kind == STRING_LIT:
            val = constant.make_from_literal(lit.value, STRING_LIT)
            if isinstance(val, str):
                return val
        self.error(lit, f'invalid syntax tree: incorrect tag syntax: "{lit.value}"')
        return ""

    # ---------------------------------------------------------------------------------------- interfaces

    def interface_type(self, iface: Interface, e: InterfaceType, obj: TypeName | None) -> None:
        for f in e.methods:
            fname = f.name
            if fname is None:
                iface.embeddeds.append(self.parse_union(f.typ))
                iface.embed_pos.append(start_pos(f.typ))
                continue
            if fname.value == "_":
                self.error(fname, "methods must have a unique non-blank name")
                continue
            sig = self.typ(f.typ)
            if not isinstance(sig, Signature):
                if is_valid(sig):
                    self.error(f.typ, f"invalid syntax tree: {self.ts(sig)} is not a method signature")
                continue
            # The receiver is the named type if there is one, for better messages.
            recv: Type = iface
            if obj is not None and obj.typ is not None:
                named = as_named(obj.typ)
                if named is not None:
                    recv = named
            sig.recv = Var(fname.pos, self.pkg, "", recv, RECV_VAR)
            m = Func(fname.pos, self.pkg, fname.value, sig)
            m.is_method = True
            fname.obj = m
            iface.methods.append(m)
        iface.complete = True
        if self.eager and (iface.methods or iface.embeddeds):
            self.iface_lits.append((e.pos, end_pos(e), iface))
        if not iface.methods and not iface.embeddeds:
            iface.tset = TOP_TYPE_SET
            return
        iface.methods = sort_methods(iface.methods)
        self.later(TypeSetAction(self, e.pos, iface))

    def parse_union(self, e: Expr) -> Type:
        """The type of an embedded element: a union, or the type itself if it is one type without tilde."""
        ops: list[Expr] = []  # the | operations, innermost first
        exprs: list[Expr] = []  # what stands between them
        x = e
        while isinstance(x, Operation) and x.op == OR and x.y is not None:
            ops.append(x)
            exprs.append(x.y)
            x = x.x
        exprs.append(x)
        ops.reverse()
        exprs.reverse()
        if len(exprs) == 1 and not (isinstance(x, Operation) and x.op == TILDE):
            term = self.parse_tilde(x)
            assert term.typ is not None
            return term.typ
        terms: list[Term] = []
        u: Type = Union(terms)
        i = 0
        for x in exprs:
            term = self.parse_tilde(x)
            if len(terms) >= MAX_TERM_COUNT:
                if u is not TYP_INVALID:
                    self.error(x, f"cannot handle more than {MAX_TERM_COUNT} union terms (implementation limitation)")
                    u = TYP_INVALID
            else:
                terms.append(term)
            if i > 0:
                op = ops[i - 1]
                op.mode = TYPEXPR
                op.typ = u if u is TYP_INVALID or i == len(exprs) - 1 else Union(list(terms))
            i += 1
        if u is TYP_INVALID:
            return u
        self.later(UnionAction(self, exprs, terms))
        return u

    def parse_tilde(self, e: Expr) -> Term:
        x = e
        tilde = False
        if isinstance(x, Operation) and x.op == TILDE:
            x = x.x
            tilde = True
        typ = self.typ(x)
        # A type parameter cannot be embedded.
        if is_type_param(typ):
            if tilde:
                self.error(x, f"type in term {self.es(e)} cannot be a type parameter")
            else:
                self.error(x, "term cannot be a type parameter")
            typ = TYP_INVALID
        term = Term(tilde, typ)
        if tilde:
            e.mode = TYPEXPR
            e.typ = Union([term])
        return term
