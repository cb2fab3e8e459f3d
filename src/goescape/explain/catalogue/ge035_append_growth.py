"""Append makes a larger array."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return site.kind == "append" and (verdict.heap or verdict.allocates != "never")


def suggest(site: Site, verdict: Verdict) -> Text:
    typ = facts.short(site.type) or "[]T"
    if not verdict.heap:
        return Text(
            f"If there is an upper bound, start with `make({typ}, 0, n)` of constant `n`: memory is taken only "
            "when the "
            "capacity is exceeded.",
            f"如果有上限，就从常量 `n` 的 `make({typ}, 0, n)` 开始：只有超出容量时才会分配。",
        )
    if facts.sink(verdict) == "result":
        return Text(
            f"Start with `make({typ}, 0, n)` if the number of elements is known or can be estimated, or let the caller "
            f"pass the slice to append to.",
            f"如果元素个数已知或可以估计，就从 `make({typ}, 0, n)` 开始；或者让调用者传入要追加的切片。",
        )
    return Text(
        f"Start with `make({typ}, 0, n)` if the number of elements is known or can be estimated, and reuse the slice "
        "(`s = s[:0]`); growing now and then is cheap.",
        f"如果元素个数已知或可以估计，就从 `make({typ}, 0, n)` 开始，并复用切片（`s = s[:0]`）；偶尔增长的代价很小。",
    )


CAUSE = Cause(
    code="GE035",
    name="append-growth",
    title=Text("Append may have to make a larger array", "append 可能需要创建更大的数组"),
    what=text(
        """A call of `append`. If the capacity does not suffice, it makes a larger array and copies. gc says "append
        escapes to heap" where the slice outlives the function, "append does not escape" where it does not.""",
        """对 `append` 的调用。如果容量不足，它会创建更大的数组并复制。如果切片比函数活得更久，
        gc 会说 "append escapes to heap"，否则说 "append does not escape"。""",
    ),
    why=text(
        """How far the slice grows is known only when the program runs. For slices that stay in the function, or that
        are returned at its end, the compiler reserves 32 bytes on the stack for the first elements.""",
        """切片会增长到多大只有运行时才知道。对于留在函数中或在函数末尾返回的切片，
        编译器在栈上为最初的元素预留 32 字节。""",
    ),
    example="""package p

func Even(values []int) []int {
	var even []int
	for _, v := range values {
		if v%2 == 0 {
			even = append(even, v) // heap
		}
	}
	return even
}
""",
    alternative="""package p

func Even(even, values []int) int {
	n := 0
	for _, v := range values {
		if v%2 == 0 && n < len(even) {
			even[n] = v
			n++
		}
	}
	return n
}
""",
    use_instead=text(
        """Make the slice with the capacity that it will need: one allocation instead of one for each doubling. Or
        append to a slice that the caller passes, or fill one by index.""",
        """以所需的容量创建切片：只分配一次，而不是每次翻倍一次。或者追加到调用者传入的切片，或按下标填写。""",
    ),
    leave_it=text(
        """Leave it when slices stay short, or when one slice grows for a long time: doubling makes growth rare.""",
        """如果切片始终很短，或者同一个切片长期增长，就不必修改：翻倍使增长很少发生。""",
    ),
    since=(
        Since(
            "1.26",
            text(
                "The first elements are on the stack, also of slices that are returned at the end.",
                "最初的元素在栈上，末尾返回的切片也是如此。",
            ),
        ),
    ),
    sources=("https://go.dev/blog/allocation-optimizations", "golang/go#45148", "golang/go#79909"),
    matches=matches,
    suggest=suggest,
)
