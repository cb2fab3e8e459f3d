// Package faq has one function for each message of the compiler that people ask about.
package faq

import "fmt"

// T points to another.
type T struct{ next *T }

var global *T

// Keep stores t itself.
func Keep(t *T) { global = t }

// KeepNext stores what t points to.
func KeepNext(t *T) { global = t.next }

// Same gives t back.
func Same(t *T) *T { return t }

// Next gives back what t points to.
func Next(t *T) *T { return t.next }

// Last only looks.
func Last(t *T) bool { return t.next == nil }

// Show converts a constant to an interface.
func Show() { fmt.Println(1000) }

// Join makes a string that stays here.
func Join(a, b string) int { return len(a + b) }

// Count makes a map that stays here.
func Count(keys []string) int {
	seen := make(map[string]bool, 100)
	for _, key := range keys {
		seen[key] = true
	}
	return len(seen)
}

// Signal makes a channel that stays here.
func Signal() int {
	c := make(chan int, 1)
	c <- 1
	return <-c
}

func box(n int) *int { return &n }

// Twice calls a function that is inlined.
func Twice() (*int, *int) { return box(1), box(2) }

// First is generic.
func First[E any](list []E) *E {
	first := list[0]
	return &first
}

// Firsts uses it for types of different shapes.
func Firsts() (*int, *string) { return First([]int{1}), First([]string{"a"}) }

// Pick hands the address of n out in one branch only.
func Pick(n int, keep bool) *int {
	if keep {
		return &n
	}
	return nil
}
