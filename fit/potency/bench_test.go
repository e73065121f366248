package potency

import (
	"context"
	"testing"

	"jakstat/evidence"
)

// BenchmarkFit is one estimation from nothing; a cross-validation of all forms takes some 150 that start from a neighbour.
func BenchmarkFit(b *testing.B) {
	drugs := Drugs(evidence.Default())
	for b.Loop() {
		if _, err := Fit(context.Background(), Form, drugs, nil); err != nil {
			b.Fatal(err)
		}
	}
}
