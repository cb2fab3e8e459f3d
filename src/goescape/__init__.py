"""goescape: what lives on the stack and what goes to the heap in Go code, as the Go compiler decides it."""
