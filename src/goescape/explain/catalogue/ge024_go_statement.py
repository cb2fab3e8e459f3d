"""A go statement needs it."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return verdict.heap and facts.literal(verdict) == "go"


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    if site.kind in ("closure", "go or defer closure") and site.loop == 0:
        return Text(
            f"Leave it if {facts.function(site)} runs seldom; else start workers once, and send them the work.",
            f"如果 {facts.function(site)} 很少运行，就不必修改；否则只启动一次工作协程，并把任务发给它们。",
        )
    if site.kind in ("closure", "go or defer closure"):
        return Text(
            "Start a fixed number of workers before the loop and send them the work, instead of a goroutine for each "
            "iteration; if there are few, leave it.",
            "在循环之前启动固定数量的工作协程并把任务发给它们，而不是每次迭代启动一个 goroutine；"
            "如果数量很少，就不必修改。",
        )
    if facts.happens(verdict, "reference"):
        return Text(
            f"If the goroutine only reads {it}, pass its value: `go func({it.strip('`')} …) {{…}}({it.strip('`')})`; "
            "if both share it, leave it.",
            f"如果 goroutine 只读取 {it}，就传递它的值：`go func({it.strip('`')} …) {{…}}({it.strip('`')})`；"
            "如果双方共享它，就不必修改。",
        )
    return Text(
        f"Give the goroutine a copy instead of what leads to {it}; if both need the same one, leave it.",
        f"给 goroutine 一份副本，而不是指向 {it} 的内容；如果双方需要同一个，就不必修改。",
    )


CAUSE = Cause(
    code="GE024",
    name="go-statement",
    title=Text("A go statement needs it", "go 语句需要它"),
    what=text(
        """A `go` statement starts a goroutine. The function literal that it runs (the compiler makes one for `go
        f(x)` as well) and all that this captures by reference or through pointers is on the heap.""",
        """`go` 语句启动 goroutine。它所运行的函数字面量（对 `go f(x)` 编译器也会生成一个），
        以及该字面量按引用或通过指针捕获的一切都在堆上。""",
    ),
    why=text(
        """The goroutine runs on a stack of its own, at any time: the function that started it may have returned by
        then. The compiler does not look whether the function waits for it.""",
        """goroutine 在自己的栈上、在任意时刻运行：那时启动它的函数可能已经返回。编译器不会去看函数是否在等待它。""",
    ),
    example="""package p

func Start(n int) {
	go func() { println(n) }() // heap
}
""",
    alternative="""package p

func Start(jobs chan<- int, n int) {
	jobs <- n
}
""",
    use_instead=text(
        """Start a fixed number of workers once, and send them values. Pass values to the literal as arguments instead
        of sharing variables.""",
        """只启动一次固定数量的工作协程，并向它们发送值。把值作为参数传给字面量，而不是共享变量。""",
    ),
    leave_it=text(
        """Leave it when goroutines are started seldom: starting one costs more than the record that it needs. What is
        shared on purpose (`sync.WaitGroup`, results) must be shared.""",
        """如果很少启动 goroutine，就不必修改：启动它比所需的记录更贵。有意共享的内容（`sync.WaitGroup`、结果）
        必须共享。""",
    ),
    since=(
        Since(
            "1.17",
            text("Arguments of go statements are kept in a function literal.", "go 语句的参数保存在函数字面量中。"),
        ),
    ),
    sources=("https://go.dev/doc/go1.17#compiler", "https://go.dev/ref/spec#Go_statements"),
    matches=matches,
    suggest=suggest,
)
