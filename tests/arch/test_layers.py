"""Imports follow tests/arch/layers.txt; the analysis layers do no I/O and keep no module state."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "goescape"
LAYERS = Path(__file__).with_name("layers.txt")
PURE = ("base", "target", "syntax", "types", "ir", "lower", "inline", "escape", "result")
TOP = ("__main__", "_version", "__init__")

pytestmark = pytest.mark.quick


def read_allowed() -> dict[str, set[str]]:
    """Layer → layers it may import, transitively; ``program.api`` opens one module and nothing below it."""
    direct: dict[str, set[str]] = {}
    for line in LAYERS.read_text().splitlines():
        line = line.partition("#")[0].strip()
        if not line:
            continue
        groups = [[name.strip() for name in group.split(",")] for group in line.split("<")]
        for lower, upper in zip(groups, groups[1:], strict=False):
            for name in upper:
                direct.setdefault(name, set()).update(lower)
    closed: dict[str, set[str]] = {}

    def close(name: str) -> set[str]:
        if name not in closed:
            closed[name] = set()
            for lower in direct.get(name, ()):
                closed[name] |= {lower} | (set() if "." in lower else close(lower))
        return closed[name]

    for name in list(direct):
        close(name)
    return closed


def modules(layer: str) -> list[Path]:
    return sorted((SRC / layer).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every ``goescape.…`` module that a file imports, at any depth, with the line."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            module = node.module or ""
            yield module, node.lineno
            for alias in node.names:
                yield f"{module}.{alias.name}", node.lineno


def may_import(layer: str, module: str, allowed: dict[str, set[str]]) -> bool:
    parts = module.split(".")
    if parts[0] != "goescape" or len(parts) == 1:
        return True
    target = parts[1]
    if target == layer or target in TOP:
        return True
    permitted = allowed.get(layer, set())
    if target in permitted:
        return True
    if f"{target}.api" in permitted:
        return len(parts) == 2 or parts[2] == "api"
    return False


def layers() -> list[str]:
    return sorted(path.name for path in SRC.iterdir() if path.is_dir() and (path / "__init__.py").exists())


@pytest.mark.parametrize("layer", layers())
def test_imports_follow_the_layers(layer: str) -> None:
    allowed = read_allowed()
    assert layer in allowed or layer == "base", f"{layer} is not in layers.txt"
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {layer} may not import {module}"
        for path in modules(layer)
        for module, line in imports(path)
        if not may_import(layer, module, allowed)
        # "from goescape.program import api" names the package and then the module.
        and not (module.count(".") == 1 and f"{module.split('.')[1]}.api" in allowed.get(layer, set()))
    ]
    assert wrong == []


def test_the_rules_forbid_something() -> None:
    allowed = read_allowed()
    assert not may_import("escape", "goescape.load.files", allowed)
    assert not may_import("cli", "goescape.program.schedule", allowed)
    assert not may_import("result", "goescape.escape.solve", allowed)
    assert may_import("cli", "goescape.program.api", allowed)
    assert may_import("escape", "goescape.base.pos", allowed)


FORBIDDEN_MODULES = {"os", "io", "sys", "subprocess", "pathlib", "shutil", "tempfile", "logging", "socket", "time"}
FORBIDDEN_CALLS = {"open", "print", "input", "exec", "eval"}


def io_uses(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] in FORBIDDEN_MODULES:
                    yield f"{where}: import {alias.name}"
        elif isinstance(node, ast.ImportFrom):
            if (node.module or "").partition(".")[0] in FORBIDDEN_MODULES:
                yield f"{where}: from {node.module} import"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
            yield f"{where}: {node.func.id}()"
        elif isinstance(node, ast.Global):
            yield f"{where}: global {', '.join(node.names)}"


@pytest.mark.parametrize("layer", PURE)
def test_analysis_layers_do_no_io(layer: str) -> None:
    assert [use for path in modules(layer) for use in io_uses(path)] == []


def mutable_state(path: Path) -> Iterator[str]:
    """Module variables that can change: not Final, or Final and changed by a statement of the same module."""
    tree = ast.parse(path.read_text())
    for node in tree.body:
        where = f"{path.relative_to(ROOT)}:{node.lineno}"
        if isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            alias = isinstance(node.value, ast.Subscript | ast.BinOp | ast.Name) and all(
                name.lstrip("_")[:1].isupper() and not name.isupper() for name in names
            )
            if names and names != ["__all__"] and not alias:
                yield f"{where}: {', '.join(names)} is not Final"
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            if not ast.unparse(node.annotation).startswith(("Final", "TypeAlias")):
                yield f"{where}: {node.target.id} is not Final"


@pytest.mark.parametrize("layer", PURE)
def test_analysis_layers_keep_no_module_state(layer: str) -> None:
    assert [state for path in modules(layer) for state in mutable_state(path)] == []


MUTATORS = {"append", "add", "update", "setdefault", "pop", "extend", "insert", "clear", "remove", "discard"}


# Functions that fill a container while their module is imported, and never again.
WHILE_IMPORTING = {"_define changes UNIVERSE"}


def global_mutations(path: Path) -> Iterator[str]:
    """Functions that change a container of their own module (a Final dict is still a dict)."""
    tree = ast.parse(path.read_text())
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            target: ast.expr | None = None
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
                target = node.func.value
            elif isinstance(node, ast.Assign | ast.AugAssign | ast.Delete):
                targets = [node.target] if isinstance(node, ast.AugAssign) else node.targets
                for item in targets:
                    if isinstance(item, ast.Subscript):
                        target = item.value
            if isinstance(target, ast.Name) and target.id in names:
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {function.name} changes {target.id}"


@pytest.mark.parametrize("layer", PURE)
def test_analysis_layers_change_no_module_container(layer: str) -> None:
    changes = [change for path in modules(layer) for change in global_mutations(path)]
    assert [change for change in changes if change.partition(": ")[2] not in WHILE_IMPORTING] == []


LONG_FILES = {
    "ir/expr.py",  # one small class per kind of expression
    "lower/unit.py",  # names and functions of one compilation unit, which refer to each other
}


def test_files_are_not_too_long() -> None:
    """A long file is a place to look for a seam."""
    long = {str(path.relative_to(SRC)) for path in SRC.rglob("*.py") if _lines(path) > 800}
    assert long <= LONG_FILES


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())
