"""The flow of a value as something to draw: values, variables, results and the heap, and what leads from one to the
next. The same way that a story tells, with what lies behind a value that holds it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from goescape.explain import edge_phrases, phrases
from goescape.explain.edge_phrases import SHORT
from goescape.explain.names import clean, human_value, short_name, split_qualified, with_package
from goescape.explain.phrases import Phrase
from goescape.explain.story import Teller, parameter_key
from goescape.result.sites import Call, Flow, Operation, PackageSites, Parameter, Place, Site, Step, Verdict

NodeKind = Literal["value", "variable", "parameter", "result", "heap"]

_MAX_HOLDERS: Final = 6  # values that hold one another


@dataclass(frozen=True)
class Node:
    """``label``: code in backquotes. place: where it is declared or made, if that is known."""

    kind: NodeKind
    label: str
    place: Place | None = None
    function: str = ""


@dataclass(frozen=True)
class Label:
    """One thing that happens on an edge, and where."""

    text: str
    place: Place | None = None


@dataclass(frozen=True)
class Edge:
    """``derefs``: -1 takes the address, 1 and more load through pointers."""

    derefs: int
    labels: tuple[Label, ...]


@dataclass
class Graph:
    """A way without branches: ``edges[i]`` leads from ``nodes[i]`` to the next."""

    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    def add(self, edge: Edge, node: Node) -> None:
        self.edges.append(edge)
        self.nodes.append(node)


class Drawer:
    """Draws flows of the sites of some packages, in the words of a teller."""

    def __init__(self, teller: Teller, packages: Iterable[PackageSites]) -> None:
        self.teller = teller
        self.lang = teller.lang
        self.by_place: dict[Place, list[Site]] = {}
        for package in packages:
            for site in package.sites:
                self.by_place.setdefault(site.place, []).append(site)

    def say(self, phrase: Phrase, **names: str) -> str:
        return phrase.say(self.lang, **names)

    def graph(self, site: Site, verdict: Verdict) -> Graph:
        """Of a verdict that puts the site's value on the heap."""
        graph = Graph([self._value(site, verdict)])
        self._site(graph, site, verdict, 0)
        return graph

    def _value(self, site: Site, verdict: Verdict) -> Node:
        label = human_value(site.name if site.kind == "variable" or not site.alone else verdict.text, self.lang)
        if verdict.calls:  # gc adds the package to names of inlined code
            label = label.replace(f"`{split_qualified(verdict.calls[-1].callee)[0].rpartition('/')[2]}.", "`")
        return Node("variable" if site.kind == "variable" else "value", label, site.place, verdict.function)

    def _site(self, graph: Graph, site: Site, verdict: Verdict, depth: int) -> None:
        flow = verdict.flow
        if flow is None or flow.sink == "size":
            graph.add(Edge(0, (Label(self._without_flow(site, flow), site.place),)), self._heap())
            return
        self._flow(graph, flow, verdict)
        if flow.sink == "storage":
            self._holder(graph, flow, verdict, depth)

    def _without_flow(self, site: Site, flow: Flow | None) -> str:
        if flow is None:
            return self.say(edge_phrases.ALWAYS if site.kind == "make chan" else edge_phrases.NOT_TOLD)
        if site.size < 0 or site.limit <= 0:
            return self.say(edge_phrases.NO_ROOM)
        return self.say(edge_phrases.TOO_LARGE, size=f"{site.size:,}", limit=f"{site.limit:,}")

    def _heap(self) -> Node:
        return Node("heap", self.say(edge_phrases.HEAP))

    def _holder(self, graph: Graph, flow: Flow, verdict: Verdict, depth: int) -> None:
        """Goes on with what the value is kept in, which is on the heap itself."""
        for site in self.by_place.get(flow.end_place, []) if flow.end_place is not None else []:
            for other in [*site.alone, *site.copies]:
                if other.heap and other.function == verdict.function and depth < _MAX_HOLDERS:
                    self._site(graph, site, other, depth + 1)
                    return
        graph.add(Edge(0, ()), self._heap())

    def _flow(self, graph: Graph, flow: Flow, verdict: Verdict) -> None:
        """From the value to the end of its flow, and on through the parameters of the functions that keep it."""
        function, package = verdict.function, ""
        seen = set()
        while True:
            key = parameter_key(flow)
            parameter = self.teller.parameters.get(key) if key is not None and key not in seen else None
            leak = next((k for k in parameter.leaks if k.to == "heap"), None) if parameter is not None else None
            trail = Trail(self, verdict.calls if not package else [])
            for n, step in enumerate(flow.steps):
                last = n == len(flow.steps) - 1
                edge = trail.edge(step, function)
                function = step.function or function
                if last and parameter is not None and leak is not None:
                    graph.add(edge, self._parameter(parameter))
                elif last or not self._is_passing(step):
                    graph.add(edge, self._target(flow, step, with_package(function, package), last))
                else:
                    trail.hold(edge)
            if not flow.steps:
                graph.add(Edge(0, ()), self._heap())
            if parameter is None or leak is None or key is None:
                return
            seen.add(key)
            function, package = parameter.function, parameter.package
            if leak.flow is None:
                label = Label(self.say(edge_phrases.NO_BODY), parameter.place)
                graph.add(Edge(0, (label,)), self._heap())
                return
            flow = leak.flow

    def _is_passing(self, step: Step) -> bool:
        """Whether the step only leads to a temporary."""
        return step.dst != "{heap}" and self.teller.destination(step) == self.say(phrases.NAME_TEMP)

    def _parameter(self, parameter: Parameter) -> Node:
        name = with_package(parameter.function, parameter.package)
        it = f"`{parameter.name}`" if parameter.name else self.say(phrases.NAME_RECEIVER)
        label = self.say(edge_phrases.PARAMETER, it=it)
        return Node("parameter", label, parameter.place, name)

    def _target(self, flow: Flow, step: Step, function: str, last: bool) -> Node:
        """What a step leads to."""
        if step.dst == "{heap}":
            return self._heap()
        name = self.teller.destination(step)
        if not last:
            return Node("variable", name, step.dst_place, function)
        if flow.sink == "result":
            label = self.say(edge_phrases.RESULT_OF, function=f"`{function}`")
            return Node("result", label, step.dst_place, function)
        phrase = {"loop": edge_phrases.OUTSIDE_LOOP, "outer": edge_phrases.OUTER_FUNCTION}.get(flow.sink)
        kind: NodeKind = "value" if flow.sink == "storage" else "variable"
        return Node(kind, self.say(phrase, it=name) if phrase is not None else name, step.dst_place, function)

    def operation(self, o: Operation, step: Step, function: str) -> str:
        """In two or three words; "" for what is not worth them."""
        phrase, to = self.teller.operation(o, step, function)
        return self.say(SHORT[phrase], to=to) if phrase is not None else ""

    def part(self, step: Step) -> str:
        """Of a step that only reaches for a part of something."""
        if step.dst == "{heap}" and all(o.why == "spill" for o in step.operations):
            deferred = step.operations[-1:] and step.operations[-1].literal == "defer"
            return self.say(SHORT[phrases.DEFERRED if deferred else phrases.IN_GOROUTINE])
        o = step.operations[-1]
        if o.why.startswith("range"):
            return self.say(edge_phrases.RANGED)
        return self.say(SHORT[phrases.PART_OF], to=f"`{clean(o.what)}`")


