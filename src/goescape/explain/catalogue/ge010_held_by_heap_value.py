"""Something on the heap leads to it."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return facts.sink(verdict) == "storage"


def suggest(site: Site, verdict: Verdict) -> Text:
    it, end = facts.it(site), facts.end(verdict)
    if facts.is_pointee(site):
        return Text(
            f"Deal with {end} first, which is on the heap and leads to {it}; or let it hold the "
            f"`{facts.short(site.type)}` itself.",
            f"先处理 {end}：它在堆上并指向 {it}；或者让它直接保存 `{facts.short(site.type)}`。",
        )
    return Text(
        f"Deal with {end} first, which is on the heap and leads to {it}: on the stack it would keep nothing there.",
        f"先处理 {end}：它在堆上并指向 {it}；如果它在栈上，就不会让这里的内容留在堆上。",
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
