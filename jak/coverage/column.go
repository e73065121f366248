package coverage

import (
	"context"
	"math"

	"jakstat/engine/dose"
	"jakstat/engine/fpmath"
	"jakstat/engine/ode"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
	"jakstat/rng"
	"jakstat/stat"
	"jakstat/unit"
)

// Treatment is one column of a comparison: a drug at a repeating dose in a population, with who takes it.
type Treatment struct {
	Drug     *pk.Drug
	Molecule *receptor.Molecule
	Model    *pk.Model
	Regimen  *dose.Regimen
	Label    string // "RA"
	// Covariates and Condition describe the population; nil is the model's reference.
	Covariates map[string]unit.Quantity
	Condition  *pk.Condition
}

// Options of a comparison.
type Options struct {
	Subjects int     // virtual patients per column, for intervals; 0: DefaultSubjects
	Seed     uint64  // of the random numbers; the same seed gives the same bits whatever the number of workers
	Step     float64 // h between points of a course; 0: DefaultStep
	Workers  int
	Typical  bool // the typical patient alone: Subjects is not used, and every interval is the typical figure twice
}

// Defaults, chosen so that the default comparison of fourteen columns answers at once. Half the step moves typical averages by at most 0.2
// percentage points and ends of intervals by 0.7. Typical figures depend neither on the number of patients nor on the seed; twice the patients or another
// seed move ends of intervals by up to 9 percentage points (TestDefaultsAreEnough).
const (
	DefaultSubjects = 48
	DefaultStep     = 0.2
	// potencyDraws is how many values of the potency each virtual patient is looked at with: evaluating an effect is cheap, simulating a patient
	// is not, and the tails of an interval need more points than there are patients.
	potencyDraws = 8
	// drawStride thins the time grid of those evaluations.
	drawStride = 2
	// IntervalMass is the share of the distribution that every interval covers.
	IntervalMass = 0.90
)

// Band is a course over virtual patients: typical patient, and the ends of the interval between patients.
type Band struct {
	Typical []float64 `json:"typical"`
	Low     []float64 `json:"low"`
	High    []float64 `json:"high"`
}

