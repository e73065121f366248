package efficacy

import (
	"math"
	"sort"

	"jakstat/stat"
)

// Criteria of the efficacy qualification, set before any run (design issue of the disease module): shares of responders of trials that are left out must lie
// inside 95 % intervals so often and be predicted with such a mean absolute error (percentage points), fitted ones with such; and so much better than the
// naive rule on the rows it can answer.
const (
	MinCoverage = 0.90
	MaxHeldOut  = 5.5
	MaxFitted   = 4.0
	MinGain     = 0.15
)

// Point is an observation beside its predictions, in its unit.
type Point struct {
	*Observation
	Fitted   float64
	HeldOut  float64 // from the other trials
	Low50    float64 // of a report of that size
	High50   float64
	Low95    float64
	High95   float64
	Naive    float64 // NaN where the rule has no answer
	Informed bool    // another trial of the disease tells of the drug
}

// Inside tells whether the observation lies in the 95 % interval; printed figures are rounded to a whole number at worst.
func (p *Point) Inside() bool { return p.within(p.Low95, p.High95) }

func (p *Point) within(low, high float64) bool {
	half := 0.5
	if p.Definition.Kind != "pct" {
		half = 0
	}
	return p.Value >= low-half && p.Value <= high+half
}

// Score sums up points.
type Score struct {
	Name          string
	Rows          int
	Fitted        float64 // mean absolute error
	HeldOut       float64
	Bias          float64 // held out minus observed
	Coverage      float64 // share inside 95 % intervals
	Coverage50    float64
	Width         float64 // mean, of 95 % intervals
	IntervalScore float64 // Gneiting & Raftery 2007, at 95 %
	NaiveRows     int
	Naive         float64 // mean absolute error on the rows the rule can answer, NaN without any
	There         float64 // held out, on the same rows
}

// Gain is how much smaller the error is than that of the naive rule, on its rows.
func (s Score) Gain() float64 { return 1 - s.There/s.Naive }

// Qualification is the comparison of predicted with reported results.
type Qualification struct {
	Points     []Point // all rows of the main table
	Courses    []Point // all rows before the reference week of their disease
	Shares     Score   // responder rates of the main table: judged
	Informed   Score   // of them, those whose drug another trial of the disease tells of
	Uninformed Score
	Diseases   []Score
	Drugs      []Score
	Endpoints  []Score
	Changes    []Score // mean changes by endpoint, in their units
	Early      []Score // responder rates of courses by score
	Pass       bool
	PassOnset  bool
}

// Qualify predicts every reported result of every trial from the others.
func Qualify(p *Posterior) (*Qualification, error) {
	fitted := p.Fitted()
	mean, sd, err := p.HeldOut()
	if err != nil {
		return nil, err
	}
	obs := p.Data.Observations
	q := &Qualification{}
	for i := range obs {
		o := &obs[i]
		at := func(z float64) float64 { return Value(o.Definition, mean[i]+z*sd[i]) }
		a := Answer{Median: at(0), Low50: at(-quartile), High50: at(quartile), Low95: at(-limit95), High95: at(limit95)}
		a.order()
		x := Point{
			Observation: o, Fitted: Value(o.Definition, fitted[i]), HeldOut: a.Median, Low50: a.Low50, High50: a.High50, Low95: a.Low95, High95: a.High95,
			Naive: naive(obs, o), Informed: informed(obs, o),
		}
		if !o.Course {
			q.Points = append(q.Points, x)
		}
		if o.Ask.Week < reference(o) && o.Definition.Kind == "pct" {
			q.Courses = append(q.Courses, x)
		}
	}
	shares := pick(q.Points, func(x Point) bool { return x.Definition.Kind == "pct" })
	q.Shares = score("all", shares)
	q.Informed = score("drug known in the disease", pick(shares, func(x Point) bool { return x.Informed }))
	q.Uninformed = score("drug new to the disease", pick(shares, func(x Point) bool { return !x.Informed }))
	q.Diseases = scores(shares, func(x Point) string { return x.Setting.Disease })
	q.Drugs = scores(shares, func(x Point) string { return x.Result.Drug })
	q.Endpoints = scores(shares, func(x Point) string { return x.Definition.Score })
	q.Changes = scores(pick(q.Points, func(x Point) bool { return x.Definition.Kind == "change" }), func(x Point) string { return x.Ask.Endpoint })
	q.Early = append([]Score{score("all", q.Courses)}, scores(q.Courses, func(x Point) string { return x.Setting.Disease + ", " + x.Definition.Score })...)
	q.Pass = q.Shares.Coverage >= MinCoverage && q.Shares.HeldOut <= MaxHeldOut && q.Shares.Fitted <= MaxFitted && q.Shares.Gain() >= MinGain
	q.PassOnset = q.Early[0].Coverage >= MinCoverage && q.Early[0].HeldOut <= MaxHeldOut
	return q, nil
}

