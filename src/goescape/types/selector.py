"""Selectors ``x.f``: of packages, fields, methods; and expressions that are only "used"."""

from goescape.base.pos import pos_line
from goescape.syntax.nodes import Expr, FuncDecl, ListExpr, Name, SelectorExpr, unparen
from goescape.types.assign import AssignChecker
from goescape.types.lookup import is_interface_ptr, lookup_field_or_method
from goescape.types.named import is_valid, unalias, under
from goescape.types.operand import BUILTIN_MODE, CONSTANT, INVALID_MODE, TYPEXPR, VALUE, VARIABLE, Operand
from goescape.types.predicates import is_type_param
from goescape.types.types import (
    FIELD_VAL,
    METHOD_EXPR,
    METHOD_VAL,
    PARAM_VAR,
    Alias,
    Array,
    Builtin,
    Chan,
    Const,
    Func,
    Interface,
    Map,
    Named,
    Object,
    Package,
    PkgName,
    Pointer,
    Scope,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeName,
    Var,
)
from goescape.types.universe import TYP_INVALID


def utf8(s: str) -> str:
    """The text of a latin-1 string of UTF-8 bytes."""
    return s.encode("latin-1").decode("utf-8", "replace")


def is_exported_name(s: str) -> bool:
    c = s[:1]
    return "A" <= c <= "Z" or (c >= "\x80" and utf8(s)[0].isupper())


def tail(s: str) -> str:
    """The name without its first character."""
    return utf8(s)[1:]


def fold(s: str) -> str:
    return utf8(s).casefold()


def lookup_folded(scope: Scope, name: str) -> Object | None:
    """The first exported object of the scope whose name is equal but for the case of letters."""
    want = fold(name)
    for n in sorted(scope.elems):
        if is_exported_name(n) and fold(n) == want:
            return scope.elems[n]
    return None


def selected_signature(sig: Signature, recv: Var | None, params: Tuple) -> Signature:
    res = Signature(recv, params, sig.results, sig.variadic)
    res.tparams = sig.tparams
    res.rparams = sig.rparams
    res.scope = sig.scope
    return res


def known_to_importers(pkg: Package, obj: Object) -> bool:
    """Whether importers know of an unexported object: of types in the API, and of what small functions refer to.

    The compiler knows all that the export data has, that is, whatever exported functions refer to that can be
    inlined; here these are the functions of one line.
    """
    if isinstance(obj, TypeName):
        return part_of_api(pkg, obj)
    for file in pkg.files:
        lines: list[str] = []
        for decl in file.decls:
            if isinstance(decl, FuncDecl) and is_exported_name(decl.name.value):
                if not lines:
                    lines = file.source.split("\n")
                i = pos_line(decl.pos)  # of the line after the one where the function begins
                if i + 1 < len(lines) and lines[i + 1].startswith("}") and mentions_word(lines[i], obj.name):
                    return True
    return False


def mentions_word(line: str, word: str) -> bool:
    i = line.find(word)
    while i >= 0:
        j = i + len(word)
        before = line[i - 1 : i]
        after = line[j : j + 1]
        if not (before.isalnum() or before in ("_", ".")) and not (after.isalnum() or after == "_"):
            return True
        i = line.find(word, j)
    return False


def part_of_api(pkg: Package, obj: TypeName) -> bool:
    """Whether an unexported type occurs in what a package exports: only then do importers know of it."""
    seen: set[Type] = set()
    todo: list[Type] = []
    for name in sorted(pkg.scope.elems):
        if is_exported_name(name):
            todo.append(pkg.scope.elems[name].type())
    while todo:
        t = todo.pop()
        if t in seen:
            continue
        seen.add(t)
        if isinstance(t, Named):
            if t.orig.obj is obj:
                return True
            if t.obj.pkg is pkg:
                todo.append(under(t))
                for m in t.orig.methods:
                    todo.append(m.type())
            todo.extend(t.targs)
        elif isinstance(t, Alias):
            if t.orig.obj is obj:
                return True
            todo.append(unalias(t))
        elif isinstance(t, (Pointer, Slice, Array, Chan)):
            todo.append(t.elem)
        elif isinstance(t, Map):
            todo.append(t.key)
            todo.append(t.elem)
        elif isinstance(t, Struct):
            todo.extend([f.type() for f in t.fields])
        elif isinstance(t, Signature):
            todo.extend([v.type() for v in t.params.vars])
            todo.extend([v.type() for v in t.results.vars])
        elif isinstance(t, Interface):
            todo.extend([m.type() for m in t.methods])
            todo.extend(t.embeddeds)
    return False


