"""A method is used as a value."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return verdict.heap and (site.kind == "method value" or facts.happens(verdict, "method-value-captured"))


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    if site.kind != "method value":
        return Text(
            f"Call the method of {it} directly, or keep its method value from outliving the function.",
            f"直接调用 {it} 的方法，或者不要让它的方法值活得比函数更久。",
        )
    call = facts.final_call(verdict)
    if call is not None:
        return Text(
            f"Make {it} once and reuse it, or pass {facts.callee(site, verdict)} an interface instead of a function.",
            f"只创建一次 {it} 并复用，或者向 {facts.callee(site, verdict)} 传递接口而不是函数。",
        )
    return Text(
        f"Keep the receiver (or an interface value of it) instead of {it}, and call the method when it is needed.",
        f"保存接收者（或其接口值）而不是 {it}，需要时再调用方法。",
    )


CAUSE = Cause(
    code="GE023",
    name="method-value",
    title=Text("A method value outlives the function", "方法值比函数活得更久"),
    what=text(
        """A method is used without calling it (`t.Tick`), and the resulting function value is returned, stored, or
        passed to a callee that keeps it.""",
        """使用了方法但没有调用它（`t.Tick`），得到的函数值被返回、存储，或传给会保留它的被调用者。""",
    ),
    why=text(
        """A method value is a function literal in disguise: a record of the code's address and the receiver, which is
        copied into it. The record is made anew wherever the method value is written.""",
        """方法值是变相的函数字面量：一条保存代码地址和接收者副本的记录。每次写出方法值都会新建这条记录。""",
    ),
    example="""package p

type Timer struct{ ticks int }

func (t *Timer) Tick() { t.ticks++ }

func Ticker(t *Timer) func() {
	return t.Tick // heap
}
""",
    alternative="""package p

type Timer struct{ ticks int }

func (t *Timer) Tick() { t.ticks++ }

func Ticker(t *Timer) interface{ Tick() } {
	return t
}
""",
    use_instead=text(
        """Pass or keep the receiver as an interface value: a pointer in an interface needs no memory. Or make the
        method value once and keep it.""",
        """以接口值传递或保存接收者：接口中的指针不占额外内存。或者只创建一次方法值并保存下来。""",
    ),
    leave_it=text(
        """Leave it for handlers and callbacks that are registered once.""",
        """只注册一次的处理函数和回调不必修改。""",
    ),
    since=(),
    sources=("golang/go#27557", "https://go.dev/ref/spec#Method_values"),
    matches=matches,
    suggest=suggest,
)
