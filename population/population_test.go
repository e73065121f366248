package population

import (
	"math"
	"testing"

	"jakstat/stat"
)

func describe() *Description {
	return &Description{
		Age: Spread{54, 12, 18, 75}, Female: 0.8, Measure: "DAS28-CRP", Severity: Unbounded(5.8, 0.9),
		Traits: []Trait{{"bio", 0.3}, {"none", 0}, {"all", 1}, {"asia", 0.5}},
	}
}

// Margins are those of the description, traits are independent of each other, and limits hold.
func TestPeopleAreAsDescribed(t *testing.T) {
	const n = 20000
	d := describe()
	var age, severity stat.Moments
	var female, both float64
	count := make([]float64, len(d.Traits))
	for i := range uint64(n) {
		p := d.Person(1, 0, i)
		age.Add(p.Age)
		severity.Add(p.Severity)
		if p.Female {
			female++
		}
		for k := range count {
			if p.Has(k) {
				count[k]++
			}
		}
		if p.Has(0) && p.Has(3) {
			both++
		}
	}
	near := func(what string, got, want, sd float64) {
		t.Helper()
		if math.Abs(got-want) > 4*sd/math.Sqrt(n) {
			t.Errorf("%s: %g, want %g", what, got, want)
		}
	}
	near("female", female/n, 0.8, 0.4)
	near("bio", count[0]/n, 0.3, 0.46)
	near("asia", count[3]/n, 0.5, 0.5)
	near("both", both/n, 0.15, 0.36)
	near("severity", severity.Mean(), 5.8, 0.9)
	// The mean of a normal distribution cut at ±1.75 and −3 SD: μ + σ(φ(a) − φ(b))/(Φ(b) − Φ(a)).
	a, b := (18.0-54)/12, (75.0-54)/12
	density := func(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }
	near("age", age.Mean(), 54+12*(density(a)-density(b))/(phi(b)-phi(a)), 12)
	if count[1] != 0 || count[2] != n || age.Min() < 18 || age.Max() > 75 {
		t.Errorf("shares 0 and 1: %v of %d; ages %g to %g", count[1:3], n, age.Min(), age.Max())
	}
}

// A person is a function of its address: not of other traits, nor of whom was asked for before.
func TestPeopleHaveAddresses(t *testing.T) {
	d, e := describe(), describe()
	e.Traits = append([]Trait{{"new", 0.5}}, e.Traits...)
	differ := 0
	for i := range uint64(200) {
		if d.Has(7, 3, i, 0) != e.Has(7, 3, i, 1) || d.Person(7, 3, i).Age != e.Person(7, 3, i).Age {
			t.Fatalf("person %d depends on what else is described", i)
		}
		if d.Person(7, 3, i).Age != d.Person(7, 4, i).Age {
			differ++
		}
	}
	if differ < 199 {
		t.Errorf("%d of 200 differ between replicates", differ)
	}
}

func TestUnknownStaysUnknown(t *testing.T) {
	d := &Description{Age: Unbounded(math.NaN(), 1), Female: math.NaN(), Severity: Unbounded(5, 0)}
	p := d.Person(1, 1, 1)
	if !math.IsNaN(p.Age) || p.Female || p.Severity != 5 {
		t.Errorf("%+v", p)
	}
}
