"""Assignments: of one value, of lists of values, and the declarations that do the same."""

from goescape.syntax.nodes import CallExpr, Expr, Name, SelectorExpr, Stmt, unparen
from goescape.syntax.positions import end_pos
from goescape.types.checker_base import At, Target
from goescape.types.conversion import ConversionChecker
from goescape.types.conversions import assignable_to
from goescape.types.env import Cause, ErrorDesc
from goescape.types.named import is_valid, under
from goescape.types.operand import (
    COMMAERR,
    COMMAOK,
    CONSTANT,
    INVALID_MODE,
    MAPINDEX,
    NILVALUE,
    VALUE,
    VARIABLE,
    Operand,
)
from goescape.types.predicates import (
    common_under,
    default_type,
    is_non_type_param_interface,
    is_numeric,
    is_type_param,
    is_untyped,
)
from goescape.types.types import LOCAL_VAR, UNTYPED_NIL, Basic, Const, Object, Signature, Slice, Type, Var
from goescape.types.universe import TYP, TYP_INVALID
from goescape.types.untyped import NUMERIC_OVERFLOW, TRUNCATED_FLOAT


def measure(n: int, unit: str) -> str:
    return f"{n} {unit}" if n == 1 else f"{n} {unit}s"


def is_call(rhs: list[Expr]) -> bool:
    return len(rhs) == 1 and isinstance(unparen(rhs[0]), CallExpr)


def new_target(typ: Type | None, desc: str) -> Target | None:
    """What an assignment to a variable of the type gives a generic function; None if it is no function type."""
    if typ is None:
        return None
    u = under(typ)
    if not isinstance(u, Signature):
        if not is_type_param(typ):
            return None
        cu = common_under(typ)
        if not isinstance(cu, Signature):
            return None
        u = cu
    return Target(u, desc)


