"""Inferring type arguments of a generic function from its arguments and from the constraints."""

from typing import final

from goescape.syntax.printer import expr_string
from goescape.types.context import make_partial_map, make_rename_map
from goescape.types.env import GO1_21, Cause, Env, ErrorDesc
from goescape.types.identity import type_set
from goescape.types.lookup import has_all_methods
from goescape.types.named import tparam_iface, unalias
from goescape.types.operand import Operand
from goescape.types.predicates import common_under, default_type, is_typed, max_type, specific_terms
from goescape.types.types import (
    Array,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Term,
    Tuple,
    Type,
    TypeName,
    TypeParam,
    Union,
    Var,
)
from goescape.types.unify import ASSIGN, INEXACT, Unifier, UnifyingComparator


def infer(
    env: Env,
    pos: int,
    tparams: list[TypeParam],
    targs: list[Type | None],
    params: Tuple,
    args: list[Operand],
    reverse: bool,
    err: ErrorDesc,
) -> list[Type] | None:
    """The type arguments given and those inferred, one for each type parameter; None if that is not possible.

    ``targs`` has no more entries than ``tparams``, ``params`` and ``args`` match in number. What is wrong is added to
    ``err``, unless it is an argument that is invalid. ``reverse``: the call is not one in the program, but the
    assignment of a generic function; that makes for other messages.
    """
    n = len(tparams)
    given = complete(targs, n)
    if given is not None:
        return given
    for arg in args:
        if not arg.is_valid():
            return None
    targs = targs + [None] * (n - len(targs))
    if params.vars:
        # Parameters whose type arguments are given need not match exactly: they are assigned to.
        params = env.context.subst_tuple(0, params, make_partial_map(tparams, targs))
    inf = Inference(env, pos, tparams, targs, err, reverse)
    untyped = inf.use_arguments(params, args)
    if untyped is None or not inf.use_constraints() or not inf.use_untyped(params, args, untyped):
        return None
    return inf.simplify()


def complete(targs: list[Type | None], n: int) -> list[Type] | None:
    """The type arguments if there are ``n`` and none is missing."""
    if len(targs) != n:
        return None
    out: list[Type] = []
    for t in targs:
        if t is None:
            return None
        out.append(t)
    return out


