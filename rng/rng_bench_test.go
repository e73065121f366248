package rng

import "testing"

// What does an addressed value cost, alone and in blocks?
func BenchmarkValues(b *testing.B) {
	s := Key(1, 2, Name("CL"), 0)
	sink := 0.0
	b.Run("Uniform", func(b *testing.B) {
		for i := range b.N {
			sink += s.Uniform(uint64(i))
		}
	})
	b.Run("Normal", func(b *testing.B) {
		for i := range b.N {
			sink += s.Normal(uint64(i))
		}
	})
	b.Run("KeyAndNormal", func(b *testing.B) {
		for i := range b.N {
			k := Key(1, uint64(i), Name("CL"), 0)
			sink += k.Normal(0)
		}
	})
	b.Run("NormalsOf64", func(b *testing.B) {
		var dst [64]float64
		for i := range b.N {
			s.Normals(dst[:], uint64(i)*64)
		}
		sink += dst[0]
	})
	b.Run("Poisson400", func(b *testing.B) {
		for i := range b.N {
			sink += s.Poisson(uint64(i), 400)
		}
	})
	b.Run("Binomial", func(b *testing.B) {
		for i := range b.N {
			sink += float64(s.Binomial(uint64(i), 300, 0.4))
		}
	})
	_ = sink
}
