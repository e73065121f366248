package ode

import (
	"fmt"
	"math"
)

// Options are tolerances and limits. The error of component i is measured against
// ATol[i] + RTol·max(|y0|, |y1|), and the root mean square over components must not exceed one.
type Options struct {
	RTol float64 // 0 means 1e-6
	// ATol has one entry for all components or one per component, in the units of y; nil means 1e-9.
	ATol        []float64
	MaxStep     float64 // 0 means no limit
	InitialStep float64 // 0 means chosen from the equations
	MinStep     float64 // 0 means a few spacings of floats at the current time
	MaxSteps    int     // attempted steps between two stops or jumps; 0 means 100000
	Watch       bool    // count what limits the steps, for [Solver.Limits]
}

func (o Options) withDefaults(n int) (Options, error) {
	if o.RTol == 0 {
		o.RTol = 1e-6
	}
	if o.MaxStep == 0 {
		o.MaxStep = math.Inf(1)
	}
	if o.MaxSteps == 0 {
		o.MaxSteps = 100_000
	}
	if len(o.ATol) == 0 {
		o.ATol = []float64{1e-9}
	}
	if len(o.ATol) != 1 && len(o.ATol) != n {
		return o, fmt.Errorf("ode: %d absolute tolerances for %d components: give one for all or one for each", len(o.ATol), n)
	}
	atol := make([]float64, n)
	for i := range atol {
		a := o.ATol[min(i, len(o.ATol)-1)]
		if !(a > 0) || math.IsInf(a, 0) {
			return o, fmt.Errorf("ode: absolute tolerance %g of component %d: it must be positive and finite", a, i)
		}
		atol[i] = a
	}
	o.ATol = atol
	switch {
	case !(o.RTol > 0 && o.RTol < 1):
		return o, fmt.Errorf("ode: relative tolerance %g: it must lie between 0 and 1", o.RTol)
	case !(o.MaxStep > 0), !(o.InitialStep >= 0), !(o.MinStep >= 0), o.MaxSteps < 0:
		return o, fmt.Errorf("ode: negative step limit (max %g, initial %g, min %g, steps %d)", o.MaxStep, o.InitialStep, o.MinStep, o.MaxSteps)
	}
	return o, nil
}
