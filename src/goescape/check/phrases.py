"""What ``check`` and ``diff`` say, in English and Chinese."""

from typing import Final

from goescape.explain.phrases import Phrase

# Directives that cannot be obeyed.
NOT_A_LINE_COMMENT: Final = Phrase(
    "directives are // comments, this one would be ignored", "指令必须是 // 注释，否则会被忽略"
)
MISSPELT_TOOL: Final = Phrase(
    "`{word}` is no tool that is known here; did you mean `//{meant}:…`?", "未知的 `{word}`；是否想写 `//{meant}:…`？"
)
MISSPELT_DIRECTIVE: Final = Phrase(
    "there is no directive `{word}`; did you mean `//goescape:{meant}`?",
    "没有指令 `{word}`；是否想写 `//goescape:{meant}`？",
)
BLANK_IN_DIRECTIVE: Final = Phrase(
    "this is no directive as it stands; the form is {form}, without blanks around the colon",
    "这样写不是指令；格式为 {form}，冒号两侧没有空格",
)
UNKNOWN_DIRECTIVE: Final = Phrase(
    "there is no directive `{word}` (there are {known})", "没有指令 `{word}`（可用的有 {known}）"
)
NOALLOC_TAKES_NOTHING: Final = Phrase(
    "noalloc stands alone before a function, or with the option with-panics: what is `{word}`?",
    "noalloc 写在函数之前，只接受选项 with-panics，不接受 `{word}`",
)
NOT_A_NAME: Final = Phrase(
    "`{word}` is neither a name nor an option (options: {known})", "`{word}` 既不是名字也不是选项（选项：{known}）"
)
NOT_A_CODE: Final = Phrase(
    "there is no cause `{word}` (goescape rules lists them; besides them, {known})",
    "没有原因 `{word}`（goescape rules 列出全部；此外还有 {known}）",
)
ALLOW_NEEDS_REASON: Final = Phrase(
    "allow needs a cause and a reason: //goescape:allow GE012 why it is fine",
    "allow 需要原因代码和理由：//goescape:allow GE012 为何可以接受",
)
ABOUT_NOTHING: Final = Phrase("no code follows that this could be about", "其后没有可以对应的代码")
NOT_A_FUNCTION: Final = Phrase("this must stand before a function", "它必须写在函数之前")
NO_SUCH_VARIABLE: Final = Phrase("there is no variable `{name}` in {function}", "{function} 中没有变量 `{name}`")
NO_SUCH_PARAMETER: Final = Phrase(
    "{function} has no parameter, receiver or result `{name}`", "{function} 没有名为 `{name}` 的参数、接收者或结果"
)
NOTHING_TO_NAME: Final = Phrase(
    "nothing here could be on the heap: name a variable, or put this before a statement that makes something",
    "这里没有可能分配到堆上的东西：请指明变量，或写在会产生值的语句之前",
)
NO_BODY: Final = Phrase("{function} has no body here", "{function} 在此没有函数体")
NOT_COMPILED: Final = Phrase(
    "{function} is generic and none of the analysed packages instantiates it: nothing can be said",
    "{function} 是泛型函数，所分析的包都没有实例化它：无法判断",
)
NOWHERE_INLINED: Final = Phrase(
    "{function} is inlined nowhere in the analysed packages", "{function} 在所分析的包中没有被内联"
)
NO_BODY_TO_SEE: Final = Phrase(
    "{function} has no body here: whether it takes memory cannot be seen",
    "{function} 在此没有函数体：无法判断它是否分配内存",
)
NOT_TOLD_BY_GC: Final = Phrase(
    "--engine gc cannot tell: the compiler does not list the calls that it leaves",
    "--engine gc 无法判断：编译器不列出未内联的调用",
)
UNUSED_ALLOW: Final = Phrase(
    "nothing here has the cause {codes}: the exemption is stale", "这里没有原因 {codes}：该豁免已过时"
)

# Contracts that do not hold.
LEAKS: Final = Phrase("parameter `{name}` of {function} leaks {to}", "{function} 的参数 `{name}` 泄漏{to}")
LEAKS_CONTENT: Final = Phrase(
    "what parameter `{name}` of {function} points to leaks {to}", "{function} 的参数 `{name}` 所指的内容泄漏{to}"
)
NOT_INLINED_LINE: Final = Phrase("no call on this line is inlined", "这一行没有被内联的调用")
NO_CALL: Final = Phrase("there is no call on this line", "这一行没有调用")
NOT_INLINED: Final = Phrase("this call of {function} is not inlined", "对 {function} 的这次调用没有被内联")
CANNOT_INLINE: Final = Phrase("{function} cannot be inlined", "{function} 无法内联")
IN_COPY: Final = Phrase("where it is inlined into {function}: ", "内联到 {function} 时：")
IN_SHAPE: Final = Phrase("for {shape}: ", "对于 {shape}：")

