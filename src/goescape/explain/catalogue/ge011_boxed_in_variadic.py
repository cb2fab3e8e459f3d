"""Something is passed as one of the ``...any`` of a call."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return (
        site.kind != "variadic slice"
        and facts.final_call(verdict) is not None
        and facts.variadic(verdict)
        and facts.becomes_interface(site, verdict)
    )


def suggest(site: Site, verdict: Verdict) -> Text:
    it, callee = facts.it(site), facts.callee(site, verdict)
    if site.kind != "interface conversion":
        return Text(
            f"Pass {callee} a copy of what it needs of {it} instead of a pointer, or skip the call on the hot path.",
            f"向 {callee} 传递所需内容的副本，而不是指向 {it} 的指针；或者在热路径上不做这次调用。",
        )
    if facts.is_basic(site):
        return Text(
            f"On a hot path, write {it} with a function that takes {facts.a_type(site)} (`strconv.Append…`, "
            f"`WriteString`) instead of {callee}; elsewhere leave it.",
            f"在热路径上，用接受 {facts.type_of(site)} 的函数（`strconv.Append…`、`WriteString`）代替 {callee} "
            f"来写出 {it}；其他地方不必修改。",
        )
    return Text(
        f"On a hot path, skip {callee} or pass it a pointer that is there already instead of {it}; elsewhere leave it.",
        f"在热路径上，跳过 {callee}，或者向它传递已有的指针而不是 {it}；其他地方不必修改。",
    )


CAUSE = Cause(
    code="GE011",
    name="boxed-in-variadic",
    title=Text("It is passed as one of ...any", "作为 ...any 的参数传递"),
    what=text(
        """A value becomes an interface value in the argument list of a variadic function that takes `...any`:
        `fmt.Println`, `log.Printf`, `slog.Info`, `t.Errorf`.""",
        """值在接受 `...any` 的可变参数函数的参数表中被转换为接口值：`fmt.Println`、`log.Printf`、`slog.Info`、
        `t.Errorf`。""",
    ),
    why=text(
        """An interface value holds a pointer to its data. What these functions do with it depends on types that are
        known only when the program runs (methods like `String` are called), so the compiler takes it to be kept. The
        slice of arguments itself often stays on the stack. Constants need no memory; integers below 256 do not
        either.""",
        """接口值持有指向数据的指针。这些函数如何处理它取决于运行时才知道的类型（会调用 `String` 之类的方法），
        因此编译器认为它会被保留。参数切片本身往往留在栈上。常量不占内存，小于 256 的整数也不占。""",
    ),
    example="""package p

import "fmt"

func Label(n int) string {
	return fmt.Sprintf("%d", n) // heap
}
""",
    alternative="""package p

import "strconv"

func Label(n int) string {
	return strconv.Itoa(n)
}
""",
    use_instead=text(
        """Where it is hot, use functions for one type: `strconv.Itoa`, `strconv.AppendInt`, `WriteString`,
        `slog.LogAttrs`. Ask whether the log level is enabled before the arguments are made.""",
        """在热点处使用针对单一类型的函数：`strconv.Itoa`、`strconv.AppendInt`、`WriteString`、`slog.LogAttrs`。
        在构造参数之前先判断日志级别是否启用。""",
    ),
    leave_it=text(
        """Leave it on error paths, at start-up, in tests and wherever something is written anyway: writing costs more
        than the allocation.""",
        """错误路径、启动阶段、测试，以及反正要输出的地方不必修改：输出比分配更贵。""",
    ),
    since=(
        Since("1.15", Text("Small integers become interfaces without allocation.", "小整数转换为接口不再分配。")),
        Since(
            "1.25",
            text(
                "Variables that only ever hold a constant count as constants.",
                "只保存过一个常量的变量被当作常量。",
            ),
        ),
    ),
    sources=("golang/go#8618", "golang/go#19720", "golang/go#71359", "https://go.dev/doc/go1.15#compiler"),
    matches=matches,
    suggest=suggest,
)
