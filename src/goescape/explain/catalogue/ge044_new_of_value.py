"""A pointer to a copy of a value is made with new."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return verdict.heap and facts.is_new_of_value(site)


def suggest(site: Site, verdict: Verdict) -> Text:
    typ = facts.type_name(site)
    if facts.sink(verdict) == "result":
        return Text(
            f"Return the `{typ}` with a flag (`{typ}, bool`) instead of a pointer to a copy of it.",
            f"返回 `{typ}` 和一个标志（`{typ}, bool`），而不是指向其副本的指针。",
        )
    return Text(
        f"Let the place that keeps it hold a `{typ}` and a flag, or share one pointer for values that are used often.",
        f"让保存它的地方使用 `{typ}` 加标志，或者为常用的值共用一个指针。",
    )


CAUSE = Cause(
    code="GE044",
    name="new-of-value",
    title=Text("new makes a pointer to a copy of a value", "new 创建了指向值副本的指针"),
    what=text(
        """`new(expression)` makes a variable with the value of the expression, and the pointer to it outlives the
        function. Its main use is for optional fields and results. gc calls the variable `.autotmp_N`.""",
        """`new(expression)` 创建以该表达式为值的变量，而指向它的指针比函数活得更久。主要用于可选的字段和返回值。
        gc 把这个变量称为 `.autotmp_N`。""",
    ),
    why=text(
        """Each call makes a new variable that may be changed through the pointer, also for equal values.""",
        """每次调用都会创建新的变量，它可能通过指针被修改，即使值相同也是如此。""",
    ),
    example="""package p

func Next(n int) *int {
	return new(n + 1) // heap
}
""",
    alternative="""package p

func Next(n int) (int, bool) {
	return n + 1, true
}
""",
    use_instead=text(
        """Use the value with a flag, a value that stands for "none", or a type like `sql.Null[T]`. For a few constant
        values, keep pointers in package variables.""",
        """使用值加标志、表示"无"的特殊值，或 `sql.Null[T]` 之类的类型。对少数常量值，可把指针保存在包级变量中。""",
    ),
    leave_it=text(
        """Leave it where an interface asks for optional pointers (JSON, protobuf, SDKs) and it is not hot.""",
        """如果接口要求可选的指针（JSON、protobuf、SDK）而且不是热点，就不必修改。""",
    ),
    since=(Since("1.26", Text("`new` takes an expression.", "`new` 可以接受表达式。")),),
    sources=("golang/go#45624", "https://go.dev/doc/go1.26#language"),
    matches=matches,
    suggest=suggest,
)
