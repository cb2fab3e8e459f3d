"""Package patterns: ``./...``, ``std``, ``cmd/...``, ``all``, import paths.

Follows cmd/go/internal/search and modload/search.go.
"""

import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType

from goescape.load.context import BuildContext
from goescape.load.errors import LoadError, short_path
from goescape.load.files import FileReader, os_error_text
from goescape.load.gopath import GopathResolver
from goescape.load.modules import META_PACKAGES, MainModule, ModuleResolver
from goescape.load.package import DirectoryReader, is_no_go, no_go_message
from goescape.load.resolve import is_local_import, is_std_path, relative_to, with_slashes
from goescape.load.version import ModuleVersion

_VENDOR_MARK = "\0"


class Match:
    """One pattern and what it stands for. ``errors``: (pattern shown or "", message)."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.paths: list[str] = []
        self.errors: list[str] = []

    @property
    def is_meta(self) -> bool:
        return self.pattern in META_PACKAGES

    @property
    def is_literal(self) -> bool:
        return "..." not in self.pattern and not self.is_meta

    @property
    def is_local(self) -> bool:
        return is_local_import(self.pattern) or os.path.isabs(self.pattern)


def clean_pattern(pattern: str, paths: ModuleType = os.path) -> str:
    """The canonical form; a leading ``./`` stays. ``paths``: whose absolute paths there are (os.path)."""
    if paths.isabs(pattern):
        return str(paths.normpath(pattern))
    path, at, version = pattern, "", ""
    if not is_local_import(pattern):
        path, at, version = pattern.partition("@")
    path = path.replace("\\", "/")
    if path.startswith("./"):
        path = "./" + posixpath.normpath(path)
        path = "." if path == "./." else path
    else:
        path = posixpath.normpath(path)
    return path + at + version


def pattern_matcher(pattern: str) -> Callable[[str], bool]:
    """``...`` stands for any string; ``/...`` at the end for nothing too; wildcards do not enter vendor."""
    if _VENDOR_MARK in pattern:
        return lambda name: False
    regex = re.escape(_replace_vendor(pattern)).replace(re.escape(_VENDOR_MARK), _VENDOR_MARK)
    dots = re.escape("...")
    wild = f"[^{_VENDOR_MARK}]*"
    mark_end = f"{_VENDOR_MARK}/{dots}"
    if regex.endswith("/" + mark_end):
        regex = regex.removesuffix("/" + mark_end) + f"(/vendor|/{mark_end})"
    elif regex == mark_end:
        regex = f"(/vendor|/{mark_end})"
    elif regex.endswith("/" + dots):
        regex = regex.removesuffix("/" + dots) + f"(/{dots})?"
    compiled = re.compile(regex.replace(dots, wild), re.S)

    def match(name: str) -> bool:
        return _VENDOR_MARK not in name and compiled.fullmatch(_replace_vendor(name)) is not None

    return match


def _replace_vendor(path: str) -> str:
    if "vendor" not in path:
        return path
    *elements, last = path.split("/")
    return "/".join([_VENDOR_MARK if element == "vendor" else element for element in elements] + [last])


def tree_matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a name or anything below it can match."""
    prefix, dots, _ = pattern.partition("...")

    def can_match(name: str) -> bool:
        if len(name) <= len(prefix) and _has_prefix(prefix, name):
            return True
        return bool(dots) and name.startswith(prefix)

    return can_match


def _has_prefix(path: str, prefix: str) -> bool:
    if len(path) == len(prefix):
        return path == prefix
    if prefix.endswith("/"):
        return path.startswith(prefix)
    return path.startswith(prefix) and path[len(prefix) : len(prefix) + 1] == "/"


class IgnorePatterns:
    """The ``ignore`` lines of a go.mod: ``x`` anywhere, ``./x`` at the root."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self.relative: list[str] = []
        self.anywhere: list[str] = []
        for pattern in patterns:
            if pattern.startswith("./"):
                self.relative.append(_slashed(pattern[2:]))
            else:
                self.anywhere.append(_slashed(pattern))

    def ignores(self, path: str) -> bool:
        """path: relative to the module's root."""
        if not path or not (self.relative or self.anywhere):
            return False
        path = _slashed(path)
        return any(path.startswith(item) for item in self.relative) or any(item in path for item in self.anywhere)


