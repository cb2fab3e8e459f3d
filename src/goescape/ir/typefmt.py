"""Printing of symbols and types as users see them (spec: cmd/compile/internal/types/fmt.go, mode fmtGo)."""

from typing import Final, final

from goescape.base.text import is_exported, quote
from goescape.ir.types import (
    CRECV,
    CSEND,
    TARRAY,
    TCHAN,
    TFUNC,
    TINTER,
    TMAP,
    TPTR,
    TRESULTS,
    TSLICE,
    TSTRUCT,
    Field,
    Pkg,
    Sym,
    Type,
    TypeTable,
)
from goescape.ir.util import path_to_prefix, split_vargen_suffix

SHORT: Final = 1  # functions without the word "func"


@final
class TypePrinter:
    """Prints for one package: its own names are not qualified. What was printed is remembered by type."""

    __slots__ = ("table", "local", "cache")

    def __init__(self, table: TypeTable, local: Pkg) -> None:
        self.table = table
        self.local = local
        self.cache: dict[int, str] = {}

    def sym(self, s: Sym | None) -> str:
        if s is None:
            return "<S>"
        p = s.pkg
        if p is None or p is self.local or p is self.table.builtin or p is self.table.exported or not p.name:
            return s.name
        return p.name + "." + s.name

    def typ(self, t: Type | None) -> str:
        if t is None:
            return "<T>"
        s = self.cache.get(t.id)
        if s is None:
            out: list[str] = []
            self._type(t, out, 0, {})
            s = "".join(out)
            self.cache[t.id] = s
        return s

    def signature(self, t: Type) -> str:
        """A function type without the word ``func``."""
        out: list[str] = []
        self._type(t, out, SHORT, {})
        return "".join(out)

    def _type(self, t: Type | None, out: list[str], verb: int, visited: dict[int, int]) -> None:
        if t is None:
            out.append("<T>")
            return
        if t.id in visited:
            out.append(f"@{visited[t.id]}")
            return
        if t.sym is not None:
            s = t.sym
            name = split_vargen_suffix(s.name)
            if name != s.name:
                s = Sym(s.pkg, name)
            out.append(self.sym(s))
            return
        k = t.kind
        if k == TRESULTS:
            for i, f in enumerate(t.fields):
                if i:
                    out.append(",")
                out.append(self.typ(f.typ))
            return
        visited[t.id] = _length(out)
        if k == TPTR:
            out.append("*")
            self._type(t.elem, out, 0, visited)
        elif k == TARRAY:
            out.append(f"[{t.bound}]")
            self._type(t.elem, out, 0, visited)
        elif k == TSLICE:
            out.append("[]")
            self._type(t.elem, out, 0, visited)
        elif k == TCHAN:
            self._chan(t, out, visited)
        elif k == TMAP:
            out.append("map[")
            self._type(t.key, out, 0, visited)
            out.append("]")
            self._type(t.elem, out, 0, visited)
        elif k == TINTER:
            self._interface(t, out, visited)
        elif k == TFUNC:
            if verb != SHORT:
                if t.recv is not None:
                    out.append("method")
                    self._params([t.recv], False, out, visited)
                    out.append(" ")
                out.append("func")
            self._params(t.params, t.variadic, out, visited)
            if len(t.results) == 1:
                out.append(" ")
                self._type(t.results[0].typ, out, 0, visited)
            elif t.results:
                out.append(" ")
                self._params(t.results, False, out, visited)
        elif k == TSTRUCT:
            self._struct(t, out, visited)
        else:
            out.append("undefined")
        del visited[t.id]

    def _chan(self, t: Type, out: list[str], visited: dict[int, int]) -> None:
        e = t.elem
        if t.dir == CRECV:
            out.append("<-chan ")
        elif t.dir == CSEND:
            out.append("chan<- ")
        else:
            out.append("chan ")
            if e is not None and e.kind == TCHAN and e.sym is None and e.dir == CRECV:
                out.append("(")
                self._type(e, out, 0, visited)
                out.append(")")
                return
        self._type(e, out, 0, visited)

    def _interface(self, t: Type, out: list[str], visited: dict[int, int]) -> None:
        if not t.fields:
            out.append("interface {}")
            return
        out.append("interface {")
        for i, f in enumerate(t.fields):
            out.append("; " if i else " ")
            s = f.sym
            if s is not None:
                if is_exported(s.name) or s.pkg is None:
                    out.append(s.name)
                else:
                    out.append(path_to_prefix(s.pkg.path) + "." + s.name)
            self._type(f.typ, out, SHORT, visited)
        out.append(" }")

    def _params(self, params: list[Field], variadic: bool, out: list[str], visited: dict[int, int]) -> None:
        out.append("(")
        last = len(params) - 1
        for i, f in enumerate(params):
            if i:
                out.append(", ")
            if (variadic and i == last) or f.is_ddd:
                out.append("...")
                self._type(f.typ.elem, out, 0, visited)
            else:
                self._type(f.typ, out, 0, visited)
        out.append(")")

    def _struct(self, t: Type, out: list[str], visited: dict[int, int]) -> None:
        out.append("struct {")
        for i, f in enumerate(t.fields):
            out.append("; " if i else " ")
            if not f.embedded and f.sym is not None:
                out.append(f.sym.name if is_exported(f.sym.name) else self.sym(f.sym))
                out.append(" ")
            self._type(f.typ, out, 0, visited)
            if f.note:
                out.append(" ")
                out.append(quote(f.note))
        if t.fields:
            out.append(" ")
        out.append("}")


def _length(parts: list[str]) -> int:
    n = 0
    for p in parts:
        n += len(p)
    return n
