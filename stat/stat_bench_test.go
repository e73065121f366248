package stat

import "testing"

// What does exactness cost for each value, and for each summary?
func BenchmarkMoments(b *testing.B) {
	fill := func(n int) *Moments {
		m := new(Moments)
		for i := range n {
			m.Add(float64(i) * 1.1)
		}
		return m
	}
	b.Run("Add", func(b *testing.B) { fill(b.N) })
	b.Run("Var", func(b *testing.B) {
		m := fill(1000)
		for range b.N {
			m.Var()
		}
	})
	b.Run("Merge", func(b *testing.B) {
		m, o := fill(1000), fill(1000)
		for range b.N {
			m.Merge(o)
		}
	})
}
