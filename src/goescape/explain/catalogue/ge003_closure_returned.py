"""A function literal is returned."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return site.kind == "closure" and facts.sink(verdict) == "result"


def suggest(site: Site, verdict: Verdict) -> Text:
    function = facts.function(site)
    if verdict.calls:
        return Text(
            f"The function literal that {function} makes outlives this call: call it only here, or leave it.",
            f"{function} 创建的函数字面量比这次调用活得更久：只在此处调用它，否则保持不变。",
        )
    return Text(
        f"Return a struct with a method instead of the function literal, or keep {function} inlinable so that callers "
        "who only call the result need no allocation.",
        f"用带方法的结构体代替返回的函数字面量；或者让 {function} 保持可内联，只调用结果的调用者就不需要分配。",
    )


CAUSE = Cause(
    code="GE003",
    name="closure-returned",
    title=Text("A function literal is returned", "返回了函数字面量"),
    what=text(
        """A function literal that captures variables is returned. It is stored as a record that holds the code's
        address and what was captured.""",
        """返回了捕获变量的函数字面量。它以一条记录的形式存放，其中有代码地址和被捕获的内容。""",
    ),
    why=text(
        """The caller calls it after the function has returned, so the record must outlive the stack frame. A literal
        that captures nothing is static data and takes no memory, though gc reports it, too.""",
        """调用者会在函数返回之后调用它，因此这条记录必须比栈帧活得更久。不捕获任何变量的字面量是静态数据，
        不占内存，但 gc 同样会报告。""",
    ),
    example="""package p

func Adder(n int) func(int) int {
	return func(x int) int { return x + n } // heap
}
""",
    alternative="""package p

type Adder struct{ n int }

func (a Adder) Add(x int) int { return x + a.n }
""",
    use_instead=text(
        """Return a value of a struct type with the captured variables as fields and a method. Where an iterator or
        option is returned, keep the function inlinable: then callers that use the literal on the spot allocate
        nothing.""",
        """返回一个结构体值，用字段保存被捕获的变量，并提供方法。如果返回的是迭代器或选项，让函数保持可内联：
        当场使用字面量的调用者就不会分配。""",
    ),
    leave_it=text(
        """Leave it for callbacks that are made once (handlers, options at start-up).""",
        """只创建一次的回调（处理函数、启动时的选项）不必修改。""",
    ),
    since=(
        Since("1.17", Text("Functions with function literals can be inlined.", "含有函数字面量的函数可以内联。")),
        Since(
            "1.23",
            Text("Iterators are functions that return literals.", "迭代器就是返回函数字面量的函数。"),
        ),
    ),
    sources=("golang/go#7714", "golang/go#73524", "https://go.dev/doc/go1.17#compiler"),
    matches=matches,
    suggest=suggest,
)
