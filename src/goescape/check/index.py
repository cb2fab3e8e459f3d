"""Records of all packages of a run, found by the line or place that contracts name."""

from collections.abc import Iterable, Iterator

from goescape.check.source import Line
from goescape.result.names import without_type_arguments
from goescape.result.records import Message
from goescape.result.sites import Compiled, Effect, PackageSites, Parameter, Place, Site, Verdict

_INLINING = "inlining call to "


class Index:
    """``add`` each package; then look up."""

    def __init__(self) -> None:
        self.packages: list[PackageSites] = []
        self.sites: dict[Line, list[Site]] = {}  # of the source there
        self.printed: dict[Line, list[tuple[Site, Verdict]]] = {}  # where gc prints verdicts
        self.parameters: dict[Line, list[Parameter]] = {}
        self.inlined: dict[Line, set[int]] = {}  # columns of calls
        self.calls: dict[str, list[tuple[Compiled, Effect]]] = {}  # left calls by the callee's name without shapes
        self.call_lines: set[Line] = set()
        self.functions: set[tuple[str, str]] = set()  # compiled: package, name without shapes

    def add(self, package: PackageSites, messages: Iterable[Message]) -> None:
        self.packages.append(package)
        for site in package.sites:
            self.sites.setdefault(line_of(site.place), []).append(site)
            for verdict in [*site.alone, *site.copies]:
                place = verdict.place or site.place
                self.printed.setdefault(line_of(place), []).append((site, verdict))
        for parameter in package.parameters:
            self.parameters.setdefault(line_of(parameter.place), []).append(parameter)
        for message in messages:
            if message.text.startswith(_INLINING):
                self.inlined.setdefault((message.file, message.line), set()).add(message.col)
        for compiled in package.compiled:
            self.functions.add((compiled.package, without_type_arguments(compiled.function)))
            for effect in compiled.effects:
                self.call_lines.add(line_of(effect.place))
                if effect.what == "call":
                    self.calls.setdefault(without_type_arguments(effect.callee), []).append((compiled, effect))

    # ------------------------------------------------------------------------------------------------ look-up

    def sites_at(self, place: Place) -> Iterator[Site]:
        """Sites of variables are where these are declared."""
        return (s for s in self.sites.get(line_of(place), ()) if same_column(s.place, place))

    def sites_on(self, lines: Iterable[Line]) -> Iterator[Site]:
        for line in sorted(lines):
            yield from self.sites.get(line, ())

    def inlined_on(self, lines: Iterable[Line]) -> Iterator[tuple[Site, Verdict]]:
        """What calls on these lines bring with the functions that they are replaced by."""
        for line in sorted(lines):
            for site, verdict in self.printed.get(line, ()):
                if verdict.calls and line_of(site.place) != line:
                    yield site, verdict

    def parameters_at(self, place: Place) -> Iterator[Parameter]:
        return (p for p in self.parameters.get(line_of(place), ()) if same_column(p.place, place))


def line_of(place: Place) -> Line:
    return place.file, place.line


def same_column(a: Place, b: Place) -> bool:
    """Columns of 0 are unknown."""
    return a.col == b.col or a.col == 0 or b.col == 0
