package fpmath

import (
	"math"
	"math/bits"
)

// π/2 in three parts.
const (
	halfPi1 = 0x1.921fb54442d18p+0
	halfPi2 = 0x1.1a62633145c07p-54
	halfPi3 = -0x1.f1976b7ed8fbcp-110
)

// reduce returns q and hi + lo with x = q·π/2 + hi + lo and |hi| up to about π/4; q counts modulo 4
// only. Infinities and NaN give NaN.
//
// Up to 2^20 in the manner of Cody and Waite, where x - n·halfPi1 is exact: it has no bits below 2^-52
// and is less than 1 in size, so that one fused operation yields it whole. Above, Payne and Hanek.
func reduce(x float64) (q int, hi, lo float64) {
	a := math.Abs(x)
	switch {
	case a <= math.Pi/4:
		return 0, x, 0
	case a < 0x1p20:
		n := math.RoundToEven(float64(x * (2 / math.Pi)))
		r := math.FMA(-n, halfPi1, x)
		w := float64(n * halfPi2)
		wLow := math.FMA(n, halfPi2, -w) + float64(n*halfPi3)
		hi, lo = twoSum(r, -w)
		lo -= wLow
		hi, lo = twoSum(hi, lo)
		return int(n), hi, lo
	case !(a <= math.MaxFloat64):
		return 0, math.NaN(), math.NaN()
	}
	q, hi, lo = reduceHuge(a)
	if x < 0 {
		return -q, -hi, -lo
	}
	return q, hi, lo
}

// twoSum returns a+b rounded and its exact error (Knuth).
func twoSum(a, b float64) (s, e float64) {
	s = a + b
	bb := s - a
	return s, (a - (s - bb)) + (b - bb)
}

// reduceHuge is the reduction of Payne and Hanek (K. C. Ng, "Argument reduction for huge arguments:
// good to the last bit", 1992) for finite x >= 2^20. The digits of 4/π and their selection are those of the
// standard library's math/trig_reduce.go (Copyright 2018 The Go Authors, BSD-style licence); the fraction
// is kept to 125 bits, so that cancellation near multiples of π/2 leaves a full result.
func reduceHuge(x float64) (q int, hi, lo float64) {
	const (
		mantissa = 52
		bias     = 1023
	)
	ix := math.Float64bits(x)
	exp := int(ix>>mantissa) - bias - mantissa
	ix = ix&(1<<mantissa-1) | 1<<mantissa
	digit, shift := uint(exp+61)/64, uint(exp+61)%64
	var z [4]uint64
	for i := range z {
		z[i] = fourOverPi[digit+uint(i)]<<shift | fourOverPi[digit+uint(i)+1]>>(64-shift)
	}
	// The fraction of x·4/π in 192 bits: top, mid, low (a carry from below is less than one unit of low).
	h3, _ := bits.Mul64(z[3], ix)
	h2, l2 := bits.Mul64(z[2], ix)
	h1, l1 := bits.Mul64(z[1], ix)
	low, c := bits.Add64(l2, h3, 0)
	mid, c := bits.Add64(l1, h2, c)
	top, _ := bits.Add64(z[0]*ix, h1, c)
	octant := top >> 61
	// Shift the octant out; an odd octant counts back from the next even one.
	top, mid, low = top<<3|mid>>61, mid<<3|low>>61, low<<3
	sign := 1.0
	if octant&1 == 1 {
		octant++
		sign = -1
		var b uint64
		low, b = bits.Sub64(0, low, 0)
		mid, b = bits.Sub64(0, mid, b)
		top, _ = bits.Sub64(0, top, b)
	}
	// Normalise, then take 53 and 53 bits.
	e := 0
	for top == 0 && e < 128 {
		top, mid, low, e = mid, low, 0, e+64
	}
	if n := bits.LeadingZeros64(top); n > 0 && n < 64 {
		top, mid = top<<n|mid>>(64-n), mid<<n|low>>(64-n)
		e += n
	}
	f1 := math.Ldexp(float64(top>>11), -53-e)
	f2 := math.Ldexp(float64((top<<53|mid>>11)>>11), -106-e)
	const quarter1, quarter2 = halfPi1 / 2, halfPi2 / 2
	p := float64(f1 * quarter1)
	pLow := math.FMA(f1, quarter1, -p) + (float64(f1*quarter2) + float64(f2*quarter1))
	hi = p + pLow
	lo = p - hi + pLow
	return int(octant / 2), sign * hi, sign * lo
}

// fourOverPi holds the binary digits of 4/π, 64 a word; the first word is the integer part. TestTables
// recomputes them.
var fourOverPi = [22]uint64{
	0x0000000000000001, 0x45f306dc9c882a53, 0xf84eafa3ea69bb81, 0xb6c52b3278872083,
	0xfca2c757bd778ac3, 0x6e48dc74849ba5c0, 0x0c925dd413a32439, 0xfc3bd63962534e7d,
	0xd1046bea5d768909, 0xd338e04d68befc82, 0x7323ac7306a673e9, 0x3908bf177bf25076,
	0x3ff12fffbc0b301f, 0xde5e2316b414da3e, 0xda6cfd9e4f96136e, 0x9e8c7ecd3cbfd45a,
	0xea4f758fd7cbe2f6, 0x7a0e73ef14a525d4, 0xd7f6bf623f1aba10, 0xac06608df8f6d757,
	0xe19f784135e86c3b, 0x53c722c2bdcc3610,
}
