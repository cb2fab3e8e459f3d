"""Types and objects as they print in messages.

Strings are bytes as latin-1, as all text of a program is.
"""

from mypy_extensions import mypyc_attr

from goescape.base.text import is_exported, quote
from goescape.syntax.nodes import RECV_ONLY, SEND_ONLY
from goescape.types.named import is_alias_name, unalias, under
from goescape.types.types import (
    FIELD_VAR,
    LOCAL_VAR,
    PACKAGE_VAR,
    PARAM_VAR,
    RECV_VAR,
    RESULT_VAR,
    Alias,
    Array,
    Basic,
    Builtin,
    Chan,
    Const,
    Func,
    Interface,
    Label,
    Map,
    Named,
    Nil,
    Object,
    Package,
    PkgName,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeName,
    TypeParam,
    Union,
    Var,
)
from goescape.types.universe import EMPTY_INTERFACE, UNIVERSE, UNIVERSE_COMPARABLE, UNSAFE


@mypyc_attr(allow_interpreted_subclasses=True)
class Qualifier:
    """Abstract. How a package is named in front of its objects."""

    __slots__ = ()

    def qualifier(self, pkg: Package) -> str:
        """What to write before "." and the object's name; "" for nothing."""
        raise NotImplementedError

    def pos_string(self, pos: int) -> str:
        """``file:line:col`` as in messages."""
        raise NotImplementedError


