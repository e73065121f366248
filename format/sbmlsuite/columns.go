package sbmlsuite

import (
	"slices"

	"jakstat/diag"
	"jakstat/engine/model"
)

// Column says how a variable is reported.
type Column struct {
	Variable string
	// PerSize is the compartment by whose size the amount of a species is divided; "" reports the value as it stands, which for a species is its amount.
	PerSize string
}

// Columns decides what is reported of each variable of a model. A species in the list of amounts gives its amount, in the list of
// concentrations its amount over the current size of its compartment, and otherwise what its symbol means. A species without a
// compartment, or in a compartment without extent, has an amount only. The error is a diag.List that names variables the model does not have.
func Columns(m *model.Model, variables, amount, concentration []string) ([]Column, error) {
	var diags diag.List
	species, compartments, known := m.Species(), m.Compartments(), m.Names()
	out := make([]Column, 0, len(variables))
	for _, v := range variables {
		kind, i := m.Lookup(v)
		if !slices.Contains(known, v) {
			d := diag.New(diag.Pos{}, "sbmlsuite.variable", "the model has no %q", v)
			diags.Add(d.Suggest("%s", diag.DidYouMean(v, known)))
			continue
		}
		c := Column{Variable: v}
		if kind == model.KindSpecies {
			s := &species[i]
			per := m.IsConcentration(s)
			switch {
			case slices.Contains(amount, v):
				per = false
			case slices.Contains(concentration, v):
				k, at := m.Lookup(s.Compartment)
				per = k == model.KindCompartment && !compartments[at].Point
			}
			if per {
				c.PerSize = s.Compartment
			}
		}
		out = append(out, c)
	}
	return out, diags.Err()
}

// Symbols lists what a simulation has to report (species as amounts) for the columns: the variables, then sizes that are no variables.
func Symbols(columns []Column) []string {
	var out []string
	add := func(name string) {
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, c := range columns {
		add(c.Variable)
	}
	for _, c := range columns {
		add(c.PerSize)
	}
	return out
}

// Tabulate makes the table of columns from the values of their [Symbols]: values[i][k] is symbol i at times[k].
func Tabulate(columns []Column, times []float64, values [][]float64) *Results {
	symbols := Symbols(columns)
	t := &Results{Names: []string{"time"}, Timed: true}
	for _, c := range columns {
		t.Names = append(t.Names, c.Variable)
	}
	for k, time := range times {
		row := []float64{time}
		for _, c := range columns {
			v := values[slices.Index(symbols, c.Variable)][k]
			if c.PerSize != "" {
				v /= values[slices.Index(symbols, c.PerSize)][k]
			}
			row = append(row, v)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
