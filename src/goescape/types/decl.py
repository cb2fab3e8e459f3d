"""Declarations: of package-level objects when they are named, and inside functions."""

from typing import final

from goescape.syntax.nodes import ConstDecl, Decl, Expr, FuncDecl, Name, TypeDecl, VarDecl, unpack_list
from goescape.syntax.positions import end_pos
from goescape.types import constant
from goescape.types.checker_base import ErrorParts, Target
from goescape.types.env import Action
from goescape.types.flow import FlowChecker
from goescape.types.named import as_named, is_valid, obj_id, under
from goescape.types.operand import Operand
from goescape.types.predicates import is_const_type, is_type_param
from goescape.types.types import (
    GREY,
    LOCAL_VAR,
    O_CONST,
    O_TYPENAME,
    O_VAR,
    Alias,
    Const,
    DeclInfo,
    Func,
    Named,
    Object,
    Signature,
    Struct,
    Tuple,
    Type,
    TypeName,
    TypeParam,
    Var,
)
from goescape.types.universe import TYP_INVALID


@final
class TypeDeclAction(Action):
    """A declared type must not contain itself; nor be an imported constraint in an old language version."""

    __slots__ = ("check", "obj", "tdecl", "rhs", "version_err")

    def __init__(self, check: "DeclChecker", obj: TypeName, tdecl: TypeDecl) -> None:
        self.check = check
        self.obj = obj
        self.tdecl = tdecl
        self.rhs: Type | None = None
        self.version_err: bool = False

    def run(self) -> None:
        c = self.check
        assert self.obj.typ is not None
        t = as_named(self.obj.typ)
        if t is not None:
            c.valid_type(t)
        rhs = self.rhs
        if rhs is not None and not self.version_err and not c.allow_version(18) and c.is_imported_constraint(rhs):
            c.verify_version(self.tdecl.typ, 18, f"using type constraint {c.ts(rhs)}")


@final
class FieldsAction(Action):
    """A type's fields and methods must have different names."""

    __slots__ = ("check", "base")

    def __init__(self, check: "DeclChecker", base: Named) -> None:
        self.check = check
        self.base = base

    def run(self) -> None:
        t = under(self.base)
        if not isinstance(t, Struct):
            return
        methods: dict[str, Func] = {}
        for m in self.base.methods:
            methods[obj_id(m)] = m
        for fld in t.fields:
            if fld.name != "_":
                alt = methods.get(obj_id(fld))
                if alt is not None:
                    err = ErrorParts()
                    err.add(alt.pos, f"field and method with the same name {fld.name}")
                    err.add_alt_decl(fld)
                    self.check.report(err)


@final
class BodyAction(Action):
    """Check a function's body, after all declarations."""

    __slots__ = ("check", "obj")

    def __init__(self, check: "DeclChecker", obj: Func) -> None:
        self.check = check
        self.obj = obj

    def run(self) -> None:
        self.check.body(self.obj)


def new_target(typ: Type | None, desc: str) -> Target | None:
    """The target that a variable of this type is for a generic function value."""
    if typ is not None:
        sig = under(typ)
        if isinstance(sig, Signature):
            return Target(sig, desc)
    return None