def _slashed(path: str) -> str:
    return "/" + path.strip("/") + "/"


class Matcher:
    """Expands patterns to import paths."""

    def __init__(
        self,
        context: BuildContext,
        directories: DirectoryReader,
        cwd: str,
        resolver: ModuleResolver | GopathResolver,
    ) -> None:
        self.context = context
        self.directories = directories
        self.reader: FileReader = directories.reader
        self.cwd = cwd
        self.resolver = resolver
        self.warnings: list[str] = []
        self.all_paths: Callable[[], list[str]] | None = None  # expands "all", given by the loader

    def match(self, patterns: Iterable[str]) -> list[Match]:
        """One Match per pattern, in order. Raises LoadError where the go command gives up."""
        result = []
        for pattern in patterns:
            match = Match(clean_pattern(pattern))
            result.append(match)
            if match.is_local:
                self._match_local(match)
            elif match.is_literal:
                match.paths = [match.pattern]
            elif match.pattern in ("std", "cmd"):
                match.paths = self._goroot_packages(match.pattern)
            elif isinstance(self.resolver, ModuleResolver):
                self._match_modules(match, self.resolver)
            else:
                self._match_gopath(match)
            if not match.paths and not match.errors:
                self.warnings.append(f'go: warning: "{match.pattern}" matched no packages')
        return result

    # Local patterns.

    def _match_local(self, match: Match) -> None:
        resolver = self.resolver
        if isinstance(resolver, ModuleResolver):
            dirs = [match.pattern] if match.is_literal else self._module_dirs(match, resolver)
            for name in dirs:
                self._add_module_dir(match, name, resolver)
            return
        dirs = [match.pattern] if match.is_literal else self._local_dirs(match, None)
        for name in dirs:
            directory = os.path.normpath(os.path.join(self.cwd, name))
            location = resolver.resolve_dir(directory)
            match.paths.append(name if location.import_path.startswith("_/") else location.import_path)

    def _module_dirs(self, match: Match, resolver: ModuleResolver) -> list[str]:
        """Directories for a wildcard, which must start inside a module, GOROOT or a dependency."""
        prefix = match.pattern[: match.pattern.index("...") + 3]
        directory = os.path.normpath(os.path.join(self.cwd, os.path.dirname(os.path.normpath(prefix))))
        root = resolver.find_module_root(directory)
        main = next((main for main in resolver.mains if main.root == root), None)
        if (
            main is None
            and not relative_to(directory, self.context.goroot_src)
            and not _is_in(directory, (resolver.fetch(mod)[0] for mod in resolver.build_list()))
        ):
            scope = "main module or its selected dependencies"
            if resolver.work_file:
                scope = "modules listed in go.work or their selected dependencies"
            shown = short_path(directory, self.cwd)
            match.errors.append(f"pattern {match.pattern}: directory prefix {shown} does not contain {scope}")
            return []
        return self._local_dirs(match, main)

    def _local_dirs(self, match: Match, main: MainModule | None) -> list[str]:
        pattern = match.pattern
        clean = with_slashes(os.path.normpath(pattern))
        prefix = "./" if clean != "." and pattern.startswith("./") else ""
        matches = pattern_matcher(prefix + clean)
        head = (prefix + clean)[: (prefix + clean).index("...")]
        start = os.path.dirname(head) or ("/" if head.startswith("/") else ".")
        if not self.reader.is_dir(os.path.join(self.cwd, start)):
            shown = start.rstrip("/") + "/" if start != "." else start
            match.errors.append(f"pattern {pattern}: lstat {shown}: no such file or directory")
            return []
        ignore = IgnorePatterns(main.file.ignore if main is not None else ())
        result = []
        for directory, top in self._walk(os.path.normpath(os.path.join(self.cwd, start)), ignore, main):
            if not top and self.context.module_mode and self.reader.is_file(os.path.join(directory, "go.mod")):
                continue
            below = relative_to_lexical(directory, os.path.normpath(os.path.join(self.cwd, start)))
            relative = os.path.normpath(os.path.join(start, below))
            relative = with_slashes(relative)
            name = prefix + relative if not relative.startswith("..") else relative
            if matches(name) and self._has_package(directory):
                result.append(name)
        return result

    def _walk(self, top: str, ignore: IgnorePatterns, main: MainModule | None) -> Iterator[tuple[str, bool]]:
        """Directories below top, depth first by name; nested modules are yielded but not entered."""
        stack = [top]
        while stack:
            directory = stack.pop()
            if directory != top:
                name = os.path.basename(directory)
                if name.startswith((".", "_")) or name == "testdata":
                    continue
                if main is not None and ignore.ignores(relative_to(directory, main.root)):
                    continue
            yield directory, directory == top
            if directory != top and self.context.module_mode and self.reader.is_file(os.path.join(directory, "go.mod")):
                continue
            try:
                entries = self.reader.list_dir(directory)
            except OSError as error:
                self.warnings.append(f"go: open {directory}: {os_error_text(error)}")
                continue
            stack.extend(os.path.join(directory, entry.name) for entry in reversed(entries) if entry.is_dir)

    def _has_package(self, directory: str) -> bool:
        return not is_no_go(self.directories.read(directory))

    def _add_module_dir(self, match: Match, name: str, resolver: ModuleResolver) -> None:
        directory = os.path.normpath(os.path.join(self.cwd, name))
        error = self._dir_error(directory)
        location = None if error else resolver.resolve_dir(directory)
        if location is not None and location.error:
            error = location.error
        if location is None or error:
            pseudo = error.startswith(('"builtin"', "GOROOT/src is"))
            if pseudo and not match.is_literal:
                return
            if not resolver.has_root:
                raise LoadError(_no_main_module(resolver))
            match.errors.append(error if match.is_literal else f"pattern {match.pattern}: {error}")
            return
        match.paths.append(location.import_path)

    def _dir_error(self, directory: str) -> str:
        """Why a directory is no package at all (build constraints do not count)."""
        if not self.reader.is_dir(directory):
            return f"stat {directory}: directory not found"
        package = self.directories.read(directory)
        if is_no_go(package) and not package.ignored_go_files:
            return no_go_message(package)
        return ""

    # GOROOT and import paths with wildcards.

    def _goroot_packages(self, pattern: str) -> list[str]:
        src = self.context.goroot_src
        top = os.path.join(src, "cmd") if pattern == "cmd" else src
        result = []
        stack = [top]
        while stack:
            directory = stack.pop()
            name = directory[len(src) + 1 :]
            base = os.path.basename(directory)
            if name and (base.startswith((".", "_")) or base == "testdata"):
                continue
            if pattern == "std" and name and (name == "cmd" or not is_std_path(name)):
                continue
            if name and name not in ("builtin", "runtime/cgo"):
                package = self.directories.read(directory)
                vendored_main = pattern == "cmd" and name.startswith("cmd/vendor") and package.name == "main"
                if not is_no_go(package) and not vendored_main:
                    result.append(name)
            stack.extend(reversed(self._subdirs(directory)))
        return result

    def _subdirs(self, directory: str) -> list[str]:
        try:
            return [os.path.join(directory, entry.name) for entry in self.reader.list_dir(directory) if entry.is_dir]
        except OSError as error:
            self.warnings.append(f"go: open {directory}: {os_error_text(error)}")
            return []

    def _note_links(self, directory: str, root: str, prefix: str, pattern: str) -> None:
        """Links to directories are not followed; the go command says so where a wildcard would reach them."""
        if "..." not in pattern:
            return
        can_match = tree_matcher(pattern)
        try:
            entries = self.reader.list_dir(directory)
        except OSError:
            return
        for entry in entries:
            if not entry.is_link or entry.name.startswith((".", "_")) or entry.name == "testdata":
                continue
            path = os.path.join(directory, entry.name)
            if can_match(posixpath.join(prefix, path[len(root) + 1 :])) and os.path.isdir(path):
                self.warnings.append(f"warning: ignoring symlink {path}")

    def _match_gopath(self, match: Match) -> None:
        any_path = match.is_meta
        matches = pattern_matcher(match.pattern)
        can_match = tree_matcher(match.pattern)
        have = {"builtin", "runtime/cgo"}
        for src in [self.context.goroot_src, *(os.path.join(path, "src") for path in self.context.gopath)]:
            stack = [src]
            while stack:
                directory = stack.pop()
                name = directory[len(src) + 1 :]
                base = os.path.basename(directory)
                if name:
                    if base.startswith((".", "_")) or base == "testdata" or not (any_path or can_match(name)):
                        continue
                    if name not in have:
                        have.add(name)
                        if (any_path or matches(name)) and self._has_package(directory):
                            match.paths.append(name)
                if self.reader.is_dir(directory):
                    self._note_links(directory, src, "", match.pattern)
                    stack.extend(reversed(self._subdirs(directory)))

    def _match_modules(self, match: Match, resolver: ModuleResolver) -> None:
        if match.pattern == "tool":
            match.paths = [tool for main in resolver.mains for tool in main.file.tool]
            return
        if match.pattern == "all":
            match.paths = self.all_paths() if self.all_paths is not None else []
            return
        if match.pattern == "work":
            match.paths = self.module_packages("work", [main.mod for main in resolver.mains], resolver, False)
            return
        match.paths = self.module_packages(match.pattern, resolver.build_list(), resolver, True)

    def module_packages(
        self, pattern: str, modules: list[ModuleVersion], resolver: ModuleResolver, with_std: bool
    ) -> list[str]:
        """Import paths that match in the given modules (and GOROOT), sorted."""
        walk = _ModuleWalk(self, pattern)
        src = self.context.goroot_src
        if with_std:
            walk.tree(src, "", nested=False, vendor=True)
            if walk.can_match("cmd"):
                walk.tree(os.path.join(src, "cmd"), "cmd", nested=False, vendor=True)
        if resolver.mod == "vendor":
            for main in resolver.mains:
                walk.tree(main.root, main.prefix, nested=False, vendor=False, ignore=main.file.ignore)
            if resolver.vendor_dir:
                walk.tree(resolver.vendor_dir, "", nested=True, vendor=False)
            return sorted(walk.found)
        for mod in modules:
            main_module = next((main for main in resolver.mains if main.path == mod.path), None)
            prefix = main_module.prefix if main_module is not None else mod.path
            if mod.path in ("go", "toolchain") or not walk.can_match(mod.path):
                continue
            root, local, error = resolver.fetch(mod)
            if not error:
                walk.tree(root, prefix, not local, vendor=False, ignore=resolver.summarize(mod).ignore)
        return sorted(walk.found)


