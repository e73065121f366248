package house

import (
	"fmt"
	"strings"
	"testing"
)

func TestRoundingRule(t *testing.T) {
	check := func(tr *Tree) []Finding { return CheckRounding(tr, []string{"engine/vm"}) }
	for _, c := range []struct {
		body string
		want string // "" or the part of the message
	}{
		{"x = a*b + c", "added without rounding"},
		{"x = c + a*b", "added without rounding"},
		{"x = a*b - c", "added without rounding"},
		{"x = c - a*b", "added without rounding"},
		{"x = c - (a * b)", "added without rounding"},
		{"x = -(a*b) + c", "added without rounding"},
		{"x += a * b", "added without rounding"},
		{"x -= a * b", "added without rounding"},
		{"xs[i*n+j] += a * b", "added without rounding"},
		{"t := a * b\nx = t + c", "t holds a product"},
		{"t := a\nt *= b\nx = c - t", "t holds a product"},
		{"var t = a * b\nx = -t + c", "t holds a product"},
		{"t := a\nfor range n {\nx = t + c\nt *= b\n}", "t holds a product"},

		{"x = float64(a*b) + c", ""},
		{"x += float64(a * b)", ""},
		{"x = math.FMA(a, b, c)", ""},
		{"x = a*b/c", ""},
		{"x = a/b + c", ""},
		{"x = xs[i*n+j] + c", ""},
		{"x = 2*a + c", ""},
		{"x = c - 0.5*a", ""},
		{"x = 3*a + c", "added without rounding"},
		{"i = i*n + j", ""},
		{"const k = 2.0 * 3.0\nx = k + c", ""},
		{"t := float64(a * b)\nx = t + c", ""},
		{"for range n {\nt := c\nfor range n {\nt -= a\n}\nt *= b\nxs[0] = t\n}", ""},
	} {
		t.Run(strings.ReplaceAll(c.body, "\n", ";"), func(t *testing.T) {
			src := fmt.Sprintf("package vm\n\nimport \"math\"\n\nvar _ = math.Pi\n\nfunc f(a, b, c float64, xs []float64, i, j, n int) (x float64) {\n%s\nreturn x\n}\n", c.body)
			var want []string
			if c.want != "" {
				want = []string{c.want}
			}
			expect(t, check, map[string]string{"engine/vm/x.go": src}, want...)
		})
	}
}

func TestRoundingRuleSeesTypesOfOtherPackages(t *testing.T) {
	check := func(tr *Tree) []Finding { return CheckRounding(tr, []string{"engine/vm"}) }
	expect(t, check, map[string]string{
		"engine/model/m.go": "package model\n\ntype P struct{ K float64; N int }\n",
		"engine/vm/x.go":    "package vm\n\nimport \"jakstat/engine/model\"\n\nfunc f(p model.P, a float64) (float64, int) {\n\treturn p.K*a + 1, p.N*p.N + 1\n}\n",
		"jak/pk/x.go":       "package pk\n\nfunc f(a, b float64) float64 { return a*b + 1 }\n",
	}, "engine/vm/x.go:6")
}
