"""A variable outside of the loop keeps what an iteration makes."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return facts.sink(verdict) == "loop"


def suggest(site: Site, verdict: Verdict) -> Text:
    it, end = facts.it(site), facts.end(verdict)
    if facts.is_pointee(site) and facts.happens(verdict, "interface-converted"):
        return Text(
            f"Leave it if that happens seldom (an error); else declare {end} inside of the loop, where it is used.",
            f"如果很少发生（例如错误），就不必修改；否则把 {end} 声明在循环之内使用它的地方。",
        )
    if facts.is_pointee(site):
        declare = (
            (f", or declare {it} outside of the loop", f"，或者把 {it} 声明在循环之外")
            if site.kind == "variable"
            else ("", "")
        )
        return Text(
            f"Let {end} hold the {facts.type_of(site)} itself and copy {it} into it{declare[0]}; in a list "
            "that the loop "
            "builds, leave it.",
            f"让 {end} 直接保存 {facts.type_of(site)} 并把 {it} 复制进去{declare[1]}；如果循环在构造链表，就不必修改。",
        )
    if site.kind == "closure":
        return Text(
            "Make the function literal outside of the loop, or use it inside of the iteration instead of "
            f"keeping it in {end}.",
            f"在循环之外创建函数字面量，或者在迭代之内使用它，而不是保存在 {end} 中。",
        )
    return Text(
        f"Make {it} outside of the loop and reuse it, or declare {end} inside of the loop.",
        f"在循环之外创建 {it} 并复用，或者把 {end} 声明在循环之内。",
    )


CAUSE = Cause(
    code="GE027",
    name="outlives-iteration",
    title=Text("A variable outside of the loop keeps it", "循环外的变量保留了它"),
    what=text(
        """Something is made in the body of a loop, and what leads to it is stored in a variable that is declared
        outside of the loop. It does not leave the function.""",
        """循环体中创建了某个值，而指向它的内容被存入声明在循环之外的变量。它并没有离开这个函数。""",
    ),
    why=text(
        """A variable has one place on the stack, but each iteration makes a new value, and the one of an earlier
        iteration may still be in use. The number of iterations has no bound, so they cannot all have their place.""",
        """一个变量在栈上只有一个位置，但每次迭代都会创建新值，而先前迭代的值可能仍在使用。迭代次数没有上限，
        因此不可能都在栈上有位置。""",
    ),
    example="""package p

type Point struct{ x, y int }

func Rightmost(values []int) int {
	best := &Point{}
	for i, v := range values {
		best = &Point{x: max(v, best.x), y: i} // heap
	}
	return best.x
}
""",
    alternative="""package p

type Point struct{ x, y int }

func Rightmost(values []int) int {
	best := Point{}
	for i, v := range values {
		best = Point{x: max(v, best.x), y: i}
	}
	return best.x
}
""",
    use_instead=text(
        """Let the outer variable hold the value and copy into it. Or declare the inner variable outside of the loop,
        if one is enough; or the outer one inside.""",
        """让外层变量直接保存值，并把内容复制进去。如果一个就够，把内层变量声明到循环之外；
        或者把外层变量声明到循环之内。""",
    ),
    leave_it=text(
        """Leave it where the values are linked to each other (a list that is built in the loop).""",
        """如果这些值彼此链接（循环中构造的链表），就不必修改。""",
    ),
    since=(),
    sources=("golang/go#57434", "golang/go#63343"),
    matches=matches,
    suggest=suggest,
)
