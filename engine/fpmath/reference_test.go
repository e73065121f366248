package fpmath

import (
	"math"
	"math/big"
)

// The reference: elementary functions in arbitrary precision from their series, nothing shared with
// the package.

const refBits = 320

func bf(x float64) *big.Float { return new(big.Float).SetPrec(refBits).SetFloat64(x) }
func bz() *big.Float          { return new(big.Float).SetPrec(refBits) }

func add(a, b *big.Float) *big.Float { return bz().Add(a, b) }
func sub(a, b *big.Float) *big.Float { return bz().Sub(a, b) }
func mul(a, b *big.Float) *big.Float { return bz().Mul(a, b) }
func quo(a, b *big.Float) *big.Float { return bz().Quo(a, b) }
func scale(a *big.Float, e int) *big.Float {
	return bz().SetMantExp(a, e)
}

// bigLn2 = Σ 1/(n·2^n).
var bigLn2 = func() *big.Float {
	s := bz()
	for n := 1; n < refBits+10; n++ {
		s = add(s, quo(scale(bf(1), -n), bf(float64(n))))
	}
	return s
}()

// bigPi by Machin: 16 atan(1/5) - 4 atan(1/239), to enough bits for the reduction of any float64.
var bigPi = func() *big.Float {
	const prec = 1600
	at := func(d float64) *big.Float {
		x := new(big.Float).SetPrec(prec).Quo(big.NewFloat(1).SetPrec(prec), big.NewFloat(d).SetPrec(prec))
		x2 := new(big.Float).SetPrec(prec).Mul(x, x)
		s, p := new(big.Float).SetPrec(prec), new(big.Float).SetPrec(prec).Set(x)
		for k := 0; k < 800; k++ {
			t := new(big.Float).SetPrec(prec).Quo(p, big.NewFloat(float64(2*k+1)).SetPrec(prec))
			if k%2 == 0 {
				s.Add(s, t)
			} else {
				s.Sub(s, t)
			}
			p.Mul(p, x2)
		}
		return s
	}
	a, b := at(5), at(239)
	a.Mul(a, big.NewFloat(16))
	b.Mul(b, big.NewFloat(4))
	return a.Sub(a, b)
}()

func bigExp(x *big.Float) *big.Float {
	k, _ := quo(x, bigLn2).Float64()
	k = math.Round(k)
	r := scale(sub(x, mul(bf(k), bigLn2)), -12)
	s, t := bf(1), bf(1)
	for n := 1; n < 30; n++ {
		t = quo(mul(t, r), bf(float64(n)))
		s = add(s, t)
	}
	for range 12 {
		s = mul(s, s)
	}
	return scale(s, int(k))
}

// bigLog by Halley's iteration on exp.
func bigLog(x *big.Float) *big.Float {
	m := bz()
	e := x.MantExp(m)
	v, _ := m.Float64()
	y := add(bf(math.Log(v)), mul(bf(float64(e)), bigLn2))
	for range 4 {
		ex := bigExp(y)
		y = add(y, mul(bf(2), quo(sub(x, ex), add(x, ex))))
	}
	return y
}

// bigSinCos reduces by π/2 in full precision.
func bigSinCos(x float64) (sin, cos *big.Float) {
	const prec = 1600
	w := new(big.Float).SetPrec(prec).SetFloat64(x)
	half := new(big.Float).SetPrec(prec).SetMantExp(bigPi, -1)
	q := new(big.Float).SetPrec(prec).Quo(w, half)
	q.Add(q, big.NewFloat(math.Copysign(0.5, x)))
	k, _ := q.Int(nil)
	w.Sub(w, half.Mul(half, new(big.Float).SetPrec(prec).SetInt(k)))
	r := bz().Set(w)
	r2 := mul(r, r)
	s, c := bz(), bz()
	t := bf(1)
	for n := 0; n < 70; n++ {
		switch n % 4 {
		case 0:
			c = add(c, t)
		case 1:
			s = add(s, mul(t, r))
		case 2:
			c = sub(c, t)
		case 3:
			s = sub(s, mul(t, r))
		}
		if n%2 == 1 {
			t = mul(t, r2)
		}
		t = quo(t, bf(float64(n+1)))
	}
	switch new(big.Int).And(k, big.NewInt(3)).Int64() {
	case 1:
		return c, s.Neg(s)
	case 2:
		return s.Neg(s), c.Neg(c)
	case 3:
		return c.Neg(c), s
	}
	return s, c
}

// bigAtan halves the argument ten times before the series.
func bigAtan(x *big.Float) *big.Float {
	for range 10 {
		x = quo(x, add(bf(1), bz().Sqrt(add(bf(1), mul(x, x)))))
	}
	x2, s, p := mul(x, x), bz(), x
	for k := 0; k < 24; k++ {
		t := quo(p, bf(float64(2*k+1)))
		if k%2 == 0 {
			s = add(s, t)
		} else {
			s = sub(s, t)
		}
		p = mul(p, x2)
	}
	return scale(s, 10)
}

// ulps returns the distance of got from the exact value in units in the last place of the exact
// value's binade.
func ulps(got float64, want *big.Float) float64 {
	w, _ := want.Float64()
	if math.IsInf(w, 0) || math.IsInf(got, 0) || math.IsNaN(got) {
		if got == w {
			return 0
		}
		return math.Inf(1)
	}
	d, _ := sub(bf(got), want).Float64()
	_, e := math.Frexp(w)
	return math.Abs(d) / math.Ldexp(1, max(e-53, -1074))
}
