package linalg

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func network(n, perRow int) (*Pattern, func(lanes int) []float64) {
	r := rand.New(rand.NewPCG(1, 2))
	var entries []Coord
	for i := range n {
		entries = append(entries, Coord{i, i})
		for range perRow {
			entries = append(entries, Coord{i, r.IntN(n)})
		}
	}
	p := NewPattern(n, entries)
	return p, func(lanes int) []float64 {
		a := make([]float64, p.NNZ()*lanes)
		for k, c := range p.Coords() {
			for l := range lanes {
				a[k*lanes+l] = r.Float64()
				if c.Row == c.Col {
					a[k*lanes+l] += float64(2 * perRow)
				}
			}
		}
		return a
	}
}

func BenchmarkLU(b *testing.B) {
	for _, size := range []struct{ n, perRow int }{{3, 1}, {5, 8}, {10, 20}, {25, 3}, {356, 3}, {1000, 3}} {
		p, values := network(size.n, size.perRow)
		plan, err := Analyze(p, values(1), 1, 0)
		if err != nil {
			b.Fatal(err)
		}
		for _, lanes := range []int{1, 4, 8} {
			a, ok, x := values(lanes), make([]bool, lanes), make([]float64, size.n*lanes)
			f := NewLU(plan, lanes)
			name := fmt.Sprintf("n%d/nnz%d/lu%d/lanes%d", size.n, p.NNZ(), plan.Entries(), lanes)
			b.Run("refactor/"+name, func(b *testing.B) {
				for b.Loop() {
					f.Refactor(a, ok)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*lanes), "ns/lane")
			})
			b.Run("solve/"+name, func(b *testing.B) {
				for b.Loop() {
					f.Solve(x)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*lanes), "ns/lane")
			})
		}
	}
}

// A dense elimination without indices, to judge whether a dense path would pay.
func BenchmarkDenseReference(b *testing.B) {
	for _, n := range []int{3, 5, 10} {
		b.Run(fmt.Sprintf("n%d", n), func(b *testing.B) {
			src, a := make([]float64, n*n), make([]float64, n*n)
			for i := range src {
				src[i] = 1
				if i%(n+1) == 0 {
					src[i] = float64(n + 2)
				}
			}
			for b.Loop() {
				copy(a, src)
				for k := range n {
					inverse := 1 / a[k*n+k]
					a[k*n+k] = inverse
					for i := k + 1; i < n; i++ {
						f := float64(a[i*n+k] * inverse)
						a[i*n+k] = f
						row, pivot := a[i*n+k+1:i*n+n], a[k*n+k+1:k*n+n]
						for j := range row {
							row[j] -= float64(f * pivot[j])
						}
					}
				}
			}
		})
	}
}

func BenchmarkAnalyze(b *testing.B) {
	for _, n := range []int{25, 356, 1000} {
		p, values := network(n, 3)
		a := values(1)
		b.Run(fmt.Sprintf("n%d", n), func(b *testing.B) {
			for b.Loop() {
				if _, err := Analyze(p, a, 1, 0); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
