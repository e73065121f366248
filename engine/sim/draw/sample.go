package draw

import (
	"fmt"
	"math"

	"jakstat/engine/fpmath"
	"jakstat/engine/model"
	"jakstat/rng"
)

// source is a stream of random numbers that one value is made of.
type source struct {
	s    rng.Stream
	next uint64
}

func (d *source) index() uint64 {
	d.next++
	return d.next - 1
}

func (d *source) uniform() float64 { return d.s.Uniform(d.index()) }

// bounds are the limits of a truncated distribution, both included.
type bounds struct{ least, most float64 }

func (b bounds) holds(x float64) bool { return b.least <= x && x <= b.most }

// clamp takes back what rounding may have carried over a bound.
func (b bounds) clamp(x float64) float64 { return math.Min(math.Max(x, b.least), b.most) }

// scaled are the bounds of (x - location)/scale.
func (b bounds) scaled(location, scale float64) bounds {
	return bounds{(b.least - location) / scale, (b.most - location) / scale}
}

// Value draws one value from a stream, which is used for it alone, of a distribution with the arguments given. The error says which argument
// has no meaning; it panics on a wrong number of arguments, see [model.Distribution.CheckArity].
func Value(s rng.Stream, d model.Distribution, args []float64) (float64, error) {
	if err := d.CheckArity(len(args)); err != nil {
		panic("draw: " + err.Error())
	}
	for _, a := range args {
		if math.IsNaN(a) {
			return math.NaN(), fmt.Errorf("%s: an argument is no number", d)
		}
	}
	b := bounds{math.Inf(-1), math.Inf(1)}
	if own := d.Own(); len(args) == own+2 {
		b = bounds{args[own], args[own+1]}
		args = args[:own]
		if !(b.least <= b.most) {
			return math.NaN(), fmt.Errorf("%s: the least value %g is above the largest %g", d, b.least, b.most)
		}
	}
	if len(args) < d.Own() { // the location may be left out
		args = []float64{0, args[0]}
	}
	if what := wrong(d, args); what != "" {
		return math.NaN(), fmt.Errorf("%s: %s", d, what)
	}
	w := &source{s: s}
	v, ok := w.sample(d, args, b)
	if !ok {
		return math.NaN(), fmt.Errorf("%s: it takes no value from %g to %g", d, b.least, b.most)
	}
	return v, nil
}

// sample draws a value between the bounds; ok is false when no probability lies there.
func (d *source) sample(kind model.Distribution, a []float64, b bounds) (v float64, ok bool) {
	switch kind {
	case model.NormalDist:
		return d.normal(a[0], a[1], b)
	case model.LogNormalDist:
		if b.most <= 0 {
			return 0, false
		}
		v, ok = d.normal(a[0], a[1], bounds{lnBound(b.least), lnBound(b.most)})
		return math.Min(math.Max(fpmath.Exp(v), b.least), b.most), ok
	case model.UniformDist:
		return a[0] + float64(d.uniform()*(a[1]-a[0])), true
	case model.BernoulliDist:
		if d.uniform() < a[0] {
			return 1, true
		}
		return 0, true
	case model.BinomialDist:
		return d.truncatedCount(binomialCounts{a[0], a[1]}, b)
	case model.PoissonDist:
		return d.truncatedCount(poissonCounts{a[0]}, b)
	case model.CauchyDist:
		return d.cauchy(a[0], a[1], b)
	case model.LaplaceDist:
		return d.laplace(a[0], a[1], b)
	case model.ExponentialDist:
		v, ok = d.exponential(b.scaled(0, 1/a[0]))
		return math.Min(math.Max(v/a[0], b.least), b.most), ok
	case model.RayleighDist:
		// Half the square is exponential with mean 1.
		u := b.scaled(0, a[0])
		if u.most < 0 {
			return 0, false
		}
		low, high := math.Max(u.least, 0), u.most
		v, ok = d.exponential(bounds{float64(0.5 * low * low), float64(0.5 * high * high)})
		return math.Min(math.Max(float64(a[0]*math.Sqrt(float64(2*v))), b.least), b.most), ok
	case model.ChiSquareDist:
		return d.gamma(float64(0.5*a[0]), 2, b)
	}
	return d.gamma(a[0], a[1], b)
}

func lnBound(x float64) float64 {
	switch {
	case x <= 0:
		return math.Inf(-1)
	case math.IsInf(x, 1):
		return x
	}
	return fpmath.Log(x)
}

// patience is how many values of the whole distribution are tried before one is drawn between the bounds by a method
// made for improbable places. Each way gives the truncated distribution exactly, so that their mixture does too.
const patience = 64

