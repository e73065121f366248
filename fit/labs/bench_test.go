package labs

import (
	"context"
	"testing"

	"jakstat/evidence"
)

func BenchmarkEvaluation(b *testing.B) {
	lib := evidence.Default()
	rows, err := Plan(lib)
	if err != nil {
		b.Fatal(err)
	}
	w, err := newWorld(context.Background(), lib, rows)
	if err != nil {
		b.Fatal(err)
	}
	x := make([]float64, len(w.names))
	for i := range x {
		x[i] = w.prior[i][0]
	}
	for b.Loop() {
		e := &evaluator{world: w, ctx: context.Background()}
		e.at(x)
	}
}
