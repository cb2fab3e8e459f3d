"""Versions: Go's own (1.21rc2), modules' (semantic versions, pseudo-versions)."""

import re
from typing import NamedTuple

_GO = re.compile(r"(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)|([a-z]+)(0|[1-9][0-9]*)?)?)?\Z")
_SEMVER = re.compile(
    r"v(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)"
    r"(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?)?)?\Z"
)

DEFAULT_GO_MOD_VERSION = "1.16"
DEFAULT_GO_WORK_VERSION = "1.18"

GoKey = tuple[int, int, int, str, int]


def go_key(version: str) -> GoKey:
    """A sort key for Go versions; malformed ones come first."""
    match = _GO.match(version)
    if match is None:
        return (-1, 0, 0, "", 0)
    major, minor, patch, kind, pre = match.groups()
    if minor is None:
        return (int(major), 0, 0, "", 0)
    patch_number = int(patch) if patch is not None else -1
    if patch is None and kind is None and int(minor) < 21:
        patch_number = 0  # before 1.21, 1.20 and 1.20.0 are the same
    return (int(major), int(minor), patch_number, kind or "", int(pre) if pre else -1)


def go_less(left: str, right: str) -> bool:
    return go_key(left) < go_key(right)


def go_lang(version: str) -> str:
    """The language version: 1.21 of 1.21.3."""
    match = _GO.match(version)
    if match is None:
        return version
    major, minor = match.group(1), match.group(2)
    return major if minor is None or (major, minor) == ("1", "0") else f"{major}.{minor}"


def is_go_version(version: str) -> bool:
    return _GO.match(version) is not None


class ModuleVersion(NamedTuple):
    """A module at a version; the version is empty for main modules and directories."""

    path: str
    version: str

    def __str__(self) -> str:
        return f"{self.path}@{self.version}" if self.version else self.path


SemverKey = tuple[int, int, int, int, tuple[tuple[int, int, str], ...]]


def semver_key(version: str) -> SemverKey:
    """A sort key for semantic versions (build metadata does not count); invalid ones come first."""
    match = _SEMVER.match(version)
    if match is None:
        return (-1, 0, 0, 0, ())
    major, minor, patch, pre, _ = match.groups()
    if pre is None:
        return (int(major), int(minor or 0), int(patch or 0), 1, ())
    parts = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in pre.split("."))
    return (int(major), int(minor or 0), int(patch or 0), 0, parts)


def version_key(path: str, version: str) -> tuple[int, SemverKey | GoKey]:
    """Order of versions of one module: "none" < versions < "" (a main module)."""
    if version == "none":
        return (0, ())  # type: ignore[return-value]
    if version == "":
        return (2, ())  # type: ignore[return-value]
    return (1, go_key(version.removeprefix("go")) if path in ("go", "toolchain") else semver_key(version))


def is_semver(version: str) -> bool:
    """Valid and canonical: all three numbers, no build metadata but +incompatible."""
    match = _SEMVER.match(version)
    return match is not None and match.group(3) is not None and match.group(5) in (None, "incompatible")


def canonical_version(version: str) -> str:
    """version without build metadata (other than +incompatible); empty if it is not v1.2.3 with all its parts."""
    match = _SEMVER.match(version)
    if match is None or match.group(3) is None:
        return ""
    base, _, metadata = version.partition("+")
    return version if metadata == "incompatible" else base


def escape_path(path: str) -> str:
    """A module path or version as a file name in the module cache: upper case X is !x."""
    return "".join("!" + char.lower() if "A" <= char <= "Z" else char for char in path)


_MAJOR_SUFFIX = re.compile(r"/v([2-9]|[1-9][0-9]+)\Z")
_GOPKG_SUFFIX = re.compile(r"\.v(0|[1-9][0-9]*)(-unstable)?\Z")


def split_path_major(path: str) -> tuple[str, str]:
    """A module path as prefix and major version suffix (``/v2``, ``.v1`` for gopkg.in)."""
    if path.startswith("gopkg.in/"):
        match = _GOPKG_SUFFIX.search(path)
    else:
        match = _MAJOR_SUFFIX.search(path)
    if match is None:
        return path, ""
    return path[: match.start()], match.group()


def check_path_major(version: str, path_major: str) -> str:
    """Empty if the version may belong to a path with this major suffix, else what is wrong."""
    suffix = path_major.removesuffix("-unstable") if path_major.startswith(".v") else path_major
    if version.startswith("v0.0.0-") and suffix == ".v1":
        return ""
    major = version.partition(".")[0]
    if suffix == "":
        if major in ("v0", "v1") or version.endswith("+incompatible"):
            return ""
        wanted = "v0 or v1"
    else:
        wanted = suffix[1:]
        if major == wanted:
            return ""
    return f"version {version!r} invalid: should be {wanted}, not {major}".replace("'", '"')
