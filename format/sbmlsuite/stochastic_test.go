package sbmlsuite

import (
	"math"
	"strings"
	"testing"

	"jakstat/stat"
)

// grid fills moments with n values spread evenly in rank through a quantile function.
func grid(n int, quantile func(u float64) float64) stat.CentralMoments {
	var m stat.CentralMoments
	for i := range n {
		m.Add(quantile((float64(i) + 0.5) / float64(n)))
	}
	return m
}

func normal(mean, sd float64) func(float64) float64 {
	return func(u float64) float64 { return mean + sd*math.Sqrt2*math.Erfinv(2*u-1) }
}

func judge(e Expectation, m ...stat.CentralMoments) *Verdict {
	times := make([]float64, len(m))
	for k := range times {
		times[k] = float64(k)
	}
	return Judge([]Expectation{e}, times, &Settings{MeanRange: [2]float64{-3, 3}, SDRange: [2]float64{-5, 5}}, func(int) []stat.CentralMoments { return m })
}

func TestJudge(t *testing.T) {
	const n = 10_000
	both := func(mean, sd float64) Expectation {
		return Expectation{Variable: "X", Mean: []float64{mean}, SD: []float64{sd}, TestMean: true, TestSD: true}
	}
	exponential := func(u float64) float64 { return -math.Log(1 - u) }
	constant := func(v float64) func(float64) float64 { return func(float64) float64 { return v } }
	for _, c := range []struct {
		name string
		e    Expectation
		m    stat.CentralMoments
		want []string
	}{
		{"right", both(5, 2), grid(n, normal(5, 2)), nil},
		{"mean off by 0.04 standard deviations", both(5.08, 2), grid(n, normal(5, 2)), []string{"X-mean at t = 0: Z = -4.0"}},
		{"spread off by 5 %", both(5, 2.1), grid(n, normal(5, 2)), []string{"X-sd at t = 0: Y = -6.58"}},
		{"heavy tails explain a spread", both(1, 0.968), grid(n, exponential), []string{"X-sd at t = 0: Y = 4."}},
		{"certain", both(5, 0), grid(n, constant(5)), nil},
		{"certain and wrong", both(5, 0), grid(n, constant(5.1)), []string{"X-mean at t = 0: Z = +Inf"}},
		{"spread where there should be none", both(5, 0), grid(n, normal(5, 1)), []string{"X-sd at t = 0: Y = +Inf"}},
		{"logarithm of nothing", Expectation{Variable: "X", Log: true, Mean: []float64{0}, SD: []float64{0}, TestMean: true, TestSD: true}, grid(n, constant(math.Inf(-1))), nil},
		{"logarithm of nothing where there should be something", Expectation{Variable: "X", Log: true, Mean: []float64{1}, SD: []float64{1}, TestMean: true}, grid(n, constant(math.Inf(-1))), []string{"Z = "}},
		{"mean with its own spread", Expectation{Variable: "X", Mean: []float64{5}, TestMean: true}, grid(n, normal(5, 2)), nil},
		{"mean off with its own spread", Expectation{Variable: "X", Mean: []float64{5.08}, TestMean: true}, grid(n, normal(5, 2)), []string{"Z = -4.0"}},
		{"not a number", both(5, 2), grid(n, constant(math.NaN())), []string{"Z = NaN", "Y = NaN"}},
	} {
		v := judge(c.e, c.m)
		var got []string
		for _, x := range v.Exceedances {
			got = append(got, x.String())
		}
		text := strings.Join(got, "; ")
		if c.name == "heavy tails explain a spread" {
			// Outside (-3, 3) of some settings, inside with the kurtosis of 9.
			tight := Judge([]Expectation{c.e}, []float64{0}, &Settings{MeanRange: [2]float64{-9, 9}, SDRange: [2]float64{-4, 4}}, func(int) []stat.CentralMoments { return []stat.CentralMoments{c.m} })
			if len(tight.Exceedances) != 1 || !tight.Exceedances[0].Explained {
				t.Errorf("%s: %v", c.name, tight.Exceedances)
			}
			continue
		}
		if (len(c.want) == 0) != (len(got) == 0) {
			t.Errorf("%s: %q", c.name, text)
		}
		for _, w := range c.want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: no %q in %q", c.name, w, text)
			}
		}
	}
}

// TestConfirmed: what exceeds again at its time, or too often, is no chance.
func TestConfirmed(t *testing.T) {
	at := func(column string, rows ...int) *Verdict {
		v := &Verdict{}
		for _, r := range rows {
			v.Exceedances = append(v.Exceedances, Exceedance{Column: column, Row: r, Statistic: 3.5, Corrected: math.NaN()})
		}
		return v
	}
	explained := at("X-sd", 1, 2, 3, 4, 5)
	for i := range explained.Exceedances {
		explained.Exceedances[i].Explained = true
	}
	for _, c := range []struct {
		name          string
		before, again *Verdict
		want          int
	}{
		{"gone", at("X-mean", 4), at("X-mean"), 0},
		{"elsewhere", at("X-mean", 4), at("X-mean", 6, 7, 8), 0},
		{"at the same time", at("X-mean", 4), at("X-mean", 4, 9), 1},
		{"in another column", at("X-mean", 4), at("X-sd", 4), 0},
		{"too often", at("X-mean", 4), at("X-mean", 6, 7, 8, 9), 4},
		{"explained", at("X-sd", 1), explained, 0},
	} {
		if got := c.again.Confirmed(c.before); len(got) != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
