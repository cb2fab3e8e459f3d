"""Rewrites loops over functions into calls (spec: cmd/compile/internal/rangefunc).

    for x := range f { body }       →       {
                                                var #state1 = READY
                                                #yield1 := func(x T) bool { ...; body; ...; return true }
                                                f(#yield1)
                                                checks
                                            }

It works on the typed syntax tree of one function (literals inside are functions of their own), before lowering;
what it makes has types and objects as if the checker had seen it. Control flow that leaves the body is encoded in
a variable ``#next`` of the outermost loop: -1 return, less than that a branch to a label, 2·n leave n loops, 2·n-1
continue the n'th.
"""

from typing import Final, final

from goescape.syntax.nodes import (
    BREAK,
    CONTINUE,
    DEFER,
    EQL,
    FALLTHROUGH,
    GOTO,
    GTR,
    INT_LIT,
    LSS,
    NEQ,
    NO_OP,
    AssignStmt,
    BasicLit,
    BlockStmt,
    BranchStmt,
    CallExpr,
    CallStmt,
    DeclStmt,
    Expr,
    ExprStmt,
    Field,
    ForStmt,
    FuncLit,
    FuncType,
    IfStmt,
    LabeledStmt,
    ListExpr,
    Name,
    Node,
    Operation,
    RangeClause,
    ReturnStmt,
    SelectStmt,
    Stmt,
    SwitchStmt,
    VarDecl,
    unpack_list,
)
from goescape.syntax.walk import Visitor, walk
from goescape.types.operand import CONSTANT, NO_VALUE, VALUE, VARIABLE
from goescape.types.predicates import common_under
from goescape.types.types import (
    BOOL,
    INT,
    LOCAL_VAR,
    PARAM_VAR,
    Const,
    Func,
    Object,
    Package,
    Signature,
    Tuple,
    Type,
    Var,
)
from goescape.types.universe import TYP, UNIVERSE, UNIVERSE_ANY

# internal/abi's RF_State.
_DONE: Final = 0
_READY: Final = 1
_PANIC: Final = 2
_EXHAUSTED: Final = 3
_MISSING_PANIC: Final = 4

_STEP: Final = 2  # of #next for each loop left

RUNTIME_HELPERS: Final = Package("runtime", "runtime")


def _helper(name: str, params: list[Type], results: list[Type]) -> Func:
    sig = Signature(
        None,
        Tuple([Var(0, RUNTIME_HELPERS, "", t, PARAM_VAR) for t in params]),
        Tuple([Var(0, RUNTIME_HELPERS, "", t, PARAM_VAR) for t in results]),
        False,
    )
    return Func(0, RUNTIME_HELPERS, name, sig)


def signature_under(t: object) -> Signature | None:
    """The signature that a range expression has, if it is a function."""
    if not isinstance(t, Type):
        return None
    u = common_under(t)
    return u if isinstance(u, Signature) else None


def _is_range_func(s: Stmt) -> bool:
    return isinstance(s, ForStmt) and isinstance(s.init, RangeClause) and signature_under(s.init.x.typ) is not None


def has_range_func(stmts: list[Stmt]) -> bool:
    """Whether there is a loop over a function among the statements or inside them (not in literals)."""
    for s in stmts:
        if _is_range_func(s):
            return True
        if isinstance(s, BlockStmt):
            if has_range_func(s.list):
                return True
        elif isinstance(s, ForStmt):
            if has_range_func(s.body.list):
                return True
        elif isinstance(s, IfStmt):
            t: Stmt | None = s
            while isinstance(t, IfStmt):
                if has_range_func(t.then.list):
                    return True
                t = t.els
            if isinstance(t, BlockStmt) and has_range_func(t.list):
                return True
        elif isinstance(s, SwitchStmt):
            for c in s.body:
                if has_range_func(c.body):
                    return True
        elif isinstance(s, SelectStmt):
            for k in s.body:
                if has_range_func(k.body):
                    return True
        elif isinstance(s, LabeledStmt):
            if has_range_func([s.stmt]):
                return True
    return False


