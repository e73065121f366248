package bench

import (
	"fmt"
	"math"
	"slices"

	"jakstat/engine/experiment"
	"jakstat/engine/model"
	"jakstat/engine/sim"
	"jakstat/jak/binding"
	"jakstat/jak/pathway"
	"jakstat/unit"
)

// inhibitors are all drugs of the plan, tested ones first.
func (p *Plan) inhibitors() []Inhibitor { return append(slices.Clone(p.Drugs), p.Background...) }

// doseOf names the nominal concentration of inhibitor i.
func doseOf(i int) string { return fmt.Sprintf("drug%d", i+1) }

// hitOf names the switch that spares a kinase: 1 inhibited, 0 not.
func hitOf(k binding.Kinase) string { return "hit_" + k.String() }

// Model is the pathway with the binding of its inhibitors (jak/binding) at the ATP level that the constants refer to: ligands of one pocket compete,
// JAK3 that a covalent one has destroyed comes back with the turnover of the protein.
func (p *Plan) Model() (*model.Model, error) {
	w := p.Pathway.Fragment()
	b := model.NewBuilder(w.ID(), model.Checked)
	b.SetSystem(w.System())
	b.Add(&model.Parameter{Info: model.Info{ID: "cytokine", Name: p.Pathway.Receptor.Cytokine}, Value: unit.Quantity{Unit: nM}})
	cell := binding.CellAt(p.lib, unit.Q(binding.ReferenceATP, "mM"))
	var ligands []binding.Ligand
	inhibitors := map[string]string{}
	for i, x := range p.inhibitors() {
		dose := doseOf(i)
		b.Add(&model.Parameter{Info: model.Info{ID: dose, Name: x.Name + ", nominal"}, Value: unit.Quantity{Unit: nM}})
		b.Add(&model.Parameter{
			Info: model.Info{ID: "free_" + dose, Name: "unbound over nominal concentration of " + x.Name + " in " + string(p.Matrix)}, Value: unit.Q(x.Free, "{unbound}"), Constant: true,
		})
		b.Assign("Cu_"+dose, "nM{unbound}", "free_"+dose+" * "+dose)
		inhibitors["Cu_"+dose] = "Cu_" + dose
		switch {
		case x.Molecule.Mode != binding.Irreversible:
			ligands = append(ligands, binding.NewLigand(p.lib, dose, x.Molecule.Mode, x.Constants, unit.Quantity{}).AtRates(x.Constants))
		case x.Covalent != nil:
			cell.Lifetime[binding.JAK3] = unit.Q(1/x.Covalent.KDeg, "h")
			ligands = append(ligands, x.Covalent.Ligand(dose, 1))
		default:
			ligands = append(ligands, binding.Ligand{ID: dose, Mode: binding.Irreversible})
		}
	}
	fragment, err := binding.Fragment(w.ID()+"_binding", cell, ligands...)
	if err != nil {
		return nil, err
	}
	b.Include("", fragment, inhibitors)
	connections := map[string]string{"L": "cytokine"}
	for _, k := range binding.Kinases() {
		b.Param(hitOf(k), unit.Q(1, "1"))
		b.Assign("kinase_"+k.String(), "1", fmt.Sprintf("1 - %s * (1 - %s)", hitOf(k), pathway.Active(k)))
		connections[pathway.Active(k)] = "kinase_" + k.String()
	}
	b.Include("", w, connections)
	return b.Build()
}

// rest is how long a mutant signals before an experiment: its slowest turnover, the receptor's of three hours, is over sixteen times.
const rest = 48 * 60

// condition is one dish: cytokine and each inhibitor at a concentration (nM nominal); nil doses are none.
func (p *Plan) condition(id string, cytokine float64, doses []float64) experiment.Condition {
	c := experiment.Condition{ID: id}
	if p.Pathway.Mutation != "" {
		c.Rest = unit.Quantity{Value: rest, Unit: minute}
	}
	type change struct {
		at     float64
		target string
		value  float64
	}
	var changes []change
	bath := func(target string, from, until, value float64) {
		changes = append(changes, change{from, target, value})
		if !math.IsInf(until, 1) {
			changes = append(changes, change{until, target, 0})
		}
	}
	if s := p.Stimulus; s != nil {
		bath("cytokine", s.From, s.Until, cytokine)
	}
	for i, x := range p.inhibitors() {
		v := 0.0
		if doses != nil {
			v = doses[i]
		}
		bath(doseOf(i), x.From, x.Until, v)
	}
	slices.SortStableFunc(changes, func(a, b change) int {
		switch {
		case a.at < b.at:
			return -1
		case a.at > b.at:
			return 1
		}
		return 0
	})
	for i, x := range changes {
		if i == 0 || x.at != changes[i-1].at {
			c.Steps = append(c.Steps, experiment.Step{Time: unit.Quantity{Value: x.at, Unit: minute}})
		}
		last := &c.Steps[len(c.Steps)-1]
		last.Settings = append(last.Settings, experiment.Setting{Target: x.target, Value: unit.Quantity{Value: x.value, Unit: nM}})
	}
	return c
}

