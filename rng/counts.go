package rng

import "math"

// maxTries bounds the rejection loops; they accept at least every second try, so that it is reached
// with a chance below 2^-1000.
const maxTries = 1000

// Poisson returns a Poisson count of the given mean, 0 ≤ mean ≤ 1e15: by inversion below 10, above
// that by Hörmann's transformed rejection PTRS (1993, doi:10.1016/0167-6687(93)90997-4), both exact but for the rounding of the
// acceptance test. Expected work does not grow with the mean. It panics on another mean.
func (s *Stream) Poisson(i uint64, mean float64) float64 {
	if !(mean >= 0 && mean <= 1e15) {
		panic("rng: Poisson mean outside [0, 1e15]")
	}
	d := draws{s: s, i: i}
	if mean < 10 {
		return invert(d.uniform(), exp(-mean), 200, func(k float64) float64 { return mean / k })
	}
	lnMean := ln(mean)
	b := 0.931 + float64(2.53*math.Sqrt(mean))
	a := -0.059 + float64(0.02483*b)
	lnInvAlpha := ln(1.1239 + 1.1328/(b-3.4))
	vr := 0.9277 - 3.6224/(b-2)
	for range maxTries {
		u := d.uniform() - 0.5
		v := d.uniform()
		us := 0.5 - math.Abs(u)
		k := math.Floor(float64((float64(2*a)/us+b)*u) + mean + 0.43)
		if us >= 0.07 && v <= vr {
			return k
		}
		if k < 0 || us < 0.013 && v > us {
			continue
		}
		if ln(v)+lnInvAlpha-ln(a/float64(us*us)+b) <= float64(k*lnMean)-mean-lnFactorial(k) {
			return k
		}
	}
	return math.Floor(mean)
}

// Binomial returns the number of successes among n trials of probability p: by inversion when the
// rarer outcome has mean below 10, else by Hörmann's transformed rejection BTRS (1993,
// doi:10.1080/00949659308811496), exact as for [Stream.Poisson]. It panics when n is negative or p outside [0, 1].
func (s *Stream) Binomial(i uint64, n int, p float64) int {
	if n < 0 || !(p >= 0 && p <= 1) {
		panic("rng: Binomial of a negative number of trials or a probability outside [0, 1]")
	}
	d := draws{s: s, i: i}
	if p > 0.5 {
		return n - d.binomial(float64(n), 1-p)
	}
	return d.binomial(float64(n), p)
}

// binomial draws for p ≤ 1/2.
func (d *draws) binomial(n, p float64) int {
	q := 1 - p
	odds := p / q
	if float64(n*p) < 10 {
		zero := exp(float64(n * lnOneMinus(p)))
		return int(invert(d.uniform(), zero, n, func(k float64) float64 { return float64((n-k+1)/k) * odds }))
	}
	sd := math.Sqrt(float64(float64(n*p) * q))
	b := 1.15 + float64(2.53*sd)
	a := -0.0873 + float64(0.0248*b) + float64(0.01*p)
	c := float64(n*p) + 0.5
	vr := 0.92 - 4.2/b
	alpha := float64((2.83 + 5.1/b) * sd)
	lnOdds := ln(odds)
	m := math.Floor(float64((n + 1) * p))
	h := lnFactorial(m) + lnFactorial(n-m)
	for range maxTries {
		u := d.uniform() - 0.5
		v := d.uniform()
		us := 0.5 - math.Abs(u)
		k := math.Floor(float64((float64(2*a)/us+b)*u) + c)
		if us >= 0.07 && v <= vr {
			return int(k)
		}
		if k < 0 || k > n {
			continue
		}
		if ln(float64(v*alpha)/(a/float64(us*us)+b)) <= h-lnFactorial(k)-lnFactorial(n-k)+float64((k-m)*lnOdds) {
			return int(k)
		}
	}
	return int(m)
}

// invert searches the distribution function upwards from P(0) = zero with P(k)/P(k−1) = ratio(k), up
// to limit, beyond which no probability is left.
func invert(u, zero, limit float64, ratio func(float64) float64) float64 {
	k, pk := 0.0, zero
	for u > pk && k < limit {
		u -= pk
		k++
		pk *= ratio(k)
	}
	return k
}

// lnOneMinus is ln(1 − p) for 0 ≤ p ≤ 1/2, without loss for small p (Goldberg 1991, theorem 4).
func lnOneMinus(p float64) float64 {
	w := 1 - p
	if w == 1 {
		return -p
	}
	return float64(ln(w)*-p) / (w - 1)
}