def rewrite_range_funcs(pkg: Package, decl: FuncType, body: BlockStmt, sig: Signature) -> None:
    """Rewrite, in place, the body of one function or function literal. Nothing happens the second time."""
    if has_range_func(body.list):
        _Rewriter(pkg, decl, body, sig).block(body.list)


@final
class _Branch:
    __slots__ = ("tok", "label")

    def __init__(self, tok: int, label: str) -> None:
        self.tok = tok
        self.label = label


@final
class _Loop:
    """A loop over a function that is being rewritten; outermost depth 1. ``check_*``: what to look for after it."""

    __slots__ = ("nfor", "depth", "state", "state_decl", "check_ret", "check_break", "check_continue", "branches")

    def __init__(self, nfor: ForStmt, depth: int, state: Var, state_decl: VarDecl) -> None:
        self.nfor = nfor
        self.depth = depth
        self.state = state
        self.state_decl = state_decl
        self.check_ret: bool = False
        self.check_break: bool = False
        self.check_continue: bool = False
        self.branches: list[_Branch] = []


@final
class _Labels(Visitor):
    """All labels of a function, with those in its literals: a name may come several times.

    ``loop_of``: the innermost loop over a function around the first label of a name.
    """

    __slots__ = ("labels", "loop_of", "loops")

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.loop_of: dict[str, ForStmt | None] = {}
        self.loops: list[ForStmt] = []

    def visit(self, n: Node) -> bool:
        if isinstance(n, ForStmt) and _is_range_func(n):
            self.loops.append(n)
        elif isinstance(n, LabeledStmt):
            self.labels.append(n.label.value)
            self.loop_of.setdefault(n.label.value, self.loops[-1] if self.loops else None)
        return True

    def leave(self, n: Node) -> None:
        if self.loops and self.loops[-1] is n:
            self.loops.pop()


