package coverage

import (
	"context"
	"fmt"
	"math"
	"slices"

	"jakstat/diag"
	"jakstat/engine/dose"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
	"jakstat/unit"
)

// CourseSchema identifies the JSON form of a time course.
const CourseSchema = "jakstat.simulate/1"

// Plan is a simulation over time from the first dose on.
type Plan struct {
	Treatment Treatment // its regimen is not used
	Regimen   *dose.Regimen
	Subjects  []Dosed
	Times     []float64 // h
	Readouts  []string
	Patients  int // virtual patients for the band, when there is one subject
	Seed      uint64
}

// Dosed is who gets which doses.
type Dosed struct {
	ID     string
	Events []dose.Event
}

// Course is one subject over time.
type Course struct {
	ID         string
	Total      Band   // nM, parent equivalents
	Mass       []Band // ng/mL by analyte
	Inhibition []Inhibited
}

// Inhibited is the inhibition of one read-out over time, with the effect behind it.
type Inhibited struct {
	Readout receptor.Readout
	Effect  *receptor.Effect
	Band    Band
}

// Open joins a drug with one of its models, without doses.
func Open(lib *evidence.Library, name, model string) (Treatment, error) {
	d, err := pk.Open(name, lib)
	if err != nil {
		return Treatment{}, err
	}
	var diags diag.List
	m, err := d.Find(model)
	diags.AddError(diag.Pos{}, "model", err)
	p := d.Parent()
	mol, err := receptor.New(lib, d.File(), p.Fu.Value, p.BloodPlasma.Value)
	diags.AddError(diag.Pos{File: d.Path}, "binding", err)
	if err := diags.Err(); err != nil {
		return Treatment{}, err
	}
	return Treatment{Drug: d, Model: m, Molecule: mol, Label: m.Population}, nil
}

// Simulate runs the plan: each subject, and for a single one the band over virtual patients.
func Simulate(ctx context.Context, lib *evidence.Library, p Plan) ([]Course, error) {
	t := p.Treatment
	base := pk.Subject{Covariates: map[string]unit.Quantity{}, Condition: t.Condition}
	for k, v := range t.Covariates {
		base.Covariates[k] = v
	}
	var out []Course
	for _, s := range p.Subjects {
		x := base
		if t.Model.Uses("daily_dose") {
			daily, err := dailyDose(s.Events)
			if err != nil {
				return nil, err
			}
			x.Covariates["daily_dose"] = daily
		}
		subjects := []pk.Subject{x}
		var normals []float64
		if len(p.Subjects) == 1 && p.Patients > 1 {
			var patients []pk.Subject
			patients, normals = virtualPatients(t.Model, x, p.Seed, p.Patients)
			subjects = append(subjects, patients...)
		}
		effects := p.effects(lib)
		g := grid{p.Times, every(len(p.Times))}
		if slices.ContainsFunc(effects, func(x Inhibited) bool { return x.Effect.Covalent != nil || x.Effect.Kinetic() }) {
			g = refine(p.Times, s.Events)
		}
		profiles, err := t.Model.Simulate(ctx, pk.Simulation{Events: s.Events, Times: g.times, Subjects: subjects})
		if err != nil {
			return nil, fmt.Errorf("subject %s: %w", s.ID, err)
		}
		out = append(out, p.course(s.ID, effects, g, profiles, normals))
	}
	return out, nil
}

// virtualPatients draws patients keyed by drug and dimension, with potencyDraws more normals each for potency.
func virtualPatients(m *pk.Model, base pk.Subject, seed uint64, n int) (patients []pk.Subject, potency []float64) {
	k := m.RandomEffects()
	draws := make([][]float64, k)
	for d := range draws {
		draws[d] = stratified(seed, m.Drug.Name, d, n)
	}
	for i := range n {
		s := base
		s.Effects = make([]float64, k)
		for d := range k {
			s.Effects[d] = draws[d][i]
		}
		patients = append(patients, s)
	}
	return patients, stratified(seed, m.Drug.Name, k, n*potencyDraws)
}

