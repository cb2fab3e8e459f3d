"""Functions that are not written in Go, or belong to the runtime: whether calling them takes memory.

Assembly of the standard library takes none, and neither do instructions (``Effect.body``). This is about the rest: the
exported functions of package runtime, and what other packages declare without a body because the runtime has it
(go:linkname). What the runtime keeps for itself (stacks, records of waiting goroutines, caches of type assertions) is
nobody's allocation, and what it takes for a panic of its own is not counted either.
"""

from collections.abc import Mapping
from typing import Final, Literal

Answer = Literal["nothing", "memory", "unknown"]

_NOTHING: Final[Mapping[str, str]] = {
    "runtime": "KeepAlive Gosched NumGoroutine NumCPU NumCgoCall GOMAXPROCS LockOSThread UnlockOSThread Callers "
    "ReadMemStats nanotime memmove memequal memhash memclrNoHeapPointers procyield goexit throw fatal "
    "panicrangestate panicIndex panicSlice panicdivide panicwrap gopanic",
    "internal/poll": "runtime_Semacquire runtime_Semrelease runtimeNano runtime_pollWait runtime_pollReset "
    "runtime_pollSetDeadline runtime_pollUnblock runtime_pollWaitCanceled runtime_isPollServerDescriptor",
    "internal/reflectlite": "chanlen maplen typedmemmove resolveNameOff resolveTypeOff ifaceE2I",
    "internal/sync": "runtime_SemacquireMutex runtime_Semrelease runtime_canSpin runtime_doSpin runtime_nanotime "
    "runtime_rand throw fatal",
    "internal/synctest": "IsInBubble isAssociated",
    "internal/syscall/unix": "fcntl",
    "hash/maphash": "runtime_rand runtime_memhash",
    "math/rand": "runtime_rand",
    "math/rand/v2": "runtime_rand",
    "net": "runtime_rand",
    "os": "runtime_rand runtime_beforeExit sigpipe",
    "reflect": "chancap chanclose chanlen mapaccess mapaccess_faststr mapdelete mapdelete_faststr maplen mapclear "
    "ifaceE2I memmove typedmemmove typedmemclr typedmemclrpartial typedslicecopy typedarrayclear typehash "
    "verifyNotInHeapPtr unsafeslice resolveNameOff resolveTypeOff resolveTextOff getStaticuint64s",
    "sync": "runtime_randn runtime_procPin runtime_procUnpin runtime_Semacquire runtime_SemacquireWaitGroup "
    "runtime_SemacquireRWMutexR runtime_SemacquireRWMutex runtime_Semrelease runtime_notifyListAdd "
    "runtime_notifyListWait runtime_notifyListNotifyAll runtime_notifyListNotifyOne runtime_notifyListCheck "
    "throw fatal",
    "sync/atomic": "runtime_procPin runtime_procUnpin",
    "syscall": "Getpagesize Exit runtime_entersyscall runtime_exitsyscall runtime_BeforeFork runtime_AfterFork "
    "runtime_AfterForkInChild",
    "time": "Sleep stopTimer resetTimer now runtimeNow runtimeNano runtimeIsBubbled",
    "unique": "runtime_rand",
    "weak": "runtime_makeStrongFromWeak",
}

_MEMORY: Final[Mapping[str, str]] = {
    "runtime": "newobject newarray mallocgc growslice concatstrings slicebytetostring stringtoslicebyte "
    "stringtoslicerune slicerunetostring intstring makeslice makemap makechan newproc rawstring rawbyteslice "
    "CallersFrames Stack SetFinalizer AddCleanup",
    "internal/bytealg": "MakeNoZero",
    "internal/reflectlite": "unsafe_New",
    "iter": "newcoro",
    "maps": "clone",
    "reflect": "unsafe_New unsafe_NewArray makechan makemap mapassign0 mapassign_faststr0 growslice chansend0",
    "os": "runtime_args",
    "time": "newTimer",
    "weak": "runtime_registerWeakPointer",
}

_SIMD: Final = ("simd", "simd/archsimd")


def calling(package: str, function: str, assembly: bool) -> Answer:
    """What is known of a function without a body, or of the runtime. ``assembly``: it is the standard library's."""
    if function in _MEMORY.get(package, "").split():
        return "memory"
    if function in _NOTHING.get(package, "").split() or assembly or package in _SIMD:
        return "nothing"
    return "unknown"


def is_runtime(package: str) -> bool:
    return package == "runtime" or package.startswith(("internal/runtime/", "runtime/internal/"))
