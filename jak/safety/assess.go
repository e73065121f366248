package safety

import (
	"math"

	"jakstat/rng"
	"jakstat/stat"
	"jakstat/stat/laplace"
)

// z95 is the normal quantile of a 95 % interval.
const z95 = 1.959963984540054

// Band is a median with its 95 % interval.
type Band struct{ Median, Low, High float64 }

// Option is a treatment with its name in outputs.
type Option struct {
	Name   string
	Action *Action
}

// Risk is an event under a treatment in a population.
type Risk struct {
	Event  *Event
	Model  *Model
	Option *Option
	Forecast
	// Rate per 100 patient-years in a group of such people: with what differs between pools. Average is without that: over many such groups.
	Rate, Average Band
	// Ratio to a TNF inhibitor in the same people, and the difference of rates per 100 patient-years.
	Ratio, Difference Band
}

// Needed is the number of people to be treated for a year for one event more (positive) or one fewer (negative) than under a TNF inhibitor. Told
// says that the interval of the difference excludes 0; Low and High are the ends by size then.
type Needed struct {
	Median, Low, High float64
	Told              bool
}

// Needed turns the difference into people.
func (r *Risk) Needed() Needed {
	n := Needed{Median: 100 / r.Difference.Median, Told: r.Difference.Low > 0 || r.Difference.High < 0}
	if n.Told {
		n.Low, n.High = 100/r.Difference.High, 100/r.Difference.Low
	}
	return n
}

// draws is how many joint draws the intervals of differences are made of.
const draws = 4000

// Assess predicts all events under all options, each also against a TNF inhibitor.
func (c *Calibration) Assess(p *Population, options []Option) []Risk {
	var out []Risk
	tnf := Action{Class: TNF}
	for _, m := range c.Models {
		for i := range options {
			o := &options[i]
			r := Risk{Event: m.Event, Model: m, Option: o, Forecast: m.Forecast(p, o.Action)}
			mid := math.Exp(r.Ln)
			r.Rate = Band{mid, r.Quantile(-z95), r.Quantile(z95)}
			r.Average = Band{mid, mid * math.Exp(-z95*r.Known), mid * math.Exp(z95*r.Known)}
			r.Ratio, r.Difference = m.against(p, o.Action, &tnf)
			out = append(out, r)
		}
	}
	return out
}

// against compares two treatments in the same group of people: what is peculiar to the group and the disease is common to both.
func (m *Model) against(p *Population, a, b *Action) (ratio, difference Band) {
	var ga, gb, diff laplace.Gradient
	la, disease, drugA := Sum(m.Terms(p, a, m.X), &ga)
	lb, _, drugB := Sum(m.Terms(p, b, m.X), &gb)
	for k, i := range ga.I {
		diff.Add(i, ga.V[k])
	}
	for k, i := range gb.I {
		diff.Add(i, -gb.V[k])
	}
	// ln rate of b and ln ratio as jointly normal.
	vd, vb := m.variance(&diff), m.variance(&gb)
	cov := (m.variance(&ga) - vb - vd) / 2
	for _, unknown := range []bool{drugA, drugB} {
		if unknown {
			vd += m.Drug * m.Drug
		}
	}
	vb += m.Programme*m.Programme + m.Pool*m.Pool + m.Arm*m.Arm
	if disease {
		vb += m.Disease * m.Disease
	}
	lr, sd := la-lb, math.Sqrt(vd)
	ratio = Band{math.Exp(lr), math.Exp(lr - z95*sd), math.Exp(lr + z95*sd)}
	slope := 0.0
	if vd > 0 {
		slope = cov / vd
	}
	rest := math.Sqrt(max(0, vb-slope*slope*vd))
	stream := rng.Key(1, 0, rng.Name("risk difference"), 0)
	sample := make([]float64, draws)
	for d := range sample {
		e := sd * stream.Normal(uint64(2*d))
		base := math.Exp(lb + slope*e + rest*stream.Normal(uint64(2*d+1)))
		sample[d] = base * math.Expm1(lr+e)
	}
	i := stat.Central(sample, 0.95)
	return ratio, Band{stat.Median(sample), i.Low, i.High}
}

// Factor is a term of a hazard with its interval.
type Factor struct {
	Name string
	Kind Kind
	Band
	Inhibition float64
	Unknown    bool
}

// Factors says what drives a risk: the baseline rate of the reference (RA, women of 55 years, nothing else) and the factors that change it.
func (r *Risk) Factors() []Factor {
	var out []Factor
	for i := range r.Terms {
		t := &r.Terms[i]
		v := r.Model.variance(&t.G)
		if t.Unknown {
			v = r.Model.Drug * r.Model.Drug
			if t.Kind == OfDisease {
				v = r.Model.Disease * r.Model.Disease
			}
		}
		sd := math.Sqrt(v)
		out = append(out, Factor{t.Name, t.Kind, Band{math.Exp(t.Ln), math.Exp(t.Ln - z95*sd), math.Exp(t.Ln + z95*sd)}, t.Inhibition, t.Unknown})
	}
	return out
}
