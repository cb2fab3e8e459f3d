"""Types of generated programs, and the little of Go's type rules that generating well-typed code takes.

Types are compared by their ``key``: the text with packages written out.
"""

from collections.abc import Callable, Iterable

INTEGERS = ("int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr")
FLOATS = ("float32", "float64")
COMPLEX = ("complex64", "complex128")
NUMERIC = INTEGERS + FLOATS + COMPLEX
ORDERED = INTEGERS + FLOATS + ("string",)


class Type:
    def text(self, pkg: str) -> str:
        """As written in package ``pkg``."""
        raise NotImplementedError

    @property
    def key(self) -> str:
        found = self.__dict__.get("_key")
        if found is None:
            found = self._key = self.text("?")
        return found

    def parts(self) -> Iterable["Type"]:
        return ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Type) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return self.key


class Basic(Type):
    """A predeclared type, ``unsafe.Pointer``, ``error`` or ``any``."""

    def __init__(self, name: str) -> None:
        self.name = name

    def text(self, pkg: str) -> str:
        return self.name


class Pointer(Type):
    def __init__(self, elem: Type) -> None:
        self.elem = elem

    def text(self, pkg: str) -> str:
        return "*" + self.elem.text(pkg)

    def parts(self) -> Iterable[Type]:
        return (self.elem,)


class Slice(Type):
    def __init__(self, elem: Type) -> None:
        self.elem = elem

    def text(self, pkg: str) -> str:
        return "[]" + self.elem.text(pkg)

    def parts(self) -> Iterable[Type]:
        return (self.elem,)


class Array(Type):
    def __init__(self, length: int, elem: Type) -> None:
        self.length = length
        self.elem = elem

    def text(self, pkg: str) -> str:
        return f"[{self.length}]{self.elem.text(pkg)}"

    def parts(self) -> Iterable[Type]:
        return (self.elem,)


class Map(Type):
    def __init__(self, map_key: Type, elem: Type) -> None:
        self.map_key = map_key
        self.elem = elem

    def text(self, pkg: str) -> str:
        return f"map[{self.map_key.text(pkg)}]{self.elem.text(pkg)}"

    def parts(self) -> Iterable[Type]:
        return (self.map_key, self.elem)


class Chan(Type):
    """``direction``: "" both, "<-chan" or "chan<-"."""

    def __init__(self, direction: str, elem: Type) -> None:
        self.direction = direction
        self.elem = elem

    def text(self, pkg: str) -> str:
        elem = self.elem.text(pkg)
        if self.direction == "" and elem.startswith("<-"):
            elem = f"({elem})"
        return f"{self.direction or 'chan'} {elem}"

    def parts(self) -> Iterable[Type]:
        return (self.elem,)


class Func(Type):
    def __init__(self, params: Iterable[Type], results: Iterable[Type], variadic: bool = False) -> None:
        self.params = tuple(params)
        self.results = tuple(results)
        self.variadic = variadic  # then the last parameter is a Slice

    def signature(self, pkg: str) -> str:
        params = [p.text(pkg) for p in self.params]
        if self.variadic:
            params[-1] = "..." + params[-1].removeprefix("[]")
        text = f"({', '.join(params)})"
        if len(self.results) == 1:
            return f"{text} {self.results[0].text(pkg)}"
        return text + (f" ({', '.join(r.text(pkg) for r in self.results)})" if self.results else "")

    def text(self, pkg: str) -> str:
        return "func" + self.signature(pkg)

    def parts(self) -> Iterable[Type]:
        return self.params + self.results


class Field:
    def __init__(self, name: str, typ: Type, embedded: bool = False, tag: str = "") -> None:
        self.name = name
        self.typ = typ
        self.embedded = embedded
        self.tag = tag

    def text(self, pkg: str) -> str:
        return ("" if self.embedded else self.name + " ") + self.typ.text(pkg) + (f" {self.tag}" if self.tag else "")


