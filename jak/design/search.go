package design

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"jakstat/engine/fpmath"
	"jakstat/jak/receptor"
	"jakstat/stat/sensitivity"
)

// Wish is a bound on the average daily inhibition of a read-out.
type Wish struct {
	Response *receptor.Response
	Limit    float64 // fraction
	Spare    bool    // at most Limit; else at least
	Text     string  // as written
}

// Candidate is one molecule of a search. A higher dose takes more from every read-out, so that the doses which meet all wishes are those
// from Low to High, if Low ≤ High.
type Candidate struct {
	Molecule Molecule
	Low      float64 // mg: the least that takes enough from all that is wanted; +Inf beyond the range of doses
	High     float64 // mg: the most that leaves enough of all that is spared; 0 below the range of doses
	Needs    int     // the wish that sets Low
	Limits   int     // the wish that sets High, −1 where the range of doses does
	Short    float64 // by how much the wanted inhibition that is furthest from its wish misses it at High (fraction); below 0: exceeds it
	IC50     float64 // nM unbound, of the first wanted read-out
}

// Feasible tells whether a dose meets all wishes.
func (c *Candidate) Feasible() bool { return c.Low <= c.High }

// Search is what a search found.
type Search struct {
	Space      Space
	Wishes     []Wish
	Candidates []Candidate // in the order of the sequence
	Feasible   int
	Best       int // the candidate that misses its wishes least, or exceeds them most
}

// Run tries n molecules, spread evenly over the space by a keyed sequence: the same seed gives the same bits whatever the number of
// workers. progress, when not nil, is called after each hundredth, from several goroutines. At least one wish must want something.
// The only error is that of ctx.
func Run(ctx context.Context, s Space, wishes []Wish, n int, seed uint64, workers int, progress func()) (*Search, error) {
	props := s.varied()
	points := sensitivity.Points(seed, "design search", n, max(len(props), 1))
	out := &Search{Space: s, Wishes: wishes, Candidates: make([]Candidate, n)}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	const chunk = 64
	tick := int64(max(n/chunk/100, 1))
	var next atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for ctx.Err() == nil {
				c := next.Add(1) - 1
				from := int(c) * chunk
				if from >= n {
					return
				}
				for i := from; i < min(from+chunk, n); i++ {
					out.Candidates[i] = s.try(s.molecule(props, points[i]), wishes)
				}
				if progress != nil && c%tick == 0 {
					progress()
				}
			}
		})
	}
	group.Wait()
	for i := range out.Candidates {
		c := &out.Candidates[i]
		if c.Feasible() {
			out.Feasible++
		}
		if c.Short < out.Candidates[out.Best].Short {
			out.Best = i
		}
	}
	return out, ctx.Err()
}

// try finds the doses of one molecule.
func (s *Space) try(m Molecule, wishes []Wish) Candidate {
	c := Candidate{Molecule: m, Low: s.Dose.Low, High: s.Dose.High, Limits: -1, Short: math.Inf(-1), IC50: math.NaN()}
	day := m.course(s.Interval)
	for i, w := range wishes {
		if !w.Spare {
			continue
		}
		if d := day.dose(w.Response, &m, w.Limit, s.Dose); d < c.High {
			c.High, c.Limits = d, i
		}
	}
	for i, w := range wishes {
		if w.Spare {
			continue
		}
		if math.IsNaN(c.IC50) {
			c.IC50 = w.Response.IC50(&m.Ki)
		}
		reached := 0.0
		if c.High > 0 {
			reached = day.inhibition(w.Response, &m.Ki, c.High)
		}
		if short := w.Limit - reached; short > c.Short {
			c.Short, c.Needs = short, i
		}
		c.Low = max(c.Low, day.dose(w.Response, &m, w.Limit, s.Dose))
	}
	// Rounding must not let a dose meet its wishes here and miss them there.
	if c.Short > 0 {
		c.Low = max(c.Low, math.Nextafter(c.High, math.Inf(1)))
	} else {
		c.Low = min(c.Low, c.High)
	}
	return c
}

// dose is the dose in the range at which the average inhibition of a read-out is target: +Inf where the highest takes less, 0
// where the lowest takes more. The average rises with the logarithm of the dose; Illinois' form of the false position finds it to
// one part in 10⁵.
func (c *course) dose(x *receptor.Response, m *Molecule, target float64, r Range) float64 {
	at := func(ln float64) float64 { return c.inhibition(x, &m.Ki, fpmath.Exp(ln)) - target }
	a, b := fpmath.Log(r.Low), fpmath.Log(r.High)
	fa, fb := at(a), at(b)
	switch {
	case fa > 0:
		return 0
	case fb < 0:
		return math.Inf(1)
	case fa == fb:
		return r.Low
	}
	// Start near half inhibition: over four decades of dose the curve is flat at both ends.
	first := fpmath.Log(x.IC50(&m.Ki) / c.average)
	side := 0
	for i := 0; i < 100 && b-a > 1e-5; i++ {
		z := b - fb*(b-a)/(fb-fa)
		if i == 0 && first > a && first < b {
			z = first
		}
		z = min(max(z, a+1e-6), b-1e-6) // always some progress
		f := at(z)
		switch {
		case f > 0:
			b, fb = z, f
			if side == 1 {
				fa /= 2
			}
			side = 1
		default:
			a, fa = z, f
			if side == -1 {
				fb /= 2
			}
			side = -1
		}
		if math.Abs(f) < 1e-7 {
			return fpmath.Exp(z)
		}
	}
	return fpmath.Exp((a + b) / 2)
}
