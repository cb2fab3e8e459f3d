"""Heap profiles in pprof's format: a gzipped protocol buffer; only what a heap profile needs is described here.

The numbers of the fields are those of profile.proto (github.com/google/pprof/proto).
"""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

_INT64: Final = 3  # FieldDescriptorProto.Type
_UINT64: Final = 4
_STRING: Final = 9
_MESSAGE: Final = 11

# Message → field: name, number, type (or message), repeated.
_FIELDS: Final[dict[str, tuple[tuple[str, int, int | str, bool], ...]]] = {
    "Profile": (
        ("sample_type", 1, "ValueType", True),
        ("sample", 2, "Sample", True),
        ("mapping", 3, "Mapping", True),
        ("location", 4, "Location", True),
        ("function", 5, "Function", True),
        ("string_table", 6, _STRING, True),
    ),
    "ValueType": (("type", 1, _INT64, False), ("unit", 2, _INT64, False)),
    "Sample": (("location_id", 1, _UINT64, True), ("value", 2, _INT64, True)),
    "Mapping": (("id", 1, _UINT64, False), ("filename", 5, _INT64, False)),
    "Location": (("id", 1, _UINT64, False), ("mapping_id", 2, _UINT64, False), ("line", 4, "Line", True)),
    "Line": (("function_id", 1, _UINT64, False), ("line", 2, _INT64, False)),
    "Function": (("id", 1, _UINT64, False), ("name", 2, _INT64, False), ("filename", 4, _INT64, False)),
}


class ProfileError(ValueError):
    """One sentence."""


@dataclass(frozen=True)
class Frame:
    """A function on the stack, inlined ones included: its whole name, its file as the compiler was given it."""

    function: str
    file: str
    line: int


@dataclass(frozen=True)
class Sample:
    """What was allocated with one stack; ``frames``: the innermost first."""

    frames: Sequence[Frame]
    bytes: int
    objects: int


@dataclass
class HeapProfile:
    """``binary``: the program that was measured, "" if the profile does not say."""

    samples: list[Sample]
    binary: str


def read_profile(path: str) -> HeapProfile:
    """Raises ProfileError, or OSError if the file cannot be read."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as err:
            raise ProfileError(f"{path} is damaged: {err}") from err
    return _decode(path, data)


def _decode(path: str, data: bytes) -> HeapProfile:
    from google.protobuf.message import DecodeError

    if not data:
        raise ProfileError(f"{path} is empty")
    message = _profile_class()()
    try:
        message.ParseFromString(data)
        return _Reader(message).read()
    except (DecodeError, KeyError, IndexError, UnicodeDecodeError) as err:
        raise ProfileError(
            f"{path} is no profile in pprof's format (go test -memprofile, /debug/pprof/allocs)"
        ) from err
    except _NotHeap as err:
        raise ProfileError(f"{path} is no heap profile: it measures {err}, not alloc_space and alloc_objects") from err


class _NotHeap(Exception):
    pass


class _Reader:
    """``message``: of the class that is made from ``_FIELDS``, so that its fields have no static types."""

    def __init__(self, message: Any) -> None:
        self.message = message
        self.strings: list[str] = list(message.string_table)
        self.functions: dict[int, Any] = {f.id: f for f in message.function}

    def read(self) -> HeapProfile:
        types = [self.strings[t.type] for t in self.message.sample_type]
        if "alloc_space" not in types or "alloc_objects" not in types:
            raise _NotHeap(", ".join(types) or "nothing")
        space, count = types.index("alloc_space"), types.index("alloc_objects")
        locations = {location.id: list(self.frames(location)) for location in self.message.location}
        samples = []
        for sample in self.message.sample:
            frames = [frame for id in sample.location_id for frame in locations[id]]
            samples.append(Sample(frames, sample.value[space], sample.value[count]))
        mappings = [self.strings[m.filename] for m in self.message.mapping]
        return HeapProfile(samples, mappings[0] if mappings else "")

    def frames(self, location: Any) -> Iterator[Frame]:
        for line in location.line:
            function = self.functions[line.function_id]
            yield Frame(self.strings[function.name], self.strings[function.filename], line.line)


@cache
def _profile_class() -> Any:
    """The class of the message, made at run time: no generated code that must fit the installed library."""
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    file = descriptor_pb2.FileDescriptorProto(name="goescape/profile.proto", package="goescape", syntax="proto3")
    for name, fields in _FIELDS.items():
        message = file.message_type.add(name=name)
        for field, number, kind, repeated in fields:
            described = message.field.add(name=field, number=number, label=3 if repeated else 1)
            if isinstance(kind, str):
                described.type = _MESSAGE  # type: ignore[assignment]
                described.type_name = f".goescape.{kind}"
            else:
                described.type = kind  # type: ignore[assignment]
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("goescape.Profile"))
