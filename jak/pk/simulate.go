package pk

import (
	"context"
	"fmt"
	"math"
	"sort"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/dose"
	"jakstat/engine/ode"
	"jakstat/engine/sim"
	"jakstat/unit"
)

// Subject says who takes the drug. The zero value is the model's reference patient with typical values.
type Subject struct {
	ID         string
	Effects    []float64 // independent standard normal deviates, one per random effect (see [Model.RandomEffects]); nil: typical
	Covariates map[string]unit.Quantity
	Condition  *Condition // nil: none
}

// Simulation is a set of subjects, what they take and when they are looked at.
type Simulation struct {
	Events   []dose.Event
	Times    []float64 // h, rising
	Subjects []Subject // empty: one typical subject
	Workers  int
	Options  ode.Options
	Method   ode.Method
}

// Profile is the course of one subject. Mass[a][k] is the total plasma concentration (ng/mL) of the model's analyte a
// with a course of its own, at Times[k].
type Profile struct {
	Mass [][]float64
	// Equivalent is the total plasma concentration in equivalents of the parent (nM): parent plus active metabolites, each weighed
	// by its potency.
	Equivalent []float64
}

// Courses names the analytes with a course of their own, the parent first, in the order of Profile.Mass.
func (m *Model) Courses() []string {
	out := []string{m.Drug.Parent().Name}
	for _, e := range m.Drug.file.Models {
		if e.ID.S != m.ID {
			continue
		}
		for _, x := range e.Metabolites {
			if x.Ratio.S == "" {
				out = append(out, x.Analyte.S)
			}
		}
	}
	return out
}

// RandomEffects returns the number of independent random effects.
func (m *Model) RandomEffects() int { return len(m.effects.names) }

// Repeats tells whether dosing intervals can repeat exactly: clearance does not depend on time since the first dose.
func (m *Model) Repeats() bool { return m.program.Autonomous }

// Simulate runs all subjects. The error is a diag.List for input the model cannot take, or names the subjects that failed.
func (m *Model) Simulate(ctx context.Context, s Simulation) ([]Profile, error) {
	r := &sim.Request{Program: m.program, Events: s.Events, Times: s.Times, Workers: s.Workers, Options: s.Options, Method: s.Method}
	for _, x := range s.Subjects {
		settings, err := m.settings(m.program, "", x)
		if err != nil {
			return nil, err
		}
		r.Subjects = append(r.Subjects, sim.Subject{ID: x.ID, Settings: settings})
	}
	courses, failures, err := sim.Run(ctx, r)
	if err != nil {
		return nil, err
	}
	if len(failures) > 0 {
		return nil, fmt.Errorf("%s, model %s: %w", m.Drug.Name, m.ID, failures[0])
	}
	out := make([]Profile, len(courses))
	for i, c := range courses {
		var condition *Condition
		if len(s.Subjects) > 0 {
			condition = s.Subjects[i].Condition
		}
		out[i] = m.profile(c.Values, condition)
	}
	return out, nil
}

// profile sums active analytes into parent equivalents.
func (m *Model) profile(values [][]float64, condition *Condition) Profile {
	p := Profile{Mass: values, Equivalent: make([]float64, len(values[0]))}
	for i, s := range m.Shares(condition) {
		for k, c := range values[i] {
			p.Equivalent[k] += s.Weight * c / s.MolarMass * 1000 // ng/mL over g/mol is µM
		}
	}
	return p
}

// Share is how an analyte counts towards the concentration in equivalents of the parent: Weight times its own molar concentration.
type Share struct {
	Symbol    string // its total plasma concentration in the model's fragment
	Weight    float64
	MolarMass float64 // g/mol
}

// Shares lists the analytes with a course of their own in the order of [Model.Courses]; the parent's weight holds the metabolites that follow
// it in fixed proportion, an inactive metabolite has weight 0.
func (m *Model) Shares(condition *Condition) []Share {
	parent := m.Drug.Parent()
	share := m.followers()
	factor := 1.0
	for _, r := range m.Ratios {
		if a := m.Drug.Analyte(r.Analyte); a.Active {
			factor += a.Weight.Value * r.Value.Value * condition.follower(r.Analyte, parent.Name, share)
		}
	}
	out := []Share{{Symbol: "C", Weight: factor, MolarMass: parent.MolarMass.Value}}
	for _, name := range m.Courses()[1:] {
		a := m.Drug.Analyte(name)
		s := Share{Symbol: metabolitePrefix(name) + "C", MolarMass: a.massOr(parent).Value}
		if a.Active {
			s.Weight = a.Weight.Value
		}
		out = append(out, s)
	}
	return out
}

// settings turns a subject into parameter values in model units, of a program in which the model's names begin with prefix.
func (m *Model) settings(program *compile.Program, prefix string, s Subject) ([]sim.Setting, error) {
	var out []sim.Setting
	set := func(name string, model float64) {
		if i := program.ParamIndex(prefix + name); i >= 0 {
			out = append(out, sim.Setting{Param: i, Value: model})
		}
	}
	if s.Effects != nil {
		if len(s.Effects) != m.RandomEffects() {
			panic(fmt.Sprintf("pk: %d deviates for %d random effects", len(s.Effects), m.RandomEffects()))
		}
		factors := m.draw(s.Effects)
		for _, p := range m.Parameters { // in order, so that nothing depends on map order
			if f, ok := factors[p.Name]; ok {
				i := program.ParamIndex(prefix + p.Name)
				out = append(out, sim.Setting{Param: i, Value: program.Params[i].Value * f})
			}
		}
	}
	var diags diag.List
	names := make([]string, 0, len(s.Covariates))
	for name := range s.Covariates {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		q := s.Covariates[name]
		at := -1
		for i, c := range m.Covariates {
			if c.Name == name {
				at = i
			}
		}
		if at < 0 {
			continue // a covariate this model does not know changes nothing; the caller lists them with Uses
		}
		param := program.Params[program.ParamIndex(prefix+name)]
		v, err := q.In(param.Unit)
		if err != nil {
			diags.AddError(diag.Pos{Where: "covariate " + name}, "pk.covariate", err)
			continue
		}
		if v < 0 || v == 0 && q.Unit.Dim != unit.One.Dim || math.IsNaN(v) || math.IsInf(v, 0) {
			diags.Add(diag.New(diag.Pos{Where: "covariate " + name}, "pk.covariate", "%s = %s is out of range", name, q))
			continue
		}
		set(name, v/param.Scale)
	}
	if s.Condition != nil {
		set("exposure_ratio", s.Condition.ratio(m.Drug.Parent().Name))
		for _, name := range m.Courses()[1:] {
			set(metabolitePrefix(name)+"exposure_ratio", s.Condition.ratio(name))
		}
	}
	return out, diags.Err()
}

// Uses tells whether the model depends on a covariate.
func (m *Model) Uses(covariate string) bool {
	for _, c := range m.Covariates {
		if c.Name == covariate {
			return true
		}
	}
	return false
}
