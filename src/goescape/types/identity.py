"""When types are identical, which types a constraint allows, and which types can be compared.

These three need each other: identity of interfaces is identity of their type sets, and a type set is an
intersection of terms, found by comparing types.
"""

from typing import Final, final

from goescape.types.named import is_exported, is_valid, obj_id, same_id, unalias, under
from goescape.types.types import (
    UNTYPED_NIL,
    Array,
    Basic,
    Chan,
    Func,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Term,
    Tuple,
    Type,
    TypeParam,
    TypeSet,
    Union,
)
from goescape.types.typestring import Qualifier, type_string
from goescape.types.universe import ALL_TERMS, INVALID_TYPE_SET, TOP_TYPE_SET

MAX_TERM_COUNT: Final = 100  # of a union


class TypeSetEnv(Qualifier):
    """Abstract. Where errors in type sets go."""

    __slots__ = ()

    def ts(self, typ: Type | None) -> str:
        """The type's string, for messages."""
        return type_string(typ, self)

    def error_at(self, pos: int, code: int, msg: str) -> None:
        raise NotImplementedError

    def duplicate_method(self, pos: int, m: Func, other_pos: int) -> None:
        """Report a method declared twice."""
        raise NotImplementedError

    def check_duplicate_later(self, pos: int, m: Func, other: Func, other_pos: int) -> None:
        """Two embedded interfaces have methods of one name. When types are set up, report it if they differ."""
        raise NotImplementedError

    def verify_version_at(self, pos: int, minor: int, what: str) -> bool:
        """Report "``what`` requires go1.N or later" if the version is not allowed."""
        raise NotImplementedError

    def is_imported_constraint(self, typ: Type) -> bool:
        """Whether the type is a constraint interface of another package."""
        raise NotImplementedError


# ------------------------------------------------------------------------------------------------ identity


@final
class IfacePair:
    """A stack of the interfaces being compared, to end recursion through interface{ m() interface{T} }."""

    __slots__ = ("x", "y", "prev")

    def __init__(self, x: Interface, y: Interface, prev: "IfacePair | None") -> None:
        self.x = x
        self.y = y
        self.prev = prev


def on_stack(x: Interface, y: Interface, p: IfacePair | None) -> bool:
    while p is not None:
        if (p.x is x and p.y is y) or (p.x is y and p.y is x):
            return True
        p = p.prev
    return False