func pick(points []Point, want func(Point) bool) []Point {
	var out []Point
	for _, x := range points {
		if want(x) {
			out = append(out, x)
		}
	}
	return out
}

// naive is the rule to beat: the mean of the same drug, dose, endpoint and about the same week (within four weeks or a fifth) in other trials of the disease.
func naive(obs []Observation, o *Observation) float64 {
	sum, n := 0.0, 0
	for i := range obs {
		x := &obs[i]
		if x.Trial != o.Trial && x.Setting.Disease == o.Setting.Disease && x.Result.Drug == o.Result.Drug && x.Result.Dose == o.Result.Dose &&
			x.Ask.Endpoint == o.Ask.Endpoint && !x.Course && math.Abs(x.Ask.Week-o.Ask.Week) <= math.Max(4, o.Ask.Week/5) {
			sum += x.Value
			n++
		}
	}
	return sum / float64(n) // NaN of none
}

func informed(obs []Observation, o *Observation) bool {
	for i := range obs {
		if x := &obs[i]; x.Trial != o.Trial && x.Setting.Disease == o.Setting.Disease && x.Result.Drug == o.Result.Drug {
			return true
		}
	}
	return false
}

// scores sums up points by name, in order of appearance.
func scores(points []Point, name func(Point) string) []Score {
	by := map[string][]Point{}
	var order []string
	for _, x := range points {
		n := name(x)
		if by[n] == nil {
			order = append(order, n)
		}
		by[n] = append(by[n], x)
	}
	sort.SliceStable(order, func(i, j int) bool { return len(by[order[i]]) > len(by[order[j]]) })
	out := make([]Score, len(order))
	for i, n := range order {
		out[i] = score(n, by[n])
	}
	return out
}

func score(name string, points []Point) Score {
	s := Score{Name: name, Rows: len(points)}
	var fitted, held, bias, inside, inside50, width, interval, rule, there []float64
	for i := range points {
		x := &points[i]
		held = append(held, math.Abs(x.HeldOut-x.Value))
		fitted = append(fitted, math.Abs(x.Fitted-x.Value))
		bias = append(bias, x.HeldOut-x.Value)
		inside = append(inside, truth(x.Inside()))
		inside50 = append(inside50, truth(x.within(x.Low50, x.High50)))
		width = append(width, x.High95-x.Low95)
		interval = append(interval, stat.IntervalScore(stat.Interval{Low: x.Low95, High: x.High95}, x.Value, 0.95))
		if !math.IsNaN(x.Naive) {
			rule, there = append(rule, math.Abs(x.Naive-x.Value)), append(there, math.Abs(x.HeldOut-x.Value))
		}
	}
	s.Fitted, s.HeldOut, s.Bias, s.Coverage, s.Coverage50 = stat.Mean(fitted), stat.Mean(held), stat.Mean(bias), stat.Mean(inside), stat.Mean(inside50)
	s.Width, s.IntervalScore, s.NaiveRows, s.Naive, s.There = stat.Mean(width), stat.Mean(interval), len(rule), math.NaN(), math.NaN()
	if len(rule) > 0 {
		s.Naive, s.There = stat.Mean(rule), stat.Mean(there)
	}
	return s
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
