package trial

import (
	"math"
	"slices"

	"jakstat/stat"
)

// Spread is where an uncertain number lies: median, central intervals, and standard deviations told apart by their source: what the model does not know
// (Parameters), how a new trial and its arms differ (Between), and that patients are few (Sampling). Total is that of all.
type Spread struct {
	Median                               float64
	Central50, Central95                 stat.Interval
	Parameters, Between, Sampling, Total float64
}

// Estimate is an endpoint of an arm at a week over the replicates: per cent of patients, or a mean change in the units of the score.
type Estimate struct {
	Arm      int
	Stratum  string // "" : all patients
	Endpoint int    // index of Plan.Endpoints
	Week     float64
	N        float64 // patients, mean over replicates
	Spread
	// Expected is the central 95 % interval without the sampling of patients: of the same trial with patients without end.
	Expected stat.Interval
}

// Difference compares an arm with the control: per cent of patients or mean changes, arm minus control.
type Difference struct {
	Estimate
	// Odds is the ratio of odds (half a patient added to each count); NaN for changes.
	Odds   float64
	Odds95 stat.Interval
	// Success is the share of replicates whose test favours the arm at the level asked for: assurance. Its interval is that of so many replicates.
	Success   float64
	Success95 stat.Interval
}

// Result is what the replicates say.
type Result struct {
	Plan        *Plan
	Options     Options
	Key         string
	Estimates   []Estimate
	Differences []Difference // against Plan.Control
	Events      *EventResult // nil: the plan follows none
	Laboratory  *LabResult   // nil: the plan takes no values
}

// group is some tallies of an arm put together: a stratum, or all of them.
type group struct {
	label  string
	strata []int
}

func (s *Simulation) groups() []group {
	all := group{}
	var out []group
	for i, st := range s.strata {
		all.strata = append(all.strata, i)
		out = append(out, group{st.label, []int{i}})
	}
	if len(s.strata) == 1 {
		return []group{all}
	}
	return append([]group{all}, out...)
}

// series are the values of one arm, group and cell over the replicates, as they are shown (per cent, or change).
type series struct {
	n         []float64
	value     []float64 // of the simulated patients
	variance  []float64 // of value by sampling, given the replicate
	parameter []float64 // expected of the parameters drawn, had all patients been read
	expected  []float64 // the same for the trial drawn
	plain     bool      // nobody drops out or moves, so that expected is that of value
}

func (s *Simulation) summarise(all [][]Tally) *Result {
	r := &Result{Plan: s.Plan, Options: s.Options, Key: s.key}
	parameter, trial := make([][]float64, len(all)), make([][]float64, len(all))
	for i := range all {
		parameter[i], trial[i] = s.draw(i)
	}
	for _, g := range s.groups() {
		for c := range s.cells {
			if s.Plan.Endpoints[s.cells[c].endpoint].Part {
				continue
			}
			arms := make([]*series, len(s.Plan.Arms))
			for a := range s.Plan.Arms {
				arms[a] = s.series(all, parameter, trial, a, g, c)
				r.Estimates = append(r.Estimates, s.estimate(arms[a], a, g, c))
			}
			for a := range s.Plan.Arms {
				if a != s.Plan.Control {
					r.Differences = append(r.Differences, s.difference(arms[a], arms[s.Plan.Control], a, g, c))
				}
			}
		}
	}
	return r
}

// scale turns the tallies' units into those shown: responders into per cent.
func (s *Simulation) scale(c int) float64 {
	if s.Plan.Endpoints[s.cells[c].endpoint].Kind == "pct" {
		return 100
	}
	return 1
}

func (s *Simulation) series(all [][]Tally, parameter, trial [][]float64, arm int, g group, c int) *series {
	x := &series{plain: s.plain(arm)}
	unit := s.scale(c)
	share := s.scale(c) == 100
	for i, tallies := range all {
		var t Tally
		for _, st := range g.strata {
			o := tallies[s.at(arm, st, c)]
			t.N, t.Sum, t.Squares = t.N+o.N, t.Sum+o.Sum, t.Squares+o.Squares
		}
		mean := t.Sum / t.N // NaN where a stratum has nobody
		v := (t.Squares/t.N - mean*mean) / (t.N - 1)
		if share {
			v = mean * (1 - mean) / t.N
		}
		x.n, x.value, x.variance = append(x.n, t.N), append(x.value, unit*mean), append(x.variance, unit*unit*max(0, v))
		x.parameter, x.expected = append(x.parameter, unit*s.expect(parameter[i], arm, g, c)), append(x.expected, unit*s.expect(trial[i], arm, g, c))
	}
	return x
}

// plain tells whether an arm's patients are all read to the end on their own treatment.
func (s *Simulation) plain(arm int) bool {
	for _, m := range s.moves {
		if contains(m.Arms, arm) {
			return false
		}
	}
	return s.Plan.Arms[arm].Dropout.Share == 0
}

