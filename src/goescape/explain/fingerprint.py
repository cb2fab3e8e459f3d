"""What stays the same of a finding when lines move: for baselines, for comparing two states, for SARIF."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from goescape.explain.findings import Finding
from goescape.explain.names import clean, outermost_function, outside_of
from goescape.result.sites import Site


@dataclass(frozen=True, order=True)
class Key:
    """``function``: the declared one. ``via``: the function of another package that brought it by being inlined.

    Findings that are alike have the same key, and are told apart by their order in the source.
    """

    package: str
    function: str
    kind: str
    text: str
    via: str = ""

    def describe(self) -> str:
        """One line, and the way back: :func:`read_key`."""
        return f"{self.kind}: {self.text}" + (f" (from {self.via})" if self.via else "")

    def fingerprint(self, ordinal: int) -> str:
        """Of the ``ordinal``-th (from 0) finding with this key."""
        fields = (self.package, self.function, self.kind, self.text, self.via, str(ordinal))
        return hashlib.sha256("\0".join(fields).encode("utf-8", "replace")).hexdigest()[:32]


def read_key(package: str, function: str, text: str) -> Key:
    kind, _, rest = text.partition(": ")
    match = re.fullmatch(r"(.*) \(from (\S+)\)", rest, re.DOTALL)
    return Key(package, function, kind, match[1], match[2]) if match else Key(package, function, kind, rest)


def key_of(finding: Finding) -> Key:
    site = finding.site
    via = finding.verdict.calls[-1].callee if finding.brought else ""
    text = clean(site.name)
    if via:
        text = outside_of(text, via)
    return Key(finding.package, finding.function, site.kind, " ".join(text.split()), via)


def site_key(package: str, site: Site) -> Key:
    """Of a site of the package itself, whatever became of it."""
    return Key(package, outermost_function(site.function), site.kind, " ".join(clean(site.name).split()))


def with_keys(findings: Iterable[Finding]) -> list[tuple[Finding, Key, int]]:
    """Findings of one package in the order of the source, each with its key and its number among those alike."""
    seen: dict[Key, int] = {}
    out: list[tuple[Finding, Key, int]] = []
    for finding in findings:
        key = key_of(finding)
        out.append((finding, key, seen.get(key, 0)))
        seen[key] = seen.get(key, 0) + 1
    return out


def add_fingerprints(findings: Iterable[Finding]) -> None:
    """To all findings of one package, in the order of the source."""
    for finding, key, ordinal in with_keys(findings):
        finding.fingerprint = key.fingerprint(ordinal)
