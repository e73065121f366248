package pk

import (
	"math"
	"sort"
	"strings"
	"testing"

	"jakstat/evidence"
	"jakstat/unit"
)

// Linear models: AUC goes as 1/CL, so a covariate must move it exactly as the formula for clearance says. The exponents are
// written out here, not read from the evidence: this test pins them.
func TestCovariatesMoveClearanceAsPublished(t *testing.T) {
	type set map[string]unit.Quantity
	for _, c := range []struct {
		drug, model, dose string
		set               set
		ratio             float64 // of clearance
	}{
		{"tofacitinib", "uc", "5 mg bid", set{"CRCL": unit.Q(40, "mL/min")}, math.Pow(40/108.7, 0.354)},
		{"tofacitinib", "uc", "5 mg bid", set{"SEXF": unit.Q(1, "1")}, 0.868},
		{"tofacitinib", "uc", "5 mg bid", set{"SEXF": unit.Q(1, "1"), "CRCL": unit.Q(1.2, "L/h")}, 0.868 * math.Pow(20/108.7, 0.354)},
		{"upadacitinib", "ra-er", "15 mg qd", set{"CRCL": unit.Q(22, "mL/min")}, math.Pow(22/108.7, 0.256)},
		{"baricitinib", "ra", "4 mg qd", set{"EGFR": unit.Q(45, "mL/min/1.73m2")}, (3.36 + 6.34*45/93) / (3.36 + 6.34)},
		{"ruxolitinib", "mf", "20 mg bid", set{"SEXF": unit.Q(0, "1")}, math.Sqrt(22.1 / 17.7)},
		{"ruxolitinib", "mf", "20 mg bid", set{"SEXF": unit.Q(1, "1")}, math.Sqrt(17.7 / 22.1)},
		{"upadacitinib", "ra-er", "15 mg qd", set{"HEIGHT": unit.Q(180, "cm")}, 1}, // unknown to the model
	} {
		m := open(t, c.drug, c.model)
		base := exposures(t, m, c.dose, Subject{})[0]
		moved := exposures(t, m, c.dose, Subject{Covariates: c.set})[0]
		within(t, c.drug+" "+c.model+", clearance ratio", base.AUC/moved.AUC, c.ratio, 0.002)
	}
	if !open(t, "tofacitinib", "uc").Uses("CRCL") || open(t, "tofacitinib", "uc").Uses("HEIGHT") {
		t.Error("Uses does not tell which covariates a model knows")
	}
}

// Body weight moves the volume and with it the peak, and leaves AUC where clearance does not depend on it.
func TestWeight(t *testing.T) {
	m := open(t, "tofacitinib", "ra")
	base := exposures(t, m, "5 mg bid", Subject{})[0]
	light := exposures(t, m, "5 mg bid", Subject{Covariates: map[string]unit.Quantity{"WT": unit.Q(45, "kg")}})[0]
	within(t, "AUC at 45 kg", light.AUC, base.AUC, 1e-4)
	if !(light.Cmax > 1.1*base.Cmax) {
		t.Errorf("the peak at 45 kg is %.3g, at 83 kg %.3g", light.Cmax, base.Cmax)
	}
	rit := open(t, "ritlecitinib", "aa")
	a := exposures(t, rit, "50 mg qd", Subject{Covariates: map[string]unit.Quantity{"WT": unit.Q(63500, "g")}})[0]
	b := exposures(t, rit, "50 mg qd", Subject{Covariates: map[string]unit.Quantity{"WT": unit.Q(63.5, "kg")}})[0]
	within(t, "grams and kilograms", a.AUC, b.AUC, 1e-9)
}

func TestCovariatesOutOfRange(t *testing.T) {
	m := open(t, "tofacitinib", "uc")
	for name, c := range map[string]struct {
		q    unit.Quantity
		want string
	}{
		"WT":   {unit.Q(-70, "kg"), "WT = -70 kg is out of range"},
		"AGE":  {unit.Q(0, "y"), "out of range"},
		"CRCL": {unit.Q(100, "mg"), "covariate CRCL"},
		"SEXF": {unit.Q(math.NaN(), "1"), "out of range"},
	} {
		_, err := m.settings(m.program, "", Subject{Covariates: map[string]unit.Quantity{name: c.q}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s = %s: %v, want %q", name, c.q, err, c.want)
		}
	}
	_, err := m.settings(m.program, "", Subject{Covariates: map[string]unit.Quantity{"WT": unit.Q(-70, "kg"), "AGE": unit.Q(-1, "y")}})
	if err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("two wrong covariates must be reported together: %v", err)
	}
}

