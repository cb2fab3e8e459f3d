"""The record of an analysis: one site per place that can allocate, one parameter record per parameter with pointers.

Plain data, whichever engine found it. The JSON form and its schema are derived from these classes
(:mod:`goescape.result.schema`); ``SCHEMA`` counts up when a field changes its meaning or goes away.

Files are absolute paths (as ``//line`` directives have them). Lines and columns count from 1, columns in bytes;
a column of 0 is unknown.
"""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

SCHEMA: Final = 1

Kind = Literal[
    "variable",  # a local variable, a parameter or a result
    "new",  # new(T), new(expr)
    "pointer literal",  # &T{...}
    "slice literal",
    "map literal",
    "variadic slice",  # made for the arguments of a call f(x, y) of f(...T)
    "make slice",
    "make map",
    "make chan",
    "closure",  # a function literal
    "go or defer closure",  # made by the compiler for the call of a go or defer statement
    "method value",  # x.M that is not called
    "interface conversion",
    "append",
    "string concatenation",
    "string conversion",  # string(b), []byte(s), []rune(s), string(r)
    "other",
]

Sink = Literal[
    "heap",  # storage that anybody may read: a global, what a pointer leads to, a callee that keeps it or is unknown
    "result",  # a result of the function
    "loop",  # a variable declared outside of the loop
    "outer",  # a variable of the function around a function literal
    "storage",  # something that is on the heap itself
    "size",  # it cannot be on the stack wherever it flows
    "unknown",  # the engine did not say
]

Allocates = Literal[
    "never",  # on the stack for certain, or nothing to store (constants, no size)
    "maybe",  # decided when the program runs (see why)
    "always",
    "unknown",
]


class Place(Struct, frozen=True):
    """A point in the source."""

    file: str
    line: int
    col: int


class Call(Struct, frozen=True):
    """A call that was replaced by the body of ``callee`` (with its import path, unless of the package itself).

    package: the import path of the package that declares it, "" if not known.
    """

    place: Place
    callee: str
    package: str = ""


class Operation(Struct):
    """One thing in the source that makes a value flow: ``what`` it is, ``why`` in gc's words.

    For a call parameter: ``callee`` is the function's name with its import path ("fmt.Println", "" if not known),
    ``dispatch`` how it is called, ``param`` the number of the parameter counted from 0, the receiver first (-1: not
    known), bodiless if its body is not Go. For a store: ``target`` is what is stored into. For a function literal, or a
    variable captured by one: ``literal`` says what runs it, if that is a statement. ``calls``: the calls that it was
    inlined through.
    """

    what: str
    why: str
    place: Place
    callee: str = ""
    dispatch: Literal["", "static", "interface", "value", "builtin"] = ""
    bodiless: bool = False
    param: int = -1
    target: Literal["", "variable", "global", "pointer", "field", "element", "map", "channel", "result"] = ""
    name: str = ""  # of the variable that is stored into
    literal: Literal["", "go", "defer", "range"] = ""
    calls: list[Call] = []


class Step(Struct):
    """``dst = src``, ``dst = &src`` (derefs -1) or ``dst = *src`` (derefs 1), and what happened on the way.

    function: that dst belongs to, where it is a variable: functions that call one another are analysed as one.
    returned: dst is what a call of this function returns, which was inlined.
    """

    dst: str
    derefs: int
    src: str
    operations: list[Operation]
    function: str = ""
    returned: str = ""
    dst_place: Place | None = None
    src_place: Place | None = None


class Flow(Struct):
    """The shortest way from a value to what outlives it. ``end`` names the sink, for "storage" that site's value.

    reason: for "size" gc's words. branch: the first statement of the branch (of an if, switch or select) without which
    the value, made before it, would stay on the stack.
    """

    sink: Sink
    end: str
    steps: list[Step]
    end_place: Place | None = None
    reason: str = ""
    branch: Place | None = None


class Verdict(Struct):
    """What was decided for a site in one compiled function. ``calls``: for an inlined copy, the calls from the
    outermost function (``function``) inwards. ``shape``: type arguments as gc compiles them, "" if not generic.

    cause: code in the catalogue of causes, where a report was asked for.
    text: what gc calls the value. heap: gc says "escapes to heap" or "moved to heap". allocates: whether running it
    takes memory from the heap, with the reason in ``allocates_why`` where that is not what ``heap`` says.
    """

    heap: bool
    text: str
    function: str
    allocates: Allocates
    calls: list[Call] = []
    shape: str = ""
    flow: Flow | None = None
    allocates_why: str = ""
    place: Place | None = None  # where gc prints it: of copies, the outermost call
    cause: str = ""


