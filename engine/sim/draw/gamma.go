package draw

import (
	"math"

	"jakstat/engine/fpmath"
	"jakstat/rng"
)

// maxTries ends loops of rejection that accept at least every second try.
const maxTries = 1000

// gamma draws by the method of Marsaglia & Tsang 2000 (doi:10.1145/358407.358414), for a shape below 1 with the power of a uniform value
// that they give. Truncation: by rejection, then where that is improbable under an envelope.
func (d *source) gamma(shape, scale float64, b bounds) (float64, bool) {
	u := b.scaled(0, scale)
	u.least = math.Max(u.least, 0)
	if u.most < u.least || u.most == 0 || math.IsInf(u.least, 1) {
		return 0, false
	}
	for range patience {
		if x := d.standardGamma(shape); u.holds(x) {
			return b.clamp(float64(scale * x)), true
		}
	}
	x, ok := d.improbableGamma(shape, u)
	return b.clamp(float64(scale * x)), ok
}

func (d *source) standardGamma(shape float64) float64 {
	if shape < 1 {
		return float64(d.standardGamma(shape+1) * fpmath.Exp(fpmath.Log(d.uniform())/shape))
	}
	e := shape - 1./3
	c := 1 / math.Sqrt(float64(9*e))
	for range maxTries {
		z := rng.Quantile(d.uniform())
		v := 1 + float64(c*z)
		if v <= 0 {
			continue
		}
		v = float64(v * v * v)
		if fpmath.Log(d.uniform()) < float64(0.5*z*z)+e-float64(e*v)+float64(e*fpmath.Log(v)) {
			return float64(e * v)
		}
	}
	return e
}

// improbableGamma draws between bounds of little probability. The density x^(k-1)·e^-x has a concave logarithm for k >= 1; for a smaller k
// it lies below x^(k-1) near 0 and below least^(k-1)·e^-x above.
func (d *source) improbableGamma(shape float64, u bounds) (float64, bool) {
	if shape >= 1 {
		return d.underTangent(u, shape-1, func(x float64) (h, slope float64) {
			if shape == 1 {
				return -x, -1
			}
			return float64((shape-1)*fpmath.Log(x)) - x, (shape-1)/x - 1
		})
	}
	for range 1 << 20 {
		if u.least > 0 {
			x, ok := d.exponential(u)
			if !ok {
				return 0, false
			}
			if x = u.clamp(x); fpmath.Log(d.uniform()) <= float64((shape-1)*fpmath.Log(x/u.least)) {
				return x, true
			}
			continue
		}
		x := float64(u.most * fpmath.Exp(fpmath.Log(d.uniform())/shape))
		if fpmath.Log(d.uniform()) <= -x {
			return x, true
		}
	}
	return 0, false
}
