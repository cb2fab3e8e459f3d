"""Something is passed to a function that keeps it."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    o = facts.final_call(verdict)
    return o is not None and o.dispatch in ("static", "") and not o.bodiless


def suggest(site: Site, verdict: Verdict) -> Text:
    it, callee = facts.it(site), facts.callee(site, verdict)
    call = facts.final_call(verdict)
    if call is not None and facts.is_receiver(call) and facts.is_pointee(site):
        return Text(
            f"Keep {it} in something that lives longer (a field, a pool) if it is made often: {callee} may keep its "
            "receiver; else leave it.",
            f"如果经常创建 {it}，就把它放进寿命更长的内容（字段、池）：{callee} 可能保留其接收者；否则不必修改。",
        )
    if site.kind == "closure":
        return Text(
            f"Make the function literal once if {callee} is called often, or pass one that captures nothing; "
            "else leave "
            f"it: {callee} keeps it.",
            f"如果经常调用 {callee}，就只创建一次函数字面量，或者传递不捕获变量的函数；否则不必修改：{callee} "
            "会保留它。",
        )
    if facts.is_pointee(site) and facts.own_callee(site, verdict):
        return Text(
            f"Let {callee} take and keep {facts.a_type(site)}, or a copy, instead of a pointer to {it}; if it "
            "must keep "
            "the pointer, leave it.",
            f"让 {callee} 接受并保存 {facts.type_of(site)}（或副本），而不是指向 {it} 的指针；"
            "如果它必须保留指针，就不必修改。",
        )
    return Text(
        f"Reuse one {it} for many calls of {callee}, if it is called often; else leave it: {callee} may keep it.",
        f"如果经常调用 {callee}，就让多次调用复用同一个 {it}；否则不必修改：{callee} 可能会保留它。",
    )


CAUSE = Cause(
    code="GE016",
    name="kept-by-callee",
    title=Text("It is passed to a function that keeps it", "被传给会保留它的函数"),
    what=text(
        """An argument of a call leads to something made here, and the callee (or one that it calls) stores it where
        it outlives the call. The report shows the way to the statement that stores it.""",
        """调用的参数指向此处创建的内容，而被调用者（或它所调用的函数）把它存到比调用活得更久的地方。
        报告会给出直到存储语句的路径。""",
    ),
    why=text(
        """The compiler summarises for each parameter whether it may be stored beyond the call. The summary has no
        conditions: one path in the callee that stores the parameter is enough for all callers.""",
        """编译器为每个参数归纳出它是否可能被存到调用之外。归纳不带条件：被调用者中只要有一条路径存储了参数，
        所有调用者都受影响。""",
    ),
    example="""package p

type Event struct{ ID int }

type Journal struct{ last *Event }

//go:noinline
func (j *Journal) Record(e *Event) { j.last = e }

func Start(j *Journal, id int) {
	event := Event{ID: id} // heap
	j.Record(&event)
}
""",
    alternative="""package p

type Event struct{ ID int }

type Journal struct{ last Event }

//go:noinline
func (j *Journal) Record(e Event) { j.last = e }

func Start(j *Journal, id int) {
	j.Record(Event{ID: id})
}
""",
    use_instead=text(
        """If the callee is yours, let it take and keep a value, or store a copy. If it keeps the argument only on a
        rare path, move that path to a function that copies first. If it is not yours, reuse one argument for many
        calls.""",
        """如果被调用者是你的代码，让它接受并保存值，或者保存副本。如果它只在少见的路径上保留参数，
        把这条路径移到先复制的函数中。如果不是你的代码，就让多次调用复用同一个参数。""",
    ),
    leave_it=text(
        """Leave it when keeping is the callee's purpose: registering, queueing, wrapping, decoding into.""",
        """如果保留参数正是被调用者的目的（注册、排队、包装、解码到其中），就不必修改。""",
    ),
    since=(),
    sources=("golang/go#32850", "golang/go#32984", "https://go.dev/doc/gc-guide"),
    matches=matches,
    suggest=suggest,
)
