package fpmath

import (
	"math"
	"testing"
)

var sink float64

func benchmark(b *testing.B, f func(float64) float64) {
	s := 0.0
	for i := range b.N {
		s += f(float64(i&1023+1) * 0.01)
	}
	sink = s
}

func BenchmarkExp(b *testing.B)     { benchmark(b, Exp) }
func BenchmarkExpMath(b *testing.B) { benchmark(b, math.Exp) }
func BenchmarkLog(b *testing.B)     { benchmark(b, Log) }
func BenchmarkLogMath(b *testing.B) { benchmark(b, math.Log) }
func BenchmarkPow(b *testing.B)     { benchmark(b, func(x float64) float64 { return Pow(x, 1.7) }) }
func BenchmarkPowMath(b *testing.B) {
	benchmark(b, func(x float64) float64 { return math.Pow(x, 1.7) })
}
func BenchmarkTanh(b *testing.B)     { benchmark(b, Tanh) }
func BenchmarkTanhMath(b *testing.B) { benchmark(b, math.Tanh) }
func BenchmarkSin(b *testing.B)      { benchmark(b, Sin) }
func BenchmarkSinMath(b *testing.B)  { benchmark(b, math.Sin) }
