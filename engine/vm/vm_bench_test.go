package vm

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/unit"
)

// pkModel is one depot and two compartments.
func pkModel(b *testing.B) *compile.Program {
	m := model.NewBuilder("pk", model.Checked)
	for id, q := range map[string]unit.Quantity{"ka": unit.Q(1.2, "1/h"), "CL": unit.Q(30, "L/h"), "Vc": unit.Q(87, "L"), "Vp": unit.Q(40, "L"), "Q": unit.Q(10, "L/h")} {
		m.Param(id, q)
	}
	for _, id := range []string{"depot", "central", "peripheral"} {
		m.Amount(id, "", unit.Q(10, "mg"))
	}
	m.Reaction("absorption", "depot -> central", "ka*depot")
	m.Reaction("elimination", "central ->", "CL/Vc*central")
	m.Reaction("distribution", "central -> peripheral", "Q*(central/Vc - peripheral/Vp)")
	m.Route("oral", model.RouteArm{Into: "depot"})
	return compiled(b, m)
}

func compiled(b *testing.B, m *model.Builder) *compile.Program {
	built, err := m.Build()
	if err != nil {
		b.Fatal(err)
	}
	p, err := compile.Compile(built, compile.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// massAction is a random network of reactions A -> B, A + B -> C and C -> A + B.
func massAction(species, reactions int) *model.Builder {
	r := rand.New(rand.NewPCG(1, 2))
	m := model.NewBuilder("network", model.Raw)
	for i := range species {
		m.Amount(fmt.Sprintf("S%d", i), "", unit.Quantity{Value: 1 + r.Float64()})
	}
	for i := range reactions {
		a, b, c := r.IntN(species), r.IntN(species), r.IntN(species)
		k := fmt.Sprintf("k%d", i)
		m.Param(k, unit.Quantity{Value: r.Float64()})
		switch i % 3 {
		case 0:
			m.Reaction(fmt.Sprintf("r%d", i), fmt.Sprintf("S%d -> S%d", a, b), fmt.Sprintf("%s*S%d", k, a))
		case 1:
			m.Reaction(fmt.Sprintf("r%d", i), fmt.Sprintf("S%d + S%d -> S%d", a, b, c), fmt.Sprintf("%s*S%d*S%d", k, a, b))
		default:
			m.Reaction(fmt.Sprintf("r%d", i), fmt.Sprintf("S%d -> S%d + S%d", a, b, c), fmt.Sprintf("%s*S%d", k, a))
		}
	}
	return m
}

func runBenchmarks(b *testing.B, p *compile.Program, lanes int) {
	m := New(p, lanes)
	n := len(p.States)
	t, y, dy, jac := make([]float64, lanes), make([]float64, n*lanes), make([]float64, n*lanes), make([]float64, len(p.Pattern.RowIdx)*lanes)
	for l := range lanes {
		m.Initial(l, y)
	}
	b.Run(fmt.Sprintf("rhs/lanes=%d", lanes), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m.RHS(t, y, dy)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(lanes), "ns/lane")
	})
	b.Run(fmt.Sprintf("jacobian/lanes=%d", lanes), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m.Jacobian(t, y, jac)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(lanes), "ns/lane")
	})
}

func BenchmarkPK3(b *testing.B) {
	p := pkModel(b)
	for _, lanes := range []int{1, 8} {
		runBenchmarks(b, p, lanes)
	}
}

func BenchmarkNetwork(b *testing.B) {
	for _, size := range [][2]int{{25, 36}, {50, 150}, {356, 3749}, {500, 5000}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			p := compiled(b, massAction(size[0], size[1]))
			for _, lanes := range []int{1, 8} {
				runBenchmarks(b, p, lanes)
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	for _, size := range [][2]int{{25, 36}, {500, 5000}, {1122, 24388}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			m, err := massAction(size[0], size[1]).Build()
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := compile.Compile(m, compile.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
