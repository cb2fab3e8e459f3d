"""Random types, declared ones and literals of them."""

from fuzz.generate.base import Base
from fuzz.generate.model import (
    ANY,
    BOOL,
    BYTE,
    COMPLEX,
    ERROR,
    FLOAT64,
    FLOATS,
    INT,
    INTEGERS,
    RUNE,
    STRING,
    UINTPTR,
    UNSAFE,
    Array,
    Basic,
    Chan,
    Field,
    Func,
    Generic,
    Interface,
    Map,
    Method,
    Named,
    Pointer,
    Slice,
    Struct,
    Type,
    TypeParam,
    is_comparable,
    is_generic,
    is_interface,
    mentions,
    satisfies,
    substitute,
    under,
)


class Types(Base):
    def random_type(self, depth: int = 2) -> Type:
        """Any type that can be written here; mostly one that is there already, so that values meet."""
        if depth > 0 and self.chance(0.55):
            known = self._known_type()
            if known is not None:
                return known
        found = self.choose(
            [
                (4, self._basic),
                (4, self._named),
                (1.5 * self.weights["pointer"] * (depth > 0), lambda: Pointer(self.random_type(depth - 1))),
                (1.5 * self.weights["slice"] * (depth > 0), lambda: Slice(self.random_type(depth - 1))),
                (0.7 * self.weights["array"] * (depth > 0), lambda: self._array(depth)),
                (0.8 * self.weights["map"] * (depth > 0), lambda: self._map(depth)),
                (0.5 * self.weights["chan"] * (depth > 0), lambda: self._chan(depth)),
                (0.8 * self.weights["closure"] * (depth > 0), lambda: self.random_func(depth - 1)),
                (0.5 * self.weights["struct"] * (depth > 0), lambda: self.random_struct(depth - 1, self.upto(3))),
                (0.4 * self.weights["interface"], self._interface),
                (1.0 * self.weights["generic"] * (depth > 0), lambda: self._instance(depth)),
                (2.0 * bool(self.tparams), lambda: self.pick(self.tparams)),
            ]
        )
        return found or INT

    def _known_type(self) -> Type | None:
        if self.pool and self.chance(0.5):
            return self.pick(self.pool)
        local = [var for frame in self.frames for var in frame]
        if not local:
            return None
        t = self.pick(local).typ
        if not self.writable(t):
            return None
        if self.feature("pointer", 0.25) and not isinstance(t, (Pointer, TypeParam)):
            return Pointer(t)
        if isinstance(t, Pointer) and self.chance(0.2):
            return t.elem
        return Slice(t) if self.feature("slice", 0.05) and not isinstance(t, TypeParam) else t

    def fill_pool(self) -> None:
        """Types that the package uses over and over."""
        self.pool = []
        self.pool = [self.random_type() for _ in range(self.pick((2, 4, 6)))]

    def writable(self, t: Type) -> bool:
        """Whether the type can be named here: its parameters are in scope, its packages below this one."""
        if isinstance(t, TypeParam):
            return t in self.tparams
        if isinstance(t, Named):
            if t.local and t not in self.local_types:
                return False
            if t.pkg != self.pkg.name and t.pkg not in [p.name for p in self.below]:
                return False
        return all(self.writable(part) for part in t.parts())

    def _basic(self) -> Type:
        if self.chance(0.6):
            return self.pick((INT, INT, STRING, BOOL, BYTE, FLOAT64))
        names = list(INTEGERS + FLOATS)
        names += COMPLEX if self.feature("complex") else ()
        t: Type = Basic(self.pick(names))
        if self.feature("unsafe", 0.1):
            t = self.pick((UNSAFE, UINTPTR))
        return t

    def _named(self) -> Type | None:
        types = self.named_types()
        return self.pick(types) if types else None

    def _array(self, depth: int) -> Type:
        length = self.pick((0, 1, 2, 3, 3, 4, 8))
        return Array(length, self.random_type(depth - 1))

    def _map(self, depth: int) -> Type:
        return Map(self.key_type(depth - 1), self.random_type(depth - 1))

    def key_type(self, depth: int) -> Type:
        for _ in range(6):
            t = self.random_type(depth)
            if is_comparable(t):
                return t
        return self.pick((INT, STRING))

    def _chan(self, depth: int) -> Type:
        return Chan(self.pick(("", "", "<-chan", "chan<-")), self.random_type(depth - 1))

    def random_func(self, depth: int) -> Func:
        params = [self.random_type(depth) for _ in range(self.upto(2))]
        results = [self.random_type(depth) for _ in range(self.pick((0, 1, 1, 2)))]
        variadic = bool(params) and self.feature("variadic", 0.15)
        if variadic:
            params[-1] = Slice(params[-1])
        return Func(params, results, variadic)

    def random_struct(self, depth: int, n: int) -> Struct:
        fields = [Field(self.field_name(k), self.random_type(depth)) for k in range(n)]
        return Struct(fields)

    def field_name(self, k: int) -> str:
        return f"{'f' if self.alone and self.pkg.types and self.seed % 2 else 'F'}{k}"

    def _interface(self) -> Type:
        return self.pick((ANY, ANY, ERROR, *self.interfaces()))

    def _instance(self, depth: int) -> Type | None:
        generics = [g for g in self.generic_types() if g.underlying is not None]
        if not generics:
            return None
        return self.instantiate(self.pick(generics), depth)

    def instantiate(self, generic: Generic, depth: int) -> Named | None:
        targs = self.type_args(generic.tparams, {}, depth)
        return generic.instance([targs[p.name] for p in generic.tparams]) if targs is not None else None

    def type_args(self, tparams: tuple[TypeParam, ...], bound: dict[str, Type], depth: int) -> dict[str, Type] | None:
        """Arguments for all parameters; some may be given."""
        bound = dict(bound)
        for p in tparams:
            if p.name not in bound:
                found = self._type_arg(p, bound, depth)
                if found is None:
                    return None
                bound[p.name] = found
        # Type parameters inside of other types could make a generic function instantiate itself without end.
        # So could types declared in it: they are other types in each instance.
        for t in bound.values():
            if is_generic(t) and not isinstance(t, TypeParam) or self.tparams and mentions(t, is_local):
                return None
        return bound if all(satisfies(bound[p.name], p, bound) for p in tparams) else None

    def _type_arg(self, p: TypeParam, bound: dict[str, Type], depth: int) -> Type | None:
        if p.pointer_to is not None:
            return Pointer(bound[p.pointer_to.name]) if p.pointer_to.name in bound else None
        if p.core is not None:
            return substitute(p.core, bound)
        for _ in range(8):
            t = self.random_type(min(depth - 1, 1))
            if p.typeset and self.chance(0.7):
                t = Basic(self.pick(p.typeset))
            elif p.methods and self.named_types() and self.chance(0.8):
                t = self.pick(self.named_types())
                t = Pointer(t) if self.chance(0.5) else t
            if satisfies(t, p, bound):
                return t
        return None

    # Declarations.

    def make_method_table(self) -> None:
        """Names of methods with their signatures: the same in the whole program, so that types satisfy interfaces."""
        plain = (INT, STRING, BOOL, ANY, ERROR, Pointer(INT), Slice(INT), BYTE, Slice(BYTE), Func([], []), RUNE)
        for k in range(6):
            params = [self.pick(plain) for _ in range(self.pick((0, 0, 1, 2)))]
            results = [self.pick(plain) for _ in range(self.pick((0, 1, 1, 2)))]
            variadic = bool(params) and self.feature("variadic", 0.1)
            if variadic:
                params[-1] = Slice(params[-1])
            name = f"{'m' if self.alone and self.chance(0.3) else 'M'}{k}"
            self.method_table[name] = Method(name, Func(params, results, variadic))
        self.method_table["Error"] = Method("Error", Func([], [STRING]))

    def declare_types(self) -> None:
        for _ in range(self.pick((1, 2, 3, 4, 5))):
            self.choose(
                [
                    (4, self._declare_struct),
                    (2, self._declare_interface),
                    (2, self._declare_other),
                    (2 * self.weights["generic"], self._declare_generic),
                ]
            )

    def _add(self, named: Named) -> bool:
        self.pkg.types.append(named)
        return True

    def _write_type(self, named: Named, tparams: str = "") -> None:
        assert named.underlying is not None
        self.pkg.decls.append(f"type {named.name}{tparams} {self.text_of(named.underlying)}\n")

    def _declare_struct(self) -> bool:
        named = Named(self.pkg.name, self.top_name("t"))
        named.underlying = Struct(self._struct_fields(named))
        self._write_type(named)
        return self._add(named)

    def _struct_fields(self, named: Named) -> list[Field]:
        fields = []
        used = set()
        for k in range(self.upto(5)):
            if self.feature("embed", 0.3):
                field = self._embedded()
                if field is not None and field.name not in used:
                    used.add(field.name)
                    fields.append(field)
                    continue
            tag = '`json:"x"`' if self.chance(0.03) else ""
            typ = self.random_type()
            if self.chance(0.12):
                typ = self.pick((Pointer(named), Slice(named), Map(STRING, named), Func([Pointer(named)], [INT])))
            name = "_" if self.alone and self.feature("blank", 0.05) else self.field_name(k)
            fields.append(Field(name, typ, tag=tag))
        return fields

    def _embedded(self) -> Field | None:
        types = [t for t in self.named_types() if not t.local and not isinstance(under(t), Pointer)]
        types = [t for t in types if under(t) != UNSAFE]
        if not types:
            return None
        t = self.pick(types)
        if is_interface(t) or self.chance(0.6):
            return Field(t.name, t, True)
        return Field(t.name, Pointer(t), True)

    def _declare_interface(self) -> bool:
        named = Named(self.pkg.name, self.top_name("i"))
        names = self.rng.sample(sorted(self.method_table), self.pick((1, 1, 2, 3)))
        others = [t for t in self.pkg.types if is_interface(t) and self.feature("embed", 0.3)]
        named.underlying = Interface([self.method_table[name] for name in names], others[:1])
        self._write_type(named)
        return self._add(named)

    def _declare_other(self) -> bool:
        named = Named(self.pkg.name, self.top_name("n"))
        t = self.random_type()
        while isinstance(t, TypeParam) or isinstance(under(t), (Pointer, Interface)):
            t = self.random_type()
        named.underlying = under(t)
        self.pkg.decls.append(f"type {named.name} {self.text_of(t)}\n")
        if self.feature("const", 0.3) and isinstance(named.underlying, Basic):
            self._write_constants(named)
        return self._add(named)

    def _write_constants(self, named: Named) -> None:
        """A group with iota."""
        from fuzz.generate.base import Var

        assert isinstance(named.underlying, Basic)
        if named.underlying.name not in INTEGERS:
            return
        names = [self.top_name("c") for _ in range(self.pick((2, 3)))]
        rows = [f"\t{names[0]} {named.name} = iota{self.pick(('', ' + 1', ' << 1'))}", *[f"\t{n}" for n in names[1:]]]
        self.pkg.decls.append("const (\n" + "\n".join(rows) + "\n)\n")
        for name in names:
            var = Var(name, named, assignable=False)
            var.used = True
            self.pkg.consts.append(var)

    def _declare_generic(self) -> bool:
        tparams = self.random_tparams(self.pick((1, 1, 2)))
        generic = Generic(self.pkg.name, self.top_name("g"), tparams)
        own = [Named(generic.pkg, generic.name, tparams)]
        self.tparams = list(tparams)
        p = tparams[0]
        choices = [p, Pointer(p), Slice(p), Func([p], [p]), ANY, INT, Map(STRING, p)]
        fields = [Field(self.field_name(k), self.pick(choices)) for k in range(self.pick((1, 2, 3)))]
        if self.chance(0.4):
            fields.append(Field("Next", Pointer(own[0])))
        if self.chance(0.3):
            fields.append(Field("More", self.random_type(1)))
        if len(tparams) > 1:
            fields.append(Field("Other", tparams[1]))
        underlying: Type = Struct(fields)
        if self.chance(0.25):
            underlying = self.pick([Slice(p), Map(STRING, p), Func([p], []), Chan("", p)])
        self.tparams = []
        names = ", ".join(f"{p.name} {p.constraint}" for p in tparams)
        self.pkg.decls.append(f"type {generic.name}[{names}] {self.text_of(underlying)}\n")
        generic.underlying = _with_instances(underlying, generic)
        self.pkg.generics.append(generic)
        return True

    def random_tparams(self, n: int) -> tuple[TypeParam, ...]:
        out: list[TypeParam] = []
        for k in range(n):
            found = self.choose(
                [
                    (3, lambda: TypeParam(self.name("P"), "any")),
                    (1, lambda: TypeParam(self.name("P"), "comparable", comparable=True)),
                    (2, self._typeset_param),
                    (1, self._method_param),
                ]
            )
            assert found is not None, k
            out.append(found)
        return tuple(out)

    def _typeset_param(self) -> TypeParam:
        typeset = self.pick(
            (
                ("int", "string"),
                ("int", "int64", "float64"),
                ("uint8", "uint16", "uint32"),
                ("int", "int8", "int16", "int32", "int64"),
                ("float32", "float64"),
                ("string",),
            )
        )
        return TypeParam(self.name("P"), " | ".join("~" + name for name in typeset), typeset=typeset)

    def _method_param(self) -> TypeParam | None:
        name = self.pick(sorted(self.method_table))
        m = self.method_table[name]
        text = f"interface{{ {name}{m.sig.signature(self.pkg.name)} }}"
        if self.chance(0.3):
            return TypeParam(self.name("P"), text.replace("}", "; comparable }"), methods=(m,), comparable=True)
        for t in self.pkg.types:
            u = under(t)
            if isinstance(u, Interface) and len(u.methods) == 1 and self.chance(0.5):
                return TypeParam(self.name("P"), t.name, methods=u.methods)
        return TypeParam(self.name("P"), text, methods=(m,))


def is_local(t: Type) -> bool:
    return isinstance(t, Named) and t.local


def _with_instances(t: Type, generic: Generic) -> Type:
    """The generic's own name inside of its declaration, as an instance with its own parameters."""
    if isinstance(t, Named) and (t.pkg, t.name) == (generic.pkg, generic.name):
        return generic.instance(list(generic.tparams))
    if isinstance(t, Pointer):
        return Pointer(_with_instances(t.elem, generic))
    if isinstance(t, Struct):
        return Struct([Field(f.name, _with_instances(f.typ, generic), f.embedded, f.tag) for f in t.fields])
    return t