// Curve is a series: the cytokine's (Drug −1, or one drug beside it) or a drug's. NM are its concentrations, nominal, in the order of the file.
type Curve struct {
	Label string
	Drug  int // in Plan.Drugs; -1 none
	NM    []float64
}

// Curves are what the plan compares.
func (p *Plan) Curves() []Curve {
	if p.VariesCytokine() {
		out := []Curve{{Label: p.Stimulus.Cytokine, Drug: -1, NM: p.Stimulus.NM}}
		for i, d := range p.Drugs {
			out = append(out, Curve{Label: fmt.Sprintf("with %s %s", d.Name, Nanomolar(d.NM[0])), Drug: i, NM: p.Stimulus.NM})
		}
		return out
	}
	var out []Curve
	for i, d := range p.Drugs {
		label := d.Name
		for k, other := range p.Drugs {
			if k != i && other.Name == d.Name {
				label = fmt.Sprintf("%s from %.4g min", d.Name, d.From)
			}
		}
		out = append(out, Curve{Label: label, Drug: i, NM: d.NM})
	}
	return out
}

// dish is the condition of a curve at a concentration.
func (p *Plan) dish(c Curve, v float64) experiment.Condition {
	doses := p.background()
	cytokine := 0.0
	if p.Stimulus != nil {
		cytokine = p.Stimulus.NM[0]
	}
	if p.VariesCytokine() {
		cytokine = v
		if c.Drug >= 0 {
			doses[c.Drug] = p.Drugs[c.Drug].NM[0]
		}
	} else if c.Drug >= 0 {
		doses[c.Drug] = v
	}
	return p.condition(fmt.Sprintf("%s %.9g nM", c.Label, v), cytokine, doses)
}

// background are the doses that every dish but the basal one has.
func (p *Plan) background() []float64 {
	doses := make([]float64, len(p.Drugs)+len(p.Background))
	for i, x := range p.Background {
		doses[len(p.Drugs)+i] = x.NM[0]
	}
	return doses
}

// Experiment is the plan as conditions, observables and measurements: the basal dish (nothing added), the control (cytokine and background), every dish
// of every curve, and a dish for each measured value, which is percent of control.
func (p *Plan) Experiment() *experiment.Experiment {
	e := &experiment.Experiment{ID: p.Title}
	for _, r := range p.Readouts {
		e.Observables = append(e.Observables, experiment.Observable{ID: r.Name, Output: r.Output})
	}
	for _, t := range p.Times {
		e.Times = append(e.Times, unit.Quantity{Value: t, Unit: minute})
	}
	e.Conditions = append(e.Conditions, p.condition("basal", 0, nil), p.control())
	for _, c := range p.Curves() {
		for _, v := range c.NM {
			e.Conditions = append(e.Conditions, p.dish(c, v))
		}
	}
	for k, m := range p.Measured {
		if math.IsNaN(m.Value) {
			continue // a half-maximal concentration is read off a curve
		}
		c := p.dish(Curve{Drug: m.Drug}, m.NM)
		c.ID = fmt.Sprintf("measured value %d", k+1)
		e.Conditions = append(e.Conditions, c)
		e.Measurements = append(e.Measurements, experiment.Measurement{Condition: c.ID, Observable: p.Readouts[m.Readout].Name, Time: e.Times[m.Time], Value: m.Value})
	}
	return e
}

func (p *Plan) control() experiment.Condition {
	cytokine := 0.0
	if p.Stimulus != nil {
		cytokine = slices.Max(p.Stimulus.NM)
	}
	return p.condition("control", cytokine, p.background())
}

// Bind makes the program of the plan.
func (p *Plan) Bind() (*sim.Bound, error) {
	m, err := p.Model()
	if err != nil {
		return nil, err
	}
	return sim.Bind(m, p.Experiment())
}

// Nanomolar words a concentration: "30 nM", "1.2 µM".
func Nanomolar(v float64) string {
	switch {
	case v >= 1e6:
		return fmt.Sprintf("%.3g mM", v/1e6)
	case v >= 1000:
		return fmt.Sprintf("%.3g µM", v/1000)
	case v > 0 && v < 1:
		return fmt.Sprintf("%.3g pM", 1000*v)
	}
	return fmt.Sprintf("%.3g nM", v)
}
