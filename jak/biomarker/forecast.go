package biomarker

import (
	"context"
	"math"
	"slices"

	"jakstat/jak/blockade"
	"jakstat/rng"
	"jakstat/stat"
)

// ForecastPlan says what is forecast: weeks rise from 0 on.
type ForecastPlan struct {
	Setting Setting
	Weeks   []float64
	Periods []Period // nil: Throughout
	Relief  float64
	People  int // virtual patients for the spread and the grades; 0: none
	Seed    uint64
	Grading string // one of [Gradings]
}

// LabCourse is one lab under one treatment, in its unit. Low and High hold 90 % of what estimates and potencies leave open of the typical patient;
// P5 and P95 hold 90 % of what virtual patients would have measured. They are nil without people.
type LabCourse struct {
	Lab                Lab
	Typical, Low, High []float64
	P5, P95            []float64
	// Grade3 is the part of virtual patients whose worst measured value at a trial's visits ([Visits] and the last week) is grade 3 or 4; it means something
	// where the scale grades the lab (Graded).
	Grade3 float64
	Graded bool
}

// Forecast is a treatment's laboratory values.
type Forecast struct {
	Treatment string
	Weeks     []float64
	Labs      []LabCourse
	Unknown   []string // cytokines of which the blockade says nothing; taken as not blocked
}

// draws of what estimates and potencies leave open.
const forecastDraws = 60

var variableEstimates = rng.Name("laboratory estimates")

// PotencySD is the standard deviation of the logit of an inhibition that potencies and exposures leave open: both are known to a factor of about 1.6.
const PotencySD = 0.5

// Forecast runs the typical patient, draws of the estimates, and virtual patients under each blockade.
func (m *Model) Forecast(ctx context.Context, c *Calibration, p ForecastPlan, blockades ...blockade.Blockade) ([]Forecast, error) {
	open := c.draws(p.Seed, forecastDraws)
	out := make([]Forecast, len(blockades))
	for i, b := range blockades {
		typical := Person{Setting: p.Setting, Blockade: b, Periods: p.Periods, Relief: p.Relief}
		persons := []Person{typical}
		for k, estimates := range open {
			x := typical
			z := rng.Key(p.Seed, uint64(k), variableEstimates, 1)
			x.Estimates, x.Exposure = estimates, PotencySD*z.Normal(0)
			persons = append(persons, x)
		}
		pop := Population{Setting: p.Setting, Seed: p.Seed, Calibration: c}
		for k := range p.People {
			x := pop.Individual(k).Person(b, p.Periods)
			x.Relief = p.Relief
			persons = append(persons, x)
		}
		courses, err := m.Run(ctx, p.Weeks, persons...)
		if err != nil {
			return nil, err
		}
		out[i] = Forecast{Treatment: b.Treatment, Weeks: p.Weeks, Unknown: Unknown(b)}
		for _, l := range Labs() {
			if courses[0].Value[l.ID] != nil {
				out[i].Labs = append(out[i].Labs, p.summarise(l, pop, courses))
			}
		}
	}
	return out, nil
}

// summarise reads one lab off the courses of the typical patient, the draws and the people, in this order.
func (p ForecastPlan) summarise(l Lab, pop Population, courses []Course) LabCourse {
	out := LabCourse{Lab: l, Typical: courses[0].Value[l.ID]}
	people := courses[1+forecastDraws:]
	measured := make([][]float64, len(people))
	for k, x := range people {
		for j, w := range p.Weeks {
			measured[k] = append(measured[k], pop.Measured(k, l.ID, w, x.Value[l.ID][j]))
		}
	}
	column := func(of func(k int) float64, n int) []float64 {
		v := make([]float64, n)
		for k := range v {
			v[k] = of(k)
		}
		slices.Sort(v)
		return v
	}
	worst := 0
	for j := range p.Weeks {
		d := column(func(k int) float64 { return courses[1+k].Value[l.ID][j] }, forecastDraws)
		out.Low, out.High = append(out.Low, stat.SortedQuantile(0.05, d)), append(out.High, stat.SortedQuantile(0.95, d))
		if len(people) > 0 {
			v := column(func(k int) float64 { return measured[k][j] }, len(people))
			out.P5, out.P95 = append(out.P5, stat.SortedQuantile(0.05, v)), append(out.P95, stat.SortedQuantile(0.95, v))
		}
	}
	for _, v := range measured {
		grade := 0
		for j, x := range v {
			if p.visited(j) {
				g, ok := Grade(p.Grading, l.ID, x, v[0])
				out.Graded = ok
				grade = max(grade, g)
			}
		}
		if grade >= 3 {
			worst++
		}
	}
	if len(people) > 0 {
		out.Grade3 = float64(worst) / float64(len(people))
	}
	return out
}

// draws are sets of coordinates drawn from what the calibration leaves open.
func (c *Calibration) draws(seed uint64, n int) []map[string]float64 {
	out := make([]map[string]float64, n)
	for k := range out {
		out[k] = c.DrawEstimates(seed, uint64(k))
	}
	return out
}

// DrawEstimates is draw number k of all coordinates from what the calibration leaves open, as [Person] takes them.
func (c *Calibration) DrawEstimates(seed, k uint64) map[string]float64 {
	s := rng.Key(seed, k, variableEstimates, 0)
	z := make([]float64, len(c.Names))
	s.Normals(z, 0)
	moved := c.Draw(z)
	out := map[string]float64{}
	for _, name := range Coordinates() {
		out[name] = moved.Value(name)
	}
	return out
}

// visited tells whether a trial would look at the week j: 2, 4, 8, every twelfth, and the last.
func (p ForecastPlan) visited(j int) bool {
	w := p.Weeks[j]
	return w > 0 && (w == 2 || w == 4 || w == 8 || math.Mod(w, 12) == 0 || j == len(p.Weeks)-1)
}
