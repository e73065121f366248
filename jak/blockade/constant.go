package blockade

import (
	"fmt"

	"jakstat/evidence"
	"jakstat/jak/coverage"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
)

// Hold returns the blockade by a drug at a constant total plasma concentration (nM): for drugs whose potencies are known but not what a dose makes in
// the body. The error is that of an unknown drug, or of one without potencies.
func Hold(lib *evidence.Library, drugName string) (func(nM float64) Blockade, error) {
	d, err := pk.Open(drugName, lib)
	if err != nil {
		return nil, err
	}
	parent := d.Parent()
	m, err := receptor.New(lib, d.File(), parent.Fu.Value, parent.BloodPlasma.Value)
	if err != nil {
		return nil, err
	}
	type readout struct {
		name, cytokine string
		effect         *receptor.Effect
	}
	var known []readout
	for _, r := range receptor.Readouts(lib) {
		e, _ := m.Effects(lib, r)
		if e.Route != receptor.NoRoute {
			known = append(known, readout{r.Receptor.Cytokine + "/p" + r.STAT, r.Receptor.Cytokine, e})
		}
	}
	if len(known) == 0 {
		return nil, fmt.Errorf("no potency of %s is known", drugName)
	}
	return func(nM float64) Blockade {
		b := Blockade{Treatment: fmt.Sprintf("%s at %.3g nM", drugName, nM), Average: map[string]float64{}, first: map[string]string{}}
		for _, r := range known {
			b.Average[r.name] = r.effect.Inhibition(nM, 1)
			if b.first[r.cytokine] == "" {
				b.first[r.cytokine] = r.name
			}
		}
		return b
	}, nil
}

// addOffTarget adds kinases outside the family that the science above asks for, by the unbound drug over the day. Assays state no ATP level: competition
// with the ATP of a cell is left out, so that this is an upper end.
func addOffTarget(lib *evidence.Library, c *coverage.Comparison, column int, b Blockade) {
	m := c.Columns[column].Treatment.Molecule
	for _, e := range evidence.Of(lib.Enzymes, m.Name) {
		if e.Target != "ACVR1" || e.Measure != "IC50" || e.AllAssayMedian() {
			continue
		}
		b.Average[e.Target], _ = c.Exposures(column, 0, nil, func(d coverage.Draw) float64 {
			return coverage.Summarise(d.Hours, d.Blocked(e.Value.Value/m.Fu)).Average
		})
		return
	}
}
