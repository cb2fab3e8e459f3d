"""One branch keeps it, and it is made before the branch."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return (
        verdict.heap
        and verdict.flow is not None
        and verdict.flow.branch is not None
        and verdict.flow.sink not in ("loop", "size")
    )


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    line = verdict.flow.branch.line if verdict.flow is not None and verdict.flow.branch is not None else 0
    return Text(
        f"Use another variable in the branch at line {line} (with a copy of {it}, if it may be copied): only "
        "that branch "
        f"keeps {it}, which stays on the stack without it.",
        f"在第 {line} 行的分支中使用另一个变量（如果允许，保存 {it} 的副本）：只有这个分支保留 {it}，没有它 "
        f"{it} 就会留在栈上。",
    )


CAUSE = Cause(
    code="GE029",
    name="one-branch-leaks",
    title=Text("Only one branch keeps it", "只有一个分支保留它"),
    what=text(
        """A value is made before an `if`, `switch` or `select`, and only one of the branches returns it, stores it or
        passes it on. When the other branches run it is on the heap all the same.""",
        """值在 `if`、`switch` 或 `select` 之前创建，而只有其中一个分支返回、存储或传递它。即使运行的是其他分支，
        它也同样在堆上。""",
    ),
    why=text(
        """The analysis does not follow the order of statements: it decides once for each variable, where it is
        declared, for all ways through the function.""",
        """分析不跟踪语句的执行顺序：它对每个变量只在声明处判断一次，适用于穿过函数的所有路径。""",
    ),
    example="""package p

type Request struct{ ID, Size int }

var slowest *Request

func Handle(id, size int) int {
	r := Request{ID: id, Size: size} // heap
	if size > 1000 {
		slowest = &r
	}
	return r.ID
}
""",
    alternative="""package p

type Request struct{ ID, Size int }

var slowest *Request

func Handle(id, size int) int {
	r := Request{ID: id, Size: size}
	if size > 1000 {
		kept := r
		slowest = &kept
	}
	return r.ID
}
""",
    use_instead=text(
        """Declare a variable in the branch, copy into it and let that one escape: then memory is taken only when the
        branch runs. goescape has tried it: without the branch the value stays on the stack.""",
        """在分支中声明变量，复制进去，让这个副本逃逸：只有分支运行时才会分配。goescape 已经验证：没有这个分支，
        该值会留在栈上。""",
    ),
    leave_it=text(
        """Leave it when the branch is the usual case, or the value must not be copied (it holds a mutex).""",
        """如果这个分支就是常见情况，或者该值不允许被复制（含有互斥锁），就不必修改。""",
    ),
    since=(),
    sources=("golang/go#79990", "golang/go#18300", "golang/go#42781"),
    matches=matches,
    suggest=suggest,
)