# What takes memory, said of a function (``//goescape:noalloc``).
WHICH: Final = Phrase(", which {what}", "，后者{what}")
CALLS: Final = Phrase("calls {callee}", "调用 {callee}")
ALLOCATES: Final = Phrase("takes memory for {it}", "为 {it} 分配内存")
ALLOCATES_BECAUSE: Final = Phrase("takes memory for {it}, because {why}", "为 {it} 分配内存，因为{why}")
IF_CAPACITY: Final = Phrase(
    "takes memory for a larger array when append exceeds the capacity", "在 append 超出容量时为更大的数组分配内存"
)
IF_LONG: Final = Phrase("takes memory for {it} when it has more than 32 bytes", "当 {it} 超过 32 字节时分配内存")
IF_ENTRIES: Final = Phrase("takes memory for {it} when it has more than 8 entries", "当 {it} 超过 8 个条目时分配内存")
IF_LARGE_NUMBER: Final = Phrase("takes memory for {it} when it is 256 or more", "当 {it} 不小于 256 时分配内存")
MAKES_CHANNEL: Final = Phrase("makes a channel, and channels are always on the heap", "创建通道，而通道总在堆上")
WRITES_MAP: Final = Phrase("writes to the map {callee}, which may have to grow", "写入可能需要增长的 map {callee}")
APPENDS_STRING: Final = Phrase("makes a longer string of {callee} with +=", "用 += 把 {callee} 变成更长的字符串")
STARTS_GOROUTINE: Final = Phrase("starts a goroutine", "启动一个 goroutine")
DEFERS_IN_LOOP: Final = Phrase("defers a call in a loop", "在循环中 defer 调用")
CALLS_INTERFACE: Final = Phrase(
    "calls the interface method {callee}: which method runs is not known",
    "调用接口方法 {callee}：不知道实际执行哪个方法",
)
CALLS_VALUE: Final = Phrase(
    "calls the function value {callee}: which function runs is not known", "调用函数值 {callee}：不知道实际执行哪个函数"
)
CALLS_BODILESS: Final = Phrase(
    "calls {callee}, of which no Go code is known", "调用 {callee}，没有它的 Go 代码可供查看"
)
CALLS_RUNTIME: Final = Phrase(
    "calls {callee} of the runtime, which takes memory", "调用运行时的 {callee}，它会分配内存"
)
ALLOW_ALLOCATION: Final = Phrase(
    "If that is fine here, say so on the line: //goescape:allow {code} why.",
    "如果这里可以接受，请在该行写明：//goescape:allow {code} 理由。",
)

# Notes.
BCE_UNCHECKED: Final = Phrase(
    "{n} //gcassert:bce not checked (first: {place}): bounds checks are decided by the compiler's back end",
    "{n} 条 //gcassert:bce 未检查（首个：{place}）：边界检查由编译器后端决定",
)
FILES_LEFT_OUT: Final = Phrase(
    "{n} directives not checked: {files} not part of this build ({platform}; --tests and --tags add files)",
    "{n} 条指令未检查：{files} 不属于此次构建（{platform}；--tests 和 --tags 可加入文件）",
)
FILES_BROKEN: Final = Phrase("{n} directives not checked: {package} has errors", "{n} 条指令未检查：{package} 有错误")
NOTHING_TO_CHECK: Final = Phrase(
    "nothing to check: no contracts in the sources, no budgets, no baseline",
    "没有可检查的内容：源码中没有契约，也没有预算或基线",
)

# Budgets and the baseline.
BUDGET_NO_PACKAGE: Final = Phrase("no analysed package matches {names}", "没有所分析的包与 {names} 匹配")
BUDGET_NO_FUNCTION: Final = Phrase("no function matches {names}", "没有函数与 {names} 匹配")
TOO_MANY_SITES: Final = Phrase(
    "{name} puts {n} values on the heap, {limit} are allowed", "{name} 有 {n} 处堆分配，允许 {limit} 处"
)
TOO_MANY_BYTES: Final = Phrase(
    "{name} puts {n} bytes on the heap (as far as sizes are known), {limit} are allowed",
    "{name} 有 {n} 字节堆分配（仅计已知大小），允许 {limit} 字节",
)
ONE_OF: Final = Phrase(
    "(one of {n} that are alike, of which {known} are known)", "（同类共 {n} 处，其中已知 {known} 处）"
)
BASELINE_WRITTEN: Final = Phrase(
    "{file} written: {n} sites ({new} new, {gone} gone)", "已写入 {file}：{n} 处（新增 {new}，消失 {gone}）"
)
BASELINE_FOR: Final = Phrase(
    "{file} was written for {old}; this is {new}: verdicts may differ",
    "{file} 是为 {old} 写的，当前为 {new}：结论可能不同",
)

