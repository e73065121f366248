// Package population knows people: age, sex, how ill they are and which traits they have, drawn from what a trial's table of patients
// says. A person's figures are a function of seed, replicate and number, whatever the order in which people are asked for.
//
// Traits, age and severity are drawn independently: tables of trials give their margins only. The package must not know diseases, drugs
// or what follows from a trait.
package population

import (
	"math"

	"jakstat/rng"
)

// Spread is a normal distribution cut off below Low and above High. A Mean of NaN says that nothing is known; an SD of 0 makes all alike.
type Spread struct{ Mean, SD, Low, High float64 }

// Unbounded is a normal distribution without limits.
func Unbounded(mean, sd float64) Spread { return Spread{mean, sd, math.Inf(-1), math.Inf(1)} }

// at is the quantile of the distribution.
func (s Spread) at(p float64) float64 {
	if math.IsNaN(s.Mean) || s.SD == 0 {
		return s.Mean
	}
	low, high := phi((s.Low-s.Mean)/s.SD), phi((s.High-s.Mean)/s.SD)
	x := s.Mean + s.SD*rng.Quantile(low+p*(high-low))
	return max(s.Low, min(s.High, x)) // also where nearly all of the distribution is cut off
}

func phi(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// Trait is something that a share (0 to 1) of people has.
type Trait struct {
	Name  string
	Share float64
}

// Description is what people are drawn from. Age in years, Female a share (NaN: unknown), Severity on the score named by Measure.
type Description struct {
	Age      Spread
	Female   float64
	Measure  string
	Severity Spread
	Traits   []Trait // at most 64
}

// Person is one of them. Age and Severity are NaN and Female false where the description does not say.
type Person struct {
	Age, Severity float64
	Female        bool
	Traits        uint64 // bit i: has Traits[i] of the description
}

// Has tells whether the person has trait i.
func (p Person) Has(i int) bool { return p.Traits>>i&1 == 1 }

var (
	ageName      = rng.Name("population age")
	sexName      = rng.Name("population sex")
	severityName = rng.Name("population severity")
)

// Person draws one. Traits are those that the trait alone would give.
func (d *Description) Person(seed, replicate, subject uint64) Person {
	age, sex, ill := rng.Key(seed, subject, ageName, replicate), rng.Key(seed, subject, sexName, replicate), rng.Key(seed, subject, severityName, replicate)
	p := Person{Age: d.Age.at(age.Uniform(0)), Severity: d.Severity.at(ill.Uniform(0)), Female: sex.Uniform(0) < d.Female}
	for i := range d.Traits {
		if d.Has(seed, replicate, subject, i) {
			p.Traits |= 1 << i
		}
	}
	return p
}

// Has draws trait i of a person without the rest.
func (d *Description) Has(seed, replicate, subject uint64, i int) bool {
	t := d.Traits[i]
	switch {
	case t.Share <= 0:
		return false
	case t.Share >= 1:
		return true
	}
	s := rng.Key(seed, subject, rng.Name("population trait "+t.Name), replicate)
	return s.Uniform(0) < t.Share
}
