package statements

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"jakstat/evidence"
	"jakstat/jak/coverage"
)

// Check is a criterion with its number.
type Check struct {
	Criterion
	Figure      Figure
	Probability float64 // that the criterion is met, NaN without a figure
	Outcome     Outcome
	// Dependent lists those of the compared rows that are no test: they, or another result of the same study on the same drug, took part in the
	// calibration.
	Dependent []string
}

// Independent tells whether the check compares with observations of which none took part in a calibration.
func (c Check) Independent() bool { return len(c.Compared) > 0 && len(c.Dependent) == 0 }

// Statement is a plan with its numbers.
type Statement struct {
	Plan
	Checks  []Check
	Verdict Verdict
}

// Contradicting lists the checks by which the evidence, carried through the models, speaks against the statement or a part of it.
func (s Statement) Contradicting() []Check {
	return s.with(func(c Check) bool { return c.Outcome == Fails && c.Role != Published })
}

// Missing lists the published observations that the simulation misses.
func (s Statement) Missing() []Check {
	return s.with(func(c Check) bool { return c.Outcome == Fails && c.Role == Published })
}

func (s Statement) with(want func(Check) bool) []Check {
	var out []Check
	for _, c := range s.Checks {
		if want(c) {
			out = append(out, c)
		}
	}
	return out
}

// Decisive is the check that shows best why the verdict is what it is: the first core check that fails, else one that is open, else a part that fails, else an
// observation that is missed, else one of these that is open, else the first; ok is false without checks.
func (s Statement) Decisive() (c Check, ok bool) {
	for _, want := range []struct {
		role    Role
		outcome Outcome
	}{{Core, Fails}, {Core, Open}, {Part, Fails}, {Published, Fails}, {Part, Open}, {Published, Open}} {
		for _, c := range s.Checks {
			if c.Role == want.role && c.Outcome == want.outcome {
				return c, true
			}
		}
	}
	if len(s.Checks) == 0 {
		return Check{}, false
	}
	return s.Checks[0], true
}

// Result is the table.
type Result struct {
	Statements []Statement
	Compared   *coverage.Comparison // the simulations behind it
}

// Differences says where verdicts and outcomes are not those recorded.
func (r *Result) Differences() []string {
	var out []string
	for _, s := range r.Statements {
		if s.Verdict != s.Recorded {
			out = append(out, fmt.Sprintf("%s: %s, recorded as %q", s.ID, s.Verdict, s.Recorded))
		}
		for _, c := range s.Checks {
			if c.Outcome != c.Recorded {
				out = append(out, fmt.Sprintf("%s: %s, recorded as %q", c.ID, c.Outcome, c.Recorded))
			}
		}
	}
	return out
}

// Count is how the comparisons with published observations come out.
type Count struct{ Checks, Holds, Fails, Open int }

// Simulates tells whether the check compares a simulation with observations. A part that names rows reads its number from them.
func (c Check) Simulates() bool { return len(c.Compared) > 0 && c.Role != Part }

// Published counts the checks that compare a simulation with observations: those on which no calibration rests, and the others.
func (r *Result) Published() (independent, dependent Count) {
	for _, s := range r.Statements {
		for _, c := range s.Checks {
			if !c.Simulates() {
				continue
			}
			n := &dependent
			if c.Independent() {
				n = &independent
			}
			n.Checks++
			switch c.Outcome {
			case Holds:
				n.Holds++
			case Fails:
				n.Fails++
			default:
				n.Open++
			}
		}
	}
	return independent, dependent
}

// Run computes the statements with these ids, all without any. The order is that of the plan.
func Run(ctx context.Context, lib *evidence.Library, seed uint64, ids ...string) (*Result, error) {
	plans, err := Plans()
	if err != nil {
		return nil, err
	}
	w, err := newWorld(ctx, lib, seed)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, id := range ids {
		wanted[id] = true
	}
	calibrated := calibratedRows(lib)
	out := &Result{Compared: w.compared}
	for _, p := range plans {
		if len(ids) == 0 || wanted[p.ID] {
			out.Statements = append(out.Statements, Statement{Plan: p})
		}
	}
	errs := make([]error, len(out.Statements))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for i := range out.Statements {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			if errs[i] = ctx.Err(); errs[i] == nil {
				errs[i] = out.Statements[i].compute(w, calibrated)
			}
		})
	}
	wg.Wait()
	return out, errors.Join(errs...)
}

func (s *Statement) compute(w *world, calibrated calibration) error {
	for _, c := range s.Plan.Checks {
		figure, ok := computations[c.ID]
		if !ok {
			return fmt.Errorf("%s: %s has no computation", CheckFile, c.ID)
		}
		x := Check{Criterion: c, Figure: figure(w), Dependent: calibrated.dependent(c.Compared)}
		x.Outcome, x.Probability = Judge(x.Figure, c.Range)
		s.Checks = append(s.Checks, x)
	}
	s.Verdict = Conclude(s.Checks, s.Waits != "")
	return nil
}
