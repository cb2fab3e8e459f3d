"""The sentences of explanations, in English and Chinese.

A phrase tells one step of a flow; ``{it}`` is the value, the other fields are names from the source.
"""

from dataclasses import dataclass
from typing import Final, Literal

Lang = Literal["en", "zh"]


@dataclass(frozen=True)
class Phrase:
    en: str
    zh: str

    def say(self, lang: Lang, **names: str) -> str:
        return (self.zh if lang == "zh" else self.en).format(**names)


def counted(forms: tuple[Phrase, Phrase], n: int, lang: Lang) -> str:
    """``1 package``, ``1,000 packages``."""
    return forms[n != 1].say(lang, n=f"{n:,}")


# One operation of a flow. ``{it}`` flows.
ADDRESS: Final = Phrase("the address of {it} is taken", "取了 {it} 的地址")
ASSIGNED: Final = Phrase("{it} is assigned to {to}", "{it} 被赋给 {to}")
STORED_GLOBAL: Final = Phrase("{it} is stored in the package variable {to}", "{it} 被存入包级变量 {to}")
STORED_FIELD: Final = Phrase("{it} is stored in {to}, reached through a pointer", "{it} 被存入通过指针访问的 {to}")
STORED_POINTER: Final = Phrase("{it} is stored where {to} points", "{it} 被存到 {to} 所指之处")
STORED_ELEMENT: Final = Phrase("{it} is stored in the slice element {to}", "{it} 被存入切片元素 {to}")
STORED_MAP: Final = Phrase("{it} is stored in the map: {to}", "{it} 被存入 map：{to}")
MAP_KEY: Final = Phrase("{it} becomes a key of a map", "{it} 成为 map 的键")
MAP_VALUE: Final = Phrase("{it} becomes a value of a map", "{it} 成为 map 的值")
SENT: Final = Phrase("{it} is sent on a channel", "{it} 被发送到通道")
RETURNED: Final = Phrase("{it} is returned from {function}", "{it} 从 {function} 返回")
CONVERTED: Final = Phrase("{it} becomes an interface value", "{it} 被转换为接口值")
STRUCT_PART: Final = Phrase("{it} becomes part of {to}", "{it} 成为 {to} 的一部分")
SLICE_PART: Final = Phrase("{it} becomes an element of {to}", "{it} 成为 {to} 的元素")
ARGUMENTS: Final = Phrase(
    "{it} is put into the slice that holds the variadic arguments", "{it} 被放入保存可变参数的切片"
)
CAPTURED_REF: Final = Phrase("a function literal captures {it} by reference", "函数字面量按引用捕获了 {it}")
CAPTURED_VALUE: Final = Phrase("a function literal captures {it}", "函数字面量捕获了 {it}")
PASSED: Final = Phrase("{it} is passed to {to}", "{it} 被传给 {to}")
PASSED_INTERFACE: Final = Phrase(
    "{it} is passed to the interface method {to}: which method runs is not known here",
    "{it} 被传给接口方法 {to}：这里不知道实际执行哪个方法",
)
RECEIVER_INTERFACE: Final = Phrase(
    "the method {to} of an interface value is called on {it}: which method runs is not known here",
    "通过接口值在 {it} 上调用方法 {to}：这里不知道实际执行哪个方法",
)
PASSED_VALUE: Final = Phrase(
    "{it} is passed to the function value {to}: which function runs is not known here",
    "{it} 被传给函数值 {to}：这里不知道实际执行哪个函数",
)
APPENDED: Final = Phrase(
    "{it} is appended to a slice whose array may be on the heap", "{it} 被追加到底层数组可能在堆上的切片"
)
APPEND_COPIES: Final = Phrase("append copies the elements of {it}", "append 复制了 {it} 的元素")
APPEND_BASE: Final = Phrase("{it} is the slice that append grows", "{it} 是 append 所增长的切片")
COPIED: Final = Phrase("copy copies the elements of {it}", "copy 复制了 {it} 的元素")
PANICS: Final = Phrase("{it} is the value of a panic", "{it} 是 panic 的值")
BUILTIN: Final = Phrase("{it} is an argument of {to}", "{it} 是 {to} 的参数")
UINTPTR: Final = Phrase(
    "{it} is passed as uintptr to a function that keeps it (//go:uintptrescapes)",
    "{it} 以 uintptr 传给会保留它的函数（//go:uintptrescapes）",
)
IN_GOROUTINE: Final = Phrase(
    "{it} runs in a goroutine of its own, which may outlast {function}",
    "{it} 在自己的 goroutine 中运行，它可能比 {function} 活得更久",
)
DEFERRED: Final = Phrase(
    "{it} is deferred in a loop, so that any number of calls may wait for the end of {function}",
    "{it} 在循环中被 defer，等到 {function} 结束时才执行的调用数量不定",
)
OTHER: Final = Phrase("{it} flows on: {why}", "{it} 继续流动：{why}")

