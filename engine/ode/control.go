package ode

import "math"

// controller proposes the next step size from the last error norms: a PID controller as in Söderlind,
// ACM Trans. Math. Softw. 29, 1 (2003), with the safety factor and limits that diffrax uses.
type controller struct {
	// Exponents of 1/err for the last three accepted steps, divided by the order of the error.
	b1, b2, b3 float64
}

const (
	safety       = 0.9
	shrinkLimit  = 0.2
	growthLimit  = 10
	smallestNorm = 1e-20 // squared; below it only limits act
)

// pid builds a controller from proportional, integral and derivative gains and the order with which
// the error estimate shrinks.
func pid(p, i, d, order float64) controller {
	return controller{b1: (p + i + d) / order, b2: -(p + 2*d) / order, b3: d / order}
}

// history holds squared error norms of the last accepted steps; zero means none.
type history struct{ one, two float64 }

// factor is what the step size is to be multiplied with. err2 is the squared error norm of the step
// just tried. After a rejection the history says nothing about the step to come and only the new
// norm is used.
func (c controller) factor(err2 float64, past history, accepted, afterReject bool) float64 {
	if !accepted {
		f := float64(safety * power(err2, -0.5*(c.b1+c.b2+c.b3)))
		return min(safety, max(shrinkLimit, f))
	}
	err2 = max(err2, smallestNorm)
	log := float64(-0.5 * c.b1 * log2(err2))
	if past.one > 0 {
		log += float64(-0.5 * c.b2 * log2(past.one))
	}
	if past.two > 0 && c.b3 != 0 {
		log += float64(-0.5 * c.b3 * log2(past.two))
	}
	f := float64(safety * exp2(log))
	limit := float64(growthLimit)
	if afterReject {
		limit = 1
	}
	return min(limit, max(shrinkLimit, f))
}

// power is x**e for x > 0 to about nine digits. Step sizes need no more, they need the same bits on
// every processor, and they need it in a few nanoseconds.
func power(x, e float64) float64 { return exp2(float64(e * log2(x))) }

// log2 splits off the exponent and sums ln((1+s)/(1-s)) = 2(s + s³/3 + ...) on |s| < 0.172.
func log2(x float64) float64 {
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, e = float64(2*m), e-1
	}
	s := (m - 1) / (m + 1)
	q := float64(s * s)
	sum := 1.0 / 11
	for _, c := range [...]float64{1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3, 1} {
		sum = c + float64(sum*q)
	}
	return float64(e) + float64(float64(2/math.Ln2)*float64(s*sum))
}

// exp2 is the Taylor series of exp(x·ln 2) around the nearest integer.
func exp2(x float64) float64 {
	x = min(1000, max(-1000, x))
	whole := math.Floor(x + 0.5)
	r := float64((x - whole) * math.Ln2)
	sum := 1.0 / 5040
	for _, c := range [...]float64{1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2, 1, 1} {
		sum = c + float64(sum*r)
	}
	return math.Ldexp(sum, int(whole))
}
