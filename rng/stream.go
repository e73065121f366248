package rng

import (
	"math"
	"math/bits"
)

// Variable names what is drawn; see [Name].
type Variable uint64

// Name turns a variable's name into its number: FNV-1a of 64 bits, so that no registry is needed and
// adding a variable does not move the others. Two of 1e6 names meet with a chance of 3e-8.
func Name(s string) Variable {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return Variable(h)
}

// Stream is the sequence of values of one variable of one subject at one occasion. Values are
// addressed by an index; methods are pure and safe for concurrent use. A value's index is its own:
// Normal(3) and Uniform(3) come from the same bits, so use another index, or variable, for another value.
type Stream struct{ ks [5]uint64 }

// Key returns the stream at an address.
func Key(seed, subject uint64, variable Variable, occasion uint64) Stream {
	return Stream{schedule([4]uint64{seed, subject, uint64(variable), occasion})}
}

// Uint64 returns 64 random bits at index i.
func (s *Stream) Uint64(i uint64) uint64 {
	return threefry(&s.ks, [4]uint64{i >> 2})[i&3]
}

// Uniform returns a number in the open interval (0, 1): an odd multiple of 2⁻⁵³, so that 0 and 1 never
// occur and 1 − u is exact and as likely as u.
func (s *Stream) Uniform(i uint64) float64 { return uniform(s.Uint64(i)) }

func uniform(x uint64) float64 { return (float64(x>>12) + 0.5) * 0x1p-52 }

// Uniforms fills dst with the values at from, from+1, ...; four of them cost one encryption.
func (s *Stream) Uniforms(dst []float64, from uint64) {
	var block [4]uint64
	for n := range dst {
		i := from + uint64(n)
		if n == 0 || i&3 == 0 {
			block = threefry(&s.ks, [4]uint64{i >> 2})
		}
		dst[n] = uniform(block[i&3])
	}
}

// Normal returns a standard normal value, by inversion: one index, one value, monotone in the
// uniform, which stratification and antithetic pairs need.
func (s *Stream) Normal(i uint64) float64 { return Quantile(s.Uniform(i)) }

// Normals fills dst with the normal values at from, from+1, ...
func (s *Stream) Normals(dst []float64, from uint64) {
	s.Uniforms(dst, from)
	for n, u := range dst {
		dst[n] = Quantile(u)
	}
}

// LogNormal returns exp(mu + sigma·z); mu and sigma are of the logarithm.
func (s *Stream) LogNormal(i uint64, mu, sigma float64) float64 {
	return exp(mu + float64(sigma*s.Normal(i)))
}

// Exponential returns an exponential value with mean 1.
func (s *Stream) Exponential(i uint64) float64 { return -ln(s.Uniform(i)) }

// Bernoulli tells whether an event of probability p happens.
func (s *Stream) Bernoulli(i uint64, p float64) bool { return s.Uniform(i) < p }

// Intn returns a whole number in [0, n), each exactly equally likely (Lemire 2019, doi:10.1145/3230636). It
// panics when n is not positive.
func (s *Stream) Intn(i uint64, n int) int {
	if n <= 0 {
		panic("rng: Intn of a number that is not positive")
	}
	d := draws{s: s, i: i}
	return int(d.below(uint64(n)))
}

// draws are the further random bits of one index, for methods that reject: they come from counters
// no index uses.
type draws struct {
	s    *Stream
	i, j uint64
	buf  [4]uint64
}

func (d *draws) uint64() uint64 {
	if d.j&3 == 0 {
		d.buf = threefry(&d.s.ks, [4]uint64{d.i, d.j >> 2, 1})
	}
	x := d.buf[d.j&3]
	d.j++
	return x
}

func (d *draws) uniform() float64 { return uniform(d.uint64()) }

// below returns a number in [0, n).
func (d *draws) below(n uint64) uint64 {
	hi, lo := bits.Mul64(d.uint64(), n)
	if lo < n {
		for floor := -n % n; lo < floor; {
			hi, lo = bits.Mul64(d.uint64(), n)
		}
	}
	return hi
}

// Perm returns a random order of 0 ... n−1 (Fisher-Yates). It uses the whole stream.
func (s *Stream) Perm(n int) []int {
	p := make([]int, n)
	for i := range p {
		p[i] = i
	}
	s.Shuffle(n, func(i, j int) { p[i], p[j] = p[j], p[i] })
	return p
}

// Shuffle puts n things in random order. It uses the whole stream.
func (s *Stream) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, s.Intn(uint64(i), i+1))
	}
}

// Stratified returns n uniform values, one in each of n equal strata, in random order: the i-th is for
// the i-th subject. One stream for each variable gives a Latin hypercube (McKay, Beckman & Conover 1979,
// doi:10.1080/00401706.1979.10489755). It uses the whole stream.
func (s *Stream) Stratified(n int) []float64 {
	out := make([]float64, n)
	for i, stratum := range s.Perm(n) {
		d := draws{s: s, i: uint64(i), j: 1 << 62} // away from the bits of the permutation
		u := (float64(stratum) + d.uniform()) / float64(n)
		out[i] = math.Min(u, 1-0x1p-53) // rounding must not reach 1
	}
	return out
}

// Source reads a stream in sequence, for libraries that want a generator (math/rand/v2, gonum).
type Source struct {
	s    Stream
	next uint64
}

// Source returns a generator that begins at index from.
func (s *Stream) Source(from uint64) *Source { return &Source{*s, from} }

// Uint64 returns the next 64 bits.
func (s *Source) Uint64() uint64 {
	s.next++
	return s.s.Uint64(s.next - 1)
}
