"""Strings are joined with +."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return site.kind == "string concatenation" and (verdict.heap or verdict.allocates != "never")


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    if site.loop > 0:
        return Text(
            f"Collect the parts of {it} in a `strings.Builder` (or `append` to a `[]byte`) outside of the loop.",
            f"在循环之外用 `strings.Builder`（或对 `[]byte` 使用 `append`）收集 {it} 的各个部分。",
        )
    if verdict.heap:
        return Text(
            f"Leave {it} if the string is needed; if it is only written out, write its parts one after the other.",
            f"如果需要这个字符串，就保持 {it} 不变；如果只是要输出，就依次写出各个部分。",
        )
    return Text(
        f"Leave it if {it} has 32 bytes at most, which need no memory; else append the parts to a `[]byte`.",
        f"如果 {it} 不超过 32 字节（不占堆内存），就不必修改；否则把各个部分追加到 `[]byte`。",
    )


CAUSE = Cause(
    code="GE036",
    name="string-concatenation",
    title=Text("Strings are joined with `+`", "用 `+` 连接字符串"),
    what=text(
        """Strings that are not all constant are joined with `+` or `+=`. The result is a new string, also where gc
        says that it does not escape: then memory is taken if it has more than 32 bytes.""",
        """用 `+` 或 `+=` 连接并非全是常量的字符串。结果是新字符串，即使 gc 说它没有逃逸也是如此：
        超过 32 字节时就会分配。""",
    ),
    why=text(
        """Strings never change, so the result needs memory of its own, whose size is known only when the program
        runs. For results that stay in the function, 32 bytes are reserved on the stack.""",
        """字符串不可改变，因此结果需要自己的内存，而其大小只有运行时才知道。对于留在函数中的结果，
        栈上预留了 32 字节。""",
    ),
    example="""package p

func Key(user, item string) string {
	return user + "/" + item // heap
}
""",
    alternative="""package p

func AppendKey(key []byte, user, item string) []byte {
	key = append(key, user...)
	key = append(key, '/')
	return append(key, item...)
}
""",
    use_instead=text(
        """Write the parts where the whole would be written. Build long strings with `strings.Builder` and `Grow`, or
        append to a `[]byte` that is reused; `m[string(b)]` looks it up without a copy. As a map key, use a struct of
        the parts.""",
        """在要写出整体的地方直接写出各部分。长字符串用 `strings.Builder` 和 `Grow` 构造，
        或追加到可复用的 `[]byte`；`m[string(b)]` 查找时不复制。map 的键可以用由各部分组成的结构体。""",
    ),
    leave_it=text(
        """Leave a single `+` of several parts: it is one allocation, and nothing builds a string with fewer.""",
        """单个 `+` 表达式连接多个部分不必修改：只有一次分配，构造字符串没有更少的办法。""",
    ),
    since=(),
    sources=("https://go.dev/wiki/CompilerOptimizations", "golang/go#36083", "golang/go#46908"),
    matches=matches,
    suggest=suggest,
)