@final
class Comparer:
    """``xt`` and ``yt`` are type parameters of generic signatures being compared, equal index by index."""

    __slots__ = ("ignore_tags", "ignore_invalids", "xt", "yt")

    def __init__(self, ignore_tags: bool, ignore_invalids: bool) -> None:
        self.ignore_tags = ignore_tags
        self.ignore_invalids = ignore_invalids
        self.xt: list[TypeParam] = []
        self.yt: list[TypeParam] = []

    def identical(self, x: Type | None, y: Type | None, p: IfacePair | None) -> bool:
        # One case for each kind of type.
        if x is None or y is None:
            return x is y
        x = unalias(x)
        y = unalias(y)
        if x is y:
            return True
        if self.ignore_invalids and (not is_valid(x) or not is_valid(y)):
            return True
        if x.kind != y.kind:
            return False
        if isinstance(x, Basic):
            return isinstance(y, Basic) and x.bkind == y.bkind  # byte and rune have types of their own
        if isinstance(x, Named):
            return isinstance(y, Named) and self._named(x, y)
        if isinstance(x, Pointer):
            return isinstance(y, Pointer) and self.identical(x.elem, y.elem, p)
        if isinstance(x, Slice):
            return isinstance(y, Slice) and self.identical(x.elem, y.elem, p)
        if isinstance(x, Array):
            # An unknown length is assumed to be the right one.
            return (
                isinstance(y, Array)
                and (x.len < 0 or y.len < 0 or x.len == y.len)
                and self.identical(x.elem, y.elem, p)
            )
        if isinstance(x, Struct):
            return isinstance(y, Struct) and self._struct(x, y, p)
        if isinstance(x, Tuple):
            return isinstance(y, Tuple) and self._tuple(x, y, p)
        if isinstance(x, Signature):
            return isinstance(y, Signature) and self._signature(x, y, p)
        if isinstance(x, Interface):
            return isinstance(y, Interface) and self._interface(x, y, p)
        if isinstance(x, Map):
            return isinstance(y, Map) and self.identical(x.key, y.key, p) and self.identical(x.elem, y.elem, p)
        if isinstance(x, Chan):
            return isinstance(y, Chan) and x.dir == y.dir and self.identical(x.elem, y.elem, p)
        if isinstance(x, TypeParam):
            return isinstance(y, TypeParam) and self._renamed(x, y)
        if isinstance(x, Union):
            return isinstance(y, Union) and self.terms_equal(
                compute_union_type_set(None, 0, x).terms, compute_union_type_set(None, 0, y).terms
            )
        return False

    def _named(self, x: Named, y: Named) -> bool:
        if x.orig is not y.orig and x.orig.obj is not y.orig.obj:
            return False
        if len(x.targs) != len(y.targs):
            return False
        if not x.targs:
            return True
        c = self
        if c.ignore_tags or c.ignore_invalids:
            c = Comparer(False, False)
            c.xt = self.xt
            c.yt = self.yt
        i = 0
        for xarg in x.targs:
            if not c.identical(xarg, y.targs[i], None):
                return False
            i += 1
        return True

    def _renamed(self, x: TypeParam, y: TypeParam) -> bool:
        i = len(self.yt) - 1
        while i >= 0:
            if self.yt[i] is y:
                return self.xt[i] is x
            i -= 1
        return False

    def _struct(self, x: Struct, y: Struct, p: IfacePair | None) -> bool:
        if len(x.fields) != len(y.fields):
            return False
        i = 0
        for f in x.fields:
            g = y.fields[i]
            if f.embedded != g.embedded or not same_id(f, g.pkg, g.name, False):
                return False
            if not self.ignore_tags and tag(x, i) != tag(y, i):
                return False
            if not self.identical(f.typ, g.typ, p):
                return False
            i += 1
        return True

    def _tuple(self, x: Tuple, y: Tuple, p: IfacePair | None) -> bool:
        if len(x.vars) != len(y.vars):
            return False
        i = 0
        for v in x.vars:
            if not self.identical(v.typ, y.vars[i].typ, p):
                return False
            i += 1
        return True

    def _signature(self, x: Signature, y: Signature, p: IfacePair | None) -> bool:
        """Names of parameters do not matter, nor do those of type parameters."""
        n = len(x.tparams)
        if n != len(y.tparams) or x.variadic != y.variadic:
            return False
        if n == 0:
            return self._tuple(x.params, y.params, p) and self._tuple(x.results, y.results, p)
        top = len(self.xt)
        self.xt.extend(x.tparams)
        self.yt.extend(y.tparams)
        same = True
        i = 0
        while same and i < n:
            same = self.identical(x.tparams[i].bound, y.tparams[i].bound, p)
            i += 1
        same = same and self._tuple(x.params, y.params, p) and self._tuple(x.results, y.results, p)
        del self.xt[top:]
        del self.yt[top:]
        return same

    def _interface(self, x: Interface, y: Interface, p: IfacePair | None) -> bool:
        """Interfaces are identical if their type sets are: same methods, in any order, and same terms."""
        xset = type_set(x)
        yset = type_set(y)
        if xset.comparable != yset.comparable or len(xset.methods) != len(yset.methods):
            return False
        if not self.terms_equal(xset.terms, yset.terms):
            return False
        if on_stack(x, y, p):
            return True
        q = IfacePair(x, y, p)
        i = 0
        for f in xset.methods:
            g = yset.methods[i]
            if not same_method_name(f, g) or not self.identical(f.typ, g.typ, q):
                return False
            i += 1
        return True

    def terms_equal(self, xl: list[Term], yl: list[Term]) -> bool:
        if xl is yl:
            return True
        return self.terms_subset(xl, yl, False) and self.terms_subset(yl, xl, True)

    def terms_subset(self, xl: list[Term], yl: list[Term], swapped: bool) -> bool:
        if not yl:
            return not xl
        for x in xl:
            found = False
            for y in yl:
                if y.typ is None:
                    found = True
                elif x.typ is None:
                    continue
                else:
                    ux = under(x.typ) if y.tilde else x.typ
                    uy = under(y.typ) if x.tilde else y.typ
                    same = self.identical(uy, ux, None) if swapped else self.identical(ux, uy, None)
                    found = same and (not x.tilde or y.tilde)
                if found:
                    break
            if not found:
                return False
        return True


def identical(x: Type | None, y: Type | None) -> bool:
    if x is y:
        return True
    if isinstance(x, Basic) and isinstance(y, Basic):
        return x.bkind == y.bkind
    return Comparer(False, False).identical(x, y, None)


def identical_ignore_tags(x: Type, y: Type) -> bool:
    return x is y or Comparer(True, False).identical(x, y, None)


def identical_ignore_invalids(x: Type, y: Type) -> bool:
    """Like identical, but an invalid type is identical to any type."""
    return x is y or Comparer(False, True).identical(x, y, None)


def identical_origin(x: Named, y: Named) -> bool:
    return x.orig is y.orig or x.orig.obj is y.orig.obj


