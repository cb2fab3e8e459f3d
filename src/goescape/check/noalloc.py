"""``//goescape:noalloc``: neither the function nor what it calls takes memory.

Calls are followed through all packages. A call that cannot be seen through (an interface method, a function value, a
function that is not Go) breaks the contract, unless //goescape:allow exempts it on its line: a line exempts what
happens on it and all that its calls lead to, by cause.
"""

import os
import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from goescape.check import phrases
from goescape.check.bodiless import calling, is_runtime
from goescape.check.index import line_of
from goescape.check.outcome import Step
from goescape.check.source import Line
from goescape.explain.classify import cause_of, has_cause
from goescape.explain.names import clean, package_name, short_name, split_qualified
from goescape.explain.phrases import Lang, Phrase
from goescape.explain.story import Teller
from goescape.result.names import without_type_arguments
from goescape.result.sites import Compiled, Effect, PackageSites, Place, Site, Verdict

Key = tuple[str, str]
"""Package and name, with the type arguments of an instance."""

_WRAPPER: Final = re.compile(r"\.(?:deferwrap|gowrap)\d+$")

_HASH: Final = re.compile(r"#[^#]*#")  # of the type that an instance's literal belongs to

_CODES: Final = {
    "map write": "GE038",
    "concatenation": "GE036",
    "go": "GE024",
    "defer in loop": "GE025",
    "interface call": "interface-call",
    "value call": "value-call",
}


@dataclass(frozen=True)
class Exemption:
    """What a line exempts; ``codes`` empty: everything."""

    number: int
    codes: frozenset[str] = frozenset()

    def covers(self, code: str) -> bool:
        return not self.codes or code in self.codes


class Exemptions:
    """By line, and ``everywhere``; ``used`` takes which codes of which were of use."""

    def __init__(self, used: set[tuple[int, str]], everywhere: frozenset[str] = frozenset()) -> None:
        self.by_line: dict[Line, list[Exemption]] = {}
        self.used = used
        self.everywhere = everywhere

    def on(self, places: Iterable[Place]) -> frozenset[Exemption]:
        return frozenset(e for place in places for e in self.by_line.get(line_of(place), ()))

    def exempt(self, exemptions: frozenset[Exemption], code: str) -> bool:
        if code in self.everywhere:
            return True
        found = [e for e in exemptions if e.covers(code)]
        self.used.update((e.number, code) for e in found)
        return bool(found)


@dataclass
class Node:
    """A compiled function; ``sites``: what its effects' numbers count."""

    compiled: Compiled
    sites: list[Site]


Bindings = frozenset[tuple[int, str]]
"""Parameters of a function, by number, and the functions that were passed for them."""


@dataclass
class _Visit:
    """An effect of a function that is called with ``bindings``, on a path of calls."""

    node: Node
    effect: Effect
    exempted: frozenset[Exemption] = frozenset()
    bindings: Bindings = frozenset()
    path: list[tuple[Node, Effect]] = field(default_factory=list)


@dataclass
class End:
    """What takes memory: an effect of a function, with the calls that lead there."""

    node: Node
    effect: Effect
    code: str
    path: list[tuple[Node, Effect]] = field(default_factory=list)


class CallGraph:
    """All functions that are known: of the analysed packages, and those of others that were followed."""

    def __init__(self, packages: Iterable[PackageSites], followed: Iterable[PackageSites]) -> None:
        self.nodes: dict[Key, list[Node]] = {}
        self.by_name: dict[Key, list[Key]] = {}  # without shapes
        self.analysed = {package.path for package in packages}
        for package in [*packages, *followed]:
            for compiled in package.compiled:
                key = (compiled.package, compiled.function)
                self.nodes.setdefault(key, []).append(Node(compiled, package.sites))
                plain = (compiled.package, without_type_arguments(compiled.function))
                if key not in self.by_name.setdefault(plain, []):
                    self.by_name[plain].append(key)

    def instances(self, package: str, function: str) -> list[Node]:
        """The function's own code: what wraps it with a dictionary is left out."""
        keys = self.by_name.get((package, function), [])
        own = [key for key in keys if "[" not in key[1] or "go.shape." in key[1]]
        return [node for key in own or keys for node in self.nodes[key]]

    def callees(self, effect: Effect) -> list[Node]:
        return self.nodes.get(split_qualified(effect.callee), [])


