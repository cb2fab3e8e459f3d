"""Which bodies of other packages' functions a unit can read, and so inline (spec: noder/linker.go).

    package p                         package q                        package r
    import "q"                        import "r"                       func (t *T) Get() int { … }
    var _ = q.Open().Get()            func Open() *r.T { … }

The compiler of p reads the export data of the packages that p imports itself. That has the bodies of the package's
own functions, and of others that the package has inlined somewhere (``inline.export``). So p inlines Get if q does.
Where q is not analysed as a whole, that has to be found out: from the functions of q that mention Get if they are
few (``Search``), else by inlining everything in q, silently. The answer is the same.
"""

from typing import Final, final

from goescape.base.pos import PosTable
from goescape.inline.export import Exports, ReadBodies
from goescape.ir.node import Func
from goescape.lower.typemap import signature_of
from goescape.lower.unit import FuncSource, Unit
from goescape.program.mentions import Mentions
from goescape.program.promotion import NO, UNKNOWN, YES, promotes
from goescape.program.session import LoadedPackage, Session
from goescape.types.types import Func as FuncObject
from goescape.types.types import Package

MAX_SEARCHED: Final = 80  # functions; beyond that it is not much more work to inline the whole package


class Inlining:
    """What it takes to ask about packages that are not analysed as a whole; implemented by the engine."""

    __slots__ = ()

    def func(self, obj: FuncObject) -> Func | None:
        """A declared function that is not generic."""
        raise NotImplementedError

    def is_inlinable(self, fn: Func) -> bool:
        raise NotImplementedError

    def surely_inlines(self, fn: Func, callee: Func) -> bool:
        """Whether a call of ``callee`` that stands in a function (or an instance of one) is inlined there.

        Without inlining anything: False does not say that the function has no such call in the end.
        """
        raise NotImplementedError

    def inlined_into(self, fn: Func) -> set[Func]:
        """All functions inlined into a declared function or an instance of one."""
        raise NotImplementedError

    def instances_in(self, fn: Func) -> list[Func]:
        """The instances of generic functions that a function mentions (as its body is now)."""
        raise NotImplementedError

    def inlined_by(self, lp: LoadedPackage) -> set[Func]:
        """All functions inlined anywhere in a package."""
        raise NotImplementedError


def declared_root(fn: Func) -> Func:
    """The function around a literal."""
    while fn.closure_parent is not None:
        fn = fn.closure_parent
    return fn


def is_generic(obj: FuncObject) -> bool:
    sig = signature_of(obj)
    return bool(sig.tparams or sig.rparams)


def both(a: int, b: int) -> int:
    if a == NO or b == NO:
        return NO
    return YES if a == YES and b == YES else UNKNOWN


@final
class KnownBodies(ReadBodies):
    """What a package passes on if it inlines all of ``inlined`` and nothing of ``not_inlined``.

    ``inlined`` None: all others that can be.
    """

    __slots__ = ("pkg", "inlining", "inlined", "not_inlined")

    def __init__(self, pkg: Package, inlining: Inlining, inlined: set[Func] | None, not_inlined: set[Func]) -> None:
        self.pkg = pkg
        self.inlining = inlining
        self.inlined = inlined
        self.not_inlined = not_inlined

    def find(self, obj: FuncObject) -> Func | None:
        fn = self.inlining.func(obj)
        if fn is None:
            return None
        if obj.pkg is not self.pkg:
            if self.inlined is not None:
                return fn if fn in self.inlined else None
            if fn in self.not_inlined:
                return None
        return fn if self.inlining.is_inlinable(fn) else None