def same_method_name(f: Func, g: Func) -> bool:
    """Whether two methods have the same name, in the same package if it is not exported."""
    if f.name != g.name:
        return False
    return is_exported(f.name) or obj_id(f) == obj_id(g)


def tag(t: Struct, i: int) -> str:
    return t.tags[i] if t.tags else ""


# --------------------------------------------------------------------------------------------------- terms
# A list of terms stands for their union. [Term(False, None)] is the set of all types, [] the empty set. The
# results of the operations here are in normal form: terms are disjoint, and all types are one term.


def is_all(xl: list[Term]) -> bool:
    for x in xl:
        if x.typ is None:
            return True
    return False


def has_specific(xl: list[Term]) -> bool:
    """Whether the terms are some types, not all and not none."""
    return len(xl) > 0 and not is_all(xl)


def disjoint(x: Term, y: Term) -> bool:
    assert x.typ is not None and y.typ is not None
    ux = under(x.typ) if y.tilde else x.typ
    uy = under(y.typ) if x.tilde else y.typ
    return not identical(ux, uy)


def term_includes(x: Term, t: Type) -> bool:
    if x.typ is None:
        return True
    return identical(x.typ, under(t) if x.tilde else t)


def term_subset(x: Term, y: Term) -> bool:
    if y.typ is None:
        return True
    if x.typ is None or disjoint(x, y):
        return False
    return not x.tilde or y.tilde


def normalize(xl: list[Term]) -> list[Term]:
    used = [False] * len(xl)
    result: list[Term] = []
    n = len(xl)
    i = 0
    while i < n:
        if used[i]:
            i += 1
            continue
        xi = xl[i]
        j = i + 1
        while j < n:
            if not used[j]:
                xj = xl[j]
                if xi.typ is None or xj.typ is None:
                    return ALL_TERMS
                if not disjoint(xi, xj):
                    if not xi.tilde and xj.tilde:
                        xi = xj
                    used[j] = True
            j += 1
        if xi.typ is None:
            return ALL_TERMS
        result.append(xi)
        i += 1
    return result


def intersect(xl: list[Term], yl: list[Term]) -> list[Term]:
    if not xl or not yl:
        return []
    if len(xl) == 1 and xl[0].typ is None:
        return normalize(yl)
    result: list[Term] = []
    for x in xl:
        for y in yl:
            if x.typ is None:
                result.append(y)
            elif y.typ is None:
                result.append(x)
            elif not disjoint(x, y):
                result.append(x if not x.tilde or y.tilde else y)
    return normalize(result)


def includes(xl: list[Term], t: Type) -> bool:
    for x in xl:
        if term_includes(x, t):
            return True
    return False


def subset_of(xl: list[Term], yl: list[Term]) -> bool:
    if not yl:
        return not xl
    for x in xl:
        found = False
        for y in yl:
            if term_subset(x, y):
                found = True
                break
        if not found:
            return False
    return True


# ----------------------------------------------------------------------------------------------- type sets


def type_set(t: Interface) -> TypeSet:
    if t.tset is not None:
        return t.tset
    check = t.check
    return compute_interface_type_set(check if isinstance(check, TypeSetEnv) else None, 0, t)


@final
class MethodCollector:
    """The methods of an interface, its own first, and where each is declared or embedded."""

    __slots__ = ("env", "methods", "poss", "by_id")

    def __init__(self, env: TypeSetEnv | None) -> None:
        self.env = env
        self.methods: list[Func] = []
        self.poss: list[int] = []
        self.by_id: dict[str, int] = {}

    def add(self, pos: int, m: Func, explicit: bool) -> None:
        key = obj_id(m)
        i = self.by_id.get(key, -1)
        if i < 0:
            self.by_id[key] = len(self.methods)
            self.methods.append(m)
            self.poss.append(pos)
        elif self.env is not None:
            if explicit:
                self.env.duplicate_method(pos, m, self.poss[i])
            else:
                self.env.check_duplicate_later(pos, m, self.methods[i], self.poss[i])


def compute_interface_type_set(env: TypeSetEnv | None, pos: int, ityp: Interface) -> TypeSet:
    """The type set of an interface, from then on its ``tset``. While it is being collected, that of all types."""
    if ityp.tset is not None:
        return ityp.tset
    if not ityp.complete:
        return TOP_TYPE_SET
    if not ityp.methods and not ityp.embeddeds:
        ityp.tset = TOP_TYPE_SET
        return TOP_TYPE_SET
    tset = TypeSet([], ALL_TERMS, False)
    ityp.tset = tset  # ends recursion; infinite expansion is reported elsewhere
    collector = MethodCollector(env)
    for m in ityp.methods:
        collector.add(m.pos, m, True)
    terms = ALL_TERMS
    comparable = False
    i = 0
    for typ in ityp.embeddeds:
        epos = ityp.embed_pos[i] if ityp.embed_pos else 0
        i += 1
        elem = _element_type_set(env, epos, typ)
        if elem is None:
            continue
        for m in elem.methods:
            collector.add(epos, m, False)
        comparable = comparable or elem.comparable
        terms = intersect(terms, elem.terms)
        if comparable and not is_all(terms):
            terms = [t for t in terms if t.typ is None or comparable_type(t.typ, False, None)]
            comparable = False
    tset.comparable = comparable
    tset.methods = sort_methods(collector.methods)
    tset.terms = terms
    return tset


