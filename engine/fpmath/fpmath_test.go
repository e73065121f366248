package fpmath

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

// worst measures the largest error of f over arguments drawn by next.
func worst(n int, next func(*rand.Rand) float64, f func(float64) float64, ref func(float64) *big.Float) (ulp, at float64) {
	r := rand.New(rand.NewPCG(1, 2))
	for range n {
		x := next(r)
		if e := ulps(f(x), ref(x)); !(e <= ulp) {
			ulp, at = e, x
		}
	}
	return ulp, at
}

func uniform(lo, hi float64) func(*rand.Rand) float64 {
	return func(r *rand.Rand) float64 { return lo + (hi-lo)*r.Float64() }
}

// decades draws positive numbers spread evenly over binary exponents.
func decades(lo, hi int) func(*rand.Rand) float64 {
	return func(r *rand.Rand) float64 { return math.Ldexp(1+r.Float64(), lo+r.IntN(hi-lo)) }
}

func signed(f func(*rand.Rand) float64) func(*rand.Rand) float64 {
	return func(r *rand.Rand) float64 {
		if r.IntN(2) == 0 {
			return -f(r)
		}
		return f(r)
	}
}

func TestAccuracy(t *testing.T) {
	exp := func(x float64) *big.Float { return bigExp(bf(x)) }
	log := func(x float64) *big.Float { return bigLog(bf(x)) }
	ln10 := bigLog(bf(10))
	sinh := func(x float64) *big.Float { return scale(sub(bigExp(bf(x)), bigExp(bf(-x))), -1) }
	cosh := func(x float64) *big.Float { return scale(add(bigExp(bf(x)), bigExp(bf(-x))), -1) }
	sin := func(x float64) *big.Float { s, _ := bigSinCos(x); return s }
	cos := func(x float64) *big.Float { _, c := bigSinCos(x); return c }
	root := func(x *big.Float) *big.Float { return bz().Sqrt(x) }
	one := bf(1)
	square := func(x float64) *big.Float { return mul(bf(x), bf(x)) }
	for _, c := range []struct {
		name  string
		limit float64
		next  func(*rand.Rand) float64
		f     func(float64) float64
		ref   func(float64) *big.Float
	}{
		{"Exp", 0.52, uniform(-700, 709), Exp, exp},
		{"Exp small", 0.52, signed(decades(-60, 1)), Exp, exp},
		{"Exp subnormal", 0.52, uniform(-745.2, -707), Exp, exp},
		{"Exp high", 0.52, uniform(707, 709.79), Exp, exp},
		{"Log", 0.6, decades(-1021, 1023), Log, log},
		{"Log near 1", 0.9, uniform(0.9, 1.1), Log, log},
		{"Log nearer 1", 0.9, func(r *rand.Rand) float64 { return 1 + signed(decades(-50, -4))(r) }, Log, log},
		{"Log ordinary", 0.6, uniform(0.01, 100), Log, log},
		{"Log subnormal", 0.6, decades(-1074, -1022), Log, log},
		{"Log10", 0.52, decades(-1021, 1023), Log10, func(x float64) *big.Float { return quo(log(x), ln10) }},
		{"Log10 near 1", 0.52, uniform(0.9, 1.1), Log10, func(x float64) *big.Float { return quo(log(x), ln10) }},
		{"Log2", 0.52, decades(-1021, 1023), Log2, func(x float64) *big.Float { return quo(log(x), bigLn2) }},
		{"Expm1", 1, signed(decades(-50, 9)), Expm1, func(x float64) *big.Float { return sub(exp(x), one) }},
		{"Log1p", 1, decades(-50, 100), Log1p, func(x float64) *big.Float { return bigLog(add(one, bf(x))) }},
		{"Log1p negative", 1, uniform(-0.999, 0), Log1p, func(x float64) *big.Float { return bigLog(add(one, bf(x))) }},
		{"Sin", 0.8, uniform(-30, 30), Sin, sin},
		{"Sin huge", 0.8, decades(29, 1023), Sin, sin},
		{"Cos", 0.8, uniform(-30, 30), Cos, cos},
		{"Cos huge", 0.8, decades(29, 1023), Cos, cos},
		{"Sin medium", 0.8, decades(3, 30), Sin, sin},
		{"Cos medium", 0.8, decades(3, 30), Cos, cos},
		{"Tan", 2, uniform(-30, 30), Tan, func(x float64) *big.Float { return quo(sin(x), cos(x)) }},
		{"Sinh", 2, signed(decades(-30, 9)), Sinh, sinh},
		{"Cosh", 2, signed(decades(-30, 9)), Cosh, cosh},
		{"Tanh", 2, signed(decades(-30, 5)), Tanh, func(x float64) *big.Float { return quo(sinh(x), cosh(x)) }},
		{"Atan", 1.5, signed(decades(-30, 60)), Atan, func(x float64) *big.Float { return bigAtan(bf(x)) }},
		{"Asin", 1.5, uniform(-1, 1), Asin, func(x float64) *big.Float { return bigAtan(quo(bf(x), root(sub(one, square(x))))) }},
		{"Acos", 1, uniform(-1, 1), Acos, func(x float64) *big.Float {
			return scale(bigAtan(quo(root(sub(one, bf(x))), root(add(one, bf(x))))), 1)
		}},
		{"Asinh", 2, signed(decades(-25, 100)), Asinh, func(x float64) *big.Float {
			a := bf(math.Abs(x))
			y := bigLog(add(a, root(add(square(x), one))))
			if x < 0 {
				y.Neg(y)
			}
			return y
		}},
		{"Acosh", 2, func(r *rand.Rand) float64 { return 1 + decades(-20, 100)(r) }, Acosh, func(x float64) *big.Float {
			return bigLog(add(bf(x), root(sub(square(x), one))))
		}},
		{"Atanh", 2, uniform(-1, 1), Atanh, func(x float64) *big.Float {
			return scale(bigLog(quo(add(one, bf(x)), sub(one, bf(x)))), -1)
		}},
		{"Cbrt", 0.7, signed(decades(-1000, 1000)), Cbrt, func(x float64) *big.Float {
			y := bigExp(quo(bigLog(bf(math.Abs(x))), bf(3)))
			if x < 0 {
				y.Neg(y)
			}
			return y
		}},
	} {
		ulp, at := worst(500, c.next, c.f, c.ref)
		if !(ulp <= c.limit) {
			t.Errorf("%s: %.3f ulp at %v (limit %g)", c.name, ulp, at, c.limit)
		}
		t.Logf("%-14s %.3f ulp", c.name, ulp)
	}
}

