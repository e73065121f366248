package potency

import (
	"math"

	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/receptor"
	"jakstat/stat"
)

// Rule is a prediction without a hierarchy, to be compared with.
type Rule string

// The rules.
const (
	NaiveAssay Rule = "most sensitive kinase, IC50 as assayed" // whatever the assay's ATP level
	NaiveATP   Rule = "most sensitive kinase, at 1 mM ATP"     // brought to the reference level by Cheng and Prusoff
	Constant   Rule = "one constant for all"                   // the geometric mean of the other drugs' measurements
)

// Rules lists them.
func Rules() []Rule { return []Rule{NaiveAssay, NaiveATP, Constant} }

// ByRule predicts every cell measurement by a rule. The points have no interval (SD is NaN).
func ByRule(lib *evidence.Library, rule Rule, drugs []receptor.Evidence) []Point {
	var out []Point
	for _, d := range drugs {
		constants := binding.Constants(lib, d.Drug, binding.Reversible)
		for _, c := range d.Cells {
			p := Point{Drug: d.Drug, Cell: c, Prediction: receptor.Prediction{Ln: math.Inf(1), SD: math.NaN()}}
			if rule == Constant {
				p.Ln = meanOfOthers(drugs, d.Drug)
				out = append(out, p)
				continue
			}
			pair := receptor.PairOf(c.Receptor)
			for _, k := range append([]binding.Kinase{pair.A}, pair.B...) {
				v := constants[k].KiApp
				if rule == NaiveAssay && constants[k].Known {
					v = asAssayed(lib, constants[k])
				}
				p.Ln = min(p.Ln, math.Log(v))
			}
			out = append(out, p)
		}
	}
	return out
}

// asAssayed is the value of the row behind a constant as it stands there.
func asAssayed(lib *evidence.Library, c binding.Constant) float64 {
	row, _, _ := lib.Get(c.Refs[0])
	return row.(*evidence.Enzyme).Value.Value
}

// meanOfOthers is the mean over the other drugs of their mean ln IC50.
func meanOfOthers(drugs []receptor.Evidence, name string) float64 {
	var means []float64
	for _, d := range drugs {
		if d.Drug == name || len(d.Cells) == 0 {
			continue
		}
		var ln []float64
		for _, c := range d.Cells {
			ln = append(ln, c.Ln)
		}
		means = append(means, stat.Mean(ln))
	}
	return stat.Mean(means)
}

// Score sums up points.
type Score struct {
	Rows, Drugs int
	GMFE        float64 // geometric mean fold error over rows
	Macro       float64 // the same, each drug counting once
	Within3     float64 // share of rows within 3-fold
	Coverage    float64 // share inside the 90 % interval, NaN without intervals
	Width       float64 // median width of the interval, as a ratio of its ends
	Widest      float64
	LogScore    float64 // mean log density of ln IC50
}

// ScoreOf sums up the points that are wanted.
func ScoreOf(points []Point, want func(Point) bool) Score {
	var s Score
	perDrug := map[string][]float64{}
	var order []string
	var all, widths, scores []float64
	inside, near := 0, 0
	for _, p := range points {
		if !want(p) {
			continue
		}
		f := math.Log(p.Fold())
		if perDrug[p.Drug] == nil {
			order = append(order, p.Drug)
		}
		perDrug[p.Drug] = append(perDrug[p.Drug], f)
		all, widths = append(all, f), append(widths, p.Width())
		scores = append(scores, stat.NormalLogScore(p.Cell.Ln, p.Ln, p.SD))
		if p.Inside() {
			inside++
		}
		if p.Fold() <= 3 {
			near++
		}
	}
	if s.Rows = len(all); s.Rows == 0 {
		return s
	}
	var macro []float64
	for _, name := range order {
		macro = append(macro, stat.Mean(perDrug[name]))
	}
	s.Drugs, s.GMFE, s.Macro = len(order), math.Exp(stat.Mean(all)), math.Exp(stat.Mean(macro))
	s.Within3 = float64(near) / float64(s.Rows)
	s.Coverage, s.Width, s.Widest, s.LogScore = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	if !math.IsNaN(widths[0]) {
		s.Coverage, s.Width, s.Widest, s.LogScore = float64(inside)/float64(s.Rows), stat.Median(widths), stat.Quantile(1, widths), stat.Mean(scores)
	}
	return s
}
