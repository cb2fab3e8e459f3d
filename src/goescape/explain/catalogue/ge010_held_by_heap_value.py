"""Something on the heap leads to it."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return facts.sink(verdict) == "storage"


def suggest(site: Site, verdict: Verdict) -> Text:
    it, end = facts.it(site), facts.end(verdict)
    if facts.happens(verdict, "interface-converted") and end.strip("`") == facts.short(site.name):
        return Text(
            f"Keep {it} out of the interface value that leads to it: use its type, {facts.type_of(site)}, instead.",
            f"不要把 {it} 放进指向它的接口值：直接使用它的类型 {facts.type_of(site)}。",
        )
    o = facts.last(verdict)
    if facts.is_pointee(site) and (o is None or facts.inlined_call(verdict, o) is None):
        return Text(
            f"Let {end}, which is on the heap, hold the {facts.type_of(site)} itself instead of a pointer to "
            f"{it}; or see "
            f"first why {end} is there.",
            f"{end} 在堆上：让它直接保存 {facts.type_of(site)}，而不是指向 {it} 的指针；或者先看 {end} 为什么在堆上。",
        )
    return Text(
        f"See first why {end} is on the heap, which leads to {it}: if it were on the stack, {it} could be, too.",
        f"先看指向 {it} 的 {end} 为什么在堆上：如果它在栈上，{it} 也可以在栈上。",
    )


CAUSE = Cause(
    code="GE010",
    name="held-by-heap-value",
    title=Text("Something that is on the heap leads to it", "被堆上的内容所引用"),
    what=text(
        """A literal, slice, interface value or variable that is on the heap itself holds a pointer to this value.""",
        """本身位于堆上的字面量、切片、接口值或变量持有指向这个值的指针。""",
    ),
    why=text(
        """What is on the heap may be used as long as anybody can reach it. It must not hold pointers into a stack,
        which shrinks, grows and moves.""",
        """堆上的内容只要还有人能访问就可能被使用。它不能持有指向栈的指针，因为栈会收缩、增长和移动。""",
    ),
    example="""package p

type Leaf struct{ size int }

type Tree struct {
	left *Leaf
	size int
}

func Plant() *Tree {
	leaf := Leaf{size: 1} // heap
	return &Tree{left: &leaf, size: 2}
}
""",
    alternative="""package p

type Leaf struct{ size int }

type Tree struct {
	left Leaf
	size int
}

func Plant() *Tree {
	return &Tree{left: Leaf{size: 1}, size: 2}
}
""",
    use_instead=text(
        """Embed the value instead of a pointer to it: one allocation holds both. Or keep the outer value on the
        stack: its own cause says how.""",
        """直接嵌入值，而不是指向它的指针：一次分配同时容纳两者。或者让外层的值留在栈上：
        它自己的原因说明了如何做到。""",
    ),
    leave_it=text(
        """Leave it when the parts are shared, are optional and large, or live shorter than the whole.""",
        """如果各部分需要共享、可有可无且很大，或者寿命短于整体，就不必修改。""",
    ),
    since=(),
    sources=("https://go.dev/doc/gc-guide", "https://doi.org/10.1145/3689759"),
    matches=matches,
    suggest=suggest,
)
