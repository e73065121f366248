package ode

import (
	"math"

	"jakstat/engine/linalg"
)

// toy is a system given by scalar functions of one lane; par[l] are the parameters of lane l.
type toy struct {
	n     int
	par   [][]float64
	f     func(p []float64, t float64, y, dy []float64)
	jac   func(p []float64, t float64, y []float64, put func(i, j int, v float64))
	ft    func(p []float64, t float64, y, ft []float64)
	mass  []float64
	nroot int
	g     func(p []float64, t float64, y, g []float64)

	pattern *linalg.Pattern
	a, b    []float64
	put     func(i, j int, v float64) // writes to lane now of dst; made once so that steps do not allocate
	now     int
	dst     []float64
}

func (s *toy) init() *toy {
	if s.par == nil {
		s.par = [][]float64{nil}
	}
	s.a, s.b = make([]float64, s.n), make([]float64, max(s.n, s.nroot))
	if s.jac != nil && s.pattern == nil {
		var entries []linalg.Coord
		y := make([]float64, s.n)
		s.jac(s.par[0], 0, y, func(i, j int, _ float64) { entries = append(entries, linalg.Coord{Row: i, Col: j}) })
		s.pattern = linalg.NewPattern(s.n, entries)
	}
	s.put = func(i, j int, v float64) { s.dst[s.pattern.Index(i, j)*len(s.par)+s.now] = v }
	return s
}

// lanes returns a copy of the system with one lane per parameter set.
func (s *toy) lanes(par ...[]float64) *toy {
	c := *s
	c.par = par
	return c.init()
}

func (s *toy) Size() (n, lanes int) { return s.n, len(s.par) }

func (s *toy) each(y []float64, do func(l int, p, y []float64)) {
	nl := len(s.par)
	for l, p := range s.par {
		for i := range s.n {
			s.a[i] = y[i*nl+l]
		}
		do(l, p, s.a)
	}
}

func (s *toy) RHS(t, y, dy []float64) {
	nl := len(s.par)
	s.each(y, func(l int, p, y []float64) {
		s.f(p, t[l], y, s.b)
		for i := range s.n {
			dy[i*nl+l] = s.b[i]
		}
	})
}

func (s *toy) Pattern() *linalg.Pattern { return s.pattern }

func (s *toy) Jacobian(t, y, jac []float64) {
	s.dst = jac
	s.each(y, func(l int, p, y []float64) {
		s.now = l
		s.jac(p, t[l], y, s.put)
	})
}

func (s *toy) TimeDerivative(t, y, ft []float64) {
	clear(ft)
	if s.ft == nil {
		return
	}
	nl := len(s.par)
	s.each(y, func(l int, p, y []float64) {
		clear(s.b)
		s.ft(p, t[l], y, s.b)
		for i := range s.n {
			ft[i*nl+l] = s.b[i]
		}
	})
}

func (s *toy) Mass() []float64 {
	if s.mass == nil {
		ones := make([]float64, s.n)
		for i := range ones {
			ones[i] = 1
		}
		return ones
	}
	return s.mass
}

func (s *toy) Roots() int { return s.nroot }

func (s *toy) RootFunctions(t, y, g []float64) {
	nl := len(s.par)
	s.each(y, func(l int, p, y []float64) {
		s.g(p, t[l], y, s.b)
		for i := range s.nroot {
			g[i*nl+l] = s.b[i]
		}
	})
}

// reference is a problem with a known end point.
type reference struct {
	name   string
	sys    *toy
	t0, t1 float64
	y0, y1 []float64
	atol   []float64
	stiff  bool
	dae    bool
	exact  func(t float64) []float64 // nil when only y1 is known
	source string
}

const testSet = "Mazzia and Magherini, Test Set for IVP Solvers, release 2.4 (2008)"

