"""Identity, type sets, look-up, instances, inference, sizes: as go/types has them."""

import pytest

from goescape.types.identity import identical, type_set
from goescape.types.lookup import lookup_field_or_method, missing_method
from goescape.types.named import method, num_methods, under
from goescape.types.sizes import sizes_for
from goescape.types.types import Func, Interface, Named, Signature, Struct
from goescape.types.typeset import type_set_string
from goescape.types.typestring import object_string, type_string
from support.program import Program


@pytest.mark.parametrize(
    ("x", "y", "same"),
    [
        ("[]byte", "[]uint8", True),
        ("[3]int", "[4]int", False),
        ("map[string]rune", "map[string]int32", True),
        ("chan int", "<-chan int", False),
        ("func(a int) (b string)", "func(int) string", True),
        ("func(...int)", "func([]int)", False),
        ("struct{ a int }", "struct{ a int }", True),
        ('struct{ a int "x" }', "struct{ a int }", False),
        ("struct{ T }", "struct{ T T }", False),
        ("interface{ a(); b() }", "interface{ b(); a() }", True),
        ("interface{ I; b() }", "interface{ b(); a() }", True),
        ("G[int]", "G[int]", True),
        ("G[A]", "G[int]", True),
        ("G[int]", "G[string]", False),
        ("T", "int", False),
        ("A", "int", True),
        ("GA[int]", "[]int", True),
        ("any", "interface{}", True),
    ],
)
def test_identity(program: Program, x: str, y: str, same: bool) -> None:
    errors = program.check(
        f"""package p
type T int
type A = int
type I interface {{ a() }}
type G[P any] struct {{ f P }}
type GA[P any] = []P
var x {x}
var y {y}
"""
    )
    assert errors == []
    assert identical(program.typ("x"), program.typ("y")) is same
    assert identical(program.typ("y"), program.typ("x")) is same


def test_generic_signatures_are_identical_modulo_renaming(program: Program) -> None:
    program.check(
        """package p
func f[P any, Q ~[]P](P) Q { panic(0) }
func g[X any, Y ~[]X](X) Y { panic(0) }
func h[X any, Y ~[]Y](X) Y { panic(0) }
"""
    )
    assert identical(program.typ("f"), program.typ("g"))
    assert not identical(program.typ("f"), program.typ("h"))


def test_instances_are_shared_and_expand_lazily(program: Program) -> None:
    errors = program.check(
        """package p
type List[T any] struct { next *List[T]; val T }
func (l *List[T]) Next() *List[T] { return l.next }
func (l List[U]) Val() U { return l.val }
var a List[int]
var b List[int]
"""
    )
    assert errors == []
    a = program.typ("a")
    assert a is program.typ("b")
    assert isinstance(a, Named)
    u = under(a)
    assert isinstance(u, Struct)
    assert type_string(u, None) == "struct{next *p.List[int]; val int}"
    assert num_methods(a) == 2
    assert object_string(method(a, 0), None) == "func (*p.List[int]).Next() *p.List[int]"
    assert object_string(method(a, 1), None) == "func (p.List[int]).Val() int"
    assert method(a, 0) is method(a, 0)
    assert method(a, 0).origin is method(a.orig, 0)


def test_generic_methods(program: Program) -> None:
    errors = program.check(
        """package p
type S[T comparable] []T
func (s S[T]) Map[R comparable, M ~map[T]R](f func(T) R) S[R] { return nil }
var m = S[int].Map[string, map[int]string]
var r = S[int]{}.Map[string, map[int]string](nil)
"""
    )
    assert errors == []
    assert type_string(program.typ("r"), None) == "p.S[string]"
    assert type_string(program.typ("m"), None) == "func(s p.S[int], f func(int) string) p.S[string]"
    n = program.typ("r")
    assert isinstance(n, Named)
    sig = method(n, 0).signature()
    assert type_string(sig, None) == "func[R comparable, M ~map[string]R](f func(string) R) p.S[R]"


@pytest.mark.parametrize(
    ("elems", "want"),
    [
        ("int | string", "{int | string}"),
        ("~int | int | MyInt", "{~int}"),
        ("int | string; string | bool", "{string}"),
        ("int; string", "\xe2\x88\x85"),
        ("any | int", "\xf0\x9d\x93\xa4"),
        ("comparable", "{comparable}"),
        ("comparable; []int | int", "{int}"),
        ("int | I; ~int | bool", "{int | bool}"),
    ],
)
def test_type_sets(program: Program, elems: str, want: str) -> None:
    program.check(f"package p\ntype MyInt int\ntype I interface {{ bool }}\ntype C interface {{ {elems} }}\n")
    c = under(program.typ("C"))
    assert isinstance(c, Interface)
    assert type_set_string(type_set(c), None).replace("p.", "") == want


