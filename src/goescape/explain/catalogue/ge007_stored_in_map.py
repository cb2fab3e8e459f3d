"""Something is stored in a map, as a key or as a value."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict

_WHYS = ("key of map put", "map literal key", "map literal value")


def matches(site: Site, verdict: Verdict) -> bool:
    if facts.final_target(verdict) == "map":
        return True
    o = facts.last(verdict)
    return o is not None and o.why in _WHYS and facts.sink(verdict) == "heap"


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    o = facts.last(verdict)
    if o is not None and "key" in o.why:
        if facts.is_pointee(site):
            return Text(
                f"Use the `{facts.type_name(site)}` itself as key (or an index), if keys need not be compared "
                "by address.",
                f"如果不需要按地址比较键，就直接用 `{facts.type_name(site)}`（或下标）作为键。",
            )
        return Text(
            f"Leave it: the map keeps the key {it}; where the key is there already, look it up before you store.",
            f"不必修改：map 会保留键 {it}；如果键可能已存在，先查找再存入。",
        )
    if facts.is_pointee(site):
        typ = facts.type_name(site)
        return Text(
            f"Let the map hold `{typ}` instead of `*{typ}` (read, change, write back), or indices into a slice "
            f"of `{typ}`.",
            f"让 map 保存 `{typ}` 而不是 `*{typ}`（读出、修改、写回），或者保存 `{typ}` 切片的下标。",
        )
    return Text(
        f"Leave it if the map must keep {it}; else keep it in a variable of its own.",
        f"如果 map 必须保留 {it}，就不必修改；否则用单独的变量保存它。",
    )


CAUSE = Cause(
    code="GE007",
    name="stored-in-map",
    title=Text("It is stored in a map", "被存入 map"),
    what=text(
        """Something that leads to a value made here becomes a key or a value of a map, by assignment or in a map
        literal.""",
        """指向此处所创建值的内容通过赋值或 map 字面量成为 map 的键或值。""",
    ),
    why=text(
        """Maps grow and move their entries, so the compiler takes all that is stored in one to be on the heap, even
        where the map itself stays on the stack.""",
        """map 会增长并搬移条目，因此编译器把存入 map 的一切都当作在堆上，即使 map 本身留在栈上。""",
    ),
    example="""package p

type Count struct{ N int }

func Add(counts map[string]*Count, word string) {
	counts[word] = &Count{N: 1} // heap
}
""",
    alternative="""package p

type Count struct{ N int }

func Add(counts map[string]Count, word string) {
	c := counts[word]
	c.N++
	counts[word] = c
}
""",
    use_instead=text(
        """Store values: read, change, write back. For large ones, store indices into a slice. Small sets of constant
        keys are faster in a `switch` or a sorted slice.""",
        """保存值：读出、修改、写回。较大的值可以保存切片下标。键固定的小集合用 `switch` 或有序切片更快。""",
    ),
    leave_it=text(
        """Leave it when the entries are changed in many places through the pointer, or are shared.""",
        """如果条目在很多地方通过指针修改，或者需要共享，就不必修改。""",
    ),
    since=(
        Since("1.24", Text("Maps are Swiss tables: small ones have 8 slots.", "map 改为瑞士表：小 map 有 8 个槽位。")),
    ),
    sources=("golang/go#63343", "golang/go#54563", "https://go.dev/doc/go1.24#runtime"),
    matches=matches,
    suggest=suggest,
)
