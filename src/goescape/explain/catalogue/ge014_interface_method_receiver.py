"""A method of an interface value is called, which leads to it."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    o = facts.final_call(verdict)
    return o is not None and o.dispatch == "interface" and o.param == 0


def suggest(site: Site, verdict: Verdict) -> Text:
    it, callee = facts.it(site), facts.callee(site, verdict)
    return Text(
        f"Call the method on {it} itself instead of an interface value ({callee}), or `switch` over the types first.",
        f"直接在 {it} 上调用方法，而不是通过接口值（{callee}）；或者先对类型做 `switch`。",
    )


CAUSE = Cause(
    code="GE014",
    name="interface-method-receiver",
    title=Text("A method is called on it through an interface", "通过接口在它上面调用方法"),
    what=text(
        """A pointer to something made here is in an interface value on which a method is called.""",
        """指向此处所创建内容的指针位于接口值中，并在该接口值上调用了方法。""",
    ),
    why=text(
        """The receiver is an argument like others: where the compiler does not know which method runs, it must take
        the receiver to be kept. It does know it when all values of the variable have one concrete type.""",
        """接收者也是一种参数：编译器不知道执行哪个方法时，只能认为接收者会被保留。
        如果变量的所有值都是同一具体类型，编译器就知道执行哪个方法。""",
    ),
    example="""package p

type Shape interface{ Area() int }

type Square struct{ side int }

func (s *Square) Area() int { return s.side * s.side }

type Strip struct{ length int }

func (s *Strip) Area() int { return s.length }

func Total() int {
	square, strip := Square{3}, Strip{2} // heap
	total := 0
	for _, shape := range []Shape{&square, &strip} {
		total += shape.Area()
	}
	return total
}
""",
    alternative="""package p

type Square struct{ side int }

func (s *Square) Area() int { return s.side * s.side }

type Strip struct{ length int }

func (s *Strip) Area() int { return s.length }

func Total() int {
	square, strip := Square{3}, Strip{2}
	return square.Area() + strip.Area()
}
""",
    use_instead=text(
        """Call methods on the concrete type, or use a `switch` over the types: each case calls a known method.""",
        """在具体类型上调用方法，或者对类型做 `switch`：每个分支调用的都是已知的方法。""",
    ),
    leave_it=text(
        """Leave it where the set of types is open, which is what interfaces are for.""",
        """如果类型集合是开放的，就不必修改：这正是接口的用途。""",
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
    sources=("golang/go#36964", "golang/go#71628", "golang/go#33160"),
    matches=matches,
    suggest=suggest,
)
