package fpmath

import "math"

// Sinh returns the hyperbolic sine of x, from expm1 so that small arguments keep their bits
// (FreeBSD's /usr/src/lib/msun/src/e_sinh.c).
func Sinh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case a < 0x1p-28:
		return x
	case a < 1:
		t := Expm1(a)
		return math.Copysign(0.5*(2*t-float64(t*t)/(t+1)), x)
	case a < 22:
		t := Expm1(a)
		return math.Copysign(0.5*(t+t/(t+1)), x)
	}
	return math.Copysign(halfExp(a), x)
}

// Cosh returns the hyperbolic cosine of x.
func Cosh(x float64) float64 {
	a := math.Abs(x)
	if a > 22 {
		return halfExp(a)
	}
	e := Exp(a)
	return float64(0.5*e) + 0.5/e
}

// halfExp returns e**x/2, which is finite a little longer than e**x. NaN stays NaN.
func halfExp(x float64) float64 {
	if x > 709 && x < 720 {
		// ln 2 in two parts; expWide takes the lower one into account.
		hi := x - 0x1.62e42fefa39efp-1
		return expWide(hi, x-hi-0x1.62e42fefa39efp-1-0x1.abc9e3b39803fp-56)
	}
	return Exp(x) * 0.5
}
