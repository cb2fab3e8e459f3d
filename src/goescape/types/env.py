"""What the core of the checker asks of whoever runs it.

The functions of this layer are free functions on types; those that depend on the package being checked (its
language version, how names are qualified, where errors go) take an :class:`Env`, or ``None`` where no checker
is involved: then nothing is reported and every version is allowed.
"""

from typing import Final, final

from goescape.types.context import Context
from goescape.types.identity import TypeSetEnv, identical
from goescape.types.operand import Operand
from goescape.types.sizes import Sizes
from goescape.types.types import Func, Object, Package, Type
from goescape.types.typestring import object_string, type_string, types_string

# Language versions: the N of go1.N.
GO1_9: Final = 9
GO1_13: Final = 13
GO1_14: Final = 14
GO1_17: Final = 17
GO1_18: Final = 18
GO1_20: Final = 20
GO1_21: Final = 21
GO1_22: Final = 22
GO1_23: Final = 23
GO1_26: Final = 26
GO1_27: Final = 27


class ErrorDesc:
    """An error being put together: the first part is the message, the others say more, each at its position."""

    __slots__ = ("code", "positions", "messages", "soft")

    def __init__(self, code: int) -> None:
        self.code = code
        self.positions: list[int] = []
        self.messages: list[str] = []
        self.soft: bool = False

    def add(self, pos: int, msg: str) -> None:
        self.positions.append(pos)
        self.messages.append(msg)


@final
class Cause:
    """Where a predicate that fails leaves the reason. Pass None if nobody wants to know."""

    __slots__ = ("text",)

    def __init__(self) -> None:
        self.text: str = ""


class Action:
    """Abstract. Work to be done once the types at hand are set up; subclasses hold what they need."""

    __slots__ = ("version",)

    def __init__(self) -> None:
        self.version: int = 0  # language version where it was found, set by later()

    def run(self) -> None:
        raise NotImplementedError


class Env(TypeSetEnv):
    """Abstract. ``context`` makes the instances of generic types; all packages of a program must share one."""

    __slots__ = ("pkg", "context", "sizes")

    def __init__(self, pkg: Package, context: Context, sizes: Sizes) -> None:
        self.pkg = pkg
        self.context = context
        self.sizes = sizes

    def allow_version(self, minor: int) -> bool:
        """Whether language version go1.``minor`` is allowed where checking is at."""
        raise NotImplementedError

    def report(self, err: ErrorDesc) -> None:
        """Report a finished error."""
        raise NotImplementedError

    def error_at(self, pos: int, code: int, msg: str) -> None:
        """Report an error of one part."""
        err = ErrorDesc(code)
        err.add(pos, msg)
        self.report(err)

    def duplicate_method(self, pos: int, m: Func, other_pos: int) -> None:
        err = ErrorDesc(0)
        err.add(pos, f"duplicate method {m.name}")
        err.add(other_pos, f"other declaration of method {m.name}")
        self.report(err)

    def check_duplicate_later(self, pos: int, m: Func, other: Func, other_pos: int) -> None:
        self.later(DuplicateCheck(self, pos, m, other, other_pos))

    def later(self, action: Action) -> None:
        """Run the action when what is being checked is set up."""
        raise NotImplementedError

    def operand_pos(self, x: Operand) -> int:
        """Where errors about the operand are reported: the start of its expression."""
        raise NotImplementedError

    def implicit_type_and_value(self, x: Operand, target: Type) -> tuple[Type | None, object, int]:
        """The type and value that an untyped operand gets where ``target`` is expected; None and a code if none."""
        raise NotImplementedError

    # Strings for messages, short because they are everywhere.

    def ts(self, typ: Type | None) -> str:
        return type_string(typ, self)

    def tss(self, types: list[Type]) -> str:
        return types_string(types, self)

    def obj_str(self, obj: Object) -> str:
        return object_string(obj, self)


@final
class DuplicateCheck(Action):
    """Methods that come by several embedded interfaces must be identical (and that needs go1.14)."""

    __slots__ = ("env", "pos", "m", "other", "other_pos")

    def __init__(self, env: Env, pos: int, m: Func, other: Func, other_pos: int) -> None:
        super().__init__()
        self.env = env
        self.pos = pos
        self.m = m
        self.other = other
        self.other_pos = other_pos

    def run(self) -> None:
        if (self.pos != 0 and not self.env.allow_version(GO1_14)) or not identical(self.m.typ, self.other.typ):
            self.env.duplicate_method(self.pos, self.m, self.other_pos)
