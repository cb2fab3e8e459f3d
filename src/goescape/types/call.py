"""Calls of functions and methods, conversions written as calls, instantiation of functions."""

from typing import Final, final

from goescape.syntax.nodes import CallExpr, Expr, IndexExpr, Name, unpack_list
from goescape.syntax.positions import start_pos
from goescape.types.assign import new_target
from goescape.types.checker_base import CONVERSION, STATEMENT, CheckerBase, Target
from goescape.types.context import copy_signature, make_subst_map
from goescape.types.env import GO1_18, GO1_21, Action, ErrorDesc
from goescape.types.infer import infer, is_parameterized, rename_tparams
from goescape.types.instantiate import verify
from goescape.types.named import under
from goescape.types.operand import (
    BUILTIN_MODE,
    CGOFUNC,
    COMMAERR,
    CONSTANT,
    INVALID_MODE,
    NO_VALUE,
    TYPEXPR,
    VALUE,
    Operand,
)
from goescape.types.predicates import common_under_cause, is_type_param, typeset
from goescape.types.selector import SelectorChecker
from goescape.types.types import PARAM_VAR, Interface, Signature, Slice, Tuple, Type, TypeParam, Var
from goescape.types.typeset import is_method_set
from goescape.types.universe import PREDECLARED_FUNCS

# What an operand of a call's argument list must not be.
NOT_VALUES: Final = (1 << NO_VALUE) | (1 << BUILTIN_MODE) | (1 << TYPEXPR)


@final
class VerifyAction(Action):
    """Check later that the type arguments of a function's instance satisfy the constraints."""

    __slots__ = ("check", "pos", "tparams", "targs", "xlist")

    def __init__(
        self, check: CheckerBase, pos: int, tparams: list[TypeParam], targs: list[Type], xlist: list[Expr]
    ) -> None:
        super().__init__()
        self.check = check
        self.pos = pos
        self.tparams = tparams
        self.targs = targs
        self.xlist = xlist

    def run(self) -> None:
        check = self.check
        i, msg = verify(check, self.pos, self.tparams, self.targs)
        if i >= 0:
            pos = self.pos
            if i < len(self.xlist):
                pos = start_pos(self.xlist[i])
            check.error(pos, msg)
        else:
            check.record_mono_instance(self.pos, self.tparams, self.targs, self.xlist)


