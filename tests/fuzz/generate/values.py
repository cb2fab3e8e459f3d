"""Expressions of a wanted type: operands, literals, operators, conversions."""

from collections.abc import Callable

from fuzz.generate.base import Expr, Place
from fuzz.generate.gotypes import Types
from fuzz.generate.model import (
    ANY,
    BOOL,
    BYTE,
    COMPLEX,
    FLOATS,
    INT,
    INTEGERS,
    NUMERIC,
    ORDERED,
    RUNE,
    STRING,
    UINTPTR,
    UNSAFE,
    Array,
    Basic,
    Chan,
    Func,
    Interface,
    Map,
    Named,
    Pointer,
    Slice,
    Struct,
    Type,
    TypeParam,
    assignable,
    basic_name,
    core,
    has_nil,
    implements,
    is_comparable,
    is_interface,
    is_kind,
    selections,
    under,
)

Option = tuple[float, Callable[[], Expr | None]]


class Values(Types):
    """``expr`` is what everybody calls. ``typed``: the type must be seen from the expression alone."""

    def expr(self, t: Type, depth: int = 3, typed: bool = False) -> Expr:
        self.fuel -= 1
        if self.fuel < 0:
            depth = 0
        options: list[Option] = [
            (6, lambda: self.place_of(t)),
            (1.5 if depth > 0 else 0.6, lambda: self.literal(t, depth, typed)),
        ]
        if depth > 0:
            options += self._common(t, depth) + self._by_kind(t, depth)
        return self.choose(options) or self.zero(t)

    def val(self, t: Type, depth: int = 3, typed: bool = False) -> str:
        return self.expr(t, depth, typed).text

    def assignable_expr(self, t: Type, depth: int = 3) -> str:
        """A value that may be assigned to ``t``, perhaps of another type."""
        if is_interface(t) and not isinstance(t, TypeParam):
            return self.val(self.implementer(t), depth, typed=True)
        return self.val(t, depth)

    def variable(self, t: Type, depth: int = 2) -> Expr:
        """An operand that is no constant."""
        place = self.place_of(t)
        if place is not None and not place.const:
            return place
        for _ in range(4):
            e = self.expr(t, depth, typed=True)
            if not e.const:
                return e
        kind = self.rng.random()
        if kind < 0.4:
            return Expr(f"*new({self.text_of(t)})", primary=False)
        if kind < 0.7 and not self.old:
            return Expr(f"*new({self.expr(t, 0, typed=True).text})", primary=False)
        return Expr(f"func() {self.text_of(t)} {{ return {self.literal_or_zero(t).text} }}()")

    def place_of(self, t: Type, wanted: Callable[[Place], bool] | None = None) -> Expr | None:
        found = self.places(wanted or (lambda p: bool(p.var.name)), t.key)
        if not found:
            return None
        place = self.pick(found)
        const = not place.var.assignable and place.text.endswith(place.var.name) and is_kind(t, (*NUMERIC, "string"))
        return Expr(self.use(place), const=const, primary=place.primary)

    def zero(self, t: Type) -> Expr:
        if isinstance(t, TypeParam):
            return Expr(f"*new({t.name})", primary=False)
        return self.literal_or_zero(t)

    def literal_or_zero(self, t: Type) -> Expr:
        return self.literal(t, 0, True) or Expr(f"*new({self.text_of(t)})", primary=False)

    # Any type.

    def _common(self, t: Type, depth: int) -> list[Option]:
        w = self.weights
        return [
            (0.4 * w["conversion"], lambda: self._converted(t, depth)),
            (0.3 * w["assertion"], lambda: self._asserted(t)),
            (0.25 * w["funclit"], lambda: self._called_literal(t, depth)),
            (0.15 * w["index"], lambda: self._indexed(t, depth)),
            (0.1 * w["deref"], lambda: self._dereferenced(t, depth)),
            (1.6, lambda: self.call_for(t, depth)),
            (0.08 * (not isinstance(t, TypeParam)), lambda: self._paren(t, depth)),
        ]

    def call_for(self, t: Type, depth: int) -> Expr | None:
        raise NotImplementedError

    def func_literal(self, t: Func, statements: int = -1) -> Expr:
        raise NotImplementedError

    def _paren(self, t: Type, depth: int) -> Expr:
        e = self.expr(t, depth - 1, True)
        return Expr(f"({e.text})", e.const)

    def conversion(self, t: Type, x: str) -> Expr:
        text = self.text_of(t)
        if text[0] in "*<" or "func" in text or "chan" in text:
            text = f"({text})"
        return Expr(f"{text}({x})")

    def _converted(self, t: Type, depth: int) -> Expr | None:
        """From another type with the same underlying type, or between kinds that convert."""
        if isinstance(t, TypeParam):
            if not is_kind(t, INTEGERS + FLOATS):
                return None
            return Expr(f"{t.name}({self.val(t, depth - 1, True)})")
        others = [o for o in (*self.named_types(), under(t)) if o != t and under(o) == under(t)]
        if is_kind(t, INTEGERS + FLOATS):
            others += [Basic(self.pick(INTEGERS + FLOATS))]
            return self.conversion(t, self.variable(self.pick(others), depth - 1).text)
        if not others:
            return None
        other = self.pick(others)
        return self.conversion(t, self.variable(other, depth - 1).text)

    def _asserted(self, t: Type) -> Expr | None:
        """``x.(T)``"""
        found = self.places(lambda p: is_interface(p.typ) and not isinstance(p.typ, TypeParam))
        found = [p for p in found if is_interface(t) or implements(t, p.typ)]
        if not found:
            return None
        place = self.pick(found)
        self.use(place)
        return Expr(f"{place.operand}.({self.text_of(t)})")

    def _called_literal(self, t: Type, depth: int) -> Expr | None:
        """``func() T { … }()``"""
        if depth < 2 or self.fuel < 10:
            return None
        if self.chance(0.3):
            p = self.random_type(1)
            return Expr(f"{self.func_literal(Func([p], [t])).text}({self.val(p, depth - 1)})")
        return Expr(f"{self.func_literal(Func([], [t])).text}()")

    def _indexed(self, t: Type, depth: int) -> Expr | None:
        """An element of something made on the spot, or of a variable at an index that is computed."""
        kinds: list[Type] = [Slice(t), Array(3, t), Pointer(Array(2, t))]
        if t == BYTE:
            kinds.append(STRING)
        x = self.pick(kinds)
        index = self.variable(self.pick((INT, INT, BYTE)), depth - 2)
        if self.chance(0.2):
            key = self.key_type(1)
            return Expr(f"{self.expr(Map(key, t), depth - 1, True).operand}[{self.val(key, depth - 1)}]")
        e = self.expr(x, depth - 1, True)
        return Expr(f"{e.operand}[{index.text}]") if not e.const else None

    def _dereferenced(self, t: Type, depth: int) -> Expr:
        return Expr("*" + self.expr(Pointer(t), depth - 1, True).operand, primary=False)

    # By kind.

    def _by_kind(self, t: Type, depth: int) -> list[Option]:
        u = core(t)
        if is_kind(t, ("bool",)):
            return [(3, lambda: self._condition(t, depth))]
        if is_kind(t, NUMERIC):
            return self._numeric(t, depth)
        if is_kind(t, ("string",)):
            return self._string(t, depth)
        if isinstance(u, Pointer):
            return self._pointer(t, u, depth)
        if isinstance(u, Slice):
            return self._slice(t, u, depth)
        if isinstance(u, Array) and u.length:
            elem = u
            return [
                (0.3, lambda: self.conversion(t, self.expr(Slice(elem.elem), depth - 1, True).text)),
            ]
        if isinstance(u, Chan) and u.direction:
            elem_type = u.elem
            return [(1, lambda: self.conversion(t, self.expr(Chan("", elem_type), depth - 1, True).text))]
        if isinstance(u, Func):
            return self.function_values(t, depth)
        if isinstance(u, Interface) and not isinstance(t, TypeParam):
            return [
                (4, lambda: self.boxed(t, depth)),
                (0.2, lambda: Expr("recover()") if t == ANY and self.weights["recover"] else None),
            ]
        if basic_name(t) == "unsafe.Pointer":
            return [(2, lambda: self._unsafe_pointer(t, depth))]
        return []

    def function_values(self, t: Type, depth: int) -> list[Option]:
        raise NotImplementedError

    def condition(self, depth: int = 2) -> str:
        """For if and for: no constant, mostly."""
        return self._condition(BOOL, depth).text if self.chance(0.9) else self.val(BOOL, 1)

    def _condition(self, t: Type, depth: int) -> Expr:
        found = self.choose(
            [
                (2, lambda: self._ordered_test(depth)),
                (1.5, lambda: self._equality_test(depth)),
                (1.5, lambda: self._nil_test(depth)),
                (0.8, lambda: self._logical(depth)),
                (0.5, lambda: self._not(depth)),
            ]
        )
        if found is None:
            found = Expr("true", const=True)
        return found if t == BOOL else self.conversion(t, found.text)

    def _not(self, depth: int) -> Expr:
        return Expr("!" + self.variable(BOOL, depth - 1).operand, primary=False)

    def _logical(self, depth: int) -> Expr:
        x, y = self.variable(BOOL, depth - 1), self.expr(BOOL, depth - 1)
        return Expr(f"{x.operand} {self.pick(('&&', '||'))} {y.operand}", primary=False)

    def _ordered_test(self, depth: int) -> Expr:
        choices: list[Type] = [INT, STRING, Basic(self.pick(NUMERIC[:11]))]
        choices += [p for p in self.tparams if p.typeset and is_kind(p, ORDERED)]
        t = self.pick(choices)
        x, y = self.variable(t, depth - 1), self.expr(t, depth - 1)
        return Expr(f"{x.operand} {self.pick(('<', '<=', '>', '>=', '==', '!='))} {y.operand}", primary=False)

    def _equality_test(self, depth: int) -> Expr | None:
        t = self.random_type(1)
        if not is_comparable(t) and not is_interface(t):
            return None
        x, y = self.variable(t, depth - 1), self.expr(t, depth - 1, typed=True)
        return Expr(f"({x.text}) {self.pick(('==', '!='))} ({y.text})", primary=False)

    def _nil_test(self, depth: int) -> Expr | None:
        found = self.places(lambda p: has_nil(p.typ) and not isinstance(p.typ, TypeParam))
        if not found:
            return None
        place = self.pick(found)
        return Expr(f"{self.use(place)} {self.pick(('==', '!='))} nil", primary=False)

    def _numeric(self, t: Type, depth: int) -> list[Option]:
        def binary() -> Expr:
            ops = ["+", "-", "*"]
            if is_kind(t, INTEGERS):
                ops += ["&", "|", "^", "&^", "%", "/"]
            op = self.pick(ops)
            x = self.variable(t, depth - 1)
            y = self.variable(t, depth - 1) if op in "/%" else self.expr(t, depth - 1)
            if op in "/%" and self.chance(0.5):
                y = self.literal(t, 0, False) or y
            return Expr(f"{x.operand} {op} {y.operand}", primary=False)

        def unary() -> Expr:
            op = self.pick(("-", "+", "^")) if is_kind(t, INTEGERS) else "-"
            return Expr(op + self.variable(t, depth - 1).operand, primary=False)

        def shift() -> Expr:
            count = str(self.upto(6)) if self.chance(0.5) else self.variable(Basic("uint"), depth - 1).operand
            return Expr(f"{self.variable(t, depth - 1).operand} {self.pick(('<<', '>>'))} {count}", primary=False)

        options: list[Option] = [(3, binary), (0.5, unary)]
        if is_kind(t, INTEGERS):
            options.append((0.6, shift))
        if is_kind(t, ORDERED):
            options.append((0.4 * self.weights["minmax"], lambda: self._min_max(t, depth)))
        if t == INT:
            options += [(1, lambda: self._length(depth)), (0.2, lambda: self._copied(depth))]
        if t == UINTPTR and self.weights["unsafe"]:
            options.append((2, lambda: self._uintptr(depth)))
        if is_kind(t, FLOATS) and not isinstance(t, TypeParam) and self.weights["complex"]:
            name = {"float32": "complex64", "float64": "complex128"}[basic_name(t)]
            part = self.pick(("real", "imag"))
            options.append((0.5, lambda: self.conversion(t, f"{part}({self.variable(Basic(name), depth - 1).text})")))
        if is_kind(t, COMPLEX) and not isinstance(t, TypeParam):
            name = {"complex64": "float32", "complex128": "float64"}[basic_name(t)]
            options.append((1, lambda: self._complex(t, Basic(name), depth)))
        return options

    def _complex(self, t: Type, part: Type, depth: int) -> Expr:
        x, y = self.variable(part, depth - 1), self.variable(part, depth - 1)
        return self.conversion(t, f"complex({x.text}, {y.text})")

    def _min_max(self, t: Type, depth: int) -> Expr:
        args = [self.variable(t, depth - 1).text] + [self.val(t, depth - 1) for _ in range(self.upto(2))]
        return Expr(f"{self.pick(('min', 'max'))}({', '.join(args)})")

    def _length(self, depth: int) -> Expr:
        choices: list[Type] = [STRING, Slice(self.random_type(1)), Map(STRING, INT), Chan("", INT), Slice(BYTE)]
        found = self.places(lambda p: isinstance(core(p.typ), (Slice, Map, Chan)) or basic_name(p.typ) == "string")
        if found and self.chance(0.7):
            place = self.pick(found)
            name = "len" if basic_name(place.typ) or isinstance(core(place.typ), Map) else self.pick(("len", "cap"))
            return Expr(f"{name}({self.use(place)})", const=not place.var.assignable)
        t = self.pick(choices)
        return Expr(f"len({self.expr(t, depth - 1, True).text})", const=True)

    def _copied(self, depth: int) -> Expr:
        t = self.random_type(1)
        target = self.expr(Slice(t), depth - 1, True)
        return Expr(f"copy({target.text}, {self.expr(Slice(t), depth - 1, True).text})")

    def _uintptr(self, depth: int) -> Expr:
        self.pkg.imports.add("unsafe")
        if self.chance(0.5):
            return Expr(f"uintptr({self.expr(UNSAFE, depth - 1, True).text})")
        return Expr(f"unsafe.Sizeof({self.variable(self.random_type(1), 0).text})", const=True)

    def _unsafe_pointer(self, t: Type, depth: int) -> Expr:
        self.pkg.imports.add("unsafe")
        if self.chance(0.2):
            place = self.expr(UNSAFE, 0, True)
            return self.conversion(t, f"unsafe.Add({place.text}, {self.variable(INT, depth - 1).text})")
        if self.chance(0.15):
            sum_ = f"uintptr({self.expr(UNSAFE, depth - 1, True).text}) + {self.variable(UINTPTR, 1).operand}"
            return self.conversion(t, sum_ if t == UNSAFE else f"unsafe.Pointer({sum_})")
        x = f"unsafe.Pointer({self.expr(Pointer(self.random_type(1)), depth - 1, True).text})"
        return Expr(x) if t == UNSAFE else self.conversion(t, x)

    # Strings.

    def _string(self, t: Type, depth: int) -> list[Option]:
        if isinstance(t, TypeParam):
            return [(1, lambda: self._concat(t, depth))]
        return [
            (2 * self.weights["concat"], lambda: self._concat(t, depth)),
            (0.6, lambda: self._substring(t, depth)),
            (0.6, lambda: self._string_conversion(t, depth)),
            (0.2 * self.weights["minmax"], lambda: self._min_max(t, depth)),
        ]

    def _concat(self, t: Type, depth: int) -> Expr:
        parts = [self.variable(t, depth - 1)] + [self.expr(t, depth - 1) for _ in range(self.pick((1, 1, 2, 3, 5)))]
        self.rng.shuffle(parts)
        return Expr(" + ".join(p.operand for p in parts), primary=False)

    def _substring(self, t: Type, depth: int) -> Expr:
        return Expr(f"{self.variable(t, depth - 1).operand}[{self._bounds(depth)}]")

    def _bounds(self, depth: int) -> str:
        low = self.pick(("", "0", "1", self.variable(INT, depth - 2).text))
        high = self.pick(("", "", "2", "3", self.variable(INT, depth - 2).text))
        return f"{low}:{high}"

    def _string_conversion(self, t: Type, depth: int) -> Expr:
        source = self.pick((Slice(BYTE), Slice(RUNE), RUNE, STRING))
        return self.conversion(t, self.variable(source, depth - 1).text)

    # Pointers, slices, interfaces.

    def _pointer(self, t: Type, u: Pointer, depth: int) -> list[Option]:
        elem = u.elem
        plain = t == Pointer(elem)
        options: list[Option] = [
            (3, lambda: self._address(t, elem, plain)),
            (1.0 * self.weights["new"], lambda: self._wrap(t, plain, Expr(f"new({self.text_of(elem)})"))),
        ]
        if not self.old:
            options.append((1.0 * self.weights["newexpr"], lambda: self._new_expr(t, elem, depth)))
        if isinstance(under(elem), (Struct, Array, Slice, Map)) and not isinstance(elem, TypeParam):
            options.append((2, lambda: self._wrap(t, plain, Expr("&" + self._composite(elem, depth), primary=False))))
        if isinstance(under(elem), Array):
            source = Slice(under(elem).elem)  # type: ignore[attr-defined]
            options.append((0.3, lambda: self.conversion(t, self.expr(source, depth - 1, True).text)))
        if self.weights["unsafe"]:
            options.append((0.15 * self.weights["unsafe"], lambda: self._cast(t, depth)))
        return options

    def _wrap(self, t: Type, plain: bool, e: Expr) -> Expr:
        return e if plain else self.conversion(t, e.text)

    def _cast(self, t: Type, depth: int) -> Expr:
        self.pkg.imports.add("unsafe")
        return self.conversion(t, f"unsafe.Pointer({self.expr(Pointer(self.random_type(1)), depth - 1, True).text})")

    def _address(self, t: Type, elem: Type, plain: bool) -> Expr | None:
        found = self.places(lambda p: p.addressable, elem.key)
        if not found:
            return None
        place = self.pick(found)
        self.use(place)
        return self._wrap(t, plain, Expr("&" + place.operand, primary=False))

    def _new_expr(self, t: Type, elem: Type, depth: int) -> Expr | None:
        if is_interface(elem) and not isinstance(elem, TypeParam):
            return None
        return self._wrap(t, t == Pointer(elem), Expr(f"new({self.expr(elem, depth - 1, True).text})"))

    def _slice(self, t: Type, u: Slice, depth: int) -> list[Option]:
        options: list[Option] = [
            (1.5, lambda: self._make_slice(t, depth)),
            (1.5 * self.weights["append"], lambda: self._append(t, u, depth)),
            (0.8, lambda: self._resliced(t, u, depth)),
        ]
        if u.elem in (BYTE, RUNE):
            options.append((1, lambda: self.conversion(t, self.variable(STRING, depth - 1).text)))
        if self.weights["unsafe"] and t == Slice(u.elem):
            options.append((0.1 * self.weights["unsafe"], lambda: self._unsafe_slice(u, depth)))
        return options

    def _unsafe_slice(self, u: Slice, depth: int) -> Expr:
        self.pkg.imports.add("unsafe")
        return Expr(f"unsafe.Slice({self.expr(Pointer(u.elem), depth - 1, True).text}, {self.pick(('1', '3'))})")

    def _make_slice(self, t: Type, depth: int) -> Expr:
        n = self.variable(INT, depth - 2).text if self.chance(0.4) else str(self.pick((0, 1, 2, 3, 4, 8, 100)))
        if self.weights["limits"] and self.chance(0.1):
            n = str(self.pick((65535, 65536, 65537, 8192, 8193, 16384, 1 << 20, 2621440, 10485760)))
        cap = f", {self.variable(INT, depth - 2).text}" if self.chance(0.2) else ""
        return Expr(f"make({self.text_of(t)}, {n if not cap else '0'}{cap})")

    def _append(self, t: Type, u: Slice, depth: int) -> Expr:
        head = self.expr(t, depth - 1, True).text
        kind = self.rng.random()
        if kind < 0.25:
            return Expr(f"append({head}, {self.expr(Slice(u.elem), depth - 1, True).text}...)")
        if kind < 0.35 and u.elem == BYTE:
            return Expr(f"append({head}, {self.variable(STRING, depth - 1).operand}...)")
        if kind < 0.45:
            return Expr(f"append({head}, make([]{self.text_of(u.elem)}, {self.variable(INT, 1).text})...)")
        args = [self.assignable_expr(u.elem, depth - 1) for _ in range(self.pick((1, 1, 2, 3)))]
        return Expr(f"append({', '.join([head, *args])})")

    def _resliced(self, t: Type, u: Slice, depth: int) -> Expr | None:
        arrays = self.places(lambda p: p.addressable and isinstance(under(p.typ), Array))
        arrays = [p for p in arrays if under(p.typ).elem == u.elem]  # type: ignore[attr-defined]
        if arrays and t == Slice(u.elem) and self.chance(0.6):
            place = self.pick(arrays)
            self.use(place)
            return Expr(f"{place.operand}[:]")
        if self.chance(0.2):
            return Expr(f"{self.expr(t, depth - 1, True).operand}[0:1:2]")
        return Expr(f"{self.expr(t, depth - 1, True).operand}[{self._bounds(depth)}]")

    def implementer(self, t: Type) -> Type:
        """A type, no interface if possible, whose values ``t`` can hold."""
        u = under(t)
        assert isinstance(u, Interface)
        if not u.methods:
            for _ in range(5):
                found = self.random_type(1)
                if not is_interface(found):
                    return found
            return INT
        fitting: list[Type] = []
        for named in (*self.named_types(), *self.tparams):
            for candidate in (named, Pointer(named)):
                if (candidate != t or isinstance(named, TypeParam)) and implements(candidate, t):
                    fitting.append(candidate)
        for generic in self.generic_types():
            fitting += [i for i in generic.instances.values() if implements(i, t) and self.writable(i)]
            fitting += [
                Pointer(i) for i in generic.instances.values() if implements(Pointer(i), t) and self.writable(i)
            ]
        return self.pick(fitting) if fitting else t

    def boxed(self, t: Type, depth: int) -> Expr | None:
        """A value converted to an interface, explicitly or by use."""
        source = self.implementer(t)
        if source == t:
            return None
        e = self.expr(source, depth - 1, typed=True)
        return self.conversion(t, e.text)

    # Literals.

    def literal(self, t: Type, depth: int, typed: bool) -> Expr | None:
        u = under(t)
        if isinstance(t, TypeParam):
            return self._param_literal(t)
        if isinstance(u, Basic):
            return self._basic_literal(t, u.name, typed)
        if isinstance(u, Interface) or isinstance(u, Chan) and self.chance(0.3) or isinstance(u, Map) and depth <= 0:
            return self._nil(t, typed)
        if isinstance(u, Chan):
            size = f", {self.upto(3)}" if self.chance(0.5) else ""
            return Expr(f"make({self.text_of(t)}{size})")
        if isinstance(u, Map) and self.chance(0.4):
            hint = f", {self.pick(('8', '9', '100', self.variable(INT, 0).text))}" if self.chance(0.4) else ""
            return Expr(f"make({self.text_of(t)}{hint})")
        if isinstance(u, Func):
            e = self.func_literal(u) if depth > 0 and self.fuel > 5 else None
            return self._nil(t, typed) if e is None else e if t == u or not typed else self.conversion(t, e.text)
        if isinstance(u, (Struct, Array, Map)) or isinstance(u, Slice) and depth > 0:
            return Expr(self._composite(t, depth))
        if isinstance(u, Pointer) and isinstance(under(u.elem), Struct) and depth > 0 and t == u:
            return Expr("&" + self._composite(u.elem, depth), primary=False)
        return self._nil(t, typed)

    def _nil(self, t: Type, typed: bool) -> Expr:
        return self.conversion(t, "nil") if typed else Expr("nil", const=True)

    def _param_literal(self, t: TypeParam) -> Expr | None:
        if t not in self.tparams:
            return None
        if is_kind(t, INTEGERS + FLOATS):
            return Expr(f"{t.name}({self.upto(9)})")
        if is_kind(t, ("string",)):
            return Expr(f'{t.name}("s")')
        return Expr(f"*new({t.name})", primary=False)

    def _basic_literal(self, t: Type, name: str, typed: bool) -> Expr:
        default = {"int": INT, "string": STRING, "bool": BOOL, "float64": Basic("float64"), "complex128": Basic(name)}
        bare = not typed or default.get(name) == t
        if name in ("any", "error", "unsafe.Pointer"):
            return self._nil(t, typed)
        if name == "bool":
            text = self.pick(("true", "false"))
        elif name == "string":
            text = self.pick(('""', '"a"', '"some text"', "`raw`", '"longer text than the others are"'))
        elif name in INTEGERS:
            text = str(self.pick((1, 2, 3, 7, 10, 100)))
            if name == "int32" and self.chance(0.3):
                return Expr("'x'", const=True) if t == RUNE or not typed else self.conversion(t, "'x'")
        elif name in FLOATS:
            text = self.pick(("1.5", "2.0", "0.25"))
        else:
            text = self.pick(("1i", "2.5i"))
        if bare:
            return Expr(text, const=True)
        e = self.conversion(t, text)
        e.const = True
        return e

    def _composite(self, t: Type, depth: int) -> str:
        u = under(t)
        text = self.text_of(t)
        if isinstance(u, Struct):
            return text + self._struct_elements(u, depth)
        if isinstance(u, Map):
            return text + self._map_elements(u, depth)
        assert isinstance(u, (Slice, Array))
        n = self.pick((0, 1, 1, 2, 3)) if depth > 0 else 0
        if isinstance(u, Array):
            n = min(n, u.length)
            if n == u.length and n > 0 and self.chance(0.2) and t == u:
                text = "[...]" + self.text_of(u.elem)
        elems = [self._element(u.elem, depth - 1) for _ in range(n)]
        if n and text[:5] != "[...]" and self.chance(0.15):
            elems[-1] = f"{n - 1}: {elems[-1]}"
        return f"{text}{{{', '.join(elems)}}}"

    def _element(self, t: Type, depth: int) -> str:
        """An element of a literal: the type may be left out of a literal inside of it."""
        if isinstance(t, (Struct, Array)) or isinstance(t, Named) and isinstance(t.under, Struct):
            if depth > 0 and self.chance(0.4):
                u = under(t)
                if isinstance(u, Struct):
                    return self._struct_elements(u, depth)
        if isinstance(t, Pointer) and isinstance(under(t.elem), Struct) and depth > 0 and self.chance(0.4):
            struct = under(t.elem)
            assert isinstance(struct, Struct)
            return self._struct_elements(struct, depth)
        return self.assignable_expr(t, depth)

    def _struct_elements(self, u: Struct, depth: int) -> str:
        fields = [f for f in u.fields if f.name != "_"]
        if depth <= 0 or not fields:
            return "{}"
        if len(fields) == len(u.fields) and self.chance(0.3):
            return f"{{{', '.join(self.assignable_expr(f.typ, depth - 1) for f in fields)}}}"
        chosen = [f for f in fields if self.chance(0.6)]
        return f"{{{', '.join(f'{f.name}: {self.assignable_expr(f.typ, depth - 1)}' for f in chosen)}}}"

    def _map_elements(self, u: Map, depth: int) -> str:
        if depth <= 0:
            return "{}"
        n = self.pick((0, 1, 2))
        if is_kind(u.map_key, ("string",)):
            keys = ['"a"', '"b"'][:n]
        elif is_kind(u.map_key, INTEGERS + FLOATS):
            keys = ["1", "2"][:n]
        else:
            keys = [self.variable(u.map_key, depth - 1).text][:n]
        return f"{{{', '.join(f'{key}: {self._element(u.elem, depth - 1)}' for key in keys)}}}"


__all__ = ["Values", "assignable", "selections"]
