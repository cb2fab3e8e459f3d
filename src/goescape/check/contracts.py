"""Directives of one run: found in the sources before the analysis, held against the records after it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from goescape.base.text import to_unicode
from goescape.check import phrases
from goescape.check.attach import Attachment, Subject, function_name
from goescape.check.directives import Directive, Misspelt, directives_in, may_hold_directives
from goescape.check.index import Index, line_of
from goescape.check.noalloc import CallGraph, End, Exemption, Exemptions, NoAlloc, verdict_of
from goescape.check.outcome import Failure, Step
from goescape.check.scopes import Scopes, Variable
from goescape.check.source import Line, Source
from goescape.explain.classify import cause_of, has_cause, suggestion
from goescape.explain.names import clean
from goescape.explain.phrases import TO_HEAP, TO_RESULT, Lang, Phrase
from goescape.explain.story import Story, Teller
from goescape.result.names import without_type_arguments
from goescape.result.sites import Leak, PackageSites, Parameter, Place, Site, Verdict
from goescape.syntax.nodes import Field, FuncDecl


@dataclass
class Contract:
    """A directive with the code that it is about. ``functions``: of the file, to resolve names."""

    directive: Directive
    subject: Subject
    place: Place  # of the comment
    package: str
    attachment: Attachment


@dataclass
class Follow:
    """Functions (package, name) whose callees are to be looked at. ``all``: what exemptions cover does not end it."""

    functions: list[tuple[str, str]] = field(default_factory=list)
    through_panics: bool = False
    all: bool = False


@dataclass
class Contracts:
    """``invalid``: directives that mean nothing. ``skipped``: how many there are in files that were left out."""

    contracts: list[Contract] = field(default_factory=list)
    invalid: list[Failure] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)  # by file
    lang: Lang = "en"
    count: int = 0
    noalloc_allow: list[str] = field(default_factory=list)  # what the configuration exempts from //goescape:noalloc

    def read(self, package: str, files: Iterable[str]) -> None:
        for path in files:
            source = _source(path)
            if source is not None:
                self.file(package, source)

    def follow(self) -> Follow:
        """What the analysis has to look into for contracts about all that a function calls."""
        out = Follow(all=bool(self.noalloc_allow))
        for contract in self.contracts:
            node = contract.subject.node
            if contract.directive.verb == "noalloc" and isinstance(node, FuncDecl):
                out.functions.append((contract.package, function_name(node)))
                out.through_panics |= "with-panics" in contract.directive.options
            out.all |= contract.directive.verb == "allow"
        return out

    def left_out(self, files: Iterable[str]) -> None:
        """Files that this build leaves out: only counted."""
        for path in files:
            source = _source(path)
            if source is None:
                continue
            n = sum(1 for c in source.comments for d in directives_in(c) if _counts(d))
            if n:
                self.skipped[path] = n

    def file(self, package: str, source: Source) -> None:
        if source.file is None:
            return  # the analysis says what is wrong with it
        attachment: Attachment | None = None
        for comment in source.comments:
            for directive in directives_in(comment):
                attachment = attachment or Attachment(source, source.file)
                place = source.place_at(comment.start)
                if isinstance(directive, Misspelt):
                    text = directive.phrase.say(self.lang, **directive.names)
                    self.invalid.append(Failure("invalid", directive.text, text, place, place, package))
                    continue
                subject = attachment.subject(comment)
                self.count += _counts(directive)
                if subject is not None:
                    self.contracts.append(Contract(directive, subject, place, package, attachment))
                elif directive.verb != "nolint":
                    text = phrases.ABOUT_NOTHING.say(self.lang)
                    self.invalid.append(Failure("invalid", directive.text, text, place, place, package))


def _counts(directive: Directive | Misspelt) -> bool:
    return isinstance(directive, Misspelt) or directive.verb != "nolint"


def _source(path: str) -> Source | None:
    """None for a file that holds nothing like a directive, or cannot be read (the analysis says so)."""
    try:
        with open(path, "rb") as file:
            text = file.read().decode("latin-1")
    except OSError:
        return None
    return Source(path, text) if may_hold_directives(text) else None


class Judge:
    """Holds contracts against records."""

    def __init__(
        self, contracts: Contracts, index: Index, *, calls_known: bool, followed: Iterable[PackageSites] = ()
    ) -> None:
        self.contracts = contracts
        self.index = index
        self.calls_known = calls_known
        self.lang = contracts.lang
        self.teller = Teller(index.packages, self.lang)
        self.failures: list[Failure] = []
        self.allowed = 0
        self.shield = Shield([c for c in contracts.contracts if c.directive.verb in ("allow", "nolint")])
        graph = CallGraph(index.packages, followed)
        exemptions = self.shield.exemptions(contracts.contracts, frozenset(contracts.noalloc_allow))
        self.calls = NoAlloc(graph, exemptions, self.teller)

    def judge(self) -> list[Failure]:
        """What does not hold, in the order of the directives; nothing twice."""
        analysed = {p.path for p in self.index.packages}
        for contract in self.contracts.contracts:
            if contract.package in analysed:
                self.one(contract)
        seen: dict[tuple[str, Place | None, Place, str], Failure] = {}
        for failure in self.failures:
            seen.setdefault((failure.rule, failure.rule_place, failure.place, failure.message), failure)
        return list(seen.values())

    def say(self, phrase: Phrase, **names: str) -> str:
        return phrase.say(self.lang, **names)

    def one(self, contract: Contract) -> None:
        verb = contract.directive.verb
        if verb == "noescape":
            self.noescape(contract)
        elif verb == "inline":
            node = contract.subject.node
            if isinstance(node, FuncDecl):
                self.inline_function(contract, node)
            else:
                self.inline_line(contract)
        elif verb == "stack":
            self.stack(contract)
        elif verb == "noleak":
            self.noleak(contract)
        elif verb == "noalloc":
            self.noalloc(contract)

    # ----------------------------------------------------------------------------------------------- gcassert

    def noescape(self, contract: Contract) -> None:
        """No verdict "heap" and no "leaking param: …" on the line that the code begins on."""
        line = contract.subject.line
        for site, verdict in self.index.printed.get(line, ()):
            if verdict.heap:
                self.on_heap(contract, site, verdict)
        for parameter in self.index.parameters.get(line, ()):
            for leak in parameter.leaks:
                if leak.derefs == 0 or leak.to == "result":
                    self.leaks(contract, parameter, leak)

    def inline_line(self, contract: Contract) -> None:
        line = contract.subject.line
        if line in self.index.inlined:
            return
        phrase = phrases.NOT_INLINED_LINE
        if self.calls_known and line not in self.index.call_lines:
            phrase = phrases.NO_CALL
        self.fail(contract, self.say(phrase), contract.subject.place)

    def inline_function(self, contract: Contract, fn: FuncDecl) -> None:
        """Every call of it is inlined."""
        name = function_name(fn)
        if not self.calls_known:
            self.invalid(contract, phrases.NOT_TOLD_BY_GC)
            return
        for compiled, effect in self.index.calls.get(f"{contract.package}.{name}", ()):
            if not effect.calls and effect.place.file != "<autogenerated>":
                message = self.say(phrases.NOT_INLINED, function=f"`{name}`")
                self.fail(contract, message, effect.place, compiled.function)

    # ---------------------------------------------------------------------------------------------------- own

    def stack(self, contract: Contract) -> None:
        names = contract.directive.names
        if names:
            for name in names:
                self.stack_variable(contract, name)
            return
        node = contract.subject.node
        lines = contract.subject.whole if isinstance(node, FuncDecl) else contract.subject.lines
        sites = list(self.index.sites_on(lines))
        inlined = list(self.index.inlined_on(lines))
        if not sites and not inlined:
            self.invalid(contract, phrases.NOTHING_TO_NAME)
        for site in sites:
            self.stays(contract, site)
        for site, verdict in inlined:
            if puts_on_heap(verdict):
                self.on_heap(contract, site, verdict)

    def stack_variable(self, contract: Contract, name: str) -> None:
        fn = contract.subject.function
        if fn is None:
            self.invalid(contract, phrases.NOT_A_FUNCTION)
            return
        variables = self.variables(contract, fn, name)
        if not variables:
            self.invalid(contract, phrases.NO_SUCH_VARIABLE, name=name, function=function_name(fn))
        elif self.is_compiled(contract, fn):
            for variable in variables:
                for site in self.sites_of(variable):
                    self.stays(contract, site)

    def sites_of(self, variable: Variable) -> list[Site]:
        """Nothing for a variable whose address nobody takes."""
        sites = [*self.index.sites_at(variable.place), *self.index.sites_on(variable.clauses)]
        return [s for s in sites if s.kind == "variable" and s.name == variable.name]

    def variables(self, contract: Contract, fn: FuncDecl, name: str) -> list[Variable]:
        """All of that name in the function, or the one that a statement declares or sees."""
        scopes = Scopes(contract.attachment.source, fn)
        if contract.subject.node is fn:
            return scopes.named(name)
        visible = scopes.visible(name, contract.subject.inside)
        return [] if visible is None else [visible]

    def stays(self, contract: Contract, site: Site) -> None:
        """On the stack in all shapes, and wherever it is inlined. What never takes memory does not count."""
        options = contract.directive.options
        broken = [v for v in site.alone if puts_on_heap(v)] if "inlined" not in options else []
        if not broken and "alone" not in options:
            broken = [v for v in site.copies if puts_on_heap(v)]
        if "inlined" in options and not site.copies:
            self.invalid(contract, phrases.NOWHERE_INLINED, function=site.function)
        for verdict in broken:
            self.on_heap(contract, site, verdict)

    def noleak(self, contract: Contract) -> None:
        fn = contract.subject.function
        if fn is None:
            self.invalid(contract, phrases.NOT_A_FUNCTION)
            return
        scopes = Scopes(contract.attachment.source, fn)
        signature = [v for v in scopes.variables if v.role != "variable"]
        names = contract.directive.names
        node = contract.subject.node
        if not names and isinstance(node, Field) and node.name is not None:
            names = (to_unicode(node.name.value),)
        elif not names:
            names = tuple(v.name for v in signature if v.role == "parameter")
        for name in names:
            meant = [v for v in signature if v.name == name]
            if not meant:
                self.invalid(contract, phrases.NO_SUCH_PARAMETER, name=name, function=function_name(fn))
            elif self.is_compiled(contract, fn):
                self.noleak_name(contract, fn, meant[0], signature)

    def noleak_name(self, contract: Contract, fn: FuncDecl, meant: Variable, signature: list[Variable]) -> None:
        """Of a parameter: it goes nowhere. Of a result: no parameter goes to it."""
        options = contract.directive.options
        if meant.role == "result":
            for variable in signature:
                for parameter in self.index.parameters_at(variable.place):
                    for leak in parameter.leaks:
                        if leak.to == "result" and leak.result == meant.name:
                            self.leaks(contract, parameter, leak)
            return
        for parameter in self.index.parameters_at(meant.place):
            for leak in parameter.leaks:
                content = leak.derefs > 0 and "content-ok" in options
                result = leak.to == "result" and "result-ok" in options
                if not content and not result:
                    self.leaks(contract, parameter, leak)
        for site in self.sites_of(meant):
            self.stays(contract, site)

    def noalloc(self, contract: Contract) -> None:
        fn = contract.subject.node
        if not isinstance(fn, FuncDecl):
            self.invalid(contract, phrases.NOT_A_FUNCTION)
        elif not self.calls_known:
            self.invalid(contract, phrases.NOT_TOLD_BY_GC)
        elif fn.body is None:
            self.invalid(contract, phrases.NO_BODY_TO_SEE, function=function_name(fn))
        elif self.is_compiled(contract, fn):
            for node in self.calls.graph.instances(contract.package, function_name(fn)):
                for end in self.calls.broken(node, "with-panics" in contract.directive.options):
                    self.takes_memory(contract, end)

    def takes_memory(self, contract: Contract, end: End) -> None:
        """The failure is at the function's own statement."""
        node, effect = end.path[0] if end.path else (end.node, end.effect)
        place = effect.calls[0].place if effect.calls else effect.place
        failure = self.fail(contract, self.calls.message(end), place, without_type_arguments(node.compiled.function))
        failure.story = self.calls.steps(end)
        failure.cause = end.code if end.code.startswith("GE") else ""
        if end.effect.what == "allocation" and not end.path and not effect.calls:
            failure.suggestion = suggestion(*verdict_of(node, effect), self.lang)
        else:
            failure.suggestion = self.say(phrases.ALLOW_ALLOCATION, code=end.code)

    def is_compiled(self, contract: Contract, fn: FuncDecl) -> bool:
        """Otherwise nothing can be said, and that is said."""
        if not self.calls_known or fn.body is None:
            return True
        name = function_name(fn)
        if (contract.package, name) in self.index.functions or fn.name.value in ("init", "_"):
            return True
        self.invalid(contract, phrases.NOT_COMPILED, function=name)
        return False

    # ----------------------------------------------------------------------------------------------- failures

    def on_heap(self, contract: Contract, site: Site, verdict: Verdict) -> None:
        cause = cause_code(site, verdict)
        place = verdict.place or site.place
        if self.shield.covers(place, cause) or self.shield.covers(site.place, cause):
            self.allowed += 1
            return
        story = self.teller.story(site, verdict)
        message = story.headline
        if verdict.calls and not contract.directive.is_gcassert:
            message = self.say(phrases.IN_COPY, function=f"`{clean(verdict.function)}`") + message
        elif verdict.shape:
            message = self.say(phrases.IN_SHAPE, shape=f"`{verdict.shape}`") + message
        failure = self.fail(contract, message, place, site.function)
        failure.cause = cause
        failure.suggestion = suggestion(site, verdict, self.lang) if cause else ""
        failure.story = steps_of(story)
        if site.kind == "variable" and place == site.place:
            failure.width = len(site.name)

    def leaks(self, contract: Contract, parameter: Parameter, leak: Leak) -> None:
        to = self.say(TO_HEAP) if leak.to == "heap" else self.say(TO_RESULT, name=leak.result)
        if self.shield.covers(parameter.place, ""):
            self.allowed += 1
            return
        phrase = phrases.LEAKS if leak.derefs == 0 else phrases.LEAKS_CONTENT
        message = self.say(phrase, name=parameter.name, function=parameter.function, to=to)
        steps: list[Step] = []
        if leak.flow is not None:
            story = self.teller.leak(parameter, leak)
            message = f"{message}{'：' if self.lang == 'zh' else ': '}{story.headline}"
            steps = steps_of(story)
        failure = self.fail(contract, message, parameter.place, parameter.function)
        failure.story = steps
        failure.width = len(parameter.name)

    def fail(self, contract: Contract, message: str, place: Place, function: str = "") -> Failure:
        failure = Failure(
            "contract", contract.directive.text, message, place, contract.place, contract.package, function
        )
        self.failures.append(failure)
        return failure

    def invalid(self, contract: Contract, phrase: Phrase, **names: str) -> None:
        message = self.say(phrase, **names)
        place = contract.place
        self.failures.append(Failure("invalid", contract.directive.text, message, place, place, contract.package))