// A condition divides clearance by its AUC ratio: in a model that is linear in the amount AUC is multiplied exactly, of each analyte by its own
// ratio. Every condition of every shipped drug is tried.
func TestConditionsMultiplyAUC(t *testing.T) {
	lib := evidence.Default()
	for _, c := range []struct{ drug, model, dose string }{
		{"tofacitinib", "ra", "5 mg bid"},
		{"upadacitinib", "ra-er", "15 mg qd"},
		{"baricitinib", "ra", "4 mg qd"},
		{"filgotinib", "ra", "200 mg qd"},
		{"ruxolitinib", "mf", "20 mg bid"},
		{"fedratinib", "mf", "400 mg qd"},
		{"pacritinib", "mf", "200 mg bid"},
		{"deucravacitinib", "pso", "6 mg qd"},
		{"abrocitinib", "ad", "200 mg qd"},
		{"momelotinib", "mf", "200 mg qd"},
	} {
		m := open(t, c.drug, c.model)
		base := exposures(t, m, c.dose, Subject{})
		baseTimes, basePeople := day(t, m, c.dose, 1, Subject{})
		moiety := Expose(baseTimes, basePeople[0].Equivalent).AUC
		names := make([]string, 0, len(m.Drug.Conditions))
		for name := range m.Drug.Conditions {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			condition, err := m.Drug.Condition(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, id := range condition.Refs {
				if _, _, ok := lib.Get(id); !ok {
					t.Errorf("%s, %s cites %s, which does not exist", c.drug, name, id)
				}
			}
			times, people := day(t, m, c.dose, 1, Subject{Condition: &condition})
			for i, analyte := range m.Courses() {
				want, ok := condition.Ratios[analyte]
				if !ok {
					want = 1
				}
				tolerance := 1e-3 // of the trapezoids
				if c.drug == "abrocitinib" {
					tolerance = 3e-3 // clearance still falls a little over the day looked at
				}
				within(t, c.drug+", "+name+", AUC ratio of "+analyte, Expose(times, people[0].Mass[i]).AUC/base[i].AUC, want, tolerance)
			}
			if condition.Moiety > 0 {
				got := Expose(times, people[0].Equivalent).AUC / moiety
				least := condition.ratio(m.Drug.Parent().Name) * base[0].AUC / m.Drug.Parent().MolarMass.Value * 1000 / moiety
				within(t, c.drug+", "+name+", AUC ratio of the active moiety", got, math.Max(condition.Moiety, least), 3e-3)
			}
		}
	}
	_, err := open(t, "tofacitinib", "ra").Drug.Condition("renal sever")
	if err == nil || !strings.Contains(err.Error(), "renal severe") {
		t.Errorf("a misspelt condition: %v", err)
	}
}

// Twice the dose is twice the concentration, and one dose of 2x a day has the AUC of two of x, where the model is linear.
func TestDoseProportionality(t *testing.T) {
	for _, c := range []struct{ drug, model, once, twice, split string }{
		{"tofacitinib", "uc", "10 mg qd", "20 mg qd", "5 mg bid"},
		{"baricitinib", "ra", "4 mg qd", "8 mg qd", "2 mg bid"},
		{"upadacitinib", "ra-er", "15 mg qd", "30 mg qd", "7.5 mg bid"},
		{"filgotinib", "ra", "200 mg qd", "400 mg qd", "100 mg bid"},
		{"ruxolitinib", "mf", "20 mg qd", "40 mg qd", "10 mg bid"},
		{"momelotinib", "mf", "200 mg qd", "400 mg qd", "100 mg bid"},
	} {
		m := open(t, c.drug, c.model)
		times, a := day(t, m, c.once, 1, Subject{})
		_, b := day(t, m, c.twice, 1, Subject{})
		for k := range times {
			for i := range a[0].Mass {
				if math.Abs(b[0].Mass[i][k]-2*a[0].Mass[i][k]) > 1e-5*b[0].Mass[i][k]+1e-8 {
					t.Fatalf("%s at %g h: %g after twice the dose, %g after once", c.drug, times[k], b[0].Mass[i][k], a[0].Mass[i][k])
				}
			}
		}
		split := exposures(t, m, c.split, Subject{})[0]
		whole := Expose(times, a[0].Mass[0])
		within(t, c.drug+", AUC of "+c.split, split.AUC, whole.AUC, 1e-4)
		if !(split.Cmax < whole.Cmax && split.Cmin > whole.Cmin) {
			t.Errorf("%s: %s swings between %.3g and %.3g, %s between %.3g and %.3g", c.drug, c.split, split.Cmin, split.Cmax, c.once, whole.Cmin, whole.Cmax)
		}
	}
}

// Parent equivalents: parent plus metabolites, each by its weight, on the molar scale.
func TestParentEquivalents(t *testing.T) {
	m := open(t, "filgotinib", "ra")
	times, p := day(t, m, "200 mg qd", 1, Subject{})
	for k := range times {
		want := p[0].Mass[0][k]/425.51*1000 + 689.0/4717*p[0].Mass[1][k]/357.43*1000
		if math.Abs(p[0].Equivalent[k]-want) > 1e-9*want {
			t.Fatalf("filgotinib at %g h: %g nM, want %g", times[k], p[0].Equivalent[k], want)
		}
	}
	abro := open(t, "abrocitinib", "ad")
	_, p = day(t, abro, "200 mg qd", 1, Subject{})
	want := p[0].Mass[0][100] / 323.42 * 1000 * (1 + 0.1/0.6 + 0.3/0.6) // the shares of the activity, by construction
	within(t, "abrocitinib equivalents", p[0].Equivalent[100], want, 1e-9)
	mom := open(t, "momelotinib", "mf")
	_, p = day(t, mom, "200 mg qd", 1, Subject{})
	var weight float64
	for _, a := range mom.Drug.Analytes {
		if a.Name == "M21" {
			weight = a.Weight.Value
		}
	}
	within(t, "momelotinib equivalents", p[0].Equivalent[50], (p[0].Mass[0][50]+weight*p[0].Mass[1][50])/414.47*1000, 1e-9)
	if !(weight > 0.2 && weight < 0.6) {
		t.Errorf("M21 weighs %g of the parent", weight)
	}
}
