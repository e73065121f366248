package fpmath

import "math"

// Constants of the reduction x = k·ln2/128 + r. ln2Over128High has 27 significant bits, so that
// k times it is exact for every k of a finite result.
const (
	invLn2Over128  = 0x1.71547652b82fep+7
	ln2Over128High = 0x1.62e43p-8
	ln2Over128Low  = -0x1.05c610ca86c39p-36
	roundShift     = 0x1.8p52 // adding it rounds to the nearest integer in the low bits
	expOverflow    = 0x1.62e42fefa39efp+9
	expUnderflow   = -0x1.74910d52d3051p+9 // below it the result rounds to 0
)

// Exp returns e**x. Table-driven after Tang, "Table-driven implementation of the exponential
// function in IEEE floating-point arithmetic", ACM TOMS 15(2), 1989: |r| <= ln2/256, where the
// Taylor polynomial of degree 5 is off by less than 2^-60.
func Exp(x float64) float64 {
	// One comparison of the exponent separates tiny, huge, Inf and NaN.
	if e := uint32(math.Float64bits(x)>>52) & 0x7ff; e-0x3c9 >= 0x408-0x3c9 {
		return expEdge(x, e)
	}
	shifted := float64(x*invLn2Over128) + roundShift
	k := shifted - roundShift
	bits := math.Float64bits(shifted)
	r := (x - float64(k*ln2Over128High)) - float64(k*ln2Over128Low)
	entry := &expTable[bits&127]
	r2 := float64(r * r)
	p := entry[1] + r + float64(r2*(0.5+float64(r*(1.0/6)))) + float64(float64(r2*r2)*(1.0/24+float64(r*(1.0/120))))
	scale := math.Float64frombits(math.Float64bits(entry[0]) + bits>>7<<52)
	return scale + float64(scale*p)
}

// expEdge serves exponents below -54 and from 512 on.
func expEdge(x float64, e uint32) float64 {
	switch {
	case e < 0x3c9:
		return 1 + x
	case math.IsNaN(x) || x > expOverflow:
		return x * math.Inf(1) // NaN stays NaN
	case x < expUnderflow:
		return 0
	}
	return expWide(x, 0)
}

// expWide returns e**(hi+lo) for |hi| up to 1100, with overflow and gradual underflow; |lo| is
// below an ulp of hi.
func expWide(hi, lo float64) float64 {
	if hi > 1100 {
		return math.Inf(1)
	}
	if hi < -1100 {
		return 0
	}
	shifted := float64(hi*invLn2Over128) + roundShift
	k := shifted - roundShift
	bits := math.Float64bits(shifted)
	r := (hi - float64(k*ln2Over128High)) - float64(k*ln2Over128Low)
	r += lo
	entry := &expTable[bits&127]
	r2 := float64(r * r)
	p := entry[1] + r + float64(r2*(0.5+float64(r*(1.0/6)))) + float64(float64(r2*r2)*(1.0/24+float64(r*(1.0/120))))
	n := int(k) >> 7
	if n > -1000 && n < 1000 {
		scale := math.Float64frombits(math.Float64bits(entry[0]) + bits>>7<<52)
		return scale + float64(scale*p)
	}
	if n >= 0 {
		s := entry[0]
		return float64((s+float64(s*p))*0x1p1000) * math.Float64frombits(uint64(n-1000+1023)<<52)
	}
	if n < -1080 {
		return 0
	}
	// The result may be subnormal: scale by 2^(n+1022) >= 2^-58 first, then round once, with the
	// bits the first rounding lost added back (as a sum with 1, so that the final position of
	// the last bit is the right one).
	up := float64(entry[0] * math.Float64frombits(uint64(n+1022+1023)<<52))
	y := up + float64(up*p)
	if y < 1 {
		rest := up - y + float64(up*p)
		sum := 1 + y
		rest = 1 - sum + y + rest
		y = (sum + rest) - 1
	}
	return y * 0x1p-1022
}
