package trial

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"jakstat/jak/disease"
	"jakstat/stat"
)

// Without uncertainty the mean rate over replicates is Φ(η), the mean change η·SD, and the standard deviation that of sampling.
func TestRatesAreThoseOfTheClosedForm(t *testing.T) {
	p := open(t, example)
	r := simulate(t, p, &fake{}, Options{Seed: 3, Replicates: 400})
	for _, e := range r.Estimates {
		x, arm := p.Endpoints[e.Endpoint], p.Arms[e.Arm]
		eta := fakeMean(disease.Ask{Setting: &p.Setting, Arm: &arm.Arm, Endpoint: x.Name, Week: e.Week})
		want, sd := 100*Rate(eta), 0.0
		if x.Kind == "change" {
			want, sd = -eta*x.SD, x.SD/math.Sqrt(float64(arm.N))
		} else {
			sd = math.Sqrt(want * (100 - want) / float64(arm.N))
		}
		if math.Abs(e.Median-want) > 5*sd/math.Sqrt(400)*1.25+0.5 && x.Kind == "pct" || math.Abs(e.Median-want) > 5*sd/math.Sqrt(400)*1.25 && x.Kind == "change" {
			t.Errorf("%s %s week %g: median %g, want %g", arm.Label, x.Name, e.Week, e.Median, want)
		}
		if math.Abs(e.Sampling/sd-1) > 0.03 || e.Parameters > 1e-9 || e.Between > 1e-9 {
			t.Errorf("%s %s: sampling %g, want %g; parameters %g, between %g", arm.Label, x.Name, e.Sampling, sd, e.Parameters, e.Between)
		}
		if math.Abs(e.Expected.Low-want) > 1e-9*math.Abs(want) || math.Abs(e.Expected.High-want) > 1e-9*math.Abs(want) {
			t.Errorf("%s %s: expected %+v, want %g", arm.Label, x.Name, e.Expected, want)
		}
	}
}

