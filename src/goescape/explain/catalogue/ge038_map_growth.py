"""A map that stays in the function holds more than eight entries."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return site.kind in ("make map", "map literal") and not verdict.heap and verdict.allocates in ("maybe", "always")


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    if verdict.allocates == "always":
        return Text(
            f"Keep {it} in a package variable if it does not change, or use a `switch` or a sorted slice.",
            f"如果 {it} 不变，就放进包级变量；或者使用 `switch` 或有序切片。",
        )
    return Text(
        f"Leave {it} if it has 8 entries at most, which need no memory; else reuse one map and `clear` it.",
        f"如果 {it} 不超过 8 个条目（不占堆内存），就不必修改；否则复用同一个 map 并用 `clear` 清空。",
    )


CAUSE = Cause(
    code="GE038",
    name="map-growth",
    title=Text("The map may need more than its first eight slots", "map 可能需要超过最初的八个槽位"),
    what=text(
        """A map is made that stays in the function. gc says that it does not escape; memory is taken all the same
        when it has more than 8 entries, at once if it is made for more.""",
        """创建了不离开函数的 map。gc 说它没有逃逸，但条目超过 8 个时仍会分配；如果创建时就要求更多，则立即分配。""",
    ),
    why=text(
        """The map's header and its first group of 8 slots are on the stack. Tables that grow are made when the
        program runs. Keys and values of more than 128 bytes are stored apart.""",
        """map 的头部和第一组 8 个槽位在栈上。会增长的表在运行时创建。超过 128 字节的键和值另外存放。""",
    ),
    example="""package p

func Distinct(values []byte) int {
	seen := make(map[byte]bool) // allocates
	for _, v := range values {
		seen[v] = true
	}
	return len(seen)
}
""",
    alternative="""package p

func Distinct(values []byte) int {
	var seen [256]bool
	n := 0
	for _, v := range values {
		if !seen[v] {
			seen[v] = true
			n++
		}
	}
	return n
}
""",
    use_instead=text(
        """Use an array for small integer keys, a sorted slice for few entries, one map that is reused with `clear`,
        or a package variable for tables that do not change. A map for many entries is best made for that number.""",
        """小整数键用数组，条目很少时用有序切片，复用的 map 用 `clear` 清空，不变的表用包级变量。
        条目很多的 map 最好按数量创建。""",
    ),
    leave_it=text(
        """Leave it when it has few entries, or when filling it is the work of the function.""",
        """如果条目很少，或者填写它就是函数的工作，就不必修改。""",
    ),
    since=(
        Since("1.21", Text("`clear` empties a map.", "`clear` 可清空 map。")),
        Since("1.24", Text("Maps are Swiss tables with groups of 8 slots.", "map 改为每组 8 个槽位的瑞士表。")),
    ),
    sources=("https://go.dev/blog/swisstable", "golang/go#45269"),
    matches=matches,
    suggest=suggest,
)