func TestPowAccuracy(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	worstUlp := 0.0
	for i := range 2000 {
		var x, y float64
		switch i % 4 {
		case 0: // anywhere in range
			x = decades(-1021, 1023)(r)
			y = uniform(-740, 740)(r) / max(1, math.Abs(math.Log(x)))
		case 1: // Hill coefficients of ordinary ratios
			x, y = decades(-20, 20)(r), uniform(0.1, 6)(r)
		case 2: // base near 1, huge exponent
			x = 1 + signed(decades(-40, -3))(r)
			y = uniform(-700, 700)(r) / math.Log(x)
		case 3: // subnormal base or result
			x, y = decades(-1074, -1022)(r), uniform(0.9, 1.05)(r)
		}
		want := bigExp(mul(bf(y), bigLog(bf(x))))
		if e := ulps(Pow(x, y), want); !(e <= 0.56) {
			t.Errorf("Pow(%v, %v) = %v: %.3f ulp", x, y, Pow(x, y), e)
		} else {
			worstUlp = max(worstUlp, e)
		}
	}
	t.Logf("Pow %.3f ulp", worstUlp)
}

func TestTables(t *testing.T) {
	for i, e := range expTable {
		exact := bigExp(quo(mul(bf(float64(i)), bigLn2), bf(128)))
		if h, _ := exact.Float64(); h != e[0] {
			t.Errorf("expTable[%d][0] = %x, want %x", i, e[0], h)
		}
		if l, _ := sub(quo(exact, bf(e[0])), bf(1)).Float64(); math.Abs(l-e[1]) > 1e-30 {
			t.Errorf("expTable[%d][1] = %x, want %x", i, e[1], l)
		}
	}
	for i, e := range logTable {
		exact := bigLog(bf(e[0]))
		exact.Neg(exact)
		if sum := add(bf(e[1]), bf(e[2])); e[0] != 1 && ulps(e[2], sub(exact, bf(e[1]))) > 0.5 || e[0] == 1 && sum.Sign() != 0 {
			t.Errorf("logTable[%d] sums to %v, want %v", i, sum, exact)
		}
		if e[1] != math.Round(e[1]*0x1p42)*0x1p-42 {
			t.Errorf("logTable[%d]: high part %x has more than 42 fractional bits", i, e[1])
		}
		if e[0] != math.Round(e[0]*0x1p8)*0x1p-8 {
			t.Errorf("logTable[%d]: reciprocal %x has more than 8 fractional bits", i, e[0])
		}
		z := math.Float64frombits(tableBase + uint64(i)<<45)
		if r := z*e[0] - 1; math.Abs(r) > 0.0125 {
			t.Errorf("logTable[%d]: z·c - 1 reaches %g", i, r)
		}
	}
}

