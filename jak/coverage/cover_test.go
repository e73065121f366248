package coverage

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestSummariseClosedForms(t *testing.T) {
	for _, c := range []struct {
		name string
		t, e []float64
		want Cover
	}{
		{"constant above", []float64{0, 24}, []float64{0.8, 0.8}, Cover{0.8, 0.8, 0.8, 24}},
		{"constant below", []float64{0, 10, 24}, []float64{0.3, 0.3, 0.3}, Cover{0.3, 0.3, 0.3, 0}},
		{"constant at one half", []float64{0, 24}, []float64{0.5, 0.5}, Cover{0.5, 0.5, 0.5, 24}},
		{"square wave", []float64{0, 6, 6, 24}, []float64{1, 1, 0, 0}, Cover{0.25, 0, 1, 6}},
		{"ramp up", []float64{0, 24}, []float64{0, 1}, Cover{0.5, 0, 1, 12}},
		{"ramp down to a quarter", []float64{0, 24}, []float64{1, 0.25}, Cover{0.625, 0.25, 1, 16}},
		{"tent", []float64{0, 12, 24}, []float64{0, 1, 0}, Cover{0.5, 0, 1, 12}},
		{"touches one half", []float64{0, 12, 24}, []float64{0.2, 0.5, 0.2}, Cover{0.35, 0.2, 0.5, 0}},
		{"12 h scaled to a day", []float64{100, 112}, []float64{0, 1}, Cover{0.5, 0, 1, 12}},
		{"two days scaled to one", []float64{0, 24, 24, 48}, []float64{1, 1, 0, 0}, Cover{0.5, 0, 1, 12}},
		{"uneven grid", []float64{0, 1, 24}, []float64{1, 0, 0}, Cover{0.5 / 24, 0, 1, 0.5}},
	} {
		got := Summarise(c.t, c.e)
		for _, f := range [][2]float64{{got.Average, c.want.Average}, {got.Trough, c.want.Trough}, {got.Peak, c.want.Peak}, {got.HoursAbove, c.want.HoursAbove}} {
			if math.Abs(f[0]-f[1]) > 1e-12 {
				t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
				break
			}
		}
	}
}

// More inhibition everywhere never lowers a figure; the order of figures holds; a point on a straight line changes nothing.
func TestSummariseProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "n")
		times, low, high := []float64{0}, []float64{}, []float64{}
		for i := range n {
			if i > 0 {
				times = append(times, times[i-1]+rapid.Float64Range(0.01, 3).Draw(t, "dt"))
			}
			v := rapid.Float64Range(0, 1).Draw(t, "e")
			low, high = append(low, v), append(high, v+(1-v)*rapid.Float64Range(0, 1).Draw(t, "more"))
		}
		a, b := Summarise(times, low), Summarise(times, high)
		const eps = 1e-12
		if a.Average > b.Average+eps || a.Trough > b.Trough || a.Peak > b.Peak || a.HoursAbove > b.HoursAbove+1e-9 {
			t.Fatalf("more inhibition, less coverage: %+v, %+v", a, b)
		}
		if a.Trough > a.Average+eps || a.Average > a.Peak+eps || a.HoursAbove < 0 || a.HoursAbove > 24+1e-9 {
			t.Fatalf("%+v", a)
		}
		k := rapid.IntRange(1, n-1).Draw(t, "k")
		t2 := append(append(append([]float64(nil), times[:k]...), (times[k-1]+times[k])/2), times[k:]...)
		e2 := append(append(append([]float64(nil), low[:k]...), (low[k-1]+low[k])/2), low[k:]...)
		c := Summarise(t2, e2)
		if math.Abs(c.Average-a.Average) > 1e-9 || math.Abs(c.HoursAbove-a.HoursAbove) > 1e-9 || c.Peak != a.Peak || c.Trough != a.Trough {
			t.Fatalf("a point between two changes %+v to %+v", a, c)
		}
	})
}
