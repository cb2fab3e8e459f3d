"""The module requirement graph and minimal version selection.

Modules at go 1.17 or later list all that they need, so their dependencies' requirements are pruned out of the graph
(https://go.dev/ref/mod#graph-pruning).
"""

from collections.abc import Callable, Iterable

from goescape.load.version import ModuleVersion, go_less, version_key

UNPRUNED = 0
PRUNED = 1
WORKSPACE = 2


def pruning_for(go_version: str) -> int:
    return UNPRUNED if go_less(go_version, "1.17") else PRUNED


class Summary:
    """What the graph needs of a module's go.mod. ``go`` is empty if it has no go line."""

    __slots__ = ("require", "go", "ignore")

    def __init__(self, require: list[ModuleVersion], go: str, ignore: list[str]) -> None:
        self.require = require
        self.go = go
        self.ignore = ignore

    @property
    def pruning(self) -> int:
        return pruning_for(self.go) if self.go else UNPRUNED


class ModuleGraph:
    """Selected versions: for each module path the highest version that anything in the graph requires."""

    def __init__(
        self,
        mains: Iterable[ModuleVersion],
        roots: list[ModuleVersion],
        pruning: int,
        summarize: Callable[[ModuleVersion], Summary],
    ) -> None:
        self._summarize = summarize
        self._required: dict[ModuleVersion, list[ModuleVersion]] = {}
        self._selected: dict[str, str] = {}
        self._loaded: set[tuple[ModuleVersion, int]] = set()
        self._mains = list(mains)
        for main in self._mains:
            self._selected[main.path] = main.version
        if pruning == WORKSPACE:
            self._load_workspace(roots)
        else:
            self._note(roots)
            self._load(roots, pruning)
        self.roots = roots

    def selected(self, path: str) -> str:
        """The selected version, "none" if the module is not in the graph."""
        return self._selected.get(path, "none")

    def build_list(self) -> list[ModuleVersion]:
        """Main modules first, then the others by path."""
        paths = {main.path for main in self._mains}
        rest = sorted(ModuleVersion(path, version) for path, version in self._selected.items() if path not in paths)
        return self._mains + [mod for mod in rest if mod.version != "none"]

    def _note(self, mods: Iterable[ModuleVersion]) -> None:
        for mod in mods:
            old = self._selected.get(mod.path)
            if old is None or version_key(mod.path, mod.version) > version_key(mod.path, old):
                self._selected[mod.path] = mod.version

    def _load(self, mods: Iterable[ModuleVersion], pruning: int) -> None:
        queue = [(mod, pruning) for mod in mods]
        index = 0
        while index < len(queue):
            mod, mode = queue[index]
            index += 1
            if mod.version == "none" or mod.path in ("go", "toolchain") or (mod, mode) in self._loaded:
                continue
            self._loaded.add((mod, mode))
            summary = self._summarize(mod)
            if mod not in self._required:
                self._required[mod] = summary.require
                self._note(summary.require)
            next_mode = UNPRUNED if mode == UNPRUNED else summary.pruning
            if mode != PRUNED or summary.pruning == UNPRUNED:
                queue.extend((required, next_mode) for required in summary.require)

    def _load_workspace(self, roots: list[ModuleVersion]) -> None:
        """Also read the selected versions of what the main modules' dependencies require at lower ones."""
        self._note(roots)
        self._load(roots, WORKSPACE)
        seen: set[ModuleVersion] = set()
        paths = {mod.path for mod in roots}
        while True:
            wanted: set[ModuleVersion] = set()
            for path in paths:
                mod = ModuleVersion(path, self.selected(path))
                if mod not in seen:
                    wanted.add(mod)
                    continue
                for required in self._required.get(mod, ()):
                    chosen = ModuleVersion(required.path, self.selected(required.path))
                    higher = version_key(chosen.path, chosen.version) > version_key(chosen.path, required.version)
                    if higher and chosen not in seen:
                        wanted.add(chosen)
            if not wanted:
                return
            self._load(sorted(wanted), WORKSPACE)
            seen |= wanted
            paths |= {mod.path for mod in wanted}
