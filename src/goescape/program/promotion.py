"""Methods that types in a package have from fields embedded in them: the compiler makes wrappers for those.

    type T struct{ *bytes.Buffer }     // (T).Len calls, and inlines, (*bytes.Buffer).Len
"""

import re
from typing import Final

from goescape.program.session import LoadedPackage
from goescape.syntax.nodes import FuncDecl, Node, StructType, TypeDecl, VarDecl
from goescape.syntax.parser import parse_body
from goescape.syntax.walk import descendants
from goescape.types.lookup import lookup_field_or_method
from goescape.types.types import Func as FuncObject
from goescape.types.types import Object, Struct, Var

STRUCT = re.compile(r"\bstruct\s*\{\s*[^}\s]")


NO: Final = 0
YES: Final = 1
UNKNOWN: Final = 2


def promotes(lp: LoadedPackage, method: FuncObject) -> int:
    """Whether a struct type written in the package has the method from a field embedded in it.

    YES: a declared type, for which there are wrappers; UNKNOWN: another one.
    """
    answer = NO
    if not method.is_method:
        return answer
    for file in lp.syntax:
        for decl in file.decls:
            for n in _embedding_structs(lp, decl):
                if n.typ is None:
                    _check(lp, decl)
                if isinstance(n.typ, Struct):
                    found, _, _ = lookup_field_or_method(n.typ, True, method.pkg, method.name, False)
                    if found is not method:
                        continue
                    if isinstance(decl, TypeDecl) and decl.typ is n and not decl.tparams and not decl.alias:
                        return YES
                answer = UNKNOWN  # not a declared type, or not checked
    return answer


def _embedding_structs(lp: LoadedPackage, decl: Node) -> list[StructType]:
    """Struct types with embedded fields."""
    if isinstance(decl, FuncDecl) and decl.body is None:
        lazy = decl.lazy_body
        if lazy is None or STRUCT.search(lazy.file.source, lazy.offset, lazy.end) is None:
            return []
        parse_body(decl, lp.table, lp.errors)
    out: list[StructType] = []
    for n in descendants(decl):
        if isinstance(n, StructType):
            for f in n.fields:
                if f.name is None:
                    out.append(n)
                    break
    return out


def _check(lp: LoadedPackage, decl: Node) -> None:
    assert lp.checker is not None
    if isinstance(decl, FuncDecl):
        obj = decl.name.obj
        if isinstance(obj, FuncObject):
            lp.checker.check_body(obj)
    elif isinstance(decl, TypeDecl):
        named = decl.name.obj
        if isinstance(named, Object):
            named.type()
    elif isinstance(decl, VarDecl):
        for name in decl.names:
            if isinstance(name.obj, Var):
                lp.checker.check_init(name.obj)