# What loads through pointers, selecting and slicing does is told only where nothing else happens.
PART_OF: Final = Phrase("{it} is used in {to}", "{it} 用于 {to}")

# How a flow ends.
END_RESULT: Final = Phrase("so it must outlive the call", "因此它必须比这次调用活得更久")
END_NAMED_RESULT: Final = Phrase(
    "and {end} is a result of {function}, so it must outlive the call",
    "而 {end} 是 {function} 的返回值，因此它必须比这次调用活得更久",
)
END_HEAP: Final = Phrase("so it may be used after {function} has returned", "因此在 {function} 返回后它仍可能被使用")
END_LOOP: Final = Phrase(
    "and {end} is declared outside the loop, so what one iteration makes must outlive it",
    "而 {end} 声明在循环之外，因此一次迭代产生的值必须比这次迭代活得更久",
)
END_OUTER: Final = Phrase(
    "and {end} belongs to the function around the function literal, so it must outlive the literal's call",
    "而 {end} 属于外层函数，因此它必须比函数字面量的调用活得更久",
)
END_STORAGE: Final = Phrase("and {end} is itself on the heap", "而 {end} 本身就在堆上")
END_BOXED: Final = Phrase("which is itself on the heap", "而该接口值本身就在堆上")
BECAUSE: Final = Phrase("{what}: {why}", "{what}：{why}")
END_UNKNOWN: Final = Phrase("and {end} lives longer", "而 {end} 活得更久")

# Values that cannot be on the stack wherever they flow.
TOO_LARGE: Final = Phrase(
    "{it} has {size}, more than the {limit} that the stack takes", "{it} 占 {size}，超过栈允许的 {limit}"
)
TOO_LARGE_UNKNOWN: Final = Phrase("{it} is too large for the stack", "{it} 对栈来说太大")
TOO_ALIGNED: Final = Phrase("{it} needs more alignment than the stack gives", "{it} 需要的对齐超过栈所能提供的")
SIZE_NOT_CONSTANT: Final = Phrase("the size of {it} is known only when the program runs", "{it} 的大小只有运行时才知道")
ZERO_SIZED: Final = Phrase(
    "the elements of {it} have no size, so its length has no bound", "{it} 的元素大小为零，因此长度没有上限"
)
NOT_TOLD: Final = Phrase("The compiler does not say why.", "编译器没有说明原因。")
CHANNEL: Final = Phrase(
    "Channels are always made on the heap (the compiler does not report them).", "通道总是分配在堆上（编译器不报告）。"
)

# Callees.
KEPT_BY_CALLEE: Final = Phrase(
    "{it} is passed to {to}, which may keep it: {what}", "{it} 被传给 {to}，后者可能保留它：{what}"
)
CALLEE_ASSEMBLY: Final = Phrase(
    "{function} has no Go body and no //go:noescape, so it may keep its {param}",
    "{function} 没有 Go 函数体，也没有 //go:noescape，因此可能保留 {param}",
)

