package fpmath

import "math"

// asinRatio is (asin(x) - x)/x³·x² as a rational function of z = x² <= 1/4, after FreeBSD's
// /usr/src/lib/msun/src/e_asin.c.
//
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun
// Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely
// granted, provided that this notice is preserved.
func asinRatio(z float64) float64 {
	const (
		p0 = 1.66666666666666657415e-01
		p1 = -3.25565818622400915405e-01
		p2 = 2.01212532134862925881e-01
		p3 = -4.00555345006794114027e-02
		p4 = 7.91534994289814532176e-04
		p5 = 3.47933107596021167570e-05
		q1 = -2.40339491173441421878e+00
		q2 = 2.02094576023350569471e+00
		q3 = -6.88283971605453293030e-01
		q4 = 7.70381505559019352791e-02
	)
	p := float64(z * (p0 + float64(z*(p1+float64(z*(p2+float64(z*(p3+float64(z*(p4+float64(z*p5)))))))))))
	q := 1 + float64(z*(q1+float64(z*(q2+float64(z*(q3+float64(z*q4)))))))
	return p / q
}

// Asin returns the arcsine of x in radians; NaN outside [-1, 1].
func Asin(x float64) float64 {
	a := math.Abs(x)
	switch {
	case !(a <= 1):
		return math.NaN()
	case a < 0x1p-27:
		return x
	case a < 0.5:
		return x + float64(x*asinRatio(float64(x*x)))
	}
	// asin(a) = π/2 - 2·asin(√((1-a)/2))
	z := (1 - a) * 0.5
	s := math.Sqrt(z)
	sLow := math.FMA(-s, s, z) / (s + s)
	if s == 0 {
		sLow = 0
	}
	r := float64(s*asinRatio(z)) + sLow
	v := halfPi1 - (float64(2*s) + (float64(2*r) - halfPi2))
	return math.Copysign(v, x)
}

// Acos returns the arccosine of x in radians; NaN outside [-1, 1].
func Acos(x float64) float64 {
	a := math.Abs(x)
	switch {
	case !(a <= 1):
		return math.NaN()
	case x == 1:
		return 0
	case a < 0.5:
		return halfPi1 - (x - (halfPi2 - float64(x*asinRatio(float64(x*x)))))
	}
	z := (1 - a) * 0.5
	s := math.Sqrt(z)
	if s == 0 {
		return 2 * halfPi1
	}
	sLow := math.FMA(-s, s, z) / (s + s)
	r := float64(s*asinRatio(z)) + sLow
	if x < 0 {
		return 2 * (halfPi1 - (s + (r - halfPi2)))
	}
	return 2 * (s + r)
}
