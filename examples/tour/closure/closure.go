// Package closure shows what function literals capture, and when that costs something.
package closure

// Counter returns a function literal: it and the variable that it changes outlive the call.
func Counter() func() int {
	n := 0
	return func() int {
		n++
		return n
	}
}

// Constant captures by value: only the function literal itself is on the heap.
func Constant(n int) func() int {
	return func() int { return n }
}

// Sum's function literal is only called here, so nothing leaves.
func Sum(xs []int) int {
	sum := 0
	each(xs, func(x int) { sum += x })
	return sum
}

func each(xs []int, f func(int)) {
	for _, x := range xs {
		f(x)
	}
}

// Start hands x to a goroutine, which may run after Start has returned.
func Start(x int, done chan<- int) {
	go func() {
		x *= 2
		done <- x
	}()
}