@final
class Inference:
    __slots__ = ("env", "pos", "tparams", "targs", "err", "reverse", "u")

    def __init__(
        self,
        env: Env,
        pos: int,
        tparams: list[TypeParam],
        targs: list[Type | None],
        err: ErrorDesc,
        reverse: bool,
    ) -> None:
        self.env = env
        self.pos = pos
        self.tparams = tparams
        self.targs = targs
        self.err = err
        self.reverse = reverse
        self.u = Unifier(tparams, targs, env.allow_version(GO1_21))

    def use_arguments(self, params: Tuple, args: list[Operand]) -> list[int] | None:
        """Unify the parameters' types with those of the arguments.

        The result are the indices of untyped arguments for parameters that are type parameters, for later; None
        after an error.
        """
        untyped: list[int] = []
        i = 0
        for arg in args:
            ptyp = params.vars[i].type()
            if is_parameterized(self.tparams, ptyp) or is_parameterized(self.tparams, arg.typ):
                if is_typed(arg.typ):
                    if not self.u.unify(ptyp, arg.typ, ASSIGN):
                        self.mismatch(ptyp, arg.typ, arg)
                        return None
                elif isinstance(ptyp, TypeParam) and not arg.is_nil():
                    # A default type is basic: it can match nothing else.
                    untyped.append(i)
            i += 1
        return untyped

    def mismatch(self, tpar: Type, targ: Type, arg: Operand) -> None:
        env = self.env
        targs = self.u.inferred(self.tparams)
        what = expr_string(arg.expr) if arg.expr is not None else "<nil>"
        pos = env.operand_pos(arg)
        ts = env.ts(targ)
        ps = env.ts(tpar)
        if targs[0] is None:
            all_failed = True
            for t in targs:
                if t is not None:
                    all_failed = False
                    break
            if all_failed:
                names = type_param_names(self.tparams)
                self.err.add(pos, f"type {ts} of {what} does not match {ps} (cannot infer {names})")
                return
        inferred = env.context.subst(arg.pos(), tpar, make_partial_map(self.tparams, targs))
        if inferred is tpar:
            self.err.add(pos, f"type {ts} of {what} does not match {ps}")
        elif self.reverse:
            self.err.add(pos, f"inferred type {env.ts(inferred)} for {ps} does not match type {ts} of {what}")
        else:
            self.err.add(pos, f"type {ts} of {what} does not match inferred type {env.ts(inferred)} for {ps}")

    def use_constraints(self) -> bool:
        """Unify type parameters with their constraints, as long as that finds something."""
        while True:
            before = self.u.unknowns()
            for p in self.tparams:
                if not self.use_constraint(p):
                    return False
            if self.u.unknowns() == before:
                return True

    def use_constraint(self, p: TypeParam) -> bool:
        env = self.env
        tx = self.u.at(p)
        core = core_term(p)
        if core is not None:
            assert core.typ is not None
            if tx is not None:
                # A defined type unifies with the underlying type that a tilde asks for.
                if not self.u.unify(tx, core.typ, INEXACT):
                    self.err.add(self.pos, f"{env.ts(p)} (type {env.ts(tx)}) does not satisfy {env.ts(p.bound)}")
                    return False
            elif not core.tilde and len(specific_terms(p)) == 1:
                self.u.set(p, core.typ)  # the only type there is
        if tx is not None and not is_parameterized(self.tparams, tx):
            # It must have the constraint's methods, and that may tell more type arguments.
            cause = Cause()
            if not has_all_methods(env, tx, tparam_iface(p), True, UnifyingComparator(self.u), cause):
                self.err.add(
                    self.pos,
                    f"{env.ts(p)} (type {env.ts(tx)}) does not satisfy {env.ts(p.bound)} {cause.text}",
                )
                return False
        return True

    def use_untyped(self, params: Tuple, args: list[Operand], untyped: list[int]) -> bool:
        """Type parameters without type so far get the default type of the "largest" of their untyped arguments."""
        largest: dict[TypeParam, Type] = {}
        for i in untyped:
            p = params.vars[i].typ
            assert isinstance(p, TypeParam)
            if self.u.at(p) is not None:
                continue
            arg = args[i]
            most = largest.get(p)
            if most is None:
                largest[p] = arg.typ
                continue
            m = max_type(most, arg.typ)
            if m is None:
                env = self.env
                self.err.add(
                    env.operand_pos(arg),
                    f"mismatched types {env.ts(most)} and {env.ts(arg.typ)} (cannot infer {env.ts(p)})",
                )
                return False
            largest[p] = m
        for p, t in largest.items():
            self.u.set(p, default_type(t))
        return True

    def simplify(self) -> list[Type] | None:
        """Replace type parameters in what was inferred until there are none, and take the result."""
        tparams = self.tparams
        inferred = self.u.inferred(tparams)
        kill_cycles(tparams, inferred)
        dirty: list[int] = []
        i = 0
        for t in inferred:
            if t is not None and self.targs[i] is None:
                dirty.append(i)
            i += 1
        while dirty:
            smap = make_partial_map(tparams, inferred)
            changed: list[int] = []
            for k in dirty:
                t0 = inferred[k]
                assert t0 is not None
                t1 = self.env.context.subst(0, t0, smap)
                if t1 is not t0:
                    if isinstance(t1, Signature) and t1.tparams and not is_parameterized(tparams, t1):
                        t1.tparams = []  # a generic function that is not any more
                    inferred[k] = t1
                    changed.append(k)
            dirty = changed
        out: list[Type] = []
        i = 0
        for t in inferred:
            if t is None or is_parameterized(tparams, t):
                obj = tparams[i].obj
                self.err.add(self.pos, f"cannot infer {obj.name} (declared at {self.env.pos_string(obj.pos)})")
                return None
            out.append(t)
            i += 1
        return out


def rename_tparams(env: Env, pos: int, tparams: list[TypeParam], typ: Type) -> tuple[list[TypeParam], Type]:
    """New type parameters in place of the given ones, and the type with them.

    In a call of a generic function inside itself, the type parameters in arguments must not be taken for those that
    are to be inferred.
    """
    if not tparams:
        return [], typ
    fresh: list[TypeParam] = []
    for p in tparams:
        f = env.context.new_tparam(TypeName(p.obj.pos, p.obj.pkg, p.obj.name, None), None)
        f.index = p.index
        fresh.append(f)
    rename = make_rename_map(tparams, fresh)
    i = 0
    for p in tparams:
        if p.bound is not None:
            fresh[i].bound = env.context.subst(pos, p.bound, rename)
        i += 1
    return fresh, env.context.subst(pos, typ, rename)


def type_param_names(tparams: list[TypeParam]) -> str:
    """ "P", "P and Q", "P, Q, and R" """
    n = len(tparams)
    if n == 0:
        return ""
    if n == 1:
        return tparams[0].obj.name
    if n == 2:
        return tparams[0].obj.name + " and " + tparams[1].obj.name
    return ", ".join([p.obj.name for p in tparams[: n - 1]]) + ", and " + tparams[n - 1].obj.name


