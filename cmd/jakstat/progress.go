package main

import (
	"io"
	"sync"
)

// counter shows "12 of 80 fits" on one line of a terminal; anywhere else it is silent. It may be called from several goroutines.
type counter struct {
	mu   sync.Mutex
	line *progress
	noun string
	done int
}

func newCounter(w io.Writer, of int, noun string) *counter {
	return &counter{line: newProgress(w, of), noun: noun}
}

func (c *counter) add() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done++
	c.line.count(c.done, c.noun)
}

func (c *counter) clear() { c.line.clear() }
