"""The entry point of the load layer: packages by pattern, packages by import path, sources."""

import os
from collections.abc import Iterable, Mapping

from goescape.load.check import ImportChecker
from goescape.load.context import BuildContext
from goescape.load.errors import LoadDiagnostic, LoadError
from goescape.load.files import FileReader
from goescape.load.gopath import GopathResolver
from goescape.load.modules import ModuleResolver
from goescape.load.package import (
    DirectoryReader,
    Imports,
    PackageFiles,
    Position,
    is_no_go,
    no_go_error,
    read_package,
)
from goescape.load.patterns import Match, Matcher
from goescape.load.resolve import Importer, Location, has_path_prefix
from goescape.load.symabis import SymbolABIs, read_symbol_abis

COMMAND_LINE_ARGUMENTS = "command-line-arguments"


class Loader:
    """Finds packages. Everything is cached; a directory is read when its package is asked for.

    Problems of single packages are in their ``errors``; LoadError is raised only where nothing can be loaded.
    ``warnings`` and ``notes`` collect sentences for the user.
    """

    def __init__(self, ctx: BuildContext, cwd: str, overlay: Mapping[str, bytes] | None = None) -> None:
        self.context = ctx
        self.cwd = os.path.abspath(cwd)
        self.reader = FileReader(overlay)
        self.directories = DirectoryReader(self.reader, ctx.tag_set)
        self.warnings: list[str] = []
        self.resolver = self._make_resolver()
        self._packages: dict[str, PackageFiles] = {}  # by id
        self._depends: dict[tuple[str, str], bool] = {}

    def _make_resolver(self) -> ModuleResolver | GopathResolver:
        mode = self.context.go111module
        if mode == "off":
            return GopathResolver(self.context, self.reader, self.cwd)
        resolver = ModuleResolver(self.context, self.reader, self.cwd)
        if mode == "auto" and not resolver.has_root and not resolver.work_file:
            return GopathResolver(self.context, self.reader, self.cwd)
        return resolver

    # Patterns.

    def match(self, patterns: list[str], tests: bool = False) -> list[PackageFiles]:
        """The packages that patterns stand for, in the order of ``go list``.

        With tests, each package that has tests is replaced by its variant with in-package test files and followed by
        its external test package. Packages that do not exist come back too, with errors.
        """
        if any(name.endswith(".go") and self.reader.is_file(self._absolute(name)) for name in patterns):
            packages = [self._files_package(patterns)]
        else:
            packages = self._matched(patterns or ["."])
        if isinstance(self.resolver, ModuleResolver):
            self._take_warnings(self.resolver.warnings)
        if tests:
            packages = [variant for package in packages for variant in self.test_variants(package)]
        return packages

    def _matched(self, patterns: list[str]) -> list[PackageFiles]:
        matcher = Matcher(self.context, self.directories, self.cwd, self.resolver)
        matcher.all_paths = self._all_paths
        packages: list[PackageFiles] = []
        seen: set[str] = set()
        for match in matcher.match(patterns):
            for path in match.paths:
                package = self._named(path)
                package.is_literal |= match.is_literal
                if package.id not in seen:
                    seen.add(package.id)
                    packages.append(package)
            for text in match.errors[:1]:
                packages.append(_failed(match, text))
        self._take_warnings(matcher.warnings)
        return packages

    def _take_warnings(self, warnings: list[str]) -> None:
        self.warnings.extend(text for text in warnings if text not in self.warnings)
        warnings.clear()

    def _named(self, path: str) -> PackageFiles:
        """A package named on the command line."""
        if path.startswith("mod/"):
            package = PackageFiles(path, "")
            package.errors.append(LoadDiagnostic(f'package {path}: disallowed import path "{path}"'))
            return package
        if "@" in path:
            package = PackageFiles(path, "")
            text = "can only use path@version syntax with 'go get' and 'go install' in module-aware mode"
            package.errors.append(LoadDiagnostic(f"package {path}: {text}"))
            return package
        return self._load(self.resolver.resolve(path, None), None, [])

    def _all_paths(self) -> list[str]:
        """ "all": the main modules' packages with their tests, and whatever those import."""
        resolver = self.resolver
        assert isinstance(resolver, ModuleResolver)
        matcher = Matcher(self.context, self.directories, self.cwd, resolver)
        mains = [main.mod for main in resolver.mains]
        roots = matcher.module_packages("work", mains, resolver, False)
        roots += [tool for main in resolver.mains for tool in main.file.tool]
        queue = [self.find(path, None) for path in sorted(roots)]
        found: set[str] = {package.import_path for package in queue}
        in_main = set(found)
        for package in queue:  # grows
            imports = set(package.imports)
            if package.import_path in in_main:
                imports.update(package.test_imports, package.xtest_imports)
            for path in sorted(imports - {"C", "builtin"}):
                imported = self.find(path, package)
                if imported.import_path not in found:
                    found.add(imported.import_path)
                    queue.append(imported)
        return sorted(found)

    def _absolute(self, path: str) -> str:
        return os.path.normpath(os.path.join(self.cwd, path))

    # Files on the command line.

    def _files_package(self, names: list[str]) -> PackageFiles:
        """The package command-line-arguments. Raises LoadError for files that cannot make one."""
        for name in names:
            if not name.endswith(".go"):
                raise LoadError(f"named files must be .go files: {name}")
        directory = ""
        shown = ""
        for name in names:
            path = self._absolute(name)
            if self.reader.is_dir(path):
                raise LoadError(f"{name} is a directory, should be a Go file")
            if not self.reader.is_file(path):
                raise LoadError(
                    f"stat {name}: no such file or directory"
                    if not os.path.lexists(path)
                    else f"{name} is not a regular file"
                )
            parent = os.path.dirname(name) or "."
            if shown and os.path.normpath(parent) != os.path.normpath(shown):
                raise LoadError(f"named files must all be in one directory; have {shown} and {parent}")
            shown = shown or parent
            directory = os.path.dirname(path)
        files = [os.path.basename(name) for name in names]
        package = read_package(self.reader, self.context.tag_set, directory, dict.fromkeys(files))
        package.import_path = COMMAND_LINE_ARGUMENTS
        package.is_cmdline_files = True
        package.local = True
        self._packages[package.id] = package
        if is_no_go(package):
            package.errors.append(no_go_error(package))
        if isinstance(self.resolver, GopathResolver):
            package.root = self.resolver.resolve_dir(directory).root
        self._map_imports(package)
        return package

    # Import paths.

    def find(self, import_path: str, importer: PackageFiles | None) -> PackageFiles:
        """The package that import_path means in importer (None: as on a command line); reads its directory only.

        Always returns a package; one that is nowhere has ``errors`` and no files.
        """
        if not import_path.isascii():
            import_path = _from_source(import_path)
        if importer is None:
            return self._load(self.resolver.resolve(import_path, None), None, [])
        positions = (
            importer.imports.get(import_path)
            or importer.test_imports.get(import_path)
            or importer.xtest_imports.get(import_path)
            or []
        )
        location = self._locate(import_path, importer)
        package = self._load(location, importer, positions)
        if importer.for_test:
            return self._variant_for(package, importer.for_test)
        return package

    def _locate(self, import_path: str, importer: PackageFiles) -> Location:
        mapped = importer.import_map.get(import_path, import_path)
        known = self._packages.get(mapped)
        if known is not None and known.dir and isinstance(self.resolver, ModuleResolver):
            return _known_location(known)
        return self.resolver.resolve(import_path, _importer(importer))

    def _load(self, location: Location, importer: PackageFiles | None, positions: list[Position]) -> PackageFiles:
        package = self._packages.get(location.import_path)
        if package is not None:
            return package
        if location.import_path == "unsafe":
            location = self._unsafe_location(location)
        if location.error:
            package = PackageFiles(location.import_path, "")
            place = positions[0] if positions else ("", 0, 0)
            text = location.error
            if not positions and location.import_path not in text:
                text = f"package {location.import_path}: {text}"
            package.errors.append(LoadDiagnostic(text, *place))
        else:
            package = self.directories.take(location.dir)
            self._fill(package, location)
        self._packages[location.import_path] = package
        return package

    def _unsafe_location(self, location: Location) -> Location:
        if location.error:
            location = Location("unsafe", os.path.join(self.context.goroot_src, "unsafe"))
            location.is_std = True
        return location

    def _fill(self, package: PackageFiles, location: Location) -> None:
        package.import_path = location.import_path
        package.go_version = location.go_version
        package.is_std = location.is_std
        package.module_path = location.module
        package.module_dir = location.module_dir
        package.root = location.root
        package.local = location.import_path.startswith("_/")
        if is_no_go(package):
            package.errors.append(no_go_error(package))
        self._map_imports(package)

    def _map_imports(self, package: PackageFiles) -> None:
        """Where vendoring makes an import mean another path."""
        if isinstance(self.resolver, ModuleResolver) and not package.is_std:
            return
        importer = _importer(package)
        for imports in (package.imports, package.test_imports, package.xtest_imports):
            for path in imports:
                if path in ("C", "unsafe") or (package.is_std and "." not in path):
                    continue
                resolved = self.resolver.resolve(path, importer)
                if resolved.import_path != path and not resolved.error:
                    package.import_map[path] = resolved.import_path

    # Tests.

    def test_variants(self, package: PackageFiles) -> list[PackageFiles]:
        """The package with its tests (``p [p.test]``) and its external tests (``p_test [p.test]``)."""
        if package.errors or not (package.test_go_files or package.xtest_go_files):
            return [package]
        result = [self._augmented(package)]
        if package.xtest_go_files:
            external = PackageFiles(package.import_path + "_test", package.dir)
            external.name = package.name + "_test"
            external.go_files = package.xtest_go_files
            external.imports = package.xtest_imports
            _copy_origin(package, external)
            external.for_test = package.import_path
            self._packages.setdefault(external.id, external)
            result.append(self._packages[external.id])
        return result

    def _augmented(self, package: PackageFiles) -> PackageFiles:
        """package with in-package tests; itself if it has none."""
        if not package.test_go_files:
            return package
        variant = PackageFiles(package.import_path, package.dir)
        variant.for_test = package.import_path
        known = self._packages.get(variant.id)
        if known is not None:
            return known
        variant.name = package.name
        variant.go_files = package.go_files + package.test_go_files
        variant.imports = _merge(package.imports, package.test_imports)
        _copy_origin(package, variant)
        variant.asm_files = package.asm_files
        variant.has_foreign = package.has_foreign
        self._packages[variant.id] = variant
        return variant

    def _variant_for(self, package: PackageFiles, tested: str) -> PackageFiles:
        """package as a test of ``tested`` sees it: with the tested package's in-package tests underneath."""
        under_test = self._packages.get(tested)
        if under_test is None or not under_test.test_go_files or package.is_std and not under_test.is_std:
            return package
        if package.import_path == tested:
            return self._augmented(under_test)
        if package.for_test or not self._imports(package, tested):
            return package
        variant = PackageFiles(package.import_path, package.dir)
        variant.for_test = tested
        known = self._packages.get(variant.id)
        if known is not None:
            return known
        variant.name = package.name
        variant.go_files = package.go_files
        variant.imports = package.imports
        _copy_origin(package, variant)
        variant.asm_files = package.asm_files
        variant.has_foreign = package.has_foreign
        self._packages[variant.id] = variant
        return variant

    def _imports(self, package: PackageFiles, tested: str) -> bool:
        """Whether package imports the tested one, directly or not."""
        key = (package.import_path, tested)
        known = self._depends.get(key)
        if known is not None:
            return known
        seen = {package.import_path}
        stack = [package]
        found = False
        while stack and not found:
            current = stack.pop()
            for path in current.imports:
                if path in ("C", "unsafe"):
                    continue
                below = self.find(path, current)
                if below.import_path == tested or self._depends.get((below.import_path, tested)):
                    found = True
                    break
                if below.import_path not in seen:
                    seen.add(below.import_path)
                    stack.append(below)
        if not found:
            for path in seen:
                self._depends[(path, tested)] = False
        self._depends[key] = found
        return found

    # What the go command checks before it builds.

    def check(self, packages: Iterable[PackageFiles]) -> list[LoadDiagnostic]:
        """Errors of packages and of what they import, in the go command's order; sets ``broken``.

        Finds missing packages, import cycles, forbidden uses of internal and vendor directories, imports of programs.
        The standard library is not descended into.
        """
        return ImportChecker(self).run(packages)

    def notes(self, packages: Iterable[PackageFiles]) -> list[str]:
        """Things the user should know about these packages: files left out for cgo."""
        result = []
        for package in packages:
            if package.cgo_files and not package.is_std:
                names = ", ".join(os.path.basename(path) for path in package.cgo_files)
                result.append(f'{package.id}: left out {names} (import "C"): analysed as with CGO_ENABLED=0')
        return result

    # Sources.

    def read_source(self, path: str) -> str:
        """A Go file as latin-1 text. Raises LoadError if it cannot be read."""
        return self.reader.read_source(path)

    def symbol_abis(self, package: PackageFiles) -> SymbolABIs:
        """What the package's assembly defines and refers to."""
        return read_symbol_abis(package.asm_files, package.import_path, self.context, self.reader)

    def allows_vendored(self, importer: PackageFiles, package: PackageFiles) -> bool:
        """Whether importer may use package as far as vendor directories go: only the tree around one may."""
        start = _last_element(package.import_path, "vendor")
        if start < 0 or package.import_path.endswith("/vendor") or package.import_path == "vendor":
            return True
        cut = max(start - 1, 0) + len(package.dir) - len(package.import_path)
        if not 0 <= cut <= len(package.dir):
            return True
        parent = package.dir[:cut].rstrip("/")
        return _is_below(importer.dir, parent) or _is_below(os.path.realpath(importer.dir), os.path.realpath(parent))

    def allows_internal(self, importer: PackageFiles, package: PackageFiles) -> bool:
        """Whether importer may import package as far as internal directories go."""
        path = package.import_path
        start = _last_element(path, "internal")
        if start < 0:
            return True
        who = importer.import_path.removesuffix("_test") if importer.for_test else importer.import_path
        if has_path_prefix(who, "crypto") and has_path_prefix(path, "crypto/internal/fips140"):
            return True
        if has_path_prefix(who, "crypto/internal/fips140"):
            return has_path_prefix(path, "crypto/internal")
        parent_path = path[: max(start - 1, 0)]
        if package.module_path and isinstance(self.resolver, ModuleResolver):
            if importer.is_cmdline_files:
                main = self.resolver.main_of(importer.dir)
                who = (
                    "."
                    if main is None
                    else "/".join(
                        part
                        for part in (main.prefix, os.path.relpath(importer.dir, main.root))
                        if part not in ("", ".")
                    )
                )
            return has_path_prefix(who, parent_path)
        parent_dir = package.dir[: len(package.dir) - (len(path) - max(start - 1, 0))].rstrip("/")
        return _is_below(importer.dir, parent_dir) or _is_below(
            os.path.realpath(importer.dir), os.path.realpath(parent_dir)
        )


