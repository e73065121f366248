package ssa

import (
	"fmt"
	"math"

	"jakstat/diag"
	"jakstat/engine/compile"
)

// Method is a way to find the next reaction.
type Method uint8

// The methods.
const (
	// Direct draws the time of the next reaction and then which one it is (Gillespie 1977, doi:10.1021/j100540a008). Exact.
	Direct Method = iota
	// NextReaction keeps a time for each reaction in a queue and draws one random number a reaction (Gibson & Bruck 2000,
	// doi:10.1021/jp993732q; internal times as in Anderson 2007, doi:10.1063/1.2799998). Exact.
	NextReaction
	// TauLeap makes many reactions at once while rates change little (Cao, Gillespie & Petzold 2006, doi:10.1063/1.2159468). Approximate.
	TauLeap
)

// Methods lists the methods in order of their numbers.
func Methods() []Method { return []Method{Direct, NextReaction, TauLeap} }

// String returns the name that users write.
func (m Method) String() string { return [...]string{"ssa", "next-reaction", "tau-leap"}[m] }

// Setting gives a parameter of the program another value, in the units of the model.
type Setting struct {
	Param int
	Value float64
}

// Request is what to simulate.
type Request struct {
	// Program must be compiled with Options.Jumps.
	Program    *compile.Program
	Method     Method
	Start, End float64
	// Times at which outputs are read, rising, within [Start, End]. A value at the time of an event is the one after it.
	Times    []float64
	Settings []Setting
	Seed     uint64
	// Epsilon bounds the relative change of a rate in a leap; 0 means 0.03.
	Epsilon float64
}

// Course is one run: Values[output][k] is that of Program.Outputs at Times[k], in the output's unit.
type Course struct {
	Times  []float64
	Values [][]float64
	// Reactions counts those that happened, Leaps the leaps.
	Reactions, Leaps uint64
}

// RunError is a run that could not go on. Code is a stable word.
type RunError struct {
	Code   string
	Time   float64
	Reason string
}

// Error gives time and reason.
func (e *RunError) Error() string {
	return fmt.Sprintf("stopped at t = %g: %s [%s]", e.Time, e.Reason, e.Code)
}

// simulable are the constructs that a jump process handles.
var simulable = []compile.FeatureKind{compile.FeatureRoot, compile.FeatureEvent, compile.FeatureDraw}

// Check tells whether the request can start; the error is a diag.List.
func (r *Request) Check() error {
	var l diag.List
	bad := func(format string, args ...any) {
		l.Add(diag.New(diag.Pos{Where: "stochastic simulation of " + r.Program.ModelID}, "ssa.request", format, args...))
	}
	if r.Program.Jumps == nil {
		panic("ssa: a program compiled without Options.Jumps")
	}
	if !finite(r.Start) || !finite(r.End) || r.End < r.Start {
		bad("start %g and end %g: both must be finite and the end must not come first", r.Start, r.End)
	}
	last := r.Start
	for _, t := range r.Times {
		if !(t >= last && t <= r.End) {
			bad("observation time %g: times must rise and lie between %g and %g", t, r.Start, r.End)
			break
		}
		last = t
	}
	for _, s := range r.Settings {
		if s.Param < 0 || s.Param >= len(r.Program.Params) {
			bad("parameter number %d of %d", s.Param, len(r.Program.Params))
		}
	}
	if r.Epsilon < 0 || r.Epsilon >= 1 || r.Epsilon != r.Epsilon {
		bad("epsilon %g: it must lie between 0 and 1", r.Epsilon)
	}
	l.AddError(diag.Pos{}, "ssa", r.Program.Require(simulable...))
	return l.Err()
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
