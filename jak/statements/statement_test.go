package statements

import (
	"context"
	"math"
	"slices"
	"sync"
	"testing"

	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
)

var shipped = sync.OnceValues(func() (*Result, error) { return Run(context.Background(), evidence.Default(), 1) })

func result(t *testing.T) *Result {
	t.Helper()
	r, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var sharedWorld = sync.OnceValues(func() (*world, error) { return newWorld(context.Background(), evidence.Default(), 1) })

func worldOf(t *testing.T) *world {
	t.Helper()
	w, err := sharedWorld()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// The verdicts are those recorded in qualification. Where evidence or method turns one, this fails in either direction: read the numbers, then record it.
func TestVerdictsAreThoseRecorded(t *testing.T) {
	for _, d := range result(t).Differences() {
		t.Error(d)
	}
}

func TestFiguresAreNumbersWithEvidence(t *testing.T) {
	for _, s := range result(t).Statements {
		for _, c := range s.Checks {
			i := c.Figure.Interval()
			if math.IsNaN(c.Figure.Typical) || math.IsInf(c.Figure.Typical, 0) || math.IsNaN(i.Low) || i.Low > i.High {
				t.Errorf("%s: %g (%g to %g)", c.ID, c.Figure.Typical, i.Low, i.High)
			}
			if len(c.Figure.Refs) == 0 {
				t.Errorf("%s rests on nothing", c.ID)
			}
			for _, id := range c.Figure.Refs {
				if _, _, ok := evidence.Default().Get(id); !ok {
					t.Errorf("%s rests on %q, which is no evidence row", c.ID, id)
				}
			}
		}
	}
}

// A statement is the same alone and among the others, and a different recorded verdict is noticed.
func TestOneStatementAlone(t *testing.T) {
	r, err := Run(context.Background(), evidence.Default(), 1, "S13")
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Statements) != 1 || len(r.Differences()) != 0 {
		t.Fatalf("%d statements, differences %v", len(r.Statements), r.Differences())
	}
	for _, s := range result(t).Statements {
		for i, c := range s.Checks {
			if s.ID == "S13" && (c.Probability != r.Statements[0].Checks[i].Probability || !slices.Equal(c.Figure.Draws, r.Statements[0].Checks[i].Figure.Draws)) {
				t.Errorf("%s differs alone", c.ID)
			}
		}
	}
	r.Statements[0].Recorded, r.Statements[0].Checks[0].Recorded = Supported, Fails
	if got := r.Differences(); len(got) != 2 {
		t.Errorf("differences %v", got)
	}
}

// What was fitted is no test: Mohamed 2020 gave calibration rows of both drugs, Traves 2021 none.
func TestObservationsOfTheCalibrationAreCountedApart(t *testing.T) {
	c := calibratedRows(evidence.Default())
	if got := c.dependent([]string{"day6", "day3", "cell31", "day14"}); !slices.Equal(got, []string{"day6", "cell31"}) {
		t.Errorf("dependent: %v", got)
	}
	a, b := result(t).Published()
	if a.Checks == 0 || b.Checks == 0 || a.Checks != a.Holds+a.Fails+a.Open || b.Checks != b.Holds+b.Fails+b.Open {
		t.Errorf("%+v %+v", a, b)
	}
}

// Doses are multiplied where this is asked, which needs kinetics linear in the dose.
func TestDosesThatAreMultipliedAreLinear(t *testing.T) {
	lib := evidence.Default()
	for _, x := range [][5]string{{"upadacitinib", "15 mg", "30 mg", "qd", "ra-er"}, {"filgotinib", "200 mg", "400 mg", "qd", "ra"}, {"ruxolitinib", "20 mg", "40 mg", "bid", "mf"}, {"upadacitinib", "3 mg", "6 mg", "bid", "healthy-ir"}} {
		var treatments []coverage.Treatment
		for _, amount := range x[1:3] {
			tr, err := coverage.NewTreatment(lib, x[0], amount, x[3], x[4])
			if err != nil {
				t.Fatal(err)
			}
			treatments = append(treatments, tr)
		}
		c, err := coverage.Compare(context.Background(), lib, treatments, coverage.Options{Seed: 1, Subjects: 2})
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range c.Columns[0].Total.Typical {
			if w := c.Columns[1].Total.Typical[i]; math.Abs(w-2*v) > 1e-3*w {
				t.Fatalf("%s: %g nM at %s, %g nM at twice the dose", x[0], v, x[1], w)
			}
		}
	}
}

// The multiple of a dose that reaches an inhibition does reach it when that dose is given.
func TestMultipleReachesItsTarget(t *testing.T) {
	w := worldOf(t)
	m := w.multiple(upa, "EPO", exactly(25, "")).Typical
	col := w.compared.Columns[w.col(upa)]
	sum := 0.0
	e := w.cell(upa, "EPO").Effect
	for i := 1; i < len(col.Hours); i++ {
		a, b := e.Inhibition(m*col.Total.Typical[i-1], 1), e.Inhibition(m*col.Total.Typical[i], 1)
		sum += (a + b) / 2 * (col.Hours[i] - col.Hours[i-1])
	}
	if got := 100 * sum / 24; math.Abs(got-25) > 0.1 {
		t.Errorf("%.3f times the dose takes %.2f %%", m, got)
	}
}

// Figures shown here are those of the comparison.
func TestAveragesAreThoseOfTheComparison(t *testing.T) {
	w := worldOf(t)
	for _, r := range []string{"IL-6/pSTAT3", "IL-7", "EPO"} {
		if got, want := w.average(upa, r).Typical, 100*w.cell(upa, r).Average.Typical; math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: %g, compare says %g", r, got, want)
		}
	}
	if f := w.average(deucra, "EPO"); f.Typical != 0 || len(f.Draws) != 0 {
		t.Errorf("a pseudokinase ligand at a receptor without TYK2 takes %g %%", f.Typical)
	}
}

func TestKnockOuts(t *testing.T) {
	w := worldOf(t)
	one := func(k binding.Kinase, cytokine string) float64 {
		return w.knockOut(math.Max, []binding.Kinase{k}, cytokine).Typical
	}
	for _, c := range []struct {
		kinase   binding.Kinase
		cytokine string
		left     float64
	}{{binding.JAK1, "IL-6", 0}, {binding.JAK2, "IL-6", 1}, {binding.TYK2, "IL-6", 1}, {binding.JAK2, "EPO", 0}, {binding.TYK2, "TPO", 1}, {binding.JAK3, "IL-4", 0}, {binding.JAK3, "IL-13", 1}} {
		if got := one(c.kinase, c.cytokine); got != c.left {
			t.Errorf("%s without %s: %g", c.cytokine, c.kinase, got)
		}
	}
}

func TestSpearman(t *testing.T) {
	for _, c := range []struct {
		a, b []float64
		want float64
	}{{[]float64{1, 2, 3}, []float64{10, 200, 3000}, 1}, {[]float64{1, 2, 3}, []float64{3, 2, 1}, -1}, {[]float64{1, 2, 2, 3}, []float64{1, 3, 2, 4}, 0.9486832980505138}} {
		if got := spearman(c.a, c.b); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v %v: %g", c.a, c.b, got)
		}
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, evidence.Default(), 1); err == nil {
		t.Error("an interrupted run gives a table")
	}
}
