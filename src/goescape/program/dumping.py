"""``goescape dump``: one function as it looks after a phase."""

from collections.abc import Iterator

from goescape.base.text import to_unicode
from goescape.ir.dump import dump_func
from goescape.ir.fmt import Printer
from goescape.ir.node import Func
from goescape.load.errors import LoadError
from goescape.load.package import PackageFiles
from goescape.lower.build import build_unit
from goescape.lower.unit import Unit
from goescape.program.engine import Engine, format_position
from goescape.program.session import LoadedPackage, Session
from goescape.syntax.nodes import Expr, FuncDecl, Node, Pragma
from goescape.syntax.printer import expr_string
from goescape.types.operand import MODE_TEXT
from goescape.types.types import Func as FuncObject
from goescape.types.types import Named, Pointer, Type
from goescape.types.typestring import type_string

PHASES = ("syntax", "types", "lower", "escape")


def dump_function(session: Session, packages: list[PackageFiles], phase: str, name: str) -> str:
    """The text, or a LoadError whose message says what is wrong.

    ``name`` is ``f``, ``T.m``, ``(*T).m`` or gc's name of a literal or an instance (``f.func1``, ``f[go.shape.int]``);
    without a name all functions of the packages are shown.
    """
    if phase not in PHASES:
        raise LoadError(f"unknown phase {phase!r}: choose one of {', '.join(PHASES)}")
    known: list[str] = []
    parts: list[str] = []
    for files in packages:
        lp = session.load(files)
        text = _dump(session, lp, phase, name, known)
        if text and name:
            return text
        parts.append(text)
    if not name:
        return "\n".join(parts)
    where = ", ".join(p.import_path for p in packages) or "no package"
    hint = f"; there are {', '.join(known[:20])}" if known else ""
    raise LoadError(f"no function {name!r} in {where}{hint}")


def _dump(session: Session, lp: LoadedPackage, phase: str, name: str, known: list[str]) -> str:
    if phase in ("syntax", "types"):
        return "\n".join(_dump_decl(session, lp, phase, decl) for decl in _find_decls(lp, name, known))
    if lp.checker is None:
        return ""
    lp.checker.check_all()
    if lp.errors:
        raise LoadError(f"{lp.files.import_path} has errors: {lp.errors.lines()[0]}")
    unit = Unit(lp.pkg, session.types, session.ir_sizes, session.host, True)
    lp.unit = unit
    engine = Engine(session, 1)
    if phase == "lower":
        build_unit(unit)
    else:
        engine.run(lp, unit)
    printer = Printer(session.types.table, unit.ipkg)
    known[:] = [to_unicode(fn.nname.sym.name) for fn in unit.funcs]
    found = [fn for fn in unit.funcs if not name or _matches(fn, name)]
    return "\n".join(to_unicode(dump_func(fn, printer)) + "\n" for fn in found)


def _dump_decl(session: Session, lp: LoadedPackage, phase: str, decl: FuncDecl) -> str:
    if decl.lazy_body is not None and decl.body is None:
        lp.parse_body(decl)
    if phase == "syntax":
        return "\n".join(_tree(session, decl, 0, "")) + "\n"
    obj = decl.name.obj
    if lp.checker is not None and isinstance(obj, FuncObject):
        lp.checker.check_body(obj)
    return "\n".join(_types(session, decl)) + "\n"


def _matches(fn: Func, name: str) -> bool:
    own = to_unicode(fn.nname.sym.name)
    return name == own or name == own.replace("(*", "").replace(")", "")


def _find_decls(lp: LoadedPackage, name: str, known: list[str]) -> list[FuncDecl]:
    """The declarations of a name, all functions if it is empty; ``known`` gets the names there are."""
    found = []
    for file in lp.syntax:
        for decl in file.decls:
            if not isinstance(decl, FuncDecl):
                continue
            own = decl.name.value
            obj = decl.name.obj
            if decl.recv is not None and isinstance(obj, FuncObject):
                recv = obj.signature().recv
                if recv is not None:
                    own = f"{_receiver(recv.type())}.{own}"
            known.append(to_unicode(own))
            if name in ("", own, own.replace("(*", "").replace(")", "")):
                found.append(decl)
    return found


def _receiver(t: Type) -> str:
    if isinstance(t, Pointer):
        return f"(*{_receiver(t.elem)})"
    return t.obj.name if isinstance(t, Named) else "?"


# ------------------------------------------------------------------------------------------------ syntax, types


def _children(n: Node) -> Iterator[tuple[str, object]]:
    seen: set[str] = set()
    for cls in type(n).__mro__:  # compiled classes have their fields elsewhere
        for field in getattr(cls, "__slots__", ()) or getattr(cls, "__mypyc_attrs__", ()):
            if field not in seen and field not in ("pos", "obj", "target", "lazy_body", "group", "typ", "val", "mode"):
                seen.add(field)
                yield field, getattr(n, field, None)
    if not isinstance(n, Expr) and "typ" not in seen and hasattr(n, "typ"):
        yield "typ", n.typ


def _tree(session: Session, n: Node, depth: int, label: str) -> Iterator[str]:
    """One line a node: its class, plain fields and position."""
    plain = []
    below: list[tuple[str, Node]] = []
    for field, value in _children(n):
        if isinstance(value, Node):
            below.append((field, value))
        elif isinstance(value, list):
            below += [(f"{field}[{i}]", v) for i, v in enumerate(value) if isinstance(v, Node)]
        elif isinstance(value, str | bool | int) and value not in ("", False, 0) and field not in ("rbrace", "colon"):
            plain.append(f"{field}={to_unicode(str(value))}")
        elif isinstance(value, Pragma):
            plain.append(f"pragma={value.flags:#x}")
    where = format_position(session.table, n.pos).rpartition("/")[2]
    head = f"{label}: " if label else ""
    yield f"{'.   ' * depth}{head}{type(n).__name__} {' '.join(plain)}".rstrip() + f" @ {where}"
    for field, child in below:
        yield from _tree(session, child, depth + 1, field)


def _types(session: Session, n: Node) -> Iterator[str]:
    """One line an expression that has a type: position, text, mode, type, value."""
    for _, value in _children(n):
        nodes = value if isinstance(value, list) else [value]
        for child in nodes:
            if not isinstance(child, Node):
                continue
            if isinstance(child, Expr) and isinstance(child.typ, Type) and child.mode:
                where = format_position(session.table, child.pos).rpartition("/")[2]
                text = f"{expr_string(child)}: {MODE_TEXT[child.mode]} of type {type_string(child.typ, None)}"
                if child.val is not None:
                    text += f" = {child.val}"
                yield f"{where}: {to_unicode(text)}"
            yield from _types(session, child)
