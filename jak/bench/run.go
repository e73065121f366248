package bench

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"jakstat/engine/experiment"
	"jakstat/engine/ode"
	"jakstat/engine/sim"
)

// Result is what an experiment shows. Values are in the units of the read-outs, indexed [readout][time].
type Result struct {
	Plan    *Plan
	Shape   Shape
	Basal   [][]float64
	Control [][]float64
	Curves  []CurveResult
	Dishes  int // how many were simulated
	// Measured are the figures of the bench with what is predicted for each: an IC50 (nM) or percent of control.
	Measured []Checked

	bound *sim.Bound
}

// CurveResult is one series: Values[point][readout][time].
type CurveResult struct {
	Curve
	Values  [][][]float64
	Potency []Potency // of a dose-response, by read-out and time
}

// Pieces is how often [Run] tells that a piece of a plan is done: the plate, and each half-maximal concentration.
func (p *Plan) Pieces() int {
	n := 1
	if p.Shape() == DoseResponse {
		n += len(p.Curves()) * len(p.Readouts) * len(p.Times)
	}
	return n
}

// Run carries out a plan. done, if not nil, is called after each piece. The error is a failure of the simulation or that of the context.
func Run(ctx context.Context, p *Plan, done func()) (*Result, error) {
	if done == nil {
		done = func() {}
	}
	bound, err := p.Bind()
	if err != nil {
		return nil, err
	}
	bound.Options = ode.Options{RTol: 1e-6, ATol: []float64{1e-9}} // four digits of any percentage
	r := &Result{Plan: p, Shape: p.Shape(), bound: bound}
	e := p.Experiment()
	values, err := r.dishes(ctx, e.Conditions)
	if err != nil {
		return nil, err
	}
	r.Basal, r.Control = values[0], values[1]
	next := 2
	for _, c := range p.Curves() {
		r.Curves = append(r.Curves, CurveResult{Curve: c, Values: values[next : next+len(c.NM)]})
		next += len(c.NM)
	}
	done()
	for i := range r.Curves {
		if r.Shape == DoseResponse {
			err = r.potencies(ctx, &r.Curves[i], done)
		}
		if err != nil {
			return nil, err
		}
	}
	r.check(values[next:])
	return r, nil
}

// Checked is a measured figure beside its prediction, in the same unit.
type Checked struct {
	Measured
	Predicted float64
}

// check predicts every measured figure: a half-maximal concentration from its curve, a value from the next of the dishes.
func (r *Result) check(dishes [][][]float64) {
	for _, m := range r.Plan.Measured {
		c := Checked{Measured: m, Predicted: math.NaN()}
		if !math.IsNaN(m.Value) {
			c.Predicted = r.Relative(m.Readout, m.Time, dishes[0][m.Readout][m.Time])
			dishes = dishes[1:]
		}
		for _, x := range r.Curves {
			for _, y := range x.Potency {
				if math.IsNaN(m.Value) && x.Drug == m.Drug && y.Readout == m.Readout && y.Time == m.Time {
					c.Predicted = y.Half
				}
			}
		}
		r.Measured = append(r.Measured, c)
	}
}

// dishes simulates conditions side by side; each result stands at its place, so that nothing depends on the number of processors.
func (r *Result) dishes(ctx context.Context, list []experiment.Condition, extra ...sim.Setting) ([][][]float64, error) {
	out, errs := make([][][]float64, len(list)), make([]error, len(list))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(list)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(list) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				out[i], errs[i] = r.bound.Perform(ctx, list[i], extra...)
			}
		})
	}
	wg.Wait()
	r.Dishes += len(list)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("dish %q: %w", list[i].ID, err)
		}
	}
	return out, nil
}

// Relative is a value of a read-out at a time as percent of the control's; a dish without cytokine is 0 %, where no mutant signals. NaN where
// the control shows nothing.
func (r *Result) Relative(readout, time int, value float64) float64 {
	base := 0.0
	if r.Plan.Pathway.Mutation == "" {
		base = r.Basal[readout][time]
	}
	span := r.Control[readout][time] - base
	if !(span > leastSignal) {
		return math.NaN()
	}
	return 100 * (value - base) / span
}

// leastSignal is the smallest signal of a control that percentages are taken of, in the unit of the read-out: below it a solver's tolerance shows.
const leastSignal = 1e-5

// Shown is a value as the result shows it: percent of control for a drug's dose-response, else in the unit of the read-out.
func (r *Result) Shown(readout, time int, value float64) float64 {
	if r.ShowsRelative() {
		return r.Relative(readout, time, value)
	}
	return value
}

// ShowsRelative tells that values are shown as percent of control.
func (r *Result) ShowsRelative() bool {
	return r.Shape == DoseResponse && !r.Plan.VariesCytokine() && len(r.Plan.Drugs) > 0
}
