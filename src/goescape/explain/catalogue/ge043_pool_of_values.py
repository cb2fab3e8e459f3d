"""Something that is no pointer is put into a sync.Pool."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    o = facts.final_call(verdict)
    if o is None or site.kind != "interface conversion":
        return False
    return "sync.(*Pool).Put" in (o.callee, facts.called(verdict, o))


def suggest(site: Site, verdict: Verdict) -> Text:
    it, typ = facts.it(site), facts.type_name(site)
    return Text(
        f"Put a `*{typ}` into the pool instead of the `{typ}` {it}, and take the same pointer out again.",
        f"把 `*{typ}` 放入池中，而不是 `{typ}` 类型的 {it}，取出时也用同一个指针。",
    )


CAUSE = Cause(
    code="GE043",
    name="pool-of-values",
    title=Text("A value that is no pointer is put into a sync.Pool", "把非指针的值放入 sync.Pool"),
    what=text(
        """`pool.Put(v)` with a `v` that is a slice, string or struct: each call allocates what the pool was to
        save.""",
        """`pool.Put(v)` 中的 `v` 是切片、字符串或结构体：每次调用都会分配，而池本来是为了省下分配。""",
    ),
    why=text(
        """`Put` takes an `any`. A value that is no pointer needs a place for the interface value to point to:
        for a slice, the 24 bytes of its header.""",
        """`Put` 接受 `any`。非指针的值需要一个位置供接口值指向：对切片来说就是 24 字节的头部。""",
    ),
    example="""package p

import "sync"

var buffers sync.Pool

func Release(buffer []byte) {
	buffers.Put(buffer) // heap
}
""",
    alternative="""package p

import "sync"

var buffers sync.Pool

func Release(buffer *[]byte) {
	buffers.Put(buffer)
}
""",
    use_instead=text(
        """Put pointers into the pool (`*[]byte`, `*bytes.Buffer`), and pass the same pointer along until it is
        put back.""",
        """把指针放入池中（`*[]byte`、`*bytes.Buffer`），并一直传递同一个指针，直到放回。""",
    ),
    leave_it=text(
        """Leave it when the buffers are large: 24 bytes are little against them.""",
        """如果缓冲区很大，就不必修改：24 字节相比之下很少。""",
    ),
    since=(),
    sources=("https://staticcheck.dev/docs/checks#SA6002", "golang/go#16323"),
    matches=matches,
    suggest=suggest,
)
