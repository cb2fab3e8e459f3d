"""Declarations of set shapes: what random statements rarely build, and what has a rule of its own in the compiler.

``$A`` … are new names (exported or not), ``$k`` small numbers, ``$n`` a number that is new for each use.
"""


class Shape:
    """``repeat``: how often the text may come; then ``@`` is a copy's number, ``@+`` the next, in ``end`` the last."""

    def __init__(
        self, text: str, *, imports: str = "", repeat: tuple[int, ...] = (), end: str = "", modern: bool = False
    ) -> None:
        self.text = text.strip("\n") + "\n"
        self.imports = imports.split()
        self.repeat = repeat
        self.end = end
        self.modern = modern  # not for go1.21
        self.holes = [hole for hole in "ABCDEFk" if f"${hole}" in text]


CHAIN = """
func $A@(x *int, n int) *int {
	if n > @ {
		return x
	}
	return $A@+(x, n+@)
}
"""

SHAPES = (
    Shape(
        """
func $A(n int) int {
	if n <= 0 {
		return $k
	}
	return $B(n - 1) + 1
}

func $B(n int) int {
	if n == 1 {
		return $A(n-2)
	}
	return $C(n)
}

func $C(n int) int { return $A(n) * $B(n) }
"""
    ),
    Shape(
        """
type $A interface{ Do$n(x *int) *int }

type $B struct{ p *int }

func (b *$B) Do$n(x *int) *int { return x }

type $C struct{ a, b *int }

func (c $C) Do$n(x *int) *int { return c.a }

func $D() $A { return &$B{} }

func $E(b bool) *int {
	var i $A = $D()
	if b {
		i = &$B{}
	}
	x := 1
	p := i.Do$n(&x)
	var j $A = $C{p, &x}
	return j.Do$n($D().Do$n(new(int)))
}
"""
    ),
    Shape(
        """
func $A(f func(int) *int) *int { return f($k) }

func $B() *int {
	x := 0
	g := func(i int) *int {
		x += i
		return &x
	}
	return $A(g)
}

func $C() *int {
	var f func(n int) *int
	y := $k
	f = func(n int) *int {
		if n == 0 {
			return &y
		}
		return f(n - 1)
	}
	return f(y)
}

func $D() func() *int {
	z := new(int)
	return func() *int { return func() *int { return z }() }
}
"""
    ),
    Shape(
        """
func $A(yield func(int, *string) bool) {
	s := "x"
	for i := range $k {
		if !yield(i, &s) {
			return
		}
	}
}

func $B() (r *string) {
	defer func() { recover() }()
outer:
	for i, s := range $A {
		for j, t := range $A {
			switch {
			case i == j:
				continue outer
			case *t == "y":
				break outer
			case i > j:
				return t
			case *s == *t:
				goto done
			}
			defer println(j)
		}
		r = s
	}
done:
	return r
}
""",
        modern=True,
    ),
    Shape(
        """
type $A[P any] struct {
	head *$B[P]
	size int
}

type $B[P any] struct {
	next *$B[P]
	val  P
}

func (l *$A[P]) Push$n(v P) *$B[P] {
	l.head = &$B[P]{l.head, v}
	l.size++
	return l.head
}

func (l *$A[P]) All$n() func(func(P) bool) {
	return func(yield func(P) bool) {
		for n := l.head; n != nil; n = n.next {
			if !yield(n.val) {
				return
			}
		}
	}
}

func $C[P any, Q any](l *$A[P], f func(P) Q) *$A[Q] {
	out := new($A[Q])
	l.All$n()(func(v P) bool {
		out.Push$n(f(v))
		return true
	})
	return out
}

func $D() int {
	l := &$A[int]{}
	l.Push$n($k)
	m := $C(l, func(i int) *int { return &i })
	f := m.Push$n
	f(new(int))
	return $C(m, func(p *int) string { return "" }).size
}
"""
    ),
    Shape(
        """
type $A interface{ ~int | ~string }

func $B[P $A, Q interface{ *P }](x P, q Q) P {
	if any(q) == nil {
		return x
	}
	return x + *q
}

type $C int

type $D struct{ s []$C }

func $E(d *$D) ($C, string) {
	c := d.s[0]
	s := "a"
	return $B(c, &d.s[1]), $B(s, &s)
}
"""
    ),
    Shape(
        """
var $A = map[string]func(int) *int{
	"a": func(i int) *int { return &i },
	"b": $B,
}

func $B(i int) *int {
	p := &i
	return p
}

var $C, $D = func() (int, *int) { x := $k; return x, &x }()

var $E = [...]interface{ String() string }{nil}
"""
    ),
    Shape(
        """
type $A struct{ buf [64]byte; n int; next *$A }

func (a *$A) grow$n(n int) *$A {
	if a.n+n > len(a.buf) {
		b := *a
		return &b
	}
	a.n += n
	return a
}

func (a $A) total$n() (t int) {
	for p := &a; p != nil; p = p.next {
		t += p.n
	}
	return
}

func $B(s []byte) int {
	var a $A
	b := a.grow$n($k).grow$n(len(s))
	copy(b.buf[:], s)
	*b = *b.next
	b.next = b
	b.buf = b.next.buf
	return b.total$n()
}
"""
    ),
    Shape(
        """
//go:noinline
func $A(p *int) { *p = $k }

//go:nosplit
func $B(p *int) *int { return p }

//go:uintptrescapes
func $C(p uintptr) uintptr { return p }

func $D() {
	x, y, z := 1, 2, 3
	$A(&x)
	$A($B(&y))
	$C(uintptr(unsafe.Pointer(&z)))
}
""",
        imports="unsafe",
    ),
    Shape(
        """
type $A struct{ v []int }

func (a *$A) Loop$n(b *testing.B) {
	for b.Loop() {
		s := append(a.v, $k)
		$B(len(s))
		x := $B($k)
		_ = x
	}
	for i := 0; i < b.N; i++ {
		b.StopTimer()
		$B(i)
	}
}

func $B(i int) *int { return &i }
""",
        imports="testing",
    ),
    Shape(
        """
type $A struct{ $B }

type $B struct{ *$C }

type $C struct{ x int }

func (c *$C) Ptr$n() *int { return &c.x }

func (c $C) Val$n() int { return c.x }

type $D interface {
	Ptr$n() *int
	Val$n() int
}

func $E(a $A) ($D, func() *int, func($A) int) {
	var d $D = a
	_ = $D(&a)
	return d, a.Ptr$n, $A.Val$n
}

func $F() int {
	e := $A{$B{&$C{$k}}}
	d, f, g := $E(e)
	*f() = g(e)
	return d.Val$n() + (*$A).Val$n(&e) + *$A.Ptr$n(e)
}
"""
    ),
    Shape(CHAIN, repeat=(5, 10, 30), end="func $A@(x *int, n int) *int { return x }\n"),
    Shape(
        """
func $A(p []*int) (r [4]*int) {
	for i := range r {
		if i < len(p) {
			r[i], r[0] = p[i], r[i]
		}
	}
	p[0] = nil
	p, q := p[1:], p[:1]
	r[len(r)-1], q[0] = q[0], p[0]
	return
}
"""
    ),
    Shape(
        """
func $A(c chan *int, d <-chan []string, quit chan struct{}) (r *int) {
	x := $k
	for {
		select {
		case c <- &x:
		case r = <-c:
			y := *r
			r = &y
		case s, ok := <-d:
			if !ok {
				return nil
			}
			go func() { c <- new(len(s)) }()
		case <-quit:
			return
		default:
			defer close(quit)
		}
	}
}
""",
        modern=True,
    ),
    Shape(
        """
func $A(err error, xs ...any) (msg string, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			msg, ok = fmt.Sprint(r, xs), false
		}
	}()
	switch e := err.(type) {
	case nil:
		return "", true
	case interface{ Unwrap() error }:
		return $A(e.Unwrap(), append(xs, e)...)
	case *$B:
		return e.msg, len(xs) == 0
	}
	var b *$B
	if errors.As(err, &b) {
		panic(b)
	}
	return err.Error() + fmt.Sprintf("%v", xs...), true
}

type $B struct{ msg string }

func (b *$B) Error() string { return "B: " + b.msg }
""",
        imports="fmt errors",
    ),
    Shape(
        """
func $A(s string, b []byte) (n int) {
	switch string(b) {
	case "a", "b":
		n++
	case s:
		n += len(s)
	}
	for i, c := range []byte(s) {
		n += i + int(c)
	}
	m := map[string]int{string(b): 1}
	n += m[string(b)]
	if string(b) == s+"x" {
		b = append(b, s...)
	}
	t := string(b[:1]) + s + string(rune(n))
	copy(b, t)
	return n + len(string(b)+t+"z")
}
"""
    ),
    Shape(
        """
type $A [3]*int

func (a $A) Sum$n() (n int) {
	for i, p := range a {
		n += i + *p
	}
	for i := range &a {
		a[i] = &n
	}
	return
}

func $B(p *$A) func() int {
	for _, q := range p {
		_ = q
	}
	q := (*[3]*int)(p)[:]
	a := $A(q)
	b := ($A)(q)
	_ = b
	return a.Sum$n
}
"""
    ),
)
