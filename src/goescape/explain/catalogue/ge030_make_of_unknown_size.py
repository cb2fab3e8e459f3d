"""A slice is made whose size is known only when the program runs."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    if site.kind != "make slice":
        return False
    if verdict.heap:
        return facts.reason(verdict) == "non-constant size"
    return verdict.allocates in ("maybe", "always")


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    if verdict.heap:
        return Text(
            f"Give {it} a constant capacity if there is an upper bound, or let the caller pass the slice.",
            f"如果有上限，就给 {it} 一个常量容量；或者让调用者传入切片。",
        )
    return Text(
        f"If there is a small upper bound, give {it} a constant capacity: as it is, at most 32 bytes are on the stack.",
        f"如果有较小的上限，就用常量容量创建 {it}；目前只有不超过 32 字节时它才在栈上。",
    )


CAUSE = Cause(
    code="GE030",
    name="make-of-unknown-size",
    title=Text("The size of the slice is not a constant", "切片的大小不是常量"),
    what=text(
        """`make([]T, n)` with an `n` that is no constant, for a slice that stays in the function. gc says that it
        does not escape, but memory is taken when it has more than 32 bytes.""",
        """`make([]T, n)` 中的 `n` 不是常量，而切片不离开函数。gc 说它没有逃逸，但超过 32 字节时仍会分配。""",
    ),
    why=text(
        """A stack frame has a fixed size. The compiler reserves 32 bytes in it for such a slice; larger ones are
        taken from the heap when the program runs.""",
        """栈帧大小固定。编译器在其中为这样的切片预留 32 字节；更大的在运行时从堆上分配。""",
    ),
    example="""package p

func Reversed(s string) int {
	b := make([]byte, len(s)) // allocates
	for i := range s {
		b[len(s)-1-i] = s[i]
	}
	return int(b[0])
}
""",
    alternative="""package p

func Reversed(s string) int {
	var b [256]byte
	s = s[:min(len(s), len(b))]
	for i := range s {
		b[len(s)-1-i] = s[i]
	}
	return int(b[0])
}
""",
    use_instead=text(
        """Use an array, or a constant capacity, if there is an upper bound: `make([]byte, 0, 64)`, to which `append`
        adds on the heap only when it is exceeded. Or let the caller pass a buffer.""",
        """如果有上限，就用数组或常量容量：`make([]byte, 0, 64)`，`append` 只在超出时才用堆。
        或者让调用者传入缓冲区。""",
    ),
    leave_it=text(
        """Leave it when the slice is large or made seldom.""",
        """如果切片很大或很少创建，就不必修改。""",
    ),
    since=(
        Since(
            "1.25",
            text(
                "Up to 32 bytes are on the stack; before, such a slice always escaped.",
                "不超过 32 字节时在栈上；此前这样的切片总是逃逸。",
            ),
        ),
    ),
    sources=("https://go.dev/blog/allocation-optimizations", "golang/go#73253", "golang/go#20881"),
    matches=matches,
    suggest=suggest,
)
