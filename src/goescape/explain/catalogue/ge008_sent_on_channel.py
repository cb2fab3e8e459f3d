"""Something is sent on a channel."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    o = facts.last(verdict)
    return o is not None and o.why == "send"


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    if facts.is_pointee(site):
        typ = facts.type_name(site)
        return Text(
            f"Send the `{typ}` itself (`chan {typ}`) instead of a pointer to {it}, or reuse buffers that the "
            "receiver sends back.",
            f"直接发送 `{typ}`（`chan {typ}`），而不是指向 {it} 的指针；或者复用接收方送回的缓冲区。",
        )
    return Text(
        f"Leave it if the receiver keeps {it}; else send the values that it is made of, or take buffers from a pool.",
        f"如果接收方会保留 {it}，就不必修改；否则发送构成它的各个值，或者从池中取缓冲区。",
    )


CAUSE = Cause(
    code="GE008",
    name="sent-on-channel",
    title=Text("It is sent on a channel", "被发送到通道"),
    what=text(
        """A pointer, slice, function literal or interface value that leads to something made here is sent on a
        channel.""",
        """指向此处所创建内容的指针、切片、函数字面量或接口值被发送到通道。""",
    ),
    why=text(
        """Another goroutine receives it, on another stack, at a time that nobody knows. The compiler does not look
        whether sender and receiver are the same function.""",
        """另一个 goroutine 会在未知的时刻、在另一个栈上接收它。编译器不会去看发送方和接收方是否是同一个函数。""",
    ),
    example="""package p

type Job struct{ ID int }

func Submit(jobs chan<- *Job, id int) {
	job := Job{ID: id} // heap
	jobs <- &job
}
""",
    alternative="""package p

type Job struct{ ID int }

func Submit(jobs chan<- Job, id int) {
	jobs <- Job{ID: id}
}
""",
    use_instead=text(
        """Send values: a send copies them into the channel's buffer or to the receiver. For large data that is passed
        to and fro, send buffers back on a second channel, or use a `sync.Pool`.""",
        """发送值：发送时会把值复制到通道缓冲区或接收方。对于来回传递的大块数据，用第二个通道送回缓冲区，
        或使用 `sync.Pool`。""",
    ),
    leave_it=text(
        """Leave it when ownership of something large passes to the receiver, which is what channels are for.""",
        """如果是把大块数据的所有权交给接收方，就不必修改：这正是通道的用途。""",
    ),
    since=(),
    sources=("https://go.dev/doc/gc-guide", "golang/go#8972"),
    matches=matches,
    suggest=suggest,
)