# Names for what has none in the source.
NAME_TEMP: Final = Phrase("a temporary", "临时值")
NAME_RESULT: Final = Phrase("the result", "返回值")
NAME_RESULT_N: Final = Phrase("result {n}", "第 {n} 个返回值")
NAME_RETURNED: Final = Phrase("what {to} returns", "{to} 的返回值")
NAME_ARGUMENTS: Final = Phrase("the slice of arguments", "参数切片")
NAME_CLOSURE: Final = Phrase("the function literal", "函数字面量")
NAME_LOOP_BODY: Final = Phrase("the body of the loop", "循环体")
NAME_LOOP_STATE: Final = Phrase("the state of the loop over a function", "遍历函数的循环的状态")
NAME_LATER: Final = Phrase("the call that runs later", "稍后执行的调用")
NAME_IT: Final = Phrase("it", "它")
NAME_FUNCTION: Final = Phrase("the function", "该函数")
NAME_INIT: Final = Phrase("package initialisation", "包初始化")
NAME_LITERAL: Final = Phrase("a function literal of a package variable", "包级变量的函数字面量")
NAME_LITERAL_IN: Final = Phrase("a function literal in {function}", "{function} 中的函数字面量")
NAME_RECEIVER: Final = Phrase("receiver", "接收者")
BYTES: Final = Phrase("{n} bytes", "{n} 字节")