class Struct(Type):
    """Its fields' names are exported: structs are one type in all packages."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self.fields = tuple(fields)

    def text(self, pkg: str) -> str:
        return f"struct{{{'; '.join(field.text(pkg) for field in self.fields)}}}"

    def parts(self) -> Iterable[Type]:
        return [field.typ for field in self.fields]


class Method:
    """``pointer``: declared on the pointer. ``tparams``: a generic method, which no interface has."""

    def __init__(self, name: str, sig: Func, pointer: bool = False, tparams: tuple["TypeParam", ...] = ()) -> None:
        self.name = name
        self.sig = sig
        self.pointer = pointer
        self.tparams = tparams


class Interface(Type):
    """``methods``: all of them; ``embedded`` says which of them are written as embedded interfaces."""

    def __init__(self, methods: Iterable[Method], embedded: Iterable["Named"] = ()) -> None:
        self.embedded = tuple(embedded)
        own = {m.name: m for m in methods}
        for named in self.embedded:
            under = named.under
            assert isinstance(under, Interface)
            own.update({m.name: m for m in under.methods})
        self.methods = tuple(own[name] for name in sorted(own))
        inherited = {m.name for named in self.embedded for m in named.under.methods}  # type: ignore[attr-defined]
        self.written = tuple(m for m in self.methods if m.name not in inherited)

    def text(self, pkg: str) -> str:
        rows = [m.name + m.sig.signature(pkg) for m in (self.methods if pkg == "?" else self.written)]
        rows += [] if pkg == "?" else [named.text(pkg) for named in self.embedded]
        return f"interface{{{'; '.join(rows)}}}"

    def parts(self) -> Iterable[Type]:
        return [m.sig for m in self.methods]


class Named(Type):
    """A declared type or an instance of a generic one; ``fill`` gives underlying type and methods when needed."""

    def __init__(self, pkg: str, name: str, targs: Iterable[Type] = ()) -> None:
        self.pkg = pkg
        self.name = name
        self.targs = tuple(targs)
        self.underlying: Type | None = None
        self.own_methods: list[Method] = []
        self.fill: Callable[[Named], None] | None = None
        self.local = False  # declared in a function: written without its package

    @property
    def under(self) -> Type:
        if self.underlying is None and self.fill is not None:
            fill, self.fill = self.fill, None
            fill(self)
        assert self.underlying is not None, self.name
        return self.underlying

    @property
    def methods(self) -> list[Method]:
        assert self.under is not None
        return self.own_methods

    def text(self, pkg: str) -> str:
        name = self.name if pkg == self.pkg or self.local else f"{self.pkg}.{self.name}"
        return name + (f"[{', '.join(t.text(pkg) for t in self.targs)}]" if self.targs else "")

    def parts(self) -> Iterable[Type]:
        return self.targs


class TypeParam(Type):
    """``constraint`` is its text; ``typeset``: names of basic types that it allows ("" in front of all: with ~).

    ``core`` is the core type, if there is one; ``methods`` what the constraint asks for; ``pointer_to``: the
    constraint is ``interface{ *P; … }``.
    """

    def __init__(
        self,
        name: str,
        constraint: str,
        *,
        typeset: tuple[str, ...] = (),
        comparable: bool = False,
        core: Type | None = None,
        methods: tuple[Method, ...] = (),
        pointer_to: "TypeParam | None" = None,
    ) -> None:
        self.name = name
        self.constraint = constraint
        self.typeset = typeset
        self.comparable = comparable or bool(typeset)
        self.core = core
        self.methods = methods
        self.pointer_to = pointer_to

    def text(self, pkg: str) -> str:
        return self.name


BOOL, STRING, INT, ERROR, ANY = Basic("bool"), Basic("string"), Basic("int"), Basic("error"), Basic("any")
BYTE, RUNE, FLOAT64, UNSAFE, UINTPTR = map(Basic, ("uint8", "int32", "float64", "unsafe.Pointer", "uintptr"))
ERROR_METHOD = Method("Error", Func([], [STRING]))
_EMPTY = Interface([])
_ERROR = Interface([ERROR_METHOD])


def under(t: Type) -> Type:
    """The underlying type; ``error`` and ``any`` are interfaces. A type parameter stays what it is."""
    if isinstance(t, Named):
        return t.under
    if isinstance(t, Basic) and t.name in ("any", "error"):
        return _EMPTY if t.name == "any" else _ERROR
    return t


def core(t: Type) -> Type:
    """The underlying type, of a type parameter that of its core type."""
    if isinstance(t, TypeParam):
        return under(t.core) if t.core is not None else t
    return under(t)


def basic_name(t: Type) -> str:
    """Name of the basic type underneath, or ""; a type parameter counts as what all of its type set are."""
    t = under(t)
    return t.name if isinstance(t, Basic) else ""


def is_kind(t: Type, names: tuple[str, ...]) -> bool:
    """Whether all values of the type are of these basic kinds."""
    if isinstance(t, TypeParam):
        return bool(t.typeset) and all(name in names for name in t.typeset)
    return basic_name(t) in names


def is_interface(t: Type) -> bool:
    return isinstance(under(t), Interface)


def is_comparable(t: Type) -> bool:
    """Strictly: interfaces are not, for they may panic; type parameters when their constraint says so."""
    u = under(t)
    if isinstance(u, TypeParam):
        return u.comparable
    if isinstance(u, (Slice, Map, Func, Interface)):
        return False
    if isinstance(u, Array):
        return is_comparable(u.elem)
    if isinstance(u, Struct):
        return all(is_comparable(field.typ) for field in u.fields)
    return True


def has_nil(t: Type) -> bool:
    u = core(t)
    return isinstance(u, (Pointer, Slice, Map, Chan, Func, Interface)) or isinstance(u, Basic) and u.name == UNSAFE.name


def mentions(t: Type, wanted: Callable[[Type], bool], seen: set[str] | None = None) -> bool:
    if wanted(t):
        return True
    return any(mentions(part, wanted) for part in t.parts())


def is_generic(t: Type) -> bool:
    """Whether a type parameter is in its text."""
    return mentions(t, lambda part: isinstance(part, TypeParam))


class Selection:
    """What ``x.name`` is: a field's type or a method. ``pointers``: it goes through an embedded pointer."""

    def __init__(self, name: str, typ: Type, method: Method | None, pointers: bool, depth: int) -> None:
        self.name = name
        self.typ = typ
        self.method = method
        self.pointers = pointers
        self.depth = depth


