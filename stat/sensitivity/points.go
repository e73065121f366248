// Package sensitivity knows how to spread points evenly over a unit cube and which coordinate of a function matters: Sobol indices with
// confidence intervals. It must not know what the function is about.
package sensitivity

import (
	"math"

	"jakstat/rng"
)

// Points returns n points (rows) of the open unit cube in d dimensions: a Halton sequence whose digits are permuted at random, each place of
// each dimension by its own permutation (Owen 2017, A randomized Halton algorithm in R, arXiv:1706.02808), so that the mean of a smooth function over
// them errs nearly as 1/n. The same seed and name give the same bits, and the first points do not depend on n.
func Points(seed uint64, name string, n, d int) [][]float64 {
	flat := make([]float64, n*d)
	out := make([][]float64, n)
	for i := range out {
		out[i] = flat[i*d : (i+1)*d : (i+1)*d]
	}
	for j, base := range primes(d) {
		b := uint64(base)
		scale := 1 / float64(base)
		for place, div := uint64(0), uint64(1); 1-scale < 1; place++ {
			stream := rng.Key(seed, uint64(j), rng.Name(name), place)
			permutation := stream.Perm(base)
			for i := range out {
				digit := uint64(0)
				if div > 0 { // else all further digits of the index are 0
					digit = uint64(i) / div % b
				}
				out[i][j] += float64(float64(permutation[digit]) * scale)
			}
			if div > uint64(n) {
				div = 0
			}
			div *= b
			scale /= float64(base)
		}
	}
	for i, u := range flat {
		flat[i] = math.Min(math.Max(u, 0x1p-53), 1-0x1p-53) // digits may sum to an end
	}
	return out
}

// primes returns the first n of them.
func primes(n int) []int {
	var out []int
next:
	for p := 2; len(out) < n; p++ {
		for _, q := range out {
			if p%q == 0 {
				continue next
			}
		}
		out = append(out, p)
	}
	return out
}
