"""Tags of parameters."""

from goescape.escape.leaks import Leaks, parse_leaks


def test_nothing_leaks() -> None:
    leaks = Leaks()
    assert leaks.encode() == "esc:"
    assert not parse_leaks("esc:").any()


def test_heap_as_it_is_is_empty() -> None:
    leaks = Leaks()
    leaks.add_heap(0)
    leaks.add_result(0, 0)
    assert leaks.encode() == ""
    assert parse_leaks("").heap() == 0


def test_round_trip_keeps_minima() -> None:
    leaks = Leaks()
    leaks.add_heap(3)
    leaks.add_heap(2)
    leaks.add_heap(5)
    leaks.add_mutator(0)
    leaks.add_result(4, 1)
    back = parse_leaks(leaks.encode())
    assert (back.heap(), back.mutator(), back.callee()) == (2, 0, -1)
    assert [back.result(i) for i in range(5)] == [-1, -1, -1, -1, 1]


def test_optimize_forgets_longer_paths() -> None:
    leaks = Leaks()
    leaks.add_heap(1)
    leaks.add_result(0, 1)
    leaks.add_result(1, 0)
    leaks.optimize()
    assert leaks.result(0) == -1
    assert leaks.result(1) == 0
    assert leaks.heap() == 1


def test_deref_counts_saturate() -> None:
    leaks = Leaks()
    leaks.add_heap(1000)
    assert parse_leaks(leaks.encode()).heap() == 254
