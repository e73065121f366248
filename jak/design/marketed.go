package design

import (
	"context"
	"math"

	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/jak/receptor"
)

// Marketed is a drug as a search plots it.
type Marketed struct {
	Drug        string
	Regimen     string
	Label       string
	Selectivity float64   // Ki of JAK2 over JAK1, NaN where one of them is unknown or not reversible
	HalfLife    float64   // h, of the decline at the end of the dosing interval
	Unbound     float64   // average over IC50 of the first wanted read-out, NaN where unknown
	Attained    []float64 // average inhibition by wish, NaN where unknown
	Meets       bool      // all wishes
}

// Drugs simulates the marketed drugs at their usual doses and reads the wishes off as a comparison shows them: by measured IC50s where there are
// any.
func Drugs(ctx context.Context, lib *evidence.Library, wishes []Wish) ([]Marketed, error) {
	treatments, _, err := coverage.Defaults(lib)
	if err != nil {
		return nil, err
	}
	c, err := coverage.Compare(ctx, lib, treatments, coverage.Options{Subjects: 2, Seed: 1})
	if err != nil {
		return nil, err
	}
	var out []Marketed
	for i, col := range c.Columns {
		t := col.Treatment
		d := Marketed{
			Drug: t.Drug.Name, Regimen: t.Regimen.String(), Label: t.Label, Selectivity: selectivity(t.Molecule), HalfLife: decline(col), Unbound: math.NaN(), Meets: true,
		}
		first := true
		for _, w := range wishes {
			attained := math.NaN()
			for _, r := range c.Rows {
				if r.Readout.Label() != w.Response.Readout.Label() {
					continue
				}
				x := r.Cells[i]
				if x.Effect.Route == receptor.NoRoute {
					break
				}
				attained = x.Average.Typical
				if !w.Spare && first && x.Effect.Covalent == nil {
					d.Unbound = col.UnboundAverage() / x.Effect.Unbound
				}
			}
			first = first && w.Spare
			d.Attained = append(d.Attained, attained)
			d.Meets = d.Meets && (w.Spare && attained <= w.Limit || !w.Spare && attained >= w.Limit)
		}
		out = append(out, d)
	}
	return out, nil
}

// selectivity is the ratio of the estimated constants, for drugs that compete with ATP at both kinases.
func selectivity(m *receptor.Molecule) float64 {
	a, okA := m.Potency(binding.JAK1)
	b, okB := m.Potency(binding.JAK2)
	if !okA || !okB || m.Mode != binding.Reversible {
		return math.NaN()
	}
	return b.Ki / a.Ki
}

// decline is the half-life (h) of the last third of a dosing interval at steady state.
func decline(c *coverage.Column) float64 {
	end := len(c.Hours) - 1
	from := end
	for from > 0 && c.Hours[end]-c.Hours[from] < c.Treatment.Regimen.Last().Every/3-1e-9 {
		from--
	}
	return math.Ln2 * (c.Hours[end] - c.Hours[from]) / math.Log(c.Total.Typical[from]/c.Total.Typical[end])
}

// StandIn describes a treatment as a molecule with one compartment: clearance by the average concentration in equivalents of the parent,
// half-life by the ratio of trough to average, absorption as in the model or, where that has none, ka. The constants hold what cells
// need of the drug beyond the others; ok is false unless all four are known and compete with ATP.
func StandIn(ctx context.Context, lib *evidence.Library, t coverage.Treatment, ka float64) (m Molecule, ok bool, err error) {
	c, err := coverage.Compare(ctx, lib, []coverage.Treatment{t}, coverage.Options{Subjects: 2, Seed: 1})
	if err != nil {
		return m, false, err
	}
	col := c.Columns[0]
	mol, last := t.Molecule, t.Regimen.Last()
	m = Molecule{Name: t.Drug.Name, Mode: mol.Mode, Fu: mol.Fu, MolarMass: t.Drug.Parent().MolarMass.Value, BloodPlasma: mol.BloodPlasma, Ka: ka}
	ok = mol.Mode == binding.Reversible
	factor := 1.0
	for _, r := range c.Rows {
		for _, e := range []*receptor.Effect{r.Cells[0].Effect, r.Cells[0].Other} {
			if e != nil && e.Mechanism != nil {
				factor = e.Mechanism.Factor
			}
		}
	}
	for _, k := range binding.Kinases() {
		p, known := mol.Potency(k)
		ok = ok && known
		m.Ki[k] = p.Ki * factor
	}
	if mg, err := last.Amount.In(milligram); err == nil {
		m.CLF = mg / (last.Every * col.UnboundAverage()) * 1e6 / m.MolarMass * m.Fu
	}
	for _, p := range t.Model.Parameters {
		if p.Name == nameKa && p.Formula == "" {
			m.Ka = p.Value.Value
		}
	}
	m.flatten(last.Every, trough(col)/(col.UnboundAverage()/mol.Fu))
	return m, ok, nil
}

func trough(c *coverage.Column) float64 {
	low := math.Inf(1)
	for _, v := range c.Total.Typical {
		low = min(low, v)
	}
	return low
}

// flatten sets the half-life at which the concentration before a dose is the given share of the average; the longer, the larger the share.
func (m *Molecule) flatten(interval, share float64) {
	lo, hi := boundHalfLife.low, boundHalfLife.high
	for range 100 {
		m.SetHalfLife(math.Sqrt(lo * hi))
		if m.Concentration(0, interval)*m.CLF*interval < share {
			lo = m.HalfLife()
		} else {
			hi = m.HalfLife()
		}
	}
}
