"""Something is passed to a method of a type parameter."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    o = facts.final_call(verdict)
    return o is not None and ".dict" in o.callee


def suggest(site: Site, verdict: Verdict) -> Text:
    it, function = facts.it(site), facts.function(site)
    return Text(
        f"Write {function} for the concrete type where it is hot: a method of a type parameter is an indirect call, "
        f"which may keep {it}.",
        f"在热点处为具体类型编写 {function}：类型参数的方法是间接调用，可能保留 {it}。",
    )


CAUSE = Cause(
    code="GE018",
    name="dictionary-call",
    title=Text("It is passed to a method of a type parameter", "被传给类型参数的方法"),
    what=text(
        """In a generic function, a method of a value whose type is a type parameter is called, and an argument
        or the receiver leads to something made here.""",
        """在泛型函数中，对类型为类型参数的值调用了方法，其参数或接收者指向此处创建的内容。""",
    ),
    why=text(
        """gc compiles a generic function once per shape of its type arguments (all pointers are one shape). The
        method is found in a dictionary when the program runs, so the call is as unknown as one through an
        interface.""",
        """gc 按类型实参的形状编译泛型函数（所有指针是同一形状）。方法在运行时从字典中查出，
        因此这次调用与通过接口的调用一样未知。""",
    ),
    example="""package p

import (
	"bytes"
	"io"
)

func First[R io.Reader](r R) byte {
	var b [1]byte // heap
	r.Read(b[:])
	return b[0]
}

func Use(r *bytes.Reader) byte { return First(r) }
""",
    alternative="""package p

import "bytes"

func First(r *bytes.Reader) byte {
	var b [1]byte
	r.Read(b[:])
	return b[0]
}

func Use(r *bytes.Reader) byte { return First(r) }
""",
    use_instead=text(
        """Use the concrete type where it is hot. Operators on type parameters (`<`, `+`, indexing) and passing
        a function that is inlined are no dictionary calls.""",
        """在热点处使用具体类型。对类型参数使用运算符（`<`、`+`、下标），或传入会被内联的函数，都不是字典调用。""",
    ),
    leave_it=text(
        """Leave it where the generic code is not hot, or where buffers can be kept in a longer-lived value.""",
        """如果泛型代码不在热点上，或者缓冲区可以放在寿命更长的值中，就不必修改。""",
    ),
    since=(Since("1.18", Text("Generics, compiled by shapes with dictionaries.", "引入泛型，按形状编译并使用字典。")),),
    sources=(
        "golang/go#58140",
        "golang/go#48849",
        "https://go.googlesource.com/proposal/+/master/design/generics-implementation-dictionaries-go1.18.md",
    ),
    matches=matches,
    suggest=suggest,
)
