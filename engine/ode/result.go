package ode

import "fmt"

// Status is what the last [Solver.Advance] did with a lane.
type Status uint8

const (
	// Idle lanes have no problem; they are skipped.
	Idle Status = iota
	// Running lanes have just been started or had their last step rejected.
	Running
	// Accepted lanes completed a step that reached neither a stop nor a root.
	Accepted
	// AtStop lanes are exactly at their stop time and wait for [Solver.SetStop] with a later one.
	AtStop
	// AtRoot lanes completed a step that ends at a root; they go on with the next Advance.
	AtRoot
	// Failed lanes cannot go on; [Solver.Result] says why.
	Failed
)

func (s Status) String() string {
	return [...]string{"idle", "running", "accepted", "at stop", "at root", "failed"}[s]
}

// Code classifies how a lane ended.
type Code uint8

const (
	// Success: no failure so far.
	Success Code = iota
	// MaxSteps: too many attempted steps between two stops.
	MaxSteps
	// StepTooSmall: the error test demanded a step below the smallest one allowed.
	StepTooSmall
	// NonFinite: the equations gave NaN or infinity however short the step.
	NonFinite
	// NonFiniteStart: state or right-hand side is not finite where the lane was started.
	NonFiniteStart
	// Singular: the linear equations of the method could not be solved however short the step.
	Singular
	// NoConvergence: the iteration for the new state did not converge however short the step.
	NoConvergence
	// Inconsistent: no values of the algebraic components satisfy their equations at the start.
	Inconsistent
)

func (c Code) String() string {
	return [...]string{
		"success", "too many steps", "step size too small", "non-finite values",
		"non-finite start", "singular equations", "no convergence", "inconsistent algebraic equations",
	}[c]
}

// Result tells how a lane stands. Component is the offending one, or -1 where none stands out.
type Result struct {
	Code      Code
	Component int
	Time      float64 // where the lane stands
	Step      float64 // last step size tried
	Limit     float64 // the limit met: MaxSteps or the smallest step
}

// OK tells whether the lane has not failed.
func (r Result) OK() bool { return r.Code == Success }

// Advice is one sentence on what happened, where, and what to try. name turns a component index into
// its name; nil prints the index.
func (r Result) Advice(name func(component int) string) string {
	if name == nil {
		name = func(i int) string { return fmt.Sprintf("component %d", i) }
	}
	who := "no single component"
	if r.Component >= 0 {
		who = name(r.Component)
	}
	switch r.Code {
	case MaxSteps:
		return fmt.Sprintf("%.0f steps were not enough to reach the next stop time, t = %g was reached with step size %g and %s has the largest error: "+
			"try a method for stiff problems, looser tolerances or more steps", r.Limit, r.Time, r.Step, who)
	case StepTooSmall:
		return fmt.Sprintf("at t = %g the error of %s demands a step below %g: look for a singularity or a jump in its equation that is not declared as an event, "+
			"or raise its absolute tolerance", r.Time, who, r.Limit)
	case NonFinite:
		return fmt.Sprintf("just after t = %g %s becomes NaN or infinite for every step size down to %g: "+
			"look for a division by zero, a logarithm or power of a negative value, or growth without bound", r.Time, who, r.Limit)
	case NonFiniteStart:
		return fmt.Sprintf("at the start, t = %g, the value or derivative of %s is NaN or infinite: check initial values and parameters", r.Time, who)
	case Singular:
		return fmt.Sprintf("at t = %g the equations of the step are singular for every step size down to %g, see %s: "+
			"look for an algebraic equation that does not contain its own unknown, or two that say the same", r.Time, r.Limit, who)
	case NoConvergence:
		return fmt.Sprintf("at t = %g Newton's method finds no value of %s for any step size down to %g: "+
			"look for a jump, a kink or a square root at zero in its equation, for an algebraic equation that has no solution any more, or try Rodas5P, which does not iterate", r.Time, who, r.Limit)
	case Inconsistent:
		return fmt.Sprintf("at t = %g no value of %s that satisfies its algebraic equation was found: start it nearer to its solution, or look for two equations that contradict each other", r.Time, who)
	default:
		return "no failure"
	}
}

// Stats counts the work of a lane since [Solver.Start].
type Stats struct {
	Steps      int // accepted
	Rejected   int
	RHS        int
	Jacobians  int
	LU         int // numeric factorisations
	Pivotings  int // new pivot orders, each a costly analysis
	RootChecks int // evaluations of the root functions
}

// Add adds the work of another run.
func (s *Stats) Add(o Stats) {
	s.Steps += o.Steps
	s.Rejected += o.Rejected
	s.RHS += o.RHS
	s.Jacobians += o.Jacobians
	s.LU += o.LU
	s.Pivotings += o.Pivotings
	s.RootChecks += o.RootChecks
}