@final
class _Rewriter:
    """``pos`` is where nodes being made are put. ``decls`` collects what the outermost loop declares before itself."""

    __slots__ = (
        "pkg", "decl", "body", "sig", "loops", "pos", "decls", "next_var", "defers", "n_state", "n_body", "label_loop",
        "branch_next",
    )  # fmt: skip

    def __init__(self, pkg: Package, decl: FuncType, body: BlockStmt, sig: Signature) -> None:
        self.pkg = pkg
        self.decl = decl
        self.body = body
        self.sig = sig
        self.loops: list[_Loop] = []
        self.pos: int = 0
        self.decls: DeclStmt | None = None
        self.next_var: Var | None = None
        self.defers: Var | None = None
        self.n_state: int = 0
        self.n_body: int = 0
        self.label_loop: dict[str, ForStmt | None] | None = None
        self.branch_next: dict[tuple[int, str], int] = {}

    # ----------------------------------------------------------------------------------------------- walking

    def block(self, stmts: list[Stmt]) -> None:
        for i, s in enumerate(stmts):
            stmts[i] = self.statement(s)

    def statement(self, s: Stmt) -> Stmt:
        """Rewrite inside a statement; what is to stand in its place."""
        if isinstance(s, ForStmt):
            if _is_range_func(s):
                return self._range(s)
            self.block(s.body.list)
        elif isinstance(s, BlockStmt):
            self.block(s.list)
        elif isinstance(s, IfStmt):
            self._if(s)
        elif isinstance(s, SwitchStmt):
            for c in s.body:
                self.block(c.body)
        elif isinstance(s, SelectStmt):
            for k in s.body:
                self.block(k.body)
        elif isinstance(s, LabeledStmt):
            s.stmt = self.statement(s.stmt)
        elif self.loops:
            if isinstance(s, BranchStmt):
                return self._edit_branch(s)
            if isinstance(s, ReturnStmt):
                return self._edit_return(s)
            if isinstance(s, CallStmt) and s.tok == DEFER:
                self._edit_defer(s)
        return s

    def _if(self, s: IfStmt) -> None:
        t: Stmt | None = s
        while isinstance(t, IfStmt):
            self.block(t.then.list)
            t = t.els
        if isinstance(t, BlockStmt):
            self.block(t.list)

    # ----------------------------------------------------------------------------------------------- pieces

    def use(self, obj: Object) -> Name:
        n = Name(self.pos, obj.name)
        n.obj = obj
        n.typ = obj.typ
        n.mode = VARIABLE if isinstance(obj, Var) else CONSTANT if isinstance(obj, Const) else VALUE
        if isinstance(obj, Const):
            n.val = obj.val
        return n

    def bool_const(self, value: bool) -> Name:
        obj = UNIVERSE.lookup("true" if value else "false")
        assert obj is not None
        n = self.use(obj)
        n.typ = TYP[BOOL]
        return n

    def int_const(self, c: int) -> BasicLit:
        lit = BasicLit(self.pos, str(c), INT_LIT, False)
        lit.typ = TYP[INT]
        lit.mode = CONSTANT
        lit.val = c
        return lit

    def helper(self, f: Func) -> Name:
        n = self.use(f)
        n.value = "runtime." + f.name
        return n

    def assign(self, lhs: Expr, rhs: Expr) -> AssignStmt:
        return AssignStmt(self.pos, NO_OP, lhs, rhs)

    def ret(self, value: bool) -> ReturnStmt:
        return ReturnStmt(self.pos, self.bool_const(value))

    def define(self, name: str, typ: Type, init: Expr | None, pos: int) -> tuple[VarDecl, Var]:
        """A declaration; gc gives most variables of its own making no position (0)."""
        obj = Var(pos, self.pkg, name, typ, LOCAL_VAR)
        obj.used = True
        n = Name(pos, name)
        n.obj = obj
        n.typ = typ
        n.mode = VARIABLE
        return VarDecl(self.pos, [n], None, init), obj

    def outer_var(self, name: str, typ: Type, init: Expr | None) -> Var:
        if self.decls is None:
            self.decls = DeclStmt(self.loops[0].nfor.pos)
        saved = self.pos
        self.pos = self.loops[0].nfor.pos
        d, obj = self.define(name, typ, init, 0)
        self.pos = saved
        self.decls.decls.append(d)
        return obj

    def next(self) -> Name:
        if self.next_var is None:
            self.next_var = self.outer_var("#next", TYP[INT], None)
        return self.use(self.next_var)

    def set_state(self, index: int, state: int) -> AssignStmt:
        return self.assign(self.use(self.loops[index].state), self.int_const(state))

    def here(self, state: int) -> AssignStmt:
        return self.set_state(len(self.loops) - 1, state)

    def condition(self, op: int, x: Expr, y: Expr) -> Operation:
        c = Operation(self.pos, op, x, y)
        c.typ = TYP[BOOL]
        c.mode = VALUE
        return c

    def panic(self, arg: Expr) -> Stmt:
        call = CallExpr(self.pos, self.helper(_helper("panicrangestate", [TYP[INT]], [])), [arg], False)
        call.mode = NO_VALUE
        call.typ = Tuple([])
        return ExprStmt(self.pos, call)

    def when(self, cond: Expr, then: list[Stmt]) -> IfStmt:
        b = BlockStmt(self.pos)
        b.rbrace = self.pos
        b.list = then
        return IfStmt(self.pos, None, cond, b, None)

    def if_next(self, op: int, c: int, zero: bool, then: list[Stmt]) -> IfStmt:
        stmts: list[Stmt] = []
        if zero:
            stmts.append(self.assign(self.next(), self.int_const(0)))
        return self.when(self.condition(op, self.next(), self.int_const(c)), stmts + then)

    def grouped(self, stmts: list[Stmt]) -> BlockStmt:
        b = BlockStmt(self.pos)
        b.rbrace = self.pos
        b.list = stmts
        return b

    # ------------------------------------------------------------------------- statements that leave a body

    def _edit_defer(self, s: CallStmt) -> None:
        if self.defers is None:
            any_type = UNIVERSE_ANY.type()
            saved = self.pos
            self.pos = self.loops[0].nfor.pos
            call = CallExpr(self.pos, self.helper(_helper("deferrangefunc", [], [any_type])), [], False)
            call.typ = any_type
            call.mode = VALUE
            self.defers = self.outer_var("#defers", any_type, call)
            self.pos = saved
        self.pos = s.pos
        s.defer_at = self.use(self.defers)

    def _edit_return(self, s: ReturnStmt) -> Stmt:
        self.pos = s.pos
        stmts: list[Stmt] = []
        if s.results is not None:
            results: list[Expr] = []
            for i, f in enumerate(self.decl.results):
                results.append(self.use(self._named_result(f, i)))
            lhs: Expr = results[0]
            if len(results) > 1:
                lhs = ListExpr(self.pos, results)
            stmts.append(self.assign(lhs, s.results))
        for loop in self.loops:
            loop.check_ret = True
        stmts.append(self.assign(self.next(), self.int_const(-1)))
        stmts.append(self.here(_DONE))
        stmts.append(self.ret(False))
        return self.grouped(stmts)

    def _named_result(self, f: Field, i: int) -> Var:
        """The i'th result variable; one without a name gets one, so that a literal can refer to it."""
        obj = self.sig.results.vars[i]
        if f.name is None or f.name.value == "_":
            if not obj.name or obj.name == "_":
                obj.name = f"#rv{i + 1}"
        return obj

    def _edit_branch(self, s: BranchStmt) -> Stmt:
        if s.tok == FALLTHROUGH:
            return s
        top = len(self.loops) - 1
        if s.label is None and self.loops[top].nfor is not s.target:
            return s  # of a loop or switch inside the body
        i = top
        while i >= 0 and self.loops[i].nfor is not s.target:
            i -= 1
        self.pos = s.pos
        if s.tok == GOTO or i < 0:
            return self._leave_to_label(s)
        if i == top:
            if s.tok == CONTINUE:
                return self.grouped([self.here(_READY), self.ret(True)])
            return self.grouped([self.here(_DONE), self.ret(False)])
        exit_from = i + 1
        if s.tok == CONTINUE:
            self.loops[exit_from].check_continue = True
        else:
            exit_from = i
            self.loops[exit_from].check_break = True
        for loop in self.loops[exit_from + 1 :]:
            loop.check_break = True
        code = _STEP * (i + 1)
        if s.tok == CONTINUE:
            code -= 1
        return self._leave(code)

    def _leave_to_label(self, s: BranchStmt) -> Stmt:
        """goto, or break and continue of a loop that is not one over a function."""
        assert s.label is not None
        self._number_branches()
        assert self.label_loop is not None
        label = s.label.value
        target = self.label_loop.get(label)
        top = len(self.loops) - 1
        if self.loops[top].nfor is target:
            return s
        i = top
        while i >= 0 and self.loops[i].nfor is not target:
            i -= 1
        self.loops[i + 1].branches.append(_Branch(s.tok, label))
        for loop in self.loops[i + 2 :]:
            loop.check_ret = True
        return self._leave(self.branch_next[(s.tok, label)])

    def _leave(self, code: int) -> Stmt:
        return self.grouped([self.assign(self.next(), self.int_const(code)), self.here(_DONE), self.ret(False)])

    def _number_branches(self) -> None:
        if self.label_loop is not None:
            return
        found = _Labels()
        walk(self.body, found)
        self.label_loop = found.loop_of
        used = -1
        for label in found.labels:
            used -= 3
            self.branch_next[(BREAK, label)] = used
            self.branch_next[(CONTINUE, label)] = used + 1
            self.branch_next[(GOTO, label)] = used + 2

    # ------------------------------------------------------------------------------------------------- loops

    def _range(self, nfor: ForStmt) -> Stmt:
        clause = nfor.init
        assert isinstance(clause, RangeClause)
        start, end = nfor.pos, nfor.body.rbrace
        self.pos = start
        self.n_state += 1
        state_decl, state = self.define(f"#state{self.n_state}", TYP[INT], self.int_const(_READY), start)
        loop = _Loop(nfor, len(self.loops) + 1, state, state_decl)
        self.loops.append(loop)
        self.block(nfor.body.list)

        rfunc = signature_under(clause.x.typ)
        assert rfunc is not None
        ftyp = signature_under(rfunc.params.vars[0].type())
        assert ftyp is not None
        self.n_body += 1
        lit = self._body_func(loop, clause, ftyp, start, end)
        self.pos = start
        lit_type = lit.typ
        assert isinstance(lit_type, Type)
        yield_decl, yield_var = self.define(f"#yield{self.n_body}", lit_type, lit, 0)
        call = CallExpr(start, clause.x, [self.use(yield_var)], False)
        call.mode = NO_VALUE
        call.typ = Tuple([])
        checks = self._checks(loop, end)

        self.pos = start
        block = BlockStmt(start)
        block.rbrace = end
        if len(self.loops) == 1 and self.decls is not None:
            block.list.append(self.decls)
        block.list.append(self._declare(state_decl, start))
        block.list.append(self._declare(yield_decl, start))
        block.list.append(ExprStmt(start, call))
        self.pos = end
        missing = self.condition(EQL, self.use(state), self.int_const(_PANIC))
        self.pos = start
        swallowed = self.panic(self.int_const(_MISSING_PANIC))
        self.pos = end
        block.list.append(self.when(missing, [swallowed]))
        block.list.append(self.here(_EXHAUSTED))
        block.list += checks
        if len(self.loops) == 1:
            self.decls = None
            self.next_var = None
            self.defers = None
        self.loops.pop()
        return block

    def _declare(self, d: VarDecl, pos: int) -> DeclStmt:
        s = DeclStmt(pos)
        s.decls.append(d)
        return s

    def _body_func(self, loop: _Loop, clause: RangeClause, ftyp: Signature, start: int, end: int) -> FuncLit:
        self.pos = start
        body = BlockStmt(start)
        body.rbrace = end
        lhs = unpack_list(clause.lhs)
        params: list[Var] = []
        for i, p in enumerate(ftyp.params.vars):
            x = lhs[i] if i < len(lhs) else None
            if clause.define and isinstance(x, Name) and isinstance(x.obj, Var):
                params.append(x.obj)
                continue
            v = Var(start, self.pkg, f"#p{i + 1}", p.type(), PARAM_VAR)
            params.append(v)
            if x is not None:
                self.pos = x.pos
                body.list.append(self.assign(x, self.use(v)))
                self.pos = start
        result = Var(start, self.pkg, "#r", TYP[BOOL], PARAM_VAR)
        lit = FuncLit(start, FuncType(start, [], []), body)
        lit.range_body = True
        lit.typ = Signature(None, Tuple(params), Tuple([result]), ftyp.variadic)
        lit.mode = VALUE

        self.pos = 0  # gc leaves this declaration without position
        decl, tmp = self.define("#tmpState", TYP[INT], self.use(loop.state), 0)
        body.list.append(self._declare(decl, 0))
        self.pos = start
        body.list.append(self.here(_PANIC))
        body.list.append(
            self.when(self.condition(NEQ, self.use(tmp), self.int_const(_READY)), [self.panic(self.use(tmp))])
        )
        body.list += loop.nfor.body.list
        self.pos = end
        body.list.append(self.here(_READY))
        body.list.append(self.ret(True))
        return lit

    def _checks(self, loop: _Loop, pos: int) -> list[Stmt]:
        """What follows the call: go on leaving if the body said so."""
        self.pos = pos
        out: list[Stmt] = []
        done: set[tuple[int, str]] = set()
        for b in loop.branches:
            key = (b.tok, b.label)
            if key in done:
                continue
            done.add(key)
            branch = BranchStmt(pos, b.tok, Name(pos, b.label))
            out.append(self.if_next(EQL, self.branch_next[key], True, [branch]))
        n = loop.depth - 1
        outer = n - 1
        if len(self.loops) == 1:
            if loop.check_ret:
                out.append(self.if_next(EQL, -1, False, [ReturnStmt(pos, None)]))
            return out
        if loop.check_ret:
            out.append(self.if_next(LSS, 0, False, [self.set_state(outer, _DONE), self.ret(False)]))
        step = _STEP * n
        out.append(self.if_next(GTR, step, False, [self.panic(self.int_const(_DONE))]))
        if loop.check_continue:
            out.append(self.if_next(EQL, step - 1, True, [self.set_state(outer, _READY), self.ret(True)]))
        if loop.check_break:
            out.append(self.if_next(EQL, step, True, [self.set_state(outer, _DONE), self.ret(False)]))
        if loop.check_continue or loop.check_break:
            out.append(self.if_next(GTR, 0, False, [self.set_state(outer, _DONE), self.ret(False)]))
        return out