LOOKUP = """package p
type A struct { x int }
func (A) M() {}
func (*A) P() {}
type B struct { A; y int }
type C struct { *A; B2 }
type B2 struct { y, x int }
type D struct { B; C }
type PA *A
type I interface { M() }
type E struct { I }
type R struct { *R; z int }
"""


@pytest.mark.parametrize(
    ("typ", "addressable", "name", "want"),
    [
        ("A", False, "x", "field x int [0] False"),
        ("A", False, "M", "func (p.A).M() [0] False"),
        ("A", False, "P", "pointer receiver"),
        ("A", True, "P", "func (*p.A).P() [1] False"),
        ("*A", False, "P", "func (*p.A).P() [1] True"),
        ("B", False, "x", "field x int [0 0] False"),
        ("B", True, "P", "func (*p.A).P() [0 1] False"),
        ("C", False, "x", "ambiguous [1 1]"),
        ("C", False, "P", "func (*p.A).P() [0 1] True"),
        ("C", False, "y", "field y int [1 0] False"),
        ("D", False, "y", "field y int [0 1] False"),
        ("PA", False, "x", "field x int [0] True"),
        ("PA", False, "M", "none"),
        ("E", False, "M", "func (p.I).M() [0 0] False"),
        ("*I", False, "M", "none"),
        ("R", False, "z", "field z int [1] False"),
        ("R", False, "none", "none"),
        ("A", False, "_", "none"),
    ],
)
def test_lookup(program: Program, typ: str, addressable: bool, name: str, want: str) -> None:
    program.add(f"{LOOKUP}\nvar v {typ}\n")
    obj, index, indirect = lookup_field_or_method(program.typ("v"), addressable, program.packages["p"], name, False)
    path = "" if index is None else "[" + " ".join(str(i) for i in index) + "]"
    if obj is not None:
        obj.type()
        assert f"{object_string(obj, None)} {path} {indirect}" == want
    elif index is not None:
        assert f"ambiguous {path}" == want
    else:
        assert ("pointer receiver" if indirect else "none") == want


def test_unexported_names_of_other_packages(program: Program) -> None:
    q = program.add("package q\ntype T struct { f, G int }\n", "q")
    p = program.add('package p\nimport "q"\nvar v q.T\n')
    v = program.typ("v")
    assert lookup_field_or_method(v, False, p, "f", False)[0] is None
    assert lookup_field_or_method(v, False, q, "f", False)[0] is not None
    assert lookup_field_or_method(v, False, p, "G", False)[0] is not None
    assert lookup_field_or_method(v, False, p, "g", True)[0] is not None


def test_missing_method(program: Program) -> None:
    program.add(LOOKUP + "type J interface { M(); Q() }\n")
    m = missing_method(None, program.typ("A"), program.typ("J"), True, None, None)
    assert m.method is not None and m.method.name == "Q"
    assert missing_method(None, program.typ("I"), program.typ("J"), False, None, None).method is None
    assert missing_method(None, program.typ("A"), program.typ("I"), True, None, None).method is None


INFER = """package p
type MyInts []int
type Num interface{ ~int | ~float64 }
type Str interface{ String() string }
type S struct{}
func (S) String() string { return "" }
func id[T any](x T) T { return x }
func two[T any](x, y T) T { return x }
func elem[L ~[]E, E any](l L) E { panic(0) }
func same[L ~[]E, E any](l L) L { panic(0) }
func apply[A, B any](x A, f func(A) B) B { return f(x) }
func pair[K comparable, V any](m map[K]V) (K, V) { panic(0) }
func ptr[T any, P interface{ *T; Set() }](x T) P { panic(0) }
func dir[T any](c <-chan T) T { return <-c }
func str[T Str](x T) T { return x }
func iface[T any](x interface{ Get() T }) T { panic(0) }
func recv[T any, C ~chan T | ~<-chan T](c C) T { panic(0) }
type Q struct{}
func (*Q) Set() {}
type Getter struct{}
func (Getter) Get() complex128 { return 0 }
var ints MyInts
"""


@pytest.mark.parametrize(
    ("expr", "want"),
    [
        ("id(1)", "int"),
        ("id('x')", "rune"),
        ("two(1, 2.5)", "float64"),
        ("two(1, 'x')", "rune"),
        ("two(1, 2i)", "complex128"),
        ("two(int8(1), 2)", "int8"),
        ("elem(ints)", "int"),
        ("same(ints)", "p.MyInts"),
        ("two(ints, []int{})", "p.MyInts"),
        ("apply(1, func(x int) string { return `` })", "string"),
        ("apply(1, id)", "int"),
        ("apply[int, string](1, nil)", "string"),
        ("pair(map[string]bool{})", "(string, bool)"),
        ("ptr(Q{})", "*p.Q"),
        ("dir(make(chan int))", "int"),
        ("str(S{})", "p.S"),
        ("iface(Getter{})", "complex128"),
        ("func() func(int) int { return id }()", "func(int) int"),
        ("recv(make(chan string))", "string"),
    ],
)
def test_inference(program: Program, expr: str, want: str) -> None:
    errors = program.check(f"{INFER}\nfunc _() {{ x := [](any){{}}; _ = x }}\nfunc use() {{ {expr} }}\n")
    assert [e for e in errors if "not used" not in e and "value of" not in e] == []
    file = program.files["p"]
    last = file.decls[-1]
    stmt = last.body.list[0]  # type: ignore[attr-defined]
    assert type_string(stmt.x.typ, None).replace("x ", "") == want


