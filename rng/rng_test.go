package rng

import (
	"math"
	"math/rand/v2"
	"sort"
	"sync"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// The known answers of the authors' Random123 library, file kat_vectors, lines "threefry4x64 20".
func TestKnownAnswers(t *testing.T) {
	const all = math.MaxUint64
	for _, c := range []struct{ ctr, key, want [4]uint64 }{
		{
			[4]uint64{},
			[4]uint64{},
			[4]uint64{0x09218ebde6c85537, 0x55941f5266d86105, 0x4bd25e16282434dc, 0xee29ec846bd2e40b},
		},
		{
			[4]uint64{all, all, all, all},
			[4]uint64{all, all, all, all},
			[4]uint64{0x29c24097942bba1b, 0x0371bbfb0f6f4e11, 0x3c231ffa33f83a1c, 0xcd29113fde32d168},
		},
		{
			[4]uint64{0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
			[4]uint64{0x452821e638d01377, 0xbe5466cf34e90c6c, 0xbe5466cf34e90c6c, 0xc0ac29b7c97c50dd},
			[4]uint64{0xa7e8fde591651bd9, 0xbaafd0c30138319b, 0x84a5c1a729e685b9, 0x901d406ccebc1ba4},
		},
	} {
		ks := schedule(c.key)
		if got := threefry(&ks, c.ctr); got != c.want {
			t.Errorf("threefry4x64-20 of %x with key %x is %x, want %x", c.ctr, c.key, got, c.want)
		}
	}
}

// The bits of a few values, so that a change on any platform shows. They were computed by this package.
func TestBitsStay(t *testing.T) {
	s := Key(2026, 17, Name("CL"), 1)
	for _, c := range []struct {
		what string
		got  float64
		bits uint64
	}{
		{"uniform", s.Uniform(0), 0x3fe643c6b1b70151},
		{"normal", s.Normal(1), 0x3fc90d5bf3290d65},
		{"log-normal", s.LogNormal(2, 1, 0.3), 0x4011d3f81048c997},
		{"exponential", s.Exponential(3), 0x3fd38cd8adf088db},
		{"Poisson", s.Poisson(4, 1234.5), 0x4093380000000000},
		{"stratified", s.Stratified(7)[3], 0x3fe138c4d8996c67},
	} {
		if math.Float64bits(c.got) != c.bits {
			t.Errorf("%s is %#x (%g), want %#x", c.what, math.Float64bits(c.got), c.got, c.bits)
		}
	}
}

// Wichura 1988 prints these values of PPND16.
func TestQuantilePublishedValues(t *testing.T) {
	for _, c := range []struct{ p, want float64 }{
		{0.25, -0.6744897501960817},
		{0.001, -3.090232306167814},
		{1e-20, -9.262340089798408},
	} {
		if got := Quantile(c.p); math.Abs(got/c.want-1) > 2e-16*2 {
			t.Errorf("Quantile(%g) = %.17g, want %.17g", c.p, got, c.want)
		}
	}
	for p := 0x1p-53; p < 1; p += 1. / 4096 {
		if got, want := Quantile(p), distuv.UnitNormal.Quantile(p); math.Abs(got-want) > 1e-13*(1+math.Abs(want)) {
			t.Errorf("Quantile(%g) = %.17g, gonum %.17g", p, got, want)
		}
		if Quantile(1-p) != -Quantile(p) && 1-(1-p) == p {
			t.Errorf("Quantile is not odd at %g", p)
		}
	}
	if !math.IsInf(Quantile(0), -1) || !math.IsInf(Quantile(1), 1) || !math.IsNaN(Quantile(-1)) || !math.IsNaN(Quantile(2)) || !math.IsNaN(Quantile(math.NaN())) {
		t.Error("Quantile outside (0, 1)")
	}
}

func TestElementaryFunctionsAgainstTheLibrary(t *testing.T) {
	s := Key(1, 2, Name("x"), 0)
	for i := range uint64(20000) {
		x := math.Exp(600 * (s.Uniform(i) - 0.5))
		if got, want := ln(x), math.Log(x); math.Abs(got-want) > 2.3e-16*math.Abs(want) {
			t.Fatalf("ln(%g) = %.17g, want %.17g", x, got, want)
		}
		y := 1400 * (s.Uniform(i) - 0.5)
		if got, want := exp(y), math.Exp(y); math.Abs(got-want) > 4.5e-16*want {
			t.Fatalf("exp(%g) = %.17g, want %.17g", y, got, want)
		}
		p := 0.5 * s.Uniform(i) * math.Exp(-30*s.Uniform(i+1))
		if got, want := lnOneMinus(p), math.Log1p(-p); math.Abs(got-want) > 1e-15*math.Abs(want) {
			t.Fatalf("ln(1 - %g) = %.17g, want %.17g", p, got, want)
		}
	}
	for k := 0.0; k < 3e5; k = math.Ceil(k*1.1 + 1) {
		if got, _ := math.Lgamma(k + 1); math.Abs(lnFactorial(k)-got) > 1e-14*(1+got) {
			t.Errorf("ln %g! = %.17g, want %.17g", k, lnFactorial(k), got)
		}
	}
	if exp(1000) != math.Inf(1) || exp(-1000) != 0 || exp(0) != 1 || ln(1) != 0 {
		t.Error("special values")
	}
}

// Order, workers and cohort size do not matter; every part of the address does.
func TestAddresses(t *testing.T) {
	value := func(subject uint64) float64 {
		s := Key(7, subject, Name("ka"), 0)
		return s.Normal(0)
	}
	const n = 500
	forward := make([]float64, n)
	for i := range forward {
		forward[i] = value(uint64(i))
	}
	parallel := make([]float64, n)
	var wg sync.WaitGroup
	for w := range 7 {
		wg.Go(func() {
			for i := n - 1 - w; i >= 0; i -= 7 {
				parallel[i] = value(uint64(i))
			}
		})
	}
	wg.Wait()
	for i := range forward {
		if forward[i] != parallel[i] {
			t.Fatalf("subject %d differs", i)
		}
	}
	s := Key(7, 1, Name("ka"), 0)
	base := s.Uint64(0)
	for what, other := range map[string]Stream{
		"seed": Key(8, 1, Name("ka"), 0), "subject": Key(7, 2, Name("ka"), 0), "variable": Key(7, 1, Name("kb"), 0), "occasion": Key(7, 1, Name("ka"), 1),
	} {
		if other.Uint64(0) == base {
			t.Errorf("another %s gives the same bits", what)
		}
	}
	block := make([]float64, 11)
	s.Normals(block, 3)
	for i, v := range block {
		if v != s.Normal(uint64(3+i)) {
			t.Errorf("Normals differs from Normal at %d", i)
		}
	}
	src := rand.New(s.Source(5))
	if src.Uint64() != s.Uint64(5) || src.Uint64() != s.Uint64(6) {
		t.Error("Source is not the stream in sequence")
	}
}

// ks is the Kolmogorov-Smirnov statistic times √n; above 1.95 has a chance of 1e-3.
func ks(x []float64, cdf func(float64) float64) float64 {
	sort.Float64s(x)
	n, d := float64(len(x)), 0.0
	for i, v := range x {
		f := cdf(v)
		d = max(d, f-float64(i)/n, float64(i+1)/n-f)
	}
	return d * math.Sqrt(n)
}

func TestDistributions(t *testing.T) {
	const n = 20000
	s := Key(11, 0, Name("d"), 0)
	for _, c := range []struct {
		name string
		draw func(uint64) float64
		cdf  func(float64) float64
	}{
		{"uniform", s.Uniform, func(x float64) float64 { return x }},
		{"normal", s.Normal, distuv.UnitNormal.CDF},
		{"exponential", s.Exponential, distuv.Exponential{Rate: 1}.CDF},
		{"log-normal", func(i uint64) float64 { return s.LogNormal(i, 1, 0.4) }, distuv.LogNormal{Mu: 1, Sigma: 0.4}.CDF},
		// Across keys instead of indices.
		{"subjects", func(i uint64) float64 { k := Key(11, i, Name("d"), 0); return k.Uniform(0) }, func(x float64) float64 { return x }},
		{"occasions", func(i uint64) float64 { k := Key(11, 3, Name("d"), i); return k.Uniform(0) }, func(x float64) float64 { return x }},
		{"seeds", func(i uint64) float64 { k := Key(i, 3, Name("d"), 0); return k.Uniform(0) }, func(x float64) float64 { return x }},
	} {
		x := make([]float64, n)
		for i := range x {
			x[i] = c.draw(uint64(i))
		}
		if d := ks(x, c.cdf); d > 1.95 {
			t.Errorf("%s: Kolmogorov-Smirnov %.2f", c.name, d)
		}
	}
}

// Neighbouring addresses are uncorrelated: |r|·√n above 3.9 has a chance of 1e-4.
func TestIndependenceAcrossKeys(t *testing.T) {
	const n = 20000
	at := func(seed, subject uint64, variable string, occasion, i uint64) float64 {
		k := Key(seed, subject, Name(variable), occasion)
		return k.Normal(i)
	}
	for what, other := range map[string]func(i uint64) float64{
		"index":    func(i uint64) float64 { return at(5, i, "CL", 0, 1) },
		"subject":  func(i uint64) float64 { return at(5, i+1, "CL", 0, 0) },
		"variable": func(i uint64) float64 { return at(5, i, "V", 0, 0) },
		"occasion": func(i uint64) float64 { return at(5, i, "CL", 1, 0) },
		"seed":     func(i uint64) float64 { return at(6, i, "CL", 0, 0) },
	} {
		sum := 0.0
		for i := range uint64(n) {
			sum += at(5, i, "CL", 0, 0) * other(i)
		}
		if z := sum / math.Sqrt(n); math.Abs(z) > 3.9 {
			t.Errorf("next %s: correlation z = %.2f", what, z)
		}
	}
}

// chi2 tests counts against probabilities, merging cells below 5 expected; the chance of passing the
// limit is 1e-3.
func chi2(t *testing.T, name string, counts map[int]int, n int, prob func(int) float64) {
	t.Helper()
	lo, hi := math.MaxInt, math.MinInt
	for k := range counts {
		lo, hi = min(lo, k), max(hi, k)
	}
	stat, cells, obs, expct, rest := 0.0, 0, 0.0, 0.0, float64(n)
	for k := lo; k <= hi; k++ {
		obs += float64(counts[k])
		e := prob(k) * float64(n)
		expct += e
		rest -= e
		if expct >= 5 && k < hi {
			stat += (obs - expct) * (obs - expct) / expct
			cells++
			obs, expct = 0, 0
		}
	}
	expct += rest
	if expct > 1 {
		stat += (obs - expct) * (obs - expct) / expct
	} else {
		cells--
	}
	limit := distuv.ChiSquared{K: float64(cells)}.Quantile(0.999)
	if stat > limit {
		t.Errorf("%s: chi-squared %.1f on %d degrees of freedom, limit %.1f", name, stat, cells, limit)
	}
}

func TestCounts(t *testing.T) {
	const n = 40000
	s := Key(3, 0, Name("counts"), 0)
	for _, mean := range []float64{0.01, 0.9, 9.99, 10, 25, 400} {
		counts := map[int]int{}
		for i := range uint64(n) {
			counts[int(s.Poisson(i, mean))]++
		}
		chi2(t, "Poisson", counts, n, func(k int) float64 { return distuv.Poisson{Lambda: mean}.Prob(float64(k)) })
	}
	for _, c := range []struct {
		n int
		p float64
	}{{1, 0.3}, {10, 0.5}, {100, 0.02}, {100, 0.3}, {100, 0.97}, {5000, 0.4}, {1000000, 1e-6}} {
		counts := map[int]int{}
		for i := range uint64(n) {
			k := s.Binomial(i, c.n, c.p)
			if k < 0 || k > c.n {
				t.Fatalf("Binomial(%d, %g) = %d", c.n, c.p, k)
			}
			counts[k]++
		}
		chi2(t, "Binomial", counts, n, func(k int) float64 { return distuv.Binomial{N: float64(c.n), P: c.p}.Prob(float64(k)) })
	}
	if s.Poisson(0, 0) != 0 || s.Binomial(0, 7, 0) != 0 || s.Binomial(0, 7, 1) != 7 || s.Binomial(0, 0, 0.5) != 0 {
		t.Error("degenerate counts")
	}
	if m := s.Poisson(1, 1e15); math.Abs(m-1e15) > 1e9 {
		t.Errorf("Poisson of a large mean: %g", m)
	}
	perms := map[int]int{}
	for i := range uint64(n) {
		k := Key(9, i, Name("perm"), 0)
		p := k.Perm(4)
		perms[p[0]*64+p[1]*16+p[2]*4+p[3]]++
	}
	if len(perms) != 24 {
		t.Errorf("%d permutations of 4", len(perms))
	}
	stat := 0.0
	for _, c := range perms {
		e := float64(n) / 24
		stat += (float64(c) - e) * (float64(c) - e) / e
	}
	if stat > (distuv.ChiSquared{K: 23}).Quantile(0.999) {
		t.Errorf("permutations: chi-squared %.1f", stat)
	}
}

func TestStratified(t *testing.T) {
	for _, n := range []int{1, 2, 10, 1000} {
		s := Key(1, 0, Name("strata"), uint64(n))
		x := s.Stratified(n)
		seen := make([]bool, n)
		for _, u := range x {
			k := int(u * float64(n))
			if !(u > 0 && u < 1) || seen[k] {
				t.Fatalf("n = %d: %g is out of place", n, u)
			}
			seen[k] = true
		}
	}
	// Two variables make a Latin hypercube without correlation beyond chance.
	const n = 4000
	a, b := Key(1, 0, Name("a"), 0), Key(1, 0, Name("b"), 0)
	x, y := a.Stratified(n), b.Stratified(n)
	sum := 0.0
	for i := range x {
		sum += 12 * (x[i] - 0.5) * (y[i] - 0.5)
	}
	if z := sum / math.Sqrt(n); math.Abs(z) > 3.9 {
		t.Errorf("strata of two variables correlate: z = %.2f", z)
	}
}

func TestProgrammerErrorsPanic(t *testing.T) {
	s := Key(1, 1, 1, 1)
	for name, f := range map[string]func(){
		"Intn": func() { s.Intn(0, 0) }, "Poisson": func() { s.Poisson(0, -1) }, "Binomial": func() { s.Binomial(0, -1, 0.5) }, "p": func() { s.Binomial(0, 1, 2) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s does not panic", name)
				}
			}()
			f()
		}()
	}
}
