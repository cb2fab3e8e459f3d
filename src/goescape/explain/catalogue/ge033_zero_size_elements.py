"""A slice of elements without size has an unknown length."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return facts.sink(verdict) == "size" and facts.reason(verdict) == "zero-sized element"


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    return Text(
        f"Leave it: {it} takes no memory, since its elements have no size; a counter would do the same.",
        f"不必修改：{it} 的元素大小为零，不占内存；用计数器也能达到同样效果。",
    )


CAUSE = Cause(
    code="GE033",
    name="zero-size-elements",
    title=Text("The elements of the slice have no size", "切片元素的大小为零"),
    what=text(
        """`make([]T, n)` where `T` has no size, like `struct{}`.""",
        """`make([]T, n)`，其中 `T` 的大小为零，例如 `struct{}`。""",
    ),
    why=text(
        """The compiler does not consider such slices for the stack. They take no memory on the heap either: all
        values without size share one address.""",
        """编译器不考虑把这样的切片放在栈上。它们在堆上也不占内存：所有零大小的值共用一个地址。""",
    ),
    example="""package p

func Rounds(n int) int {
	total := 0
	for i := range make([]struct{}, n) { // heap
		total += i
	}
	return total
}
""",
    alternative="""package p

func Rounds(n int) int {
	total := 0
	for i := range n {
		total += i
	}
	return total
}
""",
    use_instead=text(
        """Use a number: `for i := range n`.""",
        """使用数字：`for i := range n`。""",
    ),
    leave_it=text(
        """It is harmless: nothing is allocated.""",
        """它是无害的：不会发生分配。""",
    ),
    since=(Since("1.22", Text("`for i := range n` over numbers.", "可用 `for i := range n` 遍历数字。")),),
    sources=("golang/go#65685",),
    matches=matches,
    suggest=suggest,
)
