package house

import (
	"strings"
	"testing"
)

func TestPackageCommentRule(t *testing.T) {
	expect(t, CheckPackageComments, map[string]string{
		"a/a.go": "package a\n",
		"b/b.go": "// Something about b, which must not know c.\npackage b\n",
		"c/c.go": "// Package c knows everything.\npackage c\n",
		"d/d.go": "// Package d knows d. It must\n// not know e.\npackage d\n",
		"e/e.go": "// E does it.\npackage main\n",
		"f/f.go": "package main\n",
	}, "package a has no package comment", "begins with", "package c does not say", "package f has no package comment")
}

func TestDocCommentRule(t *testing.T) {
	expect(t, CheckDocComments, map[string]string{"a/a.go": `package a

type T struct{}

// Good has one.
type Good struct{}

func F() {}

func (t *T) M() {}

func (t *T) String() string { return "" }

func (t hidden) M() {}

type hidden struct{}

// Both belong together.
const (
	One = 1
	Two = 2
)

var V = 1

// Types of a group each need their own.
type (
	U int
	W int // W is said here.
)
`}, "T is exported", "F is exported", "T.M is exported", "V is exported", "U is exported")
}

func TestSizeRule(t *testing.T) {
	long := "package a\n" + strings.Repeat("// line\n", MaxLines)
	expect(t, CheckSizes, map[string]string{
		"a/long.go":      long,
		"a/long_test.go": long,
		"a/just.go":      "package a\n" + strings.Repeat("// line\n", MaxLines-1),
		"a/list.go":      "package a\n\n// table: widths of glyphs\n" + long[len("package a\n"):],
		"a/empty.go":     "package a\n\n// table:\n" + long[len("package a\n"):],
	}, "a/empty.go", "a/long.go")
}

func TestWordRule(t *testing.T) {
	expect(t, CheckWords, map[string]string{
		"README.md": "see https://example.org/wo" + "rk/x and ./ho" + "me/y\nthe file /ho" + "me/me/x.csv\n",
		"a/a.go":    "package a\n\n// TO" + "DO: later\n",
		"b/b.go":    "package b\n\n// mastodons are fine\n",
	}, "README.md:2", "finish it")
}

func TestCgoRule(t *testing.T) {
	expect(t, CheckCgo, map[string]string{"a/a.go": "package a\n\nimport \"C\"\n", "b/b.go": "package b\n"}, "a/a.go:3")
}
