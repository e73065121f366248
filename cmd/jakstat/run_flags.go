package main

import (
	"math"
	"strings"

	"github.com/spf13/cobra"
)

// newRunOptions are the defaults of a time course; run and inhibit share them.
func newRunOptions() runOptions {
	return runOptions{
		duration: span(100, "100", "TIME", 1e15), start: realFlag(0, "0", "TIME", 0, 1e15, "write a number of at least 0"), steps: stepsFlag(200),
		rtol: realFlag(runRTol, "1e-8", "TOL", 1e-14, 0.1, "write a number from 1e-14 to 0.1"),
		atol: realFlag(0, "", "TOL", 0, math.MaxFloat64, "write a number of at least 0"), seed: seed(), runs: runsFlag(1),
	}
}

// flags adds what says how a model is simulated and what of it is shown.
func (o *runOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.Var(o.duration, "duration", "length of the time course in the model's unit of time")
	f.Var(o.start, "start", "first time shown")
	f.Var(o.steps, "steps", "number of steps between the points shown; the numbers do not depend on it")
	f.Var(&o.vars, "output-vars", "variables to show; default: all that can change")
	f.BoolVar(&o.amounts, "amounts", false, "show species as amounts")
	f.Var(&o.settings, "set", "other values: p=3,q=0.1")
	f.StringVar(&o.method, "method", "auto", "solver `METHOD`: "+strings.Join(methodNames(), ", "))
	f.Var(o.rtol, "rtol", "relative tolerance")
	f.Var(o.atol, "atol", "absolute tolerance; default: 1e-12, or 1e-12 of the largest initial value when that is below 1")
	f.Var(o.seed, "seed", "seed of the choice among events of one time and priority; the same seed gives the same bits")
}
