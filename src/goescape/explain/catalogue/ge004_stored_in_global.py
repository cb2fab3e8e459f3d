"""Something is stored in a package variable."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return facts.final_target(verdict) == "global"


def suggest(site: Site, verdict: Verdict) -> Text:
    it, to = facts.it(site), facts.stored_into(verdict)
    if facts.is_pointee(site):
        return Text(
            f"Let {to} hold {facts.a_type(site)} instead of a pointer, and copy {it} into it; or leave it if "
            "that happens "
            "seldom.",
            f"让 {to} 直接保存 {facts.type_of(site)} 而不是指针，并将 {it} 复制进去；如果很少发生，就不必修改。",
        )
    if facts.is_container(site):
        return Text(
            f"Leave it if {to} is set seldom; else refill what {to} already holds instead of storing a new {it}.",
            f"如果很少设置 {to}，就不必修改；否则重新填写 {to} 中已有的内容，而不是每次存入新的 {it}。",
        )
    parts = facts.parts(site)
    return Text(
        f"Leave it if {to} is set seldom; else let {to} hold {parts.en}: {it} itself must be on the heap.",
        f"如果很少设置 {to}，就不必修改；否则让 {to} 保存{parts.zh}：{it} 本身必须在堆上。",
    )


CAUSE = Cause(
    code="GE004",
    name="stored-in-global",
    title=Text("It is stored in a package variable", "被存入包级变量"),
    what=text(
        """A pointer, slice, map, function literal or interface value that leads to something made here is assigned to
        a package variable.""",
        """指向此处所创建内容的指针、切片、map、函数字面量或接口值被赋给了包级变量。""",
    ),
    why=text(
        """Package variables live as long as the program and any function may read them, so nothing that they lead to
        may be on a stack.""",
        """包级变量与程序同寿，任何函数都可能读取它们，因此它们所指向的内容都不能位于栈上。""",
    ),
    example="""package p

type Config struct{ Depth int }

var current *Config

func Load(depth int) {
	c := Config{Depth: depth} // heap
	current = &c
}
""",
    alternative="""package p

type Config struct{ Depth int }

var current Config

func Load(depth int) {
	current = Config{Depth: depth}
}
""",
    use_instead=text(
        """Let the variable hold the value instead of a pointer, and copy into it. Or pass what is shared as an
        argument, which needs no package variable.""",
        """让变量直接保存值而不是指针，并把内容复制进去；或者把共享的内容作为参数传递，这样就不需要包级变量。""",
    ),
    leave_it=text(
        """Leave it when it happens once or seldom (configuration, registries, caches), or when readers on other
        goroutines need the old value to stay intact (`atomic.Pointer`).""",
        """如果只发生一次或很少发生（配置、注册表、缓存），
        或者其他 goroutine 的读者需要旧值保持完整（`atomic.Pointer`），就不必修改。""",
    ),
    since=(),
    sources=("https://go.dev/doc/gc-guide", "https://go.dev/doc/faq#stack_or_heap"),
    matches=matches,
    suggest=suggest,
)
