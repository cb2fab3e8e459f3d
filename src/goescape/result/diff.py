"""Agreement of two runs over the same packages, counted per family of message.

Lines are compared as multisets per package: order between packages differs from build to build, and inside a
package it is compared separately (``same_order``).
"""

from collections import Counter

from goescape.result.families import FAMILIES, NOISE, family
from goescape.result.records import Message, PackageReport

Key = tuple[str, int, int, str]


class FamilyCount:
    """How many lines of one family both have, only the reference has, only we have."""

    def __init__(self) -> None:
        self.matched = 0
        self.missing = 0
        self.extra = 0

    @property
    def percent(self) -> float:
        return 100 * self.matched / max(1, self.matched + self.missing + self.extra)


class PackageDiff:
    """One package: counts, the lines that differ (in reference order, then ours), and whether the order is equal."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.counts: dict[str, FamilyCount] = {name: FamilyCount() for name in FAMILIES}
        self.missing: list[Message] = []
        self.extra: list[Message] = []
        self.same_order = True
        self.lines = 0

    @property
    def identical(self) -> bool:
        return not self.missing and not self.extra


class Diff:
    """All packages of a comparison."""

    def __init__(self) -> None:
        self.packages: list[PackageDiff] = []

    def total(self, name: str) -> FamilyCount:
        total = FamilyCount()
        for package in self.packages:
            count = package.counts[name]
            total.matched += count.matched
            total.missing += count.missing
            total.extra += count.extra
        return total

    @property
    def identical(self) -> int:
        return sum(package.identical for package in self.packages)

    @property
    def differs(self) -> bool:
        return self.identical != len(self.packages)


def _kept(messages: list[Message], ignore: frozenset[str]) -> list[Message]:
    return [message for message in messages if family(message.text) not in ignore]


def _surplus(messages: list[Message], other: Counter[Key]) -> list[Message]:
    """The messages that the other side does not have (as often)."""
    left = Counter(other)
    out = []
    for message in messages:
        key = message.key()
        if left[key] > 0:
            left[key] -= 1
        else:
            out.append(message)
    return out


def diff_package(path: str, expected: list[Message], actual: list[Message], ignore: frozenset[str]) -> PackageDiff:
    want, have = _kept(expected, ignore), _kept(actual, ignore)
    want_keys, have_keys = [m.key() for m in want], [m.key() for m in have]
    result = PackageDiff(path)
    result.lines = len(want)
    result.missing = _surplus(want, Counter(have_keys))
    result.extra = _surplus(have, Counter(want_keys))
    result.same_order = want_keys == have_keys
    for message in want:
        result.counts[family(message.text)].matched += 1
    for message in result.missing:
        count = result.counts[family(message.text)]
        count.matched -= 1
        count.missing += 1
    for message in result.extra:
        result.counts[family(message.text)].extra += 1
    return result


def diff_reports(expected: list[PackageReport], actual: list[PackageReport], *, ignore_inline: bool = False) -> Diff:
    """Compare package by package; a package that one side lacks counts as having no lines there."""
    ignore = frozenset([NOISE, "inline"] if ignore_inline else [NOISE])
    left = {report.desc: report.messages for report in expected}
    right = {report.desc: report.messages for report in actual}
    result = Diff()
    for desc in sorted(left.keys() | right.keys()):
        result.packages.append(diff_package(desc, left.get(desc, []), right.get(desc, []), ignore))
    return result