class CallChecker(SelectorChecker):
    # ------------------------------------------------------------------------------------- instantiation

    def func_inst(
        self, target: Target | None, pos: int, x: Operand, inst: IndexExpr | None, infer_all: bool
    ) -> list[Type] | None:
        """Instantiate the generic function x with the type arguments of ``inst``, if any.

        Missing ones are inferred from ``target`` (what x is assigned to) if ``infer_all``; if not, and some are
        missing, those that there are get returned and x stays as it is. Otherwise the result is None.
        """
        err_pos = pos
        if inst is not None:
            err_pos = inst.pos
            x.expr = inst
        version_ok = self.verify_version(err_pos, GO1_18, "function instantiation")

        targs: list[Type] = []
        xlist: list[Expr] = []
        if inst is not None:
            xlist = unpack_list(inst.index)
            found = self.type_list(xlist)
            if found is None:
                x.mode = INVALID_MODE
                return None
            targs = found

        sig = x.typ
        assert isinstance(sig, Signature)
        got = len(targs)
        want = len(sig.tparams)
        if got > want:
            self.error(xlist[got - 1], f"got {got} type arguments but want {want}")
            x.mode = INVALID_MODE
            return None

        if got < want:
            if not infer_all:
                return targs
            # Assigning x to a variable of type T infers like calling, with a variable of type T as argument, a
            # function whose parameter is of x's type.
            args: list[Operand] = []
            params: list[Var] = []
            reverse = False
            if target is not None:
                if version_ok and not self.allow_version(GO1_21):
                    what = "partially" if inst is not None else "implicitly"
                    self.verify_version(err_pos, GO1_21, what + " instantiated function in assignment")
                gsig = Signature(None, sig.params, sig.results, sig.variadic)
                params = [Var(x.pos(), self.pkg, "", gsig, PARAM_VAR)]
                arg = Operand()
                arg.mode = VALUE
                arg.expr = Name(x.pos(), target.desc)
                arg.typ = target.sig
                args = [arg]
                reverse = True
            # Renaming keeps a recursive use of the function apart from its own type parameters.
            tparams, params2 = rename_tparams(self, pos, sig.tparams, Tuple(params))
            assert isinstance(params2, Tuple)
            err = ErrorDesc(0)
            inferred = infer(self, pos, tparams, opt_types(targs), params2, args, reverse, err)
            if inferred is None:
                if err.messages:
                    self.report(err)
                x.mode = INVALID_MODE
                return None
            targs = inferred

        x_expr = x.expr
        assert x_expr is not None
        x.typ = self.instantiate_signature(x.pos(), x_expr, sig, targs, xlist)
        x.mode = VALUE
        return None

    def instantiate_signature(
        self, pos: int, e: Expr, sig: Signature, targs: list[Type], xlist: list[Expr]
    ) -> Signature:
        """The signature with the type arguments in place; the constraints are checked later."""
        inst = self.context.instance(pos, sig, targs)
        assert isinstance(inst, Signature)
        self.record_instance(e, targs, inst)
        self.later(VerifyAction(self, pos, sig.tparams, targs, xlist))
        return inst

    # ----------------------------------------------------------------------------------------------- calls

    def call_expr(self, x: Operand, call: CallExpr) -> int:
        inst: IndexExpr | None = None
        fun = call.fun
        if isinstance(fun, IndexExpr):
            if self.index_expr(x, fun):
                inst = fun  # the type arguments are looked at together with the arguments
            x.expr = fun
            self.record(x)
        else:
            self.expr_or_type(x, fun, True)

        mode = x.mode
        if mode == INVALID_MODE:
            self.use(call.args)
            x.expr = call
            return STATEMENT
        if mode == TYPEXPR:
            self.conversion_call(x, call)
            return CONVERSION
        if mode == BUILTIN_MODE:
            bid = x.bid
            if not self.builtin(x, call, bid):
                x.mode = INVALID_MODE
            x.expr = call
            # A result that is no constant means that something is called.
            if x.mode != INVALID_MODE and x.mode != CONSTANT:
                self.has_call_or_recv = True
            return PREDECLARED_FUNCS[bid].kind

        cgo_call = mode == CGOFUNC
        sig = self.callee_signature(x)
        if sig is None:
            # As gc does: the arguments are not looked at.
            x.mode = INVALID_MODE
            x.expr = call
            return STATEMENT
        was_generic = len(sig.tparams) > 0

        xlist: list[Expr] = []
        targs: list[Type] = []
        if inst is not None:
            xlist = unpack_list(inst.index)
            found = self.type_list(xlist)
            if found is None:
                self.use(call.args)
                x.mode = INVALID_MODE
                x.expr = call
                return STATEMENT
            targs = found
            got = len(targs)
            want = len(sig.tparams)
            if got > want:
                self.error(xlist[want], f"got {got} type arguments but want {want}")
                self.use(call.args)
                x.mode = INVALID_MODE
                x.expr = call
                return STATEMENT
            if got == want and want > 0:
                # Nothing to infer: what is called has its type even if the arguments are wrong.
                self.verify_version(start_pos(inst), GO1_18, "function instantiation")
                sig = self.instantiate_signature(inst.pos, inst, sig, targs, xlist)
                targs = []
                xlist = []

        args, atargs = self.generic_expr_list(call.args)
        sig = self.arguments(call, sig, targs, xlist, args, atargs)
        if was_generic and not sig.tparams:
            self.record_type_and_value(call.fun, VALUE, sig, None)

        results = sig.results.vars
        n = len(results)
        if n == 0:
            x.mode = NO_VALUE
        elif n == 1:
            x.mode = COMMAERR if cgo_call else VALUE
            typ = results[0].type()
            if not self.is_complete(typ):
                x.mode = INVALID_MODE
                x.expr = call
                return STATEMENT
            x.typ = typ
        else:
            x.mode = VALUE
            x.typ = sig.results
        x.expr = call
        self.has_call_or_recv = True
        # Where inference failed the result may still be a type parameter's.
        if sig.tparams and x.mode == VALUE and is_parameterized(sig.tparams, x.typ):
            x.mode = INVALID_MODE
        return STATEMENT

    def conversion_call(self, x: Operand, call: CallExpr) -> None:
        """``T(x)``; x is T."""
        self.non_generic(None, x)
        if x.mode == INVALID_MODE:
            return
        typ = x.typ
        x.mode = INVALID_MODE
        if not self.is_complete(typ):
            x.expr = call
            return
        args = call.args
        n = len(args)
        if n == 0:
            self.error(call, f"missing argument in conversion to {self.ts(typ)}")
        elif n == 1:
            self.expr(new_target(typ, "conversion"), x, args[0])
            if x.mode != INVALID_MODE:
                u = under(typ)
                if isinstance(u, Interface) and not is_type_param(typ) and not is_method_set(u):
                    self.error(
                        call,
                        f"cannot use interface {self.ts(typ)} in conversion "
                        "(contains specific type constraints or is comparable)",
                    )
                    # The operand is left as it is.
                elif call.has_dots:
                    self.error(args[0], f"invalid use of ... in conversion to {self.ts(typ)}")
                else:
                    self.conversion(x, typ)
        else:
            self.use(args)
            self.error(args[n - 1], f"too many arguments in conversion to {self.ts(typ)}")
        x.expr = call

    def callee_signature(self, x: Operand) -> Signature | None:
        """The signature of what is called: that of x's type, or the one that all types of its type set share."""
        typ = x.typ
        if isinstance(typ, Signature):
            return typ
        cause = ""
        for term in typeset(typ):
            if term.under is not None and not isinstance(term.under, Signature):
                cause = f"{self.ts(term.typ)} is not a function"
                break
        if cause == "":
            cu = common_under_cause(typ, self)
            if isinstance(cu.under, Signature):
                return cu.under
            cause = cu.cause
        self.error(x, f"invalid operation: cannot call {self.os(x)}: {cause}")
        return None

    # ------------------------------------------------------------------------------------- argument lists

    def expr_list(self, exprs: list[Expr]) -> list[Operand]:
        """The operands of an expression list; a single call may give several."""
        n = len(exprs)
        if n == 1:
            xs, _ = self.multi_expr(exprs[0], False)
            return xs
        res: list[Operand] = []
        for e in exprs:
            x = Operand()
            self.expr(None, x, e)
            res.append(x)
        return res

    def generic_expr_list(self, exprs: list[Expr]) -> tuple[list[Operand], list[list[Type]]]:
        """Like expr_list, for arguments: an operand may be a generic function (from go1.21 on).

        For a partially instantiated one, its type arguments stand at its index in the second list (which may be
        empty or shorter than the first).
        """
        n = len(exprs)
        infer_all = not (n > 0 and self.allow_version(GO1_21))
        res: list[Operand] = []
        targs_list: list[list[Type]] = []
        if n == 1:
            e = exprs[0]
            x = Operand()
            if isinstance(e, IndexExpr) and self.index_expr(x, e):
                targs_list.append(self.generic_argument(x, e, infer_all))
                res.append(x)
                return res, targs_list
            if not isinstance(e, IndexExpr):
                self.raw_expr(None, x, e, None, True)
            else:
                x.expr = e
                self.record(x)
            self.exclude(x, NOT_VALUES)
            t = x.typ
            if isinstance(t, Tuple) and x.mode != INVALID_MODE:
                for v in t.vars:
                    y = Operand()
                    y.mode = VALUE
                    y.expr = e
                    y.typ = v.type()
                    res.append(y)
            else:
                res.append(x)
            return res, targs_list

        has_targs = False
        for i, e in enumerate(exprs):
            x = Operand()
            if isinstance(e, IndexExpr):
                if self.index_expr(x, e):
                    targs = self.generic_argument(x, e, infer_all)
                    if targs:
                        if not has_targs:
                            has_targs = True
                            for _ in range(n):
                                targs_list.append([])
                        targs_list[i] = targs
                else:
                    x.expr = e
                    self.record(x)
                    self.exclude(x, NOT_VALUES)
                    self.single_value(x)
            else:
                self.generic_expr(x, e, None)
            res.append(x)
        return res, targs_list

    def generic_argument(self, x: Operand, e: IndexExpr, infer_all: bool) -> list[Type]:
        """Type arguments of the partial instantiation e, or [] if it was complete."""
        targs = self.func_inst(None, x.pos(), x, e, infer_all)
        if targs is not None:
            x.expr = e
            return targs
        self.record(x)
        return []

    # ------------------------------------------------------------------------------------------- arguments

    def arguments(
        self,
        call: CallExpr,
        sig: Signature,
        targs0: list[Type],
        xlist: list[Expr],
        args: list[Operand],
        atargs: list[list[Type]],
    ) -> Signature:
        """Check the arguments of a call; the result is the signature, instantiated if it is generic.

        ``targs0`` are the type arguments written. The type parameters of the callee and those of generic
        functions among the arguments are inferred together. After an error the result is ``sig``.
        """
        n_args = len(args)
        params = sig.params.vars
        n_pars = len(params)
        ddd = call.has_dots
        par_vars = params  # one for each argument
        adjusted = False
        if sig.variadic:
            if ddd:
                if len(call.args) == 1 and n_args > 1:
                    self.error(call, f"cannot use ... with {n_args}-valued {self.es(call.args[0])}")
                    return sig
            elif n_args >= n_pars - 1:
                last = params[n_pars - 1]
                last_typ = last.type()
                assert isinstance(last_typ, Slice)
                par_vars = params[: n_pars - 1]
                if n_args >= n_pars:
                    extra = Var(last.pos, last.pkg, last.name, last_typ.elem, PARAM_VAR)
                    while len(par_vars) < n_args:
                        par_vars.append(extra)
                adjusted = True
                n_pars = n_args
            else:
                n_pars -= 1  # for the count below
        elif ddd:
            self.error(call, f"cannot use ... in call to non-variadic {self.es(call.fun)}")
            return sig

        if n_args != n_pars:
            self.wrong_arg_count(call, sig, args, n_pars)
            return sig

        rsig = sig
        if sig.tparams:
            if not self.allow_version(GO1_18):
                if isinstance(call.fun, IndexExpr):
                    self.verify_version(start_pos(call.fun), GO1_18, "function instantiation")
                else:
                    self.verify_version(start_pos(call), GO1_18, "implicit function instantiation")
        if sig.tparams or self.has_generic(args):
            res, par_types = self.infer_arguments(call, sig, par_vars, adjusted, targs0, xlist, args, atargs)
            if res is None:
                return sig
            rsig = res
            for i, a in enumerate(args):
                self.assignment(a, par_types[i].type(), "", call.fun)
            return rsig

        for i, a in enumerate(args):
            self.assignment(a, par_vars[i].type(), "", call.fun)
        return rsig

    def wrong_arg_count(self, call: CallExpr, sig: Signature, args: list[Operand], n_pars: int) -> None:
        n_args = len(args)
        qualifier = "not enough"
        at: Expr | None = call
        if n_args > n_pars:
            at = args[n_pars].expr  # the first one too many
            qualifier = "too many"
        elif n_args > 0:
            at = args[n_args - 1].expr
        assert at is not None
        err = ErrorDesc(0)
        err.add(start_pos(at), f"{qualifier} arguments in call to {self.es(call.fun)}")
        err.add(0, "have " + self.types_summary([a.typ for a in args], False, call.has_dots))
        err.add(0, "want " + self.types_summary([v.type() for v in sig.params.vars], sig.variadic, False))
        self.report(err)

    def has_generic(self, args: list[Operand]) -> bool:
        for a in args:
            t = a.typ
            if isinstance(t, Signature) and t.tparams:
                return True
        return False

    def infer_arguments(
        self,
        call: CallExpr,
        sig: Signature,
        par_vars: list[Var],
        adjusted: bool,
        targs0: list[Type],
        xlist: list[Expr],
        args: list[Operand],
        atargs: list[list[Type]],
    ) -> tuple[Signature | None, list[Var]]:
        """Infer what is missing; the signature as instantiated and a parameter for each argument, or None."""
        tparams: list[TypeParam] = []
        targs: list[Type | None] = opt_types(targs0)
        par_tuple = Tuple(par_vars)
        n = len(sig.tparams)
        if n > 0:
            tparams, tmp = rename_tparams(self, call.pos, sig.tparams, par_tuple)
            assert isinstance(tmp, Tuple)
            par_tuple = tmp
            while len(targs) < n:
                targs.append(None)

        # Each generic argument gets type parameters of its own, as in f(g, g).
        generic_args: list[int] = []
        for i, arg in enumerate(args):
            asig = arg.typ
            if isinstance(asig, Signature) and asig.tparams:
                atparams, tmp2 = rename_tparams(self, call.pos, asig.tparams, copy_signature(asig))
                assert isinstance(tmp2, Signature)
                if tmp2 is asig:
                    tmp2 = copy_signature(asig)
                tmp2.tparams = atparams
                arg.typ = tmp2
                tparams = tparams + atparams
                if i < len(atargs):
                    targs.extend(atargs[i])
                while len(targs) < len(tparams):
                    targs.append(None)
                generic_args.append(i)
        if generic_args:
            e0 = args[generic_args[0]].expr
            assert e0 is not None
            self.verify_version(start_pos(e0), GO1_21, "implicitly instantiated function as argument")

        err = ErrorDesc(0)
        inferred = infer(self, call.pos, tparams, targs, par_tuple, args, False, err)
        if inferred is None:
            if err.messages:
                self.error(err.positions[0], f"in call to {self.es(call.fun)}, {self.parts_text(err)}")
            return None, par_vars

        rsig = sig
        if n > 0:
            rsig = self.instantiate_signature(call.pos, call.fun, sig, inferred[:n], xlist)
            if adjusted:
                # The parameters of the arguments, not those of the signature.
                par_vars = self.context.subst_tuple(
                    call.pos, par_tuple, make_subst_map(tparams[:n], inferred[:n])
                ).vars
            else:
                par_vars = rsig.params.vars

        j = n
        for i in generic_args:
            arg = args[i]
            asig = arg.typ
            assert isinstance(asig, Signature)
            k = j + len(asig.tparams)
            e = arg.expr
            assert e is not None
            arg.typ = self.instantiate_signature(call.pos, e, asig, inferred[j:k], [])
            self.record(arg)  # not done by an evaluation of the argument
            j = k
        return rsig, par_vars

    def parts_text(self, err: ErrorDesc) -> str:
        """The text of an error of several parts, without its position."""
        msg = err.messages[0]
        for i in range(1, len(err.messages)):
            msg += "\n\t"
            if err.positions[i] != 0:
                msg += self.pos_string(err.positions[i]) + ": "
            msg += err.messages[i]
        return msg


def opt_types(types: list[Type]) -> list[Type | None]:
    res: list[Type | None] = []
    res.extend(types)
    return res

