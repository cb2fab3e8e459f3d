"""A function returns a slice or map that it made."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    if facts.sink(verdict) != "result":
        return False
    return facts.is_container(site) or (facts.is_pointee(site) and facts.happens(verdict, "slice"))


def suggest(site: Site, verdict: Verdict) -> Text:
    it, function = facts.it(site), facts.function(site)
    if site.kind in ("make map", "map literal"):
        return Text(
            f"Leave {it} if callers keep the map; to avoid a new one per call, let them pass a map for "
            f"{function} to fill.",
            f"如果调用者会保留这个 map，就保持 {it} 不变；若要避免每次调用都新建，让调用者传入 map 由 "
            f"{function} 填写。",
        )
    if facts.is_pointee(site):
        return Text(
            f"Return the array {it} itself, or let the caller of {function} pass the slice to fill.",
            f"直接返回数组 {it} 本身，或者让 {function} 的调用者传入要填写的切片。",
        )
    return Text(
        f"Let the caller pass the slice for {function} to fill (or append to) instead of returning {it}.",
        f"不要返回 {it}，让调用者传入切片，由 {function} 填写（或追加）。",
    )


CAUSE = Cause(
    code="GE002",
    name="slice-or-map-returned",
    title=Text("A slice or map made here is returned", "返回了在此创建的切片或 map"),
    what=text(
        """A function makes the content of a slice or map (with `make`, a literal, or by slicing a local array)
        and returns it.""",
        """函数创建了切片或 map 的内容（通过 `make`、字面量，或对局部数组切片），并把它返回。""",
    ),
    why=text(
        """A slice or map is a small header that points to its content. The header is copied to the caller, the
        content is not: it must outlive the function's stack frame.""",
        """切片或 map 只是指向内容的小头部。返回时复制的是头部，而不是内容：内容必须比函数的栈帧活得更久。""",
    ),
    example="""package p

func Squares(n int) []int {
	s := make([]int, n) // heap
	for i := range s {
		s[i] = i * i
	}
	return s
}
""",
    alternative="""package p

func Squares(s []int) {
	for i := range s {
		s[i] = i * i
	}
}
""",
    use_instead=text(
        """Let the caller bring the memory, as `io.Reader` and `strconv.AppendInt` do: fill a slice, or append
        to one and return it. A result of fixed size can be an array.""",
        """让调用者提供内存，就像 `io.Reader` 和 `strconv.AppendInt` 那样：填写传入的切片，或追加到切片后返回它。
        固定大小的结果可以用数组。""",
    ),
    leave_it=text(
        """Leave it when each result is kept, or the function runs seldom: an API that takes buffers is harder
        to use.""",
        """如果每个结果都会被保留，或者函数很少运行，就不必修改：需要传入缓冲区的接口更难使用。""",
    ),
    since=(
        Since(
            "1.25",
            text(
                """Slices of unknown size that are not returned get a small buffer on the stack.""",
                """未被返回、大小未知的切片可以使用栈上的小缓冲区。""",
            ),
        ),
    ),
    sources=("https://go.dev/blog/allocation-optimizations", "https://go.dev/doc/gc-guide"),
    matches=matches,
    suggest=suggest,
)
