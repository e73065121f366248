// Package potency knows how the receptor parameters that all drugs share are estimated from cell data, and how well the result predicts
// drugs and cytokines that were held out. It estimates with the hierarchy of jak/receptor; it must not know a simulation or how
// a result is drawn.
package potency

import (
	"context"

	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/receptor"
	"jakstat/stat/laplace"
)

// Form is the form of the receptor that the product uses: the one of the design, which also has the best marginal likelihood and the best
// scores for drugs that were left out (see RATIONALE.md).
const Form = receptor.FamilyExponent

// Drugs returns the evidence of every reversible, ATP-competitive drug whose unbound fraction and at least one kinase assay are
// known, in the order of the library.
func Drugs(lib *evidence.Library) []receptor.Evidence { return kind(lib, binding.Reversible) }

// kind collects the drugs that bind one way.
func kind(lib *evidence.Library, mode binding.Mode) []receptor.Evidence {
	var out []receptor.Evidence
	for _, p := range lib.PhysChems {
		if p.FU.Missing() || binding.ModeFromWords(p.BindingMode) != mode {
			continue
		}
		if e := receptor.EvidenceOf(lib, molecule(lib, p, mode)); len(e.Assays) > 0 {
			out = append(out, e)
		}
	}
	return out
}

// molecule is a drug by its identity row alone: what it is in patients plays no part.
func molecule(lib *evidence.Library, p *evidence.PhysChem, mode binding.Mode) *binding.Molecule {
	m := &binding.Molecule{Name: p.Drug, Mode: mode, Fu: p.FU.Value, BloodPlasma: 1}
	if !p.BP.Missing() {
		m.BloodPlasma = p.BP.Value
	}
	m.Constants = binding.Constants(lib, p.Drug, mode)
	m.Rows = binding.MeasuredPotencies(lib, p.Drug, m.Fu, m.BloodPlasma)
	return m
}

// Fitted is a hierarchy with its posterior.
type Fitted struct {
	Model     *receptor.Model
	Posterior *laplace.Posterior
}

// heldOutTol ends the estimation of variances in a held-out fit: it moves a prediction by far less than its error (a test holds 1 %).
const heldOutTol = 1e-3

// Fit estimates the hierarchy; from, when not nil, is a fit of nearly the same data to start from, which changes little but the time it takes.
func Fit(ctx context.Context, form receptor.Form, drugs []receptor.Evidence, from *Fitted) (*Fitted, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m := receptor.NewModel(form, drugs)
	var start *laplace.Start
	if from != nil {
		start = from.Posterior.Start(&from.Model.Problem)
		m.Problem.Tol = heldOutTol
	}
	post, err := m.Problem.Fit(start)
	if err != nil {
		return nil, err
	}
	return &Fitted{m, post}, nil
}

// Calibrate estimates what the product ships.
func Calibrate(ctx context.Context, lib *evidence.Library) (*receptor.Calibration, error) {
	drugs := Drugs(lib)
	f, err := Fit(ctx, Form, drugs, nil)
	if err != nil {
		return nil, err
	}
	return receptor.CalibrationOf(f.Model, f.Posterior, receptor.HashOf(drugs)), nil
}
