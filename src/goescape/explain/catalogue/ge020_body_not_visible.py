"""Something is passed to a function whose body the compiler cannot see."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.explain.names import split_qualified
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    if facts.happens(verdict, "//go:uintptrescapes"):
        return True
    o = facts.final_call(verdict)
    return o is not None and o.bodiless


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    if facts.happens(verdict, "//go:uintptrescapes"):
        return Text(
            f"Leave it: the callee is marked `//go:uintptrescapes`, so {it} must not move during the call.",
            f"不必修改：被调用者标有 `//go:uintptrescapes`，调用期间 {it} 不能移动。",
        )
    callee = facts.callee(site, verdict)
    o = facts.final_call(verdict)
    if o is None or o.calls or split_qualified(o.callee)[0] != site.package:
        return Text(
            f"Leave it: {callee} keeps {it}, or hands it to code that the compiler cannot see.",
            f"不必修改：{callee} 会保留 {it}，或者把它交给编译器看不见的代码。",
        )
    return Text(
        f"If {callee} keeps no pointer to {it}, say so with `//go:noescape` before its declaration; else leave it.",
        f"如果 {callee} 不保留指向 {it} 的指针，就在其声明前写上 `//go:noescape`；否则不必修改。",
    )


CAUSE = Cause(
    code="GE020",
    name="body-not-visible",
    title=Text("It is passed to code that the compiler cannot see", "被传给编译器看不见的代码"),
    what=text(
        """An argument leads to something made here, and the callee is written in assembly, linked by name
        (`//go:linkname`), C code, or takes pointers as `uintptr` and is marked `//go:uintptrescapes`.""",
        """参数指向此处创建的内容，而被调用者用汇编编写、按名字链接（`//go:linkname`）、是 C 代码，
        或者以 `uintptr` 接收指针并标有 `//go:uintptrescapes`。""",
    ),
    why=text(
        """Without a Go body nothing is known about what happens to the argument. It may be kept, or passed to the
        kernel, which knows nothing of stacks that move.""",
        """没有 Go 函数体，就无从知道参数会怎样。它可能被保留，也可能传给内核，而内核不知道栈会移动。""",
    ),
    example="""package p

func sum(v *[4]uint64) uint64 // in assembly

func Total() uint64 {
	v := [4]uint64{1, 2, 3, 4} // heap
	return sum(&v)
}
""",
    alternative="""package p

//go:noescape
func sum(v *[4]uint64) uint64 // in assembly

func Total() uint64 {
	v := [4]uint64{1, 2, 3, 4}
	return sum(&v)
}
""",
    use_instead=text(
        """Promise with `//go:noescape` that the assembly keeps no pointer; for C functions, with `#cgo noescape f`.
        The compiler does not check the promise: memory is corrupted if it is wrong.""",
        """用 `//go:noescape` 承诺汇编不保留指针；对 C 函数用 `#cgo noescape f`。编译器不检查这一承诺：
        如果不成立，内存会被破坏。""",
    ),
    leave_it=text(
        """Leave it if the promise cannot be kept, and for system calls.""",
        """如果无法保证这一承诺，或者是系统调用，就不必修改。""",
    ),
    since=(Since("1.24", Text("`#cgo noescape` for C functions.", "为 C 函数引入 `#cgo noescape`。")),),
    sources=("https://pkg.go.dev/cmd/compile#hdr-Compiler_Directives", "https://pkg.go.dev/cmd/cgo", "golang/go#56378"),
    matches=matches,
    suggest=suggest,
    files={"sum_amd64.s": "// The body of sum.\n"},
)