# Reports.
DOES_NOT_HOLD: Final = Phrase("does not hold", "不成立")
INVALID: Final = Phrase("cannot be checked", "无法检查")
IS_NEW: Final = Phrase("new on the heap", "新增的堆分配")
OVER_BUDGET: Final = Phrase("over budget", "超出预算")
IS_FORBIDDEN: Final = Phrase("forbidden cause", "被禁止的原因")
WRITTEN_AT: Final = Phrase("(written at {place})", "（写于 {place}）")
GONE: Final = Phrase(
    "fixed: {text} in {function} is no longer on the heap", "已修复：{function} 中的 {text} 不再位于堆上"
)
UPDATE_BASELINE: Final = Phrase(
    "goescape check --update-baseline takes that into the baseline.",
    "goescape check --update-baseline 会把它写入基线。",
)
BROKEN: Final = Phrase("{n} failed", "{n} 项失败")
INCOMPLETE: Final = Phrase("not all could be checked: packages have errors", "部分未检查：有的包有错误")
ALL_HOLD: Final = Phrase("all hold", "全部成立")
CHECKED: Final = Phrase("; directives: {n}, packages: {packages}", "；指令 {n} 条，包 {packages} 个")
BUDGETS: Final = Phrase(", budgets: {n}", "，预算 {n} 项")
IN_BASELINE: Final = Phrase(", sites in the baseline: {n}", "，基线 {n} 处")
ALLOWED: Final = Phrase(", exempted: {n}", "，豁免 {n} 处")

# Comparing two states.
WORKING_TREE: Final = Phrase("the working tree", "工作区")
PLACES: Final = (Phrase("itself {to}", "自身{to}"), Phrase("what it points to {to}", "所指内容{to}"))
DIFF_TOTAL: Final = Phrase("{new} new, {gone} gone, {changed} changed", "新增 {new}，消失 {gone}，变化 {changed}")
DIFF_LEAKS: Final = Phrase("; parameters that leak otherwise: {n}", "；泄漏情况变化的参数：{n}")
DIFF_STATES: Final = Phrase(
    "{old} → {new}: {old_sites} → {new_sites} sites, {old_bytes} → {new_bytes} bytes as far as sizes are known",
    "{old} → {new}：{old_sites} → {new_sites} 处，已知大小 {old_bytes} → {new_bytes} 字节",
)
DIFF_NONE: Final = Phrase("nothing changed", "没有变化")
DIFF_NEW: Final = Phrase("New on the heap", "新增的堆分配")
DIFF_GONE: Final = Phrase("No longer on the heap", "不再位于堆上")
DIFF_CHANGED: Final = Phrase("On the heap as before, but otherwise", "仍在堆上，但有变化")
DIFF_PARAMETERS: Final = Phrase("Parameters", "参数")
WAS_STACK: Final = Phrase("It was on the stack before.", "之前位于栈上。")
NOW_STACK: Final = Phrase("It stays on the stack now.", "现在留在栈上。")
REMOVED: Final = Phrase(
    "It is no longer in the source, or its address is no longer taken.", "已不在源码中，或不再取它的地址。"
)
WAS_TEXT: Final = Phrase("It was {text}.", "之前是 {text}。")
BEFORE: Final = Phrase("Before: {what}", "之前：{what}")
NOW: Final = Phrase("Now: {what}", "现在：{what}")
SIZE_CHANGED: Final = Phrase("{old} bytes → {new} bytes", "{old} 字节 → {new} 字节")
NOW_IN_LOOP: Final = Phrase("now in a loop", "现在在循环中")
NO_LONGER_IN_LOOP: Final = Phrase("no longer in a loop", "不再在循环中")
LEAK_NEW: Final = Phrase(
    "{parameter} of {function} leaks now ({to}): what callers pass may go to the heap",
    "{function} 的 {parameter} 现在会泄漏（{to}）：调用者传入的值可能到堆上",
)
LEAK_GONE: Final = Phrase("{parameter} of {function} no longer leaks", "{function} 的 {parameter} 不再泄漏")
LEAK_CHANGED: Final = Phrase(
    "{parameter} of {function} leaks otherwise: {old} → {new}", "{function} 的 {parameter} 泄漏情况变化：{old} → {new}"
)
DIFFERENT_TARGETS: Final = Phrase(
    "the two were analysed for {old} and {new}: verdicts may differ for that reason alone",
    "两者分别针对 {old} 和 {new} 分析：仅此就可能导致结论不同",
)
LEFT_OUT: Final = Phrase(
    "not compared, because there are errors on one side: {packages}", "因一侧有错误而未比较：{packages}"
)

# What kinds of failure there are, for formats that describe their rules.
RULE_CONTRACT: Final = Phrase(
    "A comment promises something that the compiler does not do: a value that must stay on the stack, a parameter that "
    "must not leak, a call that must be inlined.",
    "注释承诺了编译器并未做到的事：必须留在栈上的值、不得泄漏的参数、必须内联的调用。",
)
RULE_INVALID: Final = Phrase(
    "A directive is misspelt, has no subject, or exempts nothing: it would pass whatever the code does.",
    "指令拼写错误、没有对象或没有豁免任何内容：无论代码如何都会通过。",
)
RULE_NEW: Final = Phrase(
    "Something is on the heap that the baseline does not list.", "有值在堆上，但基线文件中没有列出。"
)
RULE_BUDGET: Final = Phrase(
    "A package or function puts more on the heap than goescape.toml allows.",
    "某个包或函数放到堆上的内容超过了 goescape.toml 的限额。",
)
RULE_FORBIDDEN: Final = Phrase(
    "Something is on the heap for a cause that goescape.toml forbids there.",
    "有值因 goescape.toml 在该处禁止的原因而位于堆上。",
)
