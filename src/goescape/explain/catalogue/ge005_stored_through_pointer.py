"""Something is stored where a pointer leads."""

from goescape.explain import facts
from goescape.explain.cause import Cause, Text, text
from goescape.result.sites import Site, Verdict


def matches(site: Site, verdict: Verdict) -> bool:
    return facts.final_target(verdict) in ("pointer", "field")


def suggest(site: Site, verdict: Verdict) -> Text:
    it, to = facts.it(site), facts.stored_into(verdict)
    if facts.is_pointee(site):
        return Text(
            f"Let {to} hold {facts.a_type(site)} instead of a pointer to {it}, so that storing it is a copy; "
            "where values "
            "are linked or shared, leave it.",
            f"让 {to} 直接保存 {facts.type_of(site)}，而不是指向 {it} 的指针，存入就只是一次复制；"
            "如果这些值需要链接或共享，就不必修改。",
        )
    if facts.is_container(site):
        return Text(
            f"Reuse what {to} already holds (clear it, or slice it to length 0) instead of storing a new {it}.",
            f"复用 {to} 中已有的内容（清空，或切到长度 0），而不是存入新的 {it}。",
        )
    parts = facts.parts(site)
    return Text(
        f"Leave it if {to} must keep {it}; else keep {parts.en} in fields.",
        f"如果 {to} 必须保留 {it}，就不必修改；否则用字段保存{parts.zh}。",
    )


CAUSE = Cause(
    code="GE005",
    name="stored-through-pointer",
    title=Text("It is stored through a pointer", "通过指针存入别处"),
    what=text(
        """Something that leads to a value made here is stored in `*p` or in a field `p.f`, where `p` is a
        pointer: a receiver, a parameter, or a local variable.""",
        """指向此处所创建值的内容被存入 `*p` 或字段 `p.f`，其中 `p` 是指针：接收者、参数或局部变量。""",
    ),
    why=text(
        """The compiler does not track what a pointer points to. What is stored through one is taken to be
        stored on the heap, even where `p` points to a local variable.""",
        """编译器不追踪指针指向哪里。通过指针存入的内容一律被当作存入堆中，即使 `p` 指向的是局部变量。""",
    ),
    example="""package p

type Header struct{ ID int }

type Request struct{ header *Header }

func (r *Request) Reset(id int) {
	h := Header{ID: id} // heap
	r.header = &h
}
""",
    alternative="""package p

type Header struct{ ID int }

type Request struct{ header Header }

func (r *Request) Reset(id int) {
	r.header = Header{ID: id}
}
""",
    use_instead=text(
        """Give the field the type of the value, and assign the value. For a local struct, assign all of it at
        once (`t = T{next: &x}`) or use a variable instead of a pointer to it: fields of variables are tracked.""",
        """让字段直接使用值的类型，并赋值。对于局部结构体，一次性赋值整个结构体（`t = T{next: &x}`），
        或者使用变量本身而不是指向它的指针：变量的字段是被追踪的。""",
    ),
    leave_it=text(
        """Leave it where the structure is linked by nature (lists, trees), is shared, or may be absent and is
        large.""",
        """如果结构本身就是链接式的（链表、树）、需要共享，或者可能不存在而且很大，就不必修改。""",
    ),
    since=(),
    sources=("golang/go#63343", "golang/go#79990", "https://doi.org/10.1145/3689759"),
    matches=matches,
    suggest=suggest,
)
