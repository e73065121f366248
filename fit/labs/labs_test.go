package labs

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"jakstat/evidence"
)

func TestLook(t *testing.T) {
	lib := evidence.Default()
	rows, err := Plan(lib)
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWorld(context.Background(), lib, rows)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	e := &evaluator{world: w, ctx: context.Background()}
	x := make([]float64, len(w.names))
	for i := range x {
		x[i] = w.prior[i][0]
	}
	e.at(x)
	fmt.Println("evaluation", time.Since(start), e.err, len(w.arms), len(w.names))
	full, err := w.fit(context.Background(), func(*Row) bool { return true }, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("fit", time.Since(start))
	for i, n := range w.names {
		fmt.Printf("%-28s prior %.3g  %.3g  sd %.2f\n", n, math.Exp(w.prior[i][0]), math.Exp(full.post.X[i]), math.Sqrt(full.post.Cov.At(i, i)))
	}
	for i, g := range errorGroups {
		fmt.Printf("%s %.3g\n", g.name, full.post.SD[i])
	}
	for i := range rows {
		r := &rows[i]
		if r.Role == Outside {
			continue
		}
		fmt.Printf("%s|%s|%s|%v|%v|wk %g|%s|obs %.3g|pred %.3g|%s\n", r.ID, r.Kind, r.Lab, r.Drugs(), r.Parts, r.Week, r.Disease, r.Observed, full.value(i, 0, full.post.X), r.Unit)
	}
}
