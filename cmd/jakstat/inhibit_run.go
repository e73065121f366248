package main

import (
	"context"
	"slices"

	"jakstat/engine/compile"
	"jakstat/engine/ode"
	"jakstat/engine/sim"
	"jakstat/format/sbmlsuite"
	"jakstat/jak/inhibit"
	"jakstat/jak/pk"
	"jakstat/unit"
)

// inhibitResult is the two courses and what the drug did.
type inhibitResult struct {
	without, with  *sbmlsuite.Results
	times          []float64
	total, free    []float64 // nM; total is nil without a dose
	left           [][]float64
	responses      []inhibit.Response
	stats, drugged ode.Stats
}

// grid are the times shown, in the model's unit.
func (s *inhibitSetup) grid() []float64 {
	g := sbmlsuite.Settings{Start: s.plain.start, Duration: s.plain.duration, Steps: s.plain.steps}
	return g.Times()
}

func (s *inhibitSetup) end() float64 {
	times := s.grid()
	return times[len(times)-1]
}

// simulate runs the model as it is and with the drug in it.
func (s *inhibitSetup) simulate(ctx context.Context) (*inhibitResult, error) {
	e := inhibit.Exposure{Constant: s.constant}
	if s.treatment != nil { // first, because it may refuse what the other run would take long for
		t, err := s.therapy(ctx)
		if err != nil {
			return nil, err
		}
		e.Therapy = t
	}
	without, plain, err := s.plain.simulate(ctx)
	if err != nil {
		return nil, err
	}
	c, err := inhibit.Combine(s.plain.doc.Model, s.seconds, e, s.steps)
	if err != nil {
		return nil, err
	}
	with, course, program, err := s.drugged(ctx, c)
	if err != nil {
		return nil, err
	}
	r := &inhibitResult{without: without, with: with, times: s.grid(), stats: plain.Stats, drugged: course.Stats}
	values := func(id string) []float64 { return course.Values[program.OutputIndex(id)] }
	r.free = values(c.Free)
	if c.Total != "" {
		r.total = values(c.Total)
	}
	for _, f := range c.Factors {
		r.left = append(r.left, values(f))
	}
	for i, x := range s.plain.plan.Columns {
		r.responses = append(r.responses, inhibit.Respond(x.Variable, r.times, courseOf(without, i), courseOf(with, i)))
	}
	return r, nil
}

// therapy works out what is in the body at time 0 and what comes after it.
func (s *inhibitSetup) therapy(ctx context.Context) (*inhibit.Therapy, error) {
	t := s.treatment
	subject := pk.Subject{Covariates: map[string]unit.Quantity{}, Condition: t.Condition}
	for k, v := range t.Covariates {
		subject.Covariates[k] = v
	}
	if t.Model.Uses("daily_dose") {
		subject.Covariates["daily_dose"] = pk.DailyDose(t.Regimen)
	}
	return inhibit.NewTherapy(ctx, t.Model, subject, t.Regimen, s.timing, s.end()*s.seconds/3600)
}

// drugged runs the combined model with the settings of the other.
func (s *inhibitSetup) drugged(ctx context.Context, c *inhibit.Combined) (*sbmlsuite.Results, *sim.Course, *compile.Program, error) {
	r := s.plain
	extra := append([]string{c.Free}, c.Factors...)
	if c.Total != "" {
		extra = append(extra, c.Total)
	}
	slices.Sort(extra)
	p, err := compile.Compile(c.Model, compile.Options{Report: append(r.plan.Symbols(), slices.Compact(extra)...), Amounts: r.plan.Amounts})
	if err != nil {
		return nil, nil, nil, err
	}
	settings, given := c.Start(p, s.end())
	for _, x := range r.settings {
		settings = append(settings, sim.Setting{Param: p.ParamIndex(r.program.Params[x.Param].ID), Value: x.Value})
	}
	course, err := sim.Solve(ctx, sim.ModelRun{
		Program: p, End: s.end(), Times: s.grid(), Settings: settings, Given: given, Method: r.method,
		Options: ode.Options{RTol: r.rtol, ATol: c.Tolerances(p, r.atol)}, Choose: r.choose,
	})
	if err != nil {
		return nil, nil, nil, err
	}
	return r.plan.Table(s.grid(), func(symbol string) []float64 { return course.Values[p.OutputIndex(symbol)] }), course, p, nil
}

// courseOf is the course of variable i of a table.
func courseOf(t *sbmlsuite.Results, i int) []float64 {
	out := make([]float64, len(t.Rows))
	for k, row := range t.Rows {
		out[k] = row[i+1]
	}
	return out
}
