"""What all parts of the generator share: the random source, names, the package being written, scopes."""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from fuzz.generate.model import (
    ANY,
    Array,
    Basic,
    Chan,
    Func,
    Generic,
    Map,
    Method,
    Named,
    Pointer,
    Slice,
    Struct,
    Type,
    TypeParam,
    is_interface,
    selections,
    under,
)

A = TypeVar("A")

FEATURES = (
    "append array assertion assign blank break builtin callstmt chan chain closure comma complex concat const "
    "conversion continue deadcode defer deref devirtualize embed fallthrough field float for funclit generic "
    "genericmethod go goto if index init interface label library limits literal local map method methodexpr "
    "methodvalue minmax named new newexpr panic pointer pragma print rangefunc rangeint recover recursion "
    "return select send shadow slice string struct switch testing tuple typeswitch unsafe variadic"
).split()


class Expr:
    """Text of an expression. ``const``: a constant; ``primary``: needs no parentheses before ``.`` or ``[``."""

    __slots__ = ("text", "const", "primary")

    def __init__(self, text: str, const: bool = False, primary: bool = True) -> None:
        self.text = text
        self.const = const
        self.primary = primary

    @property
    def operand(self) -> str:
        return self.text if self.primary else f"({self.text})"


class Var:
    """A variable, parameter or constant. ``order`` of a package's variable: those below are initialised before."""

    def __init__(self, name: str, typ: Type, *, assignable: bool = True, order: int = -1, pkg: str = "") -> None:
        self.name = name
        self.typ = typ
        self.assignable = assignable
        self.order = order
        self.pkg = pkg
        self.used = False
        self.is_parameter = False
        self.mentions = 1  # how often its name stands in the lines of its block without being a use
        self._places: dict[str, list[Place]] | None = None

    def places(self) -> dict[str, list["Place"]]:
        """What can be reached from it by fields, elements and pointers, by the key of its type."""
        if self._places is None:
            self._places = {}
            for place in expand(self):
                self._places.setdefault(place.typ.key, []).append(place)
        return self._places


class Place:
    """An operand made of a variable: ``v``, ``v.F.G``, ``v[1]``, ``*v``."""

    __slots__ = ("text", "typ", "var", "addressable", "assignable", "primary")

    def __init__(self, text: str, typ: Type, var: Var, addressable: bool, assignable: bool, primary: bool) -> None:
        self.text = text
        self.typ = typ
        self.var = var
        self.addressable = addressable
        self.assignable = assignable
        self.primary = primary

    @property
    def operand(self) -> str:
        return self.text if self.primary else f"({self.text})"


def expand(var: Var, depth: int = 2) -> Iterator[Place]:
    text = f"{var.pkg}.{var.name}" if var.pkg else var.name
    level = [Place(text, var.typ, var, var.assignable, var.assignable, True)]
    for _ in range(depth + 1):
        yield from level
        level = [below for place in level for below in _below(place)]
        del level[40:]


def _below(place: Place) -> Iterator[Place]:
    u = under(place.typ)
    text, var = place.operand, place.var
    if isinstance(u, Pointer):
        if not isinstance(u.elem, TypeParam):
            yield from _fields(place, u.elem, True)
        if isinstance(under(u.elem), Array):
            array = under(u.elem)
            assert isinstance(array, Array)
            yield from (Place(f"{text}[{k}]", array.elem, var, True, True, True) for k in range(min(1, array.length)))
        yield Place(f"*{text}", u.elem, var, True, True, False)
    elif isinstance(u, Struct):
        yield from _fields(place, place.typ, place.addressable)
    elif isinstance(u, Array):
        for k in {0, u.length - 1} if u.length else ():
            yield Place(f"{text}[{k}]", u.elem, var, place.addressable, place.addressable, True)
    elif isinstance(u, Slice):
        yield Place(f"{text}[0]", u.elem, var, True, True, True)
    elif isinstance(u, Chan) and u.direction != "chan<-":
        yield Place(f"<-{text}", u.elem, var, False, False, False)
    elif isinstance(u, Map) and isinstance(under(u.map_key), Basic):
        name = under(u.map_key).text("")
        key = {"string": '"k"', "bool": "true", "any": "1"}.get(name, "1")
        if name not in ("unsafe.Pointer", "error"):
            yield Place(f"{text}[{key}]", u.elem, var, False, True, True)


def _fields(place: Place, struct: Type, addressable: bool) -> Iterator[Place]:
    if not isinstance(under(struct), Struct):
        return
    for name, s in selections(struct).items():
        if s.method is None and name != "_":
            can = addressable or s.pointers
            yield Place(f"{place.operand}.{name}", s.typ, place.var, can, can, True)


class FuncInfo:
    """A declared function. ``safe``: initialisers of package variables may call it."""

    def __init__(self, pkg: str, name: str, sig: Func, tparams: tuple[TypeParam, ...] = (), safe: bool = False) -> None:
        self.pkg = pkg
        self.name = name
        self.sig = sig
        self.tparams = tparams
        self.safe = safe

    def text(self, pkg: str) -> str:
        return self.name if self.pkg == pkg else f"{self.pkg}.{self.name}"


class Body:
    """The function whose body is being written. ``targets``: what break and continue may leave, innermost last."""

    def __init__(self, sig: Func, names: list[str]) -> None:
        self.sig = sig
        self.names = names  # of the results, if they have any
        self.targets: list[Target] = []


class Target:
    def __init__(self, is_loop: bool, label: str) -> None:
        self.is_loop = is_loop
        self.label = label
        self.used = False


