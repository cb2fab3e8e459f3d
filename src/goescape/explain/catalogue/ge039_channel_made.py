"""A channel is made."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return site.kind == "make chan"


def suggest(site: Site, verdict: Verdict) -> Text:
    it = facts.it(site)
    if site.loop > 0:
        return Text(
            f"Make {it} outside of the loop if all iterations can use one channel; a `sync.WaitGroup` waits "
            "without any.",
            f"如果各次迭代可以共用一个通道，就在循环之外创建 {it}；`sync.WaitGroup` 等待时不需要通道。",
        )
    return Text(
        f"Leave {it} unless {facts.function(site)} is hot: channels are always on the heap.",
        f"除非 {facts.function(site)} 是热点，否则保持 {it} 不变：通道总是在堆上。",
    )


CAUSE = Cause(
    code="GE039",
    name="channel-made",
    title=Text("A channel is made", "创建了通道"),
    what=text(
        """`make(chan T)` takes memory from the heap each time. gc never says so: the line is missing from its
        output.""",
        """`make(chan T)` 每次都从堆上分配。gc 从不报告：它的输出中没有这一行。""",
    ),
    why=text(
        """A channel is there to be shared by goroutines. The runtime makes it, with its buffer, wherever it
        flows.""",
        """通道就是供 goroutine 共享的。无论它流向哪里，运行时都会在堆上创建它及其缓冲区。""",
    ),
    example="""package p

func Run(task func()) {
	done := make(chan bool) // allocates
	go func() {
		task()
		done <- true
	}()
	<-done
}
""",
    alternative="""package p

import "sync"

func Run(task func()) {
	var done sync.WaitGroup
	done.Go(task)
	done.Wait()
}
""",
    use_instead=text(
        """Make the channel once and keep it. To wait, use a `sync.WaitGroup`; to guard a variable, a mutex; for
        results, a slice with an element for each goroutine.""",
        """只创建一次通道并保存下来。等待用 `sync.WaitGroup`，保护变量用互斥锁，
        收集结果用每个 goroutine 一个元素的切片。""",
    ),
    leave_it=text(
        """Leave it almost always: what the goroutines do costs more.""",
        """几乎总是不必修改：goroutine 所做的事情代价更高。""",
    ),
    since=(),
    sources=("golang/go#45269", "https://go.dev/ref/spec#Making_slices_maps_and_channels"),
    matches=matches,
    suggest=suggest,
)
