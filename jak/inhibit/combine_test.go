package inhibit

import (
	"context"
	"math"
	"strings"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/dose"
	"jakstat/engine/model"
	"jakstat/engine/ode"
	"jakstat/engine/sim"
	"jakstat/evidence"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
	"jakstat/unit"
)

// toy makes P from S at k·S and takes it back at P; time has no unit.
func toy(t testing.TB) *model.Model {
	t.Helper()
	b := model.NewBuilder("toy", model.Raw)
	b.Amount("S", "", unit.Q(10, "1"))
	b.Amount("P", "", unit.Q(0, "1"))
	b.Param("k", unit.Q(0.5, "1"))
	b.Reaction("forward", "S -> P", "k*S")
	b.Reaction("back", "P -> S", "P")
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// course runs a combined model and returns the reported symbols.
func course(t testing.TB, c *Combined, times []float64, report ...string) [][]float64 {
	t.Helper()
	p, err := compile.Compile(c.Model, compile.Options{Report: report})
	if err != nil {
		t.Fatal(err)
	}
	end := times[len(times)-1]
	settings, given := c.Start(p, end)
	out, err := sim.Solve(context.Background(), sim.ModelRun{
		Program: p, End: end, Times: times, Settings: settings, Given: given, Options: ode.Options{RTol: 1e-9, ATol: c.Tolerances(p, 1e-12)},
	})
	if err != nil {
		t.Fatal(err)
	}
	var values [][]float64
	for _, id := range report {
		values = append(values, out.Values[p.OutputIndex(id)])
	}
	return values
}

// The drug beside another model, in its unit of time and from the middle of a therapy on, has the course that it has alone: every shipped
// drug and model, with metabolites, zero-order absorption, lags and clearances that change with time.
func TestTheDrugInAnotherModelIsTheDrugAlone(t *testing.T) {
	base := toy(t)
	compared := 0
	for _, name := range pk.Names() {
		d, err := pk.Open(name, evidence.Default())
		if err != nil {
			t.Fatal(err)
		}
		models, err := d.Models()
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range models {
			r, err := dose.ParseRegimen("20 mg bid")
			if err != nil {
				t.Fatal(err)
			}
			subject := pk.Subject{Covariates: map[string]unit.Quantity{}}
			if m.Uses("daily_dose") {
				subject.Covariates["daily_dose"] = pk.DailyDose(r)
			}
			for j, timing := range []Timing{{Steady: true, After: 2.5}, {Steady: true}, {First: -30}, {First: 3.25}} {
				seconds := []float64{1, 60, 3600, 86400}[(i+j)%4]
				therapy, err := NewTherapy(context.Background(), m, subject, r, timing, 40)
				if err != nil {
					t.Fatalf("%s %s: %v", name, m.ID, err)
				}
				c, err := Combine(base, seconds, Exposure{Therapy: therapy}, []Step{{"forward", receptor.Stated(1e9, 1)}})
				if err != nil {
					t.Fatal(err)
				}
				// The same doses by the model alone, on its own clock.
				events, at, err := timing.events(m, r, 40)
				if err != nil {
					t.Fatal(err)
				}
				var own, other []float64
				for _, h := range []float64{0.013, 0.11, 0.77, 3.3, 5.1, 9.31, 9.77, 12.3, 24.7, 39.9} {
					own, other = append(own, at+h), append(other, h*3600/seconds)
				}
				skip := 0
				for own[skip] < 0 {
					skip++ // before the first dose, where the model alone has no time
				}
				alone, err := m.Simulate(context.Background(), pk.Simulation{
					Events: events, Times: own[skip:], Subjects: []pk.Subject{subject}, Options: ode.Options{RTol: 1e-9, ATol: []float64{1e-12}},
				})
				if err != nil {
					t.Fatal(err)
				}
				got := course(t, c, other, c.Total)[0]
				highest := 0.0
				for _, v := range alone[0].Equivalent {
					highest = max(highest, v)
				}
				for k, v := range got {
					want := 0.0
					if k >= skip {
						want = alone[0].Equivalent[k-skip]
					}
					if !(math.Abs(v-want) <= 1e-5*highest) {
						t.Errorf("%s %s, %+v, in units of %g s: %.9g nM at %g h, alone %.9g", name, m.ID, timing, seconds, v, other[k]*seconds/3600, want)
					}
					compared++
				}
			}
		}
	}
	if compared < 500 {
		t.Errorf("only %d concentrations were compared", compared)
	}
}

// What multiplies a rate in the engine is what the activity says, and the model answers as with its rate constant scaled by hand.
func TestTheFactorIsTheActivity(t *testing.T) {
	base := toy(t)
	shared := &receptor.Activity{Label: "pair", Places: []receptor.Place{{Sites: []receptor.Site{{Name: "A", Half: 10, Hill: 1}}, Power: 1}, {Sites: []receptor.Site{{Name: "B", Half: 40, Hill: 1}, {Name: "C", Half: 300, Hill: 1}}, Power: 1}}}
	for _, a := range []*receptor.Activity{receptor.Stated(30, 1), receptor.Stated(30, 2), receptor.Stated(30, 0.4), shared} {
		for _, cu := range []float64{0, 1e-9, 7, 30, 1234} {
			c, err := Combine(base, 60, Exposure{Constant: cu}, []Step{{"forward", a}})
			if err != nil {
				t.Fatal(err)
			}
			out := course(t, c, []float64{0, 1, 50}, c.Factors[0], c.Free, "P")
			want := a.Left(cu)
			if math.Abs(out[0][1]-want) > 1e-15 || out[1][0] != cu || cu == 0 && out[0][1] != 1 {
				t.Errorf("%s at %g nM: %v left, want %v", a.Label, cu, out[0][1], want)
			}
			k := 0.5 * want
			if rest := 10 * k / (1 + k); math.Abs(out[2][2]-rest) > 1e-8 {
				t.Errorf("%s at %g nM: P comes to %g, want %g", a.Label, cu, out[2][2], rest)
			}
		}
	}
}

func TestCombineNamesAndMistakes(t *testing.T) {
	b := model.NewBuilder("m", model.Raw)
	b.Amount("drug_free", "", unit.Q(1, "1"))
	b.Add(&model.Reaction{
		Info: model.Info{ID: "r"}, Rate: model.MustParse("drug__left1*drug_free"), Reactants: []model.SpeciesRef{{Species: "drug_free", Stoichiometry: 1}},
		Locals: []model.Parameter{{Info: model.Info{ID: "drug__left1"}, Value: unit.Q(2, "1"), Constant: true}},
	})
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	a := receptor.Stated(5, 1)
	c, err := Combine(m, 1, Exposure{Constant: 5}, []Step{{"r", a}})
	if err != nil {
		t.Fatal(err)
	}
	if got := course(t, c, []float64{0, 1}, "drug_free")[0][1]; math.Abs(got-math.Exp(-1)) > 1e-8 {
		t.Errorf("with names like those of the drug: %g", got)
	}
	if _, err := Combine(m, 1, Exposure{}, []Step{{"s", a}}); err == nil || !strings.Contains(err.Error(), `no reaction "s"`) {
		t.Errorf("an unknown reaction: %v", err)
	}
	two, err := Combine(toy(t), 1, Exposure{Constant: 5}, []Step{{"forward", a}, {"back", a}})
	if err != nil || two.Factors[0] != two.Factors[1] {
		t.Errorf("steps with one activity: %v, %v", two.Factors, err)
	}
}

func TestTherapyRefusals(t *testing.T) {
	d, err := pk.Open("upadacitinib", evidence.Default())
	if err != nil {
		t.Fatal(err)
	}
	m, err := d.Find("")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		regimen string
		timing  Timing
		hours   float64
		want    string
	}{
		{"15 mg qd", Timing{Steady: true, After: 24}, 5, "not within the dosing interval"},
		{"15 mg qd", Timing{Steady: true, After: -1}, 5, "not within the dosing interval"},
		{"15 mg once", Timing{Steady: true}, 5, "does not repeat"},
		{"15 mg qd", Timing{First: 9}, 5, "after the end of the run"},
		{"15 mg qd", Timing{Steady: true}, 1e9, "doses"},
	} {
		r, err := dose.ParseRegimen(c.regimen)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := NewTherapy(context.Background(), m, pk.Subject{}, r, c.timing, c.hours); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s, %+v for %g h: %v", c.regimen, c.timing, c.hours, err)
		}
	}
}