class TypeWriter:
    """Collects the pieces of a string. Without a qualifier, names have their package's path."""

    __slots__ = ("parts", "seen", "qf", "param_names", "pkg_info")

    def __init__(self, qf: Qualifier | None) -> None:
        self.parts: list[str] = []
        self.seen: set[Type] = set()
        self.qf = qf
        self.param_names: bool = True
        self.pkg_info: bool = False  # annotate the first unexported field with its package

    def text(self) -> str:
        return "".join(self.parts)

    def typ(self, t: Type | None) -> None:
        if t is None:
            self.parts.append("<nil>")
            return
        if isinstance(t, Basic):
            self._basic(t)
            return
        if t in self.seen:
            self.parts.append(f"<cycle to {class_name(t)}>")
            return
        self.seen.add(t)
        self._composite(t)
        self.seen.discard(t)

    def _basic(self, t: Basic) -> None:
        if is_exported(t.name):
            obj = UNSAFE.scope.elems.get(t.name)
            if isinstance(obj, TypeName):
                self.type_name(obj)
                return
        self.parts.append(t.name)

    def _composite(self, t: Type) -> None:
        # One case for each kind of type.
        out = self.parts
        if isinstance(t, Named):
            self.type_name(t.obj)
            if t.targs:
                self.type_list(t.targs)
            elif t.orig.tparams:
                self.tparam_list(t.orig.tparams)
        elif isinstance(t, Pointer):
            out.append("*")
            self.typ(t.elem)
        elif isinstance(t, Slice):
            out.append("[]")
            self.typ(t.elem)
        elif isinstance(t, Array):
            out.append(f"[{t.len}]")
            self.typ(t.elem)
        elif isinstance(t, Signature):
            out.append("func")
            self.signature(t)
        elif isinstance(t, Interface):
            self._interface(t)
        elif isinstance(t, Struct):
            self._struct(t)
        elif isinstance(t, Map):
            out.append("map[")
            self.typ(t.key)
            out.append("]")
            self.typ(t.elem)
        elif isinstance(t, Chan):
            self._chan(t)
        elif isinstance(t, TypeParam):
            self._type_param(t)
        elif isinstance(t, Alias):
            self.type_name(t.obj)
            if t.targs:
                self.type_list(t.targs)
            elif t.tparams:
                self.tparam_list(t.tparams)
        elif isinstance(t, Tuple):
            self.tuple(t, False)
        elif isinstance(t, Union):
            self._union(t)

    def _struct(self, t: Struct) -> None:
        out = self.parts
        out.append("struct{")
        i = 0
        for f in t.fields:
            if i > 0:
                out.append("; ")
            annotate = self.qf is None and self.pkg_info and not is_exported(f.name)
            if annotate:
                self.pkg_info = False
            if not f.embedded:
                out.append(f.name)
                out.append(" ")
            self.typ(f.typ)
            if annotate:
                assert f.pkg is not None
                out.append(f" /* package {f.pkg.path} */ ")
            if t.tags and t.tags[i]:
                out.append(" " + quote(t.tags[i]))
            i += 1
        out.append("}")

    def _interface(self, t: Interface) -> None:
        out = self.parts
        comparable = UNIVERSE_COMPARABLE.typ
        if isinstance(comparable, Named) and t is comparable.under:
            out.append("interface{comparable}")
            return
        if t.implicit:
            if not t.methods and len(t.embeddeds) == 1:
                self.typ(t.embeddeds[0])
                return
            out.append("/* implicit */ ")
        out.append("interface{")
        first = True
        for m in t.methods:
            if not first:
                out.append("; ")
            first = False
            out.append(m.name)
            self.signature(m.signature())
        for e in t.embeddeds:
            if not first:
                out.append("; ")
            first = False
            self.typ(e)
        out.append("}")

    def _chan(self, t: Chan) -> None:
        out = self.parts
        parens = False
        if t.dir == SEND_ONLY:
            out.append("chan<- ")
        elif t.dir == RECV_ONLY:
            out.append("<-chan ")
        else:
            out.append("chan ")
            parens = isinstance(t.elem, Chan) and t.elem.dir == RECV_ONLY
        if parens:
            out.append("(")
        self.typ(t.elem)
        if parens:
            out.append(")")

    def _type_param(self, t: TypeParam) -> None:
        self.parts.append(t.obj.name)
        if t.obj.name in UNIVERSE.elems:
            pos = self.qf.pos_string(t.obj.pos) if self.qf is not None else "<unknown position>"
            self.parts.append(f" /* with {t.obj.name} declared at {pos} */")

    def _union(self, t: Union) -> None:
        if not t.terms:
            self.parts.append("<empty union>")
            return
        i = 0
        for term in t.terms:
            if i > 0:
                self.parts.append(" | ")
            if term.tilde:
                self.parts.append("~")
            self.typ(term.typ)
            i += 1

    def type_list(self, types: list[Type]) -> None:
        self.parts.append("[")
        i = 0
        for t in types:
            if i > 0:
                self.parts.append(", ")
            self.typ(t)
            i += 1
        self.parts.append("]")

    def tparam_list(self, tparams: list[TypeParam]) -> None:
        """Type parameters that follow one another with the same constraint share it."""
        out = self.parts
        out.append("[")
        prev: Type | None = None
        i = 0
        for p in tparams:
            if i > 0:
                if p.bound is not prev:
                    out.append(" ")
                    self.typ(prev)
                out.append(", ")
            prev = p.bound
            self.typ(p)
            i += 1
        if prev is not None:
            out.append(" ")
            self.typ(prev)
        out.append("]")

    def type_name(self, obj: TypeName) -> None:
        self.parts.append(package_prefix(obj.pkg, self.qf))
        self.parts.append(obj.name)

    def tuple(self, tup: Tuple, variadic: bool) -> None:
        out = self.parts
        out.append("(")
        last = len(tup.vars) - 1
        i = 0
        for v in tup.vars:
            if i > 0:
                out.append(", ")
            if v.name and self.param_names:
                out.append(v.name)
                out.append(" ")
            t = v.typ
            if variadic and i == last:
                if isinstance(t, Slice):
                    out.append("...")
                    self.typ(t.elem)
                else:
                    # append([]byte, s...) with a string-like s
                    self.typ(t)
                    out.append("...")
            else:
                self.typ(t)
            i += 1
        out.append(")")

    def signature(self, sig: Signature) -> None:
        if sig.tparams:
            self.tparam_list(sig.tparams)
        self.tuple(sig.params, sig.variadic)
        results = sig.results.vars
        if not results:
            return
        self.parts.append(" ")
        if len(results) == 1 and results[0].name == "":
            self.typ(results[0].typ)
            return
        self.tuple(sig.results, False)


def class_name(t: Type) -> str:
    """The name of a type's class as in go/types."""
    return type(t).__name__


def package_prefix(pkg: Package | None, qf: Qualifier | None) -> str:
    if pkg is None:
        return ""
    s = qf.qualifier(pkg) if qf is not None else pkg.path
    return s + "." if s else ""


def type_string(t: Type | None, qf: Qualifier | None) -> str:
    w = TypeWriter(qf)
    w.typ(t)
    return w.text()


def types_string(types: list[Type], qf: Qualifier | None) -> str:
    """As %s prints a list of types: ``[int, string]``."""
    w = TypeWriter(qf)
    w.type_list(types)
    return w.text()


def tparams_string(tparams: list[TypeParam], qf: Qualifier | None) -> str:
    """As %s prints a list of type parameters: ``[P, Q]``."""
    w = TypeWriter(qf)
    w.parts.append("[")
    i = 0
    for p in tparams:
        if i > 0:
            w.parts.append(", ")
        w.typ(p)
        i += 1
    w.parts.append("]")
    return w.text()


