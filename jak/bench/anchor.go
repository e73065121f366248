package bench

import (
	"context"
	"fmt"
	"math"

	"jakstat/engine/compile"
	"jakstat/engine/sim"
	"jakstat/jak/binding"
	"jakstat/jak/pathway"
	"jakstat/jak/receptor"
)

// anchor takes the constants of a drug that its assays and cell data give together, at the level of cells, where they speak of the receptor.
//
// Cells hold more ATP than the reference, and the calibrated static receptor carries that and its reserve as one number. The dynamics have a
// reserve of their own. So the constants of all drugs are multiplied by one level per receptor: the factor with which a drug that binds all its
// kinases alike halves the main STAT at an assay's read-out where the static form says it does.
func (r *reader) anchor(p *Plan, x *Inhibitor) {
	main := receptor.FindReadouts(r.lib, p.Pathway.Receptor.Cytokine)[0]
	shown, other := x.Molecule.Effects(r.lib, main)
	for _, e := range []*receptor.Effect{shown, other} {
		if e == nil || e.Mechanism == nil {
			continue
		}
		if p.level == 0 {
			level, err := r.level(p, e.Mechanism)
			if err != nil {
				r.diags.AddError(top(r.file), "bench.constants", err)
				return
			}
			p.level = level
			p.Notes = append(p.Notes, fmt.Sprintf("constants at the level of cells: × %.3g at the receptor of %s, so that the dynamics meet the calibrated static receptor at an assay's read-out", level, p.Pathway.Receptor.Cytokine))
		}
		x.Constants = x.Molecule.InCells()
		for k := range x.Constants {
			x.Constants[k].KiApp *= p.level
		}
		p.Notes = append(p.Notes, fmt.Sprintf("%s: constants estimated from its assays and %d cell measurements", x.Name, len(e.Mechanism.Cells)))
		return
	}
	p.Notes = append(p.Notes, x.Name+": its data do not speak of this receptor in cells; constants as enzymes give them")
}

// An assay as most rows of the evidence were made: read a quarter of an hour after a saturating cytokine.
const (
	assayMinutes  = 15.0
	assayCytokine = 50.0 // nM
)

// level is the ratio of two concentrations, each over the constant: of the static form and of the dynamics, for a ligand of all kinases.
func (r *reader) level(p *Plan, m *receptor.Mechanism) (float64, error) {
	w, err := pathway.Build(r.lib, p.Pathway.Receptor.Cytokine, pathway.Options{Cell: p.Pathway.Cell})
	if err != nil {
		return 0, err
	}
	program, err := compile.Compile(w.Fragment(), compile.Options{})
	if err != nil {
		return 0, err
	}
	output := program.OutputIndex("p" + w.STATs[0])
	read := func(active float64) (float64, error) {
		run := sim.ModelRun{Program: program, End: assayMinutes, Times: []float64{assayMinutes}, Settings: []sim.Setting{{Param: program.ParamIndex("L"), Value: assayCytokine}}}
		for _, k := range binding.Kinases() {
			run.Settings = append(run.Settings, sim.Setting{Param: program.ParamIndex(pathway.Active(k)), Value: active})
		}
		c, err := sim.Solve(context.Background(), run)
		if err != nil {
			return 0, err
		}
		return c.Values[output][0], nil
	}
	full, err := read(1)
	if err != nil {
		return 0, err
	}
	dynamic, err := halve(func(active float64) (float64, error) {
		v, err := read(active)
		return v / full, err
	})
	if err != nil {
		return 0, err
	}
	static, err := halve(func(a float64) (float64, error) {
		active := [binding.NumKinases]float64{a, a, a, a}
		s := w.Pair.Signal(&active, m.Beta)
		return (1 + m.Tau) * s / (1 + m.Tau*s), nil
	})
	return (1/static - 1) / (1/dynamic - 1), err
}

// halve finds the active fraction in 0..1 that leaves half of a signal which rises with it.
func halve(signal func(active float64) (float64, error)) (float64, error) {
	low, high := 1e-4, 1.0
	for range 16 {
		mid := math.Sqrt(low * high)
		v, err := signal(mid)
		if err != nil {
			return 0, err
		}
		if v < 0.5 {
			low = mid
		} else {
			high = mid
		}
	}
	return math.Sqrt(low * high), nil
}