class Measured(Struct, frozen=True):
    """What a heap profile says was allocated."""

    bytes: int
    objects: int


class Site(Struct):
    """A place in the source that can allocate.

    ``alone``: verdicts in the function itself (one per shape of a generic function); ``copies``: where the function
    was inlined. size: bytes, -1 if only known when the program runs; limit: what it must not exceed to be on the
    stack. loop: how many loops it is in. name: of a variable, else what it is in the source. loop_variable: declared by
    a for statement, so that there is one for each iteration. start, end: of its text, end exclusive; place is between
    them, where gc points (an operator, an opening bracket). measured: with a profile, if it has something.
    """

    package: str
    function: str
    kind: Kind
    name: str
    type: str
    place: Place
    size: int
    limit: int
    loop: int
    alone: list[Verdict] = []
    copies: list[Verdict] = []
    start: Place | None = None
    end: Place | None = None
    parameter: bool = False
    loop_variable: bool = False
    measured: Measured | None = None

    @property
    def heap(self) -> bool:
        """Whether it is on the heap where it is not inlined (in some shape), or, seen only inlined, anywhere."""
        return any(v.heap for v in self.alone or self.copies)


class Leak(Struct):
    """A parameter's value, dereferenced ``derefs`` times, goes ``to`` "heap" or to the result ``result``."""

    to: Literal["heap", "result"]
    derefs: int
    result: str = ""
    flow: Flow | None = None


class Parameter(Struct):
    """A parameter or receiver whose type holds pointers. No leaks: what it points to stays with the caller."""

    package: str
    function: str
    name: str
    type: str
    index: int
    place: Place
    leaks: list[Leak] = []
    shape: str = ""


class Function(Struct):
    """A function with a body. ``inline``: what it costs if it can be inlined, else -1, and why in ``inline_why``."""

    package: str
    name: str
    place: Place
    end_line: int
    exported: bool
    inline: int = -1
    inline_why: str = ""


class FunctionArgument(Struct):
    """A function that is passed: the argument's number (the receiver first), and which it is, or which parameter."""

    index: int
    callee: str = ""
    param: int = -1


class Effect(Struct):
    """What a compiled function does that may take memory.

    ``callee``: of a call, with its import path and, of a generic function, the type arguments as gc compiles them; of a
    map or a value that is called, how it is written. ``calls``: the calls that it was inlined through itself, outermost
    first. body: what the callee is (assembly: of the standard library). site: of an allocation, its number in
    ``PackageSites.sites`` (there is a verdict with these calls for the function). panics: control that comes here
    always goes on to a panic. param: of a value call, the number of the parameter that is called, if it is one.
    functions: what a call passes, as far as it is known.
    """

    what: Literal[
        "call",
        "interface call",
        "value call",
        "allocation",
        "map write",
        "concatenation",  # s += t: gc says nothing of it
        "go",
        "defer in loop",
    ]
    place: Place
    callee: str = ""
    calls: list[Call] = []
    body: Literal["go", "assembly", "instruction", "none"] = "go"
    site: int = -1
    panics: bool = False
    param: int = -1
    functions: list[FunctionArgument] = []


class Compiled(Struct):
    """A function as it is compiled (a literal, an instance of a generic function) and what it does.

    followed: what it calls was looked at as well.
    """

    package: str
    function: str
    effects: list[Effect] = []
    followed: bool = True


class PackageSites(Struct):
    """One analysed package. Sites and parameters stand in the order of the source; sites of other packages (whose
    functions were inlined here) come last. callees: the parameters that flows end in, and those that these end in,
    to the statement that stores. errors: why the rest of the package is missing. compiled: only if asked for."""

    path: str
    dir: str
    sites: list[Site] = []
    parameters: list[Parameter] = []
    functions: list[Function] = []
    callees: list[Parameter] = []
    errors: list[str] = []
    compiled: list[Compiled] = []


class Report(Struct):
    """All of a run, with what it is true for."""

    tool: str
    engine: Literal["goescape", "gc"]
    go: str
    goos: str
    goarch: str
    packages: list[PackageSites]
    schema: Annotated[int, Meta(description="version of this format")] = SCHEMA
    inlining: bool = True
    narrowed: Annotated[bool, Meta(description="options chose some of the sites")] = False
