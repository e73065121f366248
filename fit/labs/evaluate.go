package labs

import (
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"jakstat/jak/biomarker"
)

// step of the differences that derivatives are taken by, in a natural logarithm: the solver's tolerance is four decades below.
const step = 0.02

// evaluator predicts the rows of a world at coordinates, with derivatives by differences of simulations; the last coordinates are remembered.
type evaluator struct {
	*world
	ctx context.Context // of the estimation: predictors have a fixed form
	err error
	x   []float64
	// exposure shifts the logit of every inhibition; plain leaves derivatives out.
	exposure float64
	plain    bool
	// relative[arm][k] are the courses at x (k = 0) and with coordinate k−1 moved by step; nil where the coordinate does not move the arm.
	relative [][]biomarkerCourse
	// base and slope are the transformed predictions at x and their derivatives by the coordinates that move them.
	base  []float64
	slope [][]slope
}

// slope is a derivative by a coordinate.
type slope struct {
	k int
	v float64
}

// biomarkerCourse is one run of each part an arm needs.
type biomarkerCourse [4]*biomarker.Course

// person is an arm's typical patient at coordinates.
func (e *evaluator) person(a *arm, x []float64) biomarker.Person {
	w := e.world
	p := biomarker.Person{Setting: a.setting, Blockade: a.blockade, Exposure: e.exposure, Estimates: map[string]float64{}}
	for i, name := range biomarker.Coordinates() {
		p.Estimates[name] = math.Exp(x[i])
	}
	if a.hold != nil {
		p.Blockade = a.hold(a.mg * math.Exp(x[w.index(exposureOf+a.drug)]))
	}
	if slices.Contains(comparators, a.drug) {
		p.Relief = min(0.95, math.Exp(x[w.index(reliefBy+a.drug)]))
	}
	if a.stop > 0 {
		p.Periods = []biomarker.Period{{From: 0, To: a.stop}}
	}
	return p
}

// moves tells whether a coordinate changes the course of a part of an arm.
func (a *arm) moves(name string, p biomarker.Part) bool {
	if a.drug == "placebo" {
		return false
	}
	return biomarker.Moves(name, p) || name == exposureOf+a.drug || name == reliefBy+a.drug
}

// at simulates every arm at x and around it.
func (e *evaluator) at(x []float64) {
	if e.err != nil || e.x != nil && slices.Equal(e.x, x) {
		return
	}
	e.x = slices.Clone(x)
	e.relative = make([][]biomarkerCourse, len(e.arms))
	for i := range e.relative {
		e.relative[i] = make([]biomarkerCourse, len(e.names)+1)
	}
	for _, p := range biomarker.Parts() {
		var persons []biomarker.Person
		var places []*biomarkerCourse
		for i, a := range e.arms {
			if !a.parts[p] {
				continue
			}
			persons, places = append(persons, e.person(a, x)), append(places, &e.relative[i][0])
			for k, name := range e.names {
				if !e.plain && a.moves(name, p) {
					moved := slices.Clone(x)
					moved[k] += step
					persons, places = append(persons, e.person(a, moved)), append(places, &e.relative[i][k+1])
				}
			}
		}
		courses, err := e.models[p].Run(e.ctx, e.weeks[p], persons...)
		if err != nil {
			e.err = err
			return
		}
		for i := range courses {
			places[i][p] = &courses[i]
		}
	}
	e.predictions(x)
}

// predictions fills base and slope, rows side by side.
func (e *evaluator) predictions(x []float64) {
	e.base, e.slope = make([]float64, len(e.rows)), make([][]slope, len(e.rows))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for row := int(next.Add(1)) - 1; row < len(e.rows); row = int(next.Add(1)) - 1 {
				if e.rows[row].Role == Outside {
					continue
				}
				e.base[row] = e.transformed(row, e.value(row, 0, x))
				for k := range e.names {
					if !e.plain && e.affects(row, k) {
						e.slope[row] = append(e.slope[row], slope{k, e.derivative(row, k, x)})
					}
				}
			}
		})
	}
	wg.Wait()
}