func references() []reference {
	return []reference{
		{
			name: "decay", sys: (&toy{
				n: 1, f: func(_ []float64, _ float64, y, dy []float64) { dy[0] = -y[0] },
				jac: func(_ []float64, _ float64, _ []float64, put func(i, j int, v float64)) { put(0, 0, -1) },
			}).init(), t1: 20, y0: []float64{1}, y1: []float64{math.Exp(-20)},
			exact: func(t float64) []float64 { return []float64{math.Exp(-t)} }, source: "DETEST A1",
		},
		{
			name: "time dependent", sys: (&toy{
				n: 1, f: func(_ []float64, t float64, y, dy []float64) { dy[0] = y[0] * math.Cos(t) },
				jac: func(_ []float64, t float64, _ []float64, put func(i, j int, v float64)) { put(0, 0, math.Cos(t)) },
				ft:  func(_ []float64, t float64, y, ft []float64) { ft[0] = -y[0] * math.Sin(t) },
			}).init(), t1: 20, y0: []float64{1}, y1: []float64{math.Exp(math.Sin(20))},
			exact: func(t float64) []float64 { return []float64{math.Exp(math.Sin(t))} }, source: "DETEST A3",
		},
		{
			name: "logistic", sys: (&toy{
				n: 1, f: func(_ []float64, _ float64, y, dy []float64) { dy[0] = y[0] / 4 * (1 - y[0]/20) },
				jac: func(_ []float64, _ float64, y []float64, put func(i, j int, v float64)) { put(0, 0, 0.25-y[0]/40) },
			}).init(), t1: 20, y0: []float64{1}, y1: []float64{20 / (1 + 19*math.Exp(-5))},
			exact: func(t float64) []float64 { return []float64{20 / (1 + 19*math.Exp(-t/4))} }, source: "DETEST A4",
		},
		{
			name: "pendulum orbit", sys: (&toy{
				n: 2, f: func(_ []float64, _ float64, y, dy []float64) { dy[0], dy[1] = y[1], -y[0] },
				jac: func(_ []float64, _ float64, _ []float64, put func(i, j int, v float64)) { put(0, 1, 1); put(1, 0, -1) },
			}).init(), t1: 20, y0: []float64{0, 1}, y1: []float64{math.Sin(20), math.Cos(20)},
			exact: func(t float64) []float64 { return []float64{math.Sin(t), math.Cos(t)} }, source: "harmonic oscillator",
		},
		{
			name: "oral two-compartment", sys: pk().lanes([]float64{1.1, 0.25, 0.4, 0.2}), t1: 24, y0: []float64{100, 0, 0},
			exact: func(t float64) []float64 { return pkExact(1.1, 0.25, 0.4, 0.2, 100, t) },
			y1:    pkExact(1.1, 0.25, 0.4, 0.2, 100, 24), source: "closed form",
		},
		{
			name: "mass other than one", sys: (&toy{
				n: 2, mass: []float64{2, 0.5},
				f: func(_ []float64, _ float64, y, dy []float64) { dy[0], dy[1] = -2*y[0], y[0]-0.5*y[1] },
				jac: func(_ []float64, _ float64, _ []float64, put func(i, j int, v float64)) {
					put(0, 0, -2)
					put(1, 0, 1)
					put(1, 1, -0.5)
				},
			}).init(), t1: 5, y0: []float64{1, 0}, y1: []float64{math.Exp(-5), 10 * math.Exp(-5)},
			exact: func(t float64) []float64 { return []float64{math.Exp(-t), 2 * t * math.Exp(-t)} }, source: "closed form",
		},
		{
			name: "Robertson", sys: robertson(), t1: 1e11, y0: []float64{1, 0, 0}, stiff: true,
			y1: []float64{0.2083340149701255e-07, 0.8333360770334713e-13, 0.9999999791665050}, atol: []float64{1e-14, 1e-18, 1e-8}, source: testSet,
		},
		{
			name: "van der Pol, mu 1000", sys: vanDerPol(1000), t1: 2000, y0: []float64{2, 0}, stiff: true,
			y1: []float64{1.706167732170469, -0.8928097010248125e-3}, source: testSet,
		},
		{name: "HIRES", sys: hires(), t1: 321.8122, y0: []float64{1, 0, 0, 0, 0, 0, 0, 0.0057}, stiff: true, y1: []float64{
			0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4, 0.1175651343283149e-2,
			0.2386356198831331e-2, 0.6238968252742796e-2, 0.2849998395185769e-2, 0.2850001604814231e-2,
		}, source: testSet},
		{
			name: "Oregonator", sys: oregonator(), t1: 360, y0: []float64{1, 2, 3}, stiff: true,
			y1: []float64{1.000814870318523, 1228.178521549917, 132.0554942846706}, source: testSet,
		},
		{
			name: "index-1 DAE", sys: cubeRoot(), t1: 3, y0: []float64{1, 1}, dae: true, y1: []float64{math.Exp(-3 - 0.5*(1-math.Cos(3))), math.Exp(-3-0.5*(1-math.Cos(3))) * (1 + 0.5*math.Sin(3))},
			exact: func(t float64) []float64 {
				y := math.Exp(-t - 0.5*(1-math.Cos(t)))
				return []float64{y, y * (1 + 0.5*math.Sin(t))}
			}, source: "closed form",
		},
		{
			name: "Robertson as DAE", sys: robertsonDAE(), t1: 40, y0: []float64{1, 0, 0}, dae: true,
			y1: []float64{0.7158270687193941, 9.185534764557333e-6, 0.2841637457458413}, atol: []float64{1e-8, 1e-12, 1e-8}, source: "SUNDIALS IDA example idaRoberts_dns",
		},
	}
}

