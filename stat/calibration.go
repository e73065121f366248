package stat

import (
	"math"
	"sort"
)

// PIT returns the probability integral transform of y in a sample, the rank of y as a fraction:
// (number below + half of the equal ones)/n. A calibrated forecast has uniform values (Dawid 1984; Gneiting, Balabdaoui &
// Raftery 2007, doi:10.1111/j.1467-9868.2007.00587.x). NaN for an empty sample.
func PIT(sample []float64, y float64) float64 {
	below, equal := 0, 0
	for _, x := range sample {
		switch {
		case x < y:
			below++
		case x == y:
			equal++
		}
	}
	return (float64(below) + float64(equal)/2) / float64(len(sample))
}

// CoveragePoint compares a nominal level with the fraction of observations inside, with the Wilson
// interval of that fraction.
type CoveragePoint struct {
	Level    float64
	Inside   int
	N        int
	Fraction float64
	Interval Interval // 95 %
}

// CalibrationCurve returns, for each level, how many PIT values lie in the central interval of that
// level: on the diagonal when the forecasts are calibrated, below it when their intervals are too narrow.
func CalibrationCurve(pits []float64, levels ...float64) []CoveragePoint {
	out := make([]CoveragePoint, len(levels))
	for i, level := range levels {
		checkLevel(level)
		c := CoveragePoint{Level: level, N: len(pits), Fraction: math.NaN(), Interval: Interval{0, 1}}
		for _, u := range pits {
			if math.Abs(u-0.5) <= level/2 {
				c.Inside++
			}
		}
		if c.N > 0 {
			c.Fraction = float64(c.Inside) / float64(c.N)
			c.Interval = Wilson(c.Inside, c.N, 0.95)
		}
		out[i] = c
	}
	return out
}

// ReliabilityBin holds the events whose probabilities fell into one bin.
type ReliabilityBin struct {
	N         int
	Predicted float64 // mean probability
	Observed  float64 // fraction that happened
	Interval  Interval
}

// Reliability sorts probabilities of events into bins of nearly equal numbers, for a reliability
// diagram (Murphy & Winkler 1977, doi:10.2307/2346866). Equal probabilities may fall into two bins. It panics when
// lengths differ or bins is below 1; fewer events than bins give fewer bins.
func Reliability(p []float64, happened []bool, bins int) []ReliabilityBin {
	if len(p) != len(happened) || bins < 1 {
		panic("stat: reliability of slices of different lengths, or without bins")
	}
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return p[order[a]] < p[order[b]] })
	bins = min(bins, len(p))
	out := make([]ReliabilityBin, 0, bins)
	for b := range bins {
		part := order[b*len(p)/bins : (b+1)*len(p)/bins]
		var m Moments
		hit := 0
		for _, i := range part {
			m.Add(p[i])
			if happened[i] {
				hit++
			}
		}
		out = append(out, ReliabilityBin{N: len(part), Predicted: m.Mean(), Observed: float64(hit) / float64(len(part)), Interval: Wilson(hit, len(part), 0.95)})
	}
	return out
}

// CalibrationSlope returns intercept and slope of the least-squares line of ln(observed) on
// ln(predicted): 0 and 1 without bias; a slope below 1 says that large values are over-predicted. NaN below two
// pairs or when one is not positive.
func CalibrationSlope(predicted, observed []float64) (intercept, slope float64) {
	sameLength(predicted, observed)
	x, y := logs(predicted), logs(observed)
	mx, my := Mean(x), Mean(y)
	var sxy, sxx ExactSum
	for i := range x {
		sxy.AddProduct(x[i]-mx, y[i]-my)
		sxx.AddSquare(x[i] - mx)
	}
	slope = sxy.Value() / sxx.Value()
	return my - slope*mx, slope
}
