"""Control flow: if, the loops over everything, switches, select, labels and goto."""

from collections.abc import Callable

from fuzz.generate.base import Target, Var
from fuzz.generate.model import (
    ANY,
    BOOL,
    BYTE,
    INT,
    INTEGERS,
    RUNE,
    STRING,
    Array,
    Basic,
    Chan,
    Func,
    Map,
    Pointer,
    Slice,
    Type,
    TypeParam,
    core,
    implements,
    is_interface,
    is_kind,
    under,
)
from fuzz.generate.statements import Statement, Statements, header

# What a range loop gives: types of its two variables, None where there is none.
Ranged = tuple[str, Type | None, Type | None]


class Control(Statements):
    def control_statements(self) -> list[tuple[float, Statement]]:
        w = self.weights
        if self.indent > 5:
            return []
        return [
            (1.5 * w["if"], self._if),
            (1.0 * w["for"], self._for),
            (2.0 * w["for"], self._range),
            (0.8 * w["switch"], self._switch),
            (0.8 * w["typeswitch"], self._type_switch),
            (0.5 * w["select"], self._select),
            (0.3 * w["goto"], self._goto),
            (0.3, self._nested_block),
            (0.2 * w["deadcode"], self._dead_code),
        ]

    def size(self) -> int:
        return self.pick((0, 1, 1, 2, 3))

    def _nested_block(self) -> bool:
        self.line("{")
        self.block(self.size())
        self.line("}")
        return True

    def _if(self) -> bool:
        if self.chance(0.3):
            t = self.random_type(1)
            text = self.val(t, 2, typed=True)
            var = Var(self.name("v"), t)
            self.frames.append([var])
            if is_kind(t, INTEGERS):
                condition = f"{var.name} > {self.val(t, 1)}"
                var.used = True
            elif is_kind(t, ("bool",)):
                condition, var.used = var.name, True
            else:
                condition = self.condition(1)
                var.used = False
            self.line(f"if {var.name} := {header(text)}; {header(condition)} {{")
            if not var.used:
                self.line(f"\t_ = {var.name}")
                var.used = True
            self._branches()
            self.frames.pop()
            return True
        self.line(f"if {header(self.condition())} {{")
        self._branches()
        return True

    def _branches(self) -> None:
        self.block(self.size())
        while self.chance(0.2):
            self.line(f"}} else if {header(self.condition())} {{")
            self.block(self.size())
        if self.chance(0.3):
            self.line("} else {")
            self.block(self.size())
        self.line("}")

    def _dead_code(self) -> bool:
        """What gc drops before it counts."""
        condition = self.pick(("false", "true", "1 > 2", "unsafe.Sizeof(0) == 4", 'len("a") == 1', "!true || false"))
        if "unsafe" in condition:
            self.pkg.imports.add("unsafe")
        self.line(f"if {condition} {{")
        self.block(self.size())
        if self.chance(0.5):
            self.line("} else {")
            self.block(self.size())
        self.line("}")
        return True

    # Loops.

    def loop_body(self, prologue: Callable[[], None] | None = None, is_loop: bool = True, label: str = "") -> None:
        """Body of something that break leaves. A label is used in it."""
        assert self.body is not None
        target = Target(is_loop, label)
        self.body.targets.append(target)
        self.block(self.size() + (1 if is_loop else 0), prologue)
        if label and not target.used:
            word = self.pick(("break", "continue")) if is_loop else "break"
            self.indent += 1
            self.line(f"if {header(self.condition(1))} {{")
            self.line(f"\t{word} {label}")
            self.line("}")
            self.indent -= 1
        self.body.targets.pop()

    def label(self) -> str:
        """A label for what comes next, or none."""
        if not self.feature("label", 0.25):
            return ""
        name = self.name("Loop")
        self.lines.append("\t" * max(0, self.indent - 1) + name + ":")
        return name

    def _for(self) -> bool:
        label = self.label()
        kind = self.rng.random()
        if kind < 0.15:
            self.line("for {")
            self.loop_body(label=label)
            self.line("\tbreak")
            self.line("}")
            return True
        if kind < 0.4:
            self.line(f"for {header(self.condition())} {{")
            self.loop_body(label=label)
            self.line("}")
            return True
        n = self.variable(INT, 1).text
        name = self.name("i")
        self.line(f"for {name} := 0; {name} < {header(n)}; {name}{self.pick(('++', ' += 2'))} {{")
        self.frames.append([])
        self.declare(name, INT, used=True)
        self.loop_body(label=label)
        self.frames.pop()
        self.line("}")
        return True

    def _range(self) -> bool | None:
        ranged = self.choose(
            [
                (1, self._over_slice),
                (1, self._over_array),
                (1, self._over_map),
                (1, self._over_string),
                (0.7, self._over_chan),
                (1.5 * self.weights["rangeint"] * (not self.old), self._over_int),
                (3 * self.weights["rangefunc"] * (not self.old), self._over_func),
            ]
        )
        if ranged is None:
            return None
        text, first, second = ranged
        label = self.label()
        kind = self.rng.random()
        types = [t for t in (first, second) if t is not None]
        if kind < 0.15 or not types:
            self.line(f"for range {header(text)} {{")
            self.loop_body(label=label)
            self.line("}")
            return True
        if kind < 0.3:
            places = [self.places(lambda p: p.assignable and p.text == p.var.name, t.key) for t in types]
            if all(places):
                names = [self.target(self.pick(group)) for group in places]
                self.line(f"for {', '.join(names)} = range {header(text)} {{")
                self.loop_body(label=label)
                self.line("}")
                return True
        types = types[: 1 if self.chance(0.3) else 2]
        names = ["_" if self.chance(0.2) else self.name("v") for _ in types]
        if set(names) == {"_"}:
            names = [self.name("v")]

        def declare() -> None:
            for name, t in zip(names, types, strict=False):
                if name != "_":
                    self.declare(name, t)

        self.line(f"for {', '.join(names)} := range {header(text)} {{")
        self.loop_body(declare, label=label)
        self.line("}")
        return True

    def _over_slice(self) -> Ranged:
        t = self.random_type(1)
        return self.expr(Slice(t), 2, True).text, INT, t

    def _over_array(self) -> Ranged:
        t = Array(self.pick((0, 1, 3)), self.random_type(1))
        found = self.places(lambda p: isinstance(core(p.typ), Array) and not isinstance(p.typ, TypeParam))
        if found:
            place = self.pick(found)
            self.use(place)
            u = core(place.typ)
            assert isinstance(u, Array)
            if place.addressable and self.chance(0.4):
                return f"&{place.operand}", INT, u.elem
            return place.text, INT, u.elem
        return self.expr(Pointer(t) if self.chance(0.5) else t, 2, True).text, INT, t.elem

    def _over_map(self) -> Ranged:
        key, elem = self.key_type(1), self.random_type(1)
        found = self.places(lambda p: isinstance(core(p.typ), Map))
        if found and self.chance(0.7):
            place = self.pick(found)
            u = core(place.typ)
            assert isinstance(u, Map)
            return self.use(place), u.map_key, u.elem
        return self.expr(Map(key, elem), 2, True).text, key, elem

    def _over_string(self) -> Ranged:
        return self.variable(STRING, 2).text, INT, RUNE

    def _over_chan(self) -> Ranged:
        t = self.random_type(1)
        return self.expr(Chan("", t), 2, True).text, t, None

    def _over_int(self) -> Ranged:
        t = self.pick((INT, INT, Basic(self.pick(INTEGERS))))
        if self.chance(0.4):
            return str(self.pick((0, 3, 10))), INT, None
        return self.variable(t, 2).text, t, None

    def _over_func(self) -> Ranged | None:
        types: list[Type] = [self.random_type(1) for _ in range(self.pick((0, 1, 1, 2)))]
        iterator = Func([Func(types, [BOOL])], [])
        found = self.places(lambda p: _is_iterator(p.typ))
        if found and self.chance(0.5):
            place = self.pick(found)
            u = under(place.typ)
            assert isinstance(u, Func)
            yields = under(u.params[0])
            assert isinstance(yields, Func)
            types = list(yields.params)
            return self.use(place), *(types + [None, None])[:2]  # type: ignore[return-value]
        calls = [
            f for f in self.functions() if not f.tparams and len(f.sig.results) == 1 and _is_iterator(f.sig.results[0])
        ]
        if calls and self.chance(0.6):
            f = self.pick(calls)
            self.need(f.pkg)
            yields = under(under(f.sig.results[0]).params[0])  # type: ignore[attr-defined]
            assert isinstance(yields, Func)
            types = list(yields.params)
            text = f"{f.text(self.pkg.name)}({self.args(f.sig, 2)})"
            return text, *(types + [None, None])[:2]  # type: ignore[return-value]
        if self.feature("library", 0.3):
            self.pkg.imports.add("slices")
            t = self.random_type(1)
            text = self.expr(Slice(t), 2, True).text
            return f"slices.{self.pick(('All', 'Backward'))}({text})", INT, t
        text = self.expr(iterator, 2, True).text
        return text, *(types + [None, None])[:2]  # type: ignore[return-value]

    # Switches.

    def _switch(self) -> bool:
        label = self.label()
        if self.chance(0.3):
            self.line("switch {")
            conditions = [[self.condition()] for _ in range(self.upto(3))]
        else:
            t = self.pick((INT, STRING, BYTE, *[p for p in self.tparams if is_kind(p, INTEGERS)]))
            init = ""
            if self.chance(0.2):
                name = self.name("s")
                init = f"{name} := {header(self.val(t, 2, True))}; "
                tag = name
            else:
                tag = header(self.variable(t, 2).text)
            self.line(f"switch {init}{tag} {{")
            pool = ['"a"', '"b"', '"c"', '"d"', '"e"', '"f"'] if t == STRING else ["0", "1", "2", "3", "4", "5"]
            conditions = [[pool.pop() for _ in range(self.pick((1, 1, 2)))] for _ in range(self.upto(3))]
            if self.chance(0.2) and not isinstance(t, TypeParam):
                conditions.append([self.variable(t, 2).text])
        self._clauses([f"case {', '.join(c)}:" for c in conditions], label, True)
        return True

    def _clauses(self, heads: list[str], label: str, fall: bool) -> None:
        if self.chance(0.6):
            heads.insert(self.upto(len(heads)), "default:")
        for k, head in enumerate(heads):
            self.line(head)
            last = k == len(heads) - 1
            self.loop_body(is_loop=False, label=label if k == 0 else "")
            if fall and not last and self.feature("fallthrough", 0.15):
                self.line("\tfallthrough")
        if label and not heads:
            self.line("default:")
            self.line(f"\tbreak {label}")
        self.line("}")

    def _type_switch(self) -> bool | None:
        found = self.places(lambda p: is_interface(p.typ) and not isinstance(p.typ, TypeParam))
        if found and self.chance(0.8):
            place = self.pick(found)
            x, t = self.use(place), place.typ
            x = place.operand
        else:
            generic = [p for p in self.visible() if isinstance(p.typ, TypeParam)]
            if generic:
                var = self.pick(generic)
                var.used = True
                x, t = f"any({var.name})", ANY
            else:
                x, t = f"any({self.val(self.random_type(1), 2, True)})", ANY
        seen: set[str] = set()
        cases: list[list[Type]] = []
        for _ in range(self.upto(3)):
            row = []
            for _ in range(self.pick((1, 1, 2))):
                case = self.random_type(1)
                if case.key not in seen and (is_interface(case) or implements(case, t)):
                    seen.add(case.key)
                    row.append(case)
            if row:
                cases.append(row)
        label = self.label()
        name = self.name("t") if cases and self.chance(0.7) else ""
        self.line(f"switch {name + ' := ' if name else ''}{header(x)}.(type) {{")
        heads: list[tuple[str, Type]] = [
            (f"case {', '.join(self.text_of(c) for c in row)}:", row[0] if len(row) == 1 else t) for row in cases
        ]
        if self.chance(0.3):
            heads.append(("case nil:", t))
        if self.chance(0.6):
            heads.append(("default:", t))
        for k, (head, typ) in enumerate(heads):
            self.line(head)

            def declare(typ: Type = typ, first: bool = k == 0) -> None:
                if name:
                    self.declare(name, typ)
                    if first:
                        self.line(f"_ = {name}")

            self.loop_body(declare, is_loop=False, label=label if k == 0 else "")
        if label and not heads:
            self.line("default:")
            self.line(f"\tbreak {label}")
        self.line("}")
        return True

    def _select(self) -> bool:
        label = self.label()
        self.line("select {")
        n = self.upto(3)
        channels = self.places(lambda p: isinstance(core(p.typ), Chan))
        for k in range(n):
            if channels and self.chance(0.7):
                place = self.pick(channels)
                u = core(place.typ)
                assert isinstance(u, Chan)
                x = self.use(place)
                x = place.operand
            else:
                u = Chan("", self.random_type(1))
                x = self.expr(u, 1, True).operand
            self._comm_clause(x, u, label if k == 0 else "")
        if self.chance(0.5) or label and n == 0:
            self.line("default:")
            self.loop_body(is_loop=False, label=label if n == 0 else "")
        self.line("}")
        return True

    def _comm_clause(self, x: str, u: Chan, label: str) -> None:
        if u.direction == "chan<-" or u.direction == "" and self.chance(0.4):
            self.line(f"case {x} <- {self.assignable_expr(u.elem, 2)}:")
            self.loop_body(is_loop=False, label=label)
            return
        kind = self.rng.random()
        if kind < 0.3:
            self.line(f"case <-{x}:")
            self.loop_body(is_loop=False, label=label)
            return
        places = self.places(lambda p: p.assignable, u.elem.key)
        if kind < 0.5 and places:
            place = self.pick(places)
            self.line(f"case {self.target(place)} = <-{x}:")
            self.loop_body(is_loop=False, label=label)
            return
        names = [self.name("v")] + ([self.name("ok")] if self.chance(0.4) else [])

        def declare() -> None:
            for name, t in zip(names, (u.elem, BOOL), strict=False):
                self.declare(name, t)

        self.line(f"case {', '.join(names)} := <-{x}:")
        self.loop_body(declare, is_loop=False, label=label)

    # Labels.

    def _goto(self) -> bool:
        """Forward over a block, or backward."""
        name = self.name("Goto")
        assert self.body is not None
        if self.chance(0.6):
            self.line(f"if {header(self.condition(1))} {{")
            self.line(f"\tgoto {name}")
            self.line("}")
            self.line("{")
            self.block(self.size())
            self.line("}")
            self.line(f"{name}:")
            self.line("{")
            self.block(1)
            self.line("}")
        else:
            self.line(f"{name}:")
            self.line("{")
            self.block(self.size())
            self.line("}")
            self.line(f"if {header(self.condition(1))} {{")
            self.line(f"\tgoto {name}")
            self.line("}")
        return True


def _is_iterator(t: Type) -> bool:
    """``func(yield func(…) bool)``"""
    u = under(t)
    if not isinstance(u, Func) or u.results or len(u.params) != 1 or u.variadic:
        return False
    inner = under(u.params[0])
    return isinstance(inner, Func) and inner.results == (BOOL,) and len(inner.params) <= 2 and not inner.variadic
