package ode

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"jakstat/engine/linalg"
)

// lanedPK is the oral two-compartment model as a compiler would write it: straight over the lanes.
type lanedPK struct {
	lanes            int
	ka, ke, k12, k21 []float64
	pattern          *linalg.Pattern
}

func newLanedPK(lanes int) *lanedPK {
	s := &lanedPK{lanes: lanes, pattern: pk().pattern}
	for l := range lanes {
		x := 1 + 0.1*float64(l)
		s.ka, s.ke = append(s.ka, 1.1*x), append(s.ke, 0.25/x)
		s.k12, s.k21 = append(s.k12, 0.4*x), append(s.k21, 0.2)
	}
	return s
}

func (s *lanedPK) Size() (n, lanes int)     { return 3, s.lanes }
func (s *lanedPK) Pattern() *linalg.Pattern { return s.pattern }

func (s *lanedPK) RHS(_, y, dy []float64) {
	nl := s.lanes
	for l := range nl {
		a := s.ka[l] * y[l]
		b, c := s.k12[l]*y[nl+l], s.k21[l]*y[2*nl+l]
		dy[l], dy[nl+l], dy[2*nl+l] = -a, a-s.ke[l]*y[nl+l]-b+c, b-c
	}
}

func (s *lanedPK) Jacobian(_, _, jac []float64) {
	nl := s.lanes
	for l := range nl { // columns: (0,0) (1,0) (1,1) (2,1) (1,2) (2,2)
		jac[l], jac[nl+l] = -s.ka[l], s.ka[l]
		jac[2*nl+l], jac[3*nl+l] = -s.ke[l]-s.k12[l], s.k12[l]
		jac[4*nl+l], jac[5*nl+l] = s.k21[l], -s.k21[l]
	}
}

func (s *lanedPK) TimeDerivative(_, _, ft []float64) { clear(ft) }

func benchmark(b *testing.B, sys System, m Method, opt Options, y0 []float64, t1 float64) {
	b.Helper()
	s, err := New(sys, m, opt)
	if err != nil {
		b.Fatal(err)
	}
	_, lanes := sys.Size()
	steps := 0
	for b.Loop() {
		steps = 0
		for l := range lanes {
			s.Start(l, 0, y0, t1)
		}
		for s.Advance() > 0 {
		}
		for l := range lanes {
			if s.Status(l) != AtStop {
				b.Fatal(s.Result(l).Advice(nil))
			}
			steps += s.Stats(l).Steps + s.Stats(l).Rejected
		}
	}
	ns := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
	b.ReportMetric(ns/float64(steps), "ns/step")
	b.ReportMetric(ns/1e3/float64(lanes), "µs/lane")
	b.ReportMetric(float64(steps)/float64(lanes), "steps/lane")
}

func BenchmarkPK24h(b *testing.B) {
	for _, m := range Methods() {
		for _, lanes := range []int{1, 4, 8} {
			b.Run(fmt.Sprintf("%s/lanes%d", m.Name(), lanes), func(b *testing.B) {
				benchmark(b, newLanedPK(lanes), m, Options{RTol: 1e-6, ATol: []float64{1e-6}}, []float64{100, 0, 0}, 24)
			})
		}
	}
}

func BenchmarkRobertson(b *testing.B) {
	for _, m := range []Method{Rodas5P, QNDF} {
		b.Run(m.Name(), func(b *testing.B) {
			benchmark(b, robertson(), m, Options{RTol: 1e-6, ATol: []float64{1e-10, 1e-14, 1e-8}}, []float64{1, 0, 0}, 1e11)
		})
	}
}

// network is a random mass-action network of bimolecular and unimolecular reactions with rate
// constants over six decades.
type network struct {
	n, lanes int
	r        []reaction
	pattern  *linalg.Pattern
}

type reaction struct {
	a, b, c int // a + b -> c, or a -> c when b < 0
	k       float64
	slots   [6]int
}

func newNetwork(n, reactions, lanes int) *network {
	r := rand.New(rand.NewPCG(3, 4))
	s := &network{n: n, lanes: lanes}
	var entries []linalg.Coord
	for i := range reactions {
		x := reaction{a: i % n, b: -1, c: r.IntN(n), k: math.Pow(10, -3+4*r.Float64())}
		if i%3 == 0 {
			x.b, x.k = r.IntN(n), x.k*100
		}
		for _, j := range []int{x.a, x.b} {
			for _, to := range []int{x.a, x.b, x.c} {
				if j >= 0 && to >= 0 {
					entries = append(entries, linalg.Coord{Row: to, Col: j})
				}
			}
		}
		s.r = append(s.r, x)
	}
	s.pattern = linalg.NewPattern(n, entries)
	for i := range s.r {
		x := &s.r[i]
		for k, at := range [6][2]int{{x.a, x.a}, {x.c, x.a}, {x.b, x.a}, {x.a, x.b}, {x.b, x.b}, {x.c, x.b}} {
			if at[0] >= 0 && at[1] >= 0 {
				x.slots[k] = s.pattern.Index(at[0], at[1])
			}
		}
	}
	return s
}

func (s *network) Size() (n, lanes int)              { return s.n, s.lanes }
func (s *network) Pattern() *linalg.Pattern          { return s.pattern }
func (s *network) TimeDerivative(_, _, ft []float64) { clear(ft) }

func (s *network) RHS(_, y, dy []float64) {
	clear(dy)
	nl := s.lanes
	for i := range s.r {
		x := &s.r[i]
		ya, da, dc := y[x.a*nl:x.a*nl+nl], dy[x.a*nl:x.a*nl+nl], dy[x.c*nl:x.c*nl+nl]
		if x.b < 0 {
			for l, v := range ya {
				v *= x.k
				da[l] -= v
				dc[l] += v
			}
			continue
		}
		yb, db := y[x.b*nl:x.b*nl+nl], dy[x.b*nl:x.b*nl+nl]
		for l, v := range ya {
			v *= x.k * yb[l]
			da[l] -= v
			db[l] -= v
			dc[l] += v
		}
	}
}

func (s *network) Jacobian(_, y, jac []float64) {
	clear(jac)
	nl := s.lanes
	for i := range s.r {
		x := &s.r[i]
		for l := range nl {
			if x.b < 0 {
				jac[x.slots[0]*nl+l] -= x.k
				jac[x.slots[1]*nl+l] += x.k
				continue
			}
			va, vb := x.k*y[x.b*nl+l], x.k*y[x.a*nl+l]
			jac[x.slots[0]*nl+l] -= va
			jac[x.slots[1]*nl+l] += va
			jac[x.slots[2]*nl+l] -= va
			jac[x.slots[3]*nl+l] -= vb
			jac[x.slots[4]*nl+l] -= vb
			jac[x.slots[5]*nl+l] += vb
		}
	}
}

func BenchmarkNetwork(b *testing.B) {
	for _, n := range []int{25, 200} {
		for _, lanes := range []int{1, 4, 8} {
			s := newNetwork(n, n*3/2, lanes)
			y0 := make([]float64, n)
			for i := range y0 {
				y0[i] = float64(1 + i%7)
			}
			for _, m := range []Method{Rodas5P, QNDF} {
				b.Run(fmt.Sprintf("%s/n%d/nnz%d/lanes%d", m.Name(), n, s.pattern.NNZ(), lanes), func(b *testing.B) {
					benchmark(b, s, m, Options{RTol: 1e-6, ATol: []float64{1e-9}}, y0, 240)
				})
			}
		}
	}
}