func TestDigitsOfPi(t *testing.T) {
	digits := new(big.Float).SetPrec(1600).Quo(big.NewFloat(4).SetPrec(1600), bigPi)
	for i, w := range fourOverPi {
		n, _ := digits.Uint64()
		if n != w {
			t.Errorf("fourOverPi[%d] = %#x, want %#x", i, w, n)
		}
		digits.Sub(digits, new(big.Float).SetPrec(1600).SetUint64(n))
		digits.SetMantExp(digits, 64)
	}
}

// TestSpecialValues: every pair of special arguments behaves as package math documents. Results that are exact are equal bit for bit.
func TestSpecialValues(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	special := []float64{
		0, math.Copysign(0, -1), 1, -1, 2, -2, 3, -3, 0.5, -0.5, inf, -inf, nan, math.MaxFloat64, -math.MaxFloat64,
		math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64, 0x1p-1022, 0x1p53, 0x1p53 + 2, 0x1p63, -0x1p63, 0x1p64, 1e-300, 1e300, 1 + 0x1p-52, 1 - 0x1p-53,
		709.782712893384, 709.7827128933841, -745.1332191019411, -745.1332191019412, 710, -746, 1e-20, -1e-20,
	}
	near := func(a, b float64) bool {
		if a == b || a != a && b != b {
			return math.Signbit(a) == math.Signbit(b) || a != a
		}
		return math.Abs(a-b) <= 4e-15*math.Abs(b) || math.Abs(a-b) <= 5e-324
	}
	for _, f := range []struct {
		name      string
		got, want func(float64) float64
	}{
		{"Exp", Exp, math.Exp},
		{"Expm1", Expm1, math.Expm1},
		{"Log1p", Log1p, math.Log1p},
		{"Sin", Sin, math.Sin},
		{"Cos", Cos, math.Cos},
		{"Tan", Tan, math.Tan},
		{"Asin", Asin, math.Asin},
		{"Acos", Acos, math.Acos},
		{"Atan", Atan, math.Atan},
		{"Tanh", Tanh, math.Tanh},
		{"Asinh", Asinh, math.Asinh},
		{"Acosh", Acosh, math.Acosh},
		{"Atanh", Atanh, math.Atanh},
		{"Cbrt", Cbrt, math.Cbrt},
	} {
		for _, x := range special {
			if f.name == "Exp" && x > 709.78 && x < 709.7827128933841 {
				continue // the assembly of package math overflows too early on amd64
			}
			if math.Abs(x) > 0x1p29 && math.Abs(x) <= math.MaxFloat64 && strings.Contains("Sin Cos Tan", f.name) {
				continue // package math loses digits there; TestAccuracy covers it
			}
			if g, w := f.got(x), f.want(x); !near(g, w) {
				t.Errorf("%s(%v) = %v, want %v", f.name, x, g, w)
			}
		}
	}
	for _, c := range [][2]float64{
		{Log(0), -inf},
		{Log(math.Copysign(0, -1)), -inf},
		{Log(-1), nan},
		{Log(inf), inf},
		{Log(-inf), nan},
		{Log(nan), nan},
		{Log(1), 0},
		{Log(5e-324), -744.4400719213812},
		{Log10(0), -inf},
		{Log10(-1), nan},
		{Log10(1000), 3},
		{Log10(1e-5), -5},
		{Log10(1e22), 22},
		{Log2(8), 3},
		{Log2(0x1p-1074), -1074},
		{Sinh(710), 1.1169973830808555e+308},
		{Cosh(-710), 1.1169973830808555e+308},
		{Sinh(711), inf},
		{Root(2, 9), 3},
		{Root(3, -27), -3},
		{Root(5, -32), -2},
		{Root(4, -16), nan},
		{Root(4, 16), 2},
		{Exp10(2), 100},
		{Exp(709.782712893384), 1.797693134862273e+308},
	} {
		if !near(c[0], c[1]) {
			t.Errorf("got %v, want %v", c[0], c[1])
		}
	}
	for _, x := range special {
		for _, y := range special {
			// math.Pow loses seven digits where x is within an ulp of 1 and y huge.
			g, w := Pow(x, y), math.Pow(x, y)
			if !near(g, w) && !(math.Abs(x-1) < 1e-15 && math.Abs(g-w) < 1e-7*w) {
				t.Errorf("Pow(%v, %v) = %v, want %v", x, y, g, w)
			}
		}
	}
}