def _importer(package: PackageFiles) -> Importer:
    path = package.import_path
    return Importer(path, package.dir, package.root, package.is_std)


def _known_location(package: PackageFiles) -> Location:
    return Location(package.import_path, package.dir)


def _failed(match: Match, text: str) -> PackageFiles:
    package = PackageFiles(match.pattern, "")
    package.errors.append(LoadDiagnostic(text))
    return package


def _copy_origin(source: PackageFiles, target: PackageFiles) -> None:
    target.import_map = source.import_map
    target.go_version = source.go_version
    target.is_std = source.is_std
    target.module_path = source.module_path
    target.module_dir = source.module_dir
    target.root = source.root
    target.local = source.local


def _merge(first: Imports, second: Imports) -> Imports:
    result = {path: list(positions) for path, positions in first.items()}
    for path, positions in second.items():
        result.setdefault(path, []).extend(positions)
    return result


def _last_element(path: str, name: str) -> int:
    """Where the last path element with this name begins, or -1."""
    elements = path.split("/")
    for index in range(len(elements) - 1, -1, -1):
        if elements[index] == name:
            return len("/".join(elements[:index])) + (index > 0)
    return -1


def _from_source(import_path: str) -> str:
    """An import path as found in a latin-1 source text, as the characters it stands for."""
    try:
        return import_path.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return import_path


def _is_below(path: str, directory: str) -> bool:
    return path == directory or path.startswith(directory.rstrip("/") + "/")
