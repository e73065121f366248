// Package laplace estimates hierarchical nonlinear regressions: coordinates with normal priors whose variances are shared by
// groups, observations with normal errors whose variances are shared by groups, limits as observations. The posterior is taken
// as normal at its mode (Laplace's approximation), the variances of groups are estimated by expectation and maximisation over it
// (Dempster, Laird & Rubin 1977, J R Stat Soc B 39:1; for this use MacKay 1992, Neural Comput 4:415). It must not know any science: what a
// coordinate or an observation means is the caller's.
//
// Numbers of events are Poisson observations (see Obs.Count).
package laplace

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
)

// Group is a variance shared by coordinates or by observations: SD is where it starts and what it is pulled to with
// the weight of Prior pseudo-values. Fixed groups keep SD.
type Group struct {
	Name  string
	SD    float64
	Prior float64
	Fixed bool
}

// Coord is an unknown with a normal prior: mean Mean and the standard deviation of its group.
type Coord struct {
	Name  string
	Mean  float64
	Group int
}

// Gradient is a sparse derivative: element i of V belongs to coordinate I[i]; a coordinate may occur more than once.
type Gradient struct {
	I []int
	V []float64
}

// Add appends one element.
func (g *Gradient) Add(i int, v float64) { g.I, g.V = append(g.I, i), append(g.V, v) }

// Reset empties the gradient.
func (g *Gradient) Reset() { g.I, g.V = g.I[:0], g.V[:0] }

// Predictor returns the expected value of an observation at coordinates x and adds its derivative to g.
type Predictor func(x []float64, g *Gradient) float64

// Obs is an observation: Value with error Scale times the SD of its group, plus an independent error of SD Extra whose size is
// known. AtLeast says that the observed quantity is larger than Value. Count says that Value is a number of events, Poisson with the
// expectation exp(Predict); Group, Scale and Extra play no part then.
type Obs struct {
	Name    string
	Value   float64
	Group   int
	Scale   float64
	Extra   float64
	AtLeast bool
	Count   bool
	Predict Predictor
}

// Problem is a regression to be estimated.
type Problem struct {
	Groups []Group
	Coords []Coord
	Obs    []Obs
	// Tol is the relative change of every SD that ends the estimation of variances; 0 means 3e-4.
	Tol float64
	// Gain is the relative fall of the objective that ends a search for the mode; 0 means 1e-9. Predictions with errors of their own, such as
	// those of a simulation, need more.
	Gain float64
}

// Posterior is the normal approximation at the mode.
type Posterior struct {
	X   []float64
	Cov *mat.SymDense
	SD  []float64 // of every group
	// Evidence is the logarithm of the marginal likelihood of the observations (Laplace), for comparing forms on the same
	// observations.
	Evidence float64
}

// ErrDiverged is returned when no mode was found.
var ErrDiverged = errors.New("laplace: the posterior mode was not found")

const (
	maxRounds = 100  // of expectation and maximisation
	varTol    = 3e-4 // relative change of every SD that ends them
	maxSteps  = 60   // of Gauss and Newton
	// overrelaxation lengthens every step of the variances on a logarithmic scale; expectation and maximisation creeps, and below 2 this converges
	// to the same place (Salakhutdinov & Roweis 2003, ICML 20:664).
	overrelaxation = 1.7
)

// Start is where a search begins: coordinates by name and the standard deviations of the groups.
type Start struct {
	X  map[string]float64
	SD []float64
}

// Start returns the posterior as a start for a problem with the same groups; coordinates are matched by name.
func (p *Posterior) Start(of *Problem) *Start {
	s := &Start{X: map[string]float64{}, SD: p.SD}
	for i, c := range of.Coords {
		s.X[c.Name] = p.X[i]
	}
	return s
}

