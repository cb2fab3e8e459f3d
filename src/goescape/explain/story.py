"""Why a value is on the heap, told step by step: from the value along its shortest flow to what outlives it, and
from there into the callee that keeps it, to the statement that stores."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from goescape.explain import phrases
from goescape.explain.names import clean, human_function, human_value, short_name, split_qualified, with_package
from goescape.explain.phrases import Lang, Phrase
from goescape.result.names import without_type_arguments
from goescape.result.sites import Call, Flow, Leak, Operation, PackageSites, Parameter, Place, Site, Step, Verdict

ParameterKey = tuple[str, str, int]

# Operations that only reach for a part of something: what is done with the part is what matters.
_SILENT: Final = {
    "spill",
    "dot",
    "dot of pointer",
    "indirection",
    "slice",
    "fixed-array-index-of",
    "slice-to-array",
    "reflect.Header.Data",
    "switch case",
    "range",
    "range-deref",
    "callee operand",
}

_SIMPLE: Final[dict[str, Phrase]] = {
    "address-of": phrases.ADDRESS,
    "interface-converted": phrases.CONVERTED,
    "return": phrases.RETURNED,
    "send": phrases.SENT,
    "key of map put": phrases.MAP_KEY,
    "map literal key": phrases.MAP_KEY,
    "map literal value": phrases.MAP_VALUE,
    "appendee slice": phrases.APPEND_BASE,
    "appended slice...": phrases.APPEND_COPIES,
    "copied slice": phrases.COPIED,
    "//go:uintptrescapes": phrases.UINTPTR,
}

_STORES: Final[dict[str, Phrase]] = {
    "global": phrases.STORED_GLOBAL,
    "pointer": phrases.STORED_POINTER,
    "field": phrases.STORED_FIELD,
    "element": phrases.STORED_ELEMENT,
    "map": phrases.STORED_MAP,
}

_BUILTINS: Final[dict[str, Phrase]] = {"append": phrases.APPENDED, "panic": phrases.PANICS}

# Of what stays on the stack.
_CONDITIONS: Final[dict[str, Phrase]] = {
    "capacity exceeded": phrases.STACK_CAPACITY,
    "more than 32 bytes": phrases.STACK_LONG,
    "more than 8 entries": phrases.STACK_ENTRIES,
}

_MAX_CALLEES: Final = 12
_MAX_HOLDERS: Final = 2


@dataclass
class Sentence:
    """One step of a story, where it happens (None: nowhere in particular) and in which function.

    ``text`` may say "it"; ``full`` names the value.
    """

    text: str
    place: Place | None
    function: str
    full: str


@dataclass
class Value:
    """What flows, and whether it was named already."""

    name: str
    known: bool = False


@dataclass
class Story:
    """``headline`` says it in one sentence; ``steps`` lead from the value to the end; ``callees`` go on from there."""

    headline: str
    place: Place | None
    steps: list[Sentence] = field(default_factory=list)
    callees: list[Sentence] = field(default_factory=list)


class Teller:
    """Tells stories about the sites of one run in one language."""

    def __init__(self, packages: Iterable[PackageSites], lang: Lang) -> None:
        self.lang = lang
        self.parameters: dict[ParameterKey, Parameter] = {}
        self.sites: dict[Place, list[Site]] = {}
        for package in packages:
            self.add(package)

    def add(self, package: PackageSites) -> None:
        for parameter in [*package.parameters, *package.callees]:
            self.parameters.setdefault((parameter.package, parameter.function, parameter.index), parameter)
        for site in package.sites:
            if site.heap:
                self.sites.setdefault(site.place, []).append(site)

    def say(self, phrase: Phrase, **names: str) -> str:
        return phrase.say(self.lang, **names)

    # -------------------------------------------------------------------------------------------------- sites

    def story(self, site: Site, verdict: Verdict, depth: int = 0) -> Story:
        """Of a verdict that puts the site's value on the heap.

        depth: how many values that it keeps in memory on the heap led here.
        """
        it = self.value(site)
        if site.kind == "make chan":
            return Story(self.say(phrases.CHANNEL), site.place)
        flow = verdict.flow
        condition = _CONDITIONS.get(verdict.allocates_why)
        if not verdict.heap and condition is not None:
            return Story(self._sentence_case(self.say(condition, it=it)), site.place)
        if flow is None:
            return Story(self.say(phrases.NOT_TOLD), site.place)
        if flow.sink == "size":
            return Story(self._sentence_case(self._too_large(site, flow, it)), site.place)
        function = without_type_arguments(verdict.function) if verdict.shape else verdict.function
        steps = self.flow_steps(flow, it, function, verdict.calls)
        callees = list(self.callee_steps(flow))
        end = self._end(flow, function)
        if callees:
            headline, place = self._headline_of_callees(flow, it, callees[-1], len(verdict.calls))
            return Story(headline, place, steps, callees)
        holder = None
        if depth < _MAX_HOLDERS:
            holder = self._holder(flow, site, verdict.function, verdict.calls, verdict.shape)
        if holder is None:
            return Story(*self._headline(steps, end), steps)
        held = self.story(*holder, depth + 1)
        headline = self.say(phrases.BECAUSE, what=self._headline(steps, end)[0][:-1], why=_inner(held.headline))
        return Story(headline, held.place, steps, [*held.steps, *held.callees])

    def value(self, site: Site) -> str:
        """What a sentence calls a site's value."""
        if site.kind == "go or defer closure":
            return self.say(phrases.NAME_LATER)
        return human_value(site.name, self.lang)

    def _holder(
        self, flow: Flow, site: Site | None, function: str, calls: list[Call], shape: str
    ) -> tuple[Site, Verdict] | None:
        """What is on the heap itself, and keeps the value that ``site`` makes in that function."""
        if flow.sink != "storage" or flow.end_place is None:
            return None
        held: list[tuple[Site, Verdict]] = []
        for other in self.sites.get(flow.end_place, []):
            for v in [*other.alone, *other.copies]:
                depth = min(len(v.calls), len(calls))
                here = (
                    v.shape == shape and other.function == without_type_arguments(function)
                    if shape
                    else v.function == function
                )
                same = v.heap and here and v.calls[:depth] == calls[:depth]
                if same and v.flow is not None and other is not site:
                    held.append((other, v))
        named = [found for found in held if flow.end in (found[0].name, found[1].text)]
        return named[0] if named else held[0] if len(held) == 1 else None

    def _headline_of_callees(self, flow: Flow, it: str, last: Sentence, depth: int) -> tuple[str, Place | None]:
        """The call that the value is passed to, and what keeps it in the end."""
        o = flow.steps[-1].operations[-1]
        inner = o.calls[depth:]
        name, place = (inner[0].callee, inner[0].place) if inner else (o.callee, o.place)
        text = self.say(phrases.KEPT_BY_CALLEE, it=it, to=f"`{short_name(name)}`", what=last.full)
        return self._sentence_case(text), place

    def leak(self, parameter: Parameter, leak: Leak) -> Story:
        """Of what a parameter's value goes to."""
        flow = leak.flow
        assert flow is not None
        steps = self.flow_steps(flow, self._parameter_name(parameter), parameter.function)
        headline, place = self._headline(steps, "")
        callees = list(self.callee_steps(flow))
        holder = None if callees else self._holder(flow, None, parameter.function, [], parameter.shape)
        if holder is not None:
            held = self.story(*holder, _MAX_HOLDERS - 1)
            callees = [*held.steps, *held.callees]
        return Story(headline, place, steps, callees)

    def _too_large(self, site: Site, flow: Flow, it: str) -> str:
        if flow.reason == "too aligned for stack":
            return self.say(phrases.TOO_ALIGNED, it=it)
        if flow.reason == "non-constant size":
            return self.say(phrases.SIZE_NOT_CONSTANT, it=it)
        if flow.reason == "zero-sized element":
            return self.say(phrases.ZERO_SIZED, it=it)
        if site.size < 0 or site.limit <= 0:
            return self.say(phrases.TOO_LARGE_UNKNOWN, it=it)
        size, limit = self._bytes(site.size), self._bytes(site.limit)
        return self.say(phrases.TOO_LARGE, it=it, size=size, limit=limit)

    def _bytes(self, n: int) -> str:
        return self.say(phrases.BYTES, n=f"{n:,}")

    def _headline(self, steps: list[Sentence], end: str) -> tuple[str, Place | None]:
        """The last step with its consequence."""
        last = steps[-1]
        comma = "，" if self.lang == "zh" else ", "
        return self._sentence_case(last.full + comma + end if end else last.full), last.place

    def _sentence_case(self, text: str) -> str:
        return text[0].upper() + text[1:] + ("。" if self.lang == "zh" else ".")

    def _end(self, flow: Flow, function: str) -> str:
        end = human_value(flow.end, self.lang)
        if flow.sink == "result":
            o = flow.steps[-1].operations[-1:]
            if o and o[0].why.startswith("assign") and end.startswith("`"):
                return self.say(phrases.END_NAMED_RESULT, end=end, function=human_function(function, self.lang))
            return self.say(phrases.END_RESULT)
        if flow.sink == "loop":
            return self.say(phrases.END_LOOP, end=end)
        if flow.sink == "outer":
            return self.say(phrases.END_OUTER, end=end)
        if (
            flow.sink == "storage"
            and flow.steps
            and flow.steps[-1].operations[-1:]
            and (flow.steps[-1].operations[-1].why == "interface-converted")
        ):
            return self.say(phrases.END_BOXED)
        if flow.sink == "storage":
            return self.say(phrases.END_STORAGE, end=end)
        if flow.sink == "unknown":
            return self.say(phrases.END_UNKNOWN, end=end)
        last = flow.steps[-1].operations[-1:] if flow.steps else []
        if last and (last[0].dispatch in ("interface", "value") or last[0].literal and last[0].why == "spill"):
            return ""
        return self.say(phrases.END_HEAP, function=human_function(function, self.lang))

    # -------------------------------------------------------------------------------------------------- flows

    def flow_steps(self, flow: Flow, it: str, function: str, calls: list[Call] | None = None) -> list[Sentence]:
        """A sentence for each thing that happens on the way; at least one.

        calls: through which the value itself was inlined: what happens at that depth happens in ``function``.
        """
        out: list[Sentence] = []
        depth = len(calls or [])
        entered = depth
        value = Value(it)
        for step in flow.steps:
            for operation in step.operations:
                if len(operation.calls) > entered:
                    call = operation.calls[entered]
                    if out and out[-1].place == call.place:
                        out.pop()  # the assignment to the parameter
                        value.known = False
                    out.append(
                        self._sentence(phrases.PASSED, value, call.place, function, f"`{short_name(call.callee)}`")
                    )
                entered = max(len(operation.calls), depth)
                phrase, to = self.operation(operation, step, function)
                if phrase is not None and not (step.returned and operation.why.startswith("assign")):
                    inner = short_name(operation.calls[-1].callee) if len(operation.calls) > depth else function
                    out.append(self._sentence(phrase, value, operation.place, inner, to))
                    if phrase is phrases.ADDRESS:
                        value.name = f"`&{it.strip('`')}`" if it.startswith("`") else value.name
            if step.returned:
                value = Value(self.destination(step))
            elif step.dst not in ("{heap}", "", "{temp}") and not self._is_temporary(step.dst):
                it = self.destination(step)
                value = Value(it)
            if step.function:
                function = step.function
        return out or [self._plain(flow, value, function)]

    def _sentence(self, phrase: Phrase, value: "Value", place: Place | None, function: str, to: str) -> Sentence:
        names = {"to": to, "function": human_function(function, self.lang), "why": to}
        full = self.say(phrase, it=value.name, **names)
        text = self.say(phrase, it=self.say(phrases.NAME_IT), **names) if value.known else full
        value.known = True
        return Sentence(text, place, function, full)

    def destination(self, step: Step) -> str:
        """What a step's destination is called."""
        if step.returned:
            return self.say(phrases.NAME_RETURNED, to=f"`{short_name(step.returned)}`")
        return human_value(step.dst, self.lang)

    def _plain(self, flow: Flow, value: "Value", function: str) -> Sentence:
        """A flow of which nothing but its ends is known."""
        step = flow.steps[-1]
        place = step.operations[-1].place if step.operations else step.src_place
        if step.dst == "{heap}" and all(o.why == "spill" for o in step.operations):
            deferred = bool(step.operations) and step.operations[-1].literal == "defer"
            return self._sentence(phrases.DEFERRED if deferred else phrases.IN_GOROUTINE, value, place, function, "")
        to = self.destination(step) if step.dst != "{heap}" else f"`{clean(step.operations[-1].what)}`"
        return self._sentence(phrases.PART_OF, value, place, function, to)

    def operation(self, o: Operation, step: Step, function: str) -> tuple[Phrase | None, str]:
        """The phrase for one operation with what it names besides the value; None where it is not worth one."""
        why = o.why
        if why in _SILENT or why == "reference":
            return None, ""
        simple = _SIMPLE.get(why)
        if simple is not None:
            return simple, ""
        if why == "call parameter":
            return self._call(o)
        if why == "captured by a closure":
            by_reference = any(other.why == "reference" for other in step.operations)
            return (phrases.CAPTURED_REF if by_reference else phrases.CAPTURED_VALUE), ""
        if why == "struct literal element" or why == "array literal element":
            return phrases.STRUCT_PART, f"`{clean(o.what)}`"
        if why == "slice-literal-element":
            if o.what == "... argument":
                return phrases.ARGUMENTS, ""
            return phrases.SLICE_PART, f"`{clean(o.what)}`"
        if why.startswith("assign"):
            return self._assignment(o, step)
        return phrases.OTHER, why

    def _assignment(self, o: Operation, step: Step) -> tuple[Phrase | None, str]:
        if o.name and self._is_temporary(o.name):
            return None, ""
        if o.name:
            return _STORES.get(o.target, phrases.ASSIGNED), f"`{clean(o.name)}`"
        if step.dst == "{heap}":
            return phrases.PART_OF, f"`{clean(o.what)}`"
        to = self.destination(step)
        return (None if self._is_temporary(step.dst) else phrases.ASSIGNED), to

    def _is_temporary(self, name: str) -> bool:
        return human_value(name, self.lang) == self.say(phrases.NAME_TEMP)

    def _call(self, o: Operation) -> tuple[Phrase, str]:
        if o.dispatch == "builtin":
            return _BUILTINS.get(o.callee, phrases.BUILTIN), o.callee
        to = f"`{short_name(o.callee)}`"
        if o.dispatch == "interface":
            return (phrases.RECEIVER_INTERFACE if o.param == 0 else phrases.PASSED_INTERFACE), to
        if o.dispatch == "value":
            return phrases.PASSED_VALUE, to
        return phrases.PASSED, to

    # ------------------------------------------------------------------------------------------------ callees

    def callee_steps(self, flow: Flow) -> Iterable[Sentence]:
        """What the callee that a flow ends in does with its parameter, on to the statement that stores."""
        seen: set[ParameterKey] = set()
        while len(seen) < _MAX_CALLEES:
            key = parameter_key(flow)
            parameter = self.parameters.get(key) if key is not None and key not in seen else None
            if key is None or parameter is None:
                return
            seen.add(key)
            leak = next((leak for leak in parameter.leaks if leak.to == "heap"), None)
            if leak is None:
                return
            if leak.flow is None:
                what = self._parameter_name(parameter)
                name = short_name(f"{parameter.package}.{parameter.function}")
                text = self.say(phrases.CALLEE_ASSEMBLY, function=f"`{name}`", param=what)
                yield Sentence(text, parameter.place, name, text)
                return
            flow = leak.flow
            for step in self.flow_steps(flow, self._parameter_name(parameter), parameter.function):
                step.function = with_package(step.function, parameter.package)
                yield step

    def _parameter_name(self, parameter: Parameter) -> str:
        return f"`{parameter.name}`" if parameter.name else self.say(phrases.NAME_RECEIVER)


def parameter_key(flow: Flow) -> ParameterKey | None:
    """The parameter that a flow to the heap ends in, if it ends in a call of a known function."""
    if flow.sink != "heap" or not flow.steps or not flow.steps[-1].operations:
        return None
    o = flow.steps[-1].operations[-1]
    if o.dispatch != "static" or o.param < 0:
        return None
    package, function = split_qualified(o.callee)
    return package, function, o.param


def _inner(sentence: str) -> str:
    """A sentence as part of another one."""
    return sentence[0].lower() + sentence[1:]
