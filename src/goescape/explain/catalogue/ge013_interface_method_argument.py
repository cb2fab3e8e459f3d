"""Something is passed to a method of an interface value."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    o = facts.final_call(verdict)
    return o is not None and o.dispatch == "interface" and o.param != 0


def suggest(site: Site, verdict: Verdict) -> Text:
    it, callee = facts.it(site), facts.callee(site, verdict)
    if site.kind == "variable" and facts.happens(verdict, "slice"):
        return Text(
            f"Keep the buffer {it} in a struct that lives longer (or a pool), or call {callee} on a concrete type.",
            f"把缓冲区 {it} 放进寿命更长的结构体（或池）中，或者在具体类型上调用 {callee}。",
        )
    return Text(
        f"Call {callee} on a concrete type whose method does not keep {it}, or reuse one {it} for many calls.",
        f"在具体类型上调用 {callee}（其方法不保留 {it}），或者让多次调用复用同一个 {it}。",
    )


CAUSE = Cause(
    code="GE013",
    name="interface-method-argument",
    title=Text("It is passed to an interface method", "被传给接口方法"),
    what=text(
        """An argument of a method call on an interface value (`w.Write(buf[:])`) leads to something made here.""",
        """接口值上的方法调用（`w.Write(buf[:])`）的参数指向此处创建的内容。""",
    ),
    why=text(
        """Which method runs is known only when the program runs. It may be one of another package that keeps its
        argument, so the compiler must take it to be kept.""",
        """运行时才知道执行哪个方法。它可能属于别的包，并且会保留参数，因此编译器只能认为参数会被保留。""",
    ),
    example="""package p

import "io"

func WriteHeader(w io.Writer, id byte) error {
	var header [8]byte // heap
	header[0] = id
	_, err := w.Write(header[:])
	return err
}
""",
    alternative="""package p

import "bytes"

func WriteHeader(w *bytes.Buffer, id byte) error {
	var header [8]byte
	header[0] = id
	_, err := w.Write(header[:])
	return err
}
""",
    use_instead=text(
        """Use the concrete type where there is just one. Or allocate once: keep the buffer in the struct that does
        the writing, or in a `sync.Pool`. A type parameter does not help: it is compiled to an indirect call, too.""",
        """如果只有一种具体类型，就直接使用它。或者只分配一次：把缓冲区放在负责写入的结构体中，
        或放进 `sync.Pool`。类型参数没有帮助：它同样被编译成间接调用。""",
    ),
    leave_it=text(
        """Leave it when the call does input or output, which costs far more, or happens seldom.""",
        """如果这次调用要做输入输出（代价高得多），或者很少发生，就不必修改。""",
    ),
    since=(
        Since("1.21", Text("Profiles (PGO) devirtualise hot calls.", "借助性能剖析（PGO）对热点调用去虚化。")),
        Since(
            "1.26",
            text(
                "Variables that are assigned one concrete type several times are devirtualised.",
                "多次赋值但始终是同一具体类型的变量也会去虚化。",
            ),
        ),
    ),
    sources=("golang/go#62653", "golang/go#72036", "golang/go#33160", "https://go.dev/doc/go1.21#compiler"),
    matches=matches,
    suggest=suggest,
)
