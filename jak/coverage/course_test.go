package coverage

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jakstat/engine/dose"
	"jakstat/engine/result"
	"jakstat/evidence"
	"jakstat/jak/receptor"
	"jakstat/unit"
)

func dosed(t testing.TB, text string, days float64) []dose.Event {
	t.Helper()
	r, err := dose.ParseRegimen(text)
	if err != nil {
		t.Fatal(err)
	}
	events, err := r.Events(24 * days)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

// After two weeks a course over time is the steady state of a comparison: concentrations, inhibition, loss of an enzyme, and clearance
// that depends on time and dose.
func TestACourseRunsIntoTheSteadyState(t *testing.T) {
	lib := evidence.Default()
	for _, c := range []struct{ drug, amount, regimen, model, readout string }{
		{"tofacitinib", "5 mg", "bid", "ra", "IL-2"},
		{"filgotinib", "200 mg", "qd", "ra", "IL-6/pSTAT1"},
		{"ritlecitinib", "50 mg", "qd", "aa", "IL-15"},
		{"abrocitinib", "200 mg", "qd", "ad", "IFN-alpha"},
		{"deucravacitinib", "6 mg", "qd", "pso", "IL-12"},
	} {
		tr := treatment(t, c.drug, c.amount, c.regimen, c.model)
		cmp := compare(t, []Treatment{tr}, Options{Seed: 1, Subjects: 4})
		var times []float64
		for _, h := range cmp.Columns[0].Hours {
			times = append(times, 20*24+h)
		}
		fine := []float64{}
		for i := range 4801 {
			fine = append(fine, float64(i)*0.1)
		}
		open, err := Open(lib, c.drug, c.model)
		if err != nil {
			t.Fatal(err)
		}
		out, err := Simulate(context.Background(), lib, Plan{
			Treatment: open, Subjects: []Dosed{{ID: "1", Events: dosed(t, c.amount+" "+c.regimen, 21)}}, Times: append(fine[:len(fine)-1], times...), Readouts: []string{c.readout},
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range cmp.Rows {
			if r.Readout.Label() != out[0].Inhibition[0].Readout.Label() {
				continue
			}
			want := cmp.Course(i, 0).Typical
			got := out[0].Inhibition[0].Band.Typical[4800:]
			total := out[0].Total.Typical[4800:]
			for k := range want {
				if math.Abs(got[k]-want[k]) > 0.004 || math.Abs(total[k]-cmp.Columns[0].Total.Typical[k]) > 0.003*cmp.Columns[0].Total.Typical[k]+0.02 {
					t.Errorf("%s at %.1f h: inhibition %.4f and %.4g nM on day 21, %.4f and %.4g at steady state", c.drug, cmp.Columns[0].Hours[k], got[k], total[k], want[k], cmp.Columns[0].Total.Typical[k])
					break
				}
			}
		}
	}
}

func TestSimulateBeginsWithoutDrug(t *testing.T) {
	lib := evidence.Default()
	open, err := Open(lib, "ritlecitinib", "aa")
	if err != nil {
		t.Fatal(err)
	}
	plan := Plan{Treatment: open, Subjects: []Dosed{{ID: "a", Events: dosed(t, "50 mg qd", 2)}}, Times: []float64{0, 0.5, 1, 2, 4, 8, 24, 48}, Readouts: []string{"IL-15", "IL-6", "IL-9"}, Patients: 20, Seed: 3}
	out, err := Simulate(context.Background(), lib, plan)
	if err != nil {
		t.Fatal(err)
	}
	c := out[0]
	if len(c.Inhibition) != 4 { // IL-6 has two read-outs
		t.Fatalf("%d read-outs", len(c.Inhibition))
	}
	if c.Total.Typical[0] != 0 || c.Inhibition[0].Band.Typical[0] != 0 || !(c.Inhibition[0].Band.Typical[3] > 0.3) {
		t.Errorf("begins with %g nM and %g, then %g", c.Total.Typical[0], c.Inhibition[0].Band.Typical[0], c.Inhibition[0].Band.Typical[3])
	}
	for _, k := range []int{2, 4, 6} {
		if !(c.Total.Low[k] < c.Total.High[k]) || c.Inhibition[0].Band.Low[k] >= c.Inhibition[0].Band.High[k] {
			t.Errorf("no band at %g h", plan.Times[k])
		}
	}
	if c.Inhibition[3].Band.Typical != nil {
		t.Error("a read-out without a figure has a course")
	}
	again, err := Simulate(context.Background(), lib, plan)
	if err != nil || again[0].Total.Low[3] != c.Total.Low[3] {
		t.Error("the same seed gives another band")
	}
}

func TestDailyDose(t *testing.T) {
	give := func(at, mg float64) dose.Event {
		return dose.Event{Row: 1, Time: at, EVID: dose.EVIDDose, Amount: unit.Q(mg, "mg")}
	}
	repeat := give(0, 5)
	repeat.II, repeat.ADDL = 12, 9
	micro := dose.Event{Row: 1, Time: 2, EVID: dose.EVIDDose, Amount: unit.Q(500, "ug")}
	for _, c := range []struct {
		name   string
		events []dose.Event
		want   float64
	}{
		{"none", nil, 0},
		{"one", []dose.Event{give(3, 7)}, 7},
		{"twice a day", []dose.Event{repeat}, 10},
		{"a day apart", []dose.Event{give(0, 5), give(24, 6)}, 6},
		{"less than a day apart", []dose.Event{give(0, 5), give(23, 6)}, 11},
		{"a loading dose", []dose.Event{give(0, 30), give(24, 15), give(48, 15)}, 30},
		{"micrograms", []dose.Event{give(0, 1), micro}, 1.5},
		{"an observation between", []dose.Event{give(0, 5), {Row: 2, Time: 1}, give(12, 5), give(24, 5)}, 10},
	} {
		got, err := dailyDose(c.events)
		if err != nil || math.Abs(got.MustIn(unit.Must("mg"))-c.want) > 1e-12 {
			t.Errorf("%s: %s, %v; want %g mg", c.name, got, err, c.want)
		}
	}
}

// The document is JSON throughout: no figure that JSON cannot carry, unknown ones null, and every evidence id that a cell cites has its source.
func TestDocument(t *testing.T) {
	lib := evidence.Default()
	c := standard(t)
	d := c.Document(lib, []Missing{{"peficitinib", "no model"}}, result.Manifest{})
	data, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var back Document
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if back.Schema != DocumentSchema || len(back.Rows) != len(c.Rows) || len(back.Columns) != len(c.Columns) {
		t.Fatalf("%d rows, %d columns", len(back.Rows), len(back.Columns))
	}
	nulls := 0
	for _, r := range back.Rows {
		if len(r.Values) != len(back.Columns) || r.Cytokine == "" || r.Pair == "" || r.Receptor == "" {
			t.Fatalf("row %+v", r)
		}
		for j, v := range r.Values {
			if v.Route == "none" {
				nulls++
				if v.Average != nil || len(v.Notes) == 0 {
					t.Errorf("%s, %s: no figure known, but %v, notes %v", r.Cytokine, back.Columns[j].Drug, v.Average, v.Notes)
				}
				continue
			}
			if v.Average == nil || v.HoursAbove == nil || len(v.Evidence) == 0 {
				t.Errorf("%s, %s: %+v", r.Cytokine, back.Columns[j].Drug, v)
			}
			for _, id := range v.Evidence {
				if s, ok := back.Sources[id]; !ok || s.Short == "" {
					t.Errorf("%s, %s cites %s, whose source is missing", r.Cytokine, back.Columns[j].Drug, id)
				}
			}
		}
	}
	if nulls == 0 {
		t.Error("nothing is unknown: the null case was not tested")
	}
	for _, id := range back.SourceIDs() {
		if !strings.ContainsAny(id, "0123456789") {
			t.Errorf("source id %q", id)
		}
	}
	for _, col := range back.Columns {
		if !(col.Unbound > 0) || col.Dose == "" || col.Regimen == "" || col.Label == "" || col.Basis == "" {
			t.Errorf("column %+v", col)
		}
	}
	if len(back.Windows) != 7 {
		t.Errorf("%d windows", len(back.Windows))
	}
}

// A selectivity window is the ratio of two IC50s, where both are values: not a limit, not beyond reach, not one that falls with time.
func TestWindows(t *testing.T) {
	c := standard(t)
	effect := func(readout string, column int) *receptor.Effect {
		for _, r := range c.Rows {
			if r.Readout.Label() == readout {
				return r.Cells[column].Effect
			}
		}
		t.Fatalf("no row %s", readout)
		return nil
	}
	known := 0
	for _, w := range c.Windows {
		for j, col := range c.Columns {
			where := col.Treatment.Drug.Name + ", " + w.Wanted.Label() + " to " + w.Spared.Label()
			a, b := effect(w.Wanted.Label(), j), effect(w.Spared.Label(), j)
			value := true
			for _, e := range []*receptor.Effect{a, b} {
				value = value && e.Route != receptor.NoRoute && !e.AtLeast && e.Covalent == nil && !math.IsInf(e.IC50, 1)
			}
			switch {
			case !value && !math.IsNaN(w.Ratio[j]):
				t.Errorf("%s: a ratio of %g of figures that are no values", where, w.Ratio[j])
			case value && w.Ratio[j] != b.IC50/a.IC50:
				t.Errorf("%s: %g, want %g", where, w.Ratio[j], b.IC50/a.IC50)
			case value:
				known++
			}
		}
	}
	if known < 60 {
		t.Errorf("only %d windows are known", known)
	}
}

// What a course shows at a time does not depend on which other times are asked for, covalent loss and slow binding included.
func TestFewTimesShowTheSameCourse(t *testing.T) {
	lib := evidence.Default()
	path := filepath.Join(t.TempDir(), "slow.yaml")
	text := `drug: slow
analytes: [{name: slow, molar_mass: 400 g/mol, fu: 0.4}]
models: [{id: one, population: healthy, parameters: {CL: {value: 20 L/h, cv: 30 %}, Vc: 100 L, ka: 1 1/h}}]
kinases: {JAK1: {value: 3 nM, koff: 0.1 1/h}, JAK2: 90 nM, JAK3: {value: 90 nM, koff: 2 1/h}, TYK2: 60 nM}
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ritlecitinib", path, "tofacitinib"} {
		tr, err := Open(lib, name, "")
		if err != nil {
			t.Fatal(err)
		}
		reg, err := dose.ParseDoseAndRegimen("50 mg", "qd")
		if err != nil {
			t.Fatal(err)
		}
		events, err := reg.Events(72)
		if err != nil {
			t.Fatal(err)
		}
		at := func(times []float64) Course {
			out, err := Simulate(t.Context(), lib, Plan{Treatment: tr, Subjects: []Dosed{{ID: "1", Events: events}}, Times: times, Readouts: []string{"IL-15"}, Patients: 4, Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			return out[0]
		}
		var fine []float64
		for i := range 601 {
			fine = append(fine, float64(i)/10)
		}
		all, few, late := at(fine), at([]float64{0, 30, 60}), at([]float64{30, 60})
		for i, k := range []int{0, 300, 600} {
			for _, x := range [][2]float64{
				{few.Inhibition[0].Band.Typical[i], all.Inhibition[0].Band.Typical[k]},
				{few.Inhibition[0].Band.High[i], all.Inhibition[0].Band.High[k]},
				{few.Total.Typical[i] / 1e4, all.Total.Typical[k] / 1e4},
			} {
				if math.Abs(x[0]-x[1]) > 0.01 {
					t.Errorf("%s at %g h: %g, with more times %g", name, fine[k], x[0], x[1])
				}
			}
			if i > 0 && math.Abs(late.Inhibition[0].Band.Typical[i-1]-few.Inhibition[0].Band.Typical[i]) > 0.01 {
				t.Errorf("%s at %g h: %g, asked from the start %g", name, fine[k], late.Inhibition[0].Band.Typical[i-1], few.Inhibition[0].Band.Typical[i])
			}
		}
		if !(few.Inhibition[0].Band.Typical[1] > 0.02) {
			t.Errorf("%s inhibits nothing", name)
		}
	}
}
