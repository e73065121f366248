package main

import (
	"strings"
	"testing"
)

func run(t *testing.T, lines ...string) (string, bool) {
	t.Helper()
	c := newCounter()
	var out strings.Builder
	if err := c.read(strings.NewReader(strings.Join(lines, "\n")+"\n"), &out); err != nil {
		t.Fatal(err)
	}
	ok := c.summary(&out, []string{"NOTE one"})
	return out.String(), ok
}

func TestCount(t *testing.T) {
	const (
		passA   = `{"Action":"pass","Package":"p","Test":"TestA"}`
		passSub = `{"Action":"pass","Package":"p","Test":"TestA/x"}`
		failSub = `{"Action":"fail","Package":"p","Test":"TestA/x"}`
		failA   = `{"Action":"fail","Package":"p","Test":"TestA"}`
		skipB   = `{"Action":"skip","Package":"p","Test":"TestB"}`
		why     = `{"Action":"output","Package":"p","Test":"TestB","Output":"    b_test.go:7: needs the moon\n"}`
		log     = `{"Action":"output","Package":"p","Test":"TestA/x","Output":"    a_test.go:3: got 1, want 2\n"}`
		okP     = `{"Action":"pass","Package":"p","Elapsed":0.25}`
		failP   = `{"Action":"fail","Package":"p","Elapsed":0.25}`
		panicP  = `{"Action":"output","Package":"p","Output":"panic: oh\n"}`
		build   = `{"ImportPath":"p","Action":"build-output","Output":"p/x.go:1: syntax error\n"}`
		none    = `{"Action":"skip","Package":"q"}`
	)
	for _, c := range []struct {
		name  string
		lines []string
		ok    bool
		close string
		has   []string
	}{
		{"a leaf and a skip", []string{passA, why, skipB, okP}, true, "1 passed, 0 failed, 1 skipped", []string{"needs the moon", "ok    p", "NOTE one"}},
		{"a parent counts by its children", []string{passSub, passA, okP}, true, "1 passed, 0 failed, 0 skipped", nil},
		{"a failure is printed whole", []string{log, failSub, failA, failP}, false, "0 passed, 1 failed, 0 skipped", []string{"got 1, want 2", "FAIL  p"}},
		{"a parent may fail alone", []string{passSub, failA, failP}, false, "1 passed, 1 failed, 0 skipped", nil},
		{"a package may fail alone", []string{passA, panicP, failP}, false, "1 passed, 1 failed, 0 skipped", []string{"panic: oh"}},
		{"a build may fail", []string{build, failP}, false, "0 passed, 1 failed, 0 skipped", []string{"syntax error"}},
		{"nothing ran", []string{none}, false, "0 passed, 0 failed, 0 skipped", []string{"no test ran", "q (no tests)"}},
		{"only skips ran", []string{why, skipB, okP}, false, "0 passed, 0 failed, 1 skipped", []string{"no test ran"}},
		{"other lines pass through", []string{"go: downloading x", passA, okP}, true, "1 passed, 0 failed, 0 skipped", []string{"go: downloading x"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, ok := run(t, c.lines...)
			if ok != c.ok {
				t.Errorf("ok is %v", ok)
			}
			if !strings.HasSuffix(out, "\n"+c.close+"\n") {
				t.Errorf("closing line is not %q in\n%s", c.close, out)
			}
			for _, h := range c.has {
				if !strings.Contains(out, h) {
					t.Errorf("%q is missing in\n%s", h, out)
				}
			}
		})
	}
}
