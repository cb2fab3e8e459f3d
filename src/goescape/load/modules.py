"""Module mode: main modules, go.work, replacements, the module cache, vendor directories.

Nothing is ever downloaded: a module that is not in the cache is an error that says so.
"""

import os

from goescape.load.context import BuildContext
from goescape.load.errors import LoadError, short_path
from goescape.load.files import FileReader, os_error_text
from goescape.load.import_path import check_import_path
from goescape.load.modfile import (
    ModFile,
    ModFileError,
    VendorList,
    is_directory_path,
    parse_mod,
    parse_modules_txt,
    parse_work,
)
from goescape.load.modgraph import PRUNED, WORKSPACE, ModuleGraph, Summary, pruning_for
from goescape.load.resolve import (
    Importer,
    Location,
    Resolver,
    is_local_import,
    is_std_path,
    relative_to,
    std_vendored,
)
from goescape.load.vendor import check_vendor_consistency
from goescape.load.version import (
    DEFAULT_GO_MOD_VERSION,
    DEFAULT_GO_WORK_VERSION,
    ModuleVersion,
    escape_path,
    go_lang,
    go_less,
    version_key,
)
from goescape.target.limits import GO_RELEASE, GO_VERSION

META_PACKAGES = frozenset({"std", "cmd", "tool", "work", "all"})
NO_GO_MOD = "go.mod file not found in current directory or any parent directory; see 'go help modules'"
NO_WORK_MODULES = "no modules were found in the current workspace; see 'go help work'"
_RUNNING = GO_RELEASE.removeprefix("go")


class MainModule:
    """A module being worked on: where it is and what its go.mod says."""

    def __init__(self, root: str, file: ModFile, in_goroot: bool) -> None:
        self.root = root
        self.file = file
        self.path = file.module
        self.mod = ModuleVersion(file.module, "")
        self.in_goroot = in_goroot
        self.prefix = "" if in_goroot and file.module == "std" else file.module
        self.excluded = frozenset(file.exclude)

    @property
    def go_version(self) -> str:
        return self.file.go or DEFAULT_GO_MOD_VERSION