def _element_type_set(env: TypeSetEnv | None, pos: int, typ: Type) -> TypeSet | None:
    """The type set of an embedded element; None if it is in error and to be ignored."""
    u = under(typ)
    checked = env if pos != 0 else None  # versions are checked where the source is
    if isinstance(u, Interface):
        tset = compute_interface_type_set(env, pos, u)
        if checked is not None and checked.is_imported_constraint(typ):
            what = f"embedding constraint interface {checked.ts(typ)}"
            if not checked.verify_version_at(pos, 18, what):
                return None
        return tset
    if isinstance(u, Union):
        if checked is not None:
            if not checked.verify_version_at(pos, 18, f"embedding interface element {checked.ts(u)}"):
                return None
        tset = compute_union_type_set(env, pos, u)
        return None if tset is INVALID_TYPE_SET else tset
    if not is_valid(u):
        return None
    if checked is not None:
        if not checked.verify_version_at(pos, 18, f"embedding non-interface type {checked.ts(typ)}"):
            return None
    return TypeSet([], [Term(False, typ)], False)


def compute_union_type_set(env: TypeSetEnv | None, pos: int, utyp: Union) -> TypeSet:
    """INVALID_TYPE_SET if there are too many terms."""
    if utyp.tset is not None:
        return utyp.tset
    tset = TypeSet([], [], False)
    utyp.tset = tset
    all_terms: list[Term] = []
    for t in utyp.terms:
        assert t.typ is not None
        u = under(t.typ)
        if isinstance(u, Interface):
            terms = compute_interface_type_set(env, pos, u).terms
        elif not is_valid(u):
            continue
        elif t.tilde and not identical(t.typ, u):
            continue  # no type has t.typ as underlying type
        else:
            terms = [t]
        all_terms = normalize(all_terms + terms)
        if len(all_terms) > MAX_TERM_COUNT:
            if env is not None:
                env.error_at(
                    pos, 0, f"cannot handle more than {MAX_TERM_COUNT} union terms (implementation limitation)"
                )
            utyp.tset = INVALID_TYPE_SET
            return INVALID_TYPE_SET
    tset.terms = all_terms
    return tset


def method_less(a: Func, b: Func) -> bool:
    """Exported before others, then by name, then by package."""
    ea = is_exported(a.name)
    if ea != is_exported(b.name):
        return ea
    if a.name != b.name:
        return a.name < b.name
    if ea or a.pkg is None or b.pkg is None:
        return False
    return a.pkg.path < b.pkg.path


def sort_methods(methods: list[Func]) -> list[Func]:
    result: list[Func] = []
    for m in methods:
        i = len(result)
        while i > 0 and method_less(m, result[i - 1]):
            i -= 1
        result.insert(i, m)
    return result


# ----------------------------------------------------------------------------------------------- comparison


def comparable_type(t: Type, dynamic: bool, seen: set[Type] | None) -> bool:
    """Whether values can be compared; with ``dynamic``, values of interfaces always can (and may panic)."""
    if seen is None:
        seen = set()
    elif t in seen:
        return True
    u = under(t)
    if isinstance(u, Basic):
        return u.bkind != UNTYPED_NIL  # invalid types count as comparable
    if isinstance(u, (Pointer, Chan)):
        return True
    seen.add(t)
    if isinstance(u, Struct):
        for f in u.fields:
            assert f.typ is not None
            if not comparable_type(f.typ, dynamic, seen):
                return False
        return True
    if isinstance(u, Array):
        return comparable_type(u.elem, dynamic, seen)
    if isinstance(u, Interface):
        if dynamic and not isinstance(unalias(t), TypeParam):
            return True
        return comparable_set(type_set(u), seen)
    return False


def comparable_set(s: TypeSet, seen: set[Type] | None) -> bool:
    """Whether all types in the set are comparable."""
    if is_all(s.terms):
        return s.comparable
    if not s.terms:
        return False
    for t in s.terms:
        assert t.typ is not None
        if not comparable_type(t.typ, False, seen):
            return False
    return True
