package sedml

import (
	"math"
	"strings"

	"jakstat/diag"
	"jakstat/engine/model"
)

// Values are what a variable or a generator is over a task: a list of blocks, one for each single simulation that the task consists
// of, each with one number for each reported time.
type Values [][]float64

// fits tells whether a set of blocks can be repeated or stretched to a shape: one number stands for any number of numbers, one block for
// any number of blocks.
func (v Values) fits(shape []int) bool {
	for i, n := range shape {
		if b := v.block(i); b == nil || len(b) != n && len(b) != 1 {
			return false
		}
	}
	return len(v) == len(shape) || len(v) == 1
}

func (v Values) block(i int) []float64 {
	switch {
	case len(v) == 1:
		return v[0]
	case i < len(v):
		return v[i]
	}
	return nil
}

func pick(block []float64, k int) float64 {
	if len(block) == 1 {
		return block[0]
	}
	return block[k]
}

// Evaluate computes a generator from the values of its variables. Variables of different tasks are taken number by number; a single
// number is repeated. The error is a diagnostic for shapes that do not go together.
func (g *Generator) Evaluate(of func(*Variable) Values) (Values, error) {
	known := map[string]Values{}
	blocks := 1
	for _, v := range g.Variables {
		known[v.ID] = of(v)
		blocks = max(blocks, len(known[v.ID]))
	}
	shape := make([]int, blocks)
	for i := range shape {
		shape[i] = 1
		for _, x := range known {
			shape[i] = max(shape[i], len(x.block(i)))
		}
	}
	aggregate := map[string]float64{}
	g.Math.Walk(func(e model.Expr) {
		if e.Op() != model.OpCall {
			return
		}
		name := e.Arg(0).Name()
		var all []float64
		for _, b := range known[name] {
			all = append(all, b...)
		}
		if x, ok := g.parameters[name]; ok {
			all = []float64{x}
		}
		aggregate[e.Name()+"("+name+")"] = aggregates[strings.TrimPrefix(e.Name(), aggregatePrefix)](all)
	})
	if onlyAggregates(g.Math) {
		shape = []int{1}
	} else {
		for _, v := range g.Variables {
			if !known[v.ID].fits(shape) {
				return nil, diag.New(g.Pos, "sedml.shape", "data generator %s combines variables of different lengths (%s)", g.ID, v.ID)
			}
		}
	}
	out := make(Values, len(shape))
	for i, n := range shape {
		out[i] = make([]float64, n)
		for k := range n {
			out[i][k] = evaluate(g.Math, func(name string) float64 {
				if x, ok := g.parameters[name]; ok {
					return x
				}
				if x, ok := aggregate[name]; ok {
					return x
				}
				if b := known[name].block(i); b != nil {
					return pick(b, k)
				}
				return math.NaN()
			})
		}
	}
	return out, nil
}

// onlyAggregates tells whether variables stand in an expression as operands of aggregates only.
func onlyAggregates(e model.Expr) bool {
	switch e.Op() {
	case model.OpCall:
		return true
	case model.OpSymbol:
		return false
	}
	for i := range e.NArg() {
		if !onlyAggregates(e.Arg(i)) {
			return false
		}
	}
	return true
}
