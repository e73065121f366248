package ode

import "fmt"

// maxOrder is the highest order of the multistep formulas: from 6 on they are stable in too small a
// sector, from 7 on not at all.
const maxOrder = 5

// strictness multiplies the estimates of the local error. Errors of multistep methods add up over many small steps; with this factor a
// run is about as far off at its end, against its tolerance, as one by the methods of one step.
const strictness = 8

// multistep is a family of numerical differentiation formulas of orders 1 to 5; see [QNDF] for its form.
type multistep struct {
	name, citation string
	// gamma[k] is 1 + 1/2 + ... + 1/k. kappa[k] moves the formula of order k away from backward differentiation (kappa = 0).
	gamma, kappa [maxOrder + 1]float64
	// alpha[k] = (1-kappa[k])·gamma[k] multiplies M/h in the equation of a step, and miss[k] times the difference
	// between corrected and predicted state is the estimate of the local error at order k. miss goes one order further,
	// to judge whether to rise.
	alpha [maxOrder + 1]float64
	miss  [maxOrder + 2]float64
}

// QNDF is the family of numerical differentiation formulas of L. F. Shampine and M. W. Reichelt, order 1 to 5, with quasi-constant
// step size: for models of hundreds of states, where the factorisation of every step that a Rosenbrock method needs costs more than
// steps. It solves index-1 differential-algebraic equations.
//
// With backward differences D_j of the solution at equal steps h, a step of order k solves
//
//	Σ_{j=1..k} D_j(new)/j - κ_k γ_k (y_new - y_predicted) = h f(t_new, y_new),   y_predicted = Σ_{j=0..k} D_j(old)
//
// by a simplified Newton method that keeps Jacobian and factors over many steps. A change of the step size interpolates the differences
// to the new spacing. The interpolant is the polynomial of degree k through the last k+1 states.
var QNDF Method = newMultistep("QNDF",
	"L. F. Shampine, M. W. Reichelt, The MATLAB ODE suite, SIAM J. Sci. Comput. 18 (1997) 1-22, doi:10.1137/S1064827594276424",
	// Table 1 of the paper. The value for order 5 is that of the backward differentiation formula.
	[maxOrder + 1]float64{0, -0.1850, -1.0 / 9, -0.0823, -0.0415, 0},
)

func newMultistep(name, citation string, kappa [maxOrder + 1]float64) *multistep {
	m := &multistep{name: name, citation: citation, kappa: kappa}
	m.miss[0] = 1
	for k := 1; k <= maxOrder; k++ {
		m.gamma[k] = m.gamma[k-1] + 1/float64(k)
		m.alpha[k] = float64((1 - kappa[k]) * m.gamma[k])
		m.miss[k] = strictness * (float64(kappa[k]*m.gamma[k]) + 1/float64(k+1))
	}
	m.miss[maxOrder+1] = strictness / (maxOrder + 2)
	return m
}

func (m *multistep) Name() string     { return m.name }
func (m *multistep) Citation() string { return m.citation }
func (m *multistep) Order() int       { return maxOrder }
func (m *multistep) DenseOrder() int  { return maxOrder }
func (m *multistep) Stiff() bool      { return true }

// control is that of the first step, which has order 1; the stepper paces itself afterwards.
func (m *multistep) control() controller { return pid(0, 1, 0, 2) }

func (m *multistep) newStepper(p *problem) (stepper, error) {
	js, ok := p.sys.(JacobianSystem)
	if !ok {
		return nil, fmt.Errorf("ode: %s needs a system with a Jacobian", m.name)
	}
	lin, err := newLinear(p, js)
	if err != nil {
		return nil, err
	}
	nl := p.n * p.lanes
	buf := func() []float64 { return make([]float64, nl) }
	s := &multistepStepper{
		multistep: m, problem: p, js: js, lin: lin,
		corr: buf(), pred: buf(), past: buf(), f: buf(), rhs: buf(), copied: buf(), weight: buf(), mc: buf(),
		t1: make([]float64, p.lanes), lane: make([]multistepLane, p.lanes), coeff: make([][]float64, p.lanes),
		busy: make([]bool, p.lanes), chosen: make([]bool, p.lanes), again: make([]bool, p.lanes),
	}
	for j := range s.d {
		s.d[j] = buf()
	}
	for l := range s.lane {
		s.coeff[l] = make([]float64, maxOrder*p.n)
		s.forget(l)
	}
	if p.dae {
		// Factors of its own: those of the steps must outlive the start of another lane.
		start, err := newLinear(p, js)
		if err != nil {
			return nil, err
		}
		s.alg = newAlgebraic(p, js, start)
	}
	return s, nil
}
