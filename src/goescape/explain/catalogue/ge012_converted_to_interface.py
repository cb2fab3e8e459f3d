"""A value that is no pointer becomes an interface value."""

from typing import Final

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Operation, Site, Verdict

# Functions with ``any`` or interface parameters, and what does the same with types.
_TYPED: Final = {
    "sort.Slice": "slices.SortFunc",
    "sort.SliceStable": "slices.SortStableFunc",
    "sort.SliceIsSorted": "slices.IsSortedFunc",
    "sort.Sort": "slices.Sort",
    "sort.Stable": "slices.SortStableFunc",
    "sync/atomic.(*Value).Store": "atomic.Pointer",
}


def matches(site: Site, verdict: Verdict) -> bool:
    return verdict.heap and site.kind == "interface conversion"


def suggest(site: Site, verdict: Verdict) -> Text:
    it, typ = facts.it(site), facts.type_of(site)
    call = facts.final_call(verdict)
    if call is not None:
        return _passed(site, verdict, call)
    if facts.sink(verdict) == "result":
        return Text(
            f"Return {facts.a_type(site)} from {facts.function(site)} instead of an interface, or a pointer "
            "that is there "
            "already.",
            f"让 {facts.function(site)} 返回 {typ} 而不是接口，或者返回已有的指针。",
        )
    return Text(
        f"Keep {it} as {facts.a_type(site)} (a field, element or type parameter of that type) instead of an interface.",
        f"让 {it} 保持 {typ} 类型（用该类型的字段、元素或类型参数），而不是接口。",
    )


def _passed(site: Site, verdict: Verdict, call: Operation) -> Text:
    it, typ, callee = facts.it(site), facts.type_of(site), facts.callee(site, verdict)
    typed = _TYPED.get(facts.called(verdict, call), "")
    if typed:
        return Text(
            f"Use `{typed}` instead of {callee}: it takes the type as it is, without an interface.",
            f"用 `{typed}` 代替 {callee}：它直接接受该类型，不经过接口。",
        )
    if facts.own_callee(site, verdict):
        return Text(
            f"Give {callee} a parameter of type {typ} (or a type parameter), or pass a pointer that is there already "
            f"instead of {it}.",
            f"让 {callee} 的参数使用类型 {typ}（或类型参数），或者传递已有的指针而不是 {it}。",
        )
    return Text(
        f"Pass {callee} a pointer that is there already instead of {it}, or call something that takes "
        f"{facts.a_type(site)}.",
        f"向 {callee} 传递已有的指针而不是 {it}，或者调用接受 {typ} 的函数。",
    )


CAUSE = Cause(
    code="GE012",
    name="converted-to-interface",
    title=Text("A value is converted to an interface", "值被转换为接口"),
    what=text(
        """A value that is not a pointer (a number, string, slice, struct) is assigned, passed or returned as an
        interface value, which outlives the function.""",
        """不是指针的值（数字、字符串、切片、结构体）以接口值的形式被赋值、传递或返回，而接口值比函数活得更久。""",
    ),
    why=text(
        """An interface value is two words: the type, and a pointer to the data. A value that is no pointer needs a
        place for that pointer to point to; whoever keeps the interface value keeps this place. Constants, values of
        one byte, values without size and integers below 256 need no memory: gc reports them all the same.""",
        """接口值由两个字组成：类型和指向数据的指针。不是指针的值需要一个位置供该指针指向，谁保留接口值，
        谁就保留这个位置。常量、单字节值、零大小值和小于 256 的整数不占内存，但 gc 照样报告。""",
    ),
    example="""package p

func Largest(values []int) any {
	largest := 0
	for _, v := range values {
		largest = max(largest, v)
	}
	return largest // heap
}
""",
    alternative="""package p

func Largest(values []int) int {
	largest := 0
	for _, v := range values {
		largest = max(largest, v)
	}
	return largest
}
""",
    use_instead=text(
        """Use the concrete type, or a type parameter. If the interface is needed, store a pointer in it that exists
        already: a pointer needs no other place.""",
        """使用具体类型或类型参数。如果确实需要接口，就在其中存放已有的指针：指针不需要额外的位置。""",
    ),
    leave_it=text(
        """Leave it where values of several types really meet (errors, `context` values, decoded JSON).""",
        """如果确实有多种类型的值汇合（错误、`context` 的值、解码后的 JSON），就不必修改。""",
    ),
    since=(
        Since("1.15", Text("Small integers become interfaces without allocation.", "小整数转换为接口不再分配。")),
        Since(
            "1.25",
            text(
                "Constants and zero values are recognised through local variables.",
                "能透过局部变量识别出常量和零值。",
            ),
        ),
    ),
    sources=("golang/go#71323", "golang/go#71359", "https://go.dev/doc/go1.15#compiler"),
    matches=matches,
    suggest=suggest,
)
