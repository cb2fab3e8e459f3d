"""The build configuration: what the go command takes from its environment, with the same defaults.

Lookup order of a setting: the process environment, the file that ``go env -w`` writes, GOROOT/go.env, the default
that was chosen when the Go tree was built (GOARM=6 in the tree for armv6l), ours.
cgo is off: without a C toolchain, files that import "C" cannot be analysed.
"""

import os
import re
import shlex
import sys
from collections.abc import Iterable, Mapping

from goescape.base.text import from_os, quote, to_os
from goescape.load.constraint import TagSet
from goescape.load.errors import SettingsError
from goescape.load.goroot import Goroot
from goescape.target.experiments import parse_experiments
from goescape.target.levels import level_setting, parse_level
from goescape.target.limits import GO_VERSION_MINOR
from goescape.target.platform import Target, is_known_port

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

_BUILT_IN = re.compile(r"^const [Dd]efault(GO[A-Z0-9]+) = `([^`]*)`$", re.M)


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
        """tags, mod, modfile, goos, goarch override the environment. Raises SettingsError for settings Go refuses."""
        self.goroot = goroot.dir
        self.goroot_src = os.path.join(goroot.dir, "src")
        self.release = goroot.version
        settings = Settings(goroot.dir, os.environ if env is None else env)
        self.settings = settings
        self.goos = goos or settings.get("GOOS") or host_goos()
        self.goarch = goarch or settings.get("GOARCH") or host_goarch()
        if not is_known_port(self.goos, self.goarch):
            raise SettingsError(f"go: unsupported GOOS/GOARCH pair {self.goos}/{self.goarch}")
        self.cgo_enabled = False
        self.gopath = [path for path in self._gopath().split(os.pathsep) if path]
        self.gomodcache = settings.get("GOMODCACHE") or (
            os.path.join(self.gopath[0], "pkg", "mod") if self.gopath else ""
        )
        self.go111module = settings.get("GO111MODULE")
        if self.go111module not in ("", "on", "off", "auto"):
            raise SettingsError(f"go: unknown environment setting GO111MODULE={self.go111module}")
        self.gowork = settings.get("GOWORK")
        flags = self._goflags()
        self.mod = mod or flags.get("mod", "")
        if self.mod not in ("", "readonly", "vendor", "mod"):
            raise SettingsError(f"go: -mod={self.mod} not supported (can be '', 'mod', 'readonly', or 'vendor')")
        self.mod_explicit = self.mod != ""
        self.modfile = modfile or flags.get("modfile", "")
        self.tags = list(tags) or _split_tags(flags.get("tags", ""))
        try:
            self.experiments = parse_experiments(self.goos, self.goarch, settings.get("GOEXPERIMENT"))
            setting = level_setting(self.goarch)
            level = parse_level(self.goarch, from_os(settings.get(setting)) if setting else "")
        except ValueError as error:
            raise SettingsError(f"go: {to_os(str(error))}") from None
        self.target = Target(self.goos, self.goarch, level)
        self.level_tags = level.tags
        self.tool_tags = [f"goexperiment.{name}" for name in self.experiments] + level.tags
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
            raise SettingsError(f"go: parsing $GOFLAGS: {error}") from None
        for word in words:
            if not word.startswith("-") or word in ("-", "--"):
                raise SettingsError(f"go: parsing $GOFLAGS: non-flag {_go_quote(word)}")
            name, _, value = word.lstrip("-").partition("=")
            flags[name] = value
        return flags


class Settings:
    """The go command's settings by name."""

    def __init__(self, goroot: str, env: Mapping[str, str]) -> None:
        self._env = env
        self._user = _read_env_file(self._user_file())
        self._goroot = _read_env_file(os.path.join(goroot, "go.env"))
        self._built_in = _read_built_in(goroot)

    def get(self, name: str) -> str:
        for source in (self._env, self._user, self._goroot, self._built_in):
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


def _read_built_in(goroot: str) -> dict[str, str]:
    """Defaults of the Go tree: lines like ``const DefaultGOARM = `6```."""
    try:
        with open(os.path.join(goroot, "src/internal/buildcfg/zbootstrap.go"), encoding="utf-8") as file:
            text = file.read(1 << 16)
    except (OSError, UnicodeDecodeError):
        return {}
    return dict(_BUILT_IN.findall(text))


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


def _split_tags(value: str) -> list[str]:
    """-tags takes a comma-separated list; the old form with spaces still works."""
    return [tag for tag in value.replace(",", " ").split() if tag]


def _go_quote(text: str) -> str:
    """As strconv.Quote."""
    return to_os(quote(from_os(text)))