# Reports.
KINDS: Final[dict[str, Phrase]] = {
    "variable": Phrase("variable", "变量"),
    "new": Phrase("new", "new"),
    "pointer literal": Phrase("pointer to a literal", "字面量的指针"),
    "slice literal": Phrase("slice literal", "切片字面量"),
    "map literal": Phrase("map literal", "map 字面量"),
    "variadic slice": Phrase("slice of variadic arguments", "可变参数切片"),
    "make slice": Phrase("make of a slice", "make 切片"),
    "make map": Phrase("make of a map", "make map"),
    "make chan": Phrase("make of a channel", "make 通道"),
    "closure": Phrase("function literal", "函数字面量"),
    "go or defer closure": Phrase("call that runs later", "稍后执行的调用"),
    "method value": Phrase("method value", "方法值"),
    "interface conversion": Phrase("conversion to an interface", "接口转换"),
    "append": Phrase("append", "append"),
    "string concatenation": Phrase("string concatenation", "字符串拼接"),
    "string conversion": Phrase("string conversion", "字符串转换"),
    "other": Phrase("value", "值"),
}
IN_LOOP: Final = Phrase("in a loop", "在循环中")
IN_LOOPS: Final = Phrase("in {n} nested loops", "在 {n} 层嵌套循环中")
NEVER_ALLOCATES: Final = Phrase("never takes memory", "从不分配内存")
MAYBE_ALLOCATES: Final = Phrase("may take memory", "可能分配内存")
STACK_CAPACITY: Final = Phrase(
    "{it} takes memory when the capacity is exceeded, though nothing of it leaves the function",
    "虽然没有离开函数，但超出容量时 {it} 会分配内存",
)
STACK_LONG: Final = Phrase(
    "{it} does not leave the function, but takes memory when it has more than 32 bytes",
    "{it} 不离开函数，但超过 32 字节时会分配内存",
)
STACK_ENTRIES: Final = Phrase(
    "{it} does not leave the function, but takes memory when it has more than 8 entries",
    "{it} 不离开函数，但超过 8 个条目时会分配内存",
)
NOT_MEASURED: Final = Phrase("not in the profile", "性能分析中没有")
SHARED: Final = Phrase(" (with others in this line)", "（与同一行的其他值合计）")
MEASURED: Final = Phrase("measured: {bytes} bytes in {objects} objects", "实测：{bytes} 字节，{objects} 个对象")
BROUGHT: Final = Phrase(
    "Made in {callee} ({place}), which is inlined here.", "产生于内联到此处的 {callee}（{place}）。"
)
COPY_HEAP: Final = Phrase("inlined into {function}: on the heap", "内联到 {function}：在堆上")
COPY_STACK: Final = Phrase("inlined into {function}: on the stack", "内联到 {function}：在栈上")
STAYS: Final = Phrase("{it} stays on the stack", "{it} 留在栈上")
PARAM_STAYS: Final = Phrase("{function} does not keep what {it} points to", "{function} 不保留 {it} 所指的内容")
PARAM_LEAKS: Final = Phrase("{function} lets {it} out {to}", "{function} 让 {it} 流出{to}")
PARAM_CONTENT: Final = Phrase("{function} lets what {it} points to out {to}", "{function} 让 {it} 所指的内容流出{to}")
TO_HEAP: Final = Phrase("to the heap", "到堆")
TO_RESULT: Final = Phrase("to its result {name}", "到返回值 {name}")
TOTAL_HEAP: Final = Phrase("{n} to the heap", "{n} 处到堆上")
TOTAL_FUNCTIONS: Final = Phrase(" in {functions} ({loops} in loops)", "，分布于 {functions}（{loops} 处在循环中）")
TOTAL_STACK: Final = Phrase("; {n} on the stack", "；{n} 处留在栈上")
TOTAL_LEAKS: Final = Phrase("; {leaks}; {packages}.", "；{leaks}；共 {packages}。")
# The first for one, the second for other numbers.
FUNCTIONS: Final = (Phrase("{n} function", "{n} 个函数"), Phrase("{n} functions", "{n} 个函数"))
LEAKS: Final = (Phrase("{n} parameter leaks", "{n} 个参数泄漏"), Phrase("{n} parameters leak", "{n} 个参数泄漏"))
PACKAGES: Final = (Phrase("{n} package", "{n} 个包"), Phrase("{n} packages", "{n} 个包"))
TOTAL_SUPPRESSED: Final = Phrase("{n} more are suppressed by comments.", "另有 {n} 处被注释屏蔽。")
TOTAL_EXCLUDED: Final = Phrase("{n} more are in files that are left out.", "另有 {n} 处在被排除的文件中。")
PROFILE_JOINED: Final = Phrase(
    "Profile: {percent} of {total} bytes belong to places above.", "性能分析：{total} 字节中的 {percent} 属于上述位置。"
)
PROFILE_NO_SITE: Final = Phrase(
    "{percent} in analysed packages, but in lines without such a place (maps that grow, code of the runtime).",
    "{percent} 在所分析的包中，但所在行没有这样的位置（map 增长、运行时代码）。",
)
PROFILE_MOVED: Final = Phrase(
    "{percent} in functions that are not there any more: the code has changed since the profile was made.",
    "{percent} 在已不存在的函数中：代码在生成性能分析之后有改动。",
)
PROFILE_ELSEWHERE: Final = Phrase(
    "{percent} in packages that were not analysed: {functions}.", "{percent} 在未分析的包中：{functions}。"
)
PROFILE_RUNTIME: Final = Phrase("{percent} for the runtime itself.", "{percent} 为运行时自身所用。")
PROFILE_HIDDEN: Final = Phrase("{percent} in places that the options leave out.", "{percent} 在选项所排除的位置。")
PROFILE_OTHER_ROOT: Final = Phrase(
    "the profile's sources are in {theirs}, not here: joined by package, file name, function and line",
    "性能分析的源码位于 {theirs}，而不在此处：按包、文件名、函数和行匹配",
)
PROFILE_NOTHING: Final = Phrase(
    "nothing in the profile belongs to the analysed packages: was {binary} built from this code?",
    "性能分析中没有属于所分析的包的内容：{binary} 是由这些代码构建的吗？",
)
TOTAL_NEVER: Final = Phrase(
    "{n} of them never take memory (constants, values without size): --all lists them as well.",
    "其中 {n} 处从不分配内存（常量、无大小的值）：--all 可一并列出。",
)
MADE_IN: Final = Phrase("made in {callee}, which is inlined here", "产生于内联到此处的 {callee}")
SARIF_NO_PLACE: Final = Phrase(
    "{n} results are left out: they are in wrappers that the compiler makes, which stand nowhere in the source.",
    "省略了 {n} 条结果：它们位于编译器生成的包装函数中，在源代码中没有位置。",
)
SARIF_LEFT_OUT: Final = Phrase(
    "{n} results are left out, the {kept} worst are kept: GitHub code scanning takes no more.",
    "省略了 {n} 条结果，保留了最严重的 {kept} 条：GitHub 代码扫描不接受更多。",
)
TITLE: Final = Phrase("{it} ({kind}) goes to the heap", "{it}（{kind}）到堆上")
COLUMN_PLACE: Final = Phrase("place", "位置")
COLUMN_VALUE: Final = Phrase("value", "值")
COLUMN_FUNCTION: Final = Phrase("function", "函数")
COLUMN_MEASURED: Final = Phrase("bytes measured", "实测字节")
COLUMN_WHY: Final = Phrase("why", "原因")
