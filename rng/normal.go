package rng

import "math"

// Quantile returns the standard normal quantile of p in (0, 1), to about 1 part in 10¹⁶: PPND16 of Wichura 1988,
// algorithm AS 241, doi:10.2307/2347330. It is −Inf at 0, +Inf at 1 and NaN outside.
func Quantile(p float64) float64 {
	q := p - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		return q * (horner(&centralA, r) / horner(&centralB, r))
	}
	r := p
	if q > 0 {
		r = 1 - p
	}
	switch {
	case r == 0:
		return math.Copysign(math.Inf(1), q)
	case !(r > 0):
		return math.NaN()
	}
	r = math.Sqrt(-ln(r))
	v := 0.0
	if r <= 5 {
		r -= 1.6
		v = horner(&middleC, r) / horner(&middleD, r)
	} else {
		r -= 5
		v = horner(&tailE, r) / horner(&tailF, r)
	}
	return math.Copysign(v, q)
}

// horner evaluates a polynomial, highest power first, rounding every product: without that the
// compiler fuses on some processors and not on others.
func horner(c *[8]float64, x float64) float64 {
	v := c[0]
	for _, a := range c[1:] {
		v = float64(v*x) + a
	}
	return v
}

// The coefficients of AS 241, PPND16, from the highest power down.
var (
	centralA = [8]float64{
		2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
		13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
	}
	centralB = [8]float64{
		5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
		5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1,
	}
	middleC = [8]float64{
		7.7454501427834140764e-4, .0227238449892691845833, .24178072517745061177, 1.27045825245236838258,
		3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
	}
	middleD = [8]float64{
		1.05075007164441684324e-9, 5.475938084995344946e-4, .0151986665636164571966, .14810397642748007459,
		.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1,
	}
	tailE = [8]float64{
		2.01033439929228813265e-7, 2.71155556874348757815e-5, .0012426609473880784386, .026532189526576123093,
		.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
	}
	tailF = [8]float64{
		2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
		.0148753612908506148525, .13692988092273580531, .59983220655588793769, 1,
	}
)