// normal inverts the distribution function, or truncates: first by rejection of the whole distribution, then under the
// tangent of the logarithm of the density (Robert 1995, doi:10.1007/BF00143942, with the best slope replaced by the tangent's).
func (d *source) normal(mean, sd float64, b bounds) (float64, bool) {
	if sd == 0 {
		return mean, b.holds(mean)
	}
	if math.IsInf(b.least, -1) && math.IsInf(b.most, 1) {
		return mean + float64(sd*rng.Quantile(d.uniform())), true
	}
	u := b.scaled(mean, sd)
	for range patience {
		if z := rng.Quantile(d.uniform()); u.holds(z) {
			return b.clamp(mean + float64(sd*z)), true
		}
	}
	z, ok := d.underTangent(u, 0, func(x float64) (h, slope float64) { return float64(-0.5 * x * x), -x })
	return b.clamp(mean + float64(sd*z)), ok
}

// underTangent draws from a density with logarithm h, concave with its maximum at mode, between bounds: the tangent at the
// bound nearest to the mode, or the constant maximum, lies above h. The interval is improbable or narrow, so that most tries are taken.
func (d *source) underTangent(b bounds, mode float64, h func(x float64) (value, slope float64)) (float64, bool) {
	at := math.Min(math.Max(mode, b.least), b.most)
	top, slope := h(at)
	if at == mode {
		slope = 0
	}
	if math.IsInf(at, 0) || math.IsInf(top, -1) || math.IsNaN(top) {
		return 0, false
	}
	if b.least == b.most {
		return b.least, true
	}
	width := b.most - b.least
	for range 1 << 20 {
		x := 0.0
		switch u := d.uniform(); {
		case slope == 0:
			x = b.least + float64(u*width)
		default:
			// Exponential with mean 1/|slope|, cut off at the width.
			tail := -fpmath.Log(oneMinus(u, float64(math.Abs(slope)*width))) / math.Abs(slope)
			if slope < 0 {
				x = b.least + tail
			} else {
				x = b.most - tail
			}
		}
		x = b.clamp(x)
		if v, _ := h(x); fpmath.Log(d.uniform()) <= v-top-float64(slope*(x-at)) {
			return x, true
		}
	}
	return 0, false
}

// oneMinus is 1 - u·(1 - e^(-w)).
func oneMinus(u, w float64) float64 { return (1 - u) + float64(u*fpmath.Exp(-w)) }

// exponential draws with mean 1 by inversion, which the loss of memory makes exact however far out the bounds lie.
func (d *source) exponential(b bounds) (float64, bool) {
	low := math.Max(b.least, 0)
	if b.most < low || math.IsInf(low, 1) {
		return 0, false
	}
	return low - fpmath.Log(oneMinus(d.uniform(), b.most-low)), true
}

// laplace draws a side and then an exponential value.
func (d *source) laplace(location, scale float64, b bounds) (float64, bool) {
	u := b.scaled(location, scale)
	// Probabilities of the two sides but for a common factor: e^-low - e^-high of each, times 2.
	side := func(low, high float64) (from, width, p float64) {
		low = math.Max(low, 0)
		if high < low || math.IsInf(low, 1) {
			return 0, 0, 0
		}
		return low, high - low, 0.5
	}
	upFrom, upWidth, up := side(u.least, u.most)
	downFrom, downWidth, down := side(-u.most, -u.least)
	nearest := math.Min(upFrom, downFrom)
	switch {
	case up == 0 && down == 0:
		return 0, false
	case up == 0:
		nearest = downFrom
	case down == 0:
		nearest = upFrom
	}
	up = float64(up * fpmath.Exp(nearest-upFrom) * -fpmath.Expm1(-upWidth))
	down = float64(down * fpmath.Exp(nearest-downFrom) * -fpmath.Expm1(-downWidth))
	if u.least == u.most {
		return b.least, true
	}
	if float64(d.uniform()*(up+down)) < up {
		return b.clamp(location + float64(scale*(upFrom-fpmath.Log(oneMinus(d.uniform(), upWidth))))), true
	}
	return b.clamp(location - float64(scale*(downFrom-fpmath.Log(oneMinus(d.uniform(), downWidth))))), true
}

// cauchy inverts the distribution function. Beyond 1 on either side it works with 1/x, whose distribution is the same, so that
// no digits are lost far out.
func (d *source) cauchy(location, scale float64, b bounds) (float64, bool) {
	u := b.scaled(location, scale)
	if u.least == u.most {
		return b.least, !math.IsInf(u.least, 0)
	}
	if u.least >= 1 || u.most <= -1 {
		low, high := 1/u.most, 1/u.least // in the order of the angle of 1/x
		angle := fpmath.Atan(low) + float64(d.uniform()*(fpmath.Atan(high)-fpmath.Atan(low)))
		return b.clamp(location + scale/fpmath.Tan(angle)), true
	}
	low, high := fpmath.Atan(u.least), fpmath.Atan(u.most)
	return b.clamp(location + float64(scale*fpmath.Tan(low+float64(d.uniform()*(high-low))))), true
}
