"""The body of a loop over a function is passed to an unknown iterator."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return verdict.heap and facts.literal(verdict) == "range"


def suggest(site: Site, verdict: Verdict) -> Text:
    if site.kind == "variable" and not site.name.startswith("#"):
        it = facts.it(site)
        return Text(
            f"Range over an iterator that can be inlined, or over a slice: then {it} is not shared with an "
            "unknown function.",
            f"遍历可以内联的迭代器或切片：这样 {it} 就不会与未知的函数共享。",
        )
    return Text(
        "Range over an iterator that can be inlined (a small function with the loop in a returned literal), or over a "
        "slice.",
        "遍历可以内联的迭代器（返回的字面量中含有循环的小函数），或者遍历切片。",
    )


CAUSE = Cause(
    code="GE026",
    name="range-over-func-body",
    title=Text("The loop's body is passed to an unknown iterator", "循环体被传给未知的迭代器"),
    what=text(
        """A `for … range seq` loop runs over a function. The loop's body has become a function literal that is passed
        to `seq`; it is on the heap with the variables that it changes, and with the state that the compiler adds.""",
        """`for … range seq` 循环遍历的是函数。循环体被转换为传给 `seq` 的函数字面量；它、
        它所修改的变量以及编译器添加的状态都在堆上。""",
    ),
    why=text(
        """If the iterator is not known (a parameter, a field, a function that is too large to be inlined), it may
        keep the loop's body. Where it is inlined, the body is called directly and all stays on the stack.""",
        """如果迭代器未知（参数、字段，或太大而无法内联的函数），它可能会保留循环体。如果它被内联，
        循环体会被直接调用，一切都留在栈上。""",
    ),
    example="""package p

import "iter"

func Sum(seq iter.Seq[int]) int {
	sum := 0             // heap
	for x := range seq { // heap
		sum += x
	}
	return sum
}
""",
    alternative="""package p

import "slices"

func Sum(values []int) int {
	sum := 0
	for x := range slices.Values(values) {
		sum += x
	}
	return sum
}
""",
    use_instead=text(
        """Use iterators that can be inlined, from functions that are called right in the `range` clause. In a
        function with a parameter of type `iter.Seq`, keep it small, so that it is inlined into callers that know the
        iterator.""",
        """使用可以内联的迭代器，并直接在 `range` 子句中调用产生它的函数。带 `iter.Seq` 参数的函数要保持小巧，
        以便内联到知道迭代器的调用者中。""",
    ),
    leave_it=text(
        """Leave it when the loop runs long: it costs a few allocations per loop, not per iteration.""",
        """如果循环运行很久，就不必修改：代价是每个循环几次分配，而不是每次迭代。""",
    ),
    since=(Since("1.23", Text("Loops over functions.", "引入对函数的遍历。")),),
    sources=("golang/go#73524", "https://go.dev/blog/range-functions", "https://go.dev/doc/go1.23#language"),
    matches=matches,
    suggest=suggest,
)