// effects lists the read-outs of the plan with what is known of the drug there.
func (p *Plan) effects(lib *evidence.Library) []Inhibited {
	var out []Inhibited
	for _, name := range p.Readouts {
		for _, r := range receptor.FindReadouts(lib, name) {
			e, _ := p.Treatment.Molecule.Effects(lib, r)
			out = append(out, Inhibited{Readout: r, Effect: e})
		}
	}
	return out
}

// grid is the times of a simulation, with the indices of those that the plan asks for.
type grid struct {
	times []float64
	asked []int
}

func every(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// refine puts times between those asked for, and before them from the first dose on, so that what depends on past concentrations is followed
// at DefaultStep however few times are asked for.
func refine(asked []float64, events []dose.Event) grid {
	var g grid
	last := asked[0]
	for _, e := range events {
		last = min(last, e.Time)
	}
	for _, t := range asked {
		n := max(1, math.Ceil((t-last)/DefaultStep-1e-9))
		if len(g.times) == 0 && last < t {
			g.times = append(g.times, last)
		}
		for i := 1.0; i < n; i++ {
			g.times = append(g.times, last+(t-last)*i/n)
		}
		g.asked = append(g.asked, len(g.times))
		g.times = append(g.times, t)
		last = t
	}
	return g
}

// of picks the times asked for.
func (g *grid) of(all []float64) []float64 {
	out := make([]float64, len(g.asked))
	for i, k := range g.asked {
		out[i] = all[k]
	}
	return out
}

func (p *Plan) course(id string, effects []Inhibited, g grid, profiles []pk.Profile, normals []float64) Course {
	c := Course{ID: id}
	var shown, equivalents [][]float64
	for _, x := range profiles {
		equivalents = append(equivalents, x.Equivalent)
		shown = append(shown, g.of(x.Equivalent))
	}
	c.Total = band(shown)
	for a := range profiles[0].Mass {
		var mass [][]float64
		for _, x := range profiles {
			mass = append(mass, g.of(x.Mass[a]))
		}
		c.Mass = append(c.Mass, band(mass))
	}
	for _, x := range effects {
		if x.Effect.Route != receptor.NoRoute {
			courses := make([][]float64, len(equivalents))
			for i, total := range equivalents {
				factor := 1.0
				if i > 0 {
					factor = math.Exp(x.Effect.SD * normals[(i-1)*potencyDraws])
				}
				courses[i] = g.of(fromFirstDose(x.Effect, g.times, total, factor))
			}
			x.Band = band(courses)
		}
		c.Inhibition = append(c.Inhibition, x)
	}
	return c
}

// fromFirstDose is the inhibition along a course that begins without drug.
func fromFirstDose(e *receptor.Effect, t, total []float64, factor float64) []float64 {
	out := make([]float64, len(t))
	switch v := e.Covalent; {
	case v != nil:
		scaled := binding.Covalent{KInact: v.KInact / factor, KDeg: v.KDeg}
		scaled.From(1, t, total, out)
		for k := range out {
			out[k] = 1 - out[k]
		}
	case e.Kinetic():
		e.Over(t, total, factor, false, out)
	default:
		for k, c := range total {
			out[k] = e.Inhibition(c, factor)
		}
	}
	return out
}

// dailyDose is the largest amount given within any 24 h, for models whose clearance depends on it.
func dailyDose(events []dose.Event) (unit.Quantity, error) {
	expanded, err := dose.Expand(events)
	best := unit.Q(0, "mg")
	first, sum := 0, 0.0
	for _, b := range expanded {
		v, unitErr := b.Amount.In(best.Unit)
		if !b.EVID.Gives() || unitErr != nil {
			continue
		}
		sum += v
		for expanded[first].Time <= b.Time-hoursPerDay+1e-9 {
			if a := expanded[first]; a.EVID.Gives() {
				x, _ := a.Amount.In(best.Unit)
				sum -= x
			}
			first++
		}
		best.Value = max(best.Value, sum)
	}
	return best, err
}

const hoursPerDay = 24.0