class _ModuleWalk:
    def __init__(self, matcher: Matcher, pattern: str) -> None:
        self.matcher = matcher
        self.pattern = pattern
        meta = pattern in META_PACKAGES
        self.matches = (lambda name: True) if meta else pattern_matcher(pattern)
        self.can_match = (lambda name: True) if meta else tree_matcher(pattern)
        self.have = {"builtin", "runtime/cgo"}
        self.found: list[str] = []

    def tree(self, root: str, prefix: str, nested: bool, vendor: bool, ignore: Iterable[str] = ()) -> None:
        """nested, vendor: whether to go into nested modules and vendor directories."""
        matcher = self.matcher
        ignored = IgnorePatterns(ignore)
        stack = [root]
        while stack:
            directory = stack.pop()
            relative = directory[len(root) + 1 :]
            base = os.path.basename(directory) if relative else ""
            if relative and (base.startswith((".", "_")) or base == "testdata" or ignored.ignores(relative)):
                continue
            name = posixpath.join(prefix, relative).rstrip("/")
            if name and not self.can_match(name):
                continue
            if relative and not nested and matcher.reader.is_file(os.path.join(directory, "go.mod")):
                continue
            if name and name not in self.have:
                self.have.add(name)
                if self.matches(name) and matcher._has_package(directory):
                    self.found.append(name)
            if base == "vendor" and not vendor:
                continue
            matcher._note_links(directory, root, prefix, self.pattern)
            stack.extend(reversed(matcher._subdirs(directory)))


def _no_main_module(resolver: ModuleResolver) -> str:
    return f"go: {resolver.no_main_text}"


def relative_to_lexical(path: str, directory: str) -> str:
    return "." if path == directory else path[len(directory.rstrip("/")) + 1 :]


def _is_in(directory: str, roots: Iterable[str]) -> bool:
    return any(root and relative_to(directory, root) for root in roots)
