"""A function returns a pointer to what it made."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return facts.sink(verdict) == "result" and facts.is_pointee(site) and not facts.happens(verdict, "slice")


def suggest(site: Site, verdict: Verdict) -> Text:
    it, function = facts.it(site), facts.function(site)
    typ, a_typ = facts.type_of(site), facts.a_type(site)
    pointer = f"`*{facts.type_name(site)}`"
    if verdict.calls:
        return Text(
            f"The result of {function} outlives this call: use it only here, or copy the {typ} out of it.",
            f"{function} 的返回值比这次调用活得更久：只在此处使用它，或者把其中的 {typ} 复制出来。",
        )
    if facts.happens(verdict, "interface-converted"):
        return Text(
            "If one value will do for all calls (an error without details), return a package variable from "
            f"{function}; "
            f"if callers do not need the interface, return {a_typ}; else leave it.",
            f"如果所有调用可以共用一个值（不含细节的错误），就让 {function} 返回包级变量；"
            f"如果调用者不需要接口，就返回 {typ}；否则不必修改。",
        )
    if site.parameter:
        return Text(
            f"Return {a_typ} instead of a pointer to the parameter {it}, or let the caller pass a {pointer}.",
            f"返回 {typ}，而不是指向参数 {it} 的指针；或者让调用者传入 {pointer}。",
        )
    return Text(
        f"Return {a_typ} instead of a pointer to {it} from {function}, or let the caller pass the {pointer} to fill.",
        f"让 {function} 返回 {typ}，而不是指向 {it} 的指针；或者让调用者传入要填写的 {pointer}。",
    )


CAUSE = Cause(
    code="GE001",
    name="pointer-returned",
    title=Text("A pointer to a local value is returned", "返回了指向局部值的指针"),
    what=text(
        """A function makes a value and returns a pointer to it: the address of a variable, `&T{…}` or `new(T)`,
        directly or as part of another result.""",
        """函数创建了一个值，并返回指向它的指针：变量的地址、`&T{…}` 或 `new(T)`，可能是直接返回，
        也可能作为其他返回值的一部分。""",
    ),
    why=text(
        """The function's stack frame is gone when the caller uses the pointer, so the value must be stored elsewhere.
        Where the function is inlined, the compiler decides again for that caller: there the value may stay on the
        stack.""",
        """调用者使用该指针时，函数的栈帧已不存在，因此这个值必须存放在别处。在函数被内联的地方，
        编译器会针对该调用者重新判断：在那里它可能留在栈上。""",
    ),
    example="""package p

type User struct{ Name string }

func New(name string) *User {
	u := User{Name: name} // heap
	return &u
}
""",
    alternative="""package p

type User struct{ Name string }

func New(name string) User {
	return User{Name: name}
}
""",
    use_instead=text(
        """Return the value itself; copying a few words is cheaper than an allocation. Or take a pointer from the
        caller and fill it, or keep the function small enough to be inlined, so that each caller decides.""",
        """直接返回值本身：复制几个字比一次分配便宜。也可以让调用者传入指针再填写，或者让函数小到可以内联，
        由每个调用者决定。""",
    ),
    leave_it=text(
        """Leave it when the value is meant to live on (constructors of long-lived objects), when it must not be
        copied (it holds a mutex), or when it is large and most callers keep it.""",
        """如果这个值本来就要长期存在（长寿命对象的构造函数）、不允许被复制（含有互斥锁），
        或者它很大而且多数调用者都会保留它，就不必修改。""",
    ),
    since=(
        Since("1.12", Text("Functions that call others can be inlined.", "调用其他函数的函数也可以内联。")),
        Since("1.17", Text("Functions with function literals can be inlined.", "含有函数字面量的函数可以内联。")),
    ),
    sources=("https://go.dev/doc/gc-guide", "https://go.dev/doc/faq#stack_or_heap", "golang/go#48660"),
    matches=matches,
    suggest=suggest,
)
