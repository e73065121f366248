package design

import (
	"math"

	"jakstat/diag"
	"jakstat/engine/dose"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/jak/drug"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
)

// Treatment joins a molecule, by the text of its drug file, with a dose and a regimen, for the comparison of marketed drugs. Errors are a
// diag.List with everything that is wrong.
func Treatment(lib *evidence.Library, path string, text []byte, amount, regimen string) (coverage.Treatment, error) {
	var diags diag.List
	t := coverage.Treatment{}
	reg, err := dose.ParseDoseAndRegimen(amount, regimen)
	diags.AddError(diag.Pos{Where: "--dose, --regimen"}, "dose", err)
	d, err := pk.Read(path, text, lib)
	diags.AddError(diag.Pos{}, "drug", err)
	if d != nil {
		t.Drug = d
		_, err = d.Models()
		diags.AddError(diag.Pos{}, "model", err)
		if err == nil {
			t.Model, err = d.Find("")
			diags.AddError(diag.Pos{}, "model", err)
		}
		t.Molecule, err = receptor.New(lib, d.File(), d.Parent().Fu.Value, d.Parent().BloodPlasma.Value)
		diags.AddError(diag.Pos{File: path}, "binding", err)
	}
	if f, e := drug.Parse(path, text); d == nil && e == nil { // the mistakes of its constants are told with the others
		_, err = receptor.New(lib, f, 1, 1)
		diags.AddError(diag.Pos{File: path}, "binding", err)
	}
	if reg != nil && t.Model != nil {
		t.Regimen, t.Label = reg, t.Model.Population
		_, err = t.Model.SteadyState(reg)
		diags.AddError(diag.Pos{Where: "--regimen"}, "regimen", err)
	}
	return t, diags.Err()
}

// CheckTreatment reports values of a molecule's file that cannot be, as far as they stand there as plain numbers.
func CheckTreatment(t coverage.Treatment) error {
	var l diag.List
	at := func(what string) string { return t.Drug.Path + ", " + what }
	parent := t.Drug.Parent()
	l.AddError(diag.Pos{}, "design.range", boundFu.complain(at("fu"), parent.Fu.Value))
	l.AddError(diag.Pos{}, "design.range", boundMolarMass.complain(at("molar_mass"), parent.MolarMass.Value))
	if b := parent.BloodPlasma.Value; b != 0 {
		l.AddError(diag.Pos{}, "design.range", boundBloodPlasma.complain(at("blood_plasma"), b))
	}
	for _, k := range binding.Kinases() {
		if c := t.Molecule.Constants[k]; c.Known && c.Route == binding.RouteGiven {
			l.AddError(diag.Pos{}, "design.range", boundKi.complain(at("kinases "+k.String()), c.KiApp))
		}
		l.AddError(diag.Pos{}, "design.range", complainRates(func(rate string) string { return at("kinases " + k.String() + " " + rate) }, &t.Molecule.Constants[k]))
	}
	for _, p := range t.Model.Parameters {
		b, ok := map[string]bound{"CL": boundCLF, "Vc": boundVF, "ka": boundKa}[p.Name]
		if ok && p.Formula == "" && p.Analyte == "" {
			l.AddError(diag.Pos{}, "design.range", b.complain(at(p.Name+" of "+t.Model.ID), p.Value.Value))
		}
	}
	return l.Err()
}

// complainRates returns the message for rates that cannot be, at the place that at gives for "koff" or "kon", or nil; a constant without
// rates has none, and a constant that is missing (NaN) is told elsewhere.
func complainRates(at func(rate string) string, c *binding.Constant) error {
	if c.Koff == 0 {
		return nil
	}
	if err := boundKoff.complain(at("koff"), c.Koff); err != nil || math.IsNaN(c.KiApp) {
		return err
	}
	return boundKon.complain(at("kon"), c.Kon()*perMolarSecond)
}

// perMolarSecond brings 1/(nM·h) to 1/(M·s).
const perMolarSecond = 1e9 / 3600
