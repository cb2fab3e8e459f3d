"""Something becomes an element of a slice with append or copy."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    o = facts.last(verdict)
    if o is None or facts.sink(verdict) != "heap":
        return False
    if o.why in ("appended slice...", "copied slice"):
        return True
    return o.why == "call parameter" and (o.callee == "append" or (not o.dispatch and o.what.startswith("append(")))


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    if facts.is_pointee(site):
        typ = facts.type_name(site)
        return Text(
            f"Append the `{typ}` itself to a `[]{typ}` instead of a pointer to {it}: one array then holds all of them.",
            f"把 `{typ}` 本身追加到 `[]{typ}`，而不是追加指向 {it} 的指针：所有元素就在同一个数组中。",
        )
    parts = facts.parts(site)
    return Text(
        f"Leave it if the slice must keep {it}; else append {parts.en}.",
        f"如果切片必须保留 {it}，就不必修改；否则追加{parts.zh}。",
    )


CAUSE = Cause(
    code="GE009",
    name="appended-to-slice",
    title=Text("It is appended to a slice", "被追加到切片"),
    what=text(
        """Something that leads to a value made here becomes an element of a slice, with `append` or `copy`.""",
        """指向此处所创建值的内容通过 `append` 或 `copy` 成为切片的元素。""",
    ),
    why=text(
        """`append` may put the elements into a new array on the heap, and existing elements are reached through a
        pointer that the compiler does not track. So all that elements lead to is taken to be on the heap, even where
        the slice never leaves the function.""",
        """`append` 可能把元素放进堆上的新数组，而已有元素是通过编译器不追踪的指针访问的。
        因此元素所指向的一切都被当作在堆上，即使切片从不离开这个函数。""",
    ),
    example="""package p

type Item struct{ ID int }

func Add(items []*Item, id int) []*Item {
	item := Item{ID: id} // heap
	return append(items, &item)
}
""",
    alternative="""package p

type Item struct{ ID int }

func Add(items []Item, id int) []Item {
	return append(items, Item{ID: id})
}
""",
    use_instead=text(
        """Append values. If pointers are needed, fill a slice of values first, and take the addresses of its elements
        when it has stopped growing: that is one allocation instead of one for each.""",
        """追加值。如果需要指针，先填好值的切片，等它不再增长后再取元素的地址：这样只有一次分配，
        而不是每个元素一次。""",
    ),
    leave_it=text(
        """Leave it when the elements are shared with other structures or must not be copied.""",
        """如果元素与其他结构共享或不允许被复制，就不必修改。""",
    ),
    since=(),
    sources=("golang/go#51462", "golang/go#27772", "https://go.dev/doc/gc-guide"),
    matches=matches,
    suggest=suggest,
)
