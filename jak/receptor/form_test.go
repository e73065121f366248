package receptor

import (
	"math"
	"testing"

	"jakstat/jak/binding"

	"pgregory.net/rapid"
)

func TestHalfAgainstDifferences(t *testing.T) {
	pairs := []Pair{{A: binding.JAK1, B: []binding.Kinase{binding.JAK3}}, {A: binding.JAK2, B: []binding.Kinase{binding.JAK2}}, {A: binding.JAK1, B: []binding.Kinase{binding.JAK2, binding.TYK2}}, {A: binding.JAK2, B: []binding.Kinase{binding.JAK2, binding.TYK2}}}
	rapid.Check(t, func(t *rapid.T) {
		p := pairs[rapid.IntRange(0, len(pairs)-1).Draw(t, "pair")]
		f := Forms()[rapid.IntRange(0, int(numForms)-1).Draw(t, "form")]
		var k [4]float64
		for i := range k {
			k[i] = rapid.Float64Range(-2, 9).Draw(t, "lnK")
		}
		s := Shape{LnAlpha: rapid.Float64Range(-1, 1).Draw(t, "alpha"), LnBeta: rapid.Float64Range(-1, 1).Draw(t, "beta"), Reserve: rapid.Float64Range(-1, 3).Draw(t, "shift")}
		ln, w, bs, ba, bb := f.Half(p, &k, s)
		sum := 0.0
		const h = 1e-5
		for i := range k {
			sum += w[i]
			k2 := k
			k2[i] += h
			k3 := k
			k3[i] -= h
			up, _, _, _, _ := f.Half(p, &k2, s)
			dn, _, _, _, _ := f.Half(p, &k3, s)
			if f != MostSensitive && math.Abs((up-dn)/(2*h)-w[i]) > 1e-5 {
				t.Fatalf("%v weight of kinase %d is %g, difference %g", f, i, w[i], (up-dn)/(2*h))
			}
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Fatalf("weights sum to %g", sum)
		}
		s2, s3 := s, s
		s2.Reserve += h
		s3.Reserve -= h
		up, _, _, _, _ := f.Half(p, &k, s2)
		dn, _, _, _, _ := f.Half(p, &k, s3)
		if math.Abs((up-dn)/(2*h)-bs) > 1e-5 {
			t.Fatalf("%v by shift %g, difference %g", f, bs, (up-dn)/(2*h))
		}
		s2, s3 = s, s
		s2.LnBeta += h
		s3.LnBeta -= h
		up, _, _, _, _ = f.Half(p, &k, s2)
		dn, _, _, _, _ = f.Half(p, &k, s3)
		if math.Abs((up-dn)/(2*h)-bb) > 1e-5 {
			t.Fatalf("%v by beta %g, difference %g", f, bb, (up-dn)/(2*h))
		}
		s2, s3 = s, s
		s2.LnAlpha += h
		s3.LnAlpha -= h
		up, _, _, _, _ = f.Half(p, &k, s2)
		dn, _, _, _, _ = f.Half(p, &k, s3)
		if math.Abs((up-dn)/(2*h)-ba) > 1e-5 {
			t.Fatalf("%v by alpha %g, difference %g", f, ba, (up-dn)/(2*h))
		}
		_ = ln
	})
}