class NoAlloc:
    """Looks for what takes memory, from functions that must not."""

    def __init__(self, graph: CallGraph, exemptions: Exemptions, teller: Teller) -> None:
        self.graph = graph
        self.exemptions = exemptions
        self.teller = teller
        self.lang: Lang = teller.lang

    def broken(self, node: Node, with_panics: bool) -> list[End]:
        """One end for each statement of the function that takes memory, or whose call leads to something that does."""
        out: list[End] = []
        for effect in node.compiled.effects:
            end = self.of_effect(node, effect, with_panics)
            if end is not None:
                out.append(end)
        return out

    def of_effect(self, node: Node, effect: Effect, with_panics: bool) -> End | None:
        """The nearest that is not exempted."""
        queue: deque[_Visit] = deque([_Visit(node, effect)])
        seen: set[tuple[int, frozenset[Exemption], Bindings]] = set()
        while queue:
            visit = queue.popleft()
            at, exempted, path = visit.node, visit.exempted, visit.path
            effect = self.bound(visit.effect, dict(visit.bindings))
            if effect.panics and not with_panics:
                continue
            exempted |= self.exemptions.on([effect.place, *(call.place for call in effect.calls)])
            code = self.code(at, effect)
            if code:
                if not self.exemptions.exempt(exempted, code):
                    return End(at, effect, code, path)
                continue
            if effect.what != "call" or any(not e.codes for e in exempted):
                continue
            bindings = passed(effect, dict(visit.bindings))
            for callee in self.graph.callees(effect):
                key = (id(callee), exempted, bindings)
                if key not in seen:
                    seen.add(key)
                    way = [*path, (at, effect)]
                    queue.extend(_Visit(callee, e, exempted, bindings, way) for e in callee.compiled.effects)
        return None

    def bound(self, effect: Effect, bindings: dict[int, str]) -> Effect:
        """The call of a parameter is the call of what was passed for it."""
        callee = bindings.get(effect.param, "") if effect.what == "value call" else ""
        if callee and split_qualified(callee) in self.graph.nodes:
            return replace(effect, what="call", callee=callee)
        return effect

    def code(self, node: Node, effect: Effect) -> str:
        """What an exemption calls an effect by itself; "" for a call that is followed, or is known to take nothing."""
        if effect.what == "allocation":
            site, verdict = verdict_of(node, effect)
            return cause_of(site, verdict).code if has_cause(verdict) else ""
        if effect.what != "call":
            return _CODES[effect.what]
        package, function = split_qualified(effect.callee)
        if effect.body == "instruction" or (effect.body == "go" and self.graph.callees(effect)):
            return ""
        if not node.compiled.followed:
            return ""  # it takes memory itself
        if effect.body == "go" and not is_runtime(package):
            return "no-body"  # of a package with errors
        answer = calling(package, function, effect.body == "assembly")
        return {"nothing": "", "memory": "runtime", "unknown": "no-body"}[answer]

    # ------------------------------------------------------------------------------------------------ telling

    def say(self, phrase: Phrase, **names: str) -> str:
        return phrase.say(self.lang, **names)

    def message(self, end: End) -> str:
        """ "`Encode` calls `strconv.FormatInt` (enc.go:12), which …"."""
        first, *rest = self.steps(end)
        out = first.text
        for step in rest:
            out += self.say(phrases.WHICH, what=step.text)
        return out + ("。" if self.lang == "zh" else ".")

    def steps(self, end: End) -> list[Step]:
        """A sentence for each call, and for what takes memory, with its place; only the first has a subject."""
        out: list[Step] = []
        for node, effect in [*end.path, (end.node, end.effect)]:
            package = node.compiled.package
            for call in effect.calls:
                text = self.say(phrases.CALLS, callee=function_in(call.callee, package))
                out.append(self.step(node, call.place, package, text))
                package = call.package
            if not _WRAPPER.search(effect.callee):
                out.append(self.step(node, effect.place, package, self.what(node, effect, package)))
        subject = clean(without_type_arguments((end.path[0][0] if end.path else end.node).compiled.function))
        out[0] = Step(f"`{subject}` {out[0].text}", out[0].place, out[0].function)
        return out

    def step(self, node: Node, place: Place, package: str, text: str) -> Step:
        """Places in analysed packages are shown by the file's name alone."""
        function = without_type_arguments(node.compiled.function)
        if not place.line or place.file == "<autogenerated>":
            return Step(text, None, function)
        name = os.path.basename(place.file)
        if package not in self.graph.analysed:
            name = f"{package}/{name}"
        return Step(f"{text} ({name}:{place.line})", place, function)

    def what(self, node: Node, effect: Effect, package: str) -> str:
        if effect.what == "allocation":
            return self.allocation(*verdict_of(node, effect))
        callee = f"`{clean(short_name(effect.callee))}`"
        if effect.what == "call":
            if not self.code(node, effect):
                return self.say(phrases.CALLS, callee=function_in(effect.callee, package))
            memory = calling(*split_qualified(effect.callee), False) == "memory"
            phrase = phrases.CALLS_RUNTIME if memory else phrases.CALLS_BODILESS
            return self.say(phrase, callee=function_in(effect.callee, package))
        return self.say(_WHAT[effect.what], callee=callee)

    def allocation(self, site: Site, verdict: Verdict) -> str:
        """What is made, and under which condition it is on the heap."""
        it = self.teller.value(site)
        condition = _CONDITIONS.get(verdict.allocates_why)
        if condition is not None and verdict.allocates == "maybe":
            return self.say(condition, it=it)
        if verdict.allocates_why == "channel":
            return self.say(phrases.MAKES_CHANNEL)
        if verdict.heap and verdict.flow is not None:
            story = self.teller.story(site, verdict).headline.rstrip(".。")
            return self.say(phrases.ALLOCATES_BECAUSE, it=it, why=story[:1].lower() + story[1:])
        return self.say(phrases.ALLOCATES, it=it)


