"""Questions to type sets. How they are computed is in ``identity``."""

from typing import Final

from goescape.types.identity import (
    comparable_set,
    disjoint,
    has_specific,
    is_all,
    type_set,
)
from goescape.types.identity import compute_interface_type_set as compute_interface_type_set
from goescape.types.identity import compute_union_type_set as compute_union_type_set
from goescape.types.identity import disjoint as terms_disjoint  # noqa: F401
from goescape.types.identity import sort_methods as sort_methods
from goescape.types.named import is_exported, same_id, under
from goescape.types.types import Func, Interface, Package, Term, TypeSet, Union
from goescape.types.typestring import Qualifier, func_name, signature_string, type_string

EMPTY_TEXT: Final = "\xe2\x88\x85"
ALL_TEXT: Final = "\xf0\x9d\x93\xa4"


def interface_methods(t: Interface) -> list[Func]:
    """All methods, also of embedded interfaces, in order of their names."""
    return type_set(t).methods


def is_empty_set(s: TypeSet) -> bool:
    return len(s.terms) == 0


def is_all_set(s: TypeSet) -> bool:
    """Whether it is the set of all types, that of the empty interface."""
    return not s.comparable and not s.methods and is_all(s.terms)


def has_terms(s: TypeSet) -> bool:
    """Whether the set is limited to some types."""
    return has_specific(s.terms)


def is_method_set(t: Interface) -> bool:
    """Whether the interface is fully described by its methods: it can be used outside of constraints."""
    s = type_set(t)
    return not s.comparable and is_all(s.terms)


def is_empty_interface(t: Interface) -> bool:
    return is_all_set(type_set(t))


def is_comparable_interface(t: Interface) -> bool:
    return comparable_set(type_set(t), None)


def lookup_in_type_set(s: TypeSet, pkg: Package | None, name: str, fold_case: bool) -> int:
    """The index of the method that ``name`` means in ``pkg``, or -1."""
    return find_method(s.methods, pkg, name, fold_case)


def find_method(methods: list[Func], pkg: Package | None, name: str, fold_case: bool) -> int:
    if name == "_":
        return -1
    i = 0
    if not fold_case and is_exported(name):
        for m in methods:
            if m.name == name:
                return i
            i += 1
        return -1
    for m in methods:
        if same_id(m, pkg, name, fold_case):
            return i
        i += 1
    return -1


def overlapping_term(terms: list[Term], n: int, y: Term) -> int:
    """The index among the first ``n`` terms of one that is not disjoint from ``y``, or -1. No interfaces."""
    for i in range(n):
        x = terms[i]
        assert x.typ is not None
        if isinstance(under(x.typ), Interface):
            continue
        if not disjoint(x, y):
            return i
    return -1


def term_string(t: Term, qf: Qualifier | None) -> str:
    if t.typ is None:
        return ALL_TEXT
    s = type_string(t.typ, qf)
    return "~" + s if t.tilde else s


def terms_string(terms: list[Term], qf: Qualifier | None) -> str:
    if not terms:
        return EMPTY_TEXT
    return " | ".join([term_string(t, qf) for t in terms])


def union_string(t: Union, qf: Qualifier | None) -> str:
    return " | ".join([term_string(x, qf) for x in t.terms])


def type_set_string(s: TypeSet, qf: Qualifier | None) -> str:
    if is_empty_set(s):
        return EMPTY_TEXT
    if is_all_set(s):
        return ALL_TEXT
    parts: list[str] = []
    if s.comparable:
        parts.append("comparable")
    for m in s.methods:
        parts.append("func " + func_name(m, qf) + signature_string(m.signature(), qf))
    if has_terms(s):
        parts.append(terms_string(s.terms, qf))
    return "{" + "; ".join(parts) + "}"