def selections(t: Type) -> dict[str, Selection]:
    """All fields and methods of a type (not of a pointer to it), promoted ones too; ambiguous ones are left out."""
    found: dict[str, Selection] = {}
    ambiguous: set[str] = set()
    level: list[tuple[Type, bool]] = [(t, False)]
    seen: set[str] = set()
    depth = 0
    while level:
        here: dict[str, list[Selection]] = {}
        following: list[tuple[Type, bool]] = []
        for typ, pointers in level:
            if typ.key in seen:
                continue
            if isinstance(typ, Named):
                for m in typ.methods:
                    here.setdefault(m.name, []).append(Selection(m.name, m.sig, m, pointers, depth))
            elif isinstance(typ, TypeParam):
                for m in typ.methods:
                    here.setdefault(m.name, []).append(Selection(m.name, m.sig, m, pointers, depth))
            u = under(typ)
            if isinstance(u, Interface):
                for m in u.methods:
                    here.setdefault(m.name, []).append(Selection(m.name, m.sig, m, pointers, depth))
            elif isinstance(u, Struct):
                for field in u.fields:
                    here.setdefault(field.name, []).append(Selection(field.name, field.typ, None, pointers, depth))
                    if field.embedded:
                        inner = field.typ.elem if isinstance(field.typ, Pointer) else field.typ
                        following.append((inner, pointers or isinstance(field.typ, Pointer)))
        seen |= {typ.key for typ, _ in level}
        counts: dict[str, int] = {}
        for typ, _ in following:
            counts[typ.key] = counts.get(typ.key, 0) + 1
        for name, several in here.items():
            if name in found or name in ambiguous:
                continue
            if len(several) == 1:
                found[name] = several[0]
            else:
                ambiguous.add(name)
        # An embedded type that comes twice at one depth makes all of it ambiguous: give up on what is deeper.
        level = [] if any(n > 1 for n in counts.values()) else following
        depth += 1
    return found


def method_set(t: Type) -> dict[str, Selection]:
    """The methods that values of the type have, for interfaces."""
    pointer = isinstance(t, Pointer)
    base = t.elem if isinstance(t, Pointer) else t
    if pointer and isinstance(under(base), (Interface, Pointer, TypeParam)):
        return {}
    out = {}
    for name, s in selections(base).items():
        if s.method is None or s.method.tparams:
            continue
        if pointer or s.pointers or not s.method.pointer:
            out[name] = s
    return out


def implements(t: Type, interface: Type) -> bool:
    wanted = under(interface)
    assert isinstance(wanted, Interface)
    if not wanted.methods:
        return True
    have = method_set(t)
    return all(m.name in have and have[m.name].typ == m.sig for m in wanted.methods)


def assignable(source: Type, target: Type) -> bool:
    """Enough of the rules: identity, interfaces, one of both not named with the same underlying type, channels."""
    if source == target:
        return True
    if isinstance(source, TypeParam) or isinstance(target, TypeParam):
        return is_interface(target) and not isinstance(target, TypeParam) and implements(source, target)
    if is_interface(target):
        return implements(source, target)
    named = isinstance(source, (Named, Basic)) and isinstance(target, (Named, Basic))
    return not named and under(source) == under(target)


Bindings = dict[str, Type]