class Trail:
    """The edges of one flow. ``calls``: inlined calls that the code is in at the moment."""

    def __init__(self, drawer: Drawer, calls: list[Call]) -> None:
        self.drawer = drawer
        self.calls = calls
        self.held: Edge | None = None

    def hold(self, edge: Edge) -> None:
        """The edge leads nowhere worth a node: what it tells belongs to the next."""
        self.held = edge

    def edge(self, step: Step, function: str) -> Edge:
        derefs, labels = step.derefs, self.labels(step, function)
        if self.held is not None:
            derefs = max(derefs + self.held.derefs, -1)
            labels = [*self.held.labels, *labels]
            self.held = None
        return Edge(derefs, tuple(dict.fromkeys(labels)))

    def labels(self, step: Step, function: str) -> list[Label]:
        out: list[Label] = []
        for o in step.operations:
            for call in o.calls[self._common(o.calls) :]:
                to = f"`{short_name(call.callee)}`"
                out.append(Label(self.drawer.say(SHORT[phrases.PASSED], to=to), call.place))
            self.calls = o.calls
            text = self.drawer.operation(o, step, function)
            if text:
                out.append(Label(text, o.place))
        if not out and step.operations:
            out.append(Label(self.drawer.part(step), step.operations[-1].place))
        return out

    def _common(self, calls: list[Call]) -> int:
        n = 0
        while n < min(len(calls), len(self.calls)) and calls[n] == self.calls[n]:
            n += 1
        return n
