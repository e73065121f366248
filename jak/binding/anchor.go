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
// is the mean of the drug's assay class + drug effect (SD Between) + row effect (SD Within). Assays run at 1 mM ATP and assays
// carried there by Cheng-Prusoff are classes of their own, because the conversion has an error all drugs of the class share. It is
// estimated by the method of moments (nested analysis of variance, Searle, Casella & McCulloch 1992, Variance Components, ch. 3) on the human cell
// rows of the ATP-competitive drugs of the library; it calibrates levels, so those rows are never counted as tests.
type AnchorModel struct {
	Mean    [numClasses]float64
	Between float64
	Within  float64
	Drugs   int
	Rows    int
	// Repeat is the pooled SD of ln IC50 between rows of one drug, cytokine and STAT: how far repeats of one measurement lie apart.
	Repeat     float64
	RepeatRows int
}

// class tells enzyme assays apart by how their constants came to 1 mM ATP.
type class uint8

const (
	asItStands class = iota // at 1 mM ATP; also the stand-in for assays that state no level
	carried                 // converted from another level, or a Ki
	numClasses
)

// class is that of the constant that dominates most receptors: JAK1's, else JAK2's.
func (m *Molecule) class() class {
	c := m.Constants[JAK1]
	if !c.Known {
		c = m.Constants[JAK2]
	}
	if c.Converted {
		return carried
	}
	return asItStands
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
	type group struct {
		class class
		log   []float64
	}
	var groups []group
	var total, count [numClasses]float64
	a := AnchorModel{}
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
		if log, _ := m.ratios(lib); len(log) > 0 {
			g := group{m.class(), log}
			groups = append(groups, g)
			for _, v := range log {
				total[g.class] += v
				count[g.class]++
			}
		}
	}
	classes := 0.0
	for c := range a.Mean {
		if count[c] > 0 {
			a.Mean[c] = total[c] / count[c]
			classes++
		}
		a.Rows += int(count[c])
	}
	a.Drugs = len(groups)
	within, between, squares := 0.0, 0.0, 0.0
	for _, g := range groups {
		n, mean := float64(len(g.log)), 0.0
		for _, v := range g.log {
			mean += v / n
		}
		for _, v := range g.log {
			within += (v - mean) * (v - mean)
		}
		between += n * (mean - a.Mean[g.class]) * (mean - a.Mean[g.class])
		squares += n * n / count[g.class]
	}
	n, d := float64(a.Rows), float64(a.Drugs)
	msw, msb := within/(n-d), between/(d-classes)
	a.Within = math.Sqrt(msw)
	a.Between = math.Sqrt(max(0, (msb-msw)*(d-classes)/(n-squares)))
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
	level := a.Mean[m.class()]
	if n > 0 {
		level += weight * (mean - level)
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
