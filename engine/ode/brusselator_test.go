package ode

import (
	"fmt"
	"math"
	"testing"

	"jakstat/engine/linalg"
)

// brusselator is the reaction-diffusion problem in one dimension of Hairer and Wanner II, section IV.10:
//
//	u_t = 1 + u²v - 4u + u_xx/50,   v_t = 3u - u²v + v_xx/50,   0 < x < 1, u = 1 and v = 3 at the ends,
//
// on points that are equally far apart, u and v of a point side by side.
type brusselator struct {
	points  int
	d       float64 // diffusion by the square of the distance of points
	pattern *linalg.Pattern
	slots   [][4]int // of a point: u by u and v, v by u and v
	left    [][2]int // u by u and v by v of the neighbours; -1: none
	right   [][2]int
}

func newBrusselator(points int) *brusselator {
	s := &brusselator{points: points, d: float64((points+1)*(points+1)) / 50}
	var entries []linalg.Coord
	for i := range 2 * points {
		entries = append(entries, linalg.Coord{Row: i, Col: i}, linalg.Coord{Row: i, Col: i ^ 1})
		if i >= 2 {
			entries = append(entries, linalg.Coord{Row: i, Col: i - 2}, linalg.Coord{Row: i - 2, Col: i})
		}
	}
	s.pattern = linalg.NewPattern(2*points, entries)
	at := s.pattern.Index
	for k := range points {
		u, v := 2*k, 2*k+1
		s.slots = append(s.slots, [4]int{at(u, u), at(u, v), at(v, u), at(v, v)})
		l, r := [2]int{-1, -1}, [2]int{-1, -1}
		if k > 0 {
			l = [2]int{at(u, u-2), at(v, v-2)}
		}
		if k < points-1 {
			r = [2]int{at(u, u+2), at(v, v+2)}
		}
		s.left, s.right = append(s.left, l), append(s.right, r)
	}
	return s
}

func (s *brusselator) start() []float64 {
	y := make([]float64, 2*s.points)
	for k := range s.points {
		y[2*k], y[2*k+1] = 1+math.Sin(2*math.Pi*float64(k+1)/float64(s.points+1)), 3
	}
	return y
}

func (s *brusselator) Size() (n, lanes int)              { return 2 * s.points, 1 }
func (s *brusselator) Pattern() *linalg.Pattern          { return s.pattern }
func (s *brusselator) TimeDerivative(_, _, ft []float64) { clear(ft) }

func (s *brusselator) RHS(_, y, dy []float64) {
	lu, lv := 1.0, 3.0
	for k := range s.points {
		u, v := y[2*k], y[2*k+1]
		ru, rv := 1.0, 3.0
		if k < s.points-1 {
			ru, rv = y[2*k+2], y[2*k+3]
		}
		w := u * u * v
		dy[2*k] = 1 + w - 4*u + s.d*(lu-2*u+ru)
		dy[2*k+1] = 3*u - w + s.d*(lv-2*v+rv)
		lu, lv = u, v
	}
}

func (s *brusselator) Jacobian(_, y, jac []float64) {
	for k, at := range s.slots {
		u, v := y[2*k], y[2*k+1]
		jac[at[0]], jac[at[1]] = 2*u*v-4-2*s.d, u*u
		jac[at[2]], jac[at[3]] = 3-2*u*v, -u*u-2*s.d
		for _, side := range [][2]int{s.left[k], s.right[k]} {
			if side[0] >= 0 {
				jac[side[0]], jac[side[1]] = s.d, s.d
			}
		}
	}
}

// Methods of different kinds agree on a problem whose solution is not known.
func TestBrusselator(t *testing.T) {
	s := newBrusselator(40)
	tight, _, err := Solve(s, Rodas5P, Options{RTol: 1e-10, ATol: []float64{1e-10}}, 0, s.start(), 10, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range Methods() {
		y, st, err := Solve(s, m, Options{RTol: 1e-6, ATol: []float64{1e-6}}, 0, s.start(), 10, nil)
		if err != nil {
			t.Fatal(err)
		}
		if e := scaled(y, tight, []float64{1e-6}, 1e-6); e > 100 {
			t.Errorf("%s: %.3g tolerances off: %+v", m.Name(), e, st)
		}
	}
}

func BenchmarkBrusselator(b *testing.B) {
	for _, points := range []int{50, 500, 2500} {
		for _, m := range []Method{Rodas5P, QNDF} {
			b.Run(fmt.Sprintf("%s/states%d", m.Name(), 2*points), func(b *testing.B) {
				s := newBrusselator(points)
				benchmark(b, s, m, Options{RTol: 1e-6, ATol: []float64{1e-6}}, s.start(), 10)
			})
		}
	}
}
