package stat

import (
	"math"
	"slices"
	"testing"

	"jakstat/rng"
)

// The remission times of Freireich 1963 as Cox 1972 analyses them: 6-mercaptopurine and placebo, weeks.
func freireich() (treated, placebo []Followed) {
	for _, t := range []float64{6, 6, 6, 7, 10, 13, 16, 22, 23} {
		treated = append(treated, Followed{t, true})
	}
	for _, t := range []float64{6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35} {
		treated = append(treated, Followed{t, false})
	}
	for _, t := range []float64{1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23} {
		placebo = append(placebo, Followed{t, true})
	}
	SortFollowed(treated)
	SortFollowed(placebo)
	return treated, placebo
}

func TestSurvivalOfPublishedData(t *testing.T) {
	treated, placebo := freireich()
	// Kalbfleisch & Prentice, "The Statistical Analysis of Failure Time Data", 1980, table 1.2: 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448.
	free, left := KaplanMeier(treated, []float64{0, 6, 7, 10, 13, 16, 22, 23, 35, 36})
	want := []float64{1, 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448}
	for i, w := range want {
		if math.Abs(free[i]-w) > 6e-4 {
			t.Errorf("time %d: %g, want %g", i, free[i], w)
		}
	}
	if len(free) != 8 || !slices.Equal(left[:3], []int{21, 17, 16}) {
		t.Errorf("%v, %v", free, left)
	}
	// Breslow's ties give 1.509 with a standard error of 0.410 (Therneau & Grambsch 2000, and survival::coxph of R).
	ln, se, ok := Cox(placebo, treated)
	if !ok || math.Abs(ln-1.5092) > 1e-3 || math.Abs(se-0.4096) > 1e-3 {
		t.Errorf("%g, %g, %v", ln, se, ok)
	}
	back, same, _ := Cox(treated, placebo)
	if math.Abs(back+ln) > 1e-9 || math.Abs(same-se) > 1e-9 {
		t.Errorf("turned round: %g, %g", back, same)
	}
}

func TestSurvivalWithoutEvents(t *testing.T) {
	none := []Followed{{1, false}, {2, false}}
	some := []Followed{{1, true}, {2, false}}
	if _, _, ok := Cox(none, some); ok {
		t.Error("a ratio without events of one group")
	}
	if free, _ := KaplanMeier(nil, []float64{0, 1}); len(free) != 0 {
		t.Errorf("nobody: %v", free)
	}
	if free, left := KaplanMeier([]Followed{{1, true}}, []float64{0, 1, 2}); !slices.Equal(free, []float64{1, 0}) || !slices.Equal(left, []int{1, 0}) {
		t.Errorf("the last has the event: %v, %v", free, left)
	}
}

// Exponential times with an end: incidence, Kaplan and Meier and the ratio agree with their closed forms within 4 standard errors.
func TestSurvivalOfExponentialTimes(t *testing.T) {
	const n, rate, ratio, end = 20000, 0.2, 1.6, 3.0
	draw := func(name string, rate float64) []Followed {
		out := make([]Followed, n)
		for i := range out {
			s := rng.Key(1, uint64(i), rng.Name(name), 0)
			t := s.Exponential(0) / rate
			out[i] = Followed{min(t, end), t < end}
		}
		SortFollowed(out)
		return out
	}
	a, b := draw("a", rate*ratio), draw("b", rate)
	events, time := Incidence(b)
	if math.Abs(math.Log(events/time/rate)) > 4/math.Sqrt(events) {
		t.Errorf("incidence %g", events/time)
	}
	at := []float64{0.5, 1, 2}
	free, _ := KaplanMeier(b, at)
	for i, x := range at {
		s := math.Exp(-rate * x)
		if math.Abs(free[i]-s) > 4*math.Sqrt(s*(1-s)/n) {
			t.Errorf("%g: %g, want %g", x, free[i], s)
		}
	}
	ln, se, ok := Cox(a, b)
	others, _ := Incidence(a)
	if !ok || math.Abs(ln-math.Log(ratio)) > 4*se || math.Abs(se/math.Sqrt(1/events+1/others)-1) > 0.05 {
		t.Errorf("ln ratio %g, se %g", ln, se)
	}
}