// Drawn linear predictors have the covariances asked for, also where variables move together exactly.
func TestDrawsHaveTheirCovariance(t *testing.T) {
	p := open(t, example)
	s, err := New(p, &fake{parameter: diagonal{common: 0.04}, between: diagonal{common: 0.01, alone: 0.02}}, Options{Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	if s.parameter.k != 1 {
		t.Errorf("%d draws for variables that move as one", s.parameter.k)
	}
	var a, b stat.Moments
	cov := stat.NewCovariance(2)
	for i := range 8000 {
		x, y := s.draw(i)
		a.Add(x[0] - s.mean[0])
		b.Add(y[1] - x[1])
		cov.Add([]float64{y[0] - x[0], y[1] - x[1]})
	}
	for what, v := range map[string][2]float64{"parameter": {a.Var(), 0.04}, "between": {b.Var(), 0.03}, "common": {cov.Of(0, 1), 0.01}} {
		if math.Abs(v[0]/v[1]-1) > 0.08 {
			t.Errorf("%s: variance %g, want %g", what, v[0], v[1])
		}
	}
	if _, err := New(p, &fake{parameter: diagonal{common: -1}}, Options{}); err == nil {
		t.Error("a negative variance passes")
	}
}

// Sources of uncertainty: the interval without sampling does not depend on the size of the trial, sampling falls with its root.
func TestSamplingFallsWithPatients(t *testing.T) {
	f := &fake{parameter: diagonal{common: 0.02, alone: 0.01}, between: diagonal{common: 0.03}}
	p, q := open(t, example), open(t, example)
	q.Resize(2 * p.Patients())
	a := find(t, simulate(t, p, f, Options{Seed: 1, Replicates: 300}), "UPA", "ACR20", 12, "")
	b := find(t, simulate(t, q, f, Options{Seed: 1, Replicates: 300}), "UPA", "ACR20", 12, "")
	if got := square(a.Sampling / b.Sampling); math.Abs(got-2) > 0.05 {
		t.Errorf("twice as many patients: sampling variance falls by %g", got)
	}
	if a.Expected != b.Expected || a.Parameters != b.Parameters || a.Between != b.Between {
		t.Errorf("parts that the number of patients does not touch: %+v and %+v", a, b)
	}
	if !(a.Parameters > 0 && a.Between > 0 && a.Central95.Width() > a.Expected.Width()) {
		t.Errorf("%+v", a)
	}
	if want := math.Sqrt(square(a.Parameters) + square(a.Between) + square(a.Sampling)); math.Abs(a.Total-want) > 1e-12 {
		t.Errorf("parts %g, total %g", want, a.Total)
	}
}

// The same seed gives the same bits, whatever the workers and the order of the pieces; another seed others.
func TestSameSeedSameBits(t *testing.T) {
	f := &fake{parameter: diagonal{common: 0.02}, between: diagonal{alone: 0.01}}
	run := func(workers int, seed uint64) *Result {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(workers))
		return simulate(t, open(t, example), f, Options{Seed: seed, Replicates: 60})
	}
	one, many := run(1, 9), run(4, 9)
	many.Plan = one.Plan
	same := func(a, b any) bool { return spell(a) == spell(b) }
	if !same(one.Estimates, many.Estimates) || !same(one.Differences, many.Differences) {
		t.Error("results depend on the workers")
	}
	if same(one.Estimates, run(1, 10).Estimates) {
		t.Error("results do not depend on the seed")
	}
	s, err := New(open(t, example), f, Options{Seed: 9, Replicates: 60})
	if err != nil {
		t.Fatal(err)
	}
	shards := make([][]byte, s.NumShards())
	for i := range slices.Backward(shards) {
		if shards[i], err = s.RunShard(t.Context(), i); err != nil {
			t.Fatal(err)
		}
	}
	merged, err := s.Merge(shards)
	if err != nil || !same(one.Estimates, merged.Estimates) {
		t.Errorf("pieces run backwards and merged differ: %v", err)
	}
	if s.Fits(0, shards[1]) || s.Fits(0, shards[0][:20]) || !s.Fits(0, shards[0]) {
		t.Error("a piece passes for another")
	}
	other, err := New(open(t, strings.Replace(example, "n: 100", "n: 101", 1)), f, Options{Seed: 9, Replicates: 60})
	if err != nil || other.Fits(0, shards[0]) {
		t.Errorf("a piece of another plan passes (%v)", err)
	}
}

// spell writes figures with all their bits; those that are no number are equal.
func spell(v any) string {
	return fmt.Sprintf("%b", v)
}

// The order of the arms in the file changes nothing but the order of the results.
func TestOrderOfArmsDoesNotMatter(t *testing.T) {
	lines := strings.Split(example, "\n")
	i := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "name: PBO") })
	turned := slices.Clone(lines)
	turned[i], turned[i+2] = lines[i+2], lines[i]
	f := &fake{parameter: diagonal{common: 0.02, alone: 0.01}, between: diagonal{alone: 0.01}}
	a := simulate(t, open(t, example), f, Options{Seed: 2, Replicates: 40})
	b := simulate(t, open(t, strings.Join(turned, "\n")), f, Options{Seed: 2, Replicates: 40})
	for _, arm := range []string{"PBO", "UPA", "ADA"} {
		x, y := find(t, a, arm, "ACR50", 24, ""), find(t, b, arm, "ACR50", 24, "")
		if x.Median != y.Median || x.Central95 != y.Central95 || x.Expected != y.Expected {
			t.Errorf("%s: %+v and %+v", arm, x, y)
		}
	}
}

// Thresholds of one score are nested in every patient, and are those of the value shown.
func TestEndpointsAreThoseOfTheScore(t *testing.T) {
	p := open(t, example)
	s, err := New(p, &fake{between: diagonal{alone: 0.3}}, Options{Seed: 4, Replicates: 3})
	if err != nil {
		t.Fatal(err)
	}
	n, values := 0, map[int]map[string]float64{}
	err = s.Patients(t.Context(), 1, func(r Reading) {
		e := p.Endpoints[r.Endpoint]
		at, level, ok := threshold(e.Endpoint)
		if !ok {
			if e.Kind != "change" {
				t.Errorf("%s has no threshold", e.Name)
			}
			return
		}
		n++
		v := r.Value
		if level {
			v = -v
		}
		if (v >= at) != (r.Outcome == 1) {
			t.Errorf("%s: value %g, outcome %g", e.Name, r.Value, r.Outcome)
		}
		if r.Value > 100 || level && r.Value < 0 {
			t.Errorf("%s: value %g", e.Name, r.Value)
		}
		if r.Week == 12 {
			if values[r.Subject] == nil {
				values[r.Subject] = map[string]float64{}
			}
			if old, ok := values[r.Subject][e.Score]; ok && old != r.Value {
				t.Errorf("patient %d: two values of %s", r.Subject, e.Score)
			}
			values[r.Subject][e.Score] = r.Value
		}
	})
	if err != nil || n != 500*(3+2+2+1+1) {
		t.Errorf("%d readings, %v", n, err)
	}
}

