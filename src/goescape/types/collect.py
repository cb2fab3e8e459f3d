"""Collecting: what a package's files declare and import, before anything of it is checked."""

import unicodedata
from typing import Final

from goescape.base.text import rune_name
from goescape.syntax.nodes import (
    MUL,
    STRING_LIT,
    ConstDecl,
    Expr,
    File,
    FuncDecl,
    ImportDecl,
    ListExpr,
    Name,
    Operation,
    TypeDecl,
    VarDecl,
    unpack_list,
    unparen,
)
from goescape.target.limits import GO_VERSION_MINOR
from goescape.types import constant
from goescape.types.checker_base import ErrorParts, version_minor
from goescape.types.decl import has_func_body
from goescape.types.stmt import StmtChecker
from goescape.types.types import (
    PACKAGE_VAR,
    Const,
    DeclInfo,
    Func,
    Object,
    Package,
    PkgName,
    Scope,
    TypeName,
    Var,
)
from goescape.types.universe import TYP_INVALID, UNIVERSE, UNSAFE

ILLEGAL_PATH_CHARS: Final = "!\"#$%&'()*,:;<=>?[\\]^{|}`\ufffd"


def import_path_error(path: str) -> str:
    """What is wrong with an import path, "" if nothing."""
    if path == "":
        return "empty string"
    for c in path.encode("latin-1").decode("utf-8", "replace"):
        category = unicodedata.category(c)
        if category[0] in "CZ" or c in ILLEGAL_PATH_CHARS:
            return f"invalid character {rune_name(ord(c))}"
    return ""


class Receiver:
    """A method and the name of its receiver's base type."""

    __slots__ = ("obj", "ptr", "name")

    def __init__(self, obj: Func, ptr: bool, name: Name) -> None:
        self.obj = obj
        self.ptr = ptr
        self.name = name


