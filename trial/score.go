package trial

import (
	"math"
	"regexp"
	"slices"
	"strconv"

	"jakstat/jak/disease"
)

// An axis is a score as a number: per cent improvement, or a level of which less is better (kept as its negative, so that more is better on
// both). Its thresholds are those of the endpoints that are read off it.
type axis struct {
	cells      []int     // the cells of the thresholds
	thresholds []float64 // rising
	slope      float64   // of the value by latent SD, beyond the thresholds where there is one only
	low, high  float64   // of the score
	level      bool
}

var levelForm = regexp.MustCompile(`<=?(\d+(?:\.\d+)?)$`)

// threshold is where an endpoint lies on a score that is a number: its place on the axis, and whether that is a level. ok is false for endpoints that are judged
// otherwise (a grade, several criteria together).
func threshold(e disease.Endpoint) (at float64, level, ok bool) {
	switch {
	case e.Kind != "pct" || e.Down || len(e.Both) > 0:
		return 0, false, false
	case e.Improvement > 0:
		return e.Improvement, false, true
	}
	if m := levelForm.FindStringSubmatch(e.Name); m != nil {
		v, err := strconv.ParseFloat(m[1], 64)
		return -v, true, err == nil
	}
	return 0, false, false
}

// Slopes of scores of one threshold: SD between patients of the percentage changes in library/disease/endpoints.csv (35 to 45), and half a
// level's threshold where the table has no spread of its changes. Only the value shown of a patient depends on them, no endpoint does.
const (
	improvementSlope = 40
	levelSlope       = 0.5
)

// spreadOf is the SD between patients of a score's change, 0 where none is known.
func spreadOf(score string) float64 {
	for _, e := range disease.Endpoints() {
		if e.Score == score && e.Kind == "change" && e.Improvement == 0 && e.Name[0] == 'd' {
			return e.SD
		}
	}
	return 0
}

// axes sorts the cells of one score at one week into axes and those that compare with their own threshold only.
func (p *Plan) axes(cells []cell, of []int) (axes []axis, direct []int) {
	for _, level := range []bool{false, true} {
		a := axis{level: level, low: -100, high: 100, slope: improvementSlope}
		for _, c := range of {
			at, l, ok := threshold(p.Endpoints[cells[c].endpoint].Endpoint)
			if !ok || l != level || slices.Contains(a.thresholds, at) { // another report of an endpoint has its own place
				continue
			}
			i, _ := slices.BinarySearch(a.thresholds, at)
			a.thresholds, a.cells = slices.Insert(a.thresholds, i, at), slices.Insert(a.cells, i, c)
		}
		if len(a.cells) == 0 {
			continue
		}
		if level {
			a.low, a.high, a.slope = math.Inf(-1), 0, -levelSlope*a.thresholds[0]
			if sd := spreadOf(p.Endpoints[cells[a.cells[0]].endpoint].Score); sd > 0 {
				a.slope = sd
			}
		}
		axes = append(axes, a)
	}
	for _, c := range of {
		if !slices.ContainsFunc(axes, func(a axis) bool { return slices.Contains(a.cells, c) }) {
			direct = append(direct, c)
		}
	}
	return axes, direct
}

// cuts are the latent values of an axis's thresholds: minus the linear predictors, made to rise where the draws of two endpoints cross.
func (a *axis) cuts(dst, eta []float64, index []int) []float64 {
	for _, c := range a.cells {
		cut := -eta[index[c]]
		if n := len(dst); n > 0 {
			cut = max(cut, dst[n-1])
		}
		dst = append(dst, cut)
	}
	return dst
}

// value is the place on the axis of a patient with latent value z: linear between the thresholds, beyond them with the nearest slope, within the score.
func (a *axis) value(z float64, cuts []float64) float64 {
	k := 0
	for k < len(cuts) && z >= cuts[k] {
		k++
	}
	n := len(cuts)
	switch {
	case n == 1 || cuts[0] == cuts[n-1]:
		if k == 0 {
			return max(a.low, a.thresholds[0]+a.slope*(z-cuts[0]))
		}
		return min(a.high, a.thresholds[n-1]+a.slope*(z-cuts[n-1]))
	case k == 0:
		return max(a.low, a.thresholds[0]+a.between(0, cuts)*(z-cuts[0]))
	case k == n:
		return min(a.high, a.thresholds[n-1]+a.between(n-2, cuts)*(z-cuts[n-1]))
	}
	return a.thresholds[k-1] + (a.thresholds[k]-a.thresholds[k-1])*(z-cuts[k-1])/(cuts[k]-cuts[k-1])
}

// between is the slope of segment i; where two thresholds have met, that of an axis of one.
func (a *axis) between(i int, cuts []float64) float64 {
	if cuts[i+1] == cuts[i] {
		return a.slope
	}
	return (a.thresholds[i+1] - a.thresholds[i]) / (cuts[i+1] - cuts[i])
}
