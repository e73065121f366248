package ssa

import (
	"context"
	"fmt"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/model"
)

// chain is n species in a ring, each turning into the next: n reactions, each changing the rates of two.
func chain(b *testing.B, n int) *compile.Program {
	m := model.NewBuilder("ring", model.Raw)
	for i := range n {
		m.Add(&model.Species{Info: model.Info{ID: fmt.Sprintf("S%d", i)}, Initial: number(100), HasOnlySubstanceUnits: true})
	}
	for i := range n {
		from, to := fmt.Sprintf("S%d", i), fmt.Sprintf("S%d", (i+1)%n)
		m.Add(&model.Reaction{
			Info: model.Info{ID: fmt.Sprintf("R%d", i)}, Reactants: []model.SpeciesRef{{Species: from, Stoichiometry: 1}},
			Products: []model.SpeciesRef{{Species: to, Stoichiometry: 1}}, Rate: model.Mul(model.Num(0.1*float64(1+i%7)), model.Sym(from)),
		})
	}
	return program(b, m)
}

// BenchmarkReactions reports reactions a second: a birth-death process of 2 reactions, and rings of 30 and 300.
func BenchmarkReactions(b *testing.B) {
	for _, c := range []struct {
		name string
		p    *compile.Program
	}{{"2", birthDeath(b, 10, 0.1, 100)}, {"30", chain(b, 30)}, {"300", chain(b, 300)}, {"3000", chain(b, 3000)}} {
		for _, m := range Methods() {
			b.Run(c.name+"/"+m.String(), func(b *testing.B) {
				fired := uint64(0)
				for i := 0; b.Loop(); i++ {
					end := 1000.0
					if c.name != "2" {
						end = 10
					}
					r := Request{Program: c.p, Method: m, End: end, Times: []float64{end}, Seed: 1}
					course, err := Run(context.Background(), &r, uint64(i))
					if err != nil {
						b.Fatal(err)
					}
					fired += course.Reactions
				}
				b.ReportMetric(float64(fired)/b.Elapsed().Seconds(), "reactions/s")
			})
		}
	}
}
