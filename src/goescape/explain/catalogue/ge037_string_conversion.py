"""A string is converted to bytes or runes, or these to a string."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return site.kind == "string conversion" and (verdict.heap or verdict.allocates != "never")


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    if verdict.heap:
        return Text(
            f"Keep one form from end to end (`bytes` has the functions of `strings`), so that {it} is not "
            "needed; if the "
            "result is kept, leave it.",
            f"始终使用同一种形式（`bytes` 提供与 `strings` 相同的函数），这样就不需要 {it}；如果结果会被保留，"
            "就不必修改。",
        )
    return Text(
        f"Leave it if {it} has 32 bytes at most; else convert where it is used: `m[string(b)]`, `string(b) == s` and "
        "`range []byte(s)` copy nothing.",
        f"如果 {it} 不超过 32 字节，就不必修改；否则在使用处转换：`m[string(b)]`、`string(b) == s` 和 "
        "`range []byte(s)` 不会复制。",
    )


CAUSE = Cause(
    code="GE037",
    name="string-conversion",
    title=Text("A string is converted to bytes or runes, or back", "字符串与字节或符文相互转换"),
    what=text(
        """`string(b)`, `[]byte(s)`, `[]rune(s)`, `string(r)`: the bytes are copied. Where gc says that the result
        does not escape, memory is taken if it has more than 32 bytes.""",
        """`string(b)`、`[]byte(s)`、`[]rune(s)`、`string(r)`：字节会被复制。如果 gc 说结果没有逃逸，
        超过 32 字节时仍会分配。""",
    ),
    why=text(
        """Strings never change, slices may: the two cannot share memory, unless the compiler sees that nobody writes
        to the bytes meanwhile.""",
        """字符串不可改变，而切片可以：两者不能共享内存，除非编译器看出期间没有人写这些字节。""",
    ),
    example="""package p

type Names struct{ byID map[int]string }

func (n *Names) Set(id int, name []byte) {
	n.byID[id] = string(name) // heap
}
""",
    alternative="""package p

type Names struct{ byID map[int]string }

func (n *Names) Is(id int, name []byte) bool {
	return n.byID[id] == string(name)
}
""",
    use_instead=text(
        """Keep one form. Convert in the expression that uses the result: looking up `m[string(b)]`, comparing
        `string(b) == s` and ranging over `[]byte(s)` copy nothing. Look a name up first, and convert only new ones.""",
        """只使用一种形式。在使用结果的表达式中转换：查找 `m[string(b)]`、
        比较 `string(b) == s`和遍历 `[]byte(s)` 都不复制。先查找名字，只转换新的。""",
    ),
    leave_it=text(
        """Leave it where the result is kept and the source is reused: then the copy is needed.""",
        """如果结果会被保留而来源会被复用，就不必修改：复制是必要的。""",
    ),
    since=(
        Since("1.22", Text("`[]byte(s)` copies nothing if nobody writes to it.", "如果没有写入，`[]byte(s)` 不复制。")),
    ),
    sources=("golang/go#2205", "golang/go#52971", "https://go.dev/wiki/CompilerOptimizations"),
    matches=matches,
    suggest=suggest,
)
