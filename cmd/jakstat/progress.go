package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"jakstat/report"
)

// counter shows "12 of 80 fits" on one line of a terminal; anywhere else it is silent. It may be called from several goroutines.
type counter struct {
	mu    sync.Mutex
	line  progress
	noun  string
	done  int
	began time.Time
}

func newCounter(w io.Writer, of int, noun string) *counter {
	return &counter{line: progress{w: w, width: report.DetectTerm(w).Width, of: of}, noun: noun, began: time.Now()}
}

func (c *counter) add() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done++
	if c.line.width == 0 || time.Since(c.line.shown) < 100*time.Millisecond {
		return
	}
	c.line.shown = time.Now()
	c.line.show(fmt.Sprintf("%d of %d %s, %.0f s", c.done, c.line.of, c.noun, time.Since(c.began).Seconds()))
}

func (c *counter) clear() { c.line.clear() }
