package binding

import (
	"math"
	"sync"

	"jakstat/evidence"
)

// Shift carries a molecule's enzyme constants to its cells: multiply a mechanistic IC50 by Factor. N cell rows of
// the drug stand behind it; SD is the standard deviation of ln IC50 of a mechanistic prediction, all uncertainty included.
type Shift struct {
	Factor float64
	SD     float64
	N      int
	Refs   []string
}

// AnchorModel is the normal random-effects model behind the shifts: ln(measured/mechanistic) of row i of drug d
// is Mean + drug effect (SD Between) + row effect (SD Within). It is estimated by the method of moments (one-way
// analysis of variance, Searle, Casella & McCulloch 1992, Variance Components, ch. 3) on the human cell rows of the
// ATP-competitive drugs of the library; it calibrates levels, so those rows are never counted as tests.
type AnchorModel struct {
	Mean    float64
	Between float64
	Within  float64
	Drugs   int
	Rows    int
	// Repeat is the pooled SD of ln IC50 between rows of one drug, cytokine and STAT: how far repeats of one measurement lie apart.
	Repeat     float64
	RepeatRows int
}

var anchorCache sync.Map // *evidence.Library to AnchorModel

// Anchors estimates the model once per library.
func Anchors(lib *evidence.Library) AnchorModel {
	if a, ok := anchorCache.Load(lib); ok {
		return a.(AnchorModel)
	}
	a := estimate(lib)
	anchorCache.Store(lib, a)
	return a
}

// ratios returns ln(measured/mechanistic) of every row of a molecule that both routes can speak of, one per read-out: the row the
// comparison would show, so that repeats do not count twice.
func (m *Molecule) ratios(lib *evidence.Library) (log []float64, refs []string) {
	if m.Mode == Irreversible {
		return nil, nil
	}
	ki := m.kiApp()
	for _, r := range Readouts(lib) {
		if !m.covers(r.Pair) || m.Constants[r.Pair.A].ATPUnknown {
			continue
		}
		row := pick(m.Rows, r.Receptor.Cytokine, r.STAT, separate[r.Receptor.Cytokine])
		ic50 := r.Pair.IC50(ki)
		if row == nil || row.Limit != evidence.Equal || math.IsInf(ic50, 1) {
			continue
		}
		log = append(log, math.Log(row.Unbound/ic50))
		refs = append(refs, row.ID)
	}
	return log, refs
}

func estimate(lib *evidence.Library) AnchorModel {
	var groups [][]float64
	total, n := 0.0, 0
	for _, p := range lib.PhysChems {
		if p.FU.Missing() {
			continue
		}
		m := &Molecule{Name: p.Drug, Fu: p.FU.Value, BloodPlasma: 1, Mode: modeFromWords(p.BindingMode)}
		if !p.BP.Missing() {
			m.BloodPlasma = p.BP.Value
		}
		if m.Mode != Reversible {
			continue
		}
		m.Constants = Constants(lib, m.Name, m.Mode)
		m.Rows = MeasuredPotencies(lib, m.Name, m.Fu, m.BloodPlasma)
		if g, _ := m.ratios(lib); len(g) > 0 {
			groups = append(groups, g)
			for _, v := range g {
				total += v
				n++
			}
		}
	}
	a := AnchorModel{Drugs: len(groups), Rows: n}
	a.Mean = total / float64(n)
	within, between, squares := 0.0, 0.0, 0.0
	for _, g := range groups {
		mean := 0.0
		for _, v := range g {
			mean += v / float64(len(g))
		}
		for _, v := range g {
			within += (v - mean) * (v - mean)
		}
		between += float64(len(g)) * (mean - a.Mean) * (mean - a.Mean)
		squares += float64(len(g)*len(g)) / float64(n)
	}
	msw := within / float64(n-len(groups))
	msb := between / float64(len(groups)-1)
	n0 := (float64(n) - squares) / float64(len(groups)-1)
	a.Within = math.Sqrt(msw)
	a.Between = math.Sqrt(max(0, (msb-msw)/n0))
	a.Repeat, a.RepeatRows = repeats(lib)
	return a
}

// of returns the shift of a molecule: the posterior mean and predictive spread of its level given its own rows.
func (a AnchorModel) of(lib *evidence.Library, m *Molecule) Shift {
	log, refs := m.ratios(lib)
	n := float64(len(log))
	mean := 0.0
	for _, v := range log {
		mean += v / n
	}
	if m.Mode == JH2 {
		// No other drug of the kind: its own rows alone carry the level.
		return Shift{Factor: math.Exp(mean), SD: math.Sqrt(a.Within * a.Within * (1 + 1/max(n, 1))), N: len(log), Refs: refs}
	}
	b2, w2 := a.Between*a.Between, a.Within*a.Within
	weight := 0.0
	if n > 0 && b2 > 0 {
		weight = b2 / (b2 + w2/n)
	}
	level := a.Mean + weight*(mean-a.Mean)
	if n == 0 {
		level = a.Mean
	}
	return Shift{Factor: math.Exp(level), SD: math.Sqrt(w2 + b2*(1-weight)), N: len(log), Refs: refs}
}

// repeats pools the spread of ln IC50 over rows of one drug, cytokine and STAT in human cells.
func repeats(lib *evidence.Library) (sd float64, rows int) {
	groups := map[string][]float64{}
	var order []string // sums run in file order, so that their bits do not depend on map order
	for _, c := range lib.CellPotencies {
		p := lib.PhysChem(c.Drug)
		cytokine, ok := exactCytokine(lib, c.Cytokine)
		if !ok || p == nil || p.FU.Missing() || c.Species != "human" || c.Value.Relation != evidence.Equal {
			continue
		}
		bp := 1.0
		if !p.BP.Missing() {
			bp = p.BP.Value
		}
		if v, ok := toPlasma(c.Value.Quantity(), p.FU.Value, bp); ok {
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