// Fit finds the mode and the group variances. Start may be nil.
func (p *Problem) Fit(start *Start) (*Posterior, error) {
	w := newWork(p)
	if start != nil {
		for i, g := range p.Groups {
			if !g.Fixed {
				w.sd[i] = start.SD[i]
			}
		}
		for i, c := range p.Coords {
			if v, ok := start.X[c.Name]; ok {
				w.x[i] = v
			}
		}
	}
	tol := p.Tol
	if tol == 0 {
		tol = varTol
	}
	steps := maxSteps
	for round := 0; ; round++ {
		if err := w.mode(steps); err != nil {
			return nil, err
		}
		if err := w.covariance(); err != nil {
			return nil, err
		}
		if round == maxRounds || w.maximise() < tol {
			break
		}
		steps = 1 // the mode moves little between rounds, and the last one walks to it
	}
	if err := w.mode(maxSteps); err != nil {
		return nil, err
	}
	if err := w.covariance(); err != nil {
		return nil, err
	}
	return &Posterior{X: w.x, Cov: w.cov, SD: w.sd, Evidence: w.evidence()}, nil
}

// work holds one estimation.
type work struct {
	p     *Problem
	sd    []float64
	x     []float64
	res   []float64 // standardised residuals of the observations; a limit that holds has 0; of a count (observed − expected)/√expected
	info  []float64 // square roots of the information of each observation on its expectation: 1/SD, of a count √expected
	grads []Gradient
	h     *mat.SymDense
	chol  mat.Cholesky
	cov   *mat.SymDense
}

func newWork(p *Problem) *work {
	w := &work{p: p, sd: make([]float64, len(p.Groups)), x: make([]float64, len(p.Coords)), res: make([]float64, len(p.Obs)), info: make([]float64, len(p.Obs)), grads: make([]Gradient, len(p.Obs))}
	for i, g := range p.Groups {
		w.sd[i] = g.SD
	}
	for i, c := range p.Coords {
		w.x[i] = c.Mean
	}
	w.h = mat.NewSymDense(len(p.Coords), nil)
	w.cov = mat.NewSymDense(len(p.Coords), nil)
	return w
}

func (w *work) errorSD(o *Obs) float64 { return math.Hypot(o.Scale*w.sd[o.Group], o.Extra) }

// objective is half the sum of squares at x; it leaves residuals and gradients behind.
func (w *work) objective(x []float64) float64 {
	sum := 0.0
	for i, c := range w.p.Coords {
		z := (x[i] - c.Mean) / w.sd[c.Group]
		sum += z * z
	}
	for i := range w.p.Obs {
		o := &w.p.Obs[i]
		w.grads[i].Reset()
		if o.Count {
			sum += w.count(i, o.Predict(x, &w.grads[i]))
			continue
		}
		w.info[i] = 1 / w.errorSD(o)
		z := (o.Value - o.Predict(x, &w.grads[i])) * w.info[i]
		if o.AtLeast && z < 0 {
			z = 0
		}
		w.res[i] = z
		sum += z * z
	}
	return sum / 2
}

// mode walks to the posterior mode by Gauss–Newton steps with the damping of Levenberg and Marquardt.
func (w *work) mode(steps int) error {
	n := len(w.x)
	f := w.objective(w.x)
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return ErrDiverged
	}
	damping, least := 1e-6, w.p.Gain
	if least == 0 {
		least = 1e-9
	}
	trial, g := make([]float64, n), mat.NewVecDense(n, nil)
	step := make([]float64, n)
	for range steps {
		w.normal(g)
		improved := false
		for range 12 {
			a := mat.NewSymDense(n, nil)
			a.CopySym(w.h)
			for i := range n {
				a.SetSym(i, i, a.At(i, i)*(1+damping))
			}
			copy(step, g.RawVector().Data)
			if solve(a, step) {
				for i := range n {
					trial[i] = w.x[i] + step[i]
				}
				next := w.objective(trial)
				if w.p.Gain > 0 && next > f && next-f < least*(1+f) {
					w.objective(w.x)
					return nil // no step tells more than the predictions' own error
				}
				if next <= f {
					gain := f - next
					copy(w.x, trial)
					f, damping, improved = next, max(damping/10, 1e-9), true
					if gain < least*(1+f) {
						return nil
					}
					break
				}
			}
			damping = max(damping*10, 1e-6)
		}
		if !improved {
			w.objective(w.x)
			return nil // at a mode within rounding
		}
	}
	return nil
}

