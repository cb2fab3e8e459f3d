"""Whether vendor/modules.txt fits go.mod: the go command refuses to build if it does not (modload/vendor.go)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from goescape.load.errors import LoadError, short_path
from goescape.load.modfile import is_directory_path
from goescape.load.version import ModuleVersion, go_less

if TYPE_CHECKING:
    from goescape.load.modules import ModuleResolver


def check_vendor_consistency(resolver: ModuleResolver) -> None:
    """Raises LoadError that lists every disagreement."""
    vendor = resolver.vendor
    workspace = bool(resolver.work_file)
    old = not workspace and go_less(resolver.mains[0].go_version, "1.14")
    versions = {mod.path: mod.version for mod in vendor.modules}
    problems = []
    for main in resolver.mains:
        for line in main.file.require:
            if line.mod in vendor.explicit:
                continue
            if not old:
                text = "is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt"
                problems.append(f"{line.mod}: {text}")
            elif versions.get(line.mod.path, line.mod.version) != line.mod.version:
                found = f"{line.mod.path}@{versions[line.mod.path]}"
                text = f"is explicitly required in go.mod, but vendor/modules.txt indicates {found}"
                problems.append(f"{line.mod}: {text}")
    problems += _replacement_problems(resolver, old, versions)
    required = {line.mod for main in resolver.mains for line in main.file.require}
    for mod in vendor.modules:
        if mod in vendor.explicit and mod not in required:
            article = "a " if workspace else ""
            text = f"is marked as explicit in vendor/modules.txt, but not explicitly required in {article}go.mod"
            problems.append(f"{mod}: {text}")
    for mod in vendor.replacements:
        if resolver.replacement(mod) is None:
            source = "the workspace" if workspace else "go.mod"
            problems.append(f"{mod}: is marked as replaced in vendor/modules.txt, but not replaced in {source}")
    if problems:
        command = "work" if workspace else "mod"
        lines = "".join(f"\n\t{problem}" for problem in problems)
        raise LoadError(
            f"go: inconsistent vendoring in {os.path.dirname(resolver.vendor_dir)}:{lines}\n\n"
            "\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n"
            f"\tTo sync the vendor directory, run:\n\t\tgo {command} vendor"
        )


def _replacement_problems(resolver: ModuleResolver, old: bool, versions: dict[str, str]) -> list[str]:
    vendor = resolver.vendor
    seen: set[ModuleVersion] = set()
    problems = []
    for file in resolver.files_with_replacements():
        source = short_path(file.name, resolver.cwd)
        base = os.path.dirname(file.name)
        for line in file.replace:
            if line.old in seen:
                continue
            seen.add(line.old)
            marked = vendor.replacements.get(line.old)
            if marked is None:
                if old and (line.old.version == "" or versions.get(line.old.path) != line.old.version):
                    continue
                text = f"is replaced in {source}, but not marked as replaced in vendor/modules.txt"
                problems.append(f"{line.old}: {text}")
            elif marked != line.new and not _same_directory(marked, line.new, base, resolver):
                text = f"is replaced by {line.new} in {source}, but marked as replaced by {marked}"
                problems.append(f"{line.old}: {text} in vendor/modules.txt")
    return problems


def _same_directory(left: ModuleVersion, right: ModuleVersion, base: str, resolver: ModuleResolver) -> bool:
    """In a workspace, modules.txt names directories relative to go.work."""
    if not resolver.work_file or left.version or right.version or not is_directory_path(right.path):
        return False
    top = os.path.dirname(resolver.work_file)
    return os.path.normpath(os.path.join(top, left.path)) == os.path.normpath(os.path.join(base, right.path))
