"""A function literal that outlives the function captures it."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return verdict.heap and facts.happens(verdict, "captured by a closure")


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    if site.kind != "variable" or not facts.happens(verdict, "reference"):
        return Text(
            "Keep the function literal from outliving the function, or let it capture a value instead of what "
            f"leads to {it}.",
            f"不要让函数字面量活得比函数更久，或者让它捕获值，而不是指向 {it} 的内容。",
        )
    if site.size > 128:
        return Text(
            f"Capture only the parts of {it} that are needed: {site.size} bytes are too many to be captured by value.",
            f"只捕获 {it} 中需要的部分：{site.size} 字节太大，无法按值捕获。",
        )
    return Text(
        f"Change {it} only before the function literal, or let it capture a copy; if the literal itself must "
        f"change {it}, "
        "leave it, or use a struct with a method.",
        f"只在函数字面量之前修改 {it}，或者让它捕获副本；如果字面量自身必须修改 {it}，就不必修改，"
        "或者使用带方法的结构体。",
    )


CAUSE = Cause(
    code="GE021",
    name="captured-by-closure",
    title=Text("A function literal that outlives it captures it", "被活得更久的函数字面量捕获"),
    what=text(
        """A function literal uses a variable of the function around it and is itself on the heap. The variable
        is captured by reference: the literal changes it, or it is changed after the literal is made, its
        address is taken, or it has more than 128 bytes. Or the captured value leads to something made here.""",
        """函数字面量使用了外层函数的变量，而它自身在堆上。变量按引用被捕获：字面量会修改它，
        或者它在字面量创建之后被修改、被取了地址，或者超过 128 字节。或者被捕获的值指向此处创建的内容。""",
    ),
    why=text(
        """Function and literal share one variable, so it must live as long as the longer-lived of the two.
        Small variables that do not change afterwards are copied into the literal instead.""",
        """函数与字面量共用一个变量，因此它必须活得和两者中更久的一样久。之后不再改变的小变量则会被复制进字面量。""",
    ),
    example="""package p

func Counter(start int) func() int {
	n := start // heap
	return func() int {
		n++
		return n
	}
}
""",
    alternative="""package p

type Counter struct{ n int }

func (c *Counter) Next() int {
	c.n++
	return c.n
}
""",
    use_instead=text(
        """Make all changes before the literal, or copy the variable first (`final := n`): then the literal gets
        its value. Pass what changes later as an argument or a result of the literal. Or keep the literal on the
        stack: its own cause says how.""",
        """在创建字面量之前完成所有修改，或先复制变量（`final := n`）：字面量得到的就是它的值。
        把之后会变化的内容作为字面量的参数或返回值。或者让字面量留在栈上：它自己的原因说明了如何做到。""",
    ),
    leave_it=text(
        """Leave it when the variable is the state that the literal is for (counters, generators).""",
        """如果这个变量正是字面量所要保存的状态（计数器、生成器），就不必修改。""",
    ),
    since=(Since("1.17", Text("Functions with function literals can be inlined.", "含有函数字面量的函数可以内联。")),),
    sources=("golang/go#7714", "golang/go#25769", "golang/go#70171"),
    matches=matches,
    suggest=suggest,
)
