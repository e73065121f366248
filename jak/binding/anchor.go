package binding

import (
	"math"
	"sync"

	"jakstat/evidence"
)

// AnchorModel is the nested normal random-effects model that carries enzyme constants to cells: the log-ratio
// ln(measured/mechanistic IC50) of a row is
//
//	Mean[class of the enzyme assay] + drug (SD Drug) + receptor pair within the drug (SD Pair) + row (SD Row).
//
// Assays run at 1 mM ATP and assays carried there by Cheng-Prusoff are classes of their own, because the conversion has an error that
// all drugs of the class share. Variances are estimated by the method of moments for unbalanced nested designs (Searle, Casella &
// McCulloch 1992, Variance Components, ch. 3 and app. F) on the human cell rows of the library's ATP-competitive drugs. It
// calibrates levels: those rows are never counted as tests.
type AnchorModel struct {
	Mean    [numClasses]float64
	MeanVar [numClasses]float64 // variance of the class mean
	Drug    float64
	Pair    float64
	Row     float64
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
	carried                 // converted from a stated level, or a Ki
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

// ratio is ln(measured/mechanistic) of one row.
type ratio struct {
	pair string
	log  float64
	id   string
}

// ratios returns the log-ratios of every read-out that both routes can speak of, one per read-out: the row the comparison would show,
// so that repeats do not count twice. Constants at an unknown ATP level and covalent drugs have none.
func (m *Molecule) ratios(lib *evidence.Library) []ratio {
	if m.Mode == Irreversible {
		return nil
	}
	ki := m.kiApp()
	var out []ratio
	for _, r := range Readouts(lib) {
		if !m.covers(r.Pair) || m.Constants[r.Pair.A].ATPUnknown {
			continue
		}
		row := pick(m.Rows, r.Receptor.Cytokine, r.STAT, separate[r.Receptor.Cytokine])
		ic50 := r.Pair.IC50(ki)
		if row == nil || row.Limit != evidence.Equal || math.IsInf(ic50, 1) {
			continue
		}
		out = append(out, ratio{r.Group(), math.Log(row.Unbound / ic50), row.ID})
	}
	return out
}

var anchorCache sync.Map // *evidence.Library to AnchorModel

// Anchors estimates the model once per library.
func Anchors(lib *evidence.Library) AnchorModel {
	if a, ok := anchorCache.Load(lib); ok {
		return a.(AnchorModel)
	}
	var groups []drugRatios
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
		if r := m.ratios(lib); len(r) > 0 {
			groups = append(groups, drugRatios{m.class(), r})
		}
	}
	a := estimateAnchors(groups)
	a.Repeat, a.RepeatRows = repeats(lib)
	anchorCache.Store(lib, a)
	return a
}

// drugRatios are the rows of one drug.
type drugRatios struct {
	class class
	rows  []ratio
}

// estimateAnchors is the nested analysis of variance: rows in pairs in drugs in classes. A negative variance estimate is 0.
func estimateAnchors(groups []drugRatios) AnchorModel {
	var a AnchorModel
	var total, count [numClasses]float64
	for _, g := range groups {
		for _, r := range g.rows {
			total[g.class] += r.log
			count[g.class]++
		}
	}
	classes := 0.0
	for c := range count {
		if count[c] > 0 {
			classes++
			a.Mean[c] = total[c] / count[c]
			a.Rows += int(count[c])
		}
	}
	a.Drugs = len(groups)
	n, d, pairs := float64(a.Rows), float64(a.Drugs), 0.0
	var ssRow, ssPair, ssDrug float64
	var pairInDrug, pairInClass, drugInClass float64 // Σ n²/N of the level above
	for _, g := range groups {
		nd, mean := float64(len(g.rows)), 0.0
		sums, sizes := map[string]float64{}, map[string]float64{}
		var order []string
		for _, r := range g.rows {
			mean += r.log / nd
			if sizes[r.pair] == 0 {
				order = append(order, r.pair)
			}
			sums[r.pair] += r.log
			sizes[r.pair]++
		}
		for _, p := range order {
			m, np := sums[p]/sizes[p], sizes[p]
			ssPair += np * (m - mean) * (m - mean)
			pairInDrug += np * np / nd
			pairInClass += np * np / count[g.class]
			pairs++
		}
		for _, r := range g.rows {
			m := sums[r.pair] / sizes[r.pair]
			ssRow += (r.log - m) * (r.log - m)
		}
		ssDrug += nd * (mean - a.Mean[g.class]) * (mean - a.Mean[g.class])
		drugInClass += nd * nd / count[g.class]
	}
	msRow, msPair, msDrug := meanSquare(ssRow, n-pairs), meanSquare(ssPair, pairs-d), meanSquare(ssDrug, d-classes)
	row2 := msRow
	pair2 := max(0, (msPair-row2)*(pairs-d)/(n-pairInDrug))
	drug2 := max(0, (msDrug-row2-pair2*(pairInDrug-pairInClass)/(d-classes))*(d-classes)/(n-drugInClass))
	a.Row, a.Pair, a.Drug = math.Sqrt(row2), math.Sqrt(finiteOr0(pair2)), math.Sqrt(finiteOr0(drug2))
	for c := range count {
		if count[c] > 0 {
			a.MeanVar[c] = msDrug / count[c]
		}
	}
	return a
}

func meanSquare(ss, df float64) float64 {
	if df <= 0 {
		return 0
	}
	return ss / df
}

func finiteOr0(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
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
