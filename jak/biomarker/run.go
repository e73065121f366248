package biomarker

import (
	"context"
	"fmt"
	"math"
	"slices"

	"jakstat/engine/dose"
	"jakstat/engine/ode"
	"jakstat/engine/sim"
	"jakstat/jak/blockade"
	"jakstat/unit"
)

// hoursPerWeek turns weeks of trials into hours, the time of the model.
const hoursPerWeek = 168

// Period is a stretch of treatment, in weeks from the start; To may be +Inf.
type Period struct{ From, To float64 }

// Throughout is treatment without a break.
var Throughout = []Period{{0, math.Inf(1)}}

// Person is someone to simulate: the setting, baselines and inhibition that differ from the typical, and when the treatment runs.
type Person struct {
	Setting  Setting
	Blockade blockade.Blockade
	// Exposure shifts the logit of every inhibition: what this person has more or less of the drug.
	Exposure float64
	// Relief is a fall of inflammation by means other than a JAK cytokine, as a fraction: an anti-TNF's, for comparison.
	Relief  float64
	Periods []Period // nil: Throughout
	// Estimates, when not nil, replace coordinates of the calibration by their value.
	Estimates map[string]float64
}

// Course is what becomes of one person: Relative[lab][k] is the value at week Weeks[k] over the baseline, Value is in the lab's unit,
// both without the variation between visits.
type Course struct {
	Weeks    []float64
	Relative map[string][]float64
	Value    map[string][]float64
}

// RTol and ATol are the tolerances of every run: differences of runs are taken when the model is calibrated.
const (
	RTol = 1e-6
	ATol = 1e-8
)

var tolerances = ode.Options{RTol: RTol, ATol: []float64{ATol}}

// Unknown lists the cytokines the model uses of which a blockade says nothing; they count as not blocked.
func Unknown(b blockade.Blockade) []string {
	var out []string
	for _, c := range Cytokines() {
		if _, ok := b.In(c); !ok && c != "ACVR1" {
			out = append(out, c)
		}
	}
	return out
}

// Run simulates persons to the last of the weeks, which rise from 0 on. The error is a failure of the simulation or that of the context.
func (m *Model) Run(ctx context.Context, weeks []float64, persons ...Person) ([]Course, error) {
	if len(persons) == 0 {
		return nil, nil
	}
	times := make([]float64, len(weeks))
	for i, w := range weeks {
		times[i] = hoursPerWeek * w
	}
	r := &sim.Request{Program: m.program, Times: times, Options: tolerances}
	for i, p := range persons {
		r.Subjects = append(r.Subjects, sim.Subject{ID: fmt.Sprintf("person %d", i+1), Settings: m.settings(p), Events: m.events(p, times[len(times)-1])})
	}
	courses, failures, err := sim.Run(ctx, r)
	if err != nil {
		return nil, err
	}
	if len(failures) > 0 {
		return nil, fmt.Errorf("laboratory values: %w", failures[0])
	}
	out := make([]Course, len(courses))
	for i, c := range courses {
		out[i] = Course{Weeks: weeks, Relative: map[string][]float64{}, Value: map[string][]float64{}}
		for _, l := range Labs() {
			if k := m.program.OutputIndex(l.relative()); k >= 0 {
				out[i].Relative[l.ID] = c.Values[k]
				out[i].Value[l.ID] = c.Values[m.program.OutputIndex(l.output())]
			}
		}
	}
	return out, nil
}

// shifted moves an inhibition by an exposure on the logit scale.
func shifted(v, by float64) float64 {
	if v <= 0 || v >= 1 || by == 0 {
		return min(max(v, 0), 1)
	}
	return 1 / (1 + (1-v)/v*math.Exp(-by))
}

// settings are the parameters of a person that the model has.
func (m *Model) settings(p Person) []sim.Setting {
	var out []sim.Setting
	set := func(id string, v float64) {
		if i, ok := m.at[id]; ok {
			out = append(out, sim.Setting{Param: i, Value: v * unitFactor(m, i)})
		}
	}
	for _, c := range Cytokines() {
		v, _ := p.Blockade.In(c)
		set(block(c), shifted(v, p.Exposure))
	}
	set("relief", p.Relief)
	set("inflammation", p.Setting.Inflammation)
	set("clonal", p.Setting.Clonal)
	for _, l := range Labs() {
		set("baseline_"+l.output(), p.Setting.Baseline[l.ID])
	}
	for _, c := range coordinates { // in order, so that runs repeat to the bit
		if v, ok := p.Estimates[c.id]; ok {
			set(c.id, v)
		}
	}
	return out
}

// unitFactor turns a value in the display unit of a parameter into model units.
func unitFactor(m *Model, i int) float64 { return 1 / m.program.Params[i].Scale }

// events are the infusions that keep the drug's presence at 1 while a period lasts; hours is the end of the run.
func (m *Model) events(p Person, hours float64) []dose.Event {
	periods := p.Periods
	if periods == nil {
		periods = Throughout
	}
	perHour := m.program.Params[m.at["washout"]].Value
	var out []dose.Event
	for _, x := range periods {
		from, to := hoursPerWeek*x.From, min(hoursPerWeek*x.To, hours+1)
		if to <= from {
			continue
		}
		out = append(out, dose.Event{
			ID: "treatment", Row: len(out) + 1, Time: from, EVID: dose.EVIDDose, Amount: unit.Q(perHour*(to-from), "1"),
			Input: dose.ByRate, Rate: perHour, Target: dose.Target{Name: "drug"},
		})
	}
	slices.SortStableFunc(out, func(a, b dose.Event) int { return int(math.Copysign(1, a.Time-b.Time)) })
	return out
}
