package design

import (
	"testing"

	"jakstat/evidence"
	"jakstat/jak/coverage"
)

// BenchmarkSearch100000 is the target of a search: 100,000 molecules in less than 10 s on two processors.
func BenchmarkSearch100000(b *testing.B) {
	w := wishes(b, 0.7, 0.25)
	s := space()
	s.Vary[Affinity] = Range{0.5, 50}
	for b.Loop() {
		if _, err := Run(b.Context(), s, w, 100_000, 1, 0, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkChange is the target of a change of one property: the whole comparison with intervals again in less than 50 ms.
func BenchmarkChange(b *testing.B) { change(b, Typical()) }

// BenchmarkChangeWithRates is the same for a molecule that comes and goes slowly at all four kinases.
func BenchmarkChangeWithRates(b *testing.B) {
	m := Typical()
	for k := range m.Koff {
		m.Koff[k] = 0.1
	}
	change(b, m)
}

func change(b *testing.B, m Molecule) {
	for b.Loop() {
		m.Fu *= 0.9999
		t := treatment(b, &m, 0.3, "10 mg", "qd")
		if _, err := coverage.Compare(b.Context(), evidence.Default(), []coverage.Treatment{t}, coverage.Options{Seed: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAverage is one read-out of one molecule at one dose.
func BenchmarkAverage(b *testing.B) {
	m, x := Typical(), response(b, "IL-6/pSTAT3")
	for b.Loop() {
		m.Average(x, 10, 24)
	}
}
