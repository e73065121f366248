package sim

import (
	"fmt"
	"math"

	"jakstat/engine/compile"
	"jakstat/engine/dose"
	"jakstat/engine/ode"
)

// Setting gives one parameter of a subject a value in model units.
type Setting struct {
	Param int // index in Program.Params
	Value float64
}

// Subject is one simulated individual: parameters that differ from the program's, and events when they differ from the
// request's.
type Subject struct {
	ID       string
	Settings []Setting
	Events   []dose.Event // nil: the request's
}

// Request is a simulation: a program, what is given, when it is looked at, and who gets it.
type Request struct {
	Program  *compile.Program
	Events   []dose.Event // doses of every subject without events of its own
	Times    []float64    // observation times in model time, rising; read before a dose at the same time
	Subjects []Subject    // empty: one subject with the program's parameters
	Method   ode.Method   // nil: chosen from the size and kind of the model
	Options  ode.Options
	Lanes    int // subjects in step per worker; 0: 8
	Workers  int // 0: all processors
}

// Course is what was observed of one subject: Values[o][k] is output o at Times[k], in the output's display unit. Times are
// those of the request and of observation records among the events, in the order of the timeline.
type Course struct {
	Subject int
	Times   []float64
	Values  [][]float64
	Stats   ode.Stats
	Solver  *SolverReport // of [Solve]; nil from [Run]
}

// Failure is a subject that could not be simulated to the end; the others are not affected.
type Failure struct {
	Subject string
	Time    float64
	Reason  string // which state, why, what to try
}

// Error names the subject, the time and what to try.
func (f Failure) Error() string {
	return fmt.Sprintf("subject %s: stopped at t = %g: %s", f.Subject, f.Time, f.Reason)
}

// defaultRTol is tighter than the solver's own default: steady-state extrapolation amplifies errors, and pharmacokinetic
// models are cheap.
const defaultRTol = 1e-7

func (r *Request) options() ode.Options {
	o := r.Options
	if o.RTol == 0 {
		o.RTol = defaultRTol
	}
	if len(o.ATol) == 0 {
		o.ATol = []float64{1e-10}
	}
	return o
}

func (r *Request) check() error {
	last := math.Inf(-1)
	for _, t := range r.Times {
		if !(t >= last) || math.IsInf(t, 0) {
			return fmt.Errorf("sim: observation times must be finite and must not fall")
		}
		last = t
	}
	return r.Program.Require(compile.FeatureRoot)
}

// method is Rodas5P unless the request says otherwise: between-subject variability makes absorption of some patients a hundred times
// faster than elimination, where an explicit method needs many small steps. Over virtual patients of the models it was chosen
// with it is 0.9 to 2.3 times as fast as Tsit5 (BenchmarkMethods, beside those models).
func (r *Request) method() ode.Method {
	if r.Method != nil {
		return r.Method
	}
	return ode.Rodas5P
}
