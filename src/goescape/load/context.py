"""The build configuration: what the go command takes from its environment, with the same defaults.

Lookup order of a setting: the process environment, the file that ``go env -w`` writes, GOROOT/go.env, the default.
cgo is off: without a C toolchain, files that import "C" cannot be analysed.
"""

import os
import shlex
import sys
from collections.abc import Iterable, Mapping

from goescape.load.constraint import TagSet
from goescape.load.errors import LoadError
from goescape.load.goroot import Goroot
from goescape.target.experiments import parse_experiments
from goescape.target.limits import GO_VERSION_MINOR
from goescape.target.platform import is_known_port

RELEASE_TAGS = tuple(f"go1.{minor}" for minor in range(1, GO_VERSION_MINOR + 1))

_HOST_OS = {"linux": "linux", "darwin": "darwin", "win32": "windows", "cygwin": "windows", "aix": "aix"}
_HOST_ARCH = {
    "x86_64": "amd64",
    "amd64": "amd64",
    "i386": "386",
    "i686": "386",
    "x86": "386",
    "aarch64": "arm64",
    "arm64": "arm64",
    "armv6l": "arm",
    "armv7l": "arm",
    "ppc64le": "ppc64le",
    "ppc64": "ppc64",
    "riscv64": "riscv64",
    "s390x": "s390x",
    "loongarch64": "loong64",
}


class BuildContext:
    """Everything that decides which files are built and where packages are looked for."""

    def __init__(
        self,
        goroot: Goroot,
        env: Mapping[str, str] | None = None,
        *,
        tags: Iterable[str] = (),
        mod: str = "",
        modfile: str = "",
        goos: str = "",
        goarch: str = "",
    ) -> None:
        """tags, mod, modfile, goos, goarch override the environment. Raises LoadError for settings Go refuses."""
        self.goroot = goroot.dir
        self.goroot_src = os.path.join(goroot.dir, "src")
        self.release = goroot.version
        settings = Settings(goroot.dir, os.environ if env is None else env)
        self.settings = settings
        self.goos = goos or settings.get("GOOS") or host_goos()
        self.goarch = goarch or settings.get("GOARCH") or host_goarch()
        if not is_known_port(self.goos, self.goarch):
            raise LoadError(f"go: unsupported GOOS/GOARCH pair {self.goos}/{self.goarch}")
        self.cgo_enabled = False
        self.gopath = [path for path in self._gopath().split(os.pathsep) if path]
        self.gomodcache = settings.get("GOMODCACHE") or (
            os.path.join(self.gopath[0], "pkg", "mod") if self.gopath else ""
        )
        self.go111module = settings.get("GO111MODULE")
        if self.go111module not in ("", "on", "off", "auto"):
            raise LoadError(f"go: unknown environment setting GO111MODULE={self.go111module}")
        self.gowork = settings.get("GOWORK")
        flags = self._goflags()
        self.mod = mod or flags.get("mod", "")
        if self.mod not in ("", "readonly", "vendor", "mod"):
            raise LoadError(f"go: -mod={self.mod} not supported (can be '', 'mod', 'readonly', or 'vendor')")
        self.mod_explicit = self.mod != ""
        self.modfile = modfile or flags.get("modfile", "")
        self.tags = list(tags) or _split_tags(flags.get("tags", ""))
        try:
            self.experiments = parse_experiments(self.goos, self.goarch, settings.get("GOEXPERIMENT"))
        except ValueError as error:
            raise LoadError(f"go: {error}") from None
        self.tool_tags = [f"goexperiment.{name}" for name in self.experiments]
        self.tool_tags += goarch_tags(self.goos, self.goarch, settings)
        self.tag_set = TagSet(self.goos, self.goarch, [*self.tags, *self.tool_tags, *RELEASE_TAGS], self.cgo_enabled)

    @property
    def module_mode(self) -> bool:
        """Whether modules are on at all (they may still lack a go.mod)."""
        return self.go111module != "off"

    def _gopath(self) -> str:
        value = self.settings.get("GOPATH")
        if value:
            return value
        home = self.settings.get("HOME" if os.name != "nt" else "USERPROFILE")
        if not home:
            return ""
        default = os.path.join(home, "go")
        return "" if os.path.normpath(default) == os.path.normpath(self.goroot) else default

    def _goflags(self) -> dict[str, str]:
        flags: dict[str, str] = {}
        try:
            words = shlex.split(self.settings.get("GOFLAGS"))
        except ValueError as error:
            raise LoadError(f"go: parsing $GOFLAGS: {error}") from None
        for word in words:
            if not word.startswith("-") or word in ("-", "--"):
                raise LoadError(f"go: parsing $GOFLAGS: non-flag {_go_quote(word)}")
            name, _, value = word.lstrip("-").partition("=")
            flags[name] = value
        return flags


