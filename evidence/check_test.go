package evidence

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEmbeddedLibraryIsPlausible(t *testing.T) {
	r := Default().Check()
	for _, f := range r.Findings {
		if !f.Waived {
			t.Errorf("%s %v: %s", f.Check, f.IDs, f.Message)
		}
	}
	if r.Rows != 1452 || r.Verified+r.Unverified != r.Rows || r.Unverified != 355 {
		t.Errorf("%d rows, %d verified, %d unverified", r.Rows, r.Verified, r.Unverified)
	}
	for _, c := range r.Checks {
		if c.Run == 0 {
			t.Errorf("check %s never ran", c.Check)
		}
	}
	if r.Waived == 0 || len(r.Comparisons) < 80 {
		t.Errorf("%d waived, %d comparisons", r.Waived, len(r.Comparisons))
	}
}

// TestSlipsAreCaught plants the errors the checks exist for: a wrong unit, a slipped decimal point, a
// disagreement without a choice, a stale waiver.
func TestSlipsAreCaught(t *testing.T) {
	for _, c := range []struct{ name, file, old, replacement, check string }{
		{"clearance in mL/min", "pk_parameters.csv", "CL/F,26.3,L/h/{plasma}", "CL/F,26.3,mL/min/{plasma}", "half_life"},
		{"clearance ten times", "pk_parameters.csv", "CL/F,26.3,", "CL/F,263,", "exposure"},
		{"clearance above flow", "pk_parameters.csv", "CL/F,26.3,", "CL/F,2630,", "clearance"},
		{"volume in mL", "pk_parameters.csv", "Vc/F,115.8,L/{plasma}", "Vc/F,115.8,mL/{plasma}", "volume"},
		{"half-life in minutes", "pk_parameters.csv", "t_half,3.05,h", "t_half,3.05,min", "half_life"},
		{"AUC in ug", "pk_exposure.csv", "AUC24,419,ng.h/mL{plasma}", "AUC24,419,ug.h/mL{plasma}", "exposure"},
		{"IC50 in M", "cell_potency.csv", ",119,nM{plasma}", ",119,M{plasma}", "coverage"},
		{"IC50 in mM", "enzyme_potency.csv", ",15.1,nM{unbound}", ",15.1,mM{unbound}", "siblings"},
		{"molar mass in kg", "physchem.csv", ",312.38,", ",0.31238,", "molar_mass"},
		{"fraction in percent", "physchem.csv", ",0.6,verified", ",60,verified", "fraction"},
		{"variability as variance", "pk_parameters.csv", ",22.2,sqrt", ",2220,sqrt", "variability"},
		{"dose in ug", "doses.csv", ",FDA,5 mg,IR BID", ",FDA,5000 mg,IR BID", "dose"},
		{"choice removed", "choices.csv", "cell7;cell8;cell30", "cell7;cell30", "disagreement"},
		{"new contradiction", "pk_parameters.csv", "Vc/F,115.8,", "Vc/F,315.8,", "disagreement"},
		{"stale waiver", "waivers.csv", "dose7,dose,", "dose6,dose,", "waiver"},
		{"waiver of another check", "waivers.csv", "pkpar241,volume,", "pkpar241,fraction,", "volume"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := copyOf(t)
			edit(t, files, c.file, c.old, c.replacement)
			l, err := Load(files)
			if err != nil {
				t.Fatal(err)
			}
			r := l.Check()
			if r.OK() {
				t.Fatal("not caught")
			}
			for _, f := range r.Findings {
				if f.Check == c.check && !f.Waived {
					return
				}
			}
			t.Errorf("not caught by %s but by %+v", c.check, r.Findings)
		})
	}
}

func TestHalfLifeClosedForm(t *testing.T) {
	one := disposition{cl: 10, v: 100}
	if got, want := one.halfLife(), math.Ln2*10; math.Abs(got-want) > 1e-12 {
		t.Errorf("one compartment: %v, want %v", got, want)
	}
	// k10 = 0.6, k12 = 0.2, k21 = 0.2: beta solves b² - b + 0.12 = 0.
	two := disposition{cl: 6, v: 10, q: 2, vp: 10}
	if got, want := two.halfLife(), math.Ln2/(0.5-math.Sqrt(0.25-0.12)); math.Abs(got-want) > 1e-12 {
		t.Errorf("two compartments: %v, want %v", got, want)
	}
	rapid.Check(t, func(t *rapid.T) {
		positive := func(name string) float64 { return rapid.Float64Range(0.01, 1000).Draw(t, name) }
		d := disposition{cl: positive("cl"), v: positive("v"), q: positive("q"), vp: positive("vp")}
		central := disposition{cl: d.cl, v: d.v}
		if d.halfLife() < central.halfLife()*(1-1e-9) {
			t.Fatalf("a second compartment shortened the half-life of %+v", d)
		}
		scaled := d
		scaled.cl, scaled.q = 2*d.cl, 2*d.q
		if got, want := scaled.halfLife(), d.halfLife()/2; math.Abs(got-want) > 1e-6*want {
			t.Fatalf("twice the flows: %v, want %v", got, want)
		}
	})
}

func TestFoldOf(t *testing.T) {
	for _, c := range []struct {
		x    float64
		v    Value
		want float64
	}{
		{10, Value{Low: 5, High: 5}, 2},
		{2.5, Value{Low: 5, High: 5}, 2},
		{7, Value{Low: 5, High: 9}, 1},
		{18, Value{Low: 5, High: 9}, 2},
		{100, Value{Low: 5, High: math.Inf(1)}, 1},
	} {
		if got := foldOf(c.x, c.v); got != c.want {
			t.Errorf("foldOf(%v, %v) = %v, want %v", c.x, c.v, got, c.want)
		}
	}
}

func TestExportIsComplete(t *testing.T) {
	l := Default()
	var b bytes.Buffer
	if err := l.WriteCSV(&b, l.Entries()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != len(l.Entries())+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, e := range l.Entries() {
		all := strings.Join(rows[i+1], "\x00")
		for _, f := range e.Rec().Fields() {
			if !strings.Contains(all, f.Text) {
				t.Errorf("%s: %s %q is not in the export", e.Rec().ID, f.Name, f.Text)
			}
		}
	}
	b.Reset()
	if err := l.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var out struct {
		Schema  string
		Rows    []struct{ ID, How string }
		Sources []struct{ ID string }
		Choices []Choice
	}
	if err := json.Unmarshal(b.Bytes(), &out); err != nil || out.Schema != Schema || len(out.Rows) != len(l.Entries()) || len(out.Sources) != len(l.Sources) || len(out.Choices) != len(l.Choices) {
		t.Errorf("%v: %d rows, %d sources", err, len(out.Rows), len(out.Sources))
	}
}
