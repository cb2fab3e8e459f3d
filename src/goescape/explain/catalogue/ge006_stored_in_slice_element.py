"""Something is stored in an element of a slice."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return facts.final_target(verdict) == "element"


def suggest(site: Site, verdict: Verdict) -> Text:
    it, to = facts.it(site), facts.stored_into(verdict)
    if facts.is_pointee(site):
        typ = facts.type_name(site)
        return Text(
            f"Make it a slice of `{typ}` instead of `*{typ}`, so that {to} holds {it} itself.",
            f"使用 `{typ}` 的切片代替 `*{typ}` 的切片，让 {to} 直接保存 {it}。",
        )
    return Text(
        f"Leave it if {to} must keep {it}; else let {to} reuse what it already holds.",
        f"如果 {to} 必须保留 {it}，就不必修改；否则复用 {to} 中已有的内容。",
    )


CAUSE = Cause(
    code="GE006",
    name="stored-in-slice-element",
    title=Text("It is stored in a slice element", "被存入切片元素"),
    what=text(
        """Something that leads to a value made here is assigned to `s[i]`, where `s` is a slice (or a pointer to an
        array).""",
        """指向此处所创建值的内容被赋给 `s[i]`，其中 `s` 是切片（或指向数组的指针）。""",
    ),
    why=text(
        """An element of a slice is reached through a pointer, and the compiler does not track where pointers lead: it
        is taken to be on the heap, even where the slice is on the stack. Elements of array variables are tracked.""",
        """切片元素是通过指针访问的，而编译器不追踪指针指向哪里：即使切片在栈上，元素也被当作在堆上。
        数组变量的元素则是被追踪的。""",
    ),
    example="""package p

type Cell struct{ ID int }

func Fill(cells []*Cell) {
	for i := range cells {
		cells[i] = &Cell{ID: i} // heap
	}
}
""",
    alternative="""package p

type Cell struct{ ID int }

func Fill(cells []Cell) {
	for i := range cells {
		cells[i] = Cell{ID: i}
	}
}
""",
    use_instead=text(
        """Use a slice of values: one allocation for all elements instead of one for each, and better locality. Refer
        to elements by index.""",
        """使用值的切片：所有元素只需一次分配，而不是每个元素一次，局部性也更好。用下标引用元素。""",
    ),
    leave_it=text(
        """Leave it when elements are shared with others, are large and often moved, or when pointers to them must
        stay valid while the slice grows.""",
        """如果元素与别处共享、很大且经常移动，或者在切片增长时指向元素的指针必须保持有效，就不必修改。""",
    ),
    since=(),
    sources=("golang/go#63343", "golang/go#27772", "https://go.dev/doc/gc-guide"),
    matches=matches,
    suggest=suggest,
)
