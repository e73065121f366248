package safety

import (
	"math"
	"testing"

	"jakstat/jak/blockade"
	"jakstat/stat/laplace"
)

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s is %.9g, want %.9g", what, got, want)
	}
}

// people are a typical population.
func people(t testing.TB, name string) *Population {
	t.Helper()
	p, err := Of(Typical()[name])
	if err != nil {
		t.Fatal(err)
	}
	return &p
}

// small is a hazard with known coordinates.
func small(names ...string) (*Hazard, []float64) {
	h := &Hazard{Event: &Event{Name: "event"}, At: map[string]int{}}
	x := make([]float64, len(names))
	for i, n := range names {
		h.At[n] = i
		x[i] = 0.1 * float64(i+1)
	}
	return h, x
}

func ln(h *Hazard, p *Population, a *Action, x []float64) float64 {
	v, _, _ := Sum(h.Terms(p, a, x), &laplace.Gradient{})
	return v
}

func TestRateOfAMixtureIsTheMeanOfItsPeople(t *testing.T) {
	h, x := small(Level, "smoker", "ex-smoker", "male")
	rate := func(smoker, ex, male float64) float64 {
		p := &Population{Disease: ReferenceDisease}
		p.X[Smoker], p.X[ExSmoker], p.X[Male] = smoker, ex, male
		return math.Exp(ln(h, p, &Action{}, x))
	}
	want := 0.0
	for _, m := range []struct{ share, male float64 }{{0.3, 1}, {0.7, 0}} {
		want += m.share * (0.2*rate(1, 0, m.male) + 0.5*rate(0, 1, m.male) + 0.3*rate(0, 0, m.male))
	}
	near(t, "mixture", rate(0.2, 0.5, 0.3), want, 1e-12)
}

// The mean over normally distributed ages, by integration.
func TestRateOverAges(t *testing.T) {
	h, x := small(Level, "age")
	p := &Population{Disease: ReferenceDisease}
	p.X[Age], p.X[AgeSD] = 61, 9
	sum := 0.0
	const step = 0.01
	for z := -8.0; z < 8; z += step {
		one := &Population{Disease: ReferenceDisease}
		one.X[Age] = 61 + 9*z
		sum += step * math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) * math.Exp(ln(h, one, &Action{}, x))
	}
	near(t, "mean over ages", math.Exp(ln(h, p, &Action{}, x)), sum, 1e-9)
}

func TestDerivativesAreThoseOfTheSum(t *testing.T) {
	m := Shipped().Models[3]
	p, a := people(t, "UC"), &Action{Class: JAK, Drug: "tofacitinib", Blockades: []blockade.Blockade{{Average: map[string]float64{"IL-15": 0.5, "IFN-gamma": 0.3, "IFN-alpha/beta": 0.6}}}}
	var g laplace.Gradient
	Sum(m.Terms(p, a, m.X), &g)
	d := make([]float64, len(m.X))
	for k, i := range g.I {
		d[i] += g.V[k]
	}
	for i := range m.X {
		const h = 1e-6
		up, down := append([]float64{}, m.X...), append([]float64{}, m.X...)
		up[i] += h
		down[i] -= h
		near(t, "derivative by "+m.Names[i], d[i], (ln(&m.Hazard, p, a, up)-ln(&m.Hazard, p, a, down))/(2*h), 1e-6)
	}
}

func TestLaggedEffectsGrowWithTime(t *testing.T) {
	if ramp(0, 0.1) != 1 {
		t.Error("an effect without lag has to be there at once")
	}
	near(t, "after a short time", ramp(1.5, 0.003), 0.001, 1e-5)
	near(t, "after a long time", ramp(1.5, 1500), 1-1.0/1000, 1e-9)
	// The mean of 1 − exp(−t/lag) over the time.
	sum := 0.0
	for i := range 30000 {
		sum += (1 - math.Exp(-(float64(i)+0.5)*1e-4/1.5)) / 30000
	}
	near(t, "after three years", ramp(1.5, 3), sum, 1e-8)
}

func TestInhibitionOfPathways(t *testing.T) {
	p := Pathway{Cytokines: []string{"IL-6", "IFN-gamma"}}
	drug := &Action{Class: JAK, Blockades: []blockade.Blockade{{Average: map[string]float64{"IL-6": 0.4, "IFN-gamma": 0.2}}, {Average: map[string]float64{"IL-6": 0.6}}}}
	near(t, "mean over doses and cytokines", p.Inhibition(drug), (0.4+0.2+0.6+0)/4, 1e-12)
	near(t, "antibody", p.Inhibition(&Action{Class: IL6}), full/2, 1e-12)
	for _, a := range []*Action{{}, {Class: TNF}, {Class: Rituximab}} {
		if p.Inhibition(a) != 0 {
			t.Errorf("%q blocks nothing of it", a.Class)
		}
	}
}
