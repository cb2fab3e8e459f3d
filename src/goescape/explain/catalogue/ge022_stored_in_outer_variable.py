"""A function literal stores something in a variable of the function around it."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return facts.sink(verdict) == "outer"


def suggest(site: Site, verdict: Verdict) -> Text:
    it, end = facts.it(site), facts.end(verdict)
    if facts.is_pointee(site):
        return Text(
            f"Let the outer variable {end} hold {facts.a_type(site)} and copy {it} into it.",
            f"让外层变量 {end} 保存 `{facts.type_name(site)}`，并把 {it} 复制进去。",
        )
    return Text(
        f"Make {it} in the outer function, where {end} is declared, and let the function literal fill it.",
        f"在声明 {end} 的外层函数中创建 {it}，让函数字面量来填写。",
    )


CAUSE = Cause(
    code="GE022",
    name="stored-in-outer-variable",
    title=Text("A function literal stores it in an outer variable", "函数字面量把它存入外层变量"),
    what=text(
        """A function literal makes something and stores what leads to it in a variable of the function around it.""",
        """函数字面量创建了某个值，并把指向它的内容存入外层函数的变量。""",
    ),
    why=text(
        """What a function literal makes is on its own stack frame, which is gone when its call returns. The outer
        variable is still there.""",
        """函数字面量创建的内容位于它自己的栈帧上，调用返回后就不存在了，而外层变量仍然存在。""",
    ),
    example="""package p

//go:noinline
func each(values []int, f func(int)) {
	for _, v := range values {
		f(v)
	}
}

func Last(values []int) int {
	var last *int
	each(values, func(v int) { last = &v }) // heap
	return *last
}
""",
    alternative="""package p

//go:noinline
func each(values []int, f func(int)) {
	for _, v := range values {
		f(v)
	}
}

func Last(values []int) int {
	var last int
	each(values, func(v int) { last = v })
	return last
}
""",
    use_instead=text(
        """Let the outer variable hold the value, and copy into it.""",
        """让外层变量直接保存值，并把内容复制进去。""",
    ),
    leave_it=text(
        """Leave it when it happens once per call of the outer function.""",
        """如果外层函数每次调用只发生一次，就不必修改。""",
    ),
    since=(),
    sources=("golang/go#25769", "golang/go#18300"),
    matches=matches,
    suggest=suggest,
)