// expect is the closed form for patients without end: Φ(η), or η·SD, over the strata.
func (s *Simulation) expect(eta []float64, arm int, g group, c int) float64 {
	e := &s.Plan.Endpoints[s.cells[c].endpoint]
	sum, weight := 0.0, 0.0
	for _, st := range g.strata {
		index := s.asks.index[arm*len(s.strata)+st]
		x := 0.0
		switch {
		case len(e.Both) > 0:
			x = s.joint(c).rate(s.Plan, s.cells, eta, index)
		case e.Kind == "pct":
			x = Rate(eta[index[c]])
		case e.Down:
			x = -eta[index[c]] * e.SD
		default:
			x = eta[index[c]] * e.SD
		}
		sum += s.strata[st].share * x
		weight += s.strata[st].share
	}
	return sum / weight
}

// Rate is the share of patients of a linear predictor: the standard normal distribution function.
func Rate(eta float64) float64 { return math.Erfc(-eta/math.Sqrt2) / 2 }

func (s *Simulation) estimate(x *series, arm int, g group, c int) Estimate {
	e := Estimate{Arm: arm, Stratum: g.label, Endpoint: s.cells[c].endpoint, Week: s.cells[c].week, N: stat.Mean(x.n)}
	e.Spread, e.Expected = spreadOver(x.value, x.variance, x.parameter, x.expected, x.plain)
	return e
}

// spreadOver tells the sources apart by the law of total variance: sampling is the mean of its variance in each replicate, the rest is divided between parameters
// and trials as in the closed form. Where patients leave or move there is none for the value itself: its interval without sampling is then drawn together
// until its variance is what sampling leaves.
func spreadOver(value, variance, parameter, expected []float64, plain bool) (Spread, stat.Interval) {
	keep := func(x float64) bool { return !math.IsNaN(x) }
	value = slices.DeleteFunc(slices.Clone(value), func(x float64) bool { return !keep(x) })
	q := stat.Quantiles(value, 0.5, 0.25, 0.75, 0.025, 0.975)
	out := Spread{Median: q[0], Central50: stat.Interval{Low: q[1], High: q[2]}, Central95: stat.Interval{Low: q[3], High: q[4]}}
	if len(value) < 2 {
		return out, out.Central95
	}
	sampling := 0.0
	if known := slices.DeleteFunc(slices.Clone(variance), func(x float64) bool { return !keep(x) }); len(known) > 0 {
		sampling = stat.Mean(known)
	}
	pv, ev := square(stat.SD(parameter)), square(stat.SD(expected))
	if !plain {
		left := max(0, square(stat.SD(value))-sampling)
		if ev > 0 {
			pv *= left / ev
		}
		ev = left
	}
	pv = min(pv, ev)
	out.Parameters, out.Between, out.Sampling, out.Total = math.Sqrt(pv), math.Sqrt(ev-pv), math.Sqrt(sampling), math.Sqrt(ev+sampling)
	if plain {
		return out, stat.Central(expected, 0.95)
	}
	mean, shrink := stat.Mean(value), 0.0
	if ev+sampling > 0 {
		shrink = math.Sqrt(ev / (ev + sampling))
	}
	i := out.Central95
	return out, stat.Interval{Low: mean + shrink*(i.Low-mean), High: mean + shrink*(i.High-mean)}
}

func square(x float64) float64 { return x * x }

func (s *Simulation) difference(x, control *series, arm int, g group, c int) Difference {
	n := len(x.value)
	e := &s.Plan.Endpoints[s.cells[c].endpoint]
	value, variance, parameter, expected, odds := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, 0, n)
	wins := 0
	for i := range value {
		value[i], variance[i] = x.value[i]-control.value[i], x.variance[i]+control.variance[i]
		parameter[i], expected[i] = x.parameter[i]-control.parameter[i], x.expected[i]-control.expected[i]
		a, b := shown{x.n[i], x.value[i], x.variance[i]}, shown{control.n[i], control.value[i], control.variance[i]}
		if favours(e, a, b, s.Options.Alpha) {
			wins++
		}
		if o := oddsRatio(a, b); e.Kind == "pct" && !math.IsNaN(o) {
			odds = append(odds, o)
		}
	}
	d := Difference{Estimate: Estimate{Arm: arm, Stratum: g.label, Endpoint: s.cells[c].endpoint, Week: s.cells[c].week, N: stat.Mean(x.n)}, Odds: math.NaN()}
	d.Spread, d.Expected = spreadOver(value, variance, parameter, expected, x.plain && control.plain)
	if len(odds) > 0 {
		d.Odds, d.Odds95 = stat.Median(odds), stat.Central(odds, 0.95)
	}
	d.Success, d.Success95 = float64(wins)/float64(n), stat.Wilson(wins, n, 0.95)
	return d
}
