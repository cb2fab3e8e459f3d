"""Walking the imports of packages the way ``go build`` does before it compiles anything."""

from __future__ import annotations

from collections.abc import Iterable
from os.path import basename
from typing import TYPE_CHECKING

from goescape.load.errors import LoadDiagnostic
from goescape.load.package import PackageFiles, Position

if TYPE_CHECKING:
    from goescape.load.loader import Loader


class ImportChecker:
    """Depth first over imports in sorted order; errors come out dependencies first, as the go command prints them."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader
        self.done: set[str] = set()
        self.active: dict[str, int] = {}  # id → place in the stack
        self.stack: list[tuple[PackageFiles, str]] = []  # package, name of the file that imports it
        self.errors: list[LoadDiagnostic] = []

    def run(self, packages: Iterable[PackageFiles]) -> list[LoadDiagnostic]:
        for package in packages:
            self._visit(package, "")
        return self.errors

    def _visit(self, root: PackageFiles, via: str) -> None:
        """Iterative, so that long import chains do not exhaust the Python stack."""
        if root.id in self.done:
            return
        work: list[tuple[PackageFiles, list[str], int]] = []
        self._enter(root, via)
        work.append((root, self._paths(root), 0))
        while work:
            package, paths, index = work.pop()
            if index == len(paths):
                self._leave(package)
                if work:
                    work[-1][0].broken |= package.broken
                continue
            work.append((package, paths, index + 1))
            path = paths[index]
            positions = package.imports[path]
            imported = self.loader.find(path, package)
            if imported.id in self.active:
                self._cycle(package, imported, positions[0])
                continue
            if imported.id not in self.done and not imported.is_std:
                self._enter(imported, positions[0][0])
                work.append((imported, self._paths(imported), 0))
            elif imported.is_std and imported.errors and imported.id not in self.done:
                self.done.add(imported.id)
                self.errors.extend(imported.errors)
                imported.broken = True
            package.broken |= imported.broken
            self._check_use(package, imported, path, positions[0])

    def _paths(self, package: PackageFiles) -> list[str]:
        return [path for path in sorted(package.imports) if path not in ("C", "unsafe")]

    def _enter(self, package: PackageFiles, via: str) -> None:
        self.active[package.id] = len(self.stack)
        self.stack.append((package, via))

    def _leave(self, package: PackageFiles) -> None:
        self.stack.pop()
        del self.active[package.id]
        self.done.add(package.id)
        if package.errors:
            package.broken = True
            self.errors.extend(package.errors[:1])

    def _cycle(self, package: PackageFiles, imported: PackageFiles, position: Position) -> None:
        chain = [*self.stack, (imported, position[0])]
        names = [f"{item.import_path} from {basename(via)}" if via else item.import_path for item, via in chain]
        text = "package " + "\n\timports ".join(names) + ": import cycle not allowed"
        if not imported.errors:
            imported.errors.append(LoadDiagnostic(text))
        package.broken = imported.broken = True

    def _check_use(self, package: PackageFiles, imported: PackageFiles, path: str, position: Position) -> None:
        """Errors that are the importer's: it must not import this package."""
        if imported.errors or package.errors:
            return
        shown = imported.import_path
        if not self.loader.allows_internal(package, imported):
            chain = [item.import_path for item, _ in self.stack[: self.active[package.id] + 1]]
            text = "package " + "\n\timports ".join([*chain, shown])
            package.errors.append(LoadDiagnostic(f"{text}: use of internal package {shown} not allowed"))
        elif (short := _vendor_suffix(path)) is not None:
            package.errors.append(LoadDiagnostic(f"{path} must be imported as {short}", *position))
        elif imported.name == "main" and imported.dir != package.dir:
            package.errors.append(LoadDiagnostic(f'import "{path}" is a program, not an importable package', *position))
        if package.errors:
            package.broken = True


def _vendor_suffix(path: str) -> str | None:
    """What follows the last element "vendor", if anything does."""
    if path.startswith("vendor/") and "/vendor/" not in path:
        return path[len("vendor/") :]
    index = path.rfind("/vendor/")
    return path[index + len("/vendor/") :] if index >= 0 else None
