"""It is made once, when the package is initialised."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    """Literals in initialisers (``init.func1``) may run at any time, package variables and init functions once."""
    name = verdict.function
    return verdict.heap and (name == "init" or (name.startswith("init.") and name[5:].isdigit()))


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    return Text(
        f"Leave it: {it} is made once, when the package is initialised.",
        f"不必修改：{it} 只在包初始化时创建一次。",
    )


CAUSE = Cause(
    code="GE045",
    name="package-initialisation",
    title=Text("It is made once, when the package is initialised", "在包初始化时创建一次"),
    what=text(
        """Something is made for a package variable, or in an `init` function.""",
        """为包级变量，或在 `init` 函数中创建了内容。""",
    ),
    why=text(
        """Package variables live as long as the program, so what they lead to cannot be on a stack. What the
        compiler can work out itself (slices of constants, `errors.New("text")`) is part of the binary instead,
        and never shows up here.""",
        """包级变量与程序同寿，因此它们所指向的内容不能在栈上。编译器能自行算出的内容（常量切片、
        `errors.New("text")`）会直接放进二进制文件，不会出现在这里。""",
    ),
    example="""package p

var primes = map[int]bool{2: true, 3: true, 5: true} // heap

func Prime(n int) bool { return primes[n] }
""",
    alternative="""package p

var primes = [8]bool{2: true, 3: true, 5: true, 7: true}

func Prime(n int) bool { return n >= 0 && n < len(primes) && primes[n] }
""",
    use_instead=text(
        """Only start-up time is at stake. Arrays, structs and slices of constants are static data; maps are
        filled when the program starts, and `sync.OnceValue` delays what is seldom needed.""",
        """受影响的只有启动时间。由常量组成的数组、结构体和切片是静态数据；map 在程序启动时填写，
        很少用到的内容可以用 `sync.OnceValue` 推迟。""",
    ),
    leave_it=text(
        """Leave it: it happens once. Tables and compiled regular expressions belong here.""",
        """不必修改：只发生一次。查找表和编译好的正则表达式就应放在这里。""",
    ),
    since=(
        Since(
            "1.21",
            Text(
                "More initialisers become static data; `sync.OnceValue`.", "更多初始化成为静态数据；`sync.OnceValue`。"
            ),
        ),
    ),
    sources=("https://go.dev/ref/spec#Package_initialization", "https://pkg.go.dev/sync#OnceValue"),
    matches=matches,
    suggest=suggest,
)