// Estimate is a figure with its interval.
type Estimate struct {
	Typical float64 `json:"typical"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
}

// total is a course of total concentrations in parent equivalents (nM), with the logarithms that every mechanistic effect needs.
type total struct{ c, ln []float64 }

func newTotal(c []float64) total {
	t := total{c, make([]float64, len(c))}
	for i, v := range c {
		t.ln[i] = fpmath.Log(v)
	}
	return t
}

// Column is a treatment with its concentrations at steady state. Times count from a dose (h).
type Column struct {
	Treatment Treatment
	Hours     []float64
	Total     Band     // nM, total plasma, parent equivalents
	Mass      Band     // ng/mL, total plasma, parent alone
	AUC24     Estimate // ng·h/mL, parent
	Cmax      Estimate // ng/mL, parent
	Cmin      Estimate

	typical  total     // of the typical patient
	subjects []total   // of each virtual patient
	normals  []float64 // standard normals for potency, potencyDraws for each patient
	thin     []float64 // every drawStride-th of Hours, the last included
	thinned  []total   // the patients' courses at those times

	mechanistic likenesses
}

// tolerances are ample for figures shown to a percentage point: against 1e-9 no cell of the default comparison moves by 1e-6
// (TestTolerancesAreAmple).
var tolerances = ode.Options{RTol: RTol, ATol: []float64{ATol}}

// RTol and ATol are the tolerances of every course of a comparison.
const (
	RTol = 1e-5
	ATol = 1e-8
)

// simulate runs the typical patient and the virtual ones.
func simulate(ctx context.Context, t Treatment, o Options) (*Column, error) {
	w, err := t.Model.SteadyState(t.Regimen)
	if err != nil {
		return nil, err
	}
	n := o.Subjects
	base := pk.Subject{Covariates: map[string]unit.Quantity{}, Condition: t.Condition}
	for k, v := range t.Covariates {
		base.Covariates[k] = v
	}
	if t.Model.Uses("daily_dose") {
		base.Covariates["daily_dose"] = pk.DailyDose(t.Regimen)
	}
	patients, potency := virtualPatients(t.Model, base, o.Seed, n)
	subjects := append([]pk.Subject{base}, patients...)
	times := w.Grid(o.Step)
	profiles, err := t.Model.Simulate(ctx, pk.Simulation{Events: w.Events, Times: times, Subjects: subjects, Workers: o.Workers, Options: tolerances})
	if err != nil {
		return nil, err
	}
	c := &Column{Treatment: t, Hours: make([]float64, len(times)), normals: potency}
	for i := range times {
		c.Hours[i] = times[i] - w.Start
	}
	var equivalents, mass [][]float64
	for _, p := range profiles {
		equivalents, mass = append(equivalents, p.Equivalent), append(mass, p.Mass[0])
	}
	c.Total, c.Mass = band(equivalents), band(mass)
	c.typical = newTotal(equivalents[0])
	c.thin = thinOut(c.Hours)
	for _, e := range equivalents[1:] {
		t := newTotal(e)
		c.subjects = append(c.subjects, t)
		c.thinned = append(c.thinned, total{thinOut(t.c), thinOut(t.ln)})
	}
	exposures := make([]pk.Exposure, len(mass))
	for i := range mass {
		exposures[i] = pk.Expose(times, mass[i])
		exposures[i].AUC *= 24 / w.Length
	}
	c.AUC24 = estimate(exposures, func(e pk.Exposure) float64 { return e.AUC })
	c.Cmax = estimate(exposures, func(e pk.Exposure) float64 { return e.Cmax })
	c.Cmin = estimate(exposures, func(e pk.Exposure) float64 { return e.Cmin })
	return c, nil
}

// stratified returns n standard normals, one from each n-th of the distribution, in an order keyed by drug and dimension.
func stratified(seed uint64, drug string, dimension, n int) []float64 {
	stream := rng.Key(seed, 0, rng.Name("coverage "+drug), uint64(dimension))
	out := stream.Stratified(n)
	for i, u := range out {
		out[i] = rng.Quantile(u)
	}
	return out
}

// band takes the first course as the typical one and the others as patients.
func band(courses [][]float64) Band {
	n := len(courses[0])
	b := Band{Typical: courses[0], Low: make([]float64, n), High: make([]float64, n)}
	column := make([]float64, len(courses)-1)
	for k := range n {
		for i := range column {
			column[i] = courses[i+1][k]
		}
		b.Low[k], b.High[k] = interval(column, courses[0][k])
	}
	return b
}

func estimate[T any](all []T, f func(T) float64) Estimate {
	e := Estimate{Typical: f(all[0])}
	values := make([]float64, len(all)-1)
	for i := range values {
		values[i] = f(all[i+1])
	}
	e.Low, e.High = interval(values, e.Typical)
	return e
}

// interval returns the central interval of the values, or the typical value twice when there are none.
func interval(values []float64, typical float64) (low, high float64) {
	if len(values) == 0 {
		return typical, typical
	}
	i := stat.Central(values, IntervalMass)
	return i.Low, i.High
}

// Cell is one read-out under one treatment.
type Cell struct {
	Effect  *receptor.Effect
	Other   *receptor.Effect // the other route, nil when there is none
	Cover   Cover
	Average Estimate // daily inhibition, fraction; interval over patients and potency
	Trough  Estimate
	Hours   Estimate // above the IC50
	// OtherAverage is the average daily inhibition by the other route, NaN without one.
	OtherAverage float64
}

// cell evaluates one read-out on the column's courses. Several may be evaluated at once.
func (c *Column) cell(lib *evidence.Library, r receptor.Readout, scratch []float64) Cell {
	shown, other := c.Treatment.Molecule.Effects(lib, r)
	out := Cell{Effect: shown, OtherAverage: math.NaN()}
	switch shown.Route {
	case receptor.NoRoute:
		return out
	case receptor.IsMechanism:
		out = c.mechanistic.get(likeness{r.Group(), shown.Mechanism.Tau, shown.Mechanism.Beta, shown.SD}, func() Cell { return c.figures(shown, scratch) })
		out.Effect = shown
	default:
		out = c.figures(shown, scratch)
	}
	if out.Other, out.OtherAverage = other, math.NaN(); other != nil {
		out.OtherAverage = c.cover(other, c.Hours, c.typical, 1, scratch).Average
	}
	return out
}

// figures are those of an effect in the typical and in the virtual patients.
func (c *Column) figures(e *receptor.Effect, scratch []float64) Cell {
	e.Tabulate()
	covers := make([]Cover, 1, 1+len(c.normals))
	covers[0] = c.cover(e, c.Hours, c.typical, 1, scratch)
	for i, z := range c.normals {
		covers = append(covers, c.cover(e, c.thin, c.thinned[i/potencyDraws], math.Exp(e.SD*z), scratch))
	}
	return Cell{
		Effect: e, Cover: covers[0],
		Average: estimate(covers, func(v Cover) float64 { return v.Average }),
		Trough:  estimate(covers, func(v Cover) float64 { return v.Trough }),
		Hours:   estimate(covers, func(v Cover) float64 { return v.HoursAbove }),
	}
}

// cover evaluates an effect along a course at times t, the IC50 scaled by factor.
func (c *Column) cover(e *receptor.Effect, t []float64, course total, factor float64, scratch []float64) Cover {
	inhibition := scratch[:len(t)]
	inhibit(e, t, course, factor, inhibition)
	return Summarise(t, inhibition)
}

// inhibit fills the inhibition along one period of a repeating course.
func inhibit(e *receptor.Effect, t []float64, course total, factor float64, inhibition []float64) {
	if v := e.Covalent; v != nil {
		scaled := binding.Covalent{KInact: v.KInact / factor, KDeg: v.KDeg}
		scaled.Periodic(t, course.c, inhibition)
		for k := range inhibition {
			inhibition[k] = 1 - inhibition[k]
		}
		return
	}
	if e.Kinetic() {
		e.Over(t, course.c, factor, true, inhibition)
		return
	}
	e.Along(course.c, course.ln, factor, inhibition)
}

// thinOut keeps every drawStride-th value and the last.
func thinOut(v []float64) []float64 {
	var out []float64
	for i := 0; i < len(v)-1; i += drawStride {
		out = append(out, v[i])
	}
	return append(out, v[len(v)-1])
}
