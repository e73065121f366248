package engagement

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"jakstat/engine/dose"
	"jakstat/engine/ode"
	"jakstat/engine/sim"
	"jakstat/jak/binding"
	"jakstat/jak/pk"
	"jakstat/unit"
)

// Course is the engagement of the typical patient over time, for kinases in the order of [binding.Kinases]. All slices have the length of Times.
type Course struct {
	Times        []float64      // h
	Unbound      [][]float64    // nM by ligand, in the order of Composition.Ligands
	Pocket       [4][]float64   // fraction of ATP pockets that hold an inhibitor
	Pseudokinase [4][]float64   // fraction of pseudokinases that hold one
	Active       [4][]float64   // fraction of the activity left
	ByLigand     [][4][]float64 // fraction of each kinase that holds the ligand reversibly; nil where it does not bind
}

// Variant replaces residence times; the zero quantity keeps those of the composition.
type Variant struct{ Residence unit.Quantity }

// Run simulates the typical patient of a composition: events[i] are doses of part i, daily[i] their sum over a day, for clearance that depends on it.
// One course is returned for every variant (none: the composition as it stands). The composition has to have been made with residence
// times for variants to mean anything.
func (c *Composition) Run(ctx context.Context, events [][]dose.Event, daily []unit.Quantity, times []float64, variants ...Variant) ([]Course, error) {
	var all []dose.Event
	for i, list := range events {
		for _, e := range list {
			e.Target = dose.Target{Name: c.Route(i)}
			e.Row = len(all) + 1
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, func(a, b dose.Event) int { return cmp.Compare(a.Time, b.Time) })
	var base []sim.Setting
	for i, p := range c.parts {
		s, err := p.Treatment.Model.Settings(c.Program, c.prefixes[i], c.subject(i, daily[i]))
		if err != nil {
			return nil, err
		}
		base = append(base, s...)
	}
	r := &sim.Request{Program: c.Program, Events: all, Times: times, Options: tolerances}
	if len(variants) == 0 {
		variants = []Variant{{}}
	}
	for _, v := range variants {
		settings := append([]sim.Setting(nil), base...)
		if set(v.Residence) {
			more, err := c.residence(v.Residence)
			if err != nil {
				return nil, err
			}
			settings = append(settings, more...)
		}
		r.Subjects = append(r.Subjects, sim.Subject{ID: c.Program.ModelID, Settings: settings})
	}
	courses, failures, err := sim.Run(ctx, r)
	if err != nil {
		return nil, err
	}
	if len(failures) > 0 {
		return nil, fmt.Errorf("%w", failures[0])
	}
	out := make([]Course, len(courses))
	for i, x := range courses {
		out[i] = c.course(x)
	}
	return out, nil
}

// RTol and ATol are the tolerances of every course: tighter than those of a comparison, because the search for a dosing interval compares troughs.
const (
	RTol = 1e-7
	ATol = 1e-10
)

var tolerances = ode.Options{RTol: RTol, ATol: []float64{ATol}}

// Steady runs one drug at steady state of a repeating regimen over a day (or the dosing interval where that is longer or does not divide a
// day); times of the courses count from a dose.
func (c *Composition) Steady(ctx context.Context, reg *dose.Regimen, step float64, variants ...Variant) ([]Course, error) {
	w, err := c.parts[0].Treatment.Model.SteadyState(reg)
	if err != nil {
		return nil, err
	}
	courses, err := c.Run(ctx, [][]dose.Event{w.Events}, []unit.Quantity{pk.DailyDose(reg)}, w.Grid(step), variants...)
	for _, x := range courses {
		for i := range x.Times {
			x.Times[i] -= w.Start
		}
	}
	return courses, err
}

// residence sets the residence time of every ligand on every kinase.
func (c *Composition) residence(q unit.Quantity) ([]sim.Setting, error) {
	var out []sim.Setting
	for _, l := range c.Ligands {
		for _, k := range binding.Kinases() {
			for _, place := range []string{"", "_JH2"} {
				i := c.Program.ParamIndex("residence_" + k.String() + place + "_" + l)
				if i < 0 {
					continue
				}
				v, err := q.In(c.Program.Params[i].Unit)
				if err != nil {
					return nil, err
				}
				out = append(out, sim.Setting{Param: i, Value: v / c.Program.Params[i].Scale})
			}
		}
	}
	return out, nil
}

func (c *Composition) course(x *sim.Course) Course {
	out := Course{Times: x.Times}
	for _, l := range c.Ligands {
		out.Unbound = append(out.Unbound, x.Values[c.output("Cu_"+l)])
		var by [4][]float64
		for _, k := range binding.Kinases() {
			for _, place := range []string{"", "_JH2"} {
				if i := c.Program.OutputIndex("occupied_" + k.String() + place + "_" + l); i >= 0 {
					by[k] = x.Values[i]
				}
			}
		}
		out.ByLigand = append(out.ByLigand, by)
	}
	for _, k := range binding.Kinases() {
		out.Pocket[k] = x.Values[c.output("occupancy_"+k.String())]
		out.Pseudokinase[k] = x.Values[c.output("occupancy_"+k.String()+"_JH2")]
		out.Active[k] = x.Values[c.output("active_"+k.String())]
	}
	return out
}
