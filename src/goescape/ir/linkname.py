"""Link strings of types: unique, with whole package paths (gc's Type.LinkString)."""

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
    Sym,
    Type,
    TypeTable,
)


def split_vargen(name: str) -> tuple[str, str]:
    """``T·1`` (a local type) into its name and the suffix; names are latin-1 text of UTF-8 bytes."""
    i = len(name)
    while i > 0 and "0" <= name[i - 1] <= "9":
        i -= 1
    if i < len(name) and i >= 2 and name[i - 2 : i] == "\xc2\xb7":
        return name[: i - 2], name[i - 2 :]
    return name, ""


def _exported(name: str) -> bool:
    if name and name[0] < "\x80":
        return "A" <= name[0] <= "Z"
    return bool(name) and name.encode("latin-1").decode("utf-8", "replace")[0].isupper()


def _sym_string(sym: Sym) -> str:
    if sym.pkg is None or not sym.pkg.path or sym.pkg.path == "go.builtin":
        return sym.name
    if sym.pkg.path == "go.shape":
        return "go.shape." + sym.name
    return path_to_prefix(sym.pkg.path) + "." + sym.name


def path_to_prefix(path: str) -> str:
    """A package path as it stands in symbol names: dots in its last element and odd bytes are escaped (%xx)."""
    if path == "go.shape":
        return path
    slash = path.rfind("/")
    out: list[str] = []
    for i, c in enumerate(path):
        if c <= " " or (c == "." and i > slash) or c == "%" or c == '"' or c >= "\x7f":
            out.append(f"%{ord(c):02x}")
        else:
            out.append(c)
    return "".join(out)


def link_string(t: Type) -> str:
    s = t.link_name
    if not s:
        s = _make(t)
        t.link_name = s
    return s


def _canonical_basic(name: str) -> str:
    if name == "byte":
        return "uint8"
    if name == "rune":
        return "int32"
    if name == "any":
        return "interface {}"
    return name


def _params(fields: list[Field], variadic: bool) -> str:
    parts: list[str] = []
    for i, f in enumerate(fields):
        if variadic and i == len(fields) - 1 and f.typ.elem is not None:
            parts.append("..." + link_string(f.typ.elem))
        else:
            parts.append(link_string(f.typ))
    return "(" + ", ".join(parts) + ")"


def _signature(t: Type) -> str:
    s = _params(t.params, t.variadic)
    if len(t.results) == 1:
        return s + " " + link_string(t.results[0].typ)
    if t.results:
        return s + " " + _params(t.results, False)
    return s


def _field(f: Field) -> str:
    s = f.sym
    name = ""
    sep = " "
    if s is not None:
        skip = False
        if f.embedded:
            sep = " = "
            base = f.typ
            if base.sym is None and base.elem is not None:
                base = base.elem
            tsym = base.sym
            if tsym is not None and (s is tsym or (_exported(tsym.name) and s.name == tsym.name)):
                skip = True
        if not skip:
            name = s.name if _exported(s.name) else _sym_string(s)
    out = (name + sep if name else "") + link_string(f.typ)
    if f.note:
        out += " " + quote(f.note)
    return out


def quote(s: str) -> str:
    """strconv.Quote of a byte string held as latin-1 text."""
    out = ['"']
    text = s.encode("latin-1").decode("utf-8", "surrogateescape")
    for c in text:
        o = ord(c)
        if c == '"' or c == "\\":
            out.append("\\" + c)
        elif 0xDC80 <= o <= 0xDCFF:
            out.append(f"\\x{o - 0xDC00:02x}")
        elif c.isprintable():
            out.append(c.encode("utf-8").decode("latin-1"))
        elif c in "\a\b\f\n\r\t\v":
            out.append("\\" + "abfnrtv"["\a\b\f\n\r\t\v".index(c)])
        elif o < 0x80:
            out.append(f"\\x{o:02x}")
        elif o < 0x10000:
            out.append(f"\\u{o:04x}")
        else:
            out.append(f"\\U{o:08x}")
    out.append('"')
    return "".join(out)


def _make(t: Type) -> str:
    if t.sym is not None:
        if t.sym.pkg is not None and t.sym.pkg.path == "go.builtin":
            return _canonical_basic(t.sym.name)
        return _sym_string(t.sym)
    k = t.kind
    if k == TPTR:
        assert t.elem is not None
        return "*" + link_string(t.elem)
    if k == TSLICE:
        assert t.elem is not None
        return "[]" + link_string(t.elem)
    if k == TARRAY:
        assert t.elem is not None
        return f"[{t.bound}]" + link_string(t.elem)
    if k == TMAP:
        assert t.elem is not None and t.key is not None
        return "map[" + link_string(t.key) + "]" + link_string(t.elem)
    if k == TCHAN:
        assert t.elem is not None
        if t.dir == CRECV:
            return "<-chan " + link_string(t.elem)
        if t.dir == CSEND:
            return "chan<- " + link_string(t.elem)
        if t.elem.kind == TCHAN and t.elem.sym is None and t.elem.dir == CRECV:
            return "chan (" + link_string(t.elem) + ")"
        return "chan " + link_string(t.elem)
    if k == TFUNC:
        return "func" + _signature(t)
    if k == TSTRUCT:
        if not t.fields:
            return "struct {}"
        return "struct { " + "; ".join([_field(f) for f in t.fields]) + " }"
    if k == TINTER:
        if not t.fields:
            return "interface {}"
        parts: list[str] = []
        for f in t.fields:
            assert f.sym is not None
            name = f.sym.name if _exported(f.sym.name) else _sym_string(f.sym)
            parts.append(name + _signature(f.typ))
        return "interface { " + "; ".join(parts) + " }"
    if k == TRESULTS:
        return ",".join([link_string(f.typ) for f in t.fields])
    return f"kind{k}"


def method_sym_name(table: TypeTable, recv: Type, msym: Sym, suffix: str) -> Sym:
    """The symbol of a method: ``(*T).M``, ``T.M``, in the package of the receiver type (gc's MethodSymSuffix)."""
    rsym = recv.sym
    is_ptr = recv.kind == TPTR and recv.sym is None
    if is_ptr and recv.elem is not None:
        rsym = recv.elem.sym
    rpkg = table.pkg("go", "")
    if rsym is not None and rsym.pkg is not None:
        rpkg = rsym.pkg
    if is_ptr and recv.elem is not None:
        e = recv.elem
        stars = "(*"
        while e.sym is None and e.kind == TPTR and e.elem is not None:
            stars += "*"
            e = e.elem
        name = stars + (e.sym.name if e.sym is not None else link_string(e)) + ")"
    else:
        name = recv.sym.name if recv.sym is not None else link_string(recv)
    if not _exported(msym.name) and msym.pkg is not None and msym.pkg is not rpkg:
        name += "." + path_to_prefix(msym.pkg.path)
    return rpkg.lookup(name + "." + msym.name + suffix)
