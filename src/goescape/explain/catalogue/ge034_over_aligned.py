"""A value needs more alignment than the stack gives."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return facts.sink(verdict) == "size" and "aligned" in facts.reason(verdict)


def suggest(site: Site, verdict: Verdict) -> Text:
    it, typ = facts.it(site), facts.type_name(site)
    return Text(
        f"Leave it, or make {it} a field of something that is on the heap anyway: `{typ}` needs an alignment "
        "of 8 bytes, "
        "which stacks of 32-bit platforms do not give.",
        f"不必修改；或者让 {it} 成为本来就在堆上的内容的字段：`{typ}` 需要 8 字节对齐，而 32 位平台的栈无法保证。",
    )


CAUSE = Cause(
    code="GE034",
    name="over-aligned",
    title=Text("It needs more alignment than the stack gives", "所需对齐超过栈所能提供的"),
    what=text(
        """On a 32-bit platform, a value holds an `atomic.Int64` or `atomic.Uint64`, which are aligned to 8 bytes.""",
        """在 32 位平台上，值中含有按 8 字节对齐的 `atomic.Int64` 或 `atomic.Uint64`。""",
    ),
    why=text(
        """Stack frames are aligned to the size of a pointer only: 4 bytes there. The heap gives 8.""",
        """栈帧只按指针大小对齐：在那里是 4 字节。堆则提供 8 字节对齐。""",
    ),
    example="""package p

import "sync/atomic"

func Count(values []int64) int64 {
	var total atomic.Int64 // heap
	for _, v := range values {
		total.Add(v)
	}
	return total.Load()
}
""",
    alternative="""package p

import "sync/atomic"

func Count(values []int32) int32 {
	var total atomic.Int32
	for _, v := range values {
		total.Add(v)
	}
	return total.Load()
}
""",
    use_instead=text(
        """Use 32-bit atomics, or a plain variable where nothing is shared.""",
        """使用 32 位原子类型；如果没有共享，就使用普通变量。""",
    ),
    leave_it=text(
        """Leave it unless 32-bit platforms matter: on others the value stays on the stack.""",
        """除非 32 位平台很重要，否则不必修改：在其他平台上该值留在栈上。""",
    ),
    since=(
        Since(
            "1.19",
            Text("The types `atomic.Int64` and `atomic.Uint64`.", "引入类型 `atomic.Int64` 和 `atomic.Uint64`。"),
        ),
    ),
    sources=("https://pkg.go.dev/sync/atomic#pkg-note-BUG", "https://go.dev/doc/go1.19#atomic_types"),
    matches=matches,
    suggest=suggest,
    goarch="386",
)
