package mixed

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// sample makes rows of schools: a common mean, a slope, school effects, clusters of repeated measurements.
func sample(n int) Data {
	r := rand.New(rand.NewPCG(1, 2))
	school := make([]float64, 1+n/5)
	for i := range school {
		school[i] = 0.7 * r.NormFloat64()
	}
	d := Data{
		Groups:      []Group{{Name: "mean", SD: 2, Fixed: true}, {Name: "slope", SD: 1, Fixed: true}, {Name: "school", SD: 0.2}, {Name: "row", SD: 0.2}},
		Correlation: func(i, j int) float64 { return 0.5 },
	}
	for i := range n {
		s, x := i/5, float64(i%7)-3
		d.Rows = append(d.Rows, Row{
			Y: 1.5 + 0.4*x + school[s] + 0.3*r.NormFloat64(), SE: 0.1 + 0.01*float64(i%3), Cluster: 1 + i/2,
			Terms: []Term{{0, "m", 1}, {1, "x", x}, {2, fmt.Sprint(s), 1}, {3, fmt.Sprint(i), 1}},
		})
	}
	return d
}

func model(t *testing.T, d Data) *Model {
	t.Helper()
	m, err := New(d)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestConjugateMean(t *testing.T) {
	// One unknown mean with prior N(0, 2²), measurements with known error: posterior precision is the sum of precisions.
	d := Data{Groups: []Group{{Name: "mean", SD: 2, Fixed: true}}}
	sum, precision, loglik := 0.0, 1/4.0, 0.0
	for i, y := range []float64{1, 3, 2.5} {
		se := 0.5 + float64(i)
		d.Rows = append(d.Rows, Row{Y: y, SE: se, Terms: []Term{{0, "m", 1}}})
		// predictive density of y given those before it
		v := se*se + 1/precision
		loglik -= 0.5 * (math.Log(2*math.Pi*v) + (y-sum/precision)*(y-sum/precision)/v)
		sum += y / (se * se)
		precision += 1 / (se * se)
	}
	m := model(t, d)
	p, err := m.Condition(m.SDs())
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Predict([][]Term{{{0, "m", 1}}, {{0, "m", 2}}, {{0, "other", 1}}}, []bool{true})
	if err != nil {
		t.Fatal(err)
	}
	mean, v := sum/precision, 1/precision
	for _, c := range []struct{ got, want float64 }{
		{p.LogLik, loglik},
		{got.Mean[0], mean},
		{got.Mean[1], 2 * mean},
		{got.Mean[2], 0},
		{got.Parameter.At(0, 0), v},
		{got.Parameter.At(0, 1), 2 * v},
		{got.Parameter.At(1, 1), 4 * v},
		{got.Parameter.At(2, 2), 0},
		{got.Between.At(2, 2), 4},
		{got.Between.At(0, 0), 0},
	} {
		if math.Abs(c.got-c.want) > 1e-10 {
			t.Errorf("got %.12g, closed form %.12g", c.got, c.want)
		}
	}
}

func TestGradientIsThatOfTheObjective(t *testing.T) {
	m := model(t, sample(40))
	sd := []float64{2, 1, 0.5, 0.25}
	_, grad := m.objective(sd, []int{2, 3})
	for i, g := range []int{2, 3} {
		const h = 1e-5
		up, down := append([]float64(nil), sd...), append([]float64(nil), sd...)
		up[g] *= math.Exp(h)
		down[g] *= math.Exp(-h)
		fu, _ := m.objective(up, nil)
		fd, _ := m.objective(down, nil)
		if want := (fu - fd) / (2 * h); math.Abs(grad[i]-want) > 1e-4*(1+math.Abs(want)) {
			t.Errorf("group %d: gradient %g, difference quotient %g", g, grad[i], want)
		}
	}
}

func TestFitFindsWhatMadeTheData(t *testing.T) {
	m := model(t, sample(400))
	steps := 0
	sd, err := m.Fit(context.Background(), m.SDs(), 60, func(Step) { steps++ })
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(sd[2]-0.7) > 0.12 || math.Abs(sd[3]-0.28) > 0.05 || sd[0] != 2 || steps < 2 {
		t.Errorf("standard deviations %v after %d steps; made with 0.7 and about 0.28", sd, steps)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var last Step
	_, err = m.Fit(ctx, m.SDs(), 60, func(s Step) {
		last = s
		if s.Iteration == 1 {
			cancel()
		}
	})
	if err == nil {
		t.Fatal("an interrupted fit must say so")
	}
	again, err := m.Fit(context.Background(), last.SD, 60, nil)
	if err != nil || math.Abs(again[2]-sd[2]) > 0.01 {
		t.Errorf("resumed fit ends at %v, %v; uninterrupted at %v", again, err, sd)
	}
}

func TestHeldOutIsThePredictionWithoutTheBlock(t *testing.T) {
	d := sample(30)
	for i := range d.Rows {
		d.Rows[i].Cluster = 1 + i/5 // clusters inside schools, so that a block of schools shares no error with others
	}
	m := model(t, d)
	sd := []float64{2, 1, 0.6, 0.3}
	p, err := m.Condition(sd)
	if err != nil {
		t.Fatal(err)
	}
	block := make([]int, len(d.Rows))
	for i := range block {
		if i >= 5 {
			block[i] = 1 + i/10
		}
	}
	mean, dev, err := p.HeldOut(block)
	if err != nil {
		t.Fatal(err)
	}
	rest := d
	rest.Rows = nil
	var asks [][]Term
	var which []int
	for i, r := range d.Rows {
		if block[i] == 2 {
			asks, which = append(asks, r.Terms), append(which, i)
		} else {
			rest.Rows = append(rest.Rows, r)
		}
	}
	q, err := model(t, rest).Condition(sd)
	if err != nil {
		t.Fatal(err)
	}
	want, err := q.Predict(asks, []bool{false, false, true, true})
	if err != nil {
		t.Fatal(err)
	}
	for j, i := range which {
		v := want.Parameter.At(j, j) + want.Between.At(j, j) + d.Rows[i].SE*d.Rows[i].SE
		if math.Abs(mean[i]-want.Mean[j]) > 1e-9 || math.Abs(dev[i]*dev[i]-v) > 1e-9 {
			t.Errorf("row %d: held out %g ± %g, without it %g ± %g", i, mean[i], dev[i], want.Mean[j], math.Sqrt(v))
		}
	}
	if !math.IsNaN(mean[0]) {
		t.Error("block 0 is never held out")
	}
}

func TestMeanIsThatOfThePrediction(t *testing.T) {
	m := model(t, sample(60))
	p, err := m.Condition([]float64{2, 1, 0.7, 1e-9})
	if err != nil {
		t.Fatal(err)
	}
	asks := make([][]Term, 60)
	for i := range asks {
		asks[i] = m.data.Rows[i].Terms
	}
	want, err := p.Predict(asks, make([]bool, 4))
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range p.Mean(asks) {
		if math.Abs(f-want.Mean[i]) > 1e-9 {
			t.Errorf("row %d: mean %g, predicted %g", i, f, want.Mean[i])
		}
	}
}

func TestBadData(t *testing.T) {
	for name, d := range map[string]Data{
		"empty":    {},
		"no error": {Groups: []Group{{}}, Rows: []Row{{Y: 1}}},
		"nan":      {Groups: []Group{{}}, Rows: []Row{{Y: math.NaN(), SE: 1}}},
		"group":    {Groups: []Group{{}}, Rows: []Row{{Y: 1, SE: 1, Terms: []Term{{1, "", 1}}}}},
	} {
		if _, err := New(d); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