class CollectChecker(StmtChecker):
    def init_files(self) -> None:
        """Keep the files that belong to the package."""
        pkg = self.pkg
        files: list[File] = []
        for file in self.files:
            assert file.pkg_name is not None
            name = file.pkg_name.value
            if pkg.name == "" and name != "_":
                pkg.name = name
            if name == "_" and not files:
                self.error(file.pkg_name, "invalid package name _")
                files.append(file)
            elif pkg.name == name:
                files.append(file)
            else:
                self.error(file, f"package {name}; expected package {pkg.name}")
        if self.go_version > GO_VERSION_MINOR and self.files:
            self.error(
                self.files[0],
                f"package requires newer Go version go1.{self.go_version} "
                f"(application built with go1.{GO_VERSION_MINOR})",
            )
        self.files = files
        pkg.files = files

    def file_version(self, file: File) -> int:
        """The language version of a file: the package's, unless a build constraint in the file says otherwise."""
        v = version_minor(file.go_version)
        if v == 0:
            return self.go_version
        if v > GO_VERSION_MINOR:
            assert file.pkg_name is not None
            self.error(file.pkg_name, f"file requires newer Go version go1.{v}")
        return max(v, 21)

    def collect_objects(self) -> None:
        pkg = self.pkg
        pkg.scope.parent = UNIVERSE
        receivers: list[Receiver] = []
        scopes: list[Scope] = []
        for file in self.files:
            self.version = self.file_version(file)
            scope = Scope(pkg.scope, file.pos, file.eof)
            file.scope = scope
            scopes.append(scope)
            self.collect_file(file, scope, receivers)
        self.version = 0
        for scope in scopes:
            self.check_file_scope(scope)
        for m in receivers:
            ptr, base = self.resolve_base_type_name(m.ptr, m.name)
            if base is not None:
                m.obj.ptr_recv = ptr
                methods = self.methods.get(base)
                if methods is None:
                    self.methods[base] = [m.obj]
                else:
                    methods.append(m.obj)

    def collect_file(self, file: File, scope: Scope, receivers: list[Receiver]) -> None:
        version = self.version
        first = -1  # index of the first constant declaration of the group, or -1
        last: ConstDecl | None = None  # the last one with values
        decls = file.decls
        for i in range(len(decls)):
            s = decls[i]
            if isinstance(s, ConstDecl):
                if first < 0 or s.group is None or decls[i - 1].group is not s.group:
                    first = i
                    last = None
                inherited = True
                if s.typ is not None or s.values is not None:
                    last = s
                    inherited = False
                elif last is None:
                    inherited = False
                self.collect_consts(s, last, inherited, i - first, scope)
                continue
            first = -1
            if isinstance(s, FuncDecl):
                self.collect_func(s, scope, receivers)
            elif isinstance(s, TypeDecl):
                d = DeclInfo(scope, version)
                d.tdecl = s
                self.declare_pkg_obj(s.name, TypeName(s.name.pos, self.pkg, s.name.value, None), d)
            elif isinstance(s, VarDecl):
                self.collect_vars(s, scope)
            elif isinstance(s, ImportDecl):
                self.collect_import(s, scope)

    def add_object(self, obj: Object, d: DeclInfo) -> None:
        obj.decl = d
        self.obj_list.append(obj)
        obj.order = len(self.obj_list)

    def declare_pkg_obj(self, ident: Name, obj: Object, d: DeclInfo) -> None:
        if ident.value == "init":
            self.error(ident, "cannot declare init - must be func")
            return
        if ident.value == "main" and self.pkg.name == "main":
            self.error(ident, "cannot declare main - must be func")
            return
        self.declare(self.pkg.scope, ident, obj, 0)
        self.add_object(obj, d)

    def collect_consts(self, s: ConstDecl, last: ConstDecl | None, inherited: bool, iota: int, scope: Scope) -> None:
        values: list[Expr] = unpack_list(last.values) if last is not None else []
        i = 0
        for name in s.names:
            d = DeclInfo(scope, self.version)
            d.vtyp = last.typ if last is not None else None
            d.init = values[i] if i < len(values) else None
            d.inherited = inherited
            d.iota = iota
            self.declare_pkg_obj(name, Const(name.pos, self.pkg, name.value, None, None), d)
            i += 1
        self.arity(s.pos, s.names, values, True, inherited)

    def collect_vars(self, s: VarDecl, scope: Scope) -> None:
        values = unpack_list(s.values)
        shared: DeclInfo | None = None
        lhs: list[Var] = []
        if not isinstance(s.values, ListExpr):
            # One initial value, or none: all variables share it.
            shared = DeclInfo(scope, self.version)
            shared.lhs = lhs
            shared.vtyp = s.typ
            shared.init = s.values
        i = 0
        for name in s.names:
            obj = Var(name.pos, self.pkg, name.value, None, PACKAGE_VAR)
            lhs.append(obj)
            d = shared
            if d is None:
                d = DeclInfo(scope, self.version)
                d.vtyp = s.typ
                d.init = values[i] if i < len(values) else None
            self.declare_pkg_obj(name, obj, d)
            i += 1
        if s.typ is None or values:
            self.arity(s.pos, s.names, values, False, False)

    def collect_func(self, s: FuncDecl, scope: Scope, receivers: list[Receiver]) -> None:
        pkg = self.pkg
        name = s.name.value
        obj = Func(s.name.pos, pkg, name, None)
        if s.recv is None:
            if name == "init" or (name == "main" and pkg.name == "main"):
                if s.tparams:
                    self.error(s.tparams[0], f"func {name} must have no type parameters")
                if s.typ.params or s.typ.results:
                    self.error(s.name, f"func {name} must have no arguments and no return values")
            elif s.tparams:
                self.verify_version(s.tparams[0], 18, "type parameter")
            if name == "init":
                # Not declared: nothing can refer to it.
                obj.parent = pkg.scope
                s.name.obj = obj
                if not has_func_body(s):
                    self.error(obj, "func init must have a body")
            else:
                self.declare(pkg.scope, s.name, obj, 0)
        else:
            obj.is_method = True
            ptr, base, _ = self.unpack_recv(s.recv.typ, False)
            if isinstance(base, Name) and name != "_":
                receivers.append(Receiver(obj, ptr, base))
            if s.tparams:
                self.verify_version(s.tparams[0], 27, "generic method")
            s.name.obj = obj
        d = DeclInfo(scope, self.version)
        d.fdecl = s
        self.add_object(obj, d)

    # ------------------------------------------------------------------------------------------------ imports

    def import_package(self, path: str) -> Package:
        if path == "unsafe":
            return UNSAFE
        imp: Package | None = None
        if self.importer is not None and path != "C":
            imp = self.importer.import_package(path, self.pkg)
        if imp is None:
            # Something to go on with, which is asked no questions.
            imp = Package(path, path.rstrip("/").rpartition("/")[2])
            imp.fake = True
        return imp

    def collect_import(self, s: ImportDecl, scope: Scope) -> None:
        if s.path is None or s.path.bad:
            return
        path = constant.make_from_literal(s.path.value, STRING_LIT)
        why = import_path_error(path) if isinstance(path, str) else "invalid syntax"
        if why != "" or not isinstance(path, str):
            self.error(s.path, f"invalid import path ({why})")
            return
        imp = self.import_package(path)
        pkg = self.pkg
        name = imp.name
        if s.local_name is not None:
            name = s.local_name.value
            if path == "C":
                self.error(s.local_name, 'cannot rename import "C"')
                return
        if name == "init":
            self.error(s, "cannot import package as init - init must be a func")
            return
        if imp not in pkg.imports:
            pkg.imports.append(imp)
            self.pkg_names.clear()
            self.marked.clear()
        obj = PkgName(s.pos, pkg, name, imp, TYP_INVALID)
        if s.local_name is not None:
            s.local_name.obj = obj
        if imp.fake:
            obj.used = True
        self.imports.append(obj)
        if name == ".":
            self.dot_import(s, scope, imp, obj)
        else:
            self.declare(scope, None, obj, 0)

    def dot_import(self, s: ImportDecl, scope: Scope, imp: Package, obj: PkgName) -> None:
        imp.lookup("")  # loads the package
        names = self.dot_imports.setdefault(scope, {})
        for name, o in imp.scope.elems.items():
            if not o.exported():
                continue
            alt = scope.elems.get(name)
            if alt is not None:
                assert s.local_name is not None
                err = ErrorParts()
                err.add(s.local_name.pos, f"{name} redeclared in this block")
                err.add_alt_decl(alt)
                self.report(err)
            else:
                scope.elems[name] = o
                names[name] = obj

    def check_file_scope(self, scope: Scope) -> None:
        """A file's imports and the package's objects must have different names."""
        for name, obj in scope.elems.items():
            alt = self.pkg.scope.elems.get(name)
            if alt is None:
                continue
            err = ErrorParts()
            if isinstance(obj, PkgName):
                err.add(alt.pos, f"{name} already declared through import of {package_string(obj.imported)}")
                err.add_alt_decl(obj)
            else:
                assert obj.pkg is not None
                err.add(alt.pos, f"{name} already declared through dot-import of {package_string(obj.pkg)}")
                err.add_alt_decl(obj)
            self.report(err)

    def unused_imports(self) -> None:
        for obj in self.imports:
            if obj.name == "_" or obj.used:
                continue
            path = obj.imported.path
            elem = path.rpartition("/")[2]
            if obj.name == "" or obj.name == "." or obj.name == elem:
                self.error(obj, f'"{path}" imported and not used')
            else:
                self.error(obj, f'"{path}" imported as {obj.name} and not used')

    # ------------------------------------------------------------------------------------------------ methods

    def resolve_base_type_name(self, ptr: bool, name: Name) -> tuple[bool, TypeName | None]:
        """Follow a receiver's type name through aliases to a type defined in the package, with at most one ``*``."""
        seen: set[TypeName] = set()
        while True:
            obj = self.pkg.scope.elems.get(name.value)
            if not isinstance(obj, TypeName) or obj in seen or obj.decl is None:
                return False, None
            tdecl = obj.decl.tdecl
            assert isinstance(tdecl, TypeDecl)
            if not tdecl.alias:
                return ptr, obj
            if tdecl.tparams:
                return False, None
            seen.add(obj)
            typ = unparen(tdecl.typ)
            if isinstance(typ, Operation) and typ.op == MUL and typ.y is None:
                if ptr:
                    return False, None
                ptr = True
                typ = unparen(typ.x)
            if not isinstance(typ, Name):
                return False, None
            name = typ


def package_string(pkg: Package) -> str:
    return f'package {pkg.name} ("{pkg.path}")'
