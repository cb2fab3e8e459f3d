"""Function types, receivers and type parameters."""

from typing import final

from goescape.syntax.nodes import (
    MUL,
    OR,
    TILDE,
    BadExpr,
    DotsType,
    Expr,
    Field,
    FuncType,
    IndexExpr,
    InterfaceType,
    Name,
    Node,
    Operation,
    ParenExpr,
    unpack_list,
    unparen,
)
from goescape.syntax.positions import end_pos
from goescape.types.context import make_rename_map
from goescape.types.env import Action
from goescape.types.named import is_valid, type_params, unalias, under
from goescape.types.operand import TYPEXPR
from goescape.types.predicates import is_type_param
from goescape.types.struct_ import StructChecker
from goescape.types.types import (
    PARAM_VAR,
    RECV_VAR,
    RESULT_VAR,
    UNSAFE_POINTER,
    Alias,
    Basic,
    Interface,
    Named,
    Pointer,
    Signature,
    Slice,
    Tuple,
    Type,
    TypeName,
    TypeParam,
    Var,
)
from goescape.types.universe import TYP_INVALID


@final
class RecvAction(Action):
    """A receiver's type must be T or *T with T a type declared in the package, no pointer or interface."""

    __slots__ = ("check", "at", "recv")

    def __init__(self, check: StructChecker, at: Node, recv: Var) -> None:
        self.check = check
        self.at = at
        self.recv = recv

    def run(self) -> None:
        c = self.check
        assert self.recv.typ is not None
        rtyp = self.recv.typ
        p = unalias(rtyp)
        if isinstance(p, Pointer):
            rtyp = p.elem
        atyp = unalias(rtyp)
        if not is_valid(atyp):
            return
        if isinstance(atyp, Named):
            if atyp.orig.obj.pkg is not c.pkg:
                c.error(self.at, f"cannot define new methods on non-local type {c.ts(rtyp)}")
                return
            u = under(atyp)
            cause = ""
            if isinstance(u, Basic):
                if u.bkind == UNSAFE_POINTER:
                    cause = "unsafe.Pointer"
            elif isinstance(u, (Pointer, Interface)):
                cause = "pointer or interface type"
            if cause != "":
                c.error(self.at, f"invalid receiver type {c.ts(rtyp)} ({cause})")
        elif isinstance(atyp, Basic):
            c.error(self.at, f"cannot define new methods on non-local type {c.ts(rtyp)}")
        else:
            c.error(self.at, f"invalid receiver type {c.ts(self.recv.typ)}")


def unpointer(t: Type) -> Type:
    while isinstance(t, Pointer):
        t = t.elem
    return t


