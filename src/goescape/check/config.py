"""``goescape.toml`` (or ``[tool.goescape]`` in ``pyproject.toml``): packages, path filters, budgets, the baseline."""

import os
import re
import tomllib
from dataclasses import dataclass, field
from typing import Any, Final

from goescape.check.directives import WORDS
from goescape.explain.classify import find_cause

FILE: Final = "goescape.toml"
BASELINE: Final = "goescape-baseline.json"

_TOP: Final = ("packages", "include", "exclude", "generated", "baseline", "noalloc", "budget")
_BUDGET: Final = ("packages", "functions", "max-sites", "max-bytes", "forbid", "reason")
_NOALLOC: Final = ("allow",)


class ConfigError(ValueError):
    """One sentence with file and line."""


@dataclass
class Budget:
    """Limits for each package of ``packages``, or, with ``functions``, for each such function in them."""

    packages: list[str]
    functions: list[str] = field(default_factory=list)
    max_sites: int = -1
    max_bytes: int = -1
    forbid: list[str] = field(default_factory=list)
    reason: str = ""
    line: int = 0

    @property
    def name(self) -> str:
        return ", ".join(self.functions or self.packages)


@dataclass
class Config:
    """``path``: "" if there is no file. ``root``: the folder that its paths are relative to."""

    path: str
    root: str
    packages: list[str] = field(default_factory=list)
    include: list[str] = field(default_factory=list)
    exclude: list[str] = field(default_factory=list)
    generated: bool = True  # files that are generated count
    baseline: str = ""
    noalloc_allow: list[str] = field(default_factory=list)
    budgets: list[Budget] = field(default_factory=list)


def find_config(cwd: str) -> str:
    """The nearest file above, up to the end of the file system; "" if there is none."""
    folder = cwd
    while True:
        path = os.path.join(folder, FILE)
        if os.path.isfile(path):
            return path
        project = os.path.join(folder, "pyproject.toml")
        if os.path.isfile(project) and _has_table(project):
            return project
        parent = os.path.dirname(folder)
        if parent == folder:
            return ""
        folder = parent


def _has_table(path: str) -> bool:
    try:
        with open(path, encoding="utf-8") as file:
            return re.search(r"^\s*\[+\s*tool\s*\.\s*goescape\b", file.read(), re.MULTILINE) is not None
    except (OSError, UnicodeDecodeError):
        return False


def load_config(path: str) -> Config:
    """Raises ConfigError."""
    shown = os.path.basename(path)
    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8")
        data: dict[str, Any] = tomllib.loads(text)
    except OSError as err:
        raise ConfigError(f"{path}: {(err.strerror or 'cannot be read').lower()}") from err
    except UnicodeDecodeError as err:
        raise ConfigError(f"{shown}: the text is not UTF-8") from err
    except tomllib.TOMLDecodeError as err:
        raise ConfigError(_syntax_error(shown, str(err), text)) from err
    prefix = ""
    if shown == "pyproject.toml":
        data = data.get("tool", {}).get("goescape", {})
        prefix = "tool.goescape."
    return _Reader(shown, text, prefix).read(data, Config(path, os.path.dirname(os.path.abspath(path))))


def _syntax_error(shown: str, message: str, text: str) -> str:
    match = re.fullmatch(r"(.*) \(at line (\d+), column \d+\)", message)
    line, what = (match[2], match[1]) if match else (str(text.count("\n") + 1), message.partition(" (at ")[0])
    return f"{shown}:{line}: {what[:1].lower()}{what[1:]}"


