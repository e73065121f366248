package fpmath

import "math"

const (
	ln2High   = 0x1.62e42fefa38p-1 // 42 fractional bits: k times it plus a table entry is exact
	ln2Low    = 0x1.ef35793c7673p-45
	tableBase = 0x3fe6000000000000 // bits of 0.6875, where logTable begins
)

// Log returns the natural logarithm of x: 0 for 1, -Inf for 0, NaN below 0.
//
// Table-driven after Tang, "Table-driven implementation of the logarithm function in IEEE
// floating-point arithmetic", ACM TOMS 16(4), 1990; near 1, where the table would cancel, by the
// series in s = f/(2+f) of FreeBSD's /usr/src/lib/msun/src/e_log.c (Copyright (C) 1993 by Sun
// Microsystems, Inc. All rights reserved; permission to use, copy, modify, and distribute is freely
// granted, provided that this notice is preserved).
func Log(x float64) float64 {
	bits := math.Float64bits(x)
	if bits-nearLow < nearHigh-nearLow {
		return logNear(x - 1)
	}
	if bits-0x0010000000000000 >= 0x7ff0000000000000-0x0010000000000000 {
		switch {
		case x == 0:
			return math.Inf(-1)
		case math.IsNaN(x) || x > 0 && math.IsInf(x, 1):
			return x
		case x < 0:
			return math.NaN()
		}
		bits = math.Float64bits(x*0x1p52) - 52<<52
	}
	offset := bits - tableBase
	entry := &logTable[offset>>45&127]
	k := float64(int64(offset) >> 52)
	z := math.Float64frombits(bits - offset&(0xfff<<52))
	// z·c - 1 without a fused operation: the high part of z has 33 bits, c nine.
	zh := math.Float64frombits(math.Float64bits(z) &^ (1<<20 - 1))
	r := (float64(zh*entry[0]) - 1) + float64((z-zh)*entry[0])
	high := float64(k*ln2High) + entry[1]
	w := high + r
	low := high - w + r + (float64(k*ln2Low) + entry[2])
	r2 := float64(r * r)
	p := float64(float64(r*r2)*(1.0/3-float64(r*0.25)+float64(r2*((0.2-float64(r*(1.0/6)))+float64(r2*(1.0/7-float64(r*0.125))))))) - float64(0.5*r2)
	return (low + p) + w
}

// The interval [1-2^-4, 1+2^-4) is served by logNear.
const (
	nearLow  = 0x3fee000000000000
	nearHigh = 0x3ff1000000000000
)

// logNear returns log(1+f) for |f| <= 2^-4, f exact.
func logNear(f float64) float64 {
	const (
		l1 = 6.666666666666735130e-01
		l2 = 3.999999999940941908e-01
		l3 = 2.857142874366239149e-01
		l4 = 2.222219843214978396e-01
		l5 = 1.818357216161805012e-01
		l6 = 1.531383769920937332e-01
		l7 = 1.479819860511658591e-01
	)
	s := f / (2 + f)
	z := float64(s * s)
	w := float64(z * z)
	t1 := float64(w * (l2 + float64(w*(l4+float64(w*l6)))))
	t2 := float64(z * (l1 + float64(w*(l3+float64(w*(l5+float64(w*l7)))))))
	half := float64(0.5 * float64(f*f))
	return f - (half - float64(s*(half+t1+t2)))
}

// Log10 returns the decimal logarithm; powers of ten give integers exactly.
func Log10(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 1) {
		return Log(x)
	}
	hi, lo := logWide(x)
	return timesWide(hi, lo, 0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57)
}

// Log2 returns the binary logarithm; powers of two give integers exactly.
func Log2(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 1) {
		return Log(x)
	}
	if frac, exp := math.Frexp(x); frac == 0.5 {
		return float64(exp - 1)
	}
	hi, lo := logWide(x)
	return timesWide(hi, lo, 0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56)
}

// timesWide returns the rounded product of two double-doubles.
func timesWide(a, aLow, b, bLow float64) float64 {
	p := float64(a * b)
	return p + (math.FMA(a, b, -p) + (float64(a*bLow) + float64(aLow*b)))
}

// logWide returns log(x) as an unevaluated sum with a relative error near 2^-67, for finite x > 0.
func logWide(x float64) (hi, lo float64) {
	bits := math.Float64bits(x)
	if bits < 0x0010000000000000 {
		bits = math.Float64bits(x*0x1p52) - 52<<52
	}
	offset := bits - tableBase
	entry := &logTable[offset>>45&127]
	k := float64(int64(offset) >> 52)
	z := math.Float64frombits(bits - offset&(0xfff<<52))
	// z·c has at most 62 bits and is near 1: product and remainder are exact, so is product - 1.
	zc := float64(z * entry[0])
	r0 := zc - 1
	rLow := math.FMA(z, entry[0], -zc)
	r := r0 + rLow
	rLow = r0 - r + rLow

	t1 := float64(k*ln2High) + entry[1]
	t2 := t1 + r
	lo1 := float64(k*ln2Low) + entry[2]
	lo2 := t1 - t2 + r
	ar := float64(-0.5 * r)
	ar2 := float64(r * ar)
	high := t2 + ar2
	lo3 := math.FMA(ar, r, -ar2) + float64(rLow*(1-r))
	lo4 := t2 - high + ar2
	r2 := float64(r * r)
	p := float64(float64(r*r2) * (1.0/3 - float64(r*0.25) + float64(r2*((0.2-float64(r*(1.0/6)))+float64(r2*((1.0/7-float64(r*0.125))+float64(r2*(1.0/9))))))))
	low := lo1 + lo2 + lo3 + lo4 + p
	hi = high + low
	return hi, high - hi + low
}
