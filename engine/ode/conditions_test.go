package ode

import (
	"math"
	"testing"
)

// tree is a rooted tree, given by the subtrees of its root.
type tree []tree

func (t tree) order() int {
	n := 1
	for _, c := range t {
		n += c.order()
	}
	return n
}

func (t tree) gamma() float64 {
	g := float64(t.order())
	for _, c := range t {
		g *= c.gamma()
	}
	return g
}

// trees lists all rooted trees of the given order, once each.
func trees(order int) []tree {
	if order == 1 {
		return []tree{{}}
	}
	var out []tree
	var all []tree
	for k := 1; k < order; k++ {
		all = append(all, trees(k)...)
	}
	var choose func(from, left int, have tree)
	choose = func(from, left int, have tree) {
		if left == 0 {
			out = append(out, append(tree(nil), have...))
			return
		}
		for k := from; k < len(all); k++ {
			if o := all[k].order(); o <= left {
				choose(k, left-o, append(have, all[k]))
			}
		}
	}
	choose(0, order-1, nil)
	return out
}

// phi evaluates the elementary weights of a tree at each stage. single is used under vertices with one
// child, multi under others: Rosenbrock methods have β = α + Γ there (Hairer and Wanner II, section
// IV.7), Runge-Kutta methods have a in both places.
func phi(t tree, single, multi [][]float64) []float64 {
	out := make([]float64, len(single))
	for i := range out {
		out[i] = 1
	}
	m := multi
	if len(t) == 1 {
		m = single
	}
	for _, c := range t {
		sub := phi(c, single, multi)
		for i := range out {
			sum := 0.0
			for j, a := range m[i] {
				sum += a * sub[j]
			}
			out[i] *= sum
		}
	}
	return out
}

// defect is the largest violation of the order conditions up to the given order by weights w at
// relative position theta.
func defect(order int, w []float64, theta float64, single, multi [][]float64) float64 {
	worst := 0.0
	for o := 1; o <= order; o++ {
		for _, t := range trees(o) {
			sum := -math.Pow(theta, float64(o)) / t.gamma()
			for i, p := range phi(t, single, multi) {
				sum += w[i] * p
			}
			worst = math.Max(worst, math.Abs(sum))
		}
	}
	return worst
}

func TestTreesAreComplete(t *testing.T) {
	for order, want := range []int{0, 1, 1, 2, 4, 9, 20} { // OEIS A000081
		if order > 0 && len(trees(order)) != want {
			t.Errorf("order %d: %d trees, want %d", order, len(trees(order)), want)
		}
	}
}

func checkConditions(t *testing.T, m Method, b, embedded []float64, dense func(theta float64) []float64, single, multi [][]float64) {
	t.Helper()
	const tiny = 1e-12
	if d := defect(m.Order(), b, 1, single, multi); d > tiny {
		t.Errorf("%s: order %d violated by %g", m.Name(), m.Order(), d)
	}
	if d := defect(m.Order()+1, b, 1, single, multi); d < 1e-6 {
		t.Errorf("%s: claims order %d but has more: the check is blind", m.Name(), m.Order())
	}
	if d := defect(m.Order()-1, embedded, 1, single, multi); d > tiny {
		t.Errorf("%s: embedded order %d violated by %g", m.Name(), m.Order()-1, d)
	}
	if d := defect(m.Order(), embedded, 1, single, multi); d < 1e-6 {
		t.Errorf("%s: the embedded solution has full order and the error estimate vanishes", m.Name())
	}
	for _, theta := range []float64{0.1, 0.25, 0.5, 0.7, 0.93, 1} {
		if d := defect(m.DenseOrder(), dense(theta), theta, single, multi); d > tiny {
			t.Errorf("%s: dense order %d violated by %g at %g", m.Name(), m.DenseOrder(), d, theta)
		}
	}
}

func TestExplicitTablesSatisfyOrderConditions(t *testing.T) {
	for _, method := range Methods() {
		m, ok := method.(*explicit)
		if !ok {
			continue
		}
		s := len(m.c)
		a := square(s, m.a)
		for i := range a {
			sum := 0.0
			for _, v := range a[i] {
				sum += v
			}
			if math.Abs(sum-m.c[i]) > 1e-14 {
				t.Errorf("%s: row %d sums to %v, c is %v", m.name, i, sum, m.c[i])
			}
		}
		embedded := make([]float64, s)
		for j := range embedded {
			embedded[j] = a[s-1][j] - m.e[j]
		}
		checkConditions(t, m, a[s-1], embedded, func(theta float64) []float64 {
			w := make([]float64, s)
			for j, d := range m.dense {
				w[j] = d[0] + theta*(d[1]+theta*(d[2]+theta*(d[3]+theta*d[4])))
			}
			return w
		}, a, a)
	}
}

func TestRosenbrockTablesSatisfyOrderConditions(t *testing.T) {
	for _, method := range Methods() {
		m, ok := method.(*rosenbrock)
		if !ok {
			continue
		}
		s := len(m.c)
		a, c := square(s, m.a), square(s, m.cc)
		for i := len(m.a); i < s; i++ {
			copy(a[i], a[i-1])
			a[i][i-1] += 1
		}
		// Γ = (I/γ - C)⁻¹ by forward substitution; α = A·Γ; weights m become m·Γ.
		big := square(s, nil)
		for j := range s {
			for i := j; i < s; i++ {
				sum := 0.0
				if i == j {
					sum = 1
				}
				for k := j; k < i; k++ {
					sum += c[i][k] * big[k][j]
				}
				big[i][j] = sum * m.gamma
			}
		}
		times := func(w []float64) []float64 {
			out := make([]float64, s)
			for k, v := range w {
				for j := range s {
					out[j] += v * big[k][j]
				}
			}
			return out
		}
		alpha, beta := square(s, nil), square(s, nil)
		for i := range s {
			alpha[i] = times(a[i])
			ci, di := 0.0, 0.0
			for j := range s {
				beta[i][j] = alpha[i][j] + big[i][j]
				ci += alpha[i][j]
				di += big[i][j]
			}
			if math.Abs(ci-m.c[i]) > 1e-13 || math.Abs(di-m.d[i]) > 1e-13 {
				t.Errorf("%s: stage %d: c %v d %v, table %v %v", m.name, i, ci, di, m.c[i], m.d[i])
			}
		}
		main := append([]float64(nil), a[s-1]...)
		embedded := times(main)
		main[s-1]++
		checkConditions(t, m, times(main), embedded, func(theta float64) []float64 {
			w := make([]float64, s)
			for j := range w {
				w[j] = theta * (main[j] + (1-theta)*(m.dense[0][j]+theta*(m.dense[1][j]+theta*m.dense[2][j])))
			}
			return times(w)
		}, beta, alpha)
	}
}

func square(s int, rows [][]float64) [][]float64 {
	out := make([][]float64, s)
	for i := range out {
		out[i] = make([]float64, s)
		if i < len(rows) {
			copy(out[i], rows[i])
		}
	}
	return out
}