def count_text(n: int, what: str) -> str:
    """ "1 type parameter", "2 type parameters"."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


class SignatureChecker(StructChecker):
    def func_type(self, sig: Signature, recv: Field | None, tparams: list[Field], ftyp: FuncType) -> None:
        """Set up sig: of a method if recv is given, generic if tparams are."""
        self.open_scope(ftyp)
        self.scope.is_func = True
        sig.scope = self.scope

        recv_var: Var | None = None
        if recv is not None:
            recv_var = self.collect_recv(recv, ftyp.pos, sig.rparams)
        if tparams:
            self.collect_type_params(tparams, sig.tparams)

        params: list[Var] = []
        results: list[Var] = []
        variadic = self.collect_params(PARAM_VAR, ftyp.params, params)
        self.collect_params(RESULT_VAR, ftyp.results, results)

        scope_pos = end_pos(ftyp)
        if recv_var is not None and recv_var.name != "":
            assert recv is not None
            self.declare(self.scope, recv.name, recv_var, scope_pos)
        self.declare_params(ftyp.params, params, scope_pos)
        self.declare_params(ftyp.results, results, scope_pos)

        sig.recv = recv_var
        sig.params = Tuple(params)
        sig.results = Tuple(results)
        sig.variadic = variadic
        self.close_scope()

    def collect_params(self, kind: int, fields: list[Field], params: list[Var]) -> bool:
        """Make the variables of a parameter or result list; whether the last one is variadic."""
        variadic = False
        typ: Type = TYP_INVALID
        prev: Expr | None = None
        last = len(fields) - 1
        i = -1
        for f in fields:
            i += 1
            # Parameters declared together share the type expression.
            ftype = f.typ
            if ftype is not prev:
                prev = ftype
                if isinstance(ftype, DotsType):
                    if kind == PARAM_VAR and i == last:
                        variadic = True
                    else:
                        self.error(ftype, "invalid syntax tree: invalid use of ...")
                    ftype = ftype.elem
                typ = self.var_type(ftype)
            if f.name is not None:
                params.append(Var(f.name.pos, self.pkg, f.name.value, typ, kind))
            else:
                params.append(Var(f.pos, self.pkg, "", typ, kind))
        if variadic:
            v = params[last]
            assert v.typ is not None
            v.typ = Slice(v.typ)
            e = fields[last].typ
            e.mode = TYPEXPR
            e.typ = v.typ
        return variadic

    def declare_params(self, fields: list[Field], params: list[Var], scope_pos: int) -> None:
        i = 0
        for f in fields:
            if f.name is not None and f.name.value != "":
                self.declare(self.scope, f.name, params[i], scope_pos)
            i += 1

    # ------------------------------------------------------------------------------------------ receivers

    def unpack_recv(self, rtyp: Expr, unpack_params: bool) -> tuple[bool, Expr, list[Name]]:
        ptr = False
        base = unparen(rtyp)
        if isinstance(base, Operation) and base.op == MUL and base.y is None:
            ptr = True
            base = unparen(base.x)
        names: list[Name] = []
        if isinstance(base, IndexExpr):
            index = base
            base = index.x
            if unpack_params:
                for arg in unpack_list(index.index):
                    if isinstance(arg, Name):
                        names.append(arg)
                        continue
                    if not isinstance(arg, BadExpr):
                        self.error(arg, f"receiver type parameter {self.es(arg)} must be an identifier")
                    names.append(Name(arg.pos, "_"))
        return ptr, base, names

    def collect_recv(self, field: Field, scope_pos: int, rparams: list[TypeParam]) -> Var:
        """The receiver variable (not declared yet); its type parameters are declared and appended to rparams."""
        ptr, base, names = self.unpack_recv(field.typ, True)
        recv_type: Type = TYP_INVALID
        if not names:
            recv_type = self.var_type(field.typ)
            # No methods on instances, not through an alias either.
            a = unpointer(recv_type)
            while isinstance(a, Alias):
                if a.rhs is None:
                    break
                b = unpointer(a.rhs)
                if (isinstance(b, Named) and type_params(b)) or (isinstance(b, Alias) and b.orig.tparams):
                    self.error(base, f"cannot define new methods on instantiated type {self.ts(b)}")
                    recv_type = TYP_INVALID
                    break
                a = b
        else:
            recv_type = self.generic_recv(field, ptr, base, names, scope_pos, rparams)
        rname = field.name
        if rname is not None and rname.value != "":
            recv = Var(rname.pos, self.pkg, rname.value, recv_type, RECV_VAR)
        else:
            recv = Var(field.pos, self.pkg, "", recv_type, RECV_VAR)
        self.later(RecvAction(self, base, recv))
        return recv

    def generic_recv(
        self, field: Field, ptr: bool, base: Expr, names: list[Name], scope_pos: int, rparams: list[TypeParam]
    ) -> Type:
        """The type of a receiver with type parameters: an instance of the generic type with them."""
        base_type: Named | None = None
        t, cause = self.generic_type(base)
        if is_valid(t):
            if isinstance(t, Named):
                base_type = t
            elif isinstance(t, Alias):
                self.error(base, f"cannot define new methods on generic alias type {self.ts(t)}")
        elif cause != "":
            self.error(base, cause)

        tpars: list[TypeParam] = []
        for name in names:
            tpar = self.declare_type_param(name, scope_pos)
            tpar.index = len(tpars)
            tpars.append(tpar)
            # The name is definition and use in one.
            name.obj = tpar.obj
            name.mode = TYPEXPR
            name.typ = tpar
        rparams.extend(tpars)
        if base_type is None:
            return TYP_INVALID

        # The bounds are the base type's, with the parameters renamed.
        base_tparams = type_params(base_type)
        if len(tpars) == len(base_tparams):
            smap = make_rename_map(base_tparams, tpars)
            i = 0
            for tpar in tpars:
                base_tpar = base_tparams[i]
                self.record_mono_canon(tpar, base_tpar)
                if base_tpar.bound is not None:
                    tpar.bound = self.context.subst(tpar.obj.pos, base_tpar.bound, smap)
                i += 1
        else:
            got = count_text(len(tpars), "type parameter")
            self.error(base, f"receiver declares {got}, but receiver base type declares {len(base_tparams)}")

        self.verify_version(base, 18, "type instantiation")
        targs: list[Type] = []
        targs.extend(tpars)
        recv_type = self.context.instance(field.typ.pos, base_type, targs)
        self.record_instance(base, targs, recv_type)
        if ptr and is_valid(recv_type):
            recv_type = Pointer(recv_type)
        record_parenthesized(field.typ, recv_type)
        return recv_type

    # ------------------------------------------------------------------------------------ type parameters

    def collect_type_params(self, fields: list[Field], tparams: list[TypeParam]) -> None:
        # All are declared before the first bound is read, bounds may refer to any of them.
        scope_pos = fields[0].pos
        for f in fields:
            assert f.name is not None
            tpar = self.declare_type_param(f.name, scope_pos)
            tpar.index = len(tparams)
            tparams.append(tpar)
        self.in_tparam_list = True
        bound: Type = TYP_INVALID
        prev: Expr | None = None
        i = 0
        for f in fields:
            if f.typ is not prev:
                prev = f.typ
                bound = self.bound(f.typ)
                if is_type_param(bound):
                    self.error(f.typ, "cannot use a type parameter as constraint")
                    bound = TYP_INVALID
            tparams[i].bound = bound
            i += 1
        self.in_tparam_list = False

    def bound(self, e: Expr) -> Type:
        """The constraint that e means: ``~T`` and ``A|B`` stand for an interface that embeds them."""
        if isinstance(e, Operation) and (e.op == TILDE or e.op == OR):
            lit = InterfaceType(e.pos)
            lit.methods.append(Field(e.pos, None, e))
            t = self.typ(lit)
            if isinstance(t, Interface):
                t.implicit = True
            return t
        return self.typ(e)

    def declare_type_param(self, name: Name, scope_pos: int) -> TypeParam:
        obj = TypeName(name.pos, self.pkg, name.value, None)
        self.next_id += 1
        tpar = TypeParam(self.next_id, obj, TYP_INVALID)
        obj.typ = tpar
        self.declare(self.scope, name, obj, scope_pos)
        return tpar


def record_parenthesized(e: Expr, typ: Type) -> None:
    """Record the type of a receiver on all of ``(*(T[P]))``, without the pointer below the ``*``."""
    while True:
        e.mode = TYPEXPR
        e.typ = typ
        if isinstance(e, ParenExpr):
            e = e.x
        elif isinstance(e, Operation) and e.op == MUL and e.y is None and isinstance(typ, Pointer):
            e = e.x
            typ = typ.elem
        else:
            return
