"""Whole programs: packages, their declarations, and a few declarations of set shapes."""

import re
from collections.abc import Callable

from fuzz.generate.base import FuncInfo, Package, Var
from fuzz.generate.control import Control
from fuzz.generate.model import (
    ANY,
    BOOL,
    INT,
    STRING,
    UNSAFE,
    Func,
    Generic,
    Method,
    Named,
    Pointer,
    Slice,
    Type,
    TypeParam,
    is_interface,
    under,
)
from fuzz.generate.shapes import SHAPES, Shape

FUEL = (15, 25, 40, 60, 90)


class Program(Control):
    """``files``: path below the program's folder → text."""

    def __init__(self, seed: int, module: str, name: str) -> None:
        super().__init__(seed)
        self.module = module
        self.root = name
        self.files: dict[str, str] = {}

    def generate(self) -> dict[str, str]:
        n = self.pick((1, 1, 1, 2, 3))
        self.alone = n == 1
        self.old = self.chance(0.06)
        self.make_method_table()
        if not self.alone:
            self.method_table = {name.replace("m", "M", 1): Method(name.replace("m", "M", 1), m.sig)
                                 for name, m in self.method_table.items()}  # fmt: skip
        for k in range(n - 1):
            name = f"{self.root}{'abc'[k]}"
            self._package(Package(name, f"{self.module}/{self.root}/{name}"), f"{name}/")
        self._package(Package(self.root, f"{self.module}/{self.root}"), "")
        return self.files

    def _package(self, pkg: Package, folder: str) -> None:
        self.pkg = pkg
        self.declare_types()
        methods = self._methods()  # before types are asked what they implement
        self.fill_pool()
        fitting = [shape for shape in SHAPES if not (self.old and shape.modern)]
        shapes = [self.pick(fitting) for _ in range(self.pick((0, 1, 1, 2)))]
        texts = [self._shape(shape) for shape in shapes]
        self._declare_globals()
        functions = [self._declare_function() for _ in range(self.pick((2, 3, 4, 6)))]
        functions += methods
        functions += self._generic_functions()
        for write in functions:
            pkg.decls.append(write())
        pkg.decls += texts
        self._initialise_globals()
        if self.chance(0.3):
            pkg.decls.append(self._function_text("func init", Func([], []), FuncInfo("", "", Func([], []))))
        self._write_files(folder)
        self.below.append(pkg)

    def _write_files(self, folder: str) -> None:
        pkg = self.pkg
        decls = pkg.decls
        if self.chance(0.5):
            self.rng.shuffle(decls)
        head = f"package {pkg.name}\n"
        if self.old:
            head = "//go:build go1.21\n\n" + head
        text = "\n".join(decls)
        names = set(re.findall(r"\b(\w+)\.", text))
        imports = "".join(f'import "{path}"\n' for path in sorted(pkg.imports) if path.rpartition("/")[2] in names)
        self.files[f"{folder}{pkg.name}.go"] = f"{head}\n{imports}\n{text}"
        if pkg.has_assembly:
            self.files[f"{folder}empty.s"] = ""

    # Package variables.

    def _declare_globals(self) -> None:
        for _ in range(self.upto(4)):
            var = Var(self.top_name("x"), self.random_type())
            var.used = True
            self.pkg.vars.append(var)
        if self.chance(0.3):
            var = Var(self.top_name("k"), self.pick((INT, STRING)), assignable=False)
            var.used = True
            self.pkg.consts.append(var)
            text = self.pick(("7", "1 << 4")) if var.typ == INT else '"const"'
            self.pkg.decls.append(f"const {var.name} {var.typ.key} = {text}\n")
        # Those with an initialiser must not be used by functions that initialisers call.
        for order, var in enumerate(self.pkg.vars):
            if self.feature("init", 0.6):
                var.order = order

    def _initialise_globals(self) -> None:
        self.safe = True
        for var in self.pkg.vars:
            if var.order < 0:
                self.pkg.decls.append(f"var {var.name} {self.text_of(var.typ)}\n")
                continue
            self.before = var.order
            self.fuel = self.pick(FUEL)
            self.frames = []
            if self.chance(0.3):
                text = f"var {var.name} = {self.val(var.typ, 3, typed=True)}\n"
            else:
                text = f"var {var.name} {self.text_of(var.typ)} = {self.assignable_expr(var.typ)}\n"
            self.pkg.decls.append(text)
        if self.feature("blank", 0.2):
            self.before = 1 << 30
            self.pkg.decls.append(f"var _ = {self.val(self.random_type(), 3, typed=True)}\n")
        self.safe = False
        self.before = -1

    # Functions.

    def _pragma(self) -> str:
        if not self.feature("pragma", 0.12):
            return ""
        return self.pick(("//go:noinline\n", "//go:noinline\n", "//go:nosplit\n", "//go:norace\n", "//go:nocheckptr\n"))

    def _declare_function(self) -> Callable[[], str]:
        sig = self._signature()
        f = FuncInfo(self.pkg.name, self.top_name("f"), sig, safe=self.chance(0.4))
        self.pkg.funcs.append(f)
        return lambda: self._function_text(f"{self._pragma()}func {f.name}", sig, f)

    def _signature(self) -> Func:
        kind = self.rng.random()
        if kind < 0.08 and not self.old:  # an iterator
            return Func([self.random_type(1)], [Func([Func([self.random_type(1)], [BOOL])], [])])
        if kind < 0.14 and not self.old:
            return Func([Func([self.random_type(1)], [BOOL])], [])
        params = [self.random_type() for _ in range(self.upto(4))]
        results = [self.random_type() for _ in range(self.pick((0, 1, 1, 1, 2, 3)))]
        variadic = bool(params) and self.feature("variadic", 0.2)
        if variadic:
            params[-1] = Slice(params[-1])
        return Func(params, results, variadic)

    def _function_text(self, head: str, sig: Func, f: FuncInfo, receiver: Var | None = None) -> str:
        self.fuel = self.pick(FUEL) if self.chance(0.95) else 600
        self.safe = f.safe
        self.frames = []
        self.local_types.clear()
        names = [self.name("p") if self.chance(0.93) else "_" for _ in sig.params]
        results = [self.name("r") for _ in sig.results] if sig.results and self.feature("named", 0.3) else []
        if results and self.chance(0.1):
            results[0] = "_"
        signature = self.signature_text(sig, names, results)
        body = self.body_text(sig, names, results, self.pick((0, 1, 1, 2, 3, 4, 6)), receiver)
        self.frames = []
        self.safe = False
        return f"{head}{signature} {body}\n"

    def _methods(self) -> list[Callable[[], str]]:
        out = []
        for named in self.pkg.types:
            if is_interface(named) or under(named) == UNSAFE:
                continue
            for name in self.rng.sample(sorted(self.method_table), self.upto(3)):
                m = self.method_table[name]
                pointer = self.chance(0.5)
                named.own_methods.append(Method(name, m.sig, pointer))
                out.append(self._method_writer(named, named.name, name, m.sig, pointer, ()))
            if self.feature("genericmethod", 0.15) and not self.old:
                out.append(self._generic_method(named))
        for generic in self.pkg.generics:
            out += self._methods_of_generic(generic)
        return out

    def _method_writer(
        self, base: Type, text: str, name: str, sig: Func, pointer: bool, tparams: tuple[TypeParam, ...], more: str = ""
    ) -> Callable[[], str]:
        def write() -> str:
            self.tparams = list(tparams)
            t: Type = Pointer(base) if pointer else base
            receiver = Var(self.name("m"), t)
            receiver.used = True
            shown = receiver.name if self.chance(0.9) else self.pick(("_", ""))
            head = f"{self._pragma()}func ({shown} {'*' if pointer else ''}{text}) ".replace("( ", "(") + name + more
            info = FuncInfo("", "", sig)
            written = self._function_text(head, sig, info, receiver if shown == receiver.name else None)
            self.tparams = []
            return written

        return write

    def _generic_method(self, named: Named) -> Callable[[], str]:
        tparams = self.random_tparams(1)
        p = tparams[0]
        name = f"G{self.name('')}"
        sig = Func([self.pick((p, Slice(p), Func([p], [INT])))], [self.pick((p, INT, Slice(p)))])
        pointer = self.chance(0.5)
        named.own_methods.append(Method(name, sig, pointer, tparams))
        return self._method_writer(named, named.name, name, sig, pointer, tparams, f"[{p.name} {p.constraint}]")

    def _methods_of_generic(self, generic: Generic) -> list[Callable[[], str]]:
        out = []
        own = generic.instance(list(generic.tparams))
        p = generic.tparams[0]
        text = f"{generic.name}[{', '.join(q.name for q in generic.tparams)}]"
        methods = [
            ("Get", Func([], [p])),
            ("Set", Func([p], [])),
            ("Each", Func([Func([p], [BOOL])], [])),
            ("Self", Func([], [Pointer(own)])),
            ("Apply", Func([Func([p], [p])], [own])),
        ]
        methods += [(name, m.sig) for name, m in self.method_table.items()]
        for name, sig in self.rng.sample(methods, self.upto(4)):
            pointer = self.chance(0.6)
            generic.own_methods.append(Method(name, sig, pointer))
            out.append(self._method_writer(own, text, name, sig, pointer, generic.tparams))
        return out

    def _generic_functions(self) -> list[Callable[[], str]]:
        out = []
        for _ in range(self.upto(3) if self.weights["generic"] else 0):
            tparams = self.random_tparams(self.pick((1, 1, 2)))
            p = tparams[0]
            if self.chance(0.15):
                slice_param = TypeParam(self.name("S"), f"~[]{p.name}", core=Slice(p))
                tparams = (*tparams, slice_param)
            elif self.chance(0.15):
                name, m = self.pick(sorted(self.method_table.items()))
                text = f"interface{{ *{p.name}; {name}{m.sig.signature('')} }}"
                pointer = TypeParam(self.name("Q"), text, core=Pointer(p), methods=(m,), pointer_to=p)
                tparams = (*tparams, pointer)
            self.tparams = list(tparams)
            patterns: list[Type] = [*tparams, Slice(p), Pointer(p), Func([p], [p]), Func([], [p]), INT, ANY]
            patterns.append(self.random_type(1))
            params = [self.pick(patterns) for _ in range(self.upto(3))]
            results = [self.pick(patterns) for _ in range(self.pick((0, 1, 1, 2)))]
            self.tparams = []
            sig = Func(params, results)
            f = FuncInfo(self.pkg.name, self.top_name("gf"), sig, tparams, safe=self.chance(0.4))
            self.pkg.funcs.append(f)
            out.append(self._generic_writer(f))
        return out

    def _generic_writer(self, f: FuncInfo) -> Callable[[], str]:
        def write() -> str:
            self.tparams = list(f.tparams)
            names = ", ".join(f"{p.name} {p.constraint}" for p in f.tparams)
            text = self._function_text(f"{self._pragma()}func {f.name}[{names}]", f.sig, f)
            self.tparams = []
            return text

        return write

    # Shapes.

    def _shape(self, shape: Shape) -> str:
        text = shape.text
        if shape.repeat:
            n = self.pick(shape.repeat)
            parts = [text.replace("@+", str(k + 1)).replace("@", str(k)) for k in range(n)]
            text = "\n".join([*parts, shape.end.replace("@", str(n))])
        for hole in shape.holes:
            text = text.replace(f"${hole}", self.top_name(hole.lower()) if hole.isupper() else self._hole(hole))
        self.pkg.imports.update(shape.imports)
        return text.replace("$n", self.name("")) + "\n"

    def _hole(self, hole: str) -> str:
        return str(self.pick((0, 1, 2, 3, 4, 7, 8, 9, 16, 31, 32, 33, 64, 100)))


def generate(seed: int, module: str, name: str) -> dict[str, str]:
    """The files of the program ``name`` of a module, by their paths below its folder."""
    return Program(seed, module, name).generate()


__all__ = ["Program", "generate", "under"]