class Shield:
    """Exemptions: //goescape:allow by cause, //nolint for everything. On a function they cover all of it."""

    def __init__(self, contracts: Iterable[Contract]) -> None:
        self.by_line: dict[Line, list[Contract]] = {}
        self.used: set[tuple[int, str]] = set()  # exemptions, by number, and what they exempted calls from
        for contract in contracts:
            subject = contract.subject
            whole = contract.directive.verb == "nolint" or isinstance(subject.node, FuncDecl)
            for line in subject.whole if whole else subject.lines:
                self.by_line.setdefault(line, []).append(contract)

    def covers(self, place: Place, cause: str) -> bool:
        for contract in self.by_line.get(line_of(place), ()):
            if contract.directive.verb == "nolint" or cause in contract.directive.codes:
                return True
        return False

    def exemptions(self, contracts: list[Contract], everywhere: frozenset[str]) -> Exemptions:
        """For what calls lead to. ``contracts``: their numbers name exemptions in ``used``."""
        numbers = {id(contract): n for n, contract in enumerate(contracts)}
        out = Exemptions(self.used, everywhere)
        for line, found in self.by_line.items():
            out.by_line[line] = [Exemption(numbers[id(c)], frozenset(c.directive.codes)) for c in found]
        return out


def cause_code(site: Site, verdict: Verdict) -> str:
    """Of the catalogue; empty for a verdict with nothing to explain."""
    return cause_of(site, verdict).code if has_cause(verdict) else ""


def puts_on_heap(verdict: Verdict) -> bool:
    """On the heap, with memory taken for it; or sure to take memory, as a channel is."""
    return verdict.allocates == "always" or (verdict.heap and verdict.allocates != "never")


def steps_of(story: Story) -> list[Step]:
    return [Step(s.text, s.place, s.function) for s in [*story.steps, *story.callees]]


def stale(contracts: Contracts, index: Index, used: set[tuple[int, str]]) -> Iterator[Failure]:
    """Exemptions that exempt nothing. ``used``: what some exempted calls from, by their number."""
    analysed = {p.path for p in index.packages}
    for n, contract in enumerate(contracts.contracts):
        if contract.directive.verb != "allow" or contract.package not in analysed:
            continue
        subject = contract.subject
        lines = subject.whole if isinstance(subject.node, FuncDecl) else subject.lines
        found = {cause_code(site, verdict) for line in lines for site, verdict in index.printed.get(line, ())}
        unused = [code for code in contract.directive.codes if code not in found and (n, code) not in used]
        if unused:
            codes = ", ".join(unused)
            message = phrases.UNUSED_ALLOW.say(contracts.lang, codes=codes)
            place = contract.place
            yield Failure("invalid", contract.directive.text, message, place, place, contract.package)
