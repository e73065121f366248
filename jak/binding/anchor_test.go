package binding

import (
	"fmt"
	"math"
	"testing"

	"jakstat/evidence"
	"jakstat/rng"
)

func group(c class, rows ...any) drugRatios {
	g := drugRatios{class: c}
	for i := 0; i < len(rows); i += 2 {
		g.rows = append(g.rows, ratio{pair: rows[i].(string), log: rows[i+1].(float64), id: fmt.Sprint("r", i/2)})
	}
	return g
}

// Two drugs, two pairs each, two rows each. By hand: rows within pairs SS 2+2+0+8 = 12 on 4 degrees of freedom, 3; pairs
// within drugs SS 2·(4+4) + 2·(25+25) = 116 on 2, 58; drugs SS 4·2·21.5² = 3698 on 1. Expectations: row, row + 2 pair,
// row + 2 pair + 4 drug.
func TestAnchorVariancesByHand(t *testing.T) {
	a := estimateAnchors([]drugRatios{
		group(asItStands, "p", 1.0, "p", 3.0, "q", 5.0, "q", 7.0),
		group(asItStands, "p", 42.0, "p", 42.0, "q", 50.0, "q", 54.0),
	})
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"class mean", a.Mean[asItStands], 25.5},
		{"row", a.Row * a.Row, 3},
		{"pair", a.Pair * a.Pair, 27.5},
		{"drug", a.Drug * a.Drug, (3698 - 58) / 4.0},
		{"variance of the mean", a.MeanVar[asItStands], 3698 / 8.0},
	} {
		if !close9(c.got, c.want) {
			t.Errorf("%s is %g, want %g", c.name, c.got, c.want)
		}
	}
	if a.Drugs != 2 || a.Rows != 8 {
		t.Errorf("%d drugs, %d rows", a.Drugs, a.Rows)
	}
	// Without the shift of the second drug its variance would be estimated below zero.
	b := estimateAnchors([]drugRatios{group(carried, "p", 1.0, "p", 3.0, "q", 5.0, "q", 7.0), group(carried, "p", 2.0, "p", 2.0, "q", 10.0, "q", 14.0)})
	if b.Drug != 0 || !close9(b.Pair*b.Pair, 27.5) || !close9(b.Mean[carried], 5.5) {
		t.Errorf("a negative estimate is no variance: %+v", b)
	}
}

// Unbalanced data drawn from known variances: the estimators are unbiased, so their mean over many draws is near the truth.
func TestAnchorVariancesAreUnbiased(t *testing.T) {
	const draws = 400
	want := [3]float64{1, 0.25, 0.09} // drug, pair, row
	var sum [3]float64
	for k := range draws {
		stream := rng.Key(uint64(k), 0, rng.Name("anchors"), 0)
		next := uint64(0)
		normal := func() float64 { next++; return stream.Normal(next) }
		var groups []drugRatios
		for d := range 24 {
			g := drugRatios{class: class(d % 2)}
			level := float64(d%2)*3 + math.Sqrt(want[0])*normal()
			for p := range 2 + d%4 {
				pair := level + math.Sqrt(want[1])*normal()
				for range 1 + (d+p)%3 {
					g.rows = append(g.rows, ratio{pair: fmt.Sprint(p), log: pair + math.Sqrt(want[2])*normal()})
				}
			}
			groups = append(groups, g)
		}
		a := estimateAnchors(groups)
		for i, v := range []float64{a.Drug, a.Pair, a.Row} {
			sum[i] += v * v / draws
		}
	}
	for i, name := range []string{"drug", "pair", "row"} {
		if math.Abs(sum[i]-want[i]) > 0.06*want[i] {
			t.Errorf("variance of %s is %.4f on average, want %g", name, sum[i], want[i])
		}
	}
}

func TestShrinkage(t *testing.T) {
	a := AnchorModel{Mean: [numClasses]float64{1, -2}, MeanVar: [numClasses]float64{0.1, 0.2}, Drug: 0.5, Pair: 0.7, Row: 0.6}
	rows := func(n int, pair string, v float64) []ratio {
		var out []ratio
		for range n {
			out = append(out, ratio{pair: pair, log: v})
		}
		return out
	}
	ln := func(s Shift) float64 { return math.Log(s.Factor) }
	near := func(what string, got, want, tolerance float64) {
		t.Helper()
		if math.Abs(got-want) > tolerance {
			t.Errorf("%s is %.6g, want %.6g", what, got, want)
		}
	}
	none := a.predict(asItStands, false, nil, "p")
	near("without rows the level", ln(none), 1, 1e-12)
	near("without rows the variance", none.SD*none.SD, 0.25+0.1+0.49+0.36, 1e-12)
	near("the other class's level", ln(a.predict(carried, false, nil, "p")), -2, 1e-12)

	many := a.predict(asItStands, false, rows(2000, "p", 5), "p")
	near("with many rows of the pair the level", ln(many), 5, 0.01)
	near("with many rows of the pair the variance", many.SD*many.SD, 0.36, 0.001)

	// One row: weight (drug + pair)/(drug + pair + row), variance of the level times (1 − weight).
	one := a.predict(asItStands, false, rows(1, "p", 5), "p")
	w := (0.35 + 0.49) / (0.35 + 0.49 + 0.36)
	near("with one row the level", ln(one), 1+w*4, 1e-12)
	near("with one row the variance", one.SD*one.SD, 0.84*(1-w)+0.36, 1e-12)

	other := a.predict(asItStands, false, rows(1, "q", 5), "p")
	v := 0.35 / (0.35 + 0.49 + 0.36)
	near("with one row of another pair the level", ln(other), 1+v*4, 1e-12)
	near("with one row of another pair the variance", other.SD*other.SD, 0.84-0.35*v+0.36, 1e-12)
	if one.N != 1 || one.OnPair != 1 || other.N != 1 || other.OnPair != 0 {
		t.Errorf("counts %d %d, %d %d", one.N, one.OnPair, other.N, other.OnPair)
	}
	if !(many.SD < one.SD && one.SD < other.SD && other.SD < none.SD) {
		t.Error("more and nearer rows must narrow a prediction")
	}
	own := a.predict(asItStands, true, rows(1, "p", 5), "p")
	near("a kind of its own stands on its rows alone", ln(own), 5, 0.05)
}

// What the library gives, as a guard against silent change: the anchor is a matter of half to one natural logarithm.
func TestAnchorsOfTheLibrary(t *testing.T) {
	a := Anchors(evidence.Default())
	if a.Drugs < 6 || a.Rows < 25 {
		t.Errorf("%d drugs with %d rows stand behind the anchor", a.Drugs, a.Rows)
	}
	for name, sd := range map[string]float64{"drug": a.Drug, "pair": a.Pair, "row": a.Row, "repeat": a.Repeat} {
		if !(sd > 0.2 && sd < 1.2) {
			t.Errorf("SD of %s is %g natural logarithms", name, sd)
		}
	}
	if !(a.Mean[asItStands] > 0) || !(a.Mean[asItStands] > a.Mean[carried]) {
		t.Errorf("cells need more drug than enzymes at 1 mM ATP (class means %v)", a.Mean)
	}
}
