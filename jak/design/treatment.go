package design

import (
	"jakstat/diag"
	"jakstat/engine/dose"
	"jakstat/evidence"
	"jakstat/jak/coverage"
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
	if reg != nil && t.Model != nil {
		t.Regimen, t.Label = reg, t.Model.Population
		_, err = t.Model.SteadyState(reg)
		diags.AddError(diag.Pos{Where: "--regimen"}, "regimen", err)
	}
	return t, diags.Err()
}
