package receptor

import (
	"math"
	"sync"

	"jakstat/evidence"
	"jakstat/jak/binding"
)

var repeatCache sync.Map // *evidence.Library to float64

// repeatSD is the standard deviation of a measured ln IC50 between repeats, once per library.
func repeatSD(lib *evidence.Library) float64 {
	if v, ok := repeatCache.Load(lib); ok {
		return v.(float64)
	}
	sd, _ := repeats(lib)
	repeatCache.Store(lib, sd)
	return sd
}

// repeats pools the spread of ln IC50 over rows of one drug, cytokine and STAT in human cells.
func repeats(lib *evidence.Library) (sd float64, rows int) {
	groups := map[string][]float64{}
	var order []string // sums run in file order, so that their bits do not depend on map order
	for _, c := range lib.CellPotencies {
		p := lib.PhysChem(c.Drug)
		cytokine, ok := binding.ExactCytokine(lib, c.Cytokine)
		if !ok || p == nil || p.FU.Missing() || c.Species != "human" || c.Value.Relation != evidence.Equal {
			continue
		}
		bp := 1.0
		if !p.BP.Missing() {
			bp = p.BP.Value
		}
		if v, ok := binding.ToPlasma(c.Value.Quantity(), p.FU.Value, bp); ok {
			key := c.Drug + "|" + cytokine + "|" + c.STAT
			if groups[key] == nil {
				order = append(order, key)
			}
			groups[key] = append(groups[key], math.Log(v))
		}
	}
	ss, df := 0.0, 0
	for _, key := range order {
		g := groups[key]
		if len(g) < 2 {
			continue
		}
		mean := 0.0
		for _, v := range g {
			mean += v / float64(len(g))
		}
		for _, v := range g {
			ss += (v - mean) * (v - mean)
		}
		df += len(g) - 1
		rows += len(g)
	}
	return math.Sqrt(ss / float64(df)), rows
}
