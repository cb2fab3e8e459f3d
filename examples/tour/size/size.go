// Package size shows values that the stack has no room for, or none that is known.
package size

// Large is over 64 KB, the limit for what make, new and literals create.
func Large() int {
	s := make([]int, 10_000)
	for i := range s {
		s[i] = i
	}
	return s[len(s)-1]
}

// Small fits.
func Small() int {
	s := make([]int, 100)
	return s[len(s)-1]
}

// Array is a variable: its limit is 128 KB.
func Array() byte {
	var a [200 << 10]byte
	return a[len(a)-1]
}

// Unknown does not leave the function, but its size is known only when it runs.
func Unknown(n int) []int {
	return make([]int, n)
}

var last *int

// Loop keeps the address of a variable of one iteration beyond it.
func Loop(xs []int) int {
	var largest *int
	for _, x := range xs {
		if largest == nil || x > *largest {
			largest = &x
		}
	}
	if largest == nil {
		return 0
	}
	return *largest
}

// Keep stores an address where everybody can reach it.
func Keep(x int) {
	last = &x
}
