package safety

import (
	"math"
	"testing"

	"jakstat/rng"
	"jakstat/stat"

	"gonum.org/v1/gonum/mat"
)

// The drawn hazards scatter around the forecast as it says, and people drawn from a population have on average its hazard.
func TestDrawnHazardsAreThoseOfTheForecast(t *testing.T) {
	people, err := Of(Typical()["RA with cardiovascular risk"])
	if err != nil {
		t.Fatal(err)
	}
	arms := []Option{{"JAK", &Action{Class: JAK, Drug: "tofacitinib"}}, {"TNF", &Action{Class: TNF}}, {"new", &Action{Class: JAK, Drug: "not in the evidence"}}}
	q, ok := NewPeople(&people, math.Inf(-1), math.Inf(1))
	if !ok {
		t.Fatal("no people")
	}
	for _, name := range []string{"MACE", "malignancy excl NMSC", "herpes zoster"} {
		m, _ := Shipped().Model(name)
		var asked Asked
		for _, c := range Covariates() {
			asked[c] = m.Depends(c)
		}
		// One draw without spread: people's mean hazard is that of the population.
		fixed := *m
		fixed.Spread = Spread{}
		fixed.Factor = zero(m)
		d := fixed.Draw(1, 0, people.Disease, arms)
		sum := 0.0
		const n = 40000
		for i := range uint64(n) {
			x := q.Virtual(&asked, func(c Covariate) rng.Stream { return rng.Key(2, i, rng.Name(c.Name()), 0) })
			sum += math.Exp(d.Ln(&x))
		}
		p := people
		f := m.Forecast(&p, &Action{})
		if got, want := math.Log(sum/n), f.Ln; math.Abs(got-want) > 0.02 {
			t.Errorf("%s: people have ln rate %g, the population %g", name, got, want)
		}
		// Women of the reference age, whose hazard is linear in the coordinates, so that the forecast is exact.
		p.X = Traits{Age: ReferenceAge}
		var ln [3]stat.Moments
		for k := range uint64(4000) {
			d := m.Draw(1, k, people.Disease, arms)
			for i := range arms {
				ln[i].Add(d.Ln((*Traits)(&p.X)) + d.Effect(i, p.Years))
			}
		}
		for i, a := range arms {
			f := m.Forecast(&p, a.Action)
			if math.Abs(ln[i].Mean()-f.Ln) > 4*f.SD/math.Sqrt(4000) || math.Abs(ln[i].SD()/f.SD-1) > 0.05 {
				t.Errorf("%s, %s: mean %g, SD %g; the forecast has %g, %g", name, a.Name, ln[i].Mean(), ln[i].SD(), f.Ln, f.SD)
			}
		}
	}
}

func TestAgesWithinLimits(t *testing.T) {
	p := Population{Disease: "RA"}
	p.X[Age], p.X[AgeSD], p.X[Smoker], p.X[ExSmoker] = 61, 7, 0.3, 0.5
	q, ok := NewPeople(&p, 50, math.Inf(1))
	if !ok {
		t.Fatal("no such people")
	}
	asked := Asked{Age: true, Smoker: true}
	var age, smoker, past stat.Moments
	for i := range uint64(20000) {
		x := q.Virtual(&asked, func(c Covariate) rng.Stream { return rng.Key(1, i, rng.Name(c.Name()), 0) })
		if x[Age] < 50 || x[Smoker]+x[ExSmoker] > 1 || x[Male] != 0 {
			t.Fatalf("%v", x)
		}
		age.Add(x[Age])
		smoker.Add(x[Smoker])
		past.Add(x[ExSmoker])
	}
	if math.Abs(age.Mean()-61) > 0.2 || math.Abs(age.SD()-7) > 0.15 || math.Abs(smoker.Mean()-0.3) > 0.02 || math.Abs(past.Mean()-0.5) > 0.02 {
		t.Errorf("age %g (%g), smokers %g, %g", age.Mean(), age.SD(), smoker.Mean(), past.Mean())
	}
	p.X[Age] = 40
	if _, ok := NewPeople(&p, 50, math.Inf(1)); ok {
		t.Error("people of 40 on average, none below 50")
	}
}

// zero is a model's factor without any spread.
func zero(m *Model) *mat.TriDense { return mat.NewTriDense(len(m.X), mat.Lower, nil) }
