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
        """`make([]struct{}, n)` with an `n` that is no constant.""",
        """`make([]struct{}, n)`，其中 `n` 不是常量。""",
    ),
    why=text(
        """For slices of unknown size, the compiler divides the 32 bytes that it reserves by the size of an element.
        Without a size there is no limit to compute, so the slice counts as on the heap. It takes no memory there.""",
        """对于大小未知的切片，编译器用预留的 32 字节除以元素大小。元素没有大小就无法计算上限，
        因此切片被算作在堆上，但在那里并不占内存。""",
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
    since=(
        Since("1.22", Text("`for i := range n` over numbers.", "可用 `for i := range n` 遍历数字。")),
        Since("1.25", Text("Slices of unknown size may be on the stack.", "大小未知的切片可以在栈上。")),
    ),
    sources=("https://go.dev/blog/allocation-optimizations",),
    matches=matches,
    suggest=suggest,
)