class SelectorChecker(AssignChecker):
    def selector(self, x: Operand, e: SelectorExpr, want_type: bool) -> None:
        """Check ``e``; ``want_type`` says that a type is expected there."""
        name = e.x
        ok = False
        done = False
        if isinstance(name, Name):
            pkg_name = self.lookup(name.value)
            if isinstance(pkg_name, PkgName):
                name.obj = pkg_name
                pkg_name.used = True
                ok = self.qualified(x, e, pkg_name)
                done = True
        if not done:
            ok = self.member(x, e, want_type)
        if not ok:
            x.mode = INVALID_MODE
            x.typ = TYP_INVALID
        x.expr = e

    def qualified(self, x: Operand, e: SelectorExpr, pkg_name: PkgName) -> bool:
        """``pkg.Name``"""
        sel = e.sel.value
        pkg = pkg_name.imported
        obj = pkg.lookup(sel)
        exported = is_exported_name(sel)
        if obj is not None and not exported and not known_to_importers(pkg, obj):
            obj = None
        if obj is None:
            if not pkg.fake:
                alt = lookup_folded(pkg.scope, sel)
                if alt is not None:
                    self.error(e.sel, f"undefined: {self.es(e)} (but have {alt.name})")
                else:
                    self.error(e.sel, f"undefined: {self.es(e)}")
            return False
        if not exported:
            self.error(e.sel, f"name {sel} not exported by package {pkg.name}")
            # It exists: go on.
        e.sel.obj = obj
        x.typ = obj.type()
        if isinstance(obj, Const):
            x.mode = CONSTANT
            x.val = obj.val
            if x.val is None:
                return False
        elif isinstance(obj, TypeName):
            x.mode = TYPEXPR
        elif isinstance(obj, Var):
            x.mode = VARIABLE
        elif isinstance(obj, Func):
            x.mode = VALUE
        elif isinstance(obj, Builtin):
            x.mode = BUILTIN_MODE
            x.bid = obj.bid
        else:
            return False
        return True

    def member(self, x: Operand, e: SelectorExpr, want_type: bool) -> bool:
        """``x.f`` where x is a value or a type."""
        sel = e.sel.value
        self.expr_or_type(x, e.x, False)
        if x.mode == BUILTIN_MODE:
            self.error(e.pos, f"invalid use of {self.os(x)} in selector expression")
            return False
        if x.mode == INVALID_MODE:
            return False
        xtyp = x.typ
        if not self.is_complete(xtyp):
            return False
        if want_type:
            # Nothing below is a type.
            self.error(e.sel, f"{self.es(e)} is not a type")
            return False
        u = under(xtyp)
        if isinstance(u, Pointer) and not self.is_complete(u.elem):
            return False

        obj, index, indirect = lookup_field_or_method(xtyp, x.mode == VARIABLE, self.pkg, sel, False)
        if obj is None:
            self.missing_member(x, e, index, indirect)
            return False
        assert index is not None

        if isinstance(obj, Var):
            if x.mode == TYPEXPR:
                self.error(e.x, f"operand for field selector {sel} must be value of type {self.ts(xtyp)}")
                return False
            self.record_selection(e, FIELD_VAL, xtyp, obj, index, indirect)
            x.mode = VARIABLE if x.mode == VARIABLE or indirect else VALUE
            x.typ = obj.type()
            return True

        assert isinstance(obj, Func)
        # Methods of instances have been declared with their type, and are no declarations that anything depends on.
        if obj.pkg is self.pkg and obj.decl is not None and obj.origin is obj:
            self.obj_decl(obj)
            self.add_decl_dep(obj)
        sig = obj.signature()
        if x.mode == TYPEXPR:
            self.record_selection(e, METHOD_EXPR, xtyp, obj, index, indirect)
            recv = sig.recv
            if recv is None:
                self.error(e, "invalid syntax tree: illegal cycle in method declaration")
                return False
            # The receiver becomes the first parameter; it has a name if the others have.
            params = sig.params.vars
            name = ""
            if params and params[0].name != "":
                name = recv.name
                if name == "":
                    name = "_"
            first = Var(recv.pos, recv.pkg, name, xtyp, PARAM_VAR)
            res = selected_signature(sig, None, Tuple([first] + params))
            res.method_expr = True
            res.rparams = []
            res.scope = None
            x.typ = res
        else:
            self.record_selection(e, METHOD_VAL, xtyp, obj, index, indirect)
            res = selected_signature(sig, None, sig.params)
            res.old_recv = sig.recv
            x.typ = res
        x.mode = VALUE
        return True

    def missing_member(self, x: Operand, e: SelectorExpr, index: list[int] | None, indirect: bool) -> None:
        """Report that ``x`` has no field or method of that name."""
        sel = e.sel.value
        xtyp = x.typ
        if not is_valid(under(xtyp)):
            return
        xe = x.expr
        assert xe is not None
        if index:
            self.error(e.sel, f"ambiguous selector {self.es(xe)}.{sel}")
            return
        if indirect:
            t = self.ts(xtyp)
            if x.mode == TYPEXPR:
                self.error(
                    e.sel, f"invalid method expression {t}.{sel} (needs pointer receiver (*{t}).{sel})"
                )
            else:
                self.error(e.sel, f"cannot call pointer method {sel} on {t}")
            return
        if is_interface_ptr(xtyp):
            why = self.interface_ptr_error(xtyp)
        else:
            alt, _, _ = lookup_field_or_method(xtyp, x.mode == VARIABLE, self.pkg, sel, True)
            why = self.lookup_error(xtyp, sel, alt, False)
        self.error(e.sel, f"{self.es(xe)}.{sel} undefined ({why})")

    def interface_ptr_error(self, typ: Type) -> str:
        u = under(typ)
        if isinstance(u, Pointer) and is_type_param(u.elem):
            return f"type {self.ts(typ)} is pointer to type parameter, not type parameter"
        return f"type {self.ts(typ)} is pointer to interface, not interface"

    def lookup_error(self, typ: Type, sel: str, obj: Object | None, struct_lit: bool) -> str:
        """Why ``sel`` was not found in ``typ``; ``obj`` is what has that name but for the case of letters.

        Spelling does not matter to what the reader can see: something unexported of another package is
        mentioned only if its name differs in nothing but the first letter.
        """
        misspelled = False
        unexported = False
        inaccessible = False
        alt = ""
        what = "object"
        if obj is not None:
            alt = obj.name
            if isinstance(obj, Var):
                what = "field"
            elif isinstance(obj, Func):
                what = "method"
            if obj.pkg is self.pkg:
                misspelled = True
            elif is_exported_name(sel):
                if is_exported_name(alt):
                    misspelled = True
                elif tail(sel) == tail(alt):
                    unexported = True
            elif is_exported_name(alt):
                if tail(sel) == tail(alt):
                    misspelled = True
            elif sel == alt:
                inaccessible = True
        t = self.ts(typ)
        if struct_lit:
            if misspelled:
                return f"unknown field {sel} in struct literal of type {t}, but does have {alt}"
            if unexported:
                return f"unknown field {sel} in struct literal of type {t}, but does have unexported {alt}"
            if inaccessible:
                return f"cannot refer to unexported field {alt} in struct literal of type {t}"
            return f"unknown field {sel} in struct literal of type {t}"
        if misspelled:
            return f"type {t} has no field or method {sel}, but does have {what} {alt}"
        if unexported:
            return f"type {t} has no field or method {sel}, but does have unexported {what} {alt}"
        if inaccessible:
            return f"cannot refer to unexported {what} {alt}"
        return f"type {t} has no field or method {sel}"

    # ------------------------------------------------------------------------------------------------- use

    def use(self, exprs: list[Expr]) -> bool:
        """Check expressions so that what they name counts as used; whether all are valid."""
        ok = True
        for e in exprs:
            if not self.use_one(e, False):
                ok = False
        return ok

    def use_lhs(self, exprs: list[Expr]) -> bool:
        """Like use, but names on the left of an assignment are not used by that."""
        ok = True
        for e in exprs:
            if not self.use_one(e, True):
                ok = False
        return ok

    def use_one(self, e: Expr | None, lhs: bool) -> bool:
        if e is None:
            return True
        x = Operand()
        x.mode = VALUE
        n = unparen(e)
        if isinstance(n, Name):
            if n.value == "_":
                return True
            v: Var | None = None
            used = False
            if lhs:
                obj = self.lookup(n.value)
                if isinstance(obj, Var) and obj.pkg is self.pkg:
                    v = obj
                    used = v.used
            self.expr_or_type(x, n, True)
            if v is not None:
                v.used = used
        elif isinstance(n, ListExpr):
            return self.use_lhs(n.elems) if lhs else self.use(n.elems)
        else:
            self.raw_expr(None, x, e, None, True)
        return x.mode != INVALID_MODE
