package safety

import (
	"math"

	"jakstat/rng"
)

// Drawn is the hazard of an event in one draw of all that the calibration leaves open, for virtual people one by one in the arms of a trial: the
// coordinates, and what is peculiar to a programme, a pool and its arms.
type Drawn struct {
	Level float64 // logarithm of the rate per 100 patient-years of women of the reference age with the disease
	// PerUnit is by how much a covariate raises it: all of a share, or a decade of age.
	PerUnit Traits
	// AtOnce and Grown are the logarithms of what each arm does: from the start, and beside it after a time that is long against Lag.
	AtOnce, Grown []float64
	Lag           float64 // years
}

// Draw draws the hazard in a new programme of one pool with these arms. The same seed and number give the same draw.
func (m *Model) Draw(seed, number uint64, disease string, arms []Option) Drawn {
	x := m.coordinates(seed, number)
	own := rng.Key(seed, number, rng.Name(m.Event.Name+" of a trial"), 0)
	d := Drawn{
		Level:  m.Programme*own.Normal(0) + m.Pool*own.Normal(1),
		AtOnce: make([]float64, len(arms)), Grown: make([]float64, len(arms)), Lag: m.Event.Lag,
	}
	if i, ok := m.At[Level]; ok {
		d.Level += x[i]
	}
	p := Population{Disease: disease, Years: math.Inf(1)} // long enough for all of an effect
	if disease != ReferenceDisease {
		t := m.simple(DiseaseName(disease), OfDisease, 1, x)
		d.Level += t.Ln
		if t.Unknown {
			d.Level += m.unknown(seed, number, &t)
		}
	}
	for c := range numCovariates {
		if i, ok := m.At[c.Name()]; ok && c != AgeSD {
			d.PerUnit[c] = x[i]
		}
	}
	for k, o := range arms {
		arm := rng.Key(seed, number, rng.Name(m.Event.Name+" of arm "+o.Name), 0)
		d.AtOnce[k] = m.Arm * arm.Normal(0)
		for _, t := range m.treatment(&p, o.Action, x) {
			d.Grown[k] += t.Ln
			if t.Unknown {
				d.AtOnce[k] += m.unknown(seed, number, &t)
			}
		}
	}
	return d
}

// Depends tells whether the hazard depends on a covariate.
func (m *Model) Depends(c Covariate) bool {
	_, ok := m.At[c.Name()]
	return ok
}

// Ln is the logarithm of the rate per 100 patient-years of somebody before any treatment acts. x holds the age in years and 0 or 1 for the shares.
func (d *Drawn) Ln(x *Traits) float64 {
	ln := d.Level + float64(d.PerUnit[Age]*(x[Age]-ReferenceAge)/10)
	for c := AgeSD + 1; c < numCovariates; c++ {
		ln += float64(d.PerUnit[c] * x[c])
	}
	return ln
}

// Effect is the logarithm of what arm k does on average over the years since the start.
func (d *Drawn) Effect(k int, years float64) float64 {
	return d.AtOnce[k] + float64(d.Grown[k]*ramp(d.Lag, years))
}
