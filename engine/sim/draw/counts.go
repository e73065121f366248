package draw

import "math"

// counts is a distribution of whole numbers.
type counts interface {
	draw(d *source) float64
	// ratio is P(k)/P(k-1).
	ratio(k float64) float64
	limit() float64
	mode() float64
}

type poissonCounts struct{ mean float64 }

func (p poissonCounts) draw(d *source) float64 { return d.s.Poisson(d.index(), p.mean) }
func (p poissonCounts) ratio(k float64) float64 {
	return p.mean / k
}

func (p poissonCounts) limit() float64 {
	if p.mean == 0 {
		return 0
	}
	return math.Inf(1)
}
func (p poissonCounts) mode() float64 { return math.Floor(p.mean) }

type binomialCounts struct{ n, p float64 }

func (b binomialCounts) draw(d *source) float64 {
	return float64(d.s.Binomial(d.index(), int(b.n), b.p))
}

func (b binomialCounts) ratio(k float64) float64 {
	return float64((b.n-k+1)/k) * (b.p / (1 - b.p))
}

func (b binomialCounts) limit() float64 {
	if b.p == 0 {
		return 0
	}
	return b.n
}
func (b binomialCounts) mode() float64 { return math.Min(math.Floor(float64((b.n+1)*b.p)), b.n) }

// truncatedCount draws a whole number between bounds: by rejection, then by inversion of the distribution between them, from the most
// probable number there outwards, as far as it can matter.
func (d *source) truncatedCount(c counts, b bounds) (float64, bool) {
	least, most := math.Ceil(math.Max(b.least, 0)), math.Floor(math.Min(b.most, c.limit()))
	if binomial, ok := c.(binomialCounts); ok && binomial.p == 1 {
		least = math.Max(least, binomial.n)
	}
	if most < least || math.IsInf(least, 1) {
		return 0, false
	}
	for range patience {
		if k := c.draw(d); least <= k && k <= most {
			return k, true
		}
	}
	at := math.Min(math.Max(c.mode(), least), most)
	const enough = 1 << 20
	total, weight := 1.0, 1.0
	visit := func(take func(k, w float64) bool) {
		if take(at, 1) {
			return
		}
		weight = 1
		for k := at + 1; k <= most && k-at < enough && weight > 1e-18; k++ {
			weight *= c.ratio(k)
			if take(k, weight) {
				return
			}
		}
		weight = 1
		for k := at; k > least && at-k < enough && weight > 1e-18; k-- {
			weight /= c.ratio(k)
			if take(k-1, weight) {
				return
			}
		}
	}
	total = 0
	visit(func(_, w float64) bool { total += w; return false })
	left, out := float64(d.uniform()*total), at
	visit(func(k, w float64) bool {
		out = k
		left -= w
		return left <= 0
	})
	return out, true
}
