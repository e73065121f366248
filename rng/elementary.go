package rng

import "math"

// math.Log and math.Exp are assembly on some platforms and differ there in the last bit. These are the
// algorithms of FreeBSD's msun (e_log.c, e_exp.c; Sun Microsystems 1993), below 1 unit in the last place,
// with every product rounded.

const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// ln is the natural logarithm of a positive finite x.
func ln(x float64) float64 {
	f, e := math.Frexp(x)
	if f < math.Sqrt2/2 {
		f *= 2
		e--
	}
	f--
	k := float64(e)
	s := f / (2 + f)
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	t1 := 2.222219843214978396e-01 + float64(s4*1.531383769920937332e-01)
	t1 = 3.999999999940941908e-01 + float64(s4*t1)
	t1 = float64(s4 * t1)
	t2 := 1.818357216161805012e-01 + float64(s4*1.479819860511658591e-01)
	t2 = 2.857142874366239149e-01 + float64(s4*t2)
	t2 = 6.666666666666735130e-01 + float64(s4*t2)
	r := t1 + float64(s2*t2)
	half := float64(0.5 * float64(f*f))
	return float64(k*ln2Hi) - ((half - (float64(s*(half+r)) + float64(k*ln2Lo))) - f)
}

// exp is e to the x, with overflow to +Inf and underflow to 0.
func exp(x float64) float64 {
	switch {
	case math.IsNaN(x) || x > 709.782712893383973096:
		return x * math.Inf(1)
	case x < -745.13321910194110842:
		return 0
	}
	k := math.Floor(float64(x*math.Log2E) + 0.5)
	hi := x - float64(k*ln2Hi)
	lo := float64(k * ln2Lo)
	r := hi - lo
	t := float64(r * r)
	p := -1.65339022054652515390e-06 + float64(t*4.13813679705723846039e-08)
	p = 6.61375632143793436117e-05 + float64(t*p)
	p = -2.77777777770155933842e-03 + float64(t*p)
	p = 1.66666666666666019037e-01 + float64(t*p)
	c := r - float64(t*p)
	return math.Ldexp(1-((lo-float64(r*c)/(2-c))-hi), int(k))
}

// lnFactorial is ln k! for a whole k ≥ 0: a table, then Stirling's series (Abramowitz & Stegun 6.1.41), whose first
// term left out is below 2e-15 from k = 9 on.
func lnFactorial(k float64) float64 {
	if k < float64(len(smallFactorials)) {
		return ln(smallFactorials[int(k)])
	}
	x := k + 1
	i := 1 / x
	i2 := float64(i * i)
	series := 1./1260 - float64(i2*(1./1680-float64(i2*(1./1188-float64(i2*(691./360360))))))
	series = 1./12 - float64(i2*(1./360-float64(i2*series)))
	const halfLn2Pi = 0.91893853320467274178
	return float64((x-0.5)*ln(x)) - x + halfLn2Pi + float64(i*series)
}

var smallFactorials = [...]float64{1, 1, 2, 6, 24, 120, 720, 5040, 40320}
