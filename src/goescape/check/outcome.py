"""The result of a check, as data: what is printed, and the JSON form (``goescape check --format json``)."""

from typing import Final, Literal

from msgspec import Struct

from goescape.result.sites import Place

OUTCOME_SCHEMA: Final = 1

What = Literal[
    "contract",  # a directive in a comment does not hold
    "invalid",  # a directive that means nothing: misspelt, without a subject, stale
    "new",  # on the heap, and not in the baseline
    "budget",  # more than goescape.toml allows
    "forbidden",  # a cause that goescape.toml forbids
]


class Step(Struct, frozen=True):
    """One sentence of why, and where."""

    text: str
    place: Place | None = None
    function: str = ""


class Failure(Struct):
    """Something that does not hold. ``rule``: the directive or setting, as written, at ``rule_place``.

    place: the code that breaks it. cause: of the catalogue, "" if that does not apply. suggestion: what to do. story:
    how it comes about. fingerprint: stays the same when lines move, "" where there is none.
    """

    what: What
    rule: str
    message: str
    place: Place
    rule_place: Place | None = None
    package: str = ""
    function: str = ""
    cause: str = ""
    suggestion: str = ""
    fingerprint: str = ""
    width: int = 1  # of what stands at place, in columns
    story: list[Step] = []


class Gone(Struct):
    """A site of the baseline that is no longer on the heap."""

    package: str
    function: str
    text: str
    fingerprint: str


class Outcome(Struct):
    """``checked``: how many directives, budgets and baseline sites were compared. ``notes``: what was not checked."""

    tool: str
    go: str
    goos: str
    goarch: str
    engine: str
    failures: list[Failure] = []
    notes: list[str] = []
    directives: int = 0
    packages: int = 0
    allowed: int = 0
    budgets: int = 0
    baseline: int = 0
    gone: list[Gone] = []
    incomplete: bool = False  # packages with errors were left out
    schema: int = OUTCOME_SCHEMA
