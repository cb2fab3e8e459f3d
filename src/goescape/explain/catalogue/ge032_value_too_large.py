"""What new, &T{} or make makes is too large for the stack."""

from typing import Final

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict

_MAX_VARIABLE: Final = 128 << 10


def matches(site: Site, verdict: Verdict) -> bool:
    return site.kind != "variable" and facts.sink(verdict) == "size" and "too large" in facts.reason(verdict)


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    if site.kind in ("closure", "method value"):
        copied = (f"{site.size:,} bytes", f"{site.size:,} 字节") if site.size >= 0 else ("them all", "全部内容")
        return Text(
            f"Capture a pointer, or only the parts that are needed: {it} copies {copied[0]}.",
            f"捕获指针，或只捕获需要的部分：{it} 会复制 {copied[1]}。",
        )
    within = facts.within(site)
    if site.kind == "make slice" and site.size <= _MAX_VARIABLE:
        return Text(
            f"Keep {it} {within.en}, use an array variable (up to {_MAX_VARIABLE:,}), or "
            "allocate it once and reuse it.",
            f"让 {it} {within.zh}，使用数组变量（上限 {_MAX_VARIABLE:,} 字节），或者只分配一次并复用。",
        )
    return Text(
        f"Keep {it} {within.en}, or allocate it once and reuse it.",
        f"让 {it} {within.zh}，或者只分配一次并复用。",
    )


CAUSE = Cause(
    code="GE032",
    name="value-too-large",
    title=Text("The value is too large for the stack", "值太大，无法放在栈上"),
    what=text(
        """What `new(T)`, `&T{…}` or `make([]T, n)` with constant `n` makes has more than 64 KB (65,536 bytes); or a
        method value has such a receiver.""",
        """`new(T)`、`&T{…}` 或常量 `n` 的 `make([]T, n)` 所创建的内容超过 64 KB（65,536 字节）；
        或者方法值的接收者有这么大。""",
    ),
    why=text(
        """Stacks start small and are copied when they grow. For what is made by an expression, the limit is half of
        that for variables.""",
        """栈起初很小，增长时需要复制。由表达式创建的值，上限是变量的一半。""",
    ),
    example="""package p

func Checksum(data []byte) int {
	block := make([]byte, 80_000) // heap
	n := copy(block, data)
	return n + int(block[0])
}
""",
    alternative="""package p

func Checksum(data []byte) int {
	block := make([]byte, 60_000)
	n := copy(block, data)
	return n + int(block[0])
}
""",
    use_instead=text(
        """Use 64 KB or less, a variable (`var block [80_000]byte`, up to 128 KB), or allocate once and reuse it: a
        field, or a `sync.Pool`.""",
        """使用不超过 64 KB，或使用变量（`var block [80_000]byte`，上限 128 KB），或者只分配一次并复用：
        字段或 `sync.Pool`。""",
    ),
    leave_it=text(
        """Leave it when the function runs seldom, or works long on the data.""",
        """如果函数很少运行，或者对数据的处理耗时很长，就不必修改。""",
    ),
    since=(Since("1.24", Text("For variables the limit is 128 KB.", "变量的上限为 128 KB。")),),
    sources=("golang/go#73536", "https://go.dev/doc/gc-guide"),
    matches=matches,
    suggest=suggest,
)
