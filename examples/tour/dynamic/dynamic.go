// Package dynamic shows what interfaces do to the values put into them.
package dynamic

import (
	"fmt"
	"io"
	"strconv"
)

// Print converts n to an interface: fmt may keep what it is given.
func Print(w io.Writer, n int) {
	fmt.Fprintln(w, "n =", n)
}

// Append writes the same digits into a buffer of the caller.
func Append(dst []byte, n int) []byte {
	dst = append(dst, "n = "...)
	return strconv.AppendInt(dst, int64(n), 10)
}

// Shape has two kinds.
type Shape interface{ Area() float64 }

// Square is a Shape.
type Square struct{ Side float64 }

// Area implements Shape.
func (s Square) Area() float64 { return s.Side * s.Side }

// Total calls through the interface: what is called is not known, so the elements must be on the heap already.
func Total(shapes ...Shape) (sum float64) {
	for _, s := range shapes {
		sum += s.Area()
	}
	return sum
}

// Sum knows the type.
func Sum(squares ...Square) (sum float64) {
	for _, s := range squares {
		sum += s.Area()
	}
	return sum
}

// Both compares them.
func Both(a, b float64) float64 {
	return Total(Square{a}, Square{b}) - Sum(Square{a}, Square{b})
}
