// Command tour uses the packages below: each shows one way to the heap and the ways around it.
package main

import (
	"os"

	"example.com/tour/closure"
	"example.com/tour/dynamic"
	"example.com/tour/pointer"
	"example.com/tour/size"
)

func main() {
	dynamic.Print(os.Stdout, pointer.Greeting()+size.Large()+size.Small())
	next := closure.Counter()
	dynamic.Print(os.Stdout, next()+next())
	os.Stdout.Write(append(dynamic.Append(nil, closure.Sum([]int{1, 2, 3})), '\n'))
}
