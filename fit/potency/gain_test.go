package potency

import (
	"fmt"
	"math"
	"testing"

	"jakstat/jak/receptor"
)

// points are rows of drugs whose ln fold errors are given.
func points(errors ...[]float64) []Point {
	var out []Point
	for d, list := range errors {
		for i, e := range list {
			out = append(out, Point{Drug: fmt.Sprint(d), Cell: receptor.Cell{ID: fmt.Sprint(i)}, Prediction: receptor.Prediction{Ln: e}})
		}
	}
	return out
}

func all(Point) bool { return true }

func TestIntervalOfAGain(t *testing.T) {
	// The same ratio in every row: resampling changes nothing.
	theirs := points([]float64{1, -2, 3}, []float64{0.5}, []float64{-4, 1})
	ours := points([]float64{0.5, -1, 1.5}, []float64{-0.25}, []float64{2, 0.5})
	if i := gainInterval(ours, theirs, all); math.Abs(i.Low-0.5) > 1e-12 || math.Abs(i.High-0.5) > 1e-12 {
		t.Errorf("half the error everywhere: %v", i)
	}
	// Two drugs, one of them twice as good, the other twice as bad: a draw holds the first twice with probability 1/4, and the second likewise.
	ours = points([]float64{0.5}, []float64{2})
	theirs = points([]float64{1}, []float64{1})
	if i := gainInterval(ours, theirs, all); math.Abs(i.Low+1) > 1e-12 || math.Abs(i.High-0.5) > 1e-12 {
		t.Errorf("two drugs that disagree: %v, want -1 to 0.5", i)
	}
	// Rows that are not wanted, or that only one side predicts, do not count.
	ours = append(points([]float64{0.5, 9}), Point{Drug: "unknown", Cell: receptor.Cell{ID: "x"}, Prediction: receptor.Prediction{Ln: 5}})
	if i := gainInterval(ours, points([]float64{1, 1}), func(p Point) bool { return p.Cell.ID != "1" }); math.Abs(i.Low-0.5) > 1e-12 || i.Low != i.High {
		t.Errorf("one row: %v", i)
	}
	if i := gainInterval(nil, nil, all); !math.IsNaN(i.Low) {
		t.Errorf("no rows: %v", i)
	}
}