def signature_string(sig: Signature, qf: Qualifier | None) -> str:
    """Type parameters, parameters and results, without "func"."""
    w = TypeWriter(qf)
    w.signature(sig)
    return w.text()


def func_string(f: Func, qf: Qualifier | None, pkg_info: bool) -> str:
    """A method's name and signature without parameter names, for comparison of methods in messages.

    With ``pkg_info``, names have their package's path and an unexported field its package.
    """
    w = TypeWriter(None if pkg_info else qf)
    w.parts.append(f.name)
    w.pkg_info = pkg_info
    w.param_names = False
    w.signature(f.signature())
    return w.text()


# --------------------------------------------------------------------------------------------- objects


def object_string(obj: Object, qf: Qualifier | None) -> str:
    """As in messages, for example "var x int" or "type T struct{}"."""
    typ = obj.typ
    if isinstance(obj, PkgName):
        path = obj.imported.path
        return f"package {obj.name} ({quote(path)})" if path and path != obj.name else f"package {obj.name}"
    if isinstance(obj, Nil):
        return "nil"
    if isinstance(obj, Func):
        s = "func " + func_name(obj, qf)
        return s + signature_string(typ, qf) if isinstance(typ, Signature) else s
    if isinstance(obj, Const):
        what = "const"
    elif isinstance(obj, TypeName):
        what = "type"
        if typ is not None and isinstance(unalias(typ), TypeParam):
            what = "type parameter"
    elif isinstance(obj, Var):
        what = "field" if obj.vkind == FIELD_VAR else "var"
    elif isinstance(obj, Label):
        what = "label"
        typ = None
    else:
        what = "builtin"
        typ = None
    s = what + " "
    if obj.pkg is not None and obj.pkg.scope.lookup(obj.name) is obj:
        s += package_prefix(obj.pkg, qf)
    s += obj.name
    if typ is None:
        return s
    if isinstance(obj, TypeName):
        return s + _type_decl_string(obj, typ, qf)
    return s + " " + type_string(typ, qf)


def _type_decl_string(obj: TypeName, typ: Type, qf: Qualifier | None) -> str:
    if isinstance(typ, Basic):
        return ""
    s = ""
    shown: Type | None = typ
    tparams: list[TypeParam] = []
    if isinstance(typ, Named):
        tparams = typ.orig.tparams
    elif isinstance(typ, Alias):
        tparams = typ.tparams
    elif isinstance(typ, Signature):
        tparams = typ.tparams
    if tparams:
        w = TypeWriter(qf)
        w.tparam_list(tparams)
        s = w.text()
    if is_alias_name(obj):
        s += " ="
        if isinstance(typ, Alias):
            shown = typ.rhs
    elif isinstance(typ, TypeParam):
        shown = typ.bound
    else:
        shown = under(typ)
    if obj.name == "any" and obj.parent is UNIVERSE:
        shown = EMPTY_INTERFACE
    return s + " " + type_string(shown, qf)


def func_name(f: Func, qf: Qualifier | None) -> str:
    """A function's name with its package, a method's with its receiver type."""
    sig = f.typ
    s = ""
    if isinstance(sig, Signature):
        recv = sig.recv
        if recv is not None:
            if isinstance(recv.typ, Interface):
                s = "(interface)."
            else:
                s = f"({type_string(recv.typ, qf)})."
        elif f.pkg is not None:
            s = package_prefix(f.pkg, qf)
    return s + f.name


def object_kind(obj: Object) -> str:
    """What kind of object it is, in words."""
    if isinstance(obj, PkgName):
        return "package name"
    if isinstance(obj, Const):
        return "constant"
    if isinstance(obj, TypeName):
        if is_alias_name(obj):
            return "type alias"
        return "type parameter" if isinstance(obj.typ, TypeParam) else "defined type"
    if isinstance(obj, Var):
        return var_kind(obj.vkind)
    if isinstance(obj, Func):
        return "method" if isinstance(obj.typ, Signature) and obj.typ.recv is not None else "function"
    if isinstance(obj, Label):
        return "label"
    if isinstance(obj, Builtin):
        return "built-in function"
    if isinstance(obj, Nil):
        return "untyped nil"
    return "unknown symbol"


def var_kind(kind: int) -> str:
    if kind == PACKAGE_VAR:
        return "package-level variable"
    if kind == LOCAL_VAR:
        return "local variable"
    if kind == RECV_VAR:
        return "receiver"
    if kind == PARAM_VAR:
        return "parameter"
    if kind == RESULT_VAR:
        return "result variable"
    return "struct field"
