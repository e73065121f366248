package sbmlsuite

import (
	"slices"

	"jakstat/diag"
	"jakstat/engine/model"
)

// Quantity says what a reported value is.
type Quantity string

// What can be reported.
const (
	Amount        Quantity = "amount"
	Concentration Quantity = "concentration"
	Value         Quantity = "value" // of anything but a species
)

// Column says how a variable is reported.
type Column struct {
	Variable string
	Quantity Quantity
	// PerSize is the compartment by whose size the simulated value of a species is divided; "" reports the value as it stands.
	PerSize string
}

// Plan is what a simulation has to report, and how the table is made from it.
type Plan struct {
	Columns []Column
	// Amounts asks the simulation for the amounts of species; otherwise it gives what their symbols mean. It is set only when a
	// symbol means a concentration and its amount is wanted: an amount is then divided where a concentration is wanted, and no
	// concentration is ever multiplied by a size that may be 0 or unknown.
	Amounts bool
}

// NewPlan decides what is reported of each variable of a model. A species in the list of amounts gives its amount, in the list of
// concentrations its amount over the current size of its compartment, and otherwise what its symbol means. A species without a
// compartment, or in a compartment without extent, has an amount only. The error is a diag.List that names variables which the
// model does not have.
func NewPlan(m *model.Model, variables, amount, concentration []string) (*Plan, error) {
	var diags diag.List
	p := &Plan{}
	species, compartments, known := m.Species(), m.Compartments(), m.Names()
	for _, v := range variables {
		kind, i := m.Lookup(v)
		if !slices.Contains(known, v) {
			d := diag.New(diag.Pos{}, "sbmlsuite.variable", "the model has no %q", v)
			diags.Add(d.Suggest("%s", diag.DidYouMean(v, known)))
			continue
		}
		c := Column{Variable: v, Quantity: Value}
		if kind == model.KindSpecies {
			s := &species[i]
			symbol := m.IsConcentration(s)
			k, at := m.Lookup(s.Compartment)
			conc := symbol
			switch {
			case slices.Contains(amount, v):
				conc = false
			case slices.Contains(concentration, v):
				conc = k == model.KindCompartment && !compartments[at].Point
			}
			c.Quantity = Amount
			if conc {
				c.Quantity, c.PerSize = Concentration, s.Compartment
			}
			p.Amounts = p.Amounts || symbol && !conc
		}
		p.Columns = append(p.Columns, c)
	}
	if !p.Amounts {
		for k := range p.Columns {
			c := &p.Columns[k]
			if kind, i := m.Lookup(c.Variable); kind == model.KindSpecies && m.IsConcentration(&species[i]) {
				c.PerSize = "" // its symbol is the concentration
			}
		}
	}
	return p, diags.Err()
}

// Symbols lists what a simulation has to report: the variables, then sizes that are no variables.
func (p *Plan) Symbols() []string {
	var out []string
	add := func(name string) {
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, c := range p.Columns {
		add(c.Variable)
	}
	for _, c := range p.Columns {
		add(c.PerSize)
	}
	return out
}

// Table makes the table of results: of(symbol)[k] is the simulated value at times[k].
func (p *Plan) Table(times []float64, of func(symbol string) []float64) *Results {
	t := &Results{Names: []string{"time"}, Timed: true, Rows: make([][]float64, len(times))}
	for k, time := range times {
		t.Rows[k] = append(make([]float64, 0, len(p.Columns)+1), time)
	}
	for _, c := range p.Columns {
		t.Names = append(t.Names, c.Variable)
		values, sizes := of(c.Variable), []float64(nil)
		if c.PerSize != "" {
			sizes = of(c.PerSize)
		}
		for k := range times {
			v := values[k]
			if sizes != nil {
				v /= sizes[k]
			}
			t.Rows[k] = append(t.Rows[k], v)
		}
	}
	return t
}
