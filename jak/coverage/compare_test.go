package coverage

import (
	"context"
	"math"
	"strings"
	"sync"
	"testing"

	"jakstat/engine/ode"
	"jakstat/evidence"
	"jakstat/jak/receptor"
)

func compare(t testing.TB, ts []Treatment, o Options) *Comparison {
	t.Helper()
	c, err := Compare(context.Background(), evidence.Default(), ts, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func treatment(t testing.TB, drug, amount, regimen, model string) Treatment {
	t.Helper()
	x, err := NewTreatment(evidence.Default(), drug, amount, regimen, model)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func defaults(t testing.TB) []Treatment {
	t.Helper()
	ts, missing, err := Defaults(evidence.Default())
	if err != nil {
		t.Fatal(err)
	}
	if len(missing) != 1 || missing[0].Drug != "peficitinib 150 mg qd" || missing[0].Reason == "" {
		t.Errorf("missing: %+v", missing)
	}
	return ts
}

var shipped = sync.OnceValues(func() (*Comparison, error) {
	ts, _, err := Defaults(evidence.Default())
	if err != nil {
		return nil, err
	}
	return Compare(context.Background(), evidence.Default(), ts, Options{Seed: 1})
})

func standard(t testing.TB) *Comparison {
	t.Helper()
	c, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sameCell tells whether two cells agree to the last bit.
func sameCell(a, b Cell) bool {
	bits := func(e Estimate) [3]uint64 {
		return [3]uint64{math.Float64bits(e.Typical), math.Float64bits(e.Low), math.Float64bits(e.High)}
	}
	return bits(a.Average) == bits(b.Average) && bits(a.Trough) == bits(b.Trough) && bits(a.Hours) == bits(b.Hours) && a.Cover == b.Cover
}

func TestSameSeedSameBits(t *testing.T) {
	want := compare(t, defaults(t), Options{Seed: 1, Subjects: 5, Workers: 2})
	for _, workers := range []int{1, 16} {
		got := compare(t, defaults(t), Options{Seed: 1, Subjects: 5, Workers: workers})
		for i := range want.Rows {
			for j := range want.Rows[i].Cells {
				if !sameCell(got.Rows[i].Cells[j], want.Rows[i].Cells[j]) {
					t.Fatalf("%d workers: %s, column %d differs", workers, want.Rows[i].Readout.Label(), j)
				}
			}
		}
	}
	other := compare(t, defaults(t)[:1], Options{Seed: 2, Subjects: 5})
	if sameCell(other.Rows[0].Cells[0], want.Rows[0].Cells[0]) {
		t.Error("another seed gives the same intervals")
	}
	if other.Rows[0].Cells[0].Average.Typical != want.Rows[0].Cells[0].Average.Typical {
		t.Error("the typical patient depends on the seed")
	}
}

// A column is the same whatever stands beside it.
func TestColumnsAreIndependent(t *testing.T) {
	want := standard(t)
	ts := defaults(t)
	for _, pick := range [][]int{{3}, {13, 0, 7}, {8, 9}} {
		var some []Treatment
		for _, k := range pick {
			some = append(some, ts[k])
		}
		got := compare(t, some, Options{Seed: 1})
		for i := range want.Rows {
			for j, k := range pick {
				if !sameCell(got.Rows[i].Cells[j], want.Rows[i].Cells[k]) {
					t.Fatalf("%s, column %d differs when it stands with %v", want.Rows[i].Readout.Label(), k, pick)
				}
			}
		}
	}
}

func TestFiguresArePossible(t *testing.T) {
	c := standard(t)
	for _, r := range c.Rows {
		for j, x := range r.Cells {
			where := c.Columns[j].Treatment.Drug.Name + ", " + r.Readout.Label()
			if x.Effect.Route == receptor.NoRoute {
				if len(x.Effect.Notes) == 0 {
					t.Errorf("%s: no figure and no reason", where)
				}
				continue
			}
			for name, e := range map[string]Estimate{"average": x.Average, "trough": x.Trough} {
				if !(e.Low >= 0 && e.Low <= e.High && e.High <= 1 && e.Typical >= 0 && e.Typical <= 1) {
					t.Errorf("%s: %s %+v", where, name, e)
				}
			}
			if !(x.Hours.Low >= 0 && x.Hours.High <= 24+1e-9) {
				t.Errorf("%s: hours %+v", where, x.Hours)
			}
			// The interval is between patients of which the typical one is the middle.
			if x.Average.Typical < x.Average.Low-0.02 || x.Average.Typical > x.Average.High+0.02 {
				t.Errorf("%s: the typical average %.3f lies outside %.3f to %.3f", where, x.Average.Typical, x.Average.Low, x.Average.High)
			}
			if x.Cover.Trough > x.Average.Typical || x.Average.Typical > x.Cover.Peak {
				t.Errorf("%s: %+v", where, x.Cover)
			}
			if len(x.Effect.Refs) == 0 {
				t.Errorf("%s rests on nothing", where)
			}
			if x.Effect.Row != nil && x.Effect.SD < 0.3 || x.Effect.SD > 2.5 {
				t.Errorf("%s: SD of ln IC50 %.2f", where, x.Effect.SD)
			}
		}
	}
	for _, col := range c.Columns {
		for k := range col.Hours {
			// Curves of patients cross the typical one, so the band may leave it by a little where it is steep.
			if col.Total.Low[k] > col.Total.Typical[k]*1.25+1e-9 || col.Total.High[k] < col.Total.Typical[k]*0.8-1e-9 {
				t.Errorf("%s at %.1f h: %.3g outside %.3g to %.3g", col.Treatment.Drug.Name, col.Hours[k], col.Total.Typical[k], col.Total.Low[k], col.Total.High[k])
				break
			}
		}
		if !(col.AUC24.Low < col.AUC24.Typical && col.AUC24.Typical < col.AUC24.High) && col.Treatment.Model.RandomEffects() > 0 {
			t.Errorf("%s: AUC %+v", col.Treatment.Drug.Name, col.AUC24)
		}
	}
}

// largest returns the largest difference between the typical averages of two comparisons, and between the ends of their intervals.
func largest(t testing.TB, a, b *Comparison) (typical, ends float64) {
	t.Helper()
	for i := range a.Rows {
		for j := range a.Rows[i].Cells {
			x, y := a.Rows[i].Cells[j], b.Rows[i].Cells[j]
			if x.Effect.Route == receptor.NoRoute {
				continue
			}
			typical = max(typical, math.Abs(x.Average.Typical-y.Average.Typical))
			ends = max(ends, math.Abs(x.Average.Low-y.Average.Low), math.Abs(x.Average.High-y.Average.High))
		}
	}
	return typical, ends
}

func TestTolerancesAreAmple(t *testing.T) {
	loose := compare(t, defaults(t), Options{Seed: 1, Subjects: 12})
	kept := tolerances
	defer func() { tolerances = kept }()
	tolerances = ode.Options{RTol: 1e-9, ATol: []float64{1e-12}}
	typical, ends := largest(t, loose, compare(t, defaults(t), Options{Seed: 1, Subjects: 12}))
	t.Logf("against tolerances of 1e-9: typical averages move by %.2g, ends of intervals by %.2g", typical, ends)
	if typical > 1e-4 || ends > 1e-4 {
		t.Errorf("typical averages move by %.2g, ends of intervals by %.2g; at most 1e-4", typical, ends)
	}
}

func TestDefaultsAreEnough(t *testing.T) {
	base := standard(t)
	typical, ends := largest(t, base, compare(t, defaults(t), Options{Seed: 1, Step: DefaultStep / 2}))
	t.Logf("half the step: typical averages move by %.4f, ends of intervals by %.4f", typical, ends)
	if typical > 0.004 || ends > 0.01 {
		t.Errorf("half the step moves typical averages by %.4f, ends of intervals by %.4f", typical, ends)
	}
	typical, ends = largest(t, base, compare(t, defaults(t), Options{Seed: 1, Subjects: 2 * DefaultSubjects}))
	t.Logf("twice the patients: typical averages move by %.4f, ends of intervals by %.4f", typical, ends)
	if typical != 0 || ends > 0.12 {
		t.Errorf("twice the patients move typical averages by %.4f, ends of intervals by %.4f", typical, ends)
	}
	typical, ends = largest(t, base, compare(t, defaults(t), Options{Seed: 2}))
	t.Logf("another seed: typical averages move by %.4f, ends of intervals by %.4f", typical, ends)
	if typical != 0 || ends > 0.12 {
		t.Errorf("another seed moves typical averages by %.4f, ends of intervals by %.4f", typical, ends)
	}
}

// More drug, more inhibition; of a linear drug twice the concentration.
func TestMoreDrugMoreInhibition(t *testing.T) {
	for _, c := range []struct{ drug, model, regimen, once, twice, split string }{
		{"tofacitinib", "ra", "bid", "5 mg", "10 mg", ""},
		{"baricitinib", "ra", "qd", "4 mg", "8 mg", "2 mg"},
		{"upadacitinib", "ra-er", "qd", "15 mg", "30 mg", "7.5 mg"},
		{"filgotinib", "ra", "qd", "200 mg", "400 mg", "100 mg"},
		{"ritlecitinib", "aa", "qd", "50 mg", "100 mg", ""},
		{"deucravacitinib", "pso", "qd", "6 mg", "12 mg", "3 mg"},
	} {
		ts := []Treatment{treatment(t, c.drug, c.once, c.regimen, c.model), treatment(t, c.drug, c.twice, c.regimen, c.model)}
		if c.split != "" {
			ts = append(ts, treatment(t, c.drug, c.split, "bid", c.model))
		}
		x := compare(t, ts, Options{Seed: 1, Subjects: 8})
		for k := range x.Columns[0].Hours {
			a, b := x.Columns[0].Total.Typical[k], x.Columns[1].Total.Typical[k]
			if c.drug != "ritlecitinib" && math.Abs(b-2*a) > 1e-3*b || b < a {
				t.Fatalf("%s at %.1f h: %g nM, after twice the dose %g", c.drug, x.Columns[0].Hours[k], a, b)
			}
		}
		for _, r := range x.Rows {
			one, two := r.Cells[0], r.Cells[1]
			if two.Average.Typical < one.Average.Typical || two.Cover.Trough < one.Cover.Trough || two.Hours.Typical < one.Hours.Typical {
				t.Errorf("%s, %s: twice the dose gives %+v after %+v", c.drug, r.Readout.Label(), two.Cover, one.Cover)
			}
			// A measured slope of one bends downwards: the same daily dose in two halves inhibits no less on average. (Behind a reserve the
			// first of the drug does little, so there it may.)
			if c.split != "" && one.Effect.Route == receptor.IsMeasured && one.Effect.Hill == 1 && r.Cells[2].Average.Typical < one.Average.Typical-1e-3 {
				t.Errorf("%s, %s: split dose %.4f, single %.4f", c.drug, r.Readout.Label(), r.Cells[2].Average.Typical, one.Average.Typical)
			}
		}
	}
}

func TestNewTreatmentReportsEverythingOnce(t *testing.T) {
	lib := evidence.Default()
	for _, c := range []struct {
		drug, amount, regimen, model string
		want                         []string
	}{
		{"tofacitinob", "5 mgg", "bid", "", []string{`no drug "tofacitinob"`, `did you mean "tofacitinib"?`, `unknown unit "mgg"`}},
		{"tofacitinib", "5 mg", "bod", "xx", []string{`unknown word "bod"`, `no model "xx"`}},
		{"tofacitinib", "5 mg", "single", "ra", []string{"no steady state"}},
		{"peficitinib", "150 mg", "qd", "", []string{"cannot be simulated"}},
	} {
		_, err := NewTreatment(lib, c.drug, c.amount, c.regimen, c.model)
		if err == nil {
			t.Errorf("%v was accepted", c)
			continue
		}
		for _, w := range c.want {
			if strings.Count(err.Error(), w) != 1 {
				t.Errorf("%q must stand once in\n%s", w, err)
			}
		}
	}
}
