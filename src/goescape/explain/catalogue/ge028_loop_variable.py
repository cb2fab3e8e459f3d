"""The variable of a for statement is on the heap, anew for each iteration."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return verdict.heap and site.loop_variable and facts.sink(verdict) != "size"


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    if facts.happens(verdict, "captured by a closure"):
        return Text(
            f"Let the function literal capture a copy (`v := {it.strip('`')}` in the loop's body) or get {it} as an "
            f"argument: {it} changes after the literal is made, so it is shared.",
            f"让函数字面量捕获副本（在循环体中写 `v := {it.strip('`')}`），或者以参数接收 {it}：{it} "
            "在字面量创建之后还会变化，"
            "因此被共享。",
        )
    return Text(
        f"Store the value of {it}, or a pointer to the element (`&s[i]`), instead of a pointer to {it}.",
        f"保存 {it} 的值，或者指向元素的指针（`&s[i]`），而不是指向 {it} 的指针。",
    )


CAUSE = Cause(
    code="GE028",
    name="loop-variable",
    title=Text("The loop variable is on the heap, one per iteration", "循环变量在堆上，每次迭代一个"),
    what=text(
        """The variable of a `for` statement is captured by reference by a function literal, or its address is stored,
        where it outlives the iteration.""",
        """`for` 语句的变量被函数字面量按引用捕获，或者其地址被存到比迭代活得更久的地方。""",
    ),
    why=text(
        """Each iteration has a variable of its own. If something may use it later, each of them must be kept: that is
        one allocation per iteration.""",
        """每次迭代都有自己的变量。如果之后可能有人使用它，每一个都必须保留：即每次迭代一次分配。""",
    ),
    example="""package p

func Pointers(n int) []*int {
	out := make([]*int, n)
	for i := range n { // heap
		out[i] = &i
	}
	return out
}
""",
    alternative="""package p

func Numbers(n int) []int {
	out := make([]int, n)
	for i := range n {
		out[i] = i
	}
	return out
}
""",
    use_instead=text(
        """Store values or indices. Take the address of the element, `&s[i]`, instead of that of the variable that
        holds its copy. For a function literal, pass the variable as an argument.""",
        """保存值或下标。取元素的地址 `&s[i]`，而不是保存其副本的变量的地址。对函数字面量，把变量作为参数传入。""",
    ),
    leave_it=text(
        """Leave it where the literal runs concurrently and the loop is short.""",
        """如果字面量并发运行而且循环很短，就不必修改。""",
    ),
    since=(
        Since(
            "1.22",
            text(
                "Loop variables are per iteration (modules with `go 1.22` or later).",
                "循环变量每次迭代一个（`go 1.22` 及以上的模块）。",
            ),
        ),
    ),
    sources=("https://go.dev/blog/loopvar-preview", "https://go.dev/wiki/LoopvarExperiment"),
    matches=matches,
    suggest=suggest,
)