class Settings:
    """The go command's settings by name."""

    def __init__(self, goroot: str, env: Mapping[str, str]) -> None:
        self._env = env
        self._user = _read_env_file(self._user_file())
        self._goroot = _read_env_file(os.path.join(goroot, "go.env"))

    def get(self, name: str) -> str:
        for source in (self._env, self._user, self._goroot):
            value = source.get(name, "")
            if value:
                return value
        return ""

    def _user_file(self) -> str:
        path = self._env.get("GOENV", "")
        if path:
            return "" if path == "off" else path
        if os.name == "nt":
            base = self._env.get("AppData", "")
        elif sys.platform == "darwin":
            base = os.path.join(self._env.get("HOME", ""), "Library", "Application Support")
        else:
            home = self._env.get("HOME", "")
            base = self._env.get("XDG_CONFIG_HOME", "") or (os.path.join(home, ".config") if home else "")
        return os.path.join(base, "go", "env") if base else ""


def _read_env_file(path: str) -> dict[str, str]:
    """NAME=value lines; others are ignored."""
    if not path:
        return {}
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read(1 << 20)
    except OSError:
        return {}
    values: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and name[:1].isupper():
            values[name] = value
    return values


def host_goos() -> str:
    for prefix, goos in _HOST_OS.items():
        if sys.platform.startswith(prefix):
            return goos
    return sys.platform.rstrip("0123456789")


def host_goarch() -> str:
    if os.name == "nt":
        machine = os.environ.get("PROCESSOR_ARCHITECTURE", "AMD64")
    else:
        machine = os.uname().machine
    return _HOST_ARCH.get(machine.lower(), "amd64")


def goarch_tags(goos: str, goarch: str, settings: Settings) -> list[str]:
    """Tags for the architecture's feature level, ``amd64.v2`` (internal/buildcfg). Raises LoadError."""

    def choose(name: str, default: str, allowed: str) -> str:
        value = settings.get(name) or default
        if value not in allowed.split():
            raise LoadError(f"go: invalid {name}: must be {', '.join(allowed.split())}")
        return value

    if goarch == "386":
        value = settings.get("GO386") or "sse2"
        if value == "387":
            raise LoadError("go: unsupported setting GO386=387. Consider using GO386=softfloat instead.")
        return ["386." + value]
    if goarch == "amd64":
        level = int(choose("GOAMD64", "v1", "v1 v2 v3 v4")[1:])
        return [f"amd64.v{i}" for i in range(1, level + 1)]
    if goarch == "arm":
        value = settings.get("GOARM") or "7"
        value = value.removesuffix(",softfloat").removesuffix(",hardfloat")
        if value not in ("5", "6", "7"):
            raise LoadError(
                'go: invalid GOARM: must start with 5, 6, or 7, and may optionally end in either ",hardfloat" or '
                '",softfloat"'
            )
        return [f"arm.{i}" for i in range(5, int(value) + 1)]
    if goarch == "arm64":
        return _arm64_tags(settings.get("GOARM64") or "v8.0")
    if goarch in ("mips", "mipsle"):
        return [f"{goarch}.{choose('GOMIPS', 'hardfloat', 'hardfloat softfloat')}"]
    if goarch in ("mips64", "mips64le"):
        return [f"{goarch}.{choose('GOMIPS64', 'hardfloat', 'hardfloat softfloat')}"]
    if goarch in ("ppc64", "ppc64le"):
        power = int(choose("GOPPC64", "power8", "power8 power9 power10").removeprefix("power"))
        return [f"{goarch}.power{i}" for i in range(8, power + 1)]
    if goarch == "riscv64":
        profile = choose("GORISCV64", "rva20u64", "rva20u64 rva22u64 rva23u64")
        return [f"riscv64.{name}" for name in ("rva20u64", "rva22u64", "rva23u64") if name <= profile]
    if goarch == "wasm":
        for feature in settings.get("GOWASM").split(","):
            if feature not in ("", "satconv", "signext"):
                raise LoadError(f"go: invalid GOWASM: no such feature {_go_quote(feature)}")
        return ["wasm.satconv", "wasm.signext"]
    return []


def _arm64_tags(value: str) -> list[str]:
    while value.endswith((",lse", ",crypto")):
        value = value.rpartition(",")[0]
    valid = len(value) == 4 and value.startswith(("v8.", "v9.")) and value[3] in "0123456789"
    if not valid or (value[1] == "9" and value[3] > "5"):
        raise LoadError(
            "go: invalid GOARM64: must start with v8.{0-9} or v9.{0-5} and may optionally end in "
            '",lse" and/or ",crypto"'
        )
    minor = int(value[3])
    tags = [f"arm64.v{value[1]}.{i}" for i in range(minor + 1)]
    if value[1] == "9":
        tags += [f"arm64.v8.{i}" for i in range(min(minor + 5, 9) + 1)]
    return tags


def _split_tags(value: str) -> list[str]:
    """-tags takes a comma-separated list; the old form with spaces still works."""
    return [tag for tag in value.replace(",", " ").split() if tag]


def _go_quote(text: str) -> str:
    """strconv.Quote, near enough for messages."""
    import json

    return json.dumps(text, ensure_ascii=False)