_CONDITIONS: Final[dict[str, Phrase]] = {
    "capacity exceeded": phrases.IF_CAPACITY,
    "more than 32 bytes": phrases.IF_LONG,
    "more than 8 entries": phrases.IF_ENTRIES,
    "256 or more": phrases.IF_LARGE_NUMBER,
}

_WHAT: Final[dict[str, Phrase]] = {
    "map write": phrases.WRITES_MAP,
    "concatenation": phrases.APPENDS_STRING,
    "go": phrases.STARTS_GOROUTINE,
    "defer in loop": phrases.DEFERS_IN_LOOP,
    "interface call": phrases.CALLS_INTERFACE,
    "value call": phrases.CALLS_VALUE,
}


def passed(effect: Effect, bindings: dict[int, str]) -> Bindings:
    """What a call passes for which parameters."""
    known = ((f.index, f.callee or bindings.get(f.param, "")) for f in effect.functions)
    return frozenset((index, callee) for index, callee in known if callee)


def function_in(name: str, package: str) -> str:
    """A callee's name as told in a package: with its whole import path only if it is called like the package itself."""
    path, function = split_qualified(_HASH.sub("", without_type_arguments(name)))
    if path == package:
        return f"`{clean(function)}`"
    short = package_name(path)
    return f"`{clean(f'{path}.{function}' if short == package_name(package) else f'{short}.{function}')}`"


def verdict_of(node: Node, effect: Effect) -> tuple[Site, Verdict]:
    """Of an allocation."""
    site = node.sites[effect.site]
    for verdict in [*site.alone, *site.copies]:
        if verdict.function == node.compiled.function and verdict.calls == effect.calls:
            return site, verdict
    raise AssertionError("an allocation is made from a verdict")