// solve replaces b by a⁻¹·b and a by its factor; false where a is not positive definite. mat.Cholesky would estimate the condition number as
// well, which takes as long as the rest.
func solve(a *mat.SymDense, b []float64) bool {
	f, ok := lapack64.Potrf(a.RawSymmetric())
	if ok {
		lapack64.Potrs(f, blas64.General{Rows: len(b), Cols: 1, Stride: 1, Data: b})
	}
	return ok
}

// normal fills the Gauss–Newton matrix and the direction of descent at the residuals and gradients of the last objective.
func (w *work) normal(g *mat.VecDense) {
	w.h.Zero()
	g.Zero()
	for i, c := range w.p.Coords {
		v := w.sd[c.Group] * w.sd[c.Group]
		w.h.SetSym(i, i, 1/v)
		g.SetVec(i, -(w.x[i]-c.Mean)/v)
	}
	for k := range w.p.Obs {
		o := &w.p.Obs[k]
		if o.AtLeast && w.res[k] == 0 {
			continue
		}
		s := w.info[k]
		gr := w.grads[k]
		for a, i := range gr.I {
			g.SetVec(i, g.AtVec(i)+gr.V[a]*w.res[k]*s)
			for b, j := range gr.I {
				if j > i || j == i && b > a {
					continue // the lower triangle; pairs on the diagonal are added below
				}
				v := gr.V[a] * gr.V[b] * (s * s)
				if i == j && a != b {
					v *= 2
				}
				w.h.SetSym(i, j, w.h.At(i, j)+v)
			}
		}
	}
}

func (w *work) covariance() error {
	w.objective(w.x)
	w.normal(mat.NewVecDense(len(w.x), nil))
	if !w.chol.Factorize(w.h) {
		return ErrDiverged
	}
	return w.chol.InverseTo(w.cov)
}

// variance is the posterior variance of a linear form.
func variance(cov *mat.SymDense, g *Gradient) float64 {
	v := 0.0
	for a, i := range g.I {
		for b, j := range g.I {
			v += g.V[a] * g.V[b] * cov.At(i, j)
		}
	}
	return v
}

// maximise moves every free SD to its expectation and returns the largest relative change.
func (w *work) maximise() float64 {
	n := make([]float64, len(w.sd))
	ss := make([]float64, len(w.sd))
	for i, c := range w.p.Coords {
		d := w.x[i] - c.Mean
		n[c.Group]++
		ss[c.Group] += d*d + w.cov.At(i, i)
	}
	for k := range w.p.Obs {
		o := &w.p.Obs[k]
		if o.AtLeast || o.Count || o.Extra > 0 {
			continue // says little of its group's variance
		}
		d := w.res[k] * w.sd[o.Group] // the error on the scale of the group
		n[o.Group]++
		ss[o.Group] += d*d + variance(w.cov, &w.grads[k])/(o.Scale*o.Scale)
	}
	change := 0.0
	for i, g := range w.p.Groups {
		if g.Fixed || n[i] == 0 {
			continue
		}
		s := math.Sqrt((ss[i] + g.Prior*g.SD*g.SD) / (n[i] + g.Prior))
		change = max(change, math.Abs(s/w.sd[i]-1))
		w.sd[i] *= math.Pow(s/w.sd[i], overrelaxation)
	}
	return change
}

func (w *work) evidence() float64 {
	e := -w.objective(w.x)
	for i := range w.p.Obs {
		o := &w.p.Obs[i]
		switch {
		case o.Count:
			e += countConstant(o.Value)
		case !o.AtLeast:
			e -= math.Log(w.errorSD(o)) + math.Log(2*math.Pi)/2
		}
	}
	for _, c := range w.p.Coords {
		e -= math.Log(w.sd[c.Group])
	}
	return e - w.chol.LogDet()/2
}

// Predict returns the expectation and the standard deviation of a quantity under the posterior; the error of a new observation
// is not included.
func (p *Posterior) Predict(f Predictor) (mean, sd float64) {
	var g Gradient
	mean = f(p.X, &g)
	return mean, math.Sqrt(max(0, variance(p.Cov, &g)))
}