// Scores of one patient are correlated as assumed, weeks of one score more so; rates do not depend on it.
func TestCorrelationWithinPatients(t *testing.T) {
	p := open(t, strings.Replace(example, "n: 200}", "n: 20000}", 1)+"assumptions: {correlation: 0.5, memory: 8}\n")
	s, err := New(p, &fake{}, Options{Seed: 1, Replicates: 1})
	if err != nil {
		t.Fatal(err)
	}
	haq := map[float64][]float64{}
	acr := []float64{}
	if err := s.Patients(t.Context(), 0, func(r Reading) {
		switch e := p.Endpoints[r.Endpoint]; {
		case r.Arm != 0:
		case e.Name == "dHAQ-DI":
			haq[r.Week] = append(haq[r.Week], -r.Outcome)
		case e.Name == "ACR20" && r.Week == 12:
			acr = append(acr, r.Outcome)
		}
	}); err != nil {
		t.Fatal(err)
	}
	correlation := func(a, b []float64) float64 {
		c := stat.NewCovariance(2)
		for i := range a {
			c.Add([]float64{a[i], b[i]})
		}
		return c.Of(0, 1) / math.Sqrt(c.Of(0, 0)*c.Of(1, 1))
	}
	if got, want := correlation(haq[4], haq[12]), 0.5+0.5*math.Exp(-1); math.Abs(got-want) > 0.02 {
		t.Errorf("weeks 4 and 12: %g, want %g", got, want)
	}
	if got, want := correlation(haq[4], haq[24]), 0.5+0.5*math.Exp(-2.5); math.Abs(got-want) > 0.02 {
		t.Errorf("weeks 4 and 24: %g, want %g", got, want)
	}
	// A threshold at c keeps ρ·φ(c)/√(Φ(c)(1 − Φ(c))) of a correlation ρ.
	q := stat.Mean(acr)
	c := math.Sqrt2 * math.Erfinv(2*q-1)
	want := 0.5 * math.Exp(-c*c/2) / math.Sqrt(2*math.Pi*q*(1-q))
	if got := correlation(acr, haq[12]); math.Abs(got-want) > 0.02 {
		t.Errorf("ACR20 and HAQ-DI: %g, want %g", got, want)
	}
}

func TestInterruptedRunSaysSo(t *testing.T) {
	s, err := New(open(t, example), &fake{}, Options{Replicates: 500})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var done atomic.Int64 // store is called from several goroutines
	_, err = s.Run(ctx, nil, func(int, []byte) error { done.Add(1); cancel(); return nil }, nil)
	if err == nil || int(done.Load()) == s.NumShards() {
		t.Errorf("%d of %d pieces, error %v", done.Load(), s.NumShards(), err)
	}
}

// Kept pieces are used and not simulated again; a spoiled one is.
func TestKeptPieces(t *testing.T) {
	s, err := New(open(t, example), &fake{}, Options{Replicates: 100})
	if err != nil {
		t.Fatal(err)
	}
	kept := make([][]byte, s.NumShards())
	store := func(i int, data []byte) error { kept[i] = data; return nil }
	a, err := s.Run(t.Context(), nil, store, nil)
	if err != nil {
		t.Fatal(err)
	}
	kept[1] = []byte("{}")
	var again atomic.Int64
	b, err := s.Run(t.Context(), func(i int) []byte { return kept[i] }, func(i int, data []byte) error {
		if i != 1 {
			t.Errorf("piece %d was simulated again", i)
		}
		again.Add(1)
		return nil
	}, nil)
	if err != nil || again.Load() != 1 || spell(a.Estimates) != spell(b.Estimates) {
		t.Errorf("%d pieces again, %v", again.Load(), err)
	}
}