// relativeAt are the values over baseline of a row at its visits in one of its arms, with coordinate k−1 moved (k = 0: none).
func (e *evaluator) relativeAt(row, arm, k int) []float64 {
	en := &e.entries[row]
	out := make([]float64, len(en.visits))
	c := e.relative[arm][k][en.part]
	if c == nil {
		c = e.relative[arm][0][en.part]
	}
	for i, v := range en.visits {
		at, _ := slices.BinarySearch(c.Weeks, v.Week)
		out[i] = c.Relative[e.rows[row].Lab][at]
	}
	return out
}

// average is the mean over the arms of a row.
func (e *evaluator) average(row, k int) []float64 {
	en := &e.entries[row]
	out := make([]float64, len(en.visits))
	for n, a := range en.arms {
		for i, v := range e.relativeAt(row, a, k) {
			out[i] += en.weight[n] * v
		}
	}
	return out
}

// value is the prediction of a row in its unit at coordinates x for the courses k.
func (e *evaluator) value(row, k int, x []float64) float64 {
	r, en := &e.rows[row], &e.entries[row]
	if r.Kind.IsIncidence() {
		return e.incidence(row, k, x)
	}
	rel := e.average(row, k)
	last := rel[len(rel)-1]
	switch r.Kind {
	case Change:
		return r.Placebo + e.baseline(row)*(last-1)
	case Percent:
		return 100 * (last - 1)
	case Log:
		return r.Placebo + math.Log(last)
	case Ratio:
		return r.Placebo * last
	case Direction:
		return 100 * (last - 1)
	case Nadir:
		least := 0
		for i := range rel {
			if rel[i] < rel[least] {
				least = i
			}
		}
		return en.visits[least].Week
	}
	panic("labs: no prediction of a " + string(r.Kind))
}

// incidence is the prediction of a row that counts people.
func (e *evaluator) incidence(row, k int, x []float64) float64 {
	r, en := &e.rows[row], &e.entries[row]
	scale := 1.0
	if i := e.index(spreadOf + r.Lab); i >= 0 {
		scale = math.Exp(x[e.index(spread)] + x[i])
	}
	p := 0.0
	for n, a := range en.arms {
		s := e.arms[a].setting
		p += en.weight[n] * biomarker.Incidence(r.Event, s, en.visits, e.relativeAt(row, a, k), biomarker.Entry(s, r.Lab), scale)
	}
	if r.Kind == PerYear {
		return -100 * math.Log1p(-min(p, 0.999)) * 52 / r.Week
	}
	return 100 * p
}

// baseline is the mean of the lab before treatment in the row's unit.
func (e *evaluator) baseline(row int) float64 {
	r := &e.rows[row]
	b := e.arms[e.entries[row].arms[0]].setting.Mean(r.Lab)
	return b * biomarker.InUnit(r.Lab, r.Unit)
}

// affects tells whether coordinate k moves the prediction of a row.
func (e *evaluator) affects(row, k int) bool {
	en := &e.entries[row]
	if e.spreads(row, k) {
		return true
	}
	return slices.ContainsFunc(en.arms, func(a int) bool { return e.arms[a].moves(e.names[k], en.part) })
}

// spreads tells whether coordinate k is part of the variation between visits in a row that counts people.
func (e *evaluator) spreads(row, k int) bool {
	r := &e.rows[row]
	return r.Kind.IsIncidence() && (e.names[k] == spreadOf+r.Lab || e.names[k] == spread && e.index(spreadOf+r.Lab) >= 0)
}

// derivative of a transformed prediction by coordinate k.
func (e *evaluator) derivative(row, k int, x []float64) float64 {
	moved := x
	if e.spreads(row, k) {
		moved = slices.Clone(x)
		moved[k] += step
	}
	return (e.transformed(row, e.value(row, k+1, moved)) - e.base[row]) / step
}
