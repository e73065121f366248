package ode

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"
)

func families() []*multistep {
	var out []*multistep
	for _, m := range Methods() {
		if f, ok := m.(*multistep); ok {
			out = append(out, f)
		}
	}
	return out
}

// backward are the backward differences of f at t with spacing h, orders 0 to n.
func backward(f func(float64) float64, t, h float64, n int) []float64 {
	d := make([]float64, n+1)
	for j := range d {
		d[j] = f(t - float64(j)*h)
	}
	for j := 1; j <= n; j++ {
		for i := n; i >= j; i-- {
			d[i] = d[i-1] - d[i]
		}
	}
	return d
}

// The formula of order k is exact on powers up to k, and on the next one misses by miss[k] times its difference.
func TestFormulasSatisfyOrderConditions(t *testing.T) {
	for _, m := range families() {
		for k := 1; k <= m.Order(); k++ {
			for power := 0; power <= k+1; power++ {
				d := backward(func(t float64) float64 { return math.Pow(t, float64(power)) }, 1, 0.5, k+1)
				sum := -m.kappa[k] * m.gamma[k] * d[k+1]
				for j := 1; j <= k; j++ {
					sum += d[j] / float64(j)
				}
				defect := 0.5*float64(power) - sum // h·f minus the formula
				want := 0.0
				if power == k+1 {
					want = m.miss[k] / strictness * d[k+1]
				}
				if math.Abs(defect-want) > 1e-13 {
					t.Errorf("%s, order %d: misses t^%d by %v, want %v", m.Name(), k, power, defect, want)
				}
			}
		}
	}
}

// Table 1 of Shampine and Reichelt gives the angle of the sector of stability and how much longer the steps are than those of backward
// differentiation.
func TestFormulasHaveTheStabilityOfThePaper(t *testing.T) {
	for _, m := range families() {
		for k, want := range map[int]struct{ angle, longer float64 }{1: {90, 26}, 2: {90, 26}, 3: {80, 26}, 4: {66, 12}, 5: {51, 0}} {
			angle := 90.0
			for deg := 0.01; deg < 180; deg += 0.01 {
				step := 1 - cmplx.Exp(complex(0, -deg*math.Pi/180))
				z, power := complex(0, 0), complex(1, 0)
				for j := 1; j <= k; j++ {
					power *= step
					z += power / complex(float64(j), 0)
				}
				z -= complex(m.kappa[k]*m.gamma[k], 0) * power * step
				if real(z) < -1e-9 {
					angle = math.Min(angle, 180-math.Abs(cmplx.Phase(z))*180/math.Pi)
				}
			}
			if math.Abs(angle-want.angle) > 1 {
				t.Errorf("%s, order %d: stable in a sector of %.1f°, the paper says %g°", m.Name(), k, angle, want.angle)
			}
			longer := 100 * (math.Pow(strictness/float64(k+1)/m.miss[k], 1/float64(k+1)) - 1)
			if math.Abs(longer-want.longer) > 1 {
				t.Errorf("%s, order %d: steps %.1f %% longer than those of backward differentiation, the paper says %g %%", m.Name(), k, longer, want.longer)
			}
		}
	}
}

// iterated is how far the iteration goes at order k: below the errors that are looked at, yet in reach of its few iterations.
func iterated(k int) float64 { return math.Pow(10, -5-float64(k)) }

// seeded is a stepper whose lane has the differences of a reference problem with known solution.
func seeded(t *testing.T, m *multistep, r reference, t0, h float64, k int) *multistepStepper {
	t.Helper()
	tol := iterated(k)
	p, err := newProblem(r.sys, Options{RTol: tol, ATol: []float64{tol}})
	if err != nil {
		t.Fatal(err)
	}
	st, err := m.newStepper(p)
	if err != nil {
		t.Fatal(err)
	}
	s := st.(*multistepStepper)
	for i := range r.sys.n {
		for j, v := range backward(func(t float64) float64 { return r.exact(t)[i] }, t0, h, k) {
			s.d[j][i] = v
		}
	}
	s.lane[0] = multistepLane{started: true, order: k, next: k, h: h, age: -1}
	return s
}

