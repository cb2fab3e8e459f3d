"""What records say beyond gc's words."""

from pathlib import Path

import pytest

from goescape.result.sites import Flow, Operation, Place
from support.records import on_heap, records_of

pytestmark = pytest.mark.quick

BRANCHES = """package p

var kept *int

func one(b bool) int {
	x := 1
	if b {
		kept = &x // HERE
	}
	return x
}

func both(b bool) int {
	x := 1
	if b {
		kept = &x
	} else {
		kept = &x
	}
	return x
}

func all(b bool) *int {
	x := 1
	return &x
}

func inner(b, c bool) int {
	x := 1
	if b {
		println()
		if c {
			kept = &x // HERE
		}
	}
	return x
}

func outer(b, c bool) int {
	x := 1
	if b {
		kept = &x // HERE
		if c {
			kept = &x
		}
	}
	return x
}

func inside(b bool) {
	if b {
		x := 1
		kept = &x
	}
}

func cases(n int) *int {
	p := new(int)
	switch n {
	case 1:
		return p // HERE
	case 2:
		*p = 2
	}
	return nil
}

func goes(b bool) (x int) {
	if b {
		go func() { x++ }() // HERE
	}
	return
}
"""


def lines(source: str, mark: str) -> list[int]:
    return [i for i, line in enumerate(source.splitlines(), 1) if mark in line]


def flows(source: str, folder: Path) -> list[Flow]:
    return [verdict.flow for _, verdict in on_heap(records_of(source, folder)) if verdict.flow is not None]


def last(flow: Flow) -> Operation:
    return flow.steps[-1].operations[-1]


def test_branch_without_which_a_value_stays_on_the_stack(tmp_path: Path) -> None:
    found = [flow.branch.line for flow in flows(BRANCHES, tmp_path) if flow.branch is not None]
    assert sorted(found) == lines(BRANCHES, "HERE")


def test_what_runs_a_function_literal(tmp_path: Path) -> None:
    source = """package p
func g(n int) { go func() { println(n) }() }
func d(n int) { for range n { defer func() { println(n) }() } }
func r(seq func(func(int) bool)) { for range seq { println() } }
func f(n int) func() { return func() { println(n) } }
"""
    roles = {}
    for site, verdict in on_heap(records_of(source, tmp_path)):
        if site.kind == "closure" and verdict.flow is not None:
            roles[site.function] = verdict.flow.steps[0].operations[0].literal
    assert roles == {"g": "go", "d": "defer", "r": "range", "f": ""}


def test_variable_of_a_for_statement(tmp_path: Path) -> None:
    source = """package p
var kept []*int
func a(s []int) { for i := range s { kept = append(kept, &i) } }
func b(n int) { for j := 0; j < n; j++ { kept = append(kept, &j) } }
func c(n int) { for range n { k := 0; kept = append(kept, &k) } }
"""
    found = {
        site.name: site.loop_variable for site, _ in on_heap(records_of(source, tmp_path)) if site.kind == "variable"
    }
    assert found == {"i": True, "j": True, "k": False}


def test_target_of_each_assigned_value(tmp_path: Path) -> None:
    source = """package p
type T struct{ next *T }
var g *T
//go:noinline
func two(t *T) (*T, error) { return t, nil }
func pair(t *T) { g, t.next = &T{}, new(T) }
func call(m map[int]*T) (err error) { m[1], err = two(&T{}); return }
"""
    found = [
        (site.name, last(v.flow).target) for site, v in on_heap(records_of(source, tmp_path)) if v.flow is not None
    ]
    assert ("&T{}", "global") in found and ("new(T)", "field") in found
    packages = records_of(source, tmp_path)
    (flow,) = [v.flow for site, v in on_heap(packages) if site.function == "call" and v.flow is not None]
    assert [o.why for o in flow.steps[0].operations] == ["spill", "call parameter", "assign-pair"]


def test_callee_without_go_body(tmp_path: Path) -> None:
    (tmp_path / "p.s").write_text("")
    (flow,) = flows("package p\nfunc asm(p *int)\nfunc f() { asm(new(int)) }\n", tmp_path)
    assert last(flow).bodiless


def test_conversions_that_copy_nothing(tmp_path: Path) -> None:
    source = """package p
func f(b []byte, s string, m map[string]int, k map[[1]string]int) int {
	n := m[string(b)] + k[[1]string{string(b)}] + len([]rune(s)) // no
	if string(b) == s || "a" < string(b) { // no
		n++
	}
	for range []byte(s) { // no
		n++
	}
	switch string(b) { // no
	case "x":
		n++
	}
	switch string(b) { // copies
	case s:
		n++
	}
	n += len("x" + string(b)) // joins
	m[string(b)] = 1 // copies
	for range []rune(s) { // copies
		n++
	}
	t := string(b) // copies
	return n + int(t[n])
}
"""
    package = records_of(source, tmp_path)
    sites = [site for site in package.sites if site.kind == "string conversion"]
    found = {s.place.line: s.alone[0].allocates != "never" for s in sites}
    assert {n for n, copies in found.items() if copies} == set(lines(source, "// copies"))


def test_instances_belong_to_the_package_that_declares_them(tmp_path: Path) -> None:
    source = """package p
import "sync/atomic"
type T struct{ n int }
func f(p *atomic.Pointer[T]) { p.Store(&T{}) }
"""
    (flow,) = flows(source, tmp_path)
    (call,) = last(flow).calls
    assert (call.callee, call.package) == ("sync/atomic.(*Pointer).Store", "sync/atomic")


def test_variables_without_a_position_are_where_they_are_used(tmp_path: Path) -> None:
    source = """package p
func f(seq func(func(int) bool)) int {
	for i := range seq {
		return i
	}
	return 0
}
"""
    found = {site.name: (site.place.line, v.place) for site, v in on_heap(records_of(source, tmp_path))}
    assert found["#next"] == (3, Place("", 0, 0))
    assert found["#state1"] == (3, None)