class ModuleResolver(Resolver):
    """Raises LoadError from the constructor if go.mod, go.work or settings make no sense."""

    def __init__(self, context: BuildContext, reader: FileReader, cwd: str) -> None:
        super().__init__(context, reader, cwd)
        self.warnings: list[str] = []
        self.mains: list[MainModule] = []
        self.work_file = ""
        self._work: ModFile | None = None
        self._graph: ModuleGraph | None = None
        self._summaries: dict[ModuleVersion, Summary] = {}
        self._has_go_files: dict[str, bool] = {}
        self._has_go_mod: dict[str, bool] = {}
        self._find_mains()
        self._main_by_path = {main.path: main for main in self.mains}
        self.replacements = self._collect_replacements()
        self.mod = "readonly"
        self.mod_reason = ""
        self._set_build_mod()
        self.vendor_dir = self._vendor_dir() if self.mod == "vendor" else ""
        self.vendor = self._read_vendor_list()
        if self.vendor_dir:
            check_vendor_consistency(self)
        self._roots, self._pruning = self._requirements()
        self._root_versions: dict[str, str] = {}
        for mod in self._roots:
            old = self._root_versions.get(mod.path)
            if old is None or version_key(mod.path, mod.version) > version_key(mod.path, old):
                self._root_versions[mod.path] = mod.version

    # Main modules.

    @property
    def has_root(self) -> bool:
        return bool(self.mains)

    @property
    def no_main_text(self) -> str:
        return NO_WORK_MODULES if self.work_file else NO_GO_MOD

    def main_containing_cwd(self) -> MainModule | None:
        root = self.find_module_root(self.cwd)
        return next((main for main in self.mains if main.root == root), None)

    def find_module_root(self, directory: str) -> str:
        """The closest directory at or above that has a go.mod, or empty."""
        while True:
            if self.reader.is_file(os.path.join(directory, "go.mod")):
                return directory
            parent = os.path.dirname(directory)
            if parent == directory:
                return ""
            directory = parent

    def _find_mains(self) -> None:
        self.work_file = self._find_work_file()
        if self.work_file:
            if self.context.modfile:
                raise LoadError("go: -modfile cannot be used in workspace mode")
            self._load_work_file()
            return
        root = self.find_module_root(self.cwd)
        if not root:
            return
        if root == os.path.normpath(os.environ.get("TMPDIR") or "/tmp"):
            self.warnings.append(f"go: warning: ignoring go.mod in system temp root {root}")
            return
        name = self.context.modfile or os.path.join(root, "go.mod")
        if not name.endswith(".mod"):
            raise LoadError(f"go: -modfile={name}: file does not have .mod extension")
        self.mains.append(self._read_main(root, os.path.join(self.cwd, name)))

    def _find_work_file(self) -> str:
        choice = self.context.gowork
        if choice == "off":
            return ""
        if choice and choice != "auto":
            if not os.path.isabs(choice):
                raise LoadError("go: the path provided to GOWORK must be an absolute path")
            return choice
        directory = self.cwd
        while True:
            path = os.path.join(directory, "go.work")
            if self.reader.is_file(path):
                return path
            parent = os.path.dirname(directory)
            # A go.work in GOROOT is for nobody.
            if parent == directory or directory == self.context.goroot:
                return ""
            directory = parent

    def _load_work_file(self) -> None:
        shown = self._show(self.work_file)
        try:
            work = self._work = parse_work(shown, self._read(self.work_file))
        except ModFileError as error:
            raise LoadError(f"go: errors parsing go.work:\n{error}") from None
        except OSError as error:
            raise LoadError(f"go: reading go.work: open {shown}: {os_error_text(error)}") from None
        if work.go and go_less(_RUNNING, work.go):
            raise LoadError(self._too_new("go.work", work.go))
        base = os.path.dirname(self.work_file)
        seen: set[str] = set()
        for use, line in work.use:
            root = os.path.normpath(os.path.join(base, use))
            if root in seen:
                raise LoadError(
                    f"go: error loading go.work:\n{shown}:{line}: path {root} appears multiple times in workspace"
                )
            seen.add(root)
            self._load_work_module(root, work)

    def _load_work_module(self, root: str, work: ModFile) -> None:
        shown = self._show(root)
        try:
            main = self._read_main(root, os.path.join(root, "go.mod"))
        except LoadError as error:
            text = str(error).removeprefix("go: ")
            raise LoadError(f"go: cannot load module {shown} listed in go.work file: {text}") from None
        if main.path in (other.path for other in self.mains):
            raise LoadError(f"go: module {main.path} appears multiple times in workspace")
        work_go = work.go or DEFAULT_GO_WORK_VERSION
        if go_less(work_go, main.go_version) and not go_less(main.go_version, "1.21"):
            verb = "lists" if work.go else "implicitly requires"
            raise LoadError(
                f"go: module {shown} listed in go.work file requires go >= {main.go_version}, but go.work {verb} go "
                f"{work_go}; to download and use go {main.go_version}:\n\tgo work use"
            )
        self.mains.append(main)

    def _read_main(self, root: str, name: str) -> MainModule:
        shown = self._show(name)
        try:
            file = parse_mod(name, self._read(name))
        except OSError as error:
            raise LoadError(f"go: open {shown}: {os_error_text(error)}") from None
        except ModFileError as error:
            # The file's own name is shortened, but not inside messages.
            lines = "\n".join(shown + line.removeprefix(name) for line in error.errors)
            raise LoadError(f"go: errors parsing {shown}:\n{lines}") from None
        if file.go and go_less(_RUNNING, file.go):
            raise LoadError(self._too_new(shown, file.go))
        if not file.module:
            raise LoadError(
                f"go: error reading {shown}: missing module declaration. To specify the module path:\n"
                "\tgo mod edit -module=example.com/mod"
            )
        problem = check_import_path(file.module, "module")
        if problem and not (file.module in ("std", "cmd") and relative_to(root, self.context.goroot_src)):
            raise LoadError(f"go: {problem}")
        return MainModule(root, file, bool(relative_to(root, self.context.goroot_src)))

    def _too_new(self, what: str, version: str) -> str:
        return f"go: {what} requires go >= {version} (running go {_RUNNING}; GOTOOLCHAIN=local)"

    def _read(self, path: str) -> str:
        """A go.mod, go.work or modules.txt. Raises OSError."""
        return self.reader.read_all(path).encode("latin-1").decode("utf-8", "replace")

    def _show(self, path: str) -> str:
        return short_path(path, self.cwd)

    def _collect_replacements(self) -> dict[ModuleVersion, ModuleVersion]:
        """Replacements in force; directories as absolute paths. go.work's win over go.mod's."""
        result: dict[ModuleVersion, ModuleVersion] = {}
        by_work: set[str] = set()
        if self._work is not None:
            base = os.path.dirname(self.work_file)
            for line in self._work.replace:
                by_work.add(line.old.path)
                result[line.old] = _absolute(line.new, base)
        for main in self.mains:
            mine: set[ModuleVersion] = set()
            for line in main.file.replace:
                if line.old.path in by_work:
                    continue
                new = _absolute(line.new, main.root)
                if line.old not in mine and result.get(line.old, new) != new:
                    raise LoadError(
                        f"go: conflicting replacements for {line.old}:\n\t{result[line.old]}\n\t{new}\n"
                        f'use "go work edit -replace {line.old}=[override]" to resolve'
                    )
                mine.add(line.old)
                result[line.old] = new
        return result

    def replacement(self, mod: ModuleVersion) -> ModuleVersion | None:
        return self.replacements.get(mod) or self.replacements.get(ModuleVersion(mod.path, ""))

    def _set_build_mod(self) -> None:
        explicit = self.context.mod
        if explicit:
            if self.work_file and explicit == "mod":
                raise LoadError(
                    'go: -mod may only be set to readonly or vendor when in workspace mode, but it is set to "mod"\n'
                    "\tRemove the -mod flag to use the default readonly value, \n"
                    "\tor set GOWORK=off to disable workspace mode."
                )
            self.mod = explicit
            return
        vendor = self._vendor_dir()
        if not vendor or not self.reader.is_dir(vendor):
            return
        source = "go.work" if self.work_file else "go.mod"
        version = self._work.go if self._work is not None else self.mains[0].file.go
        if not version:
            self.mod_reason = f"Go version in {source} is unspecified, so vendor directory was not used."
        elif go_less(version, "1.14"):
            self.mod_reason = f"Go version in {source} is {version}, so vendor directory was not used."
        else:
            for_workspace = self._parse_vendor_list(vendor).workspace
            if for_workspace and not self.work_file:
                self.mod_reason = "Outside workspace mode, but vendor directory is for a workspace."
            elif self.work_file and not for_workspace:
                self.mod_reason = "In workspace mode, but vendor directory is not for a workspace"
            else:
                self.mod = "vendor"
                self.mod_reason = f"Go version in {source} is at least 1.14 and vendor directory exists."

    def _vendor_dir(self) -> str:
        if self.work_file:
            return os.path.join(os.path.dirname(self.work_file), "vendor")
        return os.path.join(self.mains[0].root, "vendor") if self.mains else ""

    def _read_vendor_list(self) -> VendorList:
        return self._parse_vendor_list(self.vendor_dir) if self.vendor_dir else VendorList()

    def _parse_vendor_list(self, directory: str) -> VendorList:
        path = os.path.join(directory, "modules.txt")
        if not self.reader.exists(path):
            return VendorList()
        try:
            return parse_modules_txt(self._read(path))
        except OSError as error:
            raise LoadError(f"go: open {self._show(path)}: {os_error_text(error)}") from None

    # Requirements.

    def _requirements(self) -> tuple[list[ModuleVersion], int]:
        if self.work_file:
            return [main.mod for main in self.mains], WORKSPACE
        if not self.mains:
            return [], PRUNED
        main = self.mains[0]
        roots = [line.mod for line in main.file.require if line.mod not in main.excluded]
        return roots, pruning_for(main.go_version)

    def graph(self) -> ModuleGraph:
        """The full module graph, read on first use."""
        if self._graph is None:
            self._graph = ModuleGraph([main.mod for main in self.mains], self._roots, self._pruning, self.summarize)
        return self._graph

    def summarize(self, mod: ModuleVersion) -> Summary:
        """What mod (or its replacement) requires; nothing if its go.mod cannot be had."""
        summary = self._summaries.get(mod)
        if summary is None:
            summary = self._summaries[mod] = self._summarize(mod)
        return summary

    def _summarize(self, mod: ModuleVersion) -> Summary:
        main = self._main_by_path.get(mod.path) if mod.version == "" else None
        file = main.file if main is not None else self._dependency_mod_file(mod)
        if file is None:
            return Summary([], "", [])
        excluded = {item for some in self.mains for item in some.excluded}
        require = [line.mod for line in file.require if line.mod not in excluded]
        return Summary(require, file.go, file.ignore)

    def _dependency_mod_file(self, mod: ModuleVersion) -> ModFile | None:
        actual = self.replacement(mod) or mod
        candidates = []
        if actual.version:
            escaped = os.path.join("cache", "download", escape_path(actual.path), "@v", escape_path(actual.version))
            candidates.append(os.path.join(self.context.gomodcache, escaped + ".mod"))
            candidates.append(os.path.join(self._cache_dir(actual), "go.mod"))
        else:
            candidates.append(os.path.join(actual.path, "go.mod"))
        for path in candidates:
            if self.reader.is_file(path):
                try:
                    return parse_mod(self._show(path), self._read(path), lax=True)
                except (OSError, ModFileError) as error:
                    text = os_error_text(error) if isinstance(error, OSError) else str(error)
                    self.warnings.append(f"go: {mod}: reading {self._show(path)}: {text}")
        return None

    def _cache_dir(self, mod: ModuleVersion) -> str:
        return os.path.join(self.context.gomodcache, f"{escape_path(mod.path)}@{escape_path(mod.version)}")

    def fetch(self, mod: ModuleVersion) -> tuple[str, bool, str]:
        """(directory, whether it is an ordinary local tree, error) of a module in the build list."""
        main = self._main_by_path.get(mod.path) if mod.version == "" else None
        if main is not None:
            return main.root, True, ""
        actual = self.replacement(mod) or mod
        if not actual.version:
            if not self.reader.is_dir(actual.path):
                written = self._written_replacement(mod)
                return actual.path, True, f"{mod}: replacement directory {written} does not exist"
            return actual.path, True, ""
        directory = self._cache_dir(actual)
        if not self.reader.is_dir(directory):
            return (
                "",
                False,
                (
                    f"{actual}: module is not in the module cache ({self.context.gomodcache}); to add it:\n"
                    f"\tgo mod download {mod.path}"
                ),
            )
        return directory, False, ""

    def _written_replacement(self, mod: ModuleVersion) -> str:
        for file in self.files_with_replacements():
            table = file.replacements()
            new = table.get(mod) or table.get(ModuleVersion(mod.path, ""))
            if new is not None:
                return new.path
        return mod.path

    def files_with_replacements(self) -> list[ModFile]:
        """go.work first: what it replaces, go.mod files do not."""
        return ([self._work] if self._work is not None else []) + [main.file for main in self.mains]

    # Import paths.

    def resolve(self, path: str, importer: Importer | None) -> Location:
        if importer is not None and importer.is_std:
            path = std_vendored(self.context.goroot_src, importer.import_path, path)
        if "@" in path:
            return Location(path, error=f'import path "{path}" should not have @version')
        if is_local_import(path):
            return Location(
                path, error=f'"{path}" is relative, but relative import paths are not supported in module mode'
            )
        if os.path.isabs(path):
            return Location(path, error=f"\"{path}\" is not a package path; see 'go help packages'")
        if path in META_PACKAGES:
            return Location(path, error=f"\"{path}\" is not an importable package; see 'go help packages'")
        problem = check_import_path(path, "import")
        if problem:
            return Location(path, error=problem)
        std = self.std_location(path) if is_std_path(path) else None
        if std is not None:
            for main in self.mains:
                if main.in_goroot and self._dir_in_module(path, main.prefix, main.root, True)[1]:
                    return self._in_main(path, std.dir, main)
        if self.mod == "vendor":
            return self._resolve_vendored(path, std, importer)
        return self._resolve_in_modules(path, std, importer)

    def _in_main(self, path: str, directory: str, main: MainModule) -> Location:
        location = Location(path, directory)
        self._set_module(location, main.path, main.root, main.go_version)
        if main.in_goroot:
            location.is_std = is_std_path(path)
            location.root = self.context.goroot
        return location

    def _set_module(self, location: Location, path: str, root: str, go_version: str) -> None:
        location.module = path
        location.module_dir = root
        location.root = root
        version = go_version or DEFAULT_GO_MOD_VERSION
        location.go_version = GO_VERSION if go_less(_RUNNING, version) else "go" + go_lang(version)

    def _in_module(self, path: str, directory: str, mod: ModuleVersion, root: str) -> Location:
        main = self._main_by_path.get(mod.path) if mod.version == "" else None
        if main is not None:
            return self._in_main(path, directory, main)
        location = Location(path, directory)
        self._set_module(location, mod.path, root, self.summarize(mod).go)
        return location

    def _resolve_vendored(self, path: str, std: Location | None, importer: Importer | None) -> Location:
        found: list[Location] = [] if std is None else [std]
        for main in self.mains:
            directory, has_files = self._dir_in_module(path, main.prefix, main.root, True)
            if has_files:
                found.append(self._in_main(path, directory, main))
        directory, has_files = self._dir_in_module(path, "", self.vendor_dir, False) if self.vendor_dir else ("", False)
        if has_files:
            mod = self.vendor.packages.get(path)
            strict = self._work.go if self._work is not None else self.mains[0].go_version
            if mod is not None or go_less(strict or DEFAULT_GO_WORK_VERSION, "1.23"):
                location = Location(path, directory)
                if mod is not None:
                    self._set_module(location, mod.path, self.vendor_dir, self.vendor.go_versions.get(mod, ""))
                location.root = self.vendor_dir
                found.append(location)
            else:
                command = "work" if self.work_file else "mod"
                self.warnings.append(
                    f"go: ignoring package {path} which exists in the vendor directory but is missing from "
                    f"vendor/modules.txt. To sync the vendor directory run go {command} vendor."
                )
        if len(found) > 1:
            dirs = "".join(f"\n\t{location.dir}" for location in found)
            return Location(path, error=f"ambiguous import: found package {path} in multiple directories:{dirs}")
        return found[0] if found else self._missing(path, importer)

    def _resolve_in_modules(self, path: str, std: Location | None, importer: Importer | None) -> Location:
        prefixes = _prefixes(path)
        # First with what go.mod lists; only if that does not do, with the whole graph.
        for graph in (None, self) if self._pruning == PRUNED else (self,):
            found: list[tuple[ModuleVersion, str, str]] = []
            for prefix in prefixes:
                if prefix in ("go", "toolchain"):
                    continue
                if prefix in self._main_by_path:
                    version = ""
                elif graph is None:
                    version = self._root_versions.get(prefix, "none")
                elif std is not None and self._graph is None:
                    version = "none"  # nobody else may have it; not worth reading the graph
                else:
                    version = self.graph().selected(prefix)
                if version == "none":
                    continue
                mod = ModuleVersion(prefix, version)
                root, local, error = self.fetch(mod)
                if error:
                    return Location(path, error=error)
                main = self._main_by_path.get(prefix)
                directory, has_files = self._dir_in_module(path, main.prefix if main else prefix, root, local)
                if has_files:
                    found.append((mod, root, directory))
            if std is not None and not found:
                return std
            if len(found) + (std is not None) > 1:
                return Location(path, error=self._ambiguous(path, std, found))
            if found:
                mod, root, directory = found[0]
                return self._in_module(path, directory, mod, root)
        return self._missing(path, importer)

    def _ambiguous(self, path: str, std: Location | None, found: list[tuple[ModuleVersion, str, str]]) -> str:
        lines = [
            f"\n\t{mod.path}{' ' + mod.version if mod.version else ''} ({directory})"
            for mod, _, directory in reversed(found)
        ]
        if std is not None:
            lines.append(f"\n\t ({std.dir})")
        return f"ambiguous import: found package {path} in multiple modules:" + "".join(lines)

    def _missing(self, path: str, importer: Importer | None) -> Location:
        return Location(path, error=self._missing_text(path, importer))

    def _missing_text(self, path: str, importer: Importer | None) -> str:
        if self.has_root:
            text = self._replaced_but_not_required(path)
            if text:
                return text
        if is_std_path(path):
            return f"package {path} is not in std ({os.path.join(self.context.goroot_src, path)})"
        if not self.has_root:
            return f"no required module provides package {path}: {self.no_main_text}"
        if self.context.mod_explicit and self.mod != "mod":
            return f"cannot find module providing package {path}: import lookup disabled by -mod={self.mod}"
        if self.mod_reason and self.mod != "mod":
            return (
                f"cannot find module providing package {path}: import lookup disabled by -mod={self.mod}\n"
                f"\t({self.mod_reason})"
            )
        if self.mod == "mod":
            return f"cannot find module providing package {path}"
        message = f"no required module provides package {path}; to add it:\n"
        main = self.main_of(importer.dir) if importer is not None else None
        if main is not None and main is not self.main_containing_cwd():
            return f"{message}\tcd {main.root}\n\tgo get {path}"
        return f"{message}\tgo get {path}"

    def _replaced_but_not_required(self, path: str) -> str:
        if self.mod == "vendor":
            return ""
        for prefix in _prefixes(path):
            versions = [old.version for old in self.replacements if old.path == prefix]
            if not versions:
                continue
            highest = max(versions, key=lambda version: version_key(prefix, version or "none"))
            mod = ModuleVersion(prefix, highest)
            new = self.replacements[mod]
            root = new.path if not new.version else self._cache_dir(new)
            if self._dir_in_module(path, prefix, root, not new.version)[1]:
                return (
                    f"module {prefix} provides package {path} and is replaced but not required; to add it:\n"
                    f"\tgo get {mod}"
                )
        return ""

    def main_of(self, directory: str) -> MainModule | None:
        """The main module whose tree holds directory."""
        best: MainModule | None = None
        for main in self.mains:
            if relative_to(directory, main.root) and (best is None or len(main.root) > len(best.root)):
                best = main
        return best

    def _dir_in_module(self, path: str, prefix: str, root: str, local: bool) -> tuple[str, bool]:
        """Where path would be in a module, and whether Go files are there."""
        if path == prefix:
            directory = root
        elif prefix == "":
            directory = os.path.join(root, path)
        elif path.startswith(prefix + "/"):
            directory = os.path.join(root, path[len(prefix) + 1 :])
        else:
            return "", False
        if local:
            at = directory
            while at != root and len(at) > len(root):
                nested = self._has_go_mod.get(at)
                if nested is None:
                    nested = self._has_go_mod[at] = self.reader.is_file(os.path.join(at, "go.mod"))
                if nested:
                    return "", False
                at = os.path.dirname(at)
        has_files = self._has_go_files.get(directory)
        if has_files is None:
            has_files = self._has_go_files[directory] = self.reader.has_go_files(directory)
        return directory, has_files

    # Directories.

    def resolve_dir(self, directory: str) -> Location:
        """The package in a directory named on the command line (absolute)."""
        for main in self.mains:
            if directory == main.root:
                if directory == self.context.goroot_src:
                    return Location(directory, error="GOROOT/src is not an importable package")
                return self._in_main(main.prefix, directory, main)
        not_found = ""
        longest = -1
        for main in self.mains:
            suffix = relative_to(directory, main.root)
            if not suffix or "@" in suffix:
                continue
            if suffix.startswith("vendor/"):
                return self._vendored_dir(directory, suffix[len("vendor/") :])
            if main.prefix == "":
                if suffix == "builtin":
                    return Location(suffix, error=_BUILTIN)
                return self._in_main(suffix, directory, main)
            path = f"{main.prefix}/{suffix}"
            if self._dir_in_module(path, main.prefix, main.root, True)[1]:
                return self._in_main(path, directory, main)
            if len(main.prefix) > longest:
                longest = len(main.prefix)
                what = "main module" if len(self.mains) == 1 or not self.work_file else "workspace module"
                not_found = f"{what} ({main.path}) does not contain package {path}"
        if not_found:
            return Location(directory, error=not_found)
        suffix = relative_to(directory, self.context.goroot_src)
        if suffix and suffix != "." and "@" not in suffix:
            if suffix == "builtin":
                return Location(suffix, error=_BUILTIN)
            return self.in_goroot(suffix, directory)
        return self._dir_in_dependency(directory)

    def _vendored_dir(self, directory: str, path: str) -> Location:
        if self.mod != "vendor":
            return Location(path, error=f"without -mod=vendor, directory {directory} has no package path")
        if path not in self.vendor.packages:
            return Location(path, error=f"directory {directory} is not a package listed in vendor/modules.txt")
        return self.resolve(path, None)

    def _dir_in_dependency(self, directory: str) -> Location:
        for mod in self.build_list():
            if mod.path in self._main_by_path or mod.path in ("go", "toolchain"):
                continue
            root, _, error = self.fetch(mod)
            suffix = relative_to(directory, root) if not error else ""
            if suffix and "@" not in suffix and "vendor" not in suffix.split("/")[:-1]:
                path = mod.path if suffix == "." else f"{mod.path}/{suffix}"
                return self._in_module(path, directory, mod, root)
        shown = short_path(directory, self.cwd)
        what = "current directory" if shown == "." else f"directory {shown}"
        if not self.has_root:
            return Location(directory, error=self.no_main_text)
        if self.work_file:
            root = self.find_module_root(directory)
            if root:
                return Location(
                    directory,
                    error=f"{what} is contained in a module that is not one of the workspace modules listed in "
                    "go.work. You can add the module to the workspace using:\n"
                    f"\tgo work use {short_path(root, self.cwd)}",
                )
            return Location(directory, error=f"{what} outside modules listed in go.work or their selected dependencies")
        return Location(directory, error=f"{what} outside main module or its selected dependencies")

    def build_list(self) -> list[ModuleVersion]:
        return self.graph().build_list() if self.has_root else []


_BUILTIN = '"builtin" is a pseudo-package, not an importable package'


def _absolute(mod: ModuleVersion, base: str) -> ModuleVersion:
    if mod.version or not is_directory_path(mod.path):
        return mod
    return ModuleVersion(os.path.normpath(os.path.join(base, mod.path)), "")


def _prefixes(path: str) -> list[str]:
    """path, and what remains of it element by element."""
    result = [path]
    while "/" in path:
        path = path.rpartition("/")[0]
        result.append(path)
    return result
