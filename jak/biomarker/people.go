package biomarker

import (
	"context"
	"math"

	"jakstat/jak/blockade"
	"jakstat/rng"
)

// Variables of the random numbers; each has its own, so that adding one moves no other.
var (
	variableBaseline     = rng.Name("laboratory baseline")
	variableExposure     = rng.Name("laboratory exposure")
	variableInflammation = rng.Name("laboratory inflammation")
	variableVisit        = rng.Name("laboratory visit")
)

// exposureSD is the spread of the logit of an inhibition between people: exposures vary by 40 to 50 %.
const exposureSD = 0.45

// maxTries bounds the drawing of a person whom a trial would admit; in every setting more than one in two is.
const maxTries = 50

// Population is virtual people of a setting, keyed by seed and number: person i is the same whoever else is simulated and whatever they take.
type Population struct {
	Setting Setting
	Seed    uint64
	// Calibration gives the variation between visits; nil: the shipped one.
	Calibration *Calibration
}

// Individual is one virtual person before treatment.
type Individual struct {
	Number   int
	Setting  Setting // with this person's baselines and inflammation
	Exposure float64 // shift of the logit of inhibitions
}

// Individual draws a person. Baselines are lognormal around the medians, inflammation is exponential around its mean.
func (p Population) Individual(i int) Individual {
	s := p.Setting
	own := map[string]float64{}
	for k, l := range Labs() {
		stream := rng.Key(p.Seed, uint64(i), variableBaseline, uint64(k))
		cv := s.between(l.ID)
		for try := range uint64(maxTries) {
			own[l.ID] = s.Baseline[l.ID] * math.Exp(math.Sqrt(math.Log1p(cv*cv))*stream.Normal(try))
			if own[l.ID] >= Entry(p.Setting, l.ID) {
				break // whom a trial would admit
			}
		}
	}
	s.Baseline = own
	inflammation := rng.Key(p.Seed, uint64(i), variableInflammation, 0)
	s.Inflammation *= inflammation.Exponential(0)
	exposure := rng.Key(p.Seed, uint64(i), variableExposure, 0)
	return Individual{Number: i, Setting: s, Exposure: exposureSD * exposure.Normal(0)}
}

// Person is the individual under a treatment.
func (x Individual) Person(b blockade.Blockade, periods []Period) Person {
	return Person{Setting: x.Setting, Blockade: b, Exposure: x.Exposure, Periods: periods}
}

// People simulates persons first to first+n−1 of a population under a treatment; the courses are in their order.
func (m *Model) People(ctx context.Context, p Population, b blockade.Blockade, periods []Period, weeks []float64, first, n int) ([]Course, error) {
	persons := make([]Person, n)
	for i := range persons {
		persons[i] = p.Individual(first+i).Person(b, periods)
	}
	return m.Run(ctx, weeks, persons...)
}

// Measured is what a laboratory would report of a value of person i in a week: with the variation between visits, a part of which is tripled.
func (p Population) Measured(i int, lab string, week, value float64) float64 {
	c := p.Calibration
	if c == nil {
		c = Shipped()
	}
	k := 0
	var l Lab
	for j, x := range Labs() {
		if x.ID == lab {
			k, l = j, x
		}
	}
	s := rng.Key(p.Seed, uint64(i), variableVisit, math.Float64bits(week)^uint64(k))
	sd := c.spread(lab) * math.Sqrt(math.Log1p(l.within*l.within))
	if s.Uniform(1) < excursions {
		sd *= tripled
	}
	return value * math.Exp(sd*s.Normal(0))
}

// spread is the variation of a lab between visits over the usual, 1 where nothing was estimated.
func (c *Calibration) spread(lab string) float64 {
	own, known := c.Known("spread of " + lab)
	common, ok := c.Known("spread")
	if !known || !ok {
		return 1
	}
	return own * common
}
