package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"
)

// event is a line of go test -json (go doc test2json).
type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Elapsed    float64
	Output     string
}

// counter keeps the output of each test until it is known whether anybody needs it.
type counter struct {
	output  map[[2]string]*strings.Builder // by package and test; test "" is the package itself
	result  map[[2]string]string           // pass, fail or skip of each test
	order   [][2]string
	failed  map[string]bool // packages that failed
	explain map[string]bool // of these, the ones in which a test failed
	seen    map[string]bool // packages that finished
}

func newCounter() *counter {
	return &counter{
		output: map[[2]string]*strings.Builder{}, result: map[[2]string]string{},
		failed: map[string]bool{}, explain: map[string]bool{}, seen: map[string]bool{},
	}
}

// read consumes events and prints packages as they finish. A line that is not JSON, such as a message
// of the go command itself, is passed through.
func (c *counter) read(in io.Reader, out io.Writer) error {
	r := bufio.NewReader(in)
	for {
		line, err := r.ReadString('\n')
		if line != "" {
			var e event
			if json.Unmarshal([]byte(line), &e) == nil && e.Action != "" {
				c.add(e, out)
			} else {
				fmt.Fprintln(out, strings.TrimRight(line, "\n"))
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (c *counter) add(e event, out io.Writer) {
	key := [2]string{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		fmt.Fprint(out, e.Output)
	case "output":
		if c.output[key] == nil {
			c.output[key] = &strings.Builder{}
		}
		c.output[key].WriteString(e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			c.finish(e, out)
			return
		}
		if c.result[key] == "" {
			c.order = append(c.order, key)
		}
		c.result[key] = e.Action
		if e.Action == "fail" {
			c.explain[e.Package] = true
			fmt.Fprintf(out, "FAIL %s %s\n%s", e.Package, e.Test, indent(c.text(key)))
		}
	}
}

// finish prints the line of a package; the package's own output matters when no test explains the
// failure: a panic outside a test, a race found at exit, a timeout, a build that failed.
func (c *counter) finish(e event, out io.Writer) {
	c.seen[e.Package] = true
	switch e.Action {
	case "skip":
		fmt.Fprintf(out, "-     %s (no tests)\n", e.Package)
	case "fail":
		c.failed[e.Package] = true
		if !c.explain[e.Package] {
			fmt.Fprint(out, indent(c.text([2]string{e.Package, ""})))
			for _, k := range c.unfinished(e.Package) {
				fmt.Fprintf(out, "FAIL %s %s did not finish\n%s", k[0], k[1], indent(c.text(k)))
			}
		}
		fmt.Fprintf(out, "FAIL  %s  %.1f s\n", e.Package, e.Elapsed)
	default:
		n := 0
		for _, k := range c.leaves() {
			if k[0] == e.Package {
				n++
			}
		}
		cached := ""
		if strings.Contains(c.text([2]string{e.Package, ""}), "(cached)") {
			cached = ", unchanged since its last run"
		}
		fmt.Fprintf(out, "ok    %s  %.1f s, %d tests%s\n", e.Package, e.Elapsed, n, cached)
	}
}

func (c *counter) unfinished(pkg string) [][2]string {
	var out [][2]string
	for k := range c.output {
		if k[0] == pkg && k[1] != "" && c.result[k] == "" {
			out = append(out, k)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i][1] < out[j][1] })
	return out
}

func (c *counter) text(key [2]string) string {
	if b := c.output[key]; b != nil {
		return b.String()
	}
	return ""
}

// leaves are the tests that count: those without subtests, and a parent whose result none of its
// subtests shows.
func (c *counter) leaves() [][2]string {
	shown := map[[2]string]map[string]bool{}
	for _, k := range c.order {
		for name := k[1]; ; {
			i := strings.LastIndexByte(name, '/')
			if i < 0 {
				break
			}
			name = name[:i]
			p := [2]string{k[0], name}
			if shown[p] == nil {
				shown[p] = map[string]bool{}
			}
			shown[p][c.result[k]] = true
		}
	}
	var out [][2]string
	for _, k := range c.order {
		if sub := shown[k]; sub == nil || (c.result[k] == "fail" && !sub["fail"]) {
			out = append(out, k)
		}
	}
	return out
}

// place is how testing starts a line of t.Skip and t.Error.
var place = regexp.MustCompile(`^\s+\S+\.go:\d+: `)

func reason(output string) string {
	for line := range strings.Lines(output) {
		if at := place.FindString(line); at != "" {
			return strings.TrimSpace(line[len(at):])
		}
	}
	return "no reason given"
}

// summary prints skips, notes and the closing line; it returns whether all is well.
func (c *counter) summary(out io.Writer, notes []string) bool {
	count := map[string]int{}
	var skips []string
	for _, k := range c.leaves() {
		r := c.result[k]
		count[r]++
		if r == "skip" {
			skips = append(skips, fmt.Sprintf("  %s %s: %s", k[0], k[1], reason(c.text(k))))
		}
	}
	// A package that failed without a failing test counts as one failure.
	for p := range c.failed {
		if !c.explain[p] {
			count["fail"]++
		}
	}
	if len(skips) > 0 {
		fmt.Fprintln(out, "\nskipped tests:")
		for _, s := range skips {
			fmt.Fprintln(out, s)
		}
	}
	if len(notes) > 0 {
		fmt.Fprintln(out)
		for _, n := range notes {
			fmt.Fprintln(out, n)
		}
	}
	if count["pass"]+count["fail"] == 0 {
		fmt.Fprintln(out, "\nno test ran: that is a failure")
	}
	fmt.Fprintf(out, "\n%d passed, %d failed, %d skipped\n", count["pass"], count["fail"], count["skip"])
	return count["fail"] == 0 && count["pass"] > 0
}

func indent(s string) string {
	if s == "" {
		return ""
	}
	return "    " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n    ") + "\n"
}