class Package:
    def __init__(self, name: str, path: str) -> None:
        self.name = name
        self.path = path
        self.types: list[Named] = []
        self.generics: list[Generic] = []
        self.vars: list[Var] = []
        self.consts: list[Var] = []
        self.funcs: list[FuncInfo] = []
        self.decls: list[str] = []
        self.imports: set[str] = set()
        self.has_assembly = False


class Base:
    """One program. ``pkg`` is the package being written, ``below`` those that it may import."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.rng = random.Random(seed)
        self.weights = {name: self.rng.choice((0, 0.3, 1, 1, 1, 3)) for name in FEATURES}
        self.pkg = Package("p", "p")
        self.below: list[Package] = []
        self.alone = True  # a program of one package: names need not be exported
        self.old = False  # written for go1.21: no ranges over integers and functions, loop variables per loop
        self.counter = 0
        self.frames: list[list[Var]] = []
        self.tparams: list[TypeParam] = []
        self.body: Body | None = None
        self.safe = False  # only what an initialiser may use
        self.before = -1  # in an initialiser: variables of the package with a smaller order may be used
        self.indent = 0
        self.lines: list[str] = []
        self.fuel = 0  # how many more expressions and statements the current declaration may hold
        self.pool: list[Type] = []
        self.local_types: list[Named] = []
        self.method_table: dict[str, Method] = {}

    # Chances.

    def pick(self, choices: Sequence[A]) -> A:
        return choices[int(self.rng.random() * len(choices))]

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    def feature(self, name: str, p: float = 1.0) -> bool:
        return self.rng.random() < p * self.weights[name]

    def upto(self, n: int) -> int:
        """0 … n"""
        return int(self.rng.random() * (n + 1))

    def choose(self, options: list[tuple[float, Callable[[], A | None]]]) -> A | None:
        """Call one of the options by weight; another when it has nothing to offer."""
        left = [option for option in options if option[0] > 0]
        while left:
            at = self.rng.random() * sum(weight for weight, _ in left)
            k = 0
            while k < len(left) - 1 and at >= left[k][0]:
                at -= left[k][0]
                k += 1
            found = left.pop(k)[1]()
            if found is not None:
                return found
        return None

    # Names and lines.

    def name(self, prefix: str) -> str:
        self.counter += 1
        return f"{prefix}{self.counter}"

    def top_name(self, prefix: str) -> str:
        """Of a declaration of the package: exported where other packages may want it."""
        if not self.alone or self.chance(0.4):
            prefix = prefix.capitalize()
        return self.name(prefix)

    def line(self, text: str) -> None:
        self.lines.append("\t" * self.indent + text)

    def text_of(self, t: Type) -> str:
        self.note(t)
        return t.text(self.pkg.name)

    def note(self, t: Type) -> None:
        """Import what the text of a type needs."""
        if isinstance(t, Basic):
            if t.name == "unsafe.Pointer":
                self.pkg.imports.add("unsafe")
        elif isinstance(t, Named):
            self.need(t.pkg)
        for part in t.parts():
            self.note(part)

    def need(self, pkg: str) -> None:
        """Import one of the program's packages, unless it is the one being written."""
        for other in self.below:
            if other.name == pkg:
                self.pkg.imports.add(other.path)

    # Scopes.

    def declare(self, name: str, typ: Type, *, assignable: bool = True, used: bool = False) -> Var:
        var = Var(name, typ, assignable=assignable)
        var.used = used
        self.frames[-1].append(var)
        return var

    def visible(self) -> list[Var]:
        """Local variables, innermost first, without those that others hide; then the packages'."""
        seen = set()
        out = []
        for frame in reversed(self.frames):
            for var in reversed(frame):
                if var.name not in seen:
                    seen.add(var.name)
                    out.append(var)
        return out + self.package_vars()

    def package_vars(self) -> list[Var]:
        if self.before >= 0:
            own = [var for var in self.pkg.vars if 0 <= var.order < self.before]
        elif self.safe:
            own = [var for var in self.pkg.vars if var.order < 0]
        else:
            own = self.pkg.vars
        return own + self.pkg.consts + self.foreign_vars()

    def foreign_vars(self) -> list[Var]:
        out = []
        for pkg in self.below:
            for var in pkg.vars + pkg.consts:
                other = Var(var.name, var.typ, assignable=var.assignable, pkg=pkg.name)
                other.used = True
                out.append(other)
        return out

    def use(self, place: Place) -> str:
        place.var.used = True
        if place.var.pkg:
            self.need(place.var.pkg)
        return place.text

    def places(self, wanted: Callable[[Place], bool] | None = None, key: str = "") -> list[Place]:
        """Places of a type (or all of them) that fulfil a condition; those of local variables come three times."""
        out = []
        for var in self.visible():
            groups = var.places()
            for group in [groups.get(key, [])] if key else groups.values():
                found = [p for p in group if wanted is None or wanted(p)]
                out += found * (1 if var.order >= 0 or var.pkg else 3)
        return out

    # Types that can be written here.

    def named_types(self) -> list[Named]:
        return self.local_types + self.pkg.types + [t for pkg in self.below for t in pkg.types]

    def generic_types(self) -> list[Generic]:
        return self.pkg.generics + [g for pkg in self.below for g in pkg.generics]

    def functions(self) -> list[FuncInfo]:
        own = [f for f in self.pkg.funcs if f.safe or not self.safe]
        return own + [f for pkg in self.below for f in pkg.funcs]

    def interfaces(self) -> list[Type]:
        return [ANY, *[t for t in self.named_types() if is_interface(t)]]
