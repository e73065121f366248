package fpmath

import "math"

// Kernels of sine and cosine on |x| <= π/4 after FreeBSD's /usr/src/lib/msun/src/k_sin.c and k_cos.c,
// with the argument as an unevaluated sum x + low.
//
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun
// Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely
// granted, provided that this notice is preserved.

func sinKernel(x, low float64) float64 {
	const (
		s1 = -1.66666666666666324348e-01
		s2 = 8.33333333332248946124e-03
		s3 = -1.98412698298579493134e-04
		s4 = 2.75573137070700676789e-06
		s5 = -2.50507602534068634195e-08
		s6 = 1.58969099521155010221e-10
	)
	z := float64(x * x)
	v := float64(z * x)
	r := s2 + float64(z*(s3+float64(z*(s4+float64(z*(s5+float64(z*s6)))))))
	return x - ((float64(z*(float64(0.5*low)-float64(v*r))) - low) - float64(v*s1))
}

func cosKernel(x, low float64) float64 {
	const (
		c1 = 4.16666666666666019037e-02
		c2 = -1.38888888888741095749e-03
		c3 = 2.48015872894767294178e-05
		c4 = -2.75573143513906633035e-07
		c5 = 2.08757232129817482790e-09
		c6 = -1.13596475577881948265e-11
	)
	z := float64(x * x)
	r := float64(z * (c1 + float64(z*(c2+float64(z*(c3+float64(z*(c4+float64(z*(c5+float64(z*c6)))))))))))
	half := float64(0.5 * z)
	w := 1 - half
	return w + (((1 - w) - half) + (float64(z*r) - float64(x*low)))
}

// Sin returns the sine of the angle x in radians; NaN for infinities.
func Sin(x float64) float64 {
	if math.Abs(x) < 0x1p-27 {
		return x // keeps the sign of zero
	}
	q, hi, lo := reduce(x)
	switch q & 3 {
	case 0:
		return sinKernel(hi, lo)
	case 1:
		return cosKernel(hi, lo)
	case 2:
		return -sinKernel(hi, lo)
	}
	return -cosKernel(hi, lo)
}

// Cos returns the cosine of the angle x in radians; NaN for infinities.
func Cos(x float64) float64 {
	q, hi, lo := reduce(x)
	switch q & 3 {
	case 0:
		return cosKernel(hi, lo)
	case 1:
		return -sinKernel(hi, lo)
	case 2:
		return -cosKernel(hi, lo)
	}
	return sinKernel(hi, lo)
}

// Tan returns the tangent of the angle x in radians; NaN for infinities.
func Tan(x float64) float64 {
	if math.Abs(x) < 0x1p-27 {
		return x
	}
	q, hi, lo := reduce(x)
	s, c := sinKernel(hi, lo), cosKernel(hi, lo)
	if q&1 == 1 {
		return -c / s
	}
	return s / c
}
