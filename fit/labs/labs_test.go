package labs

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"jakstat/evidence"
	"jakstat/evidence/results"
	"jakstat/jak/biomarker"
)

func TestEveryRowHasItsPlace(t *testing.T) {
	rows, err := Plan(evidence.Default())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]*Row{}
	for i := range rows {
		if seen[rows[i].ID] != nil {
			t.Errorf("%s stands twice", rows[i].ID)
		}
		seen[rows[i].ID] = &rows[i]
	}
	for _, l := range results.Shipped().Labs {
		r := seen[l.ID]
		switch {
		case r == nil:
			t.Errorf("%s is not in the plan", l.ID)
		case r.Role == Outside && r.Remark == "":
			t.Errorf("%s is left out without a reason", l.ID)
		case r.Role != Outside && r.Lab != l.Lab && l.ID != "lab148":
			t.Errorf("%s is compared as %s, the row says %s", l.ID, r.Lab, l.Lab)
		case r.Kind.IsChange() && l.Value.Known && r.Observed != l.Value.Value:
			t.Errorf("%s: observed %g, the row says %g", l.ID, r.Observed, l.Value.Value)
		}
	}
	for _, doubtful := range []string{"lab144", "lab152"} {
		if r := seen[doubtful]; r.Fit || r.Role != Shown {
			t.Errorf("%s is doubtful and neither fitted nor tested: %+v", doubtful, r)
		}
	}
}

func TestMistakesOfThePlanComeAtOnce(t *testing.T) {
	head := strings.Join(planColumns, ",") + "\n"
	_, err := readPlan([]byte(head+
		"lab1,judged,yes,incidence,hemoglobin,RA,placebo,,,13,omeract 3,\n"+
		"lab4,tested,yes,incidence,hemoglobin,RA,upadacitinib,15,QD,soon,omeract 7,\n"+
		"lab95,tested,yes,change,potassium,RA,baricitinib+tofacitinib,2,QD,12,,\n"+
		"lab999,tested,yes,share,LDL-C,RA,baricitinib,2,QD,12,,\n"), evidence.Default(), results.Shipped())
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"labs.csv:2", "role must be", "labs.csv:3", "week must be", "no grade", "labs.csv:4", "no lab", "do not go together", "labs.csv:5", `kind "share"`, "no row lab999"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in:\n%v", want, err)
		}
	}
	if _, err := readPlan([]byte("row,role\n"), evidence.Default(), results.Shipped()); err == nil {
		t.Error("wrong columns are read")
	}
}

func newTestWorld(t *testing.T, want func(*Row) bool) *world {
	t.Helper()
	rows, err := Plan(evidence.Default())
	if err != nil {
		t.Fatal(err)
	}
	rows = slices.DeleteFunc(rows, func(r Row) bool { return r.Role == Outside || !want(&r) })
	w, err := newWorld(context.Background(), evidence.Default(), rows)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestTransformedHasAnInverse(t *testing.T) {
	w := newTestWorld(t, func(r *Row) bool { return len(r.Drugs()) == 0 || r.Drugs()[0] == "tofacitinib" })
	for i := range w.rows {
		if w.rows[i].Kind == Nadir {
			continue
		}
		for _, v := range []float64{0.3, 2, 11} {
			if got := w.untransformed(i, w.transformed(i, v)); math.Abs(got-v) > 1e-9*v {
				t.Errorf("%s: %g comes back as %g", w.rows[i].ID, v, got)
			}
		}
	}
}

// A placebo arm whose figures are those of the prediction is fitted by what predicts them: the variation between visits comes back.
func TestVariationBetweenVisitsIsRecovered(t *testing.T) {
	w := newTestWorld(t, func(r *Row) bool { return len(r.Parts) == 0 && r.Kind.IsIncidence() && r.Lab != "platelets" })
	truth := make([]float64, len(w.names))
	for i := range truth {
		truth[i] = w.prior[i][0]
	}
	truth[w.index(spread)] = 0.35
	e := &evaluator{world: w, ctx: context.Background(), plain: true}
	e.at(truth)
	for i := range w.rows {
		w.rows[i].Observed, w.rows[i].AtMost, w.rows[i].Verified = e.value(i, 0, truth), false, true
	}
	f, err := w.fit(context.Background(), func(*Row) bool { return true }, nil, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, lab := range []string{"hemoglobin", "neutrophils", "lymphocytes", "ALT", "CK"} {
		got := f.post.X[w.index(spread)] + f.post.X[w.index(spreadOf+lab)]
		if math.Abs(got-0.35) > 0.1 {
			t.Errorf("%s: ln of the variation %.3f, made with 0.35", lab, got)
		}
	}
}

func TestShippedCalibrationBelongsToTheEvidence(t *testing.T) {
	c := biomarker.Shipped()
	now, err := hash()
	if err != nil {
		t.Fatal(err)
	}
	if c.Hash != now {
		t.Errorf("fitted to evidence %s, now %s: run jakstat fit labs --out library/calibration", c.Hash, now)
	}
	rows, err := Plan(evidence.Default())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range Drugs(rows) {
		if !slices.ContainsFunc(c.HeldOut, func(h biomarker.HeldOut) bool { return h.Drug == d }) {
			t.Errorf("%s was not left out", d)
		}
	}
	w := newTestWorld(t, func(r *Row) bool { return r.ID == "lab1" })
	if !slices.Equal(c.Names, w.names) {
		t.Errorf("coordinates %v, the calibration has %v", w.names, c.Names)
	}
}

func TestQualification(t *testing.T) {
	q, err := Qualify(context.Background(), evidence.Default())
	if err != nil {
		t.Fatal(err)
	}
	if !q.Pass {
		t.Errorf("signs %v, within %v, covered %v, directions %v, leaving %v", q.Signs, q.Within, q.Covered, q.Directions, q.Leaving)
	}
	if q.Signs.Of < 80 || q.Covered.Of < 100 || q.Directions.Of < 15 {
		t.Errorf("few rows are judged: %v, %v, %v", q.Signs, q.Covered, q.Directions)
	}
	for i := range q.Rows {
		c := &q.Rows[i]
		if c.Role == Outside {
			continue
		}
		if !(c.Low <= c.Predicted && c.Predicted <= c.High) {
			t.Errorf("%s: %g is not between %g and %g", c.ID, c.Predicted, c.Low, c.High)
		}
	}
	// What biology demands and nobody fitted.
	for _, id := range []string{"pd74-12", "pd74", "pd37", "pd49", "pd77"} {
		i := slices.IndexFunc(q.Rows, func(c Comparison) bool { return c.ID == id })
		if c := q.Rows[i]; c.Fit || !c.Within {
			t.Errorf("%s: %.3g, fitted %v", id, c.Predicted, c.Fit)
		}
	}
}