def substitute(t: Type, bound: Bindings) -> Type:
    if isinstance(t, TypeParam):
        return bound.get(t.name, t)
    if isinstance(t, Pointer):
        return Pointer(substitute(t.elem, bound))
    if isinstance(t, Slice):
        return Slice(substitute(t.elem, bound))
    if isinstance(t, Array):
        return Array(t.length, substitute(t.elem, bound))
    if isinstance(t, Chan):
        return Chan(t.direction, substitute(t.elem, bound))
    if isinstance(t, Map):
        return Map(substitute(t.map_key, bound), substitute(t.elem, bound))
    if isinstance(t, Func):
        return substitute_func(t, bound)
    if isinstance(t, Struct):
        return Struct([Field(f.name, substitute(f.typ, bound), f.embedded, f.tag) for f in t.fields])
    if isinstance(t, Interface):
        return Interface([Method(m.name, substitute_func(m.sig, bound)) for m in t.methods])
    if isinstance(t, Named) and t.targs:
        return t.instance([substitute(a, bound) for a in t.targs])  # type: ignore[attr-defined]
    return t


def substitute_func(t: Func, bound: Bindings) -> Func:
    return Func([substitute(p, bound) for p in t.params], [substitute(r, bound) for r in t.results], t.variadic)


def match(pattern: Type, t: Type, bound: Bindings) -> bool:
    """Bind the type parameters of ``pattern`` so that it becomes ``t``."""
    if isinstance(pattern, TypeParam):
        known = bound.get(pattern.name)
        if known is None:
            bound[pattern.name] = t
            return True
        return known == t
    if type(pattern) is not type(t):
        return False
    if isinstance(pattern, Named):
        assert isinstance(t, Named)
        if (pattern.pkg, pattern.name, len(pattern.targs)) != (t.pkg, t.name, len(t.targs)):
            return False
    elif isinstance(pattern, (Basic, Struct, Interface)):
        return pattern == t and not is_generic(pattern)
    elif isinstance(pattern, Array) and pattern.length != t.length:  # type: ignore[attr-defined]
        return False
    elif isinstance(pattern, Chan) and pattern.direction != t.direction:  # type: ignore[attr-defined]
        return False
    elif isinstance(pattern, Func):
        assert isinstance(t, Func)
        if (len(pattern.params), pattern.variadic) != (len(t.params), t.variadic):
            return False
    left, right = list(pattern.parts()), list(t.parts())
    return len(left) == len(right) and all(match(a, b, bound) for a, b in zip(left, right, strict=True))


class Generic(Named):
    """The declaration of a generic type: its instances are made and remembered here."""

    def __init__(self, pkg: str, name: str, tparams: tuple[TypeParam, ...]) -> None:
        super().__init__(pkg, name)
        self.tparams = tparams
        self.instances: dict[str, Named] = {}

    def instance(self, targs: list[Type]) -> Named:
        key = ", ".join(t.key for t in targs)
        found = self.instances.get(key)
        if found is None:
            found = self.instances[key] = Instance(self, targs)
        return found


class Instance(Named):
    def __init__(self, generic: Generic, targs: list[Type]) -> None:
        super().__init__(generic.pkg, generic.name, targs)
        self.generic = generic
        self.fill = _fill_instance

    def instance(self, targs: list[Type]) -> Named:
        return self.generic.instance(targs)

    @property
    def methods(self) -> list[Method]:
        """Methods are declared after instances are first mentioned: looked up each time."""
        bound = {p.name: a for p, a in zip(self.generic.tparams, self.targs, strict=True)}
        return [Method(m.name, substitute_func(m.sig, bound), m.pointer, m.tparams) for m in self.generic.own_methods]


def _fill_instance(named: Named) -> None:
    assert isinstance(named, Instance)
    generic = named.generic
    bound = {p.name: a for p, a in zip(generic.tparams, named.targs, strict=True)}
    assert generic.underlying is not None
    named.underlying = substitute(generic.underlying, bound)


def satisfies(t: Type, p: TypeParam, bound: Bindings) -> bool:
    """Whether ``t`` may be the type argument for ``p``, given the other arguments."""
    if p.pointer_to is not None:
        base = bound.get(p.pointer_to.name)
        if base is None or t != Pointer(base):
            return False
    if p.core is not None and p.pointer_to is None:
        if under(substitute(p.core, bound)) != under(t):
            return False
    if p.typeset:
        if isinstance(t, TypeParam):
            if not t.typeset or not set(t.typeset) <= set(p.typeset):
                return False
        elif basic_name(t) not in p.typeset:
            return False
    elif p.comparable and not is_comparable(t):
        return False
    if is_interface(t) and not isinstance(t, TypeParam) and (p.methods or p.core is not None):
        return False
    have = method_set(t)
    return all(m.name in have and have[m.name].typ == substitute(m.sig, bound) for m in p.methods)
