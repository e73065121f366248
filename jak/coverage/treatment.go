package coverage

import (
	"encoding/csv"
	"io/fs"
	"strings"
	"sync"

	"jakstat/diag"
	"jakstat/engine/dose"
	"jakstat/evidence"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
	"jakstat/library"
)

// NewTreatment opens a drug (a shipped name or the path of a drug file) and joins it with a dose, a regimen and one of its models
// ("" is its first). Errors are a diag.List with everything that is wrong.
func NewTreatment(lib *evidence.Library, name, amount, regimen, model string) (Treatment, error) {
	var diags diag.List
	t := Treatment{}
	reg, err := dose.ParseDoseAndRegimen(amount, regimen)
	diags.AddError(diag.Pos{Where: "dose of " + name}, "dose", err)
	d, err := pk.Open(name, lib)
	diags.AddError(diag.Pos{}, "drug", err)
	if d != nil {
		t.Drug = d
		t.Model, err = d.Find(model)
		diags.AddError(diag.Pos{}, "model", err)
		parent := d.Parent()
		t.Molecule, err = receptor.New(lib, d.File(), parent.Fu.Value, parent.BloodPlasma.Value)
		diags.AddError(diag.Pos{File: d.Path}, "binding", err)
	}
	if reg != nil && t.Model != nil {
		t.Regimen = reg
		_, err = t.Model.SteadyState(reg)
		diags.AddError(diag.Pos{Where: "regimen of " + name}, "regimen", err)
		t.Label = t.Model.Population
	}
	return t, diags.Err()
}

// Missing is a marketed drug that the default comparison cannot show.
type Missing struct {
	Drug   string `json:"drug"`
	Reason string `json:"reason"`
}

// Defaults returns the marketed drugs at their usual doses (library/comparison.csv), and those that cannot be simulated.
func Defaults(lib *evidence.Library) ([]Treatment, []Missing, error) {
	rows, err := defaultRows()
	if err != nil {
		return nil, nil, err
	}
	out := make([]Treatment, len(rows))
	gone := make([]*Missing, len(rows))
	errs := make([]error, len(rows))
	var wg sync.WaitGroup
	for i, r := range rows {
		wg.Go(func() {
			if r[3] == "" {
				d, err := pk.Open(r[0], lib)
				if errs[i] = err; err == nil {
					gone[i] = &Missing{Drug: r[0] + " " + r[1] + " " + r[2], Reason: strings.TrimSpace(d.NoModel)}
				}
				return
			}
			out[i], errs[i] = NewTreatment(lib, r[0], r[1], r[2], r[3])
			out[i].Label = r[4]
		})
	}
	wg.Wait()
	var treatments []Treatment
	var missing []Missing
	for i, err := range errs {
		switch {
		case err != nil:
			return nil, nil, err
		case gone[i] != nil:
			missing = append(missing, *gone[i])
		default:
			treatments = append(treatments, out[i])
		}
	}
	return treatments, missing, nil
}

// Usual returns a drug at its first dose of the default comparison; ok is false when it has none there.
func Usual(lib *evidence.Library, name string) (t Treatment, ok bool, err error) {
	rows, err := defaultRows()
	if err != nil {
		return t, false, err
	}
	for _, r := range rows {
		if r[0] == name && r[3] != "" {
			t, err = NewTreatment(lib, r[0], r[1], r[2], r[3])
			t.Label = r[4]
			return t, err == nil, err
		}
	}
	return t, false, nil
}

// defaultRows reads library/comparison.csv without its header: drug, dose, regimen, model, label, dose row.
func defaultRows() ([][]string, error) {
	data, err := fs.ReadFile(library.FS, "comparison.csv")
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
	if err != nil {
		return nil, err
	}
	return rows[1:], nil
}
