// Testcount reads the output of `go test -json` and says what it means: failures in full, one line
// per package, every skip with its reason, and last the line "N passed, N failed, N skipped".
// Arguments are notes printed before that line. It exits with 1 when something failed or nothing ran.
package main

import (
	"fmt"
	"os"
)

func main() {
	c := newCounter()
	if err := c.read(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "testcount:", err)
		os.Exit(1)
	}
	if !c.summary(os.Stdout, os.Args[1:]) {
		os.Exit(1)
	}
}
