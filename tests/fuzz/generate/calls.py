"""Calls: of functions, methods, closures, generic functions, the standard library; functions and methods as values."""

from collections.abc import Callable

from fuzz.generate.base import Body, Expr, FuncInfo, Place, Var
from fuzz.generate.library import LIBRARY
from fuzz.generate.model import (
    Func,
    Method,
    Named,
    Pointer,
    Slice,
    Type,
    TypeParam,
    is_interface,
    match,
    method_set,
    selections,
    substitute,
    substitute_func,
    under,
)
from fuzz.generate.values import Option, Values


class Calls(Values):
    def call_for(self, t: Type, depth: int) -> Expr | None:
        """A call with the one result ``t``."""
        if depth <= 0:
            return None

        def one(sig: Func) -> bool:
            return len(sig.results) == 1 and sig.results[0] == t

        text = self.choose(
            [
                (3, lambda: self.call_function(lambda f: one(f.sig), depth)),
                (3 * self.weights["method"], lambda: self.call_method(one, depth)),
                (1 * self.weights["closure"], lambda: self.call_variable(one, depth)),
                (2 * self.weights["generic"], lambda: self.call_generic(t, depth)),
                (1 * self.weights["library"], lambda: self.call_library(t, depth)),
                (0.3 * self.weights["methodexpr"], lambda: self.call_method_expr(one, depth)),
            ]
        )
        return Expr(text) if text is not None else None

    def args(self, sig: Func, depth: int) -> str:
        if not sig.variadic and len(sig.params) > 1 and self.feature("tuple", 0.1):
            found = [
                f for f in self.functions() if not f.tparams and f.sig.results == sig.params and not f.sig.variadic
            ]
            if found and depth > 1:
                f = self.pick(found)
                self.need(f.pkg)
                return f"{f.text(self.pkg.name)}({self.args(f.sig, depth - 2)})"
        fixed = sig.params[:-1] if sig.variadic else sig.params
        args = [self.assignable_expr(p, depth - 1) for p in fixed]
        if sig.variadic:
            rest = sig.params[-1]
            assert isinstance(rest, Slice)
            if self.chance(0.3):
                args.append(self.expr(rest, depth - 1, True).text + "...")
            else:
                args += [self.assignable_expr(rest.elem, depth - 1) for _ in range(self.upto(3))]
        return ", ".join(args)

    # Functions.

    def call_function(self, wanted: Callable[[FuncInfo], bool], depth: int) -> str | None:
        found = [f for f in self.functions() if not f.tparams and wanted(f)]
        if not found:
            return None
        f = self.pick(found)
        self.need(f.pkg)
        return f"{f.text(self.pkg.name)}({self.args(f.sig, depth)})"

    def call_generic(self, t: Type | None, depth: int) -> str | None:
        """Of a generic function whose result can be ``t``; None: without results."""
        found: list[tuple[FuncInfo, dict[str, Type]]] = []
        for f in self.functions():
            if not f.tparams:
                continue
            bound: dict[str, Type] = {}
            if t is None:
                if not f.sig.results:
                    found.append((f, bound))
            elif len(f.sig.results) == 1 and match(f.sig.results[0], t, bound):
                found.append((f, bound))
        if not found:
            return None
        f, bound = self.pick(found)
        targs = self.type_args(f.tparams, bound, 2)
        if targs is None:
            return None
        return self.instance_text(f, targs) + f"({self.args(substitute_func(f.sig, targs), depth)})"

    def instance_text(self, f: FuncInfo, targs: dict[str, Type]) -> str:
        self.need(f.pkg)
        return f.text(self.pkg.name) + f"[{', '.join(self.text_of(targs[p.name]) for p in f.tparams)}]"

    # Methods.

    def receivers(self, wanted: Callable[[Func], bool]) -> list[tuple[Place, Method]]:
        out = []
        for place in self.places():
            t = place.typ
            base = t.elem if isinstance(t, Pointer) else t
            if isinstance(t, Pointer) and (is_interface(base) or isinstance(base, TypeParam)):
                continue
            if not isinstance(base, (Named, TypeParam)) and not is_interface(base):
                continue
            for s in selections(base).values():
                m = s.method
                if m is None or m.tparams or not wanted(s.typ):  # type: ignore[arg-type]
                    continue
                if m.pointer and not (isinstance(t, Pointer) or place.addressable or s.pointers):
                    continue
                if isinstance(base, TypeParam) or self.may_call(base, m):
                    out.append((place, Method(m.name, s.typ, m.pointer)))  # type: ignore[arg-type]
        return out

    def may_call(self, base: Type, m: Method) -> bool:
        """Initialisers may only call methods that use no variables of the package: those of interfaces, say."""
        return not self.safe or is_interface(base)

    def call_method(self, wanted: Callable[[Func], bool], depth: int) -> str | None:
        found = self.receivers(wanted)
        if found and self.chance(0.8):
            place, m = self.pick(found)
            self.use(place)
            return f"{place.operand}.{m.name}({self.args(m.sig, depth)})"
        return self._call_on_value(wanted, depth) or self._call_generic_method(wanted, depth)

    def _call_on_value(self, wanted: Callable[[Func], bool], depth: int) -> str | None:
        """On a receiver that is made on the spot."""
        types = self.named_types()
        self.rng.shuffle(types)
        for named in types:
            for t in (named, Pointer(named)):
                if is_interface(named) and t is not named:
                    continue
                for s in method_set(t).values():
                    if wanted(s.typ) and self.may_call(named, s.method):  # type: ignore[arg-type]
                        x = self.expr(t, depth - 1, True)
                        assert isinstance(s.typ, Func)
                        return f"{x.operand}.{s.name}({self.args(s.typ, depth - 1)})" if not x.const else None
        return None

    def _call_generic_method(self, wanted: Callable[[Func], bool], depth: int) -> str | None:
        if self.safe:
            return None
        for place in self.places(lambda p: isinstance(p.typ, Named) and not p.typ.local):
            assert isinstance(place.typ, Named)
            for m in place.typ.methods:
                if not m.tparams or m.pointer and not place.addressable:
                    continue
                targs = self.type_args(m.tparams, {}, 2)
                if targs is None:
                    continue
                sig = substitute_func(m.sig, targs)
                if wanted(sig):
                    self.use(place)
                    names = ", ".join(self.text_of(targs[p.name]) for p in m.tparams)
                    return f"{place.operand}.{m.name}[{names}]({self.args(sig, depth)})"
        return None

    def call_method_expr(self, wanted: Callable[[Func], bool], depth: int) -> str | None:
        """``T.M(x, …)``, ``(*T).M(x, …)``"""
        found = []
        for named in self.named_types():
            for t in (named, Pointer(named)):
                if not (is_interface(named) and t is not named):
                    found += [(t, s) for s in method_set(t).values() if wanted(s.typ)]  # type: ignore[arg-type]
        found = [(t, s) for t, s in found if self.may_call(t.elem if isinstance(t, Pointer) else t, s.method)]  # type: ignore[arg-type]
        if not found:
            return None
        t, s = self.pick(found)
        assert isinstance(s.typ, Func)
        args = self.args(s.typ, depth - 1)
        if args.count("(") and args.endswith(")") and len(s.typ.params) > 1 and ", " not in args:
            return None  # f(g()) takes nothing before g's results
        receiver = self.assignable_expr(t, depth - 1)
        return f"{self.method_expr_text(t, s.name)}({receiver}{', ' if args else ''}{args})"

    def method_expr_text(self, t: Type, name: str) -> str:
        text = self.text_of(t)
        return f"({text}).{name}" if isinstance(t, Pointer) else f"{text}.{name}"

    # Variables.

    def call_variable(self, wanted: Callable[[Func], bool], depth: int) -> str | None:
        found = [p for p in self.places(lambda p: isinstance(under(p.typ), Func)) if wanted(under(p.typ))]  # type: ignore[arg-type]
        if not found:
            return None
        place = self.pick(found)
        sig = under(place.typ)
        assert isinstance(sig, Func)
        self.use(place)
        return f"{place.operand}({self.args(sig, depth)})"

    # The standard library.

    def call_library(self, t: Type | None, depth: int) -> str | None:
        """``t`` None: any call as a statement."""
        found = [entry for entry in LIBRARY if (entry.result == t if t is not None else entry.statement)]
        if not found:
            return None
        entry = self.pick(found)
        self.pkg.imports.update(entry.imports)
        holes = []
        for hole in entry.holes:
            if isinstance(hole, Func) and self.chance(0.7):
                holes.append(self.func_literal(hole).text)
            elif isinstance(hole, Func):
                holes.append(self.assignable_expr(hole, depth - 1))
            elif is_interface(hole):
                holes.append(self.assignable_expr(hole, depth - 1))
            else:
                holes.append(self.variable(hole, depth - 1).operand)
        return entry.template.format(*holes)

    # Functions as values.

    def function_values(self, t: Type, depth: int) -> list[Option]:
        sig = under(t)
        assert isinstance(sig, Func)
        return [
            (2 * self.weights["funclit"], lambda: self._literal_value(t, sig)),
            (1, lambda: self._function_value(t, sig)),
            (1.5 * self.weights["methodvalue"], lambda: self._method_value(t, sig, depth)),
            (1.0 * self.weights["methodexpr"], lambda: self._method_expr_value(t, sig)),
            (1.0 * self.weights["generic"], lambda: self._instance_value(t, sig)),
        ]

    def _as(self, t: Type, sig: Func, text: str) -> Expr:
        return Expr(text) if t == sig else self.conversion(t, text)

    def _literal_value(self, t: Type, sig: Func) -> Expr:
        return self._as(t, sig, self.func_literal(sig).text)

    def _function_value(self, t: Type, sig: Func) -> Expr | None:
        found = [f for f in self.functions() if not f.tparams and f.sig == sig]
        if not found:
            return None
        f = self.pick(found)
        self.need(f.pkg)
        return self._as(t, sig, f.text(self.pkg.name))

    def _method_value(self, t: Type, sig: Func, depth: int) -> Expr | None:
        found = self.receivers(lambda s: s == sig)
        if not found:
            return None
        place, m = self.pick(found)
        self.use(place)
        return self._as(t, sig, f"{place.operand}.{m.name}")

    def _method_expr_value(self, t: Type, sig: Func) -> Expr | None:
        if not sig.params or self.safe:
            return None
        receiver = sig.params[0]
        base = receiver.elem if isinstance(receiver, Pointer) else receiver
        if not isinstance(base, Named):
            return None
        for s in method_set(receiver).values():
            assert isinstance(s.typ, Func)
            if s.typ.params == sig.params[1:] and s.typ.results == sig.results and s.typ.variadic == sig.variadic:
                return self._as(t, sig, self.method_expr_text(receiver, s.name))
        return None

    def _instance_value(self, t: Type, sig: Func) -> Expr | None:
        for f in self.functions():
            bound: dict[str, Type] = {}
            if f.tparams and match(f.sig, sig, bound) and all(p.name in bound for p in f.tparams):
                targs = self.type_args(f.tparams, bound, 1)
                if targs is not None and substitute(f.sig, targs) == sig:
                    return self._as(t, sig, self.instance_text(f, targs))
        return None

    def func_literal(self, t: Func, statements: int = -1) -> Expr:
        """A closure: its body sees the variables around it."""
        names = [self.name("a") if self.chance(0.9) else "_" for _ in t.params]
        results = [self.name("r") for _ in t.results] if t.results and self.feature("named", 0.15) else []
        if t.params and not results and self.feature("blank", 0.1):
            names = [""] * len(t.params)
        head = "func" + self.signature_text(t, names, results)
        text = self.body_text(t, names, results, self.upto(2) if statements < 0 else statements)
        return Expr(f"{head} {text}")

    def signature_text(self, t: Func, names: list[str], results: list[str]) -> str:
        params = [self.text_of(p) for p in t.params]
        if t.variadic:
            params[-1] = "..." + params[-1].removeprefix("[]")
        rows = [f"{name} {p}".strip() for name, p in zip(names, params, strict=True)]
        text = f"({', '.join(rows)})"
        if results:
            return f"{text} ({', '.join(f'{n} {self.text_of(r)}' for n, r in zip(results, t.results, strict=True))})"
        if len(t.results) == 1:
            return f"{text} {self.text_of(t.results[0])}"
        return text + (f" ({', '.join(self.text_of(r) for r in t.results)})" if t.results else "")

    def body_text(
        self, t: Func, names: list[str], results: list[str], statements: int, receiver: Var | None = None
    ) -> str:
        """``{ … }`` with its own parameters in scope."""
        types = len(self.local_types)
        saved, self.body = self.body, Body(t, results)
        lines, self.lines = self.lines, []
        self.frames.append([receiver] if receiver is not None else [])
        for name, p in zip(names, t.params, strict=True):
            if name not in ("", "_"):
                self.declare(name, p, used=True)
        for name, r in zip(results, t.results, strict=True) if results else ():
            if name != "_":
                self.declare(name, r, used=True)
        for var in self.frames[-1]:
            var.is_parameter = True
        self.indent += 1
        self.statements(statements)
        self.final_return()
        self.indent -= 1
        self.frames.pop()
        del self.local_types[types:]
        written, self.lines = self.lines, lines
        self.body = saved
        if not written:
            return "{}"
        return "{\n" + "\n".join(written) + "\n" + "\t" * self.indent + "}"

    def statements(self, n: int) -> None:
        raise NotImplementedError

    def final_return(self) -> None:
        raise NotImplementedError