// TestMonotone: neighbouring arguments across table and branch boundaries never go backwards.
func TestMonotone(t *testing.T) {
	for _, x0 := range []float64{1, 0.9375, 1.0625, 0.6875, 1.375, 2, 0x1p-1022, 1e-310, 5, 1e10} {
		x := x0
		for range 100 {
			x = math.Nextafter(x, 0)
		}
		for range 200 {
			next := math.Nextafter(x, math.Inf(1))
			if Log(next) < Log(x) {
				t.Errorf("Log goes backwards at %v", x)
			}
			x = next
		}
	}
	for k := -300; k <= 300; k++ {
		x := (float64(k) + 0.5) * math.Ln2 / 128
		for range 5 {
			next := math.Nextafter(x, math.Inf(1))
			if Exp(next) < Exp(x) {
				t.Errorf("Exp goes backwards at %v", x)
			}
			x = next
		}
	}
}

// TestGoldenBits pins results; a platform or an edit that changes a bit shows here.
func TestGoldenBits(t *testing.T) {
	h := uint64(14695981039346656037)
	mix := func(v float64) {
		h = (h ^ math.Float64bits(v)) * 1099511628211
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range 20000 {
		x, y := r.NormFloat64()*5, math.Exp2(float64(r.IntN(60)-30))*(1+r.Float64())
		for _, f := range []func(float64) float64{Exp, Expm1, Sin, Cos, Tan, Sinh, Cosh, Tanh, Asinh, Atan, Cbrt} {
			mix(f(x))
		}
		mix(Log(y))
		mix(Log10(y))
		mix(Log1p(y))
		mix(Pow(y, x))
	}
	if h != goldenHash {
		t.Errorf("hash of results %#x, want %#x", h, uint64(goldenHash))
	}
}

// goldenHash was computed on amd64.
const goldenHash = 0xf29f6f476bdc6586
