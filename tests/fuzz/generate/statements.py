"""Statements, and what is left to do at the end of a block: a use for each variable."""

import re
from collections.abc import Callable

from fuzz.generate.base import Place, Target, Var
from fuzz.generate.calls import Calls
from fuzz.generate.model import (
    ANY,
    BOOL,
    INT,
    INTEGERS,
    NUMERIC,
    STRING,
    Basic,
    Chan,
    Func,
    Map,
    Named,
    Pointer,
    Slice,
    Struct,
    Type,
    TypeParam,
    basic_name,
    core,
    is_interface,
    is_kind,
    method_set,
    under,
)

Statement = Callable[[], bool | None]


def header(text: str) -> str:
    """An expression before a block's ``{``: a composite literal needs parentheses there."""
    return f"({text})" if "{" in text else text


class Statements(Calls):
    """A statement's method writes it, or returns None when there is nothing to make it of."""

    def statements(self, n: int) -> None:
        for _ in range(n):
            self.statement()

    def statement(self) -> None:
        self.fuel -= 2
        if self.fuel < 0:
            return
        self.choose(self.simple_statements() + self.control_statements())

    def simple_statements(self) -> list[tuple[float, Statement]]:
        w = self.weights
        return [
            (4, self._define),
            (1.5 * w["local"], self._var),
            (3 * w["assign"], self._assign),
            (0.8 * w["assign"], self._update),
            (0.8 * w["tuple"], self._tuple),
            (2.5 * w["callstmt"], self._call),
            (0.4 * w["shadow"], self._shadow),
            (0.3 * w["blank"], self._blank),
            (0.8 * w["defer"], lambda: self._go_or_defer("defer")),
            (0.6 * w["go"], lambda: self._go_or_defer("go")),
            (0.4 * w["send"], self._send),
            (0.4 * w["panic"], self._panic),
            (0.5 * w["return"], self._early_return),
            (0.8 * (w["break"] + w["continue"]), self._leave),
            (0.3 * w["print"], self._print),
            (0.3 * w["map"], self._delete),
            (0.6 * w["comma"], self._comma_ok),
            (0.3 * w["const"], self._local_const),
            (0.3 * w["struct"], self._local_type),
            (1.0 * w["recursion"], self._recursive_closure),
            (1.5 * w["devirtualize"], self._interface_variable),
            (1.0 * w["append"], self._append_to_self),
            (0.5 * w["limits"], self._at_a_limit),
        ]

    def control_statements(self) -> list[tuple[float, Statement]]:
        raise NotImplementedError

    # Blocks.

    def block(self, n: int, prologue: Callable[[], None] | None = None) -> None:
        """The statements between braces; the braces are the caller's."""
        types = len(self.local_types)
        self.frames.append([])
        self.indent += 1
        first = len(self.lines)
        if prologue is not None:
            prologue()
        for var in self.frames[-1]:
            var.mentions = 0
        self.statements(n)
        self.use_the_unused(first)
        self.indent -= 1
        self.frames.pop()
        del self.local_types[types:]

    def use_the_unused(self, first: int = 0) -> None:
        """``first``: where the lines of the block begin. What was to use a variable may have been thrown away."""
        text = "\n".join(self.lines[first:])
        for var in self.frames[-1]:
            if var.is_parameter:
                continue
            if not var.used or len(re.findall(rf"\b{var.name}\b", text)) < var.mentions + 1:
                self.line(f"_ = {var.name}")

    def final_return(self) -> None:
        self.use_the_unused()
        body = self.body
        assert body is not None
        if not body.sig.results:
            if self.chance(0.03):
                self.line("return")
            return
        if self.chance(0.05):
            self.line(f"panic({self.assignable_expr(ANY, 2)})")
        elif self._bare() and self.chance(0.5):
            self.line("return")
        else:
            self.line(self._return_text())

    def _return_text(self) -> str:
        assert self.body is not None
        results = self.body.sig.results
        if len(results) > 1 and self.chance(0.15):
            found = [f for f in self.functions() if not f.tparams and f.sig.results == results]
            if found:
                f = self.pick(found)
                self.need(f.pkg)
                return f"return {f.text(self.pkg.name)}({self.args(f.sig, 2)})"
        return f"return {', '.join(self.assignable_expr(r, 3) for r in results)}"

    # Variables.

    def new_var(self, typ: Type) -> Var:
        return self.declare(self.name("v"), typ)

    def _define(self) -> bool:
        t = self.random_type()
        text = self.val(t, 3, typed=True)
        self.line(f"{self.new_var(t).name} := {text}")
        return True

    def _var(self) -> bool:
        t = self.random_type()
        kind = self.rng.random()
        if kind < 0.4:
            self.line(f"var {self.new_var(t).name} {self.text_of(t)}")
        elif kind < 0.7:
            text = self.assignable_expr(t)
            self.line(f"var {self.new_var(t).name} {self.text_of(t)} = {text}")
        elif kind < 0.85:
            text = self.val(t, 2, typed=True), self.val(t, 2, typed=True)
            self.line(f"var {self.new_var(t).name}, {self.new_var(t).name} = {', '.join(text)}")
        else:
            self.line("var (")
            self.line(f"\t{self.new_var(t).name} {self.text_of(t)}")
            value = self.val(INT, 2, typed=True)
            self.line(f"\t{self.new_var(INT).name} = {value}")
            self.line(")")
        return True

    def _assign(self) -> bool | None:
        found = self.places(lambda p: p.assignable)
        if not found:
            return None
        place = self.pick(found)
        self.target(place)
        if self.chance(0.1):
            others = [p for p in self.places(lambda p: p.assignable and p is not place, place.typ.key)]
            if others:
                other = self.pick(others)
                self.line(f"{place.text}, {self.target(other)} = {self.use(other)}, {self.use(place)}")
                return True
        self.line(f"{place.text} = {self.assignable_expr(place.typ)}")
        return True

    def target(self, place: Place) -> str:
        """The place as the left side of an assignment: no use of a variable that is assigned to as a whole."""
        if place.text != place.var.name:
            return self.use(place)
        place.var.mentions += 1
        if place.var.pkg:
            self.need(place.var.pkg)
        return place.text

    def _update(self) -> bool | None:
        found = self.places(lambda p: p.assignable and is_kind(p.typ, (*NUMERIC, "string")))
        if not found:
            return None
        place = self.pick(found)
        t = place.typ
        self.use(place)
        if is_kind(t, NUMERIC) and self.chance(0.4):
            self.line(place.operand + self.pick(("++", "--")))
            return True
        ops = ["+"]
        if is_kind(t, NUMERIC):
            ops += ["-", "*"]
        if is_kind(t, INTEGERS):
            ops += ["&", "|", "^", "&^", "<<", ">>"]
        op = self.pick(ops)
        value = str(self.upto(4)) if op in ("<<", ">>") else self.val(t, 2)
        self.line(f"{place.text} {op}= {value}")
        return True

    def _tuple(self) -> bool | None:
        found = [f for f in self.functions() if not f.tparams and len(f.sig.results) > 1]
        if not found:
            return None
        f = self.pick(found)
        self.need(f.pkg)
        text = f"{f.text(self.pkg.name)}({self.args(f.sig, 3)})"
        if self.chance(0.25):
            places = [self.places(lambda p: p.assignable and p.text == p.var.name, r.key) for r in f.sig.results]
            if all(places):
                targets = [self.target(self.pick(group)) if self.chance(0.8) else "_" for group in places]
                self.line(f"{', '.join(targets)} = {text}")
                return True
        names = ["_" if self.chance(0.3) else self.new_var(r).name for r in f.sig.results]
        op = "=" if set(names) == {"_"} else ":="
        self.line(f"{', '.join(names)} {op} {text}")
        return True

    def _shadow(self) -> bool | None:
        inner = {var.name for var in self.frames[-1]}
        found = [v for frame in self.frames[:-1] for v in frame if v.name not in inner and v.assignable]
        if not found:
            return None
        name = self.pick(found).name
        outer = next(v for v in self.visible() if v.name == name)
        if outer.name in inner:
            return None
        outer.used = True
        self.declare(outer.name, outer.typ).mentions = 2
        self.line(f"{outer.name} := {outer.name}")
        return True

    def _blank(self) -> bool:
        t = self.random_type()
        self.line(f"_ = {self.val(t, 3, typed=True)}")
        return True

    def _comma_ok(self) -> bool | None:
        """``v, ok := m[k]``, ``x.(T)``, ``<-c``"""

        def indexed() -> tuple[str, Type] | None:
            found = self.places(lambda p: isinstance(core(p.typ), Map))
            if not found:
                return None
            place = self.pick(found)
            u = core(place.typ)
            assert isinstance(u, Map)
            self.use(place)
            return f"{place.operand}[{self.val(u.map_key, 2)}]", u.elem

        def received() -> tuple[str, Type] | None:
            found = self.places(lambda p: isinstance(core(p.typ), Chan))
            found = [p for p in found if core(p.typ).direction != "chan<-"]  # type: ignore[attr-defined]
            if not found:
                return None
            place = self.pick(found)
            self.use(place)
            return f"<-{place.operand}", core(place.typ).elem  # type: ignore[attr-defined]

        def asserted() -> tuple[str, Type] | None:
            for _ in range(4):
                t = self.random_type(1)
                e = self._asserted(t)
                if e is not None:
                    return e.text, t
            return None

        pair = self.choose([(1, indexed), (1, received), (2, asserted)])
        if pair is None:
            return None
        text, t = pair
        names = [self.new_var(t).name if self.chance(0.7) else "_", self.new_var(BOOL).name]
        if self.chance(0.4):
            self.frames[-1][-1].used = True
            self.line(f"if {names[0]}, {names[1]} := {header(text)}; {names[1]} {{")
            moved = [v for v in self.frames[-1] if v.name in names]
            self.frames[-1] = [v for v in self.frames[-1] if v.name not in names]
            self.block(self.upto(2), lambda: self.frames[-1].extend(moved))
            self.line("}")
            return True
        self.line(f"{', '.join(names)} := {text}")
        return True

    # Calls.

    def _call(self) -> bool | None:
        text = self.call_statement()
        if text is None:
            return None
        self.line(text)
        return True

    def call_statement(self) -> str | None:
        return self.choose(
            [
                (3, lambda: self.call_function(lambda f: True, 3)),
                (3 * self.weights["method"], lambda: self.call_method(lambda s: True, 3)),
                (1.5 * self.weights["closure"], lambda: self.call_variable(lambda s: True, 3)),
                (1 * self.weights["generic"], lambda: self.call_generic(None, 3)),
                (0.7 * self.weights["library"], lambda: self.call_library(None, 3)),
                (0.5 * self.weights["methodexpr"], lambda: self.call_method_expr(lambda s: True, 3)),
                (0.7 * self.weights["funclit"], self._called_now),
            ]
        )

    def _called_now(self) -> str:
        if self.chance(0.4):
            t = self.random_type(1)
            return f"{self.func_literal(Func([t], [])).text}({self.val(t, 2)})"
        return f"{self.func_literal(Func([], [])).text}()"

    def _go_or_defer(self, word: str) -> bool | None:
        text = self.choose([(4, self.call_statement), (1, self._builtin_call), (1, lambda: self._recovering(word))])
        if text is None:
            return None
        self.line(f"{word} {text}")
        return True

    def _recovering(self, word: str) -> str | None:
        if word != "defer" or not self.weights["recover"]:
            return None
        pad = "\t" * self.indent
        return f"func() {{\n{pad}\tif r := recover(); r != nil {{\n{pad}\t\tprintln(r)\n{pad}\t}}\n{pad}}}()"

    def _builtin_call(self) -> str | None:
        def of_map() -> str | None:
            return self._delete_text()

        def close() -> str | None:
            found = self.places(lambda p: isinstance(core(p.typ), Chan))
            found = [p for p in found if core(p.typ).direction != "<-chan"]  # type: ignore[attr-defined]
            return f"close({self.use(self.pick(found))})" if found else None

        def copy() -> str:
            t = Slice(self.random_type(1))
            return f"copy({self.expr(t, 2, True).text}, {self.expr(t, 2, True).text})"

        return self.choose(
            [
                (1, of_map),
                (1, close),
                (1, copy),
                (1, lambda: f"panic({self.assignable_expr(ANY, 2)})"),
                (1, lambda: f"print({self.val(STRING, 2)}, {self.variable(INT, 1).text})"),
                (0.5, lambda: "recover()"),
            ]
        )

    def _print(self) -> bool:
        args = [self.val(self.pick((INT, STRING, BOOL, Pointer(INT))), 2, typed=True) for _ in range(self.upto(2))]
        self.line(f"{self.pick(('print', 'println'))}({', '.join(args)})")
        return True

    def _panic(self) -> bool:
        self.line(f"if {header(self.condition())} {{")
        self.line(f"\tpanic({self.assignable_expr(ANY, 2)})")
        self.line("}")
        return True

    def _delete_text(self) -> str | None:
        found = self.places(lambda p: isinstance(core(p.typ), (Map, Slice)))
        if not found:
            return None
        place = self.pick(found)
        u = core(place.typ)
        self.use(place)
        if isinstance(u, Slice) or self.chance(0.4):
            return f"clear({place.text})"
        assert isinstance(u, Map)
        return f"delete({place.text}, {self.val(u.map_key, 2)})"

    def _delete(self) -> bool | None:
        text = self._delete_text()
        if text is None:
            return None
        self.line(text)
        return True

    def _send(self) -> bool | None:
        found = self.places(lambda p: isinstance(core(p.typ), Chan))
        found = [p for p in found if core(p.typ).direction != "<-chan"]  # type: ignore[attr-defined]
        if not found:
            return None
        place = self.pick(found)
        u = core(place.typ)
        assert isinstance(u, Chan)
        self.line(f"{self.use(place)} <- {self.assignable_expr(u.elem)}")
        return True

    # Leaving.

    def _early_return(self) -> bool:
        assert self.body is not None
        self.line(f"if {header(self.condition())} {{")
        if self.body.sig.results and not (self._bare() and self.chance(0.3)):
            text = self._return_text()
        else:
            text = "return"
        self.line("\t" + text)
        self.line("}")
        return True

    def _bare(self) -> bool:
        """Whether ``return`` may stand alone: the results have names, which nothing hides."""
        assert self.body is not None
        names = self.body.names
        return bool(names) and all(sum(v.name == name for f in self.frames for v in f) <= 1 for name in names)

    def _leave(self) -> bool | None:
        assert self.body is not None
        text = self.leave_text()
        if text is None:
            return None
        self.line(f"if {header(self.condition(1))} {{")
        self.line("\t" + text)
        self.line("}")
        return True

    def leave_text(self) -> str | None:
        """``break`` or ``continue``, with a label when there is one and by chance."""
        assert self.body is not None
        targets = self.body.targets
        loops = [t for t in targets if t.is_loop]
        if self.chance(0.5) and targets:
            labelled = [t for t in targets if t.label]
            if labelled and self.chance(0.6):
                return self._to_label("break", self.pick(labelled))
            return "break"
        if loops:
            labelled = [t for t in loops if t.label]
            if labelled and self.chance(0.6):
                return self._to_label("continue", self.pick(labelled))
            return "continue"
        return None

    def _to_label(self, word: str, target: Target) -> str:
        target.used = True
        return f"{word} {target.label}"

    # Declarations inside of functions.

    def _local_const(self) -> bool:
        name = self.name("k")
        t = self.pick((INT, STRING, Basic("float64")))
        self.line(f"const {name} {t.name} = {self._basic_literal(t, t.name, False).text}")
        self.declare(name, t, assignable=False, used=True)
        return True

    def _local_type(self) -> bool | None:
        if len(self.local_types) > 3:
            return None
        named = Named(self.pkg.name, self.name("L"))
        named.local = True
        t: Type = self.random_struct(1, self.upto(3)) if self.chance(0.7) else self.random_type(1)
        if isinstance(t, TypeParam) or isinstance(under(t), Pointer) or is_interface(t):
            return None
        self.line(f"type {named.name} {self.text_of(t)}")
        named.underlying = under(t)
        self.local_types.append(named)
        var = self.new_var(named)
        self.line(f"var {var.name} {named.name}")
        return True

    # Idioms that decide much in escape analysis and inlining.

    def _recursive_closure(self) -> bool:
        t = Func([INT], [self.pick((INT, Pointer(INT)))])
        var = self.new_var(t)
        self.line(f"var {var.name} {self.text_of(t)}")
        var.mentions = 2
        self.line(f"{var.name} = {self.func_literal(t, 1 + self.upto(2)).text}")
        return True

    def _interface_variable(self) -> bool | None:
        """An interface variable with few values, and a call of a method: may become a direct call."""
        found = [t for t in self.interfaces() if under(t).methods]  # type: ignore[attr-defined]
        if not found:
            return None
        t = self.pick(found)
        concrete = self.implementer(t)
        if concrete == t or is_interface(concrete):
            return None
        value = self.expr(concrete, 3, True).text
        var = self.new_var(t)
        if self.chance(0.6):
            self.line(f"var {var.name} {self.text_of(t)} = {value}")
        else:
            self.line(f"{var.name} := {self.conversion(t, value).text}")
        if self.feature("assign", 0.3):
            var.mentions += 1
            self.line(f"{var.name} = {self.val(concrete if self.chance(0.6) else self.implementer(t), 2, True)}")
        s = self.pick(sorted(method_set(t).values(), key=lambda s: s.name))
        assert isinstance(s.typ, Func)
        var.used = True
        call = f"{var.name}.{s.name}({self.args(s.typ, 2)})"
        if self.chance(0.15) and not self.safe:
            call = f"{var.name}.({self.text_of(concrete)}).{s.name}({self.args(s.typ, 2)})"
        self.line(call)
        return True

    def _append_to_self(self) -> bool | None:
        found = self.places(lambda p: p.assignable and isinstance(core(p.typ), Slice))
        if not found:
            return None
        place = self.pick(found)
        u = core(place.typ)
        assert isinstance(u, Slice)
        text = self.use(place)
        args = ", ".join(self.assignable_expr(u.elem, 2) for _ in range(self.pick((1, 1, 2))))
        self.line(f"{text} = append({text}, {args})")
        return True

    def _at_a_limit(self) -> bool:
        """Sizes around those from which on values go to the heap."""
        n = self.pick((8, 64, 65535, 65536, 65537, 131071, 131072, 131073, 10485759, 10485760, 10485761))
        forms = (
            f"var {{0}} [{n}]byte",
            f"{{0}} := make([]byte, {n})",
            f"{{0}} := new([{n}]byte)",
            f"{{0}} := make([]int, 0, {max(1, n // 8)})",
            f"{{0}} := &struct{{{{a [{n}]byte}}}}{{{{}}}}",
            f"{{0}} := [{max(1, n // 8)}]int{{{{}}}}",
            f"{{0}} := []byte{{{{{n - 1}: 1}}}}",
        )
        name = self.name("big")
        form = self.pick(forms).format(name)
        self.line(form)
        if self.chance(0.4):
            self.line(f"println(&{name})")
        else:
            self.line(f"_ = {name}")
        return True


__all__ = ["Statements", "Struct", "basic_name", "header"]