// fixedOrder makes n equal steps of order k from exact values over a span, and returns the error at the end and the
// largest one inside steps.
func fixedOrder(t *testing.T, m *multistep, r reference, span float64, n, k int) (end, inside float64) {
	t.Helper()
	const t0 = 1.0
	h := span / float64(n)
	s := seeded(t, m, r, t0, h, k)
	a := &attempt{
		t: []float64{t0}, h: []float64{h}, y: r.exact(t0), ynew: make([]float64, r.sys.n), e: make([]float64, r.sys.n),
		active: []bool{true}, singular: make([]bool, 1), unsolved: make([]bool, 1), stats: make([]Stats, 1),
	}
	far := func(at float64, y []float64) float64 {
		worst := 0.0
		for i, v := range r.exact(at) {
			worst = math.Max(worst, math.Abs(v-y[i]))
		}
		return worst
	}
	y := make([]float64, r.sys.n)
	for i := range n {
		a.t[0] = t0 + float64(i)*h
		s.attempt(a)
		if a.unsolved[0] || a.singular[0] {
			t.Fatalf("%s, %s, order %d: step %d not solved", m.Name(), r.name, k, i)
		}
		s.prepareDense(0)
		for _, theta := range []float64{0.3, 0.6, 0.9} {
			s.interpolate(0, theta, y, 1)
			inside = math.Max(inside, far(a.t[0]+theta*h, y))
		}
		s.lane[0].next = k
		s.commit(0)
		copy(a.y, a.ynew)
	}
	return far(t0+span, a.ynew), inside
}

func TestObservedOrderOfFormulas(t *testing.T) {
	for _, m := range families() {
		for _, r := range references() {
			if r.exact == nil {
				continue
			}
			for k := 1; k <= m.Order(); k++ {
				const span = 1.0
				e1, d1 := fixedOrder(t, m, r, span, 40, k)
				e2, d2 := fixedOrder(t, m, r, span, 80, k)
				order, dense := math.Log2(e1/e2), math.Log2(d1/d2)
				t.Logf("%-6s %-22s k %d: order %.2f dense %.2f (errors %.2g %.2g)", m.Name(), r.name, k, order, dense, e1, e2)
				if e2 < 0.1*iterated(k) {
					continue // what the iteration leaves
				}
				if order < float64(k)-0.5 || dense < float64(k)-0.5 {
					t.Errorf("%s, %s: order %d converges with %.2f, its interpolant with %.2f", m.Name(), r.name, k, order, dense)
				}
			}
		}
	}
}

// On a polynomial of degree k differences move to any spacing and to any point of the step without error.
func TestDifferencesOfPolynomialsAreCarriedOver(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	r := references()[0]
	for _, m := range families() {
		for k := 1; k <= m.Order(); k++ {
			c := make([]float64, k+1)
			for i := range c {
				c[i] = random.NormFloat64()
			}
			f := func(t float64) float64 {
				v := 0.0
				for i := k; i >= 0; i-- {
					v = v*t + c[i]
				}
				return v
			}
			const t0, h = 0.5, 0.25
			check := func(what string, s *multistepStepper, want []float64) {
				t.Helper()
				for j, w := range want {
					if got := s.d[j][0]; math.Abs(got-w) > 1e-12*(1+math.Abs(w)) {
						t.Errorf("order %d, %s: difference %d is %v, want %v", k, what, j, got, w)
					}
				}
			}
			for _, ratio := range []float64{0.2, 0.7, 1.01, 2, 5} {
				s := seeded(t, m, r, t0, h, k)
				for j, v := range backward(f, t0, h, k) {
					s.d[j][0] = v
				}
				s.space(0, ratio*h)
				check("new spacing", s, backward(f, t0, ratio*h, k))
			}
			for _, theta := range []float64{0.1, 0.5, 0.99} {
				s := seeded(t, m, r, t0, h, k)
				for j, v := range backward(f, t0, h, k) {
					s.d[j][0] = v
					s.pred[0] += v
				}
				s.corr[0], s.y = 0, []float64{f(t0 + theta*h)}
				s.cut(0, theta)
				check("cut", s, backward(f, t0+theta*h, h, k))
			}
		}
	}
}

// A step that is sought again after its iteration failed has a Jacobian of its own, and a lane at rest costs next to nothing.
func TestJacobiansAndFactorsAreReused(t *testing.T) {
	for _, m := range families() {
		_, st, err := Solve(hires(), m, Options{}, 0, []float64{1, 0, 0, 0, 0, 0, 0, 0.0057}, 321.8122, nil)
		if err != nil {
			t.Fatal(err)
		}
		if st.LU > st.Steps/3 || st.Jacobians > st.LU || st.RHS > 3*st.Steps {
			t.Errorf("%s: %+v", m.Name(), st)
		}
	}
}
