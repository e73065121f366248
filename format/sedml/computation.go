package sedml

import (
	"fmt"
	"math"
	"strings"

	"jakstat/diag"
	"jakstat/engine/model"
	"jakstat/format/sbml"
)

const mathSpace = "http://www.w3.org/1998/Math/MathML"

// computation is an expression over variables of models, parameters of its own and ranges.
type computation struct {
	variables  []*Variable
	parameters map[string]float64
	math       model.Expr
}

// computation reads the variables, parameters and mathematics of an element; ranges are further names.
func (r *reader) computation(n *node, ranges []string) *computation {
	c := &computation{parameters: map[string]float64{}}
	names := append([]string(nil), ranges...)
	for _, v := range r.list(n, "listOfVariables") {
		x := &Variable{ID: r.id(v), Pos: v.pos, target: v, path: r.target(v)}
		if r.text(v, "modelReference") != "" {
			x.Model, _ = refer(r, v, "modelReference", r.doc.Models, modelID)
		}
		if s := r.text(v, "symbol"); s != "" {
			r.fail(v, "unsupported", "symbol %q has no value outside a simulation", clip(s))
		}
		c.variables, names = append(c.variables, x), append(names, x.ID)
	}
	names = append(names, r.parameters(n, c.parameters)...)
	c.math = r.math(n, names)
	return c
}

func (r *reader) parameters(n *node, into map[string]float64) []string {
	var names []string
	for _, p := range r.list(n, "listOfParameters") {
		id := r.id(p)
		into[id] = r.number(p, "value", true, 0)
		names = append(names, id)
	}
	return names
}

// aggregates are functions of all values of a variable, by the last word of their definition.
var aggregates = map[string]func([]float64) float64{
	"min": func(x []float64) float64 { return fold(x, math.Inf(1), math.Min) },
	"max": func(x []float64) float64 { return fold(x, math.Inf(-1), math.Max) },
	"sum": func(x []float64) float64 {
		return fold(x, 0, func(a, b float64) float64 { return a + b })
	},
	"product": func(x []float64) float64 {
		return fold(x, 1, func(a, b float64) float64 { return a * b })
	},
	"count": func(x []float64) float64 { return float64(len(x)) },
	"mean": func(x []float64) float64 {
		return fold(x, 0, func(a, b float64) float64 { return a + b }) / float64(len(x))
	},
}

func fold(x []float64, v float64, f func(a, b float64) float64) float64 {
	for _, y := range x {
		v = f(v, y)
	}
	return v
}

// aggregatePrefix keeps the names of aggregates apart from those of an experiment, which have no point.
const aggregatePrefix = "sedml."

// math reads the <math> child of an element; nil after reporting.
func (r *reader) math(n *node, names []string) model.Expr {
	var found *node
	for _, c := range n.children {
		if c.name == "math" && c.ns() == mathSpace {
			found = c
		}
	}
	if found == nil {
		r.fail(n, "missing", "<%s> has no <math>", n.name)
		return nil
	}
	seen := map[string]bool{}
	for _, name := range names {
		if seen[name] {
			r.fail(n, "duplicate", "two variables or parameters %q in <%s>", clip(name), n.name)
		}
		seen[name] = true
	}
	g := found.graft()
	functions := map[string]int{}
	r.nameAggregates(g, functions)
	text := g.fragment()
	e, err := sbml.ReadMath(text, diag.Pos{File: found.pos.File, Line: found.pos.Line}, names, functions)
	if err != nil {
		r.diags.AddError(found.pos, "sedml.math", err)
		return nil
	}
	bad := false
	e.Walk(func(x model.Expr) {
		switch x.Op() {
		case model.OpTime, model.OpDelay, model.OpRateOf:
			r.fail(found, "math", "%s stands for nothing in an experiment: name a variable", x.Op())
			bad = true
		case model.OpCall:
			if a := x.Arg(0); a.Op() != model.OpSymbol {
				r.fail(found, "math", "%s takes one variable", strings.TrimPrefix(x.Name(), aggregatePrefix))
				bad = true
			}
		}
	})
	if bad {
		return nil
	}
	return e
}

// nameAggregates turns the symbols of aggregates into calls of functions.
func (r *reader) nameAggregates(n *node, functions map[string]int) {
	if n.name == "csymbol" {
		url, _ := n.attr("definitionURL")
		if _, name, ok := strings.Cut(url, "sed-ml.org/#"); ok {
			if aggregates[name] == nil {
				r.fail(n, "math", "the function %q of SED-ML is not supported", clip(url))
			}
			name = aggregatePrefix + name
			n.name, n.attrs, n.text = "ci", nil, []byte(name)
			functions[name] = 1
		}
	}
	for _, c := range n.children {
		r.nameAggregates(c, functions)
	}
}

// fragment is the text of an element alone, lines counted from its own.
func (n *node) fragment() []byte {
	w := writer{line: n.pos.Line}
	w.element(n)
	return w.Bytes()
}

// value computes the expression: ranges by name, variables by the given function.
func (c *computation) value(ranges map[string]float64, of func(*Variable) (float64, error)) (float64, error) {
	values := map[string]float64{}
	for name, v := range c.parameters {
		values[name] = v
	}
	for name, v := range ranges {
		values[name] = v
	}
	for _, x := range c.variables {
		v, err := of(x)
		if err != nil {
			return 0, err
		}
		values[x.ID] = v
	}
	if c.math == nil {
		return 0, fmt.Errorf("no mathematics")
	}
	return evaluate(c.math, func(name string) float64 { return values[name] }), nil
}
