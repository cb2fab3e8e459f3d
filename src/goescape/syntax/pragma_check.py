"""Whether directives stand where they may: what gc checks once a package has passed the type checker (noder/writer.go).

Bodies that were skipped hold no directives, or they would have been parsed.
"""

from typing import final

from goescape.base.errors import ErrorList
from goescape.syntax.nodes import (
    ConstDecl,
    Decl,
    DeclStmt,
    File,
    FuncDecl,
    ImportDecl,
    Node,
    Pragma,
    TypeDecl,
    VarDecl,
)
from goescape.syntax.pragmas import (
    FUNC_PRAGMAS,
    GO_BUILD,
    NOESCAPE,
    NOSPLIT,
    SYSTEMSTACK,
    UINTPTR_ESCAPES,
    UINTPTR_KEEP_ALIVE,
)
from goescape.syntax.walk import Visitor, walk


def check_pragmas(files: list[File], errors: ErrorList, complete: bool, lang: str = "go1.27") -> None:
    """Report misplaced and contradictory directives of a package's files.

    ``complete``: all functions have bodies in Go (no assembly, no cgo); ``lang`` is the package's language version.
    """
    minor = _minor(lang)
    declared: set[str] = set()
    for file in files:
        for d in file.decls:
            if isinstance(d, FuncDecl) and d.recv is None and d.name.value not in ("_", "init"):
                declared.add(d.name.value)
            elif isinstance(d, VarDecl):
                declared.update(name.value for name in d.names)
    linked: set[str] = set()
    for file in files:
        _check_file(file, errors, minor)
        unsafe = _imports(file, '"unsafe"')
        for link in file.linknames:
            directive = "//go:linknamestd" if link.std else "//go:linkname"
            if not unsafe:
                errors.add(link.pos, directive + ' only allowed in Go files that import "unsafe"')
            elif "[" in link.remote and "]" in link.remote:
                errors.add(link.pos, directive + " reference of an instantiation is not allowed")
            elif link.local not in declared:
                if minor >= 18:
                    errors.add(link.pos, directive + " must refer to declared function or variable")
            elif link.local in linked:
                errors.add(link.pos, "duplicate " + directive + " for " + link.local)
            else:
                linked.add(link.local)
    for file in files:
        for d in file.decls:
            if isinstance(d, FuncDecl):
                _check_func(d, errors, complete, d.recv is None and d.name.value in linked)
    if not errors:
        _check_exported_methods(files, errors)


def _check_exported_methods(files: list[File], errors: ErrorList) -> None:
    """gc finds these (noder/reader.go) only when all else is in order."""
    for file in files:
        for d in file.decls:
            if isinstance(d, FuncDecl) and d.recv is not None and d.pragma is not None:
                if d.pragma.wasm_export is not None:
                    errors.add(d.pos, "cannot use //go:wasmexport on a method")


def _minor(lang: str) -> int:
    digits = lang.partition("go1.")[2].partition(".")[0]
    return int(digits) if digits.isdigit() else 0


def _imports(file: File, path: str) -> bool:
    for d in file.decls:
        if isinstance(d, ImportDecl) and d.path is not None and d.path.value.replace("`", '"') == path:
            return True
    return False


def _check_placed(pragma: Pragma | None, allowed: int, embed: bool, errors: ErrorList) -> None:
    if pragma is None:
        return
    for flag, pos in pragma.flag_pos:
        if flag & ~allowed:
            errors.add(pos, "misplaced compiler directive")
    if not embed:
        for pos, _ in pragma.embeds:
            errors.add(pos, "misplaced go:embed directive")


@final
class _LocalDecls(Visitor):
    """Checks the declarations inside functions."""

    __slots__ = ("errors", "embed", "minor")

    def __init__(self, errors: ErrorList, embed: bool, minor: int) -> None:
        self.errors = errors
        self.embed = embed
        self.minor = minor

    def visit(self, n: Node) -> bool:
        if isinstance(n, DeclStmt):
            for d in n.decls:
                _check_decl(d, self.errors, self.embed, True, self.minor)
        return True


def _check_file(file: File, errors: ErrorList, minor: int) -> None:
    embed = _imports(file, '"embed"')
    _check_placed(file.pragma, GO_BUILD, False, errors)
    inner = _LocalDecls(errors, embed, minor)
    for d in file.decls:
        _check_decl(d, errors, embed, False, minor)
        if isinstance(d, (FuncDecl, VarDecl)):
            walk(d, inner)


def _check_decl(d: Decl, errors: ErrorList, embed: bool, within_func: bool, minor: int) -> None:
    if isinstance(d, FuncDecl):
        _check_placed(d.pragma, FUNC_PRAGMAS, False, errors)
    elif isinstance(d, (ImportDecl, ConstDecl, TypeDecl)):
        _check_placed(d.pragma, 0, False, errors)
    elif isinstance(d, VarDecl):
        _check_placed(d.pragma, 0, True, errors)
        if d.pragma is not None and d.pragma.embeds:
            msg = ""
            if not embed:
                msg = 'go:embed requires import "embed" (or import _ "embed", if package is not used)'
            elif len(d.names) > 1:
                msg = "go:embed cannot apply to multiple vars"
            elif d.values is not None:
                msg = "go:embed cannot apply to var with initializer"
            elif d.typ is None:
                msg = "go:embed cannot apply to var without type"
            elif within_func:
                msg = "go:embed cannot apply to var inside func"
            elif minor < 16:
                msg = f"go:embed requires go1.16 or later (-lang was set to go1.{minor}; check go.mod)"
            if msg:
                errors.add(d.pragma.embeds[0][0], msg)


def _check_func(d: FuncDecl, errors: ErrorList, complete: bool, linked: bool) -> None:
    pragma = d.pragma if d.pragma is not None else Pragma()
    flags = pragma.flags
    if flags & SYSTEMSTACK and flags & NOSPLIT:
        errors.add(d.pos, "go:nosplit and go:systemstack cannot be combined")
    if d.body is not None or d.lazy_body is not None:
        if flags & NOESCAPE:
            errors.add(d.pos, "can only use //go:noescape with external func implementations")
        if pragma.wasm_import is not None:
            errors.add(d.pos, "can only use //go:wasmimport with external func implementations")
        if flags & UINTPTR_KEEP_ALIVE and not flags & (UINTPTR_ESCAPES | NOSPLIT):
            errors.add(d.pos, "go:uintptrkeepalive requires go:nosplit")
    elif (complete or d.name.value == "init") and not linked and pragma.wasm_import is None:
        errors.add(d.pos, "missing function body")
