"""Something is the value of a panic."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    o = facts.last(verdict)
    return o is not None and verdict.heap and o.why == "call parameter" and o.what.startswith("panic(")


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    return Text(
        f"Leave it: {it} takes memory only when it panics.",
        f"不必修改：只有发生 panic 时 {it} 才占内存。",
    )


CAUSE = Cause(
    code="GE041",
    name="panic-value",
    title=Text("It is the value of a panic", "它是 panic 的值"),
    what=text(
        """Something made here is the argument of `panic`.""",
        """此处创建的内容是 `panic` 的参数。""",
    ),
    why=text(
        """The value outlives the function: whoever recovers gets it, further up the stack.""",
        """这个值比函数活得更久：栈中更上层执行 recover 的函数会得到它。""",
    ),
    example="""package p

func At(values []int, i int) int {
	if i >= len(values) {
		panic(i) // heap
	}
	return values[i]
}
""",
    alternative="""package p

func At(values []int, i int) (int, bool) {
	if i >= len(values) {
		return 0, false
	}
	return values[i], true
}
""",
    use_instead=text(
        """Return an error or a flag if it is to be expected. A large variable that is needed for the panic only is
        best copied in the branch that panics.""",
        """如果是预料之中的情况，就返回错误或标志。只为 panic 所需的大变量，最好在发生 panic 的分支中复制。""",
    ),
    leave_it=text(
        """Leave it: a panic is rare, and the line costs nothing unless it runs.""",
        """不必修改：panic 很少发生，这一行不运行就没有代价。""",
    ),
    since=(),
    sources=("https://go.dev/blog/defer-panic-and-recover", "https://go.dev/ref/spec#Handling_panics"),
    matches=matches,
    suggest=suggest,
)
