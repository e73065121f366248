package safety

import (
	"math"

	"jakstat/rng"
)

// Traits are the covariates of one virtual person: age in years, 0 or 1 for the rest.
type Traits [numCovariates]float64

// Asked says which covariates matter.
type Asked [numCovariates]bool

// People draws virtual people of a population: ages normal within limits with the mean and standard deviation of the description, covariates that exclude
// each other as such, all others independent, because tables of patients give their margins only.
type People struct {
	*Population
	Low, High float64 // of age, years
	mean, sd  float64 // of the normal that is cut off
}

// NewPeople prepares the drawing. ok is false where no normal distribution that is cut off at the limits has the mean and standard deviation described.
func NewPeople(p *Population, low, high float64) (_ *People, ok bool) {
	q := &People{Population: p, Low: low, High: high, mean: p.X[Age], sd: p.X[AgeSD]}
	if q.sd == 0 {
		return q, q.mean >= low && q.mean <= high
	}
	for range 200 {
		m, s := q.cut()
		q.mean += p.X[Age] - m
		q.sd *= p.X[AgeSD] / s
		if math.Abs(m-p.X[Age]) < 1e-6 && math.Abs(s-p.X[AgeSD]) < 1e-6 {
			return q, true
		}
	}
	return nil, false
}

func phi(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// cut is the mean and the standard deviation of the normal that is cut off (Johnson, Kotz & Balakrishnan 1994, Continuous Univariate Distributions 1, 13.10.1).
func (q *People) cut() (mean, sd float64) {
	a, b := (q.Low-q.mean)/q.sd, (q.High-q.mean)/q.sd
	density := func(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }
	times := func(x float64) float64 {
		if math.IsInf(x, 0) {
			return 0
		}
		return x * density(x)
	}
	z := phi(b) - phi(a)
	d := (density(a) - density(b)) / z
	return q.mean + q.sd*d, q.sd * math.Sqrt(1+(times(a)-times(b))/z-d*d)
}

// Virtual is one of them; of gives the random numbers that are the person's own for each covariate. Only covariates that are asked for are drawn.
func (q *People) Virtual(asked *Asked, of func(Covariate) rng.Stream) (x Traits) {
	if asked[Age] {
		x[Age] = q.mean
		if q.sd > 0 {
			s := of(Age)
			low, high := phi((q.Low-q.mean)/q.sd), phi((q.High-q.mean)/q.sd)
			x[Age] = min(q.High, max(q.Low, q.mean+q.sd*rng.Quantile(low+float64(s.Uniform(0)*(high-low)))))
		}
	}
	for c := AgeSD + 1; c < numCovariates; c++ {
		members, first := group(c)
		if !first {
			continue
		}
		any := false
		for _, m := range members {
			any = any || asked[m]
		}
		if !any {
			continue
		}
		s := of(c)
		u := s.Uniform(0)
		for _, m := range members {
			if u < q.X[m] {
				x[m] = 1
				break
			}
			u -= q.X[m]
		}
	}
	return x
}