def core_term(p: TypeParam) -> Term | None:
    """The only term of the constraint; or the common underlying type of all, with a tilde if one of them has one."""
    terms = specific_terms(p)
    if not terms:
        return None
    if len(terms) == 1:
        return terms[0]
    tilde = False
    for t in terms:
        if t.tilde:
            tilde = True
    u = common_under(p)
    return Term(tilde, u) if u is not None else None


# ------------------------------------------------------------------------------- type parameters in types


def is_parameterized(tparams: list[TypeParam], typ: Type) -> bool:
    """Whether one of the type parameters is in the type; what a generic function declares itself does not count."""
    if not tparams:
        return False
    return Walker(tparams).has(typ)


@final
class Walker:
    __slots__ = ("tparams", "seen")

    def __init__(self, tparams: list[TypeParam]) -> None:
        self.tparams = tparams
        self.seen: dict[Type, bool] = {}

    def has(self, t: Type) -> bool:
        t = unalias(t)
        if isinstance(t, TypeParam):
            return t in self.tparams
        if isinstance(t, Pointer):
            return self.has(t.elem)
        if isinstance(t, Slice):
            return self.has(t.elem)
        if isinstance(t, Array):
            return self.has(t.elem)
        if isinstance(t, Map):
            return self.has(t.key) or self.has(t.elem)
        if isinstance(t, Chan):
            return self.has(t.elem)
        if isinstance(t, Named):
            for arg in t.targs:
                if self.has(arg):
                    return True
            return False
        if isinstance(t, Tuple):
            return self.vars(t.vars)
        if isinstance(t, Struct):
            return self.vars(t.fields)
        if isinstance(t, Signature):
            return self.vars(t.params.vars) or self.vars(t.results.vars)
        if isinstance(t, Interface):
            known = self.seen.get(t)
            if known is not None:
                return known
            self.seen[t] = False
            found = self.interface(t)
            self.seen[t] = found
            return found
        return False

    def interface(self, t: Interface) -> bool:
        """Parameterized methods, or all terms parameterized."""
        s = type_set(t)
        for m in s.methods:
            if self.has(m.type()):
                return True
        if not s.terms:
            return False
        for term in s.terms:
            if term.typ is None or not self.has(term.typ):
                return False
        return True

    def vars(self, vars: list[Var]) -> bool:
        for v in vars:
            if v.typ is not None and self.has(v.typ):
                return True
        return False


def kill_cycles(tparams: list[TypeParam], inferred: list[Type | None]) -> None:
    """Forget types that refer back to their own type parameter: replacing it would never end."""
    w = CycleFinder(tparams, inferred)
    for p in tparams:
        w.typ(p)


@final
class CycleFinder:
    __slots__ = ("tparams", "inferred", "seen")

    def __init__(self, tparams: list[TypeParam], inferred: list[Type | None]) -> None:
        self.tparams = tparams
        self.inferred = inferred
        self.seen: set[Type] = set()

    def index(self, p: TypeParam) -> int:
        i = 0
        for q in self.tparams:
            if q is p:
                return i
            i += 1
        return -1

    def typ(self, t: Type) -> None:
        t = unalias(t)
        if t in self.seen:
            if isinstance(t, TypeParam):
                i = self.index(t)
                if i >= 0:
                    self.inferred[i] = None
            return
        self.seen.add(t)
        self.walk(t)
        self.seen.discard(t)

    def walk(self, t: Type) -> None:
        if isinstance(t, TypeParam):
            i = self.index(t)
            if i >= 0:
                u = self.inferred[i]
                if u is not None:
                    self.typ(u)
        elif isinstance(t, Pointer):
            self.typ(t.elem)
        elif isinstance(t, Slice):
            self.typ(t.elem)
        elif isinstance(t, Array):
            self.typ(t.elem)
        elif isinstance(t, Map):
            self.typ(t.key)
            self.typ(t.elem)
        elif isinstance(t, Chan):
            self.typ(t.elem)
        elif isinstance(t, Named):
            for arg in t.targs:
                self.typ(arg)
        elif isinstance(t, Struct):
            self.vars(t.fields)
        elif isinstance(t, Signature):
            self.vars(t.params.vars)
            self.vars(t.results.vars)
        elif isinstance(t, Union):
            for term in t.terms:
                if term.typ is not None:
                    self.typ(term.typ)
        elif isinstance(t, Interface):
            for m in t.methods:
                self.typ(m.type())
            for e in t.embeddeds:
                self.typ(e)

    def vars(self, vars: list[Var]) -> None:
        for v in vars:
            if v.typ is not None:
                self.typ(v.typ)