// pk is depot, central, peripheral with parameters ka, k10, k12, k21.
func pk() *toy {
	return (&toy{
		n: 3,
		f: func(p []float64, _ float64, y, dy []float64) {
			dy[0] = -p[0] * y[0]
			dy[1] = p[0]*y[0] - (p[1]+p[2])*y[1] + p[3]*y[2]
			dy[2] = p[2]*y[1] - p[3]*y[2]
		},
		jac: func(p []float64, _ float64, _ []float64, put func(i, j int, v float64)) {
			put(0, 0, -p[0])
			put(1, 0, p[0])
			put(1, 1, -p[1]-p[2])
			put(1, 2, p[3])
			put(2, 1, p[2])
			put(2, 2, -p[3])
		},
	}).lanes(make([]float64, 4))
}

// pkExact is the sum of exponentials of the oral two-compartment model (Gibaldi and Perrier,
// Pharmacokinetics, 2nd ed. 1982, chapter 2).
func pkExact(ka, k10, k12, k21, dose, t float64) []float64 {
	sum, product := k10+k12+k21, k10*k21
	root := math.Sqrt(sum*sum - 4*product)
	alpha, beta := (sum+root)/2, (sum-root)/2
	central, peripheral := 0.0, 0.0
	for _, r := range [][3]float64{{alpha, beta, ka}, {beta, alpha, ka}, {ka, alpha, beta}} {
		w := dose * ka / ((r[1] - r[0]) * (r[2] - r[0])) * math.Exp(-r[0]*t)
		central += w * (k21 - r[0])
		peripheral += w * k12
	}
	return []float64{dose * math.Exp(-ka*t), central, peripheral}
}

func robertson() *toy {
	return (&toy{
		n: 3,
		f: func(_ []float64, _ float64, y, dy []float64) {
			dy[0] = -0.04*y[0] + 1e4*y[1]*y[2]
			dy[2] = 3e7 * y[1] * y[1]
			dy[1] = -dy[0] - dy[2]
		},
		jac: func(_ []float64, _ float64, y []float64, put func(i, j int, v float64)) {
			put(0, 0, -0.04)
			put(0, 1, 1e4*y[2])
			put(0, 2, 1e4*y[1])
			put(1, 0, 0.04)
			put(1, 1, -1e4*y[2]-6e7*y[1])
			put(1, 2, -1e4*y[1])
			put(2, 1, 6e7*y[1])
		},
	}).init()
}

func robertsonDAE() *toy {
	s := robertson()
	return (&toy{
		n: 3, mass: []float64{1, 1, 0},
		f: func(p []float64, t float64, y, dy []float64) {
			s.f(p, t, y, dy)
			dy[2] = y[0] + y[1] + y[2] - 1
		},
		jac: func(p []float64, t float64, y []float64, put func(i, j int, v float64)) {
			s.jac(p, t, y, func(i, j int, v float64) {
				if i < 2 {
					put(i, j, v)
				}
			})
			for j := range 3 {
				put(2, j, 1)
			}
		},
	}).init()
}

func vanDerPol(mu float64) *toy {
	return (&toy{
		n: 2,
		f: func(_ []float64, _ float64, y, dy []float64) { dy[0], dy[1] = y[1], mu*(1-y[0]*y[0])*y[1]-y[0] },
		jac: func(_ []float64, _ float64, y []float64, put func(i, j int, v float64)) {
			put(0, 1, 1)
			put(1, 0, -2*mu*y[0]*y[1]-1)
			put(1, 1, mu*(1-y[0]*y[0]))
		},
	}).init()
}

