"""The slice that is made for variadic arguments is kept."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return verdict.heap and site.kind == "variadic slice"


def suggest(site: Site, verdict: Verdict) -> Text:
    call = facts.final_call(verdict)
    if call is None:
        return Text(
            "Pass a slice that is there already (`s...`), or let the callee copy the arguments that it keeps.",
            "传递已有的切片（`s...`），或者让被调用者复制它要保留的参数。",
        )
    callee = facts.callee(site, verdict)
    if call.dispatch == "static":
        return Text(
            f"Pass {callee} a slice that is there already (`s...`), or let it copy the arguments that it keeps.",
            f"向 {callee} 传递已有的切片（`s...`），或者让它复制要保留的参数。",
        )
    return Text(
        f"Call {callee} only when its result is needed (ask for the log level first), or on a concrete type.",
        f"只在需要时才调用 {callee}（先判断日志级别），或者在具体类型上调用它。",
    )


CAUSE = Cause(
    code="GE017",
    name="variadic-slice-kept",
    title=Text("The slice of variadic arguments is kept", "可变参数的切片被保留"),
    what=text(
        """A call `f(a, b, c)` of a function `f(args ...T)` makes a slice for its arguments, and the callee keeps the
        slice or is not known.""",
        """调用 `f(a, b, c)`（其中 `f(args ...T)`）会为参数创建切片，而被调用者保留了这个切片，或者是未知的。""",
    ),
    why=text(
        """The slice is the caller's: if the callee stores `args` itself, or calls through an interface or function
        value are involved, the array behind it must outlive the call.""",
        """这个切片属于调用者：如果被调用者保存了 `args` 本身，或者调用经过接口或函数值，
        它背后的数组就必须比调用活得更久。""",
    ),
    example="""package p

type Filter struct{ names []string }

func (f *Filter) Set(names ...string) { f.names = names }

func Init(f *Filter, name string) {
	f.Set(name, "default") // heap
}
""",
    alternative="""package p

type Filter struct{ names []string }

func (f *Filter) Set(names ...string) { f.names = append(f.names[:0], names...) }

func Init(f *Filter, name string) {
	f.Set(name, "default")
}
""",
    use_instead=text(
        """In the callee, copy the arguments into memory that is there already. In the caller, pass a slice with
        `s...`. For logging through an interface, ask for the level before the call.""",
        """在被调用者中，把参数复制到已有的内存里；在调用者中，用 `s...` 传递切片。对于通过接口记录日志，
        先判断级别再调用。""",
    ),
    leave_it=text(
        """Leave it for options and other calls at start-up.""",
        """选项之类在启动时进行的调用不必修改。""",
    ),
    since=(),
    sources=("golang/go#19720", "golang/go#62653"),
    matches=matches,
    suggest=suggest,
)