class DeclChecker(FlowChecker):
    def obj_decl(self, obj: Object) -> None:
        # White (not begun): no type. Grey (in progress): on the object path, its colour says where.
        # Black: has a type. A grey object met again is a cycle, which may be valid.
        if obj.color >= GREY:
            kind = obj.okind
            if kind == O_CONST or kind == O_VAR:
                if not self.valid_cycle(obj) or obj.typ is None:
                    obj.typ = TYP_INVALID
            elif kind == O_TYPENAME:
                if not self.valid_cycle(obj):
                    obj.typ = TYP_INVALID
            else:
                self.valid_cycle(obj)  # the type is an empty signature, and stays one
            assert obj.typ is not None
            return
        if obj.typ is not None:
            return
        d = obj.decl
        assert d is not None and d.file is not None, obj.name
        self.push(obj)
        env = self.save_env()
        self.fresh_env(d.file, d.version)
        if isinstance(obj, Const):
            self.decl = d
            self.const_decl(obj, d.vtyp, d.init, d.inherited, d.iota)
        elif isinstance(obj, Var):
            self.decl = d
            self.pkg_var_decl(obj, d)
        elif isinstance(obj, TypeName):
            assert isinstance(d.tdecl, TypeDecl)
            self.type_decl(obj, d.tdecl)
            self.collect_methods(obj)
        else:
            assert isinstance(obj, Func)
            self.func_decl(obj, d)
        self.restore_env(env)
        self.pop()

    # ----------------------------------------------------------------------------- constants and variables

    def const_decl(self, obj: Const, typ: Expr | None, init: Expr | None, inherited: bool, iota: int) -> None:
        saved_iota = self.iota
        saved_errpos = self.errpos
        self.iota = iota
        self.errpos = 0
        obj.val = constant.UNKNOWN
        ok = True
        if typ is not None:
            t = self.typ(typ)
            if not is_const_type(t):
                if is_valid(under(t)):
                    self.error(typ, f"invalid constant type {self.ts(t)}")
                obj.typ = TYP_INVALID
                ok = False
            else:
                obj.typ = t
        if ok:
            x = Operand()
            if init is not None:
                if inherited:
                    # The expression stands elsewhere; this constant's name is what errors can point to.
                    self.errpos = obj.pos
                self.expr(None, x, init)
            self.init_const(obj, x)
        self.iota = saved_iota
        self.errpos = saved_errpos

    def pkg_var_decl(self, obj: Var, d: DeclInfo) -> None:
        """A variable with a type gets its initialisation checked when that is asked for, by init_decl."""
        if d.vtyp is not None and not self.eager:
            obj.typ = self.var_type(d.vtyp)
            return
        d.checked_body = True
        self.var_decl(obj, d.lhs, d.vtyp, d.init)

    def init_decl(self, obj: Var, d: DeclInfo) -> None:
        """The part of pkg_var_decl that it may have left out."""
        d.checked_body = True
        if d.init is None or d.vtyp is None:
            return
        assert d.file is not None
        env = self.save_env()
        self.fresh_env(d.file, d.version)
        self.decl = d
        self.var_init(obj, d.lhs, d.vtyp, d.init)
        self.restore_env(env)

    def var_decl(self, obj: Var, lhs: list[Var], typ: Expr | None, init: Expr | None) -> None:
        """lhs are all variables of ``var a, b = f()``, else empty."""
        if typ is not None:
            obj.typ = self.var_type(typ)
        if init is None:
            if typ is None:
                obj.typ = TYP_INVALID  # reported by arity
            return
        self.var_init(obj, lhs, typ, init)

    def var_init(self, obj: Var, lhs: list[Var], typ: Expr | None, init: Expr) -> None:
        if len(lhs) <= 1:
            x = Operand()
            self.expr(new_target(obj.typ, obj.name), x, init)
            self.init_var(obj, x, "variable declaration")
            return
        if typ is not None:
            for v in lhs:
                v.typ = obj.typ
        self.init_vars(lhs, [init], None)

    def arity(self, pos: int, names: list[Name], inits: list[Expr], const_decl: bool, inherited: bool) -> None:
        """The numbers of names and initial values must agree."""
        n_left = len(names)
        n_right = len(inits)
        if n_left < n_right:
            n = inits[n_left]
            if inherited:
                self.error(pos, f"extra init expr at {self.pos_string(n.pos)}")
            else:
                self.error(n, f"extra init expr {self.es(n)}")
        elif n_left > n_right and (const_decl or n_right != 1):
            name = names[n_right]
            self.error(name, f"missing init expr for {name.value}")

    # ------------------------------------------------------------------------------------------------ types

    def type_decl(self, obj: TypeName, tdecl: TypeDecl) -> None:
        action = TypeDeclAction(self, obj, tdecl)
        self.later(action)
        tparams = tdecl.tparams
        if tdecl.alias:
            if tparams and not self.verify_version(tparams[0], 23, "generic type alias"):
                action.version_err = True
            if not action.version_err and not self.verify_version(tdecl, 9, "type alias"):
                action.version_err = True
            alias = Alias(obj, None)
            obj.is_alias = True
            if obj.typ is None:
                obj.typ = alias
            if tparams:
                self.open_scope(tdecl)
                self.collect_type_params(tparams, alias.tparams)
            rhs = self.declared_type(tdecl.typ, obj)
            action.rhs = rhs
            alias.rhs = rhs
            if isinstance(rhs, TypeParam) and rhs in alias.tparams:
                self.error(tdecl.typ, "cannot use type parameter declared in alias declaration as RHS")
                alias.rhs = TYP_INVALID
            alias.actual = None
            if tparams:
                self.close_scope()
            return

        if tparams and not self.verify_version(tparams[0], 18, "type parameter"):
            action.version_err = True
        named = Named(obj, None)
        if obj.typ is None:
            obj.typ = named
        if tparams:
            self.open_scope(tdecl)
            self.collect_type_params(tparams, named.tparams)
        rhs = self.declared_type(tdecl.typ, obj)
        action.rhs = rhs
        named.rhs = rhs
        if is_type_param(rhs):
            self.error(tdecl.typ, "cannot use a type parameter as RHS in type declaration")
            named.rhs = TYP_INVALID
        if tparams:
            self.close_scope()

    def collect_methods(self, obj: TypeName) -> None:
        """Attach the methods that were found for the type, if their names are unique."""
        methods = self.methods.pop(obj, None)
        if methods is None:
            return
        assert obj.typ is not None
        base = as_named(obj.typ)
        seen: dict[str, Func] = {}
        if base is not None:
            self.later(FieldsAction(self, base))
        for m in methods:
            mid = obj_id(m)
            alt = seen.get(mid)
            if alt is not None:
                self.error(m.pos, f"method {obj.name}.{m.name} already declared at {self.pos_string(alt.pos)}")
                continue
            seen[mid] = m
            if base is not None:
                m.recv_named = base
                base.methods.append(m)

    # -------------------------------------------------------------------------------------------- functions

    def func_decl(self, obj: Func, d: DeclInfo) -> None:
        sig = Signature(None, Tuple([]), Tuple([]), False)
        obj.typ = sig  # for cycles
        fdecl = d.fdecl
        assert fdecl is not None
        self.func_type(sig, fdecl.recv, fdecl.tparams, fdecl.typ)
        assert sig.scope is not None
        sig.scope.pos = fdecl.pos
        has_body = has_func_body(fdecl)
        if fdecl.tparams and not has_body:
            self.error(fdecl, "generic function is missing function body")
        if self.eager and has_body:
            self.later(BodyAction(self, obj))

    def body(self, obj: Func) -> None:
        """Parse and check the function's body unless that has been done."""
        d = obj.decl
        assert d is not None
        if d.checked_body:
            return
        d.checked_body = True
        fdecl = d.fdecl
        assert fdecl is not None
        if fdecl.lazy_body is not None and self.body_parser is not None:
            self.body_parser.parse_body(fdecl)
        if fdecl.body is None:
            return
        sig = obj.typ
        assert isinstance(sig, Signature)
        saved = self.version
        self.version = d.version
        self.func_body(d, obj.name, sig, fdecl.body, -1)
        self.version = saved

    # ------------------------------------------------------------------------------ inside functions

    def decl_stmt(self, decls: list[Decl]) -> None:
        first = -1  # index of the first constant declaration of the group, or -1
        last: ConstDecl | None = None  # the last one with values
        for i in range(len(decls)):
            s = decls[i]
            if isinstance(s, ConstDecl):
                if first < 0 or s.group is None or decls[i - 1].group is not s.group:
                    first = i
                    last = None
                inherited = True
                if s.typ is not None or s.values is not None:
                    last = s
                    inherited = False
                elif last is None:
                    inherited = False
                self.local_consts(s, last, inherited, i - first)
                continue
            first = -1
            if isinstance(s, VarDecl):
                self.local_vars(s)
            elif isinstance(s, TypeDecl):
                obj = TypeName(s.name.pos, self.pkg, s.name.value, None)
                if not s.alias:
                    self.pkg.local_types.append(obj)
                self.declare(self.scope, s.name, obj, s.name.pos)
                self.push(obj)
                self.type_decl(obj, s)
                self.pop()

    def local_consts(self, s: ConstDecl, last: ConstDecl | None, inherited: bool, iota: int) -> None:
        top = len(self.delayed)
        values: list[Expr] = unpack_list(last.values) if last is not None else []
        typ = last.typ if last is not None else None
        consts: list[Const] = []
        for name in s.names:
            obj = Const(name.pos, self.pkg, name.value, None, None)
            i = len(consts)
            consts.append(obj)
            self.const_decl(obj, typ, values[i] if i < len(values) else None, inherited, iota)
        self.arity(s.pos, s.names, values, True, inherited)
        # Function literals see the scope without the new names.
        self.process_delayed(top)
        scope_pos = end_pos(s)
        for i in range(len(consts)):
            self.declare(self.scope, s.names[i], consts[i], scope_pos)

    def local_vars(self, s: VarDecl) -> None:
        top = len(self.delayed)
        objs: list[Var] = []
        for name in s.names:
            objs.append(Var(name.pos, self.pkg, name.value, None, LOCAL_VAR))
        values = unpack_list(s.values)
        n = len(values)
        for i in range(len(objs)):
            lhs: list[Var] = []
            init: Expr | None = None
            if n == len(objs):
                init = values[i]
            elif n == 1:
                lhs = objs  # one multi-valued expression
                init = values[0]
            elif i < n:
                init = values[i]
            self.var_decl(objs[i], lhs, s.typ, init)
            if n == 1:
                break  # the first variable has set them all
        if s.typ is None or values:
            self.arity(s.pos, s.names, values, False, False)
        self.process_delayed(top)
        scope_pos = end_pos(s)
        for i in range(len(objs)):
            self.declare(self.scope, s.names[i], objs[i], scope_pos)


def has_func_body(fdecl: FuncDecl) -> bool:
    return fdecl.body is not None or fdecl.lazy_body is not None