class AssignChecker(ConversionChecker):
    def assignment(self, x: Operand, typ: Type | None, context: str, fun: Expr | None = None) -> None:
        """Check that x can be assigned to a variable of type ``typ`` (None: to the blank identifier).

        An untyped x gets its type here. If the check fails, x becomes invalid. ``context`` says for what; with
        ``fun`` set, it is an argument of a call of it (the context is put in words in errors only).
        """
        self.single_value(x)
        mode = x.mode
        if mode == INVALID_MODE:
            return
        if not (
            mode == NILVALUE
            or mode == CONSTANT
            or mode == VARIABLE
            or mode == MAPINDEX
            or mode == VALUE
            or mode == COMMAOK
            or mode == COMMAERR
        ):
            context = self.context_text(context, fun)
            self.error(x, f"cannot assign {self.os(x)} to {self.ts(typ)} in {context}")
            x.mode = INVALID_MODE
            return

        if is_untyped(x.typ):
            # A value for an interface or the blank identifier gets its default type.
            target = typ
            if mode == NILVALUE:
                if typ is None:
                    self.error(x, f"use of untyped nil in {self.context_text(context, fun)}")
                    x.mode = INVALID_MODE
                    return
            elif typ is None or is_non_type_param_interface(typ):
                target = default_type(x.typ)
            assert target is not None
            new_type, val, code = self.implicit_type_and_value(x, target)
            if new_type is None:
                context = self.context_text(context, fun)
                msg = f"cannot use {self.os(x)} as {self.ts(target)} value in {context}"
                if code == TRUNCATED_FLOAT:
                    msg += " (truncated)"
                elif code == NUMERIC_OVERFLOW:
                    msg += " (overflows)"
                self.error(x, msg)
                x.mode = INVALID_MODE
                return
            self.apply_implicit(x, new_type, val)

        # A generic function must get its type arguments here.
        t = x.typ
        if isinstance(t, Signature) and t.tparams:
            self.non_generic(new_target(typ, self.context_text(context, fun)), x)
            if x.mode == INVALID_MODE:
                return

        if typ is None or t is typ:
            return
        cause = Cause()
        if not assignable_to(self, x, typ, cause):
            context = self.context_text(context, fun)
            msg = f"cannot use {self.os(x)} as {self.ts(typ)} value in {context}"
            if cause.text:
                msg += ": " + cause.text
            self.error(x, msg)
            x.mode = INVALID_MODE

    def context_text(self, context: str, fun: Expr | None) -> str:
        return context if fun is None else "argument to " + self.es(fun)

    # ---------------------------------------------------------------------------------------- one variable

    def init_const(self, lhs: Object, x: Operand) -> None:
        assert isinstance(lhs, Const)
        if x.mode == INVALID_MODE or not is_valid(x.typ) or (lhs.typ is not None and not is_valid(lhs.typ)):
            if lhs.typ is None:
                lhs.typ = TYP_INVALID
            return
        if x.mode != CONSTANT:
            self.error(x, f"{self.os(x)} is not constant")
            if lhs.typ is None:
                lhs.typ = TYP_INVALID
            return
        if lhs.typ is None:
            lhs.typ = x.typ
        self.assignment(x, lhs.typ, "constant declaration")
        if x.mode == INVALID_MODE:
            return
        lhs.val = x.val

    def init_var(self, lhs: Var, x: Operand, context: str) -> None:
        """Check ``lhs = x`` in a declaration; a variable without type gets that of x."""
        ltyp = lhs.typ
        if x.mode == INVALID_MODE or not is_valid(x.typ) or (ltyp is not None and not is_valid(ltyp)):
            if ltyp is None:
                lhs.typ = TYP_INVALID
            x.mode = INVALID_MODE
            return
        if ltyp is None:
            typ = x.typ
            if is_untyped(typ):
                if typ is TYP[UNTYPED_NIL]:
                    self.error(x, f"use of untyped nil in {context}")
                    lhs.typ = TYP_INVALID
                    x.mode = INVALID_MODE
                    return
                typ = default_type(typ)
            lhs.typ = typ
        self.assignment(x, lhs.typ, context)

    def lhs_var(self, lhs: Expr) -> Type | None:
        """The type of the left side of an assignment: None for the blank identifier, invalid after an error.

        A name on the left is not "used" by that.
        """
        ident = unparen(lhs)
        v: Var | None = None
        used = False
        if isinstance(ident, Name):
            if ident.value == "_":
                ident.obj = None
                return None
            obj = self.lookup(ident.value)
            if isinstance(obj, Var) and obj.pkg is self.pkg:
                v = obj
                used = v.used
        x = Operand()
        self.expr(None, x, lhs)
        if v is not None:
            v.used = used
        if x.mode == INVALID_MODE or not is_valid(x.typ):
            return TYP_INVALID
        if x.mode == VARIABLE or x.mode == MAPINDEX:
            return x.typ
        e = x.expr
        assert e is not None
        if isinstance(e, SelectorExpr):
            op = Operand()
            self.expr(None, op, e.x)
            if op.mode == MAPINDEX:
                self.error(x, f"cannot assign to struct field {self.es(e)} in map")
                return TYP_INVALID
        self.error(x, f"cannot assign to {self.es(e)} (neither addressable nor a map index expression)")
        return TYP_INVALID

    def assign_var(self, lhs: Expr, rhs: Expr | None, x: Operand | None, context: str) -> None:
        """Check ``lhs = rhs``, or ``lhs = x`` if x (what rhs was found to be) is given."""
        typ = self.lhs_var(lhs)
        if typ is not None and not is_valid(typ):
            if x is not None:
                x.mode = INVALID_MODE
            else:
                self.use_one(rhs, False)
            return
        if x is None:
            assert rhs is not None
            target: Target | None = None
            if typ is not None and isinstance(under(typ), Signature):
                target = new_target(typ, self.es(lhs))
            x = Operand()
            self.expr(target, x, rhs)
        if typ is None and context == "assignment":
            context = "assignment to _ identifier"
        self.assignment(x, typ, context)

    # ---------------------------------------------------------------------------------------------- lists

    def types_summary(self, types: list[Type], variadic: bool, has_dots: bool) -> str:
        """``(t1, t2, ...)`` for messages about the number of values; untyped numbers are just "number"."""
        res: list[str] = []
        n = len(types)
        for i, t in enumerate(types):
            if not is_valid(t):
                s = "unknown type"
            elif isinstance(t, Basic) and is_untyped(t):
                s = "number" if is_numeric(t) else t.name.replace("untyped ", "")
            else:
                s = self.ts(t)
            if i == n - 1:
                if variadic:
                    if isinstance(t, Slice):
                        s = self.ts(t.elem)
                    s = "..." + s
                elif has_dots:
                    s += "..."
            res.append(s)
        return "(" + ", ".join(res) + ")"

    def assign_error(self, rhs: list[Expr], n_lhs: int, n_rhs: int) -> None:
        vars = measure(n_lhs, "variable")
        vals = measure(n_rhs, "value")
        rhs0 = rhs[0]
        if len(rhs) == 1:
            call = unparen(rhs0)
            if isinstance(call, CallExpr):
                self.error(rhs0, f"assignment mismatch: {vars} but {self.es(call.fun)} returns {vals}")
                return
        self.error(rhs0, f"assignment mismatch: {vars} but {vals}")

    def return_error(self, at: Stmt, lhs: list[Var], rhs: list[Operand]) -> None:
        n_lhs = len(lhs)
        n_rhs = len(rhs)
        err = ErrorDesc(0)
        if n_rhs > n_lhs:
            err.add(self.at_pos(rhs[n_lhs]), "too many return values")
        elif n_rhs > 0:
            err.add(self.at_pos(rhs[n_rhs - 1]), "not enough return values")
        else:
            err.add(at.pos, "not enough return values")
        err.add(0, "have " + self.types_summary([x.typ for x in rhs], False, False))
        err.add(0, "want " + self.types_summary([v.type() for v in lhs], False, False))
        self.report(err)

    def init_vars(self, lhs: list[Var], orig_rhs: list[Expr], return_stmt: Stmt | None) -> None:
        """Check the initialization of variables, or of a function's results by a return statement."""
        n_lhs = len(lhs)
        n_rhs = len(orig_rhs)
        context = "assignment"
        if return_stmt is not None:
            context = "return statement"
        elif n_lhs > 1:
            context = "multiple assignment"

        # A single call is left to the general case, for the better message.
        if n_lhs == n_rhs and not is_call(orig_rhs):
            for i, v in enumerate(lhs):
                x = Operand()
                target: Target | None = None
                if v.typ is not None:
                    desc = v.name
                    if return_stmt is not None and desc == "":
                        desc = "result variable"
                    target = new_target(v.typ, desc)
                self.expr(target, x, orig_rhs[i])
                self.init_var(v, x, context)
            return

        if n_rhs != 1:
            # Only a mismatch if nothing else is wrong on the right.
            if self.use(orig_rhs):
                if return_stmt is not None:
                    self.return_error(return_stmt, lhs, self.expr_list(orig_rhs))
                else:
                    self.assign_error(orig_rhs, n_lhs, n_rhs)
            self.invalidate_vars(lhs)
            return

        rhs, comma_ok = self.multi_expr(orig_rhs[0], n_lhs == 2 and return_stmt is None)
        n_rhs = len(rhs)
        if n_lhs == n_rhs:
            for i, v in enumerate(lhs):
                self.init_var(v, rhs[i], context)
            if comma_ok and rhs[0].mode != INVALID_MODE and rhs[1].mode != INVALID_MODE:
                self.record_comma_ok_types(orig_rhs[0], rhs)
            return
        if n_rhs == 0 or rhs[0].mode != INVALID_MODE:
            if return_stmt is not None:
                self.return_error(return_stmt, lhs, rhs)
            else:
                self.assign_error(orig_rhs, n_lhs, n_rhs)
        self.invalidate_vars(lhs)

    def invalidate_vars(self, lhs: list[Var]) -> None:
        """Variables that could not be initialized have a type all the same."""
        for v in lhs:
            if v.typ is None:
                v.typ = TYP_INVALID

    def assign_vars(self, lhs: list[Expr], orig_rhs: list[Expr]) -> None:
        """Check ``lhs... = rhs...``."""
        n_lhs = len(lhs)
        n_rhs = len(orig_rhs)
        context = "multiple assignment" if n_lhs > 1 else "assignment"
        if n_lhs == n_rhs and not is_call(orig_rhs):
            for i, e in enumerate(lhs):
                self.assign_var(e, orig_rhs[i], None, context)
            return
        if n_rhs != 1:
            ok_lhs = self.use_lhs(lhs)
            ok_rhs = self.use(orig_rhs)
            if ok_lhs and ok_rhs:
                self.assign_error(orig_rhs, n_lhs, n_rhs)
            return
        rhs, comma_ok = self.multi_expr(orig_rhs[0], n_lhs == 2)
        n_rhs = len(rhs)
        if n_lhs == n_rhs:
            for i, e in enumerate(lhs):
                self.assign_var(e, None, rhs[i], context)
            if comma_ok and rhs[0].mode != INVALID_MODE and rhs[1].mode != INVALID_MODE:
                self.record_comma_ok_types(orig_rhs[0], rhs)
            return
        if n_rhs == 0 or rhs[0].mode != INVALID_MODE:
            self.assign_error(orig_rhs, n_lhs, n_rhs)
        self.use_lhs(lhs)

    def short_var_decl(self, pos: At, lhs: list[Expr], rhs: list[Expr]) -> None:
        """Check ``lhs... := rhs...``."""
        top = len(self.delayed)
        scope = self.scope
        seen: set[str] = set()
        lhs_vars: list[Var] = []
        new_vars: list[Var] = []
        has_err = False
        for e in lhs:
            if not isinstance(e, Name):
                self.use_lhs([e])
                self.error(e, f"non-name {self.es(e)} on left side of :=")
                has_err = True
                lhs_vars.append(Var(e.pos, self.pkg, "_", None, LOCAL_VAR))
                continue
            name = e.value
            if name != "_":
                if name in seen:
                    self.error(e, f"{name} repeated on left side of :=")
                    has_err = True
                    lhs_vars.append(Var(e.pos, self.pkg, "_", None, LOCAL_VAR))
                    continue
                seen.add(name)
            # A name of this very scope is assigned to, not declared again.
            alt = scope.elems.get(name)
            if alt is not None:
                e.obj = alt
                if isinstance(alt, Var):
                    lhs_vars.append(alt)
                else:
                    self.error(e, f"cannot assign to {self.es(e)}")
                    has_err = True
                    lhs_vars.append(Var(e.pos, self.pkg, "_", None, LOCAL_VAR))
                continue
            obj = Var(e.pos, self.pkg, name, None, LOCAL_VAR)
            lhs_vars.append(obj)
            if name != "_":
                new_vars.append(obj)
            e.obj = obj

        self.init_vars(lhs_vars, rhs, None)
        # Function literals on the right do not see the new variables.
        self.process_delayed(top)

        if not new_vars and not has_err:
            self.error(pos, "no new variables on left side of :=")
            return
        scope_pos = end_pos(rhs[-1])
        for obj in new_vars:
            self.declare(scope, None, obj, scope_pos)
