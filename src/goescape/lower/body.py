"""Lowering of function bodies: the last link of the chain that ``lower.base`` describes."""

from typing import Final, final

from goescape.ir.node import FUNC_WRAPPER, NAME_IS_DDD, PPARAM, PPARAMOUT, Func, Name, Node
from goescape.ir.ops import ONAME
from goescape.ir.stmt import BlockStmt, ReturnStmt
from goescape.ir.types import Field
from goescape.lower.build_call import SyntheticBody
from goescape.lower.switch import SwitchLowerer
from goescape.syntax import nodes as syn
from goescape.types.types import Signature, Var

DICT_PARAM: Final = ".dict"


@final
class FuncLowerer(SwitchLowerer):
    """Lowers one function body; function literals in it get lowerers of their own."""

    __slots__ = ()

    def declare_params(self, sig: Signature | None = None, dict_pos: int = 0) -> None:
        """Make the variables of receiver, parameters and results; ``sig`` says where they are declared.

        ``dict_pos``: position of the dictionary parameter (0: the function's).
        """
        t = self.fn.ftype()
        params: list[Var] = []
        results: list[Var] = []
        if sig is not None:
            if sig.recv is not None and t.recv is not None:
                params.append(sig.recv)
            params += sig.params.vars
            results = sig.results.vars
        fields = [t.recv, *t.params] if t.recv is not None else t.params
        self._declare(fields, params, PPARAM, "~p", dict_pos)
        self._declare(t.results, results, PPARAMOUT, "~r", 0)

    def _declare(self, fields: list[Field], objs: list[Var], cls: int, prefix: str, dict_pos: int) -> None:
        fn = self.fn
        k = 0
        for i, f in enumerate(fields):
            sym = f.sym
            if sym is None or sym.name == "_":
                pkg = fn.nname.sym.pkg
                assert pkg is not None
                sym = pkg.lookup(f"{prefix}{i}")
            is_dict = sym.name == DICT_PARAM
            pos = f.pos
            obj: Var | None = None
            if is_dict:
                pos = dict_pos or fn.pos
            elif k < len(objs):
                obj = objs[k]
                k += 1
                pos = self.pos(obj.pos)
                if obj.name.startswith("#rv"):  # named by the rewriting of loops over functions
                    sym = self.unit.sym_of(obj)
            if obj is None and self.site is not None:
                pos = self.site.pos(pos)
            n = Name(pos, ONAME, sym, f.typ, cls)
            n.curfn = fn
            n.origin = obj
            if f.is_ddd:
                n.nflags |= NAME_IS_DDD
            fn.dcl.append(n)
            if is_dict:
                self.dict_param = n
                fn.dict_param = n
            elif obj is not None:
                self.locals[obj] = n
                self.need_rtype(obj.type())

    def func_body(self, sig: Signature, body: syn.BlockStmt | None) -> None:
        """Fill in the function: variables, body, position of the closing brace."""
        fn = self.fn
        self.sig = sig
        if self.outer is None and self.d is not None and self.d.shaped:
            self.record = self.unit.layout(self.d).record(sig)
        self.declare_params(sig)
        if body is not None:
            stmts = self.stmts(body.list)
            if not stmts:
                stmts = [BlockStmt(fn.pos, [])]
            fn.body = stmts
            fn.endpos = self.pos(body.rbrace)
        if self.outer is None and self.record is not None and self.d is not None:
            self.unit.layout(self.d).recorded(sig, self.record)
        fn.lowered = True

    def init_value(self, e: syn.Expr) -> Node:
        """The initial value of a package-level variable."""
        return self.expr(e)

    def closure_body(self, fn: Func, sig: Signature, body: syn.BlockStmt) -> None:
        fl = FuncLowerer(self.unit, self.d, fn, self)
        fl.capture_dict(self)
        fl.func_body(sig, body)
        fl.close_dict()

    # ------------------------------------------------------------------------------------------- synthetic

    def synthetic_body(self, fn: Func, pos: int, captured: list[Node], body: SyntheticBody) -> None:
        fl = FuncLowerer(self.unit, None, fn, None)
        fl.declare_params(None)
        assert captured
        args = body.args(fl, pos, captured, fl.synthetic_params(fn))
        fn.body = [fl.tail_call(pos, captured[0], args)]
        fn.lowered = True

    def tail_call(self, pos: int, fun: Node, args: list[Node]) -> Node:
        self.fn.fflags |= FUNC_WRAPPER
        t = fun.type()
        call = self.call(pos, fun, args, t.variadic)
        if t.results:
            return self.finish_stmt(ReturnStmt(pos, [call]))
        return call
