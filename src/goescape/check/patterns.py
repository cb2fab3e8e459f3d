"""Patterns of configuration files: packages as the go command names them, paths as globs, functions as globs."""

import os
import re
from functools import lru_cache
from types import ModuleType


def relative(file: str, root: str, paths: ModuleType = os.path) -> str:
    """With slashes, as patterns are written; absolute where Windows has it on another drive."""
    try:
        return str(paths.relpath(file, root)).replace(paths.sep, "/")
    except ValueError:
        return file.replace(paths.sep, "/")


def package_matches(pattern: str, path: str, dir: str, root: str) -> bool:
    """``example.com/a/...``, or a folder below ``root`` that begins with a dot (``./internal/...``)."""
    if pattern.startswith("."):
        below = relative(dir, root)
        pattern = pattern.removeprefix("./") or "."
        if pattern == "...":
            return not below.startswith("..") and not os.path.isabs(below)
        return _import_pattern(pattern).fullmatch(below) is not None
    return _import_pattern(pattern).fullmatch(path) is not None


@lru_cache(maxsize=256)
def _import_pattern(pattern: str) -> re.Pattern[str]:
    """``...`` stands for anything, ``x/...`` for x as well."""
    text = re.escape(pattern).replace(re.escape("..."), ".*")
    if text.endswith("/.*"):
        text = text[: -len("/.*")] + "(?:/.*)?"
    return re.compile(text)


def path_matches(pattern: str, path: str) -> bool:
    """Of a path with slashes, relative to the configuration's folder. ``*`` and ``?`` stay within a name, ``**`` does
    not. A pattern without a slash may match any name in the path; one that matches a folder matches all below it."""
    if "/" not in pattern.rstrip("/"):
        return any(_glob(pattern.rstrip("/")).fullmatch(name) for name in path.split("/"))
    anchored = pattern.strip("/").removeprefix("./")
    parts = path.split("/")
    return any(_glob(anchored).fullmatch("/".join(parts[:n])) for n in range(1, len(parts) + 1))


@lru_cache(maxsize=256)
def _glob(pattern: str) -> re.Pattern[str]:
    out = ""
    at = 0
    while at < len(pattern):
        if pattern.startswith("**/", at):
            out += "(?:.*/)?"
            at += 3
        elif pattern.startswith("**", at):
            out += ".*"
            at += 2
        else:
            c = pattern[at]
            out += "[^/]*" if c == "*" else "[^/]" if c == "?" else re.escape(c)
            at += 1
    return re.compile(out)


def function_matches(pattern: str, name: str) -> bool:
    """``*`` stands for anything, but for that of a receiver: ``(*T).M``, ``(*T).*``, ``Parse*``."""
    return _function_pattern(pattern).fullmatch(name) is not None


@lru_cache(maxsize=256)
def _function_pattern(pattern: str) -> re.Pattern[str]:
    receiver, rest = ("(*", pattern[2:]) if pattern.startswith("(*") else ("", pattern)
    return re.compile(re.escape(receiver) + re.escape(rest).replace(r"\*", ".*"))
