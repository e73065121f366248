package coverage

import (
	"context"
	"testing"

	"jakstat/evidence"
)

// BenchmarkCompareDefault is the main job without process start: the default treatments opened and compared.
func BenchmarkCompareDefault(b *testing.B) {
	lib := evidence.Default()
	for b.Loop() {
		ts, _, err := Defaults(lib)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Compare(context.Background(), lib, ts, Options{Seed: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpenDefaults is the part of it that reads drug files and compiles models.
func BenchmarkOpenDefaults(b *testing.B) {
	lib := evidence.Default()
	for b.Loop() {
		if _, _, err := Defaults(lib); err != nil {
			b.Fatal(err)
		}
	}
}