func hires() *toy {
	return (&toy{
		n: 8,
		f: func(_ []float64, _ float64, y, dy []float64) {
			r := 280 * y[5] * y[7]
			dy[0] = -1.71*y[0] + 0.43*y[1] + 8.32*y[2] + 0.0007
			dy[1] = 1.71*y[0] - 8.75*y[1]
			dy[2] = -10.03*y[2] + 0.43*y[3] + 0.035*y[4]
			dy[3] = 8.32*y[1] + 1.71*y[2] - 1.12*y[3]
			dy[4] = -1.745*y[4] + 0.43*y[5] + 0.43*y[6]
			dy[5] = -r + 0.69*y[3] + 1.71*y[4] - 0.43*y[5] + 0.69*y[6]
			dy[6] = r - 1.81*y[6]
			dy[7] = -dy[6]
		},
		jac: func(_ []float64, _ float64, y []float64, put func(i, j int, v float64)) {
			put(0, 0, -1.71)
			put(0, 1, 0.43)
			put(0, 2, 8.32)
			put(1, 0, 1.71)
			put(1, 1, -8.75)
			put(2, 2, -10.03)
			put(2, 3, 0.43)
			put(2, 4, 0.035)
			put(3, 1, 8.32)
			put(3, 2, 1.71)
			put(3, 3, -1.12)
			put(4, 4, -1.745)
			put(4, 5, 0.43)
			put(4, 6, 0.43)
			put(5, 3, 0.69)
			put(5, 4, 1.71)
			put(5, 5, -280*y[7]-0.43)
			put(5, 6, 0.69)
			put(5, 7, -280*y[5])
			put(6, 5, 280*y[7])
			put(6, 6, -1.81)
			put(6, 7, 280*y[5])
			put(7, 5, -280*y[7])
			put(7, 6, 1.81)
			put(7, 7, -280*y[5])
		},
	}).init()
}

func oregonator() *toy {
	const s, q, w = 77.27, 8.375e-6, 0.161
	return (&toy{
		n: 3,
		f: func(_ []float64, _ float64, y, dy []float64) {
			dy[0] = s * (y[1] + y[0]*(1-q*y[0]-y[1]))
			dy[1] = (y[2] - (1+y[0])*y[1]) / s
			dy[2] = w * (y[0] - y[2])
		},
		jac: func(_ []float64, _ float64, y []float64, put func(i, j int, v float64)) {
			put(0, 0, s*(1-2*q*y[0]-y[1]))
			put(0, 1, s*(1-y[0]))
			put(1, 0, -y[1]/s)
			put(1, 1, -(1+y[0])/s)
			put(1, 2, 1/s)
			put(2, 0, w)
			put(2, 2, -w)
		},
	}).init()
}

// cubeRoot is y' = -z with z given by z³ = (y(1 + sin(t)/2))³.
func cubeRoot() *toy {
	u := func(t float64) float64 { return 1 + 0.5*math.Sin(t) }
	return (&toy{
		n: 2, mass: []float64{1, 0},
		f: func(_ []float64, t float64, y, dy []float64) {
			dy[0], dy[1] = -y[1], math.Pow(y[1], 3)-math.Pow(y[0]*u(t), 3)
		},
		jac: func(_ []float64, t float64, y []float64, put func(i, j int, v float64)) {
			put(0, 1, -1)
			put(1, 0, -3*y[0]*y[0]*math.Pow(u(t), 3))
			put(1, 1, 3*y[1]*y[1])
		},
		ft: func(_ []float64, t float64, y, ft []float64) {
			ft[1] = -3 * math.Pow(y[0], 3) * u(t) * u(t) * 0.5 * math.Cos(t)
		},
	}).init()
}

// suits tells whether a method is meant to solve a reference problem in reasonable time.
func suits(m Method, r reference) bool { return m.Stiff() || !r.stiff && !r.dae }

// cusp is y' = 1 - sqrt(y), whose derivative is infinite at y = 0.
func cusp() *toy {
	return (&toy{
		n: 1, f: func(_ []float64, _ float64, y, dy []float64) { dy[0] = 1 - math.Sqrt(y[0]) },
		jac: func(_ []float64, _ float64, y []float64, put func(i, j int, v float64)) {
			put(0, 0, -0.5/math.Sqrt(y[0]))
		},
	}).init()
}
