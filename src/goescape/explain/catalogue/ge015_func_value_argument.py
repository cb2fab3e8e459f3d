"""Something is passed to a function value."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    o = facts.final_call(verdict)
    return o is not None and o.dispatch == "value"


def suggest(site: Site, verdict: Verdict) -> Text:
    it, callee = facts.it(site), facts.callee(site, verdict)
    if facts.is_pointee(site):
        return Text(
            f"Let {callee} take {facts.a_type(site)} instead of a pointer to {it}, or call a known function.",
            f"让 {callee} 接受 `{facts.type_name(site)}`，而不是指向 {it} 的指针；或者调用一个已知的函数。",
        )
    return Text(
        f"Call a known function instead of the function value {callee}, or reuse one {it} for many calls.",
        f"调用已知的函数，而不是函数值 {callee}；或者让多次调用复用同一个 {it}。",
    )


CAUSE = Cause(
    code="GE015",
    name="func-value-argument",
    title=Text("It is passed to a function value", "被传给函数值"),
    what=text(
        """An argument of a call through a function value (a parameter, field or variable of function type) leads to
        something made here.""",
        """通过函数值（函数类型的参数、字段或变量）进行的调用，其参数指向此处创建的内容。""",
    ),
    why=text(
        """Which function runs is known only when the program runs, and it may keep its argument. The compiler knows
        it for local variables that only ever hold functions it can see.""",
        """运行时才知道执行哪个函数，而它可能保留参数。只有当局部变量始终保存编译器看得见的函数时，编译器才知道。""",
    ),
    example="""package p

type Event struct{ ID int }

type Hook struct{ call func(*Event) }

func (h Hook) Fire(id int) {
	event := Event{ID: id} // heap
	h.call(&event)
}
""",
    alternative="""package p

type Event struct{ ID int }

type Hook struct{ call func(Event) }

func (h Hook) Fire(id int) {
	h.call(Event{ID: id})
}
""",
    use_instead=text(
        """Pass values. Or let the function value return what it has to say instead of writing into a pointer's
        target. A function with a function parameter that is inlined into its caller calls a known function.""",
        """传递值；或者让函数值返回结果，而不是写入指针所指之处。带函数参数的函数如果被内联到调用者中，
        调用的就是已知的函数。""",
    ),
    leave_it=text(
        """Leave it for hooks and callbacks that run seldom, or that need to change what they are given.""",
        """很少运行的钩子和回调，或者需要修改所接收内容的回调，不必修改。""",
    ),
    since=(
        Since(
            "1.27",
            text(
                "Local variables are recognised whose function values are all known.",
                "能识别所有函数值都已知的局部变量。",
            ),
        ),
    ),
    sources=("golang/go#73132", "golang/go#18300"),
    matches=matches,
    suggest=suggest,
)