class _Reader:
    def __init__(self, shown: str, text: str, prefix: str) -> None:
        self.shown = shown
        self.lines = text.split("\n")
        self.prefix = prefix

    def read(self, data: dict[str, Any], config: Config) -> Config:
        self.known(data, _TOP, 0, "")
        config.packages = self.strings(data, "packages")
        config.include = self.strings(data, "include")
        config.exclude = self.strings(data, "exclude")
        config.generated = self.boolean(data, "generated", True)
        config.baseline = self.string(data, "baseline", 0)
        noalloc = data.get("noalloc", {})
        if not isinstance(noalloc, dict):
            raise self.error("noalloc is a table: [noalloc]", self.line("noalloc"))
        start = self.table_line("noalloc", 0)
        self.known(noalloc, _NOALLOC, start, " in [noalloc]")
        config.noalloc_allow = [self.code(x, start) for x in self.strings(noalloc, "allow", start)]
        budgets = data.get("budget", [])
        if not isinstance(budgets, list) or not all(isinstance(b, dict) for b in budgets):
            raise self.error("budgets are tables in a list: [[budget]]", self.line("budget"))
        for n, table in enumerate(budgets):
            config.budgets.append(self.budget(table, self.table_line("budget", n)))
        return config

    def budget(self, table: dict[str, Any], start: int) -> Budget:
        self.known(table, _BUDGET, start, " in [[budget]]")
        budget = Budget(
            self.strings(table, "packages", start),
            self.strings(table, "functions", start),
            self.number(table, "max-sites", start),
            self.number(table, "max-bytes", start),
            self.strings(table, "forbid", start),
            self.string(table, "reason", start),
            start,
        )
        if not budget.packages:
            raise self.error('a budget needs packages = ["./..."]', start)
        if budget.max_sites < 0 and budget.max_bytes < 0 and not budget.forbid:
            raise self.error("a budget needs max-sites, max-bytes or forbid", start)
        budget.forbid = [self.cause(name, "forbid", start) for name in budget.forbid]
        return budget

    def cause(self, name: str, key: str, start: int) -> str:
        """The code of a cause."""
        cause = find_cause(name)
        if cause is None:
            raise self.error(f"there is no cause {name!r} (goescape rules lists them)", self.line(key, start))
        return cause.code

    def code(self, name: str, start: int) -> str:
        return name if name in WORDS else self.cause(name, "allow", start)

    # ----------------------------------------------------------------------------------------------- values

    def known(self, table: dict[str, Any], keys: tuple[str, ...], start: int, where: str) -> None:
        for key in table:
            if key not in keys:
                raise self.error(f"unknown key {key!r}{where} (there are {', '.join(keys)})", self.line(key, start))

    def strings(self, table: dict[str, Any], key: str, start: int = 0) -> list[str]:
        value = table.get(key, [])
        if isinstance(value, str):
            return [value]
        if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
            raise self.error(f"{key} is a list of strings", self.line(key, start))
        return [str(x) for x in value]

    def string(self, table: dict[str, Any], key: str, start: int) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            raise self.error(f"{key} is a string", self.line(key, start))
        return value

    def boolean(self, table: dict[str, Any], key: str, default: bool) -> bool:
        value = table.get(key, default)
        if not isinstance(value, bool):
            raise self.error(f"{key} is true or false", self.line(key))
        return value

    def number(self, table: dict[str, Any], key: str, start: int) -> int:
        value = table.get(key, -1)
        if isinstance(value, bool) or not isinstance(value, int) or (value < 0 and key in table):
            raise self.error(f"{key} is a number that is not negative", self.line(key, start))
        return value

    # ------------------------------------------------------------------------------------------------ lines

    def line(self, key: str, start: int = 0) -> int:
        """Where a key is set (or its table begins), from a line on; the line itself if that is not plain to see."""
        pattern = re.compile(
            rf"""^\s*(?:["']?{re.escape(key)}["']?\s*[=.]|\[+\s*["']?{re.escape(self.prefix + key)}\b)"""
        )
        for n in range(max(start, 1), len(self.lines) + 1):
            if pattern.match(self.lines[n - 1]):
                return n
        return max(start, 1)

    def table_line(self, name: str, n: int) -> int:
        pattern = re.compile(rf"^\s*\[+\s*{re.escape(self.prefix + name)}\s*\]")
        found = [at for at, line in enumerate(self.lines, 1) if pattern.match(line)]
        return found[n] if n < len(found) else self.line(name)

    def error(self, what: str, line: int) -> ConfigError:
        return ConfigError(f"{self.shown}:{line}: {what}")
