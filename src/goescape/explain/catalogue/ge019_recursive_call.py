"""Something is passed to a function that is analysed together with the caller."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.explain.names import split_qualified
from goescape.result.sites import Operation, Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    """What a function in the group stores on the heap would be there without recursion, too."""
    return facts.sink(verdict) in ("result", "loop") and recursive_call(verdict) is not None


def recursive_call(verdict: Verdict) -> Operation | None:
    """The call through which the value reaches a parameter of a function in the same group."""
    if verdict.flow is not None:
        for step in verdict.flow.steps:
            if facts.enters(step):
                return step.operations[-1]
    return None


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    o = recursive_call(verdict)
    name = facts.short(split_qualified(o.callee)[1]) if o is not None else "?"
    if facts.sink(verdict) == "loop":
        if site.kind == "variable":
            return Text(
                f"Declare {it} outside of the loop: the parameter of `{name}`, which is called recursively, "
                "outlives an "
                "iteration.",
                f"把 {it} 声明在循环之外：`{name}` 被递归调用，它的参数比一次迭代活得更久。",
            )
        return Text(
            f"Make {it} outside of the loop: the parameter of `{name}`, which is called recursively, outlives "
            "an iteration.",
            f"在循环之外创建 {it}：`{name}` 被递归调用，它的参数比一次迭代活得更久。",
        )
    if facts.is_pointee(site) and o is not None and not facts.is_receiver(o):
        return Text(
            f"Pass {it} to `{name}` by value, or turn the recursion into a loop: recursive calls are not told apart.",
            f"按值把 {it} 传给 `{name}`，或者把递归改成循环：编译器不区分各层递归调用。",
        )
    return Text(
        f"Turn the recursion of `{name}` into a loop, or move what returns {it} out of it: recursive calls are "
        "not told "
        "apart.",
        f"把 `{name}` 的递归改成循环，或者把返回 {it} 的部分移出递归：编译器不区分各层递归调用。",
    )


CAUSE = Cause(
    code="GE019",
    name="recursive-call",
    title=Text("It is passed to a recursive call", "被传给递归调用"),
    what=text(
        """An argument of a call leads to something made here, and the callee is the function itself, or one that
        calls it again.""",
        """调用的参数指向此处创建的内容，而被调用者就是这个函数自身，或会再次调用它的函数。""",
    ),
    why=text(
        """Functions that call one another are analysed as one: a parameter stands for the arguments of all calls,
        inside and outside. What flows from the parameter to a result flows there for each of them, and what is made
        in a loop does not outlive its iteration, but the parameter does.""",
        """互相调用的函数被当作一个整体分析：一个参数代表内外所有调用的实参。从参数流向返回值的内容，
        对每次调用都算流向那里；循环中创建的值活不过一次迭代，而参数可以。""",
    ),
    example="""package p

func Climb(best *int, heights []int) *int {
	if len(heights) == 0 {
		return best
	}
	top := max(*best, heights[0]) // heap
	if *Climb(&top, heights[1:]) > 100 {
		println("high")
	}
	return best
}
""",
    alternative="""package p

func Climb(best int, heights []int) int {
	if len(heights) == 0 {
		return best
	}
	top := max(best, heights[0])
	if Climb(top, heights[1:]) > 100 {
		println("high")
	}
	return best
}
""",
    use_instead=text(
        """Pass values instead of pointers, or use a loop with a stack of your own. Or move the part that returns or
        stores the parameter to a function that does not take part in the recursion.""",
        """传递值而不是指针，或者用循环加自己的栈。也可以把返回或存储参数的部分移到不参与递归的函数中。""",
    ),
    leave_it=text(
        """Leave it when the recursion is shallow or rare.""",
        """如果递归很浅或很少发生，就不必修改。""",
    ),
    since=(),
    sources=("golang/go#13547", "golang/go#12397"),
    matches=matches,
    suggest=suggest,
)
