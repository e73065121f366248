package pk

import (
	"context"
	"math"
	"strings"
	"testing"

	"jakstat/evidence"
)

// Every exposure row has a line of the plan and every line a row, so that nothing is left out in silence.
func TestThePlanCoversTheEvidence(t *testing.T) {
	lib := evidence.Default()
	plan, err := readPlan()
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]*evidence.PKExposure{}
	for _, r := range lib.PKExposures {
		rows[r.ID] = r
		if _, ok := plan[r.ID]; !ok {
			t.Errorf("%s has no line in the plan", r.ID)
		}
	}
	for id, e := range plan {
		r, ok := rows[id]
		switch {
		case !ok:
			t.Errorf("the plan has %s, which is no exposure row", id)
		case (e.model == "") != (e.outside != ""):
			t.Errorf("%s: a line names a model or says why there is none", id)
		case e.role != "" && (Role(e.role) == Tested || e.remark == ""):
			t.Errorf("%s: a role only lowers a row's standing, and says why (%q, %q)", id, e.role, e.remark)
		case e.model != "":
			if d, err := Open(r.Drug, lib); err != nil {
				t.Error(err)
			} else if m, err := d.Find(e.model); err != nil || m.ID != e.model {
				t.Errorf("%s: model %q: %v", id, e.model, err)
			}
		}
	}
}

func TestQualifyIsHonest(t *testing.T) {
	lib := evidence.Default()
	plan, err := readPlan()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := Qualify(context.Background(), lib)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(lib.PKExposures) {
		t.Fatalf("%d comparisons of %d rows", len(rows), len(lib.PKExposures))
	}
	for i, c := range rows {
		if c.Row != lib.PKExposures[i] {
			t.Fatalf("comparison %d is out of order", i)
		}
		id := c.Row.ID
		switch c.Role {
		case Outside:
			if c.Reason == "" {
				t.Errorf("%s is left out without a reason", id)
			}
			continue
		case Tested:
			if c.Row.How != evidence.Verified || c.Row.Kind != "observed" {
				t.Errorf("%s is %s and %s and must not be tested", id, c.Row.How, c.Row.Kind)
			}
			want := 0.0
			switch {
			case strings.HasPrefix(c.Row.Statistic, "AUC"):
				want = 1.25
			case c.Row.Statistic == "Cmax":
				want = 1.5
			}
			if c.Limit != want {
				t.Errorf("%s, %s: limit %g, want %g", id, c.Row.Statistic, c.Limit, want)
			}
		case BuiltFrom, Shown:
		default:
			t.Errorf("%s has role %q", id, c.Role)
		}
		d, err := Open(c.Row.Drug, lib)
		if err != nil {
			t.Fatal(err)
		}
		m, err := d.Find(c.Model)
		if err != nil {
			t.Fatal(err)
		}
		if m.Refs(id) && c.Role != BuiltFrom {
			t.Errorf("%s: the model was built from it, but its role is %s", id, c.Role)
		}
		if !m.Refs(id) && c.Role == BuiltFrom && (plan[id].role != string(BuiltFrom) || plan[id].remark == "") {
			t.Errorf("%s: said to be built from, but neither does the model cite it nor the plan explain it", id)
		}
		if !(c.Predicted > 0) || !(c.Fold >= 1) || math.IsInf(c.Fold, 0) {
			t.Errorf("%s: predicted %g, fold %g", id, c.Predicted, c.Fold)
		}
		if got := math.Exp(math.Abs(math.Log(c.Predicted / c.Observed))); math.Abs(got-c.Fold) > 1e-9*got {
			t.Errorf("%s: fold %g, but %g against %g", id, c.Fold, c.Predicted, c.Observed)
		}
		// A model made from an exposure reproduces it.
		if c.Role == BuiltFrom && c.Basis == "exposure" && c.Row.Statistic == "AUC24" && c.Fold > 1.02 {
			t.Errorf("%s, model %s: built from this AUC but %.3g-fold off", id, c.Model, c.Fold)
		}
	}
	if s := Summarise(rows); !s.Pass {
		t.Errorf("the shipped models miss the criteria set for them: %+v", s)
	}
}

func TestSummarise(t *testing.T) {
	row := func(role Role, fold, limit float64, how evidence.Verification) Comparison {
		return Comparison{Row: &evidence.PKExposure{Record: evidence.Record{How: how}}, Role: role, Fold: fold, Limit: limit}
	}
	tests := func(n, missed int) []Comparison {
		var out []Comparison
		for i := range n {
			if i < missed {
				out = append(out, row(Tested, 2, 1.5, evidence.Verified))
			} else {
				out = append(out, row(Tested, 1, 1.25, evidence.Verified))
			}
		}
		return out
	}
	for _, c := range []struct {
		name string
		rows []Comparison
		want Summary
	}{
		{"nothing tested is no pass", []Comparison{row(Shown, 2, 0, evidence.Verified)}, Summary{Shown: 1, GMFE: 1, ShownGMFE: 2}},
		{"all within", tests(3, 0), Summary{Pass: true, Tested: 3, GMFE: 1, ShownGMFE: 1}},
		{"15 % may miss", tests(20, 3), Summary{Pass: true, Tested: 20, Missed: 3, GMFE: math.Pow(2, 3.0/20), ShownGMFE: 1}},
		{"20 % may not", tests(20, 4), Summary{Tested: 20, Missed: 4, GMFE: math.Pow(2, 4.0/20), ShownGMFE: 1}},
		{"one of six may not", tests(6, 1), Summary{Tested: 6, Missed: 1, GMFE: math.Pow(2, 1.0/6), ShownGMFE: 1}},
		{"a fold at its limit passes", []Comparison{row(Tested, 1.25, 1.25, evidence.Verified)}, Summary{Pass: true, Tested: 1, GMFE: 1.25, ShownGMFE: 1}},
		{"no number is a miss", []Comparison{row(Tested, math.NaN(), 1.25, evidence.Verified)}, Summary{Tested: 1, Missed: 1, GMFE: math.NaN(), ShownGMFE: 1}},
		{
			"what is shown, built or outside never counts", append(tests(1, 0), row(Shown, 50, 1.25, evidence.Unverified), row(BuiltFrom, 50, 1.25, evidence.Verified), row(Outside, math.NaN(), 0, evidence.Unverified)),
			Summary{Pass: true, Tested: 1, GMFE: 1, Shown: 1, ShownGMFE: 50, Built: 1, Outside: 1, UnverifiedShare: 0.5},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Summarise(c.rows)
			near := func(a, b float64) bool { return a == b || math.Abs(a-b) < 1e-12 || math.IsNaN(a) && math.IsNaN(b) }
			if !near(got.GMFE, c.want.GMFE) || !near(got.ShownGMFE, c.want.ShownGMFE) || !near(got.UnverifiedShare, c.want.UnverifiedShare) {
				t.Errorf("%+v, want %+v", got, c.want)
			}
			got.GMFE, got.ShownGMFE, got.UnverifiedShare = c.want.GMFE, c.want.ShownGMFE, c.want.UnverifiedShare
			if math.IsNaN(got.GMFE) {
				got.GMFE, c.want.GMFE = 0, 0
			}
			if got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}
