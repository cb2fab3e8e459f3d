"""An error value is made."""

from typing import Final

from goescape.explain import facts
from goescape.explain.cause import Cause, Since, Text, text
from goescape.result.sites import Site, Verdict

_MAKERS: Final = ("errors.New", "fmt.Errorf", "fmt.errorf", "errors.Join")


def matches(site: Site, verdict: Verdict) -> bool:
    if not verdict.heap or (verdict.flow is not None and verdict.flow.branch is not None):
        return False
    return any(call.callee in _MAKERS for call in verdict.calls) or _maker(verdict) != ""


def _maker(verdict: Verdict) -> str:
    for call in verdict.calls:
        if call.callee in _MAKERS:
            return call.callee
    o = facts.final_call(verdict)
    if o is None:
        return ""
    name = facts.called(verdict, o)
    return name if name in _MAKERS else ""


def suggest(site: Site, verdict: Verdict) -> Text:
    maker = _maker(verdict)
    if maker == "errors.New":
        return Text(
            "Declare the error once as a package variable (`var ErrX = errors.New(…)`) and return that.",
            "把错误声明为包级变量（`var ErrX = errors.New(…)`），只创建一次，然后返回它。",
        )
    return Text(
        f"If callers run into this error often, return a package variable or an error type of your own instead of "
        f"`{maker}`; else leave it.",
        f"如果调用者经常遇到这个错误，就返回包级变量或自己的错误类型，而不是 `{maker}`；否则不必修改。",
    )


CAUSE = Cause(
    code="GE042",
    name="error-created",
    title=Text("An error value is made", "创建了错误值"),
    what=text(
        """`errors.New`, `fmt.Errorf` or `errors.Join` makes an error value, and the arguments of `fmt.Errorf` become
        interface values.""",
        """`errors.New`、`fmt.Errorf` 或 `errors.Join` 创建错误值，而 `fmt.Errorf` 的参数被转换为接口值。""",
    ),
    why=text(
        """The error is returned in an interface value, so what it points to must outlive the function. `fmt.Errorf`
        formats its text at once, whether or not somebody reads it.""",
        """错误以接口值返回，因此它所指向的内容必须比函数活得更久。`fmt.Errorf` 会立即格式化文本，
        无论是否有人读取。""",
    ),
    example="""package p

import "errors"

func Check(n int) error {
	if n < 0 {
		return errors.New("negative") // heap
	}
	return nil
}
""",
    alternative="""package p

import "errors"

var ErrNegative = errors.New("negative")

func Check(n int) error {
	if n < 0 {
		return ErrNegative
	}
	return nil
}
""",
    use_instead=text(
        """Declare errors without details as package variables. For those with details, return a small error type that
        makes its text only in its `Error` method.""",
        """不含细节的错误声明为包级变量。含细节的错误可以返回小的错误类型，只在 `Error` 方法中生成文本。""",
    ),
    leave_it=text(
        """Leave it when the error is rare: nothing is allocated unless the line runs.""",
        """如果错误很少发生，就不必修改：这一行不运行就不会分配。""",
    ),
    since=(
        Since(
            "1.26",
            text(
                "`fmt.Errorf` without verbs costs as much as `errors.New`, which is inlined from it.",
                "不含格式动词的 `fmt.Errorf` 与 `errors.New` 代价相同，后者会被内联进来。",
            ),
        ),
    ),
    sources=("https://github.com/dgryski/go-perfbook", "https://go.dev/blog/go1.13-errors"),
    matches=matches,
    suggest=suggest,
)
