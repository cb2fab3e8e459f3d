"""What happens to a value, in two or three words: for drawings. By the phrase that tells it in a sentence."""

from typing import Final

from goescape.explain import phrases
from goescape.explain.phrases import Phrase

SHORT: Final[dict[Phrase, Phrase]] = {
    phrases.ADDRESS: Phrase("address taken", "取地址"),
    phrases.ASSIGNED: Phrase("assigned", "赋值"),
    phrases.STORED_GLOBAL: Phrase("stored in the package variable {to}", "存入包级变量 {to}"),
    phrases.STORED_FIELD: Phrase("stored in {to}", "存入 {to}"),
    phrases.STORED_POINTER: Phrase("stored where {to} points", "存到 {to} 所指之处"),
    phrases.STORED_ELEMENT: Phrase("stored in the element {to}", "存入元素 {to}"),
    phrases.STORED_MAP: Phrase("stored in the map {to}", "存入 map {to}"),
    phrases.MAP_KEY: Phrase("key of a map", "作为 map 的键"),
    phrases.MAP_VALUE: Phrase("value of a map", "作为 map 的值"),
    phrases.SENT: Phrase("sent on a channel", "发送到通道"),
    phrases.RETURNED: Phrase("returned", "返回"),
    phrases.CONVERTED: Phrase("converted to an interface", "转换为接口"),
    phrases.STRUCT_PART: Phrase("part of {to}", "{to} 的一部分"),
    phrases.SLICE_PART: Phrase("element of {to}", "{to} 的元素"),
    phrases.ARGUMENTS: Phrase("variadic argument", "可变参数"),
    phrases.CAPTURED_REF: Phrase("captured by reference", "按引用捕获"),
    phrases.CAPTURED_VALUE: Phrase("captured", "捕获"),
    phrases.PASSED: Phrase("passed to {to}", "传给 {to}"),
    phrases.PASSED_INTERFACE: Phrase("passed to the interface method {to}", "传给接口方法 {to}"),
    phrases.RECEIVER_INTERFACE: Phrase("receiver of the interface method {to}", "接口方法 {to} 的接收者"),
    phrases.PASSED_VALUE: Phrase("passed to the function value {to}", "传给函数值 {to}"),
    phrases.APPENDED: Phrase("appended", "追加到切片"),
    phrases.APPEND_COPIES: Phrase("elements appended", "元素被追加"),
    phrases.APPEND_BASE: Phrase("grown by append", "由 append 增长"),
    phrases.COPIED: Phrase("elements copied", "元素被复制"),
    phrases.PANICS: Phrase("value of a panic", "panic 的值"),
    phrases.BUILTIN: Phrase("argument of {to}", "{to} 的参数"),
    phrases.UINTPTR: Phrase("kept as uintptr", "以 uintptr 保留"),
    phrases.IN_GOROUTINE: Phrase("runs in a goroutine", "在 goroutine 中运行"),
    phrases.DEFERRED: Phrase("deferred in a loop", "在循环中 defer"),
    phrases.OTHER: Phrase("{to}", "{to}"),
    phrases.PART_OF: Phrase("used in {to}", "用于 {to}"),
}

RANGED: Final = Phrase("ranged over", "被遍历")

# Ends of a drawing.
HEAP: Final = Phrase("the heap", "堆")
RESULT_OF: Final = Phrase("result of {function}", "{function} 的返回值")
PARAMETER: Final = Phrase("{it}, parameter", "参数 {it}")
OUTSIDE_LOOP: Final = Phrase("{it}, declared outside the loop", "{it}，声明在循环之外")
OUTER_FUNCTION: Final = Phrase("{it} of the function around", "外层函数的 {it}")
TOO_LARGE: Final = Phrase("{size} bytes, limit {limit}", "{size} 字节，上限 {limit}")
NO_ROOM: Final = Phrase("no place on the stack", "栈上没有位置")
NO_BODY: Final = Phrase("no Go body", "没有 Go 函数体")
NOT_TOLD: Final = Phrase("not told", "未说明")
ALWAYS: Final = Phrase("always there", "总是在堆上")
