"""A defer statement in a loop needs it."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return verdict.heap and facts.literal(verdict) == "defer"


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    if site.kind in ("closure", "go or defer closure"):
        return Text(
            "Move the loop's body with its `defer` to a function of its own (or a literal that is called at once), so "
            "that it runs at the end of each iteration.",
            "把循环体连同 `defer` 移到单独的函数（或立即调用的字面量）中，让它在每次迭代结束时运行。",
        )
    return Text(
        f"Move the loop's body with its `defer` to a function of its own: then {it} need not last until the end.",
        f"把循环体连同 `defer` 移到单独的函数中：这样 {it} 就不必存活到最后。",
    )


CAUSE = Cause(
    code="GE025",
    name="defer-in-loop",
    title=Text("A defer statement in a loop needs it", "循环中的 defer 语句需要它"),
    what=text(
        """A `defer` statement stands in a loop. The function literal that it runs (the compiler makes one for `defer
        f(x)` as well) and what this captures by reference or through pointers is on the heap.""",
        """`defer` 语句位于循环中。它所运行的函数字面量（对 `defer f(x)` 编译器也会生成一个），
        以及该字面量按引用或通过指针捕获的内容都在堆上。""",
    ),
    why=text(
        """Deferred calls run when the function returns, so each iteration adds one to a list of unknown length.
        Outside of loops, the number is known and all has its place on the stack.""",
        """延迟调用在函数返回时才运行，因此每次迭代都会给长度未知的列表增加一项。在循环之外，数量是已知的，
        一切都可以放在栈上。""",
    ),
    example="""package p

import "io"

func CloseAll(files []io.Closer) {
	for _, file := range files {
		defer func() { file.Close() }() // heap
	}
}
""",
    alternative="""package p

import "io"

func CloseAll(files []io.Closer) {
	for _, file := range files {
		closeOne(file)
	}
}

func closeOne(file io.Closer) {
	defer file.Close()
}
""",
    use_instead=text(
        """Give the loop's body a function of its own. This also frees files and locks at the end of each iteration
        instead of at the end of the function, which mostly is what was meant.""",
        """让循环体成为单独的函数。这样文件和锁也会在每次迭代结束时释放，而不是等到函数结束，通常这才是本意。""",
    ),
    leave_it=text(
        """Leave it when the calls must run at the end, in reverse order, and the loop is short.""",
        """如果这些调用必须在最后按相反顺序运行，而且循环很短，就不必修改。""",
    ),
    since=(
        Since("1.13", Text("Defer records outside of loops are on the stack.", "循环之外的 defer 记录位于栈上。")),
        Since("1.14", Text("Defers outside of loops cost almost nothing.", "循环之外的 defer 几乎没有代价。")),
    ),
    sources=("golang/go#6980", "golang/go#14939", "https://go.dev/doc/go1.14#runtime"),
    matches=matches,
    suggest=suggest,
)
