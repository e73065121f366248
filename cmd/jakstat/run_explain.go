package main

import (
	"fmt"
	"io"
	"strings"

	"jakstat/diag"
	"jakstat/engine/sim"
	"jakstat/report"
)

// shownLimits is how many causes of short steps are listed.
const shownLimits = 8

// solverExplanation is how a time course was solved, and why so.
type solverExplanation struct {
	States         int            `json:"states"`
	Entries        int            `json:"jacobian_entries"`
	Filled         int            `json:"factor_entries"`
	Methods        []solverMethod `json:"methods"`
	Steps          int            `json:"steps"`
	Rejected       int            `json:"rejected"`
	RHS            int            `json:"rhs_evaluations"`
	Jacobians      int            `json:"jacobian_evaluations"`
	Factorisations int            `json:"factorisations"`
	RootChecks     int            `json:"root_evaluations"`
	Limits         []solverLimit  `json:"limits"`
	Warnings       []string       `json:"warnings"`
}

type solverMethod struct {
	Name  string   `json:"name"`
	From  float64  `json:"from"`
	Steps int      `json:"steps"`
	Why   []string `json:"why"`
}

type solverLimit struct {
	What  string `json:"what"`
	Steps int    `json:"steps"`
}

// explainable refuses to explain several simulations at once.
func (o *runOptions) explainable(file string) error {
	if o.explain && (isExperiment(file) || len(o.scans.list) > 0) {
		return diag.New(diag.Pos{Where: "--explain-solver"}, "cli.explain", "explains one simulation, not a scan or an experiment").Suggest("run the model by itself, with --set for its values")
	}
	return nil
}

func explainSolver(c *sim.Course) *solverExplanation {
	r, st := c.Solver, c.Stats
	e := &solverExplanation{
		States: r.States, Entries: r.Entries, Filled: r.Filled, Methods: []solverMethod{}, Steps: st.Steps, Rejected: st.Rejected,
		RHS: st.RHS, Jacobians: st.Jacobians, Factorisations: st.LU, RootChecks: st.RootChecks, Limits: []solverLimit{},
		Warnings: append([]string{}, r.Warnings...),
	}
	for _, m := range r.Methods {
		e.Methods = append(e.Methods, solverMethod{m.Name, m.From, m.Stats.Steps, m.Why})
	}
	for _, l := range r.Limits {
		e.Limits = append(e.Limits, solverLimit{l.What, l.Steps})
	}
	return e
}

// text prints the explanation as tables and a list of warnings.
func (e *solverExplanation) text(w io.Writer, term report.Term) error {
	numbers := &report.Table{Title: "How the time course was solved", RowHeads: 1, Columns: []report.Column{{Name: "quantity"}, {Name: "value", Wrap: true}}}
	add := func(name string, n int) { numbers.Add(name, fmt.Sprint(n)) }
	add("states", e.States)
	add("Jacobian entries", e.Entries)
	if e.Filled > 0 {
		add("entries after fill", e.Filled)
	}
	for _, m := range e.Methods {
		numbers.Add("method", fmt.Sprintf("%s from t = %g, %d steps: %s", m.Name, m.From, m.Steps, strings.Join(m.Why, "; ")))
	}
	add("steps", e.Steps)
	add("rejected", e.Rejected)
	add("evaluations of the right-hand sides", e.RHS)
	add("evaluations of the Jacobian", e.Jacobians)
	add("factorisations", e.Factorisations)
	add("evaluations of switches", e.RootChecks)
	for _, s := range e.Warnings {
		numbers.Add("warning", s)
	}
	if err := numbers.Text(w, term); err != nil {
		return err
	}
	limits := &report.Table{Title: "What kept steps from being longer", RowHeads: 1, Columns: []report.Column{{Name: "cause"}, {Name: "steps", Align: report.Right}, {Name: "part", Unit: "%", Align: report.Right}}}
	for i, l := range e.Limits {
		if i == shownLimits {
			break
		}
		limits.Add(l.What, fmt.Sprint(l.Steps), fmt.Sprintf("%.0f", 100*float64(l.Steps)/float64(e.Steps+e.Rejected)))
	}
	if len(limits.Rows) == 0 {
		return nil
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	return limits.Text(w, term)
}
