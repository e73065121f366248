package fpmath

import "math"

// Pow returns x**y with the special cases of IEEE 754-2019 (those of math.Pow): Pow(x, ±0) = 1 and
// Pow(1, y) = 1 even for NaN; a negative x needs an integer y.
//
// x**y = exp(y·log x), the logarithm kept as a double-double so that the product is good to about
// 2^-57 absolute.
func Pow(x, y float64) float64 {
	xb := math.Float64bits(x)
	yb := math.Float64bits(y) &^ (1 << 63)
	sign := 1.0
	// The common case: x positive and normal, y of moderate size.
	if xb-0x0010000000000000 >= 0x7ff0000000000000-0x0010000000000000 || yb-0x3be0000000000000 >= 0x43e0000000000000-0x3be0000000000000 {
		v, done, s := powEdge(x, y)
		if done {
			return v
		}
		sign = s
		x = math.Abs(x)
	}
	hi, lo := logWide(x)
	p := float64(y * hi)
	rest := float64(y*lo) + math.FMA(y, hi, -p)
	return sign * expWide(p, rest)
}

// powEdge handles zeros, infinities, NaN, negative bases, subnormals and huge or tiny exponents;
// done is false when |x|**y times sign is still to be computed.
func powEdge(x, y float64) (v float64, done bool, sign float64) {
	switch {
	case y == 0 || x == 1:
		return 1, true, 1
	case math.IsNaN(x) || math.IsNaN(y):
		return math.NaN(), true, 1
	case math.IsInf(y, 0):
		switch a := math.Abs(x); {
		case a == 1:
			return 1, true, 1
		case a > 1 == (y > 0):
			return math.Inf(1), true, 1
		}
		return 0, true, 1
	}
	odd := isOdd(y)
	if x == 0 || math.IsInf(x, 0) {
		v = 0
		if x == 0 == (y < 0) {
			v = math.Inf(1)
		}
		if odd {
			v = math.Copysign(v, x)
		}
		return v, true, 1
	}
	sign = 1
	if x < 0 {
		if y != math.Trunc(y) {
			return math.NaN(), true, 1
		}
		if odd {
			sign = -1
		}
		x = -x
	}
	switch a := math.Abs(y); {
	case x == 1:
		return sign, true, 1
	case a >= 0x1p63: // |log x| is at least 2^-53: the result overflows or vanishes
		if x > 1 == (y > 0) {
			return math.Inf(1), true, 1
		}
		return 0, true, 1
	case a < 0x1p-65:
		return 1, true, 1
	}
	return 0, false, sign
}

// isOdd tells whether y is an odd integer; from 2^53 on all doubles are even.
func isOdd(y float64) bool {
	a := math.Abs(y)
	return a < 0x1p53 && a == math.Trunc(a) && int64(a)&1 == 1
}

// Root returns the n-th root of x; negative x needs an odd integer n.
func Root(n, x float64) float64 {
	switch {
	case n == 2:
		return math.Sqrt(x)
	case n == 3:
		return Cbrt(x)
	case x < 0 && isOdd(n):
		return -Pow(-x, 1/n)
	}
	return Pow(x, 1/n)
}

// Exp10 returns 10**x.
func Exp10(x float64) float64 { return Pow(10, x) }