@final
class Bodies:
    """``inlined``: what packages inline, where all of it is known; ``found``: what is known about single functions."""

    __slots__ = ("session", "inlining", "inlined", "found", "exports", "answers", "needs", "mentions")

    def __init__(self, session: Session, inlining: Inlining) -> None:
        self.session = session
        self.inlining = inlining
        self.mentions = Mentions(session)
        self.inlined: dict[Package, set[Func]] = {}
        self.found: dict[tuple[Package, Func], int] = {}
        self.exports: dict[Package, set[Func]] = {}
        self.answers: dict[tuple[Package, Func], bool] = {}
        self.needs: dict[Package, set[Package]] = {}

    def is_available(self, unit: Unit, fn: Func, pos: int) -> bool:
        """Whether ``unit`` can read the body of ``fn``, which is called at ``pos``."""
        src = fn.origin
        if not isinstance(src, FuncSource) or src.d is not None or src.obj.pkg is unit.pkg:
            return True
        imports = unit.pkg.imports
        if src.obj.pkg is None or src.obj.pkg in imports:
            return True
        key = (unit.pkg, fn)
        known = self.answers.get(key)
        if known is None:
            known = self._came_with_a_body(unit, fn, pos) or self._some_import_has(imports, fn, src.obj)
            self.answers[key] = known
        return known

    def _came_with_a_body(self, unit: Unit, fn: Func, pos: int) -> bool:
        """Whether the call came along with a function of an imported package that has inlined the same call."""
        table: PosTable = self.session.table
        i = table.call_index(pos)
        while i >= 0:
            c = table.calls[i]
            assert isinstance(c.callee, Func)
            outer = declared_root(c.callee)
            src = outer.origin
            if isinstance(src, FuncSource) and src.d is None and src.obj.pkg in unit.pkg.imports:
                if src.obj.pkg not in self.inlined:
                    if self.inlining.surely_inlines(outer, fn) or fn in self.inlining.inlined_into(outer):
                        return True
            i = c.parent
        return False

    def _some_import_has(self, imports: list[Package], fn: Func, obj: FuncObject) -> bool:
        unknown: list[LoadedPackage] = []
        for p in imports:
            if p in self.inlined:
                if self._passes_on(p, fn):
                    return True
            else:
                lp = self.session.by_pkg.get(p)
                if lp is not None and obj.pkg in self.needed_by(p):
                    unknown.append(lp)
        return len(unknown) > 0 and self._unknown_has(unknown, fn, obj)

    def _unknown_has(self, packages: list[LoadedPackage], fn: Func, obj: FuncObject) -> bool:
        """The same for packages about which little is known: what is likely and cheap is tried first."""
        searches: list[Search] = []
        for lp in packages:
            search = Search(self, lp, fn, obj)
            if search.finds_call():
                self.found[(lp.pkg, fn)] = YES
                if self._is_exported(lp, fn, obj) == YES:
                    return True
            searches.append(search)
        doubtful: list[LoadedPackage] = []
        for search in searches:
            answer = self._answer(search)
            if answer == YES or answer == UNKNOWN and not obj.is_method:  # methods are reached by their types: no news
                answer = both(answer, self._is_exported(search.lp, fn, obj))
            if answer == YES:
                return True
            if answer == UNKNOWN:
                doubtful.append(search.lp)
        for lp in doubtful:
            self.inlined[lp.pkg] = self.inlining.inlined_by(lp)
            if self._passes_on(lp.pkg, fn):
                return True
        return False

    def _answer(self, search: "Search") -> int:
        key = (search.lp.pkg, search.fn)
        known = self.found.get(key)
        if known is None:
            known = search.run()
            self.found[key] = known
        return known

    def _is_exported(self, lp: LoadedPackage, fn: Func, obj: FuncObject) -> int:
        """Whether a package passes on the body of ``fn``, which it inlines.

        As if it inlined all that is possible; then the functions on the way to ``fn`` are looked at more closely.
        """
        not_inlined: set[Func] = set()
        while True:
            exports = Exports(KnownBodies(lp.pkg, self.inlining, None, not_inlined), fn)
            exports.walk_package(lp.pkg)
            if fn not in exports.bodies:
                return NO
            answer = YES
            for f in exports.path_to(obj):
                if f.pkg is lp.pkg or is_generic(f):
                    continue
                g = self.inlining.func(f)
                if g is None or g is fn:
                    continue
                a = self._answer(Search(self, lp, g, f))
                if a == NO:
                    not_inlined.add(g)
                    answer = NO
                    break
                if a == UNKNOWN:
                    answer = UNKNOWN
            if answer != NO:
                return answer

    def _passes_on(self, p: Package, fn: Func) -> bool:
        """Whether ``fn`` is among what a package inlines and passes on; all of that is known."""
        inlined = self.inlined[p]
        if fn not in inlined:
            return False
        found = self.exports.get(p)
        if found is None:
            exports = Exports(KnownBodies(p, self.inlining, inlined, set()), None)
            exports.walk_package(p)
            found = exports.bodies
            self.exports[p] = found
        return fn in found

    def needed_by(self, p: Package) -> set[Package]:
        """All packages that ``p`` imports, directly or not."""
        known = self.needs.get(p)
        if known is None:
            known = set()
            todo = [p]
            while todo:
                for q in self.session.imports_of(todo.pop()):
                    if q not in known:
                        known.add(q)
                        todo.append(q)
            self.needs[p] = known
        return known


