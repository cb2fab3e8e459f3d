"""Heap profiles: reading them, and joining them with findings."""

import gzip
from pathlib import Path

import pytest

from goescape.explain.findings import findings_of
from goescape.explain.pprof import Frame, HeapProfile, ProfileError, Sample, _profile_class, read_profile
from goescape.explain.profile import Measure, split_symbol
from support.records import records_of

pytestmark = pytest.mark.quick

SOURCE = """package p

type T struct{ a [4]int }

var kept []*T

func make1() *T { return &T{} }

func Two(n int) {
	kept = append(kept, new(T), make1())
}

func Long(s string) int {
	t := s + s
	return len(t)
}
"""


def stack(*frames: tuple[str, int], bytes: int = 32, objects: int = 1, file: str = "/other/p.go") -> Sample:
    return Sample([Frame(f"example.com/case.{name}", file, line) for name, line in frames], bytes, objects)


def joined(folder: Path, *samples: Sample) -> tuple[dict[str, tuple[int, int]], Measure]:
    package = records_of(SOURCE, folder)
    measure = Measure(HeapProfile(list(samples), "app"))
    findings = findings_of(package, stack=True)
    measure.join(findings)
    measure.finish([package])
    return {f"{f.place.line}:{f.place.col}": (f.bytes, f.objects) for f in findings}, measure


def test_a_sample_belongs_to_the_innermost_function_that_is_not_the_runtimes(tmp_path: Path) -> None:
    runtime = Sample([Frame("runtime.newobject", "malloc.go", 1), *stack(("make1", 7), ("Two", 10)).frames], 320, 10)
    found, measure = joined(tmp_path, runtime)
    assert found["7:26"] == (320, 10)
    assert measure.result.joined == measure.result.total == 320
    assert measure.result.other_root == "/other"


def test_of_several_in_a_line_the_size_decides(tmp_path: Path) -> None:
    found, _ = joined(tmp_path, stack(("Two", 10), bytes=32), stack(("Two", 10), bytes=8192))
    assert found["10:25"] == (32, 1) and found["10:15"] == (8192, 1)


def test_what_stays_on_the_stack_may_take_memory_as_well(tmp_path: Path) -> None:
    found, _ = joined(tmp_path, stack(("Long", 14), bytes=64))
    assert found["14:9"] == (64, 1)


def test_what_cannot_be_joined_is_counted(tmp_path: Path) -> None:
    _, measure = joined(
        tmp_path,
        stack(("Two", 9), bytes=1),
        stack(("Gone", 10), bytes=2),
        Sample([Frame("strconv.Itoa[...]", "strconv/itoa.go", 10)], 4, 1),
        Sample([Frame("runtime.malg", "runtime/proc.go", 10)], 8, 1),
    )
    result = measure.result
    assert (result.total, result.joined, result.no_site, result.moved, result.runtime) == (15, 0, 3, 2, 8)
    assert result.elsewhere == {"strconv.Itoa": 4}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("example.com/a%2eb.(*T[...]).M", ("example.com/a.b", "(*T).M")),
        ("main.main.func1", ("main", "main.func1")),
        ("gopkg.in/x%2ev3.F[go.shape.struct { a/b.T }]", ("gopkg.in/x.v3", "F")),
        ("nothing", ("", "nothing")),
    ],
)
def test_names_of_symbols(name: str, parts: tuple[str, str]) -> None:
    assert split_symbol(name) == parts


def encoded(types: tuple[str, ...]) -> bytes:
    message = _profile_class()()
    message.string_table.extend(["", *types, "F", "f.go", "/bin/app"])
    for n in range(len(types)):
        message.sample_type.add(type=n + 1)
    strings = list(message.string_table)
    message.function.add(id=7, name=strings.index("F"), filename=strings.index("f.go"))
    location = message.location.add(id=3)
    location.line.add(function_id=7, line=12)
    message.mapping.add(id=1, filename=strings.index("/bin/app"))
    message.sample.add(location_id=[3, 3], value=range(len(types)))
    return bytes(message.SerializeToString())


@pytest.mark.parametrize("zipped", [False, True])
def test_reading(tmp_path: Path, zipped: bool) -> None:
    data = encoded(("alloc_objects", "alloc_space", "inuse_objects", "inuse_space"))
    path = tmp_path / "mem.pprof"
    path.write_bytes(gzip.compress(data) if zipped else data)
    profile = read_profile(str(path))
    frame = Frame("F", "f.go", 12)
    assert profile == HeapProfile([Sample([frame, frame], 1, 0)], "/bin/app")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"heap profile: 1: 2 [3: 4] @ heap/1\n", "is no profile in pprof's format"),
        (gzip.compress(b"text"), "is no profile in pprof's format"),
        (gzip.compress(encoded(("alloc_objects", "alloc_space")))[:-20], "is damaged"),
        (encoded(("alloc_objects", "alloc_space"))[:-9], "is no profile in pprof's format"),
        (encoded(("samples", "cpu")), "is no heap profile: it measures samples, cpu, not alloc_space"),
        (b"\x32\x00", "is no heap profile: it measures nothing"),
    ],
)
def test_what_is_no_heap_profile(tmp_path: Path, data: bytes, sentence: str) -> None:
    path = tmp_path / "x.pprof"
    path.write_bytes(data)
    with pytest.raises(ProfileError, match=sentence):
        read_profile(str(path))
