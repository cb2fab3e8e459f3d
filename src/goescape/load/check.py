"""Walking the imports of packages the way ``go build`` does before it compiles anything."""

from __future__ import annotations

from collections.abc import Iterable
from os.path import basename
from typing import TYPE_CHECKING

from goescape.load.errors import AT_IMPORT, IN_PACKAGE, LoadDiagnostic, short_path
from goescape.load.package import PackageFiles, Position, no_go_message
from goescape.load.resolve import is_local_import

if TYPE_CHECKING:
    from goescape.load.loader import Loader


class ImportChecker:
    """Depth first over imports in sorted order; errors come out dependencies first, as the go command prints them."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader
        self.done: set[str] = set()
        self.active: dict[str, int] = {}  # id → place in the stack
        self.stack: list[tuple[PackageFiles, Position | None]] = []  # package, where it is imported
        self.errors: list[LoadDiagnostic] = []
        self.late_errors: list[LoadDiagnostic] = []  # that go finds only when it builds

    def run(self, packages: Iterable[PackageFiles]) -> list[LoadDiagnostic]:
        for package in packages:
            self._visit(package)
        return self.errors or self.late_errors

    def _visit(self, root: PackageFiles) -> None:
        """Iterative, so that long import chains do not exhaust the Python stack."""
        if root.id in self.done:
            return
        self._enter(root, None)
        work: list[tuple[PackageFiles, list[str], int]] = [(root, self._paths(root), 0)]
        while work:
            package, paths, index = work.pop()
            if index == len(paths):
                self._leave(package)
                if work:
                    importer, names, at = work[-1]
                    path = names[at - 1]
                    importer.broken |= package.broken
                    self._check_use(importer, package, path, importer.imports[path][0])
                continue
            work.append((package, paths, index + 1))
            path = paths[index]
            position = package.imports[path][0]
            imported = self.loader.find(path, package)
            if imported.id in self.active:
                self._cycle(package, imported, position)
            elif imported.id not in self.done and not (imported.is_std and not imported.errors):
                self._enter(imported, position)
                work.append((imported, self._paths(imported), 0))
            else:
                package.broken |= imported.broken
                self._check_use(package, imported, path, position)

    def _paths(self, package: PackageFiles) -> list[str]:
        return [path for path in sorted(package.imports) if path not in ("C", "unsafe")]

    def _enter(self, package: PackageFiles, position: Position | None) -> None:
        self.active[package.id] = len(self.stack)
        self.stack.append((package, position))
        if package.errors:
            package.errors[0] = self._placed(package, package.errors[0], position)
        elif not package.go_files and (position is not None or package.is_literal):
            self.late_errors.append(LoadDiagnostic(f"{package.import_path}: {no_go_message(package)}"))
            package.broken = True

    def _placed(self, package: PackageFiles, error: LoadDiagnostic, position: Position | None) -> LoadDiagnostic:
        """An error about a whole package, with how one gets there."""
        if error.kind == IN_PACKAGE:
            return LoadDiagnostic(f"{self._chain()}: {error.msg}")
        if error.kind == AT_IMPORT and position is not None:
            return LoadDiagnostic(error.msg, *position)
        return error

    def _chain(self) -> str:
        return "package " + "\n\timports ".join(package.import_path for package, _ in self.stack)

    def _leave(self, package: PackageFiles) -> None:
        self.stack.pop()
        del self.active[package.id]
        self.done.add(package.id)
        if package.errors:
            package.broken = True
            self.errors.append(package.errors[0])

    def _cycle(self, package: PackageFiles, imported: PackageFiles, position: Position) -> None:
        names = []
        for item, via in [*self.stack, (imported, position)]:
            names.append(f"{item.import_path} from {basename(via[0])}" if via is not None else item.import_path)
        suffix = " in test" if imported.for_test else ""
        if not imported.errors:
            text = "package " + "\n\timports ".join(names)
            imported.errors.append(LoadDiagnostic(f"{text}: import cycle not allowed{suffix}"))
        package.broken = imported.broken = True

    def _check_use(self, package: PackageFiles, imported: PackageFiles, path: str, position: Position) -> None:
        """Errors that are the importer's: it must not import this package."""
        if package.errors:
            return
        shown = imported.import_path
        if is_local_import(path) and not package.local:
            package.errors.append(LoadDiagnostic(f'local import "{path}" in non-local package', *position))
        elif imported.errors:
            return
        elif not self.loader.allows_internal(package, imported):
            file, line, col = position
            place = f"{short_path(file, self.loader.cwd)}:{line}:{col}"
            text = f"{self._chain()}\n\t{place}: use of internal package {shown} not allowed"
            package.errors.append(LoadDiagnostic(text))
        elif not self.loader.allows_vendored(package, imported):
            package.errors.append(LoadDiagnostic("use of vendored package not allowed", *position))
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