@final
class Search:
    """Whether a package inlines ``fn``, found out from the functions that mention it, directly or not.

    A call of ``fn`` comes from text that mentions it: of the package's own functions, or of functions inlined or
    instantiated there. Those in turn are mentioned in the package's own text, and so on.
    """

    __slots__ = ("bodies", "lp", "fn", "own", "seen", "queue", "next", "unknown")

    def __init__(self, bodies: Bodies, lp: LoadedPackage, fn: Func, obj: FuncObject) -> None:
        bodies.session.load(lp.files)
        self.bodies = bodies
        self.lp = lp
        self.fn = fn
        self.own: list[Func] = []  # functions of the package that may inline it, instances too
        self.seen: set[FuncObject] = {obj}
        self.queue: list[FuncObject] = [obj]  # it, and functions that may bring a call of it
        self.next: int = 0
        self.unknown: bool = False  # something else may inline it

    def finds_call(self) -> bool:
        """Go one step: whether functions that mention the next in the queue are seen to inline ``fn``."""
        target = self.queue[self.next]
        self.next += 1
        done = len(self.own)
        self._note_callers(target)
        for fn in self.own[done:]:
            if self.bodies.inlining.surely_inlines(fn, self.fn):
                return True
        return False

    def run(self) -> int:
        """All further steps, then a closer look at the functions found."""
        while self.next < len(self.queue):
            if len(self.seen) > MAX_SEARCHED:
                return UNKNOWN
            if self.finds_call():
                return YES
        for fn in self.own:
            if self.fn in self.bodies.inlining.inlined_into(fn):
                return YES
        answer = self._is_promoted()
        return UNKNOWN if answer == NO and self.unknown else answer

    def _is_promoted(self) -> int:
        """Whether the compiler makes a wrapper in the package that calls the method, or brings a call of it.

        For types declared there it does. Shapes have methods too: with an instance for a struct type of any package.
        """
        answer = promotes(self.lp, self.queue[0])
        if answer != NO:
            return answer
        for obj in self.queue:
            if obj.recv_named is not None:
                receiver = obj.recv_named.obj.name
                for lp in self._holders(obj):
                    if self.bodies.mentions.embeds(lp, receiver):
                        return UNKNOWN
        return NO

    def _note_callers(self, target: FuncObject) -> None:
        """Note all functions that mention it."""
        if signature_of(target).rparams:
            self.unknown = True  # is there where its type is, mentioned or not
        for lp in self._holders(target):
            found = self.bodies.mentions.of(lp, target)
            if found.outside and lp is self.lp:
                self.unknown = True
            for f in found.funcs:
                if f in self.seen:
                    continue
                self.seen.add(f)
                if is_generic(f):
                    self.queue.append(f)
                    continue
                fn = self.bodies.inlining.func(f)
                if fn is None or not fn.has_body:
                    continue
                if lp is self.lp:
                    self._add_own(fn)
                if self.bodies.inlining.is_inlinable(fn):
                    self.queue.append(f)

    def _add_own(self, fn: Func) -> None:
        todo = [fn]
        while todo:
            f = todo.pop()
            if f not in self.own:
                self.own.append(f)
                todo += self.bodies.inlining.instances_in(f)

    def _holders(self, target: FuncObject) -> list[LoadedPackage]:
        """The package, and those that it needs and that can mention the function."""
        bodies = self.bodies
        out = [self.lp]
        for q in bodies.needed_by(self.lp.pkg):
            lp = bodies.session.by_pkg.get(q)
            if lp is not None and (q is target.pkg or target.pkg in bodies.needed_by(q)):
                out.append(lp)
        return out
