"""A variable is too large for the stack."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return site.kind == "variable" and facts.sink(verdict) == "size" and "too large" in facts.reason(verdict)


def suggest(site: Site, verdict: Verdict) -> Text:
    it, within = facts.it(site), facts.within(site)
    return Text(
        f"Keep {it} {within.en}, or allocate it once and reuse it.",
        f"让 {it} {within.zh}，或者只分配一次并复用。",
    )


CAUSE = Cause(
    code="GE031",
    name="variable-too-large",
    title=Text("The variable is too large for the stack", "变量太大，无法放在栈上"),
    what=text(
        """A variable that is declared with `var` or `:=` has more than 128 KB (131,072 bytes).""",
        """用 `var` 或 `:=` 声明的变量超过 128 KB（131,072 字节）。""",
    ),
    why=text(
        """Stacks start small and are copied when they grow, so the compiler keeps large variables off them, wherever
        they flow.""",
        """栈起初很小，增长时需要复制，因此编译器不让大变量留在栈上，无论它流向哪里。""",
    ),
    example="""package p

func Histogram(data []byte) int {
	var counts [20 << 10]int // heap
	for _, b := range data {
		counts[int(b)<<4]++
	}
	return counts[0]
}
""",
    alternative="""package p

func Histogram(data []byte) int {
	var counts [4 << 10]int
	for _, b := range data {
		counts[int(b)<<4]++
	}
	return counts[0]
}
""",
    use_instead=text(
        """Use a smaller variable or smaller elements. Or allocate once: a field of a longer-lived struct, a package
        variable, or a `sync.Pool`.""",
        """使用更小的变量或更小的元素。或者只分配一次：寿命更长的结构体的字段、包级变量或 `sync.Pool`。""",
    ),
    leave_it=text(
        """Leave it when the function runs seldom.""",
        """如果函数很少运行，就不必修改。""",
    ),
    since=(Since("1.24", Text("The limit is 128 KB; before, it was 10 MB.", "上限为 128 KB；此前是 10 MB。")),),
    sources=("golang/go#73536", "https://go.dev/doc/gc-guide"),
    matches=matches,
    suggest=suggest,
)
