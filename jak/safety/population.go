package safety

import (
	"fmt"
	"math"
	"sync"

	"jakstat/evidence/results"
)

// Covariate is a property of a population on which a baseline may depend.
type Covariate int

// The covariates. Age and AgeSD are years, all others shares from 0 to 1; what is left of smoking, steroids, regions and vaccines is the
// reference: never smoked, none, western Europe and North America, not vaccinated.
const (
	Age Covariate = iota
	AgeSD
	Male
	Smoker
	ExSmoker
	Steroids
	SteroidsHigh
	PriorBiologic
	PriorInfection
	PriorZoster
	PriorVTE
	ASCVD
	Hypertension
	Diabetes
	Obesity
	PriorNMSC
	Diverticulitis
	LiveVaccine
	RecombinantVaccine
	EasternEurope
	LatinAmerica
	JapanKorea
	OtherAsia
	numCovariates
)

var covariates = [numCovariates]struct{ name, meaning string }{
	{"age", "mean age, years"},
	{"age-sd", "standard deviation of age, years"},
	{"male", "men"},
	{"smoker", "current smokers"},
	{"ex-smoker", "past smokers"},
	{"steroids", "on up to 10 mg/day of prednisolone or its like"},
	{"steroids-high", "on more than 10 mg/day"},
	{"prior-biologic", "treated with a biologic before"},
	{"prior-infection", "with an earlier serious infection"},
	{"prior-zoster", "with earlier herpes zoster"},
	{"prior-vte", "with earlier venous thromboembolism"},
	{"ascvd", "with atherosclerotic cardiovascular disease"},
	{"hypertension", "with hypertension"},
	{"diabetes", "with diabetes"},
	{"obesity", "with a body mass index of 30 kg/m² and more"},
	{"prior-nmsc", "with earlier non-melanoma skin cancer"},
	{"diverticulitis", "with diverticulitis"},
	{"live-vaccine", "given live zoster vaccine"},
	{"recombinant-vaccine", "given recombinant zoster vaccine"},
	{"eastern-europe", "living in eastern Europe"},
	{"latin-america", "living in Latin America"},
	{"japan-korea", "living in Japan or Korea, or of that ancestry"},
	{"other-asia", "living elsewhere in Asia, or of that ancestry"},
}

// Name is the covariate's name in tables, flags and files.
func (c Covariate) Name() string { return covariates[c].name }

// Meaning says what its value is: years, or of whom the share is.
func (c Covariate) Meaning() string { return covariates[c].meaning }

// IsShare tells a share of people from an age.
func (c Covariate) IsShare() bool { return c > AgeSD }

// Covariates lists all covariates.
func Covariates() []Covariate {
	out := make([]Covariate, numCovariates)
	for i := range out {
		out[i] = Covariate(i)
	}
	return out
}

// FindCovariate returns the covariate of a name.
func FindCovariate(name string) (Covariate, bool) {
	for c := range numCovariates {
		if covariates[c].name == name {
			return c, true
		}
	}
	return 0, false
}

// exclusive are the covariates of which a person can have one at most; all others are taken as independent of each other.
var exclusive = [][]Covariate{{Smoker, ExSmoker}, {Steroids, SteroidsHigh}, {LiveVaccine, RecombinantVaccine}, {EasternEurope, LatinAmerica, JapanKorea, OtherAsia}}

// group returns the covariates that exclude c, c among them; ok is false when c is not the first of them, so that groups are met once.
func group(c Covariate) (members []Covariate, ok bool) {
	for _, g := range exclusive {
		for i, m := range g {
			if m == c {
				return g, i == 0
			}
		}
	}
	return []Covariate{c}, true
}

// Population describes people under treatment: never one person.
type Population struct {
	Disease string  // "RA", "PsA", "AS", "UC", "AD", "PsO", "AA"
	Years   float64 // mean time since treatment began, over which the hazard is averaged
	X       [numCovariates]float64
	// Like names the population that gave what was not described; empty when everything was.
	Like string
}

// Typical returns the named populations of the evidence.
var Typical = sync.OnceValue(func() map[string]*results.Pool {
	out := map[string]*results.Pool{}
	l := results.Shipped()
	for i := range l.Pools {
		if p := &l.Pools[i]; p.Pool == results.Typical {
			out[p.Population] = p
		}
	}
	return out
})

// DefaultYears is the time under treatment that a risk is averaged over when nothing else is said.
const DefaultYears = 3.0

// Of returns the population of a pool, or of a named population.
func Of(p *results.Pool) (Population, error) {
	var out Population
	if p.Like != "" {
		like := Typical()[p.Like]
		if like == nil {
			return out, fmt.Errorf("%s: no typical population %q", p.ID, p.Like)
		}
		var err error
		if out, err = Of(like); err != nil {
			return out, err
		}
		out.Like = p.Like
	}
	out.Disease = p.Disease
	if p.Years.Known {
		out.Years = p.Years.Value
	}
	for _, s := range p.Covariates {
		c, ok := FindCovariate(s.Name)
		if !ok {
			return out, fmt.Errorf("%s: no covariate %q", p.ID, s.Name)
		}
		v := s.Value
		if c.IsShare() {
			v /= 100
		}
		out.X[c] = v
	}
	return out, nil
}

// ramp is the share of a lagged effect that is there on average over the years since the start: the effect grows as 1 − exp(−t/lag).
func ramp(lag, years float64) float64 {
	if lag <= 0 {
		return 1
	}
	r := years / lag
	if r < 1e-6 {
		return r / 2
	}
	return 1 + math.Expm1(-r)/r
}
