"""No other cause fits."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return True


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    return Text(
        f"Look at the way that {it} takes: nothing general can be said about it.",
        f"请查看 {it} 的流动路径：对此没有通用的建议。",
    )


CAUSE = Cause(
    code="GE046",
    name="unexplained",
    title=Text("No other cause fits", "没有其他原因适用"),
    what=text(
        """The value is on the heap, and what was recorded about it fits none of the other causes. This should be
        rare; it happens with compilers that do not say why.""",
        """该值在堆上，而所记录的信息不符合其他任何原因。这应当很少见；编译器没有说明原因时会出现。""",
    ),
    why=text(
        """The flow, where there is one, still shows what outlives the value.""",
        """如果有流动路径，它仍然会显示是什么活得比该值更久。""",
    ),
    example="",
    alternative="",
    use_instead=text(
        """Look at `goescape explain` for the place.""",
        """用 `goescape explain` 查看该位置。""",
    ),
    leave_it=text(
        """Leave it unless a profile shows that it matters.""",
        """除非性能剖析表明它重要，否则不必修改。""",
    ),
    since=(),
    sources=("https://go.dev/doc/gc-guide",),
    matches=matches,
    suggest=suggest,
)
