"""Something is passed to package reflect."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict

_PACKAGES = ("reflect.", "internal/reflectlite.")


def matches(site: Site, verdict: Verdict) -> bool:
    if site.package in ("reflect", "internal/reflectlite"):
        return False
    o = facts.final_call(verdict)
    return o is not None and (o.callee.startswith(_PACKAGES) or facts.called(verdict, o).startswith(_PACKAGES))


def suggest(site: Site, verdict: Verdict) -> Text:
    it, callee = facts.it(site), facts.callee(site, verdict)
    if "DeepEqual" in callee:
        return Text(
            f"Compare {it} with `==`, `slices.Equal` or `maps.Equal` instead of {callee}.",
            f"用 `==`、`slices.Equal` 或 `maps.Equal` 比较 {it}，而不是 {callee}。",
        )
    return Text(
        f"Use code for the type of {it} (a type `switch`, a type parameter, generated code) instead of "
        f"{callee}; where any "
        "type may come, leave it.",
        f"用针对 {it} 类型的代码（类型 `switch`、类型参数、生成的代码）代替 {callee}；如果任何类型都可能出现，"
        "就不必修改。",
    )


CAUSE = Cause(
    code="GE040",
    name="reflection",
    title=Text("It is passed to package reflect", "被传给 reflect 包"),
    what=text(
        """Something made here is passed to a function of package `reflect` that keeps it: `reflect.DeepEqual`,
        `Value.Set`, `Value.Call`, `reflect.Append`.""",
        """此处创建的内容被传给 `reflect` 包中会保留它的函数：`reflect.DeepEqual`、`Value.Set`、`Value.Call`、
        `reflect.Append`。""",
    ),
    why=text(
        """A `reflect.Value` leads to data of any type, and methods that are found when the program runs may be called
        with it. The compiler cannot tell what happens to it.""",
        """`reflect.Value` 可以指向任何类型的数据，还可能用它调用运行时才查到的方法。编译器无法判断它会怎样。""",
    ),
    example="""package p

import "reflect"

func Same(a, b [4]int) bool {
	return reflect.DeepEqual(a, b) // heap
}
""",
    alternative="""package p

func Same(a, b [4]int) bool {
	return a == b
}
""",
    use_instead=text(
        """Use operators, generics or generated code. Where reflection is needed, work out what depends on the type
        once for each type and keep it.""",
        """使用运算符、泛型或生成的代码。需要反射时，对每个类型只计算一次与类型有关的部分并保存下来。""",
    ),
    leave_it=text(
        """Leave it in tests, and where any type may come (encoders, template engines).""",
        """测试中，以及任何类型都可能出现的地方（编码器、模板引擎），不必修改。""",
    ),
    since=(
        Since(
            "1.21",
            text(
                "`reflect.ValueOf` no longer forces its argument to the heap.", "`reflect.ValueOf` 不再迫使参数进入堆。"
            ),
        ),
    ),
    sources=("https://go.dev/doc/go1.21#reflectpkgreflect", "https://go.dev/doc/gc-guide"),
    matches=matches,
    suggest=suggest,
)
