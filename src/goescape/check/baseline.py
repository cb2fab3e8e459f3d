"""A baseline: the sites that are known to be on the heap. New ones fail, so that the number only goes down.

The file holds no lines: sites are known by package, function, kind and text, and counted.
"""

import os
from collections import Counter
from typing import Final

import msgspec

from goescape.explain.fingerprint import Key, read_key
from goescape.result.encode import to_json

SCHEMA: Final = 1

Counts = dict[str, dict[str, dict[str, int]]]
"""Package → function → what is on the heap there → how often."""


class BaselineError(ValueError):
    """One sentence."""


class _File(msgspec.Struct):
    schema: int
    go: str
    platform: str
    engine: str
    sites: Counts


class Baseline:
    """``go``, ``platform``, ``engine``: what it was written for, and by what."""

    def __init__(self, go: str, platform: str, engine: str, counts: Counter[Key] | None = None) -> None:
        self.go = go
        self.platform = platform
        self.engine = engine
        self.counts: Counter[Key] = Counter() if counts is None else counts

    def replace(self, keys: Counter[Key], packages: set[str], everything: bool) -> None:
        """Take what is there now; of packages that were not analysed what was known stays, unless there are no
        others (``everything``)."""
        kept = Counter({k: n for k, n in self.counts.items() if not everything and k.package not in packages})
        self.counts = kept + keys

    def encode(self) -> bytes:
        sites: Counts = {}
        for key, n in sorted(self.counts.items()):
            sites.setdefault(key.package, {}).setdefault(key.function, {})[key.describe()] = n
        file = _File(SCHEMA, self.go, self.platform, self.engine, sites)
        return to_json(file)


def read_baseline(path: str) -> Baseline:
    """Raises BaselineError."""
    shown = os.path.basename(path)
    try:
        with open(path, "rb") as file:
            data = msgspec.json.decode(file.read(), type=_File)
    except FileNotFoundError as err:
        raise BaselineError(
            f"the baseline {shown} does not exist (goescape check --update-baseline writes it)"
        ) from err
    except OSError as err:
        raise BaselineError(f"{path}: {(err.strerror or 'cannot be read').lower()}") from err
    except msgspec.DecodeError as err:
        raise BaselineError(f"{shown} is no baseline: {err}") from err
    if data.schema != SCHEMA:
        raise BaselineError(f"{shown} has format {data.schema}, this goescape reads format {SCHEMA}")
    counts: Counter[Key] = Counter()
    for package, functions in data.sites.items():
        for function, things in functions.items():
            for text, n in things.items():
                counts[read_key(package, function, text)] += n
    return Baseline(data.go, data.platform, data.engine, counts)


def write_baseline(path: str, baseline: Baseline) -> None:
    """Whole or not at all. Raises BaselineError."""
    partial = f"{path}.{os.getpid()}.tmp"
    try:
        with open(partial, "wb") as file:
            file.write(baseline.encode())
        os.replace(partial, path)
    except OSError as err:
        raise BaselineError(f"the baseline {path} cannot be written: {(err.strerror or str(err)).lower()}") from err
    finally:
        if os.path.exists(partial):
            os.unlink(partial)