@pytest.mark.parametrize(
    ("source", "want"),
    [
        ("var _ = id()", "not enough arguments in call to id\n\thave ()\n\twant (T)"),
        ("var _ = two(1, `x`)", "mismatched types untyped int and untyped string (cannot infer T)"),
        ("var _ = two(ints, S{})", "type S of S{} does not match inferred type MyInts for T"),
        ("var _ = elem(1)", "in call to elem, cannot infer E (declared at p.go:9:19)"),
        ("var _ = str(1)", "int does not satisfy Str (missing method String)"),
        ("func z[T any]() {}\nfunc _() { z() }", "in call to z, cannot infer T (declared at p.go:23:8)"),
        ("func n[T Num](T) {}\nfunc _() { n(``) }", "string does not satisfy Num (string missing in ~int | ~float64)"),
        (
            "var _ func(int) string = id",
            "inferred type func(x int) int for func(x T) T does not match type func(int) string of _",
        ),
    ],
)
def test_inference_errors(program: Program, source: str, want: str) -> None:
    errors = program.check(INFER + source)
    assert any(want in e for e in errors), errors


ATOMIC = "package atomic\ntype align64 struct{}\ntype Int64 struct { _ align64; v int64 }\n"


@pytest.mark.parametrize(
    ("typ", "amd64", "i386"),
    [
        ("bool", (1, 1), (1, 1)),
        ("int", (8, 8), (4, 4)),
        ("int64", (8, 8), (8, 4)),
        ("string", (16, 8), (8, 4)),
        ("[]int", (24, 8), (12, 4)),
        ("any", (16, 8), (8, 4)),
        ("complex128", (16, 8), (16, 4)),
        ("[3]int16", (6, 2), (6, 2)),
        ("struct{ a bool; b int64 }", (16, 8), (12, 4)),
        ("struct{ b int64; a bool }", (16, 8), (12, 4)),
        ("struct{ b int64; a struct{} }", (16, 8), (12, 4)),
        ("struct{ a struct{}; b int64 }", (8, 8), (8, 4)),
        ("struct{}", (0, 1), (0, 1)),
        ("atomic.Int64", (8, 8), (8, 8)),
        ("struct { a int32; b atomic.Int64 }", (16, 8), (16, 8)),
        ("map[int]int", (8, 8), (4, 4)),
        ("[1 << 60]int64", (-1, 8), (-1, 4)),
    ],
)
def test_sizes(program: Program, typ: str, amd64: tuple[int, int], i386: tuple[int, int]) -> None:
    program.add(ATOMIC, "sync/atomic")
    program.add(f'package p\nimport "sync/atomic"\nvar _ atomic.Int64\nvar v {typ}\n')
    v = program.typ("v")
    for arch, want in [("amd64", amd64), ("386", i386)]:
        s = sizes_for(arch)
        assert (s.sizeof(v), s.alignof(v)) == want


@pytest.mark.parametrize(
    ("decl", "want"),
    [
        ("var x chan (<-chan int)", "chan (<-chan int)"),
        ("var x func(a, b int, c ...string) (n int, err error)", "func(a int, b int, c ...string) (n int, err error)"),
        ('var x struct{ a int "t\\n"; *T }', 'struct{a int "t\\n"; *p.T}'),
        ("var x interface{ error; m(int) }", "interface{m(int); error}"),
        ("var x map[string][2]*T", "map[string][2]*p.T"),
        ("func x[P, Q any, R ~int]() {}", "func[P any, Q any, R ~int]()"),
        ("var x any", "any"),
    ],
)
def test_strings(program: Program, decl: str, want: str) -> None:
    program.check(f"package p\ntype T int\n{decl}\n")
    got = type_string(program.typ("x"), None)
    if "P, Q any" in decl:
        want = "func[P, Q any, R ~int]()"
    assert got == want


def test_method_of_interface_is_found_through_type_parameter(program: Program) -> None:
    errors = program.check(
        "package p\nfunc f[T interface{ M() int }](x T) int { return x.M() }\nfunc g[T any](x *T) { x.M() }\n"
    )
    assert errors == ["3: x.M undefined (type *T is pointer to type parameter, not type parameter)"]
    obj = program.obj("f")
    assert isinstance(obj, Func)
    assert isinstance(obj.type(), Signature)
